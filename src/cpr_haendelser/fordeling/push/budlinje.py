"""What is said on the line between the program and its messenger: frames of a JSON head and the bodies after it.

The line is a pair of pipes that nobody else has. A frame is two lengths of four bytes, the head, and the bodies,
whose lengths the head tells.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cpr_haendelser.fordeling.push.adresse import Regler
from cpr_haendelser.fordeling.push.klient import Klientindstillinger
from cpr_haendelser.fordeling.push.svar import Laest
from cpr_haendelser.fordeling.push.tur import Pakke
from cpr_haendelser.storage.forsendelse import Udfald
from cpr_haendelser.tls.kontekster import Filer

LAENGDER = struct.Struct("!II")
"""Bytes of the head, and of all the bodies."""
SLUT, LUK = "slut", "luk"
"""Words about a tur: begin nothing more; forget it."""

Hoved = dict[str, Any]


class Aabning(NamedTuple):
    """The first frame: what the messenger works by."""

    filer: Filer
    indstillinger: Klientindstillinger


class Svar(NamedTuple):
    """What came of one message of one tur."""

    tur: int
    nr: int
    laest: Laest | None
    fejl: str = ""


def frame(hoved: Hoved, kroppe: Sequence[bytes] = ()) -> bytes:
    """A frame as it is sent."""
    tekst = json.dumps(hoved, separators=(",", ":")).encode()
    return b"".join((LAENGDER.pack(len(tekst), sum(map(len, kroppe))), tekst, *kroppe))


def write_aabning(aabning: Aabning) -> bytes:
    """The first frame."""
    filer = [None if fil is None else str(fil) for fil in aabning.filer]
    forbind, svar, hold_aaben, ulaeseligt, regler = aabning.indstillinger
    return frame({"filer": filer, "klient": [forbind, svar, hold_aaben, ulaeseligt.value, regler]})


def read_aabning(hoved: Hoved) -> Aabning:
    """The inverse of write_aabning."""
    filer = Filer(*(None if fil is None else Path(fil) for fil in hoved["filer"]))
    forbind, svar, hold_aaben, ulaeseligt, regler = hoved["klient"]
    return Aabning(filer, Klientindstillinger(forbind, svar, hold_aaben, Udfald(ulaeseligt), Regler(*regler)))


def write_tur(tur: int, url: str, samtidige: int) -> bytes:
    """A new tur."""
    return frame({"tur": tur, "url": url, "samtidige": samtidige})


def write_pakker(tur: int, pakker: Sequence[Pakke]) -> bytes:
    """More for a tur."""
    maal = [(pakke.nr, len(pakke.krop)) for pakke in pakker]
    return frame({"tur": tur, "pakker": maal}, [pakke.krop for pakke in pakker])


def read_pakker(hoved: Hoved, kroppe: bytes) -> Iterator[Pakke]:
    """The inverse of write_pakker."""
    fra = 0
    for nr, laengde in hoved["pakker"]:
        yield Pakke(nr, kroppe[fra : fra + laengde])
        fra += laengde


def write_ord(tur: int, ordet: str) -> bytes:
    """SLUT or LUK about a tur."""
    return frame({"tur": tur, ordet: True})


def write_svar(svar: Sequence[Svar]) -> bytes:
    """What came of messages."""
    return frame({"svar": svar})


def read_svar(hoved: Hoved) -> Iterator[Svar]:
    """The inverse of write_svar."""
    for tur, nr, laest, fejl in hoved["svar"]:
        yield Svar(tur, nr, None if laest is None else Laest(Udfald(laest[0]), laest[1], laest[2]), fejl)
