"""What `haendelser demo` shows: the files, the hændelser by code, one of them in plain words, and the receivers."""

from __future__ import annotations

import time
from collections import Counter
from itertools import chain

from rich.console import Console

from cpr_haendelser.cli.skaerm import count, progress, table
from cpr_haendelser.cpr.tider import read_tid
from cpr_haendelser.demo import DAGE, FLEST_BESKEDER, Demo, Modtagere
from cpr_haendelser.haendelser.model import SAMLE, Art, Haendelse
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.replika.visning import Visning
from cpr_haendelser.storage.lager import Kvittering, Leveranceart

FORETRUKNE = ("034", "028", "025")
"""Codes that explain themselves, the best example first."""
MAANEDER = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
ROLLER = {
    "ny": "hvor personen bor nu",
    "gammel": "som personen flyttede fra",
    "seneste": "hvor personen sidst boede",
    "relateret": "hvor den nærmeste bor",
}


def show(demo: Demo, out: Console) -> None:
    """Writes, receives and shows everything, up to the serving."""
    out.print(f"Korsbæk: en opdigtet kommune med {count(demo.personer)} borgere.", style="bold")
    out.print()
    with progress("Opdigter borgere") as fremdrift:
        filer = demo.write_filer(fremdrift)
    out.print(f"1. CPR-kontoret sender en første indlæsning og {DAGE} dages ændringer. De modtages:")
    for fil in filer:
        with progress(fil.name) as fremdrift:
            kvittering = demo.receive(fil, fremdrift)
        out.print(f"   {_line(kvittering)}", markup=False)
    out.print()
    haendelser = list(iterate(demo.installation.lager, Udsnit()))
    slut = ":" if haendelser else "."
    out.print(f"2. Det blev til {count(len(haendelser))} hændelser i den nummererede log{_special(haendelser)}{slut}")
    if haendelser:
        _show_codes(demo, haendelser, out)
        out.print(_example(demo, _choose(haendelser)), markup=False)
        out.print()
    mappe = demo.write_beskeder()
    hvilke = "Hver" if len(haendelser) <= FLEST_BESKEDER else f"Hver af de første {count(FLEST_BESKEDER)}"
    out.print(f"3. {hvilke} hændelse er en besked (Haendelsesbesked, XML) i {mappe.as_posix()}/", markup=False)
    out.print()


def show_modtagere(modtagere: Modtagere, out: Console) -> None:
    """Waits until both receivers have got theirs, and shows what it came to."""
    begyndt = time.monotonic()
    with progress("Leverer beskeder") as fremdrift:
        alt = modtagere.await_all(fremdrift.trin)
    tid = f"{time.monotonic() - begyndt:.1f}".replace(".", ",")
    out.print(f"4. To modtagere får deres beskeder over gensidig TLS{f', på {tid} sekunder' if alt else ''}:")
    for navn, vej, postkasse in (
        ("Alle hændelser", f"BeskedHent, hentet fra {modtagere.lytter.adresse}", modtagere.hentet),
        ("Flytninger", f"BeskedFåTilsendt, sendt til {modtagere.callback}", modtagere.tilsendt),
    ):
        out.print(f"   {navn:<15} {count(postkasse.antal):>6} beskeder  {vej}", markup=False)
    out.print(f"   Hvem der må få hvad, står i {modtagere.opsaetning.as_posix()}", markup=False)
    out.print()


def _line(kvittering: Kvittering) -> str:
    fil = kvittering.leverance
    if fil.art is Leveranceart.ETABLERING:
        return f"{fil.filnavn}  {count(fil.personer)} personer indlæst"
    return f"{fil.filnavn}  {count(fil.aendrede)} personer ændret, {count(fil.haendelser)} hændelser"


def _special(haendelser: list[Haendelse]) -> str:
    arter = Counter(haendelse.beslutning.art for haendelse in haendelser)
    uden = sum(not haendelse.modtager_cvr for haendelse in haendelser)
    parts = (
        (arter[Art.KORREKTION], "retter en tidligere"),
        (arter[Art.ANNULLERING], "annullerer en"),
        (uden, "er uden modtager"),
    )
    said = ", ".join(f"{count(antal)} {ord_}" for antal, ord_ in parts if antal)
    return f" ({said})" if said else ""


def _show_codes(demo: Demo, haendelser: list[Haendelse], out: Console) -> None:
    antal = Counter((h.beslutning.kode, code_name(h.beslutning.kode, h.beslutning.regel)) for h in haendelser)
    samlekode = demo.installation.settings.samlekode
    made = table("", "  Kode", "Hændelse", "Antal>")
    made.title = None
    for (kode, navn), number in sorted(antal.items(), key=lambda row: (row[0][0] == SAMLE, row[0])):
        made.add_row(f"  {samlekode if kode == SAMLE else kode}", navn, count(number))
    out.print(made)
    out.print()


def _choose(haendelser: list[Haendelse]) -> Haendelse:
    """The hændelse that explains itself best."""
    nye = [haendelse for haendelse in haendelser if haendelse.beslutning.art is Art.NY]
    wanted = (h for kode in FORETRUKNE for h in nye if h.beslutning.kode == kode)
    return next(chain(wanted, haendelser))


def _example(demo: Demo, haendelse: Haendelse) -> str:
    b = haendelse.beslutning
    who = _name(demo, haendelse)
    when = _day(b.gyldig_fra)
    where = demo.installation.kommunetabel.name
    if b.kode == "034" and b.foer and b.efter:
        what = f"{who} flyttede {when}fra {where(b.foer.kommunekode) or 'en anden kommune'} til {where(b.kommune)}."
    else:
        what = f"{who}: {code_name(b.kode, b.regel)} {when}".rstrip() + "."
    receiver = where(b.kommune) or "ingen kendt kommune"
    return (
        f"   For eksempel nr. {haendelse.loebenummer}:\n   {what}\n"
        f"   Beskeden er til {receiver}, {ROLLER[b.rolle.value]}."
    )


def _name(demo: Demo, haendelse: Haendelse) -> str:
    billede = demo.installation.lager.billede_pr_fil(int(haendelse.beslutning.pnr), haendelse.fil)
    navn = Visning(billede.dokument).navn if billede else None
    return (navn.fuldt if navn else "") or "En borger"


def _day(cprtid: str) -> str:
    """The day in words and a blank, or nothing where it is not known."""
    best = read_tid(cprtid).iso
    if not best:
        return ""
    aar, maaned, dag = (int(part) for part in best[:10].split("-"))
    return f"den {dag}. {MAANEDER[maaned - 1]} {aar} "
