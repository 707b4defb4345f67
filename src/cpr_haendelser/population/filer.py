"""Delivery files on disk: sorted without holding them in memory, in each of the physical forms CPR files come in.

Persons stand by birth date and serial number, record types ascending inside a person; records 003 inside the person, or
all after the last person by an address-like key, as the CPR Office's sample files have them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from cpr_haendelser.cpr.layouts import CHARSET, posttyper
from cpr_haendelser.population.linjer import formats

_SKEL = b"\x1e"
"""Stands between blocks in the temporary files; never in a record."""
_BUFFER = 1 << 18
_KLARSKRIFT = b"003"


class Form(StrEnum):
    """How the lines lie in the file."""

    LF = "lf"
    """LF, trailing blanks trimmed."""
    LF_FYLDT = "lf-fyldt"
    """LF, padded to the layout's length."""
    CRLF = "crlf"
    """CRLF, trailing blanks trimmed."""
    STROEM = "stroem"
    """Padded, no line ends."""


class Kuvert(NamedTuple):
    """What the start record says."""

    opgave: str
    proddto: str
    forrige: str


class Skrevet(NamedTuple):
    """A file written: how many records between start and end, and its SHA-256."""

    fil: str
    poster: int
    sha256: str


class _Spande:
    """Blocks sorted with bounded memory: kept in buckets on disk, one bucket sorted at a time."""

    def __init__(self, noegle: Callable[[bytes], bytes], spand: int) -> None:
        self._noegle, self._spand = noegle, spand
        self._buffere: dict[bytes, list[bytes]] = {}
        self._fyld: dict[bytes, int] = {}
        self._filer: dict[bytes, IO[bytes]] = {}

    def add(self, blok: bytes) -> None:
        """One more block."""
        spand = self._noegle(blok)[: self._spand]
        self._buffere.setdefault(spand, []).append(blok)
        self._fyld[spand] = self._fyld.get(spand, 0) + len(blok)
        if self._fyld[spand] > _BUFFER:
            self._flush(spand)

    def in_order(self) -> Iterator[bytes]:
        """All blocks by their key."""
        for spand in sorted(self._buffere):
            blokke = self._buffere.pop(spand)
            if spand in self._filer:
                with self._filer.pop(spand) as fil:
                    fil.seek(0)
                    blokke += [blok for blok in fil.read().split(_SKEL) if blok]
            blokke.sort(key=self._noegle)
            yield from blokke

    def _flush(self, spand: bytes) -> None:
        if spand not in self._filer:
            self._filer[spand] = TemporaryFile()  # noqa: SIM115 - open until the bucket is read
        self._filer[spand].write(_SKEL.join(self._buffere[spand]) + _SKEL)
        self._buffere[spand], self._fyld[spand] = [], 0


def write_leverance(
    sti: Path, kuvert: Kuvert, blokke: Iterable[bytes], *, form: Form = Form.LF, klarskrift_for_sig: bool = False
) -> Skrevet:
    """Write a delivery of the persons' blocks (lines joined by LF, 001 first), in any order given."""
    sorteret = _Spande(_person_key, 4)
    adresser = _Spande(_address_key, 5)
    for blok in blokke:
        if klarskrift_for_sig and blok.startswith(b"001"):
            linjer = blok.split(b"\n")
            for linje in linjer:
                if linje.startswith(_KLARSKRIFT):
                    adresser.add(linje)
            sorteret.add(b"\n".join(linje for linje in linjer if not linje.startswith(_KLARSKRIFT)))
        else:
            sorteret.add(blok)
    skriver = _Skriver(sti, form)
    with skriver:
        skriver.write((formats()["000"] % ("0" * 10, *kuvert)).encode(CHARSET))
        for source in (sorteret, adresser):
            for blok in source.in_order():
                skriver.write(blok)
        poster = skriver.poster - 1
        skriver.write((formats()["999"] % ("9" * 10, f"{poster:08d}")).encode(CHARSET))
    return Skrevet(sti.name, poster, skriver.sha256)


def _person_key(blok: bytes) -> bytes:
    if blok.startswith(b"001"):
        return blok[39:49] + blok[9:13]
    aar = (b"20" if blok[9:10] >= b"4" else b"19") + blok[7:9]
    return aar + b"-" + blok[6:8] + b"-99" + blok[9:13]


def _address_key(linje: bytes) -> bytes:
    return linje[207:230]


class _Skriver:
    """Writes blocks in a physical form, counting records and digesting bytes."""

    def __init__(self, sti: Path, form: Form) -> None:
        self._sti, self._form = sti, form
        self._digest = hashlib.sha256()
        self._laengder = {nummer.encode(): posttype.laengde for nummer, posttype in posttyper().items()}
        self.poster = 0
        self._fil: IO[bytes] | None = None

    @property
    def sha256(self) -> str:
        """The digest of what is written so far."""
        return self._digest.hexdigest()

    def __enter__(self) -> None:
        self._fil = self._sti.open("wb", buffering=1 << 20)

    def __exit__(self, *_exc: object) -> None:
        if self._fil:
            self._fil.close()

    def write(self, blok: bytes) -> None:
        """The lines of a block, each with the form's end."""
        self.poster += blok.count(b"\n") + 1
        if self._form is Form.LF:
            data = blok + b"\n"
        elif self._form is Form.CRLF:
            data = blok.replace(b"\n", b"\r\n") + b"\r\n"
        else:
            ende = b"\n" if self._form is Form.LF_FYLDT else b""
            data = b"".join(linje.ljust(self._laengder[linje[:3]]) + ende for linje in blok.split(b"\n"))
        self._digest.update(data)
        if self._fil:
            self._fil.write(data)
