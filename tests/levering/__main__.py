"""`python -m tests.levering [NAME …] [--short] [--seed N] [--write]`: hard times for the post room, and the tally.

Every failure that the promise of delivery speaks of, over real connections; the clock is moved by hand where time
matters, and processes are killed where death matters. Exit status 1 where something did not hold.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.levering import certifikater
from tests.levering.bog import Tal
from tests.levering.sager import SAGER, Sag, run
from tests.levering.scene import Vilkaar
from tests.levering.skema import find_skema

DOCS = Path(__file__).resolve().parents[2] / "docs" / "leveringsloefte.md"
_BEGIN, _END = "<!-- regnskab -->", "<!-- /regnskab -->"
_FLEST = 3
"""So many reasons are shown."""
_HEAD = ("prøve", "forsendelser", "leveret", "modtaget", "igen", "kvittering tabt", "mærket", "parkeret undervejs",
         "mistet", "byttet om", "sek.")  # fmt: skip


class Linje(NamedTuple):
    """A case that has been run."""

    sag: Sag
    tal: Tal
    sekunder: float


def main() -> int:
    """Runs what is asked for, and prints the tally."""
    arguments = _parse()
    logging.disable()  # what the program says of its hard times is not what is asked for here
    godkend = find_skema()
    with TemporaryDirectory(dir=arguments.folder, prefix="prove-") as folder:
        vilkaar = Vilkaar(
            Path(folder), certifikater.make(Path(folder) / "ca"), arguments.seed, not arguments.short, godkend
        )
        linjer = list(_run_all([sag for sag in SAGER if not arguments.name or sag.navn in arguments.name], vilkaar))
    skemaer = "efter de officielle skemaer" if godkend else "uden de officielle skemaer, som ikke er der"
    table = to_markdown(linjer, f"{datetime.now(UTC):%Y-%m-%d}, frø {arguments.seed}; hver besked er læst {skemaer}.")
    print(table)
    if arguments.write:
        write_docs(table)
    return int(any(linje.tal.brud for linje in linjer))


def _run_all(sager: Iterable[Sag], vilkaar: Vilkaar) -> Iterator[Linje]:
    for sag in sager:
        begyndt = time.monotonic()
        print(f"… {sag.navn}", file=sys.stderr, flush=True)
        linje = Linje(sag, run(sag, vilkaar), time.monotonic() - begyndt)
        for brud in linje.tal.brud:
            print(f"  BRUDT: {brud}", file=sys.stderr, flush=True)
        yield linje


def to_markdown(linjer: Iterable[Linje], under: str) -> str:
    """The table."""
    rows = [_HEAD, ("---", *("---:" for _ in _HEAD[1:7]), "---", *("---:" for _ in _HEAD[8:]))]
    for sag, tal, sekunder in linjer:
        antal = (tal.forsendelser, tal.leveret, tal.modtagelser, tal.gentaget, tal.tabte_kvitteringer, tal.maerket)
        hvad = f"{sag.hvad}{' **BRUDT**' if tal.brud else ''}"
        rows.append((hvad, *map(str, antal), _short(tal.parkeret), str(tal.mistet), str(tal.byttet), f"{sekunder:.0f}"))
    return "\n".join(["| " + " | ".join(row) + " |" for row in rows] + ["", under])


def _short(parkeret: str) -> str:
    """What was parked; where there are many reasons, only how many."""
    grunde = parkeret.split(", ")
    return (
        parkeret
        if len(grunde) <= _FLEST
        else f"{sum(int(each.split()[0]) for each in grunde)}, af {len(grunde)} grunde"
    )


def write_docs(table: str) -> None:
    """Puts the table between the marks of the promise's page; ValueError where they are missing."""
    before, _, rest = DOCS.read_text(encoding="utf-8").partition(_BEGIN)
    _, mark, after = rest.partition(_END)
    if not mark:
        raise ValueError(f"{DOCS.name} has no {_BEGIN} … {_END}")
    DOCS.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}", encoding="utf-8")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.levering", description=__doc__)
    parser.add_argument("name", nargs="*", choices=[*(sag.navn for sag in SAGER), []], help="which cases; else all")
    parser.add_argument("--short", action="store_true", help="few persons and kills, as in the test suite")
    parser.add_argument("--seed", type=int, default=20260401, help="of what happens by chance (default %(default)s)")
    parser.add_argument("--folder", type=Path, help="where to work")
    parser.add_argument("--write", action="store_true", help="puts the tally into docs/leveringsloefte.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
