"""What a watched folder had to say of its files, kept beside the locks of the processes so that pages can show it.

A file of lines, one JSON object each, the newest last, and never many: it is for looking at, and no record.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from cpr_haendelser.cpr.personnummer import mask
from cpr_haendelser.modtagelse.overvaag import Melding

FLEST = 200
"""Lines that are kept."""


class Mappemelding(NamedTuple):
    """Something that was told of a file in a watched folder."""

    tidspunkt: str
    filnavn: str
    """Masked where it looks like a personnummer."""
    udfald: str
    """venter, afvist, slettet."""
    kode: str
    tekst: str


class Meldingsbog:
    """Keeps them; any number of processes may."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, melding: Melding, tidspunkt: str) -> None:
        """Keeps what was told of a file that was not received; another is left out. Nothing hangs on it."""
        if melding.fejl is None:
            return
        udfald = "slettet" if melding.slettet else "afvist" if melding.afvist else "venter"
        ny = Mappemelding(tidspunkt, mask(melding.path.name), udfald, melding.fejl.kode, melding.fejl.tekst)
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=5):
                alle = [*self.read(), ny][-FLEST:]
                tekst = "".join(json.dumps(each._asdict(), ensure_ascii=False) + "\n" for each in alle)
                midlertidig = self._path.with_suffix(".ny")
                midlertidig.write_text(tekst, encoding="utf-8")
                midlertidig.replace(self._path)

    def read(self) -> list[Mappemelding]:
        """Those that are kept, the oldest first; none where there is no such file, or it cannot be read."""
        try:
            linjer = self._path.read_text(encoding="utf-8").splitlines()
            return [Mappemelding(**json.loads(linje)) for linje in linjer]
        except (OSError, ValueError, TypeError):
            return []
