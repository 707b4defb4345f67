"""From an empty installation to received messages by the pages alone: both guides, and each kind of order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.hus import BRED, SMAL, window
from tests.browser.vejen import (
    HUSET,
    KORSBAEK,
    Sted,
    empty_and_open,
    fill,
    go_on,
    log_in_first_time,
    make_person,
    next_step,
    order,
    run_example,
    send,
)


@pytest.mark.parametrize("maal", [BRED, SMAL], ids=["wide", "narrow"])
def test_from_nothing_to_the_first_message_by_the_pages_alone(
    browser: Browser, tmp_path: Path, maal: tuple[int, int]
) -> None:
    with empty_and_open(tmp_path) as sted:
        _walk(browser, sted, maal)


def _walk(browser: Browser, sted: Sted, maal: tuple[int, int]) -> None:  # noqa: PLR0915 - the way is one
    program = sted.program
    with (
        window(browser, program, bruger="drift", maal=maal) as drift,
        window(browser, program, maal=maal) as ida,
        window(browser, program, maal=maal) as aage,
    ):
        # The operator lets two organisations in, and a person of each.
        side = drift.go("/organisationer/ny")
        fill(side, {"CVR-nummer": HUSET, "Navn": "Softwarehuset"})
        side.locator('input[name="leverandoer"]').check()
        send(side, "Opret organisationen")
        assert next_step(drift, "drift") == "De har hver en bruger"
        go_on(drift.side)
        assert drift.side.get_by_label("Organisation", exact=True).input_value() == HUSET
        assert drift.side.locator('input[name="rolle.leverandoeradministrator"]').is_checked()
        assert drift.mistakes() == []
        kode = make_person(drift, "ida", HUSET, "leverandoeradministrator", "testansvarlig")
        log_in_first_time(ida, "ida", kode)
        log_in_first_time(aage, "aage", make_person(drift, "aage", KORSBAEK, "aftaleadministrator"))

        # The supplier follows the guide.
        assert next_step(ida, "leverandoer") == "It-systemet er oprettet"
        go_on(ida.side)
        fill(ida.side, {"Navn": "Fagsystem"})
        send(ida.side, "Opret it-systemet")

        assert next_step(ida, "leverandoer") == "It-systemet kan logge ind"
        go_on(ida.side)
        assert ida.mistakes() == []
        ida.side.locator("#fil").set_input_files(sted.mappe / "fagsystem.pem")
        send(ida.side, "Læs og tilføj")

        assert next_step(ida, "leverandoer") == "Serviceaftalen er anmodet"
        go_on(ida.side)
        ida.side.get_by_label("Korsbæk Kommune").check()
        ida.side.locator('input[name="hvilke"][value="*"]').check()
        ida.side.locator("#formaal").fill("At holde borgernes adresser ved lige")
        ida.side.locator("#hjemmel").fill("Databeskyttelsesforordningens artikel 6, stk. 1, litra e")
        send(ida.side, "Send anmodningen")
        assert next_step(ida, "leverandoer") == "Myndigheden har godkendt"

        # The authority follows its own.
        assert next_step(aage, "myndighed") == "I har afgjort anmodningen"
        go_on(aage.side)
        send(aage.side, "Godkend aftalen")
        assert next_step(aage, "myndighed") == "Leverandøren har et dueslag"

        # The supplier goes on: dueslag, first call, first message.
        assert next_step(ida, "leverandoer") == "Dueslaget er oprettet"
        go_on(ida.side)
        ida.side.locator("#navn").fill("Alt til Korsbæk")
        send(ida.side, "Opret dueslaget")
        assert next_step(ida, "leverandoer") == "Det første kald"
        assert "Der er ikke mere lige nu." in run_example(ida, sted.mappe, "hent.py")
        assert next_step(ida, "leverandoer") == "Den første besked", "a call that found nothing was a call"
        assert ida.side.locator("li.naeste-skridt a.knap").first.get_attribute("href") == "/konsol/testpersoner/familie"

        # Each kind of order, to its message.
        person = "handling;personnummer;kommunekode;vejkode;husnr;fornavn;efternavn;koen;foedselsdato\n"
        person += "opret_person;;0998;0100;4;Rosa;Lunde;K;1985-06-15\n"
        order(ida, "replika", person)
        fundet = re.search(r"\b(\d{6})-(\d{4})\b", ida.go("/testpersoner").locator("main").inner_text())
        assert fundet, "the page of test persons shows whom the order made"
        pnr = fundet[1] + fundet[2]
        assert "Modtaget" not in run_example(ida, sted.mappe, "hent.py"), "a replica order gives no message"

        flytning = f"handling;personnummer;kommunekode;vejkode;husnr\nflytning;{pnr};0101;0123;4A\n"
        order(ida, "haendelse", flytning)
        assert run_example(ida, sted.mappe, "hent.py").count("Modtaget") == 1
        order(ida, "sammenhaengende", flytning)
        assert run_example(ida, sted.mappe, "hent.py").count("Modtaget") == 1

        # And both guides say that all is done.
        assert next_step(ida, "leverandoer") == next_step(aage, "myndighed") == ""
        assert "Alt er på plads." in ida.side.locator("main").inner_text()
        assert ida.mistakes() == aage.mistakes() == []
