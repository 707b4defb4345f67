"""Attempts are dampened by name, however many names there are, and nobody is locked out for good."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.spjaeld import SPANDE, Spjaeld


class Ur:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.nu = 1000.0

    def __call__(self) -> float:
        return self.nu


def test_so_many_attempts_are_let_through_and_then_as_time_goes() -> None:
    ur = Ur()
    spjaeld = Spjaeld(3, 30.0, ur)
    assert [spjaeld.take("lis") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert spjaeld.take("lis") == 10.0
    ur.nu += 9.5
    assert 0 < spjaeld.take("lis") < 1
    ur.nu += 0.5
    assert spjaeld.take("lis") == 0.0
    ur.nu += 1_000_000
    assert [spjaeld.take("lis") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert spjaeld.take("lis") > 0


def test_a_right_attempt_does_not_count() -> None:
    spjaeld = Spjaeld(3, 30.0, Ur())
    for _ in range(50):
        assert spjaeld.take("lis") == 0.0
        spjaeld.give_back("lis")
    spjaeld.give_back("lis")
    assert [spjaeld.take("lis") for _ in range(4)] == [0.0, 0.0, 0.0, 10.0]


def test_one_name_does_not_slow_another() -> None:
    slowed = 0
    for _ in range(20):
        spjaeld = Spjaeld(1, 30.0, Ur())
        spjaeld.take("lis")
        slowed += spjaeld.take("bo") > 0
    assert slowed <= 1  # they share a bucket once in 8192


def test_it_never_grows() -> None:
    spjaeld = Spjaeld(3, 30.0, Ur())
    for nummer in range(3 * SPANDE):
        spjaeld.take(f"navn-{nummer}")
    assert {len(spjaeld._rest), len(spjaeld._senest)} == {SPANDE}  # noqa: SLF001 - what it holds


@given(st.lists(st.tuples(st.floats(0, 20), st.booleans()), max_size=60))
def test_over_any_time_no_more_get_through_than_it_says(forsoeg: list[tuple[float, bool]]) -> None:
    ur = Ur()
    spjaeld, begyndt, igennem = Spjaeld(5, 50.0, ur), ur.nu, 0
    for ventet, _ in forsoeg:
        ur.nu += ventet
        igennem += spjaeld.take("lis") == 0.0
    assert igennem <= 5 + (ur.nu - begyndt) / 10 + 1e-6


def test_who_looks_takes_nothing() -> None:
    ur = Ur()
    spjaeld = Spjaeld(1, 30.0, ur)
    assert [spjaeld.look("lis") for _ in range(3)] == [0.0, 0.0, 0.0]
    spjaeld.take("lis")
    assert spjaeld.look("lis") == 30.0
    ur.nu += 30
    assert spjaeld.look("lis") == 0.0
