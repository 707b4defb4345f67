"""The audit of an installation: its head signed once a day, and its settings noted when they are others than before."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.app import revision as app_revision
from cpr_haendelser.app.eftersyn import inspect
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.app.revision import Hovedbud, hand_over, note_settings, notice_rollback
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.kontrol import check
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.segl import make_noegle, read_noegle, read_segl, to_json
from cpr_haendelser.revision.underskrift import SAG
from cpr_haendelser.settings import Settings

TOM_KAEDE = "0b5b8a5e-0000-4000-8000-000000000009"
POST = Revisionspost(Slags.AENDRING, "prøve.ret", sag="proeve:1")


def settings(folder: Path, **andre: Any) -> Settings:
    return Settings.model_validate(
        {"database_url": f"sqlite:///{(folder / 'h.db').as_posix()}", "spool_folder": folder / "spool", **andre}
    )


def noted(installation: Installation, sag: str) -> list[Revisionspost]:
    led = installation.postrum.revisionsled_om(sag)
    return [post for each in led for _, post in read_poster(each.slags, each.indhold) if post.sag == sag]


def at(monkeypatch: pytest.MonkeyPatch, tid: str) -> None:
    monkeypatch.setattr(app_revision, "stamp_now", lambda: tid)


def test_the_head_is_signed_and_handed_over_once_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noegle = make_noegle(tmp_path / "noegle.pem")
    valgt = {"noegle": tmp_path / "noegle.pem", "hovedfil": tmp_path / "ude" / "hoveder.jsonl"}
    with closing(Installation.open(settings(tmp_path, revision=valgt, alarmer={"fil": tmp_path / "a.txt"}))) as inst:
        at(monkeypatch, "2030-01-01T08:00:00.000+00:00")
        Hovedbud(inst).look()
        assert noted(inst, SAG) == [], "there is nothing to sign yet"
        inst.postrum.skriv_revision([POST], nu="2030-01-01T09:00:00.000+00:00")
        for tid in ("2030-01-01T10:00", "2030-01-01T23:00", "2030-01-02T00:01", "2030-01-02T09:00"):
            at(monkeypatch, f"{tid}:00.000+00:00")
            Hovedbud(inst).look()
        skrevet = (tmp_path / "ude" / "hoveder.jsonl").read_text().splitlines()
        assert [read_segl(each).tidspunkt[:10] for each in skrevet] == ["2030-01-01", "2030-01-01"]
        assert len(noted(inst, SAG)) == inst.postrum.antal_alarmposter() == 2
        kontrol = check(inst.postrum, noegle.offentlig, read_segl(skrevet[-1]))
        assert (kontrol.fund, kontrol.underskrevne) == ((), 3)


def test_one_process_signs_no_more_than_once_a_day_however_often_it_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_noegle(tmp_path / "noegle.pem")
    with closing(Installation.open(settings(tmp_path, revision={"noegle": tmp_path / "noegle.pem"}))) as inst:
        inst.postrum.skriv_revision([POST], nu="2030-01-01T09:00:00.000+00:00")
        at(monkeypatch, "2030-01-01T10:00:00.000+00:00")
        bud = Hovedbud(inst)
        for _ in range(3):
            bud.look()
        assert len(noted(inst, SAG)) == 1


def heads(fil: Path) -> list[int]:
    return [read_segl(each).nr for each in fil.read_text("utf-8").splitlines()] if fil.exists() else []


LUKKET = ("noegle.luk", "bruger.ret", "certifikat.ret", "aftale.opsig", "organisation.ret", "bruger.adgang")


@pytest.mark.parametrize("handling", LUKKET)
def test_what_is_closed_is_under_a_head_in_the_file_a_minute_after_and_sent_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, handling: str
) -> None:
    make_noegle(tmp_path / "noegle.pem")
    fil = tmp_path / "hoveder.jsonl"
    valgt = {"noegle": tmp_path / "noegle.pem", "hovedfil": fil}
    with closing(Installation.open(settings(tmp_path, revision=valgt, alarmer={"fil": tmp_path / "a.txt"}))) as inst:
        bud = Hovedbud(inst)

        def look(klokken: str) -> list[int]:
            at(monkeypatch, f"2030-01-01T{klokken}.000+00:00")
            bud.look()
            return heads(fil)

        inst.postrum.skriv_revision([POST], nu="2030-01-01T09:00:00.000+00:00")
        assert look("10:00:00") == [2]
        for uden in (POST, POST._replace(handling="bruger.login"), POST._replace(handling="fil.modtag")):
            inst.postrum.skriv_revision([uden], nu="2030-01-01T10:00:10.000+00:00")
        assert look("10:01:00") == [2], "nobody was closed"
        inst.postrum.skriv_revision([POST._replace(handling=handling)], nu="2030-01-01T10:01:10.000+00:00")
        assert look("10:01:59") == [2]
        assert look("10:02:01") == [2, 7]
        assert look("10:03:01") == look("10:04:01") == [2, 7], "once for each"
        assert inst.postrum.antal_alarmposter() == 1


def test_when_serve_stops_the_file_has_the_head_and_files_of_the_same_day_put_back_stand_as_restored(
    tmp_path: Path,
) -> None:
    make_noegle(tmp_path / "noegle.pem")
    fil, gammel = tmp_path / "ude" / "hoveder.jsonl", tmp_path / "gammel"
    egne = settings(tmp_path, revision={"noegle": tmp_path / "noegle.pem", "hovedfil": fil}, hent={"port": 0})
    with closing(Installation.open(egne)) as inst, delivering(inst):
        inst.postrum.skriv_revision([POST], nu="2030-01-01T09:00:00.000+00:00")
    gammel.mkdir()
    for hver in tmp_path.glob("*.db"):
        shutil.copy(hver, gammel / hver.name)
    foer = heads(fil)
    with closing(Installation.open(egne)) as inst, delivering(inst):
        inst.postrum.skriv_revision([POST], nu="2030-01-01T09:30:00.000+00:00")
    efter = heads(fil)
    assert efter[: len(foer)] == foer
    assert efter[-1] > foer[-1] + 1
    with closing(Installation.open(egne)) as inst, delivering(inst):
        assert inst.postrum.gendannelse() is None
    assert heads(fil) == efter, "where nothing happened nothing is signed"
    for hver in gammel.iterdir():
        for rest in tmp_path.glob(f"{hver.name}-*"):
            rest.unlink()
        shutil.copy(hver, tmp_path / hver.name)
    with closing(Installation.open(egne)) as inst, delivering(inst):
        assert inst.postrum.gendannelse() is not None


def test_a_file_that_cannot_be_written_leaves_the_head_in_the_chain(tmp_path: Path) -> None:
    make_noegle(tmp_path / "noegle.pem")
    (tmp_path / "fil").write_text("")
    valgt = {"noegle": tmp_path / "noegle.pem", "hovedfil": tmp_path / "fil" / "hoveder.jsonl"}
    with closing(Installation.open(settings(tmp_path, revision=valgt))) as inst:
        inst.postrum.skriv_revision([POST], nu="2030-01-01T09:00:00.000+00:00")
        Hovedbud(inst).look()
        assert len(noted(inst, SAG)) == 1


def test_without_a_key_nothing_is_signed_and_a_key_that_is_none_is_told(tmp_path: Path) -> None:
    with closing(Installation.open(settings(tmp_path))) as inst:
        inst.postrum.skriv_revision([POST], nu="2030-01-01T09:00:00.000+00:00")
        Hovedbud(inst).look()
        assert noted(inst, SAG) == []
    (tmp_path / "noegle.pem").write_text("ikke en nøgle")
    with (
        closing(Installation.open(settings(tmp_path, revision={"noegle": tmp_path / "noegle.pem"}))) as inst,
        pytest.raises(Opsaetningsfejl, match="REV-002"),
    ):
        Hovedbud(inst)


def test_settings_are_noted_when_they_are_others_and_secrets_never_told(tmp_path: Path) -> None:
    fundne: list[Revisionspost] = []
    hemmelig = {"url": "https://vagt.example/hemmelig-sti", "signaturnoegle": "meget-lang-og-hemmelig"}
    for valgt in ({"webhook": hemmelig}, {"webhook": hemmelig}, {"webhook": hemmelig, "nyfoedt_dage": 9}):
        with closing(Installation.open(settings(tmp_path, **valgt))) as inst:
            note_settings(inst)
            fundne = noted(inst, "indstillinger")
    assert len(fundne) == 2
    assert ("nyfoedt_dage", "9") in fundne[1].detaljer
    assert dict(fundne[0].detaljer)["webhook.url"] == "**********"
    assert "hemmelig" not in json.dumps(fundne)


@pytest.fixture
def lagt_tilbage(tmp_path: Path) -> Settings:
    """The databases as they were before the last signed head, put back by hand; the file of heads is not."""
    make_noegle(tmp_path / "noegle.pem")
    valgt = {"noegle": tmp_path / "noegle.pem", "hovedfil": tmp_path / "ude" / "hoveder.jsonl"}
    egne = settings(tmp_path, revision=valgt, hent={"port": 0})
    with closing(Installation.open(egne)) as inst:
        inst.postrum.skriv_revision([POST], nu="2030-01-01T09:00:00.000+00:00")
    gammel = tmp_path / "gammel"
    gammel.mkdir()
    for fil in tmp_path.glob("*.db"):
        shutil.copy(fil, gammel / fil.name)
    with closing(Installation.open(egne)) as inst:
        for _ in range(3):
            inst.postrum.skriv_revision([POST], nu="2030-01-01T10:00:00.000+00:00")
        assert hand_over(inst, read_noegle(tmp_path / "noegle.pem")) is not None
        assert not notice_rollback(inst), "what is as it was signed is no rollback"
    for fil in gammel.iterdir():
        for rest in tmp_path.glob(f"{fil.name}-*"):
            rest.unlink()
        shutil.copy(fil, tmp_path / fil.name)
    return egne


def test_files_of_an_older_day_put_back_by_hand_stand_as_restored_once_it_is_served(lagt_tilbage: Settings) -> None:
    with closing(Installation.open(lagt_tilbage)) as inst:
        assert "det underskrevne hoved af led 5" in str(list(inspect(inst, lambda *_: None, grundig=False)))
        with delivering(inst):
            assert inst.postrum.gendannelse() is not None
        [post] = [each for each in noted(inst, "backup") if each.handling == "backup.gendan"]
        detaljer = dict(post.detaljer)
        assert (detaljer["tabt_fra"], detaljer["tabt_til"]) == ("3", "5")
        inst.postrum.frigiv_gendannelse({}, nu="2030-01-02T09:00:00.000+00:00", hvem="operatoer")
        assert not notice_rollback(inst), "what was told of and released is not told of again"
        assert check(inst.postrum).fund == ()


def test_a_chain_that_has_grown_past_the_lost_head_is_found_all_the_same(lagt_tilbage: Settings) -> None:
    with closing(Installation.open(lagt_tilbage)) as inst:
        for _ in range(9):
            inst.postrum.skriv_revision([POST], nu="2030-01-01T11:00:00.000+00:00")
        assert notice_rollback(inst)


def test_a_head_by_another_key_or_of_another_chain_stops_nobody(lagt_tilbage: Settings, tmp_path: Path) -> None:
    anden = make_noegle(tmp_path / "anden.pem")
    hovedfil, egen = tmp_path / "ude" / "hoveder.jsonl", read_noegle(tmp_path / "noegle.pem")
    segl = read_segl(hovedfil.read_text("utf-8"))
    with closing(Installation.open(lagt_tilbage)) as inst:
        for fremmed in (anden.sign(segl.kaede, segl.hoved), egen.sign(TOM_KAEDE, segl.hoved)):
            hovedfil.write_text(to_json(fremmed), "utf-8")
            assert not notice_rollback(inst)
        hovedfil.write_text("intet hoved", "utf-8")
        assert not notice_rollback(inst)
        assert inst.postrum.gendannelse() is None
