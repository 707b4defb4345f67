"""`receive`, `watch` and `files`: CPR files in, and what became of them."""

from __future__ import annotations

import time
from pathlib import Path

import click

from cpr_haendelser.app import Installation
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.skaerm import console, count, progress, say_error, table
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.modtagelse.modtag import AlleredeModtaget, Oenske
from cpr_haendelser.modtagelse.overvaag import Melding, Overvaager
from cpr_haendelser.storage.lager import Kvittering, Leverance, Linje099

_EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)
GRUNDE = {
    "levering": "kunden bad om personen; intet er sket",
    "annulleret_i_levering": "registreret og fortrudt i samme levering",
    "ingen_forskel": "ingen forskel i posterne",
    "indgaar_i_anden": "indgår i en anden hændelse",
    "aeldre_end_billedet": "ældre end personens billede fra en anden opgave",
    "etablering": "etablering: giver ingen hændelser",
}
"""Why a 099 line caused no hændelse, in words."""


@click.command()
@click.argument("filer", nargs=-1, required=True, type=_EXISTING, metavar="FIL…")
@click.option("--initial", "etablering", is_flag=True, help="Statusudtræk: fylder replikaen og giver ingen hændelser.")
@click.option(
    "--new-task", "nye", multiple=True, metavar="OPGAVE", help="Opgavenummer, der gerne må mødes første gang."
)
@click.option(
    "--accept-gap", "hul", default="", metavar="GRUND", help="Accepterer, at filer mangler i kæden, med en grund."
)
@click.option("--as-haendelser", "som_haendelser", is_flag=True, help="Forskelle ved genetablering bliver hændelser.")
def receive(filer: tuple[Path, ...], etablering: bool, nye: tuple[str, ...], hul: str, som_haendelser: bool) -> None:  # noqa: FBT001 - click's flags
    """Modtager CPR-filer, hver helt eller slet ikke, i den nævnte rækkefølge."""
    with opened() as installation:
        for path in filer:
            oenske = Oenske(path, nye, etablering=etablering, accepteret_hul=hul, som_haendelser=som_haendelser)
            try:
                with progress(path.name) as fremdrift:
                    kvittering = installation.receive(oenske, fremdrift)
            except AlleredeModtaget as allerede:
                console().print(f"{path.name}: allerede modtaget som fil {allerede.leverance.fil}; intet er ændret.")
                continue
            console().print(receipt(kvittering), markup=False)


def receipt(kvittering: Kvittering) -> str:
    """One line about a received file."""
    fil = kvittering.leverance
    numre = f" (nr. {kvittering.foerste}-{kvittering.sidste})" if kvittering.foerste else ""
    aeldre = f", {count(fil.aeldre)} ældre end billedet" if fil.aeldre else ""
    bemaerket = "".join(f"\n  bemærk: {tekst}" for tekst in fil.bemaerkninger)
    return (
        f"{fil.filnavn}: fil {fil.fil}, opgave {fil.opgave}, {fil.proddto}: {count(fil.personer)} personer, "
        f"{count(fil.aendrede)} ændrede{aeldre}, {count(fil.haendelser)} hændelser{numre}{bemaerket}"
    )


@click.command()
@click.argument("mappe", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="MAPPE")
@click.option(
    "--new-task", "nye", multiple=True, metavar="OPGAVE", help="Opgavenummer, der gerne må mødes første gang."
)
@click.option("--once", is_flag=True, help="Tager det, der ligger der, og slutter.")
def watch(mappe: Path, nye: tuple[str, ...], once: bool) -> None:  # noqa: FBT001 - click's flag
    """Overvåger en mappe og modtager filer, når de er hele, i kædens rækkefølge."""
    with opened() as installation:
        settings = installation.settings
        if not settings.environment_named:
            raise Brugsfejl(
                "MIL-002",
                "watch starter kun, hvor miljøet er nævnt udtrykkeligt, for i ExtTest sletter den filer. Sæt "
                "HAENDELSER_ENVIRONMENT=exttest eller produktion.",
            )
        sletter = settings.environment == "exttest"
        console().print(_greeting(mappe, sletter=sletter), markup=False)
        overvaager = Overvaager(mappe, installation.receive, sletter=sletter, oenske=Oenske(mappe, nye))
        while True:
            for melding in overvaager.poll():
                _tell(melding)
            if once:
                return
            time.sleep(settings.watch_interval)


def _greeting(mappe: Path, *, sletter: bool) -> str:
    regel = (
        "Miljøet er ExtTest: filer med numre af almindelig form SLETTES. Andre afviste filer flyttes til afvist/."
        if sletter
        else "Miljøet er Produktion: afviste filer flyttes til afvist/; intet slettes."
    )
    return f"Overvåger {mappe}. {regel}"


def _tell(melding: Melding) -> None:
    navn = melding.path.name
    if melding.kvittering is not None:
        console().print(receipt(melding.kvittering), markup=False)
    elif melding.allerede:
        console().print(f"{navn}: allerede modtaget; flyttet til modtaget/.", markup=False)
    elif melding.fejl is not None:
        udfald = "SLETTET" if melding.slettet else "venter" if melding.path.exists() else "flyttet til afvist/"
        say_error(f"{melding.fejl} [{udfald}]")


@click.command()
@click.argument("fil", required=False, type=int, metavar="[NUMMER]")
def files(fil: int | None) -> None:
    """Viser de modtagne filer, eller én fil med det, der blev af hver 099-linje."""
    with opened() as installation:
        if fil is None:
            _show_ledger(installation)
        else:
            _show_file(installation, fil)


def _show_ledger(installation: Installation) -> None:
    made = table(
        "Modtagne filer",
        "Fil>",
        "Navn",
        "Opgave",
        "Dato",
        "Forrige",
        "Art",
        "Personer>",
        "Ændrede>",
        "099>",
        "Hændelser>",
        "Modtaget",
    )
    efter = 0
    while leverancer := installation.lager.leverancer(efter=efter):
        for fil in leverancer:
            made.add_row(
                str(fil.fil), fil.filnavn, fil.opgave, fil.proddto, fil.proddto_forrig, fil.art, count(fil.personer),
                count(fil.aendrede), count(sum(fil.koder099.values())), count(fil.haendelser), fil.modtaget[:19],
            )  # fmt: skip
        efter = leverancer[-1].fil
    console().print(made if made.row_count else "Ingen filer er modtaget endnu. Prøv: haendelser receive FIL")


def _show_file(installation: Installation, nummer: int) -> None:
    fil = installation.lager.leverance(nummer)
    if fil is None:
        raise Brugsfejl("FIL-020", f"der er ingen fil {nummer}; `haendelser files` viser dem, der er.")
    out = console()
    out.print(receipt(Kvittering(fil, 0, 0, 0)), markup=False)
    if fil.grund:
        out.print(f"  hul i kæden accepteret: {fil.grund}", markup=False)
    out.print(_counts(fil))
    made = table("099-linjer", "Linje>", "Kode", "Mærke", "Tid", "Hændelser (løbenumre), eller hvorfor ingen")
    efter = 0
    while linjer := installation.lager.linjer099(nummer, efter=efter):
        for linje in linjer:
            made.add_row(str(linje.linje), linje.kode, linje.maerke, linje.tid, _outcome(linje))
        efter = linjer[-1].linje
    if made.row_count:
        out.print(made)


def _counts(fil: Leverance) -> str:
    poster = ", ".join(f"{posttype}: {count(antal)}" for posttype, antal in sorted(fil.poster.items()))
    koder = ", ".join(f"{kode}: {count(antal)}" for kode, antal in sorted(fil.koder099.items()))
    return f"  poster   {poster}\n  099      {koder or 'ingen'}"


def _outcome(linje: Linje099) -> str:
    if linje.loebenumre:
        return ", ".join(map(str, linje.loebenumre))
    return f"ingen: {GRUNDE.get(linje.grund, linje.grund)}"


COMMANDS = (receive, watch, files)
