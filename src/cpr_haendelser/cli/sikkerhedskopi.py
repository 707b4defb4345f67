"""`backup`, `restore` and `check`: all that is kept, copied while the program runs, put back, and looked over."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from cpr_haendelser.app import Installation
from cpr_haendelser.app.eftersyn import inspect
from cpr_haendelser.app.installation import moment
from cpr_haendelser.app.revision import find_lost
from cpr_haendelser.app.sikkerhedskopi import Manifest, restore, take_backup
from cpr_haendelser.cli.aaben import opened, told_settings
from cpr_haendelser.cli.dansk import Kommando
from cpr_haendelser.cli.skaerm import console, count, progress, say_error
from cpr_haendelser.cli.som import current_kalder
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.udlevering.spor import ALT, changed, shown

_HOVED = click.Path(path_type=Path, exists=True, dir_okay=False)
GALT = 3
"""The exit status where something is not as it must be."""


@click.command(cls=Kommando, epilog="haendelser backup /var/backups/haendelser/2026-11-30")
@click.argument("mappe", type=click.Path(path_type=Path, file_okay=False), metavar="MAPPE")
def backup(mappe: Path) -> None:
    """Tager en backup af alt, hvad databaserne holder, mens programmet kører.

    MAPPE oprettes, eller er tom. Alle databaser kopieres, som de er i ét og samme øjeblik; modtagelse, ordrer og
    levering venter ikke. Kopierne er fortrolige som databasen selv. Indstillinger, certifikater og nøgler er ikke med.
    """
    with opened() as installation, progress("backup") as fremdrift:
        installation.revision.skriv([shown(current_kalder(), "backup.tag", ALT)])
        miljoe = installation.settings.environment
        manifest = take_backup(installation.settings, miljoe, mappe, nu=moment, trin=fremdrift.trin)
        taget = Revisionspost(
            Slags.AENDRING, "backup.tag", hvem=current_kalder().hvem, detaljer=(("taget", manifest.taget),)
        )
        installation.revision.skriv([taget])
    console().print(_tell(manifest), markup=False)
    console().print(f"Backuppen ligger i {mappe.as_posix()}", markup=False)


@click.command(
    cls=Kommando,
    name="restore",
    epilog="haendelser restore /var/backups/haendelser/2026-11-30",
)
@click.argument("mappe", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="MAPPE")
@click.option(
    "--over", default=0, type=click.IntRange(0, STOERSTE), metavar="N",
    help="Et løbenummer, som I ved er givet; loggen fortsætter i hvert fald over det. Sædvanligvis ikke nødvendigt.",
)  # fmt: skip
@click.option(
    "--hoved", default=None, type=_HOVED, metavar="FIL",
    help="Det nyeste underskrevne hoved af revisionssporet, som I har; uden: det sidste i revision.hovedfil.",
)  # fmt: skip
def restore_(mappe: Path, over: int, hoved: Path | None) -> None:
    """Gendanner en backup, hvor der ingen database er.

    Backuppen skal være fra samme miljø, og hver fil skal være, som den blev taget. Loggens numre fortsætter over alle,
    der kan være givet siden backuppen, så en læser, der er længere fremme end den, ikke går glip af noget. Modtag
    derefter de filer igen, som er kommet siden. Hvad revisionssporet mangler siden backuppen, siges og skrives i
    sporet.

    Det, der siden er lukket, spærret eller opsagt, er åbent igen. Derfor sendes intet, og ingen kommer ind, før I har
    set efter med `haendelser gendannelse` og frigivet. Alle logins er ophørt. Se docs/drift.md.
    """
    settings = told_settings()
    gendannet = restore(settings, mappe, nu=moment(), mindst=over)
    over_ = str(gendannet.spring.over)
    with closing(Installation.open(settings)) as installation:
        tabte = find_lost(installation, hoved)
        mere = dict(tabte.detaljer) if tabte is not None else {}
        staar = installation.postrum.gendannelse()
        if staar is not None:
            mere["gendannet"] = staar.gendannet
        post = changed(current_kalder(), "backup.gendan", "backup", over=over_, taget=gendannet.manifest.taget, **mere)
        installation.revision.skriv([post])
    console().print(_tell(gendannet.manifest), markup=False)
    console().print(
        f"Gendannet. Nye hændelser får numre over {count(gendannet.spring.over)}. Modtag nu de filer, der er kommet"
        " siden backuppen; `haendelser files` viser den sidste, der er med.",
        markup=False,
    )
    console().print(
        "Intet sendes, og ingen kommer ind, før I har set efter, hvad der er lukket, spærret eller opsagt siden"
        " backuppen: haendelser gendannelse.",
        markup=False,
    )
    if tabte is not None:
        say_error(
            f"Revisionssporet mangler led {tabte.fra}-{tabte.til}, som er skrevet siden backuppen: hvad der da blev"
            " videregivet, står ingen steder. Det er skrevet i sporet; gem også de hoveder, I har fra den tid."
        )
    elif settings.revision.hovedfil is None and hoved is None:
        say_error("Om revisionssporet mangler noget siden backuppen, vides ikke: giv det nyeste hoved med --hoved.")


def _tell(manifest: Manifest) -> str:
    numre = manifest.kopi.numre
    ordrer = f", ordre {count(numre.ordre)}" if numre.ordre else ""
    byte = sum(fil.bytes for fil in manifest.kopi.filer)
    return (
        f"Taget {manifest.taget} i {manifest.miljoe}: {count(numre.personer)} personer, fil {count(numre.fil)},"
        f" løbenummer {count(numre.loebenummer)}, fordelt til {count(numre.position)}{ordrer};"
        f" {len(manifest.kopi.filer)} databaser, {count(byte)} byte."
    )


@click.command(cls=Kommando, epilog="haendelser check\nhaendelser check --grundig")
@click.option("--grundig", is_flag=True, help="Også det, der tager lang tid: indekser række for række, og versioner.")
def check(*, grundig: bool) -> int:
    """Efterser databaserne, mens programmet kører: er de hele, og passer de sammen.

    Ingen venter på det. Hvad der efterses, står i docs/drift.md. Afslutningskoden er 3, hvor noget ikke er, som det
    skal være, ellers 0.
    """
    with opened() as installation, progress("check") as fremdrift:
        fund = list(inspect(installation, fremdrift.trin, grundig=grundig))
    for each in fund:
        say_error(f"{each.kontrol}: {each.sted}: {each.tekst}")
    if not fund:
        console().print("Alt er, som det skal være.")
    return GALT if fund else 0


COMMANDS = (backup, restore_, check)
