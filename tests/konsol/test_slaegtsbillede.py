"""The picture of who a person belongs with."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.konsol.slaegtsbillede import BREDDE, ROLLER, Slaegtning, join, place
from cpr_haendelser.replika.billede import RELATIONSARTER

slaegt = st.lists(st.builds(Slaegtning, st.sampled_from(ROLLER), st.integers(1, 10**10 - 1)), max_size=60)


@given(slaegt)
def test_no_two_boxes_touch_and_all_are_in_the_picture(slaegt: list[Slaegtning]) -> None:
    billede = place(slaegt)
    bredde, hoejde = billede.boks
    for nr, en in enumerate(billede.bokse):
        assert 0 <= en.x <= BREDDE - bredde
        assert 0 <= en.y <= billede.hoejde - hoejde
        for anden in billede.bokse[nr + 1 :]:
            assert abs(en.x - anden.x) >= bredde or abs(en.y - anden.y) >= hoejde
    assert len(billede.bokse) - 1 + billede.ude == len(slaegt)
    assert len(billede.streger) == len(billede.bokse) - 1
    assert all(slaegt[en.nr].rolle == en.rolle for en in billede.bokse[1:])


def test_a_relation_that_both_sides_know_stands_once() -> None:
    egne = [("mor", 1), ("barn", 2), ("aegtefaelle", 3)]
    andres = [("barn", 1), ("mor", 2), ("aegtefaelle", 3), ("vaerge", 4), ("barn", 5)]
    assert join(egne, andres) == [
        Slaegtning("mor", 1),
        Slaegtning("foraelder", 5),
        Slaegtning("aegtefaelle", 3),
        Slaegtning("barn", 2),
        Slaegtning("er_vaerge_for", 4),
    ]


def test_every_art_of_relation_has_its_place_from_both_sides() -> None:
    for art in RELATIONSARTER.values():
        assert len(join([(art, 1)], [])) == len(join([], [(art, 1)])) == 1
