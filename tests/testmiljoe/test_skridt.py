"""What a step of the life model refuses, and what it leaves alone, at the borders of what CPR could hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.population.linjer import to_linjer
from cpr_haendelser.population.person import Adresse, Civil, Person
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.personer.enkelt import build_person
from cpr_haendelser.testmiljoe.skridt import LIVSSKRIDT
from cpr_haendelser.testmiljoe.skridt.oensket import Fortidligt, Oensket
from tests.testmiljoe.test_personer import DAG, build

STED = {"kommunekode": "0791", "vejkode": "0123", "husnr": "004A"}
IDAG = f"{date.fromordinal(DAG):%Y%m%d}1200"


def tied(*personer: Person, uden: str = "-") -> Familie:
    """The persons as they are read from their records; `uden`: lines that begin so are missing."""
    dokumenter = {
        person.pnr: "\n".join(sorted(linje for linje in to_linjer(person) if not linje.startswith(uden)))
        for person in personer
    }
    return Familie({pnr: tekst.encode(CHARSET) for pnr, tekst in dokumenter.items()}, lambda *_: "6101999999")


def step(familie: Familie, handling: str, person: Person, virkning: str, art: Art = Art.NY, **felter: str) -> Person:
    fundet = familie.person(person.pnr)
    LIVSSKRIDT[handling, art](familie, fundet, Oensket(virkning, IDAG, felter))
    return fundet


def test_a_marriage_is_after_the_divorce_before_it_to_the_minute() -> None:
    [skilt] = build({"kommunekode": "0791", "voksne": "1", "civilstand": "skilt"})
    start = skilt.civil.start
    assert start.endswith("1200"), "its last digits are noughts"
    for virkning in (start, start[:8] + "0900"):
        with pytest.raises(Fortidligt) as fortalt:
            step(tied(skilt), "vielse", skilt, virkning, aegtefaelle_navn="Lunde,Ib")
        assert fortalt.value.foerst == start[:-1] + "1"
    gift = step(tied(skilt), "vielse", skilt, start[:-1] + "1", aegtefaelle_navn="Lunde,Ib")
    assert (gift.civil.civst, gift.civil.start) == ("G", start[:-1] + "1")


def test_whoever_is_made_as_the_spouse_of_a_divorced_one_is_married_at_a_whole_time() -> None:
    [skilt] = build({"kommunekode": "0791", "voksne": "1", "civilstand": "skilt"})
    felter = STED | {"foedselsdato": "1990-01-02", "koen": "M", "fornavn": "Ib", "aegtefaelle": skilt.pnr}
    familie = tied(skilt)
    ny = build_person(familie, Oensket("", IDAG, felter))
    assert {ny.civil.start, familie.person(skilt.pnr).civil.start} == {skilt.civil.start[:-1] + "1"}
    assert skilt.civil.start < ny.civil.start


@pytest.mark.parametrize("hvem", ["mor", "far"])
def test_no_child_is_born_before_its_parents(hvem: str) -> None:
    mor, far = build({"kommunekode": "0791", "civilstand": "gift"})
    aeldst, foraelder = min(mor.foedt, far.foedt), {"mor": mor, "far": far}[hvem]
    foraelder.foedt = aeldst + 3650
    ufoedt = f"{date.fromordinal(aeldst) + timedelta(days=1825):%Y%m%d}1200"
    with pytest.raises(Brugsfejl, match=r"TST-003.*forældrene skal være ældre end barnet"):
        step(tied(mor, far), "foedsel", mor, ufoedt, far=far.pnr)
    familie = tied(mor, far)
    step(familie, "foedsel", mor, IDAG, far=far.pnr)
    assert familie.person("6101999999").far is familie.person(far.pnr)


def test_a_father_whose_records_do_not_name_the_child_is_replaced_all_the_same() -> None:
    mor, far, barn = build({"kommunekode": "0791", "civilstand": "gift", "boern": "1"})
    [anden] = build({"kommunekode": "0791", "voksne": "1", "alder_fra": "60", "alder_til": "70"}, froe=2)
    anden.pnr, anden.koen = "6101955555", "M"
    rettet = step(tied(mor, far, barn, anden, uden="014"), "faderskab", barn, IDAG, Art.KORREKTION, far=anden.pnr)
    assert rettet.foraeldre is not None
    assert rettet.foraeldre.far == anden.pnr


def test_a_return_is_not_corrected_to_before_the_departure() -> None:
    [person] = build({"kommunekode": "0791", "voksne": "1"})
    familie = tied(person)
    assert isinstance(person.ophold, Adresse)
    ud = f"{date.fromordinal(DAG - 20):%Y%m%d}1200"
    step(familie, "udrejse", person, ud, land="5104")
    step(familie, "genindrejse", person, f"{date.fromordinal(DAG - 10):%Y%m%d}1200", Art.NY, **STED)
    for virkning in (ud, f"{date.fromordinal(DAG - 21):%Y%m%d}1200"):
        with pytest.raises(Fortidligt):
            step(familie, "genindrejse", person, virkning, Art.KORREKTION)
    rettet = step(familie, "genindrejse", person, f"{date.fromordinal(DAG - 15):%Y%m%d}1200", Art.KORREKTION)
    [fravaer] = [row for row in rettet.historik if row[:2] == ("024", "")]
    assert fravaer[6] == f"{date.fromordinal(DAG - 15):%Y%m%d}1200"


def test_a_name_is_not_corrected_to_before_the_one_before() -> None:
    [person] = build({"kommunekode": "0791", "voksne": "1"})
    familie, begyndt = tied(person), person.navn.start
    step(familie, "navneaendring", person, IDAG, efternavn="Lunde")
    with pytest.raises(Fortidligt):
        step(familie, "navneaendring", person, begyndt, Art.KORREKTION, efternavn="Lund")
    assert step(familie, "navneaendring", person, IDAG, Art.KORREKTION, efternavn="Lund").navn.efternavn == "Lund"


def test_a_marriage_is_not_corrected_to_before_the_divorce_before_it() -> None:
    [skilt] = build({"kommunekode": "0791", "voksne": "1", "civilstand": "skilt"})
    familie, skilsmisse = tied(skilt), skilt.civil.start
    step(familie, "vielse", skilt, IDAG, aegtefaelle_navn="Lunde,Ib")
    gift = next(row for row in skilt.historik if row[0] == "029")[8]
    for virkning in (gift, f"{gift[:8]}0900"):
        with pytest.raises(Fortidligt):
            step(familie, "vielse", skilt, virkning, Art.KORREKTION)
    assert skilsmisse > gift


def test_a_separation_lies_between_the_marriage_and_the_divorce() -> None:
    mor, far = build({"kommunekode": "0791", "civilstand": "separeret"})
    familie, separation = tied(mor, far), mor.separation
    assert separation is not None
    dagen_foer = f"{date.fromisoformat(separation.start) - timedelta(days=1):%Y%m%d}1200"
    with pytest.raises(Brugsfejl, match=r"TST-003.*før separationen"):
        step(familie, "skilsmisse", mor, dagen_foer)
    with pytest.raises(Fortidligt):
        step(familie, "separation", mor, mor.civil.start, Art.KORREKTION)
    skilt = step(familie, "skilsmisse", mor, f"{separation.start.replace('-', '')}1200")
    assert (skilt.civil.civst, skilt.separation) == ("F", None)


def test_a_death_leaves_alone_whom_only_the_dead_ones_records_call_the_spouse() -> None:
    mor, far = build({"kommunekode": "0791", "civilstand": "gift"})
    far.civil = Civil("G", "", "", "Lunde,Else", far.civil.start)
    familie = tied(mor, far)
    step(familie, "doedsfald", mor, IDAG)
    assert familie.person(far.pnr).civil.civst == "G"
    assert familie.person(mor.pnr).civil.civst == "D"
