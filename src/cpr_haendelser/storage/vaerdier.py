"""Every value that is kept, table by table, for whoever must know what an installation holds."""

from __future__ import annotations

from typing import NamedTuple


class Vaerdi(NamedTuple):
    """One value, and where it stands."""

    sted: str
    """Database file, table and column, like `register.db: haendelse.pnr`."""
    raekke: int
    """Its row as the table is read, from 1."""
    vaerdi: int | float | str | bytes | None
