"""A person and who it belongs with, as a picture: where each box and line is; the page draws it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

BREDDE, _BOKS, _HOEJDE, _AFSTAND = 440, 130, 46, 20
_PR_RAEKKE, _RAEKKER = 3, 4
"""Boxes in a row, and rows of one kind; the rest is said in words below the picture."""

OVER, VED, UNDER = "over", "ved", "under"
_STED = {
    "mor": OVER,
    "far": OVER,
    "foraelder": OVER,
    "foraeldremyndighed": OVER,
    "vaerge": OVER,
    "aegtefaelle": VED,
    "barn": UNDER,
    "har_myndighed_over": UNDER,
    "er_vaerge_for": UNDER,
    "tidligere_pnr": UNDER,
    "gaeldende_pnr": UNDER,
}
"""What another is to the person, and where that is drawn."""
ROLLER = tuple(_STED)
_OM = {
    "aegtefaelle": "aegtefaelle",
    "barn": "foraelder",
    "mor": "barn",
    "far": "barn",
    "foraeldremyndighed": "har_myndighed_over",
    "vaerge": "er_vaerge_for",
    "tidligere_pnr": "gaeldende_pnr",
    "gaeldende_pnr": "tidligere_pnr",
}
"""Turned round: one who names the person as this is that to it."""


class Slaegtning(NamedTuple):
    """Somebody that a person belongs with."""

    rolle: str
    pnr: int


class Boks(NamedTuple):
    """Where one of them is drawn."""

    x: int
    y: int
    rolle: str
    """Empty: the person itself."""
    nr: int
    """Its place among those that were handed in."""


class Streg(NamedTuple):
    """A line between two boxes."""

    x1: int
    y1: int
    x2: int
    y2: int


class Billede(NamedTuple):
    """The picture."""

    bredde: int
    hoejde: int
    boks: tuple[int, int]
    """Width and height of each box."""
    bokse: tuple[Boks, ...]
    streger: tuple[Streg, ...]
    ude: int
    """So many found no room."""


def join(egne: Iterable[tuple[str, int]], andres: Iterable[tuple[str, int]]) -> list[Slaegtning]:
    """Those that a person's records name, and those that name the person; each once for what they are to it.

    A parent that both sides know is mother or father, not only parent.
    """
    fundne = [Slaegtning(art, pnr) for art, pnr in egne]
    fundne += [Slaegtning(_OM[art], pnr) for art, pnr in andres]
    foraeldre = {each.pnr for each in fundne if each.rolle in {"mor", "far"}}
    unikke = dict.fromkeys(each for each in fundne if not (each.rolle == "foraelder" and each.pnr in foraeldre))
    return sorted(unikke, key=lambda each: (ROLLER.index(each.rolle), each.pnr))


def place(slaegt: Sequence[Slaegtning]) -> Billede:
    """Parents and guardians above, spouses beside, children and others below."""
    steder: dict[str, list[int]] = {OVER: [], VED: [], UNDER: []}
    for nr, each in enumerate(slaegt):
        steder[_STED[each.rolle]].append(nr)
    plads = _PR_RAEKKE * _RAEKKER
    over, ved, under = steder[OVER][:plads], steder[VED][:1], steder[UNDER][:plads]
    oeverst = -(-len(over) // _PR_RAEKKE)
    midte = oeverst * (_HOEJDE + 2 * _AFSTAND)
    egen = Boks((BREDDE - _BOKS) // 2, midte, "", -1)
    bokse = [egen]
    for raekke, nr, y in (
        *_rows(over, 0),
        *_rows(under, midte + _HOEJDE + 2 * _AFSTAND),
    ):
        bokse.append(Boks(raekke, y, slaegt[nr].rolle, nr))
    bokse += [Boks(BREDDE - _BOKS, midte, slaegt[nr].rolle, nr) for nr in ved]
    nederst = -(-len(under) // _PR_RAEKKE)
    hoejde = midte + _HOEJDE + nederst * (_HOEJDE + 2 * _AFSTAND)
    ude = len(slaegt) - len(over) - len(ved) - len(under)
    return Billede(
        BREDDE, hoejde, (_BOKS, _HOEJDE), tuple(bokse), tuple(_line(egen, each) for each in bokse[1:]), ude
    )  # fmt: skip


def _rows(numre: Sequence[int], top: int) -> list[tuple[int, int, int]]:
    """(x, number, y) of boxes, row by row, each row in the middle."""
    fundne = []
    for fra in range(0, len(numre), _PR_RAEKKE):
        raekke = numre[fra : fra + _PR_RAEKKE]
        venstre = (BREDDE - len(raekke) * _BOKS - (len(raekke) - 1) * _AFSTAND) // 2
        y = top + fra // _PR_RAEKKE * (_HOEJDE + 2 * _AFSTAND)
        fundne += [(venstre + plads * (_BOKS + _AFSTAND), nr, y) for plads, nr in enumerate(raekke)]
    return fundne


def _line(egen: Boks, anden: Boks) -> Streg:
    if anden.y == egen.y:
        return Streg(egen.x + _BOKS, egen.y + _HOEJDE // 2, anden.x, anden.y + _HOEJDE // 2)
    fra = egen.y if anden.y < egen.y else egen.y + _HOEJDE
    til = anden.y + _HOEJDE if anden.y < egen.y else anden.y
    return Streg(egen.x + _BOKS // 2, fra, anden.x + _BOKS // 2, til)
