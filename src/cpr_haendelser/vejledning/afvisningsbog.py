"""The newest refusals of all processes of an installation, kept beside their locks: a restart forgets none of them.

A file of lines, one JSON object each, the newest last, and never many: it is for looking at, and no record.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from cpr_haendelser.logning import Skrevet, mask, refusals

FLEST = 200
"""Refusals that are kept."""


class Afvisningsbog:
    """Keeps them; any number of processes may, each its own."""

    def __init__(self, path: Path, egne: Callable[[], list[Skrevet]] = refusals) -> None:
        """`egne`: the refusals of this process, the newest first."""
        self._path, self._egne = path, egne
        self._skrevne: list[Skrevet] = []

    def keep(self) -> None:
        """Keeps what this process has refused since it last did; cheap where that is nothing. Nothing hangs on it."""
        egne = self._egne()
        nye = self._new(egne)
        if not nye:
            return
        with suppress(OSError, Timeout):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=5):
                alle = [*self._read(), *nye[::-1]][-FLEST:]
                midlertidig = self._path.with_suffix(".ny")
                midlertidig.write_text("".join(map(_to_line, alle)), encoding="utf-8")
                midlertidig.replace(self._path)
            self._skrevne = egne

    def latest(self) -> list[Skrevet]:
        """The newest refusals of all processes, the newest first, those too that are not kept yet."""
        alle = [*self._new(self._egne()), *self._read()]
        return sorted(alle, key=lambda each: each.tidspunkt, reverse=True)[:FLEST]

    def _new(self, egne: Sequence[Skrevet]) -> list[Skrevet]:
        """Those that are not kept yet. Two may be alike: each is itself."""
        kendte = {id(each) for each in self._skrevne}
        return [each for each in egne if id(each) not in kendte]

    def _read(self) -> list[Skrevet]:
        """Those in the file, the oldest first; none where there is none, or it cannot be read."""
        try:
            return [_from_line(linje) for linje in self._path.read_text(encoding="utf-8").splitlines()]
        except (OSError, ValueError, TypeError, KeyError):
            return []


def _to_line(en: Skrevet) -> str:
    felter = {navn: mask(str(vaerdi)) for navn, vaerdi in en.felter.items()}
    return json.dumps({"tid": en.tidspunkt.isoformat(), "kode": en.kode, "felter": felter}, ensure_ascii=False) + "\n"


def _from_line(linje: str) -> Skrevet:
    laest = json.loads(linje)
    return Skrevet(datetime.fromisoformat(laest["tid"]), str(laest["kode"]), dict(laest["felter"]))
