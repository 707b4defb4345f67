"""The persons of a file that has been looked through: each with all its records, wherever in the file they lie."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple, Self

from cpr_haendelser.cpr.eftersyn import Eftersyn
from cpr_haendelser.cpr.filer import iterate_stykker
from cpr_haendelser.fejl import Filfejl


class Personposter(NamedTuple):
    """One person of a delivery: the record lines, and the 099 lines with their line numbers."""

    pnr: bytes
    poster: list[bytes]
    haendelser: list[tuple[int, bytes]]


_KEY = itemgetter(slice(3, 13))
_PERSON, _HAENDELSE = b"001", b"099"
_UDENFOR = frozenset({b"000", b"999", b"910", b"997"})
"""Record types that say nothing about a person, whatever number they name."""
_UDENFOR_BILLEDET = _UDENFOR | {_HAENDELSE}


def iterate_personer(eftersyn: Eftersyn, spool_folder: Path) -> Iterator[Personposter]:
    """Every person of the file, in the order of their 001 records.

    Records that lie apart (003 in a section of its own) are first put aside in `spool_folder` and joined here. Filfejl
    FIL-009 for a person without 001, FIL-010 for one with two.
    """
    navn, sete = eftersyn.navn, _Sete()
    if not eftersyn.adskilt:
        for foerste, linjer in _runs(eftersyn):
            person = _to_person(navn, foerste, linjer, sete)
            if person is not None:
                yield person
        return
    with Hylde(spool_folder) as hylde:
        for foerste, linjer in _runs(eftersyn):
            if not _has_person(linjer):
                hylde.add([(nr, linje) for nr, linje in enumerate(linjer, foerste) if linje[:3] not in _UDENFOR])
        hylde.sort()
        for foerste, linjer in _runs(eftersyn):
            if _has_person(linjer):
                person = _to_person(navn, foerste, linjer, sete)
                if person is not None:
                    yield _join(person, hylde.take(person.pnr))
        left = hylde.first_left()
        if left is not None:
            raise _without_person(navn, *left)


def _has_person(linjer: list[bytes]) -> bool:
    return any(linje.startswith(_PERSON) for linje in linjer)


def _join(person: Personposter, andre: list[tuple[int, bytes]]) -> Personposter:
    """The person with its records from elsewhere; its 099 lines in the order of the file."""
    poster = [linje for _, linje in andre if not linje.startswith(_HAENDELSE)]
    haendelser = [(nr, linje) for nr, linje in andre if linje.startswith(_HAENDELSE)]
    return Personposter(person.pnr, person.poster + poster, sorted(person.haendelser + haendelser))


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
    """The person of a run of lines with the same key; None where the run is about nobody."""
    typer = [linje[:3] for linje in linjer]
    haendelser: list[tuple[int, bytes]] = []
    if not _UDENFOR_BILLEDET.isdisjoint(typer):
        if _UDENFOR.issuperset(typer):
            return None
        haendelser = [(foerste + nr, linjer[nr]) for nr, posttype in enumerate(typer) if posttype == _HAENDELSE]
        linjer = [linje for linje, posttype in zip(linjer, typer, strict=True) if posttype not in _UDENFOR_BILLEDET]
    antal = typer.count(_PERSON)
    if antal == 0:
        nummer = next(i for i, posttype in enumerate(typer) if posttype not in _UDENFOR)
        raise _without_person(navn, foerste + nummer, typer[nummer])
    pnr = _KEY(linjer[0])
    if antal > 1 or sete.again(pnr):
        raise Filfejl(
            "FIL-010",
            "samme person har to poster 001; ventede én. To filer kan være sat sammen: hent filen igen.",
            fil=navn,
            linje=foerste + len(typer) - 1 - typer[::-1].index(_PERSON),
            posttype="001",
            felt="PNR",
            position=4,
        )
    return Personposter(pnr, linjer, haendelser)


def _without_person(navn: str, linje: int, posttype: bytes) -> Filfejl:
    return Filfejl(
        "FIL-009",
        "personen har poster, men ingen 001; ventede én, som CPR altid leverer. Hent filen igen.",
        fil=navn,
        linje=linje,
        posttype=posttype.decode(),
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


class Hylde:
    """Lines put aside by personnummer, in a nameless file; seventeen bytes for each run of lines are held in memory."""

    _ORDINAL_BITS = 30

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._offsets = array("Q", [0])
        self._keys = array("Q")
        self._taken = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, linjer: list[tuple[int, bytes]]) -> None:
        """Puts numbered lines of one person aside."""
        if not linjer:
            return
        self._keys.append(int(_KEY(linjer[0][1])) << self._ORDINAL_BITS | len(self._keys))
        text = b"\n".join([b"%d %b" % linje for linje in linjer])
        self._file.write(text)
        self._offsets.append(self._offsets[-1] + len(text))

    def sort(self) -> None:
        """Makes what was put aside findable."""
        self._keys = array("Q", sorted(self._keys))
        self._taken = bytearray(len(self._keys))

    def take(self, pnr: bytes) -> list[tuple[int, bytes]]:
        """The lines of a person, in the order they were put aside."""
        place = bisect_left(self._keys, int(pnr) << self._ORDINAL_BITS)
        found: list[tuple[int, bytes]] = []
        while place < len(self._keys) and self._keys[place] >> self._ORDINAL_BITS == int(pnr):
            found.extend(self._read(place))
            self._taken[place] = 1
            place += 1
        return found

    def first_left(self) -> tuple[int, bytes] | None:
        """Line number and record type of the first run that nobody has taken."""
        left = min((self._read(place)[0] for place, taken in enumerate(self._taken) if not taken), default=None)
        return left and (left[0], left[1][:3])

    def _read(self, place: int) -> list[tuple[int, bytes]]:
        ordinal = self._keys[place] & ((1 << self._ORDINAL_BITS) - 1)
        self._file.seek(self._offsets[ordinal])
        text = self._file.read(self._offsets[ordinal + 1] - self._offsets[ordinal])
        numbered = (line.partition(b" ") for line in text.split(b"\n"))
        return [(int(nummer), linje) for nummer, _, linje in numbered]
