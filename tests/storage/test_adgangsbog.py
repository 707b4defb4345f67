"""What is kept of logging in, by every post room alike."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.adgang.model import Bruger, Rolle
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.adgangsbog import Login, Noegle, Session
from tests.storage.postrumsmodel import ET, TO, tid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.postrum import Postrum

LOGIN = Login(ET, "$argon2id$…", skal_skifte=True, udloeber=tid(60), kendte=("a", "b"))
SESSION = Session(b"\x01" * 32, ET, "s", tid(1), tid(1), tid(600))
NOEGLE = Noegle(TO, b"\x02" * 32, "bruger", ET, "Udtræk", frozenset({"log.laes", "status.laes"}), tid(1), "x", tid(9))
BRUGER = Bruger(ET, "lis", "Lis Lund", "lis@example.dk", "11111111", frozenset({Rolle.REVISOR, Rolle.TESTANSVARLIG}))


@pytest.fixture(params=["sqlite", "memory"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    rum = open_postrum("memory:" if request.param == "memory" else f"sqlite:///{(tmp_path / 'r.db').as_posix()}")
    yield rum
    rum.close()


def test_users_are_part_of_the_set_up_with_all_its_versions(postrum: Postrum) -> None:
    assert postrum.opsaetning().brugere == ()
    foerste = postrum.gem(brugere=[BRUGER], tidspunkt=tid(1), hvem="operatoer")
    lukket = BRUGER._replace(aktiv=False, roller=frozenset())
    anden = postrum.gem(brugere=[lukket], tidspunkt=tid(2), hvem="operatoer")
    assert postrum.gem(brugere=[lukket], tidspunkt=tid(3), hvem="operatoer") == anden
    assert postrum.opsaetning_pr(foerste).brugere == (BRUGER,)
    assert postrum.opsaetning().brugere == (lukket,)


def test_a_login_is_changed_by_who_knows_how_it_stands(postrum: Postrum) -> None:
    assert postrum.login(ET) is None
    assert postrum.skift_login(None, LOGIN, hvem="operatoer", nu=tid(1))
    assert postrum.login(ET) == LOGIN
    assert not postrum.skift_login(
        None, LOGIN._replace(adgangskode="anden"), hvem="operatoer", nu="2026-11-25T00:00:00Z"
    )
    valgt = LOGIN._replace(adgangskode="ny", skal_skifte=False, udloeber="", totp="JBSWY3DP", totp_trin=7, kendte=())
    assert not postrum.skift_login(valgt, valgt, hvem="operatoer", nu=tid(1))
    assert postrum.skift_login(LOGIN, valgt, hvem="operatoer", nu=tid(1))
    assert (postrum.login(ET), postrum.login(TO)) == (valgt, None)


def test_a_session_is_found_by_its_hash_until_it_is_over(postrum: Postrum) -> None:
    postrum.opret_session(SESSION, hoejst=5)
    assert postrum.session(SESSION.hash) == SESSION
    postrum.set_session(SESSION.hash, tid(7))
    assert postrum.session(SESSION.hash) == SESSION._replace(sidst=tid(7))
    postrum.set_session(b"ukendt", tid(7))
    postrum.slet_session(SESSION.hash)
    postrum.slet_session(SESSION.hash)
    assert (postrum.session(SESSION.hash), postrum.sessioner(ET)) == (None, [])


def test_of_a_users_sessions_the_newest_stay(postrum: Postrum) -> None:
    andens = SESSION._replace(hash=b"anden", bruger=TO)
    egne = [SESSION._replace(hash=bytes([nr]) * 32, oprettet=tid(nr)) for nr in range(1, 6)]
    for each in [andens, *egne]:
        postrum.opret_session(each, hoejst=3)
    assert postrum.sessioner(ET) == egne[2:]
    assert postrum.sessioner(TO) == [andens]
    assert (postrum.slet_sessioner(ET), postrum.slet_sessioner(ET)) == (3, 0)
    assert postrum.sessioner(TO) == [andens]


def test_a_new_session_stays_however_many_there_are_of_the_same_moment(postrum: Postrum) -> None:
    for nummer in (9, 3, 5, 1, 7):
        ny = SESSION._replace(hash=bytes([nummer]) * 32)
        postrum.opret_session(ny, hoejst=2)
        assert postrum.session(ny.hash) == ny
        assert len(postrum.sessioner(ET)) <= 2


def test_sessions_that_are_over_are_removed(postrum: Postrum) -> None:
    udloebet = SESSION._replace(hash=b"1", udloeber=tid(10), sidst=tid(9))
    uset = SESSION._replace(hash=b"2", sidst=tid(2))
    i_gang = SESSION._replace(hash=b"3", sidst=tid(3))
    for each in (udloebet, uset, i_gang):
        postrum.opret_session(each, hoejst=5)
    assert postrum.ryd_sessioner(udloebet=tid(10), uset=tid(2)) == 2
    assert postrum.sessioner(ET) == [i_gang]


def test_a_key_is_found_by_its_hash_and_closed_once(postrum: Postrum) -> None:
    anden = NOEGLE._replace(id=ET, hash=b"anden", art="system", omfang=frozenset(), oprettet=tid(0))
    postrum.opret_noegle(NOEGLE)
    postrum.opret_noegle(anden)
    assert postrum.noegler() == [anden, NOEGLE]
    assert (postrum.noegle(NOEGLE.hash), postrum.noegle(b"ukendt")) == (NOEGLE, None)
    postrum.brug_noegle(NOEGLE.id, "2026-11-30")
    assert postrum.noegle(NOEGLE.hash) == NOEGLE._replace(sidst_brugt="2026-11-30")
    assert postrum.luk_noegle(NOEGLE.id, tid(5), hvem="operatoer")
    assert not postrum.luk_noegle(NOEGLE.id, tid(6), hvem="operatoer")
    assert not postrum.luk_noegle("ukendt", tid(6), hvem="operatoer")
    postrum.brug_noegle(NOEGLE.id, "2026-12-01")
    assert postrum.noegle(NOEGLE.hash) == NOEGLE._replace(sidst_brugt="2026-11-30", lukket=tid(5))


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    adresse = f"sqlite:///{(tmp_path / 'r.db').as_posix()}"
    foerste = open_postrum(adresse)
    foerste.skift_login(None, LOGIN, hvem="operatoer", nu=tid(1))
    foerste.opret_session(SESSION, hoejst=5)
    foerste.opret_noegle(NOEGLE)
    foerste.close()
    naeste = open_postrum(adresse)
    assert (naeste.login(ET), naeste.sessioner(ET), naeste.noegler()) == (LOGIN, [SESSION], [NOEGLE])
    naeste.close()


def test_a_key_and_a_login_that_somebody_has_damaged_are_said_to_be_so(tmp_path: Path) -> None:
    with closing(open_postrum(f"sqlite:///{(tmp_path / 'r.db').as_posix()}")) as rum:
        rum.opret_noegle(NOEGLE)
        rum.skift_login(None, LOGIN, hvem="operatoer", nu=tid(1))
        with closing(sqlite3.connect(tmp_path / "r.post.db")) as forbindelse:
            forbindelse.executescript("UPDATE apinoegle SET omfang = 'log.laes'; UPDATE login SET kendte = '[7]'")
        with pytest.raises(Opsaetningsfejl, match=f"LAG-018: databasens API-nøgle {TO} kan ikke læses"):
            rum.noegler()
        with pytest.raises(Opsaetningsfejl, match="LAG-018"):
            rum.noegle(NOEGLE.hash)
        with pytest.raises(Opsaetningsfejl, match=f"LAG-019: databasens login for brugeren {ET} kan ikke læses"):
            rum.login(ET)
