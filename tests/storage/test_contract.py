"""What every lager does: set-up, ledger, replica, deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.lager import Afgoerelse, Billede, KaedeAendret, Leverance, Leveranceart
from tests.storage.eksempler import (
    ANDEN_OPGAVE,
    ANNA,
    BO,
    CARLA,
    DAN,
    OPGAVE,
    afgoerelse,
    beslutning,
    dokument,
    establish,
    everything,
    given,
    leverance,
    log_of,
    receive,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cpr_haendelser.storage.lager import Lager

ALLE = (ANNA, BO, CARLA, DAN)
BARN, MOR = 2, 3


def test_a_new_lager_holds_nothing(lager: Lager) -> None:
    assert lager.meta("miljoe") is None
    assert (lager.antal_personer(), lager.sidste_loebenummer(), lager.antal_uden_modtager()) == (0, 0, 0)
    assert (lager.leverancer(), lager.haendelser(), lager.uden_modtager()) == ([], [], [])
    assert (lager.seneste_leverance(OPGAVE), lager.find_leverance(OPGAVE, "20260101"), lager.leverance(1)) == (
        None,
    ) * 3
    assert (lager.billeder([ANNA]), lager.billede_pr_fil(ANNA, 1), lager.versioner(ANNA)) == ({}, None, [])


def test_what_is_fixed_at_set_up_stays_as_it_was_first(lager: Lager) -> None:
    assert lager.fix_meta("miljoe", "exttest") == "exttest"
    assert lager.fix_meta("miljoe", "produktion") == "exttest"
    assert lager.meta("miljoe") == "exttest"


def test_the_same_composing_settings_have_the_same_number(lager: Lager) -> None:
    foerste, andet = lager.saetnummer('{"a":1}'), lager.saetnummer('{"a":2}')
    assert lager.saetnummer('{"a":1}') == foerste != andet
    assert (lager.saet(foerste), lager.saet(andet)) == ('{"a":1}', '{"a":2}')
    assert lager.saetnumre() == [foerste, andet]


def test_composing_settings_that_are_not_there_are_refused(lager: Lager) -> None:
    with pytest.raises(Brugsfejl, match="LAG-003"):
        lager.saet(7)


def test_a_first_load_gives_images_and_no_haendelser(lager: Lager) -> None:
    ledger = establish(lager, {ANNA: dokument(ANNA, boern=[BO]), BO: dokument(BO, mor=ANNA)})
    assert ledger.fil == 1
    assert lager.leverance(1) == ledger == lager.seneste_leverance(OPGAVE) == lager.find_leverance(OPGAVE, "20260101")
    assert (lager.findes({BO, DAN}), lager.findes(())) == ({BO}, set())
    assert lager.billeder([BO, DAN]) == {BO: Billede(BO, 1, OPGAVE, "20260101", dokument(BO, mor=ANNA))}
    assert (lager.antal_personer(), lager.sidste_loebenummer()) == (2, 0)
    assert (lager.relationer_til(BO), lager.relationer_til(ANNA)) == ([(BARN, ANNA)], [(MOR, BO)])
    assert lager.personer_paa("0101") == [ANNA, BO]


def test_a_first_load_takes_persons_in_any_order(lager: Lager) -> None:
    establish(lager, {pnr: dokument(pnr) for pnr in (CARLA, ANNA, DAN, BO)})
    assert lager.personer_paa("0101") == [ANNA, BO, CARLA, DAN]
    assert [lager.billeder([pnr])[pnr].dokument for pnr in ALLE] == [dokument(pnr) for pnr in ALLE]


def test_a_first_load_that_fails_leaves_nothing(lager: Lager) -> None:
    def half() -> Iterator[tuple[int, bytes]]:
        yield ANNA, dokument(ANNA)
        raise RuntimeError("the file ends here")

    def refuse() -> Leverance:
        raise RuntimeError("the count is wrong")

    before = everything(lager, ALLE)
    with pytest.raises(RuntimeError, match="ends here"):
        lager.etabler(half(), leverance)
    with pytest.raises(RuntimeError, match="count"):
        lager.etabler([(ANNA, dokument(ANNA))], refuse)
    assert everything(lager, ALLE) == before
    establish(lager, {ANNA: dokument(ANNA)})
    assert lager.personer_paa("0101", vejkode="1234", husnr="001A") == [ANNA]


def test_a_first_load_of_a_filled_replica_is_refused(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA)})
    before = everything(lager, ALLE)
    with pytest.raises(Brugsfejl, match="LAG-002"):
        establish(lager, {BO: dokument(BO)}, leverance(ANDEN_OPGAVE))
    assert everything(lager, ALLE) == before


def test_a_first_load_of_a_file_in_the_ledger_is_refused(lager: Lager) -> None:
    receive(lager, leverance())
    with pytest.raises(KaedeAendret):
        establish(lager, {BO: dokument(BO)})
    assert lager.antal_personer() == 0


def test_a_delivery_adds_persons_and_versions(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA), BO: dokument(BO)})
    flyttet = dokument(ANNA, adresse="0102 5678 002")
    foer = lager.billeder([ANNA])[ANNA]
    ledger = receive(
        lager,
        leverance(nummer=2),
        afgoerelse(ANNA, foer=foer, efter=flyttet),
        afgoerelse(CARLA, efter=dokument(CARLA)),
    ).leverance
    nu = Billede(ANNA, 2, OPGAVE, "20260102", flyttet)
    assert (ledger.fil, ledger.aendrede, ledger.haendelser, lager.antal_personer()) == (2, 2, 0, 3)
    assert lager.leverance(2) == ledger
    assert lager.versioner(ANNA) == [foer, nu]
    assert (lager.billede_pr_fil(ANNA, 1), lager.billede_pr_fil(ANNA, 2), lager.billede_pr_fil(ANNA, 9)) == (
        foer,
        nu,
        nu,
    )
    assert (lager.billede_pr_fil(CARLA, 1), lager.billede_pr_fil(ANNA, 0)) == (None, None)


def test_a_person_left_alone_gets_no_version(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA)})
    foer = lager.billeder([ANNA])[ANNA]
    ledger = receive(lager, leverance(nummer=2), afgoerelse(ANNA, foer=foer, efter=foer.dokument)).leverance
    assert (ledger.aendrede, lager.versioner(ANNA)) == (0, [foer])


def test_many_versions_are_read_as_of_each_file(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA)})
    for nummer in range(2, 9):
        foer = lager.billeder([ANNA])[ANNA]
        efter = dokument(ANNA, adresse=f"0101 1234 {nummer:03}") if nummer % 2 else foer.dokument
        receive(lager, leverance(nummer=nummer), afgoerelse(ANNA, foer=foer, efter=efter))
    assert [billede.fil for billede in lager.versioner(ANNA)] == [1, 3, 5, 7]
    found = [lager.billede_pr_fil(ANNA, fil) for fil in range(1, 9)]
    assert [billede.fil for billede in found if billede] == [1, 1, 3, 3, 5, 5, 7, 7]


def test_relations_come_and_go(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA, boern=[BO, CARLA]), DAN: dokument(DAN, boern=[BO])})
    foer = lager.billeder([ANNA])[ANNA]
    receive(lager, leverance(nummer=2), afgoerelse(ANNA, foer=foer, efter=dokument(ANNA, boern=[CARLA], mor=DAN)))
    found = [lager.relationer_til(pnr) for pnr in ALLE]
    assert found == [[], [(BARN, DAN)], [(BARN, ANNA)], [(MOR, ANNA)]]


def test_persons_are_found_by_municipality_road_and_house(lager: Lager) -> None:
    adresser = {ANNA: "0101 1234 001A", BO: "0101 1234 002", CARLA: "0101 9999 001A", DAN: "0102 1234 001A"}
    uden = 6101900009
    dokumenter = {pnr: dokument(pnr, adresse=adresse) for pnr, adresse in adresser.items()}
    establish(lager, {**dokumenter, uden: dokument(uden, adresse="")})
    assert lager.personer_paa("0101") == [ANNA, BO, CARLA]
    assert lager.personer_paa("0101", antal=2) == [ANNA, BO]
    assert lager.personer_paa("0101", efter=BO) == [CARLA]
    assert lager.personer_paa("0101", vejkode="1234") == [ANNA, BO]
    assert lager.personer_paa("0101", vejkode="1234", husnr="001A", efter=0) == [ANNA]
    assert lager.personer_paa("0101", vejkode="1234", efter=ANNA, antal=1) == [BO]
    assert (lager.personer_paa(""), lager.personer_paa("0103")) == ([], [])


def test_a_person_who_moves_is_found_at_the_new_address_alone(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA), BO: dokument(BO)})
    foer = lager.billeder([ANNA])[ANNA]
    receive(lager, leverance(nummer=2), afgoerelse(ANNA, foer=foer, efter=dokument(ANNA, adresse="0102 5678 002")))
    assert (lager.personer_paa("0101"), lager.personer_paa("0102", vejkode="5678")) == ([BO], [ANNA])
    foer = lager.billeder([ANNA])[ANNA]
    receive(lager, leverance(nummer=3), afgoerelse(ANNA, foer=foer, efter=dokument(ANNA, adresse="")))
    assert (lager.personer_paa("0102"), lager.antal_personer()) == ([], 2)


def test_where_the_register_is(lager: Lager) -> None:
    assert lager.stade() == (0, 0)
    establish(lager, {ANNA: dokument(ANNA)})
    assert lager.stade() == (1, 0)
    receive(lager, leverance(nummer=2), afgoerelse(BO, given(beslutning(BO), 1), given(beslutning(BO), 2)))
    assert lager.stade() == (2, 2)


def test_who_lived_in_a_municipality_as_of_each_file(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA), BO: dokument(BO, adresse="0102 1 1"), CARLA: dokument(CARLA)})
    steps = [
        {ANNA: "0102 1 1", DAN: "0101 1234 002"},
        {BO: "0101 1234 003", CARLA: ""},
        {ANNA: "0101 1234 001A"},
        {ANNA: "0103 1 1", DAN: "0103 1 1"},
    ]
    for nummer, adresser in enumerate(steps, start=2):
        foer = lager.billeder(list(adresser))
        nye = [afgoerelse(pnr, foer=foer.get(pnr), efter=dokument(pnr, adresse=a)) for pnr, a in adresser.items()]
        receive(lager, leverance(nummer=nummer), *nye)
    ventet = {
        "0101": [[], [ANNA, CARLA], [CARLA, DAN], [BO, DAN], [ANNA, BO, DAN], [BO]],
        "0102": [[], [BO], [ANNA, BO], [ANNA], [], []],
        "0103": [[], [], [], [], [], [ANNA, DAN]],
        "": [[]] * 6,
    }
    for kommune, numre in ventet.items():
        fundne = [lager.personer_i([kommune], fil=fil) for fil in range(6)]
        assert [[billede.pnr for billede in billeder] for billeder in fundne] == numre
        for fil, billeder in enumerate(fundne):
            assert billeder == [lager.billede_pr_fil(billede.pnr, fil) for billede in billeder]
            for antal in 1, 2:
                sider: list[Billede] = []
                while side := lager.personer_i([kommune], fil=fil, efter=sider[-1].pnr if sider else 0, antal=antal):
                    sider += side
                assert sider == billeder
    assert [billede.pnr for billede in lager.personer_i({"0101", "0103"}, fil=5)] == [ANNA, BO, DAN]
    assert lager.personer_i([], fil=5) == []


@pytest.mark.parametrize("nummer", [1, 3])
def test_a_broken_chain_is_refused_and_nothing_changes(lager: Lager, nummer: int) -> None:
    establish(lager, {ANNA: dokument(ANNA)})
    before = everything(lager, ALLE)
    with pytest.raises(KaedeAendret):
        receive(lager, leverance(nummer=nummer), afgoerelse(BO, efter=dokument(BO)))
    assert everything(lager, ALLE) == before


def test_each_task_has_a_chain_of_its_own(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA)})
    receive(lager, leverance(ANDEN_OPGAVE, nummer=7))
    receive(lager, leverance(nummer=2))
    receive(lager, leverance(ANDEN_OPGAVE, nummer=8))
    assert [ledger.fil for ledger in lager.leverancer(efter=1, antal=2)] == [2, 3]
    assert sorted(ledger.fil for ledger in lager.seneste_leverancer()) == [3, 4]
    seneste = lager.seneste_leverance(ANDEN_OPGAVE)
    assert seneste
    assert seneste.proddto == "20260108"


def test_a_re_baseline_accepts_the_gap_but_not_the_same_file(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA)})
    igen = leverance(nummer=5, art=Leveranceart.GENETABLERING, grund="disken gik i stykker")
    assert receive(lager, igen).leverance == lager.leverance(2) == igen._replace(fil=2)
    with pytest.raises(KaedeAendret):
        receive(lager, igen)


def test_the_same_file_twice_gives_nothing_new(lager: Lager) -> None:
    ledger, person = leverance(), afgoerelse(ANNA, given(beslutning(ANNA), 1), efter=dokument(ANNA))
    receive(lager, ledger, person)
    before = everything(lager, ALLE)
    with pytest.raises(KaedeAendret):
        receive(lager, ledger, person)
    assert everything(lager, ALLE) == before


def test_persons_changed_since_are_decided_again_upon_their_images_now(lager: Lager) -> None:
    establish(lager, {pnr: dokument(pnr) for pnr in ALLE[:3]})
    gamle = lager.billeder(ALLE)
    anden = dokument(ANNA, adresse="0102 1 1")
    for nummer, (pnr, efter) in enumerate([(ANNA, anden), (CARLA, dokument(CARLA, mor=ANNA)), (DAN, dokument(DAN))]):
        receive(lager, leverance(ANDEN_OPGAVE, nummer + 1), afgoerelse(pnr, foer=gamle.get(pnr), efter=efter))
    asked: list[tuple[list[int], dict[int, Billede]]] = []

    def decide_again(pnrs: Sequence[int], billeder: dict[int, Billede]) -> list[Afgoerelse]:
        asked.append((list(pnrs), billeder))
        return [
            afgoerelse(
                pnr,
                given(beslutning(pnr, kode="900", linjer=(pnr - ANNA + 10,)), ("igen", pnr)),
                foer=billeder[pnr],
                efter=dokument(pnr, adresse="0103 1 1") if pnr != CARLA else billeder[pnr].dokument,
                linjer=[(pnr - ANNA + 10, "A01", "", "202601020800", "")],
                aeldre=pnr == CARLA,
            )
            for pnr in reversed(pnrs)
        ]

    kvittering = receive(
        lager,
        leverance(nummer=2, personer=4),
        *(
            afgoerelse(
                pnr,
                given(beslutning(pnr, linjer=(pnr - ANNA + 10,)), ("foerst", pnr)),
                foer=gamle.get(pnr),
                efter=dokument(pnr, adresse="0103 1 1", boern=[BO]) if pnr != CARLA else gamle[pnr].dokument,
                linjer=[(pnr - ANNA + 10, "A01", "", "202601020800", "")],
            )
            for pnr in ALLE
        ),
        genafgoer=decide_again,
    )
    assert asked == [([ANNA, CARLA, DAN], {pnr: lager.billede_pr_fil(pnr, 4) for pnr in (ANNA, CARLA, DAN)})]
    assert (kvittering.afgjort_igen, kvittering.leverance.aendrede, kvittering.leverance.aeldre) == (3, 3, 1)
    assert [kode for _, kode, _ in log_of(lager)] == ["900", "034", "900", "900"]
    assert lager.relationer_til(BO) == [(BARN, BO)]
    assert [linje.loebenumre for linje in lager.linjer099(5)] == [(1,), (2,), (3,), (4,)]
    assert [billede.fil for billede in lager.versioner(ANNA)] == [1, 2, 5]


def test_a_decision_without_an_image_to_compare_with_is_not_made_again(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA)})
    receive(lager, leverance(nummer=2), Afgoerelse(ANNA, None, (), ()))
    assert lager.sidste_loebenummer() == 0


def test_an_error_while_deciding_again_leaves_nothing(lager: Lager) -> None:
    establish(lager, {ANNA: dokument(ANNA), BO: dokument(BO)})
    before = everything(lager, ALLE)

    def fail(_pnrs: Sequence[int], _billeder: dict[int, Billede]) -> list[Afgoerelse]:
        raise RuntimeError("no")

    def forget(_pnrs: Sequence[int], _billeder: dict[int, Billede]) -> list[Afgoerelse]:
        return []

    for genafgoer, error in ((fail, RuntimeError), (forget, ValueError)):
        with pytest.raises(error):
            receive(
                lager,
                leverance(nummer=2),
                afgoerelse(ANNA, given(beslutning(ANNA), 1), efter=dokument(ANNA, boern=[BO])),
                afgoerelse(CARLA, given(beslutning(CARLA), 2), efter=dokument(CARLA)),
                genafgoer=genafgoer,
            )
        assert everything(lager, ALLE) == before
    receive(lager, leverance(nummer=2), afgoerelse(CARLA, given(beslutning(CARLA), 2), efter=dokument(CARLA)))
    assert log_of(lager) == [(1, "034", "11111111")]


def test_a_spool_gives_its_decisions_back_in_the_order_they_were_added(lager: Lager) -> None:
    foer = Billede(ANNA, 3, OPGAVE, "20260101", dokument(ANNA, boern=[BO]))
    added = [
        afgoerelse(CARLA, given(beslutning(CARLA), 1), given(beslutning(CARLA, kode="035"), 2), efter=dokument(CARLA)),
        afgoerelse(
            ANNA, foer=foer, efter=dokument(ANNA, mor=DAN), linjer=[(4, "A01", "ÆG", "", ""), (9, "A02", "", "", "x")]
        ),
        afgoerelse(BO, foer=foer, aeldre=True),
    ]
    spool = lager.new_spool()
    spool.add(added[:2])
    spool.add(added[2:])
    assert list(spool) == added
    spool.close()
