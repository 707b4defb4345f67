"""What the post room keeps of settings that were chosen while the program ran: every choice, only ever appended."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Driftsvalg(NamedTuple):
    """One choice."""

    nr: int
    """Of all choices; 0: of one that is not kept yet."""
    navn: str
    """The setting's, as it is written in the file: group.name."""
    vaerdi: str
    """JSON; empty: what the file, the variable or the program says holds again."""
    tidspunkt: str
    hvem: str
    grund: str


class Valgbog(Protocol):
    """The book of choices. Times as in the rest of the post room."""

    def sidste_driftsvalg(self) -> int:
        """The number of the newest choice, cheap to ask; 0: there is none."""
        ...

    def driftsvalg(self) -> list[Driftsvalg]:
        """The newest choice of each setting, by the settings' names."""
        ...

    def driftsvalg_om(self, navn: str, antal: int) -> list[Driftsvalg]:
        """At most `antal` choices of a setting, the newest first."""
        ...

    def skriv_driftsvalg(self, valg: Driftsvalg, *, foer: str, efter: int) -> int:
        """Keeps a choice, and gives it a number; into the audit in the same transaction, with the value before (JSON).

        0, and nothing kept, where the setting's newest choice is another than number `efter` (0: none).
        """
        ...
