"""Serving over HTTP until stopped. What it takes is large: only the commands that serve load it, before they begin."""

from __future__ import annotations

from contextlib import suppress

from cpr_haendelser.app import Installation
from cpr_haendelser.cli.skaerm import console, say_error
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.samling import create_konsol
from cpr_haendelser.porte import FORSOEG, bind
from cpr_haendelser.web.noegle import new_noegle
from cpr_haendelser.web.server import Sider, is_loopback, maskindoer
from cpr_haendelser.web.server import serve as serve_until_stopped


def serve_feed(installation: Installation, *, forsoeg: int = FORSOEG) -> None:
    """Says where and with which key, and serves until stopped. `forsoeg`: ports tried for the machine door."""
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
        sider = Sider(ROD, create_konsol(installation))
        with suppress(KeyboardInterrupt):  # from the moment on that it is said how to stop it
            console().print(welcome(settings.host, port, vist), markup=False)
            serve_until_stopped(installation, noegle, sock, doer, sider)
        console().print("Stoppet.")


def welcome(host: str, port: int, noegle: str) -> str:
    """Where the feed is and how it is read."""
    sted = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    return (
        f"Konsollen åbnes i en browser på {sted}{ROD}\n"
        f"Feedet, hvor hændelserne læses, er åbent på {sted}/haendelser\n"
        f"Nøgle: {noegle}\n"
        "\n"
        "Prøv i et andet vindue:\n"
        f'  curl -H "Authorization: Bearer {noegle}" "{sted}/haendelser?efter=0&antal=2"\n'
        "\n"
        "Stop med Ctrl-C."
    )
