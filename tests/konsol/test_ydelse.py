"""Ydelsessiden: its headings, its prices, and what is in place for who reads."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol import ROD
from cpr_haendelser.settings import Settings
from tests.konsol.conftest import browser, logged_in, make_organisation, make_user

OVERSKRIFTER = [
    "Navn", "Beskrivelse", "Forudsætninger", "Dokumentation", "Omkostning", "Servicetyper", "Værd at vide",
]  # fmt: skip


def test_anybody_reads_the_page_with_exactly_these_headings(tom: Installation) -> None:
    side = browser(tom).get(f"{ROD}/ydelse").text
    assert re.findall(r'<h2 id="\w+">(.*?)</h2>', side) == OVERSKRIFTER
    assert re.findall(r"<h3>(.*?)</h3>", side) == ["Divergens mellem kuvert og beskeddata", "Generelle", "Specifikke"]
    assert "mangler" not in side, "of a reader who is not known nothing is missing"


def test_whoever_has_logged_in_sees_what_is_in_place_and_what_is_next(tom: Installation) -> None:
    make_organisation(tom)
    make_user(tom, "ida", Rolle.TESTANSVARLIG)
    side = logged_in(tom, "ida").get(f"{ROD}/ydelse").text
    assert side.count("✓ på plads") == 1
    assert "Næste skridt: Opret it-systemet" in side
    tom.ordrelager.accepter("11111111", "1", hvem="x", tidspunkt="2026-11-30")
    assert logged_in(tom, "ida").get(f"{ROD}/ydelse").text.count("✓ på plads") == 2


def test_the_price_list_is_the_settings(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{tmp_path / 'h.db'}",
            "exttest": {"priser": {"ordre": Decimal("12.50")}, "frie": {"haendelse": 100}},
        }
    )
    installation = Installation.open(settings)
    side = browser(installation).get(f"{ROD}/ydelse").text
    installation.close()
    assert '<td class="tal">12,50</td><td class="tal">0</td>' in side
    assert '<td class="tal">0,00</td><td class="tal">100</td>' in side


def test_in_produktion_nothing_is_ordered(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'h.db'}"
    installation = Installation.open(Settings.model_validate({"database_url": url, "environment": "produktion"}))
    side = browser(installation).get(f"{ROD}/ydelse").text
    installation.close()
    assert f"{ROD}/ordrer" not in side
    assert "Der bestilles intet i Produktion." in side
    assert "Kend dem på BeskedId." in side
    assert "Vilkårene accepteres" not in side
