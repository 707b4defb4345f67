"""Ordered hændelser in every lager: pinned, done once, refused by line, confined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import ORDREREGEL, Art, Ordrested, Retter
from tests.storage.eksempler import (
    ANNA,
    BO,
    CARLA,
    DAN,
    DANNET,
    ORDRE,
    afgoerelse,
    beslutning,
    carry_out,
    dokument,
    establish,
    everything,
    given,
    ident,
    leverance,
    log_of,
    ordret,
    receive,
)

if TYPE_CHECKING:
    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.storage.lager import Afgoerelse, Lager
    from tests.storage.eksempler import Given

ALLE = (ANNA, BO, CARLA, DAN)
KREDS = ("11111111", "22222222")
FRA = "202601011200"


@pytest.fixture
def lager(lager: Lager) -> Lager:
    """With Anna and Bo as of file 1."""
    establish(lager, {ANNA: dokument(ANNA), BO: dokument(BO)})
    return lager


def at(lager: Lager, loebenummer: int) -> Haendelse:
    return lager.haendelser(efter=loebenummer - 1, antal=1)[0]


def told(lager: Lager, pnr: int, *haendelser: Given) -> Afgoerelse:
    """What a file tells of a person, whose image it leaves as it is."""
    return afgoerelse(pnr, *haendelser, foer=lager.billeder([pnr])[pnr])


def test_an_ordered_haendelse_is_read_as_it_was_ordered(lager: Lager) -> None:
    ordre = ordret(ANNA, 3, kode="005", kreds=KREDS, relaterede=((f"{BO:010}", "aegtefaelle"),))
    assert carry_out(lager, ordre, proddto="20260203") == [1]
    (haendelse,) = lager.haendelser()
    assert haendelse.beslutning == ordre.beslutning
    assert haendelse.beslutning.regel == ORDREREGEL
    assert haendelse[:3] == (1, ordre.registrering_id, ordre.besked_id)
    assert haendelse[4:] == (
        "11111111", 0, None, None, 1, "", "", "20260203", DANNET, 1, f"{ORDRE}/3/1/1", KREDS, False,
    )  # fmt: skip
    assert Ordrested.read(haendelse.ordre) == (ORDRE, 3, 1, 1)


def test_a_wanted_divergence_is_kept_with_it(lager: Lager) -> None:
    carry_out(lager, ordret(ANNA)._replace(oensket_divergens=True), ordret(BO, 2))
    assert [each.oensket_divergens for each in lager.haendelser()] == [True, False]


def test_it_shows_its_person_as_of_the_newest_file(lager: Lager) -> None:
    foer = lager.billeder([ANNA])[ANNA]
    carry_out(lager, ordret(ANNA))
    receive(lager, leverance(nummer=2), afgoerelse(ANNA, foer=foer, efter=dokument(ANNA, adresse="0102 1 1")))
    carry_out(lager, ordret(ANNA, 2), ordret(BO, 2))
    assert [haendelse.fil for haendelse in lager.haendelser()] == [1, 2, 2]
    assert lager.billede_pr_fil(ANNA, at(lager, 1).fil) == foer
    assert lager.billede_pr_fil(BO, at(lager, 3).fil) == lager.billeder([BO])[BO]


def test_numbers_are_given_in_the_order_handed_in_and_go_on_where_the_log_is(lager: Lager) -> None:
    receive(lager, leverance(nummer=2), told(lager, ANNA, given(beslutning(ANNA), 1)))
    assert carry_out(lager, ordret(BO, 2, registreret="20260109"), ordret(ANNA, 1, registreret="20260101")) == [2, 3]
    kvittering = receive(lager, leverance(nummer=3), told(lager, ANNA, given(beslutning(ANNA), 2)))
    assert (kvittering.foerste, kvittering.sidste, kvittering.ordrehaendelser) == (4, 4, ())


def test_done_twice_is_done_once(lager: Lager) -> None:
    foerst = carry_out(lager, ordret(ANNA, 1), ordret(ANNA, 2))
    foer = everything(lager, ALLE)
    assert carry_out(lager, ordret(ANNA, 2), ordret(ANNA, 1), proddto="20260301") == foerst[::-1]
    assert everything(lager, ALLE) == foer
    assert carry_out(lager, ordret(ANNA, 1), ordret(ANNA, 3), ordret(ANNA, 3), ordret(ANNA, 2)) == [1, 3, 3, 2]
    assert carry_out(lager) == []
    assert lager.sidste_loebenummer() == 3


def test_a_person_that_is_not_in_the_replica_is_refused_by_its_line_and_nothing_is_written(lager: Lager) -> None:
    with pytest.raises(Brugsfejl, match=r"LAG-020: ordrens linje 2, 4: personen er ikke i replikaen") as refused:
        carry_out(lager, ordret(ANNA, 1), ordret(CARLA, 4), ordret(DAN, 2), ordret(CARLA, 2), ordret(BO, 3))
    assert not {f"{pnr:010}" for pnr in ALLE} & {*str(refused.value).split()}
    assert lager.sidste_loebenummer() == 0


def test_many_refused_lines_are_not_all_named(lager: Lager) -> None:
    with pytest.raises(Brugsfejl, match=r"linje 1, 2, .*, 20 og 10 til: personen"):
        carry_out(lager, *(ordret(CARLA, linje) for linje in range(1, 31)))


def test_what_is_known_already_is_not_refused_again(lager: Lager) -> None:
    assert carry_out(lager, ordret(ANNA, 1)) == [1]
    with pytest.raises(Brugsfejl, match=r"linje 2:"):
        carry_out(lager, ordret(ANNA, 1), ordret(CARLA, 2))
    assert carry_out(lager, ordret(ANNA, 1), ordret(BO, 2)) == [1, 2]


def test_a_correction_points_at_the_number_it_names_or_at_code_and_time(lager: Lager) -> None:
    receive(lager, leverance(nummer=2), told(lager, ANNA, given(beslutning(ANNA), 1)))
    retter = Retter(("034",), FRA)
    carry_out(
        lager,
        ordret(ANNA, 1),
        ordret(ANNA, 2, art=Art.KORREKTION, retter=retter),
        ordret(ANNA, 3, art=Art.ANNULLERING, retter_nr=1),
        ordret(ANNA, 4, art=Art.KORREKTION, retter=retter._replace(gyldig_fra="2025")),
    )
    assert [haendelse.retter_loebenummer for haendelse in lager.haendelser()] == [0, 0, 2, 1, 0]
    assert at(lager, 4).retter_id == ident("registrering", 1)


@pytest.mark.parametrize("nummer", [1, 9])
def test_a_correction_of_anothers_haendelse_or_of_none_is_refused_by_its_line(lager: Lager, nummer: int) -> None:
    receive(lager, leverance(nummer=2), told(lager, BO, given(beslutning(BO), 1)))
    with pytest.raises(Brugsfejl, match=r"LAG-021: ordrens linje 7"):
        carry_out(lager, ordret(ANNA, 1), ordret(ANNA, 7, art=Art.KORREKTION, retter_nr=nummer))
    assert lager.sidste_loebenummer() == 1


def test_an_ordered_haendelse_that_gets_its_receiver_later_keeps_cause_and_circle(lager: Lager) -> None:
    carry_out(lager, ordret(ANNA, cvr="", kreds=KREDS), proddto="20260203")
    ny = at(lager, lager.set_modtager(1, "22222222", tidspunkt=DANNET, grund=""))
    assert (ny.ordre, ny.kreds, ny.proddto, ny.opgave) == (f"{ORDRE}/1/1/1", KREDS, "20260203", "")


def test_a_files_haendelser_have_their_persons_circle_and_no_order(lager: Lager) -> None:
    anna = told(lager, ANNA, given(beslutning(ANNA), 1), given(beslutning(ANNA, kode="035"), 2))
    receive(lager, leverance(nummer=2), anna._replace(kreds=KREDS), told(lager, BO, given(beslutning(BO), 3)))
    assert [(haendelse.kreds, haendelse.ordre) for haendelse in lager.haendelser()] == [(KREDS, "")] * 2 + [((), "")]


def test_ordered_haendelser_come_with_a_file_after_its_own_and_show_it(lager: Lager) -> None:
    carla = afgoerelse(CARLA, given(beslutning(CARLA), 1), efter=dokument(CARLA))
    ordrer = [ordret(CARLA, 5, kode="038"), ordret(ANNA, 6, kode="039", registreret="20250101")]
    kvittering = receive(lager, leverance(nummer=2), carla, ordrehaendelser=ordrer)
    assert log_of(lager) == [(1, "034", "11111111"), (2, "038", "11111111"), (3, "039", "11111111")]
    assert (kvittering.foerste, kvittering.sidste, kvittering.ordrehaendelser) == (1, 1, (2, 3))
    assert kvittering.leverance.haendelser == 1
    assert [(h.fil, h.proddto, h.filnavn) for h in lager.haendelser(efter=1)] == [(2, "20260102", "")] * 2


def test_a_file_is_refused_with_the_ordered_haendelser_that_cannot_be(lager: Lager) -> None:
    foer = everything(lager, ALLE)
    with pytest.raises(Brugsfejl, match=r"LAG-020: ordrens linje 5"):
        receive(lager, leverance(nummer=2), afgoerelse(DAN, efter=dokument(DAN)), ordrehaendelser=[ordret(CARLA, 5)])
    assert everything(lager, ALLE) == foer
