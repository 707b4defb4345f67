"""Strangers who fetch from BeskedHent: pika, aio-pika and (in Node) amqplib. None of them uses our code."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import ssl
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import aio_pika
import pika
import pytest

from cpr_haendelser.tls.ca import Udstedt
from tests.levering.besked import Besked, read
from tests.levering.certifikater import Certifikater
from tests.levering.verden import HEMMELIGHED, OMSORG

NODE = Path(__file__).parent / "node"


class Doer(NamedTuple):
    """Where BeskedHent is, and with what one gets in."""

    port: int
    certifikater: Certifikater


def tls(certifikater: Certifikater, klient: Udstedt | None) -> ssl.SSLContext:
    """A stranger's context."""
    kontekst = ssl.create_default_context(cafile=str(certifikater.ca))
    if klient is not None:
        kontekst.load_cert_chain(klient.certifikat, klient.noegle)
    return kontekst


def fetch_with_pika(doer: Doer, dueslag: str, antal: int) -> list[Besked]:
    """PLAIN over TLS without a certificate, as production clients come."""
    adresse = pika.ConnectionParameters(
        "localhost",
        doer.port,
        "BF",
        pika.PlainCredentials(OMSORG, HEMMELIGHED),
        ssl_options=pika.SSLOptions(tls(doer.certifikater, None), "localhost"),
    )
    fundne: list[Besked] = []
    with closing(pika.BlockingConnection(adresse)) as forbindelse:
        kanal = forbindelse.channel()
        kanal.basic_qos(prefetch_count=10)
        for metode, _, krop in kanal.consume(dueslag, inactivity_timeout=10):
            assert metode is not None
            fundne.append(read(krop))
            kanal.basic_ack(metode.delivery_tag)
            if len(fundne) == antal:
                break
    return fundne


def fetch_with_aio_pika(doer: Doer, dueslag: str, antal: int) -> list[Besked]:
    """EXTERNAL by certificate."""

    async def fetch() -> list[Besked]:
        fundne: list[Besked] = []
        kontekst = tls(doer.certifikater, doer.certifikater.omsorg)
        hvor: dict[str, Any] = {"host": "localhost", "port": doer.port, "virtualhost": "BF", "auth": "external"}
        async with await aio_pika.connect(ssl=True, ssl_context=kontekst, timeout=5, **hvor) as forbindelse:
            kanal = await forbindelse.channel()
            await kanal.set_qos(prefetch_count=10)
            koe = await kanal.get_queue(dueslag, ensure=True)
            async with koe.iterator(timeout=10) as beskeder:
                async for besked in beskeder:
                    fundne.append(read(besked.body))
                    await besked.ack()
                    if len(fundne) == antal:
                        break
        return fundne

    return asyncio.run(fetch())


def fetch_with_node(doer: Doer, dueslag: str, antal: int) -> list[Besked]:
    """amqplib, EXTERNAL by certificate."""
    oenske = {"dueslag": dueslag, "antal": antal, "prefetch": 10}
    return beskeder(node(doer, **oenske, **with_certificate(doer.certifikater.omsorg)))


def node(doer: Doer, **oenske: Any) -> list[dict[str, Any]]:
    """What the program written with amqplib says, line by line; skips where there is no Node or no amqplib."""
    if shutil.which("node") is None or not (NODE / "node_modules" / "amqplib").is_dir():
        pytest.skip("amqplib is not there: it takes Node 18 or newer, and `npm ci` in tests/levering/node")
    alt = {"port": doer.port, "ca": str(doer.certifikater.ca), **oenske}
    run = subprocess.run(  # noqa: S603 - our own program
        ["node", "modtager.js", json.dumps(alt)],  # noqa: S607 - wherever the machine has it
        cwd=NODE,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    linjer = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0, (linjer[-1:], run.stderr)
    return linjer


def with_certificate(klient: Udstedt) -> dict[str, str]:
    """How the Node program shows a certificate."""
    return {"certifikat": str(klient.certifikat), "noegle": str(klient.noegle)}


def with_secret(system: str, hemmelighed: str = HEMMELIGHED) -> dict[str, str]:
    """How the Node program says a secret."""
    return {"system": system, "hemmelighed": hemmelighed}


def beskeder(linjer: list[dict[str, Any]]) -> list[Besked]:
    """The messages in what the Node program has said."""
    return [read(base64.b64decode(linje["krop"])) for linje in linjer if "krop" in linje]
