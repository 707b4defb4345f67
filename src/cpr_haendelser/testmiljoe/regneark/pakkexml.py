"""The XML parts of a workbook read without being kept: how far sheets reach, and every text shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.testmiljoe.regneark.pakkefejl import damaged, too_large

FLEST_CELLER = 1_000_000
FLEST_TEKSTER = 500_000
FLEST_RAEKKER_ARK = 150_000
SIDSTE_RAEKKE, SIDSTE_KOLONNE = 100_100, 200
_DYBESTE = 40
_LAENGSTE_TEKST = 32_767
"""Characters of a cell that Excel itself can hold."""
FLEST_FORMLER = 1000
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

See = Callable[[str], None]
"""Told of every text in the workbook, on any sheet."""


class Laeser:
    """Reads a part's XML without keeping it: no document type, no entities, not too deep, no text without end."""

    def __init__(self, see: See, *, ord_: bool = False) -> None:
        self._see, self._ord, self._dybde = see, ord_, 0
        self._tekst: list[str] = []
        self._laengde = 0
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.EntityDeclHandler = _no_doctype

    def read(self, bidder: Iterator[bytes]) -> None:
        """Reads it all."""
        try:
            for bid in bidder:
                self._parser.Parse(bid, False)  # noqa: FBT003 - the last bit or not
            self._parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError:
            raise damaged("dets XML er ikke gyldig") from None
        self._tell()

    def _begin(self, navn: str, felter: dict[str, str]) -> None:
        self._dybde += 1
        if self._dybde > _DYBESTE:
            raise Brugsfejl(
                "TST-104", "regnearket har for mange lag i sin XML; gem det på ny som .xlsx. Intet er bestilt."
            )
        self.begin(navn.rpartition(" ")[2], felter)

    def _end(self, navn: str) -> None:
        self._dybde -= 1
        self.end(navn.rpartition(" ")[2])

    def _characters(self, tekst: str) -> None:
        if self._ord:
            self._laengde += len(tekst)
            self._tekst.append(tekst)
            if self._laengde > _LAENGSTE_TEKST:
                self._tell()

    def _tell(self) -> None:
        if self._tekst:
            self._see("".join(self._tekst))
        self._tekst, self._laengde = [], 0

    def begin(self, navn: str, felter: dict[str, str]) -> None:
        """An element begins."""
        if navn == "sheet":
            self._see(felter.get("name", ""))

    def end(self, navn: str) -> None:
        """And ends."""
        if navn in {"p", "comment", "text", "title", "creator", "description", "subject", "keywords"}:
            self._tell()


class Tekstlaeser(Laeser):
    """The texts of cells, each shown as a whole."""

    def __init__(self, see: See, *, ord_: bool) -> None:
        super().__init__(see, ord_=True)
        del ord_
        self._antal = 0

    def begin(self, navn: str, felter: dict[str, str]) -> None:
        """A text begins."""
        del felter
        if navn == "si":
            self._antal += 1
            if self._antal > FLEST_TEKSTER:
                raise too_large(f"højst {FLEST_TEKSTER} tekster")

    def end(self, navn: str) -> None:
        """And ends."""
        if navn == "si":
            self._tell()


class Arklaeser(Laeser):
    """A sheet: how far it has values, and where it has formulas."""

    def __init__(self, see: See, *, ord_: bool) -> None:
        super().__init__(see, ord_=False)
        del ord_
        self.sidste_raekke = self.sidste_kolonne = 0
        self.formler: list[str] = []
        self._raekker = self._celler = 0
        self._celle = ""

    def begin(self, navn: str, felter: dict[str, str]) -> None:
        """A row, a cell, its formula or its value begins."""
        if navn == "row":
            self._raekker += 1
            if self._raekker > FLEST_RAEKKER_ARK:
                raise too_large(f"højst {SIDSTE_RAEKKE} rækker")
        elif navn == "c":
            self._celler += 1
            self._celle = felter.get("r", "")
            if self._celler > FLEST_CELLER:
                raise too_large(f"højst {FLEST_CELLER} celler")
        elif navn in {"v", "is"} and self._celle:
            self._reach(self._celle)
            self._ord = navn == "is"
        elif navn == "f" and self._celle and len(self.formler) < FLEST_FORMLER:
            self._reach(self._celle)
            self.formler.append(self._celle)

    def end(self, navn: str) -> None:
        """A text in the cell ends, or the cell."""
        if navn == "is":
            self._tell()
            self._ord = False
        elif navn == "c":
            self._celle = ""

    def _reach(self, celle: str) -> None:
        fundet = _REFERENCE.fullmatch(celle)
        if fundet is None:
            raise damaged("en celle har ingen plads")
        raekke, kolonne = int(fundet[2]), column_number(fundet[1])
        if raekke > SIDSTE_RAEKKE or kolonne > SIDSTE_KOLONNE:
            raise too_large(f"der står noget i celle {celle}, uden for skemaet; slet det")
        self.sidste_raekke, self.sidste_kolonne = max(self.sidste_raekke, raekke), max(self.sidste_kolonne, kolonne)


def column_number(bogstaver: str) -> int:
    """The number of a column, from 1, by its letters."""
    nummer = 0
    for bogstav in bogstaver:
        nummer = nummer * 26 + ord(bogstav) - ord("A") + 1
    return nummer


def _no_doctype(*_: object) -> None:
    raise Brugsfejl(
        "TST-104",
        "regnearkets XML har en dokumenttype eller entiteter; det har et regneark fra Excel og LibreOffice aldrig. "
        "Intet er læst eller bestilt.",
    )
