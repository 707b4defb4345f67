"""The audit: links written in the transaction of what they tell of, and found again."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import uuid4

from cpr_haendelser.revision.bog import Antal, Emne
from cpr_haendelser.revision.kaede import begin, forge
from cpr_haendelser.revision.kanonisk import Gruppe, group
from cpr_haendelser.revision.pakning import pack, unpack
from cpr_haendelser.revision.post import TOM, Hoved, Led, Revisionspost, Slags, lookup_keys
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, Raekke, to_text
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

    def tael_revision(
        self, emne: Emne, *, fra: str = "", til: str = "", slags: Collection[Slags] = tuple(Slags)
    ) -> Antal:
        """How much there is about it."""
        values = self._stretch(emne, fra, til, slags)
        return Antal(*self._rows("revision", "tael_person" if isinstance(emne, int) else "tael_noegle", values)[0])

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
    return Hoved(*row) if row else TOM


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
    """A link of its row. ValueError where its content cannot be unpacked."""
    nr, tidspunkt, slags, antal, pakket, forrige, hash_ = raekke
    return Led(nr, tidspunkt, Slags(slags), antal, unpack(pakket), forrige, hash_)


def count_keys(grupper: Sequence[Gruppe]) -> Counter[str]:
    """How many posts have each lookup key."""
    antal: Counter[str] = Counter()
    for gruppe in grupper:
        for noegle in lookup_keys(gruppe.faelles):
            antal[noegle] += gruppe.antal
    return antal


def _add(connection: sqlite3.Connection, led: Led, grupper: Sequence[Gruppe]) -> None:
    sql = saetninger("revision", RUM)
    connection.execute(sql["add_led"], (*led[:4], led.forrige, led.hash, pack(led.indhold)))
    opslag = [
        (_number(connection, noegle), led.nr, led.slags, antal) for noegle, antal in sorted(count_keys(grupper).items())
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
