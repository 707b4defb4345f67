"""Every kind of tampering with the audit, its lookups, the delivery records and the set-up is found, and where."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.fejl import Brugsfejl, Opsaetningsfejl
from cpr_haendelser.revision.kaede import compute_hash
from cpr_haendelser.revision.kontrol import Kontrol, check
from cpr_haendelser.revision.pakning import pack
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.segl import Segl, Signaturnoegle, make_noegle
from cpr_haendelser.revision.underskrift import count_bortfald, last_segl, remove_foer, sign_hoved
from cpr_haendelser.storage.aabning import open_postrum
from tests.storage.postrumsmodel import AARHUS, ANNA, BENT, CARL, DORTE, TO, deliver, fill, take, tid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cpr_haendelser.storage.postrum import Postrum

OPSLAG = Revisionspost(Slags.VIDEREGIVELSE, "person.aabn", hvem="bruger:b", felter=("person",))
KOMMUNE = Organisation(AARHUS, "Aarhus", "", myndighed=True, leverandoer=False)


class Sted(NamedTuple):
    """A post room with an audit of some length, and its signed head of half-way."""

    postrum: Postrum
    fil: Path
    noegle: Signaturnoegle
    segl: Segl

    def check(self, segl: Segl | None = None) -> Kontrol:
        return check(self.postrum, self.noegle.offentlig, segl)

    def tamper(self, *saetninger: str) -> None:
        with closing(sqlite3.connect(self.fil)) as forbindelse:
            for saetning in saetninger:
                assert forbindelse.execute(saetning).rowcount != 0, saetning
            forbindelse.commit()


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Sted]:
    noegle = make_noegle(folder / "hemmelig" / "noegle.pem")
    with closing(open_postrum(url)) as postrum:
        write(postrum)
        segl = sign_hoved(postrum, noegle, nu=tid(20))
        assert segl is not None
        postrum.skriv_revision([OPSLAG._replace(pnr=DORTE)], nu=tid(21))
        yield Sted(postrum, folder / "h.post.db", noegle, segl)


def on_disk(folder: Path) -> str:
    return f"sqlite:///{(folder / 'h.db').as_posix()}"


@pytest.fixture(params=["memory:", "sqlite"])
def sted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sted]:
    with opened(request.param if request.param == "memory:" else on_disk(tmp_path), tmp_path) as sted:
        yield sted


@pytest.fixture
def paa_fil(tmp_path: Path) -> Iterator[Sted]:
    """One that somebody can tamper with."""
    with opened(on_disk(tmp_path), tmp_path) as sted:
        yield sted


def write(postrum: Postrum) -> None:
    """Links 1-8: the beginning, four of deliveries, a change, two lookups."""
    fill(postrum, ANNA, BENT)
    deliver(postrum, take(postrum), minut=2)  # led 2
    postrum.gem(organisationer=[KOMMUNE], tidspunkt=tid(3), hvem="bruger:b")  # led 3
    fill(postrum, ANNA, uuid=TO)
    deliver(postrum, take(postrum, uuid=TO), minut=4, uuid=TO)  # led 4
    postrum.skriv_revision([OPSLAG._replace(pnr=ANNA), OPSLAG._replace(pnr=BENT)], nu=tid(5))  # led 5
    fill(postrum, CARL)
    deliver(postrum, take(postrum), minut=6)  # led 6
    postrum.skriv_revision([OPSLAG._replace(pnr=CARL)], nu=tid(7))  # led 7
    postrum.gem(organisationer=[KOMMUNE._replace(navn="Aarhus Kommune")], tidspunkt=tid(8), hvem="bruger:b")  # led 8


def test_what_is_changed_while_it_is_checked_is_no_finding(sted: Sted, monkeypatch: pytest.MonkeyPatch) -> None:
    poster = sted.postrum.opsaetningsposter

    def meanwhile(fra: int) -> int:
        sted.postrum.gem(organisationer=[KOMMUNE._replace(navn="Imens")], tidspunkt=tid(50), hvem="x")
        fundet = poster(fra)
        sted.postrum.gem(organisationer=[KOMMUNE._replace(navn="Bagefter")], tidspunkt=tid(51), hvem="x")
        return fundet

    monkeypatch.setattr(sted.postrum, "opsaetningsposter", meanwhile)
    assert sted.check(sted.segl).fund == ()


def test_what_nobody_has_touched_is_whole(sted: Sted) -> None:
    kontrol = sted.check(sted.segl)
    assert kontrol.fund == ()
    assert (kontrol.led, kontrol.poster, kontrol.underskrevne) == (10, 12, 2)
    assert kontrol.hoved == sted.postrum.revisionshoved()
    assert last_segl(sted.postrum) == (tid(20), sted.segl)


def test_a_head_holds_however_much_is_written_after_it(sted: Sted) -> None:
    for minut in range(30, 40):
        sted.postrum.skriv_revision([OPSLAG._replace(pnr=BENT)], nu=tid(minut))
    assert sted.check(sted.segl).fund == ()


# ruff: noqa: S608 - what tampers with the database is written here, by nobody else
_LED = "UPDATE revisionsled SET"
_RESTEN = "tidspunkt, slags, antal, forrige, hash, indhold"
_UDEN_LED = "dueslag, 99, forsoeg, pnr, myndighed, parti, tabt, uden_for, videregivelse, tidspunkt"
TAMPERED: dict[str, tuple[tuple[str, ...], set[tuple[int, str]]]] = {
    "a changed content": (
        (f"{_LED} indhold = CAST(replace(CAST(indhold AS TEXT), 'bruger:b', 'bruger:c') AS BLOB) WHERE nr = 7",),
        {(7, "aendret")},
    ),
    "a content that is no content": ((f"{_LED} indhold = x'00' WHERE nr = 7",), {(7, "aendret")}),
    "a changed time": ((f"{_LED} tidspunkt = '{tid(9)}' WHERE nr = 7",), {(7, "aendret"), (8, "brudt")}),
    "a changed kind": ((f"{_LED} slags = 'aendring' WHERE nr = 7",), {(7, "aendret")}),
    "a kind that is none": ((f"{_LED} slags = 'andet' WHERE nr = 7",), {(7, "aendret")}),
    "a changed number of posts": ((f"{_LED} antal = 2 WHERE nr = 7",), {(7, "aendret")}),
    "a changed hash": ((f"{_LED} hash = zeroblob(32) WHERE nr = 7",), {(7, "aendret"), (8, "brudt")}),
    "a removed link": (("DELETE FROM revisionsled WHERE nr = 7",), {(8, "mangler"), (7, "opslag")}),
    "removed links at the beginning": (("DELETE FROM revisionsled WHERE nr < 3",), {(3, "mangler"), (2, "opslag")}),
    "a removed link and what follows moved up": (
        ("DELETE FROM revisionsled WHERE nr = 7", *(f"{_LED} nr = {nr - 1} WHERE nr = {nr}" for nr in (8, 9, 10))),
        {(7, "brudt"), (7, "aendret"), (8, "aendret"), (9, "aendret"), (10, "opslag"), (8, "hoved")},
    ),
    "an inserted link": (
        (
            *(f"{_LED} nr = {nr + 1} WHERE nr = {nr}" for nr in (10, 9, 8)),
            f"INSERT INTO revisionsled SELECT 8, {_RESTEN} FROM revisionsled WHERE nr = 7",
        ),
        {(8, "brudt"), (8, "aendret"), (9, "aendret"), (10, "aendret"), (11, "aendret"), (8, "hoved")},
    ),
    "two links in each other's place": (
        (f"{_LED} nr = 100 WHERE nr = 5", f"{_LED} nr = 5 WHERE nr = 7", f"{_LED} nr = 7 WHERE nr = 100"),
        {(5, "brudt"), (5, "aendret"), (6, "brudt"), (7, "brudt"), (7, "aendret"), (8, "brudt")},
    ),
    "links cut off at the end": (
        (
            "DELETE FROM revisionsled WHERE nr > 7",
            "DELETE FROM revisionsperson WHERE led > 7",
            "DELETE FROM revisionsopslag WHERE led > 7",
        ),
        {(8, "afkortet"), (0, "opslag")},
    ),
    "a removed delivery record": (("DELETE FROM levering WHERE led = 6",), {(6, "opslag")}),
    "a changed delivery record": (("UPDATE levering SET pnr = pnr + 1 WHERE led = 6",), {(6, "opslag")}),
    "a delivery record that tells another time": (
        ("UPDATE levering SET tidspunkt = '2026-01-02T00:00:00Z' WHERE led = 6",),
        {(6, "opslag")},
    ),
    "an invented delivery record": (
        (f"INSERT INTO levering SELECT {_UDEN_LED}, led FROM levering WHERE led = 6",),
        {(6, "opslag")},
    ),
    "an invented delivery record from before": (
        (f"INSERT INTO levering SELECT {_UDEN_LED}, 0 FROM levering WHERE led = 6",),
        {(1, "opslag")},
    ),
    "a person taken out of the lookups": (("DELETE FROM revisionsperson WHERE led = 5",), {(5, "opslag")}),
    "another person put into the lookups": (
        ("INSERT INTO revisionsperson VALUES (6101900009, 5, 'videregivelse', 1)",),
        {(5, "opslag")},
    ),
    "a key taken out of the lookups": (("DELETE FROM revisionsopslag WHERE led = 5",), {(5, "opslag")}),
    "a lookup that counts otherwise": (("UPDATE revisionsopslag SET antal = 1 WHERE led = 5",), {(5, "opslag")}),
    "a lookup that points at no link": (
        ("INSERT INTO revisionsopslag SELECT noegle, 77, slags, antal FROM revisionsopslag WHERE led = 5",),
        {(77, "opslag")},
    ),
    "a set-up changed behind the audit's back": (
        ("UPDATE opsaetningspost SET indhold = replace(indhold, 'Kommune', 'By') WHERE version = 2",),
        {(8, "opslag")},
    ),
    "a version of the set-up that nobody made": (
        ("INSERT INTO opsaetningspost SELECT art, noegle, 3, indhold FROM opsaetningspost WHERE version = 2",),
        {(0, "opslag")},
    ),
}


@pytest.mark.parametrize("hvad", TAMPERED)
def test_tampering_is_found_and_said_where(paa_fil: Sted, hvad: str) -> None:
    saetninger, ventet = TAMPERED[hvad]
    paa_fil.tamper(*saetninger)
    kontrol = paa_fil.check(paa_fil.segl)
    fundet = {(fund.led, fund.kode) for fund in kontrol.fund}
    assert kontrol.fund
    assert ventet <= fundet, kontrol.fund
    assert str(ANNA)[:6] not in str(kontrol.fund)


def forge_anew(sted: Sted, fra: int, change: Callable[[str], str]) -> None:
    """Changes a link and computes every hash after it again, as somebody would who knows how it is made."""
    led = list(sted.postrum.revisionsled(efter=fra - 1))
    forrige = led[0].forrige
    with closing(sqlite3.connect(sted.fil)) as forbindelse:
        for each in led:
            indhold = change(each.indhold.decode()).encode() if each.nr == fra else each.indhold
            nyt = each._replace(forrige=forrige, indhold=indhold)
            forrige = compute_hash(nyt)
            saetning = "UPDATE revisionsled SET forrige = ?, hash = ?, indhold = ? WHERE nr = ?"
            forbindelse.execute(saetning, (nyt.forrige, forrige, pack(indhold), each.nr))
        forbindelse.commit()


def test_a_chain_that_was_computed_anew_is_found_by_the_signed_head(paa_fil: Sted) -> None:
    forge_anew(paa_fil, 7, lambda tekst: tekst.replace('"person"', '"navn"'))
    assert {(fund.led, fund.kode) for fund in paa_fil.check(paa_fil.segl).fund} == {(8, "hoved")}
    assert {(fund.led, fund.kode) for fund in paa_fil.check().fund} == {(8, "hoved")}, "the chain has its own heads"


def test_what_was_computed_anew_after_the_last_head_is_only_found_by_a_later_one(paa_fil: Sted) -> None:
    senere = paa_fil.noegle.sign(paa_fil.segl.kaede, paa_fil.postrum.revisionshoved())
    forge_anew(paa_fil, 10, lambda tekst: tekst.replace('"person"', '"navn"'))
    assert paa_fil.check(paa_fil.segl).fund == ()
    assert {(fund.led, fund.kode) for fund in paa_fil.check(senere).fund} == {(10, "hoved")}


def test_a_head_of_another_key_or_chain_is_told(sted: Sted, tmp_path: Path) -> None:
    anden = make_noegle(tmp_path / "anden.pem").sign(sted.segl.kaede, sted.segl.hoved)
    assert [fund.kode for fund in sted.check(anden).fund] == ["underskrift"]
    assert [fund.kode for fund in sted.check(sted.segl._replace(nr=3)).fund] == ["underskrift"]
    fremmed = sted.noegle.sign("0b5b8a5e-0000-4000-8000-000000000009", sted.segl.hoved)
    assert [fund.kode for fund in sted.check(fremmed).fund] == ["hoved"]


def test_links_that_are_old_are_removed_under_a_signature(sted: Sted) -> None:
    """Links 1-5, with the deliveries in 2 and 4."""
    assert count_bortfald(sted.postrum, tid(6)) == (5, 7)
    assert remove_foer(sted.postrum, sted.noegle, tid(6), nu=tid(60), hvem="operatoer") == (5, 7)
    assert [led.nr for led in sted.postrum.revisionsled()] == [6, 7, 8, 9, 10, 11]
    kontrol = sted.check(sted.segl)
    assert kontrol.fund == ()
    assert kontrol.underskrevne == 3
    assert sted.postrum.leveringer(ANNA) == []
    assert len(sted.postrum.leveringer(CARL)) == 1
    assert [led.slags for led in sted.postrum.revisionsled()][-1] is Slags.BORTFALD
    assert remove_foer(sted.postrum, sted.noegle, tid(6), nu=tid(61), hvem="operatoer") == (0, 0)
    assert remove_foer(sted.postrum, sted.noegle, tid(7), nu=tid(62), hvem="operatoer") == (1, 1)
    assert sted.check(sted.segl).fund == ()


def test_an_old_head_of_what_has_been_removed_does_not_disturb(sted: Sted) -> None:
    remove_foer(sted.postrum, sted.noegle, tid(20), nu=tid(60), hvem="operatoer")
    assert sted.check(sted.segl).fund == ()
    aeldre = sted.noegle.sign(sted.segl.kaede, sted.segl.hoved._replace(nr=3))
    assert sted.check(aeldre).fund == ()


def test_a_removal_with_another_key_is_found(sted: Sted, tmp_path: Path) -> None:
    remove_foer(sted.postrum, make_noegle(tmp_path / "anden.pem"), tid(6), nu=tid(60), hvem="operatoer")
    assert "underskrift" in {fund.kode for fund in sted.check().fund}


def test_a_removal_up_to_a_head_that_is_not_the_chains_is_refused(sted: Sted) -> None:
    for hoved in (sted.segl.hoved._replace(hash=bytes(32)), sted.segl.hoved._replace(nr=99)):
        with pytest.raises(Brugsfejl, match="REV-004"):
            sted.postrum.slet_revision(sted.noegle.sign(sted.segl.kaede, hoved), nu=tid(60), hvem="operatoer")
    assert len(list(sted.postrum.revisionsled())) == 10


def test_the_key_is_its_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    make_noegle(tmp_path / "n.pem")
    assert (tmp_path / "n.pem").stat().st_mode & 0o077 == 0
    with pytest.raises(Brugsfejl, match="REV-001"):
        make_noegle(tmp_path / "n.pem")


def test_before_anything_is_written_there_is_nothing_to_sign_or_to_find(tmp_path: Path) -> None:
    with closing(open_postrum("memory:")) as postrum:
        assert sign_hoved(postrum, make_noegle(tmp_path / "n.pem"), nu=tid(1)) is None
        assert check(postrum).fund == ()
        assert last_segl(postrum) is None


@pytest.mark.parametrize("segl", ["", "{}", '{"form":"noget andet"}'])
def test_a_head_of_what_was_removed_that_is_no_head_is_said_to_be_the_databases(paa_fil: Sted, segl: str) -> None:
    remove_foer(paa_fil.postrum, paa_fil.noegle, tid(6), nu=tid(60), hvem="operatoer")
    paa_fil.tamper(f"UPDATE revisionsbortfald SET segl = '{segl}'")
    with pytest.raises(Opsaetningsfejl, match=r"REV-014: databasens egen række om bortfaldet til og med led 5"):
        paa_fil.check()


def test_a_head_of_what_was_removed_that_says_less_was_is_said_to_be_the_databases(paa_fil: Sted) -> None:
    remove_foer(paa_fil.postrum, paa_fil.noegle, tid(6), nu=tid(60), hvem="operatoer")
    paa_fil.tamper("""UPDATE revisionsbortfald SET segl = replace(segl, '"nr":5', '"nr":4')""")
    with pytest.raises(Opsaetningsfejl, match="REV-014"):
        paa_fil.check()


def test_a_head_in_the_chain_that_is_no_head_is_found(paa_fil: Sted) -> None:
    forge_anew(paa_fil, 9, lambda tekst: tekst.replace("revisionshoved 1", "noget andet").replace("signatur", "andet"))
    assert (9, "hoved") in {(fund.led, fund.kode) for fund in paa_fil.check().fund}
