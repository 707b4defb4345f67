"""Rows that the audit tells of (steps, keys, passwords, logins, choices, restorings) are held against it, each kind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.adgang.model import Bruger, Rolle
from cpr_haendelser.aftaler.model import Aftaleskridt
from cpr_haendelser.revision.kontrol import Kontrol, check
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.segl import make_noegle
from cpr_haendelser.revision.underskrift import remove_foer
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.adgangsbog import Login, Noegle, Session
from cpr_haendelser.storage.aftalebog import Foelge
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.valgbog import Driftsvalg
from tests.storage.postrumsmodel import ANNA, BENT, CARL, ET, TO, tid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.postrum import Postrum

ROSA = Bruger(ET, "rosa", "Rosa", "", "22222222", frozenset({Rolle.REVISOR}))
LOGIN = Login(ET, "argon2-hash", udloeber="", totp="HEMMELIG")
SESSION = Session(b"s" * 32, ET, "lokal:1", tid(5), tid(5), tid(700))
AABEN = Noegle("aaben", b"a" * 32, "bruger", ET, "Rapport", frozenset({"log.laes"}), tid(6), "operatoer", tid(900))
LUKKET = Noegle("lukket", b"l" * 32, "system", TO, "Feed", frozenset({"log.laes"}), tid(6), "operatoer", tid(900))
GODKENDT = Aftaleskridt("a1", tid(8), f"bruger:{ET}", "Rosa", "godkend", "anmodet", "godkendt")
OPSAGT = Aftaleskridt("a1", tid(9), f"bruger:{ET}", "Rosa", "opsig", "godkendt", "opsagt", "slut")
VALG = Driftsvalg(0, "levering.stor_fil", "100", tid(10), "operatoer", "for en tid")
LISTE = Vaerdiliste("0e000000-0000-4000-8000-00000000000a", "Børn", TO, 0, 0)
STAAR = Gendannelse("2026-01-01T12:00:00+01:00", tid(11))


class Sted(NamedTuple):
    """A post room with a row or two of each kind."""

    postrum: Postrum
    fil: Path

    def check(self) -> Kontrol:
        return check(self.postrum)

    def tamper(self, *saetninger: str) -> None:
        with closing(sqlite3.connect(self.fil)) as forbindelse:
            for saetning in saetninger:
                assert forbindelse.execute(saetning).rowcount != 0, saetning
            forbindelse.commit()

    def found(self) -> list[str]:
        fund = self.check().fund
        assert {each.kode for each in fund} <= {"raekke"}
        return [each.tekst for each in fund]


def write(postrum: Postrum) -> None:
    postrum.gem(brugere=[ROSA], tidspunkt=tid(3), hvem="operatoer")
    postrum.skift_login(None, Login(ET, "foerste", skal_skifte=True, udloeber=tid(50)), hvem="operatoer", nu=tid(3))
    postrum.skift_login(postrum.login(ET), LOGIN, hvem=f"bruger:{ET}", nu=tid(4))
    postrum.opret_session(SESSION, hoejst=10)
    for noegle in (AABEN, LUKKET):
        postrum.opret_noegle(noegle)
    postrum.luk_noegle("lukket", tid(7), hvem="operatoer")
    for skridt in (GODKENDT, OPSAGT):
        postrum.skriv_aftaleskridt(Foelge(skridt=(skridt,)))
    postrum.skriv_driftsvalg(VALG, foer="", efter=0)
    postrum.opret_vaerdiliste(LISTE, nu=tid(10), hvem="operatoer")
    postrum.ret_vaerdiliste(LISTE.uuid, til=[ANNA, BENT, CARL], nu=tid(10), hvem="operatoer")
    postrum.ret_vaerdiliste(LISTE.uuid, fra=[BENT], nu=tid(10), hvem="operatoer")
    postrum.saet_gendannelse(STAAR)
    gendan = Revisionspost(Slags.AENDRING, "backup.gendan", sag="backup", detaljer=(("gendannet", STAAR.gendannet),))
    postrum.skriv_revision([gendan], nu=tid(12))
    postrum.opret_session(SESSION._replace(hash=b"n" * 32, oprettet=tid(13)), hoejst=10)


@pytest.fixture(params=["memory:", "sqlite"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    adresse = request.param if request.param == "memory:" else f"sqlite:///{(tmp_path / 'h.db').as_posix()}"
    with closing(open_postrum(adresse)) as rum:
        write(rum)
        yield rum


@pytest.fixture
def paa_fil(tmp_path: Path) -> Iterator[Sted]:
    with closing(open_postrum(f"sqlite:///{(tmp_path / 'h.db').as_posix()}")) as rum:
        write(rum)
        yield Sted(rum, tmp_path / "h.post.db")


def test_what_nobody_has_touched_is_alike_and_all_of_it_can_be_compared(postrum: Postrum) -> None:
    kontrol = check(postrum)
    assert kontrol.fund == ()
    assert kontrol.usammenlignelige == 0


def test_what_changes_without_being_told_of_is_no_tampering(postrum: Postrum) -> None:
    """When a session and a key were used last, the step of the authenticator app, addresses, a logout."""
    postrum.set_session(b"n" * 32, tid(60))
    postrum.brug_noegle("aaben", "2026-01-02")
    postrum.skift_login(LOGIN, LOGIN._replace(totp_trin=7, kendte=("adresse",)), hvem=f"bruger:{ET}", nu=tid(60))
    postrum.slet_session(b"n" * 32)
    postrum.skift_login(None, Login(TO), hvem="operatoer", nu=tid(60))
    assert check(postrum).fund == ()


def test_what_is_made_and_closed_and_released_afterwards_is_alike(postrum: Postrum) -> None:
    postrum.luk_noegle("aaben", tid(61), hvem="operatoer")
    postrum.saet_gendannelse(STAAR._replace(gendannet=tid(62)))
    gendan = Revisionspost(Slags.AENDRING, "backup.gendan", sag="backup", detaljer=(("gendannet", tid(62)),))
    postrum.skriv_revision([gendan], nu=tid(62))
    postrum.frigiv_gendannelse({}, nu=tid(63), hvem="operatoer")
    postrum.skriv_driftsvalg(VALG._replace(vaerdi="", tidspunkt=tid(64)), foer="100", efter=1)
    assert check(postrum).fund == ()


def test_what_is_changed_while_it_is_checked_is_no_finding(postrum: Postrum, monkeypatch: pytest.MonkeyPatch) -> None:
    vidner = postrum.revisionsvidner

    def meanwhile() -> object:
        postrum.luk_noegle("aaben", tid(61), hvem="operatoer")
        fundet = vidner()
        postrum.opret_noegle(AABEN._replace(id="ny", hash=b"n" * 32, oprettet=tid(62)))
        return fundet

    monkeypatch.setattr(postrum, "revisionsvidner", meanwhile)
    assert check(postrum).fund == ()


# ruff: noqa: S608 - what tampers with the database is written here, by nobody else
_NOEGLE = "INSERT INTO apinoegle SELECT 'ny', x'99', art, ejer, navn, omfang, oprettet, hvem, udloeber, lukket,"
_SKRIDT = "INSERT INTO aftaleskridt (aftale, tidspunkt, hvem, navn, skridt, fra, til, tekst) SELECT aftale, tidspunkt,"
_NY_SESSION = f"INSERT INTO session SELECT x'99', bruger, stempel, '{tid(300)}', '{tid(300)}', udloeber FROM session"
TAMPERED: dict[str, tuple[str, str]] = {
    "a key that nobody made": (f"{_NOEGLE} '' FROM apinoegle WHERE id = 'aaben'", "noegle:ny er sat ind"),
    "a key taken out": ("DELETE FROM apinoegle WHERE id = 'aaben'", "noegle:aaben er fjernet"),
    "a closed key taken out": ("DELETE FROM apinoegle WHERE id = 'lukket'", "noegle:lukket er fjernet"),
    "a closed key that is open again": (
        "UPDATE apinoegle SET lukket = '' WHERE id = 'lukket'",
        "noegle:lukket er lukket i sporet, men åbnet igen",
    ),
    "a key closed by nobody": (f"UPDATE apinoegle SET lukket = '{tid(20)}' WHERE id = 'aaben'", "er lukket uden om"),
    "a key closed at another time": (f"UPDATE apinoegle SET lukket = '{tid(800)}' WHERE id = 'lukket'", "tidspunkt"),
    "another key in a key's place": (
        "UPDATE apinoegle SET hash = x'99' WHERE id = 'aaben'",
        "noegle:aaben er skiftet ud med en anden nøgle",
    ),
    "a key that may more": (
        """UPDATE apinoegle SET omfang = '["log.laes","person.aabn"]' WHERE id = 'aaben'""",
        "noegle:aaben er ændret",
    ),
    "a key that is another's": (f"UPDATE apinoegle SET ejer = '{TO}' WHERE id = 'aaben'", "noegle:aaben er ændret"),
    "a key that holds longer": ("UPDATE apinoegle SET udloeber = '2099' WHERE id = 'aaben'", "noegle:aaben er ændret"),
    "a key whose scope is no list": (
        "UPDATE apinoegle SET omfang = 'alt' WHERE id = 'aaben'",
        "noegle:aaben er ændret",
    ),
    "another password": ("UPDATE login SET adgangskode = 'angriberens'", "er skiftet uden om"),
    "no second factor any more": ("UPDATE login SET totp = ''", "er skiftet uden om"),
    "a first password that need not be changed": ("UPDATE login SET skal_skifte = 1", "er skiftet uden om"),
    "a password taken out": ("DELETE FROM login", "er fjernet uden om"),
    "a session that nobody logged in for": (_NY_SESSION, "et login ("),
    "a session that is another's": (f"UPDATE session SET bruger = '{TO}'", f"bruger:{TO}: et login ("),
    "a session that holds longer": ("UPDATE session SET udloeber = '2099'", "et login ("),
    "a session that rests on something else": ("UPDATE session SET stempel = 'oidc:1'", "et login ("),
    "a step that nobody took": (
        f"{_SKRIDT} hvem, navn, 'godkend', 'opsagt', 'godkendt', '' FROM aftaleskridt WHERE nr = 1",
        "aftale:a1: aftale.godkend",
    ),
    "the same step twice": (
        f"{_SKRIDT} hvem, navn, skridt, fra, til, tekst FROM aftaleskridt WHERE nr = 1",
        "aftale.godkend (2026-01-02T00:08:00Z) er sat ind",
    ),
    "an agreement's end taken out": ("DELETE FROM aftaleskridt WHERE skridt = 'opsig'", "aftale.opsig"),
    "an agreement's end changed to none": (
        "UPDATE aftaleskridt SET til = 'godkendt' WHERE skridt = 'opsig'",
        "aftale.opsig",
    ),
    "a step taken by another": ("UPDATE aftaleskridt SET hvem = 'operatoer' WHERE nr = 1", "aftale.godkend"),
    "a word that was not said": ("UPDATE aftaleskridt SET tekst = 'andet' WHERE nr = 2", "aftale.opsig"),
    "another choice": ("UPDATE driftsvalg SET vaerdi = '1'", "indstilling:levering.stor_fil"),
    "a choice that nobody made": (
        "INSERT INTO driftsvalg SELECT 99, navn, '7', tidspunkt, hvem, grund FROM driftsvalg",
        "indstilling:levering.stor_fil",
    ),
    "a list that nobody made": (
        "INSERT INTO vaerdiliste VALUES (9, 'ny', 'Ny', 's', 0, 0, 1)",
        "værdilisten er sat ind",
    ),
    "a step from before there was an audit, where there never was such a time": (
        f"{_SKRIDT} hvem, navn, 'afvis', fra, til, tekst FROM aftaleskridt WHERE nr = 1".replace(
            "SELECT aftale, tidspunkt", "SELECT aftale, '2020'"
        ),
        "aftale.afvis (2020) er sat ind",
    ),
    "a value put into a list": ("INSERT INTO listevaerdi VALUES (1, 6101900009)", "ind i eller ud af listen"),
    "a value taken out of a list": (f"DELETE FROM listevaerdi WHERE vaerdi = {ANNA}", "ind i eller ud af listen"),
    "a list that is another system's": ("UPDATE vaerdiliste SET system = 'x'", "værdilisten er ændret"),
    "a closed list opened, or an open one closed": ("UPDATE vaerdiliste SET aktiv = 0", "værdilisten er ændret"),
    "a list taken out": ("DELETE FROM vaerdiliste", "værdilisten er fjernet"),
    "the mark of a restoring lifted": (
        f"UPDATE gendannelse SET frigivet = '{tid(20)}'",
        "er frigivet uden om sporet",
    ),
    "the mark of a restoring taken out": ("DELETE FROM gendannelse", "mærket efter gendannelsen"),
    "a restoring that nobody told of": (
        f"INSERT INTO gendannelse (taget, gendannet, frigivet) VALUES ('', '{tid(30)}', '')",
        "står ikke i sporet",
    ),
}


@pytest.mark.parametrize("hvad", TAMPERED)
def test_tampering_is_found_and_said_of_what(paa_fil: Sted, hvad: str) -> None:
    saetning, ventet = TAMPERED[hvad]
    paa_fil.tamper(saetning)
    fundet = paa_fil.found()
    assert [each for each in fundet if ventet in each], fundet
    assert str(ANNA)[:6] not in str(fundet)
    assert not [each for each in fundet if "HEMMELIG" in each or "hash" in each or "angriberens" in each]


def test_a_user_who_has_no_password_and_is_given_one_is_found(paa_fil: Sted) -> None:
    paa_fil.tamper(f"INSERT INTO login VALUES ('{TO}', 'angriberens', 0, '', '', 0, '[]')")
    assert paa_fil.found() == [f"bruger:{TO}: adgangskode eller godkendelsesapp er sat ind uden om sporet."]


def test_the_audit_tells_no_secret_and_the_same_secret_otherwise_in_another_installation(tmp_path: Path) -> None:
    aftryk = []
    for navn in ("et", "to"):
        with closing(open_postrum(f"sqlite:///{(tmp_path / navn / 'h.db').as_posix()}")) as rum:
            write(rum)
            sporet = b"".join(led.indhold for led in rum.revisionsled())
            aftryk.append([vidne.post.detaljer for vidne in rum.revisionsvidner().vidner])
        for hemmelig in (b"argon2-hash", b"HEMMELIG", SESSION.hash, AABEN.hash, AABEN.hash.hex().encode()):
            assert hemmelig not in sporet
    assert aftryk[0] != aftryk[1]


def test_entries_from_before_fingerprints_are_counted_and_what_they_say_is_held_up(paa_fil: Sted) -> None:
    """As an earlier version wrote them: a key, a password and a login, each without a fingerprint."""
    gamle = [
        Revisionspost(
            Slags.AENDRING, "noegle.opret", hvem="operatoer", sag="noegle:gammel",
            detaljer=(("ejer", f"bruger:{ET}"), ("navn", "Gammel"), ("omfang", "log.laes"), ("udloeber", tid(900))),
        ),
        Revisionspost(
            Slags.AENDRING, "bruger.adgang", hvem="operatoer", sag=f"bruger:{TO}", detaljer=(("adgangskode", "ændret"),)
        ),
        Revisionspost(Slags.AENDRING, "bruger.login", hvem=f"bruger:{TO}", sag=f"bruger:{TO}"),
    ]  # fmt: skip
    paa_fil.postrum.skriv_revision(gamle, nu=tid(66))
    paa_fil.tamper(
        f"INSERT INTO apinoegle VALUES ('gammel', x'88', 'bruger', '{ET}', 'Gammel', '[\"log.laes\"]', '{tid(66)}',"
        f" 'operatoer', '{tid(900)}', '', '')",
        f"INSERT INTO login VALUES ('{TO}', 'hash', 0, '', '', 0, '[]')",
        f"INSERT INTO session VALUES (x'88', '{TO}', '', '{tid(66)}', '{tid(66)}', '{tid(700)}')",
    )
    kontrol = paa_fil.check()
    assert (kontrol.fund, kontrol.usammenlignelige) == ((), 3)
    paa_fil.tamper(
        "UPDATE apinoegle SET navn = 'Andet' WHERE id = 'gammel'", f"DELETE FROM login WHERE bruger = '{TO}'"
    )
    assert len(paa_fil.found()) == 2


def test_what_is_older_than_what_is_kept_of_the_audit_is_counted_and_what_is_newer_is_found(
    paa_fil: Sted, tmp_path: Path
) -> None:
    noegle = make_noegle(tmp_path / "n.pem")
    remove_foer(paa_fil.postrum, noegle, tid(9), nu=tid(70), hvem="operatoer")
    kontrol = paa_fil.check()
    assert kontrol.fund == ()
    assert kontrol.usammenlignelige == 4, "two keys, a password, a step"
    paa_fil.tamper("DELETE FROM aftaleskridt WHERE skridt = 'opsig'")
    assert len(paa_fil.found()) == 1
    paa_fil.tamper(_NY_SESSION)
    assert len(paa_fil.found()) == 2


def test_where_the_audit_began_later_than_the_set_up_what_is_older_is_counted(tmp_path: Path) -> None:
    """As an installation that was there before there was an audit: its set-up, a password, a list, a step."""
    with closing(open_postrum(f"sqlite:///{(tmp_path / 'h.db').as_posix()}")) as rum:
        write(rum)
        with closing(sqlite3.connect(tmp_path / "h.post.db")) as forbindelse:
            for tabel in ("revisionsled", "revisionsopslag", "revisionsnoegle", "revisionsperson", "gendannelse"):
                forbindelse.execute(f"DELETE FROM {tabel}")
            forbindelse.commit()
        rum.skriv_revision([Revisionspost(Slags.AENDRING, "prøve.ret", sag="proeve:1")], nu=tid(50))
        kontrol = check(rum)
        assert kontrol.fund == ()
        assert kontrol.usammenlignelige == 8, "two keys, a password, a session, two steps, a choice, a list"
