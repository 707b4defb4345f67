"""What filters look at: the values of a kuvert by dotted path, without composing it.

The paths are those of the elements in the official Beskedkuvert.xsd below Haendelsesbesked. Beside them stand the short
forms, which are taken from the hændelse itself and so do not depend on the composing settings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import quote

from cpr_haendelser.beskeder.adresser import named_adresser
from cpr_haendelser.beskeder.saet import URN_HAENDELSE, Handlingsform, Saet
from cpr_haendelser.beskeder.tegn import reveal
from cpr_haendelser.beskeder.tidsform import write_midnat, write_tid
from cpr_haendelser.haendelser.model import SAMLE, Adresse, Haendelse

Felter = Mapping[str, tuple[str, ...]]
"""Values by path, every occurrence; a path without values is not there."""

PERSONHAENDELSE, PERSONNUMMER, ADRESSE, KOMMUNE = KORTFORMER = (
    "personhaendelse",
    "personnummer",
    "adresse",
    "kommune",
)
"""Code on the wire; ten digits; codes as `adresseled` joins them; municipality codes of the addresses."""

_UNIK = ("UUIDIdentifikator", "URNIdentifikator")
_AKTOER = ("UUIDIdentifikator",)
_TID = ("TidsstempelDatoTid", "GraenseIndikator")
_TEKST = ("",)
_ELEMENTER: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Filtreringsdata": {
        "Beskedtype": _UNIK,
        "BeskedAnsvarligAktoer": _AKTOER,
        "TilladtModtager": _UNIK,
        "TvaergaaendeProces": _UNIK,
    },
    "Filtreringsdata.RelateretObjekt": {"ObjektId": _UNIK, "ObjektType": _UNIK, "ObjektRolle": _UNIK},
    "Filtreringsdata.ObjektRegistrering": {
        "ObjektRegistreringId": _UNIK,
        "RegistreringsAktoer": _AKTOER,
        "Registreringstidspunkt": _TID,
        "ObjektAnsvarligMyndighed": _UNIK,
        "ObjektId": _UNIK,
        "ObjektType": _UNIK,
        "ObjektHandling": _UNIK,
        "OpgaveEmne": _UNIK,
        "ObjektRegistreringLokalUdvidelse": ("Personhaendelse",),
    },
    "Leveranceinformation": {
        "Dannelsestidspunkt": _TID,
        "TransaktionsId": _UNIK,
        "Kildesystem": _AKTOER,
        "KildesystemIPAdresse": _TEKST,
        "KildesystemAkkreditiver": _TEKST,
        "Sikkerhedsklassificering": _UNIK,
    },
    "Leveranceinformation.Leveranceruter.Leverancerute": {
        "Fordelingssystem": _UNIK,
        "ModtagelsesTidspunkt": _TID,
        "LeveranceTidspunkt": _TID,
        "ModtagetFraSystem": _AKTOER,
        "ErLeveretIHenholdTil": _UNIK,
        "LeveranceruteLokalUdvidelse": ("AntalLeveranceforsoeg",),
    },
    "Modtagerhandling": {"Handling": _UNIK, "Responsmodtager": _AKTOER},
    "": {"GyldighedFra": _TID, "GyldighedTil": _TID},
}
"""Beskedkuvert.xsd: parent, element, and what stands in it."""


@cache
def stier() -> frozenset[str]:
    """Every path that a value of a kuvert can have, and the short forms."""
    fulde = (
        ".".join(led for led in ("Beskedkuvert", foraelder, element, blad) if led)
        for foraelder, elementer in _ELEMENTER.items()
        for element, blade in elementer.items()
        for blad in blade
    )
    return frozenset((*fulde, *KORTFORMER))


_F, _R, _O = (
    "Beskedkuvert.Filtreringsdata.",
    "Beskedkuvert.Filtreringsdata.ObjektRegistrering.",
    "Beskedkuvert.Filtreringsdata.RelateretObjekt.",
)
_L = "Beskedkuvert.Leveranceinformation."
_URN, _UUID, _DATO = ".URNIdentifikator", ".UUIDIdentifikator", ".TidsstempelDatoTid"
UDVIDELSE = f"{_R}ObjektRegistreringLokalUdvidelse.Personhaendelse"
HANDLING = f"{_R}ObjektHandling{_URN}"
OBJEKT = f"{_R}ObjektId{_URN}"


def felter(haendelse: Haendelse, nuvaerende: Adresse | None, saet: Saet) -> Felter:
    """Every value of the message's kuvert by path (as `compose` would write them), and of the short forms.

    `nuvaerende` is the present address as the kuvert has it (beskeder.adresser).
    What is first known when the message leaves (Leveranceruter and the like) is not there.
    """
    fundet: dict[str, list[str]] = defaultdict(list)
    for sti, vaerdi in (*_kuvert(haendelse, saet), *_related(haendelse, nuvaerende, saet)):
        if vaerdi:
            fundet[sti].append(vaerdi)
    adresser = [adresse for _, adresse in named_adresser(haendelse.beslutning, nuvaerende)]
    fundet[PERSONHAENDELSE] = [wire_code(haendelse, saet)]
    fundet[PERSONNUMMER] = [haendelse.beslutning.pnr]
    fundet[ADRESSE] = [led for adresse in adresser for led in adresseled(adresse)]
    fundet[KOMMUNE] = [reveal(adresse.kommunekode) for adresse in adresser]
    return {sti: tuple(dict.fromkeys(vaerdier)) for sti, vaerdier in fundet.items() if vaerdier}


def personfelter(pnr: str, adresse: Adresse | None, saet: Saet) -> Felter:
    """What filters can see of a person of whom nothing has happened: number, and address and municipality now."""
    fundet: dict[str, tuple[str, ...]] = {PERSONNUMMER: (pnr,), OBJEKT: (saet.urn_cpr_prefix + pnr,)}
    if adresse is not None and adresse.kommunekode:
        fundet |= {ADRESSE: tuple(adresseled(adresse)), KOMMUNE: (reveal(adresse.kommunekode),)}
    return {sti: vaerdier for sti, vaerdier in fundet.items() if vaerdier}


def wire_code(haendelse: Haendelse, saet: Saet) -> str:
    """The personhændelse code as the message has it."""
    return saet.samlekode if haendelse.beslutning.kode == SAMLE else haendelse.beslutning.kode


def adresseled(adresse: Adresse) -> Iterator[str]:
    """What an address is found by: its road (`0999:0123`), its house (`0999:0123:017A`), floor, door."""
    dele = [reveal(del_) for del_ in adresse[: Adresse._fields.index("bnr")]]
    for antal in range(2, len(dele) + 1):
        if dele[antal - 1]:
            yield ":".join(dele[:antal])


def _kuvert(haendelse: Haendelse, saet: Saet) -> Iterator[tuple[str, str]]:
    b = haendelse.beslutning
    myndighed = saet.urn_cvr_prefix + haendelse.modtager_cvr if haendelse.modtager_cvr else ""
    yield _id(f"{_F}Beskedtype", saet.beskedtype)
    yield _id(f"{_F}BeskedAnsvarligAktoer", saet.beskedansvarlig_aktoer)
    yield f"{_F}TilladtModtager{_URN}", myndighed
    yield f"{_R}ObjektRegistreringId{_UUID}", str(haendelse.registrering_id)
    yield _id(f"{_R}RegistreringsAktoer", saet.registreringsaktoer)
    yield (
        f"{_R}Registreringstidspunkt{_DATO}",
        write_tid(b.registreret).tekst or write_midnat(haendelse.proddto),
    )
    yield f"{_R}ObjektAnsvarligMyndighed{_URN}", myndighed
    yield OBJEKT, saet.urn_cpr_prefix + b.pnr
    yield _id(f"{_R}ObjektType", saet.objekttype_person)
    yield from _handling(wire_code(haendelse, saet), saet)
    yield _id(f"{_R}OpgaveEmne", saet.opgaveemne)
    yield f"{_L}Dannelsestidspunkt{_DATO}", haendelse.dannet
    yield _id(f"{_L}Sikkerhedsklassificering", saet.sikkerhedsklassificering)
    yield f"Beskedkuvert.GyldighedFra{_DATO}", write_tid(b.gyldig_fra).tekst


def _handling(kode: str, saet: Saet) -> Iterator[tuple[str, str]]:
    uuid = dict(saet.handlinger).get(kode, "") if saet.handling_form is Handlingsform.UUID else ""
    if uuid:
        yield _id(f"{_R}ObjektHandling", uuid)
        yield UDVIDELSE, URN_HAENDELSE + kode
    else:
        yield HANDLING, URN_HAENDELSE + kode


def _related(haendelse: Haendelse, nuvaerende: Adresse | None, saet: Saet) -> Iterator[tuple[str, str]]:
    """RelateretObjekt, as `kuvert._related` writes them: the person first, where there are any."""
    objekter = list(_related_objects(haendelse, nuvaerende, saet))
    if objekter:
        objekter.insert(0, (saet.urn_cpr_prefix + haendelse.beslutning.pnr, saet.objekttype_person, ""))
    for urn, objekttype, rolle in objekter:
        yield f"{_O}ObjektId{_URN}", urn
        yield _id(f"{_O}ObjektType", objekttype)
        if rolle and saet.rolle_urn:
            yield _id(f"{_O}ObjektRolle", saet.rolle_urn + rolle)


def _related_objects(haendelse: Haendelse, nuvaerende: Adresse | None, saet: Saet) -> Iterator[tuple[str, str, str]]:
    b = haendelse.beslutning
    adresser = named_adresser(b, nuvaerende)
    if saet.relateret_person:
        yield from (
            (saet.urn_cpr_prefix + pnr, saet.objekttype_person, rolle) for pnr, rolle in b.relaterede if pnr != b.pnr
        )
    if saet.relateret_adresse:
        yield from ((saet.adresse_urn.format(**_led(a)), saet.objekttype_adresse, rolle) for rolle, a in adresser)
    if saet.relateret_kommune:
        yield from (
            (saet.kommune_urn + _led(a)["kommunekode"], saet.objekttype_kommune, rolle) for rolle, a in adresser
        )


def _led(adresse: Adresse) -> dict[str, str]:
    """The parts of an address as a URN has them: characters that a URN has no place for are percent-encoded."""
    return {
        navn: del_ if del_.isascii() and del_.isalnum() else quote(reveal(del_), safe="")
        for navn, del_ in adresse._asdict().items()
    }


def _id(sti: str, vaerdi: str) -> tuple[str, str]:
    return sti + (_URN if vaerdi.startswith("urn:") else _UUID), vaerdi
