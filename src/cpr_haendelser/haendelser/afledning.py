"""From one person's records before and after, and the 099 lines, to hændelser (docs/afledning.md). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.aarsager import find_causes, find_reason
from cpr_haendelser.haendelser.beslutning import Nuvaerende, decide
from cpr_haendelser.haendelser.fund import Fund, find
from cpr_haendelser.haendelser.koder099 import Linje, koder099
from cpr_haendelser.haendelser.model import Art, Beslutning
from cpr_haendelser.haendelser.regler import Regel
from cpr_haendelser.haendelser.samling import gather_catch_alls
from cpr_haendelser.haendelser.sammenligning import Sammenligning, by_posttype, read_kendt
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
    fund = find(sammenligning, tuple(linjer), nyfoedt=_is_newborn(sammenligning, parametre))
    return _settle(pnr, sammenligning, fund, linjer)


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


_PERSON = posttyper()["001"]
_FOED_DT, _STATUSSTART = _PERSON.field("FOED_DT").slice, _PERSON.field("STATUSHAENSTART").slice
_NAVN = slice(13, 146)


def _is_newborn(sammenligning: Sammenligning, parametre: Parametre) -> bool:
    """No name, or dead within the days of the setting (docs/afledning.md section 3)."""
    doed = next(
        (s for s in reversed([*sammenligning.efter_bopael, *sammenligning.foer_bopael]) if s.art == "doed"), None
    )
    if doed is None:
        return False
    navne = sammenligning.efter.get("008", ())
    if not any(linje[_NAVN].strip(" *+=") for linje in navne):
        return True
    foedt = sammenligning.efter["001"][0][_FOED_DT] if sammenligning.efter.get("001") else ""
    foedt_dag, doeds_dag = _day_number(foedt.replace("-", "")), _day_number(doed.start)
    return foedt_dag > 0 and 0 <= doeds_dag - foedt_dag <= parametre.nyfoedt_dage


def _day_number(tid: str) -> int:
    """A day of YYYYMMDD as a count; 0 where the day is not certain."""
    try:
        return date(int(tid[:4]), int(tid[4:6]), int(tid[6:8])).toordinal()
    except ValueError:
        return 0


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
