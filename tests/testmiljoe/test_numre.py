"""Numbers of new persons: replacement numbers, or those of the list of allowed test numbers, each given once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cpr_haendelser.cpr.personnummer import is_ordinary
from cpr_haendelser.storage.ordre import Ordreart, Ordretilstand
from cpr_haendelser.testmiljoe.numre import Nummergiver
from cpr_haendelser.testmiljoe.personer.oprettelse import OPRET_PERSON
from tests.testmiljoe.hus import A, B, Hus, line

OPRET = {
    "foedselsdato": "1990-01-01", "koen": "K", "fornavn": "Rosa", "kommunekode": "0998", "vejkode": "0100",
    "husnr": "004", "virkning": "", "nummer_fra": "testnumre",
}  # fmt: skip
LISTEN = ["010190" + "1234", "010190" + "1236", "020190" + "1235"]
"""Put together, so that they stand nowhere: two women of one day and a man of the next."""

FOEDT = date(1990, 1, 1).toordinal()


@pytest.fixture
def hus(tmp_path: Path) -> Iterator[Hus]:
    dette = Hus(tmp_path, personer=False)
    allow(dette, LISTEN)
    yield dette
    dette.close()


def allow(hus: Hus, numre: list[str]) -> None:
    """The operator has loaded that list."""
    hus.installation.__dict__["tilladte"] = frozenset(map(int, numre))


def make(hus: Hus, ejer: str = A, **felter: str) -> tuple[Ordretilstand, str, str]:
    """What became of ordering one person: state, number, error."""
    ordre = hus.order(Ordreart.REPLIKA, [line(["ny:1"], OPRET_PERSON, {**OPRET, **felter})], ejer)
    [gjort] = hus.outcome(ordre)
    nye = hus.ordrelager.find_personer(gruppe=f"{ordre.uuid}/")
    return ordre.tilstand, "".join(f"{person.pnr:010d}" for person in nye), gjort.fejl


def test_numbers_of_the_list_are_given_once_whoever_asks(hus: Hus) -> None:
    assert make(hus)[:2] == (Ordretilstand.UDFOERT, LISTEN[0])
    assert make(hus, B)[:2] == (Ordretilstand.UDFOERT, LISTEN[1])
    assert hus.installation.lager.billeder([int(LISTEN[0])])
    tilstand, nummer, fejl = make(hus)
    assert (tilstand, nummer) == (Ordretilstand.MISLYKKET, "")
    assert fejl.startswith("TST-043")
    assert make(hus, koen="M")[2].endswith("Den har numre på fx 1990-01-02.")


def test_a_day_that_was_asked_about_in_vain_is_not_said_to_have_numbers(hus: Hus) -> None:
    for dag in ("1985-05-05", "1985-05-07"):
        assert make(hus, foedselsdato=dag)[2].endswith("Den har numre på fx 1990-01-01."), dag


def test_without_a_wish_numbers_are_replacement_numbers(hus: Hus) -> None:
    tilstand, nummer, _ = make(hus, nummer_fra="")
    assert (tilstand, nummer[:6], is_ordinary(nummer)) == (Ordretilstand.UDFOERT, "610190", False)


def test_a_list_without_the_sex_says_so(hus: Hus) -> None:
    allow(hus, LISTEN[:1])
    assert "Den har ingen numre til det køn" in make(hus, koen="M")[2]


def test_what_an_attempt_left_over_is_its_own_groups_alone(hus: Hus) -> None:
    giver = Nummergiver(hus.installation.lager, hus.ordrelager, lambda: "2026-11-30T12:00:00Z").giver
    tilbage = giver(A, gruppe="o/1/10")(FOEDT, "K")
    assert giver(A, gruppe="o/1/1")(FOEDT, "K") != tilbage
    assert giver(A, gruppe="o/1/10")(FOEDT, "K") == tilbage
