"""By keyboard alone: from the login over the guide to an order, and always seen where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from cpr_haendelser.adgang.model import Rolle
from tests.browser.hus import BRED, SMAL, Program, window
from tests.konsol.conftest import KODE

FLEST = 120
"""Most times that Tab is pressed to come to something."""
HVOR = """() => {
  const her = document.activeElement, stil = getComputedStyle(her);
  return [her.id || her.textContent.trim(), stil.outlineStyle !== 'none' && parseFloat(stil.outlineWidth) >= 2];
}"""


def tab_to(side: Page, hvad: str) -> None:
    """Presses Tab until something of that id or text has focus; each stop on the way must be seen."""
    for _ in range(FLEST):
        side.keyboard.press("Tab")
        navn, ses = side.evaluate(HVOR)
        assert ses, f"the focus is not seen on {navn!r}"
        if hvad in {navn, navn.split("\n")[0]}:
            return
    raise AssertionError(f"{hvad!r} is not reached by Tab")


def follow(side: Page, hvad: str) -> None:
    """To something by Tab, and Enter on it."""
    tab_to(side, hvad)
    with side.expect_navigation():
        side.keyboard.press("Enter")


@pytest.mark.parametrize("maal", [BRED, SMAL], ids=["wide", "narrow"])
def test_the_keyboard_is_enough_from_the_login_over_the_guide_to_an_order(
    browser: Browser, fuld: Program, maal: tuple[int, int]
) -> None:
    with window(browser, fuld, maal=maal) as vindue:
        side = vindue.go("/login?til=/konsol/ydelse")
        tab_to(side, "brugernavn")
        side.keyboard.type(Rolle.TESTANSVARLIG.value)
        tab_to(side, "adgangskode")
        side.keyboard.type(KODE)
        follow(side, "Log ind")
        assert side.url == f"{fuld.rod}/ydelse"
        if maal is SMAL:
            tab_to(side, "Menu")
            side.keyboard.press("Enter")
        follow(side, "Kom godt i gang")
        assert side.locator("h1").inner_text() == "Kom godt i gang som leverandør"
        follow(side, "Gå til Ny ordre")
        assert side.url.startswith(f"{fuld.rod}/ordrer/ny")
        assert vindue.mistakes() == []


def test_the_first_stop_leads_past_the_menu(browser: Browser, fuld: Program) -> None:
    with window(browser, fuld, bruger=Rolle.DRIFTSOPERATOER.value) as vindue:
        side = vindue.go("/dueslag")
        side.keyboard.press("Tab")
        assert side.evaluate("document.activeElement.textContent") == "Gå til indholdet"
        side.keyboard.press("Enter")
        assert side.evaluate("document.activeElement.id") == "indhold"


def test_the_menu_needs_no_script(browser: Browser, fuld: Program) -> None:
    with window(browser, fuld, bruger=Rolle.DRIFTSOPERATOER.value, java_script_enabled=False) as vindue:
        side = vindue.go("/dueslag")
        assert side.locator("nav.menu-bred").is_visible()
        assert not side.locator("details.menu-smal").is_visible()
