"""`demo`, `serve` and `population`."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

import click

from cpr_haendelser.adgang.model import OPERATOER
from cpr_haendelser.app import Installation
from cpr_haendelser.cli.aaben import opened_or_made
from cpr_haendelser.cli.dansk import Brugerfejl, Kommando
from cpr_haendelser.cli.skaerm import console, count, progress
from cpr_haendelser.cli.vaerdityper import Heltal
from cpr_haendelser.population import Form


@click.command(cls=Kommando, epilog="haendelser serve\nHAENDELSER_PORT=9000 haendelser serve")
def serve() -> None:
    """Serverer konsollen og feedet over HTTP og fordeler og leverer beskeder, til det stoppes.

    Er installationen ny, opretter `haendelser begin 12345674 "Min organisation"` jer og viser, hvordan I logger ind
    i konsollen. Nøglen til feedet vises ved start, hvis indstillingen api_key ikke er sat. Der lyttes kun på denne
    maskine, hvis indstillingerne host og hent.host ikke siger andet.
    """
    from cpr_haendelser.app.levering import delivering
    from cpr_haendelser.cli.servering import serve_feed

    with opened_or_made() as installation, delivering(installation) as levering, _carrying_out(installation):
        if levering.lytter is not None:
            console().print(f"BeskedHent lytter på {levering.lytter.adresse}", markup=False)
        serve_feed(installation, forsoeg=1)


def _carrying_out(installation: Installation) -> AbstractContextManager[None]:
    """Orders are carried out where there can be any: in exttest."""
    if installation.settings.environment != "exttest":
        return nullcontext()
    from cpr_haendelser.app.testmiljoe import Testmiljoe, carrying_out

    return carrying_out(Testmiljoe(installation))


@click.command(cls=Kommando, epilog="haendelser population var/korsbaek --personer 10000 --dage 30")
@click.argument("mappe", type=click.Path(path_type=Path, file_okay=False), metavar="MAPPE")
@click.option("--seed", default=1, metavar="N", help="Frøet; det samme giver de samme filer. Standard: 1.")
@click.option("--personer", default=5000, type=Heltal(min=1), metavar="N", help="Standard: 5000.")
@click.option("--dage", default=3, type=Heltal(min=0), metavar="N", help="Dage med ændringer. Standard: 3.")
@click.option("--start", default="2026-11-23", metavar="DATO", help="Første dag med ændringer. Standard: 2026-11-23.")
@click.option(
    "--form",
    default=Form.LF.value,
    type=click.Choice([form.value for form in Form]),
    help="Filernes form. Standard: lf.",
)
@click.option(
    "--kun-hyppigheder", is_flag=True, help="Kun realistiske hyppigheder; ellers sker alt i løbet af 30 dage."
)
def population(  # noqa: PLR0913 - click hands over each option
    mappe: Path,
    seed: int,
    personer: int,
    dage: int,
    start: str,
    form: str,
    kun_hyppigheder: bool,  # noqa: FBT001 - click's flag
) -> None:
    """Skriver opdigtede CPR-filer: en første indlæsning, daglige ændringer og et facit."""
    from cpr_haendelser.population import write_population

    try:
        dag = datetime.strptime(start, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise Brugerfejl("--start er en dato som 2026-11-23.") from None
    with progress("population") as fremdrift:
        oversigt = write_population(
            mappe,
            seed=seed,
            persons=personer,
            days=dage,
            start=dag,
            form=Form(form),
            mindst=not kun_hyppigheder,
            progress=fremdrift.trin,
        )
    out = console()
    for fil in oversigt.filer:
        out.print(f"{mappe / fil.fil}: {count(fil.poster)} poster", markup=False)
    out.print(f"Facit: {mappe / 'facit'}, {count(sum(oversigt.haendelser.values()))} linjer", markup=False)
    foerste, *naeste = (str(mappe / fil.fil) for fil in oversigt.filer)
    out.print(f"Modtag dem med: haendelser receive --initial --new-task {oversigt.opgave} {foerste}", markup=False)
    if naeste:
        out.print(f"          og så: haendelser receive {' '.join(naeste)}", markup=False)


@click.command(cls=Kommando, epilog="haendelser demo\nhaendelser demo --personer 100000")
@click.option("--personer", default=5000, type=Heltal(min=1), metavar="N", help="Borgere. Standard: 5000.")
@click.option("--seed", default=1, metavar="N", help="Frøet; det samme giver de samme borgere. Standard: 1.")
@click.option("--port", default=8320, type=Heltal(0, 65535), metavar="N", help="Standard: 8320.")
@click.option(
    "--mappe",
    default="var/demo",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="MAPPE",
    help="Standard: var/demo.",
)
@click.option("--uden-server", is_flag=True, help="Slutter, når hændelserne er vist.")
def demo(personer: int, seed: int, port: int, mappe: Path, uden_server: bool) -> None:  # noqa: FBT001 - click's flag
    """Kører det hele på en opdigtet kommune: filer ind, hændelser ud, feedet åbent.

    Bruger en database for sig selv; dine egne data og indstillinger røres ikke.
    """
    from cpr_haendelser.cli.fremvisning import show, show_modtagere
    from cpr_haendelser.cli.servering import serve_feed
    from cpr_haendelser.demo import opened as opened_demo

    with opened_demo(mappe, personer=personer, seed=seed, port=port) as demonstration:
        show(demonstration, console())
        with demonstration.receiving() as modtagere:
            show_modtagere(modtagere, console())
            if not uden_server:
                serve_feed(demonstration.installation, login=_first_login(demonstration.installation))


def _first_login(installation: Installation) -> str:
    """How one logs in to the demonstration's console: its operator is made, with a first password."""
    from cpr_haendelser.cli.servering import say_login
    from cpr_haendelser.demo import CVR
    from cpr_haendelser.konti.begyndelse import BRUGERNAVN, begin

    konti = installation.konti
    egen = konti.organisationer.find(CVR)
    begyndt = begin(konti.organisationer, konti.brugere, egen, BRUGERNAVN, OPERATOER.hvem)
    return say_login(BRUGERNAVN, begyndt.operatoer.foerstegangskode)


COMMANDS = (demo, serve, population)
