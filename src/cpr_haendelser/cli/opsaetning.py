"""`setup`: the set-up file applied or written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cpr_haendelser.abonnementer.opsaetning import Handling, Skridt, apply, plan
from cpr_haendelser.abonnementer.opsaetningsfil import Omgivelser, export, read
from cpr_haendelser.aftaler.model import Aftaletilstand
from cpr_haendelser.app import Installation, now
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Brugerfejl, Kommando
from cpr_haendelser.cli.skaerm import console, table
from cpr_haendelser.cpr.vagt import Miljoe

_FIL = click.Path(exists=True, dir_okay=False, path_type=Path)
_ORD = {Handling.OPRET: "oprettes", Handling.RET: "rettes", Handling.AFSLUT: "afsluttes"}


@click.command(
    cls=Kommando,
    epilog="haendelser setup opsaetning.toml --dry-run\n"
    "haendelser setup opsaetning.toml\n"
    "haendelser setup --export > opsaetning.toml",
)
@click.argument("fil", required=False, type=_FIL, metavar="FIL")
@click.option("--end-missing", is_flag=True, help="Afslutter det, som filen ikke længere nævner; intet slettes.")
@click.option("--dry-run", is_flag=True, help="Viser planen og ændrer intet.")
@click.option("--export", "skriv", is_flag=True, help="Skriver opsætningen, som den er, som en opsætningsfil.")
def setup(fil: Path | None, *, end_missing: bool, dry_run: bool, skriv: bool) -> None:
    """Opsætter organisationer, systemer, aftaler og dueslag efter en TOML-fil."""
    if (fil is None) is not skriv or (skriv and (end_missing or dry_run)):
        raise Brugerfejl("Angiv enten en opsætningsfil eller --export.")
    with opened() as installation:
        if fil is None:
            sys.stdout.write(export(installation.postrum.opsaetning()))
        else:
            _apply(installation, fil, end_missing=end_missing, dry_run=dry_run)


def _apply(installation: Installation, fil: Path, *, end_missing: bool, dry_run: bool) -> None:
    nu = installation.postrum.opsaetning()
    proeve = Miljoe(installation.settings.environment) is Miljoe.EXTTEST
    standard = Aftaletilstand.GODKENDT if proeve else Aftaletilstand.ANMODET
    oensket = read(_text(fil), nu, Omgivelser(fil.parent, os.environ, standard))
    skridt = plan(nu, oensket, end_missing=end_missing)
    if not skridt:
        console().print("Opsætningen er allerede, som filen siger.")
        return
    _show(skridt)
    if dry_run:
        console().print("Intet er ændret.")
        return
    version = apply(skridt, installation.postrum, tidspunkt=now(), hvem="operatør")
    console().print(f"Opsætningen har nu version {version}.")


def _text(fil: Path) -> str:
    try:
        return fil.read_text("utf-8")
    except UnicodeDecodeError:
        raise Brugerfejl("Opsætningsfilen skal være i UTF-8.") from None


def _show(skridt: list[Skridt]) -> None:
    made = table("Plan", "Hvad", "Slags", "Id", "Navn", "Felter")
    for each in skridt:
        made.add_row(_ORD[each.handling], each.slags, each.noegle, each.navn, ", ".join(each.felter))
    console().print(made)


COMMANDS = (setup,)
