"""Whether one value holds a number that may not be here: a whole number, a text, JSON, record lines, or compressed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, partial

import msgspec

from cpr_haendelser.cpr.fritekst import may_hold
from cpr_haendelser.cpr.layouts import CHARSET, posttyper
from cpr_haendelser.cpr.vagt import Nummervagt

_LAVEST, _HOEJEST = 101_000_000, 3_112_999_999
"""Between these lies every number of ordinary shape as a whole number: a leading zero is lost."""
_POST = re.compile("[0-9]{13}")
_LINJESKIFT = re.compile("\r\n|\r|\n")
_DELE = re.compile(r'[;\t<>"{}\[\]|]+')
"""What stands between values in a line that a machine wrote: numbers of neighbouring ones are none together."""
_JSON = ("{", "[")
_ZIP = b"PK\x03\x04"
_UFORSTAAELIG = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError)
"""What a package says that is none, is broken or locked: it is read as it is."""
_GZIP_OR_ZLIB = 47
"""zlib's word for reading either."""
_STYKKE = 1 << 20
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def holds_number(vagt: Nummervagt, vaerdi: object) -> bool:
    """Whether the value holds a number that the guard forbids."""
    if isinstance(vaerdi, bool) or vaerdi is None:
        return False
    if isinstance(vaerdi, int):
        return _LAVEST <= vaerdi <= _HOEJEST and vagt.forbids(f"{vaerdi:010d}")
    if isinstance(vaerdi, str):
        return _text(vagt, vaerdi)
    return isinstance(vaerdi, bytes) and any(_bytes(vagt, stykke) for stykke in _unpack(vaerdi))


def _text(vagt: Nummervagt, tekst: str) -> bool:
    if not may_hold(tekst) and "\\u" not in tekst:
        return False
    if tekst.startswith(_JSON):
        with suppress(msgspec.DecodeError, RecursionError):
            return any(holds_number(vagt, blad) for blad in _leaves(msgspec.json.decode(tekst)))
    return _lines(vagt, _LINJESKIFT.split(tekst))


def _leaves(vaerdi: object) -> Iterator[object]:
    """Everything that a JSON value is made of, names too."""
    if isinstance(vaerdi, dict):
        for navn, led in vaerdi.items():
            yield navn
            yield from _leaves(led)
    elif isinstance(vaerdi, list):
        for led in vaerdi:
            yield from _leaves(led)
    else:
        yield vaerdi


def _bytes(vagt: Nummervagt, indhold: bytes) -> bool:
    if indhold.startswith(_UTF16):
        return _text(vagt, indhold.decode("utf-16", "replace"))
    tekst = indhold.removeprefix(b"\xef\xbb\xbf")
    if tekst[:1] in {b"{", b"["}:
        return _text(vagt, tekst.decode("utf-8", "replace"))
    return _lines(vagt, indhold.splitlines())


def _lines(vagt: Nummervagt, linjer: Iterable[str | bytes]) -> bool:
    """Record lines are looked at field by field, as in a file that is received; any other as text."""
    poster: dict[bytes, list[bytes]] = {}
    for linje in linjer:
        tekst = linje if isinstance(linje, str) else _decode(linje)
        if _POST.match(tekst) and (nummer := tekst[:3].encode(CHARSET)) in _laengder():
            post = tekst.encode(CHARSET, "replace") if isinstance(linje, str) else linje
            poster.setdefault(nummer, []).append(post)
        elif may_hold(tekst) and any(map(vagt.forbids_in, _DELE.split(tekst))):
            return True
    typer = vagt.suspicious(poster)
    return any(
        vagt.find_forbidden("", 1, linje) is not None
        for posttype, dem in poster.items()
        for linje in dem
        if posttype in typer or len(linje) > _laengder()[posttype]
    )


def _decode(linje: bytes) -> str:
    """A line as its writer meant it: UTF-8 where it is that, else as CPR's files are."""
    try:
        return linje.decode("utf-8")
    except UnicodeDecodeError:
        return linje.decode(CHARSET)


@cache
def _laengder() -> dict[bytes, int]:
    return {nummer.encode(): posttype.laengde for nummer, posttype in posttyper().items()}


def _unpack(indhold: bytes) -> Iterator[bytes]:
    """What is compressed, in pieces of whole lines; what is not, as it is."""
    if indhold.startswith(_ZIP):
        with suppress(*_UFORSTAAELIG), zipfile.ZipFile(io.BytesIO(indhold)) as pakke:
            for navn in pakke.namelist():
                yield navn.encode("utf-8")
                with pakke.open(navn) as fil:
                    yield from _whole_lines(iter(partial(fil.read, _STYKKE), b""))
            return
    with suppress(zlib.error):
        yield from _whole_lines(_inflate(indhold))
        return
    yield indhold


def _inflate(indhold: bytes) -> Iterator[bytes]:
    """Every package that follows another; zlib.error where something else does."""
    while indhold:
        pakker = zlib.decompressobj(_GZIP_OR_ZLIB)
        while indhold and not pakker.eof:
            yield pakker.decompress(indhold, _STYKKE)
            indhold = pakker.unconsumed_tail
        indhold = pakker.unused_data


def _whole_lines(stykker: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for stykke in stykker:
        hele, skel, rest = (rest + stykke).rpartition(b"\n")
        if skel:
            yield hele
    if rest:
        yield rest
