"""`ca init`, `ca issue` and `linjetest`."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from cpr_haendelser.cli.dansk import Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console, say_error
from cpr_haendelser.fejl import Miljoefejl
from cpr_haendelser.settings import load
from cpr_haendelser.tls.kontekster import Filer, client_context

_FIL = click.Path(exists=True, dir_okay=False, path_type=Path)
_MAPPE = click.Path(file_okay=False, path_type=Path)


def _needed(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    if value is None:
        raise click.MissingParameter(ctx=ctx, param=param)
    return value


@click.group(cls=Gruppe, subcommand_metavar="KOMMANDO …", epilog="haendelser ca init ca")
def ca() -> None:
    """Laver certifikater til test; aldrig til produktion."""


@ca.command(cls=Kommando, epilog="haendelser ca init ca")
@click.argument("mappe", metavar="MAPPE", type=_MAPPE)
def init(mappe: Path) -> None:
    """Laver en test-CA i MAPPE."""
    from cpr_haendelser.tls.ca import init as make

    _only_in_test()
    udstedt = make(mappe, nu=datetime.now(UTC))
    console().print(f"CA'ens certifikat, som andre skal have tillid til: {udstedt.certifikat}", markup=False)


@ca.command(
    cls=Kommando,
    epilog="haendelser ca issue server --navn port --cvr 12345678 --vaert localhost\n"
    "haendelser ca issue client --navn anvender --cvr 12345678",
)
@click.argument("brug", type=click.Choice(["server", "client"]))
@click.option("--navn", metavar="NAVN", callback=_needed, help="Navnet i certifikatet (CN) og filernes navn.")
@click.option("--cvr", metavar="CVR", callback=_needed, help="Organisationens CVR-nummer.")
@click.option(
    "--vaert", multiple=True, metavar="VÆRT", help="Værtsnavn eller IP-adresse, som et servercertifikat gælder for."
)
@click.option("--mappe", type=_MAPPE, metavar="MAPPE", default=Path("ca"), help="Mappen med CA'en; ellers ca.")
@click.option(
    "--adgangskode", metavar="KODE", default="", help="Adgangskode til PKCS#12-filen; uden den laves en, der vises."
)
def issue(brug: str, navn: str, cvr: str, vaert: tuple[str, ...], mappe: Path, adgangskode: str) -> None:  # noqa: PLR0913 - the options
    """Udsteder et certifikat til en server eller en klient."""
    from cpr_haendelser.tls.ca import Brug, Oenske
    from cpr_haendelser.tls.ca import issue as make

    _only_in_test()
    kode = adgangskode or secrets.token_urlsafe(12)
    vaerter = vaert or (("localhost", "127.0.0.1", "::1") if brug == Brug.SERVER else ())
    udstedt = make(mappe, Oenske(Brug(brug), navn, cvr, vaerter), nu=datetime.now(UTC), adgangskode=kode)
    console().print(
        f"Certifikat: {udstedt.certifikat}\nNøgle: {udstedt.noegle}\nPKCS#12: {udstedt.pkcs12}", markup=False
    )
    if not adgangskode:
        console().print(f"PKCS#12-filens adgangskode: {kode}", markup=False)


@click.command(
    cls=Kommando,
    epilog="haendelser linjetest localhost 5671 --tillid ca/ca.pem --certifikat a.pem --noegle a.key\n"
    "haendelser linjetest localhost 5671 --tillid ca/ca.pem --certifikat a.pem --noegle a.key "
    "--dueslag 4fe05a4d-33e8-40bf-abeb-b3674bc54cfe",
)
@click.argument("vaert", metavar="VÆRT")
@click.argument("port", metavar="PORT", type=click.IntRange(1, 65535))
@click.option(
    "--tillid", type=_FIL, metavar="FIL", help="CA, som modpartens certifikat skal være fra; ellers maskinens egne."
)
@click.option("--certifikat", type=_FIL, metavar="FIL", help="Vores klientcertifikat (PEM).")
@click.option("--noegle", type=_FIL, metavar="FIL", help="Nøglen til det (PEM).")
@click.option(
    "--dueslag", default="", metavar="UUID", help="Prøv også login (BeskedHent) og aftalen: må dueslaget hentes?"
)
def linjetest(  # noqa: PLR0913 - the options
    vaert: str, port: int, tillid: Path | None, certifikat: Path | None, noegle: Path | None, dueslag: str
) -> None:
    """Prøver linjen til en vært og siger, hvad der er galt."""
    from cpr_haendelser.fordeling.amqp.linjetest import try_login
    from cpr_haendelser.tls.linjetest import try_line

    filer = Filer(certifikat, noegle, tillid)
    svar = try_line(vaert, port, filer)
    if svar.kode != "i-orden":
        say_error(svar.tekst)
        raise click.exceptions.Exit(1)
    console().print(f"{svar.tekst}\n{svar.tls}; modpartens certifikat gælder til {svar.udloeber}", markup=False)
    if dueslag:
        login = try_login(vaert, port, client_context(filer), dueslag)
        if not login.i_orden:
            say_error(login.tekst)
            raise click.exceptions.Exit(1)
        console().print(login.tekst, markup=False)


def _only_in_test() -> None:
    if load().environment == "produktion":
        raise Miljoefejl("MIL-010", "test-certifikater laves ikke i produktion; brug OCES3-certifikater.")


COMMANDS = (ca, linjetest)
