"""Counting the log by day and code: once, some at a time, then what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.overblik import dage
from cpr_haendelser.overblik.dage import Dagstaelling
from cpr_haendelser.storage.lager import Lager
from tests.opslag.korsbaek import opened


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with opened(tmp_path_factory.mktemp("dage")) as installation:
        yield installation


def counted(lager: Lager, efter: int = 0) -> dict[tuple[str, str], int]:
    return Counter((each.proddto, each.beslutning.kode) for each in lager.haendelser(efter=efter, antal=100_000))


def test_it_comes_to_what_the_log_has_however_little_is_read_at_a_time(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    lager = installation.lager
    assert Dagstaelling(lager).look() == (counted(lager), True)
    monkeypatch.setattr(dage, "AD_GANGEN", 50)
    taelling = Dagstaelling(lager)
    looks = 1
    while not taelling.look().faerdig:
        looks += 1
    assert looks == -(-lager.sidste_loebenummer() // 50)
    assert taelling.look().antal == counted(lager)


def test_what_is_far_back_is_not_counted(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dage, "VINDUE", 100)
    lager = installation.lager
    assert Dagstaelling(lager).look() == (counted(lager, lager.sidste_loebenummer() - 100), True)


def test_what_comes_is_added() -> None:
    class Voksende:
        sidste = 10

        def sidste_loebenummer(self) -> int:
            return self.sidste

        def taelling(self, *, efter: int, til: int) -> list[tuple[str, str, int]]:
            return [("20261125", "034", til - efter)]

    lager = Voksende()
    taelling = Dagstaelling(lager)  # type: ignore[arg-type]
    assert sum(taelling.look().antal.values()) == 10
    lager.sidste = 75_010
    assert [sum(taelling.look().antal.values()) for _ in range(4)] == [25_010, 50_010, 75_010, 75_010]


def test_an_empty_log_is_counted_at_once() -> None:
    class Tom:
        def sidste_loebenummer(self) -> int:
            return 0

    assert Dagstaelling(Tom()).look() == ({}, True)  # type: ignore[arg-type]
