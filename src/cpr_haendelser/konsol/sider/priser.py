"""What ordering costs: the price list, and the settlement of a period, to print or to keep as CSV."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.app.installation import today
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.konsol.sider.ordrelinjer import download
from cpr_haendelser.testmiljoe.omkostning.afregning import Post, gather_numre, write_afregning
from cpr_haendelser.testmiljoe.omkostning.priser import Ydelse

if TYPE_CHECKING:
    from cpr_haendelser.app.testmiljoe import Testmiljoe


def pages(testmiljoe: Testmiljoe) -> tuple[Side, ...]:
    """The pages."""
    priser = _Priser(testmiljoe)
    return (
        Side("GET", "/priser", Handling.PRIS_LAES, priser.show_prices),
        Side("GET", "/afregning", Handling.PRIS_LAES, priser.show_settlement),
        Side("GET", "/afregning/csv", Handling.PRIS_LAES, priser.download),
    )


class _Priser:
    def __init__(self, testmiljoe: Testmiljoe) -> None:
        self._regnskab = testmiljoe.regnskab

    def show_prices(self, besoeg: Besoeg) -> Response:
        liste = self._regnskab.prisliste
        rows = [(each, liste.priser.get(each, Decimal(0)), liste.frie.get(each, 0)) for each in Ydelse]
        return draw(besoeg.kald, "priser", rows=rows, gratis=not any(pris for _, pris, _ in rows))

    def show_settlement(self, besoeg: Besoeg) -> Response:
        fra, til = _this_month()
        try:
            fra, til = _period(besoeg)
            poster, fejl = self._settle(besoeg, fra, til), None
        except Brugsfejl as brugsfejl:
            poster, fejl = [], brugsfejl
        ialt: Counter[Ydelse] = Counter()
        for post in poster:
            ialt[post.forbrug.ydelse] += post.regning.antal
        return draw(
            besoeg.kald, "afregning", 400 if fejl else 200,
            fra=fra.isoformat(), til=til.isoformat(), fejl=fejl,
            poster=[(each.forbrug, each.regning, gather_numre(each.forbrug.loebenumre)) for each in poster],
            ialt=ialt,
            beloeb=sum((each.regning.beloeb for each in poster), start=Decimal(0)),
        )  # fmt: skip

    def download(self, besoeg: Besoeg) -> Response:
        fra, til = _period(besoeg)
        csv = write_afregning(self._settle(besoeg, fra, til))
        return download(csv.encode(), f"afregning-{fra}-{til}.csv", "text/csv; charset=utf-8")

    def _settle(self, besoeg: Besoeg, fra: date, til: date) -> list[Post]:
        return self._regnskab.settlement(besoeg.kald.known, fra, til)


def _period(besoeg: Besoeg) -> tuple[date, date]:
    """The days that were asked for, else this month; TST-112 where they are none."""
    spurgt = besoeg.request.query_params
    foerste, sidste = _this_month()
    try:
        return (
            date.fromisoformat(spurgt["fra"]) if spurgt.get("fra") else foerste,
            date.fromisoformat(spurgt["til"]) if spurgt.get("til") else sidste,
        )
    except ValueError:
        raise Brugsfejl("TST-112", "periodens dage skrives som 2026-11-01.") from None


def _this_month() -> tuple[date, date]:
    idag = date.fromisoformat(today())
    return idag.replace(day=1), idag
