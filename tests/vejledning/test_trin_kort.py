"""A step shows as many details as can be read."""

from __future__ import annotations

from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.vejledning.trin import Forhold, Fund, Trin, walk


def test_a_step_with_thousands_of_details_shows_the_first_and_how_many_more() -> None:
    alle = tuple(f"aftale {nr}" for nr in range(10_000))
    trin = Trin("aftaler", "Aftaler", "", "", "", lambda _: Fund(gjort=True, detaljer=alle))
    [stade] = walk([trin], Forhold("12345678", "2026-01-01", "", Opsaetning(0, (), (), (), ()), {}))
    assert stade.fund.detaljer[:20] == alle[:20]
    assert stade.fund.detaljer[20:] == ("… (+9980)",)
