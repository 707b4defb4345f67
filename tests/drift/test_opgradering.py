"""Databases of the first migration, filled, are opened by today's program: nothing is lost, and it works on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.haendelser.model import Art, Haendelse
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Ordrelinje, Trin
from cpr_haendelser.storage.sqlite import skema
from cpr_haendelser.storage.sqlite.saetninger import split_script
from cpr_haendelser.storage.sqlite_ordrelager.ordrelager import SKEMA as ORDRER
from cpr_haendelser.storage.sqlite_postrum.raekker import SKEMA as POSTRUM
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from tests.drift.belastning import ADRESSE, Kvitteret, carry_out, deliver, deliver_all, furnish, opened
from tests.opslag.korsbaek import settings_in, write_korsbaek
from tests.udlevering.opsat import DUESLAG_A, KORSBAEK, A

RUM = {"h.db": skema.REGISTER, "h.post.db": POSTRUM, "h.ordrer.db": ORDRER}
POSTER = {"organisation": 6, "system": 9, "aftale": 14, "dueslag": 9}
"""What the set-up was made of then: so many fields each thing had."""


class Foer(NamedTuple):
    """The folder of the old databases, and what was in them."""

    mappe: Path
    filer: list[Path]
    set_: dict[str, object]


def see(installation: Installation) -> dict[str, object]:
    """All that the doors would show, rooms apart."""
    lager, postrum, ordrelager = installation.lager, installation.postrum, installation.ordrelager
    log = list(iterate(lager, Udsnit()))
    opsaetning = postrum.opsaetning()
    return {
        "log": log,
        "beskeder": [installation.beskedskriver.write(each) for each in log[:40]],
        "filer": lager.leverancer(antal=100),
        "linjer": [lager.linjer099(fil.fil) for fil in lager.leverancer(antal=100)],
        "personer": [lager.versioner(pnr) for pnr in lager.personer_paa("0998", antal=200)],
        "opsaetning": (opsaetning.organisationer, opsaetning.systemer, opsaetning.aftaler, opsaetning.dueslag),
        "position": postrum.position(),
        "forsendelser": postrum.forsendelser(DUESLAG_A, antal=10_000),
        "leverede": postrum.leverede(DUESLAG_A, antal=10_000),
        "tilstande": postrum.tilstande(),
        "ordrer": [(each, ordrelager.linjer(each.uuid), ordrelager.udfoerelser(each.uuid), ordrelager.traad(each.uuid))
                   for each in ordrelager.ordrer(antal=100)],
        "id": installation.namespace,
    }  # fmt: skip


def make_first(sti: Path, slags: skema.Skema) -> None:
    """An empty database as the first migration made it."""
    ((nummer, script), *_) = skema.migrationer(slags.rum)
    assert nummer == 1
    with closing(sqlite3.connect(sti, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {skema.PAGE_SIZE}")
        connection.execute("PRAGMA journal_mode = WAL")
        for statement in split_script(script):
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 1")
        connection.execute(f"PRAGMA application_id = {slags.application_id}")


def fill(sti: Path, fra: Path) -> int:
    """Copies into its tables and columns, by SQL, what a database of today has in them; how many rows."""
    with closing(sqlite3.connect(sti)) as connection:
        connection.execute("ATTACH ? AS nu", (str(fra),))
        tabeller = [navn for (navn,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
        antal = 0
        for tabel in tabeller:
            kolonner = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({tabel})"))
            antal += connection.execute(
                f"INSERT OR REPLACE INTO main.{tabel} ({kolonner}) SELECT {kolonner} FROM nu.{tabel}"  # noqa: S608 - the schema's own names
            ).rowcount
        if "opsaetningspost" in tabeller:
            connection.execute("DELETE FROM opsaetningspost WHERE art NOT IN (SELECT value FROM json_each(?))", (
                json.dumps(list(POSTER)),
            ))  # fmt: skip
            for art, noegle, version, indhold in connection.execute("SELECT * FROM opsaetningspost").fetchall():
                connection.execute(
                    "UPDATE opsaetningspost SET indhold = ? WHERE art = ? AND noegle = ? AND version = ?",
                    (json.dumps(json.loads(indhold)[: POSTER[art]]), art, noegle, version),
                )
        connection.commit()
    return antal


@pytest.fixture(scope="module")
def foer(tmp_path_factory: pytest.TempPathFactory) -> Foer:
    nu, gammel = tmp_path_factory.mktemp("nu"), tmp_path_factory.mktemp("gammel")
    foerste, *dage = write_korsbaek(nu / "filer")
    settings = settings_in(nu)
    furnish(settings, foerste)
    with opened(settings) as installation:
        for dag in dage[:2]:
            installation.receive(Oenske(dag))
        miljoe, kvitteret = Miljoe(installation), Kvitteret()
        for art, fra in ((Ordreart.HAENDELSE, 0), (Ordreart.SAMMENHAENGENDE, 4)):
            pnrs = installation.lager.personer_paa("0998", antal=8)[fra : fra + 4]
            linjer = [
                Ordrelinje(nr, (f"{pnr:010d}",), (Trin("flytning", Art.NY, ADRESSE),)) for nr, pnr in enumerate(pnrs, 1)
            ]
            ordre = miljoe.ekspedition.create(Udkast(art, "x", "22222222", A, KORSBAEK, Kreds.ALLE), linjer)
            kvitteret.ordrer.append(miljoe.ekspedition.submit(ordre, hvem="prøve").uuid)
        next(carry_out(installation, kvitteret))
        trin = deliver(installation, kvitteret)
        for _ in range(12):
            next(trin)
        fordelte = installation.postrum.bagud()
        assert fordelte == {}, "a dueslag that is behind is newer than the first migration"
        set_ = see(installation)
    antal = 0
    for navn, slags in RUM.items():
        make_first(gammel / navn, slags)
        antal += fill(gammel / navn, nu / navn)
    assert antal > 3000
    return Foer(gammel, dage[2:], set_)


@pytest.fixture
def efter(foer: Foer, tmp_path: Path) -> Iterator[Installation]:
    for navn in RUM:
        with closing(sqlite3.connect(foer.mappe / navn)) as fra, closing(sqlite3.connect(tmp_path / navn)) as til:
            fra.backup(til)
    with opened(settings_in(tmp_path)) as installation:
        yield installation


def test_the_old_databases_are_old_and_hold_something(foer: Foer) -> None:
    for navn in RUM:
        with closing(sqlite3.connect(foer.mappe / navn)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    for navn in ("log", "filer", "personer", "forsendelser", "leverede", "ordrer"):
        assert foer.set_[navn], navn


@pytest.mark.parametrize("hvad", [
    "log", "beskeder", "filer", "linjer", "personer", "opsaetning", "position", "forsendelser", "leverede", "tilstande",
    "ordrer", "id",
])  # fmt: skip
def test_all_that_was_kept_is_there(foer: Foer, efter: Installation, hvad: str) -> None:
    assert see(efter)[hvad] == foer.set_[hvad]


def test_they_have_todays_schema_afterwards(efter: Installation, tmp_path: Path) -> None:
    assert efter.postrum.position() >= 0
    assert efter.ordrelager.ordrer()
    for navn, slags in RUM.items():
        with closing(sqlite3.connect(tmp_path / navn)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (skema.migrationer(slags.rum)[-1][0],)
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_work_goes_on_in_them(foer: Foer, efter: Installation) -> None:
    """Files, orders and messages: what waited leaves, what comes is received, and no number comes twice."""
    for fil in foer.filer:
        assert efter.receive(Oenske(fil)).leverance.haendelser
    kvitteret = Kvitteret(ordrer=[each.uuid for each in efter.ordrelager.ordrer()])
    gennemfoerer = Miljoe(efter).gennemfoerer
    gennemfoerer.resume()
    while gennemfoerer.step():
        pass
    deliver_all(efter, kvitteret)
    log: list[Haendelse] = list(iterate(efter.lager, Udsnit()))
    assert [each.loebenummer for each in log] == list(range(1, len(log) + 1))
    leverede = {each.loebenummer for each in efter.postrum.leverede(DUESLAG_A, antal=10_000)}
    assert leverede == {each.loebenummer for each in log if each.modtager_cvr == KORSBAEK}
    assert efter.postrum.forsendelser(DUESLAG_A, tilstand=Forsendelsestilstand.VENTER) == []
