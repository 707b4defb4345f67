"""What is asked for when a file is received: the file, how, in which installation, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.haendelser.afledning import Parametre
from cpr_haendelser.storage.lager import Leverance


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


@dataclass(slots=True)
class Fremdrift:
    """Told how far the work has come: (phase, lines or persons so far, total where it is known or 0)."""

    trin: Callable[[str, int, int], None] = field(default=lambda _fase, _antal, _ialt: None)


class AlleredeModtaget(Exception):
    """The same content of the same task and date has been received before: no error, the caller says so and goes on."""

    def __init__(self, leverance: Leverance) -> None:
        super().__init__(f"{leverance.filnavn} er allerede modtaget som fil {leverance.fil}")
        self.leverance = leverance
