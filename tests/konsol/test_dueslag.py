"""What may be done with a dueslag on its page."""

from __future__ import annotations

import pytest

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.konsol import ROD
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand
from tests.konsol.conftest import Browser, logged_in
from tests.udlevering.opsat import DUESLAG_A

NU = "2026-11-25T06:00:00.000+00:00"
SIDE = f"{ROD}/dueslag/{DUESLAG_A}"


def stopped(installation: Installation) -> str:
    return next(each.stoppet for each in installation.postrum.tilstande() if each.dueslag == DUESLAG_A)


def test_a_dueslag_is_stopped_and_started_by_its_page(installation: Installation, drift: Browser) -> None:
    assert "Start dueslaget" in drift.fill_in(f"{SIDE}/stop")
    assert stopped(installation)
    assert "Stop dueslaget" in drift.fill_in(f"{SIDE}/start")
    assert not stopped(installation)


def test_who_may_not_sees_no_button_and_is_refused(installation: Installation) -> None:
    denne = logged_in(installation, Rolle.REVISOR)
    assert "Stop dueslaget" not in denne.get(SIDE).text
    assert "ADG-001" in denne.fill_in(f"{SIDE}/stop")
    assert not stopped(installation)


@pytest.mark.parametrize("sti", ["stop", "start", "frigiv", "fejlkoe", "frigiv-fejlkoe"])
def test_nothing_is_done_with_a_dueslag_that_is_not_there(drift: Browser, sti: str) -> None:
    assert "FOR-002" in drift.fill_in(f"{ROD}/dueslag/{'0' * 8}-0000-4000-8000-{'0' * 12}/{sti}")


def test_what_is_parked_is_shown_and_released_and_counted(installation: Installation, drift: Browser) -> None:
    postrum = installation.postrum
    Fordeler(installation.lager, postrum, installation.bord.match, lambda: NU).drain()
    tagne = postrum.tag(DUESLAG_A, 2, nu=NU, hvem="proeve")
    parkeret = Forsendelsestilstand.PARKERET
    postrum.svar([Afslutning(DUESLAG_A, each.loebenummer, each.forsoeg, parkeret) for each in tagne], nu=NU)
    side = drift.get(SIDE).text
    assert len(tagne) == 2
    assert all(f"/haendelser/{each.loebenummer}" in side for each in tagne)
    assert "Antal: 2" in drift.fill_in(f"{SIDE}/fejlkoe")
    assert "Antal: 2" in drift.fill_in(f"{SIDE}/frigiv-fejlkoe")
    assert "Antal:" not in drift.fill_in(f"{SIDE}/frigiv"), "nothing is parked any more"
