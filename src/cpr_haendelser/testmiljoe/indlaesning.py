"""What was handed in as a filled template, whatever it was written in: its rows, its words, and what is kept of it.

Of a workbook its rows alone are kept, as CSV; what else it may hold (other sheets, comments, its maker's name) is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.regneark.pakke import is_regneark, refuse_other
from cpr_haendelser.testmiljoe.skabelon.betydning import Cellefejl, Raekke
from cpr_haendelser.testmiljoe.skabelon.skriv import write_raekker
from cpr_haendelser.testmiljoe.skabelon.tabel import Maerke, read_skabelon, read_tekst, readable


class Indlaest(NamedTuple):
    """A filled template."""

    raekker: list[Raekke]
    tekst: str
    """All of it as people read it, for whoever looks for something in it."""
    beholdes: bytes
    """What is kept."""
    fejl: Sequence[Cellefejl] = ()
    """Cells that are no values."""
    ark: str = ""
    """The sheet, where it is a workbook."""
    bogstaver: Mapping[str, str] = {}
    maerke: Maerke = Maerke()

    def refuse_other(self, art: Ordreart) -> list[Cellefejl]:
        """The mistake, at its cell, where it is for another kind of order than that."""
        fejl = self.maerke.refuse_other(art)
        if fejl is None:
            return []
        if not self.ark:
            return [fejl]
        from openpyxl.utils import get_column_letter  # as in take_in

        return [fejl._replace(ark=self.ark, celle=f"{get_column_letter(self.maerke.kolonne)}{fejl.raekke}")]

    def locate(self, fejl: Sequence[Cellefejl]) -> list[Cellefejl]:
        """The mistakes with the cells that they are in, as far as it is a workbook."""
        if not self.ark:
            return list(fejl)
        alle = [*self.fejl, *(self._locate(each) for each in fejl if not self._told(each))]
        return sorted(alle, key=lambda each: each.raekke)

    def _locate(self, fejl: Cellefejl) -> Cellefejl:
        bogstav = self.bogstaver.get(fejl.kolonne, "")
        return fejl._replace(ark=self.ark, celle=f"{bogstav}{fejl.raekke}" if bogstav and fejl.raekke else "")

    def _told(self, fejl: Cellefejl) -> bool:
        """Whether the cell is told of already: what a formula reads like is no second mistake."""
        return any((each.raekke, each.kolonne) == (fejl.raekke, fejl.kolonne) for each in self.fejl)


def take_in(data: bytes, vagt: Nummervagt) -> Indlaest:
    """What a filled template holds.

    Brugsfejl TST-050 to TST-053 and TST-100 to TST-104; VAGT-003 where a workbook has a number that may not be here
    anywhere, on sheets that are not read too.
    """
    if not is_regneark(data):
        refuse_other(data)
        skabelon = read_skabelon(data)
        return Indlaest(skabelon.raekker, readable(read_tekst(data)), data, maerke=skabelon.maerke)
    from cpr_haendelser.testmiljoe.regneark.laes import read_regneark  # openpyxl: a tenth of a second

    fundet = False

    def see(tekst: str) -> None:
        nonlocal fundet
        fundet = fundet or vagt.forbids_in(tekst)

    bog = read_regneark(data, see)
    csv = write_raekker(bog.overskrifter, (celler for _, celler in bog.raekker))
    if fundet and not any(vagt.forbids_in(celle) for _, celler in bog.raekker for celle in celler.values()):
        raise Brugsfejl(
            "VAGT-003",
            "regnearket har et nummer af almindelig form uden for rækkerne (på et andet ark, i en kommentar eller i "
            "dets egenskaber). ExtTest tager kun opdigtede personer; intet er gemt eller slået op.",
        )
    return Indlaest(bog.raekker, csv, csv.encode(), bog.fejl, bog.ark, bog.bogstaver, bog.maerke)
