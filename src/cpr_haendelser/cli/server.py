"""`serve`, `population` and `demo`."""

from __future__ import annotations

from pathlib import Path

import click

from cpr_haendelser.app import Installation
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.skaerm import console, progress
from cpr_haendelser.web.noegle import new_noegle
from cpr_haendelser.web.server import bind
from cpr_haendelser.web.server import serve as serve_until_stopped


@click.command()
def serve() -> None:
    """Serverer feedet over HTTP, til det stoppes. Nøglen vises ved start, hvis indstillingen api_key ikke er sat."""
    with opened() as installation:
        serve_feed(installation)


def serve_feed(installation: Installation) -> None:
    """Says where and with which key, and serves."""
    settings = installation.settings
    sock = bind(settings.host, settings.port)
    port = sock.getsockname()[1]
    noegle = settings.api_key.get_secret_value() if settings.api_key else new_noegle()
    out = console()
    if settings.port and port != settings.port:
        out.print(f"Port {settings.port} er optaget; bruger {port}.")
    out.print(f"Feedet er på http://{settings.host}:{port}/haendelser", markup=False)
    if settings.api_key is None:
        out.print(f"Nøgle: {noegle}", markup=False)
    out.print("Prøv i et andet vindue:", style="dim")
    vist = noegle if settings.api_key is None else "NØGLE"
    out.print(
        f'  curl -H "Authorization: Bearer {vist}" "http://{settings.host}:{port}/haendelser?efter=0&antal=2"',
        markup=False,
    )
    out.print("Stop med Ctrl-C.", style="dim")
    serve_until_stopped(installation, noegle, sock)


@click.command()
@click.argument("mappe", type=click.Path(path_type=Path, file_okay=False), metavar="MAPPE")
@click.option("--seed", default=1, show_default=True, help="Frøet; det samme giver de samme filer.")
@click.option("--personer", default=2000, show_default=True, help="Hvor mange personer.")
@click.option("--dage", default=3, show_default=True, help="Hvor mange dage med ændringer.")
def population(mappe: Path, seed: int, personer: int, dage: int) -> None:
    """Skriver opdigtede CPR-filer: en første indlæsning, daglige ændringer og et facit."""
    from cpr_haendelser.demo import write

    with progress("population") as fremdrift:
        oversigt = write(mappe, seed=seed, personer=personer, dage=dage, fremdrift=fremdrift)
    console().print(oversigt, markup=False)


@click.command()
@click.option("--personer", default=5000, show_default=True, help="Hvor mange opdigtede borgere.")
@click.option("--seed", default=1, show_default=True, help="Frøet.")
@click.option("--uden-server", is_flag=True, help="Slutter, når loggen er fyldt.")
def demo(personer: int, seed: int, uden_server: bool) -> None:  # noqa: FBT001 - click's flag
    """Kører det hele på en opdigtet kommune: filer ind, hændelser ud, feedet åbent."""
    from cpr_haendelser.demo import run

    with run(personer=personer, seed=seed, out=console(), progress=progress) as installation:
        if not uden_server:
            serve_feed(installation)


COMMANDS = (serve, population, demo)
