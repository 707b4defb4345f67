"""`dueslag release`, `fejlkoe`, `stop` and `start`: what is done about a dueslag by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Brugerfejl, Kommando
from cpr_haendelser.cli.skaerm import console, count, progress
from cpr_haendelser.cli.som import current_kalder, som
from cpr_haendelser.cli.vaerdityper import Loebenumre
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand as Tilstand
from cpr_haendelser.udlevering.betjening import KAN_FLYTTES, KAN_FRIGIVES, Gjort, Valg, choose

DUESLAG = click.argument("navn", metavar="DUESLAG")
NUMRE = click.argument("numre", nargs=-1, type=Loebenumre(), metavar="[LØBENUMRE…]")


def _chosen(standard: str, mulige: tuple[Tilstand, ...]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that say which forsendelser are meant."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in (
            som,
            click.option("--alle", is_flag=True, help="Alle i de valgte tilstande."),
            click.option("--grund", default="", metavar="KODE", help="Kun dem med denne grund, fx statuskode-41."),
            click.option(
                "--tilstand", "tilstande", multiple=True, metavar="TILSTAND",
                type=click.Choice([each.value for each in mulige]),
                help=f"{' eller '.join(each.value for each in mulige)}; kan gentages. Standard: {standard}.",
            ),
            NUMRE,
            DUESLAG,
        ):  # fmt: skip
            command = option(command)
        return command

    return decorate


@click.command(
    cls=Kommando,
    epilog="haendelser dueslag release Flytninger 17 20-35\n"
    "haendelser dueslag release Flytninger --alle --grund statuskode-41",
)
@_chosen("begge for løbenumre, ellers parkeret", KAN_FRIGIVES)
def release(**givet: Any) -> None:
    """Frigiver det, der er parkeret eller i fejlkøen, så det sendes igen."""
    with opened() as installation, progress("release") as fremdrift:
        valg = _valg(givet, KAN_FRIGIVES)
        gjort = installation.betjening.release(current_kalder(), givet["navn"], valg, fremdrift.trin)
    _tell(gjort, "frigivet")
    if gjort.uden_aftale:
        console().print(f"Heraf tilbageholdes {count(gjort.uden_aftale)}, til en serviceaftale tillader dem igen.")


@click.command(
    cls=Kommando,
    epilog="haendelser dueslag fejlkoe Flytninger 17\nhaendelser dueslag fejlkoe Flytninger --alle --tilstand parkeret",
)
@_chosen("alle tre for løbenumre, ellers parkeret", KAN_FLYTTES)
def fejlkoe(**givet: Any) -> None:
    """Flytter forsendelser til fejlkøen; personernes senere beskeder går videre."""
    with opened() as installation, progress("fejlkoe") as fremdrift:
        valg = _valg(givet, KAN_FLYTTES)
        kalder = current_kalder()
        gjort = installation.betjening.move_to_fejlkoe(kalder, givet["navn"], valg, fremdrift.trin)
    _tell(gjort, "flyttet til fejlkøen")


def _valg(givet: dict[str, Any], mulige: tuple[Tilstand, ...]) -> Valg:
    if bool(givet["numre"]) is givet["alle"]:
        raise Brugerfejl("Angiv enten løbenumre eller --alle.")
    return choose(mulige, givet["numre"], tuple(map(Tilstand, givet["tilstande"])), givet["grund"])


def _tell(gjort: Gjort, hvad: str) -> None:
    console().print(
        f"{count(gjort.antal)} {hvad}." if gjort.antal else "Ingen af dem er i den tilstand; intet er ændret."
    )


@click.command(cls=Kommando, epilog="haendelser dueslag stop Flytninger")
@DUESLAG
@som
def stop(navn: str) -> None:
    """Standser et dueslag: intet sendes, til det startes igen."""
    with opened() as installation:
        installation.betjening.stop(current_kalder(), navn)
    console().print("Dueslaget er standset.")


@click.command(cls=Kommando, epilog="haendelser dueslag start Flytninger")
@DUESLAG
@som
def start(navn: str) -> None:
    """Starter et dueslag, der er standset eller venter på sin modtager."""
    with opened() as installation:
        installation.betjening.start(current_kalder(), navn)
    console().print("Dueslaget er startet.")


COMMANDS = (release, fejlkoe, stop, start)
