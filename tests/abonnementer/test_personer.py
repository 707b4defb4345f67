"""Which persons a filter lets through in a snapshot: those of whom it can be true."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.personer import STIER, let_through, may_be
from cpr_haendelser.abonnementer.udtryk import Eller, Ikke, Og, Udtryk, comparisons
from cpr_haendelser.abonnementer.vurdering import Sandhed, vurder
from cpr_haendelser.beskeder.kuvertfelter import personfelter
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.haendelser.model import Adresse
from tests.abonnementer.udtryksgenerator import LISTER, NUMRE, is_member, memberships, udtryk

if TYPE_CHECKING:
    from collections.abc import Collection

    from cpr_haendelser.beskeder.kuvertfelter import Felter

HJEM = Adresse("0999", "0123", "017A", "02", "tv", "", "")
HER = personfelter(NUMRE[0], HJEM, Saet())
UDEN = personfelter(NUMRE[0], None, Saet())
TYPE = "Beskedkuvert.Filtreringsdata.Beskedtype.UUIDIdentifikator"


@pytest.mark.parametrize(
    ("filter_", "her", "uden"),
    [
        (f"personnummer = '{NUMRE[0]}'", True, True),
        (f"personnummer = '{NUMRE[1]}'", False, False),
        (f"NOT personnummer = '{NUMRE[1]}'", True, True),
        (f"Filtreringsdata.ObjektRegistrering.ObjektId.URNIdentifikator = 'urn:oio:cpr-nr:{NUMRE[0]}'", True, True),
        ("kommune = '0999'", True, False),
        ("kommune = '0101'", False, False),
        ("NOT kommune = '0101'", True, False),
        ("adresse = '0999:0123:017a'", True, False),
        ("adresse IN ('0999:0123:017A:02:TV', '0999:0001')", True, False),
        ("adresse = '0999:0124'", False, False),
        ("personhaendelse = '034'", True, True),
        ("NOT personhaendelse = '034'", True, True),
        ("kommune = '0999' AND personhaendelse = '034'", True, False),
        ("kommune = '0101' AND personhaendelse = '034'", False, False),
        ("kommune = '0101' OR personhaendelse = '034'", True, True),
        (f"NOT (personnummer = '{NUMRE[0]}' OR personhaendelse = '034')", False, False),
        (f"{TYPE} = 'x' AND NOT kommune = '0999'", False, False),
    ],
)
def test_what_is_known_of_a_person_decides_and_the_rest_is_left_out(filter_: str, her: bool, uden: bool) -> None:  # noqa: FBT001
    tree = parse(filter_)
    assert (1 in let_through(tree, {1: HER}, memberships)) is her
    assert (1 in let_through(tree, {1: UDEN}, memberships)) is uden


def test_without_filter_everybody_is_let_through() -> None:
    assert let_through(None, {1: HER, 2: UDEN}, memberships) == {1, 2}


def test_the_value_lists_are_asked_together() -> None:
    asked: list[list[str]] = []

    def ask(vaerdier: Collection[int | str]) -> dict[int | str, list[str]]:
        asked.append(sorted(map(str, vaerdier)))
        return memberships(vaerdier)

    tree = parse(f"personnummer IN VÆRDILISTE('{LISTER[0]}') AND personhaendelse IN VÆRDILISTE('{LISTER[1]}')")
    personer = {int(nummer): personfelter(nummer, HJEM, Saet()) for nummer in NUMRE}
    fundne = let_through(tree, personer, ask)
    assert asked == [sorted(NUMRE)]
    assert fundne == {int(nummer) for nummer in NUMRE if is_member(LISTER[0], int(nummer))}
    assert 0 < len(fundne) < len(personer)


def evaluate(tree: Udtryk, felter: Felter, ude: dict[Udtryk, Sandhed]) -> Sandhed:
    """What a filter comes to when each comparison that is left out comes to what is said."""
    match tree:
        case Ikke(led):
            return {"sand": Sandhed.FALSK, "falsk": Sandhed.SAND, "ukendt": Sandhed.UKENDT}[evaluate(led, felter, ude)]
        case Og(led) | Eller(led):
            fundne = [evaluate(x, felter, ude) for x in led]
            afgoer, ellers = (Sandhed.FALSK, Sandhed.SAND) if isinstance(tree, Og) else (Sandhed.SAND, Sandhed.FALSK)
            return afgoer if afgoer in fundne else Sandhed.UKENDT if Sandhed.UKENDT in fundne else ellers
        case _:
            return ude[tree] if tree in ude else vurder(tree, felter, is_member)


@settings(max_examples=200)
@given(udtryk, st.sampled_from([HER, UDEN]))
def test_it_says_what_the_filter_can_come_to(tree: Udtryk, felter: Felter) -> None:
    """Each comparison that is left out is let come to everything, in every combination."""
    ude = [led for led in comparisons(tree) if led.sti not in STIER]
    assume(len(ude) <= 5)
    mulige = {evaluate(tree, felter, dict(zip(ude, valg, strict=True))) for valg in product(Sandhed, repeat=len(ude))}
    fundet = may_be(tree, felter, is_member)
    assert fundet == mulige if len(set(ude)) == len(ude) else fundet >= mulige
