"""People who move back and forth between two municipalities: every day's file is two hændelser about each of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.modtagelse.byg import KOMMUNE, NABO, OPGAVE, fil, lf, linje, person, pnr

BEGYNDT = date(2026, 3, 2)
"""The day of the first load."""
_INDFLYTTET = "202001011200"


def udtraek(folder: Path, personer: int) -> Path:
    """The first load: everybody lives in one municipality."""
    return _write(folder, 0, [post for n in range(1, personer + 1) for post in person(n)])


def flytninger(folder: Path, personer: int, nummer: int, *, fra: int = 1) -> Path:
    """The file of day `nummer` (from 1): everybody moves to the other municipality, those before `fra` stay."""
    return _write(folder, nummer, [post for n in range(fra, personer + 1) for post in _moved(n, nummer)])


def _moved(n: int, nummer: int) -> list[bytes]:
    """All records of a person who has moved on each day up to this one."""
    hjem = person(n, kommune=_kommune(nummer), siden=_klokken(nummer), kode="A01")
    foer = [
        linje("023", pnr(n), KOMKOD=_kommune(dag), VEJKOD="0100", HUSNR=f"{n % 999:03}", TILFLYDTO=_klokken(dag),
              FRAFLYDTO=_klokken(dag + 1))
        for dag in range(nummer - 1, -1, -1)
    ]  # fmt: skip
    return [*hjem[:-1], *foer, hjem[-1]]


def _kommune(nummer: int) -> str:
    return NABO if nummer % 2 else KOMMUNE


def _klokken(nummer: int) -> str:
    return f"{_dag(nummer)}1030" if nummer else _INDFLYTTET


def _dag(nummer: int) -> str:
    return f"{BEGYNDT + timedelta(days=nummer):%Y%m%d}"


def _write(folder: Path, nummer: int, poster: list[bytes]) -> Path:
    dag, forrig = _dag(nummer), _dag(nummer - 1) if nummer else "00000000"
    path = folder / f"D{dag[2:]}.L{OPGAVE}"
    path.write_bytes(lf(fil(poster, dag, forrig)))
    return path
