"""How long the stores keep each kind of thing."""

from __future__ import annotations

from typing import NamedTuple


class Frister(NamedTuple):
    """Before when each kind is removed; empty: never. `*_lokal`: as the register writes times, in Danish wall time."""

    log_lokal: str = ""
    versioner_lokal: str = ""
    fejlkoe: str = ""
    ordrer: str = ""
    sessioner: str = ""
