"""Writing the workbook: empty, with examples, or with the lines of an order. The same input, the same sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.regneark import udseende as u
from cpr_haendelser.testmiljoe.skabelon.skriv import columns_of, marks

_HVID = Font(bold=True, color="FFFFFF")
_TOP = PatternFill("solid", fgColor=u.FARVER["top"])
_SKAL = PatternFill("solid", fgColor=u.FARVER["skal"])
_STREG = Border(bottom=Side("thin", color=u.FARVER["streg"]))
_BRYD = Alignment(wrap_text=True, vertical="top")
_LAAST, _AABEN = Protection(locked=True), Protection(locked=False)
_LAVET = datetime(2026, 1, 1)  # noqa: DTZ001 - the format has no zones; the day is that of the layout, not of the writing


def write_regneark(art: Ordreart, raekker: Iterable[Mapping[str, str]] = ()) -> bytes:
    """The workbook of a kind of order with those lines, cells by column; none: empty."""
    bog = Workbook()
    bestilling, vejledning, lister = bog.active, bog.create_sheet(u.VEJLEDNING), bog.create_sheet(u.VAERDILISTER)
    if not isinstance(bestilling, Worksheet):
        raise TypeError("a new workbook has a sheet")
    bestilling.title = u.BESTILLING
    steder = _write_lists(lister, art)
    _write_order(bestilling, art, steder, raekker)
    _write_guide(vejledning, art)
    bog.properties.creator, bog.properties.title = "cpr-haendelser", f"Bestillingstemplate, {art.value}"
    bog.properties.created = bog.properties.modified = _LAVET
    ud = BytesIO()
    bog.save(ud)
    return ud.getvalue()


def _write_order(
    ark: Worksheet, art: Ordreart, steder: Mapping[str, str], raekker: Iterable[Mapping[str, str]]
) -> None:
    navne = columns_of(art)
    om = f"Bestilling, {art.vist}. Udfyld fra række {u.FOERSTE}; arket {u.VEJLEDNING} forklarer hver kolonne."
    for nr, tekst in enumerate((*marks(art), om), 1):
        ark.cell(u.VERSIONSRAEKKE, nr, tekst).font = Font(color=u.FARVER["graa"])
    for nr, navn in enumerate(navne, 1):
        _heading(ark, u.OVERSKRIFTER, nr, navn)
        bogstav = get_column_letter(nr)
        # The column, not its cells, is text and open: an empty workbook stays small, and new rows are alike.
        ark.column_dimensions[bogstav].width = u.BREDDER.get(navn, u.BREDDE)
        ark.column_dimensions[bogstav].number_format = u.TEKST
        ark.column_dimensions[bogstav].protection = _AABEN
        if navn in steder:
            _choose(ark, bogstav, steder[navn])
    for nr, raekke in enumerate(raekker, u.FOERSTE):
        for kolonne, navn in enumerate(navne, 1):
            if raekke.get(navn):
                _text(ark, nr, kolonne, raekke[navn]).protection = _AABEN
    ark.freeze_panes = f"C{u.FOERSTE}"
    ark.protection.sheet = True
    for tilladt in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(ark.protection, tilladt, False)


def _text(ark: Worksheet, raekke: int, kolonne: int, tekst: str) -> Cell:
    """A cell of text, also where it looks like a number or a formula."""
    celle = ark.cell(raekke, kolonne, tekst)
    if not isinstance(celle, Cell):
        raise TypeError("cells that are written to are never merged ones")
    celle.data_type, celle.number_format = "s", u.TEKST
    return celle


def _choose(ark: Worksheet, bogstav: str, sted: str) -> None:
    """The column is chosen from a list; what else is written is told of when it is sent, not here."""
    valg = DataValidation("list", formula1=sted, allow_blank=True, showErrorMessage=False)
    valg.add(f"{bogstav}{u.FOERSTE}:{bogstav}{u.FOERSTE + u.UDFYLDES - 1}")
    ark.add_data_validation(valg)


def _heading(ark: Worksheet, raekke: int, kolonne: int, tekst: str) -> None:
    celle = ark.cell(raekke, kolonne, tekst)
    celle.font, celle.fill, celle.protection = _HVID, _TOP, _LAAST


def _write_guide(ark: Worksheet, art: Ordreart) -> None:
    ark.column_dimensions["A"].width = 22
    for bogstav, bredde in zip("BCDE", (16, 70, 24, 44), strict=True):
        ark.column_dimensions[bogstav].width = bredde
    ark.cell(1, 1, f"Bestillingstemplate, {art.vist}").font = Font(bold=True, size=14)
    for nr, tekst in enumerate(u.TIL_VEJLEDNING, 2):
        ark.cell(nr, 1, tekst).alignment = _BRYD
        ark.merge_cells(start_row=nr, start_column=1, end_row=nr, end_column=5)
        ark.row_dimensions[nr].height = 32
    foerste = len(u.TIL_VEJLEDNING) + 3
    _table(ark, foerste, ("kolonne", "", "forklaring", "eksempel", "skrives"), [tuple(en) for en in u.help_of(art)])
    ark.protection.sheet = True


def _table(ark: Worksheet, foerste: int, overskrifter: Sequence[str], raekker: Sequence[Sequence[str]]) -> None:
    for kolonne, tekst in enumerate(overskrifter, 1):
        _heading(ark, foerste, kolonne, tekst)
    for nr, raekke in enumerate(raekker, foerste + 1):
        for kolonne, tekst in enumerate(raekke, 1):
            celle = _text(ark, nr, kolonne, tekst)
            celle.alignment, celle.border = _BRYD, _STREG
            if raekke[1]:
                celle.fill = _SKAL


def _write_lists(ark: Worksheet, art: Ordreart) -> dict[str, str]:
    """Writes the lists, and gives where each column's is."""
    steder = {}
    for nr, liste in enumerate(u.lists_of(art)):
        kolonne = 2 * nr + 1
        _heading(ark, 1, kolonne, liste.kolonne)
        ark.column_dimensions[get_column_letter(kolonne)].width = 26
        ark.column_dimensions[get_column_letter(kolonne + 1)].width = 32
        for raekke, (vaerdi, siger) in enumerate(liste.vaerdier, 2):
            _text(ark, raekke, kolonne, vaerdi)
            if siger:
                _text(ark, raekke, kolonne + 1, siger)
        bogstav = get_column_letter(kolonne)
        steder[liste.kolonne] = f"'{u.VAERDILISTER}'!${bogstav}$2:${bogstav}${len(liste.vaerdier) + 1}"
    ark.freeze_panes, ark.protection.sheet = "A2", True
    return steder
