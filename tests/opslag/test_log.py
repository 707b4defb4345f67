"""Reading the log page by page, with and without filters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import SAMLE, Haendelse
from cpr_haendelser.opslag.log import (
    Udsnit,
    iterate,
    iterate_uden_modtager,
    make_udsnit,
    read_back,
    read_one,
    read_persons_side,
    read_side,
)
from cpr_haendelser.storage.hukommelse import HukommelseLager
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.storage.spring import NOEGLE, Spring, write_spring
from tests.opslag.korsbaek import opened
from tests.udlevering.logbog import Logbog

if TYPE_CHECKING:
    from pathlib import Path

    from cpr_haendelser.app import Installation
    from cpr_haendelser.storage.lager import Lager

CVR = {"0998": "11111111", "0996": "11111111", "0997": "11111112"}


def whole(lager: Lager) -> list[Haendelse]:
    return list(iterate(lager, Udsnit()))


@given(
    antal=st.integers(1, 60),
    koder=st.lists(st.sampled_from(["034", "035", "028", SAMLE, "999"]), max_size=3),
    cvr=st.lists(st.sampled_from(["11111111", "11111112", "11111113"]), max_size=2),
)
def test_pages_one_after_another_are_the_whole(
    installation: Installation, antal: int, koder: list[str], cvr: list[str]
) -> None:
    lager, udsnit = installation.lager, Udsnit(tuple(koder), tuple(cvr))
    read: list[Haendelse] = []
    side = read_side(lager, udsnit, efter=0, antal=antal)
    while side.haendelser:
        read += side.haendelser
        side = read_side(lager, udsnit, efter=side.naeste, antal=antal)
    assert read == [
        h for h in whole(lager) if (not koder or h.beslutning.kode in koder) and (not cvr or h.modtager_cvr in cvr)
    ]
    assert side.naeste == lager.sidste_loebenummer()


@given(efter=st.integers(0, 400), antal=st.integers(0, 400))
def test_reading_on_from_any_number_gives_what_comes_after_it(
    installation: Installation, efter: int, antal: int
) -> None:
    expected = [h for h in whole(installation.lager) if h.loebenummer > efter]
    assert list(iterate(installation.lager, Udsnit(), efter=efter, antal=antal)) == expected[: antal or None]


class SlowLager:
    """A lager in which a hændelse comes between the look at the log's end and the page."""

    def __init__(self, lager: Lager, slut: int) -> None:
        self._lager, self._slut = lager, slut

    def sidste_loebenummer(self) -> int:
        return self._slut

    def haendelser(self, **asked: Any) -> list[Haendelse]:
        return self._lager.haendelser(**asked)


def backwards(lager: Lager, antal: int) -> list[Haendelse]:
    """Every page backwards, put in order."""
    read: list[Haendelse] = []
    side = read_back(lager, til=lager.sidste_loebenummer(), antal=antal)
    while True:
        read = [*side.haendelser, *read]
        if not side.naeste:
            return read
        side = read_back(lager, til=side.naeste, antal=antal)


@given(antal=st.integers(1, 300))
def test_pages_backwards_are_the_whole_too(installation: Installation, antal: int) -> None:
    assert backwards(installation.lager, antal) == whole(installation.lager)


@pytest.mark.parametrize("antal", [1, 7, 10, 1000])
def test_numbers_that_were_leapt_over_are_passed_in_one_step(tmp_path: Path, antal: int) -> None:
    with opened(tmp_path) as egen:
        egen.lager.fix_meta(NOEGLE, write_spring([Spring(10, 20), Spring(30, 31)]))
        ventet = [h for h in whole(egen.lager) if h.loebenummer not in {*range(11, 21), 31}]
        assert backwards(egen.lager, antal) == ventet
        assert read_back(egen.lager, til=20, antal=3) == (ventet[7:10], 7)


def test_an_empty_log_has_no_page_backwards() -> None:
    assert read_back(HukommelseLager(), til=0, antal=50) == ([], 0)


def test_what_comes_while_a_page_is_read_is_never_passed_over(installation: Installation) -> None:
    slow = SlowLager(installation.lager, 5)
    side = read_side(slow, Udsnit(("999",)), efter=0, antal=10)  # type: ignore[arg-type]
    assert side == ([], 5)
    sidste = installation.lager.sidste_loebenummer()
    everything = read_side(slow, Udsnit(), efter=0, antal=1000)  # type: ignore[arg-type]
    assert everything.naeste == 5 == len(everything.haendelser) < sidste


def test_one_page_examines_only_so_much_of_the_log(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpr_haendelser.opslag.log.VINDUE", 30)
    side = read_side(installation.lager, Udsnit(("999",)), efter=10, antal=10)
    assert side == ([], 40)
    assert read_side(installation.lager, Udsnit(), efter=10, antal=20).naeste == 30


def test_a_persons_haendelser_are_found_among_all(installation: Installation) -> None:
    pnr = whole(installation.lager)[30].beslutning.pnr
    side = read_persons_side(installation.lager, int(pnr), efter=0, antal=1000)
    assert side.haendelser == [h for h in whole(installation.lager) if h.beslutning.pnr == pnr]


def test_one_is_found_by_its_number(installation: Installation) -> None:
    assert read_one(installation.lager, 30) == whole(installation.lager)[29]


@pytest.mark.parametrize("nummer", [-1, 0, 10**6, STOERSTE, STOERSTE + 1])
def test_a_number_not_given_is_refused_and_not_repeated(installation: Installation, nummer: int) -> None:
    with pytest.raises(Brugsfejl, match="LOG-001: der er ingen hændelse med det løbenummer") as raised:
        read_one(installation.lager, nummer)
    assert nummer == 0 or str(nummer) not in str(raised.value).removeprefix("LOG-001")


def test_those_without_receiver_are_those_without_cvr(monkeypatch: pytest.MonkeyPatch) -> None:
    bog = Logbog()
    bog.grow(("", "034"), ("11111111", "034"), ("", "035"), ("", "005"))
    monkeypatch.setattr(bog.lager, "uden_modtager", partial(bog.lager.uden_modtager, antal=2))
    assert [each.loebenummer for each in iterate_uden_modtager(bog.lager)] == [1, 3, 4]


def test_municipalities_become_their_receivers_once_each() -> None:
    udsnit = make_udsnit([], ["0998", "0996", "0997"], samlekode="000", cvr_for=CVR.__getitem__)
    assert udsnit == ((), ("11111111", "11111112"))


def test_the_catch_alls_code_is_what_the_setting_says() -> None:
    assert make_udsnit(["777", "028"], [], samlekode="777", cvr_for=CVR.__getitem__).koder == ("028", "777", SAMLE)
    assert make_udsnit(["000"], [], samlekode="777", cvr_for=CVR.__getitem__).koder == ("000",)


def test_all_municipalities_without_receiver_are_named() -> None:
    with pytest.raises(Brugsfejl, match="LOG-003: ingen modtager kendes for kommunekode 0001, 0955"):
        make_udsnit([], ["0955", "0998", "0001"], samlekode="000", cvr_for=lambda kode: CVR.get(kode, ""))
