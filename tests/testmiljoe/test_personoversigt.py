"""A test person is found by what people know of it, written as people write it."""

from __future__ import annotations

import pytest

from cpr_haendelser.storage import ordre
from cpr_haendelser.testmiljoe.personoversigt import Kendt

PERSON = Kendt(
    ordre.Testperson(6201192222, ordre.Personslags.EGEN, ""),
    "Anne-Marie Sø",
    "K",
    "2019-01-02",
    "Korsbæk",
    "bopæl",
    "i en familie",
)


@pytest.mark.parametrize(
    "soeg", ["anne-marie", "annemarie", "2019-01-02", "620119-2222", "6201192222", "sø korsbæk", "ANNE", ""]
)
def test_a_person_is_found_with_hyphens_and_without(soeg: str) -> None:
    assert PERSON.fits(soeg)


@pytest.mark.parametrize("soeg", ["bente", "anne bente", "2019-01-03"])
def test_every_word_must_be_there(soeg: str) -> None:
    assert not PERSON.fits(soeg)
