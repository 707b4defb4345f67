"""What ordering costs: the quote is what is settled, free ones come first, and nobody learns of another's."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.ordre import Kreds, Ordre, Ordreart, Ordretilstand
from cpr_haendelser.testmiljoe.numre import Nummergiver
from cpr_haendelser.testmiljoe.omkostning.afregning import Post, disarm, settle, show_numre, write_afregning
from cpr_haendelser.testmiljoe.omkostning.forbrug import Forbrug
from cpr_haendelser.testmiljoe.omkostning.priser import Prisliste, Ydelse, charge
from cpr_haendelser.testmiljoe.omkostning.regnskab import Regnskab
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.testmiljoe.hus import START, SYSTEM, A, B, Hus, line

HOS_A, HOS_B = Kalder(SYSTEM[A]), Kalder(SYSTEM[B])
DAG = START.date()
PRISER = {Ydelse.ORDRE: Decimal(100), Ydelse.PERSON: Decimal("12.50"), Ydelse.HAENDELSE: Decimal("0.25")}
LISTE = Prisliste(PRISER, {})
FLYTTER = {"kommunekode": "0101", "vejkode": "0123", "husnr": "004A", "virkning": ""}


@pytest.fixture
def hus(tmp_path: Path) -> Iterator[Hus]:
    """An empty installation whose numbers are given by its own clock."""
    dette = Hus(tmp_path, personer=False)
    giver = Nummergiver(dette.installation.lager, dette.ordrelager, lambda: stamp(dette.nu))
    dette.gennemfoerer = type(dette.gennemfoerer)(
        dette.miljoe.dele()._replace(
            nu=lambda: dette.nu,
            tildel=lambda ejer, delt_med, gruppe, kilde: giver.giver(ejer, delt_med, gruppe=gruppe, kilde=kilde),
        )
    )
    yield dette
    dette.close()


def regnskab(hus: Hus, liste: Prisliste = LISTE) -> Regnskab:
    return Regnskab(hus.miljoe.bestiller, hus.ordrelager, liste, lambda: hus.nu)


def draft_family(hus: Hus, ejer: str = A) -> Ordre:
    wishes = {"kommunekode": "0998", "boern": "2", "boern_fra": "3", "virkning": ""}
    return hus.ekspedition.create(hus.draft(Ordreart.REPLIKA, ejer), [line(["ny:a"], "opret_familie", wishes)])


def carry_out(hus: Hus, ordre: Ordre) -> Ordre:
    hus.ekspedition.submit(ordre, hvem="test")
    hus.carry_out()
    return hus.ekspedition.find(ordre.uuid)


def family(hus: Hus, ejer: str = A) -> list[str]:
    carry_out(hus, draft_family(hus, ejer))
    return [f"{each.pnr:010d}" for each in hus.ordrelager.find_personer(ejer=ejer)]


def counted(poster: list[Post]) -> list[tuple[str, int]]:
    return [(post.forbrug.ydelse.value, post.regning.antal) for post in poster]


def kode(call: Callable[[], object]) -> str:
    with pytest.raises(Brugsfejl) as raised:
        call()
    return raised.value.kode


def test_what_is_quoted_is_what_is_settled(hus: Hus) -> None:
    ordre, alt = draft_family(hus), regnskab(hus)
    tilbud = alt.quote(HOS_A, ordre.uuid)
    assert [(each.ydelse.value, each.antal) for each in tilbud.regninger] == [
        ("ordre", 1), ("person", 4), ("haendelse", 0),
    ]  # fmt: skip
    assert (tilbud.beloeb, tilbud.udeladt, tilbud.kan_ikke) == (Decimal(150), 0, 0)
    assert alt.settlement(HOS_A, DAG, DAG) == []
    carry_out(hus, ordre)
    assert kode(lambda: alt.quote(HOS_A, ordre.uuid)) == "TST-081"
    assert sum(post.regning.beloeb for post in alt.settlement(HOS_A, DAG, DAG)) == tilbud.beloeb

    flytning = hus.ekspedition.create(
        hus.draft(Ordreart.SAMMENHAENGENDE),
        [line([f"{each.pnr:010d}" for each in hus.ordrelager.find_personer(ejer=A)], "flytning", FLYTTER)],
    )
    tilbud = alt.quote(HOS_A, flytning.uuid)
    carry_out(hus, flytning)
    poster = [post for post in alt.settlement(HOS_A, DAG, DAG) if post.forbrug.ordre.uuid == flytning.uuid]
    assert counted(poster) == [("ordre", 1), ("haendelse", 8)]
    assert sum(post.regning.beloeb for post in poster) == tilbud.beloeb == Decimal(102)
    assert poster[1].forbrug.loebenumre == tuple(haendelse.loebenummer for haendelse in hus.log())


def test_who_was_removed_since_was_made_all_the_same_and_who_was_born_was_not(hus: Hus) -> None:
    personer = family(hus)
    mor = next(pnr for pnr in personer if int(pnr) % 2 == 0 and pnr[4:6] > "60")
    hus.nu += timedelta(days=1)
    foedsel = hus.order(Ordreart.SAMMENHAENGENDE, [line([mor], "foedsel", {"koen": "K", "virkning": ""})])
    fjernet = hus.order(Ordreart.REPLIKA, [line(personer[-1:], "fjern", {"virkning": ""})])
    assert [each.fejl for each in (*hus.outcome(foedsel), *hus.outcome(fjernet))] == ["", ""]
    assert len(hus.ordrelager.find_personer(ejer=A)) == 4 + 1 - 1
    personposter = [
        post for post in regnskab(hus).settlement(HOS_A, DAG, hus.nu.date()) if post.forbrug.ydelse is Ydelse.PERSON
    ]
    assert counted(personposter) == [("person", 4)]
    assert personposter[0].forbrug.dag == DAG.isoformat()


def test_what_cannot_be_carried_out_is_told_and_costs_nothing(hus: Hus) -> None:
    personer = family(hus)
    doed = {"virkning": ""}
    ordre = hus.ekspedition.create(
        hus.draft(Ordreart.SAMMENHAENGENDE),
        [line(personer[:1], "genindrejse", {**FLYTTER}), line(["6101901234"], "doedsfald", doed, nr=2)],
    )
    tilbud = regnskab(hus).quote(HOS_A, ordre.uuid)
    assert tilbud.kan_ikke == 2
    assert tilbud.beloeb == PRISER[Ydelse.ORDRE]
    fejler = hus.order(Ordreart.SAMMENHAENGENDE, [line(personer[:1], "genindrejse", {**FLYTTER})])
    assert fejler.tilstand is Ordretilstand.MISLYKKET
    poster = regnskab(hus).settlement(HOS_A, DAG, DAG)
    assert fejler.uuid not in {post.forbrug.ordre.uuid for post in poster}


def test_the_first_of_a_month_are_free_also_when_the_settlement_begins_later(hus: Hus) -> None:
    family(hus)
    hus.nu += timedelta(days=1)
    family(hus)
    liste = Prisliste(PRISER, {Ydelse.PERSON: 6, Ydelse.ORDRE: 1})
    igaar, idag = DAG, hus.nu.date()
    frie = [
        (post.forbrug.ydelse.value, post.regning.frie) for post in regnskab(hus, liste).settlement(HOS_A, idag, idag)
    ]
    assert frie == [("ordre", 0), ("person", 2)]
    assert len(regnskab(hus, liste).settlement(HOS_A, igaar, idag)) == 4
    tilbud = regnskab(hus, liste).quote(HOS_A, draft_family(hus).uuid)
    assert [each.frie for each in tilbud.regninger] == [0, 0, 0]
    hus.nu += timedelta(days=31)
    tilbud = regnskab(hus, liste).quote(HOS_A, draft_family(hus).uuid)
    assert [each.frie for each in tilbud.regninger] == [1, 4, 0]


def test_an_organisation_sees_its_own_alone_and_the_operator_everybodys(hus: Hus) -> None:
    family(hus, A)
    family(hus, B)
    alt, ordre = regnskab(hus), draft_family(hus, A)
    assert {post.forbrug.ordre.ejer for post in alt.settlement(HOS_B, DAG, DAG)} == {B}
    assert {post.forbrug.ordre.ejer for post in alt.settlement(OPERATOER, DAG, DAG)} == {A, B}
    assert {post.forbrug.ordre.ejer for post in alt.settlement(OPERATOER, DAG, DAG, A)} == {A}
    assert kode(lambda: alt.settlement(HOS_B, DAG, DAG, A)) == "TST-060"
    assert kode(lambda: alt.quote(HOS_B, ordre.uuid)) == "ORD-002"
    assert kode(lambda: alt.settlement(HOS_B, DAG, DAG - timedelta(days=1))) == "TST-080"
    assert alt.settlement(OPERATOER, DAG - timedelta(days=9), DAG - timedelta(days=1)) == []


def forbrug(antal: int, dag: str = "2026-11-25", titel: str = "Prøve") -> Forbrug:
    ordre = Ordre(
        "0d000000-0000-4000-8000-000000000001", 1, Ordreart.REPLIKA, titel, A, "", A, Kreds.EGNE,
        Ordretilstand.UDFOERT, 1, "", "",
    )  # fmt: skip
    return Forbrug(dag, ordre, Ydelse.HAENDELSE, antal, tuple(range(1, antal + 1)))


@given(st.lists(st.integers(0, 50), max_size=10), st.integers(0, 100))
def test_as_many_are_free_as_the_list_says_however_they_are_spread(antal: list[int], frie: int) -> None:
    liste = Prisliste(PRISER, {Ydelse.HAENDELSE: frie})
    poster = list(settle([forbrug(each) for each in antal], liste))
    assert sum(post.regning.frie for post in poster) == min(frie, sum(antal))
    samlet = charge(liste, Ydelse.HAENDELSE, sum(antal), 0)
    assert sum((post.regning.beloeb for post in poster), start=Decimal(0)) == samlet.beloeb


@given(st.sets(st.integers(1, 60)))
def test_numbers_are_shown_as_intervals_that_say_the_same(numre: set[int]) -> None:
    vist = show_numre(sorted(numre))
    dele = [each.split("-") for each in vist.removeprefix("nr. ").split(", ") if each]
    assert {nr for fra, *til in dele for nr in range(int(fra), int((til or [fra])[0]) + 1)} == numre


@pytest.mark.parametrize("titel", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_a_settlement_is_run_as_a_formula(titel: str) -> None:
    [raekke] = csv.DictReader(
        io.StringIO(write_afregning(settle([forbrug(3, titel=titel)], LISTE)).removeprefix("\ufeff")), delimiter=";"
    )
    assert raekke["titel"] == f"'{titel}" == disarm(titel)
    assert (raekke["antal"], raekke["pris"], raekke["beloeb"]) == ("3", "0,25", "0,75")
    assert raekke["loebenumre"] == "nr. 1-3"
    assert date.fromisoformat(raekke["dag"]) == DAG
