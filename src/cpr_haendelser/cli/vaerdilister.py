"""`vaerdiliste`: value lists made, shown, imported, changed and closed. Values come from files or standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from cpr_haendelser.abonnementer.listevaerdier import read_numre, read_tekster
from cpr_haendelser.abonnementer.vurdering import Vaerdi
from cpr_haendelser.app import Installation
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Brugerfejl, Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console, count, progress, say_quietly, table
from cpr_haendelser.cli.som import current_kalder, som
from cpr_haendelser.cli.vaerdityper import Heltal
from cpr_haendelser.modtagelse.modtag import Fremdrift
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.udlevering.kalder import find_kalder
from cpr_haendelser.udlevering.vaerdilister import Rettet

_LISTE = click.argument("navn", metavar="LISTE")
_FIL = click.Path(exists=True, dir_okay=False, path_type=Path)
_TEKST = click.option(
    "--tekst", is_flag=True, help="Værdierne er ikke personnumre, men fx kommunekoder, adresser eller UUID'er."
)


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser vaerdiliste\nhaendelser vaerdiliste import Skolebørn numre.txt",
)
@som
@click.pass_context
def vaerdiliste(ctx: click.Context) -> None:
    """Viser værdilisterne, eller opretter og retter en.

    LISTE er værdilistens UUID eller navn. En ændring gælder fra den næste hændelse, der fordeles.
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened() as installation:
        systemer = installation.bord.gaeldende().systemer
        made = table("Værdilister", "Navn", "UUID", "System", "Værdier>", "Version>", "Status")
        for liste in installation.vaerdilister.list_all(current_kalder()):
            system = systemer.get(liste.system.lower())
            made.add_row(
                escape(liste.navn),
                liste.uuid,
                escape(system.navn) if system else liste.system,
                count(liste.antal),
                str(liste.version),
                "" if liste.aktiv else "lukket",
            )
        ingen = "Der er ingen værdilister; `haendelser vaerdiliste create` opretter en."
        console().print(made if made.row_count else ingen)


@vaerdiliste.command(cls=Kommando, epilog='haendelser vaerdiliste create Skolebørn --system "Korsbæks fagsystem"')
@_LISTE
@click.option("--system", required=True, metavar="SYSTEM", help="It-systemet, den tilhører; UUID eller navn.")
@click.option("--uuid", default="", metavar="UUID", help="Listens UUID; uden det laves et.")
def create(navn: str, system: str, uuid: str) -> None:
    """Opretter en tom værdiliste; LISTE er dens navn."""
    with opened() as installation:
        liste = installation.vaerdilister.create(find_kalder(installation.bord, system, current_kalder()), navn, uuid)
    console().print(f"Værdilisten er oprettet. I et filter: personnummer IN VÆRDILISTE('{liste.uuid}')", markup=False)


@vaerdiliste.command(
    cls=Kommando,
    epilog="haendelser vaerdiliste show Skolebørn > numre.txt\nhaendelser vaerdiliste show Skolebørn --antal 10",
)
@_LISTE
@click.option("--spring", default=0, type=Heltal(0, STOERSTE), metavar="N", help="Springer de første N over.")
@click.option("--antal", default=0, type=Heltal(0, STOERSTE), metavar="M", help="Højst M. Standard: 0, som er alle.")
@som
def show(navn: str, spring: int, antal: int) -> None:
    """Skriver værdierne i en liste, én pr. linje, som `import` kan læse dem."""
    with opened() as installation:
        vaerdier = installation.vaerdilister.iterate(current_kalder(), navn)
        for vaerdi in islice(vaerdier, spring, spring + antal if antal else None):
            click.echo(f"{vaerdi:010d}" if isinstance(vaerdi, int) else vaerdi)


@vaerdiliste.command(
    "import",
    cls=Kommando,
    epilog="haendelser vaerdiliste import Skolebørn numre.txt\nhaendelser vaerdiliste import Veje adresser.txt --tekst",
)
@_LISTE
@click.argument("fil", type=_FIL, metavar="FIL")
@_TEKST
@som
def import_(navn: str, fil: Path, *, tekst: bool) -> None:
    """Gør en liste til det, der står i FIL: én værdi pr. linje, og intet andet.

    Hele filen læses, før noget ændres. Er en linje forkert, ændres intet. Tomme linjer, og hvad der følger efter #,
    springes over.
    """
    with _changing("import") as (installation, fremdrift), _lines(fil) as linjer:
        kalder = current_kalder()
        installation.vaerdilister.find(kalder, navn)
        vaerdier = _read(installation, linjer, fremdrift, tekst=tekst)
        rettet = installation.vaerdilister.replace(kalder, navn, vaerdier, fremdrift.trin)
    _tell(rettet)


def _change(navn: str, hvad: str, hjaelp: str) -> click.Command:
    """The command that adds or removes."""

    @click.command(
        navn,
        cls=Kommando,
        help=f"{hjaelp} FIL har én værdi pr. linje; uden FIL læses standard input.",
        epilog=f"haendelser vaerdiliste {navn} Skolebørn numre.txt\n"
        f"haendelser vaerdiliste {navn} Skolebørn < numre.txt",
    )
    @_LISTE
    @click.argument("fil", required=False, type=_FIL, metavar="[FIL]")
    @_TEKST
    @som
    def change(navn: str, fil: Path | None, *, tekst: bool) -> None:
        with _changing(hvad) as (installation, fremdrift), _lines(fil) as linjer:
            kalder = current_kalder()
            installation.vaerdilister.find(kalder, navn)
            vaerdier: dict[str, Any] = {hvad: _read(installation, linjer, fremdrift, tekst=tekst)}
            rettet = installation.vaerdilister.change(kalder, navn, **vaerdier, trin=fremdrift.trin)
        _tell(rettet)

    return change


vaerdiliste.add_command(_change("add", "til", "Tilføjer værdier til en liste."))
vaerdiliste.add_command(_change("remove", "fra", "Fjerner værdier fra en liste."))


@vaerdiliste.command(cls=Kommando, epilog="haendelser vaerdiliste close Skolebørn")
@_LISTE
@som
def close(navn: str) -> None:
    """Lukker en liste: den kan ikke ændres; filtre, der nævner den, virker som før."""
    with opened() as installation:
        installation.vaerdilister.close(current_kalder(), navn)
    console().print("Værdilisten er lukket.")


@vaerdiliste.command("open", cls=Kommando, epilog="haendelser vaerdiliste open Skolebørn")
@_LISTE
@som
def open_(navn: str) -> None:
    """Åbner en liste, der er lukket."""
    with opened() as installation:
        installation.vaerdilister.open(current_kalder(), navn)
    console().print("Værdilisten er åben.")


@contextmanager
def _changing(navn: str) -> Iterator[tuple[Installation, Fremdrift]]:
    with opened() as installation, progress(navn) as fremdrift:
        yield installation, fremdrift


@contextmanager
def _lines(fil: Path | None) -> Iterator[Iterator[str]]:
    """The lines of a file or of standard input."""
    if fil is None:
        if sys.stdin.isatty():
            say_quietly("Skriv en værdi på hver linje, og slut med Ctrl-D.")
        yield iter(sys.stdin)
        return
    with fil.open(encoding="utf-8") as linjer:
        yield linjer


def _read(installation: Installation, linjer: Iterator[str], fremdrift: Fremdrift, *, tekst: bool) -> set[Vaerdi]:
    try:
        return (read_tekster if tekst else read_numre)(linjer, installation.vagt, fremdrift.trin)
    except UnicodeDecodeError:
        raise Brugerfejl("Værdierne skal være tekst i UTF-8.") from None


def _tell(rettet: Rettet) -> None:
    liste = rettet.liste
    console().print(
        f"{count(rettet.til)} er kommet til, {count(rettet.fra)} er fjernet; "
        f"listen har nu {count(liste.antal)} værdier (version {liste.version})."
    )


COMMANDS = (vaerdiliste,)
