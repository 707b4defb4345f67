"""The guard at texts that have no layout: names, titles, searches, the names of files."""

from __future__ import annotations

import pytest

from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Brugsfejl, Filfejl

ORDINAER = "010190" + "1234"
"""Put together, so that it stands nowhere."""
EXTTEST, PRODUKTION = Nummervagt(Miljoe.EXTTEST), Nummervagt(Miljoe.PRODUKTION)


@pytest.mark.parametrize(
    "tekst", [ORDINAER, f"se {ORDINAER[:6]}-{ORDINAER[6:]}", f"hos {ORDINAER[:6]} {ORDINAER[6:]} i stuen"]
)
def test_a_text_with_a_number_of_ordinary_shape_is_refused_in_exttest(tekst: str) -> None:
    with pytest.raises(Brugsfejl) as raised:
        EXTTEST.check_tekst("teksten", "i orden", tekst)
    assert raised.value.kode == "VAGT-003"
    assert ORDINAER[6:] not in str(raised.value)
    PRODUKTION.check_tekst("teksten", tekst)


@pytest.mark.parametrize(
    "tekst", ["", "6101901234", f"1{ORDINAER}", f"{ORDINAER}5", "ordre 20261125", "D261120.L900001"]
)
def test_a_text_without_one_is_let_through(tekst: str) -> None:
    EXTTEST.check_tekst("teksten", tekst)
    EXTTEST.check_filnavn(tekst)


def test_a_file_with_one_in_its_name_is_refused_as_one_with_it_inside() -> None:
    with pytest.raises(Filfejl) as raised:
        EXTTEST.check_filnavn(f"borger_{ORDINAER}.txt")
    assert raised.value.kode == "VAGT-001"
    assert ORDINAER not in str(raised.value)
    PRODUKTION.check_filnavn(f"{ORDINAER}.txt")


def test_allowed_test_numbers_may_stand_anywhere() -> None:
    Nummervagt(Miljoe.EXTTEST, {int(ORDINAER)}).check_tekst("teksten", ORDINAER)
