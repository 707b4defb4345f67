"""A caller may wait for what comes: until there is something for it, or the time is out."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.web import feed, ventesal
from cpr_haendelser.web.doer import create_app
from tests.udlevering.logbog import Logbog, about
from tests.udlevering.opsat import NOEGLER, A, system
from tests.web.tjener import VAERT, ask, installation_of, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

NOEGLE = "kun-til-afproevning"
X, Y = "11111111", "22222222"


class Sted:
    """A log that grows, served; and callers that wait."""

    def __init__(self, bog: Logbog, app: FastAPI, port: int) -> None:
        self.bog, self.port, self.app = bog, port, app
        self.pulje = ThreadPoolExecutor()

    def ask(self, adresse: str, noegle: str = NOEGLER[A]) -> tuple[int, dict[str, str], Any]:
        return ask(self.port, adresse, noegle)

    def wait_for(self, adresse: str, do: Callable[[], object], noegle: str = NOEGLER[A]) -> tuple[Any, float]:
        """What the caller is answered, and after how many seconds from what is done while it waits."""
        svar = self.pulje.submit(self.ask, adresse, noegle)
        self.until(lambda: self.venter == 1)
        gjort = time.monotonic()
        do()
        return svar.result(20)[2], time.monotonic() - gjort

    @property
    def venter(self) -> int:
        antal: int = self.app.state.ventesal.antal
        return antal

    @staticmethod
    def until(sandt: Callable[[], bool]) -> None:
        frist = time.monotonic() + 10
        while not sandt():
            assert time.monotonic() < frist
            time.sleep(0.01)


@pytest.fixture
def sted() -> Iterator[Sted]:
    bog = Logbog()
    bog.gem(systemer=[system(A, "Anders")])
    bog.approve(about("x", X))
    bog.grow((X, "034"), (Y, "034"))
    app = create_app(installation_of(bog), NOEGLE)
    with serving(app) as port:
        sted = Sted(bog, app, port)
        yield sted
        app.state.ventesal.close()
        sted.pulje.shutdown()


def test_what_is_there_is_answered_at_once(sted: Sted) -> None:
    begyndt = time.monotonic()
    assert [h["loebenummer"] for h in sted.ask("/haendelser?vent=30")[2]["haendelser"]] == [1]
    assert time.monotonic() - begyndt < 5


def test_the_answer_comes_when_there_is_something_for_the_caller(sted: Sted) -> None:
    def grow() -> None:
        sted.bog.grow((Y, "034"))
        time.sleep(3 * ventesal.PAUSE)
        assert sted.venter == 1, "what is for others is no answer"
        sted.bog.grow((Y, "034"), (X, "034"))

    svar, sekunder = sted.wait_for("/haendelser?efter=2&vent=30", grow)
    assert ([h["loebenummer"] for h in svar["haendelser"]], svar["naeste"]) == ([5], 5)
    assert sekunder < 5
    sted.until(lambda: sted.venter == 0)


def test_the_operator_waits_for_anything(sted: Sted) -> None:
    svar, _ = sted.wait_for("/haendelser?efter=2&vent=30", lambda: sted.bog.grow((Y, "034")), NOEGLE)
    assert [h["loebenummer"] for h in svar["haendelser"]] == [3]


def test_an_agreement_that_is_approved_while_one_waits_is_told(sted: Sted) -> None:
    svar, _ = sted.wait_for("/haendelser?efter=2&vent=30", lambda: sted.bog.approve(about("x", X), about("y", Y)))
    assert svar == {"haendelser": [], "naeste": 2, "genlaes_fra": 2}


def test_an_authority_that_is_opened_again_while_one_waits_is_told(sted: Sted) -> None:
    kommune = Organisation(X, "X Kommune", "", myndighed=True, leverandoer=False)
    sted.bog.gem(organisationer=[kommune._replace(aktiv=False)])
    assert sted.ask("/haendelser?efter=0")[2] == {"haendelser": [], "naeste": 2, "genlaes_fra": None}
    svar, _ = sted.wait_for("/haendelser?efter=2&vent=30", lambda: sted.bog.gem(organisationer=[kommune]))
    assert svar == {"haendelser": [], "naeste": 2, "genlaes_fra": 1}


def test_what_is_to_be_read_again_is_told_at_intervals_to_a_reader_that_does_not(
    sted: Sted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "GENTAGELSE", 1)
    sted.ask("/haendelser?efter=2")
    sted.bog.approve(about("x", X), about("y", Y))
    for _ in range(2):
        svar, sekunder = sted.wait_for("/haendelser?efter=2&vent=60", lambda: None)
        assert svar == {"haendelser": [], "naeste": 2, "genlaes_fra": 2}
        assert 0.5 < sekunder < 5
    svar, sekunder = sted.wait_for("/haendelser?efter=2&vent=60", lambda: sted.bog.grow((X, "034")))
    assert ([h["loebenummer"] for h in svar["haendelser"]], svar["genlaes_fra"]) == ([3], 2)


def test_when_the_time_is_out_the_page_says_how_far_was_looked(sted: Sted) -> None:
    svar, sekunder = sted.wait_for("/haendelser?efter=2&vent=1", lambda: sted.bog.grow((Y, "034")))
    assert svar == {"haendelser": [], "naeste": 3, "genlaes_fra": None}
    assert 0.5 < sekunder < 5


def test_a_caller_that_goes_away_waits_no_longer(sted: Sted) -> None:
    with socket.create_connection((VAERT, sted.port)) as forbindelse:
        kald = f"GET /haendelser?efter=2&vent=60 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {NOEGLER[A]}\r\n\r\n"
        forbindelse.sendall(kald.encode())
        sted.until(lambda: sted.venter == 1)
    sted.until(lambda: sted.venter == 0)


def test_when_the_program_ends_all_are_answered(sted: Sted) -> None:
    svar, sekunder = sted.wait_for("/haendelser?efter=2&vent=60", sted.app.state.ventesal.close)
    assert svar == {"haendelser": [], "naeste": 2, "genlaes_fra": None}
    assert sekunder < 5
    assert sted.ask("/haendelser?efter=2&vent=60")[2] == svar


@pytest.mark.parametrize("graense", ["FLEST", "FLEST_PR_KALDER"])
def test_only_so_many_may_wait(sted: Sted, monkeypatch: pytest.MonkeyPatch, graense: str) -> None:
    monkeypatch.setattr(ventesal, graense, 2)
    ventende = [sted.pulje.submit(sted.ask, "/haendelser?efter=2&vent=60") for _ in range(2)]
    sted.until(lambda: sted.venter == 2)
    status, headers, svar = sted.ask("/haendelser?efter=2&vent=60")
    assert (status, svar["kode"], int(headers["retry-after"]) > 0) == (503, "WEB-503", True)
    assert sted.ask("/haendelser?efter=2")[0] == 200
    assert sted.ask("/haendelser?efter=2&vent=1", NOEGLE)[0] == (503 if graense == "FLEST" else 200)
    sted.bog.grow((X, "034"))
    assert [each.result(20)[2]["naeste"] for each in ventende] == [3, 3]


def test_more_may_wait_than_there_are_threads_and_all_are_answered_together(
    sted: Sted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ventesal, "FLEST_PR_KALDER", 60)
    with ThreadPoolExecutor(max_workers=60) as pulje:
        ventende = [pulje.submit(ask, sted.port, "/haendelser?efter=2&vent=60", NOEGLER[A]) for _ in range(60)]
        sted.until(lambda: sted.venter == 60)
        assert sted.ask("/status")[0] == 200
        sted.bog.grow((X, "034"))
        assert {each.result(20)[2]["naeste"] for each in ventende} == {3}
