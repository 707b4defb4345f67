"""`ordre quote` and `ordre settlement`: what ordering costs, before and after."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date

import click
from rich.table import Table

from cpr_haendelser.cli.dansk import Brugerfejl, Kommando
from cpr_haendelser.cli.skaerm import console, count, table
from cpr_haendelser.cli.skranke import at
from cpr_haendelser.cli.som import som
from cpr_haendelser.testmiljoe.omkostning.afregning import to_kroner, write_afregning
from cpr_haendelser.testmiljoe.omkostning.priser import Ydelse
from cpr_haendelser.testmiljoe.omkostning.regnskab import Tilbud

_NAVNE = {
    Ydelse.ORDRE: "Ordre",
    Ydelse.PERSON: "Oprettede personer",
    Ydelse.HAENDELSE: "Hændelser",
}


class Dato(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "dato"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; Brugerfejl where it is none."""
        del param, ctx
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise Brugerfejl("En dato skrives som 2026-11-25.") from None


@click.command(cls=Kommando, epilog="haendelser ordre quote 0f0e2a3c-…")
@click.argument("uuid", metavar="ORDRE")
@som
def quote(uuid: str) -> None:
    """Viser, hvad en ordre ville koste efter prislisten; se indstillingerne exttest.priser og exttest.frie.

    Antallene er forhåndsvisningens. Kun det, der bliver udført, afregnes.
    """
    with at() as (testmiljoe, kalder):
        for del_ in show_tilbud(testmiljoe.regnskab.quote(kalder, uuid)):
            console().print(del_, markup=False)


def show_tilbud(tilbud: Tilbud) -> Iterator[str | Table]:
    """A quote, and what is not known of it."""
    made = table("Tilbud, kroner", "Hvad", "Antal>", "Heraf frie>", "Pris>", "Beløb>")
    for each in tilbud.regninger:
        made.add_row(
            _NAVNE[each.ydelse], count(each.antal), count(each.frie), to_kroner(each.pris), to_kroner(each.beloeb)
        )
    made.add_row("I alt", "", "", "", to_kroner(tilbud.beloeb))
    yield made
    if tilbud.udeladt:
        yield (
            f"Det er kun en del af ordren: {count(tilbud.udeladt)} udførelser er ikke regnet med, og hvad de koster,"
            " vides først, når de er udført."
        )
    if tilbud.kan_ikke:
        yield (
            f"{count(tilbud.kan_ikke)} rækker eller udførelser kan ikke lade sig gøre, som det er nu, og er ikke regnet"
            " med."
        )
    yield "Kun det, der bliver udført, afregnes."


@click.command(cls=Kommando, epilog="haendelser ordre settlement --fra 2026-11-01 --til 2026-11-30 > november.csv")
@click.option("--fra", required=True, type=Dato(), metavar="DATO", help="Første dag, fx 2026-11-01.")
@click.option("--til", required=True, type=Dato(), metavar="DATO", help="Sidste dag; den er med.")
@click.option("--for", "organisation", default="", metavar="CVR", help="Kun den organisation. Uden: alle.")
@som
def settlement(fra: date, til: date, organisation: str) -> None:
    """Skriver afregningen som CSV: hvad der er udført dag for dag, ordre for ordre, og hvad det koster.

    Hver organisations frie antal tages først i hver måned. Et it-system får kun sin egen organisations.
    """
    with at() as (testmiljoe, kalder):
        poster = testmiljoe.regnskab.settlement(kalder, fra, til, organisation)
        sys.stdout.write(write_afregning(poster))


COMMANDS = (quote, settlement)
