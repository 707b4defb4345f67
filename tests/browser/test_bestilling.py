"""Each kind of order walked through in a browser, by form and by workbook, to what became of it; wide and narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.app.testmiljoe import carrying_out
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from tests.browser.hus import BRED, SMAL, Program, Vindue, window

TESTER = Rolle.TESTANSVARLIG.value


def submit(vindue: Vindue) -> None:
    """From the kladde over its messages to the order carried out, which the page shows by itself."""
    side = vindue.side
    side.get_by_role("link", name="Se efter, og indsend").click()
    assert vindue.mistakes() == []
    side.get_by_role("button", name="Indsend ordren").click()
    expect(side.locator("#fremdrift")).to_contain_text("udført", timeout=30_000)
    expect(side.locator("[data-levende]")).to_have_count(0)  # it is loaded again as one that stands still
    assert vindue.mistakes() == []


def fill_in_move(side: Page, kommune: str) -> None:
    side.locator("[name=person]").first.check()
    for navn, vaerdi in {"kommunekode": kommune, "vejkode": "123", "husnr": "4A"}.items():
        side.locator(f"#{navn}").fill(vaerdi)
    side.get_by_role("button", name="Lav kladden").click()


@pytest.mark.parametrize("maal", [BRED, SMAL], ids=["wide", "narrow"])
def test_every_kind_of_order_goes_from_its_form_to_what_was_sent(
    browser: Browser, fuld: Program, maal: tuple[int, int], tmp_path: Path
) -> None:
    with (
        carrying_out(Miljoe(fuld.installation)),
        window(browser, fuld, bruger=TESTER, maal=maal) as vindue,
    ):
        side = vindue.go("/testpersoner/familie")
        side.locator("#kommunekode").fill("0998")
        side.locator("#boern").fill("1")
        side.get_by_role("button", name="Bestil familien", exact=True).click()
        expect(side.locator("#fremdrift")).to_contain_text("udført", timeout=30_000)

        side = vindue.go("/ordrer/ny")
        side.locator("a[href$='ordreart=sammenhaengende']").click()
        side.get_by_role("link", name="Flytning", exact=True).click()
        # Each run moves the first person on, to a municipality that it does not live in.
        fill_in_move(side, "0101" if maal is BRED else "0461")
        submit(vindue)
        side.get_by_role("link", name="Se, hvad der er sendt").click()
        expect(side.get_by_text("ens", exact=True)).to_have_count(2)

        vindue.go("/ordrer/ny/linje?ordreart=haendelse&handling=doedsfald")
        side.locator("[name=person]").first.check()
        side.locator("#oensket_divergens").select_option("ja")
        side.get_by_role("button", name="Lav kladden").click()
        submit(vindue)
        side.get_by_role("link", name="Se, hvad der er sendt").click()
        assert side.get_by_text("Forskellen er ønsket.").count() == 1

        fil = tmp_path / "personer.xlsx"
        fil.write_bytes(write_regneark(Ordreart.REPLIKA, [{"handling": "opret_familie", "kommunekode": "0998"}]))
        vindue.go("/ordrer/ny")
        side.get_by_label("Replika-ordre").check()
        side.locator("#fil").set_input_files(fil)
        side.get_by_role("button", name="Lav kladden").click()
        submit(vindue)


def test_a_mistake_in_an_uploaded_workbook_is_seen_at_its_cell(browser: Browser, fuld: Program, tmp_path: Path) -> None:
    fil = tmp_path / "skaev.xlsx"
    fil.write_bytes(write_regneark(Ordreart.SAMMENHAENGENDE, [{"personnummer": "6101901234", "handling": "flyttning"}]))
    with window(browser, fuld, bruger=TESTER) as vindue:
        side = vindue.go("/ordrer/ny")
        side.locator("#fil").set_input_files(fil)
        side.get_by_role("button", name="Lav kladden").click()
        expect(side.get_by_role("row", name="Bestilling!B3")).to_be_visible()
        vindue.klager.clear()  # the browser's own word that the answer was 400
        assert vindue.mistakes() == []
