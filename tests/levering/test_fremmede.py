"""Strangers receive: pika, aio-pika and amqplib by BeskedHent, the standard library's HTTP server by BeskedFåTilsendt.

One program serves them all over mutual TLS, each from a dueslag of its own, with messages of nearly every code. What
they get is the same bytes but for what each delivery adds, and follows the official schemas.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.levering.besked import Besked
from tests.levering.certifikater import Certifikater
from tests.levering.klienter import (
    NODE,
    Doer,
    beskeder,
    fetch_with_aio_pika,
    fetch_with_node,
    fetch_with_pika,
    node,
    with_certificate,
    with_secret,
)
from tests.levering.program import running, wait_for
from tests.levering.push_modtager import MODTAGET, Pushmodtager, Svar, output
from tests.levering.skema import Godkend, read_skema
from tests.levering.verden import JOURNAL, OMSORG, Verden, dueslag, verden

PIKA, AIO_PIKA, NODE_ALLE, TILSEND, ANDET, NODE_SVAR, NODE_FLERE, NODE_TABT, PIKA_SKEMA = (
    dueslag(nummer, "").uuid for nummer in range(1, 10)
)
DELS = re.compile(rb"<ns2:TransaktionsId>.*?</ns2:Kildesystem>|<ns2:Leveranceruter>.*?</ns2:Leveranceruter>", re.DOTALL)
"""What a delivery adds."""


class Scene(NamedTuple):
    """The program, what is behind it, and the push receiver beside it."""

    verden: Verden
    doer: Doer
    modtager: Pushmodtager
    tilsendt: list[Besked]
    forventet: dict[str, int]
    """BeskedId and løbenummer of what every dueslag gets."""

    def states(self, uuid: str) -> Counter[str]:
        """How many forsendelser stand where."""
        return Counter(str(each.tilstand) for each in self.verden.postrum.forsendelser(uuid, antal=10_000))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, certifikater: Certifikater) -> Iterator[Scene]:
    tilsendt: list[Besked] = []

    def receive(besked: Besked) -> Svar:
        tilsendt.append(besked)
        return MODTAGET

    modtager, tillid = certifikater.modtager, certifikater.ca
    with (
        verden(tmp_path_factory.mktemp("fremmede")) as denne,
        Pushmodtager(receive, certifikat=modtager.certifikat, noegle=modtager.noegle, tillid=tillid) as her,
    ):
        denne.populate()
        denne.fingeraftryk[OMSORG] = (certifikater.fingeraftryk(certifikater.omsorg),)
        denne.callbacks[OMSORG] = (her.url,)
        alle = [dueslag(nummer, JOURNAL if nummer == 5 else OMSORG) for nummer in range(1, 10) if nummer != 4]
        denne.set_up([*alle, dueslag(4, OMSORG, callback=her.url)])
        with running(denne, certifikater) as program:
            program.distributed()
            yield Scene(denne, Doer(program.port, certifikater), her, tilsendt, denne.expected())


def pushed(scene: Scene) -> list[Besked]:
    """All that has been pushed, when it has."""
    wait_for(lambda: len(scene.tilsendt) >= len(scene.forventet))
    return scene.tilsendt


def check_all(scene: Scene, uuid: str, fundne: list[Besked]) -> None:
    """Every message once, each person's in order, and the post room agrees."""
    numre = [scene.forventet[besked.besked_id] for besked in fundne]
    assert sorted(numre) == sorted(scene.forventet.values())
    for person in {besked.personnummer for besked in fundne}:
        hans = [nr for nr, besked in zip(numre, fundne, strict=True) if besked.personnummer == person]
        assert hans == sorted(hans)
    assert {besked.dueslag for besked in fundne} == {uuid}
    assert {besked.forsoeg for besked in fundne} == {1}
    wait_for(lambda: scene.states(uuid) == {"leveret": len(numre)})


def test_pika_fetches_everything_with_a_secret(scene: Scene) -> None:
    check_all(scene, PIKA, fetch_with_pika(scene.doer, PIKA, len(scene.forventet)))


def test_aio_pika_fetches_everything_with_a_certificate(scene: Scene) -> None:
    check_all(scene, AIO_PIKA, fetch_with_aio_pika(scene.doer, AIO_PIKA, len(scene.forventet)))


def test_amqplib_fetches_everything_with_a_certificate(scene: Scene) -> None:
    check_all(scene, NODE_ALLE, fetch_with_node(scene.doer, NODE_ALLE, len(scene.forventet)))


def test_a_receiver_written_from_the_description_is_pushed_everything(scene: Scene) -> None:
    check_all(scene, TILSEND, pushed(scene))
    assert scene.modtager.klienter == {"ud"}, "we show our certificate"
    assert scene.modtager.forbindelser <= 8, "connections are kept open"


def test_every_channel_delivers_the_same_bytes_but_for_what_the_delivery_adds(scene: Scene) -> None:
    hentet = fetch_with_pika(scene.doer, PIKA_SKEMA, len(scene.forventet))
    tilsendt = {besked.besked_id: DELS.sub(b"", besked.xml) for besked in pushed(scene)}
    for besked in hentet:
        indhold = DELS.sub(b"", besked.xml).partition(b"?>")[2].strip()
        assert indhold in tilsendt[besked.besked_id]
        assert len(besked.modtagere) == 1


def test_every_delivered_message_follows_the_official_schemas(scene: Scene, contracts: Path) -> None:
    godkend = read_skema(contracts)
    for besked in pushed(scene):
        assert godkend(besked.xml)
        udpakket = besked.xml.partition(b"<ns2:Haendelsesbesked")
        assert godkend(udpakket[1] + udpakket[2].rpartition(b"</sts")[0])
    assert godkend(output(20))


# --- amqplib answers in other ways ----------------------------------------------------------------------------------


def test_amqplib_is_let_in_by_a_secret_and_what_it_refuses_is_parked(scene: Scene, godkend: Godkend | None) -> None:
    svar, alle = ["nack", "ack", "requeue"], len(scene.forventet)
    linjer = node(scene.doer, dueslag=NODE_SVAR, antal=alle, prefetch=5, svar=svar, **with_secret(OMSORG))
    fundne = beskeder(linjer)
    assert godkend is None or all(godkend(besked.xml) for besked in fundne)
    first, _, third, *_ = fundne
    igen = [besked for besked in fundne if besked.besked_id == third.besked_id]
    assert [besked.forsoeg for besked in igen] == [1, 2], "given back, it comes again"
    assert {linje["type"] for linje in linjer if "krop" in linje} == {"application/xml"}
    wait_for(lambda: scene.states(NODE_SVAR) == {"leveret": alle - 1, "parkeret": 1})
    [parkeret] = [each for each in scene.verden.postrum.forsendelser(NODE_SVAR) if each.tilstand == "parkeret"]
    assert (parkeret.loebenummer, parkeret.grund) == (scene.forventet[first.besked_id], "nack")


def test_amqplib_reconnects_after_a_lost_connection_and_gets_the_same_message_again(scene: Scene) -> None:
    adgang = with_certificate(scene.doer.certifikater.omsorg)
    linjer = node(scene.doer, dueslag=NODE_TABT, antal=len(scene.forventet), prefetch=9, svar=["die"], **adgang)
    assert sum("forbundet" in linje for linje in linjer) == 2
    tabt = beskeder(linjer)[0]
    igen = [linje for linje in linjer if "krop" in linje and beskeder([linje])[0].besked_id == tabt.besked_id]
    assert [linje["igen"] for linje in igen] == [False, True]
    assert {linje["id"] for linje in igen} == {igen[0]["id"]}, "the transaction is the same"


def test_channels_of_amqplib_share_a_dueslag_and_basic_get_works_beside_them(scene: Scene) -> None:
    adgang = with_certificate(scene.doer.certifikater.omsorg)
    delt = node(scene.doer, dueslag=NODE_FLERE, antal=100, kanaler=3, prefetch=3, **adgang)
    hentet = node(scene.doer, dueslag=NODE_FLERE, antal=10, hent=True, **adgang)
    numre = Counter(besked.besked_id for besked in beskeder(delt) + beskeder(hentet))
    assert {linje["kanal"] for linje in delt if "krop" in linje} == {0, 1, 2}
    assert set(numre.values()) == {1}


@pytest.mark.parametrize(
    ("uuid", "adgang", "grund"),
    [
        (ANDET, with_secret(OMSORG), "404"),
        (PIKA, with_secret(OMSORG, "forkert"), "403"),
        (PIKA, {"system": None}, "403"),
    ],
    ids=["another system's dueslag", "a wrong secret", "no certificate"],
)
def test_amqplib_is_told_why_it_is_not_let_in(scene: Scene, uuid: str, adgang: dict[str, Any], grund: str) -> None:
    with pytest.raises(AssertionError, match=grund):
        node(scene.doer, dueslag=uuid, antal=1, **adgang)


def test_the_lock_of_the_node_client_names_a_hash_and_no_host() -> None:
    lock = (NODE / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in lock
    assert "http" not in lock
    assert "resolved" not in lock
