"""Alarms in a text file, for a machine without a mail server."""

from __future__ import annotations

from pathlib import Path

from cpr_haendelser.alarmer.kanal import Kanalfejl
from cpr_haendelser.alarmer.melding import Melding


class Fil:
    """Each alarm below the former."""

    navn = "fil"

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, melding: Melding) -> None:
        """Writes it at the end."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(f"{melding.overskrift}\n{melding.broedtekst}\n")
        except OSError as error:
            raise Kanalfejl(error.strerror or type(error).__name__) from None
