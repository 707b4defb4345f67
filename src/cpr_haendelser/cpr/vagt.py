"""The guard: which personal numbers a file may hold, by environment.

ExtTest has no production security, so no number of ordinary shape may enter unless it is on a list of allowed test numbers.
Produktion takes no numbers that the CPR Office never gives out: replacement numbers (day + 60) and numbers with letters.
The guard goes by layout: every field that holds a personnummer; in ExtTest text fields, and what is longer than the layout, are
searched too. Time and code fields are not. A report says line and column, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Container
from enum import StrEnum

from cpr_haendelser.cpr.layouts import CHARSET, FEJL, KEY_LENGTH, SLUT, START, Felt, Posttype, posttyper
from cpr_haendelser.cpr.personnummer import LAENGDE, find_numbers, is_erstatning, is_ordinary
from cpr_haendelser.fejl import Filfejl


class Miljoe(StrEnum):
    """What a database is for, for life."""

    EXTTEST = "exttest"
    PRODUKTION = "produktion"


_NUMBER_IN_TEXT = rb"(?:[0-9]{10}|[0-9]{6}[- \xa0][0-9]{4})"
_STYRING = (START, SLUT)


def suspicious(miljoe: Miljoe) -> re.Pattern[bytes]:
    """A pattern over lines (multi-line) that matches wherever the guard must look closer; made from the layouts.

    It may match too much, never too little.
    """
    foerste = rb"[0-3]" if miljoe is Miljoe.EXTTEST else rb"[4-9]"
    parts = [rb"[0-9]{3}%b[0-9]{9}(?<!%b)" % (foerste, b"0" * LAENGDE)]
    for posttype in posttyper().values():
        if posttype.nummer in _STYRING:
            continue
        tests = [
            _look_at_number(felt, foerste) for felt in posttype.felter if felt.art == "pnr" and felt.start > KEY_LENGTH
        ]
        if miljoe is Miljoe.EXTTEST:
            tests += [_look_at_text(felt) for felt in posttype.felter if felt.art == "tekst"]
        if tests:
            parts.append(posttype.nummer.encode() + b"(?:" + b"|".join(tests) + b")")
    return re.compile(rb"^(?:" + b"|".join(parts) + b")", re.MULTILINE)


def _look_at_number(felt: Felt, foerste: bytes) -> bytes:
    """A filled number field that starts as `foerste` says, or is not ten digits."""
    return rb"(?=[^\n]{%d}(?!0{10})(?:%b[0-9]{9}|(?![0-9]{10})(?! {1,10}(?:\n|\Z))(?! {10})[^\n]))" % (
        felt.start - 4,
        foerste,
    )


def _look_at_text(felt: Felt) -> bytes:
    return rb"(?=[^\n]{%d}[^\n]{0,%d}?%b)" % (felt.start - 4, max(0, felt.laengde - LAENGDE), _NUMBER_IN_TEXT)


class Nummervagt:
    """The guard of an installation; call it with file name, line number and line."""

    def __init__(self, miljoe: Miljoe, tilladte: Container[int] = ()) -> None:
        """`tilladte` are the numbers (as whole numbers) that ExtTest allows although their shape is ordinary."""
        self.miljoe = miljoe
        self.tilladte = tilladte
        self.suspicious = suspicious(miljoe)

    def __call__(self, fil: str, nummer: int, linje: bytes) -> None:
        """Raises Filfejl where the line holds a number that may not be here, or a number field that is none."""
        text = linje.decode(CHARSET)
        posttype = posttyper().get(text[:3])
        if posttype is None:
            return
        for felt in posttype.felter:
            value = text[felt.slice]
            if felt.art == "pnr":
                self._check_number(fil, nummer, posttype, felt, value)
            elif felt.art == "tekst" and self.miljoe is Miljoe.EXTTEST:
                self._search(fil, nummer, posttype, felt.navn, felt.start, value)
        if self.miljoe is Miljoe.EXTTEST and len(text) > posttype.laengde:
            self._search(fil, nummer, posttype, "", posttype.laengde + 1, text[posttype.laengde :])

    def _check_number(self, fil: str, nummer: int, posttype: Posttype, felt: Felt, value: str) -> None:  # noqa: PLR0913
        value = value.strip()
        if not value.strip("0") or (posttype.nummer == FEJL and felt.start <= KEY_LENGTH):
            return
        if len(value) != LAENGDE or not (value.isascii() and value.isdigit()):
            raise Filfejl(
                "VAGT-003" if self._has_letters(value) else "FIL-008",
                "personnummeret er ikke ti cifre"
                + (" (numre med bogstaver tildeles ikke af CPR)." if self._has_letters(value) else "."),
                fil=fil, linje=nummer, posttype=posttype.nummer, felt=felt.navn, position=felt.start,
            )  # fmt: skip
        if self.miljoe is Miljoe.PRODUKTION and is_erstatning(value):
            raise Filfejl(
                "VAGT-002",
                "feltet holder et erstatningspersonnummer (dag + 60). CPR leverer dem aldrig: filen er ikke fra "
                "CPR-kontoret og hører ikke hjemme i Produktion.",
                fil=fil, linje=nummer, posttype=posttype.nummer, felt=felt.navn, position=felt.start,
            )  # fmt: skip
        if self.miljoe is Miljoe.EXTTEST and is_ordinary(value) and int(value) not in self.tilladte:
            raise self._ordinary(fil, nummer, posttype, felt.navn, felt.start)

    @staticmethod
    def _has_letters(value: str) -> bool:
        return any(character.isalpha() for character in value)

    def _search(self, fil: str, nummer: int, posttype: Posttype, felt: str, start: int, text: str) -> None:  # noqa: PLR0913
        for fund in find_numbers(text):
            if is_ordinary(fund.ciffre) and int(fund.ciffre) not in self.tilladte:
                raise self._ordinary(fil, nummer, posttype, felt, start + fund.start)

    @staticmethod
    def _ordinary(fil: str, nummer: int, posttype: Posttype, felt: str, position: int) -> Filfejl:  # noqa: PLR0913
        return Filfejl(
            "VAGT-001",
            "her står et nummer af almindelig form, som ikke er på listen over tilladte testnumre. ExtTest tager kun opdigtede "
            "personer (dag + 60), for et rigtigt personnummer er en personoplysning. Intet af filen er gemt.",
            fil=fil, linje=nummer, posttype=posttype.nummer, felt=felt, position=position,
        )  # fmt: skip
