"""Looking a file through before anything is done with it: is it whole, and may it be here?

One pass, in pieces, mostly by compiled patterns made from the layouts; only a suspicious line is looked at field by field.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.cpr.filer import Form, Stykke, iterate_stykker, read_form
from cpr_haendelser.cpr.layouts import FEJL, KEY_LENGTH, KVITTERING, SLUT, START, Felt, posttyper, read_post
from cpr_haendelser.fejl import Filfejl

Vagt = Callable[[str, int, bytes], None]
"""Looks at one suspicious line (file name, line number, line) and raises Filfejl where it may not be here."""


class Eftersyn(NamedTuple):
    """What a file is: its start record, its counts, its content's fingerprint."""

    path: Path
    form: Form
    opgave: str
    proddto: str
    """YYYYMMDD, as delivered."""
    proddto_forrig: str
    sha256: str
    """Of the lines without trailing blanks: the same for every physical form."""
    poster: dict[str, int]
    bemaerkninger: tuple[str, ...]
    adskilt: bool
    """Whether records of one person lie apart."""


_TYPE = itemgetter(slice(0, 3))
_UTF8 = re.compile(rb"\xef\xbb\xbf|\xc3[\x80-\xbf]")


@cache
def _bad_key() -> re.Pattern[bytes]:
    """A line that does not start with a known record type and ten digits (910's key is what failed, not a number)."""
    kendte = b"|".join(t.encode() for t in sorted(posttyper()) if t != FEJL)
    return re.compile(rb"^(?!(?:%b)[0-9]{10}|910)" % kendte, re.MULTILINE)


@cache
def _too_long() -> re.Pattern[bytes]:
    return re.compile(
        rb"^(?:%b)" % b"|".join(b"%b[^\\n]{%d}" % (p.nummer.encode(), p.laengde - 2) for p in posttyper().values()),
        re.MULTILINE,
    )


_BRUD = re.compile(rb"^[0-9]{3}([0-9]{10})[^\n]*\n(?!001|910|99[79])[0-9]{3}(?!\1)", re.MULTILINE)
"""A line of another person than the line before that is no 001: records of one person may lie apart."""


def inspect(path: Path, *, mistaenkelig: re.Pattern[bytes], vagt: Vagt, trin: Callable[[int], None]) -> Eftersyn:
    """Looks the whole file through; Filfejl says where it cannot be accepted, and nothing is changed.

    `mistaenkelig` is the guard's pattern (see `vagt.suspicious`): each line where it matches is shown to `vagt`. `trin` is told
    how many lines have been read.
    """
    navn = path.name
    form = read_form(path)
    poster: Counter[bytes] = Counter()
    digest = hashlib.sha256()
    bemaerkninger: Counter[str] = Counter()
    adskilt = False
    start, sidste, linje = None, b"", 0
    for stykke in iterate_stykker(path, form):
        block = b"\n".join(stykke.linjer)
        if start is None:
            start = _read_start(navn, stykke.linjer[0])
        _check_encoding(navn, stykke, block)
        _check_keys(navn, stykke, block)
        if sidste[:3] == SLUT.encode():
            raise _end_not_last(navn, linje)
        for linjenummer, line in _matches(mistaenkelig, stykke, block):
            vagt(navn, linjenummer, line)
        if _too_long().search(block):
            for linjenummer, line in _matches(_too_long(), stykke, block):
                vagt(navn, linjenummer, line)
                bemaerkninger[f"post {line[:3].decode()} længere end layoutet"] += 1
        adskilt = adskilt or bool(_BRUD.search(sidste + b"\n" + block if sidste else block))
        poster.update(map(_TYPE, stykke.linjer))
        digest.update(block + b"\n")
        sidste, linje = stykke.linjer[-1], stykke.foerste + len(stykke.linjer) - 1
        trin(linje)
    if start is None:
        raise Filfejl("FIL-001", "filen er tom; den skal begynde med startrecord 000.", fil=navn)
    antal = {posttype.decode(): count for posttype, count in sorted(poster.items())}
    _check_end(navn, sidste, linje, antal)
    for posttype, word in ((FEJL, "fejlrecord 910"), (KVITTERING, "kvittering 997")):
        if antal.get(posttype):
            bemaerkninger[f"{word} (ikke anvendt)"] += antal[posttype]
    return Eftersyn(
        path,
        form,
        *start,
        digest.hexdigest(),
        antal,
        tuple(f"{count} × {word}" for word, count in sorted(bemaerkninger.items())),
        adskilt,
    )


def _matches(pattern: re.Pattern[bytes], stykke: Stykke, block: bytes) -> list[tuple[int, bytes]]:
    """Line number and line of each match; the pattern matches at line starts."""
    found = []
    counted, nummer = 0, stykke.foerste
    for match in pattern.finditer(block):
        nummer += block.count(b"\n", counted, match.start())
        counted = match.start()
        found.append((nummer, stykke.linjer[nummer - stykke.foerste]))
    return found


def _read_start(navn: str, linje: bytes) -> tuple[str, str, str]:
    """Task number, production date and previous production date of the start record."""
    if linje[:3] != START.encode():
        raise Filfejl(
            "FIL-001",
            "filen begynder ikke med startrecord 000. Den er ikke en CPR-fil, eller begyndelsen mangler: hent den igen.",
            fil=navn,
            linje=1,
            posttype=_shown_type(linje),
            position=1,
        )
    felter = read_post(linje).felter
    for felt, tjek in (("OPGAVENR", str.isdigit), ("PRODDTO", _is_date), ("PRODDTOFORRIG", _is_date_or_zero)):
        layout = posttyper()[START].field(felt)
        if len(felter[felt]) != layout.laengde or not tjek(felter[felt]):
            raise _bad_field(navn, 1, START, layout, "FIL-001", "startrecordens felt kan ikke læses")
    return felter["OPGAVENR"], felter["PRODDTO"], felter["PRODDTOFORRIG"]


def _is_date(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return True


def _is_date_or_zero(text: str) -> bool:
    return not text.strip("0") or _is_date(text)


def _shown_type(linje: bytes) -> str:
    """The record type as it may be shown: three digits, else nothing."""
    posttype = linje[:3].decode("latin-1")
    return posttype if len(posttype) == 3 and posttype.isdigit() else ""  # noqa: PLR2004 - a record type is three digits


def _bad_field(navn: str, linje: int, posttype: str, felt: Felt, kode: str, tekst: str) -> Filfejl:  # noqa: PLR0913
    return Filfejl(
        kode,
        f"{tekst}: ventede {felt.laengde} tegn af arten {felt.art}.",
        fil=navn,
        linje=linje,
        posttype=posttype,
        felt=felt.navn,
        position=felt.start,
    )


def _check_encoding(navn: str, stykke: Stykke, block: bytes) -> None:
    match = _UTF8.search(block)
    if match is None:
        return
    nummer = stykke.foerste + block.count(b"\n", 0, match.start())
    kolonne = match.start() - block.rfind(b"\n", 0, match.start())
    raise Filfejl(
        "FIL-006",
        "filen er kodet som UTF-8; CPR-filer er ISO-8859-1, og navne ville blive ødelagt. Hent den oprindelige fil.",
        fil=navn,
        linje=nummer,
        posttype=_shown_type(stykke.linjer[nummer - stykke.foerste]),
        position=kolonne,
    )


def _check_keys(navn: str, stykke: Stykke, block: bytes) -> None:
    match = _bad_key().search(block)
    again = block.find(b"\n000")
    if again >= 0:
        raise Filfejl(
            "FIL-001",
            "startrecord 000 står ikke kun først; to filer kan være sat sammen.",
            fil=navn,
            linje=stykke.foerste + block.count(b"\n", 0, again + 1),
            posttype=START,
            position=1,
        )
    if stykke.foerste > 1 and block.startswith(b"000"):
        raise Filfejl("FIL-001", "startrecord 000 står ikke kun først.", fil=navn, linje=stykke.foerste, posttype=START)
    if match is not None:
        nummer = stykke.foerste + block.count(b"\n", 0, match.start())
        raise _bad_line(navn, nummer, stykke.linjer[nummer - stykke.foerste])
    end = 0 if block.startswith(b"999") else block.find(b"\n999") + 1
    if (end or block.startswith(b"999")) and b"\n" in block[end:]:
        raise _end_not_last(navn, stykke.foerste + block.count(b"\n", 0, end))


def _bad_line(navn: str, nummer: int, linje: bytes) -> Filfejl:
    posttype = linje[:3].decode("latin-1")
    if len(posttype) < 3 or (posttype in posttyper() and len(linje) < KEY_LENGTH):  # noqa: PLR2004
        return Filfejl(
            "FIL-007",
            f"posten er kortere end sin nøgle: ventede mindst {KEY_LENGTH} tegn (posttype og personnummer).",
            fil=navn,
            linje=nummer,
            posttype=_shown_type(linje),
            position=len(linje) + 1,
        )
    if posttype not in posttyper():
        return Filfejl(
            "FIL-005",
            "ukendt posttype; ventede en af P12170's posttyper (000-030, 031-033, 050, 052, 099, 910, 997, 999).",
            fil=navn,
            linje=nummer,
            posttype=_shown_type(linje),
            position=1,
        )
    return Filfejl(
        "FIL-008",
        "personnummeret er ikke ti cifre.",
        fil=navn,
        linje=nummer,
        posttype=posttype,
        felt="PNR",
        position=4,
    )


def _end_not_last(navn: str, linje: int) -> Filfejl:
    return Filfejl(
        "FIL-003",
        "slutrecord 999 er ikke den sidste linje; intet må stå efter den.",
        fil=navn,
        linje=linje,
        posttype=SLUT,
    )


def _check_end(navn: str, sidste: bytes, linje: int, antal: dict[str, int]) -> None:
    if sidste[:3] != SLUT.encode():
        raise Filfejl(
            "FIL-002",
            "slutrecord 999 mangler: filen er ikke hel. Vent til den er overført, eller hent den igen.",
            fil=navn,
            linje=linje,
            posttype=_shown_type(sidste),
        )
    talt = sum(antal.values()) - antal[START] - antal[SLUT]
    felt = posttyper()[SLUT].field("TAELLER")
    sagt = read_post(sidste).felter["TAELLER"]
    if not sagt.isdigit() or int(sagt) != talt:
        raise Filfejl(
            "FIL-004",
            f"slutrecordens antal passer ikke: den siger {sagt if sagt.isdigit() else 'ikke et tal'}, "
            f"filen har {talt} poster mellem start og slut. Hent filen igen.",
            fil=navn,
            linje=linje,
            posttype=SLUT,
            felt=felt.navn,
            position=felt.start,
        )
