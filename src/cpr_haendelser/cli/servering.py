"""Serving over HTTP until stopped. What it takes is large: only the commands that serve load it, before they begin."""

from __future__ import annotations

from contextlib import suppress

from cpr_haendelser.app import Installation
from cpr_haendelser.cli.skaerm import address, console, say_error
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.samling import create_konsol
from cpr_haendelser.porte import FORSOEG, bind
from cpr_haendelser.web.noegle import new_noegle
from cpr_haendelser.web.server import Sider, is_loopback, maskindoer
from cpr_haendelser.web.server import serve as serve_until_stopped

BEGYND = """
Ingen kan logge ind i konsollen endnu. Skriv i et andet vindue, i den samme mappe:
  haendelser begin 12345674 "Min organisation"
Det opretter jeres organisation (CVR-nummer og navn er jeres egne) og viser, hvordan I logger ind."""
"""What is said while there is nobody who can log in as an operator."""


def serve_feed(installation: Installation, *, forsoeg: int = FORSOEG, login: str = "") -> None:
    """Says where and with which key, and serves until stopped.

    `forsoeg`: ports tried for the machine door; `login`: how one logs in to the console, where that was made just now.
    """
    settings = installation.settings
    with maskindoer(settings, forsoeg=forsoeg) as doer, bind(settings.host, settings.port) as sock:
        port = sock.getsockname()[1]
        noegle = settings.api_key.get_secret_value() if settings.api_key else new_noegle()
        if settings.port and port != settings.port:
            console().print(f"Port {settings.port} er optaget; bruger {port}.")
        if not is_loopback(settings.host):
            say_error("Feedet kan nås fra andre maskiner og er uden TLS: sæt en omvendt proxy med TLS foran.")
        vist = noegle if settings.api_key is None else "NØGLE"
        if doer is not None:
            console().print(
                f"Maskindøren, hvor it-systemer viser deres certifikat, er åben på {doer.adresse}", markup=False
            )
        if installation.postrum.gendannelse() is not None:
            say_error(
                "Installationen er gendannet fra en backup og ikke set efter: intet sendes, og kun driftsoperatøren kan"
                " logge ind. Se efter, og frigiv: haendelser gendannelse."
            )
        sider = Sider(ROD, create_konsol(installation))
        with suppress(KeyboardInterrupt):  # from the moment on that it is said how to stop it
            console().print(welcome(settings.host, port, vist, login), markup=False)
            if not installation.konti.is_begun:
                console().print(BEGYND, markup=False)
            serve_until_stopped(installation, noegle, sock, doer, sider)
        console().print("Stoppet.")


def say_login(brugernavn: str, foerstegangskode: str) -> str:
    """How the first operator logs in."""
    return f"Log ind som {brugernavn} med førstegangskoden {foerstegangskode}; du vælger din egen bagefter"


def welcome(host: str, port: int, noegle: str, login: str = "") -> str:
    """Where the console is and, where it is known, how one logs in; where the feed is and how it is read."""
    sted = address(host, port)
    return (
        f"Konsollen åbnes i en browser på {sted}{ROD}\n"
        + (f"{login}\n" if login else "")
        + f"Feedet, hvor hændelserne læses, er åbent på {sted}/haendelser\n"
        f"Nøgle: {noegle}\n"
        "\n"
        "Prøv i et andet vindue:\n"
        f'  curl -H "Authorization: Bearer {noegle}" "{sted}/haendelser?efter=0&antal=2"\n'
        "\n"
        "Stop med Ctrl-C."
    )
