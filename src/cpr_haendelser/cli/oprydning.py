"""`oprydning`: removes what has been kept as long as the settings say."""

from __future__ import annotations

from pathlib import Path

import click

from cpr_haendelser.app.installation import moment
from cpr_haendelser.app.oprydning import SLAGS, Oprydning
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Kommando
from cpr_haendelser.cli.skaerm import console, count, progress, say_error, table
from cpr_haendelser.cli.som import current_kalder

_MAPPE = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(
    cls=Kommando,
    epilog="haendelser oprydning\nhaendelser oprydning --udfoer --mappe /var/lib/cpr-haendelser/indbakke",
)
@click.option("--udfoer", is_flag=True, help="Fjerner det; uden tælles kun.")
@click.option(
    "--mappe", "mapper", multiple=True, metavar="MAPPE", type=_MAPPE,
    help="En overvåget mappe, hvis gamle filer i modtaget/ og afvist/ også fjernes; kan gives flere gange.",
)  # fmt: skip
def oprydning(mapper: tuple[Path, ...], *, udfoer: bool) -> None:
    """Fjerner det, der er gemt så længe, som indstillingerne under opbevaring siger, mens programmet kører.

    Uden --udfoer tælles der kun. Det, som noget andet endnu peger på, bliver: versioner, som loggen viser, og
    hændelser, som er på vej. Det fjernede overskrives i filerne. Der siges antal, aldrig hvem.
    """
    with opened() as installation, progress("oprydning") as fremdrift:
        arbejde = Oprydning(installation, mapper, moment())
        antal = arbejde.remove(current_kalder().hvem, fremdrift.trin) if udfoer else arbejde.count()
        if arbejde.mangler_noegle:
            say_error(
                "Revisionssporet er ikke kortet af: indstillingen revision.noegle mangler (haendelser revision noegle)."
            )
        dage = installation.gaeldende.opbevaring
    made = table("Fjernet" if udfoer else "Ville blive fjernet", "Hvad", "Opbevares", "Antal>")
    for slags, tekst in SLAGS.items():
        frist = getattr(dage, slags)
        made.add_row(tekst, f"{frist} dage" if frist else "altid", count(antal.get(slags, 0)))
    console().print(made)
    if not udfoer:
        console().print("Intet er fjernet. Fjern det med --udfoer.")


COMMANDS = (oprydning,)
