"""Archetypes: sixty persons, each the example that the table says, tied together coherently; searched as a table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cpr_haendelser.app.faelles import Faellesmiljoe
from cpr_haendelser.population.person import NUL10, Adresse, Forsvinding, Person, Udrejse
from cpr_haendelser.storage.ordre import Personslags
from cpr_haendelser.testmiljoe.basis.arketyper import read_arketyper
from cpr_haendelser.testmiljoe.basis.oversigt import iterate_faelles
from cpr_haendelser.testmiljoe.familie import Familie, gather
from tests.testmiljoe.hus import A, Hus


@pytest.fixture(scope="module")
def hus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    hus = Hus(tmp_path_factory.mktemp("arketyper"), personer=False)
    faelles = Faellesmiljoe(hus.installation)
    faelles.make_basis(quiet, koder=("0101",))
    assert faelles.make_arketyper(quiet).personer == 61
    assert faelles.make_arketyper(quiet).personer == 0
    yield hus
    hus.close()


def quiet(_hvad: str, _antal: int, _ialt: int) -> None:
    """Nobody looks on."""


@pytest.fixture(scope="module")
def alle(hus: Hus) -> tuple[Familie, list[str]]:
    pnrs = [f"{each.pnr:010d}" for each in hus.ordrelager.find_personer(slags=Personslags.ARKETYPE)]
    return gather(hus.installation.lager, pnrs, lambda _foedt, _koen: ""), pnrs


def find(hus: Hus, alle: tuple[Familie, list[str]], noegle: str) -> Person:
    """The person of the table; of one who has changed number the one of that number."""
    *_, fundet = hus.ordrelager.find_personer(gruppe=f"arketype/{noegle}/")
    return alle[0].person(f"{fundet.pnr:010d}")


def test_the_table_has_sixty_persons_in_eleven_groups() -> None:
    assert len(read_arketyper()) == 60
    assert len({row.gruppe for row in read_arketyper()}) == 11
    assert len({row.noegle for row in read_arketyper()}) == 60


def test_everybody_of_the_table_is_there_and_one_has_two_numbers(hus: Hus, alle: tuple[Familie, list[str]]) -> None:
    assert len(alle[1]) == 61
    assert {each.gruppe for each in hus.ordrelager.find_personer(slags=Personslags.ARKETYPE)} == {
        row.noegle for row in read_arketyper()
    }


def test_relations_are_mutual_and_stay_among_them(alle: tuple[Familie, list[str]]) -> None:
    familie, pnrs = alle
    for person in map(familie.person, pnrs):
        naevnt = {person.civil.pnr, person.gaeld, *(barn.pnr for barn in person.boern)}
        naevnt |= {row[5] for row in person.oevrige if row[0] in {"016", "017"}}
        assert naevnt - {"", NUL10} <= set(pnrs)
        if person.civil.civst in {"G", "P"}:
            assert person.aegtefaelle is not None
            assert person.aegtefaelle.civil.pnr == person.pnr
        for foraelder in (person.mor, person.far):
            assert foraelder is None or (person in foraelder.boern and foraelder.foedt < person.foedt)


@pytest.mark.parametrize(
    ("noegle", "status", "civst"),
    [
        ("civilstand/separeret/kone", "01", "G"), ("civilstand/fraskilt/person", "01", "F"),
        ("civilstand/enke/person", "01", "E"), ("civilstand/partnerskab/ene", "01", "P"),
        ("død/ægtepar/kone", "01", "E"), ("død/ægtepar/mand", "90", "D"), ("ophold/udrejst/person", "80", "U"),
        ("ophold/forsvundet/person", "70", "U"), ("personnummer/dobbeltnummer/slettet", "50", "U"),
        ("personnummer/annulleret/person", "30", "U"),
    ],
)  # fmt: skip
def test_somebody_is_what_the_table_says(
    hus: Hus, alle: tuple[Familie, list[str]], noegle: str, status: str, civst: str
) -> None:
    person = find(hus, alle, noegle)
    assert (person.status, person.civil.civst) == (status, civst)


@pytest.mark.parametrize(
    ("noegle", "row"),
    [
        ("beskyttelse/navn og adresse/person", ("004", "0001", "2024-03-01", "")),
        ("forældremyndighed/moderen alene/barn", ("016", "0003", "2022-03-01", "", "", "", "")),
        ("delt bopæl/hver sin/datter", ("018", "5", "00001", "2024-08-01", "", "Delt bopæl, hos mor")),
        ("beskyttelse/kredit/person", ("050", "0005", "202501171200")),
    ],
)
def test_somebodys_records_show_it(
    hus: Hus, alle: tuple[Familie, list[str]], noegle: str, row: tuple[str, ...]
) -> None:
    person = find(hus, alle, noegle)
    assert [each for each in person.oevrige if each[0] == row[0]] == [row]


def test_a_ward_has_the_guardian_of_the_table(hus: Hus, alle: tuple[Familie, list[str]]) -> None:
    vaerge = find(hus, alle, "værgemål/med værge/vaerge")
    bror = find(hus, alle, "værgemål/med værge/bror")
    assert {row[0]: vaerge.pnr in row for row in bror.oevrige} == {"017": True, "052": True}


def test_the_children_of_shared_residence_live_with_one_parent_each(hus: Hus, alle: tuple[Familie, list[str]]) -> None:
    boliger = {}
    for navn in ("mor", "far", "datter", "soen"):
        ophold = find(hus, alle, f"delt bopæl/hver sin/{navn}").ophold
        assert isinstance(ophold, Adresse)
        boliger[navn] = ophold.bolig.koder
    assert boliger["mor"] == boliger["datter"] != boliger["far"] == boliger["soen"]


def test_those_who_are_away_are_away(hus: Hus, alle: tuple[Familie, list[str]]) -> None:
    assert isinstance(find(hus, alle, "ophold/udrejst/person").ophold, Udrejse)
    assert isinstance(find(hus, alle, "ophold/forsvundet/person").ophold, Forsvinding)


def test_they_are_found_by_group_and_by_any_word_of_the_row(hus: Hus) -> None:
    lager, ordrelager = hus.installation.lager, hus.ordrelager
    assert len(list(iterate_faelles(lager, ordrelager))) == 61 + 12
    assert {row.gruppe for row in iterate_faelles(lager, ordrelager, gruppe="Værge")} == {"værgemål"}
    [svensk] = iterate_faelles(lager, ordrelager, gruppe="udenlandsk", soeg="i sverige")
    assert (svensk.foedt, svensk.kommune) == ("1991-07-03", "Aarhus Kommune")
    assert [row.gruppe for row in iterate_faelles(lager, ordrelager, soeg=svensk.pnr)] == [svensk.gruppe]
    assert {row.eksempel for row in iterate_faelles(lager, ordrelager, gruppe="basis", soeg="grønland")} == {
        "Familien i Grønland"
    }


def test_owned_persons_are_not_among_them(hus: Hus) -> None:
    [faelles, *_] = iterate_faelles(hus.installation.lager, hus.ordrelager, gruppe="basis")
    egen = hus.miljoe.numre.giver(A)(730_000, "K")
    assert egen != faelles.pnr
    assert not list(iterate_faelles(hus.installation.lager, hus.ordrelager, soeg=egen))
