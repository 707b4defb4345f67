"""The retry table that docs/leveringsloefte.md shows: put in between its marks."""

from __future__ import annotations

from cpr_haendelser.fordeling.genforsoeg import oversigt

START, SLUT = "<!-- genforsøg -->\n", "<!-- /genforsøg -->\n"


def fill(side: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = side.partition(START)
    _, mark, after = rest.partition(SLUT)
    return f"{before}{START}\n{oversigt()}\n\n{SLUT}{after}" if mark else side
