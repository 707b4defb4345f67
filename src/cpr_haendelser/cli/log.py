"""`feed`, `besked` and `uden-modtager`: reading the numbered log."""

from __future__ import annotations

import re
import sys

import click
import msgspec

from cpr_haendelser.app import Installation, now
from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.dansk import Brugerfejl, Kommando
from cpr_haendelser.cli.skaerm import console, count, table
from cpr_haendelser.cli.som import current_kalder, som
from cpr_haendelser.cli.vaerdityper import Heltal
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.haendelser.visning import cause_name, code_name, to_plain
from cpr_haendelser.opslag import log
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.udlevering.spor import BESKED, changed

_KODE, _KOMMUNE, _CVR = r"[0-9]{3}", r"[0-9]{4}", r"[0-9]{8}"
_LOEBENUMMER = Heltal(0, STOERSTE)


@click.command(cls=Kommando, epilog="haendelser feed --efter 100 --antal 10\nhaendelser feed --kode 034 --kommune 0998")
@click.option("--efter", default=0, type=_LOEBENUMMER, metavar="N", help="Kun løbenumre over N. Standard: 0.")
@click.option("--antal", default=0, type=_LOEBENUMMER, metavar="M", help="Højst M hændelser. Standard: 0, som er alle.")
@click.option("--kode", "koder", multiple=True, metavar="KODE", help="Kun denne hændelseskode; kan gentages.")
@click.option("--kommune", "kommuner", multiple=True, metavar="KODE", help="Kun til denne kommunekode; kan gentages.")
@som
def feed(efter: int, antal: int, koder: tuple[str, ...], kommuner: tuple[str, ...]) -> None:
    """Skriver loggen som ét JSON-objekt pr. linje, fra et løbenummer og frem."""
    _check(koder, _KODE, "--kode tager en hændelseskode på tre cifre, fx 034.")
    _check(kommuner, _KOMMUNE, "--kommune tager en kommunekode på fire cifre, fx 0998.")
    with opened() as installation:
        samlekode = installation.settings.samlekode
        udsnit = log.make_udsnit(koder, kommuner, samlekode=samlekode, cvr_for=installation.cvr_for)
        encode = msgspec.json.Encoder().encode
        out = sys.stdout.buffer
        kalder = current_kalder()
        for haendelse in installation.feed.iterate(kalder, udsnit, efter=efter, antal=antal):
            out.write(encode(to_plain(haendelse, samlekode)) + b"\n")
        out.flush()


def _check(values: tuple[str, ...], form: str, ellers: str) -> None:
    if not all(re.fullmatch(form, value) for value in values):
        raise Brugerfejl(ellers)


@click.command(cls=Kommando, epilog="haendelser besked 34 > besked.xml")
@click.argument("loebenummer", type=_LOEBENUMMER, metavar="LØBENUMMER")
@som
def besked(loebenummer: int) -> None:
    """Skriver en hændelses besked (Haendelsesbesked) som XML."""
    with opened() as installation:
        haendelse = installation.feed.read_one(current_kalder(), loebenummer, BESKED)
        sys.stdout.buffer.write(installation.beskedskriver.write(haendelse) + b"\n")
        sys.stdout.buffer.flush()


@click.command(
    "uden-modtager",
    cls=Kommando,
    epilog="haendelser uden-modtager\n"
    "haendelser uden-modtager --frigiv\n"
    'haendelser uden-modtager --giv 17 11111111 --grund "aftalt med kommunen"',
)
@click.option("--frigiv", is_flag=True, help="Frigiver dem, hvis kommune nu har en modtager i tabellen.")
@click.option("--giv", nargs=2, metavar="LØBENUMMER CVR", help="Giver én hændelse en modtager.")
@click.option("--grund", default="", metavar="TEKST", help="Hvorfor; gemmes sammen med modtageren.")
def uden_modtager(frigiv: bool, giv: tuple[str, str] | None, grund: str) -> None:  # noqa: FBT001 - click's flag
    """Viser hændelser uden modtager, eller giver dem en.

    En hændelse, der får en modtager, kommer i loggen igen med et nyt løbenummer, så ingen læser går glip af den.
    """
    if frigiv and giv is not None:
        raise Brugerfejl("Vælg enten --frigiv eller --giv.")
    if giv is not None:
        _check(giv[:1], r"[0-9]{1,18}", "--giv tager først et løbenummer, så et CVR-nummer på otte cifre.")
        _check(giv[1:], _CVR, "--giv tager først et løbenummer, så et CVR-nummer på otte cifre.")
    with opened() as installation:
        if giv is not None:
            _give(installation, int(giv[0]), giv[1], grund)
        elif frigiv:
            _release(installation, grund)
        else:
            _show(installation)


def _give(installation: Installation, loebenummer: int, cvr: str, grund: str) -> None:
    ny = installation.lager.set_modtager(loebenummer, cvr, tidspunkt=now(), grund=grund or "givet af operatøren")
    _note(installation, loebenummer, ny, cvr)
    console().print(f"Hændelse {loebenummer} har fået modtager {cvr} og står nu i loggen som nr. {ny}.")


def _release(installation: Installation, grund: str) -> None:
    frigivet = 0
    for haendelse in log.iterate_uden_modtager(installation.lager):
        cvr = installation.cvr_for(haendelse.beslutning.kommune)
        if cvr:
            ny = installation.lager.set_modtager(
                haendelse.loebenummer, cvr, tidspunkt=now(), grund=grund or "tabellen kender nu modtageren"
            )
            _note(installation, haendelse.loebenummer, ny, cvr)
            frigivet += 1
    console().print(
        f"{count(frigivet)} frigivet; {count(installation.lager.antal_uden_modtager())} er stadig uden modtager."
    )


def _note(installation: Installation, loebenummer: int, ny: int, cvr: str) -> None:
    post = changed(
        current_kalder(), "haendelse.modtager", f"haendelse:{loebenummer}", modtager=cvr, nyt_loebenummer=str(ny)
    )
    installation.revision.skriv([post])


def _show(installation: Installation) -> None:
    made = table("Hændelser uden modtager", "Nr.>", "Kode", "Navn", "Rolle", "Kommune", "Årsag")
    for haendelse in log.iterate_uden_modtager(installation.lager):
        b = haendelse.beslutning
        kode = installation.settings.samlekode if b.kode == SAMLE else b.kode
        kommune = f"{b.kommune} {installation.kommunetabel.name(b.kommune) or ''}" if b.kommune else "ukendt"
        made.add_row(
            str(haendelse.loebenummer), kode, code_name(b.kode, b.regel), b.rolle, kommune, cause_name(haendelse)
        )
    console().print(made if made.row_count else "Alle hændelser har en modtager.")


COMMANDS = (feed, besked, uden_modtager)
