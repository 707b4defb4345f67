"""Characters: what a record may hold and XML may not say as it is.

A person's whole document is made safe in one go: each dangerous character is exchanged for one private-use character
(ISO-8859-1 has none), so that positions stay what the layouts say and no field can be forgotten; `unmask` turns them
into XML at the end. Characters that XML 1.0 has no place for (C0 controls) become U+FFFD.

A value that spells `personhaendelse:` has its colon written as a character reference: a parser reads the same text,
while the search for the hændelse's URN in the raw message finds only the real one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cpr_haendelser.cpr.layouts import CHARSET

_MASKER = {"&": "\ue000", "<": "\ue001", ">": "\ue002", "\r": "\ue003", ":": "\ue004"}
_XML = {"\ue000": "&amp;", "\ue001": "&lt;", "\ue002": "&gt;", "\ue003": "&#13;", "\ue004": "&#58;"}
_TEGN = {ord(maske): tegn for tegn, maske in _MASKER.items()}
_UDEN_PLADS = "\ufffd"
_STYRETEGN = {chr(code): _UDEN_PLADS for code in range(0x20) if code not in {0x09, 0x0A, 0x0D}}
_FARLIGE = _STYRETEGN | {tegn: maske for tegn, maske in _MASKER.items() if tegn != ":"}
_SOEG = re.compile("[&<>\x00-\x08\x0b-\x1f]|(?<=[Ee]):")
_HARMLOESE = bytes(sorted({*range(0x100)} - {ord(tegn) for tegn in (*_FARLIGE, ":")}))
_URN = re.compile("(?<=personhaendelse):", re.IGNORECASE)


def mask(dokument: bytes) -> tuple[str, bool]:
    """A document's text with dangerous characters masked, and whether there were any."""
    tekst = dokument.decode(CHARSET)
    fundne = dokument.translate(None, _HARMLOESE)
    return (_mask(tekst, set(fundne.decode(CHARSET))), True) if fundne else (tekst, False)


def _mask(tekst: str, fundne: set[str]) -> str:
    for tegn in fundne & _FARLIGE.keys():
        tekst = tekst.replace(tegn, _FARLIGE[tegn])
    return _URN.sub(_MASKER[":"], tekst) if ":" in fundne else tekst


def unmask(xml: str) -> str:
    """The XML text with masked characters written as XML writes them."""
    for maske, skrevet in _XML.items():
        xml = xml.replace(maske, skrevet)
    return xml


def reveal(tekst: str) -> str:
    """A masked value's characters themselves."""
    return tekst.translate(_TEGN)


def escape(tekst: str) -> str:
    """One value as XML text."""
    return unmask(_mask(tekst, set(tekst))) if _SOEG.search(tekst) else tekst


def escape_all(tekster: Sequence[str]) -> Sequence[str]:
    """Several values as XML text, mostly as they are."""
    return [escape(tekst) for tekst in tekster] if _SOEG.search("|".join(tekster)) else tekster
