"""`person` and `bopael`: looking up in the replica.

Personnumre are read from standard input, never from the command line.
"""

from __future__ import annotations

import re
import sys

import click

from cpr_haendelser.app import Installation
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Brugerfejl, Kommando
from cpr_haendelser.cli.skaerm import console, table
from cpr_haendelser.cli.som import current_kalder, som
from cpr_haendelser.cli.vaerdityper import Heltal
from cpr_haendelser.cpr.layouts import posttyper, read_post
from cpr_haendelser.cpr.personnummer import Personnummer
from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.opslag.filer import find_fil
from cpr_haendelser.replika.billede import RELATIONSARTER, to_linjer
from cpr_haendelser.storage.lager import STOERSTE, Billede

SLAEGT = {
    "aegtefaelle": "ægtefælle",
    "foraeldremyndighed": "forældremyndighed",
    "vaerge": "værge",
    "tidligere_pnr": "tidligere personnummer",
    "gaeldende_pnr": "gældende personnummer",
}
"""Relations whose name on the screen is not their own."""


@click.command(cls=Kommando, epilog="haendelser person\nhaendelser person --fil 3 < nummer.txt")
@click.option("--fil", default=0, type=Heltal(0, STOERSTE), metavar="N", help="Personen efter fil N. Standard: nu.")
@som
def person(fil: int) -> None:
    """Viser en person med alle felter.

    Med --som kun en, hvis kommune systemet har en godkendt serviceaftale om CPR-replika opslag med. Personnummeret
    skrives, når der spørges, eller gives på standard input; aldrig på kommandolinjen, som andre kan se.
    """
    with opened() as installation:
        if fil:
            find_fil(installation.lager, fil)
        pnr = ask_pnr(installation.vagt)
        kalder = current_kalder()
        billede = installation.personer.find(kalder, pnr, fil)
        if billede is None:
            raise Brugsfejl("OPS-002", f"replikaen kender ikke den person{f' efter fil {fil}' if fil else ''}.")
        _show_fields(billede)
        if not fil:
            _show_relations(installation, pnr)


def ask_pnr(vagt: Nummervagt) -> int:
    """A personnummer that may be here, from standard input; asked for without being shown where somebody types it."""
    text = click.prompt("Personnummer", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    if not text.strip():
        raise Brugerfejl("Der kom intet personnummer på standard input.")
    ciffre = Personnummer.parse(text).ciffre
    vagt.check_tekst("opslaget", ciffre)
    return int(ciffre)


def _show_fields(billede: Billede) -> None:
    made = table(f"Billedet fra fil {billede.fil} ({billede.proddto})", "Post", "Felt", "Værdi")
    for linje in to_linjer(billede.dokument):
        post = read_post(linje)
        navn = f"{post.posttype} {posttyper()[post.posttype].navn}"
        for felt, value in list(post.felter.items())[2:]:
            if value.strip("0 "):
                made.add_row(navn, felt, value)
                navn = ""
    console().print(made, markup=False)


def _show_relations(installation: Installation, pnr: int) -> None:
    til = installation.lager.relationer_til(pnr)
    versioner = installation.lager.versioner(pnr)
    made = table(f"Versioner: {len(versioner)}. Andre nævner personen", "Som", "Antal>")
    for art in sorted({art for art, _ in til}):
        ord_ = RELATIONSARTER[art]
        made.add_row(SLAEGT.get(ord_, ord_), str(sum(1 for a, _ in til if a == art)))
    console().print(made if made.row_count else f"Versioner: {len(versioner)}. Ingen andre nævner personen.")


@click.command(
    cls=Kommando, epilog="haendelser bopael 0998 --antal 10\nhaendelser bopael 0998 --vejkode 0016 --husnr 5"
)
@click.argument("kommunekode", metavar="KOMMUNEKODE")
@click.option("--vejkode", default="", metavar="KODE", help="Kun denne vej (op til fire cifre).")
@click.option("--husnr", default="", metavar="NR", help="Kun dette hus på vejen, fx 5 eller 12B.")
@click.option("--antal", default=0, type=Heltal(min=0), metavar="M", help="Højst M. Standard: 0, som er alle.")
@som
def bopael(kommunekode: str, vejkode: str, husnr: str, antal: int) -> None:
    """Skriver personnumrene på dem, der bor i kommunen, på vejen eller i huset; ét pr. linje.

    Med --som kun, hvor systemet har en godkendt serviceaftale om CPR-replika opslag med kommunen.
    """
    if not re.fullmatch(r"[0-9]{1,4}", kommunekode) or not re.fullmatch(r"[0-9]{0,4}", vejkode):
        raise Brugerfejl("Kommunekode og vejkode er op til fire cifre, fx 0998.")
    if husnr and not (vejkode and re.fullmatch(r"[0-9]{1,3}[A-Za-zÆØÅæøå]?", husnr)):
        raise Brugerfejl("--husnr er op til tre cifre og et bogstav, fx 12B, og kræver --vejkode.")
    hus = husnr.upper() if husnr[-1:].isalpha() else husnr
    sted = {"vejkode": vejkode and vejkode.zfill(4), "husnr": hus and hus.zfill(3 + hus[-1].isalpha())}
    with opened() as installation:
        kalder = current_kalder()
        for pnr in installation.personer.iterate(kalder, kommunekode.zfill(4), **sted, antal=antal):
            click.echo(f"{pnr:010d}")


COMMANDS = (person, bopael)
