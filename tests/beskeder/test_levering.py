"""What is added and cut as a message leaves: nothing else of it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from cpr_haendelser.beskeder.grundlag import Grundlag
from cpr_haendelser.beskeder.laesning import read_besked
from cpr_haendelser.beskeder.levering import deliver, find_snit
from cpr_haendelser.beskeder.sammensaetning import compose
from tests.beskeder import eksempler
from tests.beskeder.eksempler import FORMER, GRUNDLAG, HAENDELSE, SAET

if TYPE_CHECKING:
    from cpr_haendelser.beskeder.saet import Saet
    from cpr_haendelser.haendelser.model import Haendelse

UUID = "0a1b0c0d-0000-4000-8000-00000000000a"
ID = f"<UUIDIdentifikator>{UUID}</UUIDIdentifikator>"
TRANSAKTION = (
    f"<ns2:TransaktionsId>{ID}</ns2:TransaktionsId><ns2:Kildesystem>{ID}</ns2:Kildesystem>"
    "<ns2:KildesystemIPAdresse>::1</ns2:KildesystemIPAdresse>"
).encode()
RUTER = (
    f"<ns2:Leveranceruter><ns2:Leverancerute><ns2:Fordelingssystem>{ID}</ns2:Fordelingssystem>"
    "<ns2:LeveranceruteLokalUdvidelse><ns2:AntalLeveranceforsoeg>3</ns2:AntalLeveranceforsoeg>"
    "</ns2:LeveranceruteLokalUdvidelse></ns2:Leverancerute></ns2:Leveranceruter>"
).encode()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(eksempler.events(), eksempler.persons(), st.sampled_from(FORMER))
def test_a_leaving_message_follows_the_official_schema(
    kuvertskema: etree.XMLSchema, haendelse: Haendelse, dokument: bytes, saet: Saet
) -> None:
    besked = deliver(compose(haendelse, Grundlag(dokument), saet), transaktion=TRANSAKTION, ruter=RUTER)
    kuvertskema.assertValid(etree.fromstring(besked))
    kuvert = read_besked(besked).kuvert
    assert (kuvert.transaktions_id, kuvert.kildesystem, kuvert.kildesystem_ip) == (UUID, UUID, "::1")
    assert [(rute.fordelingssystem, rute.antal_forsoeg) for rute in kuvert.leveranceruter] == [(UUID, 3)]


def test_receivers_can_be_cut_and_put_back() -> None:
    besked = compose(HAENDELSE, GRUNDLAG, SAET)
    kept = besked[find_snit(besked).modtagere]
    cut = deliver(besked, modtagere=b"")
    assert read_besked(cut).kuvert.tilladte_modtagere == ()
    assert deliver(cut, modtagere=kept) == besked


def test_a_message_to_which_nothing_is_done_stays_as_it_was() -> None:
    besked = compose(HAENDELSE, GRUNDLAG, SAET)
    assert deliver(besked) == besked


def test_what_was_not_composed_here_is_refused() -> None:
    with pytest.raises(ValueError, match="not found"):
        find_snit(b"<Haendelsesbesked/>")
