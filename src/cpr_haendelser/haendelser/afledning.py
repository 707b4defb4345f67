"""From one person's records before and after, and the 099 lines, to hændelser (docs/afledning.md). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.aarsager import find_causes, find_reason
from cpr_haendelser.haendelser.beslutning import Nuvaerende, decide
from cpr_haendelser.haendelser.fund import Fund
from cpr_haendelser.haendelser.koder099 import Linje, koder099
from cpr_haendelser.haendelser.model import Art, Beslutning
from cpr_haendelser.haendelser.regler import Regel
from cpr_haendelser.haendelser.samling import gather_catch_alls
from cpr_haendelser.haendelser.sammenligning import Sammenligning, by_posttype, read_kendt
from cpr_haendelser.haendelser.skridt import find_skridt
from cpr_haendelser.haendelser.slaegt import find_boern, find_foraeldre, find_vaergemaal
from cpr_haendelser.haendelser.tidligere import read_ukendt
from cpr_haendelser.replika.billede import Linjeforskel, compare_dokumenter


class Udfald(NamedTuple):
    """The hændelser of one person, and for each 099 line that caused none of them the reason (line number to word)."""

    beslutninger: tuple[Beslutning, ...]
    grunde: Mapping[int, str]


class Parametre(NamedTuple):
    """What the installation has chosen (settings)."""

    nyfoedt_dage: int = 28


def derive(pnr: str, forskel: Linjeforskel, linjer: Sequence[Linje], parametre: Parametre) -> Udfald:
    """What happened to a person whose records differ so, in a delivery with these 099 lines."""
    if forskel.gamle == forskel.nye:
        return _unchanged(pnr, forskel, linjer)
    sammenligning = _compare(forskel, linjer)
    if sammenligning is None:
        return Udfald((), {linje.nr: "levering" for linje in linjer})
    return _settle(pnr, sammenligning, _find(sammenligning, linjer, parametre), linjer)


def changed_groups(foer: bytes, efter: bytes) -> frozenset[str]:
    """The groups of records that differ between two documents of a person."""
    return read_kendt(compare_dokumenter(foer, efter)).grupper


def _compare(forskel: Linjeforskel, linjer: Sequence[Linje]) -> Sammenligning | None:
    """The differences; None where the customer only asked for the person."""
    if forskel.gamle is not None:
        return read_kendt(forskel)
    if linjer and all(_is_request(linje) for linje in linjer):
        return None
    return read_ukendt(by_posttype(forskel.nye), linjer)


def _unchanged(pnr: str, forskel: Linjeforskel, linjer: Sequence[Linje]) -> Udfald:
    """Equal images: no hændelse, but for a line whose code nobody knows."""
    if all(linje.kode in koder099() for linje in linjer):
        return Udfald((), {linje.nr: find_reason(linje, linjer) for linje in linjer})
    return _settle(pnr, read_kendt(forskel), [], linjer)


def _is_request(linje: Linje) -> bool:
    """Whether the customer asked for the person, and nothing happened."""
    kode = koder099().get(linje.kode)
    return kode is not None and kode.art == "ingen"


def _find(alt: Sammenligning, linjer: Sequence[Linje], parametre: Parametre) -> list[Fund]:
    """Every hændelse and every catch-all group that the differences tell of, timelines first."""
    fund: list[Fund] = []
    for navn in alt.forloeb:
        fund += find_skridt(navn, alt, parametre.nyfoedt_dage)
    return [*fund, *find_vaergemaal(alt), *find_foraeldre(alt, linjer), *find_boern(alt, linjer)]


def _settle(pnr: str, alt: Sammenligning, fund: list[Fund], linjer: Sequence[Linje]) -> Udfald:
    """Catch-alls, causes and receivers: what turns findings into decisions."""
    kodede = [fundet for fundet in fund if fundet.regel is not regler.SAMLING]
    forklaret = regler.explained_by(tuple([fundet.regel for fundet in kodede]))
    alle = [*kodede, *gather_catch_alls(alt, fund, forklaret, linjer)]
    aarsager = find_causes(alle, linjer)
    nuvaerende = Nuvaerende.read(alt)
    ordinaler: dict[tuple[Regel, Art, str, str], int] = {}
    beslutninger = []
    for fundet, mine in zip(alle, aarsager, strict=True):
        noegle = (fundet.regel, fundet.art, fundet.om, mine[0].tid if mine else "")
        ordinaler[noegle] = ordinaler.get(noegle, 0) + 1
        beslutninger.append(decide(pnr, alt, fundet, mine, nuvaerende, ordinaler[noegle]))
    brugt = {linje.nr for mine in aarsager for linje in mine}
    grunde = {linje.nr: find_reason(linje, linjer, forklaret) for linje in linjer if linje.nr not in brugt}
    return Udfald(tuple(beslutninger), grunde)
