"""`revision`: what the audit answers, its check, its key, the signed head and the export."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
import msgspec

from cpr_haendelser.app.installation import Installation
from cpr_haendelser.app.revision import check_not_older, find_noegle, hand_over
from cpr_haendelser.cli import revisionsvisning as vis
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Brugerfejl, Gruppe, Kommando
from cpr_haendelser.cli.opslag import ask_pnr
from cpr_haendelser.cli.skaerm import console, count, say_quietly
from cpr_haendelser.cli.som import current_aktoer, current_kalder
from cpr_haendelser.cli.vaerdityper import Tidspunkt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.revision import eksport, kontrol, svar
from cpr_haendelser.revision.post import Hoved
from cpr_haendelser.revision.segl import Segl, make_noegle, read_offentlig, read_segl, to_json
from cpr_haendelser.revision.tegn import to_hex
from cpr_haendelser.revision.underskrift import find_kaede, last_segl
from cpr_haendelser.revision.visning import KOLONNER, to_plain, to_row

GALT = 3
"""The exit status where something does not fit."""
_FIL = click.Path(dir_okay=False, path_type=Path)
_LAES = click.Path(exists=True, dir_okay=False, path_type=Path)
_JSONL, _CSV = "jsonl", "csv"


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser revision\nhaendelser revision person < nummer.txt\nhaendelser revision check",
)
@click.pass_context
def revision(ctx: click.Context) -> None:
    """Viser, hvor langt revisionssporet er, eller spørger det, kontrollerer det og udskriver det.

    Sporet rummer hver videregivelse og hver ændring (docs/revision.md). Hvert opslag i sporet står selv i det.
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened() as installation:
        bog = installation.postrum
        for linje in vis.describe(bog.revisionshoved(), find_kaede(bog), bog.revisionsbegyndelse(), last_segl(bog)):
            console().print(linje, markup=False)


def _question(do: Callable[..., None]) -> Callable[..., None]:
    """The options of every question."""
    for option in (
        click.option("--fra", type=Tidspunkt(), metavar="TID", help="Kun fra da af."),
        click.option("--til", type=Tidspunkt(), metavar="TID", help="Kun før da."),
        click.option("--efter", default="", metavar="STED", help="Fortsæt, hvor den forrige side sluttede."),
        click.option("--antal", default=50, type=click.IntRange(1, 10_000), metavar="M", help="Højst M. Standard: 50."),
        click.option("--numre", is_flag=True, help="Vis personnumre; ellers er de maskeret."),
        click.option("--json", "som_json", is_flag=True, help="Ét JSON-objekt på hver linje."),
    ):
        do = option(do)
    return do


@revision.command(cls=Kommando, epilog="haendelser revision person < nummer.txt")
@_question
def person(**valg: Any) -> None:
    """Viser alt, hvad der er videregivet om en person.

    Personnummeret skrives, når der spørges, eller gives på standard input; aldrig på kommandolinjen.
    """
    with opened() as installation:
        _answer(installation, svar.person(ask_pnr(installation.vagt), valg["fra"] or "", valg["til"] or ""), valg)


@revision.command(cls=Kommando, epilog="haendelser revision system Fagsystem --fra 2026-11-01 --til 2026-12-01")
@click.argument("system", metavar="SYSTEM")
@_question
def system(system: str, **valg: Any) -> None:
    """Viser alt, hvad et it-system har fået; SYSTEM er dets UUID eller navn."""
    with opened() as installation:
        uuid = installation.systemkontor.find(current_aktoer(), system).uuid.lower()
        _answer(installation, svar.system(uuid, valg["fra"] or "", valg["til"] or ""), valg)


@revision.command(
    cls=Kommando,
    epilog="haendelser revision sag aftale:korsbaek-cpr-haendelser\nhaendelser revision sag fil:12",
)
@click.argument("sag", metavar="SAG")
@_question
def sag(sag: str, **valg: Any) -> None:
    """Viser, hvem der har ændret noget og hvordan: en aftale, et dueslag, en ordre, en fil og andet.

    SAG er slags og id: aftale:ID, dueslag:UUID, system:UUID, organisation:CVR, bruger:UUID, liste:UUID, ordre:UUID,
    fil:NUMMER, haendelse:LØBENUMMER eller indstillinger.
    """
    with opened() as installation:
        _answer(installation, svar.sag(sag, valg["fra"] or "", valg["til"] or ""), valg)


@revision.command(cls=Kommando, epilog="haendelser revision hvem operatoer\nhaendelser revision hvem bruger:0d00…")
@click.argument("hvem", metavar="HVEM")
@_question
def hvem(hvem: str, **valg: Any) -> None:
    """Viser, hvad nogen har gjort og set: operatoer, bruger:UUID eller system:UUID."""
    with opened() as installation:
        _answer(installation, svar.hvem(hvem, valg["fra"] or "", valg["til"] or ""), valg)


def _answer(installation: Installation, spoergsmaal: svar.Spoergsmaal, valg: dict[str, Any]) -> None:
    efter = svar.read_sted(valg["efter"]) if valg["efter"] else svar.START
    kalder = current_kalder()
    kalder = kalder._replace(maskeret=kalder.maskeret or not valg["numre"])
    side = installation.revisionslaeser.ask(kalder, spoergsmaal, efter=efter, antal=valg["antal"])
    if valg["som_json"]:
        for linje in side.linjer:
            click.echo(msgspec.json.encode(to_plain(linje, maskeret=kalder.maskeret)).decode())
    else:
        navne = {each.uuid.lower(): each.navn for each in installation.bord.opsaetning().systemer}
        console().print(vis.show(side, navne, maskeret=kalder.maskeret) if side.linjer else "Der er intet.")
        console().print(f"I alt {count(side.ialt.poster)} i {count(side.ialt.led)} led.")
    if side.naeste is not None:
        say_quietly(f"Der er flere: --efter {side.naeste}")


@revision.command(cls=Kommando, epilog="haendelser revision noegle /etc/haendelser/revision.pem")
@click.argument("fil", type=_FIL, metavar="FIL")
def noegle(fil: Path) -> None:
    """Laver den nøgle, som sporets hoved underskrives med, og viser dens offentlige del.

    FIL er ny og hører ikke hjemme i databasens mappe eller backup: den, der har både database og nøgle, kan skrive
    sporet om. Sæt revision.noegle til den, og giv den offentlige del til dem, der skal kunne kontrollere.
    """
    made = make_noegle(fil)
    say_quietly(f"Nøglen er i {fil.name}. Sæt HAENDELSER_REVISION__NOEGLE til den. Den offentlige del:")
    click.echo(to_hex(made.offentlig))


@revision.command(cls=Kommando, epilog="haendelser revision hoved > hoved.json\nhaendelser revision hoved --send")
@click.option("--send", is_flag=True, help="Send det også, som det ellers sker én gang i døgnet.")
def hoved(*, send: bool) -> None:
    """Underskriver sporets hoved nu og skriver det som ét JSON-objekt; gem det et andet sted end databasen.

    Er databasen ældre end det sidste hoved i revision.hovedfil, underskrives intet, og den står som gendannet.
    """
    with opened() as installation:
        underskriver = find_noegle(installation.settings)
        if underskriver is None:
            raise Brugsfejl(
                "REV-009", "der er ingen nøgle til revisionen. Lav en med `haendelser revision noegle FIL`, og sæt"
                " revision.noegle til den."
            )  # fmt: skip
        check_not_older(installation)
        if send:
            segl = hand_over(installation, underskriver, current_kalder().hvem)
        else:
            nu = installation.postrum.revisionshoved()
            segl = underskriver.sign(find_kaede(installation.postrum), nu) if nu.nr else None
        if segl is None:
            raise Brugsfejl("REV-010", "revisionssporet er tomt; der er intet at underskrive endnu.")
        click.echo(to_json(segl))


@revision.command(
    cls=Kommando,
    epilog="haendelser revision check\nhaendelser revision check --hoved hoved.json --noegle offentlig.txt",
)
@click.option("--hoved", "hovedfil", type=_LAES, metavar="FIL", help="Et underskrevet hoved, der er gemt andetsteds.")
@click.option(
    "--noegle", "noeglefil", type=_LAES, metavar="FIL",
    help="Den offentlige nøgle. Uden: den, der hører til revision.noegle.",
)  # fmt: skip
@click.pass_context
def check(ctx: click.Context, hovedfil: Path | None, noeglefil: Path | None) -> None:
    """Kontrollerer hele sporet: kæden, opslagene, leveringerne, opsætningen og de underskrevne hoveder.

    Afslutningskoden er 3, hvor noget ikke passer, ellers 0. Med --hoved ses det også, om der er kortet af.
    """
    segl = read_segl(hovedfil.read_text("utf-8", "replace")) if hovedfil else None
    with opened() as installation:
        fundet = kontrol.check(installation.postrum, _public(installation, noeglefil), segl)
        for linje in vis.tell(fundet, hoved=segl is not None):
            console().print(linje, markup=False)
    ctx.exit(GALT if fundet.fund else 0)


def _public(installation: Installation, noeglefil: Path | None) -> bytes | None:
    if noeglefil is not None:
        return read_offentlig(noeglefil)
    egen = find_noegle(installation.settings)
    return egen.offentlig if egen is not None else None


@revision.command(
    cls=Kommando,
    epilog="haendelser revision export spor.jsonl --fra 2026-11-01 --til 2026-12-01\n"
    "haendelser revision export spor.csv --form csv --maskeret",
)
@click.argument("fil", type=_FIL, metavar="FIL")
@click.option("--fra", type=Tidspunkt(), metavar="TID", help="Kun fra da af.")
@click.option("--til", type=Tidspunkt(), metavar="TID", help="Kun før da.")
@click.option("--form", default=_JSONL, type=click.Choice([_JSONL, _CSV]), metavar="FORM", help="jsonl eller csv.")
@click.option("--maskeret", is_flag=True, help="Uden personnumre; kun som csv, for kæden er over det hele.")
def export(fil: Path, fra: str | None, til: str | None, form: str, *, maskeret: bool) -> None:
    """Udskriver sporet til en tilsynsmyndighed, i en ny fil, som kun ejeren må læse.

    jsonl er leddene med deres hash og et underskrevet hoved, så filen kan kontrolleres alene (`revision verify`).
    csv er én række for hver post.
    """
    if maskeret and form == _JSONL:
        raise Brugerfejl("--maskeret kræver --form csv: et maskeret led kan ikke kontrolleres.")
    if current_kalder().maskeret and not maskeret:
        raise Brugerfejl("Som revisor udskrives sporet maskeret: --form csv --maskeret.")
    with opened() as installation:
        udsnit = eksport.choose(installation.postrum, installation.settings.environment, fra or "", til or "")
        led = installation.revisionslaeser.export(current_kalder(), efter=udsnit.fra.nr, til=udsnit.til.nr)
        with _new_file(fil) as ud:
            if form == _CSV:
                alle = (linje for each in led for linje in svar.read_linjer(each))
                rows = csv.writer(ud, delimiter=";", lineterminator="\n")
                rows.writerow(KOLONNER)
                rows.writerows(to_row(linje, maskeret=maskeret) for linje in alle)
            else:
                for line in eksport.write_lines(udsnit, led, _sign(installation, udsnit.til)):
                    ud.write(line.decode())
    console().print(f"Led {udsnit.fra.nr + 1}-{udsnit.til.nr} er skrevet i {fil.name}.", markup=False)


def _sign(installation: Installation, slut: Hoved) -> Segl | None:
    underskriver = find_noegle(installation.settings)
    if underskriver is None or not slut.nr:
        return None
    return underskriver.sign(find_kaede(installation.postrum), slut)


@contextmanager
def _new_file(fil: Path) -> Iterator[IO[str]]:
    try:
        nummer = os.open(fil, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise Brugerfejl("Filen findes allerede; en udskrift overskriver ingen fil.") from None
    with os.fdopen(nummer, "w", encoding="utf-8", newline="") as ud:
        yield ud


@revision.command(cls=Kommando, epilog="haendelser revision verify spor.jsonl --noegle offentlig.txt")
@click.argument("fil", type=_LAES, metavar="FIL")
@click.option("--noegle", "noeglefil", type=_LAES, metavar="FIL", help="Den offentlige nøgle.")
@click.pass_context
def verify(ctx: click.Context, fil: Path, noeglefil: Path | None) -> None:
    """Kontrollerer en udskrift (jsonl) for sig, uden database."""
    with fil.open("rb") as lines:
        set_ = eksport.verify(lines, read_offentlig(noeglefil) if noeglefil else None)
    for linje in vis.tell_file(set_, noegle=noeglefil is not None):
        console().print(linje, markup=False)
    ctx.exit(GALT if set_.fund else 0)


COMMANDS = (revision,)
