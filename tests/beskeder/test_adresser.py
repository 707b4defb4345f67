"""Which addresses a message names: what was, what was undone, and what is true when the delivery has been received."""

from __future__ import annotations

import pytest

from cpr_haendelser.beskeder.grundlag import Grundlag
from cpr_haendelser.beskeder.haendelseslaesning import TAG, Haendelsesdata, read_haendelse
from cpr_haendelser.beskeder.kuvertfelter import ADRESSE, KOMMUNE, felter
from cpr_haendelser.beskeder.laesning import read_besked
from cpr_haendelser.beskeder.sammensaetning import compose
from cpr_haendelser.haendelser.model import Adresse, Art, Haendelse, Ordrested
from tests.beskeder.eksempler import GRUNDLAG, SAET, changed, ordered, to_lines

FOER = Adresse("0998", "0003", "001", "", "", "", "")
FORTRUDT = Adresse("0997", "0456", "022", "", "", "", "")
NU = Adresse("0999", "0123", "017A", "02", "tv", "", "")
"""Where GRUNDLAG's person lives (record 002)."""

UDREJST = Grundlag(to_lines(("001", {"STATUS": "80"})))


def data(haendelse: Haendelse, grundlag: Grundlag = GRUNDLAG) -> Haendelsesdata:
    element = read_besked(compose(haendelse, grundlag, SAET)).document(TAG)
    assert element is not None
    return read_haendelse(element)


def roles(haendelse: Haendelse) -> list[tuple[str, str]]:
    """The addresses among the related objects of the kuvert, without the beginning of their URNs."""
    relaterede = read_besked(compose(haendelse, GRUNDLAG, SAET)).kuvert.relaterede
    return [(o.id.partition(":adresse:")[2], o.rolle.rpartition(":")[2]) for o in relaterede if ":adresse:" in o.id]


@pytest.mark.parametrize("kode", ["034", "035", "036", "037", "011", "014"])
def test_an_annulled_move_names_what_was_undone_apart_from_where_the_person_lives(kode: str) -> None:
    annulleret = changed(kode=kode, art=Art.ANNULLERING, foer=FOER, efter=FORTRUDT)
    vist = data(annulleret)
    assert (vist.tidligere_adresse, vist.annulleret_adresse, vist.nuvaerende_adresse) == (FOER, FORTRUDT, NU)
    kommuner = (vist.tidligere_kommune, vist.annulleret_kommune, vist.nuvaerende_kommune)
    assert [kommune and kommune.kode for kommune in kommuner] == ["0998", "0997", "0999"]
    assert roles(annulleret) == [
        ("0998:0003:001::", "tidligere"),
        ("0997:0456:022::", "annulleret"),
        ("0999:0123:017A:02:tv", "nuvaerende"),
    ]


def test_who_got_the_move_by_its_address_gets_the_annulment_by_it_too() -> None:
    flyttet = felter(changed(foer=FOER, efter=FORTRUDT), FORTRUDT, SAET)
    fortrudt = felter(changed(art=Art.ANNULLERING, foer=FOER, efter=FORTRUDT), NU, SAET)
    assert set(flyttet[ADRESSE]) < set(fortrudt[ADRESSE])
    assert set(flyttet[KOMMUNE]) < set(fortrudt[KOMMUNE])


def test_after_an_annulled_return_there_is_no_present_address() -> None:
    vist = data(changed(kode="014", art=Art.ANNULLERING, foer=FOER, efter=FORTRUDT), UDREJST)
    assert (vist.annulleret_adresse, vist.nuvaerende_adresse, vist.nuvaerende_kommune) == (FORTRUDT, None, None)


@pytest.mark.parametrize("art", [Art.NY, Art.KORREKTION])
def test_a_move_and_a_corrected_move_lead_to_the_present_address(art: Art) -> None:
    vist = data(changed(art=art, foer=FOER, efter=FORTRUDT))
    assert (vist.annulleret_adresse, vist.nuvaerende_adresse) == (None, FORTRUDT)


@pytest.mark.parametrize("kode", ["004", "042", "013"])
def test_what_is_annulled_and_led_to_no_address_shows_the_present_one(kode: str) -> None:
    vist = data(changed(kode=kode, art=Art.ANNULLERING, foer=FOER, efter=None))
    assert (vist.tidligere_adresse, vist.annulleret_adresse, vist.nuvaerende_adresse) == (FOER, None, NU)


def test_an_ordered_annulment_names_in_its_kuvert_what_the_order_says_alone() -> None:
    sted = Ordrested("0d9f0000-0000-4000-8000-000000000001", 3, 1, 2)
    ordret = ordered(changed(art=Art.ANNULLERING, foer=FOER, efter=FORTRUDT), sted)
    assert roles(ordret) == [("0998:0003:001::", "tidligere"), ("0997:0456:022::", "annulleret")]
    assert data(ordret).nuvaerende_adresse == NU
