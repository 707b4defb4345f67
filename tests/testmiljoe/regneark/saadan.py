"""Workbooks as people and others make them: from our template, from nothing, and mended by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cpr_haendelser.cpr.kommuner import Kommunetabel
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.storage.ordre import Ordreart, Ordrelinje
from cpr_haendelser.testmiljoe.indlaesning import take_in
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from cpr_haendelser.testmiljoe.skabelon.betydning import Cellefejl, read_raekker

VAGT = Nummervagt(Miljoe.EXTTEST)
KENDER = Kommunetabel().knows
SAMMEN = Ordreart.SAMMENHAENGENDE
ORDINAERT = "0101" + "901234"
"""Of ordinary shape, put together here so that it stands nowhere."""
FLYTTER = {"personnummer": "6101901234", "handling": "flytning", "virkning": "24-11-2026",
           "kommunekode": "0101", "vejkode": "0123", "husnr": "4A"}  # fmt: skip


def mended(data: bytes, mend: Callable[[Worksheet], object]) -> bytes:
    """The workbook opened, changed and saved by openpyxl."""
    bog = load_workbook(BytesIO(data))
    ark = bog.worksheets[0]
    mend(ark)
    return saved(bog)


def saved(bog: Workbook) -> bytes:
    ud = BytesIO()
    bog.save(ud)
    return ud.getvalue()


def plain(raekker: Sequence[Sequence[Any]], ark: str = "Bestilling") -> bytes:
    """A workbook of those rows and nothing else."""
    bog = Workbook()
    assert isinstance(bog.active, Worksheet)
    bog.active.title = ark
    for raekke in raekker:
        bog.active.append(list(raekke))
    return saved(bog)


def table(*raekker: Mapping[str, Any]) -> bytes:
    """The same of rows by column."""
    navne = list(dict.fromkeys(navn for raekke in raekker for navn in raekke))
    return plain([navne, *([raekke.get(navn) for navn in navne] for raekke in raekker)])


def repacked(data: bytes, changed: Mapping[str, bytes | None], *, named: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """The zip with other parts (None: without), and more of them behind, also under a name that is there."""
    ud = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as gammel, zipfile.ZipFile(ud, "w", zipfile.ZIP_DEFLATED) as ny:
        for navn in gammel.namelist():
            indhold = changed.get(navn, gammel.read(navn))
            if indhold is not None:
                ny.writestr(navn, indhold)
        for navn, indhold in [*((n, c) for n, c in changed.items() if n not in gammel.namelist()), *named]:
            if indhold is not None:
                ny.writestr(navn, indhold)
    return ud.getvalue()


def part(data: bytes, navn: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as pakke:
        return pakke.read(navn)


def empty(art: Ordreart = SAMMEN) -> bytes:
    return write_regneark(art)


def lines(data: bytes, art: Ordreart = SAMMEN) -> list[Ordrelinje]:
    indlaest = take_in(data, VAGT)
    laest = read_raekker(indlaest.raekker, art, VAGT, KENDER)
    assert indlaest.locate(laest.fejl) == []
    return laest.linjer


def faults(data: bytes, art: Ordreart = SAMMEN) -> list[Cellefejl]:
    indlaest = take_in(data, VAGT)
    return indlaest.locate(read_raekker(indlaest.raekker, art, VAGT, KENDER).fejl)
