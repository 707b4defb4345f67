"""Families that fit together, on the first day and after thirty."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from cpr_haendelser.population import Oversigt
from tests.population.laesning import Billede, one, register

UDGAAET = ("30", "50", "60")


@pytest.fixture(scope="module", params=["first", "last"])
def alle(request: pytest.FixtureRequest, oversigt: Oversigt) -> dict[str, Billede]:
    return register(oversigt, 1 if request.param == "first" else None)


def _living_numbers(alle: dict[str, Billede]) -> dict[str, Billede]:
    return {pnr: b for pnr, b in alle.items() if one(b, "001")["STATUS"] not in UDGAAET}


def test_spouses_name_each_other_since_the_same_time(alle: dict[str, Billede]) -> None:
    married = 0
    for pnr, billede in _living_numbers(alle).items():
        civil = one(billede, "012")
        if civil["CIVST"] in ("G", "P") and civil["AEGTEPNR"].strip("0"):
            other = one(alle[civil["AEGTEPNR"]], "012")
            assert (other["AEGTEPNR"], other["CIVST"]) == (pnr, civil["CIVST"])
            assert other["HAENSTART-CIVILSTAND"] == civil["HAENSTART-CIVILSTAND"]
            married += 1
    assert married > 300


def test_parents_and_children_name_each_other(alle: dict[str, Billede]) -> None:
    living = _living_numbers(alle)
    children = {(pnr, post.felter["PNRBARN"]) for pnr, b in living.items() for post in b.get("014", [])}
    parents = set()
    for pnr, billede in living.items():
        foraeldre = one(billede, "015")
        for felt in ("PNRMOR", "PNRFAR"):
            if foraeldre[felt].strip("0"):
                parents.add((foraeldre[felt], pnr))
    assert children == parents
    assert len(children) > 300


def test_parents_are_of_an_age_to_have_children_and_of_the_right_sex(alle: dict[str, Billede]) -> None:
    for billede in _living_numbers(alle).values():
        born, foraeldre = _year(billede), one(billede, "015")
        for felt, koen, highest in (("PNRMOR", "K", 60), ("PNRFAR", "M", 80)):
            if foraeldre[felt].strip("0"):
                parent = alle[foraeldre[felt]]
                assert one(parent, "001")["KOEN"] == koen
                assert 15 <= born - _year(parent) <= highest


def _year(billede: Billede) -> int:
    return int(one(billede, "001")["FOED_DT"][:4])


def test_young_children_mostly_live_with_their_mother(alle: dict[str, Billede]) -> None:
    together = apart = 0
    for billede in _living_numbers(alle).values():
        mor = one(billede, "015")["PNRMOR"]
        if mor.strip("0") and _year(billede) > 2012 and one(billede, "002") and one(alle[mor], "002"):
            same = _address(billede) == _address(alle[mor])
            together, apart = together + same, apart + (not same)
    assert together > 20 * apart


def _address(billede: Billede) -> tuple[str, ...]:
    adresse = one(billede, "002")
    return tuple(adresse[felt] for felt in ("KOMKOD", "VEJKOD", "HUSNR", "ETAGE", "SIDEDOER"))


def test_custody_is_of_children_and_the_unknown_holder_is_the_parent_in_015(alle: dict[str, Billede]) -> None:
    for billede in alle.values():
        for post in billede.get("016", []):
            assert _year(billede) >= 2008
            assert (post.felter["RELPNR"] == "") is (post.felter["RELTYP-FORÆLDREMYN"] in ("0003", "0004"))
            if post.felter["RELTYP-FORÆLDREMYN"] == "0003":
                assert one(billede, "015")["PNRMOR"].strip("0")


def test_status_and_residence_agree(alle: dict[str, Billede]) -> None:
    where = {"80": "005", "70": "007", "01": "002", "03": "002", "05": "002", "20": "002"}
    for billede in alle.values():
        person = one(billede, "001")
        present = {posttype for posttype in ("002", "005", "007") if posttype in billede}
        wanted = where.get(person["STATUS"])
        assert present == ({wanted} if wanted else set())
        assert (person["PNRGAELD"] != "") is (person["STATUS"] in ("50", "60"))
        assert (one(billede, "012")["CIVST"] == "D") is (person["STATUS"] == "90")


def test_a_number_out_of_use_points_at_the_one_that_points_back(alle: dict[str, Billede]) -> None:
    seen = 0
    for pnr, billede in alle.items():
        gaeld = one(billede, "001")["PNRGAELD"]
        if gaeld:
            former = [post.felter["PNRGAMMEL"] for post in alle[gaeld].get("022", [])]
            assert pnr in former
            seen += 1
    assert seen > 10


HISTORIK = {
    "026": ("NVNHAENSTART", "NVNHAENSLUT", "008", "NVNHAENSTART"),
    "027": ("HAENSTART-STATSBORGERSKAB", "HAENSLUT-STATSBORGERSKAB", "010", "HAENSTART-STATSBORGERSKAB"),
    "029": ("HAENSTART-CIVILSTAND", "HAENSLUT-CIVILSTAND", "012", "HAENSTART-CIVILSTAND"),
}


def test_marked_history_has_no_length(alle: dict[str, Billede]) -> None:
    marked = 0
    for billede in alle.values():
        for posttype, (start, slut, _, _) in {**HISTORIK, "023": ("TILFLYDTO", "FRAFLYDTO", "", "")}.items():
            for post in billede.get(posttype, []):
                if post.felter["ANNKOR"] in ("A", "K"):
                    assert post.felter[start] == post.felter[slut]
                    marked += 1
                else:
                    assert post.felter[start] < post.felter[slut]
    assert marked == 0 or marked > 50


def test_valid_history_leads_up_to_what_is_true_now(alle: dict[str, Billede]) -> None:
    """Names, citizenships and civil statuses follow each other; what CPR took out of history leaves a gap."""
    gaps = rows = 0
    for billede in alle.values():
        for posttype, (start, slut, nu, nu_start) in HISTORIK.items():
            valid = [p.felter for p in billede.get(posttype, []) if p.felter["ANNKOR"] not in ("A", "K")]
            ends = sorted((f[start], f[slut]) for f in valid)
            following = [*(s for s, _ in ends), one(billede, nu)[nu_start]][1:]
            rows += len(ends)
            gaps += sum(end != after for (_, end), after in zip(ends, following, strict=True))
    assert gaps <= rows // 50


def test_ages_are_those_of_a_living_population(oversigt: Oversigt) -> None:
    ages: defaultdict[int, int] = defaultdict(int)
    for billede in register(oversigt, 1).values():
        ages[(date(2026, 11, 1).year - _year(billede)) // 20] += 1
    assert all(ages[group] > 150 for group in range(4))
    assert max(ages) <= 4
