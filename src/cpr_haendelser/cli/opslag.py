"""`person` and `bopael`: looking up in the replica. Personnumre are read from standard input, never from the command line."""

from __future__ import annotations

import sys

import click

from cpr_haendelser.app import Installation
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.skaerm import console, table
from cpr_haendelser.cpr.layouts import CHARSET, posttyper, read_post
from cpr_haendelser.cpr.personnummer import Personnummer
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.replika.billede import RELATIONSARTER, to_linjer
from cpr_haendelser.storage.lager import Billede


@click.command()
@click.option("--fil", default=0, metavar="N", help="Som personen så ud efter fil N; ellers nu.")
def person(fil: int) -> None:
    """Viser en person med alle felter. Nummeret skrives, når der spørges, eller gives på standard input."""
    with opened() as installation:
        pnr = _ask()
        billede = installation.lager.billede_pr_fil(pnr, fil) if fil else installation.lager.billeder([pnr]).get(pnr)
        if billede is None:
            raise Brugsfejl("OPS-002", "replikaen kender ikke den person" + (f" som efter fil {fil}." if fil else "."))
        _show_fields(billede)
        if not fil:
            _show_relations(installation, pnr)


def _ask() -> int:
    text = click.prompt("Personnummer", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    return int(Personnummer.parse(text.strip()).ciffre)


def _show_fields(billede: Billede) -> None:
    made = table(f"Billedet fra fil {billede.fil} ({billede.proddto})", "Post", "Felt", "Værdi")
    for linje in to_linjer(billede.dokument):
        post = read_post(linje)
        navn = posttyper()[post.posttype].navn
        for felt, value in list(post.felter.items())[2:]:
            if value.strip("0 "):
                made.add_row(f"{post.posttype} {navn}", felt, value)
                navn = ""
    console().print(made)


def _show_relations(installation: Installation, pnr: int) -> None:
    til = installation.lager.relationer_til(pnr)
    versioner = installation.lager.versioner(pnr)
    made = table(f"{len(versioner)} version(er); disse nævner personen", "Som", "Antal>")
    for art in sorted({art for art, _ in til}):
        made.add_row(RELATIONSARTER[art], str(sum(1 for a, _ in til if a == art)))
    if made.row_count:
        console().print(made)


@click.command()
@click.argument("kommunekode")
@click.option("--vejkode", default="", help="Kun denne vej.")
@click.option("--husnr", default="", help="Kun dette hus.")
@click.option("--antal", default=1000, show_default=True, help="Højst så mange.")
def bopael(kommunekode: str, vejkode: str, husnr: str, antal: int) -> None:
    """Skriver personnumrene på dem, der bor i kommunen, på vejen eller i huset; ét pr. linje."""
    with opened() as installation:
        for pnr in installation.lager.personer_paa(kommunekode, vejkode=vejkode, husnr=husnr, antal=antal):
            click.echo(f"{pnr:010d}".encode(CHARSET))


COMMANDS = (person, bopael)
