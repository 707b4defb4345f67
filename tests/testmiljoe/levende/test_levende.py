"""The living register: made once, given a day on each weekday, in a file of its own that touches nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest

from cpr_haendelser.app.faelles import Faellesmiljoe
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.population.person import Adresse, Person
from cpr_haendelser.replika.billede import to_tekster
from cpr_haendelser.storage.ordre import Ordreart, Ordrelinje, Personslags, Trin
from cpr_haendelser.testmiljoe.familie import gather
from cpr_haendelser.testmiljoe.levende import dag
from cpr_haendelser.testmiljoe.levende.dag import Udfald
from cpr_haendelser.testmiljoe.levende.hverdag import HVERDAGE
from cpr_haendelser.testmiljoe.skridt import LIVSSKRIDT
from tests.testmiljoe.hus import START, Hus, line

ANTAL = 800


def quiet(_hvad: str, _antal: int, _ialt: int) -> None:
    """Nobody looks on."""


class Levende:
    """A register beside a basis family and one of an organisation's own."""

    def __init__(self, mappe: Path) -> None:
        self.hus = Hus(mappe, personer=False)
        self.faelles = Faellesmiljoe(self.hus.installation, nu=lambda: self.hus.nu)
        self.faelles.make_basis(quiet, koder=("0101",))
        assert self.faelles.make_register(quiet, ANTAL) == ANTAL
        self.lager, self.ordrelager = self.hus.installation.lager, self.hus.ordrelager

    def pnrs(self, slags: Personslags) -> list[int]:
        return [person.pnr for person in self.ordrelager.find_personer(slags=slags, antal=10_000)]

    def person(self, pnr: int) -> Person:
        return gather(self.lager, [f"{pnr:010d}"], lambda _foedt, _koen: "").person(f"{pnr:010d}")

    def resident(self, koen: str, antal: int) -> list[int]:
        """Some of the register who live at an ordinary address, born before 1990."""
        personer = map(self.person, self.pnrs(Personslags.LEVENDE))
        fundne = (
            int(person.pnr)
            for person in personer
            if person.koen == koen and person.status == "01" and person.foedt < date(1990, 1, 1).toordinal()
        )
        return list(islice(fundne, antal))

    def home(self, pnr: int) -> tuple[str, ...]:
        ophold = self.person(pnr).ophold
        assert isinstance(ophold, Adresse)
        return ophold.bolig.koder

    def own_family(self) -> list[int]:
        """A family of an organisation's own."""
        felter = (("kommunekode", "0998"), ("boern", "2"))
        self.hus.order(Ordreart.REPLIKA, [Ordrelinje(1, ("ny:x",), (Trin("opret_familie", Art.NY, felter),))])
        return self.pnrs(Personslags.EGEN)


@pytest.fixture(scope="module")
def levende(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Levende]:
    fundet = Levende(tmp_path_factory.mktemp("levende"))
    yield fundet
    fundet.hus.close()


def test_the_register_is_everybodys_and_made_once(levende: Levende) -> None:
    assert len(levende.lager.billeder(levende.pnrs(Personslags.LEVENDE))) >= ANTAL
    assert levende.faelles.make_register(quiet, ANTAL) == 0
    assert all(pnr // 100_000_000 > 60 for pnr in levende.pnrs(Personslags.LEVENDE))


def test_two_weeks_pass_on_weekdays_and_touch_nobody_else(levende: Levende) -> None:
    basis = levende.pnrs(Personslags.BASIS)
    egne = levende.own_family()
    andre = [*basis, *egne]
    foer = {pnr: billede.dokument for pnr, billede in levende.lager.billeder(andre).items()}
    assert len(foer) == 4 * 4
    udfald = []
    sket: set[str] = set()
    for dage in range(1, 15):
        levende.hus.nu = START + timedelta(days=dage)
        dagen = levende.faelles.live_day()
        udfald.append(dagen.udfald)
        sket |= set(dagen.sket)
        assert levende.faelles.live_day().udfald is not Udfald.LAVET
    assert udfald.count(Udfald.LAVET) == 10
    assert udfald[2:4] == [Udfald.WEEKEND, Udfald.WEEKEND]
    assert "flytning" in sket
    assert len(sket) > 2
    assert {pnr: billede.dokument for pnr, billede in levende.lager.billeder(andre).items()} == foer
    opgave = f"{levende.hus.installation.ordreopgaver[-1]:06d}"
    fil = levende.lager.seneste_leverance(opgave)
    assert fil is not None
    assert fil.proddto == "20261209"
    log = levende.hus.log()
    assert len(log) >= 10
    assert {each.opgave for each in log} == {opgave}
    assert not {int(each.beslutning.pnr) for each in log} & set(andre)


def test_a_child_born_is_of_the_register(levende: Levende) -> None:
    billeder = levende.lager.billeder(levende.pnrs(Personslags.LEVENDE))
    nye = {pnr for pnr, billede in billeder.items() if any(li.startswith("014") for li in to_tekster(billede.dokument))}
    boern = {
        int(linje[13:23])
        for pnr in nye
        for linje in to_tekster(billeder[pnr].dokument)
        if linje.startswith("014") and linje[13:23].strip("0")
    }
    assert boern <= set(levende.pnrs(Personslags.LEVENDE))


def test_a_step_that_would_touch_an_owned_person_is_not_taken(
    levende: Levende, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mother of the register has a child that is somebody's own: her family does not move together."""
    hus = levende.hus
    [mor] = levende.resident("K", 1)
    koder = dict(zip(("kommunekode", "vejkode", "husnr", "etage", "sidedoer"), levende.home(mor), strict=False))
    felter = {"foedselsdato": "2020-02-29", "koen": "M", "mor": f"{mor:010d}", **koder}
    hus.nu = START + timedelta(days=15)
    ordre = hus.order(
        Ordreart.REPLIKA, [Ordrelinje(1, ("ny:b",), (Trin("opret_person", Art.NY, tuple(felter.items())),))]
    )
    assert hus.outcome(ordre)[0].fejl == ""
    monkeypatch.setattr(dag, "living", lambda _dele: [mor])
    monkeypatch.setattr(dag, "HVERDAGE", (HVERDAGE[0], HVERDAGE[0]))
    hus.nu = START + timedelta(days=19)
    foer = levende.lager.billeder([mor])
    assert levende.faelles.live_day() == (Udfald.LAVET, 0, 0, ())
    assert levende.lager.billeder([mor]) == foer


def test_what_an_order_changed_of_a_person_stays(levende: Levende) -> None:
    hus = levende.hus
    [pnr] = levende.resident("M", 1)
    besked = {"kommunekode": "0791", "vejkode": "0100", "husnr": "001", "virkning": "202612161200"}
    hus.nu = START + timedelta(days=22)
    ordre = hus.order(Ordreart.SAMMENHAENGENDE, [line([f"{pnr:010d}"], "flytning", besked)])
    assert hus.outcome(ordre)[0].fejl == ""
    hus.nu = START + timedelta(days=23)
    assert levende.faelles.live_day().udfald is Udfald.LAVET
    assert b"0791" in levende.lager.billeder([pnr])[pnr].dokument


def test_every_step_of_an_ordinary_day_is_one_that_can_be_ordered() -> None:
    assert all((hverdag.handling, "ny") in LIVSSKRIDT and hverdag.per_day(1000) > 0 for hverdag in HVERDAGE)


def test_without_a_register_nothing_happens(tmp_path: Path) -> None:
    hus = Hus(tmp_path, personer=False)
    try:
        faelles = Faellesmiljoe(hus.installation, nu=lambda: hus.nu)
        assert faelles.make_register(quiet, 0) == 0
        assert faelles.live_day().udfald is Udfald.TOMT
    finally:
        hus.close()
