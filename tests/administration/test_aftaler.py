"""Serviceaftaler at the desk: who may take which step, what is kept of it, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import OPERATOER, Aktoer, Rolle, as_bruger
from cpr_haendelser.aftaler.livsforloeb import Part, Skridt, describe
from cpr_haendelser.aftaler.model import Aftaletilstand, Hindring, Serviceaftale
from cpr_haendelser.cli import aftalevisning as vis
from cpr_haendelser.cli.som import behind
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.adgangsbog import Login, Noegle
from cpr_haendelser.storage.postrum import Postrum
from tests.administration.huset import (
    ANMODNING,
    ANNA,
    EGET,
    KORSBAEK,
    LEVERANDOER,
    LONE,
    NABO,
    OPERATOER_MAIL,
    REVA,
    SYSTEM,
    Huset,
    andet,
    anna,
    lone,
    niels,
    reva,
    systemet,
)

T = Aftaletilstand
LEVERANDOERENS = ("lone@33333333.example", "vagt@leverandoer.example")
ANNAS = ("anna@11111111.example",)


def refused(kode: str, gjort: Any, *hvad: Any, **mere: Any) -> None:
    with pytest.raises(Brugsfejl) as fejl:
        gjort(*hvad, **mere)
    assert fejl.value.kode == kode


def request(huset: Huset, **mere: Any) -> Serviceaftale:
    [aftale] = huset.kontor.request(lone, ANMODNING._replace(**mere))
    return aftale


def approved(huset: Huset, **mere: Any) -> Serviceaftale:
    aftale = huset.kontor.take(anna, request(huset, **mere).id, Skridt.GODKEND)
    huset.letters()
    return aftale


def states(huset: Huset) -> dict[str, T]:
    return {each.id: each.tilstand for each in huset.postrum.opsaetning().aftaler}


def test_what_is_requested_waits_for_the_authority_which_is_told_in_plain_words(huset: Huset) -> None:
    aftale = request(huset)
    assert aftale.tilstand is T.ANMODET
    assert huset.postrum.opsaetning().aftaler == (aftale,)
    til_anna, til_lone = huset.letters()
    assert (til_anna.til, til_lone.til) == (ANNAS, LEVERANDOERENS)
    assert til_anna.emne == (
        "[cpr-haendelser produktion] Korsbæk Kommune skal tage stilling til en serviceaftale for »Sagssystem«"
    )
    for led in ("034 Flytning til kommunen", "Formål: Sagsbehandling af flytninger.", aftale.id, "Leverandør A/S"):
        assert led in til_anna.tekst
    assert "sendt til godkendelse" in til_lone.emne


def test_the_authority_approves_and_the_thread_says_who_did_what_when(huset: Huset) -> None:
    aftale = request(huset)
    huset.letters()
    assert huset.kontor.take(anna, aftale.id, Skridt.GODKEND).tilstand is T.GODKENDT
    assert huset.told() == [LEVERANDOERENS, ANNAS]
    traad = huset.kontor.thread(lone, aftale.id)
    assert [(each.navn, each.hvem, each.skridt, each.til) for each in traad] == [
        ("Lone", lone.hvem, "anmod", "anmodet"),
        ("Anna", anna.hvem, "godkend", "godkendt"),
    ]
    assert traad[0].tidspunkt < traad[1].tidspunkt
    assert [each.hvem for each in traad] == ["bruger:0c000000-0000-4000-8000-000000000001", anna.hvem]


def test_rejecting_and_ending_need_a_reason_which_the_other_side_reads(huset: Huset) -> None:
    aftale = request(huset)
    huset.letters()
    refused("AFT-031", huset.kontor.take, anna, aftale.id, Skridt.AFVIS)
    assert huset.told() == []
    huset.kontor.take(anna, aftale.id, Skridt.AFVIS, "For mange hændelser")
    assert all("For mange hændelser" in brev.tekst for brev in huset.letters())
    assert describe(huset.kontor.thread(anna, aftale.id)[-1]) == "afvist: For mange hændelser"
    refused("AFT-030", huset.kontor.take, anna, aftale.id, Skridt.GODKEND)


@pytest.mark.parametrize("hvem", [lone, anna, OPERATOER])
def test_either_side_or_the_operator_ends_it(huset: Huset, hvem: Aktoer) -> None:
    aftale = approved(huset)
    assert huset.kontor.take(hvem, aftale.id, Skridt.OPSIG, "ikke brug for den").tilstand is T.OPSAGT
    assert huset.told() == [LEVERANDOERENS, ANNAS]


@pytest.mark.parametrize(
    ("hvem", "skridt", "kode"),
    [
        (lone, Skridt.GODKEND, "ADG-001"),
        (OPERATOER, Skridt.GODKEND, "ADG-005"),
        (systemet, Skridt.GODKEND, "ADG-001"),
        (niels, Skridt.GODKEND, "AFT-040"),
        (niels, Skridt.OPSIG, "AFT-040"),
        (reva, Skridt.AFVIS, "ADG-001"),
        (anna, Skridt.TRAEK, "ADG-001"),
        (anna, Skridt.UDLOEB, "AFT-030"),
        (anna, Skridt.AFLOES, "AFT-030"),
    ],
)
def test_nobody_else_decides_in_produktion(huset: Huset, hvem: Aktoer, skridt: Skridt, kode: str) -> None:
    aftale = request(huset)
    huset.letters()
    refused(kode, huset.kontor.take, hvem, aftale.id, skridt, "fordi")
    assert states(huset) == {aftale.id: T.ANMODET}
    assert huset.told() == []
    assert len(huset.kontor.thread(lone, aftale.id)) == 1


def test_a_request_is_for_a_system_of_ones_own(huset: Huset) -> None:
    for hvem in (anna, niels, reva, systemet):
        refused("ADG-001", huset.kontor.request, hvem, ANMODNING)
    refused("ADG-002", huset.kontor.request, lone, ANMODNING._replace(system=EGET))
    refused("ADG-002", huset.kontor.request, lone, ANMODNING._replace(system=EGET[:-1] + "9"))
    assert states(huset) == {}
    assert huset.told() == []


@pytest.mark.parametrize(
    ("kode", "mere"),
    [
        ("AFT-034", {"myndigheder": ()}),
        ("AFT-032", {"myndigheder": (LEVERANDOER,)}),
        ("AFT-032", {"myndigheder": (KORSBAEK, "44444444")}),
        ("AFT-033", {"service": "BeskedStjæl"}),
        ("AFT-041", {"service": "CPR-replika opslag", "snapshot": True}),
        ("AFT-034", {"formaal": " "}),
        ("AFT-034", {"hjemmel": ""}),
        ("AFT-034", {"beskedtyper": ()}),
        ("AFT-005", {"beskedtyper": ("x",)}),
        ("AFT-017", {"koder": ("34",)}),
        ("AFT-007", {"gyldig_til": "2026-02-30"}),
        ("AFT-018", {"gyldig_fra": "2026-12-02", "gyldig_til": "2026-12-01"}),
        ("AFT-035", {"formaal": "x" * 2001}),
        ("AFT-036", {"formaal": "Om 610190-1234"}),
        ("AFT-037", {"erstatter": "findes-ikke"}),
        ("AFT-037", {"myndigheder": (KORSBAEK, NABO), "erstatter": "x"}),
    ],
)
def test_what_is_wrong_with_a_request_is_told_and_nothing_is_asked_of_anybody(
    huset: Huset, kode: str, mere: dict[str, Any]
) -> None:
    refused(kode, huset.kontor.request, lone, ANMODNING._replace(**mere))
    assert states(huset) == {}
    assert huset.told() == []


def test_several_authorities_are_asked_for_one_agreement_each(huset: Huset) -> None:
    aftaler = huset.kontor.request(lone, ANMODNING._replace(myndigheder=(KORSBAEK, f"urn:oio:cvr-nr:{NABO}", KORSBAEK)))
    assert [each.myndighed for each in aftaler] == [KORSBAEK, NABO]
    assert huset.postrum.version() == 2
    # Nabo has nobody who is active: the operator is to see to it.
    assert [(brev.til, "skal tage stilling" in brev.emne) for brev in huset.letters()] == [
        (ANNAS, True),
        (LEVERANDOERENS, False),
        ((OPERATOER_MAIL,), True),
        (LEVERANDOERENS, False),
    ]


def test_a_change_is_a_request_that_takes_over_when_it_is_approved(huset: Huset) -> None:
    gammel = approved(huset)
    ny = request(huset, koder=("005",), erstatter=gammel.id)
    assert states(huset) == {gammel.id: T.GODKENDT, ny.id: T.ANMODET}
    refused("AFT-037", huset.kontor.request, lone, ANMODNING._replace(erstatter=gammel.id))
    huset.letters()
    huset.kontor.take(anna, ny.id, Skridt.GODKEND)
    assert states(huset) == {gammel.id: T.OPSAGT, ny.id: T.GODKENDT}
    assert describe(huset.kontor.thread(lone, gammel.id)[-1]) == f"opsagt: afløst af {ny.id}"
    assert huset.told() == [LEVERANDOERENS, ANNAS]
    refused("AFT-037", huset.kontor.request, lone, ANMODNING._replace(erstatter=gammel.id))


def test_a_change_that_is_rejected_changes_nothing(huset: Huset) -> None:
    gammel = approved(huset)
    ny = request(huset, erstatter=gammel.id)
    huset.kontor.take(anna, ny.id, Skridt.AFVIS, "nej")
    assert states(huset) == {gammel.id: T.GODKENDT, ny.id: T.AFVIST}


def test_the_supplier_withdraws_a_request(huset: Huset) -> None:
    aftale = request(huset)
    assert huset.kontor.take(lone, aftale.id, Skridt.TRAEK).tilstand is T.AFVIST


def test_it_runs_out_by_the_date_and_both_are_told_once(huset: Huset) -> None:
    aftale = approved(huset, gyldig_til="2026-12-01")
    uden_ende = approved(huset)
    assert huset.kontor.expire("2026-12-01") == []
    assert [each.id for each in huset.kontor.expire("2026-12-02")] == [aftale.id]
    assert huset.kontor.expire("2026-12-02") == []
    assert states(huset) == {aftale.id: T.UDLOEBET, uden_ende.id: T.GODKENDT}
    assert huset.told() == [LEVERANDOERENS, ANNAS]
    sidste = huset.kontor.thread(anna, aftale.id)[-1]
    assert (sidste.navn, sidste.hvem, describe(sidste)) == ("programmet", "operatoer:programmet", "udløbet")


def test_each_sees_what_is_its_own(huset: Huset) -> None:
    korsbaeks, nabos = huset.kontor.request(lone, ANMODNING._replace(myndigheder=(KORSBAEK, NABO)))
    kontor = huset.kontor
    assert kontor.list_all(lone) == kontor.list_all(OPERATOER) == kontor.list_all(reva) == [korsbaeks, nabos]
    assert kontor.list_all(systemet) == [korsbaeks, nabos]
    assert kontor.list_all(andet) == []
    assert kontor.list_all(anna) == [korsbaeks]
    assert kontor.list_all(OPERATOER, myndighed=NABO, tilstand=T.ANMODET, system=SYSTEM.upper()) == [nabos]
    assert kontor.list_all(OPERATOER, tilstand=T.GODKENDT) == []
    for gjort in (kontor.find, kontor.thread, kontor.explain):
        refused("AFT-040", gjort, anna, nabos.id)
        refused("AFT-040", gjort, andet, korsbaeks.id)
        refused("AFT-040", gjort, lone, "findes-ikke")
    assert kontor.find(niels, nabos.id) == nabos


def test_a_word_in_the_thread_is_kept_and_told_to_the_others(huset: Huset) -> None:
    aftale = request(huset)
    huset.letters()
    huset.kontor.say(anna, aftale.id, "Hvorfor 035?")
    assert huset.told() == [LEVERANDOERENS, (OPERATOER_MAIL,)]
    huset.kontor.say(lone, aftale.id, "Vi sender breve.")
    assert huset.told() == [ANNAS, (OPERATOER_MAIL,)]
    huset.kontor.say(OPERATOER, aftale.id, "Tal sammen.")
    assert huset.told() == [LEVERANDOERENS, ANNAS]
    assert [describe(each) for each in huset.kontor.thread(lone, aftale.id)] == [
        "anmodet", "Hvorfor 035?", "Vi sender breve.", "Tal sammen.",
    ]  # fmt: skip
    refused("AFT-034", huset.kontor.say, lone, aftale.id, "  ")
    refused("AFT-036", huset.kontor.say, lone, aftale.id, "Det gælder 610190 1234")
    refused("ADG-001", huset.kontor.say, reva, aftale.id, "Jeg så det.")
    refused("AFT-040", huset.kontor.say, niels, aftale.id, "Hej")


def test_in_exttest_the_operator_decides_for_the_test_authorities(postrum: Postrum) -> None:
    huset = Huset(postrum, Miljoe.EXTTEST, testmyndigheder=frozenset({KORSBAEK}))
    korsbaeks, nabos = huset.kontor.request(OPERATOER, ANMODNING._replace(myndigheder=(KORSBAEK, NABO)))
    assert huset.kontor.take(OPERATOER, korsbaeks.id, Skridt.GODKEND).tilstand is T.GODKENDT
    refused("AFT-038", huset.kontor.take, OPERATOER, nabos.id, Skridt.GODKEND)
    assert huset.kontor.take(niels, nabos.id, Skridt.GODKEND).tilstand is T.GODKENDT


def test_approval_is_automatic_where_the_installation_says_so(postrum: Postrum) -> None:
    huset = Huset(postrum, Miljoe.EXTTEST, testmyndigheder=frozenset({KORSBAEK}), automatisk=True)
    korsbaeks, nabos = huset.kontor.request(lone, ANMODNING._replace(myndigheder=(KORSBAEK, NABO)))
    assert (korsbaeks.tilstand, nabos.tilstand) == (T.GODKENDT, T.ANMODET)
    assert [(brev.til, brev.emne.rsplit(" ", 1)[1]) for brev in huset.letters()] == [
        (LEVERANDOERENS, "godkendt"), (ANNAS, "godkendt"), ((OPERATOER_MAIL,), "»Sagssystem«"),
        (LEVERANDOERENS, "godkendelse"),
    ]  # fmt: skip
    [ny] = huset.kontor.request(lone, ANMODNING._replace(erstatter=korsbaeks.id))
    assert states(huset) == {korsbaeks.id: T.OPSAGT, ny.id: T.GODKENDT, nabos.id: T.ANMODET}
    assert [each.navn for each in huset.kontor.thread(lone, ny.id)] == ["Lone", "programmet"]


def test_nothing_is_automatic_in_produktion(postrum: Postrum) -> None:
    huset = Huset(postrum, automatisk=True)
    assert request(huset).tilstand is T.ANMODET


def test_of_two_who_decide_at_once_one_is_first_and_the_other_is_told(huset: Huset) -> None:
    aftale = request(huset)
    gem = huset.postrum.gem
    foerst: list[bool] = []

    def overtaken(**mere: Any) -> int:
        if not foerst:
            foerst.append(True)
            huset.kontor.take(anna, aftale.id, Skridt.AFVIS, "jeg var først")
        return gem(**mere)

    huset.postrum.gem = overtaken  # type: ignore[method-assign]
    refused("AFT-030", huset.kontor.take, anna, aftale.id, Skridt.GODKEND)
    assert states(huset) == {aftale.id: T.AFVIST}


def test_a_decision_is_taken_again_where_something_else_was_changed_meanwhile(huset: Huset) -> None:
    aftale = request(huset)
    huset.letters()
    gem = huset.postrum.gem
    foerst: list[bool] = []

    def overtaken(**mere: Any) -> int:
        if not foerst:
            foerst.append(True)
            request(huset, myndigheder=(NABO,))
            huset.letters()
        return gem(**mere)

    huset.postrum.gem = overtaken  # type: ignore[method-assign]
    assert huset.kontor.take(anna, aftale.id, Skridt.GODKEND).tilstand is T.GODKENDT
    assert huset.told() == [LEVERANDOERENS, ANNAS]
    assert len(huset.kontor.thread(lone, aftale.id)) == 2


def test_an_agreement_says_that_its_authority_is_closed_while_it_is(huset: Huset) -> None:
    aftale = approved(huset)
    korsbaek = next(each for each in huset.postrum.opsaetning().organisationer if each.cvr == KORSBAEK)
    for aaben in (False, True):
        huset.postrum.gem(organisationer=[korsbaek._replace(aktiv=aaben)], tidspunkt="", hvem="")
        sag = huset.kontor.sag(lone, aftale.id)
        assert sag.aftale == aftale._replace(lukket=not aaben)
        hindring = huset.kontor.hindringer([aftale]).get(aftale.id)
        assert hindring is (None if aaben else Hindring.MYNDIGHED_LUKKET)
        assert any("lukket" in linje for linje in vis.describe(sag, hindring, [], [])) is not aaben


BEGGE = as_bruger(
    LONE._replace(cvr=KORSBAEK, roller=frozenset({Rolle.LEVERANDOERADMINISTRATOR, Rolle.AFTALEADMINISTRATOR}))
)
"""One who is both, of an organisation that is both."""
DRIFT = as_bruger(ANNA._replace(uuid="0d", roller=frozenset({Rolle.AFTALEADMINISTRATOR, Rolle.DRIFTSOPERATOER})))
MED_NOEGLE = BEGGE._replace(omfang=frozenset({Handling.AFTALE_GODKEND, Handling.AFTALE_LAES}))


@pytest.mark.parametrize(
    ("anmoder", "godkender", "gaar"),
    [
        (BEGGE, BEGGE, False), (BEGGE, MED_NOEGLE, False), (BEGGE, anna, True), (BEGGE, DRIFT, True),
        (OPERATOER, DRIFT, False), (OPERATOER, anna, True), (OPERATOER, BEGGE, True), (DRIFT, DRIFT, False),
    ],
)  # fmt: skip
def test_four_eyes_see_an_agreement_where_the_installation_says_so(
    postrum: Postrum, anmoder: Aktoer, godkender: Aktoer, *, gaar: bool
) -> None:
    for fire, tilladt in ((True, gaar), (False, True)):
        huset = Huset(postrum, fire_oejne=fire)
        huset.numre = count(1 + 10 * fire)
        [aftale] = huset.kontor.request(anmoder, ANMODNING._replace(system=EGET))
        assert huset.kontor.needs_other_eyes(godkender, aftale) is not tilladt
        if not tilladt:
            refused("AFT-044", huset.kontor.take, godkender, aftale.id, Skridt.GODKEND)
            assert states(huset)[aftale.id] is T.ANMODET
            assert [each.skridt for each in huset.kontor.thread(anna, aftale.id)] == ["anmod"]
            assert huset.kontor.take(godkender, aftale.id, Skridt.AFVIS, "ikke nu").tilstand is T.AFVIST
        else:
            assert huset.kontor.take(godkender, aftale.id, Skridt.GODKEND).tilstand is T.GODKENDT


def test_with_four_eyes_nothing_is_approved_by_itself_and_the_operator_approves_not_its_own(postrum: Postrum) -> None:
    huset = Huset(postrum, Miljoe.EXTTEST, automatisk=True, fire_oejne=True)
    [aftale] = huset.kontor.request(OPERATOER, ANMODNING)
    assert aftale.tilstand is T.ANMODET
    refused("AFT-044", huset.kontor.take, OPERATOER, aftale.id, Skridt.GODKEND)
    assert huset.kontor.take(OPERATOER, request(huset).id, Skridt.GODKEND).tilstand is T.GODKENDT


def test_whom_no_mail_reaches_is_known(postrum: Postrum) -> None:
    begge = (Part.LEVERANDOER, Part.MYNDIGHED)
    med, uden = Huset(postrum, sender_mail=True), Huset(postrum)
    [aftale] = med.kontor.request(OPERATOER, ANMODNING)
    sag = med.kontor.sag(OPERATOER, aftale.id)
    assert med.kontor.unreached(sag, begge) == frozenset()
    assert uden.kontor.unreached(sag, begge) == frozenset(begge)
    andre = [each._replace(mail="") for each in postrum.opsaetning().brugere]
    postrum.gem(brugere=andre, tidspunkt="2026-11-30T12:30:00.000+00:00", hvem="operatoer")
    # The it-system's own contact is an address of the supplier's.
    assert med.kontor.unreached(sag, begge) == frozenset({Part.MYNDIGHED})


EGEN = ANMODNING._replace(system=EGET)


def test_who_the_operator_asked_as_does_not_approve_it_nor_does_the_operator(postrum: Postrum) -> None:
    huset = Huset(postrum, Miljoe.EXTTEST, fire_oejne=True)
    som = behind(BEGGE)
    [aftale] = huset.kontor.request(som, EGEN)
    for hvem in (BEGGE, OPERATOER, som, DRIFT):
        refused("AFT-044", huset.kontor.take, hvem, aftale.id, Skridt.GODKEND)
    [skridt] = huset.kontor.thread(anna, aftale.id)
    assert skridt.hvem == f"operatoer:{BEGGE.hvem}"
    assert huset.kontor.take(anna, aftale.id, Skridt.GODKEND).tilstand is T.GODKENDT


def test_who_lays_the_role_down_after_a_request_without_a_name_may_still_have_made_it(postrum: Postrum) -> None:
    huset = Huset(postrum, fire_oejne=True)
    drift = ANNA._replace(uuid="0e", brugernavn="dorte", roller=ANNA.roller | {Rolle.DRIFTSOPERATOER})
    huset.change_user(drift, OPERATOER.hvem)
    [aftale] = huset.kontor.request(OPERATOER, EGEN)
    huset.change_user(uden := drift._replace(roller=ANNA.roller), as_bruger(drift).hvem)
    refused("AFT-044", huset.kontor.take, as_bruger(uden), aftale.id, Skridt.GODKEND)
    [ny] = huset.kontor.request(OPERATOER, EGEN._replace(formaal="En anden"))
    assert huset.kontor.take(as_bruger(uden), ny.id, Skridt.GODKEND).tilstand is T.GODKENDT


def _opened(huset: Huset, hvem: str) -> None:
    huset.change_user(ANNA._replace(mail=f"x{next(huset.minut)}@11111111.example"), hvem)


def _reset(huset: Huset, hvem: str) -> None:
    nyt = Login(ANNA.uuid, f"ny {next(huset.minut)}", skal_skifte=True, udloeber="2027")
    assert huset.postrum.skift_login(huset.postrum.login(ANNA.uuid), nyt, hvem=hvem, nu=stamp(huset.nu()))


def _key(huset: Huset, hvem: str) -> None:
    nu = stamp(huset.nu())
    huset.postrum.opret_noegle(Noegle(nu, nu.encode(), anna.art, anna.id, "n", frozenset(), nu, hvem, "2027"))


def _by_another_pair(huset: Huset, hvem: str) -> None:
    """Through a user that was made for it."""
    huset.change_user(REVA._replace(uuid="0f", mail=f"m{next(huset.minut)}@11111111.example"), hvem)
    _reset(huset, "bruger:0f")


@pytest.mark.parametrize("gjort", [_opened, _reset, _key, _by_another_pair])
def test_eyes_that_the_requester_has_made_or_taken_over_since_are_not_others(
    postrum: Postrum, gjort: Callable[[Huset, str], None]
) -> None:
    huset = Huset(postrum, fire_oejne=True)
    huset.change_user(ANNA._replace(uuid="0d", brugernavn="d", roller=DRIFT.roller), OPERATOER.hvem)
    for anmoder, hvem, gaar in (
        (DRIFT, DRIFT.hvem, False), (DRIFT, "operatoer", False), (OPERATOER, DRIFT.hvem, False),
        (lone, "operatoer", True), (lone, DRIFT.hvem, True),
    ):  # fmt: skip
        egen = anmoder is not lone
        [aftale] = huset.kontor.request(anmoder, EGEN if egen else ANMODNING)
        assert not huset.kontor.needs_other_eyes(anna, aftale)
        gjort(huset, hvem)
        assert huset.kontor.needs_other_eyes(anna, aftale) is not gaar


def test_what_was_done_before_a_request_is_before_it_whatever_the_clock_said(postrum: Postrum) -> None:
    huset = Huset(postrum, fire_oejne=True)
    postrum.gem(brugere=[ANNA._replace(navn="Ann")], tidspunkt="2026-11-30T13:59:00.000+01:00", hvem="operatoer")
    [aftale] = huset.kontor.request(OPERATOER, EGEN)
    assert not huset.kontor.needs_other_eyes(anna, aftale)
    _reset(huset, "operatoer")
    assert huset.kontor.needs_other_eyes(anna, aftale)
