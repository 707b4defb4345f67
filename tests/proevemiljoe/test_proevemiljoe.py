"""The pytest plugin as a receiver's developer uses it; the example of the docs is run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pika
import pytest

if TYPE_CHECKING:
    from cpr_haendelser.proevemiljoe import Exttest

pytest_plugins = ["pytester"]
SIDE = Path(__file__).resolve().parents[2] / "docs" / "proev-din-modtager.md"


def test_order_a_move_and_see_the_system_react(exttest: Exttest) -> None:
    adgang = exttest.adgang
    login = pika.PlainCredentials(adgang.system, adgang.hemmelighed)
    forbindelse = pika.BlockingConnection(
        pika.ConnectionParameters(
            adgang.vaert, adgang.port, adgang.vhost, login, ssl_options=pika.SSLOptions(adgang.tls(), "localhost")
        )
    )
    kanal = forbindelse.channel()
    mor, *_ = exttest.familie(boern=2, boern_til=6)
    til, fra = exttest.bestil("flytning", mor, kommunekode="0997", vejkode="0100", husnr="7")
    assert (til.beslutning.kode, fra.beslutning.kode) == ("034", "035")
    hentet = []
    for metode, _, besked in kanal.consume(adgang.dueslag, inactivity_timeout=5):
        assert metode is not None
        hentet.append(besked)
        kanal.basic_ack(metode.delivery_tag)
        break
    forbindelse.close()
    assert f"urn:oio:cpr-nr:{mor}".encode() in hentet[0]
    exttest.vent_paa_levering()
    assert len(exttest.sendt()) == 2
    assert exttest.sendt() == []


def test_what_cannot_be_carried_out_is_an_assertion_with_the_reason(exttest: Exttest) -> None:
    rosa = exttest.person()
    with pytest.raises(AssertionError, match="TST-003"):
        exttest.bestil("skilsmisse", rosa)
    with pytest.raises(ValueError, match="kommunekode"):
        exttest.bestil("flytning", rosa, kommunekode="x")


def test_the_example_of_the_docs_runs(pytester: pytest.Pytester) -> None:
    [eksempel, *_] = re.findall(r"```python\n(.*?)```", SIDE.read_text("utf-8"), re.DOTALL)
    assert len([linje for linje in eksempel.splitlines() if linje.strip() and not linje.startswith("import")]) <= 10
    pytester.makepyfile(eksempel)
    pytester.runpytest_subprocess("-p", "no:xdist", "-p", "no:randomly").assert_outcomes(passed=1)
