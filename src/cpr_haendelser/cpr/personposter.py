"""The persons of a file that has been looked through: each with all its records, wherever in the file they lie."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from cpr_haendelser.cpr.eftersyn import Eftersyn
from cpr_haendelser.cpr.filer import iterate_stykker
from cpr_haendelser.fejl import Filfejl


class Personposter(NamedTuple):
    """One person of a delivery: the record lines, and the 099 lines with their line numbers."""

    pnr: bytes
    poster: list[bytes]
    haendelser: list[tuple[int, bytes]]


_KEY = itemgetter(slice(3, 13))
_STYRING = (b"000", b"999", b"910", b"997")
_PERSON = b"001"
_HAENDELSE = b"099"


def iterate_personer(eftersyn: Eftersyn, spool_folder: Path) -> Iterator[Personposter]:
    """Every person of the file, in the order of their 001 records.

    Records that lie apart (003 in a section of its own) are first put aside in `spool_folder` and joined here. Filfejl FIL-009
    for a person without 001, FIL-010 for one with two.
    """
    navn = eftersyn.path.name
    sete = _Sete()
    if not eftersyn.adskilt:
        for foerste, linjer in _runs(eftersyn):
            person = _to_person(navn, foerste, linjer, sete)
            if person is not None:
                yield person
        return
    with _Brudstykker(spool_folder) as brudstykker:
        for foerste, linjer in _runs(eftersyn):
            if not _has_person(linjer):
                brudstykker.add(foerste, [linje for linje in linjer if linje[:3] not in _STYRING])
        brudstykker.sort()
        for foerste, linjer in _runs(eftersyn):
            if _has_person(linjer):
                person = _to_person(navn, foerste, linjer, sete)
                if person is not None:
                    yield brudstykker.join(person)
        brudstykker.check_used(navn)


def _has_person(linjer: list[bytes]) -> bool:
    return any(linje.startswith(_PERSON) for linje in linjer)


def _runs(eftersyn: Eftersyn) -> Iterator[tuple[int, list[bytes]]]:
    """Runs of lines with the same key, with the number of the first line."""
    held: list[bytes] = []
    nummer = 1
    for stykke in iterate_stykker(eftersyn.path, eftersyn.form):
        groups = [list(group) for _, group in groupby(stykke.linjer, _KEY)]
        if held and _KEY(held[-1]) == _KEY(groups[0][0]):
            groups[0] = held + groups[0]
        elif held:
            groups.insert(0, held)
        held = groups.pop()
        for group in groups:
            yield nummer, group
            nummer += len(group)
    if held:
        yield nummer, held


def _to_person(navn: str, foerste: int, linjer: list[bytes], sete: _Sete) -> Personposter | None:
    typer = [linje[:3] for linje in linjer]
    if typer[-1] > _HAENDELSE or typer[0] in _STYRING:
        linjer = [linje for linje in linjer if linje[:3] not in _STYRING]
        if not linjer:
            return None
    haendelser: list[tuple[int, bytes]] = []
    if _HAENDELSE in typer:
        haendelser = [(foerste + i, linje) for i, linje in enumerate(linjer) if linje.startswith(_HAENDELSE)]
        linjer = [linje for linje in linjer if not linje.startswith(_HAENDELSE)]
    antal = typer.count(_PERSON)
    if antal == 0:
        raise _without_person(navn, foerste, typer[0].decode())
    pnr = _KEY(linjer[0])
    if antal > 1 or sete.again(pnr):
        sted = foerste + [i for i, posttype in enumerate(typer) if posttype == _PERSON][-1]
        raise Filfejl(
            "FIL-010",
            "samme person har to poster 001; ventede én. To filer kan være sat sammen: hent filen igen.",
            fil=navn,
            linje=sted,
            posttype="001",
            felt="PNR",
            position=4,
        )
    return Personposter(pnr, linjer, haendelser)


def _without_person(navn: str, linje: int, posttype: str) -> Filfejl:
    return Filfejl(
        "FIL-009",
        "personen har poster, men ingen 001; CPR leverer altid 001. Hent filen igen.",
        fil=navn,
        linje=linje,
        posttype=posttype,
        felt="PNR",
        position=4,
    )


class _Sete:
    """Which persons have been met: one bit a serial, a row per first six digits, some 50 MB at the most."""

    def __init__(self) -> None:
        self._rows: dict[bytes, bytearray] = {}

    def again(self, pnr: bytes) -> bool:
        """Notes the person; whether it was noted before."""
        row = self._rows.get(pnr[:6])
        if row is None:
            row = self._rows[pnr[:6]] = bytearray(1250)
        place, bit = divmod(int(pnr[6:]), 8)
        was = row[place] & (1 << bit)
        row[place] |= 1 << bit
        return bool(was)


class _Brudstykker:
    """Records that lie apart from their person's 001: in a nameless file, found by personnummer.

    Seventeen bytes a run are held in memory.
    """

    _ORDINAL_BITS = 30

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._offsets = array("Q", [0])
        self._keys = array("Q")
        self._used = bytearray()

    def __enter__(self) -> _Brudstykker:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, foerste: int, linjer: list[bytes]) -> None:
        """Puts a run aside."""
        if not linjer:
            return
        self._keys.append(int(_KEY(linjer[0])) << self._ORDINAL_BITS | len(self._keys))
        text = b"\n".join(b"%d %b" % (foerste + i, linje) for i, linje in enumerate(linjer))
        self._file.write(text)
        self._offsets.append(self._offsets[-1] + len(text))

    def sort(self) -> None:
        """Makes what was put aside findable."""
        self._keys = array("Q", sorted(self._keys))
        self._used = bytearray(len(self._keys))

    def join(self, person: Personposter) -> Personposter:
        """The person with its records from elsewhere."""
        key = int(person.pnr) << self._ORDINAL_BITS
        place = bisect_left(self._keys, key)
        poster, haendelser = list(person.poster), list(person.haendelser)
        while place < len(self._keys) and self._keys[place] >> self._ORDINAL_BITS == int(person.pnr):
            for nummer, linje in self._read(self._ordinal(place)):
                if linje.startswith(_HAENDELSE):
                    haendelser.append((nummer, linje))
                else:
                    poster.append(linje)
            self._used[place] = 1
            place += 1
        return Personposter(person.pnr, poster, haendelser)

    def _ordinal(self, place: int) -> int:
        return self._keys[place] & ((1 << self._ORDINAL_BITS) - 1)

    def _read(self, ordinal: int) -> Iterator[tuple[int, bytes]]:
        self._file.seek(self._offsets[ordinal])
        text = self._file.read(self._offsets[ordinal + 1] - self._offsets[ordinal])
        for line in text.split(b"\n"):
            nummer, _, linje = line.partition(b" ")
            yield int(nummer), linje

    def check_used(self, navn: str) -> None:
        """Filfejl FIL-009 unless every run found its person."""
        alene = [place for place, used in enumerate(self._used) if not used]
        if alene:
            nummer, linje = min(next(self._read(self._ordinal(place))) for place in alene)
            raise _without_person(navn, nummer, linje[:3].decode())
