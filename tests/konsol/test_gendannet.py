"""The console of an installation that was restored: who comes in, what is said, and what waits."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.app.konti import Konti
from cpr_haendelser.konsol import ROD
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from tests.konsol.conftest import KODE, browser, logged_in, make_organisation, make_user
from tests.konti.test_adgangskode import KODER
from tests.opslag.korsbaek import settings_in
from tests.udlevering.opsat import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator

STAAR = Gendannelse("2026-11-29T01:30:00+01:00", "2026-11-30T08:00:00.000+00:00")
NU = "2026-11-30T09:00:00.000+00:00"
SER = "Installationen er gendannet fra en backup og ikke set efter endnu."


@pytest.fixture(scope="module")
def gendannet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with closing(Installation.open(settings_in(tmp_path_factory.mktemp("gendannet")))) as installation:
        installation.__dict__["konti"] = Konti(installation, koder=KODER)
        set_up(installation.postrum)
        make_organisation(installation)
        make_user(installation, "dorte", Rolle.DRIFTSOPERATOER)
        make_user(installation, "rosa", Rolle.REVISOR)
        installation.postrum.saet_gendannelse(STAAR)
        yield installation


def test_only_the_driftsoperatoer_logs_in_and_everybody_is_told_why(gendannet: Installation) -> None:
    for navn, kommer_ind in (("rosa", False), ("dorte", True)):
        denne = browser(gendannet)
        assert SER in denne.get(f"{ROD}/login").text
        svar = denne.submit("/login", brugernavn=navn, adgangskode=KODE)
        assert (svar.status_code == 200) == kommer_ind
        assert ("ADG-008" in svar.text) != kommer_ind
        assert SER in svar.text


def test_every_page_says_so_and_leads_to_what_is_to_be_looked_through(gendannet: Installation) -> None:
    denne = logged_in(gendannet, "dorte")
    assert f'href="{ROD}/gendannelse"' in denne.get(ROD).text
    svar = denne.get(f"{ROD}/gendannelse")
    assert svar.status_code == 200
    fundet = gendannet.tilbagebringelse.list_all()
    assert fundet is not None
    for ord_ in ("Anders", "Bodil", "dorte", "Til a", f"haendelser gendannelse release {fundet.maerke}"):
        assert ord_ in svar.text, ord_
    engelsk = denne.get(f"{ROD}/gendannelse", headers={"Accept-Language": "en"}).text
    assert "has not been looked through yet" in engelsk


def test_what_shows_persons_or_changes_something_waits(gendannet: Installation) -> None:
    denne = logged_in(gendannet, "dorte")
    for sti in ("/haendelser", "/konto", "/indstillinger", "/brugere/ny", "/findes-ikke"):
        svar = denne.get(ROD + sti)
        assert svar.status_code == 503, sti
        assert "ADG-008" in svar.text
    for sti in ("", "/brugere", "/noegler", "/systemer", "/aftaler", "/dueslag", "/filer"):
        assert denne.get(ROD + sti).status_code == 200, sti
    assert denne.submit("/personer", personnummer="6101900001").status_code == 503
    assert denne.submit("/brugere/rosa/luk").status_code == 503


def test_the_menu_has_only_what_can_be_seen(gendannet: Installation) -> None:
    side = logged_in(gendannet, "dorte").get(f"{ROD}/brugere").text
    assert f'href="{ROD}/noegler"' in side
    assert f'href="{ROD}/personer"' not in side
    assert f'href="{ROD}/konto"' not in side


def test_once_released_the_notice_is_gone_and_the_page_leads_home(gendannet: Installation) -> None:
    gendannet.postrum.frigiv_gendannelse({}, nu=NU, hvem="operatoer")
    try:
        denne = logged_in(gendannet, "dorte")
        svar = denne.get(f"{ROD}/gendannelse")
        assert svar.url.path == ROD
        assert SER not in svar.text
        assert logged_in(gendannet, "rosa").get(f"{ROD}/revision").status_code == 200
    finally:
        gendannet.postrum.saet_gendannelse(STAAR)
