"""Each alarm is told once an occurrence, again when it is graver, and when it is over."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.alarmer.afgoerelse import Art, Skifte, decide
from cpr_haendelser.alarmer.maaling import Maalt
from cpr_haendelser.storage.alarmbog import Alarm

NU = "2026-11-25T12:00:00.000+00:00"


def decided(staar: list[Alarm], *vaerdier: tuple[str, int], proces: str = "proces-1") -> list[Skifte]:
    """The changes where the value is the step."""
    maalte = [Maalt("aeldste", emne, float(trin)) for emne, trin in vaerdier]
    return decide(staar, maalte, lambda maalt: int(maalt.vaerdi), proces=proces, nu=NU)


def test_what_begins_is_raised() -> None:
    (skifte,) = decided([], ("a", 2), ("b", 0))
    assert skifte[:3] == (Art.REJST, None, Alarm("aeldste", "a", 2, NU))


def test_what_stands_as_before_or_milder_is_not_told_again() -> None:
    assert decided([Alarm("aeldste", "a", 2, "før")], ("a", 2)) == []
    assert decided([Alarm("aeldste", "a", 2, "før")], ("a", 1)) == []


def test_what_is_graver_is_told_again_and_has_stood_as_long() -> None:
    foer = Alarm("aeldste", "a", 1, "før")
    (skifte,) = decided([foer], ("a", 3))
    assert skifte[:3] == (Art.FORVAERRET, foer, Alarm("aeldste", "a", 3, "før"))


def test_what_is_well_again_is_over() -> None:
    foer = Alarm("aeldste", "a", 1, "før")
    (skifte,) = decided([foer], ("a", 0))
    assert skifte[:3] == (Art.OPHOERT, foer, None)


def test_what_is_not_measured_any_more_is_over() -> None:
    foer = Alarm("aeldste", "lukket", 1, "før")
    assert [skifte[:3] for skifte in decided([foer])] == [(Art.OPHOERT, foer, None)]


def test_what_another_process_tells_of_itself_is_left_alone() -> None:
    andens = Alarm("afviste", "proces-2", 1, "før")
    assert decided([andens]) == []
    assert [skifte.art for skifte in decided([andens], proces="proces-2")] == [Art.OPHOERT]


@given(st.lists(st.integers(0, 3), max_size=30))
def test_told_in_turn_it_is_never_told_twice_and_ends_as_it_is(forloeb: list[int]) -> None:
    staar: list[Alarm] = []
    fortalt: list[tuple[Art, int]] = []
    for trin in forloeb:
        for skifte in decided(staar, ("a", trin)):
            staar = [skifte.efter] if skifte.efter else []
            fortalt.append((skifte.art, skifte.alarm.trin))
        assert decided(staar, ("a", trin)) == []
        assert bool(staar) == (trin > 0)
    for (art, trin), (naeste, naeste_trin) in pairwise(fortalt):
        assert (naeste is Art.REJST) == (art is Art.OPHOERT)
        assert naeste is not Art.FORVAERRET or naeste_trin > trin
