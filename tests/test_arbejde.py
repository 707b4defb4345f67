"""Long work goes on while nobody waits, says how far it is, and ends with the program at its next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest

from cpr_haendelser.arbejde import FLEST_FAERDIGE, FLEST_UFAERDIGE, SAMTIDIGE, Arbejde, Arbejdsbord, Stade, Trin
from cpr_haendelser.fejl import Brugsfejl

FRIST = 30.0


@pytest.fixture
def bord() -> Iterator[Arbejdsbord]:
    dette = Arbejdsbord()
    yield dette
    dette.close()


def kode(call: Callable[[], object]) -> str:
    with pytest.raises(Brugsfejl) as raised:
        call()
    return raised.value.kode


def slow(bord: Arbejdsbord, slip: Event) -> tuple[Arbejde, Event]:
    """Work that has come to 3 of 7 and waits to be let go."""
    naaet = Event()

    def goer(trin: Trin) -> str:
        trin("tæller", 3, 7)
        naaet.set()
        slip.wait(FRIST)
        trin("tæller", 7, 7)
        return "svaret"

    return bord.begin("lis", "Prøve", None, goer), naaet


def test_it_says_how_far_it_is_and_keeps_its_answer(bord: Arbejdsbord) -> None:
    slip = Event()
    arbejde, naaet = slow(bord, slip)
    assert naaet.wait(FRIST)
    assert (arbejde.stade, arbejde.hvad, arbejde.gjort, arbejde.ialt) == (Stade.I_GANG, "tæller", 3, 7)
    assert bord.unfinished("lis") == [arbejde]
    slip.set()
    assert arbejde.wait(FRIST)
    assert (arbejde.stade, arbejde.svar) == (Stade.UDFOERT, "svaret")
    assert bord.unfinished("lis") == []
    assert bord.find("lis", arbejde.id) is arbejde


def test_nobody_else_finds_it(bord: Arbejdsbord) -> None:
    arbejde = bord.begin("lis", "Prøve", None, lambda _: None)
    assert kode(lambda: bord.find("ole", arbejde.id)) == "KON-011"
    assert kode(lambda: Arbejdsbord().find("lis", arbejde.id)) == "KON-011", "as after the program was started again"
    assert bord.unfinished("ole") == []


def test_a_refusal_is_kept_and_a_fault_is_told_in_the_log(bord: Arbejdsbord, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_: Trin) -> None:
        raise Brugsfejl("FOR-004", "dueslaget er lukket; intet er afspillet.")

    def fail(_: Trin) -> None:
        raise ZeroDivisionError

    afvist = bord.begin("lis", "Prøve", None, refuse)
    assert afvist.wait(FRIST)
    assert (afvist.stade, afvist.fejl.kode if afvist.fejl else "") == (Stade.AFVIST, "FOR-004")
    mislykket = bord.begin("lis", "Prøve", None, fail)
    assert mislykket.wait(FRIST)
    assert mislykket.stade is Stade.MISLYKKET
    assert "gik i stå" in caplog.text


def test_when_the_program_ends_it_stops_at_its_next_step_and_what_waits_is_not_begun() -> None:
    bord, slip = Arbejdsbord(), Event()
    i_gang = [slow(bord, slip) for _ in range(SAMTIDIGE)]
    assert all(naaet.wait(FRIST) for _, naaet in i_gang)
    gjort: list[int] = []
    venter = bord.begin("lis", "Prøve", None, lambda _: gjort.append(1))
    assert venter.stade is Stade.VENTER
    bord._slut.set()  # noqa: SLF001 - what close begins with, before anything is let go
    slip.set()
    bord.close()
    assert {each.stade for each, _ in i_gang} | {venter.stade} == {Stade.STANDSET}
    assert gjort == []


def test_too_much_at_once_is_refused_and_what_has_ended_is_forgotten_in_time(bord: Arbejdsbord) -> None:
    slip = Event()
    alle = [slow(bord, slip)[0] for _ in range(FLEST_UFAERDIGE)]
    assert kode(lambda: bord.begin("lis", "Prøve", None, lambda _: None)) == "KON-010"
    slip.set()
    assert all(each.wait(FRIST) for each in alle)
    for _ in range(FLEST_FAERDIGE):
        assert bord.begin("lis", "Prøve", None, lambda _: None).wait(FRIST)
    assert kode(lambda: bord.find("lis", alle[0].id)) == "KON-011"
