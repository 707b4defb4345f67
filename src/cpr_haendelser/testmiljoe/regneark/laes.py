"""Reading a workbook that people saved: the rows of its order as text, and where each cell stands.

Dates as dates or as text, numbers without their zeros, moved columns and blank rows come to the same rows as CSV.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta
from io import BytesIO
from types import NoneType
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.testmiljoe.regneark.pakke import Ark, look_through
from cpr_haendelser.testmiljoe.regneark.pakkexml import See
from cpr_haendelser.testmiljoe.regneark.udseende import BESTILLING
from cpr_haendelser.testmiljoe.skabelon.betydning import UDEN_OVERSKRIFT, Cellefejl, Raekke, shorten
from cpr_haendelser.testmiljoe.skabelon.kolonner import find_kolonne, fold
from cpr_haendelser.testmiljoe.skabelon.tabel import Maerke, bound, find_headings, no_headings, read_maerke

_HALVT_SEKUND = timedelta(milliseconds=500)
_FEJLVAERDI, _FORMEL = "e", "f"


class Regneark(NamedTuple):
    """What a workbook came to."""

    raekker: list[Raekke]
    """By the number of the row in the sheet."""
    fejl: list[Cellefejl]
    """Cells that are no values: formulas, and what they came to where they failed."""
    ark: str
    """The name of the sheet."""
    overskrifter: list[str]
    """Those that are not blank, from left to right."""
    bogstaver: Mapping[str, str]
    """The letter of each column, by its name in the template or as a mistake names it."""
    maerke: Maerke = Maerke()


def read_regneark(data: bytes, see: See) -> Regneark:
    """The rows of the sheet of the order; `see` is told of every text in the workbook.

    Brugsfejl TST-100 to TST-104 where it is no workbook that is taken in, TST-050, TST-052 and TST-053 as CSV.
    """
    delene = look_through(data, see)
    try:
        with closing(load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)) as bog:
            ark = _choose(bog)
            return _read(ark, delene[ark._worksheet_path.lstrip("/")])  # noqa: SLF001 - which part it is
    except Brugsfejl:
        raise
    except Exception:  # noqa: BLE001 - whatever the library stumbles over: the file is not as it should be
        raise _unreadable() from None


def _unreadable() -> Brugsfejl:
    return Brugsfejl(
        "TST-102",
        "regnearket kan ikke læses: dets dele passer ikke sammen. Åbn det, gem det på ny som .xlsx, og prøv igen. "
        "Intet er bestilt.",
    )


def _choose(bog: Any) -> Any:
    """The sheet called Bestilling, else the only one, else the first."""
    ark = [each for each in bog.worksheets if hasattr(each, "_worksheet_path")]
    if not ark:
        raise no_headings()
    return next((each for each in ark if fold(each.title) == fold(BESTILLING)), ark[0])


def _read(ark: Any, fundet: Ark) -> Regneark:
    raekker: list[Raekke] = []
    fejl: list[Cellefejl] = []
    overskrifter: Sequence[str] = ()
    bogstaver: dict[str, str] = {}
    foran = 0
    maerke = Maerke()
    formler = set(fundet.formler)
    for nr, celler in _rows(ark, fundet):
        tekster = [to_text(each) for each in celler]
        if not any(tekst.strip() for tekst in tekster):
            continue
        if tekster[foran].lstrip().startswith("#") and not _is_error(celler[foran]):
            maerke = read_maerke(nr, tekster) or maerke
        elif not overskrifter:
            overskrifter = find_headings(nr, tekster)
            bogstaver = _letters(overskrifter)
            foran = next((plads for plads, navn in enumerate(overskrifter) if navn.strip()), 0)
        else:
            bound(len(raekker) + 1, tekster)
            raekker.append((nr, _cells(overskrifter, tekster)))
            fejl += _no_values(ark.title, nr, celler, overskrifter, formler)
    if not overskrifter:
        raise no_headings()
    return Regneark(raekker, fejl, ark.title, [navn for navn in overskrifter if navn.strip()], bogstaver, maerke)


def _rows(ark: Any, fundet: Ark) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows as far as there are values, each with its number."""
    if not fundet.raekker:
        return
    # What the sheet says of its own size is not trusted: it was measured.
    ark.reset_dimensions()
    yield from enumerate(ark.iter_rows(max_row=fundet.raekker, max_col=fundet.kolonner), 1)


def _cells(overskrifter: Sequence[str], tekster: Sequence[str]) -> dict[str, str]:
    """The cells that are not blank by heading; those without one by the letter of their column."""
    alle = [*overskrifter, *[""] * (len(tekster) - len(overskrifter))]
    par = enumerate(zip(alle, tekster, strict=False), 1)
    return {(navn.strip() and navn) or UDEN_OVERSKRIFT + get_column_letter(nr): tekst
            for nr, (navn, tekst) in par if tekst.strip()}  # fmt: skip


def _letters(overskrifter: Sequence[str]) -> dict[str, str]:
    """The letters of the columns, by each name that a mistake has for them."""
    fundne = {UDEN_OVERSKRIFT + get_column_letter(nr): get_column_letter(nr) for nr in range(1, 201)}
    for nr, navn in enumerate(overskrifter, 1):
        if navn.strip():
            fundne.setdefault(find_kolonne(navn) or shorten(navn), get_column_letter(nr))
    return fundne


def _no_values(
    ark: str, nr: int, celler: Sequence[Any], overskrifter: Sequence[str], formler: set[str]
) -> Iterator[Cellefejl]:
    """Formulas, and cells that say that something went wrong."""
    for plads, celle in enumerate(celler):
        sted = f"{get_column_letter(plads + 1)}{nr}"
        navn = overskrifter[plads] if plads < len(overskrifter) else ""
        kolonne = find_kolonne(navn) or shorten(navn)
        if sted in formler or getattr(celle, "data_type", "") == _FORMEL:
            tilladt = "en værdi; kopiér cellen, og indsæt den som værdi i stedet for formlen"
            yield Cellefejl(nr, kolonne, "en formel", tilladt, ark, sted)
        elif _is_error(celle):
            yield Cellefejl(nr, kolonne, "en fejlværdi fra en formel", "en værdi", ark, sted)


def _is_error(celle: Any) -> bool:
    return getattr(celle, "data_type", "") == _FEJLVAERDI


def to_text(celle: Any) -> str:
    """What a cell holds, as somebody would have written it."""
    vaerdi = getattr(celle, "value", None)
    if isinstance(vaerdi, datetime):
        return _moment(vaerdi, str(getattr(celle, "number_format", "")))
    return next((skriv(vaerdi) for slags, skriv in _SKRIVES if isinstance(vaerdi, slags)), str(vaerdi))


_SKRIVES: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (NoneType, lambda _: ""),
    (bool, lambda vaerdi: "ja" if vaerdi else "nej"),
    (float, lambda vaerdi: str(int(vaerdi)) if vaerdi.is_integer() else repr(vaerdi)),
    (date, lambda vaerdi: str(vaerdi.isoformat())),
    (time, lambda vaerdi: f"{vaerdi:%H:%M}"),
    (timedelta, lambda vaerdi: f"{round(vaerdi.total_seconds())} s"),
)
"""How values of a type are written."""


def _moment(vaerdi: datetime, format_: str) -> str:
    """A day, with the clock where there is one or the cell shows it."""
    # Spreadsheets keep a moment as a fraction of a day, which may be a hair before the minute.
    naer = vaerdi + _HALVT_SEKUND
    viser_klokken = "h" in format_.lower()
    return f"{naer:%Y-%m-%d %H:%M}" if viser_klokken or (naer.hour, naer.minute) != (0, 0) else f"{naer:%Y-%m-%d}"
