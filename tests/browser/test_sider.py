"""Every page of the page table in a browser: WCAG 2.2 AA by axe, reflow, and nothing asked of anybody else."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Error

from cpr_haendelser.adgang.model import Rolle
from tests.browser.hus import BRED, SMAL, Program, window
from tests.konsol.test_gendannet import NU, STAAR
from tests.konsol.test_sider import STIER

DRIFT = Rolle.DRIFTSOPERATOER.value
EN_FIL = "Download is starting"
"""What the browser says of an address that is a file and no page."""


def pages(program: Program) -> list[str]:
    """An address of each page, those of an order too where there is one."""
    ordrer = [
        f"/ordrer/{each.uuid}{del_}"
        for each in program.installation.ordrelager.ordrer(antal=1)
        for del_ in ("", "/visning", "/sendt")
    ]
    return [*STIER, *ordrer, "/findes-ikke"]


class Syn(NamedTuple):
    """How the pages are looked at."""

    hvilken: str
    sprog: str
    maal: tuple[int, int]
    farver: str


@pytest.mark.parametrize(
    "syn",
    [
        Syn("fuld", "da", BRED, "light"),
        Syn("fuld", "en", SMAL, "dark"),
        Syn("tom", "da", SMAL, "light"),
    ],
    ids=["full-danish-wide", "full-english-narrow-dark", "empty-danish-narrow"],
)
def test_every_page_is_for_everybody(browser: Browser, programmer: dict[str, Program], syn: Syn) -> None:
    program, brud = programmer[syn.hvilken], {}
    with window(browser, program, bruger=DRIFT, sprog=syn.sprog, maal=syn.maal, color_scheme=syn.farver) as vindue:
        for sti in pages(program):
            try:
                svar = vindue.side.goto(program.rod + sti)
            except Error as fejl:
                if EN_FIL in str(fejl):
                    continue
                raise
            assert svar is not None
            vindue.klager[:] = [each for each in vindue.klager if "404" not in each or svar.status != 404]
            if fundne := vindue.mistakes():
                brud[sti] = fundne
    assert brud == {}


@pytest.mark.parametrize("maal", [BRED, SMAL], ids=["wide", "narrow"])
def test_the_pages_of_nobody_are_for_everybody(browser: Browser, fuld: Program, maal: tuple[int, int]) -> None:
    with window(browser, fuld, maal=maal) as vindue:
        for sti in ("/login", "/ydelse"):
            vindue.go(sti)
            assert vindue.mistakes() == []


@pytest.mark.parametrize("maal", [BRED, SMAL], ids=["wide", "narrow"])
def test_the_pages_of_a_restored_installation_are_for_everybody(
    browser: Browser, fuld: Program, maal: tuple[int, int]
) -> None:
    postrum = fuld.installation.postrum
    postrum.saet_gendannelse(STAAR)
    try:
        with window(browser, fuld, bruger=DRIFT, sprog="en", maal=maal) as vindue:
            for sti in ("/gendannelse", ""):
                vindue.go(sti)
                assert vindue.side.get_by_text("has not been looked through yet").count() == 1
                assert vindue.mistakes() == []
    finally:
        postrum.frigiv_gendannelse({}, nu=NU, hvem="operatoer")
