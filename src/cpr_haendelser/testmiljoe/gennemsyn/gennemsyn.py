"""The sweep: every value of the stores, every file and name of the folders. It says where, never what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.cpr.eftersyn import find_forbidden
from cpr_haendelser.cpr.personnummer import mask
from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Filfejl
from cpr_haendelser.storage.vaerdier import Vaerdi
from cpr_haendelser.testmiljoe.gennemsyn.vaerdi import holds_number

_PAKKET = (b"PK\x03\x04", b"\x1f\x8b")
_STOERSTE_LINJE = 1 << 20
_SKRIDT = 20_000

ReadFile = Callable[[Path], Iterator[Vaerdi] | None]
"""The values of a database file; None where it is none."""
Trin = Callable[[str, int, int], None]


class Fund(NamedTuple):
    """A number of ordinary shape that is not allowed."""

    sted: str
    """Kind of value: file, table and column, or file."""
    raekke: int
    """Row, or line; 0 where it is the name itself."""


class Gennemsyn:
    """A sweep with a guard."""

    def __init__(self, vagt: Nummervagt, read_file: ReadFile, trin: Trin) -> None:
        self._vagt, self._read_file, self._trin = vagt, read_file, trin
        self.antal = 0
        """How many values and lines have been read."""

    def stores(self, vaerdier: Iterable[Vaerdi]) -> Iterator[Fund]:
        """What the stores hold that may not be there."""
        for sted, raekke, vaerdi in vaerdier:
            self._count(sted.partition(".")[0])
            if holds_number(self._vagt, vaerdi):
                yield Fund(mask(sted), raekke)

    def folders(self, mapper: Iterable[Path]) -> Iterator[Fund]:
        """What lies in these folders and below them, and what it is called."""
        for mappe in mapper:
            for sti in sorted(mappe.rglob("*")):
                sted = mask(f"{mappe.name}/{sti.relative_to(mappe).as_posix()}")
                if holds_number(self._vagt, sti.name):
                    yield Fund(f"{sted}: navnet", 0)
                if sti.is_file() and not sti.is_symlink():
                    yield from self._file(sti, sted)

    def _file(self, sti: Path, sted: str) -> Iterator[Fund]:
        with suppress(FileNotFoundError):  # it was temporary
            vaerdier = self._read_file(sti)
            if vaerdier is not None:
                yield from self.stores(each._replace(sted=f"{sted}: {each.sted}") for each in vaerdier)
                return
            with sti.open("rb") as fil:
                begyndelse = fil.read(4)
            if begyndelse.startswith(_PAKKET):
                yield from self._lines([sti.read_bytes()], sted)
                return
            if begyndelse.startswith(b"000") and self._is_forbidden_cpr_file(sti):
                yield Fund(f"{sted}: CPR-fil", 1)
                return
            with sti.open("rb") as fil:
                yield from self._lines(iter(lambda: fil.readline(_STOERSTE_LINJE), b""), sted)

    def _is_forbidden_cpr_file(self, sti: Path) -> bool:
        """Of a file in any of the CPR Office's forms, also one without line ends."""
        with suppress(Filfejl):
            vagt = self._vagt
            return find_forbidden(sti, mistaenkelig=vagt.suspicious, forbudt=vagt.find_forbidden) is not None
        return False

    def _lines(self, linjer: Iterable[bytes], sted: str) -> Iterator[Fund]:
        for nummer, linje in enumerate(linjer, 1):
            self._count(sted)
            if holds_number(self._vagt, linje):
                yield Fund(sted, nummer)

    def _count(self, sted: str) -> None:
        self.antal += 1
        if not self.antal % _SKRIDT:
            self._trin(sted, self.antal, 0)
