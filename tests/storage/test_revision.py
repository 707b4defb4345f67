"""The audit that every post room keeps: written with what it tells of, found by whom and what it is about."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.aftaler.model import ItSystem, Organisation
from cpr_haendelser.revision.bog import Antal
from cpr_haendelser.revision.kaede import compute_hash
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.post import START, Revisionspost, Slags
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.adgangsbog import Login, Noegle, Session
from tests.storage.postrumsmodel import AARHUS, ANNA, BENT, CARL, ET, VEJ, deliver, dueslag, fill, take, tid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.postrum import Postrum

SYSTEM = "11111111-0000-4000-8000-000000000001"
SET = Revisionspost(
    Slags.VIDEREGIVELSE, "person.aabn", hvem=f"system:{SYSTEM}", system=SYSTEM, aftale="aftale-1", felter=("navn",)
)


@pytest.fixture(params=["memory:", "sqlite"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    url = request.param if request.param == "memory:" else f"sqlite:///{(tmp_path / 'h.db').as_posix()}"
    with closing(open_postrum(url)) as aaben:
        yield aaben


def written(postrum: Postrum, efter: int = 1) -> list[Revisionspost]:
    """All posts, but for the beginning."""
    return [post for led in postrum.revisionsled(efter=efter) for _, post in read_poster(led.slags, led.indhold)]


def test_every_link_is_bound_to_the_one_before(postrum: Postrum) -> None:
    assert postrum.revisionshoved().nr == 0
    postrum.skriv_revision([SET._replace(pnr=ANNA), SET._replace(slags=Slags.AENDRING)], nu=tid(1))
    hoved = postrum.skriv_revision([SET._replace(pnr=BENT)], nu=tid(2))
    alle = list(postrum.revisionsled())
    assert [led.slags for led in alle] == ["begyndelse", "videregivelse", "aendring", "videregivelse"]
    assert [led.forrige for led in alle] == [START, *(led.hash for led in alle[:-1])]
    assert all(compute_hash(led) == led.hash for led in alle)
    assert hoved == alle[-1].hoved == postrum.revisionshoved()


def test_nothing_to_write_writes_nothing(postrum: Postrum) -> None:
    assert postrum.skriv_revision([], nu=tid(1)).nr == 0


def test_each_batch_of_deliveries_is_a_link_in_its_own_transaction(postrum: Postrum) -> None:
    fill(postrum, ANNA, BENT, CARL)
    deliver(postrum, take(postrum, 2), minut=3)
    deliver(postrum, take(postrum), minut=4)
    _, foerste, andet = postrum.revisionsled()
    assert (foerste.slags, foerste.antal, foerste.tidspunkt) == (Slags.LEVERING, 2, tid(3))
    assert (andet.slags, andet.antal, andet.tidspunkt) == (Slags.LEVERING, 1, tid(4))
    faelles = Revisionspost(
        Slags.LEVERING,
        "besked.levering",
        system=VEJ.system,
        myndighed=AARHUS,
        aftale=VEJ.aftale,
        kanal=VEJ.kanal,
        sag=f"dueslag:{ET}",
        felter=("haendelsesbesked",),
    )
    assert written(postrum) == [
        faelles._replace(pnr=pnr, loebenummer=nr, forsoeg=1) for nr, pnr in enumerate((ANNA, BENT, CARL), start=1)
    ]


def test_what_was_out_when_a_program_ended_may_have_been_read(postrum: Postrum) -> None:
    fill(postrum, ANNA, BENT, CARL)
    postrum.gem(dueslag=[dueslag()._replace(fra=3)], tidspunkt=tid(0), hvem="x")
    take(postrum, 2, hvem="p/1")
    take(postrum, 1, hvem="q/1")
    assert postrum.giv_tilbage("p", nu=tid(3)) == 2
    assert [(post.handling, post.system, post.pnr, post.loebenummer, post.forsoeg) for post in written(postrum, 2)] == [
        ("besked.afbrudt", "system-1", ANNA, 1, 1),
        ("besked.afbrudt", "system-1", BENT, 2, 1),
    ]


def test_an_answer_that_delivers_nothing_leaves_no_link(postrum: Postrum) -> None:
    fill(postrum, ANNA)
    deliver(postrum, take(postrum))
    foer = postrum.revisionshoved()
    postrum.giv_tilbage("p", nu=tid(5))
    assert postrum.svar([], nu=tid(5)) == 0
    assert postrum.revisionshoved() == foer


def test_a_change_of_the_set_up_tells_what_it_was_and_became_but_no_secret(postrum: Postrum) -> None:
    system = ItSystem(SYSTEM, "Skole", "11111111", "", (), "hash-af-noget", "", ())
    postrum.gem(systemer=[system], dueslag=[dueslag()], tidspunkt=tid(1), hvem="bruger:b")
    postrum.gem(systemer=[system._replace(navn="Børn", hemmelighed="andet")], tidspunkt=tid(2), hvem="operatoer")
    postrum.gem(systemer=[system._replace(navn="Børn", hemmelighed="andet")], tidspunkt=tid(3), hvem="operatoer")
    oprettet, _, rettet = written(postrum)
    assert (oprettet.handling, oprettet.hvem, oprettet.sag) == ("system.opret", "bruger:b", f"system:{SYSTEM}")
    assert '"navn":"Skole"' in dict(oprettet.detaljer)["efter"]
    assert (rettet.handling, rettet.hvem) == ("system.ret", "operatoer")
    assert dict(rettet.detaljer)["foer"] == '{"hemmelighed":"(hemmelig)","navn":"Skole"}'
    assert dict(rettet.detaljer)["efter"] == '{"hemmelighed":"(hemmelig)","navn":"Børn"}'
    assert "hash-af-noget" not in str(written(postrum))


def test_lists_and_interventions_are_told_of(postrum: Postrum) -> None:
    liste = Vaerdiliste(SYSTEM, "Børn", "system-1", 0, 0)
    postrum.opret_vaerdiliste(liste, nu=tid(1), hvem="operatoer")
    postrum.ret_vaerdiliste(SYSTEM, til=[ANNA, BENT], fra=[CARL], nu=tid(2), hvem="system:s")
    postrum.ret_vaerdiliste(SYSTEM, til=[ANNA], nu=tid(3), hvem="system:s")
    postrum.stop(ET, "operatoer", nu=tid(4), hvem="bruger:b")
    fill(postrum, ANNA, minut=5)
    postrum.flyt_til_fejlkoe(ET, [1], nu=tid(6), hvem="bruger:b")
    postrum.afspil(ET, [(1, ANNA, AARHUS)], nu=tid(7), hvem="bruger:b")
    alle = written(postrum)
    assert [(post.handling, post.hvem) for post in alle] == [
        ("liste.gem", "operatoer"),
        ("liste.ret", "system:s"),
        ("dueslag.stop", "bruger:b"),
        ("dueslag.fejlkoe", "bruger:b"),
        ("dueslag.afspil", "bruger:b"),
    ]
    assert dict(alle[1].detaljer) == {
        "version": "1", "navn": "Børn", "system": "system-1", "aktiv": "ja", "til": "2", "fra": "0",
    }  # fmt: skip


def test_users_secrets_and_keys_are_told_of_without_being_told(postrum: Postrum) -> None:
    foerste = Login("u1", "argon2-hash", skal_skifte=True)
    postrum.skift_login(None, foerste, hvem="operatoer", nu=tid(1))
    valgt = foerste._replace(adgangskode="andet-hash", skal_skifte=False, totp="HEMMELIG")
    assert not postrum.skift_login(None, valgt, hvem="x", nu=tid(2))
    postrum.skift_login(foerste, valgt, hvem="bruger:u1", nu=tid(2))
    postrum.skift_login(valgt, valgt._replace(totp_trin=7, kendte=("a",)), hvem="bruger:u1", nu=tid(3))
    postrum.opret_session(Session(b"x", "u1", "", tid(3), tid(3), tid(9)), hoejst=3)
    noegle = Noegle("n1", b"h", "bruger", "u1", "prøve", frozenset({"log.laes"}), tid(4), "bruger:u1", tid(90))
    postrum.opret_noegle(noegle)
    assert not postrum.luk_noegle("n2", tid(5), hvem="x")
    assert postrum.luk_noegle("n1", tid(5), hvem="operatoer")
    alle = written(postrum)
    assert [(post.handling, post.hvem, post.sag) for post in alle] == [
        ("bruger.adgang", "operatoer", "bruger:u1"),
        ("bruger.adgang", "bruger:u1", "bruger:u1"),
        ("bruger.login", "bruger:u1", "bruger:u1"),
        ("noegle.opret", "bruger:u1", "noegle:n1"),
        ("noegle.luk", "operatoer", "noegle:n1"),
    ]
    vist = {navn: value for navn, value in alle[1].detaljer if navn != "aftryk"}
    assert vist == {"adgangskode": "ændret", "skal_skifte": "fjernet", "totp": "ændret"}
    assert not {"argon2-hash", "andet-hash", "HEMMELIG"} & set(str(alle).split("'"))


def test_links_are_found_by_person_and_key_and_time_and_kind(postrum: Postrum) -> None:
    postrum.skriv_revision([SET._replace(pnr=ANNA), SET._replace(pnr=ANNA, loebenummer=3)], nu=tid(1))
    postrum.skriv_revision([SET._replace(pnr=BENT)], nu=tid(2))
    fill(postrum, ANNA)
    deliver(postrum, take(postrum), minut=3)
    postrum.gem(
        organisationer=[Organisation(AARHUS, "Aarhus", "", myndighed=True, leverandoer=False)],
        tidspunkt=tid(4),
        hvem="bruger:b",
    )
    noegle = f"system:{SYSTEM}".upper()
    assert [led.nr for led in postrum.revisionsled_om(ANNA)] == [2, 4]
    assert postrum.tael_revision(ANNA) == Antal(2, 3)
    assert [led.nr for led in postrum.revisionsled_om(ANNA, slags=[Slags.LEVERING])] == [4]
    assert [led.nr for led in postrum.revisionsled_om(ANNA, efter=2)] == [4]
    assert [led.nr for led in postrum.revisionsled_om(noegle)] == [2, 3]
    assert postrum.tael_revision(noegle) == Antal(2, 3)
    assert [led.nr for led in postrum.revisionsled_om(noegle, fra=tid(2))] == [3]
    assert [led.nr for led in postrum.revisionsled_om(noegle, til=tid(2))] == [2]
    assert postrum.tael_revision(noegle, fra=tid(2), til=tid(3)) == Antal(1, 1)
    assert [led.nr for led in postrum.revisionsled_om(f"aftale:{VEJ.aftale}", fra=tid(3))] == [4]
    assert [led.nr for led in postrum.revisionsled_om(f"organisation:{AARHUS}")] == [5]
    spurgt = [noegle, f"aftale:{VEJ.aftale}", f"organisation:{AARHUS}", "system:ukendt"]
    assert postrum.revisionsnoegler(spurgt, [Slags.LEVERING]) == {f"aftale:{VEJ.aftale}".lower()} | {
        each.lower() for each in [noegle] if any(postrum.revisionsled_om(each, slags=[Slags.LEVERING]))
    }
    assert postrum.revisionsnoegler(spurgt, list(Slags)) == {each.lower() for each in spurgt[:3]}
    assert postrum.revisionsnoegler([], list(Slags)) == postrum.revisionsnoegler(spurgt, []) == set()
    assert [led.nr for led in postrum.revisionsled_om("hvem:bruger:b")] == [5]
    assert list(postrum.revisionsled_om(CARL)) == []
    assert postrum.tael_revision("aftale:findes-ikke") == Antal(0, 0)


def test_a_delivery_and_its_link_are_one_transaction(tmp_path: Path) -> None:
    """What fails after the link is written takes the link along."""
    with closing(open_postrum(f"sqlite:///{(tmp_path / 'h.db').as_posix()}")) as postrum:
        fill(postrum, ANNA)
        numre = take(postrum)
        foer = postrum.revisionshoved()
        with closing(sqlite3.connect(tmp_path / "h.post.db")) as anden:
            anden.execute("CREATE TRIGGER fejl BEFORE INSERT ON leveringsminut BEGIN SELECT raise(ABORT, 'nej'); END")
            anden.commit()
            with pytest.raises(Exception, match="LAG-012"):
                deliver(postrum, numre)
            assert postrum.revisionshoved() == foer
            anden.execute("DROP TRIGGER fejl")
            anden.commit()
        assert deliver(postrum, numre) == 1
        assert len(written(postrum)) == len(postrum.leveringer(ANNA)) == 1
