"""Which processes are at work in the post room: each holds a lock as long as it lives, whatever way it ends.

What a process that was killed had outstanding is given back by another one, or by the next that takes its name.
"""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.storage.postrum import Postrum

PROCESSER = "processer"
"""The folder of the locks, below what is spooled."""
_NAVN = "proces-{}"
_FLEST = 1000
"""So many processes are at work on one post room at most."""


class Proces:
    """This process's name and its lock; the lowest name that nobody alive has."""

    def __init__(self, mappe: Path) -> None:
        """`mappe`: where the locks lie; the same for all processes of a post room."""
        mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._mappe = mappe
        for nummer in range(1, _FLEST + 1):
            self.navn = _NAVN.format(nummer)
            self._laas = self._lock(self.navn)
            if _taken(self._laas):
                return
        raise Opsaetningsfejl(
            "FOR-010",
            f"ingen af {_FLEST} låse i mappen {mappe.name} kan tages: der må ikke skrives i den, eller så mange"
            " programmer kører. Se efter mappens rettigheder; den ligger i spoolmappen.",
        )

    def is_dead(self, navn: str) -> bool:
        """Whether nobody alive has that name."""
        if navn == self.navn:
            return False
        laas = self._lock(navn)
        if not _taken(laas):
            return False
        laas.release()
        return True

    def give_back(self, postrum: Postrum, *, nu: str) -> int:
        """Makes ready again what processes that are gone had outstanding; how many messages."""
        navne = {navn for hvem in postrum.ude_hos() if self.is_dead(navn := hvem.split("/")[0])}
        return sum(postrum.giv_tilbage(navn, nu=nu) for navn in sorted(navne))

    def close(self) -> None:
        """Lets go of the name."""
        self._laas.release()

    def _lock(self, navn: str) -> FileLock:
        return FileLock(self._mappe / f".{navn}.lock")


def find_levende(mappe: Path) -> list[str]:
    """The names that somebody alive has."""
    levende = []
    for fil in sorted(mappe.glob(f".{_NAVN.format('*')}.lock")):
        laas = FileLock(fil)
        if _taken(laas):
            laas.release()
        else:
            levende.append(fil.stem.removeprefix("."))
    return levende


def _taken(laas: FileLock) -> bool:
    try:
        laas.acquire(blocking=False)
    except Timeout:
        return False
    return True
