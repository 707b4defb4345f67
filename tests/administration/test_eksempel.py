"""The example of what would be passed on: a message about a made-up person, as every message is."""

from __future__ import annotations

import re

import pytest

from cpr_haendelser.administration.eksempel import choose_code, write_example
from cpr_haendelser.aftaler.model import Aftaletilstand, Serviceaftale
from cpr_haendelser.beskeder.laesning import read_besked
from cpr_haendelser.beskeder.saet import Saet

ALT = frozenset({"*"})
AFTALE = Serviceaftale(
    "a", "s", "11111111", "BeskedModtag", "2.0", ALT, ALT, ALT, ALT, ALT, "", "", Aftaletilstand.ANMODET
)


@pytest.mark.parametrize(
    ("koder", "vist"), [(ALT, "034"), (frozenset({"005", "034"}), "034"), (frozenset({"025", "005"}), "005")]
)
def test_the_example_is_a_message_of_a_code_that_the_agreement_lets_through(koder: frozenset[str], vist: str) -> None:
    aftale = AFTALE._replace(koder=koder)
    assert choose_code(aftale) == vist
    krop = write_example(aftale, ["0998"], Saet())
    besked = read_besked(krop)
    assert besked.kuvert.registreringer[0].handling.endswith(f":{vist}")
    assert besked.kuvert.tilladte_modtagere == ("urn:oio:cvr-nr:11111111",)
    assert krop == write_example(aftale, ["0998"], Saet())


def test_the_person_has_a_replacement_number_and_lives_with_the_authority() -> None:
    krop = write_example(AFTALE, ["0751", "0998"], Saet()).decode()
    numre = set(re.findall(r"(?<!\d)\d{10}(?!\d)", krop))
    assert numre
    assert all(int(nummer[0]) >= 6 for nummer in numre)
    assert "0751" in krop or ">751<" in krop


def test_of_lookups_the_person_alone_is_shown() -> None:
    krop = write_example(AFTALE._replace(service="CPR-replika opslag", koder=frozenset()), [], Saet())
    assert b"Beskedkuvert" not in krop
    assert b"persondata" in krop
