"""Lines held against the replica before anything is carried out: whom they are about, name, and correct.

To whoever may not learn of a person the answer is as for a number that nobody has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.haendelser.regler import RETTES_AF
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.ordre import Gemtslags, Ordre, Ordrelinje, Trin
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.gemte import find_gemt
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.navngivne import NY, iterate_named, named_in
from cpr_haendelser.testmiljoe.personer.oprettelse import OPRET_GEMT
from cpr_haendelser.testmiljoe.viden import Ejere, Viden

RETTER = "retter"
"""The column of the løbenummer that is corrected."""


class Afvisning(NamedTuple):
    """Why a line cannot be ordered."""

    linje: int
    kode: str
    tekst: str


def refuse_linjer(lager: Lager, ordrelager: Ordrelager, ordre: Ordre, linjer: Sequence[Ordrelinje]) -> list[Afvisning]:
    """The lines that cannot be ordered, each with its first reason; persons and hændelser are read in one go."""
    alle, ejere = set(_everybody(linjer)), Ejere(ordrelager)
    ejere.personer(alle)
    viden = Viden(lager, ejere, lager.findes(alle).__contains__)
    rettede = {each.loebenummer: each for each in lager.haendelser_med(set(_corrected(linjer)))}
    nye = Counter(person for linje in linjer for person in linje.personer if person.startswith(NY))
    fundne = []
    for linje in linjer:
        try:
            _check(viden, ordrelager, ordre, linje, nye.keys(), rettede)
        except Brugsfejl as fejl:
            fundne.append(Afvisning(linje.nr, fejl.kode, fejl.tekst))
    return fundne


def _everybody(linjer: Sequence[Ordrelinje]) -> Iterator[int]:
    for linje in linjer:
        yield from (int(pnr) for pnr in linje.personer if not pnr.startswith(NY))
        for trin in linje.trin:
            yield from map(int, named_in(trin))


def _corrected(linjer: Sequence[Ordrelinje]) -> Iterator[int]:
    return filter(None, (_number(trin) for linje in linjer for trin in linje.trin))


def _number(trin: Trin) -> int:
    """The løbenummer that a step says it corrects; 0: it says none."""
    return int(dict(trin.felter).get(RETTER) or 0)


def _check(  # noqa: PLR0913 - what a line is held against
    viden: Viden,
    ordrelager: Ordrelager,
    ordre: Ordre,
    linje: Ordrelinje,
    nye: Collection[str],
    rettede: Mapping[int, Haendelse],
) -> None:
    """Brugsfejl where the line cannot be ordered; of a person in a field the column is told."""
    personer = [int(pnr) for pnr in linje.personer if not pnr.startswith(NY)]
    for pnr in personer:
        viden.check_person(ordre, pnr)
    for trin in linje.trin:
        for pnr in personer:
            viden.check_removed(ordre, pnr, trin)
        for felt, hvem in iterate_named(trin):
            _check_named(viden, ordre, felt, hvem, nye)
        if trin.handling == OPRET_GEMT:
            find_gemt(ordrelager, ordre.ejer, dict(trin.felter).get("gemt", ""), Gemtslags.PERSONER)
        if _number(trin):
            _check_corrected(trin, personer, rettede.get(_number(trin)))


def _check_named(viden: Viden, ordre: Ordre, felt: str, hvem: str, nye: Collection[str]) -> None:
    if hvem.startswith(NY):
        if hvem not in nye:
            raise Brugsfejl("TST-042", f"{felt}: ordren opretter ingen af det navn.")
        return
    try:
        viden.check_named(ordre, felt, int(hvem))
    except Brugsfejl as fejl:
        raise Brugsfejl(fejl.kode, f"{felt}: {fejl.tekst}") from None


def _check_corrected(trin: Trin, personer: Sequence[int], rettet: Haendelse | None) -> None:
    """What is corrected is a hændelse of just this person, of a code that may be corrected by what is ordered.

    One answer for all else: whose a number of the log is is told to nobody.
    """
    om = [int(rettet.beslutning.pnr)] if rettet else []
    if rettet is None or personer != om or rettet.beslutning.kode not in _correctable(trin):
        raise Brugsfejl(
            "TST-014",
            "retter: det løbenummer er ingen hændelse om personen, som rækken kan rette eller annullere. Se personens"
            " hændelser i feedet, eller lad feltet stå tomt.",
        )


def _correctable(trin: Trin) -> set[str]:
    valgt = dict(trin.felter).get("kode_ordre")
    koder = [valgt] if valgt else read_handlinger()[trin.handling].koder
    return {rettes for kode in koder for rettes in RETTES_AF.get(kode, (kode,))}
