"""A whole test environment with both doors for machines, and a folder with a receiver's own files beside."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import uvicorn

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import as_system
from cpr_haendelser.proevemiljoe import CVR, Exttest, opened
from cpr_haendelser.tls import asgi
from cpr_haendelser.tls.ca import Brug, Oenske, issue
from cpr_haendelser.tls.kontekster import Filer, Klientcertifikat, Serverkontekst
from cpr_haendelser.vejledning.eksempler import Eksempel, Vaerdier, render
from cpr_haendelser.web.doer import create_app
from tests.porte import free_port

FRIST = 60
"""Seconds that an example may take; Java compiles itself first."""


class Sted(NamedTuple):
    """Where the examples are run."""

    exttest: Exttest
    vaerdier: Vaerdier
    mappe: Path
    noegle: str
    """The it-system's key to the feed."""

    def save(self, eksempel: Eksempel) -> Path:
        """The example as a receiver would save it."""
        fil = self.mappe / eksempel.fil
        fil.write_text(render(eksempel, self.vaerdier), "utf-8")
        return fil

    def command(self, eksempel: Eksempel) -> list[str]:
        """How it is run."""
        navn = str(self.save(eksempel))
        return {"py": [sys.executable, navn], "sh": ["bash", "-eu", navn], "java": ["java", navn]}[
            navn.rpartition(".")[2]
        ]

    def environment(self) -> dict[str, str]:
        """The receiver's shell: our command is in its path."""
        vej = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        return {**os.environ, "PATH": vej, "P12_KODE": CVR, "NOEGLE": self.noegle}

    def run(self, eksempel: Eksempel) -> str:
        """What it wrote; AssertionError with what it complained of."""
        svar = subprocess.run(  # noqa: S603 - our own examples
            self.command(eksempel), cwd=self.mappe, env=self.environment(), capture_output=True, text=True,
            encoding="utf-8", timeout=FRIST, check=False,
        )  # fmt: skip
        assert svar.returncode == 0, svar.stdout + svar.stderr
        return svar.stdout + svar.stderr


@contextmanager
def open_sted(mappe: Path) -> Iterator[Sted]:
    """The environment, as long as the block."""
    with opened(mappe / "miljoe") as exttest, _machine_door(exttest) as port, _key_door(exttest) as adresse:
        egen = mappe / "modtager"
        egen.mkdir()
        adgang = exttest.adgang
        for endelse in ("pem", "key", "p12"):
            shutil.copy(adgang.certifikat.with_suffix(f".{endelse}"), egen / f"fagsystem.{endelse}")
        shutil.copy(adgang.ca, egen / "ca.pem")
        oenske = Oenske(Brug.SERVER, "modtagerserver", CVR, ("localhost", "127.0.0.1"))
        udstedt = issue(mappe / "miljoe" / "ca", oenske, nu=datetime.now(UTC), adgangskode=CVR)
        for fil, endelse in zip(udstedt, ("pem", "key", "p12"), strict=True):
            shutil.copy(fil, egen / f"modtager.{endelse}")
        callback = f"https://localhost:{free_port()}/modtag"
        vaerdier = Vaerdier("localhost", adgang.port, port, adgang.dueslag, callback, adresse)
        system = next(iter(exttest.installation.bord.gaeldende().systemer.values()))
        ejer = as_system(system.uuid.lower(), system.navn, system.cvr)
        noegle, _ = exttest.installation.konti.noegler.create(ejer, "Feed", [Handling.LOG_LAES], 1, "prøve")
        yield Sted(exttest, vaerdier, egen, noegle)


@contextmanager
def _machine_door(exttest: Exttest) -> Iterator[int]:
    tls = exttest.installation.settings.tls
    kontekst = Serverkontekst(Filer(tls.certifikat, tls.noegle, tls.tillid), Klientcertifikat.PAAKRAEVET)
    with _serving(asgi.config(create_app(exttest.installation, ""), kontekst.kontekst)) as port:
        yield port


@contextmanager
def _key_door(exttest: Exttest) -> Iterator[str]:
    """Where the operator's door is."""
    with _serving(uvicorn.Config(create_app(exttest.installation, ""), log_config=None, lifespan="off")) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _serving(config: uvicorn.Config) -> Iterator[int]:
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as sock:
        traad = Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        traad.start()
        try:
            yield sock.getsockname()[1]
        finally:
            server.should_exit = True
            traad.join()
