"""The sweep put together: what of an installation is read, and with which guard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cpr_haendelser.app.installation import Installation
from cpr_haendelser.app.testmiljoe import Testmiljoe
from cpr_haendelser.storage.aabning import iterate_file, iterate_values
from cpr_haendelser.testmiljoe.gennemsyn.gennemsyn import Fund, Gennemsyn, Trin


class Renhed:
    """Proves an installation of ExtTest clean; Miljoefejl MIL-011 in Produktion."""

    def __init__(self, installation: Installation, mapper: Sequence[Path], trin: Trin) -> None:
        """`mapper` are folders beside the spool folder: of logs, of files watched."""
        Testmiljoe(installation)
        self._settings = installation.settings
        self._mapper = [mappe for mappe in (self._settings.spool_folder, *mapper) if mappe.is_dir()]
        self._gennemsyn = Gennemsyn(installation.vagt, iterate_file, trin)

    @property
    def antal(self) -> int:
        """How many values and lines have been read."""
        return self._gennemsyn.antal

    def find(self) -> Iterator[Fund]:
        """Where numbers of ordinary shape stand that are not on the list of allowed test numbers."""
        yield from self._gennemsyn.stores(iterate_values(self._settings.database_url))
        yield from self._gennemsyn.folders(self._mapper)
