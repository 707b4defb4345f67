"""`aftale`: serviceaftaler shown, requested, decided and ended; the operator's way in."""

from __future__ import annotations

import sys
from functools import partial
from typing import NamedTuple

import click

from cpr_haendelser.administration.anmodning import Anmodning
from cpr_haendelser.aftaler.livsforloeb import Skridt
from cpr_haendelser.aftaler.model import ALLE, Aftaletilstand
from cpr_haendelser.aftaler.ord import SERVICES
from cpr_haendelser.cli import aftalevisning as vis
from cpr_haendelser.cli.aaben import at_desk, opened
from cpr_haendelser.cli.dansk import Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console
from cpr_haendelser.cli.som import current_aktoer

_ID = click.argument("id_", metavar="AFTALE")
_TILSTANDE = [each.value for each in Aftaletilstand]


class Greb(NamedTuple):
    """A step of the command line."""

    skridt: Skridt
    hvad: str
    grund: bool


GREB = {
    "approve": Greb(Skridt.GODKEND, "Godkender en aftale, der er anmodet om; kun i exttest.", grund=False),
    "reject": Greb(Skridt.AFVIS, "Afviser en aftale, der er anmodet om; kun i exttest.", grund=True),
    "withdraw": Greb(Skridt.TRAEK, "Trækker en anmodning tilbage.", grund=False),
    "end": Greb(Skridt.OPSIG, "Opsiger en godkendt aftale; det, der venter, tilbageholdes.", grund=True),
}
"""Each step that the operator may take, by its word on the command line."""


_OM_GRUND = "Hvorfor; det står i aftalens tråd."
_HVORFOR = click.option("--grund", required=True, metavar="TEKST", help=_OM_GRUND)
_MAASKE_HVORFOR = click.option("--grund", default="", metavar="TEKST", help=_OM_GRUND)


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser aftale\nhaendelser aftale --tilstand anmodet\nhaendelser aftale show korsbaek-cpr-haendelser",
)
@click.option(
    "--tilstand", default=None, type=click.Choice(_TILSTANDE), metavar="TILSTAND", help=f"{', '.join(_TILSTANDE)}."
)
@click.option("--system", default="", metavar="SYSTEM", help="Kun dette it-systems; UUID eller navn.")
@click.option("--myndighed", default="", metavar="CVR", help="Kun dem med denne myndighed.")
@click.pass_context
def aftale(ctx: click.Context, tilstand: str | None, system: str, myndighed: str) -> None:
    """Viser serviceaftalerne, eller anmoder om, afgør og opsiger dem.

    AFTALE er aftalens id. I produktion afgør myndigheden selv, over HTTP eller i konsollen; operatøren kan ikke.
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened() as installation:
        uuid = installation.systemkontor.find(current_aktoer(), system).uuid if system else ""
        valgt = Aftaletilstand(tilstand) if tilstand else None
        kontor = installation.aftalekontor
        aftaler = kontor.list_all(current_aktoer(), tilstand=valgt, system=uuid, myndighed=myndighed)
        ingen = "Der er ingen af dem; `haendelser aftale request` anmoder om en."
        opsat, hindringer = installation.bord.opsaetning(), kontor.hindringer(aftaler)
        console().print(vis.show_all(aftaler, opsat, hindringer) if aftaler else ingen)


@aftale.command(
    cls=Kommando, epilog="haendelser aftale show korsbaek-cpr-haendelser\nhaendelser aftale show 0d000000-… --eksempel"
)
@_ID
@click.option("--eksempel", is_flag=True, help="Skriver en besked, som den ville se ud, om en opdigtet person (XML).")
def show(id_: str, *, eksempel: bool) -> None:
    """Viser i almindelige ord, hvad en aftale lader videregive, og aftalens tråd."""
    with opened() as installation:
        kontor = installation.aftalekontor
        fundet = kontor.find(current_aktoer(), id_)
        if eksempel:
            sys.stdout.write(installation.write_example(fundet).decode("utf-8") + "\n")
            return
        ord_, traad = kontor.explain(current_aktoer(), id_), kontor.thread(current_aktoer(), id_)
        hindring = kontor.hindringer([fundet]).get(fundet.id)
        for linje in vis.describe(kontor.sag(current_aktoer(), id_), hindring, ord_, traad):
            console().print(linje, markup=False)


@aftale.command(
    cls=Kommando,
    epilog='haendelser aftale request --system Fagsystem --myndighed 11111111 --formaal "Flyttehjælp" '
    '--hjemmel "Serviceloven § 85"\n'
    "haendelser aftale request --system Fagsystem --myndighed 11111111 --kode 034 --kode 035 --til 2027-12-31 "
    '--formaal "Flyttehjælp" --hjemmel "Serviceloven § 85"',
)
@click.option("--system", required=True, metavar="SYSTEM", help="It-systemet; UUID eller navn.")
@click.option(
    "--myndighed", "myndigheder", multiple=True, required=True, metavar="CVR", help="Myndigheden; kan gentages."
)
@click.option("--formaal", required=True, metavar="TEKST", help="Hvad oplysningerne bruges til.")
@click.option("--hjemmel", required=True, metavar="TEKST", help="Loven, der giver lov.")
@click.option(
    "--service", default="BeskedModtag", type=click.Choice(list(SERVICES)), metavar="SERVICE",
    help=f"{', '.join(SERVICES)}. Standard: BeskedModtag.",
)  # fmt: skip
@click.option("--version", "udgave", default="2.0", metavar="VERSION", help="Servicens version. Standard: 2.0.")
@click.option("--beskedtype", "beskedtyper", multiple=True, metavar="UUID", help="Uden: CPR Hændelse. Kan gentages.")
@click.option("--kode", "koder", multiple=True, metavar="KODE", help="Hændelseskode; uden: alle. Kan gentages.")
@click.option("--foelsomhed", multiple=True, metavar="UUID", help="Uden: fortrolige personoplysninger. Kan gentages.")
@click.option("--emne", "emner", multiple=True, metavar="KLE", help="Forvaltningsområde; uden: alle. Kan gentages.")
@click.option("--afsender", "afsendere", multiple=True, metavar="CVR", help="Uden: alle. Kan gentages.")
@click.option("--fra", default="", metavar="DATO", help="Første dag, den gælder. Uden: når den er godkendt.")
@click.option("--til", default="", metavar="DATO", help="Sidste dag, den gælder. Uden: indtil den opsiges.")
@click.option("--snapshot", is_flag=True, help="Systemet må også læse myndighedens personer samlet.")
@click.option("--erstatter", default="", metavar="AFTALE", help="Den godkendte aftale, som den erstatter.")
def request(  # noqa: PLR0913 - the options
    *,
    system: str,
    myndigheder: tuple[str, ...],
    formaal: str,
    hjemmel: str,
    service: str,
    udgave: str,
    beskedtyper: tuple[str, ...],
    koder: tuple[str, ...],
    foelsomhed: tuple[str, ...],
    emner: tuple[str, ...],
    afsendere: tuple[str, ...],
    fra: str,
    til: str,
    snapshot: bool,
    erstatter: str,
) -> None:
    """Anmoder om en serviceaftale med hver af de nævnte myndigheder."""
    with at_desk() as installation:
        beskeder = installation.settings.beskeder
        anmodning = Anmodning(
            system=installation.systemkontor.find(current_aktoer(), system).uuid,
            myndigheder=myndigheder,
            formaal=formaal,
            hjemmel=hjemmel,
            beskedtyper=beskedtyper or (beskeder.beskedtype,),
            foelsomhed=foelsomhed or (beskeder.sikkerhedsklassificering,),
            service=service,
            version=udgave,
            koder=koder or (ALLE,),
            forvaltningsomraader=emner or (ALLE,),
            afsendere=afsendere or (ALLE,),
            gyldig_fra=fra,
            gyldig_til=til,
            snapshot=snapshot,
            erstatter=erstatter,
        )
        for ny in installation.aftalekontor.request(current_aktoer(), anmodning):
            console().print(f"{ny.id}: {ny.tilstand} (myndighed {ny.myndighed})", markup=False)


@aftale.command(cls=Kommando, epilog='haendelser aftale say korsbaek-cpr-haendelser "Hvornår kan I tage stilling?"')
@_ID
@click.argument("tekst", metavar="TEKST")
def say(id_: str, tekst: str) -> None:
    """Skriver i en aftales tråd; parterne får det at vide."""
    with at_desk() as installation:
        installation.aftalekontor.say(current_aktoer(), id_, tekst)
    console().print("Skrevet.")


def _step(navn: str, id_: str, grund: str) -> None:
    with at_desk() as installation:
        efter = installation.aftalekontor.take(current_aktoer(), id_, GREB[navn].skridt, grund)
        console().print(f"{efter.id}: {vis.shown(efter.tilstand)}", markup=False)


def _add_steps() -> None:
    for navn, greb in GREB.items():
        eksempel = ' --grund "…"' if greb.grund else ""
        kommando = click.command(
            navn, cls=Kommando, help=greb.hvad, epilog=f"haendelser aftale {navn} korsbaek-cpr-haendelser{eksempel}"
        )
        grund = _HVORFOR if greb.grund else _MAASKE_HVORFOR
        aftale.add_command(kommando(_ID(grund(partial(_step, navn)))))


_add_steps()

COMMANDS = (aftale,)
