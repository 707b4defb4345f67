"""What may be done with a dueslag: stopped, started, its forsendelser released, moved out of the way, sent again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor, is_grund
from cpr_haendelser.cpr.personnummer import Personnummer
from cpr_haendelser.cpr.tider import localise
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.haandtag import Haandtag
from cpr_haendelser.konsol.side import Besoeg, Side, draw, mask_pnr
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.udlevering.afspilning import Afspillet, Oenske
from cpr_haendelser.udlevering.betjening import Valg
from cpr_haendelser.udlevering.kalder import Kalder

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_FLEST = 100
"""Intervals of numbers in one form."""
_TAELLETID = 3.0
"""Seconds that counting may take."""
_NUMRE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
_KODE = re.compile(r"[0-9]{3}")

Greb = Callable[["Installation", Kalder, str, tuple[range, ...]], int]


class _ForLaenge(Exception):
    """Counting has taken its time."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The actions, each with its place in the matrix."""
    afspil = _Afspil(installation)
    return (
        *(
            Side("POST", f"/dueslag/{{uuid}}/{sti}", Handling.DUESLAG_RET, _doing(installation, greb))
            for sti, greb in GREB.items()
        ),
        Side("GET", "/dueslag/{uuid}/afspil", Handling.DUESLAG_AFSPIL, afspil.ask),
        Side("POST", "/dueslag/{uuid}/afspil", Handling.DUESLAG_AFSPIL, afspil.do),
    )


def _doing(installation: Installation, greb: Greb) -> Callable[[Besoeg], Response]:
    """Does it, and shows the dueslag again."""

    def do(besoeg: Besoeg) -> Response:
        kald = besoeg.kald
        uuid = installation.betjening.find(kald.known, besoeg.request.path_params["uuid"]).uuid
        if kald.miljoe is Miljoe.PRODUKTION and not is_grund(kald.grund):
            raise refuse(Handling.DUESLAG_RET, Hvorfor.GRUND)
        antal = greb(installation, kald.known, uuid, read_numre(besoeg.felter.get("numre", "")))
        return RedirectResponse(f"{ROD}/dueslag/{uuid}?gjort={antal}", 303)

    return do


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

_FRIGIV = (Forsendelsestilstand.PARKERET, Forsendelsestilstand.FEJLKOE)
_FLYT = (Forsendelsestilstand.PARKERET, Forsendelsestilstand.VENTER, Forsendelsestilstand.TILBAGEHOLDT)


def _stop(installation: Installation, kalder: Kalder, uuid: str, _: tuple[range, ...]) -> int:
    installation.betjening.stop(kalder, uuid)
    return 0


def _start(installation: Installation, kalder: Kalder, uuid: str, _: tuple[range, ...]) -> int:
    installation.betjening.start(kalder, uuid)
    return 0


def _release(installation: Installation, kalder: Kalder, uuid: str, numre: tuple[range, ...]) -> int:
    valg = Valg(numre, _FRIGIV if numre else _FRIGIV[:1])
    return installation.betjening.release(kalder, uuid, valg, _quiet).antal


def _release_fejlkoe(installation: Installation, kalder: Kalder, uuid: str, numre: tuple[range, ...]) -> int:
    return installation.betjening.release(kalder, uuid, Valg(numre, _FRIGIV[1:]), _quiet).antal


def _move(installation: Installation, kalder: Kalder, uuid: str, numre: tuple[range, ...]) -> int:
    valg = Valg(numre, _FLYT if numre else _FLYT[:1])
    return installation.betjening.move_to_fejlkoe(kalder, uuid, valg, _quiet).antal


GREB: dict[str, Greb] = {
    "stop": _stop,
    "start": _start,
    "frigiv": _release,
    "fejlkoe": _move,
    "frigiv-fejlkoe": _release_fejlkoe,
}
"""By the end of its address."""


def _quiet(_hvad: str, _gjort: int, _ialt: int) -> None:
    """A page tells when it is done."""


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
            if felter.get("goer") == "afspil":
                self._check_reason(besoeg)
                gjort = self._installation.afspiller.replay(kalder, uuid, oenske, _quiet)
                return RedirectResponse(f"{ROD}/dueslag/{uuid}?gjort={gjort.afspillet}", 303)
            return self._draw(besoeg, None, (self._count(kalder, uuid, oenske),), oenske.pnr)
        except Fejl as fejl:
            return self._draw(besoeg, fejl)

    def _check_reason(self, besoeg: Besoeg) -> None:
        if besoeg.kald.miljoe is Miljoe.PRODUKTION and not is_grund(besoeg.kald.grund):
            raise refuse(Handling.DUESLAG_AFSPIL, Hvorfor.GRUND)

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
        tekst, person = (besoeg.felter.get(navn, "") for navn in ("personnummer", "person"))
        if not tekst.strip():
            return self._haandtag.open(besoeg.kald, person) if person else 0
        ciffre = Personnummer.parse(tekst).ciffre
        self._installation.vagt.check_tekst("opslaget", ciffre)
        return int(ciffre)

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
    except ValueError:
        raise Brugsfejl("KON-004", "tiden kunne ikke læses; ventede fx 2026-11-24T08:30. Intet er ændret.") from None
    return stamp(laest if laest.tzinfo else localise(laest))
