"""The pictures of the written guides can be taken, are all shown, and are small."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.billeder import BILLEDER, MAPPE, motif, take

HOEJST = 1_500_000
"""Bytes of them all."""


def test_the_pictures_can_be_taken(browser: Browser, tmp_path: Path) -> None:
    with motif(tmp_path) as program:
        taget = take(browser, program, tmp_path)
    assert all(each.read_bytes().startswith(b"\x89PNG") for each in taget)


def test_every_picture_is_in_a_guide_and_every_guides_picture_is_there() -> None:
    vist = {
        navn
        for side in MAPPE.parent.glob("*.md")
        for navn in re.findall(r"\]\(billeder/([^)]+)\)", side.read_text("utf-8"))
    }
    der = {fil.name: fil.stat().st_size for fil in MAPPE.iterdir()}
    assert vist == der.keys() == {each.fil for each in BILLEDER}
    assert sum(der.values()) < HOEJST
