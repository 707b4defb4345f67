"""A workbook as it was handed in, looked through before anything reads it: what it is, and that it is bounded. Pure.

An .xlsx is a zip of XML parts (ECMA-376, part 2). Nothing is unpacked to disk, no part is held whole, nothing in it is
run or followed; whatever is refused is refused before a library sees it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cpr_haendelser.testmiljoe.regneark.pakkefejl import active, damaged, too_large, wrong_type
from cpr_haendelser.testmiljoe.regneark.pakkexml import Arklaeser, Laeser, See, Tekstlaeser

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
_BID = 64 * 1024
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
            raise wrong_type(hvad)


def look_through(data: bytes, see: See) -> dict[str, Ark]:
    """What the sheets have, by the name of their part.

    Brugsfejl TST-100 where it is no .xlsx, TST-101 where it is too large in any way, TST-102 where it is damaged,
    TST-103 where it holds what does something, TST-104 where its XML is made to do harm.
    """
    if len(data) > STOERSTE_ARK:
        raise too_large(f"højst {STOERSTE_ARK // 1024 // 1024} MB")
    _check_register(data)
    try:
        with ZipFile(BytesIO(data)) as pakke:
            dele = pakke.infolist()
            _check_parts(dele)
            _check_type(pakke, dele)
            return _scan(pakke, dele, see)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error):
        raise damaged("det kan ikke pakkes ud") from None


# --- the zip ----------------------------------------------------------------------------------------------------------


def _check_register(data: bytes) -> None:
    """The table of contents stands last and is small, before anything reads it."""
    slut = data[-_SLUT_LAENGDE:]
    if len(slut) < _SLUT_LAENGDE or not slut.startswith(_SLUT):
        raise damaged("det slutter ikke, som det skal")
    antal, stoerrelse = struct.unpack_from("<HL", slut, 10)
    if data[-_SLUT_LAENGDE - 20 :].startswith(b"PK\x06\x07") or antal > FLEST_DELE or stoerrelse > _STOERSTE_REGISTER:
        raise too_large(f"højst {FLEST_DELE} dele")


def _check_parts(dele: list[ZipInfo]) -> None:
    """What the table of contents says: how many, how large, how packed, and what they do."""
    navne = Counter(_name(each) for each in dele)
    for sandt, hvad in (
        (any(antal > 1 for antal in navne.values()), "den samme del er der to gange"),
        (any(each.flag_bits & 1 for each in dele), "det har en adgangskode; gem det uden"),
        (any(each.compress_type not in _PAKNINGER for each in dele), "det er pakket på en ukendt måde"),
    ):
        if sandt:
            raise damaged(hvad)
    for navn in navne:
        if goer := next((hvad for del_, hvad in _FARLIGE if del_ in navn), ""):
            raise active(goer)
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
            raise too_large(hvad)


def _name(del_: ZipInfo) -> str:
    return del_.filename.replace("\\", "/").lstrip("/").lower()


def _check_type(pakke: ZipFile, dele: list[ZipInfo]) -> None:
    """An .xlsx says so itself."""
    navne = {_name(each): each for each in dele}
    if "mimetype" in navne:
        raise wrong_type("et regneark fra LibreOffice (.ods)")
    if "[content_types].xml" not in navne:
        raise wrong_type("en zip-fil")
    typer = b"".join(_chunks(pakke, navne["[content_types].xml"]))
    if b"macroenabled" in typer.lower():
        raise active("makroer")
    if b"spreadsheetml" not in typer or "xl/workbook.xml" not in navne:
        raise wrong_type("et andet Office-dokument")


def _chunks(pakke: ZipFile, del_: ZipInfo) -> Iterator[bytes]:
    """The part bit by bit, and never more than it said that it was."""
    with pakke.open(del_) as fil:
        while bid := fil.read(_BID):
            yield bid


def _scan(pakke: ZipFile, dele: list[ZipInfo], see: See) -> dict[str, Ark]:
    fundne = {}
    for each in dele:
        navn = _name(each)
        if not _LAESES.fullmatch(navn) or not navn.endswith((".xml", ".rels", ".vml")):
            continue
        laeser = (Arklaeser if _ARK.fullmatch(navn) else Tekstlaeser if navn == f"xl/{_TEKSTER}" else Laeser)(
            see, ord_=bool(_ORDENE.match(navn))
        )
        laeser.read(_chunks(pakke, each))
        if isinstance(laeser, Arklaeser):
            fundne[each.filename] = Ark(laeser.sidste_raekke, laeser.sidste_kolonne, tuple(laeser.formler))
    return fundne
