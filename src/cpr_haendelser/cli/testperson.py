"""`testperson`: test persons, for the operator or as an it-system (`--som`)."""

from __future__ import annotations

import sys

import click

from cpr_haendelser.cli import ordrevisning as vis
from cpr_haendelser.cli.bestillingsvalg import FOR, read_numre
from cpr_haendelser.cli.dansk import Brugerfejl, Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console
from cpr_haendelser.cli.skranke import at
from cpr_haendelser.cli.som import som
from cpr_haendelser.cli.vaerdityper import Heltal
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.storage.ordre import Ordreart

_FEJLES = 1


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser testperson --for 11111111\nhaendelser testperson create kommunekode=0998 boern=2 --for 11111111",
)
@FOR
@click.option("--efter", default=0, type=Heltal(0, STOERSTE), metavar="N", help="Fra side til side; se nederst.")
@click.option("--antal", default=50, type=Heltal(1, 1000), metavar="M", help="Højst M. Standard: 50.")
@som
@click.pass_context
def testperson(ctx: click.Context, organisation: str, efter: int, antal: int) -> None:
    """Viser testpersonerne: egne, delte og fælles, eller laver og deler dem."""
    if ctx.invoked_subcommand is not None:
        if organisation:
            raise Brugerfejl(f"Skriv --for efter {ctx.invoked_subcommand}.")
        return
    with at() as (testmiljoe, kalder):
        personer = testmiljoe.bestiller.persons(kalder, organisation, efter=efter, antal=antal)
        ingen = "Der er ingen testpersoner; `haendelser testperson create` laver en familie."
        console().print(vis.show_personer(personer, testmiljoe.bestiller.in_replika(personer)) if personer else ingen)


@testperson.command(
    "create",
    cls=Kommando,
    epilog="haendelser testperson create kommunekode=0998 boern=2 --for 11111111\n"
    'haendelser testperson create "et par med tre børn under 7 i kommune 0998" --for 11111111\n'
    "haendelser testperson create handling=opret_person fornavn=Rosa foedselsdato=1985-06-15 koen=K "
    "kommunekode=0998 vejkode=0100 husnr=4 --for 11111111",
)
@click.argument("oensker", nargs=-1, metavar="[SÆTNING | KOLONNE=VÆRDI …]")
@FOR
@som
def create_person(oensker: tuple[str, ...], organisation: str) -> int:
    """Bestiller en familie (eller med handling=opret_person én person) til organisationen og indsender ordren.

    Ønskerne kan også være én sætning, som i eksemplet; den, der ikke forstås helt, afvises (TST-044).
    Kolonnerne er dem, som `haendelser ordre handlinger --art replika` viser for opret_familie og opret_person.
    """
    from cpr_haendelser.testmiljoe.bestilling import Bestilling, Skabelonfejl

    saetning = oensker[0] if len(oensker) == 1 and "=" not in oensker[0] else ""
    par = [each.partition("=") for each in oensker if not saetning]
    if any(not tegn for _, tegn, _ in par):
        raise Brugerfejl("Ønsker skrives som KOLONNE=VÆRDI, eller som én sætning i anførselstegn.")
    with at() as (testmiljoe, kalder):
        felter = {navn: vaerdi for navn, _, vaerdi in par}
        if saetning:
            felter = testmiljoe.bestiller.read_wishes(saetning)
        data = vis.to_template({"handling": "opret_familie", **felter})
        out = console()
        try:
            ny = testmiljoe.bestiller.create(kalder, Bestilling(Ordreart.REPLIKA, "Testpersoner", data, organisation))
        except Skabelonfejl as fejl:
            out.print(*vis.show_skabelonfejl(fejl))
            return _FEJLES
        out.print(f"Ordre {ny.nr}: {ny.uuid}", markup=False)
        out.print(vis.state_of(testmiljoe.bestiller.take(kalder, ny.uuid, "submit")), markup=False)
    return 0


@testperson.command(cls=Kommando, epilog="haendelser testperson share --med 22222222 < numre.txt")
@click.option("--med", multiple=True, metavar="CVR", help="Organisationen, der deles med; kan gentages. Uden: ingen.")
@som
def share(med: tuple[str, ...]) -> None:
    """Deler egne testpersoner med netop de nævnte organisationer.

    Personnumrene læses fra standard input, ét pr. linje.
    """
    numre = read_numre(sys.stdin)
    with at() as (testmiljoe, kalder):
        delte = testmiljoe.bestiller.share(kalder, numre, med)
    console().print(f"Delt: {len(delte)} personer med {', '.join(med) or 'ingen'}.")


COMMANDS = (testperson,)
