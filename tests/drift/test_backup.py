"""A backup taken while everything goes on is restored to a state that has lost nothing of what was acknowledged."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.cli import run
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.opslag.log import Udsnit, iterate, read_side
from cpr_haendelser.population import write_population
from cpr_haendelser.settings import Settings
from cpr_haendelser.udlevering.kalder import Kalder
from tests.drift.belastning import Belastning, Kvitteret, carry_out, deliver_all, furnish, opened
from tests.opslag.korsbaek import settings_in
from tests.udlevering.opsat import DUESLAG_A, KORSBAEK, A

BACKUPPER = 3
ORDRET = 120
"""Persons that are ordered moves for."""


class Taget(NamedTuple):
    """A backup, and what had been acknowledged when it was begun."""

    mappe: Path
    foer: Kvitteret


class Koersel(NamedTuple):
    """A run with backups taken in the middle of it, brought to its end."""

    mappe: Path
    filer: list[Path]
    backupper: list[Taget]
    til_sidst: Kvitteret
    log: list[Haendelse]


def haendelser(database: Path, *arguments: str | Path) -> None:
    """Runs a command in a process of its own."""
    ran = subprocess.run(  # noqa: S603 - the project's own interpreter
        [sys.executable, "-m", "cpr_haendelser", *map(str, arguments)],
        env={**os.environ, "HAENDELSER_DATABASE_URL": f"sqlite:///{database.as_posix()}"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr


def ja(database: Path, *arguments: str | Path) -> None:
    """Runs a command in this process, where nothing else goes on."""
    status, _, fejl = her(database, *arguments)
    assert status == 0, fejl


def nej(database: Path, *arguments: str | Path) -> str:
    """What a command says that is refused, in this process."""
    status, ud, fejl = her(database, *arguments)
    assert (status, ud) == (1, "")
    return fejl


def her(database: Path, *arguments: str | Path) -> tuple[int, str, str]:
    """A command's exit status, and what it says, in this process."""
    ud, fejl = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(ud), redirect_stderr(fejl):
        patch.setenv("HAENDELSER_DATABASE_URL", f"sqlite:///{database.as_posix()}")
        return run([*map(str, arguments)]), ud.getvalue(), fejl.getvalue()


@pytest.fixture(scope="module")
def koersel(tmp_path_factory: pytest.TempPathFactory) -> Koersel:
    mappe = tmp_path_factory.mktemp("drift")
    oversigt = write_population(
        mappe / "filer", seed=3, persons=2000, days=60, start=date(2026, 9, 28), mindst=False, changes_per_day=40
    )
    foerste, *dage = [mappe / "filer" / fil.fil for fil in oversigt.filer]
    settings = settings_in(mappe)
    furnish(settings, foerste)
    backupper = []
    with Belastning(settings, dage, choose(settings, dage)) as belastning:
        for nummer in range(BACKUPPER):
            wait_for(belastning, (nummer + 1) * len(dage) // 5)
            foer = belastning.kvitteret.copy()
            belastning.andel = (nummer + 2) / 5
            haendelser(mappe / "h.db", "backup", mappe / f"kopi-{nummer}")
            assert len(belastning.kvitteret.filer) > len(foer.filer), "files came in while it was taken"
            haendelser(mappe / "h.db", "check", "--grundig")
            backupper.append(Taget(mappe / f"kopi-{nummer}", foer))
        belastning.andel = 1
        while belastning.is_at_work:
            time.sleep(0.05)
    kvitteret = belastning.kvitteret
    with opened(settings) as installation:
        finish(installation, kvitteret)
        log = list(iterate(installation.lager, Udsnit()))
    return Koersel(mappe, dage, backupper, kvitteret, log)


def choose(settings: Settings, dage: list[Path]) -> list[int]:
    """Persons of Korsbæk whom no file changes: what is ordered for them and what comes do not meet."""
    aendrede = {int(linje[3:13]) for dag in dage for linje in dag.read_bytes().splitlines() if linje[:3] == b"001"}
    with opened(settings) as installation:
        i_korsbaek = installation.lager.personer_paa("0998", antal=10_000)
    valgte = [pnr for pnr in i_korsbaek if pnr not in aendrede][:ORDRET]
    assert len(valgte) == ORDRET
    return valgte


def wait_for(belastning: Belastning, filer: int) -> None:
    """Until so many files have come in."""
    while len(belastning.kvitteret.filer) < filer:
        assert belastning.is_at_work
        time.sleep(0.005)


def finish(installation: Installation, kvitteret: Kvitteret) -> None:
    """Carries out all that is ordered, and delivers all that there is."""
    gennemfoerer = Miljoe(installation).gennemfoerer
    gennemfoerer.resume()
    while gennemfoerer.step():
        pass
    next(carry_out(installation, kvitteret))
    deliver_all(installation, kvitteret)


@pytest.fixture(params=range(BACKUPPER))
def gendannet(request: pytest.FixtureRequest, koersel: Koersel, tmp_path: Path) -> Iterator[tuple[Taget, Installation]]:
    taget = koersel.backupper[request.param]
    ja(tmp_path / "nyt" / "h.db", "restore", taget.mappe)
    with opened(settings_in(tmp_path / "nyt")) as installation:
        fundet = installation.tilbagebringelse.list_all()
        assert fundet is not None
        installation.tilbagebringelse.release(fundet.maerke, "operatoer")
        ja(tmp_path / "nyt" / "h.db", "check", "--grundig")
        yield taget, installation


def test_the_load_is_one(koersel: Koersel) -> None:
    """So that the tests below say something: each backup was taken with much done and much to come."""
    for taget in koersel.backupper:
        assert 0 < len(taget.foer.filer) < len(koersel.filer)
        assert taget.foer.ordrer
        assert taget.foer.udfoerte
        assert taget.foer.leverede
    assert len(koersel.til_sidst.udfoerte) == ORDRET
    assert len(koersel.log) > 300


def test_what_was_acknowledged_before_it_began_is_in_it(
    koersel: Koersel, gendannet: tuple[Taget, Installation]
) -> None:
    (_, foer), installation = gendannet
    lager, postrum, ordrelager = installation.lager, installation.postrum, installation.ordrelager
    ledger = {leverance.filnavn: leverance.sha256 for leverance in lager.leverancer()}
    assert foer.filer.items() <= ledger.items()
    assert all(ordrelager.ordre(uuid) for uuid in foer.ordrer)
    udfoerte = {(uuid, u.nr): u.loebenumre for uuid in foer.ordrer for u in ordrelager.udfoerelser(uuid)}
    assert {noegle: udfoerte[noegle] for noegle in foer.udfoerte} == foer.udfoerte
    assert foer.leverede <= {each.loebenummer for each in postrum.leverede(DUESLAG_A, antal=10_000)}
    log = {each.loebenummer: each for each in iterate(lager, Udsnit())}
    assert foer.numre <= log.keys()
    assert list(log.values()) == koersel.log[: len(log)]
    assert postrum.position() <= lager.sidste_loebenummer()


def test_the_three_stores_of_it_are_of_one_moment(gendannet: tuple[Taget, Installation]) -> None:
    """What an order is said to have given is in the log; what was being let in is known to have come in or not."""
    (_, _), installation = gendannet
    lager, ordrelager = installation.lager, installation.ordrelager
    numre = {each.loebenummer for each in iterate(lager, Udsnit())}
    for ordre in ordrelager.ordrer(antal=1000):
        for each in ordrelager.udfoerelser(ordre.uuid):
            assert set(each.loebenumre) <= numre
            assert not each.fil or lager.leverance(each.fil)


def test_carried_on_it_comes_to_what_it_would_have_come_to_and_every_message_arrives(
    koersel: Koersel, gendannet: tuple[Taget, Installation]
) -> None:
    (_, foer), installation = gendannet
    lager, efter = (
        installation.lager,
        Kvitteret(ordrer=[each.uuid for each in installation.ordrelager.ordrer(antal=99)]),
    )
    kendte = {leverance.filnavn for leverance in lager.leverancer(antal=100)}
    for fil in koersel.filer:
        if fil.name not in kendte:
            installation.receive(Oenske(fil))
    finish(installation, efter)
    log = list(iterate(lager, Udsnit()))
    assert Counter(each.besked_id for each in log).most_common(1)[0][1] == 1
    af_filer = {each.besked_id for each in koersel.log if not each.ordre and each.filnavn[0] == "D"}
    assert {each.besked_id for each in log if not each.ordre and each.filnavn in {f.name for f in koersel.filer}} == {
        each.besked_id for each in koersel.log if each.filnavn in {f.name for f in koersel.filer}
    }
    assert af_filer
    for uuid in foer.ordrer:
        plan = installation.ordrelager.udfoerelser(uuid)
        assert [each.tilstand.value for each in plan] == ["udfoert"] * len(plan)
        om = Counter(
            int(each.beslutning.pnr) for each in log if each.loebenummer in {n for u in plan for n in u.loebenumre}
        )
        assert om == {each.pnr: 2 for each in plan}
    til_a = {each.loebenummer for each in log if each.modtager_cvr == KORSBAEK}
    assert {each.loebenummer for each in installation.postrum.leverede(DUESLAG_A, antal=100_000)} == til_a
    assert not (foer.leverede & efter.leverede), "what had been delivered before is not sent again"


def test_a_reader_of_the_feed_and_a_dueslag_that_are_ahead_of_the_backup_miss_nothing(
    koersel: Koersel, gendannet: tuple[Taget, Installation]
) -> None:
    """The reader goes on from the last number it saw, the receiver knows messages by their BeskedId."""
    _, installation = gendannet
    lager = installation.lager
    naaet, alle = max(koersel.til_sidst.numre), {each.besked_id for each in koersel.log}
    assert naaet > lager.sidste_loebenummer(), "ahead of the backup"
    assert installation.feed.read_next(Kalder(A), Udsnit(), efter=naaet, antal=100).haendelser == []
    kendte = {leverance.filnavn for leverance in lager.leverancer(antal=100)}
    for fil in koersel.filer:
        if fil.name not in kendte:
            installation.receive(Oenske(fil))
    nye = [each for each in iterate(lager, Udsnit()) if each.loebenummer > naaet]
    assert nye, "every new number is above all that were ever given"
    assert all(each.besked_id in alle for each in nye if each.filnavn in {f.name for f in koersel.filer})
    hentet, efter = [], naaet
    while (side := installation.feed.read_next(Kalder(A), Udsnit(), efter=efter, antal=50)).naeste > efter:
        hentet += side.haendelser
        efter = side.naeste
        assert side.genlaes_fra is None
    assert [each.loebenummer for each in hentet] == [each.loebenummer for each in nye if each.modtager_cvr == KORSBAEK]
    faaet = Kvitteret()
    finish(installation, faaet)
    assert {each.loebenummer for each in nye if each.modtager_cvr == KORSBAEK} <= faaet.leverede


def test_a_reader_from_below_the_gap_comes_over_it_at_once(gendannet: tuple[Taget, Installation]) -> None:
    _, installation = gendannet
    lager = installation.lager
    sidste = lager.sidste_loebenummer()
    uden = lager.log([], dannet="", saet=1, proddto="20261130")
    assert uden == []
    with closing(sqlite3.connect(str(installation.settings.database_url.removeprefix("sqlite:///")))) as connection:
        row = connection.execute("SELECT * FROM haendelse ORDER BY loebenummer DESC LIMIT 1").fetchone()
        ny = (179_000_000_000_001, *row[1:11], b"0123456789abcdef", *row[12:])
        connection.execute(f"INSERT INTO haendelse VALUES ({', '.join('?' * len(ny))})", ny)  # noqa: S608 - marks alone
        connection.commit()
    tom = read_side(lager, Udsnit(), efter=sidste, antal=10)
    assert (tom.haendelser, tom.naeste) == ([], ny[0] - 1)
    assert [each.loebenummer for each in read_side(lager, Udsnit(), efter=tom.naeste, antal=10).haendelser] == [ny[0]]


def test_a_backup_says_what_it_is_and_is_its_owners_alone(koersel: Koersel) -> None:
    mappe = koersel.backupper[0].mappe
    manifest = json.loads((mappe / "backup.json").read_text("utf-8"))
    assert [fil["rum"] for fil in manifest["kopi"]["filer"]] == ["postrum", "ordrer", "register"]
    assert manifest["miljoe"] == "exttest"
    assert {path.name for path in mappe.iterdir()} == {"backup.json", "postrum.db", "ordrer.db", "register.db"}
    if os.name != "nt":
        assert {stat.S_IMODE(path.stat().st_mode) for path in mappe.iterdir()} == {0o600}
        assert stat.S_IMODE(mappe.stat().st_mode) == 0o700


@pytest.fixture
def kopi(koersel: Koersel, tmp_path: Path) -> Path:
    return Path(shutil.copytree(koersel.backupper[0].mappe, tmp_path / "kopi"))


def test_a_backup_is_never_restored_over_something(kopi: Path, tmp_path: Path) -> None:
    for navn in ("h.db", "h.post.db", "h.ordrer.db"):
        findes = tmp_path / "et" / navn
        findes.parent.mkdir(exist_ok=True)
        findes.write_bytes(b"mit")
        assert "DRI-013" in nej(tmp_path / "et" / "h.db", "restore", kopi)
        assert findes.read_bytes() == b"mit"
        findes.unlink()
    assert list((tmp_path / "et").iterdir()) == []


def test_a_backup_of_the_other_environment_is_refused(
    kopi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "produktion")
    assert "MIL-003" in nej(tmp_path / "et" / "h.db", "restore", kopi)
    assert not (tmp_path / "et").exists()


@pytest.mark.parametrize("navn", ["postrum.db", "ordrer.db", "register.db"])
def test_a_backup_that_is_not_as_it_was_taken_is_refused_and_nothing_is_left_behind(
    kopi: Path, tmp_path: Path, navn: str
) -> None:
    for spoil in (flip_a_byte, cut_off, Path.unlink):
        shutil.copy(kopi / navn, tmp_path / "rigtig")
        spoil(kopi / navn)
        assert "DRI-014" in nej(tmp_path / "et" / "h.db", "restore", kopi)
        assert not (tmp_path / "et").exists() or list((tmp_path / "et").iterdir()) == []
        shutil.copy(tmp_path / "rigtig", kopi / navn)
    ja(tmp_path / "et" / "h.db", "restore", kopi)


def flip_a_byte(sti: Path) -> None:
    indhold = bytearray(sti.read_bytes())
    indhold[len(indhold) // 2] ^= 1
    sti.write_bytes(indhold)


def cut_off(sti: Path) -> None:
    sti.write_bytes(sti.read_bytes()[:-4096])


@pytest.mark.parametrize(
    ("aendring", "kode"),
    [
        ({"version": 2}, "DRI-012"),
        ({"art": "noget andet"}, "DRI-012"),
        ({"fremmed": 1}, "DRI-012"),
        ({"taget": "2999-01-01T00:00:00+01:00"}, "DRI-015"),
    ],
    ids=str,
)
def test_a_manifest_that_is_not_understood_is_refused(
    kopi: Path, tmp_path: Path, aendring: dict[str, object], kode: str
) -> None:
    manifest = json.loads((kopi / "backup.json").read_text("utf-8"))
    (kopi / "backup.json").write_text(json.dumps(manifest | aendring), "utf-8")
    assert kode in nej(tmp_path / "et" / "h.db", "restore", kopi)


def test_a_backup_by_a_newer_program_is_refused(kopi: Path, tmp_path: Path) -> None:
    manifest = json.loads((kopi / "backup.json").read_text("utf-8"))
    manifest["kopi"]["filer"][0]["skema"] = 999
    (kopi / "backup.json").write_text(json.dumps(manifest), "utf-8")
    assert "brug den eller en nyere" in nej(tmp_path / "et" / "h.db", "restore", kopi)


def test_a_folder_without_a_manifest_holds_no_backup(kopi: Path, tmp_path: Path) -> None:
    (kopi / "backup.json").unlink()
    assert "DRI-012" in nej(tmp_path / "et" / "h.db", "restore", kopi)


def test_a_backup_has_a_folder_of_its_own(koersel: Koersel, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("mit", "utf-8")
    assert "DRI-011" in nej(koersel.mappe / "h.db", "backup", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["brev.txt"]


def test_a_backup_that_cannot_be_finished_leaves_nothing(koersel: Koersel, tmp_path: Path) -> None:
    skadet = tmp_path / "et" / "h.db"
    ja(skadet, "restore", koersel.backupper[0].mappe)
    indhold = bytearray(skadet.read_bytes())
    for side in range(len(indhold) // 8192 - 20, len(indhold) // 8192):
        indhold[side * 8192 : side * 8192 + 64] = b"\xff" * 64
    skadet.write_bytes(indhold)
    assert nej(skadet, "backup", tmp_path / "kopi")[:8] in {"DRI-010:", "LAG-012:"}
    assert not (tmp_path / "kopi").exists()


def test_restored_twice_from_the_same_backup_no_number_is_given_twice(koersel: Koersel, tmp_path: Path) -> None:
    """The second restoring cannot know of the first: the numbers of the first are below its own all the same."""
    givne: list[int] = []
    for gang in ("et", "to"):
        ja(tmp_path / gang / "h.db", "restore", koersel.backupper[0].mappe)
        with opened(settings_in(tmp_path / gang)) as installation:
            foer = installation.lager.sidste_loebenummer()
            kendte = {leverance.filnavn for leverance in installation.lager.leverancer(antal=100)}
            installation.receive(Oenske(next(fil for fil in koersel.filer if fil.name not in kendte)))
            nye = [each.loebenummer for each in installation.lager.haendelser(efter=foer)]
        assert min(nye) > max(givne, default=0)
        givne += nye
        time.sleep(1.1)
