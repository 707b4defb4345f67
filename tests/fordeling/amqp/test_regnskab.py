"""Receivers that do anything at random, and then the tally."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import pytest

from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.storage.sqlite_postrum.postrum import SqlitePostrum
from tests.fordeling.amqp.conftest import channel, crash, wait_for
from tests.fordeling.amqp.vaert import DUESLAG, Vaert, nu, vaert

ANTAL = 150


@dataclass
class Regnskab:
    """What receivers have seen and said."""

    personer: list[int]
    sagt: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """By person: numbers acknowledged or refused, as they arrived."""
    ude: set[int] = field(default_factory=set)
    dobbelt_ude: list[int] = field(default_factory=list)
    """Persons of whom two different messages were outstanding at a time."""
    laas: Lock = field(default_factory=Lock)

    def missing(self) -> int:
        return len(self.personer) - sum(len(set(numre)) for numre in self.sagt.values())


@pytest.fixture(params=["hukommelse", "sqlite"])
def rum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vaert]:
    """A listener over each kind of post room."""
    postrum = HukommelsePostrum() if request.param == "hukommelse" else SqlitePostrum(tmp_path / "postrum.db")
    with vaert(postrum=postrum) as denne:
        yield denne
    postrum.close()


def test_order_per_person_holds_whatever_the_receivers_do(rum: Vaert) -> None:
    chance = random.Random(20261124)  # noqa: S311 - a repeatable run, nothing secret
    regnskab = Regnskab([chance.randrange(12) for _ in range(ANTAL)])
    rum.fill(regnskab.personer)
    with ThreadPoolExecutor(3) as receivers:
        for livet in range(80):
            list(receivers.map(lambda seed: one_life(rum, regnskab, seed), range(livet * 3, livet * 3 + 3)))
            wait_for(lambda: "ude" not in rum.states().values())
            parked = [n for n, state in rum.states().items() if state == "parkeret"]
            ours = [n for n in parked if n not in regnskab.sagt[regnskab.personer[n - 1]]]
            rum.postrum.frigiv(DUESLAG, ours, nu=nu(), hvem="operatoer")
            if not regnskab.missing():
                break
    assert not regnskab.missing(), rum.states()
    assert not regnskab.dobbelt_ude
    for numre in regnskab.sagt.values():
        assert list(dict.fromkeys(numre)) == sorted(set(numre))
    assert set(rum.states().values()) <= {"leveret", "parkeret"}


def one_life(vaert: Vaert, regnskab: Regnskab, seed: int) -> None:
    """Connects, takes some messages, answers them as it comes, leaves in order or not."""
    chance = random.Random(seed)  # noqa: S311
    holder: list[int] = []
    with channel(vaert) as kanal:
        for _ in range(chance.randrange(5, 40)):
            metode, _, body = kanal.basic_get(DUESLAG)
            if metode is None or body is None:
                time.sleep(0.01)
                continue
            nummer = int(body.removeprefix(b"<besked>").removesuffix(b"</besked>"))
            person = regnskab.personer[nummer - 1]
            with regnskab.laas:
                if person in regnskab.ude:
                    regnskab.dobbelt_ude.append(person)
                regnskab.ude.add(person)
                throw = chance.random()
                if throw < 0.75:
                    regnskab.sagt[person].append(nummer)
                if throw < 0.95:
                    regnskab.ude.discard(person)
                else:
                    holder.append(person)
            if throw < 0.7:
                kanal.basic_ack(metode.delivery_tag)
            elif throw < 0.75:
                kanal.basic_reject(metode.delivery_tag, requeue=False)
            elif throw < 0.95:
                kanal.basic_nack(metode.delivery_tag, requeue=True)
        with regnskab.laas:
            regnskab.ude.difference_update(holder)
        if chance.random() < 0.3:
            crash(kanal)
