"""The file that is received, and whether it stood still while it was read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple, Self

from cpr_haendelser.cpr.filer import open_fil
from cpr_haendelser.cpr.personnummer import mask
from cpr_haendelser.fejl import Filfejl


class Kilde(NamedTuple):
    """The file that is read, and what it looked like when reading began."""

    path: Path
    udseende: tuple[int, int, int]

    @classmethod
    def look_at(cls, path: Path) -> Self:
        """The file as it is now; Filfejl FIL-016 where it cannot be reached."""
        with open_fil(path) as file:
            return cls(path, _looks(os.fstat(file.fileno())))

    def check_unchanged(self) -> None:
        """Filfejl FIL-013 unless the file is as it was."""
        if type(self).look_at(self.path) != self:
            raise Filfejl(
                "FIL-013",
                "filen blev ændret, mens den blev læst; ventede en fil, der lå stille. Intet er gemt: modtag den igen.",
                fil=mask(self.path.name),
            )


def _looks(facts: os.stat_result) -> tuple[int, int, int]:
    return facts.st_size, facts.st_mtime_ns, facts.st_ino
