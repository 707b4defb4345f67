"""The table of cases is the specification of the filters' three-valued logic."""

from __future__ import annotations

import pytest

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.tilfaelde import LISTER as TILFAELDENES
from cpr_haendelser.abonnementer.tilfaelde import Tilfaelde, read_tilfaelde
from cpr_haendelser.abonnementer.vurdering import Sandhed, ask, forklar, normalise, to_listevaerdi, vurder
from tests.abonnementer.udtryksgenerator import LISTER


@pytest.mark.parametrize("tilfaelde", read_tilfaelde(), ids=lambda each: each.fordi)
def test_every_case_comes_to_what_the_table_says(tilfaelde: Tilfaelde) -> None:
    fundet = vurder(
        parse(tilfaelde.udtryk), tilfaelde.felter, lambda liste, vaerdi: vaerdi in TILFAELDENES.get(liste, ())
    )
    assert fundet is tilfaelde.sandhed


def test_the_table_shows_all_that_a_filter_may_come_to() -> None:
    assert {tilfaelde.sandhed for tilfaelde in read_tilfaelde()} == set(Sandhed)


def test_an_explanation_shows_each_part_and_what_it_met() -> None:
    felter = {"kommune": ("0998", "0999"), "personnummer": ("6101901234",)}
    tekst = f"kommune = '0999' AND NOT personnummer IN VÆRDILISTE('{LISTER[0]}')"
    forklaring = forklar(parse(tekst), felter, lambda *_: True)
    assert (forklaring.tekst, forklaring.sandhed) == ("AND", Sandhed.FALSK)
    kommune, ikke = forklaring.led
    assert (kommune.tekst, kommune.sandhed, kommune.moedt) == ("kommune = '0999'", Sandhed.SAND, ("0998", "0999"))
    assert (ikke.tekst, ikke.sandhed, ikke.led[0].sandhed) == ("NOT", Sandhed.FALSK, Sandhed.SAND)
    assert "6101901234" not in repr(forklaring)


def test_all_memberships_of_a_filter_are_known_before_they_are_asked() -> None:
    felter = {"personnummer": ("6101901234",), "kommune": ("0998", "0999")}
    udtryk = parse(f"kommune IN VÆRDILISTE('{LISTER[1]}') OR personnummer IN VÆRDILISTE('{LISTER[0]}')")
    assert ask(udtryk, felter) == {(LISTER[0], 6101901234), (LISTER[1], "0998"), (LISTER[1], "0999")}


@pytest.mark.parametrize("form", ["6101901234", "urn:oio:cpr-nr:6101901234", "URN:OIO:CPR-NR:6101901234"])
def test_a_personnummer_is_a_whole_number_in_a_list_whatever_its_form(form: str) -> None:
    assert to_listevaerdi(form) == 6101901234


def test_text_that_is_neither_uuid_nor_known_urn_stays_as_it_is() -> None:
    assert normalise("Urn:andet:Ting") == "Urn:andet:Ting"
    assert to_listevaerdi("Ting") == "Ting"
