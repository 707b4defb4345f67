"""`storfil`: files with so many hændelser that an operator says whether they shall leave."""

from __future__ import annotations

import click
from rich.markup import escape
from rich.table import Table

from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console, count, progress, table
from cpr_haendelser.cli.som import current_kalder
from cpr_haendelser.cli.vaerdityper import to_clock
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.udlevering.storfiler import Storfil

_FIL = click.argument("fil", type=click.IntRange(1, STOERSTE), metavar="NUMMER")
_DUESLAG = click.option("--dueslag", default="", metavar="DUESLAG", help="Kun i dette dueslag (UUID eller navn).")


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser storfil\nhaendelser storfil release 17\nhaendelser storfil park 17 --dueslag Flytninger",
)
@click.pass_context
def storfil(ctx: click.Context) -> None:
    """Viser de filer, hvis beskeder afventer en operatør, fordi filen er stor, eller afgør, hvad der skal ske.

    Filen selv er modtaget, og dens hændelser står i loggen. NUMMER er filens, som `haendelser files` viser det.
    """
    if ctx.invoked_subcommand is None:
        with opened() as installation:
            filer = installation.storfiler.list_all()
        console().print(_show(filer) if filer else "Intet afventer en operatør.")


def _show(filer: list[Storfil]) -> Table:
    made = table("Afventer en operatør", "Fil>", "Navn", "Modtaget", "Hændelser>", "Dueslag", "Afventer>")
    for fil in filer:
        for kasse in fil.kasser:
            made.add_row(
                str(fil.fil), fil.filnavn, to_clock(fil.modtaget), count(fil.haendelser),
                escape(kasse.navn or kasse.dueslag), count(kasse.antal),
            )  # fmt: skip
    return made


@storfil.command(
    cls=Kommando, epilog="haendelser storfil release 17\nhaendelser storfil release 17 --dueslag Flytninger"
)
@_FIL
@_DUESLAG
def release(fil: int, dueslag: str) -> None:
    """Frigiver det, der afventer fra en fil, så det sendes."""
    with opened() as installation, progress("storfil release") as fremdrift:
        uuid = installation.betjening.find(current_kalder(), dueslag).uuid if dueslag else ""
        antal = installation.storfiler.release(current_kalder(), fil, uuid, fremdrift.trin)
    console().print(f"{count(antal)} frigivet.")


@storfil.command(cls=Kommando, epilog="haendelser storfil park 17")
@_FIL
@_DUESLAG
def park(fil: int, dueslag: str) -> None:
    """Parkerer det, der afventer fra en fil; personernes senere beskeder går videre.

    `haendelser dueslag release` kan frigive det siden, og `haendelser dueslag fejlkoe` flytte det væk.
    """
    with opened() as installation, progress("storfil park") as fremdrift:
        uuid = installation.betjening.find(current_kalder(), dueslag).uuid if dueslag else ""
        antal = installation.storfiler.park(current_kalder(), fil, uuid, fremdrift.trin)
    console().print(f"{count(antal)} parkeret.")


COMMANDS = (storfil,)
