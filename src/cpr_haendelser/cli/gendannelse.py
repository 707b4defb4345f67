"""`gendannelse`: what a restored backup brought back, looked through and released."""

from __future__ import annotations

from collections.abc import Iterator

import click
from rich.markup import escape
from rich.table import Table

from cpr_haendelser.administration.tilbagebragt import SLAGS, Tilbagebragt
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console, count, table
from cpr_haendelser.cli.som import current_kalder
from cpr_haendelser.cli.vaerdityper import to_clock


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser gendannelse\nhaendelser gendannelse release 3f0a-91c2",
)
@click.pass_context
def gendannelse(ctx: click.Context) -> None:
    """Viser, hvad en gendannet backup bragte tilbage, og som kan være ændret siden, eller frigiver den.

    Efter `haendelser restore` er alt, som det var, da backuppen blev taget: det, der siden er lukket, spærret eller
    opsagt, er åbent igen. Indtil det er set efter og frigivet, sendes intet, og ingen kommer ind ad nogen dør; filer
    modtages. Ret med de sædvanlige kommandoer, og se listen igen.
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened() as installation:
        fundet = installation.tilbagebringelse.list_all()
    if fundet is None:
        console().print("Ingen gendannelse venter på at blive set efter.")
        return
    for part in _show(fundet):
        console().print(part)
    console().print(
        "Om backuppen selv er ændret, siger: haendelser revision check --hoved FIL (det nyeste hoved, I har)",
        markup=False,
    )
    console().print(f"Passer det hele, frigives det med: haendelser gendannelse release {fundet.maerke}", markup=False)


def _show(fundet: Tilbagebragt) -> Iterator[Table | str]:
    staar = fundet.gendannelse
    yield f"Gendannet {to_clock(staar.gendannet)} fra en backup, taget {to_clock(staar.taget)}."
    yield "Intet sendes, og ingen kommer ind, før det er frigivet. Det, der er ændret siden backuppen, er som dengang:"
    for slags, antal in fundet.antal.items():
        yield ""
        if not antal:
            yield f"{SLAGS[slags].partition(':')[0]}: ingen"
            continue
        made = table(f"{SLAGS[slags]} ({count(antal)})", "Navn", "Hvad", "Id")
        for each in fundet.of(slags):
            made.add_row(escape(each.navn), escape(each.hvad), escape(each.id))
        yield made
    yield ""


@gendannelse.command(cls=Kommando, epilog="haendelser gendannelse release 3f0a-91c2")
@click.argument("maerke", metavar="MÆRKE")
def release(maerke: str) -> None:
    """Frigiver en gendannet installation, når det, den bragte tilbage, er set efter.

    MÆRKE står under listen, som `haendelser gendannelse` viser, og er et andet, når listen er en anden: det, der
    frigives, er det, der blev set efter. Derefter fordeles og sendes alt, der har ventet, og alle kan komme ind igen;
    de logins, der er åbne, ophører. Det står i revisionssporet.
    """
    with opened() as installation:
        fundet = installation.tilbagebringelse.release(maerke, current_kalder().hvem)
    set_ = ", ".join(f"{slags} {count(antal)}" for slags, antal in fundet.antal.items())
    console().print(f"Set efter: {set_}.", markup=False)
    console().print("Frigivet. Beskeder sendes, og alle kan komme ind igen.")


COMMANDS = (gendannelse,)
