"""`python -m bench [NAME …] [--persons N]`: speed and memory, each figure beside its bare ceiling of the same run."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.levering.hent import pulling
from bench.levering.latens import latency
from bench.levering.matchning import matching
from bench.levering.tilsend import pushing
from bench.maaling import Figur, machine
from bench.mappe import watched_folder
from bench.modtagelse import delivery, first_load, linear
from bench.opslag import composing, lookup
from bench.ordrer import orders
from bench.proeve import Proeve
from bench.revision import revision
from bench.sider import pages
from bench.tabel import to_markdown, write_docs

SIDER = {
    "ydelse.md": {
        "first-load": first_load,
        "delivery": delivery,
        "linear": linear,
        "composing": composing,
        "lookup": lookup,
        "watched-folder": watched_folder,
    },
    "ydelse-levering.md": {
        "matching": matching,
        "amqp-pull": pulling,
        "rest-push": pushing,
        "latency": latency,
    },
    "ydelse-ordrer.md": {"orders": orders},
    "ydelse-revision.md": {"revision": revision},
    "ydelse-konsol.md": {"pages": pages},
}
"""The figures of each document."""
FIGURER = {navn: figur for figurer in SIDER.values() for navn, figur in figurer.items()}


def main() -> int:
    """Measures what is asked for and prints the table; the exit status says nothing about the figures."""
    arguments = _parse()
    aendrede = arguments.changed or max(10, arguments.persons // 10)
    fundne: dict[str, list[Figur]] = {}
    with TemporaryDirectory(dir=arguments.folder, prefix="bench-") as folder:
        proeve = Proeve(Path(folder), arguments.persons, aendrede, arguments.runs)
        for navn in arguments.name or FIGURER:
            print(f"… {navn}", file=sys.stderr, flush=True)
            fundne[navn] = list(FIGURER[navn](proeve))
    for side, navne in SIDER.items():
        figurer = [figur for navn in navne for figur in fundne.get(navn, ())]
        if figurer:
            table = to_markdown(figurer, f"{datetime.now(UTC):%Y-%m-%d}, {machine()}.")
            print(table)
            if arguments.write:
                write_docs(table, side)
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="*", choices=[*FIGURER, []], help="which figures; all where none is named")
    parser.add_argument("--persons", type=int, default=100_000, help="in the first load (default %(default)s)")
    parser.add_argument("--changed", type=int, default=0, help="in the delivery (default a tenth)")
    parser.add_argument("--runs", type=int, default=3, help="of each figure with its ceiling (default %(default)s)")
    parser.add_argument("--folder", type=Path, help="where to work; on the kind of disk that is to be measured")
    parser.add_argument("--write", action="store_true", help="puts each table into its document")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
