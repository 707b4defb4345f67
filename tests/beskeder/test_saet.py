"""The composing settings: one canonical text each way, and nothing that would break a receiver."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cpr_haendelser.beskeder.saet import Handlingsform, Kommune, Saet, read_kommuner
from cpr_haendelser.cpr.kommuner import Kommunetabel
from cpr_haendelser.fejl import Opsaetningsfejl
from tests.beskeder.eksempler import FORMER, SAET


@pytest.mark.parametrize("saet", FORMER)
def test_settings_written_and_read_are_the_same_settings(saet: Saet) -> None:
    read = Saet.from_json(saet.to_json())
    assert (read, hash(read), read.to_json()) == (saet, hash(saet), saet.to_json())


def test_the_order_in_which_settings_are_given_does_not_count() -> None:
    one = Saet.from_mapping({"kommuner": [["0999", "11111111", "A"], ["0998", "", "B"]], "samlekode": "001"})
    other = Saet.from_mapping({"samlekode": "001", "kommuner": (Kommune("0998", "", "B"), ["0999", "11111111", "A"])})
    assert one.to_json() == other.to_json()


def test_actions_may_be_given_as_a_table() -> None:
    uuid = "0a1b0c0d-0000-4000-8000-00000000000a"
    saet = Saet.from_mapping({"handlinger": {"005": uuid.upper()}, "handling_form": "uuid"})
    assert (saet.handlinger, saet.handling_form) == ((("005", uuid),), Handlingsform.UUID)


@pytest.mark.parametrize(
    ("kode", "vaerdier"),
    [
        ("BSK-101", {"adresse_urn": "urn:x:{kommunekode.__class__}"}),
        ("BSK-101", {"adresse_urn": "urn:x:{ukendt}"}),
        ("BSK-101", {"adresse_urn": "urn:x:{}"}),
        ("BSK-102", {"beskedtype": "urn:oio:cpr:Personhaendelse:001"}),
        ("BSK-102", {"kommuner": [["0999", "11111111", "personhaendelse:1"]]}),
        ("BSK-103", {"personlookup_version": 6}),
        ("BSK-104", {"beskedtpye": ""}),
        ("BSK-105", {"payload_form": "zip"}),
        ("BSK-105", {"handlinger": {"005": "ikke et uuid"}}),
        ("BSK-106", {"urn_cpr_prefix": "urn:oio:cpr2:"}),
    ],
)
def test_settings_that_do_not_fit_are_refused(kode: str, vaerdier: dict[str, Any]) -> None:
    with pytest.raises(Opsaetningsfejl) as refused:
        Saet.from_mapping(vaerdier)
    assert refused.value.kode == kode


def test_municipalities_come_from_the_table_and_the_settings() -> None:
    kommuner = {kommune.kode: kommune for kommune in read_kommuner(Kommunetabel({"0999": "11111111"}))}
    assert kommuner["0999"].cvr == "11111111"
    assert "0101" in kommuner
    assert replace(SAET, kommuner=tuple(kommuner.values())).kommunetabel["0999"] == kommuner["0999"]
