"""Files on pages: the report, each 099 line, what of large files awaits, and what the watched folder refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.fejl import Filfejl
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.sider import filer
from cpr_haendelser.modtagelse.overvaag import Melding
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from tests.konsol.conftest import Browser, logged_in, make_organisation, make_user
from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, TIDSPUNKT, set_up

SIDE = f"{ROD}/filer"


def test_every_099_line_of_a_file_is_on_one_of_its_pages(
    installation: Installation, drift: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filer, "_LINJER", 7)
    alle = [each.linje for each in installation.lager.linjer099(2, antal=10_000)]
    fundne: list[int] = []
    naeste = ""
    while True:
        side = drift.get(f"{SIDE}/2/linjer{naeste}").text
        fundne += [int(each) for each in re.findall(r'<tr><td class="tal">(\d+)</td>', side)]
        videre = re.search(r'href="(\?efter=\d+)"', side)
        if videre is None:
            break
        naeste = videre[1]
    assert fundne == alle
    assert "Der er ikke flere" in drift.get(f"{SIDE}/2/linjer?efter={10**17}").text


def test_a_file_tells_its_records_and_codes_and_an_unknown_one_is_none(drift: Browser) -> None:
    side = drift.get(f"{SIDE}/2").text
    assert "099-linjer efter kode" in side
    assert "SHA-256" in side
    assert "FIL-020" in drift.get(f"{SIDE}/999").text
    assert "WEB-404" in drift.get(f"{SIDE}/x").text


def test_what_of_a_large_file_awaits_is_released_or_parked_by_its_page(tmp_path: Path) -> None:
    with opened(tmp_path) as installation:
        set_up(installation.postrum)
        make_organisation(installation)
        for rolle in (Rolle.DRIFTSOPERATOER, Rolle.REVISOR):
            make_user(installation, rolle.value, rolle)
        drift, postrum = logged_in(installation, Rolle.DRIFTSOPERATOER), installation.postrum
        Fordeler(installation.lager, postrum, installation.bord.match, lambda: TIDSPUNKT, stor_fil=lambda: 1).drain()
        store = installation.storfiler.list_all()
        antal = {kasse.dueslag: kasse.antal for kasse in store[0].kasser}
        assert antal.keys() == {DUESLAG_A, DUESLAG_B}
        assert f">{sum(each.antal for each in store)}</a>" in drift.get(SIDE).text
        assert 'href="/konsol/filer/2"' in drift.get(f"{SIDE}/store").text
        revisor = logged_in(installation, Rolle.REVISOR)
        assert "ADG-001" in revisor.fill_in(f"{SIDE}/2/frigiv")
        assert "afventer en operatør" not in revisor.get(f"{SIDE}/2").text
        assert "FOR-007" in drift.fill_in(f"{SIDE}/2/frigiv", dueslag="x")
        foer = postrum.revisionshoved().nr
        grund = "modtageren er varskoet"
        assert f"Antal: {antal[DUESLAG_A]}" in drift.fill_in(f"{SIDE}/2/frigiv", dueslag=DUESLAG_A, grund=grund)
        assert grund in str([each.indhold for each in postrum.revisionsled(efter=foer)])
        assert f"Antal: {antal[DUESLAG_B]}" in drift.fill_in(f"{SIDE}/2/parker")
        assert len(postrum.forsendelser(DUESLAG_B, tilstand=Forsendelsestilstand.PARKERET)) == antal[DUESLAG_B]
        assert "FOR-006" in drift.fill_in(f"{SIDE}/2/parker")
        assert 'href="/konsol/filer/2"' not in drift.get(f"{SIDE}/store").text


def test_what_the_watched_folder_refused_is_shown(installation: Installation, drift: Browser) -> None:
    assert "haendelser watch" in drift.get(f"{SIDE}/mappe").text
    fejl = Filfejl("FIL-011", "filen mangler sin <forgænger>.")
    installation.meldingsbog.add(Melding(Path("D261126.L900001"), fejl=fejl, afvist=True), TIDSPUNKT)
    side = drift.get(f"{SIDE}/mappe").text
    assert "D261126.L900001" in side
    assert "&lt;forgænger&gt;" in side
    assert "Den overvågede mappe (1)" in drift.get(SIDE).text
