"""Whether a death is that of a newborn."""

from __future__ import annotations

from datetime import date

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.haendelser.sammenligning import Sammenligning
from cpr_haendelser.replika.forloeb import DOED

_FOED_DT = posttyper()["001"].field("FOED_DT").slice
_NAVN = slice(13, 146)


def dies_newborn(alt: Sammenligning, dage: int) -> bool:
    """No name, or dead within so many days of birth (docs/afledning.md section 3)."""
    doed = next((s for s in reversed([*alt.efter_bopael, *alt.foer_bopael]) if s.art == DOED), None)
    if doed is None:
        return False
    navne = alt.efter.get("008", ())
    if not any(linje[_NAVN].strip(" *+=") for linje in navne):
        return True
    foedt = alt.efter["001"][0][_FOED_DT] if alt.efter.get("001") else ""
    foedt_dag, doeds_dag = _day_number(foedt.replace("-", "")), _day_number(doed.start)
    return foedt_dag > 0 and 0 <= doeds_dag - foedt_dag <= dage


def _day_number(tid: str) -> int:
    """A day of YYYYMMDD as a count; 0 where the day is not certain."""
    try:
        return date(int(tid[:4]), int(tid[4:6]), int(tid[6:8])).toordinal()
    except ValueError:
        return 0
