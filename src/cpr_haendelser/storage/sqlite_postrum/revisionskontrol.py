"""Holding what lies beside a link of the audit against it: lookups, delivery records, the set-up."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

import msgspec

from cpr_haendelser.aftaler.model import Aftaleskridt
from cpr_haendelser.revision.kanonisk import Gruppe, read
from cpr_haendelser.revision.post import Led, Revisionspost, Slags, lookup_keys
from cpr_haendelser.revision.tegn import to_hex
from cpr_haendelser.storage.adgangsbog import Login, Noegle, Session
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.revisionsvidner import Raekker
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, to_vaerdiliste
from cpr_haendelser.storage.valgbog import Driftsvalg


def find_afvigelser(connection: sqlite3.Connection, led: Led) -> Iterator[str]:
    """What does not say the same as the link, in Danish, without personnumre."""
    grupper = list(read(led.slags, led.indhold))
    if led.slags is not Slags.BEGYNDELSE:
        yield from _keys(connection, led, [gruppe for _, gruppe in grupper])
    if led.slags is Slags.LEVERING:
        for tid, gruppe in grupper:
            yield from _deliveries(connection, led, gruppe, tid or led.tidspunkt)
    else:
        yield from _persons(connection, led, [gruppe for _, gruppe in grupper])
    for _, gruppe in grupper:
        yield from _set_up(connection, gruppe.faelles)


def count_keys(grupper: list[Gruppe]) -> Counter[str]:
    """How many posts have each lookup key."""
    antal: Counter[str] = Counter()
    for gruppe in grupper:
        for noegle in lookup_keys(gruppe.faelles):
            antal[noegle] += gruppe.antal
    return antal


def _keys(connection: sqlite3.Connection, led: Led, grupper: list[Gruppe]) -> Iterator[str]:
    sql = saetninger("revision", RUM)["opslag_ved"]
    for noegle, antal in count_keys(grupper).items():
        if connection.execute(sql, (noegle, led.nr)).fetchone() != (led.slags, antal):
            yield f"opslaget på {noegle} passer ikke."


def _persons(connection: sqlite3.Connection, led: Led, grupper: list[Gruppe]) -> Iterator[str]:
    sql = saetninger("revision", RUM)["person_ved"]
    for pnr, antal in Counter(linje[0] for gruppe in grupper for linje in gruppe.linjer).items():
        if connection.execute(sql, (pnr, led.nr)).fetchone() != (led.slags, antal):
            yield "opslaget på en person passer ikke."


def _deliveries(connection: sqlite3.Connection, led: Led, gruppe: Gruppe, tid: str) -> Iterator[str]:
    sql = saetninger("revision", RUM)["levering_ved"]
    post, dueslag = gruppe.faelles, gruppe.faelles.sag.removeprefix("dueslag:")
    ens = (post.myndighed, post.system, post.aftale, post.kanal, tid)
    for pnr, loebenummer, forsoeg in gruppe.linjer:
        row = connection.execute(sql, (loebenummer, forsoeg, dueslag)).fetchone()
        if row is None:
            yield f"leveringen af nr. {loebenummer} (forsøg {forsoeg}) mangler."
        elif row != (led.nr, pnr, *ens):
            yield f"leveringen af nr. {loebenummer} (forsøg {forsoeg}) er ændret."


def _set_up(connection: sqlite3.Connection, post: Revisionspost) -> Iterator[str]:
    detaljer = dict(post.detaljer)
    if "sha256" not in detaljer:
        return
    art, _, noegle = post.sag.partition(":")
    row = connection.execute(
        saetninger("revision", RUM)["opsaetning_ved"], (art, noegle, int(detaljer["version"]))
    ).fetchone()
    if row is None or to_hex(sha256(row[0].encode()).digest()) != detaljer["sha256"]:
        yield f"opsætningens {post.sag} i version {detaljer['version']} er ændret uden om sporet."


def read_raekker(connection: sqlite3.Connection) -> Raekker:
    """The rows that entries of the audit came with; those that somebody has damaged too."""
    sql = saetninger("revision", RUM)
    return Raekker(
        [Aftaleskridt(*row) for row in connection.execute(sql["alle_skridt"])],
        [_to_noegle(Noegle(*row)) for row in connection.execute(sql["alle_noegler"])],
        [_to_login(Login(*row)) for row in connection.execute(sql["alle_logins"])],
        [Session(*row) for row in connection.execute(sql["alle_sessioner"])],
        [Driftsvalg(*row) for row in connection.execute(sql["alle_valg"])],
        [to_vaerdiliste(row) for row in connection.execute(sql["alle_lister"])],
        [(Gendannelse(*row[:2]), row[2]) for row in connection.execute(sql["alle_gendannelser"])],
    )


def _to_noegle(noegle: Noegle) -> Noegle:
    tekst = str(noegle.omfang)
    try:
        return noegle._replace(omfang=msgspec.json.decode(tekst, type=frozenset[str]))
    except msgspec.DecodeError:
        return noegle._replace(omfang=frozenset({tekst}))


def _to_login(login: Login) -> Login:
    return login._replace(skal_skifte=bool(login.skal_skifte))
