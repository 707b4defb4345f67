"""`dueslag`: how it goes with each, why, and what is done about it by hand."""

from __future__ import annotations

import sys

import click

from cpr_haendelser.abonnementer.udtryk import mask_numbers
from cpr_haendelser.cli import afspil, dueslagsgreb
from cpr_haendelser.cli import dueslagsvisning as vis
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Brugerfejl, Gruppe, Kommando
from cpr_haendelser.cli.dueslagsgreb import DUESLAG
from cpr_haendelser.cli.skaerm import console
from cpr_haendelser.cli.som import current_kalder, som
from cpr_haendelser.cli.vaerdityper import Heltal
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand as Tilstand
from cpr_haendelser.storage.lager import STOERSTE

_IKKE_LEVERET = [tilstand.value for tilstand in Tilstand if tilstand is not Tilstand.LEVERET]


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser dueslag\nhaendelser dueslag show Flytninger\nhaendelser dueslag explain Flytninger 17",
)
@som
@click.pass_context
def dueslag(ctx: click.Context) -> None:
    """Viser, hvordan det går med hvert dueslag, eller griber ind i et.

    DUESLAG er dueslagets UUID eller navn. LØBENUMRE er ét løbenummer som 17 eller flere som 20-35.
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened() as installation:
        linjer = installation.betjening.list_all(current_kalder())
        console().print(vis.show_all(linjer) if linjer else "Der er ingen dueslag; `haendelser setup` opretter dem.")


@dueslag.command(
    cls=Kommando,
    epilog="haendelser dueslag show Flytninger\nhaendelser dueslag show Flytninger --tilstand leveret --efter 1000",
)
@DUESLAG
@click.option(
    "--tilstand", "tilstande", multiple=True, metavar="TILSTAND", type=click.Choice([each.value for each in Tilstand]),
    help=f"{', '.join(_IKKE_LEVERET)} eller leveret; kan gentages. Standard: alt, der ikke er leveret.",
)  # fmt: skip
@click.option("--efter", default=0, type=Heltal(0, STOERSTE), metavar="N", help="Kun løbenumre over N.")
@click.option("--antal", default=50, type=Heltal(1, STOERSTE), metavar="M", help="Højst M. Standard: 50.")
@som
def show(navn: str, tilstande: tuple[str, ...], efter: int, antal: int) -> None:
    """Viser et dueslag og dets forsendelser, med grunden i ord."""
    if Tilstand.LEVERET in tilstande and len(set(tilstande)) > 1:
        raise Brugerfejl("leveret vises for sig.")
    with opened() as installation:
        kalder, betjening = current_kalder(), installation.betjening
        out, samlekode = console(), installation.settings.samlekode
        for linje in vis.describe(betjening.look(kalder, navn)):
            out.print(linje, markup=False)
        if Tilstand.LEVERET in tilstande:
            leverede = betjening.read_leverede(kalder, navn, efter=efter, antal=antal)
            out.print(vis.show_leverede(leverede, samlekode) if leverede else "Intet er leveret.")
            sidste = leverede[-1][0].loebenummer if len(leverede) == antal else 0
        else:
            valgte = [Tilstand(each) for each in tilstande or _IKKE_LEVERET]
            fundne = betjening.read_side(kalder, navn, valgte, efter=efter, antal=antal)
            out.print(vis.show_forsendelser(fundne, samlekode) if fundne else "Der er ingen af dem.")
            sidste = fundne[-1][0].loebenummer if len(fundne) == antal else 0
        if sidste:
            out.print(f"Der kan være flere: --efter {sidste}")


@dueslag.command(cls=Kommando, epilog="haendelser dueslag explain Flytninger 17")
@DUESLAG
@click.argument("loebenummer", type=Heltal(1, STOERSTE), metavar="LØBENUMMER")
@som
def explain(navn: str, loebenummer: int) -> None:
    """Forklarer trin for trin, hvorfor en hændelse er eller ikke er til dueslaget.

    Som det var, da hændelsen blev fordelt, og som det er nu. Forklaringen viser personoplysninger.
    """
    with opened() as installation:
        kalder = current_kalder()
        forklaring = installation.betjening.explain(kalder, navn, loebenummer)
        for linje in vis.explain(forklaring, installation.settings.samlekode):
            console().print(linje, markup=False)


@dueslag.command(
    "try",
    cls=Kommando,
    epilog="haendelser dueslag try Flytninger --filter \"personhaendelse = '034'\"\n"
    "haendelser dueslag try Flytninger < filter.txt",
)
@DUESLAG
@click.option(
    "--filter", "filter_", default=None, metavar="FILTER", help="Filteret. Uden læses det fra standard input."
)
@som
def attempt(navn: str, filter_: str | None) -> None:
    """Viser, hvad et filter ville lukke igennem til dueslaget af de nyeste hændelser; intet gemmes.

    Et filter med personnumre læses fra standard input, aldrig fra kommandolinjen.
    """
    tekst = sys.stdin.read() if filter_ is None else filter_
    if filter_ is not None and mask_numbers(filter_) != filter_:
        raise Brugerfejl("Et filter med personnumre læses fra standard input: haendelser dueslag try NAVN < filter.txt")
    with opened() as installation:
        kalder = current_kalder()
        fundet = installation.betjening.find(kalder, navn)
        udfald = installation.filterproeve.attempt(kalder, fundet._replace(filter=tekst))
        for part in vis.show_udfald(udfald, installation.settings.samlekode):
            console().print(part, markup=False)


@dueslag.command(cls=Kommando, epilog="haendelser dueslag indgreb\nhaendelser dueslag indgreb --efter 100")
@click.option("--efter", default=0, type=Heltal(0, STOERSTE), metavar="N", help="Kun numre over N.")
@click.option("--antal", default=50, type=Heltal(1), metavar="M", help="Højst M. Standard: 50.")
@som
def indgreb(efter: int, antal: int) -> None:
    """Viser, hvad der er gjort med dueslagene i hånden, og hvad aftalerne har tilbageholdt."""
    with opened() as installation:
        kalder = current_kalder()
        fundne = installation.betjening.read_indgreb(kalder, efter=efter, antal=antal)
        console().print(vis.show_indgreb(fundne) if fundne else "Intet er gjort.")
        if len(fundne) == antal:
            console().print(f"Der kan være flere: --efter {fundne[-1][0]}")


for _command in (*dueslagsgreb.COMMANDS, afspil.replay):
    dueslag.add_command(_command)

COMMANDS = (dueslag,)
