"""API keys of it-systems and users: what they are for, until when, made and shown once, closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid4

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.matrix import rettigheder
from cpr_haendelser.adgang.model import Aktoer, Aktoerart, Rolle, as_system
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, address_of, draw, to_number
from cpr_haendelser.konsol.skema import JA, again, proposed, ticked
from cpr_haendelser.konti.noegler import Noegler, no_noegle
from cpr_haendelser.storage.adgangsbog import Noegle
from cpr_haendelser.udlevering.kalder import find_kalder
from cpr_haendelser.web.handlinger import KALD

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

STEDER = {"KTO-040": "navn", "KTO-013": "navn", "KTO-041": "dage", "KTO-042": "omfang"}
"""The field that each refusal is about."""
OMFANG = "omfang."
"""What the names of the boxes of what a key is for begin with."""


_UDSNIT = {"/haendelser": "?efter=0&antal=10", "/beskeder": "?efter=0&antal=10"}
"""The calls that are shown first, and how little they ask for."""
_MERE = frozenset({"/snapshot", "/revision/eksport", "/testmiljoe/afregning"})
"""What a call of which takes long or asks for more."""
_DAGE = 90
"""So many days are proposed, where a key may hold so long."""
"""So long a key holds where nothing else is said."""
_VIST = 3
"""So many calls are shown."""


class Linje(NamedTuple):
    """A key, and whose it is."""

    noegle: Noegle
    ejer: str
    sti: str
    """The owner's page; empty: it is not here any more."""
    maa: list[str]
    """What it may be used for, in words."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list, and a new one for an it-system."""
    noegler = _Noegler(installation)
    ret = Handling.NOEGLE_RET
    return (
        Side("GET", "/noegler", Handling.NOEGLE_LAES, noegler.show_list),
        Side("POST", "/noegler/{id}/luk", ret, noegler.close),
        Side("GET", "/systemer/{uuid}/noegler/ny", ret, noegler.show_new),
        Side("POST", "/systemer/{uuid}/noegler/ny", ret, noegler.create, igen=noegler.show_new),
    )


class _Noegler:
    def __init__(self, installation: Installation) -> None:
        self._rum, self._bord = installation.konti.noegler, installation.bord

    def show_list(self, besoeg: Besoeg) -> Response:
        return draw(
            besoeg.kald, "noegler",
            linjer=[self._line(each) for each in reversed(self._rum.list_all(besoeg.kald.known.organisation))],
            gjort=besoeg.request.query_params.get("gjort", ""),
        )  # fmt: skip

    def close(self, besoeg: Besoeg) -> Response:
        kalder, fundet = besoeg.kald.known, self._rum.by_id(besoeg.request.path_params["id"])
        if kalder.organisation and self._rum.cvr_of(fundet) != kalder.organisation:
            raise no_noegle()
        self._rum.close(fundet.id, kalder.hvem)
        return RedirectResponse(f"{ROD}/noegler?gjort=noeglelukket", 303)

    def show_new(self, besoeg: Besoeg) -> Response:
        skema = proposed(besoeg.request.query_params, ("navn",), OMFANG)
        # A program mostly reads the feed; that is ticked where the address proposes nothing else.
        foreslaaet = {} if ticked(skema.felter, OMFANG) else {f"{OMFANG}{Handling.LOG_LAES}": JA}
        ny = skema._replace(felter={"dage": str(propose_days(self._rum)), **foreslaaet, **skema.felter})
        ejer = self._owner(besoeg)
        return draw(
            besoeg.kald, "noegle_ny",
            skema=again(besoeg, STEDER, ny),
            navn=ejer.navn,
            rettigheder=possible_rights(self._rum, ejer.roller),
            dage=propose_days(self._rum),
            flest_dage=self._rum.flest_dage,
            engang=uuid4(),
            sti=f"/systemer/{ejer.id}/noegler/ny",
            tilbage=f"/systemer/{ejer.id}",
        )  # fmt: skip

    def create(self, besoeg: Besoeg) -> Response:
        ejer = self._owner(besoeg)
        tekst, noegle = make_key(self._rum, ejer, besoeg.felter, besoeg.kald.known.hvem)
        return draw_made(besoeg, tekst, noegle, f"/systemer/{ejer.id}")

    def _owner(self, besoeg: Besoeg) -> Aktoer:
        fundet = find_kalder(self._bord, besoeg.request.path_params["uuid"], besoeg.kald.known)
        system = self._bord.gaeldende().systemer[fundet.system.lower()]
        return as_system(system.uuid.lower(), system.navn, system.cvr)

    def _line(self, noegle: Noegle) -> Linje:
        gaeldende = self._bord.gaeldende()
        if noegle.art == Aktoerart.BRUGER:
            bruger = gaeldende.brugere.get(noegle.ejer)
            return Linje(noegle, *_owner_shown(bruger.navn if bruger else "", noegle, "/brugere"), say_rights(noegle))
        system = gaeldende.systemer.get(noegle.ejer)
        return Linje(noegle, *_owner_shown(system.navn if system else "", noegle, "/systemer"), say_rights(noegle))


def _owner_shown(navn: str, noegle: Noegle, liste: str) -> tuple[str, str]:
    """What the owner is called and its page; by its id and without one where it is not here any more."""
    return (navn, f"{liste}/{noegle.ejer}") if navn else (noegle.ejer, "")


def draw_made(besoeg: Besoeg, tekst: str, noegle: Noegle, tilbage: str) -> Response:
    """The page that shows a key the once, and calls that can be copied."""
    return draw(
        besoeg.kald, "noegle_vist",
        tekst=tekst,
        noegle=noegle,
        tilbage=tilbage,
        kald_=list(islice(sample_calls(noegle, tekst, address_of(besoeg)), _VIST)),
        system=noegle.art == Aktoerart.SYSTEM,
        maa=say_rights(noegle),
    )  # fmt: skip


def propose_days(rum: Noegler) -> int:
    """For how many days a key is proposed: never more than the settings allow."""
    return min(_DAGE, rum.flest_dage)


def say_rights(noegle: Noegle) -> list[str]:
    """What a key may be used for, in the matrix's words and order."""
    return [ret.navn for ret in rettigheder().values() if ret.handling in noegle.omfang]


def sample_calls(noegle: Noegle, tekst: str, adresse: str) -> Iterator[str]:
    """Commands that call what the key is for and that ask for nothing more; those of the feed first."""
    kan = [sti for (metode, sti), handling in KALD.items() if metode == "GET" and handling in noegle.omfang]
    simple = [sti for sti in kan if "{" not in sti and sti not in _MERE]
    for sti in sorted(simple, key=lambda sti: sti not in _UDSNIT):
        yield f'curl --header "Authorization: Bearer {tekst}" "{adresse}{sti}{_UDSNIT.get(sti, "")}"'


def make_key(noegler: Noegler, ejer: Aktoer, felter: Mapping[str, str], hvem: str) -> tuple[str, Noegle]:
    """The key that a form asks for, as text and as it is kept; Brugsfejl KTO-013, KTO-040 to KTO-043 and KTO-045."""
    kendte = {str(each): each for each in Handling}
    valgte = [kendte[navn] for navn in ticked(felter, OMFANG) if navn in kendte]
    dage, engang = to_number(felter.get("dage", ""), 0), _read_mark(felter.get("engang", ""))
    return noegler.create(ejer, felter.get("navn", ""), valgte, dage, hvem, engang=engang)


def _read_mark(tekst: str) -> str:
    """The one-time mark of a form; empty: it has none."""
    try:
        return str(UUID(tekst))
    except ValueError:
        return ""


def possible_rights(noegler: Noegler, roller: frozenset[Rolle]) -> list[tuple[str, str]]:
    """What a key of somebody with those roles can be made for: the box's name, and what it is called."""
    kan = noegler.possible(roller)
    return [(f"{OMFANG}{ret.handling}", ret.navn) for ret in rettigheder().values() if ret.handling in kan]
