"""The reading half of the lager in an SQLite file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from cpr_haendelser.haendelser.model import ORDREREGEL, Haendelse
from cpr_haendelser.storage import fejl
from cpr_haendelser.storage.lager import STOERSTE, Billede, Leverance, Linje099, Stade
from cpr_haendelser.storage.sqlite.beboere import Beboere, read_personer_i
from cpr_haendelser.storage.sqlite.feed import Oensket, read_haendelser, read_numbers
from cpr_haendelser.storage.sqlite.forbindelser import Forbindelser
from cpr_haendelser.storage.sqlite.modtag import read_billeder
from cpr_haendelser.storage.sqlite.raekker import Raekke, to_leverance, to_linje099, to_text
from cpr_haendelser.storage.sqlite.saetninger import saetninger


class Laesning:
    """What storage.lager.Lager says about reading: each method sees one committed state."""

    def __init__(self, forbindelser: Forbindelser) -> None:
        self._forbindelser = forbindelser
        self._sql = saetninger("laesning")

    # Set-up

    def meta(self, noegle: str) -> str | None:
        """A value fixed at set-up."""
        row = self._one("meta", (noegle,))
        return row[0] if row else None

    def saet(self, nummer: int) -> str:
        """The composing settings of that number; Brugsfejl when there is none."""
        row = self._one("saet", (nummer,))
        if row is None:
            raise fejl.no_saet(nummer)
        return str(row[0])

    def saetnumre(self) -> list[int]:
        """The numbers of all sets of composing settings."""
        return [nummer for (nummer,) in self._all("saetnumre")]

    # The file ledger

    def seneste_leverance(self, opgave: str) -> Leverance | None:
        """The newest file of a task, by production date."""
        return _leverance(self._one("seneste_leverance", (opgave,)))

    def seneste_leverancer(self) -> list[Leverance]:
        """The last received file of each task."""
        return [to_leverance(row) for row in self._all("seneste_leverancer")]

    def find_leverance(self, opgave: str, proddto: str) -> Leverance | None:
        """The file of that task and production date."""
        return _leverance(self._one("find_leverance", (opgave, proddto)))

    def leverance(self, fil: int) -> Leverance | None:
        """The file of that number."""
        return _leverance(self._one("leverance", (fil,)))

    def leverancer(self, *, efter: int = 0, antal: int = 1000) -> list[Leverance]:
        """Files by number."""
        return [to_leverance(row) for row in self._all("leverancer", (efter, antal))]

    def linjer099(self, fil: int, *, efter: int = 0, antal: int = 1000) -> list[Linje099]:
        """What became of the 099 lines of a file."""
        return [to_linje099(row) for row in self._all("linjer099", (fil, efter, antal))]

    # The replica

    def antal_personer(self) -> int:
        """How many persons the replica holds."""
        return self._number("antal_personer")

    def billeder(self, pnrs: Sequence[int]) -> dict[int, Billede]:
        """Current images of those persons that are known."""
        with self._forbindelser.reader() as connection:
            return read_billeder(connection, pnrs)

    def findes(self, pnrs: Collection[int]) -> set[int]:
        """Those of the persons that are known."""
        with self._forbindelser.reader() as connection:
            rows = connection.execute(saetninger("laesning")["findes"], (to_text(list(pnrs)),))
            return {pnr for (pnr,) in rows}

    def billede_pr_fil(self, pnr: int, fil: int) -> Billede | None:
        """The person as of a file."""
        row = self._one("billede_pr_fil", {"pnr": pnr, "fil": fil})
        return Billede(*row) if row else None

    def versioner(self, pnr: int) -> list[Billede]:
        """Every version of the person, oldest first."""
        return [Billede(*row) for row in self._all("versioner", {"pnr": pnr})]

    def personer_paa(
        self, kommunekode: str, *, vejkode: str = "", husnr: str = "", efter: int = 0, antal: int = 1000
    ) -> list[int]:
        """Personnumre with current address in the municipality, or on that road, or at that house."""
        name = "personer_i_kommune" if not vejkode else "personer_i_hus" if husnr else "personer_paa_vej"
        values = {"kommunekode": kommunekode, "vejkode": vejkode, "husnr": husnr, "efter": efter, "antal": antal}
        return [pnr for (pnr,) in self._all(name, values)]

    def stade(self) -> Stade:
        """Where the register is."""
        (row,) = self._all("stade")
        return Stade(*row)

    def personer_i(
        self, kommunekoder: Collection[str], *, fil: int, efter: int = 0, antal: int = 1000
    ) -> list[Billede]:
        """Persons who lived in one of the municipalities as of a file, as they were then."""
        with self._forbindelser.snapshot() as connection:
            return read_personer_i(connection, Beboere(frozenset(kommunekoder), fil, efter, antal))

    def relationer_til(self, pnr: int) -> list[tuple[int, int]]:
        """Who names this person: (relation art, personnummer)."""
        return [(art, fra) for art, fra in self._all("relationer_til", (pnr,))]

    # The numbered log

    def sidste_loebenummer(self) -> int:
        """The highest number of the log."""
        return self._number("sidste_loebenummer")

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
        """Hændelser above `efter` and up to `til`, at most `antal`, in order."""
        with self._forbindelser.snapshot() as connection:
            return read_haendelser(connection, Oensket(efter, til, antal, koder, cvr, pnr))

    def numre_om(self, pnrs: Collection[int], *, efter: int, til: int) -> list[tuple[int, int]]:
        """The hændelser about some persons."""
        values = {"pnrs": to_text(sorted(set(pnrs))), "efter": efter, "til": til}
        return sorted((pnr, nummer) for pnr, nummer in self._all("numre_om", values))

    def taelling(self, *, efter: int, til: int) -> list[tuple[str, str, int]]:
        """(Day, code, how many)."""
        values = {"efter": efter, "til": til, "ordreregel": ORDREREGEL}
        return [(str(dag), str(kode), int(antal)) for dag, kode, antal in self._all("taelling", values)]

    def haendelser_med(self, loebenumre: Collection[int]) -> list[Haendelse]:
        """The hændelser of these numbers, in order."""
        with self._forbindelser.reader() as connection:
            return read_numbers(connection, loebenumre)

    def foerste(  # noqa: PLR0913 - one kind of hændelse is told by these
        self, *, efter: int, til: int, cvr: str, koder: Sequence[str], saet: int, organisation: str
    ) -> int:
        """The lowest løbenummer to a receiver, with one of the codes, composed by that set; 0: none."""
        values = {
            "efter": efter,
            "til": til,
            "cvr": cvr,
            "koder": to_text(list(koder)),
            "saet": saet,
            "organisation": organisation,
        }
        row = self._one("foerste", values)
        return int(row[0]) if row else 0

    def uden_modtager(self, *, efter: int = 0, antal: int = 1000) -> list[Haendelse]:
        """Hændelser that have no receiver, and have not been given one."""
        oensket = Oensket(efter, STOERSTE, antal, (), (), 0, uden_modtager=True)
        with self._forbindelser.snapshot() as connection:
            return read_haendelser(connection, oensket)

    def antal_uden_modtager(self) -> int:
        """How many hændelser have no receiver."""
        return self._number("antal_uden_modtager")

    def _one(self, name: str, values: Sequence[Any] | dict[str, Any] = ()) -> Raekke | None:
        rows = self._all(name, values)
        return rows[0] if rows else None

    def _all(self, name: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Raekke]:
        with self._forbindelser.reader() as connection:
            return connection.execute(self._sql[name], values).fetchall()

    def _number(self, name: str) -> int:
        row = self._one(name)
        return int(row[0]) if row else 0


def _leverance(row: Raekke | None) -> Leverance | None:
    return to_leverance(row) if row else None
