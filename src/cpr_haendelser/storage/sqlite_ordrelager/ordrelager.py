"""The ordrelager in one SQLite file (storage.ordrelager.Ordrelager says what the methods do)."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from cpr_haendelser.storage import ordrefejl
from cpr_haendelser.storage.ordre import (
    Gemtskabelon,
    Indlaeg,
    Ordre,
    Ordrelinje,
    Ordrenyt,
    Ordretilstand,
    Personslags,
    Side,
    Testperson,
    Udfoerelse,
    Udfoerelsestilstand,
    on_the_way,
)
from cpr_haendelser.storage.sqlite.forbindelser import Forbindelser
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite.skema import Skema, prepare
from cpr_haendelser.storage.sqlite_ordrelager.raekker import (
    RUM,
    from_udfoerelse,
    read_linje,
    to_gemt,
    to_json,
    to_nyt,
    to_ordre,
    to_person,
    to_udfoerelse,
    write_linje,
)

SKEMA = Skema(RUM, 0x4350524F)
"""»CPRO« in the file's header."""


class SqliteOrdrelager:
    """Durable when a method that writes has returned (WAL, synchronous FULL); threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        prepare(path, SKEMA)
        self._forbindelser = Forbindelser(path)
        self._sql = saetninger("ordrelager", RUM)

    # --- persons ------------------------------------------------------------------------------------------------------

    def reserver(self, personer: Sequence[Testperson]) -> None:
        """Takes numbers for persons."""
        rows = [(p.pnr, p.slags, p.ejer, p.gruppe, p.oprettet, p.fjernet) for p in personer]
        with self._forbindelser.writer() as connection:
            try:
                connection.executemany(self._sql["add_person"], rows)
            except sqlite3.IntegrityError:
                raise ordrefejl.number_given() from None
            self._share(connection, personer)

    def ret_personer(self, personer: Sequence[Testperson]) -> None:
        """Keeps what has changed of persons."""
        rows = [(p.slags, p.ejer, p.gruppe, p.fjernet, p.pnr) for p in personer]
        with self._forbindelser.writer() as connection:
            connection.executemany(self._sql["ret_person"], rows)
            connection.executemany(self._sql["glem_deling"], [(p.pnr,) for p in personer])
            self._share(connection, personer)

    def _share(self, connection: sqlite3.Connection, personer: Iterable[Testperson]) -> None:
        rows = [(cvr, person.pnr) for person in personer for cvr in dict.fromkeys(person.delt_med)]
        connection.executemany(self._sql["add_deling"], rows)

    def personer(self, pnrs: Collection[int]) -> dict[int, Testperson]:
        """Those of the numbers that have been given."""
        with self._forbindelser.reader() as connection:
            return {row[0]: to_person(row) for row in connection.execute(self._sql["personer"], (to_json(pnrs),))}

    def find_personer(
        self, *, ejer: str = "", slags: Personslags | None = None, gruppe: str = "", efter: int = 0, antal: int = 1000
    ) -> list[Testperson]:
        """Persons by number."""
        values = {"ejer": ejer, "slags": slags or "", "gruppe": gruppe, "efter": efter, "antal": antal}
        with self._forbindelser.reader() as connection:
            rows = connection.execute(self._sql["egne_personer" if ejer else "alles_personer"], values)
            return [to_person(row) for row in rows]

    def oprettede(self, ejer: str) -> dict[tuple[str, str], int]:
        """How many numbers were given, by group and time."""
        with self._forbindelser.reader() as connection:
            rows = connection.execute(self._sql["oprettede"], (ejer,))
            return {(gruppe, tidspunkt): antal for gruppe, tidspunkt, antal in rows}

    # --- orders -------------------------------------------------------------------------------------------------------

    def opret(self, ordre: Ordre, linjer: Sequence[Ordrelinje], skabelon: bytes = b"") -> Ordre:
        """Keeps a new order."""
        with self._forbindelser.writer() as connection:
            values = {**ordre._asdict(), "linjer": len(linjer), "skabelon": skabelon}
            if connection.execute(self._sql["add_ordre"], values).rowcount:
                self._write_linjer(connection, self._number(connection, ordre.uuid), linjer)
            return to_ordre(connection.execute(self._sql["ordre"], (ordre.uuid,)).fetchone())

    def ret(self, ordre: Ordre, linjer: Sequence[Ordrelinje], skabelon: bytes = b"", *, pr: str = "") -> bool:
        """Other content of an order."""
        with self._forbindelser.writer() as connection:
            nr = self._number(connection, ordre.uuid)
            values = {**ordre._asdict(), "linjer": len(linjer), "skabelon": skabelon, "pr": pr}
            if not connection.execute(self._sql["ret_ordre"], values).rowcount:
                return False
            connection.execute(self._sql["glem_linjer"], (nr,))
            self._write_linjer(connection, nr, linjer)
            return True

    def _write_linjer(self, connection: sqlite3.Connection, nr: int, linjer: Iterable[Ordrelinje]) -> None:
        connection.executemany(self._sql["add_linje"], [(nr, linje.nr, write_linje(linje)) for linje in linjer])

    def ordre(self, uuid: str) -> Ordre | None:
        """The order."""
        with self._forbindelser.reader() as connection:
            row = connection.execute(self._sql["ordre"], (uuid,)).fetchone()
            return to_ordre(row) if row else None

    def ordrer(
        self, *, ejer: str = "", tilstande: Collection[Ordretilstand] = (), foer: int = 0, antal: int = 100
    ) -> list[Ordre]:
        """Orders, the newest first."""
        values = {"ejer": ejer, "tilstande": to_json(sorted(tilstande)), "foer": foer, "antal": antal}
        with self._forbindelser.reader() as connection:
            return [to_ordre(row) for row in connection.execute(self._sql["ordrer"], values)]

    def skift(  # noqa: PLR0913 - the interface's
        self,
        uuid: str,
        fra: Collection[Ordretilstand],
        til: Ordretilstand,
        *,
        indlaeg: Indlaeg,
        plan: Sequence[Udfoerelse] = (),
        side: Side = Side.PROGRAMMET,
        pr: str = "",
    ) -> bool:
        """Lets an order go from one state to another."""
        with self._forbindelser.writer() as connection:
            nr = self._number(connection, uuid)
            values = {"nr": nr, "fra": to_json(sorted(fra)), "til": til, "pr": pr}
            values |= {"tidspunkt": indlaeg.tidspunkt, "grund": indlaeg.tekst}
            if not connection.execute(self._sql["skift"], values).rowcount:
                return False
            connection.execute(self._sql["add_indlaeg"], (nr, *on_the_way(til, indlaeg)))
            connection.execute(self._sql["add_nyt"], (nr, til, side, *indlaeg))
            connection.executemany(self._sql["saet_udfoerelse"], [from_udfoerelse(nr, each) for each in plan])
            return True

    def linjer(self, uuid: str, *, efter: int = 0, antal: int = 1000) -> list[Ordrelinje]:
        """The order's lines."""
        with self._forbindelser.reader() as connection:
            rows = connection.execute(self._sql["linjer"], (self._number(connection, uuid), efter, antal))
            return [read_linje(indhold) for (indhold,) in rows]

    def antal_oenskede(self, uuid: str) -> int:
        """How many of the order's lines say that a divergence is wanted."""
        with self._forbindelser.reader() as connection:
            values = (self._number(connection, uuid), f"$[{Ordrelinje._fields.index('oensket_divergens')}]")
            return int(connection.execute(self._sql["antal_oenskede"], values).fetchone()[0])

    def skabelon(self, uuid: str) -> bytes:
        """The filled template."""
        with self._forbindelser.reader() as connection:
            row = connection.execute(self._sql["skabelon"], (self._number(connection, uuid),)).fetchone()
            return bytes(row[0])

    def skriv(self, uuid: str, indlaeg: Indlaeg, *, side: Side = Side.PROGRAMMET) -> None:
        """A word in the order's thread."""
        with self._forbindelser.writer() as connection:
            nr = self._number(connection, uuid)
            connection.execute(self._sql["add_indlaeg"], (nr, *indlaeg))
            connection.execute(self._sql["add_nyt"], (nr, "", side, *indlaeg))

    def traad(self, uuid: str) -> list[Indlaeg]:
        """The order's thread."""
        with self._forbindelser.reader() as connection:
            rows = connection.execute(self._sql["traad"], (self._number(connection, uuid),))
            return [Indlaeg(*row) for row in rows]

    def nyt(self, *, efter: int, antal: int = 100) -> list[Ordrenyt]:
        """News above that number."""
        with self._forbindelser.reader() as connection:
            return [to_nyt(row) for row in connection.execute(self._sql["nyt"], (efter, antal))]

    def glem_nyt(self, til: int) -> None:
        """Lets go of news."""
        with self._forbindelser.writer() as connection:
            connection.execute(self._sql["glem_nyt"], (til,))

    # --- templates put aside ------------------------------------------------------------------------------------------

    def gem_skabelon(self, skabelon: Gemtskabelon, indhold: bytes) -> Gemtskabelon:
        """Keeps the next version of a template."""
        with self._forbindelser.writer() as connection:
            row = connection.execute(self._sql["gem_skabelon"], {**skabelon._asdict(), "indhold": indhold}).fetchone()
            return skabelon._replace(version=int(row[0]))

    def gemte_skabeloner(self, *, ejer: str = "") -> list[Gemtskabelon]:
        """The newest version of each template."""
        with self._forbindelser.reader() as connection:
            return [to_gemt(row) for row in connection.execute(self._sql["gemte_skabeloner"], {"ejer": ejer})]

    def gemt_skabelon(self, ejer: str, navn: str, version: int = 0) -> tuple[Gemtskabelon, bytes] | None:
        """A version of a template."""
        with self._forbindelser.reader() as connection:
            values = {"ejer": ejer, "navn": navn, "version": version}
            row = connection.execute(self._sql["gemt_skabelon"], values).fetchone()
            return (to_gemt(row[:-1]), bytes(row[-1])) if row else None

    def glem_skabelon(self, ejer: str, navn: str) -> bool:
        """Removes every version of a template."""
        with self._forbindelser.writer() as connection:
            return connection.execute(self._sql["glem_skabelon"], (ejer, navn)).rowcount > 0

    # --- carrying out -------------------------------------------------------------------------------------------------

    def forfaldne(self, *, nu: str, antal: int = 1000) -> list[Udfoerelse]:
        """What is due."""
        with self._forbindelser.reader() as connection:
            return [to_udfoerelse(row) for row in connection.execute(self._sql["forfaldne"], (nu, antal))]

    def naeste_tid(self) -> str:
        """When the next one is due."""
        with self._forbindelser.reader() as connection:
            return str(connection.execute(self._sql["naeste_tid"]).fetchone()[0])

    def afslut(self, udfoerelser: Sequence[Udfoerelse]) -> None:
        """Keeps what came of udførelser."""
        with self._forbindelser.writer() as connection:
            numre = {uuid: self._number(connection, uuid) for uuid in {each.ordre for each in udfoerelser}}
            rows = [from_udfoerelse(numre[each.ordre], each) for each in udfoerelser]
            connection.executemany(self._sql["saet_udfoerelse"], rows)

    def begynd(self, uuid: str, numre: Collection[int], forsoeg: str) -> None:
        """Notes in which file some udførelser are being received."""
        with self._forbindelser.writer() as connection:
            values = {"ordre": self._number(connection, uuid), "numre": to_json(list(numre)), "forsoeg": forsoeg}
            connection.execute(self._sql["begynd"], values)

    def udfoerelser(
        self, uuid: str, *, tilstand: Udfoerelsestilstand | None = None, efter: int = 0, antal: int = 1000
    ) -> list[Udfoerelse]:
        """The order's plan."""
        with self._forbindelser.reader() as connection:
            nr = self._number(connection, uuid)
            values = {"ordre": nr, "tilstand": tilstand or "", "efter": efter, "antal": antal}
            return [to_udfoerelse(row) for row in connection.execute(self._sql["udfoerelser"], values)]

    def venter(self, uuid: str) -> bool:
        """Whether anything is still to be carried out."""
        with self._forbindelser.reader() as connection:
            return bool(connection.execute(self._sql["venter"], (self._number(connection, uuid),)).fetchone()[0])

    def optaelling(self, uuid: str) -> dict[Udfoerelsestilstand, int]:
        """How many stand where."""
        with self._forbindelser.reader() as connection:
            rows = connection.execute(self._sql["optaelling"], (self._number(connection, uuid),))
            return {Udfoerelsestilstand(tilstand): antal for tilstand, antal in rows}

    # --- terms --------------------------------------------------------------------------------------------------------

    def accepter(self, cvr: str, version: str, *, hvem: str, tidspunkt: str) -> None:
        """The organisation has accepted the terms."""
        with self._forbindelser.writer() as connection:
            connection.execute(self._sql["add_accept"], (cvr, version, hvem, tidspunkt))

    def accepteret(self, cvr: str) -> str:
        """The version that the organisation has accepted."""
        with self._forbindelser.reader() as connection:
            row = connection.execute(self._sql["accepteret"], (cvr,)).fetchone()
            return str(row[0]) if row else ""

    def close(self) -> None:
        """Closes the connections."""
        self._forbindelser.close()

    def _number(self, connection: sqlite3.Connection, uuid: str) -> int:
        row = connection.execute(self._sql["nummer"], (uuid,)).fetchone()
        if row is None:
            raise ordrefejl.no_ordre()
        return int(row[0])
