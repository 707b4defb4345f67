"""What is kept of alarms, and how much was delivered lately, by every post room alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.alarmbog import Alarm, Alarmpost
from tests.storage.postrumsmodel import ANNA, BENT, CARL, ET, TO, deliver, fill, take, tid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.postrum import Postrum

STOPPET = Alarm("dueslag-stoppet", ET, 1, tid(0))


@pytest.fixture(params=["sqlite", "memory"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    rum = open_postrum("memory:" if request.param == "memory" else f"sqlite:///{(tmp_path / 'r.db').as_posix()}")
    yield rum
    rum.close()


def test_an_alarm_stands_until_it_is_ended(postrum: Postrum) -> None:
    graver = STOPPET._replace(trin=2)
    assert postrum.alarmer() == []
    assert postrum.skift_alarm(None, STOPPET, [])
    assert postrum.alarmer() == [STOPPET]
    assert postrum.skift_alarm(STOPPET, graver, [])
    assert postrum.alarmer() == [graver]
    assert postrum.skift_alarm(graver, None, [])
    assert postrum.alarmer() == []


def test_alarms_come_by_kind_and_subject(postrum: Postrum) -> None:
    alle = [Alarm(slags, emne, 1, tid(1)) for slags in ("a", "b") for emne in ("", ET, TO)]
    for alarm in reversed(alle):
        assert postrum.skift_alarm(None, alarm, [])
    assert postrum.alarmer() == alle


@pytest.mark.parametrize("foer", [None, STOPPET._replace(trin=2), STOPPET._replace(siden=tid(9))])
def test_who_does_not_know_how_it_stands_changes_and_tells_nothing(postrum: Postrum, foer: Alarm | None) -> None:
    postrum.skift_alarm(None, STOPPET, [("mail", "først")])
    for efter in (STOPPET._replace(trin=3), None):
        if foer or efter:
            assert not postrum.skift_alarm(foer, efter, [("mail", "for sent")])
    assert postrum.alarmer() == [STOPPET]
    assert [post.indhold for post in postrum.tag_alarmpost(9, nu=tid(1), igen=tid(2))] == ["først"]


def test_what_is_to_be_told_is_taken_once_oldest_first(postrum: Postrum) -> None:
    postrum.skift_alarm(None, STOPPET, [("mail", "1"), ("webhook", "2")])
    postrum.skift_alarm(STOPPET, None, [("mail", "3")])
    assert postrum.antal_alarmposter() == 3
    assert postrum.tag_alarmpost(2, nu=tid(1), igen=tid(5)) == [
        Alarmpost(1, "mail", "1", 1),
        Alarmpost(2, "webhook", "2", 1),
    ]
    assert postrum.tag_alarmpost(2, nu=tid(1), igen=tid(5)) == [Alarmpost(3, "mail", "3", 1)]
    assert postrum.tag_alarmpost(2, nu=tid(4), igen=tid(9)) == []


def test_what_was_not_told_is_offered_again_and_what_was_told_is_not(postrum: Postrum) -> None:
    postrum.skift_alarm(None, STOPPET, [("mail", "1"), ("webhook", "2"), ("fil", "3")])
    postrum.tag_alarmpost(9, nu=tid(1), igen=tid(5))
    postrum.slet_alarmpost(1)
    postrum.udskyd_alarmpost(2, til=tid(20))
    assert postrum.tag_alarmpost(9, nu=tid(5), igen=tid(6)) == [Alarmpost(3, "fil", "3", 2)]
    postrum.slet_alarmpost(3)
    assert postrum.tag_alarmpost(9, nu=tid(20), igen=tid(30)) == [Alarmpost(2, "webhook", "2", 2)]
    assert postrum.antal_alarmposter() == 1


def test_ending_what_is_ended_changes_nothing(postrum: Postrum) -> None:
    postrum.slet_alarmpost(17)
    postrum.udskyd_alarmpost(17, til=tid(1))
    assert postrum.tag_alarmpost(9, nu=tid(9), igen=tid(10)) == []


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    adresse = f"sqlite:///{(tmp_path / 'r.db').as_posix()}"
    foerste = open_postrum(adresse)
    foerste.skift_alarm(None, STOPPET, [("mail", "1")])
    foerste.close()
    naeste = open_postrum(adresse)
    assert naeste.alarmer() == [STOPPET]
    assert [post.indhold for post in naeste.tag_alarmpost(9, nu=tid(1), igen=tid(2))] == ["1"]
    naeste.close()


def test_what_was_delivered_lately_is_counted_by_dueslag_from_a_minute_on(postrum: Postrum) -> None:
    fill(postrum, ANNA, BENT)
    fill(postrum, CARL, uuid=TO)
    assert postrum.leveret_siden(tid(0)) == {}
    deliver(postrum, take(postrum, 1), minut=10)
    deliver(postrum, take(postrum, 1), minut=12)
    deliver(postrum, take(postrum, 1, uuid=TO), minut=12, uuid=TO)
    assert postrum.leveret_siden(tid(10)) == {ET: 2, TO: 1}
    assert postrum.leveret_siden(tid(11)) == {ET: 1, TO: 1}
    assert postrum.leveret_siden(tid(13)) == {}


def test_what_was_delivered_more_than_an_hour_before_the_last_delivery_is_not_kept(tmp_path: Path) -> None:
    rum = open_postrum(f"sqlite:///{(tmp_path / 'r.db').as_posix()}")
    fill(rum, ANNA, BENT)
    deliver(rum, take(rum, 1), minut=10)
    deliver(rum, take(rum, 1), minut=71)
    assert rum.leveret_siden(tid(0)) == {ET: 1}
    rum.close()
