"""`feed`, `besked` and `uden-modtager`: reading the numbered log."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
import msgspec

from cpr_haendelser.app import Installation, now
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.skaerm import console, count, table
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import SAMLE, Haendelse
from cpr_haendelser.haendelser.visning import code_name, to_plain


@click.command()
@click.option("--efter", default=0, show_default=True, metavar="N", help="Kun løbenumre over N.")
@click.option("--antal", default=0, metavar="M", help="Højst M hændelser; 0 er alle.")
@click.option("--kode", "koder", multiple=True, help="Kun denne hændelseskode; kan gentages.")
@click.option("--kommune", "kommuner", multiple=True, help="Kun til denne kommunekode; kan gentages.")
def feed(efter: int, antal: int, koder: tuple[str, ...], kommuner: tuple[str, ...]) -> None:
    """Skriver loggen som ét JSON-objekt pr. linje, fra et løbenummer og frem."""
    with opened() as installation:
        encode = msgspec.json.Encoder().encode
        out = sys.stdout.buffer
        for haendelse in _read(installation, efter, antal, koder, kommuner):
            out.write(encode(to_plain(haendelse, installation.settings.samlekode)) + b"\n")
        out.flush()


def _read(
    installation: Installation, efter: int, antal: int, koder: tuple[str, ...], kommuner: tuple[str, ...]
) -> Iterator[Haendelse]:
    indre = tuple(SAMLE if kode == installation.settings.samlekode else kode for kode in koder)
    cvr = tuple(filter(None, map(installation.cvr_for, kommuner)))
    if kommuner and not cvr:
        raise Brugsfejl("WEB-400", "ingen modtager kendes for kommunekoden.")
    rest = antal or sys.maxsize
    while rest > 0:
        side = installation.lager.haendelser(efter=efter, antal=min(1000, rest), koder=indre, cvr=cvr)
        if not side:
            return
        yield from side
        efter, rest = side[-1].loebenummer, rest - len(side)


@click.command()
@click.argument("loebenummer", type=int)
def besked(loebenummer: int) -> None:
    """Skriver en hændelses besked (Haendelsesbesked) som XML."""
    with opened() as installation:
        fundne = installation.lager.haendelser(efter=loebenummer - 1, antal=1)
        if not fundne or fundne[0].loebenummer != loebenummer:
            raise Brugsfejl("LOG-001", f"der er ingen hændelse {loebenummer}.")
        sys.stdout.buffer.write(installation.beskedskriver.write(fundne[0]) + b"\n")
        sys.stdout.buffer.flush()


@click.command("uden-modtager")
@click.option("--frigiv", is_flag=True, help="Frigiver dem, hvis kommune nu har en modtager i tabellen.")
@click.option("--giv", nargs=2, metavar="LØBENUMMER CVR", help="Giver én hændelse en modtager.")
@click.option("--grund", default="", help="Hvorfor; gemmes sammen med modtageren.")
def uden_modtager(frigiv: bool, giv: tuple[str, str] | None, grund: str) -> None:  # noqa: FBT001 - click's flag
    """Viser hændelser uden modtager, eller giver dem en."""
    with opened() as installation:
        if giv is not None:
            _give(installation, *giv, grund)
        elif frigiv:
            _release(installation, grund)
        else:
            _show(installation)


def _give(installation: Installation, loebenummer: str, cvr: str, grund: str) -> None:
    if not loebenummer.isdigit() or len(cvr) != 8 or not cvr.isdigit():  # noqa: PLR2004 - a CVR number has eight digits
        raise Brugsfejl("LOG-002", "--giv tager et løbenummer og et CVR-nummer på otte cifre.")
    installation.lager.set_modtager(int(loebenummer), cvr, tidspunkt=now(), grund=grund or "givet af operatøren")
    console().print(f"Hændelse {loebenummer} har nu modtager {cvr}.")


def _release(installation: Installation, grund: str) -> None:
    frigivet = 0
    for haendelse in _unreceived(installation):
        cvr = installation.cvr_for(haendelse.beslutning.kommune)
        if cvr:
            installation.lager.set_modtager(
                haendelse.loebenummer, cvr, tidspunkt=now(), grund=grund or "tabellen kender nu modtageren"
            )
            frigivet += 1
    console().print(
        f"{count(frigivet)} frigivet; {count(installation.lager.antal_uden_modtager())} er stadig uden modtager."
    )


def _unreceived(installation: Installation) -> Iterator[Haendelse]:
    efter = 0
    while side := installation.lager.uden_modtager(efter=efter):
        yield from side
        efter = side[-1].loebenummer


def _show(installation: Installation) -> None:
    made = table("Hændelser uden modtager", "Nr.>", "Kode", "Navn", "Rolle", "Kommune", "Fil")
    for haendelse in _unreceived(installation):
        b = haendelse.beslutning
        kode = installation.settings.samlekode if b.kode == SAMLE else b.kode
        kommune = f"{b.kommune} {installation.kommunetabel.name(b.kommune) or ''}" if b.kommune else "ukendt"
        made.add_row(str(haendelse.loebenummer), kode, code_name(b.kode, b.regel), b.rolle, kommune, haendelse.filnavn)
    console().print(made if made.row_count else "Alle hændelser har en modtager.")


COMMANDS = (feed, besked, uden_modtager)
