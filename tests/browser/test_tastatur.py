"""By keyboard alone: from the login over the guide and an order to its message, and always seen where one is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.app.testmiljoe import carrying_out
from tests.browser.hus import BRED, SMAL, Program, window
from tests.konsol.conftest import KODE

FLEST = 120
"""Most times that Tab is pressed to come to something."""
FORBI = "Gå til indholdet"
HVOR = """() => {
  const her = document.activeElement, stil = getComputedStyle(her);
  const { x, y, width, height } = her.getBoundingClientRect();
  const navn = her.id || her.textContent.trim() || her.getAttribute('aria-label') || '';
  const omrids = stil.outlineStyle !== 'none' && parseFloat(stil.outlineWidth) >= 2;
  const lille = width < innerWidth && height < innerHeight;
  const der = lille ? document.elementFromPoint(x + width / 2, y + height / 2) : her;
  return [navn, omrids && !!der && (her.contains(der) || der.contains(her))];
}"""
"""What has the focus, and whether that is outlined, in sight, and under nothing."""


def stop(side: Page, tast: str = "Tab") -> str:
    """What comes to have focus by the key; it must be seen. Empty: the page is left."""
    side.keyboard.press(tast)
    navn, ses = side.evaluate(HVOR)
    if side.evaluate("document.activeElement === document.body"):
        return ""
    assert ses, f"the focus is not seen on {navn!r}"
    return str(navn)


def tab_to(side: Page, hvad: str) -> None:
    """Presses Tab until something of that id, text or label has focus; each stop on the way must be seen."""
    for _ in range(FLEST):
        navn = stop(side)
        if hvad in {navn, navn.split("\n")[0]}:
            return
    raise AssertionError(f"{hvad!r} is not reached by Tab")


def follow(side: Page, hvad: str) -> None:
    """To something by Tab, and Enter on it."""
    tab_to(side, hvad)
    with side.expect_navigation():
        side.keyboard.press("Enter")


def past_the_menu(side: Page) -> None:
    """From the top of the page, which the first stop leads past."""
    assert stop(side) == FORBI
    side.keyboard.press("Enter")
    assert side.evaluate("document.activeElement.id") == "indhold"


def choose_in_menu(side: Page, punkt: str, maal: tuple[int, int]) -> None:
    """To a page by the menu, which is folded on a narrow screen."""
    if maal is SMAL:
        tab_to(side, "Menu")
        side.keyboard.press("Enter")
    follow(side, punkt)


def fill_in(side: Page, felter: dict[str, str]) -> None:
    """Fields in the order they stand."""
    for navn, vaerdi in felter.items():
        tab_to(side, navn)
        side.keyboard.type(vaerdi)


def carried_out(side: Page) -> None:
    """Waits for the order; the page then draws itself anew."""
    expect(side.locator("#fremdrift")).to_contain_text("udført", timeout=30_000)
    expect(side.locator("#fremdrift[data-levende]")).to_have_count(0)
    side.wait_for_load_state()


def log_in_and_make_a_family(side: Page, maal: tuple[int, int]) -> None:
    fill_in(side, {"brugernavn": Rolle.TESTANSVARLIG.value, "adgangskode": KODE})
    follow(side, "Log ind")
    choose_in_menu(side, "Testpersoner", maal)
    past_the_menu(side)
    follow(side, "Bestil en familie")
    past_the_menu(side)
    fill_in(side, {"kommunekode": "0998", "boern": "1"})
    follow(side, "Bestil familien")
    carried_out(side)


def order_a_move(side: Page, kommune: str) -> None:
    """From Ny ordre to the kladde."""
    past_the_menu(side)
    follow(side, "Vælg, hvad der skal ske, Sammenhængende ordre")
    past_the_menu(side)
    fill_in(side, {"q": "flytning"})
    follow(side, "Søg")
    past_the_menu(side)
    follow(side, "Flytning")
    past_the_menu(side)
    fill_in(side, {"ord": "Korsbæk"})
    follow(side, "Søg")
    past_the_menu(side)
    tab_to(side, side.locator("[name=person]").first.get_attribute("aria-label") or "")
    side.keyboard.press("Space")
    fill_in(side, {"kommunekode": kommune, "vejkode": "123", "husnr": "4A"})
    follow(side, "Lav kladden")


def open_and_close(side: Page, spoerger: str, felt: str) -> None:
    """What asks before it does something is opened, gone into, gone out of and closed."""
    tab_to(side, spoerger)
    side.keyboard.press("Enter")
    assert stop(side) == felt
    assert stop(side, "Shift+Tab") == spoerger
    side.keyboard.press("Enter")
    assert not side.locator(f"#{felt}").is_visible()


@pytest.mark.parametrize("maal", [BRED, SMAL], ids=["wide", "narrow"])
def test_the_keyboard_is_enough_from_the_login_over_the_guide_and_an_order_to_its_message(
    browser: Browser, fuld: Program, maal: tuple[int, int]
) -> None:
    with carrying_out(Miljoe(fuld.installation)), window(browser, fuld, maal=maal) as vindue:
        side = vindue.go("/login?til=/konsol/ydelse")
        log_in_and_make_a_family(side, maal)
        choose_in_menu(side, "Kom godt i gang", maal)
        assert side.locator("h1").inner_text() == "Kom godt i gang som leverandør"
        past_the_menu(side)
        follow(side, "Lav en ordre")
        order_a_move(side, "0101" if maal is BRED else "0461")
        assert vindue.mistakes() == []
        open_and_close(side, "Gem som skabelon", "gemt-navn")
        follow(side, "Se efter, og indsend")
        past_the_menu(side)
        follow(side, "Indsend ordren")
        carried_out(side)
        past_the_menu(side)
        follow(side, "Se, hvad der er sendt")
        past_the_menu(side)
        follow(side, "035 Flytning fra kommunen")
        expect(side.locator("h1")).to_have_text(re.compile("Hændelse [0-9.]+: Flytning fra kommunen"))
        assert vindue.mistakes() == []

        # The message itself is unfolded, and nothing on the page keeps who has come there.
        tab_to(side, "Som XML")
        side.keyboard.press("Enter")
        assert side.locator("pre").last.is_visible()
        assert any(stop(side) == "" for _ in range(FLEST))
        assert stop(side) == FORBI
        assert vindue.mistakes() == []


def test_the_first_stop_leads_past_the_menu(browser: Browser, fuld: Program) -> None:
    with window(browser, fuld, bruger=Rolle.DRIFTSOPERATOER.value) as vindue:
        past_the_menu(vindue.go("/dueslag"))


def test_the_menu_needs_no_script(browser: Browser, fuld: Program) -> None:
    with window(browser, fuld, bruger=Rolle.DRIFTSOPERATOER.value, java_script_enabled=False) as vindue:
        side = vindue.go("/dueslag")
        assert side.locator("nav.menu-bred").is_visible()
        assert not side.locator("details.menu-smal").is_visible()
