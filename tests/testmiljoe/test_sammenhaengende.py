"""A coherent step goes by the front door: the records as they become, and the hændelser that the rules find in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.population.person import Person
from cpr_haendelser.testmiljoe.familie import gather
from cpr_haendelser.testmiljoe.livsskridt import LIVSSKRIDT, Oensket
from cpr_haendelser.testmiljoe.ordrefil import choose_plads, write_ordrefil
from tests.opslag.korsbaek import OPGAVE, settings_in, write_korsbaek

OPGAVER = ("990000", "990001")
NYT_HJEM = {"kommunekode": "0101", "vejkode": "0123", "husnr": "004", "etage": "01", "sidedoer": "tv"}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    filer = write_korsbaek(tmp_path / "filer")
    denne = Installation.open(settings_in(tmp_path))
    denne.receive(Oenske(filer[0], (OPGAVE,), etablering=True))
    yield denne
    denne.close()


def married(installation: Installation) -> str:
    """A resident of Korsbæk with a spouse in the replica."""

    def fits(person: Person) -> bool:
        return person.civil.civst == "G" and person.aegtefaelle is not None

    numre = (f"{pnr:010d}" for pnr in installation.lager.personer_paa("0998"))
    return next(pnr for pnr in numre if fits(gather(installation.lager, [pnr]).person(pnr)))


def order(installation: Installation, mappe: Path, pnr: str, handling: str, virkning: str) -> list[Haendelse]:
    """The hændelser that the step gave."""
    lager = installation.lager
    familie = gather(lager, [pnr])
    LIVSSKRIDT[handling](familie, familie.person(pnr), Oensket(virkning, "202611251000", NYT_HJEM))
    plads = choose_plads(lager, OPGAVER, [int(pnr)], "20261125")
    fil = write_ordrefil(mappe, plads, familie.blokke())
    kvittering = installation.receive(Oenske(fil, (plads.opgave,)))
    return lager.haendelser(efter=kvittering.foerste - 1)


def test_a_move_gives_the_pair(installation: Installation, tmp_path: Path) -> None:
    fundne = order(installation, tmp_path, married(installation), "flytning", "202611241200")
    assert [each.beslutning.kode for each in fundne] == ["034", "035"]
    assert {each.beslutning.efter and each.beslutning.efter.kommunekode for each in fundne} == {"0101"}


def test_a_death_is_told_of_the_spouse_too(installation: Installation, tmp_path: Path) -> None:
    pnr = married(installation)
    doed, efterladt = order(installation, tmp_path, pnr, "doedsfald", "202611251200")
    assert (doed.beslutning.pnr, doed.beslutning.kode) == (pnr, "005")
    assert efterladt.hoved_id == doed.registrering_id


def test_what_begins_before_the_present_state_is_refused(installation: Installation, tmp_path: Path) -> None:
    with pytest.raises(Brugsfejl, match="TST-002"):
        order(installation, tmp_path, married(installation), "flytning", "190001011200")


def test_when_every_task_has_a_file_of_the_day_it_is_said(installation: Installation, tmp_path: Path) -> None:
    pnr = married(installation)
    order(installation, tmp_path, pnr, "flytning", "202611241200")
    order(installation, tmp_path, pnr, "samle:beskyttelse", "202611241300")
    with pytest.raises(Brugsfejl, match="TST-010"):
        order(installation, tmp_path, pnr, "doedsfald", "202611251200")
