"""The brake: ten at once, ten a minute, one name at one address at a time."""

from __future__ import annotations

from cpr_haendelser.fordeling.amqp.bremse import FORSOEG, HUSKET, SEKUNDER, Bremse


class Ur:
    nu = 100.0

    def __call__(self) -> float:
        return self.nu


def test_after_ten_wrong_ones_nothing_is_looked_at_until_time_has_gone() -> None:
    ur = Ur()
    denne = Bremse(ur)
    for _ in range(FORSOEG):
        assert not denne.is_on("a")
        denne.add("a")
    assert denne.is_on("a")
    assert not denne.is_on("b")
    ur.nu += SEKUNDER / FORSOEG
    assert not denne.is_on("a")
    denne.add("a")
    assert denne.is_on("a")


def test_a_right_one_forgets_the_wrong() -> None:
    denne = Bremse(Ur())
    for _ in range(FORSOEG):
        denne.add("a")
    denne.release("a")
    assert not denne.is_on("a")


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    denne = Bremse(Ur())
    for nr in range(HUSKET + 1):
        for _ in range(FORSOEG):
            denne.add(nr)
    assert not denne.is_on(0)
    assert denne.is_on(1)
