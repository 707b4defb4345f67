"""Copying persons: the same records under new numbers, tied to each other as they were. Pure.

Relations to persons outside the copy are left out with their records' numbers put to none.
"""

from __future__ import annotations

from collections.abc import Mapping

from cpr_haendelser.cpr.layouts import CHARSET, posttyper

_INGEN = b"0000000000"
_RELATIONER = (b"014", b"022")
"""Records that are about nothing but another person: left out where that one is not copied."""


def copy_dokumenter(dokumenter: Mapping[str, bytes], nye: Mapping[str, str]) -> list[bytes]:
    """The blocks of the copies; `nye` is the new number of each person copied."""
    return [_copy(dokument, nye) for dokument in dokumenter.values()]


def _copy(dokument: bytes, nye: Mapping[str, str]) -> bytes:
    linjer = (_line(linje, nye) for linje in dokument.split(b"\n"))
    return b"\n".join(linje for linje in linjer if linje)


def _line(linje: bytes, nye: Mapping[str, str]) -> bytes:
    """The line under new numbers; empty where it is about somebody who is not copied."""
    posttype = posttyper().get(linje[:3].decode(CHARSET))
    for felt in (felt for felt in posttype.felter if felt.art == "pnr") if posttype else ():
        gammelt = linje[felt.slice].decode(CHARSET)
        if not gammelt.isdigit() or not gammelt.strip("0"):
            continue
        nyt = nye.get(gammelt)
        if nyt is None and linje[:3] in _RELATIONER:
            return b""
        linje = linje[: felt.slice.start] + (nyt.encode() if nyt else _INGEN) + linje[felt.slice.stop :]
    return linje
