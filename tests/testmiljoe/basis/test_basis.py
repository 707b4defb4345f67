"""The basis families: at every town hall, in Greenland, and one that has died; made once, changed by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from cpr_haendelser.app import Installation
from cpr_haendelser.app.faelles import Faellesmiljoe
from cpr_haendelser.fejl import Brugsfejl, Filfejl, Miljoefejl
from cpr_haendelser.population.person import Adresse, Person
from cpr_haendelser.storage.ordre import Ordreart, Personslags
from cpr_haendelser.testmiljoe.basis import oprettelse
from cpr_haendelser.testmiljoe.basis.indlaes import living_task, shared_tasks
from cpr_haendelser.testmiljoe.basis.raadhus import raadhuskommuner
from cpr_haendelser.testmiljoe.dele import Dele
from cpr_haendelser.testmiljoe.familie import gather
from tests.opslag.korsbaek import settings_in
from tests.testmiljoe.hus import Hus, line

KOMMUNER = ("0101", "0791")


@pytest.fixture(scope="module")
def hus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    hus = Hus(tmp_path_factory.mktemp("basis"), personer=False)
    oprettet = Faellesmiljoe(hus.installation).make_basis(quiet, koder=KOMMUNER)
    assert oprettet == (4, 16, 0)
    yield hus
    hus.close()


def quiet(_hvad: str, _antal: int, _ialt: int) -> None:
    """Nobody looks on."""


def family(hus: Hus, navn: str) -> list[Person]:
    """Grown-ups first."""
    pnrs = [f"{each.pnr:010d}" for each in hus.ordrelager.find_personer(gruppe=f"basis/{navn}/")]
    familie = gather(hus.installation.lager, pnrs, lambda _foedt, _koen: "")
    return sorted((familie.person(pnr) for pnr in pnrs), key=lambda person: person.foedt)


def test_a_municipality_has_a_couple_and_two_children_at_its_town_hall(hus: Hus) -> None:
    for kode in KOMMUNER:
        *par, barn, andet = family(hus, kode)
        assert {person.koen for person in par} == {"K", "M"}
        assert {person.civil.pnr for person in par} == {person.pnr for person in par}
        assert all({barn.mor, barn.far} == set(par) for barn in (barn, andet))
        for person in (*par, barn, andet):
            assert isinstance(person.ophold, Adresse)
            assert (person.ophold.bolig.kommune, person.ophold.bolig.vejnavn) == (kode, "Rådhuspladsen")
            assert int(person.pnr[:2]) > 60


def test_a_family_lives_in_greenland_and_one_has_died(hus: Hus) -> None:
    assert [person.status for person in family(hus, "grønland")] == ["05"] * 4
    doede = family(hus, "døde")
    assert [(person.status, person.civil.civst, person.ophold) for person in doede] == [("90", "D", None)] * 4


def test_everybody_knows_them_and_no_order_changes_them(hus: Hus) -> None:
    person = hus.ordrelager.find_personer(gruppe="basis/0101/")[0]
    assert (person.slags, person.ejer) == (Personslags.BASIS, "")
    flyt = line([f"{person.pnr:010d}"], "flytning", {"kommunekode": "0791", "vejkode": "0100", "husnr": "001"})
    for art in (Ordreart.SAMMENHAENGENDE, Ordreart.REPLIKA):
        kladde = hus.ekspedition.create(hus.draft(art), [flyt])
        with pytest.raises(Brugsfejl, match="TST-031"):
            hus.ekspedition.submit(kladde, hvem="test")


def test_a_second_run_changes_nothing(hus: Hus) -> None:
    lager = hus.installation.lager
    foer = [(each.pnr, each.gruppe) for each in hus.ordrelager.find_personer()]
    opgave = f"{hus.installation.ordreopgaver[-2]:06d}"
    fil = lager.seneste_leverance(opgave)
    assert fil is not None
    assert Faellesmiljoe(hus.installation).make_basis(quiet, koder=KOMMUNER) == (0, 0, 4)
    assert [(each.pnr, each.gruppe) for each in hus.ordrelager.find_personer()] == foer
    assert lager.seneste_leverance(opgave) == fil
    assert lager.sidste_loebenummer() == 0


def test_two_do_not_make_them_at_once_and_orders_have_other_tasks(hus: Hus) -> None:
    mappe = hus.miljoe.procesmappe
    with FileLock(mappe / ".faelles.lock"), pytest.raises(Brugsfejl, match="TST-071"):
        Faellesmiljoe(hus.installation).make_basis(quiet, koder=KOMMUNER)
    assert hus.installation.lager.seneste_leverance(f"{hus.installation.ordreopgaver[0]:06d}") is None
    assert list(shared_tasks(range(7, 10))) == [8, 7]
    assert list(shared_tasks(range(7, 8))) == list(living_task(range(7, 8))) == [7]


def test_a_municipality_more_is_made_beside_those_that_are_there(hus: Hus) -> None:
    assert Faellesmiljoe(hus.installation).make_basis(quiet, koder=("0751", "0101")) == (1, 4, 3)


def test_the_same_seed_gives_the_same_numbers_elsewhere_and_after_a_file_that_was_not_let_in(
    hus: Hus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    andet = Hus(tmp_path, personer=False)

    def refuse(_dele: Dele, _blokke: list[bytes], _ordre: str, **_rest: object) -> None:
        raise Filfejl("FIL-001", "strømmen gik", fil="")

    try:
        with monkeypatch.context() as patch:
            patch.setattr(oprettelse, "let_in", refuse)
            with pytest.raises(Filfejl):
                Faellesmiljoe(andet.installation).make_basis(quiet, koder=KOMMUNER)
        assert Faellesmiljoe(andet.installation).make_basis(quiet, koder=KOMMUNER).personer == 16
        for navn in (*KOMMUNER, "grønland", "døde"):
            assert [p.pnr for p in family(andet, navn)] == [p.pnr for p in family(hus, navn)]
        assert len(andet.ordrelager.find_personer()) == 16
    finally:
        andet.close()


def test_there_is_one_family_for_each_of_the_98_municipalities() -> None:
    assert len(raadhuskommuner()) == 98


def test_in_produktion_there_is_no_shared_population(tmp_path: Path) -> None:
    produktion = settings_in(tmp_path).model_copy(update={"environment": "produktion"})
    installation = Installation.open(produktion)
    try:
        with pytest.raises(Miljoefejl, match="MIL-011"):
            Faellesmiljoe(installation)
    finally:
        installation.close()
