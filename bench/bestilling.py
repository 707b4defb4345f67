"""Orders of any size in an installation of the bench: who orders, what is ordered, and carrying it out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from bench import produkt
from bench.befolkning import to_person
from bench.levering.opstilling import make_dueslag, set_up, uuid
from cpr_haendelser.app.installation import Installation
from cpr_haendelser.app.testmiljoe import Testmiljoe
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.storage.ordre import Kreds, Ordre, Ordreart, Ordrelinje, Trin
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from cpr_haendelser.testmiljoe.gennemfoer import BATCH

MAATTE_FLYTTE = (("kommunekode", "0101"), ("vejkode", "0123"), ("husnr", "004"), ("etage", "01"), ("sidedoer", "tv"))
"""A move that everybody can make."""


class Udfoert(NamedTuple):
    """An order carried out, from submitting to the log."""

    sekunder: float
    processor: float
    """Seconds of processor: on a machine with other work they say more."""
    haendelser: int


def furnish(folder: Path) -> None:
    """Somebody who may order, and a dueslag of theirs."""
    with produkt.opened(folder) as installation:
        set_up(installation.postrum, [make_dueslag(1)])
        cvr = buyer(installation)
        installation.ordrelager.accepter(cvr, VILKAAR, hvem="bench", tidspunkt="2026-01-01T00:00:00.000+00:00")


def buyer(installation: Installation) -> str:
    """CVR of the organisation that orders."""
    [system] = installation.bord.opsaetning().systemer
    return system.cvr


def moves(antal: int, personer: int) -> list[Ordrelinje]:
    """A line for each of the first so many persons of the population: it moves, now."""
    numre = (to_person(nr, personer).pnr for nr in range(antal))
    return [Ordrelinje(nr, (pnr,), (Trin("flytning", Art.NY, MAATTE_FLYTTE),)) for nr, pnr in enumerate(numre, 1)]


def create(installation: Installation, art: Ordreart, linjer: list[Ordrelinje]) -> Ordre:
    """A kladde of the lines."""
    cvr = buyer(installation)
    return Testmiljoe(installation).ekspedition.create(
        Udkast(art, "bench", cvr, uuid("system", 0), cvr, Kreds.ALLE), linjer
    )


def submit(folder: Path, art: Ordreart, antal: int, personer: int) -> str:
    """An order of so many moves, submitted and begun; its UUID."""
    with produkt.opened(folder) as installation:
        ordre = create(installation, art, moves(antal, personer))
        return Testmiljoe(installation).ekspedition.submit(ordre, hvem="bench").uuid


def carry_out(folder: Path, art: Ordreart, antal: int, personer: int, batch: int = BATCH) -> Udfoert:
    """An order of so many moves from submitting until all of it stands in the log."""
    with produkt.opened(folder) as installation:
        miljoe = Testmiljoe(installation)
        ordre = create(installation, art, moves(antal, personer))
        foer = installation.lager.sidste_loebenummer()
        begun, processor = time.perf_counter(), time.process_time()
        miljoe.ekspedition.submit(ordre, hvem="bench")
        while miljoe.gennemfoerer.step(batch):
            pass
        sekunder, processor = time.perf_counter() - begun, time.process_time() - processor
        status = miljoe.ordrelager.optaelling(ordre.uuid)
        if status != {"udfoert": antal}:
            raise RuntimeError(f"an order that is not carried out is no measurement: {status}")
        return Udfoert(sekunder, processor, installation.lager.sidste_loebenummer() - foer)
