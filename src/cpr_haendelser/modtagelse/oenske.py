"""What is asked for when a file is received: the file, how, in which installation, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.haendelser.afledning import Parametre
from cpr_haendelser.storage.lager import Leverance
from cpr_haendelser.storage.ordre import Ordrehaendelse

KredsFor = Callable[[Sequence[int]], Mapping[int, tuple[str, ...]]]
"""Of some persons, those whose hændelser not everybody may get: CVR of the organisations whose systems may."""


def confine_nobody(pnrs: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Everybody's hændelser are for all with an agreement, as in Produktion."""
    del pnrs
    return {}


@dataclass(frozen=True, slots=True)
class Opsaetning:
    """What the installation has chosen about receiving."""

    vagt: Nummervagt
    namespace: UUID
    parametre: Parametre
    cvr_for: Callable[[str], str]
    opgaver: Mapping[str, frozenset[str] | None]
    """Known tasks, each with the record types it orders (None: all)."""
    saet: int
    nu: Callable[[], str]
    """The time of day as Dannelsestidspunkt: ISO 8601 with offset, milliseconds."""
    spool_folder: Path
    ordreopgaver: range = range(0)
    """The task numbers that orders' own files have, and no others."""
    kreds_for: KredsFor = confine_nobody
    """Asked of each batch's persons that have hændelser, when they are decided."""


@dataclass(frozen=True, slots=True)
class Oenske:
    """How one file is asked to be received."""

    path: Path
    nye_opgaver: Collection[str] = ()
    """Task numbers that may be met for the first time."""
    etablering: bool = False
    """A status extract: images, no hændelser."""
    accepteret_hul: str = ""
    """The reason why a gap in the chain is accepted."""
    som_haendelser: bool = False
    """Whether the differences of a re-baseline become hændelser."""
    ordre: str = ""
    """The order whose own file it is; empty: a file from outside."""
    ordrehaendelser: Sequence[Ordrehaendelse] = ()
    """What the order wants in the log beside what the file tells of, in the file's transaction."""


@dataclass(slots=True)
class Fremdrift:
    """Told how far the work has come: (phase, lines or persons so far, total where it is known or 0)."""

    trin: Callable[[str, int, int], None] = field(default=lambda _fase, _antal, _ialt: None)


class AlleredeModtaget(Exception):
    """The same content of the same task and date has been received before: no error, the caller says so and goes on."""

    def __init__(self, leverance: Leverance) -> None:
        super().__init__(f"{leverance.filnavn} er allerede modtaget som fil {leverance.fil}")
        self.leverance = leverance
