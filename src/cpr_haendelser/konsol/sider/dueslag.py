"""Dueslag: what waits, is out, delivered and parked, and what may be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.abonnementer.udtryk import mask_numbers
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.fordeling.grunde import to_words
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw, read_number
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.udlevering.betjening import Valg
from cpr_haendelser.udlevering.kalder import Kalder

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_SIDE = 50
_AABNE = (
    Forsendelsestilstand.UDE,
    Forsendelsestilstand.PARKERET,
    Forsendelsestilstand.TILBAGEHOLDT,
    Forsendelsestilstand.FEJLKOE,
    Forsendelsestilstand.VENTER,
)
"""What is shown, the states that need somebody first."""
_PARKERET = Valg(tilstande=(Forsendelsestilstand.PARKERET,))
_FEJLKOE = Valg(tilstande=(Forsendelsestilstand.FEJLKOE,))


class Linje(NamedTuple):
    """A forsendelse without anything of its person."""

    loebenummer: int
    kode: str
    navn: str
    tilstand: str
    forsoeg: int
    naeste: str
    grund: str


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list, the single one, and what may be done with it."""
    dueslag = _Dueslag(installation)
    return (
        Side("GET", "/dueslag", Handling.DUESLAG_LAES, dueslag.show_list),
        Side("GET", "/dueslag/{uuid}", Handling.DUESLAG_LAES, dueslag.show_one),
        Side("POST", "/dueslag/{uuid}/stop", Handling.DUESLAG_RET, dueslag.doing(_stop)),
        Side("POST", "/dueslag/{uuid}/start", Handling.DUESLAG_RET, dueslag.doing(_start)),
        Side("POST", "/dueslag/{uuid}/frigiv", Handling.DUESLAG_RET, dueslag.doing(_release)),
        Side("POST", "/dueslag/{uuid}/fejlkoe", Handling.DUESLAG_RET, dueslag.doing(_move)),
        Side("POST", "/dueslag/{uuid}/frigiv-fejlkoe", Handling.DUESLAG_RET, dueslag.doing(_release_fejlkoe)),
    )


class _Dueslag:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._betjening = installation, installation.betjening

    def show_list(self, besoeg: Besoeg) -> Response:
        return draw(besoeg.kald, "dueslag", linjer=self._betjening.list_all(besoeg.kald.known))

    def show_one(self, besoeg: Besoeg) -> Response:
        kalder, uuid = besoeg.kald.known, besoeg.request.path_params["uuid"]
        linje = self._betjening.look(kalder, uuid)
        efter = read_number(besoeg, "efter", 0)
        fundne = self._betjening.read_side(kalder, uuid, _AABNE, efter=efter, antal=_SIDE)
        forsendelser = [
            Linje(
                forsendelse.loebenummer,
                haendelse.beslutning.kode,
                code_name(haendelse.beslutning.kode, haendelse.beslutning.regel),
                forsendelse.tilstand.value,
                forsendelse.forsoeg,
                forsendelse.naeste,
                to_words(forsendelse.grund),
            )
            for forsendelse, haendelse in fundne
        ]
        return draw(
            besoeg.kald, "dueslaget",
            linje=linje,
            filter=mask_numbers(" ".join(linje.dueslag.filter.split())),
            stoppet=to_words(linje.tilstand.stoppet),
            sidste_fejl=to_words(linje.tilstand.sidste_fejl),
            forsendelser=forsendelser,
            naeste=forsendelser[-1].loebenummer if len(forsendelser) == _SIDE else 0,
            gjort=besoeg.request.query_params.get("gjort", ""),
        )  # fmt: skip

    def doing(self, hvad: Callable[[Installation, Kalder, str], int]) -> Callable[[Besoeg], Response]:
        """Does it, and shows the dueslag again."""

        def do(besoeg: Besoeg) -> Response:
            uuid = self._betjening.find(besoeg.kald.known, besoeg.request.path_params["uuid"]).uuid
            antal = hvad(self._installation, besoeg.kald.known, uuid)
            return RedirectResponse(f"{ROD}/dueslag/{uuid}?gjort={antal}", 303)

        return do


def _stop(installation: Installation, kalder: Kalder, uuid: str) -> int:
    installation.betjening.stop(kalder, uuid)
    return 0


def _start(installation: Installation, kalder: Kalder, uuid: str) -> int:
    installation.betjening.start(kalder, uuid)
    return 0


def _release(installation: Installation, kalder: Kalder, uuid: str) -> int:
    return installation.betjening.release(kalder, uuid, _PARKERET, _quiet).antal


def _release_fejlkoe(installation: Installation, kalder: Kalder, uuid: str) -> int:
    return installation.betjening.release(kalder, uuid, _FEJLKOE, _quiet).antal


def _move(installation: Installation, kalder: Kalder, uuid: str) -> int:
    return installation.betjening.move_to_fejlkoe(kalder, uuid, _PARKERET, _quiet).antal


def _quiet(_hvad: str, _gjort: int, _ialt: int) -> None:
    """A page tells when it is done."""
