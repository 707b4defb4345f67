"""What may be done with a dueslag: stopped, started, its forsendelser released, moved out of the way, sent again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.arbejde import Trin
from cpr_haendelser.cpr.tider import localise
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.haandtag import Haandtag
from cpr_haendelser.konsol.side import Besoeg, Side, draw, mask_pnr
from cpr_haendelser.konsol.sider.arbejde import Vis, begin
from cpr_haendelser.udlevering.afspilning import Afspillet, Oenske
from cpr_haendelser.udlevering.betjening import KAN_FLYTTES, KAN_FRIGIVES, Valg, choose
from cpr_haendelser.udlevering.kalder import Kalder, check_reason

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_FLEST = 100
"""Intervals of numbers in one form."""
_TAELLETID = 3.0
"""Seconds that counting may take."""
_NUMRE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
_KODE = re.compile(r"[0-9]{3}")

Greb = Callable[["Installation", Kalder, str, tuple[range, ...], Trin], int]


class _ForLaenge(Exception):
    """Counting has taken its time."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The actions, each with its place in the matrix."""
    afspil = _Afspil(installation)
    return (
        *(
            Side("POST", f"/dueslag/{{uuid}}/{sti}", Handling.DUESLAG_RET, _doing(installation, sti))
            for sti in (*STRAKS, *GREB)
        ),
        Side("GET", "/dueslag/{uuid}/afspil", Handling.DUESLAG_AFSPIL, afspil.ask),
        Side("POST", "/dueslag/{uuid}/afspil", Handling.DUESLAG_AFSPIL, afspil.do),
    )


def _doing(installation: Installation, sti: str) -> Callable[[Besoeg], Response]:
    """Does it, and shows the dueslag again."""

    def do(besoeg: Besoeg) -> Response:
        kald, kalder = besoeg.kald, besoeg.kald.known
        uuid = installation.betjening.find(kalder, besoeg.request.path_params["uuid"]).uuid
        check_reason(kalder, Handling.DUESLAG_RET, kald.miljoe)
        numre = read_numre(besoeg.felter.get("numre", ""))
        if sti in STRAKS:
            STRAKS[sti](installation, kalder, uuid)
            return _back_to(uuid)(besoeg, 0)
        vis = Vis(Handling.DUESLAG_RET, f"/dueslag/{uuid}", _back_to(uuid))
        return begin(installation, besoeg, vis, lambda trin: GREB[sti](installation, kalder, uuid, numre, trin))

    return do


def _back_to(uuid: str) -> Callable[[Besoeg, int], Response]:
    """To the dueslag, which says how many it came to."""
    return lambda _, antal: RedirectResponse(f"{ROD}/dueslag/{uuid}?gjort={antal}", 303)


def read_numre(tekst: str) -> tuple[range, ...]:
    """Løbenumre as `17 20-35`, both ends with it; none where nothing is written. Brugsfejl KON-004."""
    ord_ = tekst.replace(",", " ").split()
    fundne = [_NUMRE.fullmatch(each) for each in ord_[: _FLEST + 1]]
    numre = [range(int(each[1]), int(each[2] or each[1]) + 1) for each in fundne if each is not None]
    if len(numre) != len(ord_) or len(numre) > _FLEST or not all(each and each.start for each in numre):
        raise Brugsfejl(
            "KON-004",
            f"løbenumrene kunne ikke læses; ventede fx 17 eller 17 20-35, højst {_FLEST} på en gang. Intet er ændret.",
        )
    return tuple(numre)


# --- what is done with what is there ---------------------------------------------------------------------------------


def _stop(installation: Installation, kalder: Kalder, uuid: str) -> None:
    installation.betjening.stop(kalder, uuid)


def _start(installation: Installation, kalder: Kalder, uuid: str) -> None:
    installation.betjening.start(kalder, uuid)


def _release(installation: Installation, kalder: Kalder, uuid: str, numre: tuple[range, ...], trin: Trin) -> int:
    return installation.betjening.release(kalder, uuid, choose(KAN_FRIGIVES, numre), trin).antal


def _release_fejlkoe(
    installation: Installation, kalder: Kalder, uuid: str, numre: tuple[range, ...], trin: Trin
) -> int:
    return installation.betjening.release(kalder, uuid, Valg(numre, KAN_FRIGIVES[1:]), trin).antal


def _move(installation: Installation, kalder: Kalder, uuid: str, numre: tuple[range, ...], trin: Trin) -> int:
    return installation.betjening.move_to_fejlkoe(kalder, uuid, choose(KAN_FLYTTES, numre), trin).antal


GREB: dict[str, Greb] = {
    "frigiv": _release,
    "fejlkoe": _move,
    "frigiv-fejlkoe": _release_fejlkoe,
}
"""What may take long, by the end of its address."""
STRAKS: dict[str, Callable[[Installation, Kalder, str], None]] = {"stop": _stop, "start": _start}
"""What is done at once, whatever else is under way."""


# --- sending again ---------------------------------------------------------------------------------------------------


class _Afspil:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._haandtag = installation, Haandtag(installation)

    def ask(self, besoeg: Besoeg) -> Response:
        return self._draw(besoeg, None)

    def do(self, besoeg: Besoeg) -> Response:
        """Counts first; what is sent again is what was counted, by what was written."""
        kalder, felter = besoeg.kald.known, besoeg.felter
        uuid = self._find(besoeg)
        try:
            oenske = self._read(besoeg)
            if oenske.pnr or felter.get("goer") == "afspil":
                check_reason(kalder, Handling.DUESLAG_AFSPIL, besoeg.kald.miljoe)
            if felter.get("goer") == "afspil":
                vis = Vis(Handling.DUESLAG_AFSPIL, f"/dueslag/{uuid}", _back_to(uuid))
                afspiller = self._installation.afspiller
                return begin(
                    self._installation, besoeg, vis,
                    lambda trin: afspiller.replay(kalder, uuid, oenske, trin).afspillet,
                )  # fmt: skip
            return self._draw(besoeg, None, (self._count(kalder, uuid, oenske),), oenske.pnr)
        except Fejl as fejl:
            return self._draw(besoeg, fejl)

    def _count(self, kalder: Kalder, uuid: str, oenske: Oenske) -> Afspillet | None:
        """What it would come to; None where the log is too long to count it while somebody waits."""
        slut = time.monotonic() + _TAELLETID

        def watch(_hvad: str, _gjort: int, _ialt: int) -> None:
            if time.monotonic() > slut:
                raise _ForLaenge

        try:
            return self._installation.afspiller.count(kalder, uuid, oenske, watch)
        except _ForLaenge:
            return None

    def _read(self, besoeg: Besoeg) -> Oenske:
        felter = besoeg.felter
        koder = set(felter.get("koder", "").replace(",", " ").split())
        if not all(_KODE.fullmatch(kode) for kode in koder):
            raise Brugsfejl("KON-004", "en hændelseskode er tre cifre, fx 034. Intet er ændret.")
        samlekode = self._installation.settings.samlekode
        oenske = Oenske(
            numre=read_numre(felter.get("numre", "")),
            koder=tuple(sorted(koder | ({SAMLE} if samlekode in koder else set()))),
            pnr=self._person(besoeg),
            leveret_fra=_time(felter.get("fra", "")),
            leveret_til=_time(felter.get("til", "")),
        )
        alt = felter.get("alt") == "ja"
        if any(oenske) is alt:
            raise Brugsfejl(
                "KON-005", "sig, hvad der skal sendes igen: udfyld et af felterne, eller vælg alt og intet andet."
                " Intet er ændret."
            )  # fmt: skip
        return oenske

    def _person(self, besoeg: Besoeg) -> int:
        felter = besoeg.felter
        sagt = felter.get("person") or felter.get("personnummer", "").strip()
        return self._haandtag.read(besoeg.kald, felter) if sagt else 0

    def _find(self, besoeg: Besoeg) -> str:
        return self._installation.betjening.find(besoeg.kald.known, besoeg.request.path_params["uuid"]).uuid

    def _draw(
        self, besoeg: Besoeg, fejl: Fejl | None, talt: tuple[Afspillet | None, ...] = (), pnr: int = 0
    ) -> Response:
        """`talt`: what counting came to, where it was counted. The person is not written again, it is referred to."""
        dueslag = self._installation.betjening.find(besoeg.kald.known, besoeg.request.path_params["uuid"])
        return draw(
            besoeg.kald, "dueslag_afspil", 400 if fejl else 200,
            dueslag=dueslag, fejl=fejl, talt=talt,
            felter={navn: besoeg.felter.get(navn, "") for navn in ("numre", "koder", "fra", "til", "alt", "grund")},
            person=self._haandtag.close(besoeg.kald, pnr) if pnr else "",
            vist=mask_pnr(besoeg.kald, f"{pnr:010}") if pnr else "",
            skal_grund=besoeg.kald.miljoe is Miljoe.PRODUKTION,
        )  # fmt: skip


def _time(tekst: str) -> str:
    """A time of the clock in Denmark, as the post room compares it; empty stays empty."""
    if not tekst.strip():
        return ""
    try:
        laest = datetime.fromisoformat(tekst.strip())
        return stamp(laest if laest.tzinfo else localise(laest))
    except (ValueError, OverflowError):
        raise Brugsfejl("KON-004", "tiden kunne ikke læses; ventede fx 2026-11-24T08:30. Intet er ændret.") from None
