"""Kill -9 while receiving, at random moments, then again: the log is that of an undisturbed run.

By hand: `python -m tests.modtagelse.nedbrud 100` goes on until a hundred runs were killed, and says what came of them.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cpr_haendelser.storage.aabning import open_lager
from tests.modtagelse.byg import (
    DAG1,
    DAG2,
    FOERSTE,
    KOMMUNE,
    NABO,
    OPGAVE,
    environment,
    fil,
    flyttet,
    lf,
    linje,
    person,
    pnr,
)

ROOT = Path(__file__).resolve().parents[2]
PERSONER = 3000


class Udfald(NamedTuple):
    """What a lager holds after all files, the time of composing left out."""

    log: list[tuple[object, ...]]
    linjer: list[object]
    filer: list[tuple[object, ...]]
    versioner: dict[int, list[object]]


def write_filer(folder: Path, personer: int = PERSONER) -> list[Path]:
    """A first load, then two days on which many move; on the second 003 lies in a section of its own."""
    alle = range(1, personer + 1)
    first = [line for n in alle for line in person(n)]
    dag1 = [line for n in alle if n % 2 for line in flyttet(n, DAG1)]
    dag2 = [line for n in alle if not n % 2 for line in flyttet(n, DAG2, til=NABO if n % 3 else KOMMUNE)]
    dag2 += [line for n in range(personer + 1, personer + 200) for line in person(n, kode="A01")]
    dag2 += [linje("099", pnr(n), TIMESTAMPU=f"{DAG2}1100", HAENDELSE="A45") for n in alle if not n % 6]
    dag2.sort(key=lambda line: line.startswith(b"003"))
    filer = []
    for dag, forrig, linjer in ((FOERSTE, "00000000", first), (DAG1, FOERSTE, dag1), (DAG2, DAG1, dag2)):
        filer.append(folder / f"D{dag[2:]}.L{OPGAVE}")
        filer[-1].write_bytes(lf(fil(linjer, dag, forrig)))
    return filer


def command(filer: list[Path]) -> list[str]:
    """Receives the first as a status extract, the others as deliveries; files received before are passed over."""
    script = (
        "import sys; from cpr_haendelser.cli import run; first, *rest = sys.argv[1:];"
        f" sys.exit(run(['receive', '--new-task', '{OPGAVE}', '--initial', first])"
        f" or run(['receive', *rest]))"
    )
    return [sys.executable, "-c", script, *map(str, filer)]


def receive(folder: Path, filer: list[Path]) -> float:
    """Receives all files to the end; how many seconds it took."""
    begun = time.monotonic()
    subprocess.run(command(filer), env=environment(folder), cwd=folder, check=True, capture_output=True)  # noqa: S603
    return time.monotonic() - begun


def kill_within(folder: Path, filer: list[Path], seconds: float) -> bool:
    """Begins to receive and kills the process after that time; whether it was still at it."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        command(filer), env=environment(folder), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def read(folder: Path) -> Udfald:
    """What the lager holds now."""
    with closing(open_lager(f"sqlite:///{folder / 'h.db'}")) as lager:
        filer = lager.leverancer()
        return Udfald(
            [tuple(h._replace(dannet="")) for h in lager.haendelser(antal=1_000_000)],
            [linje099 for f in filer for linje099 in lager.linjer099(f.fil, antal=1_000_000)],
            [tuple(f._replace(modtaget="")) for f in filer],
            {int(pnr(n)): list(lager.versioner(int(pnr(n)))) for n in range(1, PERSONER + 200, 7)},
        )


def left_behind(folder: Path) -> list[str]:
    """Spool files that nobody has removed."""
    return [path.name for path in (folder / "spool").glob("*") if path.name != "mappe.laas"]


def run_round(folder: Path, filer: list[Path], kills: list[float]) -> tuple[int, Udfald]:
    """Kills a run after each of these times, then lets one finish; how many were hit, and what the lager holds."""
    hit = sum(kill_within(folder, filer, seconds) for seconds in kills)
    receive(folder, filer)
    return hit, read(folder)


def main(rounds: int) -> int:
    """Goes on until so many runs were killed on the way; 0 where every log was the undisturbed one."""
    draw = random.Random(rounds)  # noqa: S311 - moments, no secrets
    with TemporaryDirectory() as temporary:
        base = Path(temporary)
        filer = write_filer(base)
        (base / "calm").mkdir()
        seconds = receive(base / "calm", filer)
        calm = read(base / "calm")
        number = hits = wrong = 0
        while hits < rounds:
            number += 1
            folder = base / "round"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            hit, found = run_round(folder, filer, [draw.uniform(0.2, seconds)])
            hits += hit
            # The machine is never equally fast: the moments follow it.
            seconds *= 1.03 if hit else 0.9
            bad = found != calm or bool(left_behind(folder))
            wrong += bad
            if bad or not number % 10:
                print(f"{number}: {hits} ramt, {wrong} forkerte", flush=True)  # noqa: T201 - run by hand
        print(f"{number} runder, {hits} dræbt undervejs, {len(calm.log)} hændelser, {wrong} afvigende")  # noqa: T201
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
