"""`exttest`: the shared population of a test environment made, shown and living; an installation proved clean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from cpr_haendelser.app import Installation
from cpr_haendelser.cli.aaben import opened, opened_or_made
from cpr_haendelser.cli.dansk import Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console, count, progress, table
from cpr_haendelser.cli.vaerdityper import Heltal

if TYPE_CHECKING:
    from cpr_haendelser.app.faelles import Faellesmiljoe

_MAPPE = click.Path(exists=True, file_okay=False, path_type=Path)
_DAGE = {
    "weekend": "Det er weekend: der laves ingen fil.",
    "tidligere": "Registeret har allerede en fil med dagens dato; prøv igen næste hverdag.",
    "tomt": "Der er intet levende register; `haendelser exttest basis --levende 5000` opretter et.",
}
Aaben = Callable[[], AbstractContextManager[Installation]]
_VISES = 5
"""So many rows are named of each place."""


@contextmanager
def _shared(aaben: Aaben = opened) -> Iterator[Faellesmiljoe]:
    from cpr_haendelser.app.faelles import Faellesmiljoe

    with aaben() as installation:
        yield Faellesmiljoe(installation)


@click.group(cls=Gruppe, epilog="haendelser exttest basis\nhaendelser exttest personer --gruppe værgemål")
def exttest() -> None:
    """De fælles testpersoner, som alle i et testmiljø ser."""


@exttest.command(cls=Kommando, epilog="haendelser exttest basis\nhaendelser exttest basis --froe 7")
@click.option(
    "--froe", default=1, type=Heltal(0, 2**31), metavar="TAL",
    help="Frøet, som navne, aldre og adresser trækkes af. Standard: 1.",
)  # fmt: skip
@click.option(
    "--levende", default=0, type=Heltal(0, 1_000_000), metavar="N",
    help="Opretter også et levende register med N opdigtede personer; `day` giver dem et liv. Standard: 0, intet.",
)  # fmt: skip
def basis(froe: int, levende: int) -> None:
    """Opretter de fælles testpersoner: basis og arketyper.

    Basis er et par og to børn på rådhuset i hver kommune, en familie i Grønland og en, hvor alle er døde. Arketyper er
    60 personer i 11 grupper; se docs/testpersoner.md. Hvad der er oprettet før, røres ikke.
    """
    with _shared(opened_or_made) as faelles, progress("exttest basis") as fremdrift:
        lavet = {
            "Basis": faelles.make_basis(fremdrift.trin, froe=froe),
            "Arketyper": faelles.make_arketyper(fremdrift.trin, froe=froe),
        }
        nye_levende = faelles.make_register(fremdrift.trin, levende, froe=froe)
    for navn, oprettet in lavet.items():
        nye = f"{count(oprettet.personer)} personer i {count(oprettet.familier)} familier er oprettet"
        console().print(f"{navn}: {nye}; {count(oprettet.fandtes)} familier fandtes i forvejen.", markup=False)
    if levende:
        fandtes = "fandtes i forvejen og er ikke rørt"
        console().print(f"Levende register: {f'{count(nye_levende)} personer' if nye_levende else fandtes}.")


@exttest.command(cls=Kommando, epilog="haendelser exttest personer --gruppe beskyttelse\n"
    "haendelser exttest personer --soeg Viborg")  # fmt: skip
@click.option("--gruppe", default="", metavar="GRUPPE", help="Kun grupper, der begynder sådan: basis, civilstand …")
@click.option("--soeg", default="", metavar="TEKST", help="Kun dem, hvor teksten står et sted i rækken.")
def personer(gruppe: str, soeg: str) -> None:
    """Viser de fælles testpersoner, og hvad de er eksempler på.

    En organisations egne testpersoner er ikke med.
    """
    made = table("", "Personnummer", "Gruppe", "Navn", "Køn", "Født", "Kommune", "Status", "Eksempel")
    with _shared() as faelles:
        for person in faelles.iterate(gruppe, soeg):
            made.add_row(
                person.pnr, *map(escape, (person.gruppe, person.navn, person.koen, person.foedt)),
                *map(escape, (person.kommune, person.status, person.eksempel)),
            )  # fmt: skip
    ingen = "Der er ingen. `haendelser exttest basis` opretter de fælles testpersoner."
    console().print(made if made.row_count else ingen)


@exttest.command(cls=Kommando, epilog="haendelser exttest day")
@click.option(
    "--froe", default=1, type=Heltal(0, 2**31), metavar="TAL",
    help="Frøet, som trækker, hvem der sker hvad for. Standard: 1.",
)  # fmt: skip
def day(froe: int) -> None:
    """Giver det levende register en dag: flytninger, fødsler, dødsfald og hvad ellers sker.

    Det bliver en ændringsfil, som modtages som enhver anden, og dens hændelser leveres. Kør kommandoen en gang på hver
    hverdag; i weekenden sker intet, som hos CPR-kontoret. Egne testpersoner, basis og arketyper røres ikke.
    """
    with _shared() as faelles:
        dagen = faelles.live_day(froe=froe)
    sket = ", ".join(f"{handling} {antal}" for handling, antal in sorted(Counter(dagen.sket).items()))
    lavet = f"{count(dagen.personer)} personer er ændret, og det gav {count(dagen.haendelser)} hændelser: {sket}."
    console().print(_DAGE.get(dagen.udfald.value, lavet), markup=False)


@exttest.command(cls=Kommando, epilog="haendelser exttest sweep\nhaendelser exttest sweep --mappe /var/log/haendelser")
@click.option(
    "--mappe", "mapper", multiple=True, metavar="MAPPE", type=_MAPPE,
    help="Læs også filerne her, fx loggens eller den overvågede mappe; kan gives flere gange.",
)  # fmt: skip
def sweep(mapper: tuple[Path, ...]) -> int:
    """Leder installationen igennem efter personnumre af almindelig form.

    Alt læses: registeret, loggen, postrummet, ordrerne, værdilisterne og spoolmappen, også filnavne, tal og det, der er
    pakket; i databasernes filer også det, der er tilbage af slettede rækker: frigivne sider og skriveloggen (-wal).
    Numre på listen over tilladte testnumre er i orden. Der siges, hvor et nummer står, aldrig hvilket.
    Afslutningskoden er 1, hvis der er nogen.
    """
    from cpr_haendelser.app.gennemsyn import Renhed

    steder: dict[str, list[int]] = {}
    with opened() as installation, progress("exttest sweep") as fremdrift:
        renhed = Renhed(installation, mapper, fremdrift.trin)
        for fund in renhed.find():
            steder.setdefault(fund.sted, []).append(fund.raekke)
    if not steder:
        console().print(f"Intet fundet: {count(renhed.antal)} værdier og linjer er læst.")
        return 0
    made = table("Personnumre af almindelig form", "Hvor", "Antal>", "Række")
    for sted, raekker in steder.items():
        flere = " …" if len(raekker) > _VISES else ""
        made.add_row(escape(sted), count(len(raekker)), ", ".join(map(str, raekker[:_VISES])) + flere)
    console().print(made)
    return 1


COMMANDS = (exttest,)
