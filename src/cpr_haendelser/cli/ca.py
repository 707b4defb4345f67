"""`ca init`, `ca issue` and `linjetest`."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpr_haendelser.cli.dansk import Brugerfejl, Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console, say_error
from cpr_haendelser.cli.vaerdityper import Heltal
from cpr_haendelser.fejl import Fejl, Miljoefejl
from cpr_haendelser.settings import load
from cpr_haendelser.tls.kontekster import Filer, client_context

if TYPE_CHECKING:
    from cpr_haendelser.tls.ca import Udstedt

_FIL = click.Path(exists=True, dir_okay=False, path_type=Path)
_MAPPE = click.Path(file_okay=False, path_type=Path)


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
    "haendelser ca issue client --navn anvender --cvr 12345678\n"
    "haendelser ca issue client --system Fagsystem",
)
@click.argument("brug", type=click.Choice(["server", "client"]))
@click.option("--navn", metavar="NAVN", default="", help="Navnet i certifikatet (CN) og filernes navn.")
@click.option("--cvr", metavar="CVR", default="", help="Organisationens CVR-nummer.")
@click.option(
    "--system",
    metavar="SYSTEM",
    default="",
    help="It-systemet, som klientcertifikatet også registreres på; UUID eller navn. Uden --navn og --cvr er de dets.",
)
@click.option(
    "--vaert", multiple=True, metavar="VÆRT", help="Værtsnavn eller IP-adresse, som et servercertifikat gælder for."
)
@click.option("--mappe", type=_MAPPE, metavar="MAPPE", default=Path("ca"), help="Mappen med CA'en; ellers ca.")
@click.option(
    "--adgangskode", metavar="KODE", default="", help="Adgangskode til PKCS#12-filen; uden den laves en, der vises."
)
def issue(  # noqa: PLR0913 - the options
    brug: str, navn: str, cvr: str, system: str, vaert: tuple[str, ...], mappe: Path, adgangskode: str
) -> None:
    """Udsteder et certifikat til en server eller en klient.

    Med --system registreres et klientcertifikat med det samme på it-systemet, og det kan logge ind med det.
    """
    from cpr_haendelser.tls.ca import Brug, Oenske
    from cpr_haendelser.tls.ca import issue as make

    _only_in_test()
    kode = adgangskode or secrets.token_urlsafe(12)
    if system:
        if brug == Brug.SERVER or vaert:
            raise Brugerfejl("--system er til klientcertifikater.")
        udstedt = _issue_to_system(mappe, system, navn, cvr, kode)
    else:
        if not navn or not cvr:
            raise Brugerfejl("Angiv --navn og --cvr, eller --system.")
        vaerter = vaert or (("localhost", "127.0.0.1", "::1") if brug == Brug.SERVER else ())
        udstedt = make(mappe, Oenske(Brug(brug), navn, cvr, vaerter), nu=datetime.now(UTC), adgangskode=kode)
    console().print(
        f"Certifikat: {udstedt.certifikat}\nNøgle: {udstedt.noegle}\nPKCS#12: {udstedt.pkcs12}", markup=False
    )
    if not adgangskode:
        console().print(f"PKCS#12-filens adgangskode: {kode}", markup=False)


def _issue_to_system(mappe: Path, system: str, navn: str, cvr: str, kode: str) -> Udstedt:
    """A client certificate that lets an it-system in; where it cannot be registered, none is left behind."""
    from cpr_haendelser.aftaler.hold import bare_cvr
    from cpr_haendelser.cli.aaben import opened
    from cpr_haendelser.cli.som import current_aktoer
    from cpr_haendelser.tls.ca import Brug, Oenske
    from cpr_haendelser.tls.ca import issue as make

    with opened() as installation:
        fundet = installation.systemkontor.find(current_aktoer(), system)
        oenske = Oenske(Brug.KLIENT, navn or _free_name(mappe, fundet.navn), cvr or bare_cvr(fundet.cvr))
        udstedt = make(mappe, oenske, nu=datetime.now(UTC), adgangskode=kode)
        try:
            nyt = installation.certifikatkontor.add(current_aktoer(), fundet.uuid, udstedt.certifikat.read_bytes())
        except Fejl:
            for fil in udstedt:
                fil.unlink()
            raise
    console().print(
        f"Registreret på {fundet.navn} ({fundet.uuid}); udløber {nyt.certifikat.gyldig_til[:10]}", markup=False
    )
    return udstedt


def _free_name(mappe: Path, navn: str) -> str:
    """A system's name as the stem of files that are not there yet."""
    from cpr_haendelser.tls.ca import CA_NAVN, to_stem

    stamme = to_stem(navn) or "klient"
    numre = (stamme, *(f"{stamme}-{nr}" for nr in range(2, 1000)))
    return next(each for each in numre if each != CA_NAVN and not (mappe / f"{each}.pem").exists())


@click.command(
    cls=Kommando,
    epilog="haendelser linjetest localhost 5671 --tillid ca/ca.pem --certifikat a.pem --noegle a.key\n"
    "haendelser linjetest localhost 5671 --tillid ca/ca.pem --certifikat a.pem --noegle a.key "
    "--dueslag 4fe05a4d-33e8-40bf-abeb-b3674bc54cfe",
)
@click.argument("vaert", metavar="VÆRT")
@click.argument("port", metavar="PORT", type=Heltal(1, 65535))
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
