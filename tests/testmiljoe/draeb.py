"""`python -m tests.testmiljoe.draeb [--gange N] [--linjer N] [--froe N]`: an order killed again and again on its way.

The program that carries the order out (a process of its own, ended by its id with SIGKILL at a moment of chance) is
started anew each time; afterwards each row must have been done once: in the plan, in the log and in the replica.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench import bestilling, produkt
from bench.befolkning import to_person, write_udtraek
from cpr_haendelser.app.testmiljoe import Testmiljoe
from cpr_haendelser.storage.ordre import Ordreart, Ordretilstand, Udfoerelsestilstand

PR_LINJE = 2
"""Hændelser that a row gives: it is a move to another municipality."""
ARTER = [Ordreart.HAENDELSE.value, Ordreart.SAMMENHAENGENDE.value]
_FLEST_SKRIDT = 2
"""A life does so many batches at most before the one that it dies in."""
ROOT = Path(__file__).resolve().parents[2]


class Tal(NamedTuple):
    """What was seen."""

    linjer: int
    draebt: int
    haendelser: int
    filer: int
    genoptaget: int
    """Lives that began with a file of which it had to be found out whether it had come in."""
    sekunder: float
    brud: list[str]


def run(folder: Path, art: Ordreart, linjer: int, gange: int, froe: int) -> Tal:
    """An order of so many rows in a folder of its own, killed so many times."""
    tilfaeldig = random.Random(froe)  # noqa: S311 - a repeatable run, nothing secret
    write_udtraek(folder / "udtraek", linjer)
    produkt.receive(folder, folder / "udtraek", etablering=True)
    bestilling.furnish(folder)
    uuid = bestilling.submit(folder, art, linjer, linjer)
    batch, begyndt, draebt, genoptaget = max(1, linjer // (4 * gange)), time.monotonic(), 0, 0
    skridt = 0.05
    for _ in range(gange):
        with _living(folder, batch) as (proces, ud):
            genoptaget += next(ud, "0") != "0"
            for _ in range(tilfaeldig.randrange(_FLEST_SKRIDT + 1)):
                foer = time.monotonic()
                next(ud, "")
                skridt = max(0.005, time.monotonic() - foer)
            time.sleep(tilfaeldig.uniform(0, 1.5 * skridt))
            draebt += proces.poll() is None
            proces.kill()
    with _living(folder, batch) as (proces, ud):
        genoptaget += next(ud, "0") != "0"
        for _ in ud:
            pass
        proces.wait()
    return _reckon(folder, art, uuid, Tal(linjer, draebt, 0, 0, genoptaget, time.monotonic() - begyndt, []))


@contextmanager
def _living(folder: Path, batch: int) -> Iterator[tuple[subprocess.Popen[str], Iterator[str]]]:
    """A process that carries out what is due, and says a line when it has looked back, and after each batch."""
    command = [sys.executable, "-m", "tests.testmiljoe.draeb", "--liv", str(folder), "--batch", str(batch)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as proces:  # noqa: S603 - our own command
        try:
            yield proces, (linje.strip() for linje in proces.stdout or ())
        finally:
            proces.kill()


def live(folder: Path, batch: int) -> None:
    """One life: looks back, then carries out until nothing is due."""
    with produkt.opened(folder) as installation:
        gennemfoerer = Testmiljoe(installation).gennemfoerer
        print(gennemfoerer.resume(), flush=True)
        while antal := gennemfoerer.step(batch):
            print(antal, flush=True)


def _reckon(folder: Path, art: Ordreart, uuid: str, tal: Tal) -> Tal:
    """Each row once: in the plan, in the log, and in the replica where the order is to change it."""
    with produkt.opened(folder) as installation:
        lager, ordrelager = installation.lager, installation.ordrelager
        ordre, plan = ordrelager.ordre(uuid), ordrelager.udfoerelser(uuid, antal=tal.linjer + 1)
        log = lager.haendelser(antal=tal.linjer * PR_LINJE + 1000)
        pnrs = [int(to_person(nr, tal.linjer).pnr) for nr in range(tal.linjer)]
        versioner = {len(lager.versioner(pnr)) for pnr in pnrs}
    om: dict[int, list[int]] = {}
    for each in log:
        om.setdefault(int(each.beslutning.pnr), []).append(each.loebenummer)
    kontroller = {
        "ordren er udført": ordre is not None and ordre.tilstand is Ordretilstand.UDFOERT,
        "hver række er udført": [each.tilstand for each in plan] == [Udfoerelsestilstand.UDFOERT] * tal.linjer,
        "hver række har sine hændelser i loggen": all(list(each.loebenumre) == om.get(each.pnr) for each in plan),
        "hver person har sine hændelser én gang": {len(numre) for numre in om.values()} == {PR_LINJE},
        "loggen har ikke flere": len(log) == len({each.besked_id for each in log}) == PR_LINJE * tal.linjer,
        "hver person er ændret én gang": versioner == {1 if art is Ordreart.HAENDELSE else 2},
    }
    filer = {each.fil for each in plan if each.fil}
    return tal._replace(
        haendelser=len(log), filer=len(filer), brud=[k for k, holder in kontroller.items() if not holder]
    )


def main() -> int:
    """Runs the kinds asked for; the exit status is 1 where a row was not done once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gange", type=int, default=100)
    parser.add_argument("--linjer", type=int, default=10_000)
    parser.add_argument("--froe", type=int, default=1)
    parser.add_argument("--art", nargs="*", choices=ARTER, default=ARTER, help="kinds of order; both by default")
    parser.add_argument("--liv", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--batch", type=int, default=1, help=argparse.SUPPRESS)
    valgt = parser.parse_args()
    if valgt.liv:
        live(valgt.liv, valgt.batch)
        return 0
    brud = 0
    for art in map(Ordreart, valgt.art):
        with TemporaryDirectory() as folder:
            tal = run(Path(folder), art, valgt.linjer, valgt.gange, valgt.froe)
        print(f"{art.value}: {tal}", flush=True)
        brud += len(tal.brud)
    return int(brud > 0)


if __name__ == "__main__":
    sys.exit(main())
