"""A backup from before everything was closed is restored: it lets nothing out before somebody has looked it through."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Rolle, as_bruger
from cpr_haendelser.aftaler.model import Aftaletilstand, Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.app.konti import Konti
from cpr_haendelser.konti.brugere import NyBruger
from cpr_haendelser.konti.sessioner import Maade
from cpr_haendelser.settings import load
from tests.konti.test_adgangskode import KODER
from tests.storage.postrumsmodel import ANNA, ET, fill
from tests.udlevering.opsat import set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Svar

    Haendelser = Callable[..., Svar]

FIRMA = Organisation("22222222", "Firma", "0c000000-0000-4000-8000-000000000001", myndighed=False, leverandoer=True)
NU, FREMTID = "2026-11-30T08:00:00.000+00:00", "2099-01-01T00:00:00.000+00:00"


class Foer(NamedTuple):
    """What held when the backup was taken."""

    noegle: str
    """A key, in clear text."""
    maerke: str
    """The mark of a session."""


@pytest.fixture
def gendannet(haendelser: Haendelser, tmp_path: Path) -> Foer:
    """Restored from a backup after which the key, the user, the agreement and the system were closed."""
    with closing(Installation.open(load())) as installation:
        postrum, konti = installation.postrum, Konti(installation, koder=KODER)
        set_up(postrum)
        postrum.gem(organisationer=[FIRMA], tidspunkt=NU, hvem="x")
        fill(postrum, ANNA)
        rosa = konti.brugere.create(NyBruger("rosa", "Rosa", "r@e.dk", "22222222", frozenset({Rolle.REVISOR})), "x")
        noegle, lavet = konti.noegler.create(as_bruger(rosa.bruger), "Rapport", {Handling.STATUS_LAES}, 90, "x")
        maerke, _ = konti.sessioner.begin(rosa.bruger, Maade.LOKAL)
        assert haendelser("backup", tmp_path / "kopi").status == 0
        konti.noegler.close(lavet.id, "operatoer")
        konti.brugere.change("rosa", "operatoer", aktiv=False)
        opsat = postrum.opsaetning()
        postrum.gem(
            aftaler=[each._replace(tilstand=Aftaletilstand.OPSAGT) for each in opsat.aftaler],
            systemer=[each._replace(aktiv=False) for each in opsat.systemer],
            tidspunkt=NU, hvem="x",
        )  # fmt: skip
    for fil in tmp_path.glob("h*.db*"):
        fil.unlink()
    svar = haendelser("restore", tmp_path / "kopi")
    assert svar.status == 0
    assert "Intet sendes, og ingen kommer ind, før I har set efter" in svar.ud
    return Foer(noegle, maerke)


def mark_of(svar: Svar) -> str:
    fundet = re.search(r"release ([0-9a-f]{4}-[0-9a-f]{4})\n", svar.ud)
    assert fundet is not None
    return fundet[1]


def test_what_came_back_is_listed_by_name_and_no_secret_with_it(gendannet: Foer, haendelser: Haendelser) -> None:
    svar = haendelser("gendannelse")
    assert svar.status == 0
    for ord_ in ("Rapport", "rosa", "brugeren rosa", "revisor", "Anders", "kendes på nøgle", "status.laes"):
        assert ord_ in svar.ud, ord_
    assert "Serviceaftaler, der er godkendt: er en opsagt, udløbet eller afløst siden? (" in svar.ud
    with closing(Installation.open(load())) as installation:
        hemmelige = [each.noegle for each in installation.bord.opsaetning().systemer if each.noegle]
        hemmelige += [each.hash.hex() for each in installation.postrum.noegler()]
    assert hemmelige
    assert not [each for each in (*hemmelige, gendannet.noegle) if each in svar.ud]


def test_nothing_of_it_works_until_it_is_released(gendannet: Foer, haendelser: Haendelser) -> None:
    with closing(Installation.open(load())) as installation:
        postrum, bord = installation.postrum, installation.bord
        assert postrum.tag(ET, 10, nu=FREMTID, hvem="p") == []
        assert bord.lukket().startswith("installationen er gendannet")
        assert installation.konti.aktoer(gendannet.maerke) is None, "sessions are over for good"
    maerke = mark_of(haendelser("gendannelse"))
    assert haendelser("gendannelse", "release", maerke).status == 0
    with closing(Installation.open(load())) as installation:
        postrum, bord = installation.postrum, installation.bord
        assert len(postrum.tag(ET, 10, nu=FREMTID, hvem="p")) == 1
        assert bord.lukket() == ""
        assert installation.konti.aktoer(gendannet.noegle) is not None
        assert installation.konti.aktoer(gendannet.maerke) is None


def test_status_and_check_say_so_by_their_words_and_their_status(gendannet: Foer, haendelser: Haendelser) -> None:
    assert gendannet.noegle
    status, check = haendelser("status"), haendelser("check")
    assert (status.status, check.status) == (3, 3)
    assert "Installationen er gendannet fra en backup, taget 20" in status.ud
    assert "gendannelse: postrum: gendannet fra en backup, taget 20" in check.fejl
    haendelser("gendannelse", "release", mark_of(haendelser("gendannelse")))
    assert "gendannet fra en backup" not in haendelser("status").ud
    assert "gendannet fra en backup" not in haendelser("check").fejl


def test_what_is_released_is_what_was_looked_at(gendannet: Foer, haendelser: Haendelser) -> None:
    assert gendannet.noegle
    foerst = mark_of(haendelser("gendannelse"))
    assert haendelser("gendannelse", "release", "0000-0000").fejl.startswith("DRI-017")
    assert haendelser("bruger", "change", "rosa", "--luk").status == 0
    svar = haendelser("gendannelse", "release", foerst)
    assert (svar.status, svar.fejl[:7]) == (1, "DRI-017")
    svar = haendelser("gendannelse")
    assert "brugeren rosa" in svar.ud, "her key is open, though she is closed"
    assert mark_of(svar) != foerst
    assert haendelser("gendannelse", "release", mark_of(svar)).status == 0
    assert "gendannelse.frigiv" in haendelser("revision", "sag", "backup").ud


def test_another_password_or_app_is_another_list_and_its_use_is_not(gendannet: Foer, haendelser: Haendelser) -> None:
    assert gendannet.noegle
    sete = [mark_of(haendelser("gendannelse"))]
    with closing(Installation.open(load())) as installation:
        postrum, rosa = installation.postrum, installation.konti.brugere.find("rosa").uuid
        for nyt in ({"adgangskode": "en anden"}, {"totp": "A" * 32}, {"skal_skifte": False}):
            foer = postrum.login(rosa)
            assert foer is not None
            assert postrum.skift_login(foer, foer._replace(**nyt), hvem="x", nu=NU)
            sete.append(mark_of(haendelser("gendannelse")))
        sidst = postrum.login(rosa)
        assert sidst is not None
        postrum.skift_login(sidst, sidst._replace(totp_trin=7, kendte=("a",)), hvem="x", nu=NU)
    assert len(set(sete)) == 4
    assert mark_of(haendelser("gendannelse")) == sete[-1]
    assert haendelser("gendannelse", "release", sete[0]).fejl.startswith("DRI-017")


@pytest.mark.usefixtures("tom")
def test_where_nothing_was_restored_there_is_nothing_to_release(haendelser: Haendelser) -> None:
    assert haendelser("gendannelse").ud == "Ingen gendannelse venter på at blive set efter.\n"
    assert haendelser("gendannelse", "release", "0000-0000").fejl.startswith("DRI-016")


def test_a_backup_of_what_is_not_released_yet_is_restored_as_such(
    gendannet: Foer, haendelser: Haendelser, tmp_path: Path
) -> None:
    assert gendannet.noegle
    assert haendelser("backup", tmp_path / "igen").status == 0
    for fil in tmp_path.glob("h*.db*"):
        fil.unlink()
    assert haendelser("restore", tmp_path / "igen").status == 0
    assert haendelser("gendannelse", "release", mark_of(haendelser("gendannelse"))).status == 0
    assert haendelser("gendannelse").ud.startswith("Ingen gendannelse")


def test_a_backup_into_which_somebody_has_put_a_trigger_that_lifts_the_mark_is_refused(
    gendannet: Foer, haendelser: Haendelser, tmp_path: Path
) -> None:
    """With a manifest that fits: who can write in the backup can do that too."""
    assert gendannet.noegle
    kopi = tmp_path / "kopi" / "postrum.db"
    with closing(sqlite3.connect(kopi)) as forbindelse:
        forbindelse.executescript(
            "CREATE TRIGGER t AFTER INSERT ON gendannelse BEGIN UPDATE gendannelse SET frigivet = 'x'; END"
        )
    manifest = json.loads((tmp_path / "kopi" / "backup.json").read_text("utf-8"))
    [fil] = [each for each in manifest["kopi"]["filer"] if each["rum"] == "postrum"]
    fil |= {"bytes": kopi.stat().st_size, "sha256": hashlib.sha256(kopi.read_bytes()).hexdigest()}
    (tmp_path / "kopi" / "backup.json").write_text(json.dumps(manifest), "utf-8")
    for sti in tmp_path.glob("h*.db*"):
        sti.unlink()
    svar = haendelser("restore", tmp_path / "kopi")
    assert (svar.status, svar.fejl[:7]) == (1, "LAG-022")
    assert not list(tmp_path.glob("h*.db*"))


def test_a_database_into_which_somebody_has_put_a_trigger_is_not_opened(
    gendannet: Foer, haendelser: Haendelser, tmp_path: Path
) -> None:
    assert gendannet.noegle
    with closing(sqlite3.connect(tmp_path / "h.post.db")) as forbindelse:
        forbindelse.executescript("CREATE TRIGGER t AFTER INSERT ON session BEGIN DELETE FROM gendannelse; END")
    assert haendelser("gendannelse").fejl.startswith("LAG-022")


def test_where_the_restoring_ends_in_the_middle_nothing_of_it_works(
    gendannet: Foer, haendelser: Haendelser, tmp_path: Path
) -> None:
    """The post room has its name and the register has not: whoever starts the program then makes a new register."""
    assert gendannet.noegle
    (tmp_path / "h.db").unlink()
    shutil.rmtree(tmp_path / "spool", ignore_errors=True)
    with closing(Installation.open(load())) as installation:
        assert installation.bord.lukket()
        assert haendelser("gendannelse").status == 0
