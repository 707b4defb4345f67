"""The steps of the guides: what is done, what is next, and what is wrong, as the installation changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.adgang.model import Bruger, Rolle
from cpr_haendelser.aftaler.model import Aftaletilstand, Organisation, Systemcertifikat
from cpr_haendelser.fordeling.gaeldende import without_closed
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.vejledning.leverandoer import LEVERANDOER
from cpr_haendelser.vejledning.myndighed import MYNDIGHED
from cpr_haendelser.vejledning.trin import Doere, Forhold, Fund, Stade, Tilstand, Trin, walk
from tests.udlevering.opsat import DUESLAG_A, KORSBAEK, A, B, aftale, dueslag, system

CVR, FP = "22222222", "ab" * 32
LEV = Organisation(CVR, "Huset", "", myndighed=False, leverandoer=True)
MYN = Organisation(KORSBAEK, "Korsbæk Kommune", "", myndighed=True, leverandoer=False)
IDA = Bruger("1", "ida", "Ida", "", CVR, frozenset({Rolle.LEVERANDOERADMINISTRATOR}))
AGE = Bruger("2", "age", "Åge", "", KORSBAEK, frozenset({Rolle.AFTALEADMINISTRATOR}))


def certifikat(til: str) -> Systemcertifikat:
    return Systemcertifikat(FP, "", A, "exttest", "Anders", "2026-01-01", til, "")


def tilstand(**felter: Any) -> Dueslagstilstand:
    return Dueslagstilstand(DUESLAG_A, 0, 0, 0, 0, 0, "", "", "", "")._replace(**felter)


FULD = Opsaetning(
    1, (LEV, MYN), (system(A, "Anders", noegle="", fingeraftryk=(FP,)),), (aftale("a", A, KORSBAEK),),
    (dueslag(DUESLAG_A, A),), (IDA, AGE), (certifikat("2027-01-01T00:00:00.000Z"),),
)  # fmt: skip


def forhold(opsat: Opsaetning, cvr: str = CVR, **felter: Any) -> Forhold:
    return Forhold(cvr, "2026-11-30", "2026-11-30T06:00:00.000Z", opsat, {})._replace(**felter)


def stands(stader: list[Stade]) -> dict[str, str]:
    return {each.trin.noegle: each.tilstand.value for each in stader}


def supplier(opsat: Opsaetning, **felter: Any) -> dict[str, str]:
    return stands(walk(LEVERANDOER, forhold(opsat, **felter)))


def test_in_an_empty_installation_the_first_step_is_next_and_the_rest_is_missing() -> None:
    for vej in (LEVERANDOER, MYNDIGHED):
        stader = walk(vej, forhold(Opsaetning(0, (), (), (), ())))
        assert [each.tilstand for each in stader] == [Tilstand.NAESTE, *[Tilstand.MANGLER] * (len(vej) - 1)]
        assert all(each.fund.raad for each in stader), "whoever is missing something is told what to do"


def test_a_supplier_comes_step_by_step_to_the_first_message() -> None:
    delvis = [
        (Opsaetning(1, (LEV,), (), (), ()), "bruger"),
        (Opsaetning(1, (LEV,), (), (), (), (IDA,)), "system"),
        (FULD._replace(systemer=(system(A, "Anders", noegle=""),), aftaler=(), dueslag=()), "certifikat"),
        (FULD._replace(aftaler=(), dueslag=()), "anmodet"),
        (FULD._replace(aftaler=(aftale("a", A, KORSBAEK, tilstand=Aftaletilstand.ANMODET),), dueslag=()), "godkendt"),
        (FULD._replace(dueslag=()), "dueslag"),
        (FULD, "kald"),
    ]  # fmt: skip
    for opsat, naeste in delvis:
        fundet = supplier(opsat)
        assert [noegle for noegle, each in fundet.items() if each == "naeste"] == [naeste]
    assert supplier(FULD, kaldt=frozenset({A}))["kald"] == "gjort"
    assert set(supplier(FULD, faaet=frozenset({A})).values()) == {"gjort"}


@pytest.mark.parametrize(
    ("opsat", "felter", "noegle"),
    [
        (FULD._replace(certifikater=(certifikat("2026-11-29T00:00:00.000Z"),)), {}, "certifikat"),
        (FULD._replace(aftaler=(aftale("a", A, KORSBAEK, tilstand=Aftaletilstand.AFVIST),)), {}, "godkendt"),
        (FULD._replace(aftaler=(aftale("a", A, KORSBAEK, tilstand=Aftaletilstand.OPSAGT),)), {}, "godkendt"),
        (FULD._replace(aftaler=(aftale("a", A, KORSBAEK, gyldig_til="2026-11-29"),)), {}, "godkendt"),
        (FULD._replace(aftaler=(aftale("a", A, KORSBAEK, lukket=True),)), {}, "godkendt"),
        (FULD, {"tilstande": {DUESLAG_A: tilstand(stoppet="i-haanden")}}, "dueslag"),
        (FULD, {"tilstande": {DUESLAG_A: tilstand(tilbageholdt=2)}}, "besked"),
        (FULD, {"tilstande": {DUESLAG_A: tilstand(parkeret=2)}}, "besked"),
        (FULD._replace(organisationer=(LEV._replace(leverandoer=False),)), {}, "organisation"),
    ],
)
def test_what_was_done_and_is_wrong_now_is_a_fault_with_advice(
    opsat: Opsaetning, felter: dict[str, Any], noegle: str
) -> None:
    [stade] = [each for each in walk(LEVERANDOER, forhold(opsat, **felter)) if each.trin.noegle == noegle]
    assert stade.tilstand is Tilstand.FEJL
    assert stade.fund.raad


def test_an_agreement_that_holds_later_is_not_in_force_today_and_its_day_is_shown() -> None:
    opsat = FULD._replace(aftaler=(aftale("a", A, KORSBAEK, gyldig_fra="2027-01-01"),))
    [stade] = [each for each in walk(LEVERANDOER, forhold(opsat)) if each.trin.noegle == "godkendt"]
    assert stade.fund.detaljer == ("Korsbæk Kommune: 2027-01-01",)
    assert not stade.fund.gjort


def test_a_supplier_is_not_told_to_ask_again_for_what_a_closed_authority_has_approved() -> None:
    opsat = without_closed(FULD._replace(organisationer=(LEV, MYN._replace(aktiv=False))))
    [stade] = [each for each in walk(LEVERANDOER, forhold(opsat)) if each.trin.noegle == "godkendt"]
    assert "lukket" in stade.fund.raad
    assert "Anmod" not in stade.fund.raad
    assert stade.fund.detaljer == ("Korsbæk Kommune",)


def test_nothing_of_another_organisation_counts() -> None:
    assert stands(walk(LEVERANDOER, forhold(FULD, "33333333")))["organisation"] == "naeste"
    assert "gjort" not in stands(walk(LEVERANDOER, forhold(FULD, "33333333"))).values()


def test_one_it_system_is_asked_about_alone() -> None:
    anden = system(B, "Ny", noegle="")
    opsat = FULD._replace(systemer=(*FULD.systemer, anden))
    assert supplier(opsat)["certifikat"] == "gjort"
    assert supplier(opsat, system=anden.uuid)["certifikat"] == "naeste"


def test_an_authority_decides_and_sees_what_is_passed_on() -> None:
    anmodet = FULD._replace(aftaler=(aftale("a", A, KORSBAEK, tilstand=Aftaletilstand.ANMODET),))
    assert stands(walk(MYNDIGHED, forhold(anmodet, KORSBAEK)))["godkendt"] == "naeste"
    godkendt = stands(walk(MYNDIGHED, forhold(FULD, KORSBAEK)))
    assert [noegle for noegle, each in godkendt.items() if each != "gjort"] == ["besked"]
    assert set(stands(walk(MYNDIGHED, forhold(FULD, KORSBAEK, brugt=frozenset({"a"})))).values()) == {"gjort"}


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_at_most_one_step_is_next_and_it_is_before_all_that_is_missing(fund: list[tuple[bool, bool]]) -> None:
    def step(gjort: bool, fejl: bool) -> Trin:  # noqa: FBT001 - made up
        return Trin("", "", "", "", "", lambda _: Fund(gjort, "raad", fejl=fejl))

    vej = [step(*each) for each in fund]
    stader = [each.tilstand for each in walk(vej, forhold(FULD))]
    assert stader.count(Tilstand.NAESTE) <= 1
    aabne = [each for each in stader if each is not Tilstand.GJORT]
    assert not aabne or aabne[0] is not Tilstand.MANGLER
    assert [each is Tilstand.GJORT for each in stader] == [gjort for gjort, _ in fund]


def test_a_key_lets_a_system_in_as_a_certificate_does_and_the_authority_sees_it() -> None:
    uden = FULD._replace(systemer=(system(A, "Anders", noegle=""),), certifikater=())
    assert supplier(uden)["certifikat"] == "naeste"
    assert supplier(uden, noegler=frozenset({A.lower()}))["certifikat"] == "gjort"
    for noegler, ventet in ((frozenset[str](), "naeste"), (frozenset({A.lower()}), "gjort")):
        stader = stands(walk(MYNDIGHED, forhold(uden, KORSBAEK, noegler=noegler)))
        assert stader["system"] == ventet


def test_in_exttest_the_first_message_begins_with_a_person_of_ones_own() -> None:
    def ways(**felter: Any) -> tuple[str, ...]:
        [stade] = [each for each in walk(LEVERANDOER, forhold(FULD, **felter)) if each.trin.noegle == "besked"]
        return stade.fund.stier

    assert ways()[0] == "/testpersoner/familie"
    assert ways(personer=True)[0] == "/testpersoner"
    assert ways(tilstande={DUESLAG_A.lower(): tilstand(venter=1)}) == ("/kom-godt-i-gang/eksempler",)
    assert ways(doere=Doere(produktion=True)) == ()
