"""`indstilling`: settings chosen while the program runs."""

from __future__ import annotations

import click
from rich.markup import escape

from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console, table
from cpr_haendelser.cli.som import current_kalder
from cpr_haendelser.cli.vaerdityper import to_clock
from cpr_haendelser.driftsvalg.kontor import Indstilling

_NAVN = click.argument("navn", metavar="NAVN")


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser indstilling\nhaendelser indstilling set log_level debug\nhaendelser indstilling undo log_level",
)
@click.pass_context
def indstilling(ctx: click.Context) -> None:
    """Viser de indstillinger, der kan ændres, mens der køres, eller ændrer dem.

    Et valg gælder med det samme og efter en genstart, og det går forud for variabel og fil, til det tages tilbage.
    NAVN er indstillingens navn, som det skrives i filen: gruppe.navn.
    """
    if ctx.invoked_subcommand is not None:
        return
    made = table("Kan ændres, mens der køres", "Navn", "Værdi", "Uden valg", "Valgt af", "Hvornår")
    with opened() as installation:
        for each in installation.valgkontor.list_all():
            seneste = each.seneste if each.valgt else None
            made.add_row(
                each.en.navn, escape(each.vaerdi), escape(each.ellers), escape(seneste.hvem) if seneste else "",
                to_clock(seneste.tidspunkt) if seneste else "",
            )  # fmt: skip
    console().print(made)


@indstilling.command(cls=Kommando, epilog="haendelser indstilling show alarmer.afviste")
@_NAVN
def show(navn: str) -> None:
    """Viser en indstilling, hvad den er til, og hvem der har ændret den."""
    with opened() as installation:
        fundet, forloeb = installation.valgkontor.find(navn), installation.valgkontor.history(navn)
    _tell(fundet)
    for linje in (f"Hvad: {fundet.en.om.tekst}", f"Værdi: {fundet.en.om.forventet}"):
        console().print(linje, markup=False)
    for valg in forloeb:
        hvad = valg.vaerdi or "taget tilbage"
        console().print(
            f"{to_clock(valg.tidspunkt)} {valg.hvem}: {hvad}{f' ({valg.grund})' if valg.grund else ''}", markup=False
        )


@indstilling.command(
    "set",
    cls=Kommando,
    epilog="haendelser indstilling set alarmer.aeldste_timer 2,12\nhaendelser indstilling set levering.stor_fil 5000",
)
@_NAVN
@click.argument("vaerdi", metavar="VÆRDI")
def choose(navn: str, vaerdi: str) -> None:
    """Vælger en værdi, som gælder med det samme.

    En liste skrives med komma; en tom værdi ("") er ingen.
    """
    kalder = current_kalder()
    with opened() as installation:
        _tell(installation.valgkontor.choose_text(navn, vaerdi, kalder.hvem, kalder.grund))


@indstilling.command(cls=Kommando, epilog="haendelser indstilling undo alarmer.afviste")
@_NAVN
def undo(navn: str) -> None:
    """Fortryder den seneste ændring: det, der gjaldt før den, gælder igen."""
    kalder = current_kalder()
    with opened() as installation:
        _tell(installation.valgkontor.undo(navn, kalder.hvem, kalder.grund))


@indstilling.command(cls=Kommando, epilog="haendelser indstilling reset alarmer.afviste")
@_NAVN
def reset(navn: str) -> None:
    """Tager valget tilbage: det, som variabel, fil eller program siger, gælder igen."""
    kalder = current_kalder()
    with opened() as installation:
        _tell(installation.valgkontor.release(navn, kalder.hvem, kalder.grund))


def _tell(en: Indstilling) -> None:
    hvorfra = f"valgt; uden valget {en.ellers}" if en.valgt else "som variabel, fil eller program siger"
    console().print(f"{en.en.navn} er {en.vaerdi} ({hvorfra})", markup=False)


COMMANDS = (indstilling,)
