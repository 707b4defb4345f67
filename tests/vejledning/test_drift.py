"""The operator's way: what is to be typed next, in ExtTest and in Produktion."""

from __future__ import annotations

import shlex
import tomllib

import pytest

from cpr_haendelser.adgang.model import Bruger, Rolle
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.vejledning.drift import DRIFT, TLS
from cpr_haendelser.vejledning.trin import Doere, Forhold, Stade, walk

CVR = "12345674"
EGEN = Organisation(CVR, "Min organisation", "", myndighed=False, leverandoer=True)
DRIFT_BRUGER = Bruger("1", "drift", "Drift", "", CVR, frozenset({Rolle.DRIFTSOPERATOER}))
AABNE = Doere(udstedere="ca/ca.pem", server="ca/server.pem", skrevet=True, aabne=True)


def found(doere: Doere, *brugere: Bruger, organisationer: tuple[Organisation, ...] = (EGEN,)) -> dict[str, Stade]:
    opsat = Opsaetning(1, organisationer, (), (), (), brugere)
    return {each.trin.noegle: each for each in walk(DRIFT, Forhold(CVR, "", "", opsat, {}, doere=doere))}


def test_each_step_of_tls_is_ticked_when_it_is_there_and_no_sooner() -> None:
    trappe = (
        Doere(),
        Doere(udstedere="ca/ca.pem"),
        Doere(udstedere="ca/ca.pem", server="ca/server.pem"),
        Doere(udstedere="ca/ca.pem", server="ca/server.pem", skrevet=True),
        AABNE,
    )
    for gjort, doere in enumerate(trappe):
        stader = [found(doere, DRIFT_BRUGER)[each.noegle] for each in TLS]
        assert [each.fund.gjort for each in stader] == [True] * gjort + [False] * (len(TLS) - gjort)
        assert all(each.fund.kode for each in stader[gjort:]), "in ExtTest what is missing can be copied"


@pytest.mark.parametrize("vaert", ["localhost", "haendelser.example.dk", "10.0.0.7", "x; rm -rf ."])
def test_the_command_of_the_server_certificate_names_the_host_that_is_called(vaert: str) -> None:
    [kommando] = found(Doere(vaert=vaert))["server"].fund.kode
    ord_ = shlex.split(kommando)
    assert ord_[:4] == ["haendelser", "ca", "issue", "server"]
    assert ("--vaert" in ord_) == (vaert in {"haendelser.example.dk", "10.0.0.7"})
    assert "rm" not in ord_


@pytest.mark.parametrize("doere", [Doere(), Doere(produktion=True), Doere(vaert="haendelser.example.dk")])
def test_the_lines_for_the_settings_can_be_read_as_they_stand(doere: Doere) -> None:
    laest = Settings.model_validate(tomllib.loads("\n".join(found(doere)["indstillinger"].fund.kode)))
    assert laest.tls.certifikat
    assert laest.tls.noegle
    assert laest.tls.tillid
    assert (laest.hent.host == laest.maskindoer.host == "127.0.0.1") == (doere.vaert == "localhost")


def test_in_produktion_no_test_certificates_are_made() -> None:
    for each in found(Doere(produktion=True), DRIFT_BRUGER).values():
        assert not any("haendelser ca" in linje for linje in each.fund.kode)


def test_settings_that_cannot_be_used_are_a_fault() -> None:
    assert found(Doere(fejl="OPS-202: certifkat"))["indstillinger"].tilstand.value == "fejl"


def test_the_way_ends_when_both_parties_have_somebody() -> None:
    myndighed = Organisation("11111111", "Korsbæk", "", myndighed=True, leverandoer=False)
    ida = Bruger("2", "ida", "Ida", "", CVR, frozenset({Rolle.LEVERANDOERADMINISTRATOR}))
    age = Bruger("3", "age", "Åge", "", "11111111", frozenset({Rolle.AFTALEADMINISTRATOR}))
    begge = (EGEN, myndighed)
    assert not found(AABNE, DRIFT_BRUGER)["parter"].fund.gjort
    assert not found(AABNE, DRIFT_BRUGER, ida, organisationer=begge)["brugere"].fund.gjort
    alt = found(AABNE, DRIFT_BRUGER, ida, age, organisationer=begge).values()
    assert {each.tilstand.value for each in alt} == {"gjort"}
