"""The first page: how it goes, and what needs somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.konsol.sider.afventer import find_afventer
from cpr_haendelser.storage.lager import Leverance

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_DAGE, _FILER = 14, 200
_HOEJDE = 120


class Soejle(NamedTuple):
    """One day of the picture."""

    dag: str
    antal: int
    hoejde: float
    """Of the picture's height."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The overview."""

    def show(besoeg: Besoeg) -> Response:
        kald = besoeg.kald
        blik = installation.udkig.latest() if kald.may(Handling.DRIFT_KONTROLLER) else None
        filer = _latest(installation) if kald.may(Handling.FIL_LAES) else []
        return draw(
            kald, "overblik",
            blik=blik,
            filer=filer[:5],
            soejler=make_soejler(filer),
            hoejde=_HOEJDE,
            dage=_DAGE,
            afventer=find_afventer(installation, kald),
            personer=installation.lager.antal_personer() if blik else None,
        )  # fmt: skip

    return (Side("GET", "", Handling.STATUS_LAES, show),)


def _latest(installation: Installation) -> list[Leverance]:
    """The newest files first."""
    stade = installation.lager.stade()
    return installation.lager.leverancer(efter=max(0, stade.fil - _FILER), antal=_FILER)[::-1]


def make_soejler(filer: Iterable[Leverance]) -> list[Soejle]:
    """Hændelser for each of the last production dates, as heights of a picture."""
    dage: dict[str, int] = defaultdict(int)
    for fil in filer:
        dage[fil.proddto] += fil.haendelser
    sidste = sorted(dage.items())[-_DAGE:]
    stoerst = max((antal for _, antal in sidste), default=0) or 1
    return [
        Soejle(f"{dag.day}/{dag.month}", antal, round(_HOEJDE * antal / stoerst, 1))
        for dag, antal in ((date.fromisoformat(dag), antal) for dag, antal in sidste)
    ]
