"""Separation, and what is corrected or annulled of it."""

from __future__ import annotations

from cpr_haendelser.population.forloeb import ANNULLERET, KORRIGERET
from cpr_haendelser.population.liv_civilstand import CIVIL, both, couple, end_separation, separated_since
from cpr_haendelser.population.person import Person, Separation
from cpr_haendelser.population.verden import Verden


def separation(v: Verden) -> bool:
    """A couple separates."""
    p = v.find(lambda x: couple(v, x) and not x.separation and not (x.aegtefaelle and x.aegtefaelle.separation))
    tid = v.tid()
    hvornaar = v.virkning(tid, *_separated_until(p), p.civil.start) if p else None
    if not p or hvornaar is None:
        return False
    dag = _ten(hvornaar)
    for x, maerke, hoved in both(p):
        v.roer(x, CIVIL)
        x.separation = Separation(tid, dag)
        v.linje(x, "P35", tid, maerke)
        v.meld(x, "029", dag, ("P35",), hoved=hoved)
    v.husk("separeret", p)
    return True


def _separated_until(p: Person) -> list[str]:
    pair = [p, *([p.aegtefaelle] if p.aegtefaelle else [])]
    return [row[5].replace("-", "") for x in pair for row in x.historik if row[0] == "030" and row[1] == ""]


def _ten(tid: str) -> str:
    return f"{tid[:4]}-{tid[4:6]}-{tid[6:8]}"


def _separated(v: Verden) -> Person | None:
    return v.find(
        lambda x: (
            couple(v, x)
            and x.separation is not None
            and x.aegtefaelle is not None
            and x.aegtefaelle.separation == x.separation
        ),
        "separeret",
        "separeret",
    )


def separation_ophoert(v: Verden) -> bool:
    """They live together again."""
    p = _separated(v)
    tid = v.tid()
    hvornaar = v.virkning(tid, separated_since(p)) if p else None
    if not p or hvornaar is None:
        return False
    for x, maerke, hoved in both(p):
        v.roer(x, CIVIL)
        end_separation(x, _ten(hvornaar))
        v.linje(x, "P36", tid, maerke)
        v.meld(x, "030", _ten(hvornaar), ("P36",), hoved=hoved)
    return True


def separation_rettet(v: Verden) -> bool:
    """The day of a separation is corrected."""
    p = _separated(v)
    tid = v.tid()
    hvornaar = v.virkning(tid, separated_since(p)) if p else None
    if not p or hvornaar is None:
        return False
    for x, maerke, hoved in both(p):
        s = x.separation
        if s:
            v.roer(x, CIVIL)
            x.historik.append(("030", KORRIGERET, s.henvis, s.start, s.umrk, s.start, s.umrk))
            x.separation = Separation(s.henvis, _ten(hvornaar))
            v.linje(x, "P48", tid, maerke)
            v.meld(x, "029", _ten(hvornaar), ("P48",), art="korrektion", retter=("029", s.start), hoved=hoved)
    return True


def separation_annulleret(v: Verden) -> bool:
    """A separation is annulled."""
    p = _separated(v)
    if not p:
        return False
    tid = v.tid()
    for x, maerke, hoved in both(p):
        s = x.separation
        if s:
            v.roer(x, CIVIL)
            x.historik.append(("030", ANNULLERET, s.henvis, s.start, s.umrk, s.start, s.umrk))
            x.separation = None
            v.linje(x, "P49", tid, maerke)
            v.meld(x, "029", s.start, ("P49",), art="annullering", retter=("029", s.start), hoved=hoved)
    return True
