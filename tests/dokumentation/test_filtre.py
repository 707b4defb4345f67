"""What docs/filtre.md promises of its wishes is so."""

from __future__ import annotations

import pytest

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.vurdering import Sandhed, Vaerdi, vurder
from cpr_haendelser.dokumentation.filtre import OENSKER
from cpr_haendelser.dokumentation.markdown import fill

HANDLING = "Beskedkuvert.Filtreringsdata.ObjektRegistrering.ObjektHandling.URNIdentifikator"
PAA_LISTEN, ANDEN = "6101901234", "6101904321"
FLYTTET = {"personhaendelse": "034", "kommune": "0101 0998", "personnummer": ANDEN}
HJEMMET = "0998:0016 0998:0016:012B 0998:0016:012B:01"

PASSER: list[tuple[dict[str, str], dict[str, str]]] = [
    (FLYTTET, {"personhaendelse": "036"}),
    (
        {"personhaendelse": "005", "personnummer": PAA_LISTEN},
        {"personhaendelse": "005", "personnummer": ANDEN},
    ),
    (
        {"personhaendelse": "034", "personnummer": PAA_LISTEN},
        {"personhaendelse": "000", "personnummer": PAA_LISTEN},
    ),
    ({"personhaendelse": "034", "kommune": "0147 0998"}, FLYTTET),
    (FLYTTET, {"personhaendelse": "034", "kommune": "0147 0998"}),
    (
        {"personhaendelse": "034", "adresse": f"{HJEMMET} 0101:0001"},
        {"personhaendelse": "034", "adresse": "0998:0016 0998:0016:012A"},
    ),
    ({"personhaendelse": "028", "personnummer": ANDEN}, {"personhaendelse": "004", "personnummer": ANDEN}),
    ({HANDLING: "urn:oio:cpr:personhaendelse:034"}, {"personhaendelse": "034"}),
]
"""For each wish a message that is meant, and one that is not."""


def comes(filter_: str, besked: dict[str, str]) -> bool:
    def is_in(_liste: str, vaerdi: Vaerdi) -> bool:
        return vaerdi == int(PAA_LISTEN)

    felter = {sti: tuple(vaerdier.split()) for sti, vaerdier in besked.items()}
    return vurder(parse(filter_), felter, is_in) is Sandhed.SAND


def test_every_wish_is_fulfilled() -> None:
    for oenske, (ment, ikke_ment) in zip(OENSKER, PASSER, strict=True):
        assert comes(oenske.filter, ment), oenske.tekst
        assert not comes(oenske.filter, ikke_ment), oenske.tekst


def test_the_remarks_on_the_wishes_are_so() -> None:
    assert comes("personhaendelse = '034' AND kommune <> '0101'", FLYTTET)
    assert comes("adresse = '0998:0016'", {"adresse": "0998:0016 0998:0016:012A"})
    assert comes("personhaendelse = '034'", FLYTTET)


def test_a_part_without_a_place_or_a_place_without_a_part_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"eksempel.*korteste.*tabeller.*uden"):
        fill("opsaetning.md", uden="x")
