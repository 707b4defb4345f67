"""Looking a file through before anything is done with it: whether it is whole, and whether it may be here.

One pass, in pieces. A piece is first looked at as a whole, by means that cost little a line; only where something in it
may be wrong is it looked at line by line.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
from itertools import compress
from operator import itemgetter, ne
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.cpr.filer import CHUNK, Form, Stykke, iterate_stykker, read_form
from cpr_haendelser.cpr.layouts import FEJL, KEY_LENGTH, KVITTERING, SLUT, START, posttyper, read_post
from cpr_haendelser.cpr.personnummer import LAENGDE, mask
from cpr_haendelser.cpr.vagt import not_ten_digits
from cpr_haendelser.fejl import Filfejl

Poster = Mapping[bytes, list[bytes]]
"""Lines by record type."""

Mistaenkelig = Callable[[Poster], Collection[bytes]]
"""The record types among the lines that the guard must look at closer."""

Vagt = Callable[[str, int, bytes], None]
"""Looks at one suspicious line (file name, line number, line) and raises Filfejl where it may not be here."""

Forbudt = Callable[[str, int, bytes], Filfejl | None]
"""Looks at one suspicious line; the refusal where it holds what may not be here, whatever else is wrong with it."""


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

    @property
    def navn(self) -> str:
        """The file's name as it may be shown."""
        return mask(self.path.name)


_TYPE, _PNR = itemgetter(slice(0, 3)), itemgetter(slice(3, KEY_LENGTH))
_NUL = b"0" * LAENGDE
_BOM = b"\xef\xbb\xbf"
_UTF8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]")
"""What the letters and signs of ISO-8859-1 become in UTF-8; no Danish word has such a pair."""

_BRUD = re.compile(
    rb"^(?:(?!910|997)[0-9]{3}([0-9]{10})[^\n]*\n(?!001|910|99[79])[0-9]{3}(?!\1)"
    rb"|(?:910|997)[^\n]*\n(?!001|910|99[79]))",
    re.MULTILINE,
)
"""A line of another person than the line before that is no 001: records of one person may lie apart."""


@cache
def _bad_key() -> re.Pattern[bytes]:
    """A line that does not start with a known record type and a number (910's key is what failed, not a number)."""
    kendte = b"|".join(t.encode() for t in sorted(posttyper()) if t not in (START, FEJL))
    return re.compile(
        rb"^(?!(?:%b)(?!0{10})[0-9]{10}|000[0-9]{10}|910[^\n]{10})" % kendte,
        re.MULTILINE,
    )


@cache
def _laengder() -> dict[bytes, int]:
    """The length of each record type's layout."""
    return {posttype.nummer.encode(): posttype.laengde for posttype in posttyper().values()}


_BEGYNDER = frozenset({b"000", b"001", b"999"})
"""Record types that may follow upon another person's records."""
_FOERST_OG_SIDST = frozenset({b"000", b"999"})
_UDEN_PERSON = (b"910", b"997")


def inspect(
    path: Path, *, mistaenkelig: Mistaenkelig, vagt: Vagt, trin: Callable[[int], None], chunk: int = CHUNK
) -> Eftersyn:
    """Looks the whole file through; Filfejl says where it cannot be accepted, and nothing is changed.

    `mistaenkelig` and `vagt` are the guard's: the lines of the record types that the first names are shown to the
    second. `trin` is told how many lines have been read; `chunk` is how many bytes are read at a time.
    """
    navn, form = mask(path.name), read_form(path)
    antal_poster: Counter[bytes] = Counter()
    for_lange: Counter[str] = Counter()
    digest = hashlib.sha256()
    start, sidste, linje, adskilt = None, b"", 0, False
    for stykke in iterate_stykker(path, form, chunk=chunk):
        block = b"\n".join(stykke.linjer)
        start = start or _read_start(navn, stykke.linjer[0])
        if sidste.startswith(SLUT.encode()):
            raise _end_not_last(navn, linje)
        _check_bytes(navn, stykke, block)
        poster, numre = _by_type(stykke.linjer), list(map(_PNR, stykke.linjer))
        if not _has_keys(poster, numre):
            _check_keys(navn, stykke, block)
        for linjenummer, line in _of_types(mistaenkelig(poster), stykke):
            vagt(navn, linjenummer, line)
        for linjenummer, line in _longer(poster, stykke):
            vagt(navn, linjenummer, line)
            for_lange[line[:3].decode()] += 1
        adskilt = adskilt or _lies_apart(stykke, poster, numre, sidste)
        antal_poster.update({posttype: len(linjer) for posttype, linjer in poster.items()})
        digest.update(block + b"\n")
        sidste, linje = stykke.linjer[-1], stykke.foerste + len(stykke.linjer) - 1
        trin(linje)
    if start is None:
        raise Filfejl("FIL-001", "filen er tom; den skal begynde med startrecord 000.", fil=navn)
    antal = {posttype.decode(): count for posttype, count in sorted(antal_poster.items())}
    _check_end(navn, sidste, linje, antal)
    return Eftersyn(path, form, *start, digest.hexdigest(), antal, _remarks(antal, for_lange), adskilt)


def find_forbidden(path: Path, *, mistaenkelig: Mistaenkelig, forbudt: Forbudt) -> Filfejl | None:
    """The guard's refusal of a file that other faults keep from being looked through; None where it has none."""
    navn = mask(path.name)
    for stykke in iterate_stykker(path, read_form(path)):
        fundne = _by_type(stykke.linjer)
        poster = {posttype: fundne[posttype] for posttype in fundne.keys() & _laengder().keys()}
        for nummer, linje in (*_of_types(mistaenkelig(poster), stykke), *_longer(poster, stykke)):
            fejl = forbudt(navn, nummer, linje)
            if fejl is not None:
                return fejl
    return None


def _by_type(linjer: list[bytes]) -> defaultdict[bytes, list[bytes]]:
    poster: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for linje in linjer:
        poster[linje[:3]].append(linje)
    return poster


def _of_types(typer: Collection[bytes], stykke: Stykke) -> Iterable[tuple[int, bytes]]:
    """Line number and line of each record of the types."""
    if not typer:
        return ()
    return ((nummer, linje) for nummer, linje in enumerate(stykke.linjer, stykke.foerste) if linje[:3] in typer)


def _longer(poster: Poster, stykke: Stykke) -> Iterable[tuple[int, bytes]]:
    """Line number and line of each record that is longer than its layout."""
    laengder = _laengder()
    typer = {posttype for posttype, linjer in poster.items() if max(map(len, linjer)) > laengder[posttype]}
    return ((nummer, linje) for nummer, linje in _of_types(typer, stykke) if len(linje) > laengder[linje[:3]])


def _lies_apart(stykke: Stykke, poster: Poster, numre: list[bytes], sidste: bytes) -> bool:
    """Whether some line of another person than the line before is no 001: records of one person may lie apart."""
    linjer = stykke.linjer
    skift = set(map(_TYPE, compress(linjer, map(ne, numre, [_PNR(sidste), *numre]))))
    if skift <= _BEGYNDER and poster.keys().isdisjoint(_UDEN_PERSON) and not sidste.startswith(_UDEN_PERSON):
        return False
    return bool(_BRUD.search(b"\n".join([sidste, *linjer] if sidste else linjer)))


def _has_keys(poster: Poster, numre: list[bytes]) -> bool:
    """Whether every line certainly has a known record type and a number, and none is the first or the last."""
    ciffre = b"".join(numre)
    return (
        poster.keys() <= _laengder().keys() - _FOERST_OG_SIDST
        and len(ciffre) == len(numre) * LAENGDE
        and ciffre.isdigit()
        and _NUL not in set(numre)
    )


def _remarks(antal: dict[str, int], for_lange: Counter[str]) -> tuple[str, ...]:
    """What is noticed and let pass."""
    remarks = {f"post {posttype} længere end layoutet": count for posttype, count in for_lange.items()}
    for posttype, word in ((FEJL, "fejlrecord 910"), (KVITTERING, "kvittering 997")):
        if posttype in antal:
            remarks[f"{word} (ikke anvendt)"] = antal[posttype]
    return tuple(f"{count} × {word}" for word, count in sorted(remarks.items()))


def _read_start(navn: str, linje: bytes) -> tuple[str, str, str]:
    """Task number, production date and previous production date of the start record."""
    if linje.startswith(_BOM):
        raise _is_utf8(navn, 1, linje.removeprefix(_BOM), 1)
    if not linje.startswith(START.encode()):
        raise Filfejl(
            "FIL-001",
            "filen begynder ikke med startrecord 000. Den er ingen CPR-fil, eller begyndelsen mangler: hent den igen.",
            fil=navn,
            linje=1,
            posttype=_shown_type(linje),
            position=1,
        )
    felter = read_post(linje).felter
    for navn_i_post, tjek in (("OPGAVENR", _is_digits), ("PRODDTO", _is_date), ("PRODDTOFORRIG", _is_date_or_zero)):
        felt = posttyper()[START].field(navn_i_post)
        if len(felter[felt.felt]) != felt.laengde or not tjek(felter[felt.felt]):
            raise Filfejl(
                "FIL-001",
                f"startrecordens felt kan ikke læses: ventede {felt.laengde} cifre"
                + (" (år, måned og dag)." if felt.art == "dato8" else "."),
                fil=navn,
                linje=1,
                posttype=START,
                felt=felt.navn,
                position=felt.start,
            )
    return felter["OPGAVENR"], felter["PRODDTO"], felter["PRODDTOFORRIG"]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_date(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return _is_digits(text)


def _is_date_or_zero(text: str) -> bool:
    return not text.strip("0") or _is_date(text)


def _shown_type(linje: bytes) -> str:
    """The record type as it may be shown: three digits, else nothing."""
    posttype = linje[:3].decode("latin-1")
    return posttype if len(posttype) == 3 and _is_digits(posttype) else ""  # noqa: PLR2004 - a record type is three digits


_FREMMEDE = {b"\0": "et NUL-tegn", b"\n": "et linjeskift"}


def _check_bytes(navn: str, stykke: Stykke, block: bytes) -> None:
    """No UTF-8, no holes of a transfer that went wrong, no line ends inside the records of a stream."""
    if (b"\xc3" in block or b"\xc2" in block) and (match := _UTF8.search(block)):
        nummer = stykke.foerste + block.count(b"\n", 0, match.start())
        linje = stykke.linjer[min(nummer - stykke.foerste, len(stykke.linjer) - 1)]
        raise _is_utf8(navn, nummer, linje, match.start() - block.rfind(b"\n", 0, match.start()))
    if b"\0" in block or block.count(b"\n") >= len(stykke.linjer):
        i, tegn = next((i, t) for i, linje in enumerate(stykke.linjer) for t in _FREMMEDE if t in linje)
        raise Filfejl(
            "FIL-018",
            f"posten holder {_FREMMEDE[tegn]}; ventede tegn af ISO-8859-1. "
            "Overførslen er ikke færdig eller gik galt: hent filen igen.",
            fil=navn,
            linje=stykke.foerste + i,
            posttype=_shown_type(stykke.linjer[i]),
            position=stykke.linjer[i].index(tegn) + 1,
        )


def _is_utf8(navn: str, nummer: int, linje: bytes, position: int) -> Filfejl:
    return Filfejl(
        "FIL-006",
        "filen er kodet som UTF-8; ventede ISO-8859-1, og navne ville blive ødelagt. Hent den oprindelige fil.",
        fil=navn,
        linje=nummer,
        posttype=_shown_type(linje),
        position=position,
    )


def _check_keys(navn: str, stykke: Stykke, block: bytes) -> None:
    """Known record types with a key in every line, 000 only first, 999 only last; what comes first is told."""
    match = _bad_key().search(block)
    again = 0 if stykke.foerste > 1 and block.startswith(b"000") else block.find(b"\n000") + 1 or -1
    end = 0 if block.startswith(b"999") else block.find(b"\n999") + 1 or -1
    steder: dict[int, Callable[[str, int, bytes], Filfejl]] = {
        match.start() if match else -1: _bad_line,
        again: _start_again,
    }
    if b"\n" in block[end:]:
        steder[end] = _end_not_last
    sted = min((sted for sted in steder if sted >= 0), default=-1)
    if sted >= 0:
        nummer = stykke.foerste + block.count(b"\n", 0, sted)
        raise steder[sted](navn, nummer, stykke.linjer[nummer - stykke.foerste])


def _start_again(navn: str, linje: int, _: bytes = b"") -> Filfejl:
    return Filfejl(
        "FIL-001",
        "startrecord 000 står ikke kun først; ventede én. To filer kan være sat sammen: hent filen igen.",
        fil=navn,
        linje=linje,
        posttype=START,
        position=1,
    )


def _bad_line(navn: str, nummer: int, linje: bytes) -> Filfejl:
    posttype = posttyper().get(linje[:3].decode("latin-1"))
    if len(linje) < 3 or (posttype and len(linje) < KEY_LENGTH):  # noqa: PLR2004 - a record type is three characters
        return Filfejl(
            "FIL-007",
            f"posten er kortere end sin nøgle: ventede mindst {KEY_LENGTH} tegn (posttype og personnummer).",
            fil=navn,
            linje=nummer,
            posttype=_shown_type(linje),
            position=len(linje) + 1,
        )
    if posttype is None:
        return Filfejl(
            "FIL-005",
            "ukendt posttype; ventede en af P12170's posttyper (000-030, 031-033, 050, 052, 099, 910, 997, 999).",
            fil=navn,
            linje=nummer,
            posttype=_shown_type(linje),
            position=1,
        )
    return not_ten_digits(navn, nummer, posttype, posttype.felter[1], linje[3 : 3 + LAENGDE].decode("latin-1"))


def _end_not_last(navn: str, linje: int, _: bytes = b"") -> Filfejl:
    return Filfejl(
        "FIL-003",
        "slutrecord 999 er ikke den sidste linje; ventede intet efter den. Hent filen igen.",
        fil=navn,
        linje=linje,
        posttype=SLUT,
        position=1,
    )


def _check_end(navn: str, sidste: bytes, linje: int, antal: dict[str, int]) -> None:
    if not sidste.startswith(SLUT.encode()):
        raise Filfejl(
            "FIL-002",
            "slutrecord 999 mangler efter denne linje: filen er ikke hel. Vent, til den er overført, eller hent den.",
            fil=navn,
            linje=linje,
            posttype=_shown_type(sidste),
            position=1,
        )
    talt = sum(antal.values()) - antal[START] - antal[SLUT]
    felt = posttyper()[SLUT].field("TAELLER")
    sagt = read_post(sidste).felter["TAELLER"]
    if not _is_digits(sagt) or int(sagt) != talt:
        raise Filfejl(
            "FIL-004",
            f"slutrecordens antal passer ikke: den siger {sagt if _is_digits(sagt) else 'ikke et tal'}, "
            f"men mellem start og slut er der {talt}. Hent filen igen.",
            fil=navn,
            linje=linje,
            posttype=SLUT,
            felt=felt.navn,
            position=felt.start,
        )
