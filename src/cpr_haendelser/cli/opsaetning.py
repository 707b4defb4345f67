"""`setup`: the set-up file applied, written, or begun; and secrets for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

import click
from rich.markup import escape

from cpr_haendelser.abonnementer.opsaetning import Handling, Skridt, apply, in_environment, plan, result, texts_of
from cpr_haendelser.abonnementer.opsaetningscertifikater import remarks as certifikatremarks
from cpr_haendelser.abonnementer.opsaetningsfil import Omgivelser, read
from cpr_haendelser.abonnementer.opsaetningsformer import Certifikatkrav
from cpr_haendelser.abonnementer.opsaetningsudskrift import example, export, export_to
from cpr_haendelser.abonnementer.udtryk import mask_numbers
from cpr_haendelser.adgang.model import Bruger
from cpr_haendelser.aftaler.hemmeligheder import hash_secret, new_secret
from cpr_haendelser.aftaler.model import Aftaletilstand, Serviceaftale
from cpr_haendelser.app import Installation, today
from cpr_haendelser.app.installation import moment, stamp_now
from cpr_haendelser.cli.aaben import letters_leaving, opened, opened_or_made
from cpr_haendelser.cli.dansk import Brugerfejl, Kommando
from cpr_haendelser.cli.skaerm import console, say_quietly, table
from cpr_haendelser.cli.som import current_aktoer, current_kalder
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fordeling.push.adresse import Regler
from cpr_haendelser.fordeling.raad import remarks
from cpr_haendelser.settings import load
from cpr_haendelser.tls.udloeb import read_tillid
from cpr_haendelser.udlevering.spor import OPSAETNING, shown

_FIL = click.Path(exists=True, dir_okay=False, path_type=Path)
_ORD = {Handling.OPRET: "oprettes", Handling.RET: "rettes", Handling.AFSLUT: "afsluttes"}
_HEMMELIGE = ("hemmelighed", "noegle")
_LAENGST = 60


@click.command(
    cls=Kommando,
    epilog="haendelser setup --example > opsaetning.toml\n"
    "haendelser setup --new-secret\n"
    "haendelser setup opsaetning.toml --dry-run\n"
    "haendelser setup opsaetning.toml\n"
    "haendelser setup --export > opsaetning.toml\n"
    "haendelser setup --export --for-production > produktion.toml",
)
@click.argument("fil", required=False, type=_FIL, metavar="FIL")
@click.option("--end-missing", is_flag=True, help="Afslutter det, som filen ikke længere nævner; intet slettes.")
@click.option("--dry-run", is_flag=True, help="Viser planen og ændrer intet.")
@click.option("--export", "skriv", is_flag=True, help="Skriver opsætningen, som den er, som en opsætningsfil.")
@click.option(
    "--for-production",
    is_flag=True,
    help="Med --export, i exttest: til at begynde produktion med. Certifikater, hemmeligheder og nøgler er ikke med.",
)
@click.option("--example", "eksempel", is_flag=True, help="Skriver en opsætningsfil med forklaringer at begynde med.")
@click.option("--new-secret", "hemmelighed", is_flag=True, help="Laver en hemmelighed eller nøgle til et system.")
def setup(  # noqa: PLR0913 - the options
    fil: Path | None,
    *,
    end_missing: bool,
    dry_run: bool,
    skriv: bool,
    for_production: bool,
    eksempel: bool,
    hemmelighed: bool,
) -> None:
    """Opsætter organisationer, systemer, aftaler og dueslag efter en TOML-fil.

    Planen vises, og kun det, der er anderledes, ændres. I produktion anmodes der om filens aftaler; den godkender dem
    aldrig. Filen er forklaret i docs/opsaetning.md.
    """
    if sum((fil is not None, skriv, eksempel, hemmelighed)) != 1:
        raise Brugerfejl("Angiv en opsætningsfil eller én af --export, --example og --new-secret.")
    if fil is None and (end_missing or dry_run):
        raise Brugerfejl("--end-missing og --dry-run er til en opsætningsfil.")
    if for_production and not skriv:
        raise Brugerfejl("--for-production er til --export.")
    if eksempel:
        beskeder = load().beskeder
        sys.stdout.write(example(beskeder.beskedtype, beskeder.sikkerhedsklassificering, lambda: str(uuid4())))
    elif hemmelighed:
        _show_secret()
    elif fil is None:
        with opened() as installation:
            installation.revision.skriv([shown(current_kalder(), "opsaetning.laes", OPSAETNING)])
            sys.stdout.write(_written(installation, for_production=for_production))
    else:
        with opened_or_made() as installation, letters_leaving(installation):
            _apply(installation, fil, end_missing=end_missing, dry_run=dry_run)


def _show_secret() -> None:
    hemmelighed = new_secret()
    say_quietly("Den vises kun nu. Giv modtageren den, og skriv hashet i opsætningsfilen som hemmelighed eller noegle.")
    click.echo(hemmelighed)
    click.echo(f'hemmelighed = "{hash_secret(hemmelighed)}"')


def _written(installation: Installation, *, for_production: bool) -> str:
    opsat, miljoe = installation.postrum.opsaetning(), installation.settings.environment
    if not for_production:
        return export(opsat)
    if Miljoe(miljoe) is Miljoe.PRODUKTION:
        raise Brugerfejl("--for-production er til et testmiljø; det her er produktion.")
    return export_to(opsat, fra=miljoe, til=Miljoe.PRODUKTION)


def _apply(installation: Installation, fil: Path, *, end_missing: bool, dry_run: bool) -> None:
    postrum, nu = installation.postrum, installation.postrum.opsaetning()
    proeve = Miljoe(installation.settings.environment) is Miljoe.EXTTEST
    godkender = proeve and not installation.fire_oejne
    standard = Aftaletilstand.GODKENDT if godkender else Aftaletilstand.ANMODET
    tidspunkt, settings = moment(), installation.settings
    krav = Certifikatkrav(tidspunkt, settings.environment, not proeve, read_tillid(settings.tls.tillid))
    oensket = read(
        _text(fil), nu, Omgivelser(fil.parent, os.environ, standard, postrum.position(), krav, installation.namespace)
    )
    installation.vagt.check_tekst("opsætningsfilen", *texts_of(oensket))
    anvist = in_environment(nu, oensket, approves=godkender)
    skridt = plan(nu, anvist.oensket, end_missing=end_missing)
    if skridt:
        _show(skridt)
    else:
        console().print("Opsætningen er allerede, som filen siger.")
    beskedtype = installation.settings.beskeder.beskedtype
    tilsend = installation.settings.tilsend
    regler = Regler(tilsend.private_adresser, tilsend.http_paa_loopback)
    _remark(anvist.bemaerkninger)
    _remark(certifikatremarks(oensket, nu, tidspunkt))
    _remark(remarks(result(nu, skridt), postrum.vaerdilister(), beskedtype=beskedtype, dag=today(), regler=regler))
    if not skridt:
        return
    if dry_run:
        console().print("Intet er ændret.")
        return
    par = [(each.foer, each.ting) for each in skridt if isinstance(each.ting, Serviceaftale)]
    efter = result(nu, skridt)
    kendt = nu._replace(organisationer=efter.organisationer, systemer=efter.systemer)
    foelge = installation.aftalekontor.follow_file(current_aktoer(), kendt, par)  # type: ignore[arg-type] # both are of one kind
    gem = partial(postrum.gem, foelge=foelge)
    version = apply(skridt, gem, tidspunkt=stamp_now(), hvem=current_kalder().hvem)
    console().print(f"Opsætningen har nu version {version}.")
    nye = [each.ting.brugernavn for each in skridt if isinstance(each.ting, Bruger) and each.foer is None]
    if nye:
        console().print(
            f"Nye brugere: {', '.join(nye)}. `haendelser bruger reset BRUGER` laver en førstegangskode til hver.",
            markup=False,
        )


def _text(fil: Path) -> str:
    try:
        return fil.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Brugerfejl("Opsætningsfilen skal være i UTF-8.") from None


def _show(skridt: Sequence[Skridt]) -> None:
    made = table("Plan", "Hvad", "Slags", "Id", "Navn", "Ændring")
    for each in skridt:
        aendring = "; ".join(_change(each, felt) for felt in each.felter)
        made.add_row(_ORD[each.handling], each.slags, escape(each.noegle), escape(each.navn), escape(aendring))
    console().print(made)


def _change(skridt: Skridt, felt: str) -> str:
    if felt in _HEMMELIGE and skridt.slags == "system":
        return f"{felt}: {'ny' if getattr(skridt.ting, felt) else 'fjernes'}"
    return f"{felt}: {_short(getattr(skridt.foer, felt))} → {_short(getattr(skridt.ting, felt))}"


def _short(vaerdi: object) -> str:
    if isinstance(vaerdi, bool):
        return "true" if vaerdi else "false"
    led = sorted(map(str, vaerdi)) if isinstance(vaerdi, frozenset | tuple) else [str(vaerdi)]
    tekst = mask_numbers(" ".join(", ".join(led).split()))
    return f"{tekst[:_LAENGST]}…" if len(tekst) > _LAENGST else tekst or "intet"


def _remark(tekster: Iterable[str]) -> None:
    for tekst in tekster:
        console().print(f"Bemærk: {tekst}", markup=False)


COMMANDS = (setup,)
