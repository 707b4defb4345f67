"""The audit: links written in the transaction of what they tell of, and found again."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, cast
from uuid import uuid4

from cpr_haendelser.revision.bog import Antal, Begyndelse, Emne, Tal
from cpr_haendelser.revision.kaede import begin, forge
from cpr_haendelser.revision.kanonisk import Gruppe, group
from cpr_haendelser.revision.pakning import pack, unpack
from cpr_haendelser.revision.post import TOM, Hoved, Led, Revisionspost, Slags
from cpr_haendelser.revision.segl import Segl, find_segl, to_json
from cpr_haendelser.revision.vidner import Vidner
from cpr_haendelser.storage import postfejl
from cpr_haendelser.storage.revisionsposter import fallen
from cpr_haendelser.storage.revisionsvidner import to_vidner
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, Raekke, to_text
from cpr_haendelser.storage.sqlite_postrum.revisionskontrol import count_keys, find_afvigelser, read_raekker
from cpr_haendelser.storage.sqlite_postrum.rum import Rum

SIDE = 200
"""Links read at a time."""
SIDSTE = 2**62
"""Above every number of a link."""


class Revisioner(Rum):
    """What revision.bog.Revisionsbog says."""

    def skriv_revision(self, poster: Sequence[Revisionspost], *, nu: str) -> Hoved:
        """Appends posts in a transaction of their own."""
        with self._forbindelser.writer() as connection:
            append(connection, poster, nu)
            return head(connection)

    def revisionshoved(self) -> Hoved:
        """The head of the chain."""
        with self._forbindelser.reader() as connection:
            return head(connection)

    def revisionsled(self, *, efter: int = 0, til: int | None = None) -> Iterator[Led]:
        """The links in order."""
        return self._iterate("led", {"efter": efter, "til": SIDSTE if til is None else til})

    def revisionsled_om(
        self, emne: Emne, *, fra: str = "", til: str = "", slags: Collection[Slags] = tuple(Slags), efter: int = 0
    ) -> Iterator[Led]:
        """The links with posts about it."""
        values = self._stretch(emne, fra, til, slags)
        values["efter"] = max(values["efter"], efter)
        return self._iterate("led_om_person" if isinstance(emne, int) else "led_med_noegle", values)

    def revisionsnoegler(self, noegler: Collection[str], slags: Collection[Slags]) -> set[str]:
        """Which of these keys any link of these kinds has posts about."""
        values = {"noegler": to_text(sorted({each.lower() for each in noegler})), "slags": to_text(sorted(slags))}
        return {str(row[0]) for row in self._rows("revision", "noegler_med", values)}

    def tael_revision(
        self, emne: Emne, *, fra: str = "", til: str = "", slags: Collection[Slags] = tuple(Slags)
    ) -> Antal:
        """How much there is about it."""
        values = self._stretch(emne, fra, til, slags)
        return Antal(*self._rows("revision", "tael_person" if isinstance(emne, int) else "tael_noegle", values)[0])

    def revisionsbegyndelse(self) -> Begyndelse:
        """What the links that are kept follow."""
        with self._forbindelser.reader() as connection:
            return beginning(connection)

    def revision_foer(self, tid: str) -> tuple[Hoved, Antal]:
        """The head as it was before a time."""
        sql = saetninger("revision", RUM)
        with self._forbindelser.snapshot() as connection:
            nr = _first_from(connection, tid) - 1
            row = connection.execute(sql["ved"], (nr,)).fetchone()
            antal = Antal(*connection.execute(sql["tael_til"], (nr,)).fetchone())
        return (Hoved(*row), antal) if row else (TOM, Antal(0, 0))

    def slet_revision(self, segl: Segl, *, nu: str, hvem: str) -> Antal:
        """Removes the links up to a signed head."""
        sql = saetninger("revision", RUM)
        with self._forbindelser.writer() as connection:
            if connection.execute(sql["ved"], (segl.nr,)).fetchone() != segl.hoved:
                raise postfejl.no_hoved()
            antal = Antal(*connection.execute(sql["tael_til"], (segl.nr,)).fetchone())
            connection.execute(sql["add_bortfald"], (segl.nr, nu, to_json(segl), *antal))
            for step in ("slet_opslag", "slet_personer", "slet_leveringer", "slet_led"):
                connection.execute(sql[step], (segl.nr,))
            append(connection, [fallen(segl, antal, hvem)], nu)
            connection.execute(sql["slet_noegler"])
            return antal

    def revisionsafvigelser(self, led: Led) -> list[str]:
        """Where others say otherwise than a link."""
        with self._forbindelser.reader() as connection:
            return list(find_afvigelser(connection, led))

    def revisionstal(self, til: int) -> Iterator[Tal]:
        """How many rows point at each link."""
        with self._forbindelser.snapshot() as connection:
            yield from (Tal(*row) for row in connection.execute(saetninger("revision", RUM)["tal"], (til,)))

    def revisionsvidner(self) -> Vidner:
        """The rows that bear witness, and the head then."""
        with self._forbindelser.snapshot() as connection:
            return Vidner(head(connection), tuple(to_vidner(read_raekker(connection), self._navnerum)))

    def opsaetningsposter(self, fra: int) -> int:
        """How many things of the set-up were made or changed."""
        return int(self._rows("revision", "opsaetningsposter", (fra,))[0][0])

    def _stretch(self, emne: Emne, fra: str, til: str, slags: Collection[Slags]) -> dict[str, Any]:
        """What is asked for, times as numbers of links."""
        with self._forbindelser.snapshot() as connection:
            efter = _first_from(connection, fra) - 1
            foer = _first_from(connection, til) if til else SIDSTE
        return {
            "emne": emne.lower() if isinstance(emne, str) else emne,
            "efter": efter,
            "foer": foer,
            "slags": to_text(sorted(slags)),
        }

    def _iterate(self, name: str, values: dict[str, Any]) -> Iterator[Led]:
        """Links a page at a time, so that no reader stands open while they are used."""
        while rows := self._rows("revision", name, {**values, "antal": SIDE}):
            for row in rows:
                yield to_led(row)
            values["efter"] = rows[-1][0]


def append(connection: sqlite3.Connection, poster: Sequence[Revisionspost], nu: str) -> None:
    """Appends posts in the writer's transaction, one link for each kind among them, in order of their first post."""
    for slags in dict.fromkeys(post.slags for post in poster):
        append_groups(connection, slags, group(post for post in poster if post.slags is slags), nu)


def append_groups(connection: sqlite3.Connection, slags: Slags, grupper: Sequence[Gruppe], nu: str) -> int:
    """Appends one link in the writer's transaction; its number."""
    led = forge(head_to_follow(connection, nu), slags, grupper, nu)
    _add(connection, led, grupper)
    return led.nr


def head(connection: sqlite3.Connection) -> Hoved:
    """The head of the chain."""
    row = connection.execute(saetninger("revision", RUM)["hoved"]).fetchone()
    return Hoved(*row) if row else beginning(connection).hoved


def beginning(connection: sqlite3.Connection) -> Begyndelse:
    """What the links that are kept follow. Opsaetningsfejl REV-014 where what says so has been changed."""
    row = connection.execute(saetninger("revision", RUM)["bortfald"]).fetchone()
    if row is None:
        return Begyndelse("", TOM)
    til, tekst = row
    segl = find_segl(tekst)
    if segl is None or segl.nr != til:
        raise postfejl.no_bortfald(til)
    return Begyndelse(segl.kaede, segl.hoved, segl)


def head_to_follow(connection: sqlite3.Connection, nu: str) -> Hoved:
    """The head of the chain, which is begun now where it has not been."""
    hoved = head(connection)
    if hoved.nr:
        return hoved
    (foer,) = connection.execute(saetninger("revision", RUM)["leveringer_foer"]).fetchone()
    led = begin(str(uuid4()), foer, nu)
    _add(connection, led, ())
    return led.hoved


def to_led(raekke: Raekke) -> Led:
    """A link of its row, also where somebody has damaged it: then its hash does not fit."""
    nr, tidspunkt, slags, antal, pakket, forrige, hash_ = raekke
    kendt = Slags(slags) if slags in set(Slags) else cast("Slags", slags)
    try:
        indhold = unpack(pakket)
    except ValueError:
        indhold = pakket
    return Led(nr, tidspunkt, kendt, antal, indhold, forrige, hash_)


def _add(connection: sqlite3.Connection, led: Led, grupper: Sequence[Gruppe]) -> None:
    sql = saetninger("revision", RUM)
    connection.execute(sql["add_led"], (*led[:4], led.forrige, led.hash, pack(led.indhold)))
    opslag = [
        (_number(connection, noegle), led.nr, led.slags, antal)
        for noegle, antal in sorted(count_keys(list(grupper)).items())
    ]
    connection.executemany(sql["add_opslag"], opslag)
    if led.slags is not Slags.LEVERING:
        personer = Counter(linje[0] for gruppe in grupper for linje in gruppe.linjer)
        connection.executemany(
            sql["add_person"], [(pnr, led.nr, led.slags, antal) for pnr, antal in sorted(personer.items())]
        )


def _number(connection: sqlite3.Connection, noegle: str) -> int:
    sql = saetninger("revision", RUM)
    row = connection.execute(sql["noegle"], (noegle,)).fetchone()
    return int(row[0]) if row else int(connection.execute(sql["add_noegle"], (noegle,)).lastrowid or 0)


def _first_from(connection: sqlite3.Connection, tid: str) -> int:
    """The number of the first link at or after a time; beyond the last where there is none."""
    sql = saetninger("revision", RUM)["fra_nummer"]
    lav, hoej = 1, head(connection).nr + 1
    while lav < hoej:
        midt = (lav + hoej) // 2
        row = connection.execute(sql, (midt,)).fetchone()
        if row is None or row[1] >= tid:
            hoej = midt
        else:
            lav = row[0] + 1
    return lav
