"""The overview: its pictures, and what it says to whom."""

from __future__ import annotations

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.sider.overblik import Soejle, make_koder, make_soejler
from tests.konsol.conftest import Browser, logged_in, make_organisation, make_user
from tests.udlevering.opsat import DUESLAG_B


def test_each_day_is_a_column_and_the_largest_fills_the_picture() -> None:
    antal = {("20261125", "034"): 30, ("20261124", "034"): 60, ("20261125", "005"): 90}
    assert make_soejler(antal) == [Soejle("24/11", 60, 60.0), Soejle("25/11", 120, 120.0)]


def test_where_nothing_has_happened_no_column_has_any_height() -> None:
    assert make_soejler({("20261125", "034"): 0}) == [Soejle("25/11", 0, 0.0)]
    assert make_soejler({}) == []
    assert make_koder({}, "000") == []


def test_the_most_frequent_codes_have_a_row_each_and_the_others_one_together() -> None:
    antal = {("20261124", f"{kode:03}"): kode for kode in range(1, 15)} | {("20261125", SAMLE): 100}
    raekker = make_koder(antal, "000")
    assert [each.kode for each in raekker][:2] == ["000", "014"]
    assert raekker[0].celler == ((0, 0), (100, 5))
    assert raekker[-1].kode == ""
    assert raekker[-1].ialt == 1 + 2 + 3
    assert sum(each.ialt for each in raekker) == sum(antal.values())


def test_the_picture_counts_the_whole_log(installation: Installation, drift: Browser) -> None:
    ialt = installation.lager.sidste_loebenummer()
    antal = installation.dagstaelling.look().antal
    assert sum(antal.values()) == ialt
    side = drift.get(ROD).text
    assert "Hændelser pr. dag og kode" in side
    assert 'class="tal varme5"' in side
    assert "Vis som tabel" in side


def test_what_needs_somebody_is_shown_to_whose_it_is(installation: Installation, drift: Browser) -> None:
    installation.postrum.stop(DUESLAG_B, "ingen-forbindelse", nu="2026-11-25T06:00:00.000Z")
    installation.udkig.look()
    assert "Til b" in drift.get(ROD).text
    assert "Til b" not in logged_in(installation, Rolle.LEVERANDOERADMINISTRATOR).get(ROD).text
    assert "Til b" in logged_in(installation, Rolle.REVISOR).get(ROD).text
    installation.postrum.stop(DUESLAG_B, "", nu="2026-11-25T06:00:00.000Z")
    installation.udkig.look()
    assert "Alle dueslag er i gang" in drift.get(ROD).text or "Til a" in drift.get(ROD).text


def test_an_empty_installation_shows_the_operator_where_to_begin(tom: Installation) -> None:
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    side = logged_in(tom, "drift").get(ROD).text
    assert f'class="knap" href="{ROD}/kom-godt-i-gang/kort"' in side
    assert side.count('class="knap') == 1, "there is one way to begin"
