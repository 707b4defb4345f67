"""`gemt`: templates put aside, of orders and of persons."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cpr_haendelser.cli import ordrevisning as vis
from cpr_haendelser.cli.bestillingsvalg import ART, FIL, FOR, read_numre
from cpr_haendelser.cli.dansk import Brugerfejl, Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console
from cpr_haendelser.cli.skranke import at
from cpr_haendelser.cli.som import som
from cpr_haendelser.storage.ordre import Ordreart

_NAVN = click.argument("navn", metavar="NAVN")
_FEJLES = 1


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog='haendelser gemt --for 11111111\nhaendelser gemt save "Alle flytter" flytninger.csv --for 11111111',
)
@FOR
@som
@click.pass_context
def gemt(ctx: click.Context, organisation: str) -> None:
    """Viser organisationens gemte skabeloner, eller gemmer en.

    En skabelon er en udfyldt bestillingstemplate, som `ordre create --gemt` bestiller igen, eller personer, som
    handlingen opret_gemt laver igen under nye numre. Gemmes den igen, er det dens næste version; NAVN@1 er den første.
    """
    if ctx.invoked_subcommand is not None:
        if organisation:
            raise Brugerfejl(f"Skriv --for efter {ctx.invoked_subcommand}.")
        return
    with at() as (testmiljoe, kalder):
        gemte = testmiljoe.hylde.list_skabeloner(kalder, organisation)
        console().print(vis.show_gemte(gemte) if gemte else "Der er ingen gemte skabeloner.")


@gemt.command(cls=Kommando, epilog='haendelser gemt save "Alle flytter" flytninger.csv --for 11111111')
@_NAVN
@click.argument("fil", type=FIL, metavar="FIL")
@ART
@FOR
@som
def save(navn: str, fil: Path, art: str, organisation: str) -> int:
    """Gemmer en udfyldt skabelon (Excel, CSV eller JSON). Er der fejl i den, vises de, og intet gemmes."""
    from cpr_haendelser.testmiljoe.bestilling import Skabelonfejl

    with at() as (testmiljoe, kalder):
        try:
            ny = testmiljoe.hylde.save_order(kalder, navn, Ordreart(art), fil.read_bytes(), organisation)
        except Skabelonfejl as fejl:
            console().print(*vis.show_skabelonfejl(fejl))
            return _FEJLES
    console().print(vis.saved(ny), markup=False)
    return 0


@gemt.command(cls=Kommando, epilog='haendelser gemt persons "Familien Lunde" --for 11111111 < numre.txt')
@_NAVN
@FOR
@som
def persons(navn: str, organisation: str) -> None:
    """Gemmer personer, som de er nu, under et navn; de kan laves igen, også når de selv er fjernet.

    Personnumrene læses fra standard input, ét pr. linje.
    """
    numre = read_numre(sys.stdin)
    with at() as (testmiljoe, kalder):
        ny = testmiljoe.hylde.save_persons(kalder, navn, numre, organisation)
    console().print(vis.saved(ny), markup=False)


@gemt.command(cls=Kommando, epilog='haendelser gemt show "Alle flytter@1" --for 11111111 > flytninger.csv')
@_NAVN
@FOR
@som
def show(navn: str, organisation: str) -> None:
    """Skriver en gemt skabelon til en ordre, som den blev gemt."""
    with at() as (testmiljoe, kalder):
        _, indhold = testmiljoe.hylde.show_order(kalder, navn, organisation)
    sys.stdout.buffer.write(indhold)


@gemt.command(cls=Kommando, epilog='haendelser gemt forget "Alle flytter" --for 11111111')
@_NAVN
@FOR
@som
def forget(navn: str, organisation: str) -> None:
    """Fjerner en gemt skabelon, alle dens versioner."""
    with at() as (testmiljoe, kalder):
        testmiljoe.hylde.forget(kalder, navn, organisation)
    console().print("Skabelonen er fjernet.")


COMMANDS = (gemt,)
