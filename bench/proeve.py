"""How much is measured, and the input that the figures share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import produkt
from bench.befolkning import write_leverance, write_udtraek
from bench.maaling import alone


@dataclass(frozen=True, slots=True)
class Proeve:
    """The size of a run. Input is written into `folder` when first asked for and shared by the figures."""

    folder: Path
    personer: int
    aendrede: int
    """Persons that a delivery changes."""
    gange: int
    """How often a figure is measured beside its ceiling; the median counts."""

    def hoejst(self, antal: int) -> int:
        """So many of what there should be; fewer where the run is small, so that a small run is over soon."""
        return min(antal, self.personer)

    def udtraek(self, personer: int) -> Path:
        """The file of a first load."""
        path = self.folder / f"udtraek-{personer}"
        if not path.exists():
            write_udtraek(path, personer)
        return path

    def leverance(self, personer: int, aendrede: int, dag: int = 1) -> Path:
        """The file of the delivery on a day after the first load; each day changes other persons."""
        path = self.folder / f"leverance-{personer}-{aendrede}-{dag}"
        if not path.exists():
            write_leverance(path, personer, aendrede, dag)
        return path

    def fyldt(self, personer: int) -> Path:
        """An installation with the first load in it; to be copied, never written to."""
        folder = self.folder / f"fyldt-{personer}"
        if not folder.exists():
            folder.mkdir()
            alone(produkt.receive, folder, self.udtraek(personer), etablering=True)
        return folder

    @contextmanager
    def tom(self) -> Iterator[Path]:
        """An empty folder for one piece of work."""
        with TemporaryDirectory(dir=self.folder) as folder:
            yield Path(folder)
