"""Trying a filter on the newest hændelser of the log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cpr_haendelser.abonnementer.udtryk import Filterfejl
from cpr_haendelser.abonnementer.vurdering import Sandhed
from cpr_haendelser.app import Installation
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.udlevering import filterproeve
from cpr_haendelser.udlevering.filterproeve import Filterproeve
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, KORSBAEK, A, B, C, dueslag, set_up


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with opened(tmp_path_factory.mktemp("filterproeve")) as installation:
        set_up(installation.postrum)
        yield installation


def test_what_matches_is_what_matching_finds(installation: Installation) -> None:
    for filter_ in (
        "",
        "personhaendelse = '034'",
        "NOT kommune = '0999'",
        "kommune = '0998' OR personhaendelse = '005'",
    ):
        dette = dueslag(DUESLAG_A, A, filter=filter_)
        udfald = installation.filterproeve.attempt(OPERATOER, dette)
        side = installation.lager.haendelser(efter=installation.lager.sidste_loebenummer() - filterproeve.ANTAL)
        ventet = [each.loebenummer for each in installation.bord.matches(side, dette)]
        assert udfald.matcher == len(ventet)
        assert {each.haendelse.loebenummer for each in udfald.fundne} <= set(ventet)
        assert not {each.haendelse.loebenummer for each in udfald.andre} & set(ventet)
        assert [each.haendelse.loebenummer for each in udfald.fundne] == ventet[::-1][: filterproeve.VIST]
        assert udfald.undersoegt == udfald.af == len(side)
        if udfald.led:
            assert udfald.led[0].antal[Sandhed.SAND] == udfald.matcher


def test_where_no_agreement_lets_anything_through_no_filter_is_asked(
    installation: Installation,
) -> None:
    udfald = installation.filterproeve.attempt(OPERATOER, dueslag(DUESLAG_A, C, filter="personhaendelse = '034'"))
    assert udfald.uden_aftale == udfald.undersoegt > 0
    assert udfald.led[0].antal.total() == udfald.matcher == 0


def test_what_is_named_stands_in_the_audit_and_nothing_else(installation: Installation) -> None:
    foer = installation.postrum.revisionshoved().nr
    udfald = installation.filterproeve.attempt(OPERATOER, dueslag(DUESLAG_A, A, filter="personhaendelse = '034'"))
    (led,) = installation.postrum.revisionsled(efter=foer)
    assert led.antal == len(udfald.fundne) + len(udfald.andre) > 0


def test_who_sees_its_own_tries_on_what_its_agreements_let_through(installation: Installation) -> None:
    alle = installation.filterproeve.attempt(OPERATOER, dueslag(DUESLAG_A, B))
    egne = installation.filterproeve.attempt(Kalder(system=B), dueslag(DUESLAG_A, B))
    assert egne.matcher == alle.matcher > 0
    assert egne.undersoegt == egne.matcher < alle.undersoegt
    assert installation.filterproeve.attempt(Kalder(organisation=KORSBAEK), dueslag(DUESLAG_A, B)).undersoegt == 0


def test_time_is_bounded_and_what_was_not_reached_is_told(installation: Installation) -> None:
    sekunder = iter(range(10_000))
    proeve = Filterproeve(
        installation.lager, installation.bord, installation.revision, installation.vagt, lambda: next(sekunder)
    )
    udfald = proeve.attempt(OPERATOER, dueslag(DUESLAG_A, A, filter="personhaendelse = '034'"))
    assert udfald.afbrudt
    assert udfald.undersoegt < udfald.af


def test_a_filter_that_cannot_be_read_is_refused_with_its_place(installation: Installation) -> None:
    with pytest.raises(Filterfejl, match="linje 1, tegn 8"):
        installation.filterproeve.attempt(OPERATOER, dueslag(DUESLAG_A, A, filter="kommune"))


def test_a_filter_that_asks_anothers_value_list_is_not_tried(installation: Installation) -> None:
    spoerger = f"personnummer IN VÆRDILISTE('{installation.vaerdilister.create(Kalder(system=A), 'Skolebørn').uuid}')"
    installation.filterproeve.attempt(Kalder(system=A), dueslag(DUESLAG_A, A, filter=spoerger))
    for kalder in (OPERATOER, Kalder(system=B)):
        with pytest.raises(Brugsfejl) as fejl:
            installation.filterproeve.attempt(kalder, dueslag(DUESLAG_B, B, filter=spoerger))
        assert fejl.value.kode == "ABO-019"
