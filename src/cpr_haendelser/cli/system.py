"""`system` and `certifikat`: it-systems made, changed and closed, and the certificates that they log in with."""

from __future__ import annotations

from pathlib import Path

import click

from cpr_haendelser.administration.dueslag import Oenske
from cpr_haendelser.administration.systemer import Udvalg
from cpr_haendelser.cli import aftalevisning as vis
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Brugerfejl, Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console
from cpr_haendelser.cli.som import current_aktoer
from cpr_haendelser.storage.lager import STOERSTE

_FIL = click.Path(exists=True, dir_okay=False, path_type=Path)
_SYSTEM = click.argument("navn", metavar="SYSTEM")


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser system\nhaendelser system create Fagsystem --cvr 11111111 --kontakt drift@korsbaek.example",
)
@click.pass_context
def system(ctx: click.Context) -> None:
    """Viser it-systemerne (anvendersystemer), eller opretter, retter og lukker dem.

    SYSTEM er systemets UUID eller navn.
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened() as installation:
        systemer = installation.systemkontor.list_all(current_aktoer())
        ingen = "Der er ingen it-systemer; `haendelser system create` opretter et."
        console().print(vis.show_systems(systemer, installation.bord.opsaetning()) if systemer else ingen)


@system.command(cls=Kommando, epilog="haendelser system show Fagsystem")
@_SYSTEM
def show(navn: str) -> None:
    """Viser et it-system og dets dueslag."""
    with opened() as installation:
        fundet = installation.systemkontor.find(current_aktoer(), navn)
        for linje in vis.describe_system(fundet, installation.bord.opsaetning()):
            console().print(linje, markup=False)


@system.command(
    cls=Kommando,
    epilog="haendelser system create Fagsystem --cvr 11111111 --kontakt drift@korsbaek.example\n"
    "haendelser system create Fagsystem --cvr 11111111 --callback https://modtager.korsbaek.example/besked",
)
@click.argument("navn", metavar="NAVN")
@click.option("--cvr", required=True, metavar="CVR", help="Organisationen, som det hører til.")
@click.option("--kontakt", default="", metavar="MAIL", help="Hvem der skrives til.")
@click.option("--callback", "callbacks", multiple=True, metavar="URL", help="Adresse, der må sendes til; kan gentages.")
@click.option("--uuid", default="", metavar="UUID", help="Uden: et nyt laves.")
def create(navn: str, cvr: str, kontakt: str, callbacks: tuple[str, ...], uuid: str) -> None:
    """Opretter et it-system."""
    with opened() as installation:
        nyt = installation.systemkontor.create(
            current_aktoer(), navn, cvr, Udvalg(kontakt=kontakt, callbacks=callbacks), uuid
        )
        console().print(f"{nyt.navn}: {nyt.uuid}", markup=False)


@system.command(cls=Kommando, epilog="haendelser system change Fagsystem --kontakt vagt@korsbaek.example")
@_SYSTEM
@click.option("--nyt-navn", default=None, metavar="NAVN", help="Et andet navn.")
@click.option("--kontakt", default=None, metavar="MAIL", help="En anden kontakt.")
@click.option("--callback", "callbacks", multiple=True, metavar="URL", help="Netop disse adresser; kan gentages.")
@click.option("--ingen-callbacks", is_flag=True, help="Ingen adresser mere.")
def change(
    navn: str, *, nyt_navn: str | None, kontakt: str | None, callbacks: tuple[str, ...], ingen_callbacks: bool
) -> None:
    """Retter et it-systems navn, kontakt eller callbacks."""
    if callbacks and ingen_callbacks:
        raise Brugerfejl("Angiv --callback eller --ingen-callbacks, ikke begge.")
    valgt = callbacks if callbacks or ingen_callbacks else None
    _change(navn, Udvalg(navn=nyt_navn, kontakt=kontakt, callbacks=valgt))


@system.command(cls=Kommando, epilog="haendelser system close Fagsystem")
@_SYSTEM
def close(navn: str) -> None:
    """Lukker et it-system: det kan ikke logge ind og modtager intet; intet slettes."""
    _change(navn, Udvalg(aktiv=False))


@system.command("open", cls=Kommando, epilog="haendelser system open Fagsystem")
@_SYSTEM
def reopen(navn: str) -> None:
    """Åbner et lukket it-system igen; det, der ventede, går videre, hvis aftalerne tillader det."""
    _change(navn, Udvalg(aktiv=True))


@system.command(
    "add-dueslag",
    cls=Kommando,
    epilog="haendelser system add-dueslag Fagsystem Flytninger --filter \"personhaendelse = '034'\"\n"
    "haendelser system add-dueslag Fagsystem Alt --callback https://modtager.korsbaek.example/besked --fra 0",
)
@_SYSTEM
@click.argument("dueslag", metavar="DUESLAG")
@click.option("--beskedtype", default="", metavar="UUID", help="Uden: CPR Hændelse.")
@click.option("--callback", default="", metavar="URL", help="Adressen, der sendes til; uden: systemet henter selv.")
@click.option("--filter", "filter_", default="", metavar="FILTER", help="Uden: alt, hvad aftalerne tillader.")
@click.option(
    "--fra",
    default=None,
    type=click.IntRange(0, STOERSTE),
    metavar="N",
    help="Kun løbenumre over N; uden: det, der fordeles fra nu af.",
)
def add_dueslag(  # noqa: PLR0913 - the options
    navn: str, dueslag: str, *, beskedtype: str, callback: str, filter_: str, fra: int | None
) -> None:
    """Opretter et dueslag til et it-system."""
    with opened() as installation:
        type_ = beskedtype or installation.settings.beskeder.beskedtype
        oenske = Oenske(dueslag, callback, filter_)
        nyt = installation.dueslagskontor.create(current_aktoer(), navn, type_, oenske, fra)
        console().print(f"{nyt.navn}: {nyt.uuid} ({nyt.leveringsmaade})", markup=False)


@system.command("change-dueslag", cls=Kommando, epilog="haendelser system change-dueslag 0d000000-… --close")
@click.argument("uuid", metavar="DUESLAG")
@click.option("--nyt-navn", default=None, metavar="NAVN", help="Et andet navn.")
@click.option("--callback", default=None, metavar="URL", help="En anden adresse; tom: systemet henter selv.")
@click.option("--filter", "filter_", default=None, metavar="FILTER", help="Et andet filter; tomt: alt.")
@click.option("--close/--open", "luk", default=None, help="Lukker eller åbner dueslaget; intet slettes.")
def change_dueslag(
    uuid: str, *, nyt_navn: str | None, callback: str | None, filter_: str | None, luk: bool | None
) -> None:
    """Retter, lukker eller åbner et dueslag; DUESLAG er dets UUID."""
    with opened() as installation:
        oenske = Oenske(nyt_navn, callback, filter_, None if luk is None else not luk)
        nyt = installation.dueslagskontor.change(current_aktoer(), uuid, oenske)
        console().print(f"{nyt.navn}: {nyt.leveringsmaade}{'' if nyt.aktiv else ', lukket'}", markup=False)


def _change(navn: str, valg: Udvalg) -> None:
    with opened() as installation:
        nyt = installation.systemkontor.change(current_aktoer(), navn, valg)
        for linje in vis.describe_system(nyt, installation.postrum.opsaetning()):
            console().print(linje, markup=False)


@click.group(
    cls=Gruppe,
    subcommand_metavar="KOMMANDO …",
    epilog="haendelser certifikat list Fagsystem\nhaendelser certifikat add Fagsystem fagsystem.pem",
)
def certifikat() -> None:
    """Viser, tilføjer og fjerner de certifikater, som it-systemer logger ind med.

    SYSTEM er systemets UUID eller navn. docs/certifikater.md viser vejen fra bestilling til skift.
    """


@certifikat.command("list", cls=Kommando, epilog="haendelser certifikat list Fagsystem")
@_SYSTEM
def list_all(navn: str) -> None:
    """Viser et it-systems certifikater, også de fjernede."""
    with opened() as installation:
        fundne = installation.certifikatkontor.list_all(current_aktoer(), navn)
        console().print(vis.show_certificates(fundne) if fundne else "It-systemet har intet certifikat.")


@certifikat.command(cls=Kommando, epilog="haendelser certifikat add Fagsystem fagsystem.pem")
@_SYSTEM
@click.argument("fil", type=_FIL, metavar="FIL")
def add(navn: str, fil: Path) -> None:
    """Tilføjer den offentlige del af et certifikat (PEM eller DER); den private nøgle skal blive, hvor den er."""
    with opened() as installation:
        tilfoejet = installation.certifikatkontor.add(current_aktoer(), navn, fil.read_bytes())
        nyt = tilfoejet.certifikat
        console().print(
            f"{nyt.navn}\nFingeraftryk (SHA-256): {nyt.fingeraftryk}\nUdløber: {nyt.gyldig_til[:10]}", markup=False
        )
        for tekst in tilfoejet.bemaerkninger:
            console().print(f"Bemærk: {tekst}", markup=False)


@certifikat.command(
    cls=Kommando,
    epilog="haendelser certifikat remove Fagsystem 3f9a0c12\nhaendelser certifikat remove Fagsystem 3f9a0c12 --spaer",
)
@_SYSTEM
@click.argument("fingeraftryk", metavar="FINGERAFTRYK")
@click.option("--spaer", is_flag=True, help="Nøglen er røbet: hverken certifikatet eller dets nøgle bruges igen.")
def remove(navn: str, fingeraftryk: str, *, spaer: bool) -> None:
    """Fjerner et certifikat: systemet kan ikke logge ind med det mere."""
    with opened() as installation:
        fjernet = installation.certifikatkontor.remove(current_aktoer(), navn, fingeraftryk, spaer=spaer)
        console().print(f"{'Spærret' if fjernet.spaerret else 'Fjernet'}: {fjernet.fingeraftryk}", markup=False)


COMMANDS = (system, certifikat)
