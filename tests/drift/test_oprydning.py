"""What has been kept as long as the settings say goes, a kind at a time; what anything still points at stays."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.app.eftersyn import inspect
from cpr_haendelser.app.oprydning import SLAGS, Oprydning
from cpr_haendelser.cli import run
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.opslag.log import Udsnit, iterate, read_side
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.adgangsbog import Session
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.ordre import Indlaeg, Kreds, Ordre, Ordreart, Ordrelinje, Ordretilstand, Trin, Udfoerelse
from cpr_haendelser.storage.spring import NOEGLE, Spring, write_spring
from tests.drift.belastning import Kvitteret, deliver_all, opened
from tests.opslag.korsbaek import OPGAVE, settings_in, write_korsbaek
from tests.udlevering.opsat import DUESLAG_A, KORSBAEK, set_up

NU = datetime.now(UTC)
OM_LAENGE = NU + timedelta(days=400)
GAMMEL = "2020-01-01T12:00:00.000+01:00"
INTET = dict.fromkeys(SLAGS, 0)


def silent(_hvad: str, _antal: int, _ialt: int) -> None:
    """Nobody looks on."""


def keeping(mappe: Path, **dage: int) -> Settings:
    return Settings.model_validate(
        {**settings_in(mappe).model_dump(exclude_defaults=True), "opbevaring": {"sessioner": None, **dage}}
    )


@pytest.fixture
def filer(tmp_path: Path) -> list[Path]:
    return write_korsbaek(tmp_path / "filer")


@pytest.fixture
def mappe(tmp_path: Path, filer: list[Path]) -> Path:
    """A register with three days, of which the first two files and the first day's hændelser are old."""
    with opened(settings_in(tmp_path)) as installation:
        for nummer, fil in enumerate(filer):
            installation.receive(Oenske(fil, (OPGAVE,), etablering=nummer == 0))
    return tmp_path


def grow_old(mappe: Path, til_fil: int) -> None:
    with closing(sqlite3.connect(mappe / "h.db")) as connection:
        connection.execute("UPDATE haendelse SET dannet = ? WHERE fil <= ?", (GAMMEL, til_fil))
        connection.execute("UPDATE leverance SET modtaget = ? WHERE fil <= ?", (GAMMEL, til_fil))
        connection.commit()


def distribute(installation: Installation) -> None:
    deliver_all(installation, Kvitteret())


def beskeder(installation: Installation) -> dict[int, bytes]:
    return {each.loebenummer: installation.beskedskriver.write(each) for each in iterate(installation.lager, Udsnit())}


def test_the_log_that_is_old_goes_and_what_stays_is_as_it_was(mappe: Path) -> None:
    """Messages to the byte, so every version that the log points at is there; lookups of now; and it works on."""
    grow_old(mappe, 3)
    with opened(keeping(mappe, log=30, versioner=30)) as installation:
        distribute(installation)
        foer = beskeder(installation)
        personer = [installation.lager.billeder([pnr]) for pnr in installation.lager.personer_paa("0998", antal=300)]
        arbejde = Oprydning(installation, [], NU)
        ville = arbejde.count()
        gjort = arbejde.remove("prøve", silent)
        assert {slags: antal for slags, antal in gjort.items() if antal} == {
            slags: antal for slags, antal in ville.items() if antal
        }
        efter = beskeder(installation)
        assert gjort["log"] == len(foer) - len(efter) > 10
        assert gjort["versioner"] > 20
        assert efter == {nummer: foer[nummer] for nummer in efter}
        assert min(efter) > max(set(foer) - set(efter))
        assert personer == [
            installation.lager.billeder([pnr]) for pnr in installation.lager.personer_paa("0998", antal=300)
        ]
        assert read_side(installation.lager, Udsnit(), efter=0, antal=5).haendelser[0].loebenummer == min(efter)
        assert {each.kontrol for each in inspect(installation, silent, grundig=True)} <= {"rettigheder", "plads"}
        assert arbejde.remove("prøve", silent) | {"filer": 0} == INTET


def test_the_last_number_stays_also_where_it_is_alone_above_a_leap(mappe: Path) -> None:
    """The next number is given after it, so a reader that has seen it never meets it again."""
    grow_old(mappe, 99)
    with closing(sqlite3.connect(mappe / "h.db")) as connection:
        (sidste,) = connection.execute("SELECT max(loebenummer) FROM haendelse").fetchone()
        spring = write_spring([Spring(sidste - 1, 10_000)])
        connection.execute("INSERT INTO meta (noegle, vaerdi) VALUES (?, ?)", (NOEGLE, spring))
        connection.execute("UPDATE haendelse SET loebenummer = 10001 WHERE loebenummer = ?", (sidste,))
        connection.commit()
    with opened(keeping(mappe, log=30, versioner=30)) as installation:
        distribute(installation)
        assert Oprydning(installation, [], NU).remove("prøve", silent)["log"] == sidste - 1
        assert [*beskeder(installation)] == [10001]


def test_what_is_removed_is_in_no_file_any_more(mappe: Path) -> None:
    grow_old(mappe, 3)
    with closing(sqlite3.connect(mappe / "h.db")) as connection:
        foer = {dokument for (dokument,) in connection.execute("SELECT dokument FROM personversion")}
    with opened(keeping(mappe, log=30, versioner=30)) as installation:
        distribute(installation)
        assert Oprydning(installation, [], NU).remove("prøve", silent)["versioner"]
    with closing(sqlite3.connect(mappe / "h.db")) as connection:
        efter = {dokument for (dokument,) in connection.execute("SELECT dokument FROM personversion")}
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    # A document that has only grown is a part of the one that stays.
    vaek = [each for each in foer - efter if len(each) < 1500 and not any(each in bliver for bliver in efter)]
    assert len(vaek) > 20
    indhold = b"".join(sti.read_bytes() for sti in mappe.glob("h.db*"))
    assert [dokument for dokument in vaek if dokument in indhold] == []
    assert all(dokument in indhold for dokument in sorted(efter)[:50] if len(dokument) < 1500)


def test_nothing_goes_where_nothing_is_set_or_nothing_is_old(mappe: Path) -> None:
    with opened(keeping(mappe)) as installation:
        distribute(installation)
        assert Oprydning(installation, [], OM_LAENGE).count() == INTET
        assert Oprydning(installation, [], OM_LAENGE).remove("prøve", silent) == INTET
    with opened(keeping(mappe, log=30, versioner=30, fejlkoe=30, ordrer=30)) as installation:
        assert Oprydning(installation, [], NU).remove("prøve", silent) == INTET


def test_what_waits_holds_its_haendelse_and_all_after_it(mappe: Path) -> None:
    grow_old(mappe, 4)
    with opened(keeping(mappe, log=30)) as installation:
        assert Oprydning(installation, [], NU).count()["log"] == 0, "nothing is distributed yet"
        set_up(installation.postrum)
        Fordeler(installation.lager, installation.postrum, installation.bord.match, NU.isoformat).drain()
        foerste = min(
            each.loebenummer
            for dueslag in installation.postrum.opsaetning().dueslag
            for each in installation.postrum.forsendelser(dueslag.uuid, antal=10_000)
        )
        Oprydning(installation, [], NU).remove("prøve", silent)
        assert min(each.loebenummer for each in iterate(installation.lager, Udsnit())) == foerste


def test_a_delivery_in_the_audit_holds_its_haendelse_until_the_audit_is_cut_off(mappe: Path) -> None:
    noegle = mappe / "revision.noegle"
    assert run(["revision", "noegle", str(noegle)]) == 0
    settings = keeping(mappe, log=30, versioner=30, revision=30, fejlkoe=30, sessioner=1)
    settings = settings.model_copy(update={"revision": settings.revision.model_copy(update={"noegle": noegle})})
    with opened(settings) as installation:
        set_up(installation.postrum)
        distribute(installation)
        leverede = installation.postrum.leverede(DUESLAG_A, antal=10_000)
        assert leverede
        uden = keeping(mappe, log=30)
        with opened(uden) as anden:
            Oprydning(anden, [], OM_LAENGE).remove("prøve", silent)
            assert min(each.loebenummer for each in iterate(anden.lager, Udsnit())) <= leverede[0].loebenummer
        gjort = Oprydning(installation, [], OM_LAENGE).remove("prøve", silent)
        assert gjort["revision"] >= len(leverede)
        assert gjort["log"] > 0
        assert installation.postrum.leverede(DUESLAG_A) == []
        (sidste,) = iterate(installation.lager, Udsnit())
        assert {each.kontrol for each in inspect(installation, silent, grundig=True)} <= {"rettigheder", "plads"}
        assert sidste.loebenummer == installation.lager.sidste_loebenummer(), "no number is given again"


@pytest.fixture
def indbakke(tmp_path: Path) -> Path:
    for navn in ("modtaget", "afvist"):
        (tmp_path / "ind" / navn).mkdir(parents=True)
        for alder in ("gammel", "ny"):
            (tmp_path / "ind" / navn / alder).write_text(alder, "utf-8")
    (tmp_path / "ind" / "venter").write_text("venter", "utf-8")
    return tmp_path / "ind"


def test_files_go_by_their_age_and_what_waits_in_the_folder_stays(mappe: Path, indbakke: Path) -> None:
    os.utime(indbakke / "modtaget/gammel", (0, 0))
    with opened(keeping(mappe, filer=30)) as installation:
        assert Oprydning(installation, [indbakke], NU).count()["filer"] == 0, "it has lain here since today"
        assert Oprydning(installation, [indbakke], OM_LAENGE).remove("prøve", silent)["filer"] == 4
    assert [sti.name for sti in indbakke.rglob("*") if sti.is_file()] == ["venter"]


def test_the_command_counts_and_removes_only_when_it_is_told_to(
    mappe: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grow_old(mappe, 3)
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", settings_in(mappe).database_url)
    monkeypatch.setenv("HAENDELSER_OPBEVARING__LOG", "30")
    monkeypatch.setenv("HAENDELSER_OPBEVARING__VERSIONER", "30")
    with opened(settings_in(mappe)) as installation:
        distribute(installation)
        antal = len(list(iterate(installation.lager, Udsnit())))
        assert run(["oprydning"]) == 0
        assert "Intet er fjernet. Fjern det med --udfoer." in capsys.readouterr().out
        assert len(list(iterate(installation.lager, Udsnit()))) == antal
        assert run(["oprydning", "--udfoer"]) == 0
        assert "Intet er fjernet" not in capsys.readouterr().out
        assert len(list(iterate(installation.lager, Udsnit()))) < antal


def forsendelser(installation: Installation) -> dict[int, Forsendelsestilstand]:
    return {each.loebenummer: each.tilstand for each in installation.postrum.forsendelser(DUESLAG_A, antal=10_000)}


def test_what_has_lain_in_the_fejlkoe_so_long_goes_and_what_came_there_lately_or_waits_stays(mappe: Path) -> None:
    """However long it waited before it was moved there: the time in the fejlkø counts."""
    with opened(keeping(mappe, fejlkoe=30)) as installation:
        postrum = installation.postrum
        set_up(postrum)
        Fordeler(installation.lager, postrum, installation.bord.match, lambda: GAMMEL).drain()
        foerste, anden, *resten = sorted(forsendelser(installation))
        for nummer, dage in ((foerste, 31), (anden, 29)):
            nu = stamp(NU - timedelta(days=dage))
            assert postrum.flyt_til_fejlkoe(DUESLAG_A, [nummer], nu=nu, hvem="prøve") == 1
        assert Oprydning(installation, [], NU).count()["fejlkoe"] == 1
        assert Oprydning(installation, [], NU).remove("prøve", silent)["fejlkoe"] == 1
        efter = forsendelser(installation)
        assert efter.keys() == {anden, *resten}
        assert efter.pop(anden) is Forsendelsestilstand.FEJLKOE
        assert set(efter.values()) == {Forsendelsestilstand.VENTER}
        oprydning = [each for each in postrum.indgreb() if each.handling == "oprydning"]
        assert [(each.hvem, each.dueslag, each.antal) for each in oprydning] == [("prøve", DUESLAG_A, 1)]
        assert Oprydning(installation, [], NU).remove("prøve", silent)["fejlkoe"] == 0


def test_sessions_that_ran_out_so_long_ago_go_and_the_others_stay(mappe: Path) -> None:
    with opened(keeping(mappe, sessioner=30)) as installation:
        tider = {b"gammel": 31, b"nylig": 29, b"aaben": -1}
        for maerke, dage in tider.items():
            udloeber = stamp(NU - timedelta(days=dage))
            installation.postrum.opret_session(Session(maerke, "b", "lokal:x", udloeber, udloeber, udloeber), hoejst=9)
        assert Oprydning(installation, [], NU).remove("prøve", silent)["sessioner"] == 1
        assert {each.hash for each in installation.postrum.sessioner("b")} == {b"nylig", b"aaben"}


def test_orders_that_are_over_so_long_go_whole_and_every_other_stays(mappe: Path) -> None:
    with opened(keeping(mappe, ordrer=30)) as installation:
        lager = installation.ordrelager
        linje = Ordrelinje(1, ("6101900001",), (Trin("flyt", Art.NY, ()),))

        def order(uuid: str, til: Ordretilstand, dage: int) -> None:
            nu = stamp(NU - timedelta(days=dage))
            kladde, replika = Ordretilstand.KLADDE, Ordreart.REPLIKA
            ny = Ordre(uuid, 0, replika, "x", KORSBAEK, "", KORSBAEK, Kreds.EGNE, kladde, 1, nu, nu)
            lager.opret(ny, [linje])
            plan = [Udfoerelse(uuid, 1, 1, 1, 1, 6101900001, "")]
            lager.skift(uuid, {kladde}, til, indlaeg=Indlaeg(nu, "x", ""), plan=plan)

        over = ("afvist", "udfoert", "delvist_udfoert", "mislykket", "annulleret")
        for tilstand in Ordretilstand:
            for dage in (31, 29):
                order(f"{tilstand}-{dage}", tilstand, dage)
        order("den nyeste", Ordretilstand.UDFOERT, 31)
        alle = {each.uuid for each in lager.ordrer(antal=100)}
        gaar = {f"{tilstand}-31" for tilstand in over}
        assert Oprydning(installation, [], NU).count()["ordrer"] == len(gaar)
        assert Oprydning(installation, [], NU).remove("prøve", silent)["ordrer"] == len(gaar)
        assert {each.uuid for each in lager.ordrer(antal=100)} == alle - gaar
        for uuid in alle - gaar:
            assert (len(lager.linjer(uuid)), len(lager.udfoerelser(uuid)), len(lager.traad(uuid))) == (1, 1, 1)
        numre = {each.nr for each in lager.ordrer(antal=100)}
        with closing(sqlite3.connect(mappe / "h.ordrer.db")) as connection:
            for tabel in ("ordrelinje", "udfoerelse", "indlaeg", "ordrenyt"):
                assert {nr for (nr,) in connection.execute(f"SELECT ordre FROM {tabel}")} <= numre  # noqa: S608 - ours
