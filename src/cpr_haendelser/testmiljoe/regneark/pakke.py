"""A workbook as it was handed in, looked through before anything reads it: what it is, and that it is bounded. Pure.

An .xlsx is a zip of XML parts (ECMA-376, part 2). Nothing is unpacked to disk, no part is held whole, nothing in it is
run or followed; whatever is refused is refused before a library sees it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import NamedTuple
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cpr_haendelser.fejl import Brugsfejl

ZIP = b"PK\x03\x04"
STOERSTE_ARK = 8 * 1024 * 1024
"""Bytes of a workbook as it is handed in."""
FLEST_DELE = 200
STOERSTE_UDPAKKET = 48 * 1024 * 1024
"""Bytes of all its XML together."""
STOERSTE_LILLE = 2 * 1024 * 1024
"""Bytes of a part that is read as a whole: styles, names, relations."""
_STOERSTE_REGISTER = 64 * 1024
"""Bytes of the zip's table of contents."""
_PAKKET_HOEJST = 250
"""So many times smaller a part may be packed, when it is large; spreadsheets come to 30-100."""
_STORT = 1024 * 1024
_PAKNINGER = frozenset({ZIP_STORED, ZIP_DEFLATED})
FLEST_CELLER = 1_000_000
FLEST_TEKSTER = 500_000
FLEST_RAEKKER_ARK = 150_000
SIDSTE_RAEKKE, SIDSTE_KOLONNE = 100_100, 200
_DYBESTE = 40
_LAENGSTE_TEKST = 32_767
"""Characters of a cell that Excel itself can hold."""
FLEST_FORMLER = 1000
_BID = 64 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_SLUT, _SLUT_LAENGDE = b"PK\x05\x06", 22
_ANDRE = (
    (b"\xd0\xcf\x11\xe0", "et gammelt Excel-regneark (.xls) eller et med adgangskode"),
    (b"%PDF", "en PDF"),
    (b"\x89PNG", "et billede"),
    (b"\xff\xd8\xff", "et billede"),
    (b"GIF8", "et billede"),
    (b"\x1f\x8b", "en pakket fil (gzip)"),
    (b"7z\xbc\xaf", "en pakket fil (7z)"),
    (b"Rar!", "en pakket fil (rar)"),
    (b"<?xml", "XML"),
    (b"<html", "en hjemmeside"),
    (b"{\\rtf", "et tekstdokument (rtf)"),
)
"""What other files begin with."""
_FARLIGE = (
    ("vbaproject", "makroer"),
    ("xl/macrosheets/", "makroer"),
    ("xl/dialogsheets/", "makroer"),
    ("xl/activex/", "programmer (ActiveX)"),
    ("xl/ctrlprops/", "programmer (knapper)"),
    ("xl/embeddings/", "indlejrede filer"),
    ("xl/externallinks/", "henvisninger til andre regneark"),
    ("xl/connections.xml", "forbindelser til databaser"),
    ("xl/querytables/", "forbindelser til databaser"),
    ("customui/", "programmer (egne menuer)"),
    ("xl/chartsheets/", "diagramark"),
)
"""Parts that do something, by what their names have."""
_ARK = re.compile(r"xl/worksheets/[^/]+\.xml")
_TEKSTER = "sharedStrings.xml".lower()
"""Below xl."""
_LAESES = re.compile(r"\[content_types\]\.xml|_rels/\.rels|docprops/[^/]+\.xml|xl/[^/]+\.xml|xl/_rels/[^/]+\.rels"
                     r"|xl/(?:worksheets|theme|comments|threadedcomments|tables|pivottables|drawings)/.+")  # fmt: skip
"""Parts that are looked through: what is read, and what has words in it."""
_ORDENE = re.compile(r"xl/(?:comments|threadedcomments|drawings)|docprops/")

See = Callable[[str], None]
"""Told of every text in the workbook, on any sheet."""


class Ark(NamedTuple):
    """What a sheet was found to have."""

    raekker: int
    """The last row with a value."""
    kolonner: int
    """The last column with a value."""
    formler: tuple[str, ...]
    """Cells with formulas, the first of them."""


def is_regneark(data: bytes) -> bool:
    """Whether it is a zip, which is what a workbook is."""
    return data.startswith(ZIP)


def refuse_other(data: bytes) -> None:
    """Brugsfejl TST-100 where it is a file of another type that can be told by its first bytes."""
    begynder = data[:64].lstrip().lower()
    for tegn, hvad in _ANDRE:
        if data.startswith(tegn) or (tegn.startswith(b"<") and begynder.startswith(tegn)):
            raise _wrong_type(hvad)


def look_through(data: bytes, see: See) -> dict[str, Ark]:
    """What the sheets have, by the name of their part.

    Brugsfejl TST-100 where it is no .xlsx, TST-101 where it is too large in any way, TST-102 where it is damaged,
    TST-103 where it holds what does something, TST-104 where its XML is made to do harm.
    """
    if len(data) > STOERSTE_ARK:
        raise _too_large(f"højst {STOERSTE_ARK // 1024 // 1024} MB")
    _check_register(data)
    try:
        with ZipFile(BytesIO(data)) as pakke:
            dele = pakke.infolist()
            _check_parts(dele)
            _check_type(pakke, dele)
            return _scan(pakke, dele, see)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error):
        raise _damaged("det kan ikke pakkes ud") from None


# --- the zip ----------------------------------------------------------------------------------------------------------


def _check_register(data: bytes) -> None:
    """The table of contents stands last and is small, before anything reads it."""
    slut = data[-_SLUT_LAENGDE:]
    if len(slut) < _SLUT_LAENGDE or not slut.startswith(_SLUT):
        raise _damaged("det slutter ikke, som det skal")
    antal, stoerrelse = struct.unpack_from("<HL", slut, 10)
    if data[-_SLUT_LAENGDE - 20 :].startswith(b"PK\x06\x07") or antal > FLEST_DELE or stoerrelse > _STOERSTE_REGISTER:
        raise _too_large(f"højst {FLEST_DELE} dele")


def _check_parts(dele: list[ZipInfo]) -> None:
    """What the table of contents says: how many, how large, how packed, and what they do."""
    navne = Counter(_name(each) for each in dele)
    for sandt, hvad in (
        (any(antal > 1 for antal in navne.values()), "den samme del er der to gange"),
        (any(each.flag_bits & 1 for each in dele), "det har en adgangskode; gem det uden"),
        (any(each.compress_type not in _PAKNINGER for each in dele), "det er pakket på en ukendt måde"),
    ):
        if sandt:
            raise _damaged(hvad)
    for navn in navne:
        if goer := next((hvad for del_, hvad in _FARLIGE if del_ in navn), ""):
            raise _active(goer)
    _check_sizes(dele)


def _check_sizes(dele: list[ZipInfo]) -> None:
    laeste = [each for each in dele if _LAESES.fullmatch(_name(each))]
    hele = [each for each in laeste if not _ARK.fullmatch(_name(each)) and _name(each) != f"xl/{_TEKSTER}"]
    for sandt, hvad in (
        (len(dele) > FLEST_DELE, f"højst {FLEST_DELE} dele"),
        (
            sum(each.file_size for each in laeste) > STOERSTE_UDPAKKET,
            f"højst {STOERSTE_UDPAKKET // 1024 // 1024} MB pakket ud",
        ),
        (
            any(each.file_size > max(_STORT, each.compress_size * _PAKKET_HOEJST) for each in dele),
            "det er pakket mere sammen, end et regneark bliver",
        ),
        (
            any(each.file_size > STOERSTE_LILLE for each in hele),
            f"højst {STOERSTE_LILLE // 1024 // 1024} MB til formater og navne",
        ),
    ):
        if sandt:
            raise _too_large(hvad)


def _name(del_: ZipInfo) -> str:
    return del_.filename.replace("\\", "/").lstrip("/").lower()


def _check_type(pakke: ZipFile, dele: list[ZipInfo]) -> None:
    """An .xlsx says so itself."""
    navne = {_name(each): each for each in dele}
    if "mimetype" in navne:
        raise _wrong_type("et regneark fra LibreOffice (.ods)")
    if "[content_types].xml" not in navne:
        raise _wrong_type("en zip-fil")
    typer = b"".join(_chunks(pakke, navne["[content_types].xml"]))
    if b"macroenabled" in typer.lower():
        raise _active("makroer")
    if b"spreadsheetml" not in typer or "xl/workbook.xml" not in navne:
        raise _wrong_type("et andet Office-dokument")


def _chunks(pakke: ZipFile, del_: ZipInfo) -> Iterator[bytes]:
    """The part bit by bit, and never more than it said that it was."""
    with pakke.open(del_) as fil:
        while bid := fil.read(_BID):
            yield bid


# --- the XML ----------------------------------------------------------------------------------------------------------


def _scan(pakke: ZipFile, dele: list[ZipInfo], see: See) -> dict[str, Ark]:
    fundne = {}
    for each in dele:
        navn = _name(each)
        if not _LAESES.fullmatch(navn) or not navn.endswith((".xml", ".rels", ".vml")):
            continue
        laeser = (_Arklaeser if _ARK.fullmatch(navn) else _Tekstlaeser if navn == f"xl/{_TEKSTER}" else _Laeser)(
            see, ord_=bool(_ORDENE.match(navn))
        )
        laeser.read(_chunks(pakke, each))
        if isinstance(laeser, _Arklaeser):
            fundne[each.filename] = Ark(laeser.sidste_raekke, laeser.sidste_kolonne, tuple(laeser.formler))
    return fundne


class _Laeser:
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
            raise _damaged("dets XML er ikke gyldig") from None
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


class _Tekstlaeser(_Laeser):
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
                raise _too_large(f"højst {FLEST_TEKSTER} tekster")

    def end(self, navn: str) -> None:
        """And ends."""
        if navn == "si":
            self._tell()


class _Arklaeser(_Laeser):
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
                raise _too_large(f"højst {SIDSTE_RAEKKE} rækker")
        elif navn == "c":
            self._celler += 1
            self._celle = felter.get("r", "")
            if self._celler > FLEST_CELLER:
                raise _too_large(f"højst {FLEST_CELLER} celler")
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
            raise _damaged("en celle har ingen plads")
        raekke, kolonne = int(fundet[2]), column_number(fundet[1])
        if raekke > SIDSTE_RAEKKE or kolonne > SIDSTE_KOLONNE:
            raise _too_large(f"der står noget i celle {celle}, uden for skemaet; slet det")
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


def _wrong_type(hvad: str) -> Brugsfejl:
    return Brugsfejl(
        "TST-100",
        f"filen er {hvad}; ventede et regneark (.xlsx), CSV eller JSON. Gem den som Excel-projektmappe (.xlsx), og "
        "prøv igen. Intet er bestilt.",
    )


def _too_large(hvad: str) -> Brugsfejl:
    return Brugsfejl(
        "TST-101", f"regnearket er for stort: {hvad}. Del ordren i flere, eller hent en ny skabelon. Intet er bestilt."
    )


def _damaged(hvad: str) -> Brugsfejl:
    return Brugsfejl(
        "TST-102",
        f"regnearket kan ikke læses: {hvad}. Åbn det, gem det på ny som .xlsx, og prøv igen. Intet er bestilt.",
    )


def _active(hvad: str) -> Brugsfejl:
    return Brugsfejl(
        "TST-103", f"regnearket har {hvad}; det tages ikke ind. Gem det som .xlsx uden, og prøv igen. Intet er bestilt."
    )
