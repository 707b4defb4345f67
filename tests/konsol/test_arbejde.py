"""Long work begun on pages: its progress, its end, and that it is nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.arbejde import Stade
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.sider import arbejde as side
from cpr_haendelser.revision import kontrol
from tests.konsol.conftest import Browser, logged_in, make_user

FRIST = 30.0


@pytest.fixture
def holdt(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """The check of the audit holds after its first links until it is let go; nobody waits for it."""
    slip, naaet, rigtig = Event(), Event(), kontrol.check

    def check(bog: object, noegle: object, segl: object, fremdrift: object) -> object:
        fremdrift(1, 9)  # type: ignore[operator]
        naaet.set()
        slip.wait(FRIST)
        return rigtig(bog, noegle, segl)  # type: ignore[arg-type]

    monkeypatch.setattr(side, "_VENTES", 0.0)
    monkeypatch.setattr(kontrol, "check", check)
    yield slip
    slip.set()
    for each in list(installation.arbejdsbord._alle.values()):  # noqa: SLF001 - so that none outlives the test
        each.wait(FRIST)


def test_a_check_that_takes_long_shows_how_far_it_is_and_survives_a_closed_page(
    installation: Installation, holdt: Event, drift: Browser
) -> None:
    svar = drift.submit("/revision/kontrol")
    sti = svar.url.path
    assert re.fullmatch(rf"{ROD}/arbejde/[\w-]+", sti)
    assert f'data-levende="{sti}/fremdrift"' in svar.text
    [igang] = installation.arbejdsbord.unfinished(installation.konti.brugere.find("driftsoperatoer").uuid)
    while not igang.gjort and not igang.er_endt:
        igang.wait(0.01)
    del_ = drift.get(f"{sti}/fremdrift").text
    assert '<progress class="fremdriftslinje" max="9" value="1"' in del_
    assert "kontrollerer led: 1 af 9" in del_
    assert f'href="{sti}"' in drift.get(ROD).text, "the overview shows the way back to it"
    assert "KON-011" in logged_in(installation, Rolle.REVISOR.value).get(sti).text, "it is nobody else's"
    holdt.set()
    assert igang.wait(FRIST)
    assert "data-levende" not in drift.get(f"{sti}/fremdrift").text
    assert "Revisionssporet passer" in drift.get(sti).text
    assert sti not in drift.get(ROD).text


@pytest.mark.parametrize("nyt", [{"aktiv": False}, {"roller": frozenset()}], ids=["closed", "without roles"])
def test_work_stops_at_its_next_step_when_who_began_it_is_closed_or_may_not_any_more(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, nyt: dict[str, Any]
) -> None:
    navn = f"lene{len(installation.bord.opsaetning().brugere)}"
    make_user(installation, navn, Rolle.DRIFTSOPERATOER)
    naaet, slip, senere = Event(), Event(), []

    def check(*givet: Any) -> None:
        fremdrift: Callable[[int, int], None] = givet[-1]
        fremdrift(1, 9)
        naaet.set()
        slip.wait(FRIST)
        fremdrift(2, 9)
        senere.append(1)

    monkeypatch.setattr(side, "_VENTES", 0.0)
    monkeypatch.setattr(kontrol, "check", check)
    try:
        logged_in(installation, navn).submit("/revision/kontrol")
        assert naaet.wait(FRIST), "what it may it does"
        [igang] = installation.arbejdsbord.unfinished(installation.konti.brugere.find(navn).uuid)
        installation.konti.brugere.change(navn, "operatoer", **nyt)
    finally:
        slip.set()
    assert igang.wait(FRIST)
    assert (igang.stade, igang.fejl.kode if igang.fejl else "", senere) == (Stade.AFVIST, "KON-012", [])
    assert "må det ikke mere" in caplog.text


def test_after_the_program_has_been_started_again_the_page_says_so(
    installation: Installation, holdt: Event, drift: Browser
) -> None:
    sti = drift.submit("/revision/kontrol").url.path
    holdt.set()
    gammelt = installation.__dict__.pop("arbejdsbord")
    try:
        assert "programmet er startet igen" in drift.get(sti).text
    finally:
        installation.__dict__["arbejdsbord"] = gammelt


def test_what_is_refused_or_fails_is_told_with_what_to_do(drift: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(kontrol, "check", fail)
    side_ = drift.submit("/revision/kontrol").text
    assert "ikke gjort færdigt" in side_
    assert "begynd igen" in side_


def test_stopping_a_dueslag_never_waits_behind_long_work(installation: Installation, drift: Browser) -> None:
    slip, bord = Event(), installation.arbejdsbord
    holdes = [bord.begin("andre", "Afspilning", None, lambda _: slip.wait(FRIST)) for _ in range(6)]
    try:
        dueslag = installation.bord.opsaetning().dueslag[0].uuid
        assert "Det er gjort" in drift.submit(f"/dueslag/{dueslag}/stop").text
        assert "Det er gjort" in drift.submit(f"/dueslag/{dueslag}/start").text
    finally:
        slip.set()
        assert all(each.wait(FRIST) for each in holdes)
