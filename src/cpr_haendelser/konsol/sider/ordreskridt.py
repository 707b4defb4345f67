"""The steps of an order's way as a page offers them, and what hinders that it is submitted, each with the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.storage.ordre import Ordre, Ordreart, Ordretilstand
from cpr_haendelser.testmiljoe.forudsaetninger import Forudsaetning
from cpr_haendelser.testmiljoe.ordreskridt import SKRIDT

KNAPPER = {
    "submit": "Indsend ordren",
    "approve": "Godkend ordren",
    "refuse": "Afvis ordren",
    "begin": "Begynd nu",
    "stop": "Stop ordren",
    "resume": "Genoptag ordren",
    "cancel": "Annullér ordren",
    "again": "Bestil det samme igen",
}
"""What the button of a step says."""
FOELGER = {
    "refuse": "Ordren udføres ikke, og den, der har bestilt, læser hvorfor. Det kan ikke fortrydes.",
    "stop": "Det, der ikke er udført endnu, venter, til ordren genoptages. Det, der er sendt, er sendt.",
    "cancel": "Ordren udføres aldrig. Det kan ikke fortrydes, men det samme kan bestilles igen.",
}
"""What comes of a step that asks once more."""


class Skridtknap(NamedTuple):
    """A step that may be taken now."""

    skridt: str
    hvad: str
    grund: bool
    foelge: str
    """Empty: it can be taken back, and does not ask once more."""


class Vej(NamedTuple):
    """A way to mend what is missing: who may go it, where it leads, and what the link says."""

    handling: Handling
    sti: str
    tekst: str


class Mangel(NamedTuple):
    """What must hold and does not, with the next step."""

    navn: str
    tekst: str
    sti: str
    naeste: str


VEJE: Mapping[str, Vej] = {
    "organisation": Vej(Handling.ORGANISATION_RET, "/organisationer", "Åbn eller opret organisationen"),
    "myndighed": Vej(Handling.ORGANISATION_RET, "/organisationer", "Åbn eller opret organisationen"),
    "it-system": Vej(Handling.SYSTEM_RET, "/systemer/ny", "Opret et it-system"),
    "serviceaftale": Vej(Handling.AFTALE_ANMOD, "/aftaler/ny", "Anmod om en serviceaftale"),
    "vilkår": Vej(Handling.VILKAAR_ACCEPTER, "/ordrer/vilkaar?ordre={uuid}", "Læs og accepter vilkårene"),
}
"""The next step by the name of the prerequisite that does not hold."""
BED = "Bed om det i ordrens tråd"
"""The next step of who may not mend it."""


def find_mangler(kald: Kald, ordre: Ordre, forudsaetninger: Iterable[Forudsaetning]) -> list[Mangel]:
    """The prerequisites that do not hold, each with what the caller can do about it."""
    return [_missing(kald, ordre, each) for each in forudsaetninger if not each.opfyldt]


def _missing(kald: Kald, ordre: Ordre, krav: Forudsaetning) -> Mangel:
    vej = VEJE[krav.navn]
    if kald.may(vej.handling):
        return Mangel(krav.navn, krav.tekst, vej.sti.format(uuid=ordre.uuid), vej.tekst)
    return Mangel(krav.navn, krav.tekst, f"/ordrer/{ordre.uuid}#traad", BED)


def find_steps(kald: Kald, ordre: Ordre) -> list[Skridtknap]:
    """The steps that the caller may take with the order where it stands."""
    afgoer = kald.may(Handling.ORDRE_AFGOER)
    return [
        Skridtknap(navn, KNAPPER[navn], skridt.grund, FOELGER.get(navn, ""))
        for navn, skridt in SKRIDT.items()
        if ordre.tilstand in skridt.fra and kald.may(Handling.ORDRE_BESTIL) and (afgoer or not skridt.operatoer)
    ]


class Fremad(StrEnum):
    """The one thing to do on an order's page: what its blue button does."""

    KRAV = "krav"
    """Mending what is missing."""
    INDSEND = "indsend"
    """Looking at what it would send, and submitting it."""
    SE = "se"
    """Looking at what it would send."""
    SKRIDT = "skridt"
    """The first step that may be taken and asks nothing."""
    PERSONER = "personer"
    """Ordering something for the persons that it makes."""
    SENDT = "sendt"
    """Looking at what it sent."""
    VEJEN = "vejen"
    """The next step of the way of Kom godt i gang that it was come to by."""
    VENT = "vent"
    """Waiting, on such a way, until it has been carried out."""


_UDFOERT = frozenset({Ordretilstand.UDFOERT, Ordretilstand.DELVIST_UDFOERT})
_VENTER = frozenset({Ordretilstand.INDSENDT, Ordretilstand.GODKENDT})
_UNDERVEJS = frozenset({Ordretilstand.GODKENDT, Ordretilstand.I_GANG})


def find_fremad(ordre: Ordre, skridt: Sequence[Skridtknap], *, mangler: bool, paa_vej: bool) -> Fremad:
    """What to do on the order's page, of somebody who may take those steps.

    `mangler`: something hinders that it is submitted; `paa_vej`: the page was come to by a way of Kom godt i gang.
    """
    kan = {each.skridt for each in skridt}
    giver_personer = ordre.art is Ordreart.REPLIKA
    regler = (
        (mangler, Fremad.KRAV),
        ("submit" in kan, Fremad.INDSEND),
        (ordre.tilstand is Ordretilstand.KLADDE, Fremad.SE),
        (paa_vej and ordre.tilstand in _UDFOERT, Fremad.VEJEN),
        (paa_vej and ordre.tilstand in _UNDERVEJS, Fremad.VENT),
        (ordre.tilstand in _VENTER, Fremad.SKRIDT if kan & {"approve", "begin"} else Fremad.SE),
        (ordre.tilstand not in {*_UDFOERT, Ordretilstand.I_GANG}, Fremad.SKRIDT),
        (giver_personer, Fremad.PERSONER),
    )
    return next((hvad for gaelder, hvad in regler if gaelder), Fremad.SENDT)
