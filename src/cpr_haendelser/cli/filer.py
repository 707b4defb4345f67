"""`receive`, `watch` and `files`: CPR files in, and what became of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import click

from cpr_haendelser.app import Installation
from cpr_haendelser.app.installation import now
from cpr_haendelser.cli.aaben import opened, opened_or_made
from cpr_haendelser.cli.dansk import Brugerfejl, Kommando
from cpr_haendelser.cli.skaerm import console, count, progress, say_error, say_quietly, table
from cpr_haendelser.cli.som import current_kalder
from cpr_haendelser.cli.vaerdityper import Heltal
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.logning import mask
from cpr_haendelser.modtagelse.grunde import GRUNDE
from cpr_haendelser.modtagelse.modtag import AlleredeModtaget, Oenske
from cpr_haendelser.modtagelse.overvaag import Melding, Overvaager
from cpr_haendelser.opslag.filer import find_fil
from cpr_haendelser.storage.lager import STOERSTE, Kvittering, Leverance, Leveranceart, Linje099
from cpr_haendelser.udlevering.spor import LINJER, shown

_NEW_TASK = click.option(
    "--new-task", "nye", multiple=True, metavar="OPGAVE", help="Opgavenummer, der må mødes første gang; kan gentages."
)
ARTER = {art: art.value for art in Leveranceart} | {Leveranceart.AENDRINGER: "ændringer"}
"""How a file was received, in words."""


@click.command(
    cls=Kommando,
    epilog="haendelser receive --initial --new-task 123456 D261120.L123456\n"
    "haendelser receive D261123.L123456 D261124.L123456",
)
@click.argument("filer", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FIL…")
@click.option("--initial", "etablering", is_flag=True, help="Statusudtræk: fylder replikaen og giver ingen hændelser.")
@_NEW_TASK
@click.option(
    "--accept-gap",
    "hul",
    default="",
    metavar="GRUND",
    help="Accepterer, at filer mangler i kæden, med en grund: replikaen genetableres, uden hændelser.",
)
@click.option("--as-haendelser", "som_haendelser", is_flag=True, help="Forskelle ved genetablering bliver hændelser.")
def receive(filer: tuple[Path, ...], etablering: bool, nye: tuple[str, ...], hul: str, som_haendelser: bool) -> None:  # noqa: FBT001 - click's flags
    """Modtager CPR-filer, hver helt eller slet ikke, i den nævnte rækkefølge.

    En fil, der afvises, ændrer intet, og de næste på linjen prøves ikke. Filerne selv bliver liggende.
    """
    mangler = [path.name for path in filer if not path.is_file()]
    if mangler:
        raise Brugerfejl(f"Der er ingen fil {mask(', '.join(mangler))}.")
    if etablering and len(filer) > 1:
        raise Brugerfejl(
            "--initial tager ét statusudtræk. Modtag ændringerne bagefter uden --initial; ellers giver de ingen "
            "hændelser."
        )
    with opened_or_made() as installation:
        for nummer, path in enumerate(filer, 1):
            oenske = Oenske(path, nye, etablering=etablering, accepteret_hul=hul, som_haendelser=som_haendelser)
            try:
                _receive_one(installation, oenske)
            except Fejl:
                if nummer < len(filer):
                    say_quietly(f"Ikke prøvet: {mask(', '.join(rest.name for rest in filer[nummer:]))}")
                raise


def _receive_one(installation: Installation, oenske: Oenske) -> None:
    navn = mask(oenske.path.name)
    try:
        with progress(navn) as fremdrift:
            kvittering = installation.receive(oenske, fremdrift)
    except AlleredeModtaget as allerede:
        fil = allerede.leverance.fil
        console().print(f"{navn}: allerede modtaget som fil {fil}; intet er ændret.", markup=False)
    else:
        console().print(receipt(kvittering), markup=False)


def receipt(kvittering: Kvittering) -> str:
    """One line about a received file, and one for each remark."""
    fil = kvittering.leverance
    numre = f" (nr. {kvittering.foerste}-{kvittering.sidste})" if kvittering.foerste else ""
    aeldre = f", {count(fil.aeldre)} ældre end billedet" if fil.aeldre else ""
    bemaerket = "".join(f"\n  bemærk: {tekst}" for tekst in (*fil.bemaerkninger, *_without_haendelser(fil)))
    return (
        f"{fil.filnavn}: fil {fil.fil}, opgave {fil.opgave}, {fil.proddto}: {count(fil.personer)} personer, "
        f"{count(fil.aendrede)} ændrede{aeldre}, {count(fil.haendelser)} hændelser{numre}{bemaerket}"
    )


def _without_haendelser(fil: Leverance) -> Iterator[str]:
    if fil.art is Leveranceart.GENETABLERING and fil.aendrede and not fil.haendelser:
        yield "genetablering: det ændrede blev ikke til hændelser"


@click.command(cls=Kommando, epilog="HAENDELSER_ENVIRONMENT=produktion haendelser watch indbakke")
@click.argument("mappe", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="MAPPE")
@_NEW_TASK
@click.option("--once", is_flag=True, help="Tager det, der ligger der, og slutter; 1, hvis en fil blev afvist.")
def watch(mappe: Path, nye: tuple[str, ...], once: bool) -> int:  # noqa: FBT001 - click's flag
    """Overvåger en mappe og modtager filer, når de er hele, i kædens rækkefølge.

    Modtagne filer flyttes til modtaget/, afviste til afvist/. I ExtTest slettes filer med numre af almindelig form;
    derfor starter kommandoen kun, hvor miljøet er nævnt udtrykkeligt.
    """
    with opened_or_made() as installation:
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
        if once:
            return int(_look(overvaager, installation))
        try:
            while True:
                _look(overvaager, installation)
                time.sleep(settings.watch_interval)
        except KeyboardInterrupt:
            console().print("Stoppet.")
    return 0


def _look(overvaager: Overvaager, installation: Installation) -> bool:
    """One round; whether a file was refused in it."""
    afvist = False
    for melding in overvaager.poll():
        _tell(melding)
        installation.meldingsbog.add(melding, now())
        afvist |= melding.afvist or melding.slettet
    return afvist


def _greeting(mappe: Path, *, sletter: bool) -> str:
    regel = (
        "Miljøet er ExtTest: filer med numre af almindelig form SLETTES. Andre afviste filer flyttes til afvist/."
        if sletter
        else "Miljøet er Produktion: afviste filer flyttes til afvist/; intet slettes."
    )
    return f"Overvåger {mappe}. {regel} Stop med Ctrl-C."


def _tell(melding: Melding) -> None:
    navn = mask(melding.path.name)
    if melding.kvittering is not None:
        console().print(receipt(melding.kvittering), markup=False)
    elif melding.allerede:
        console().print(f"{navn}: allerede modtaget; flyttet til modtaget/.", markup=False)
    elif melding.fejl is not None:
        udfald = "SLETTET" if melding.slettet else "flyttet til afvist/" if melding.afvist else "venter"
        say_error(f"{melding.fejl} [{udfald}]")


@click.command(cls=Kommando, epilog="haendelser files\nhaendelser files 1")
@click.argument("fil", required=False, type=Heltal(1, STOERSTE), metavar="[NUMMER]")
def files(fil: int | None) -> None:
    """Viser de modtagne filer, eller én fil med det, der blev af hver 099-linje."""
    with opened() as installation:
        if fil is None:
            _show_ledger(installation)
        else:
            _show_file(installation, fil)


_COLUMNS = ("Fil>", "Navn", "Dato", "Art", "Personer>", "Ændrede>", "099>", "Hændelser>")


def _show_ledger(installation: Installation) -> None:
    made = table("Modtagne filer", *_COLUMNS)
    efter = 0
    while leverancer := installation.lager.leverancer(efter=efter):
        for fil in leverancer:
            made.add_row(
                str(fil.fil), fil.filnavn, fil.proddto, ARTER[fil.art], count(fil.personer), count(fil.aendrede),
                count(sum(fil.koder099.values())), count(fil.haendelser),
            )  # fmt: skip
        efter = leverancer[-1].fil
    console().print(made if made.row_count else "Ingen filer er modtaget endnu. Prøv: haendelser receive FIL")


def _show_file(installation: Installation, nummer: int) -> None:
    fil = find_fil(installation.lager, nummer)
    installation.revision.skriv([shown(current_kalder(), "fil.linjer", LINJER, f"fil:{nummer}")])
    out = console()
    out.print(receipt(Kvittering(fil, 0, 0, 0)), markup=False)
    out.print(f"  modtaget {fil.modtaget} som {ARTER[fil.art]}; forrige fil er fra {fil.proddto_forrig}", markup=False)
    if fil.grund:
        out.print(f"  hul i kæden accepteret: {fil.grund}", markup=False)
    out.print(_counts(fil), markup=False)
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
