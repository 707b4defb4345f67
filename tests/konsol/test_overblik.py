"""The picture of the overview."""

from __future__ import annotations

from typing import Any

from cpr_haendelser.konsol.sider.overblik import Soejle, make_soejler
from cpr_haendelser.storage.lager import Leverance, Leveranceart


def fil(proddto: str, haendelser: int) -> Leverance:
    andet: dict[str, Any] = {"poster": {}, "koder099": {}, "bemaerkninger": (), "grund": ""}
    art = Leveranceart.AENDRINGER
    return Leverance(1, "900001", proddto, "", "x", "", art, "", 0, 0, 0, **andet, haendelser=haendelser)


def test_each_production_date_is_a_column_and_the_largest_fills_the_picture() -> None:
    fundne = make_soejler([fil("20261125", 30), fil("20261124", 60), fil("20261125", 90)])
    assert fundne == [Soejle("24/11", 60, 60.0), Soejle("25/11", 120, 120.0)]


def test_where_nothing_has_happened_no_column_has_any_height() -> None:
    assert make_soejler([fil("20261125", 0)]) == [Soejle("25/11", 0, 0.0)]
    assert make_soejler([]) == []
