"""The numbered log of every lager: order, what points at what, receivers, the feed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Adresse, Art, Hoved, Retter, Rolle
from cpr_haendelser.storage.lager import frigivet_id
from tests.storage.eksempler import (
    ANNA,
    BO,
    CARLA,
    DAN,
    DANNET,
    OPGAVE,
    afgoerelse,
    beslutning,
    dokument,
    establish,
    given,
    ident,
    leverance,
    log_of,
    receive,
)

if TYPE_CHECKING:
    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.storage.lager import Lager

SENERE = "2026-01-09T06:00:00.000+01:00"
FRA = "202601011200"
RETTER = Retter(("034",), FRA)


def test_numbers_go_by_099_time_then_personnummer_then_as_decided(lager: Lager) -> None:
    kvittering = receive(
        lager,
        leverance(),
        afgoerelse(
            BO,
            given(beslutning(BO, registreret="202601020900", kode="003"), 1),
            given(beslutning(BO, registreret="202601020800", kode="001"), 2),
            given(beslutning(BO, registreret="202601020900", kode="002"), 3),
        ),
        afgoerelse(ANNA, given(beslutning(ANNA, registreret="202601020900", kode="004"), 4)),
        afgoerelse(CARLA, given(beslutning(CARLA, registreret="", kode="005"), 5)),
    )
    assert [kode for _, kode, _ in log_of(lager)] == ["005", "001", "004", "003", "002"]
    assert (kvittering.foerste, kvittering.sidste, kvittering.leverance.haendelser) == (1, 5, 5)
    naeste = receive(lager, leverance(nummer=2), afgoerelse(ANNA, given(beslutning(ANNA), 6)))
    assert (naeste.foerste, naeste.sidste) == (6, 6)
    tom = receive(lager, leverance(nummer=3))
    assert (tom.foerste, tom.sidste, lager.sidste_loebenummer()) == (0, 0, 6)


def test_a_haendelse_is_read_as_it_was_decided(lager: Lager) -> None:
    fuld = beslutning(
        ANNA,
        usikker=True,
        om="barn",
        grupper=("adresse", "navn"),
        foer=Adresse("0102", "1", "2", "3", "tv", "", "c/o Æble"),
        relaterede=((f"{BO:010}", "barn"),),
        retter=Retter(("034", "036"), "2025"),
        hoved=Hoved((f"{BO:010}",), "A01", FRA),
        linjer=(4, 7),
        poster=("002+", "023-"),
    )
    receive(lager, leverance(), afgoerelse(ANNA, given(fuld, 1)))
    (haendelse,) = lager.haendelser()
    assert haendelse.beslutning == fuld
    assert (haendelse.registrering_id, haendelse.besked_id) == (ident("registrering", 1), ident("besked", 1))
    assert haendelse[4:] == (
        "11111111",
        0,
        None,
        None,
        1,
        OPGAVE,
        "d260101.l610000",
        "20260101",
        DANNET,
        1,
        "",
        (),
        False,
    )


def test_a_besked_id_that_is_given_is_never_given_again(lager: Lager) -> None:
    receive(lager, leverance(), afgoerelse(ANNA, given(beslutning(ANNA), 1)))
    with pytest.raises(Brugsfejl, match="LAG-007"):
        receive(lager, leverance(nummer=2), afgoerelse(ANNA, given(beslutning(ANNA), 1), efter=dokument(ANNA)))
    assert (lager.sidste_loebenummer(), lager.antal_personer()) == (1, 0)


def test_a_099_line_knows_its_haendelser_or_why_there_are_none(lager: Lager) -> None:
    receive(
        lager,
        leverance(),
        afgoerelse(
            ANNA,
            given(beslutning(ANNA, linjer=(5, 6)), 1),
            given(beslutning(ANNA, linjer=(6,)), 2),
            linjer=[(5, "A01", "", FRA, ""), (6, "A02", "ÆG", FRA, ""), (7, "A45", "", "", "levering")],
        ),
    )
    found = lager.linjer099(1)
    assert [(linje.linje, linje.loebenumre, linje.grund) for linje in found] == [
        (5, (1,), ""),
        (6, (1, 2), ""),
        (7, (), "levering"),
    ]
    assert found[1] == (1, 6, ANNA, "A02", "ÆG", FRA, (1, 2), "")
    assert (lager.linjer099(1, efter=5, antal=1), lager.linjer099(2)) == ([found[1]], [])


def move(pnr: int, navn: object, cvr: str = "11111111", **felter: Any) -> Any:
    return afgoerelse(pnr, given(beslutning(pnr, **felter), navn, cvr))


def rettede(lager: Lager) -> list[int]:
    return [haendelse.retter_loebenummer for haendelse in lager.haendelser()]


def test_a_correction_points_at_the_latest_with_the_code_and_time(lager: Lager) -> None:
    receive(lager, leverance(), move(ANNA, 1), move(BO, 2))
    receive(lager, leverance(nummer=2), move(ANNA, 3), move(BO, 4, kode="035"))
    receive(lager, leverance(nummer=3), move(ANNA, 5, gyldig_fra="202601020000"))
    receive(lager, leverance(nummer=4), move(ANNA, 6, art=Art.KORREKTION, retter=RETTER))
    assert rettede(lager) == [0, 0, 0, 0, 0, 3]
    assert lager.haendelser(efter=5)[0].retter_id == ident("registrering", 3)


@pytest.mark.parametrize("retter", [Retter(("034",), "202601011300"), Retter(("036",), FRA), Retter((), FRA)])
def test_a_correction_of_what_is_not_known_points_at_nothing(lager: Lager, retter: Retter) -> None:
    receive(lager, leverance(), move(ANNA, 1))
    receive(lager, leverance(nummer=2), move(ANNA, 2, art=Art.KORREKTION, retter=retter))
    assert rettede(lager) == [0, 0]
    assert lager.haendelser(efter=1)[0].retter_id is None


def test_what_is_annulled_is_not_corrected_again(lager: Lager) -> None:
    receive(lager, leverance(), move(ANNA, 1))
    receive(lager, leverance(nummer=2), move(ANNA, 2))
    receive(lager, leverance(nummer=3), move(ANNA, 3, art=Art.ANNULLERING, retter=RETTER))
    receive(lager, leverance(nummer=4), move(ANNA, 4, art=Art.ANNULLERING, retter=RETTER))
    receive(lager, leverance(nummer=5), move(ANNA, 5, art=Art.ANNULLERING, retter=RETTER))
    assert rettede(lager) == [0, 0, 2, 1, 0]


def test_a_correction_may_point_at_an_earlier_one_of_its_own_delivery(lager: Lager) -> None:
    foerst = beslutning(ANNA, registreret="202601020700")
    senere = beslutning(ANNA, art=Art.KORREKTION, retter=RETTER)
    receive(lager, leverance(), afgoerelse(ANNA, given(senere, 2), given(foerst, 1)))
    assert rettede(lager) == [0, 1]


def test_a_corrected_move_points_each_municipality_at_its_own(lager: Lager) -> None:
    ny, gammel = {"kode": "034"}, {"kode": "035", "rolle": Rolle.GAMMEL, "kommune": "0102"}
    receive(
        lager,
        leverance(),
        afgoerelse(ANNA, given(beslutning(ANNA, **ny), 1), given(beslutning(ANNA, **gammel), 2, "22222222")),
    )
    begge = Retter(("034", "035"), FRA)
    receive(
        lager,
        leverance(nummer=2),
        afgoerelse(
            ANNA,
            given(beslutning(ANNA, **ny, art=Art.ANNULLERING, retter=begge), 3),
            given(beslutning(ANNA, **ny | {"kommune": "0103"}, art=Art.KORREKTION, retter=begge), 4, "33333333"),
            given(beslutning(ANNA, **gammel, art=Art.KORREKTION, retter=begge), 5, "22222222"),
            given(beslutning(ANNA, **gammel | {"kommune": "0104"}, art=Art.KORREKTION, retter=begge), 6, "11111111"),
        ),
    )
    # The annulment first; the new municipality is told what the role received; the receiver counts more than the role.
    assert rettede(lager)[2:] == [1, 1, 2, 1]


def test_a_relatives_haendelse_points_at_the_main_persons(lager: Lager) -> None:
    tid = "202601020800"
    hoved = Hoved((f"{ANNA:010}", f"{CARLA:010}"), "A01", tid)
    linjer = {
        ANNA: [(1, "A01", "ÆG", tid, ""), (2, "A05", "", tid, "")],
        BO: [(3, "A01", "ÆG", tid, "")],
        CARLA: [(4, "A01", "", tid, ""), (5, "A01", "", "202601020900", "")],
    }
    receive(
        lager,
        leverance(),
        afgoerelse(
            ANNA,
            given(beslutning(ANNA, linjer=(2,)), "another code"),
            given(beslutning(ANNA, linjer=(1,)), "marked"),
            linjer=linjer[ANNA],
        ),
        afgoerelse(BO, given(beslutning(BO, linjer=(3,), hoved=hoved), "relative"), linjer=linjer[BO]),
        afgoerelse(
            CARLA,
            given(beslutning(CARLA, linjer=(5,), registreret="202601020900"), "another time"),
            given(beslutning(CARLA, linjer=(4,)), "main"),
            linjer=linjer[CARLA],
        ),
        afgoerelse(
            DAN,
            given(beslutning(DAN, hoved=hoved._replace(pnr=(f"{ANNA:010}",))), "marked relative"),
            given(beslutning(DAN, hoved=hoved._replace(tid="202601021000")), "no such time"),
            given(beslutning(DAN, hoved=hoved._replace(kode099="A99")), "no such code"),
        ),
    )
    found = {haendelse.registrering_id: haendelse.hoved_id for haendelse in lager.haendelser() if haendelse.hoved_id}
    assert found == {
        ident("registrering", "relative"): ident("registrering", "main"),
        ident("registrering", "marked relative"): ident("registrering", "marked"),
    }


def test_a_relatives_municipality_is_the_one_after_the_delivery(lager: Lager) -> None:
    establish(lager, {BO: dokument(BO, adresse=""), CARLA: dokument(CARLA, adresse="0102 1 1")})
    slaegt = ((f"{ANNA:010}", "mor"), (f"{BO:010}", "far"), (f"{CARLA:010}", "barn"))
    relateret = {"rolle": Rolle.RELATERET, "kommune": "", "relaterede": slaegt}
    carla = lager.billeder([CARLA])[CARLA]
    receive(
        lager,
        leverance(nummer=2),
        afgoerelse(
            DAN,
            given(beslutning(DAN, **relateret), 1, ""),
            given(beslutning(DAN, **relateret | {"relaterede": slaegt[:2]}), 2, ""),
            given(beslutning(DAN, **relateret | {"kommune": "0101"}), 3, "77777777"),
            given(beslutning(DAN, **relateret | {"rolle": Rolle.NY}), 4, ""),
        ),
        afgoerelse(CARLA, foer=carla, efter=dokument(CARLA, adresse="0103 1 1")),
    )
    found = [(haendelse.beslutning.kommune, haendelse.modtager_cvr) for haendelse in lager.haendelser()]
    assert found == [("0103", "10000103"), ("", ""), ("0101", "77777777"), ("", "")]


def test_a_relatives_municipality_without_receiver_gives_one_without(lager: Lager) -> None:
    establish(lager, {BO: dokument(BO, adresse="0901 1 1")})
    uden = beslutning(ANNA, rolle=Rolle.RELATERET, kommune="", relaterede=((f"{BO:010}", "mor"),))
    receive(lager, leverance(nummer=2), afgoerelse(ANNA, given(uden, 1, "")))
    assert [h.beslutning.kommune for h in lager.uden_modtager()] == ["0901"]


def fill(lager: Lager) -> None:
    """Numbers 1-12: codes 001, 002, 003 in turn; receivers 1, 2, none, 3 in turn; Anna and Bo in turn."""
    cvr = ("11111111", "22222222", "", "33333333")
    for nummer in range(12):
        pnr = (ANNA, BO)[nummer % 2]
        receive(lager, leverance(nummer=nummer + 1), move(pnr, nummer, cvr[nummer % 4], kode=f"00{nummer % 3 + 1}"))


def numbers(lager: Lager, **wanted: Any) -> list[int]:
    return [haendelse.loebenummer for haendelse in lager.haendelser(**wanted)]


def test_haendelser_are_found_by_number_in_order_each_once(lager: Lager) -> None:
    fill(lager)
    alle = lager.haendelser()
    assert lager.haendelser_med([9, 3, 3, 99, 0]) == [alle[2], alle[8]]
    assert lager.haendelser_med([]) == []


def test_which_numbers_are_about_some_persons_between_two_numbers(lager: Lager) -> None:
    fill(lager)
    assert lager.numre_om([BO, ANNA, BO], efter=3, til=6) == [(ANNA, 5), (BO, 4), (BO, 6)]
    assert lager.numre_om([], efter=0, til=99) == []
    assert lager.taelling(efter=3, til=6) == counted(lager.haendelser(efter=3, til=6))
    assert lager.taelling(efter=0, til=99) == counted(lager.haendelser())
    assert lager.taelling(efter=99, til=99) == []


def test_the_feed_gives_what_is_above_a_number_in_order(lager: Lager) -> None:
    fill(lager)
    assert numbers(lager) == list(range(1, 13))
    assert numbers(lager, efter=3, antal=4) == [4, 5, 6, 7]
    assert (numbers(lager, efter=12), numbers(lager, antal=0), numbers(lager, efter=99)) == ([], [], [])


def test_the_feed_is_filtered_by_code_receiver_and_person(lager: Lager) -> None:
    fill(lager)
    assert numbers(lager, koder=["002"]) == [2, 5, 8, 11]
    assert numbers(lager, koder=["003", "002", "002"], efter=2, antal=3) == [3, 5, 6]
    assert numbers(lager, cvr=["33333333", "11111111"], antal=3) == [1, 4, 5]
    assert numbers(lager, cvr=["22222222"], koder=["002", "009"], antal=2) == [2]
    assert numbers(lager, pnr=BO, antal=3, efter=2) == [4, 6, 8]
    assert numbers(lager, pnr=BO, koder=["001"], cvr=["33333333"]) == [4]
    assert numbers(lager, cvr=["99999999"]) == numbers(lager, koder=["999"]) == numbers(lager, pnr=CARLA) == []


def test_the_feed_ends_at_a_number(lager: Lager) -> None:
    fill(lager)
    mange = [f"{nummer:08}" for nummer in range(50)]
    assert numbers(lager, efter=3, til=6) == [4, 5, 6]
    assert (numbers(lager, efter=3, til=3), numbers(lager, efter=9, til=3)) == ([], [])
    assert numbers(lager, koder=["002"], til=8) == [2, 5, 8]
    assert numbers(lager, cvr=["11111111", "33333333"], til=7) == [1, 4, 5]
    assert numbers(lager, cvr=["11111111", *mange], til=7) == [1, 5]
    assert numbers(lager, pnr=BO, til=5, efter=2) == [4]


def test_the_first_of_a_kind_is_found(lager: Lager) -> None:
    fill(lager)
    kind: dict[str, Any] = {"cvr": "11111111", "koder": ["001", "003"], "saet": 1, "organisation": "22222222"}
    assert numbers(lager, cvr=["11111111"]) == [1, 5, 9]
    assert lager.foerste(efter=0, til=99, **kind) == 1
    assert lager.foerste(efter=1, til=9, **kind) == 9
    assert lager.foerste(efter=1, til=8, **kind) == 0
    assert lager.foerste(efter=0, til=99, **kind | {"saet": 2}) == 0
    assert lager.foerste(efter=0, til=99, **kind | {"koder": []}) == 0
    assert lager.foerste(efter=0, til=99, **kind | {"cvr": "99999999"}) == 0


def test_the_first_of_a_kind_is_one_that_the_organisation_may_get(lager: Lager) -> None:
    kredse = (("33333333",), ("33333333", "22222222"), ())
    for nummer, kreds in enumerate(kredse, start=1):
        receive(lager, leverance(nummer=nummer), move(ANNA, nummer)._replace(kreds=kreds))
    kind: dict[str, Any] = {"efter": 0, "til": 9, "cvr": "11111111", "koder": ["034"], "saet": 1}
    for organisation, ventet in (("33333333", 1), ("22222222", 2), ("44444444", 3), ("", 3)):
        assert lager.foerste(**kind, organisation=organisation) == ventet


def test_a_filter_of_many_values_finds_the_same(lager: Lager) -> None:
    fill(lager)
    mange = [f"{nummer:08}" for nummer in range(50)]
    assert numbers(lager, cvr=[*mange, "11111111"], antal=2) == [1, 5]
    assert numbers(lager, koder=[*mange, "003"], cvr=[*mange, ""]) == [3]


def test_what_has_no_receiver_is_counted_and_can_be_given_one(lager: Lager) -> None:
    fill(lager)
    assert [h.loebenummer for h in lager.uden_modtager(efter=3, antal=1)] == [7]
    assert (numbers(lager, cvr=[""]), lager.antal_uden_modtager()) == ([3, 7, 11], 3)
    foer = lager.haendelser(efter=6, antal=1)[0]
    sidste = lager.sidste_loebenummer()
    ny = lager.set_modtager(7, "22222222", tidspunkt=SENERE, grund="sammenlagt")
    assert ny == lager.sidste_loebenummer() == sidste + 1
    assert lager.haendelser(efter=6, antal=1)[0] == foer
    assert lager.haendelser(efter=sidste)[0] == foer._replace(
        loebenummer=ny, besked_id=frigivet_id(foer.besked_id, "22222222"), modtager_cvr="22222222", dannet=SENERE
    )
    assert [h.loebenummer for h in lager.uden_modtager()] == [3, 11]
    assert (numbers(lager, cvr=[""]), lager.antal_uden_modtager()) == ([3, 7, 11], 2)
    assert numbers(lager, cvr=["22222222"]) == [2, 6, 10, ny]
    assert numbers(lager, cvr=["22222222", *map(str, range(50))]) == [2, 6, 10, ny]
    assert numbers(lager, cvr=["22222222"], koder=["001"], efter=2) == [10, ny]
    assert numbers(lager, cvr=["22222222"], pnr=ANNA) == [ny]


@pytest.mark.parametrize(
    ("loebenummer", "cvr", "kode"), [(99, "1", "LAG-004"), (0, "1", "LAG-004"), (1, "1", "LAG-005"), (3, "", "LAG-006")]
)
def test_a_receiver_that_cannot_be_given_is_refused(lager: Lager, loebenummer: int, cvr: str, kode: str) -> None:
    fill(lager)
    with pytest.raises(Brugsfejl, match=kode):
        lager.set_modtager(loebenummer, cvr, tidspunkt=DANNET, grund="")
    assert lager.antal_uden_modtager() == 3


def test_a_receiver_is_given_once(lager: Lager) -> None:
    fill(lager)
    lager.set_modtager(3, "22222222", tidspunkt=DANNET, grund="")
    with pytest.raises(Brugsfejl, match="LAG-005"):
        lager.set_modtager(3, "33333333", tidspunkt=DANNET, grund="")
    assert lager.haendelser(efter=11)[-1].modtager_cvr == "22222222"


def counted(log: list[Haendelse]) -> list[tuple[str, str, int]]:
    antal = Counter((each.proddto, each.beslutning.kode) for each in log)
    return sorted((dag, kode, tal) for (dag, kode), tal in antal.items())
