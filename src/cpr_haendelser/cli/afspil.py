"""`dueslag replay`: sending again. A personnummer is asked for, or read from standard input; never an argument."""

from __future__ import annotations

import re
from typing import Any

import click

from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Brugerfejl, Kommando
from cpr_haendelser.cli.dueslagsgreb import DUESLAG, NUMRE
from cpr_haendelser.cli.opslag import ask_pnr
from cpr_haendelser.cli.skaerm import console, count, progress
from cpr_haendelser.cli.som import current_kalder, som
from cpr_haendelser.cli.vaerdityper import Tidspunkt
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.udlevering.afspilning import Afspillet, Oenske

_KODE = re.compile("[0-9]{3}")


@click.command(
    cls=Kommando,
    epilog="haendelser dueslag replay Flytninger 17 20-35\n"
    "haendelser dueslag replay Flytninger --leveret-fra 2026-11-24T08:30 --dry-run\n"
    "haendelser dueslag replay Flytninger --person < nummer.txt\n"
    "haendelser dueslag replay Flytninger --alt",
)
@DUESLAG
@NUMRE
@click.option("--kode", "koder", multiple=True, metavar="KODE", help="Kun denne hændelseskode; kan gentages.")
@click.option(
    "--person",
    "om_en",
    is_flag=True,
    help="Kun én person. Personnummeret skrives, når der spørges, eller gives på standard input.",
)
@click.option("--leveret-fra", type=Tidspunkt(), metavar="TID", help="Kun det, der sidst blev leveret fra da af.")
@click.option("--leveret-til", type=Tidspunkt(), metavar="TID", help="Kun det, der sidst blev leveret før da.")
@click.option("--alt", is_flag=True, help="Alt, hvad dueslaget har fået eller må få.")
@click.option("--dry-run", is_flag=True, help="Tæller kun, og sender intet.")
@som
def replay(navn: str, *, om_en: bool, dry_run: bool, **valgt: Any) -> None:
    """Sender hændelser igen, dem, som alle valg passer på.

    Serviceaftalerne spørges igen; det, de ikke tillader i dag, udelades. Med er det, dueslaget har fået før, og det,
    som dets filter i dag lukker igennem.
    """
    if any((*valgt["numre"], *valgt["koder"], valgt["leveret_fra"], valgt["leveret_til"], om_en)) is valgt["alt"]:
        raise Brugerfejl("Angiv løbenumre, --kode, --person, --leveret-fra eller --leveret-til; eller --alt alene.")
    if not all(_KODE.fullmatch(kode) for kode in valgt["koder"]):
        raise Brugerfejl("--kode tager en hændelseskode på tre cifre, fx 034.")
    with opened() as installation, progress("replay") as fremdrift:
        samlekode = installation.settings.samlekode
        koder = {*valgt["koder"], SAMLE} if samlekode in valgt["koder"] else set(valgt["koder"])
        oenske = Oenske(
            numre=valgt["numre"],
            koder=tuple(sorted(koder)),
            pnr=ask_pnr(installation.vagt) if om_en else 0,
            leveret_fra=valgt["leveret_fra"] or "",
            leveret_til=valgt["leveret_til"] or "",
        )
        do = installation.afspiller.count if dry_run else installation.afspiller.replay
        afspillet = do(current_kalder(), navn, oenske, fremdrift.trin)
    _tell_replayed(afspillet, "ville blive sendt igen" if dry_run else "sendes igen")


def _tell_replayed(afspillet: Afspillet, hvad: str) -> None:
    out = console()
    out.print(f"{count(afspillet.afspillet)} {hvad}.")
    for antal, hvorfor in (
        (afspillet.undervejs, "er allerede undervejs eller tilbageholdt"),
        (afspillet.ikke_tilladt, "er udeladt: ingen serviceaftale tillader dem i dag"),
        (afspillet.ikke_oensket, "er udeladt: de har ikke været til dueslaget, og dets filter lukker dem ikke igennem"),
    ):
        if antal:
            out.print(f"{count(antal)} {hvorfor}.")
