"""Every refusal has its words in English: whoever writes a new one writes them too, in konsol/sprog/fejl/en.po."""

from __future__ import annotations

import re

from cpr_haendelser.dokumentation.fejlkoder import SAMMENSAT, find, find_findings, find_parts
from cpr_haendelser.konsol.fejlsprog import refusals

UDEN_ORD = re.compile(r"^[… :;.,»«()]*$")
KOLONNER = {"art", "handling", "personnummer", "retter", "sekvens", "vent"}
"""Columns are called alike in both languages."""


def test_every_refusal_and_every_part_of_one_has_its_words_in_english() -> None:
    danske = {each.tekst for each in find()} | set(SAMMENSAT.values()) | (find_parts() - KOLONNER)
    assert {tekst for tekst in danske if not UDEN_ORD.match(tekst)} - refusals().keys() == set()


def test_everything_that_a_check_of_the_audit_can_say_has_its_words_in_english() -> None:
    danske = find_findings()
    assert len(danske) > 40
    assert {tekst for tekst in danske if not UDEN_ORD.match(tekst)} - refusals().keys() == set()
