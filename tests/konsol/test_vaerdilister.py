"""Value lists on pages: made, changed, closed, and their values in pages."""

from __future__ import annotations

import re

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol import ROD
from tests.konsol.conftest import LISTE, Browser, logged_in
from tests.udlevering.opsat import TIDSPUNKT, A

SIDE = f"{ROD}/vaerdilister"


def test_a_list_is_made_filled_and_closed_by_pages(installation: Installation, drift: Browser) -> None:
    side = drift.fill_in(SIDE, navn="Prøve", system=A)
    uuid = re.search(r"VÆRDILISTE\('([0-9a-f-]{36})'\)", side)
    assert uuid
    sti = f"{SIDE}/{uuid[1]}"
    assert "Kommet til: 3." in drift.fill_in(
        f"{sti}/ret", goer="tilfoej", vaerdier="6101901234\n620292-1111\n# fra i går\n6303931230"
    )
    assert "Fjernet: 1." in drift.fill_in(f"{sti}/ret", goer="fjern", vaerdier="6101901234")
    assert "ABO-010" in drift.fill_in(f"{sti}/ret", goer="tilfoej", vaerdier="0999")
    assert "Kommet til: 1." in drift.fill_in(f"{sti}/ret", goer="erstat", vaerdier="0999", tekst="ja")
    assert installation.postrum.vaerdier(uuid[1]) == ["0999"]
    assert "lukket" in drift.fill_in(f"{sti}/luk")
    assert "ABO-018" in drift.fill_in(f"{sti}/ret", goer="tilfoej", vaerdier="0998", tekst="ja")
    assert "Luk listen" in drift.fill_in(f"{sti}/aabn")


def test_nothing_is_changed_by_what_says_nothing(drift: Browser, installation: Installation) -> None:
    foer = installation.postrum.listestand()
    assert "KON-005" in drift.fill_in(f"{SIDE}/{LISTE}/ret", goer="", vaerdier="6101901234")
    assert "KON-005" in drift.fill_in(f"{SIDE}/{LISTE}/ret", goer="erstat", vaerdier=" \n")
    assert "VAGT-" in drift.fill_in(SIDE, navn="01" * 2 + "701234", system=A)
    assert "UDL-002" in drift.fill_in(SIDE, navn="Uden system")
    assert "WEB-413" in drift.fill_in(f"{SIDE}/{LISTE}/ret", goer="tilfoej", vaerdier="6101901234 " * 500_000)
    assert installation.postrum.listestand() == foer


def test_values_come_in_pages_and_the_seeing_stands_in_the_audit(installation: Installation, drift: Browser) -> None:
    numre = [6101900000 + nr for nr in range(450)]
    uuid = LISTE.replace("0e", "0f")
    installation.postrum.opret_vaerdiliste(Vaerdiliste(uuid, "Lang", A, 0, 0), nu=TIDSPUNKT, hvem="prøve")
    installation.postrum.ret_vaerdiliste(uuid, til=numre, nu=TIDSPUNKT, hvem="prøve")
    foer = installation.postrum.revisionshoved().nr
    set_, sti = [], f"{SIDE}/{uuid}/vaerdier"
    naeste = sti
    while naeste:
        side = drift.get(naeste).text
        set_ += [int(each) for each in re.findall(r"<li>([0-9]{10})</li>", side)]
        videre = re.search(r'href="(\?fra=[^"]+)"', side)
        naeste = sti + videre[1] if videre else ""
        assert "61019" not in naeste
    assert set_ == numre
    assert installation.postrum.revisionshoved().nr == foer + 3
    assert "UDL-010" in drift.get(f"{sti}?fra=x").text


def test_a_mark_of_one_list_does_not_open_another(installation: Installation, drift: Browser) -> None:
    assert "UDL-010" in drift.get(f"{SIDE}/{LISTE}/vaerdier?fra=gAAAAA").text
    denne = logged_in(installation, Rolle.LEVERANDOERADMINISTRATOR)
    assert "ADG-001" in denne.get(f"{SIDE}/{LISTE}/vaerdier").text
    assert "ADG-001" in denne.fill_in(f"{SIDE}/{LISTE}/ret", goer="erstat", vaerdier="6101901234")
    assert "ABO-013" in logged_in(installation, Rolle.TESTANSVARLIG).get(f"{SIDE}/{LISTE}").text
