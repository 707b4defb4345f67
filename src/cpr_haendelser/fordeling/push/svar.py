"""What a receiver's answer to a push means: HTTP status and StatusKode together, as a table.

StatusKode stands in `ModtagBeskedOutput/StandardRetur` (AnvendersystemOperationer.xsd, SagDokObjekt.xsd) and is read
only where HTTP says 2xx. What the codes do is told second-hand of D.09.02; 400 and 41 are as KOMBIT's sample answers;
what neither says (3xx, other 4xx) is our choice and stands in docs/beskedfaatilsendt.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from cpr_haendelser.beskeder.laesning import Beskedfejl, parse
from cpr_haendelser.fordeling.grunde import HTTP, STATUSKODE
from cpr_haendelser.fordeling.push.indpakning import NAVNERUM
from cpr_haendelser.storage.forsendelse import Udfald

STOERSTE = 64 * 1024
"""Bytes of an answer; a longer one is not read to its end."""
DYBESTE = 16

STATUSKODER = {
    20: Udfald.LEVERET,
    40: Udfald.MODTAGERFEJL,
    51: Udfald.STOP,
    53: Udfald.STOP,
    55: Udfald.STOP,
}
"""At HTTP 2xx. Every other StatusKode is about the message."""

HTTP_STATUSSER = {
    400: Udfald.BESKEDFEJL,
    410: Udfald.STOP,
    413: Udfald.BESKEDFEJL,
    422: Udfald.BESKEDFEJL,
}
"""Outside 2xx. Every other status, redirects too, is about the receiver."""

STOPPER = frozenset(
    f"{praefiks}{nummer}"
    for praefiks, tabel in ((STATUSKODE, STATUSKODER), (HTTP, HTTP_STATUSSER))
    for nummer, udfald in tabel.items()
    if udfald is Udfald.STOP
)
"""The reasons (fordeling.grunde) that stop a dueslag; every other one is about a message or passes."""

_RETUR = "{urn:oio:sagdok:3.0.0}"
_HELTAL = re.compile(r"[+-]?\d{1,9}")
_OK = range(200, 300)


class Laest(NamedTuple):
    """What an answer means."""

    udfald: Udfald
    grund: str
    """A code of fordeling.grunde; empty: delivered."""
    vent: float = 0.0
    """Seconds that the receiver asks us to wait."""


def read_svar(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    nu: Callable[[], datetime],
    ulaeseligt: Udfald = Udfald.BESKEDFEJL,
) -> Laest:
    """What the answer means. `headers` are asked for Retry-After; `ulaeseligt`: what 2xx without StatusKode means."""
    beder = headers.get("Retry-After")
    vent = read_retry_after(beder, nu=nu()) if beder else 0.0
    if status not in _OK:
        return Laest(HTTP_STATUSSER.get(status, Udfald.MODTAGERFEJL), f"{HTTP}{status}", vent)
    kode = read_statuskode(body)
    if kode is None:
        return Laest(ulaeseligt, "svar-ulaeseligt", vent)
    udfald = STATUSKODER.get(kode, Udfald.BESKEDFEJL)
    return Laest(udfald, "") if udfald is Udfald.LEVERET else Laest(udfald, f"{STATUSKODE}{kode}", vent)


@lru_cache(maxsize=32)
def read_statuskode(body: bytes) -> int | None:
    """The StatusKode of a ModtagBeskedOutput; None where the body is anything else.

    Remembered, for most receivers say the same every time.
    """
    try:
        rod = parse(body, stoerste=STOERSTE, dybeste=DYBESTE)
    except Beskedfejl:
        return None
    if rod.tag != f"{{{NAVNERUM}}}ModtagBeskedOutput":
        return None
    koder = [_text(kode) for retur in rod.iterchildren(f"{_RETUR}StandardRetur") for kode in _koder(retur)]
    return int(koder[0]) if len(koder) == 1 and _HELTAL.fullmatch(koder[0]) else None


def _koder(retur: etree._Element) -> list[etree._Element]:
    return list(retur.iterchildren(f"{_RETUR}StatusKode"))


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def read_retry_after(value: str, *, nu: datetime) -> float:
    """Seconds from a Retry-After (RFC 9110 10.2.3: seconds or a date); 0 where there is none that can be read."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        til = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the second where a number in it is larger than any time
        return 0.0
    return max(0.0, (til.replace(tzinfo=til.tzinfo or UTC) - nu).total_seconds())
