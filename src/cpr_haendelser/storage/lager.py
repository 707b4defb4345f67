"""The one interface to what is kept. Nothing outside this room may know which implementation it talks to.

Personnumre are whole numbers here (ten digits without leading zeros). Times are ISO 8601 text or CPR times as
delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID, uuid5

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Beslutning, Haendelse
from cpr_haendelser.replika.billede import read_opslag
from cpr_haendelser.storage.ordre import Ordrehaendelse

STOERSTE = 2**63 - 1
"""The highest løbenummer that can be asked about."""


class KaedeAendret(Brugsfejl):
    """Another receiver took a file of the same task while this one was decided; nothing has been changed."""

    def __init__(self, tekst: str) -> None:
        super().__init__("LAG-001", tekst)


class Leveranceart(StrEnum):
    """How a file was received."""

    AENDRINGER = "aendringer"
    ETABLERING = "etablering"
    GENETABLERING = "genetablering"
    """A re-baseline: `--initial` on a filled replica, or `--accept-gap`."""


class Leverance(NamedTuple):
    """One received file: a line of the ledger. `fil` is 0 until the ledger has given it a number."""

    fil: int
    opgave: str
    proddto: str
    proddto_forrig: str
    filnavn: str
    sha256: str
    art: Leveranceart
    modtaget: str
    personer: int
    aendrede: int
    """Persons whose image the file changed."""
    aeldre: int
    """Persons left alone because another task's image of them is newer."""
    poster: dict[str, int]
    """Records per record type."""
    koder099: dict[str, int]
    """099 lines per code."""
    bemaerkninger: tuple[str, ...]
    """What was noticed and let pass: records longer than their layout, 910 and 997 records. Danish, without numbers."""
    grund: str
    """Why a gap was accepted; empty otherwise."""
    haendelser: int = 0


class Billede(NamedTuple):
    """A person's image and the file it came with."""

    pnr: int
    fil: int
    opgave: str
    proddto: str
    dokument: bytes


class Stade(NamedTuple):
    """A moment of the register: the newest file and the highest løbenummer, of one committed state."""

    fil: int
    loebenummer: int


class Linje099(NamedTuple):
    """What became of one 099 line: the numbers of its hændelser, or the reason why there are none."""

    fil: int
    linje: int
    pnr: int
    kode: str
    maerke: str
    tid: str
    loebenumre: tuple[int, ...]
    grund: str


class Personaendring(NamedTuple):
    """One person of a delivery as decided: the new document, and the file of the image decided upon (0: none)."""

    pnr: int
    foer_fil: int
    dokument: bytes
    relationer_ny: tuple[tuple[int, int], ...]
    relationer_vaek: tuple[tuple[int, int], ...]
    """(art, related personnummer) that came and went."""


class Afgoerelse(NamedTuple):
    """One person decided: its change (None: image untouched), its hændelser with ids, and its 099 lines.

    A delivery has one for each of its persons.
    """

    pnr: int
    aendring: Personaendring | None
    haendelser: tuple[tuple[Beslutning, bytes, bytes, str], ...]
    """(decision, ObjektRegistreringId, BeskedId, receiver's CVR); the ids as their sixteen bytes."""
    linjer: tuple[tuple[int, str, str, str, str], ...]
    """(line, code, derived mark, time, reason; the reason is empty where hændelser name the line)."""
    foer_fil: int | None = None
    """Where `aendring` is None: the file of the image decided upon (0: none), so that the person is decided again if it
    has changed since; None: do not look. Where there is a change, its own `foer_fil` counts."""
    aeldre: bool = False
    """The image was left alone because another task's is newer: keeps the ledger's count right when decided again."""
    kreds: tuple[str, ...] = ()
    """CVR of the organisations whose systems may get the person's hændelser; empty: all."""


class Kvittering(NamedTuple):
    """What a committed delivery came to."""

    leverance: Leverance
    foerste: int
    """First løbenummer, 0 when none was given."""
    sidste: int
    afgjort_igen: int
    """Persons decided again because someone else changed them in between."""
    ordrehaendelser: tuple[int, ...] = ()
    """Løbenumre of the ordered hændelser beside the file's own, as they were handed in."""


class Spool(Protocol):
    """Decisions kept outside memory between deciding and the transaction."""

    def add(self, afgoerelser: Iterable[Afgoerelse]) -> None:
        """Keeps a batch of decisions."""

    def __iter__(self) -> Iterator[Afgoerelse]:
        """The decisions, in the order they were added."""
        ...

    def close(self) -> None:
        """Removes what was kept."""


Genafgoer = Callable[[Sequence[int], dict[int, Billede]], list[Afgoerelse]]
"""Decides persons again, upon the images as they are now: one decision for each number asked about, in any order.
Called with some thousand numbers at a time, inside the transaction: it may read from the lager, never write to it."""

CvrFor = Callable[[str], str]
"""The CVR of the receiver for a municipality code as in the records; empty where none is known."""


def lives_in(billede: Billede, kommunekoder: Collection[str]) -> bool:
    """Whether the address of an image is in one of the municipalities."""
    kommunekode = read_opslag(billede.dokument).kommunekode
    return bool(kommunekode) and kommunekode in kommunekoder


def frigivet_id(besked_id: UUID, cvr: str) -> UUID:
    """The BeskedId of a hændelse that got its receiver later."""
    return uuid5(besked_id, cvr)


class Lager(Protocol):
    """What is kept: file ledger, images and versions, relations, the numbered log."""

    def meta(self, noegle: str) -> str | None:
        """A value fixed at set-up: `miljoe`, `id_namespace`."""

    def fix_meta(self, noegle: str, vaerdi: str) -> str:
        """Keeps the value unless there is one already; the one that stands."""
        ...

    def saetnummer(self, indhold: str) -> int:
        """The number of a set of composing settings (canonical JSON); the same content has the same number."""
        ...

    def saet(self, nummer: int) -> str:
        """The composing settings of that number. Brugsfejl when there is none."""
        ...

    def saetnumre(self) -> list[int]:
        """The numbers of all sets of composing settings, in order."""
        ...

    def new_spool(self) -> Spool:
        """An empty spool for one delivery."""
        ...

    def seneste_leverance(self, opgave: str) -> Leverance | None:
        """The newest file of a task, by production date."""

    def seneste_leverancer(self) -> list[Leverance]:
        """The file of each task that was received last, by task."""
        ...

    def find_leverance(self, opgave: str, proddto: str) -> Leverance | None:
        """The file of that task and production date."""

    def leverance(self, fil: int) -> Leverance | None:
        """The file of that number."""

    def leverancer(self, *, efter: int = 0, antal: int = 1000) -> list[Leverance]:
        """Files by number."""
        ...

    def linjer099(self, fil: int, *, efter: int = 0, antal: int = 1000) -> list[Linje099]:
        """What became of the 099 lines of a file, by line number above `efter`."""
        ...

    def antal_personer(self) -> int:
        """How many persons the replica holds."""
        ...

    def billeder(self, pnrs: Sequence[int]) -> dict[int, Billede]:
        """Current images of those persons that are known."""
        ...

    def findes(self, pnrs: Collection[int]) -> set[int]:
        """Those of the persons that are known."""
        ...

    def billede_pr_fil(self, pnr: int, fil: int) -> Billede | None:
        """The person as of a file: the newest version not younger than it."""

    def versioner(self, pnr: int) -> list[Billede]:
        """Every version of the person, oldest first, the current one last."""
        ...

    def personer_paa(
        self, kommunekode: str, *, vejkode: str = "", husnr: str = "", efter: int = 0, antal: int = 1000
    ) -> list[int]:
        """Personnumre above `efter` with current address in the municipality, or on that road, or at that house."""
        ...

    def stade(self) -> Stade:
        """Where the register is."""
        ...

    def personer_i(
        self, kommunekoder: Collection[str], *, fil: int, efter: int = 0, antal: int = 1000
    ) -> list[Billede]:
        """Persons above `efter` who lived in one of the municipalities as of a file, as they were then, by number."""
        ...

    def relationer_til(self, pnr: int) -> list[tuple[int, int]]:
        """Who names this person: (relation art, personnummer). Arts: replika.billede.RELATIONSARTER."""
        ...

    def sidste_loebenummer(self) -> int:
        """The highest number of the log."""
        ...

    def haendelser(  # noqa: PLR0913 - one part of the log is told by these
        self,
        *,
        efter: int = 0,
        til: int = STOERSTE,
        antal: int = 1000,
        koder: Sequence[str] = (),
        cvr: Sequence[str] = (),
        pnr: int = 0,
    ) -> list[Haendelse]:
        """Hændelser above `efter` and up to `til`, at most `antal`, in order; empty filters let everything through."""
        ...

    def numre_om(self, pnrs: Collection[int], *, efter: int, til: int) -> list[tuple[int, int]]:
        """(Personnummer, løbenummer) of the hændelser about some persons above `efter` and up to `til`."""
        ...

    def taelling(self, *, efter: int, til: int) -> list[tuple[str, str, int]]:
        """(Day, code, how many) of the hændelser above `efter` and up to `til`; it reads them all.

        The day is the production date of the file (YYYYMMDD), of an ordered one the day that it was formed.
        """
        ...

    def haendelser_med(self, loebenumre: Collection[int]) -> list[Haendelse]:
        """The hændelser of these numbers, in order; those that the log does not have are left out."""
        ...

    def foerste(  # noqa: PLR0913 - one kind of hændelse is told by these
        self, *, efter: int, til: int, cvr: str, koder: Sequence[str], saet: int, organisation: str
    ) -> int:
        """The lowest løbenummer above `efter` and up to `til` to a receiver, with one of the codes and that set.

        What the systems of the organisation (CVR) may not get (Haendelse.kreds) is passed over. 0: there is none.
        """
        ...

    def uden_modtager(self, *, efter: int = 0, antal: int = 1000) -> list[Haendelse]:
        """Hændelser that have no receiver."""
        ...

    def antal_uden_modtager(self) -> int:
        """How many hændelser have no receiver."""
        ...

    def set_modtager(self, loebenummer: int, cvr: str, *, tidspunkt: str, grund: str) -> int:
        """Gives a hændelse without receiver one: it comes into the log again; its new løbenummer.

        So a reader who has passed the old number meets it too. It keeps its ObjektRegistreringId and gets a BeskedId of
        its own (`frigivet_id`) and `tidspunkt` as Dannelsestidspunkt; the old row stays as it is and is not shown as
        uden modtager any more. Brugsfejl when it has a receiver, or there is no such hændelse.
        """
        ...

    def log(self, haendelser: Sequence[Ordrehaendelse], *, dannet: str, saet: int, proddto: str) -> list[int]:
        """Writes ordered hændelser in one transaction; their løbenumre, in the same order.

        Each shows its person as of the newest file and tells ages by `proddto` (YYYYMMDD). One whose BeskedId the log
        has already is left as it is and keeps its number: done twice is done once. Brugsfejl, and nothing written,
        where a person is not in the replica or has no hændelse of the number that is to be corrected.
        """
        ...

    def modtag(  # noqa: PLR0913 - what a delivery is made of
        self,
        spool: Spool,
        leverance: Leverance,
        *,
        dannet: str,
        saet: int,
        genafgoer: Genafgoer,
        cvr_for: CvrFor,
        ordrehaendelser: Sequence[Ordrehaendelse] = (),
    ) -> Kvittering:
        """Commits a delivery: images, versions, relations, hændelser, 099 lines and the ledger, in one transaction.

        First checks that the task's chain is as it was (KaedeAendret when not) and decides again the
        persons whose image has changed since. Løbenumre are given in order of 099 time, then personnummer, then as
        decided. What a hændelse corrects, its main person's hændelse, and a relative's municipality where the
        person's own records know none (role `relateret`, CVR by `cvr_for`) are found here. In the ledger `aendrede` and
        `haendelser` are counted here. A spool is used once, from the lager that made it; the caller closes it.
        `ordrehaendelser` are written after the file's own as by `log`, showing their persons as of this file; the
        ledger does not count them.
        """
        ...

    def etabler(self, personer: Iterable[tuple[int, bytes]], faerdig: Callable[[], Leverance]) -> Leverance:
        """Fills an empty replica in one transaction: (personnummer, document) pairs, each person once.

        Fastest in order of number. `faerdig` gives the ledger's line when all are read, and may raise to undo it all.
        Brugsfejl when the replica holds persons already, KaedeAendret when the file is in the ledger.
        """
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
