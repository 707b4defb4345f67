"""What looks like a personnummer is masked, wherever it stands."""

from __future__ import annotations

import re

MASKED = "******-****"
PERSONNUMMER = re.compile(r"(?<!\d)(?:\d{9,10}|\d{6}[-\s]\d{4})(?!\d)")
"""Ten digits (nine where a whole number has lost its zero), or six and four with a hyphen or blank between."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def mask(text: str) -> str:
    """The text with everything that looks like a personnummer masked."""
    return PERSONNUMMER.sub(MASKED, text)


def mask_prose(text: str) -> str:
    """The text with everything that looks like a personnummer masked, but for what is inside a UUID."""
    begyndt, dele = 0, []
    for uuid in _UUID.finditer(text):
        dele += [mask(text[begyndt : uuid.start()]), uuid[0]]
        begyndt = uuid.end()
    return "".join([*dele, mask(text[begyndt:])])


def mask_value(value: object) -> str | int:
    """The value of a field; a UUID is left as it is, though its digits may look like a personnummer."""
    text = str(value)
    if _UUID.fullmatch(text):
        return text
    masked = mask(text)
    return value if masked == text and isinstance(value, int) else masked
