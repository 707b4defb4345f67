"""The guard: which personal numbers a file may hold, by environment.

ExtTest has no production security, so no number of ordinary shape may enter unless it is on a list of allowed test
numbers. Produktion takes no numbers that the CPR Office never gives out: replacement numbers (day + 60) and numbers
with letters. The guard goes by layout: every field that holds a personnummer; in ExtTest text fields, and what is
longer than the layout, are searched too. Time and code fields are not. A report says line and column, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import NamedTuple

from cpr_haendelser.cpr.fritekst import find_in_text
from cpr_haendelser.cpr.layouts import CHARSET, SLUT, START, Felt, Posttype, posttyper
from cpr_haendelser.cpr.personnummer import LAENGDE, find_numbers, is_erstatning, is_ordinary
from cpr_haendelser.fejl import Brugsfejl, Filfejl
from cpr_haendelser.skrift import KODE, find_in_line


class Miljoe(StrEnum):
    """What a database is for, for life."""

    EXTTEST = "exttest"
    PRODUKTION = "produktion"


FORBUDT = "VAGT-001"
"""The refusal of what ExtTest may not hold."""
_NUMBER_IN_TEXT = re.compile(rb"[0-9]{6}[- \xa0]?[0-9]{4}")
_SIX_DIGITS = b"0" * 6
_TO_ZEROS = bytes(ord("0") if chr(byte) in "0123456789" else ord(" ") for byte in range(256))
_NO_NUMBER = {b"", b" " * LAENGDE, b"0" * LAENGDE}
_PLAIN = {Miljoe.EXTTEST: b"456789", Miljoe.PRODUKTION: b"0123"}
"""First digits of numbers that need no closer look: surely no ordinary ones, surely no replacement numbers."""
_STYRING = (START, SLUT)


class _Pladser(NamedTuple):
    """Where a record type holds numbers, and where text; texts with only a mark between them are one place."""

    numre: tuple[slice, ...]
    tekster: tuple[slice, ...]


@cache
def _pladser() -> dict[bytes, _Pladser]:
    return {
        posttype.nummer.encode(): _Pladser(
            tuple(felt.slice for felt in posttype.felter if felt.art == "pnr"),
            _text_places(posttype.felter),
        )
        for posttype in posttyper().values()
        if posttype.nummer not in _STYRING
    }


def _text_places(felter: tuple[Felt, ...]) -> tuple[slice, ...]:
    runs = [list(run) for textual, run in groupby(felter, lambda felt: felt.art in ("tekst", "maerke")) if textual]
    return tuple(
        slice(run[0].slice.start, run[-1].slice.stop) for run in runs if any(felt.art == "tekst" for felt in run)
    )


class Nummervagt:
    """The guard of an installation; call it with file name, line number and line."""

    def __init__(self, miljoe: Miljoe, tilladte: Container[int] = ()) -> None:
        """`tilladte` are the numbers (as whole numbers) that ExtTest allows although their shape is ordinary."""
        self.miljoe = miljoe
        self.tilladte = tilladte

    def forbids(self, ciffre: str) -> bool:
        """Whether a personnummer (ten digits) may not be here, wherever it stands."""
        if self.miljoe is Miljoe.PRODUKTION:
            return is_erstatning(ciffre)
        return is_ordinary(ciffre) and int(ciffre) not in self.tilladte

    def forbids_in(self, tekst: str) -> bool:
        """Whether a text of no layout (a name, a title, a file's name) holds a personnummer that may not be here.

        However it is written (cpr.fritekst).
        """
        return any(self.forbids(fundet.ciffre) for fundet in find_in_text(tekst))

    def check_tekst(self, hvad: str, *tekster: str) -> None:
        """Brugsfejl VAGT-003 where, in ExtTest, a text holds one; `hvad` says what it is, the text is not repeated."""
        if self.miljoe is Miljoe.EXTTEST and any(map(self.forbids_in, tekster)):
            raise Brugsfejl(
                "VAGT-003",
                f"{hvad} har et nummer af almindelig form, som ikke er på listen over tilladte testnumre. ExtTest "
                "tager kun opdigtede personer; intet er gemt eller slået op.",
            )

    def check_filnavn(self, navn: str) -> None:
        """Filfejl TEGN-001 where the name of a file has what no name may, VAGT-001 where, in ExtTest, it holds one."""
        if (tegn := find_in_line(navn)) is not None:
            raise Filfejl(KODE, f"filens navn: {tegn}. Giv filen et andet navn.", fil="filen")
        if self.miljoe is Miljoe.EXTTEST and self.forbids_in(navn):
            raise Filfejl(
                FORBUDT,
                "filens navn har et nummer af almindelig form, som ikke er på listen over tilladte testnumre. ExtTest "
                "tager kun opdigtede personer.",
                fil="filen",
            )

    def suspicious(self, poster: Mapping[bytes, Sequence[bytes]]) -> set[bytes]:
        """The record types at whose lines (here by record type) the guard must look closer: too many, never too few."""
        return {
            posttype
            for posttype, pladser in _pladser().items()
            if (linjer := poster.get(posttype))
            and (self._has_odd_number(pladser, linjer) or self._has_number_in_text(pladser, linjer))
        }

    def _has_odd_number(self, pladser: _Pladser, linjer: Sequence[bytes]) -> bool:
        numre = set().union(*({linje[plads] for linje in linjer} for plads in pladser.numre)) - _NO_NUMBER
        ciffre = b"".join(numre)
        if len(ciffre) != len(numre) * LAENGDE or not ciffre.isdigit():
            return bool(numre)
        if not ciffre[::LAENGDE].translate(None, _PLAIN[self.miljoe]):
            return False
        return self.miljoe is Miljoe.PRODUKTION or any(
            nummer[:1] not in _PLAIN[self.miljoe] and int(nummer) not in self.tilladte for nummer in numre
        )

    def _has_number_in_text(self, pladser: _Pladser, linjer: Sequence[bytes]) -> bool:
        if self.miljoe is not Miljoe.EXTTEST:
            return False
        tekst = b"\n".join([linje[plads] for plads in pladser.tekster for linje in linjer])
        return _SIX_DIGITS in tekst.translate(_TO_ZEROS) and _NUMBER_IN_TEXT.search(tekst) is not None

    def __call__(self, fil: str, nummer: int, linje: bytes) -> None:
        """Raises Filfejl where the line holds a number that may not be here, or a number field that is none."""
        for fejl in self._faults(fil, nummer, linje):
            raise fejl

    def find_forbidden(self, fil: str, nummer: int, linje: bytes) -> Filfejl | None:
        """The refusal of a number of ordinary shape in the line; None where there is none that may not be here."""
        return next((fejl for fejl in self._faults(fil, nummer, linje) if fejl.kode == FORBUDT), None)

    def _faults(self, fil: str, nummer: int, linje: bytes) -> Iterator[Filfejl]:
        text = linje.decode(CHARSET)
        posttype = posttyper().get(text[:3])
        if posttype is None:
            return
        for felt in posttype.felter:
            value = text[felt.slice]
            if felt.art == "pnr":
                yield from self._check_number(fil, nummer, posttype, felt, value)
            elif felt.art == "tekst" and self.miljoe is Miljoe.EXTTEST:
                yield from self._search(fil, nummer, posttype, felt.navn, felt.start, value)
        if self.miljoe is Miljoe.EXTTEST and len(text) > posttype.laengde:
            yield from self._search(fil, nummer, posttype, "", posttype.laengde + 1, text[posttype.laengde :])
            sidste = posttype.felter[-1]
            if sidste.art == "tekst":
                yield from self._search(fil, nummer, posttype, sidste.navn, sidste.start, text[sidste.start - 1 :])

    def _check_number(self, fil: str, nummer: int, posttype: Posttype, felt: Felt, value: str) -> Iterator[Filfejl]:
        value = value.strip(" ")
        if not value.strip("0"):
            return
        if len(value) != LAENGDE or not (value.isascii() and value.isdigit()):
            yield not_ten_digits(fil, nummer, posttype, felt, value)
        elif self.miljoe is Miljoe.PRODUKTION and is_erstatning(value):
            yield Filfejl(
                "VAGT-002",
                "feltet holder et erstatningspersonnummer (dag + 60). CPR leverer dem aldrig: filen er ikke fra "
                "CPR-kontoret og hører ikke hjemme i Produktion.",
                fil=fil, linje=nummer, posttype=posttype.nummer, felt=felt.navn, position=felt.start,
            )  # fmt: skip
        elif self.miljoe is Miljoe.EXTTEST and self.forbids(value):
            yield self._ordinary(fil, nummer, posttype, felt.navn, felt.start)

    def _search(  # noqa: PLR0913
        self, fil: str, nummer: int, posttype: Posttype, felt: str, start: int, text: str
    ) -> Iterator[Filfejl]:
        for fund in find_numbers(text):
            if self.forbids(fund.ciffre):
                yield self._ordinary(fil, nummer, posttype, felt, start + fund.start)

    @staticmethod
    def _ordinary(fil: str, nummer: int, posttype: Posttype, felt: str, position: int) -> Filfejl:
        return Filfejl(
            "VAGT-001",
            "her står et nummer af almindelig form, som ikke er på listen over tilladte testnumre. ExtTest tager kun "
            "opdigtede personer (dag + 60), for et rigtigt personnummer er en personoplysning. Intet af filen er gemt.",
            fil=fil, linje=nummer, posttype=posttype.nummer, felt=felt, position=position,
        )  # fmt: skip


def not_ten_digits(fil: str, linje: int, posttype: Posttype, felt: Felt, value: str) -> Filfejl:
    """The refusal of a number field that holds something else: VAGT-003 where it has letters, otherwise FIL-008."""
    bogstaver = any(character.isalpha() for character in value)
    return Filfejl(
        "VAGT-003" if bogstaver else "FIL-008",
        "personnummeret er ikke ti cifre"
        + ("; numre med bogstaver tildeles ikke af CPR." if bogstaver else "; ventede ti cifre, der ikke alle er 0."),
        fil=fil, linje=linje, posttype=posttype.nummer, felt=felt.navn, position=felt.start,
    )  # fmt: skip
