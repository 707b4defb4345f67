"""Characters: what a record may hold and XML may not say as it is.

A person's whole document is made safe in one go: each dangerous character is exchanged for one private-use character
(ISO-8859-1 has none), so that positions stay what the layouts say and no field can be forgotten; `unmask` turns them into
XML at the end. Characters that XML 1.0 has no place for (C0 controls) become U+FFFD.

A value that spells `personhaendelse:` has its colon written as a character reference: a parser reads the same text, while
the search for the hændelse's URN in the raw message finds only the real one.
"""

from __future__ import annotations

import re

from cpr_haendelser.cpr.layouts import CHARSET

_XML = {"\ue000": "&amp;", "\ue001": "&lt;", "\ue002": "&gt;", "\ue003": "&#13;", "\ue004": "&#58;"}
_STYRETEGN = {code: "\ufffd" for code in range(0x20) if code not in {0x09, 0x0A, 0x0D}}
_MASKE = str.maketrans({"&": "\ue000", "<": "\ue001", ">": "\ue002", "\r": "\ue003"} | _STYRETEGN)
_TEGN = str.maketrans({"\ue000": "&", "\ue001": "<", "\ue002": ">", "\ue003": "\r", "\ue004": ":"})
_FARLIGE = re.compile("[&<>:\x00-\x08\x0b-\x1f]")
_HARMLOESE = bytes(sorted({*range(0x20, 0x100), 0x09, 0x0A} - set(b"&<>:")))
_URN = re.compile("(?<=personhaendelse):", re.IGNORECASE)


def mask(dokument: bytes) -> tuple[str, bool]:
    """A document's text with dangerous characters masked, and whether there were any."""
    tekst = dokument.decode(CHARSET)
    if not dokument.translate(None, _HARMLOESE):
        return tekst, False
    return _URN.sub("\ue004", tekst.translate(_MASKE)), True


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
    if not _FARLIGE.search(tekst):
        return tekst
    return unmask(_URN.sub("\ue004", tekst.translate(_MASKE)))
