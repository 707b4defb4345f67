"""`ordre`: ordering in the test environment, for the operator or as an it-system (`--som`)."""

from __future__ import annotations

import sys
from functools import partial
from itertools import islice
from pathlib import Path

import click

from cpr_haendelser.cli import omkostning
from cpr_haendelser.cli import ordrevisning as vis
from cpr_haendelser.cli.bestillingsvalg import ART, BEKRAEFT, FIL, FOR, NY_FIL
from cpr_haendelser.cli.dansk import Brugerfejl, Gruppe, Kommando
from cpr_haendelser.cli.skaerm import console
from cpr_haendelser.cli.skranke import at
from cpr_haendelser.cli.som import som
from cpr_haendelser.cli.vaerdityper import Heltal
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.storage.ordre import Kreds, Ordreart
from cpr_haendelser.udlevering.spor import BESKED

_ORDRE = click.argument("uuid", metavar="ORDRE")
_FEJLES = 1


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser ordre\nhaendelser ordre skabelon > flytninger.csv\n"
    "haendelser ordre create flytninger.csv --for 11111111",
)
@click.option("--foer", default=0, type=Heltal(0, STOERSTE), metavar="N", help="Kun ordrer med nummer under N.")
@click.option("--antal", default=20, type=Heltal(1, 1000), metavar="M", help="Højst M. Standard: 20.")
@som
@click.pass_context
def ordre(ctx: click.Context, foer: int, antal: int) -> None:
    """Viser ordrerne i testmiljøet, de nyeste først, eller bestiller.

    ORDRE er ordrens UUID. `haendelser serve` udfører ordrer, mens det kører; `haendelser ordre run` gør det uden.
    """
    if ctx.invoked_subcommand is not None:
        return
    with at() as (testmiljoe, kalder):
        ordrer = testmiljoe.bestiller.list_ordrer(kalder, foer=foer, antal=antal)
        ingen = "Der er ingen ordrer; `haendelser ordre skabelon` skriver en skabelon at udfylde."
        console().print(vis.show_ordrer(ordrer) if ordrer else ingen)


@ordre.command(cls=Kommando, epilog="haendelser ordre handlinger\nhaendelser ordre handlinger --art haendelse")
@ART
def handlinger(art: str) -> None:
    """Viser, hvad der kan bestilles i en slags ordre, og hvilke kolonner det kræver."""
    console().print(vis.show_handlinger(Ordreart(art)))


@ordre.command(
    cls=Kommando,
    epilog="haendelser ordre skabelon --art replika > personer.csv\n"
    "haendelser ordre skabelon --excel flytninger.xlsx --eksempel",
)
@ART
@click.option(
    "--excel", type=NY_FIL, metavar="FIL", help="Skriv den som regneark (.xlsx) i FIL, med lister at vælge fra."
)
@click.option("--eksempel", is_flag=True, help="Med udfyldte eksempler. Kun med --excel.")
def skabelon(art: str, excel: Path | None, *, eksempel: bool) -> None:
    """Skriver den tomme bestillingstemplate, med forklaring af hver kolonne: CSV, eller et regneark med --excel."""
    if excel is None:
        if eksempel:
            raise Brugerfejl("--eksempel bruges sammen med --excel; i CSV står eksemplerne over kolonnerne.")
        from cpr_haendelser.testmiljoe.skabelon.skriv import write_skabelon

        sys.stdout.write(write_skabelon(Ordreart(art)))
        return
    from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
    from cpr_haendelser.testmiljoe.regneark.udseende import examples_of

    excel.write_bytes(write_regneark(Ordreart(art), examples_of(Ordreart(art)) if eksempel else ()))
    console().print(f"Skrevet: {excel}", markup=False)


@ordre.command(cls=Kommando, epilog="haendelser ordre check flytninger.csv")
@click.argument("fil", type=FIL, metavar="FIL")
@ART
def check(fil: Path, art: str) -> int:
    """Læser en udfyldt skabelon (Excel, CSV eller JSON) og viser alle fejl; intet bestilles."""
    from cpr_haendelser.testmiljoe.bestilling import Skabelonfejl

    with at() as (testmiljoe, _):
        try:
            linjer = testmiljoe.bestiller.read(Ordreart(art), fil.read_bytes()).linjer
        except Skabelonfejl as fejl:
            console().print(*vis.show_skabelonfejl(fejl))
            return _FEJLES
    console().print(f"Skabelonen er i orden: {vis.count_linjer(len(linjer))}.")
    return 0


@ordre.command(
    cls=Kommando, epilog='haendelser ordre create flytninger.csv --for 11111111 --titel "Flytninger" --submit'
)
@click.argument("fil", type=FIL, metavar="[FIL]", required=False)
@click.option("--gemt", default="", metavar="NAVN", help="En gemt skabelon i stedet for FIL; NAVN@2 er dens version 2.")
@ART
@FOR
@click.option("--titel", default="", metavar="TEKST", help="Et navn at kende ordren på.")
@click.option("--myndighed", default="", metavar="CVR", help="Testmyndigheden. Standard: organisationen selv.")
@click.option("--alle", is_flag=True, help="Beskederne går til alle med en aftale, ikke kun til egne dueslag.")
@click.option("--submit", "indsendes", is_flag=True, help="Indsend med det samme.")
@BEKRAEFT
@som
def create(  # noqa: PLR0913 - click hands over each option
    fil: Path | None,
    gemt: str,
    art: str,
    organisation: str,
    titel: str,
    myndighed: str,
    *,
    alle: bool,
    indsendes: bool,
    bekraeft_forskelle: bool,
) -> int:
    """Laver en ordre af en udfyldt skabelon (Excel, CSV eller JSON). Er der fejl i den, vises de, og intet bestilles.

    Med --gemt er ordren af den slags, som skabelonen blev gemt til; --art betyder intet.
    """
    from cpr_haendelser.testmiljoe.bestilling import Bestilling, Skabelonfejl

    if (fil is None) is not bool(gemt):
        raise Brugerfejl("Skriv enten FIL eller --gemt.")
    kreds = Kreds.ALLE if alle else Kreds.EGNE
    with at() as (testmiljoe, kalder):
        hvad = (Ordreart(art), fil.read_bytes()) if fil else testmiljoe.hylde.take_order(kalder, gemt, organisation)
        bestilling = Bestilling(hvad[0], titel, hvad[1], organisation, myndighed, kreds)
        try:
            ny = testmiljoe.bestiller.create(kalder, bestilling)
        except Skabelonfejl as fejl:
            console().print(*vis.show_skabelonfejl(fejl))
            return _FEJLES
        console().print(f"Ordre {ny.nr} er oprettet som kladde: {ny.uuid}", markup=False)
        if indsendes:
            indsendt = testmiljoe.bestiller.take(kalder, ny.uuid, "submit", bekraeftet=bekraeft_forskelle)
            console().print(vis.state_of(indsendt), markup=False)
    return 0


@ordre.command(cls=Kommando, epilog="haendelser ordre change 0f0e2a3c-… flytninger.csv")
@_ORDRE
@click.argument("fil", type=FIL, metavar="FIL")
@click.option("--titel", default=None, metavar="TEKST", help="Et andet navn. Uden: det, den har.")
@som
def change(uuid: str, fil: Path, titel: str | None) -> int:
    """Giver en kladde andre linjer: dem i en udfyldt skabelon (Excel, CSV eller JSON) af samme slags.

    Er der fejl i skabelonen, vises de, og kladden er, som den var.
    """
    from cpr_haendelser.testmiljoe.bestilling import Bestilling, Skabelonfejl

    with at() as (testmiljoe, kalder):
        foer = testmiljoe.bestiller.find(kalder, uuid)
        navn = foer.titel if titel is None else titel
        bestilling = Bestilling(foer.art, navn, fil.read_bytes(), foer.ejer, foer.myndighed, foer.kreds)
        try:
            rettet = testmiljoe.bestiller.change(kalder, uuid, bestilling)
        except Skabelonfejl as fejl:
            console().print(*vis.show_skabelonfejl(fejl))
            return _FEJLES
        console().print(f"Ordre {rettet.nr} er rettet: {vis.count_linjer(rettet.linjer)}.", markup=False)
    return 0


@ordre.command(
    cls=Kommando,
    epilog="haendelser ordre lines 0f0e2a3c-… > igen.csv\nhaendelser ordre lines 0f0e2a3c-… --excel igen.xlsx",
)
@_ORDRE
@click.option("--excel", type=NY_FIL, metavar="FIL", help="Skriv dem som regneark (.xlsx) i FIL.")
@som
def lines(uuid: str, excel: Path | None) -> None:
    """Skriver en ordres linjer som en udfyldt skabelon, der kan rettes og bestilles igen: CSV, eller et regneark."""
    from cpr_haendelser.testmiljoe.skabelon.skriv import to_raekker, write_linjer

    with at() as (testmiljoe, kalder):
        fundet = testmiljoe.bestiller.find(kalder, uuid)
        linjer = testmiljoe.bestiller.all_lines(kalder, uuid)
    if excel is None:
        sys.stdout.write(write_linjer(linjer, fundet.art))
        return
    from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark

    excel.write_bytes(write_regneark(fundet.art, to_raekker(linjer)))
    console().print(f"Skrevet: {excel}", markup=False)


@ordre.command(cls=Kommando, epilog="haendelser ordre show 0f0e2a3c-…")
@_ORDRE
@click.option("--efter", default=0, type=Heltal(0, STOERSTE), metavar="N", help="Kun udførelser efter nummer N.")
@click.option("--antal", default=50, type=Heltal(1, 10_000), metavar="M", help="Højst M. Standard: 50.")
@som
def show(uuid: str, efter: int, antal: int) -> None:
    """Viser en ordre: hvor den står, dens forudsætninger, hver række og tråden."""
    with at() as (testmiljoe, kalder):
        bestiller, out = testmiljoe.bestiller, console()
        fundet = bestiller.find(kalder, uuid)
        for linje in vis.describe(fundet, bestiller.status(kalder, uuid), bestiller.wanted(kalder, uuid)):
            out.print(linje, markup=False)
        mangler = [each for each in bestiller.prerequisites(kalder, uuid) if not each.opfyldt]
        for each in mangler:
            out.print(f"Mangler: {each.tekst}", markup=False)
        udfoerelser = bestiller.executions(kalder, uuid, efter=efter, antal=antal)
        out.print(vis.show_udfoerelser(udfoerelser) if udfoerelser else "Intet er planlagt endnu.")
        out.print(vis.show_traad(bestiller.thread(kalder, uuid)))


@ordre.command(
    cls=Kommando, epilog="haendelser ordre preview 0f0e2a3c-…\nhaendelser ordre preview 0f0e2a3c-… --beskeder"
)
@_ORDRE
@click.option("--beskeder", is_flag=True, help="Skriv også beskederne, som de ville se ud.")
@som
def preview(uuid: str, *, beskeder: bool) -> None:
    """Viser, hvad en ordre ville give: beskeder, dueslag, og hvert felt, hvor kuvert og beskeddata ville være uenige.

    Intet skrives, og ingen numre bruges.
    """
    with at() as (testmiljoe, kalder):
        syn, out = testmiljoe.bestiller.look(kalder, uuid), console()
        for del_ in vis.show_syn(syn):
            out.print(del_, markup=False)
        if beskeder:
            for vist in syn.visning.viste:
                out.print(vist.besked.decode(), markup=False)


@ordre.command(cls=Kommando, epilog="haendelser ordre sent 0f0e2a3c-…")
@_ORDRE
@som
def sent(uuid: str) -> None:
    """Viser, hvad der faktisk blev sendt, hvem der fik det, og hvert felt, hvor kuvert og beskeddata er uenige.

    Af modtagerne vises egne dueslag ved navn, og dem, personen er delt med, ved organisation; andre tælles.
    """
    from cpr_haendelser.testmiljoe.sendt import iterate_sendt

    with at() as (testmiljoe, kalder):
        fundet = testmiljoe.bestiller.find(kalder, uuid)
        # No more is read, and noted, than is shown; one beyond says that there are more.
        fundne = list(islice(iterate_sendt(testmiljoe.lager, testmiljoe.ordrelager, fundet.uuid), vis.FLEST + 1))
        sendte = fundne[: vis.FLEST]
        viste = ((each.udfoerelse.pnr, each.haendelse.loebenummer) for each in sendte)
        testmiljoe.bestiller.note(kalder, fundet, BESKED, viste)
        hvem = testmiljoe.receivers(fundet.ejer, [each.haendelse for each in sendte])
        console().print(vis.show_sendte(sendte, hvem) if sendte else "Der er ikke sendt noget.")
        if len(fundne) > vis.FLEST:
            mere = f"Der er flere end de {vis.FLEST} første; GET /ordrer/{fundet.uuid}/sendt giver dem alle."
            console().print(mere, markup=False)


@ordre.command(cls=Kommando, epilog='haendelser ordre say 0f0e2a3c-… "Kan den nå at køre i dag?"')
@_ORDRE
@click.argument("tekst", metavar="TEKST")
@som
def say(uuid: str, tekst: str) -> None:
    """Skriver i ordrens tråd, som både den, der bestiller, og operatøren læser."""
    with at() as (testmiljoe, kalder):
        testmiljoe.bestiller.say(kalder, uuid, tekst)
        console().print(vis.show_traad(testmiljoe.bestiller.thread(kalder, uuid)))


@ordre.command(cls=Kommando, epilog="haendelser ordre run")
def run() -> None:
    """Udfører alt, der er forfaldent, og slutter. Til brug, når `haendelser serve` ikke kører."""
    from cpr_haendelser.app.testmiljoe import carry_out_due

    with at() as (testmiljoe, _):
        console().print(f"Behandlet: {carry_out_due(testmiljoe)}.")


@ordre.command(cls=Kommando, epilog="haendelser ordre accept --for 11111111")
@FOR
@som
def accept(organisation: str) -> None:
    """Accepterer vilkårene for testmiljøet på organisationens vegne; de står i docs/exttest.md."""
    with at() as (testmiljoe, kalder):
        version = testmiljoe.bestiller.accept_terms(kalder, organisation)
    console().print(f"Vilkårene, version {version}, er accepteret.")


def _step(skridt: str, uuid: str, grund: str = "", *, bekraeft_forskelle: bool = False) -> None:
    with at() as (testmiljoe, kalder):
        ordren = testmiljoe.bestiller.take(kalder, uuid, skridt, grund, bekraeftet=bekraeft_forskelle)
        console().print(vis.state_of(ordren), markup=False)


def _add_steps() -> None:
    """A command for each step of an order's way."""
    from cpr_haendelser.testmiljoe.ordreskridt import SKRIDT

    grund = click.option("--grund", metavar="TEKST", required=True, help="Hvorfor; det står i ordrens tråd.")
    for navn, skridt in SKRIDT.items():
        kommando = click.command(
            navn, cls=Kommando, help=f"{skridt.hvad}.", epilog=f"haendelser ordre {navn} 0f0e2a3c-…"
        )
        trin = som(partial(_step, navn))
        for tilvalg in ((grund,) if skridt.grund else ()) + ((BEKRAEFT,) if skridt.bekraeftes else ()):
            trin = tilvalg(trin)
        ordre.add_command(kommando(_ORDRE(trin)))


_add_steps()


for _command in omkostning.COMMANDS:
    ordre.add_command(_command)

COMMANDS = (ordre,)
