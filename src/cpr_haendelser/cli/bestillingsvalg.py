"""What the commands of ordering are given, and personnumre from standard input."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from cpr_haendelser.cli.dansk import Brugerfejl
from cpr_haendelser.storage.ordre import Ordreart

FIL = click.Path(exists=True, dir_okay=False, path_type=Path)
NY_FIL = click.Path(dir_okay=False, writable=True, path_type=Path)
_ARTER = tuple(art.value for art in Ordreart)
ART = click.option(
    "--art", default=Ordreart.SAMMENHAENGENDE.value, type=click.Choice(_ARTER), metavar="ART",
    help=f"{', '.join(_ARTER)}. Standard: {Ordreart.SAMMENHAENGENDE.value}.",
)  # fmt: skip
FOR = click.option(
    "--for", "organisation", default="", metavar="CVR", help="Organisationen, det er for; dens CVR-nummer."
)
BEKRAEFT = click.option(
    "--bekraeft-forskelle", is_flag=True,
    help="Indsend også beskeder, hvor kuvert og beskeddata siger forskelligt, uden at det er ønsket.",
)  # fmt: skip


def read_numre(linjer: Iterable[str]) -> list[int]:
    """Personnumre, one a line; Brugerfejl where a line is none."""
    from cpr_haendelser.testmiljoe.skabelon.vaerdier import Ulaeselig, read_pnr

    try:
        return [int(read_pnr(linje.strip())) for linje in linjer if linje.strip()]
    except (Ulaeselig, ValueError):
        raise Brugerfejl("Standard input har en linje, der ikke er et personnummer.") from None
