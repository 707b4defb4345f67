"""The program at work in a process of its own, as `haendelser serve` puts it together, without the feed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from bench import produkt
from bench.levering.opstilling import Certifikater
from cpr_haendelser.app.installation import Installation
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.opslag.grundlag import Beskedskriver
from cpr_haendelser.settings import Settings

KORT = 560
"""Bytes of a composed message that is 1.65 KB as it leaves."""
_TAALMODIGHED = 60.0


class Vilkaar(NamedTuple):
    """How the program is set up."""

    folder: Path
    certifikater: Certifikater
    kort: int = 0
    """Messages of so many bytes instead of composed ones; 0: composed."""
    samtidige: int = 8


class Korte(Beskedskriver):
    """Messages of a size, with nothing in them but what is needed as they leave."""

    def __init__(self, size: int) -> None:
        self._size = size

    def write(self, haendelse: Haendelse) -> bytes:
        """A message with the hændelse's id, filled up."""
        hoved = (
            '<?xml version="1.0" encoding="UTF-8"?><ns2:Haendelsesbesked xmlns="urn:oio:sagdok:3.0.0" '
            f'xmlns:ns2="urn:oio:besked:kuvert:1.0"><ns2:BeskedId>{haendelse.besked_id}</ns2:BeskedId>'
            "<ns2:TilladtModtager></ns2:TilladtModtager><ns2:ObjektRegistrering></ns2:ObjektRegistrering>"
            f"<ns2:Leveranceinformation><ns2:Dannelsestidspunkt>{haendelse.dannet}</ns2:Dannelsestidspunkt>"
            "</ns2:Leveranceinformation>"
        )
        slut = "</ns2:Haendelsesbesked>"
        return f"{hoved}{' ' * (self._size - len(hoved) - len(slut))}{slut}".encode()


def settings(vilkaar: Vilkaar) -> Settings:
    """The settings: both doors with mutual TLS, pushes to this machine allowed."""
    server, klient = vilkaar.certifikater
    return Settings.model_validate(
        {
            "database_url": produkt.url(vilkaar.folder),
            "id_namespace": str(produkt.NAMESPACE),
            "environment": "exttest",
            "tls": {
                "certifikat": server.certifikat,
                "noegle": server.noegle,
                "tillid": server.tillid,
                "klient_certifikat": klient.certifikat,
                "klient_noegle": klient.noegle,
                "klient_tillid": klient.tillid,
            },
            "hent": {"port": 0},
            "tilsend": {"private_adresser": True, "samtidige": vilkaar.samtidige},
        }
    )


@contextmanager
def running(vilkaar: Vilkaar) -> Iterator[int]:
    """The program in a process of its own while the block lasts; the port of BeskedHent."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(vilkaar, theirs))
    process.start()
    try:
        if not ours.poll(_TAALMODIGHED):
            raise TimeoutError("the program did not start")
        yield ours.recv()
    finally:
        ours.send("stop")
        process.join(_TAALMODIGHED)
        if process.is_alive():
            process.terminate()


def _serve(vilkaar: Vilkaar, line: Connection) -> None:
    installation = Installation.open(settings(vilkaar))
    try:
        if vilkaar.kort:
            installation.beskedskriver = Korte(vilkaar.kort)
        with delivering(installation) as levering:
            line.send(levering.lytter.port if levering.lytter else 0)
            line.recv()
    finally:
        installation.close()


def wait_for(true: Callable[[], bool], *, pause: float = 0.005) -> None:
    """Looks until something is so, with a pause of so many seconds between."""
    deadline = time.monotonic() + _TAALMODIGHED
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come")
        time.sleep(pause)
