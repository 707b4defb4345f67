"""The one interface to the post room's own store.

The register (storage.lager) and this are two stores: the position read to in the log stands here, in the same
transaction as the forsendelser derived from it; no transaction spans both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

from cpr_haendelser.abonnementer.model import Dueslag, Vaerdiliste
from cpr_haendelser.adgang.model import Bruger
from cpr_haendelser.aftaler.model import ItSystem, Organisation, Serviceaftale, Systemcertifikat
from cpr_haendelser.revision.bog import Revisionsbog
from cpr_haendelser.storage.adgangsbog import Adgangsbog
from cpr_haendelser.storage.aftalebog import INGEN_FOELGE, Aftalebog, Foelge
from cpr_haendelser.storage.alarmbog import Alarmbog
from cpr_haendelser.storage.forsendelsesbog import Forsendelsesbog
from cpr_haendelser.storage.gendannelsesbog import Gendannelsesbog
from cpr_haendelser.storage.straekning import Straekning
from cpr_haendelser.storage.valgbog import Valgbog


class Opsaetning(NamedTuple):
    """Everything that the set-up file describes, as it is now, with its version number."""

    version: int
    organisationer: tuple[Organisation, ...]
    systemer: tuple[ItSystem, ...]
    aftaler: tuple[Serviceaftale, ...]
    dueslag: tuple[Dueslag, ...]
    brugere: tuple[Bruger, ...] = ()
    certifikater: tuple[Systemcertifikat, ...] = ()


class Postrum(Adgangsbog, Alarmbog, Aftalebog, Forsendelsesbog, Gendannelsesbog, Revisionsbog, Valgbog, Protocol):
    """What the post room keeps.

    Every delivery, change of the set-up or a value list, and intervention is written into the audit in its own
    transaction (revision.bog).

    Times are ISO 8601 in UTC, handed in by the caller, all written alike (they are compared as text).
    """

    # --- set-up -------------------------------------------------------------------------------------------------------

    def opsaetning(self) -> Opsaetning:
        """The set-up as it is now. Its version changes with every change, and is cheap to ask (`version`)."""
        ...

    def opsaetning_pr(self, version: int) -> Opsaetning:
        """The set-up as it was at that version."""
        ...

    def version(self) -> int:
        """The version of the set-up; 0: none yet."""
        ...

    def gem(  # noqa: PLR0913 - one set-up is made of these
        self,
        *,
        organisationer: Sequence[Organisation] = (),
        systemer: Sequence[ItSystem] = (),
        aftaler: Sequence[Serviceaftale] = (),
        dueslag: Sequence[Dueslag] = (),
        brugere: Sequence[Bruger] = (),
        certifikater: Sequence[Systemcertifikat] = (),
        tidspunkt: str,
        hvem: str,
        foelge: Foelge = INGEN_FOELGE,
    ) -> int:
        """Keeps what is new or changed (by uuid, cvr, id or fingerprint) and gives the new version; former ones stay.

        `foelge` is kept in the same transaction, whether or not the set-up changes; Brugsfejl POST-010, and nothing
        kept, where the set-up is another than it says.

        A new dueslag has got the log up to its `fra`: it is behind (`bagud`) until it has been given what comes after.
        """
        ...

    # --- value lists --------------------------------------------------------------------------------------------------

    def vaerdilister(self) -> list[Vaerdiliste]:
        """All value lists."""
        ...

    def opret_vaerdiliste(self, liste: Vaerdiliste, *, nu: str, hvem: str) -> None:
        """Keeps an empty list, or its new name or state."""

    def ret_vaerdiliste(
        self, uuid: str, *, til: Iterable[int | str] = (), fra: Iterable[int | str] = (), nu: str, hvem: str
    ) -> Vaerdiliste:
        """Removes and adds values in one version; personnumre as whole numbers. A value in both is added.

        Where nothing changes the version stays.
        """
        ...

    def vaerdier(self, uuid: str, *, efter: int | str | None = None, antal: int = 1000) -> list[int | str]:
        """Values in order, after one, at most `antal`."""
        ...

    def medlemskaber(self, vaerdier: Collection[int | str], stand: int | None = None) -> dict[int | str, list[str]]:
        """Which value lists each of the values is in, now or at a state of the lists; one in none is left out."""
        ...

    def listestand(self) -> int:
        """The number of the newest change of any value list: how all lists are, in one number, and cheap to ask."""
        ...

    # --- readers of the feed ------------------------------------------------------------------------------------------

    def laest(self, system: str, udsnit: str) -> tuple[Straekning, ...]:
        """How far an it-system has read a part of the log (`udsnit` is any text that tells which), from the beginning.

        Empty: it has not.
        """
        ...

    def saet_laest(self, system: str, udsnit: str, ny: Straekning, *, fra: int) -> None:
        """Keeps that the log above `fra` has been shown up to the end of a stretch, as `straekning.splice`.

        It need not survive a power cut: the next durable change takes it along.
        """

    def close(self) -> None:
        """Lets go of files and connections."""
