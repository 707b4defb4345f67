"""An it-system sees its own: what its agreements let through, and of everything else no trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, KORSBAEK, NY_KORSBAEK

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from cpr_haendelser.app import Installation

Side = list[dict[str, Any]]


@pytest.fixture
def alle(klient: TestClient) -> Side:
    """The whole log, as the operator reads it."""
    haendelser: Side = klient.get("/haendelser", params={"antal": 1000}).json()["haendelser"]
    return haendelser


@pytest.fixture
def hendes(alle: Side) -> Side:
    """What Bodil may see."""
    return [h for h in alle if h["modtager"]["cvr"] == NY_KORSBAEK and h["kode"] in {"034", "035"}]


def test_the_feed_is_cut_and_goes_on_to_the_end_of_the_log(bodil: TestClient, alle: Side, hendes: Side) -> None:
    side = bodil.get("/haendelser").json()
    assert (side["haendelser"], side["naeste"]) == (hendes, alle[-1]["loebenummer"])
    assert len(hendes) == 2


def test_the_other_system_sees_none_of_them(anders: TestClient, alle: Side) -> None:
    side = anders.get("/haendelser", params={"antal": 1000}).json()
    assert side["haendelser"] == [h for h in alle if h["modtager"]["cvr"] == KORSBAEK]


def test_messages_are_cut_and_the_same_bytes_as_the_operators(
    bodil: TestClient, klient: TestClient, hendes: Side
) -> None:
    bundt = etree.fromstring(bodil.get("/beskeder").content)
    assert [besked.findtext("./{*}BeskedId/{*}UUIDIdentifikator") for besked in bundt] == [
        h["besked_id"] for h in hendes
    ]
    for haendelse in hendes:
        adresse = f"/haendelser/{haendelse['loebenummer']}/besked"
        besked = bodil.get(adresse).content
        assert besked == klient.get(adresse).content
        modtagere = etree.fromstring(besked).findall(".//{*}TilladtModtager/{*}URNIdentifikator")
        assert [modtager.text for modtager in modtagere] == [f"urn:oio:cvr-nr:{NY_KORSBAEK}"]


@pytest.mark.parametrize("adresse", ["/haendelser/{}", "/haendelser/{}/besked"])
def test_a_number_that_may_not_be_seen_answers_as_one_that_is_not_there(
    bodil: TestClient, alle: Side, hendes: Side, adresse: str
) -> None:
    ukendt = bodil.get(adresse.format(10**6))
    assert ukendt.status_code == 404
    set_ = {h["loebenummer"] for h in hendes}
    for nummer in (h["loebenummer"] for h in alle):
        answer = bodil.get(adresse.format(nummer))
        if nummer in set_:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.content, dict(answer.headers)) == (
                404,
                ukendt.content,
                dict(ukendt.headers),
            )


def test_a_search_finds_nothing_of_others(bodil: TestClient, alle: Side, hendes: Side) -> None:
    egne = {h["personnummer"] for h in hendes}
    for pnr in {h["personnummer"] for h in alle}:
        fundet = bodil.post("/haendelser/soegning", json={"personnummer": pnr}).json()["haendelser"]
        assert fundet == [h for h in hendes if h["personnummer"] == pnr]
        assert bool(fundet) is (pnr in egne)


def test_of_the_state_a_system_knows_its_own_dueslag(
    bodil: TestClient, klient: TestClient, installation: Installation
) -> None:
    status = bodil.get("/status").json()
    assert status["sidste_loebenummer"] == installation.lager.sidste_loebenummer()
    assert (status["personer"], status["uden_modtager"]) == (None, None)
    assert [dueslag["uuid"] for dueslag in status["dueslag"]] == [DUESLAG_B]
    alle = klient.get("/status").json()["dueslag"]
    assert [dueslag["uuid"] for dueslag in alle] == [DUESLAG_A, DUESLAG_B]
    assert status["dueslag"] == alle[1:]
    assert alle[1] == {
        "uuid": DUESLAG_B,
        "navn": "Til b",
        **dict.fromkeys(("venter", "ude", "parkeret", "tilbageholdt", "afventer", "fejlkoe", "leveret"), 0),
        **dict.fromkeys(("aeldste", "stoppet", "venter_til", "sidste_fejl")),
    }
