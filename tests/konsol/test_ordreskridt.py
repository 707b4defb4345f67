"""The one blue button of an order's page."""

from __future__ import annotations

import pytest

from cpr_haendelser.konsol.sider.ordreskridt import FOELGER, KNAPPER, Fremad, Skridtknap, find_fremad
from cpr_haendelser.storage.ordre import Kreds, Ordre, Ordreart, Ordretilstand
from cpr_haendelser.testmiljoe.ordreskridt import SKRIDT


def order(art: Ordreart, tilstand: Ordretilstand) -> Ordre:
    return Ordre("", 1, art, "", "", "", "", Kreds.EGNE, tilstand, 1, "", "")


def steps(tilstand: Ordretilstand) -> list[Skridtknap]:
    """What the operator may do there."""
    return [
        Skridtknap(navn, KNAPPER[navn], each.grund, FOELGER.get(navn, ""))
        for navn, each in SKRIDT.items()
        if tilstand in each.fra
    ]


@pytest.mark.parametrize("art", Ordreart)
@pytest.mark.parametrize("tilstand", Ordretilstand)
def test_a_step_is_the_blue_button_only_where_there_is_one_that_asks_nothing(
    art: Ordreart, tilstand: Ordretilstand
) -> None:
    knapper = steps(tilstand)
    for paa_vej in (False, True):
        fremad = find_fremad(order(art, tilstand), knapper, mangler=False, paa_vej=paa_vej)
        if fremad is Fremad.SKRIDT:
            assert any(not (each.grund or each.foelge) for each in knapper)
        assert (fremad is Fremad.VEJEN) <= paa_vej
        assert (fremad is Fremad.INDSEND) is (tilstand is Ordretilstand.KLADDE)
        assert (fremad is Fremad.SENDT) <= (art is not Ordreart.REPLIKA), "an order of persons sends nothing"


@pytest.mark.parametrize(
    ("tilstand", "fremad"),
    [
        (Ordretilstand.I_GANG, Fremad.VENT),
        (Ordretilstand.UDFOERT, Fremad.VEJEN),
        (Ordretilstand.MISLYKKET, Fremad.SKRIDT),
    ],
)
def test_on_a_way_the_next_step_of_it_is_the_blue_button(tilstand: Ordretilstand, fremad: Fremad) -> None:
    assert find_fremad(order(Ordreart.REPLIKA, tilstand), steps(tilstand), mangler=False, paa_vej=True) is fremad


def test_what_is_missing_comes_before_everything_else() -> None:
    kladde = order(Ordreart.HAENDELSE, Ordretilstand.KLADDE)
    assert find_fremad(kladde, steps(Ordretilstand.KLADDE), mangler=True, paa_vej=True) is Fremad.KRAV
    assert find_fremad(kladde, [], mangler=False, paa_vej=False) is Fremad.SE, "who may not submit may look"
