"""Workbooks that are made to do harm, or are none: refused in words, with a code, and with memory bounded."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import textwrap
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.testmiljoe.indlaesning import take_in
from cpr_haendelser.testmiljoe.regneark.pakke import STOERSTE_ARK
from tests.testmiljoe.regneark.saadan import FLYTTER, VAGT, empty, part, plain, repacked, saved, table

ARK, BOG, TEKSTER = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
TYPER = "[Content_Types].xml"
MB = 1024 * 1024
HOEJST = 120 * MB
"""More memory than this no refusal may take."""


def refused(data: bytes) -> Brugsfejl:
    """The refusal, made within the memory that it may take."""
    tracemalloc.start()
    try:
        with pytest.raises(Brugsfejl) as raised:
            take_in(data, VAGT)
        brugt = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert brugt < HOEJST, f"{brugt // MB} MB"
    assert "ntet er" in raised.value.tekst or raised.value.kode.startswith("TST-05"), "it says that nothing came of it"
    return raised.value


def code(data: bytes) -> str:
    return refused(data).kode


def sheet(indhold: str) -> bytes:
    """A workbook whose sheet has that inside."""
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{indhold}</sheetData></worksheet>'
    return repacked(table(FLYTTER), {ARK: xml.encode()})


def lying(data: bytes, navn: str, stoerrelse: int) -> bytes:
    """The zip, in which a part says that it is of another size than it is, in both places."""
    ud = bytearray(data)
    with zipfile.ZipFile(BytesIO(data)) as pakke:
        lokalt = pakke.getinfo(navn).header_offset
    struct.pack_into("<L", ud, lokalt + 22, stoerrelse)
    centralt = ud.rfind(navn.encode()) - 46
    assert ud[centralt : centralt + 4] == b"PK\x01\x02"
    struct.pack_into("<L", ud, centralt + 24, stoerrelse)
    return bytes(ud)


def test_a_bomb_that_says_how_large_it_is_is_refused() -> None:
    assert code(repacked(table(FLYTTER), {ARK: b" " * (600 * MB)})) == "TST-101"


def test_a_bomb_that_lies_about_its_size_is_refused_and_never_grows() -> None:
    bombe = repacked(table(FLYTTER), {ARK: b"<x>" + b" " * (200 * MB)})
    assert code(lying(bombe, ARK, 1000)) == "TST-102"


def test_many_parts_that_are_each_small_enough_are_too_much_together() -> None:
    mange = {f"xl/worksheets/sheet{nr}.xml": os.urandom(100) + b"x" * (900 * 1024) for nr in range(2, 80)}
    assert code(repacked(table(FLYTTER), mange)) == "TST-101"


def test_parts_without_end_are_refused() -> None:
    assert code(repacked(table(FLYTTER), {f"xl/a{nr}.bin": b"" for nr in range(5000)})) == "TST-101"


def test_a_part_that_is_there_twice_is_refused() -> None:
    dobbelt = repacked(table(FLYTTER), {}, named=[(ARK.upper(), part(table(FLYTTER), ARK))])
    assert code(dobbelt) == "TST-102"


@pytest.mark.parametrize("koder", ["utf-8", "utf-16"])
@pytest.mark.parametrize("del_", [ARK, BOG, TEKSTER, "xl/styles.xml"])
def test_entities_and_document_types_are_refused_in_whatever_letters(del_: str, koder: str) -> None:
    latter = "".join(f'<!ENTITY a{nr} "{f"&a{nr - 1};" * 10}">' for nr in range(1, 10))
    xml = f'<?xml version="1.0" encoding="{koder}"?><!DOCTYPE x [<!ENTITY a0 "ha">{latter}]><x>&a9;</x>'
    fundet = refused(repacked(table(FLYTTER), {del_: xml.encode(koder)}))
    assert fundet.kode == "TST-104"


def test_a_file_of_the_machine_is_never_read() -> None:
    xml = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><sst xmlns="x"><si><t>&a;</t></si></sst>'
    assert code(repacked(table(FLYTTER), {TEKSTER: xml.encode()})) == "TST-104"


def test_xml_without_end_of_layers_is_refused() -> None:
    dyb = b"<x>" * 100_000 + b"</x>" * 100_000
    assert code(repacked(table(FLYTTER), {ARK: dyb})) == "TST-104"


@pytest.mark.parametrize(
    "changed",
    [
        {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
        {"xl/macrosheets/sheet1.xml": b"<x/>"},
        {"xl/externalLinks/externalLink1.xml": b"<x/>"},
        {"xl/embeddings/oleObject1.bin": b"x"},
        {"xl/activeX/activeX1.xml": b"<x/>"},
        {"xl/connections.xml": b"<x/>"},
        {"customUI/customUI14.xml": b"<x/>"},
    ],
)
def test_what_does_something_is_refused(changed: dict[str, bytes | None]) -> None:
    assert code(repacked(table(FLYTTER), changed)) == "TST-103"


def test_a_workbook_with_macros_is_known_by_its_type_too() -> None:
    typer = part(table(FLYTTER), TYPER).replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert code(repacked(table(FLYTTER), {TYPER: typer})) == "TST-103"


def test_a_cell_at_the_end_of_the_world_is_refused_and_named() -> None:
    fundet = refused(sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert fundet.kode == "TST-101"
    assert "XFD1048576" in fundet.tekst


def test_millions_of_cells_are_refused() -> None:
    celler = "".join(f'<row r="{nr}">{"<c/>" * 100}</row>' for nr in range(1, 10_002))
    assert code(sheet(celler)) == "TST-101"


def test_rows_without_end_are_refused() -> None:
    assert code(sheet('<row r="1"/>' * 150_001)) == "TST-101"


def test_many_empty_rows_behind_the_last_are_no_matter() -> None:
    xml = part(table(FLYTTER), ARK).replace(b"</sheetData>", b'<row r="1048576"></row></sheetData>')
    assert len(take_in(repacked(table(FLYTTER), {ARK: xml}), VAGT).raekker) == 1


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is() -> None:
    xml = part(table(FLYTTER), ARK)
    begynd = xml.index(b'<dimension ref="') + len(b'<dimension ref="')
    xml = xml[:begynd] + b"A1:XFD1048576" + xml[xml.index(b'"', begynd) :]
    assert len(take_in(repacked(table(FLYTTER), {ARK: xml}), VAGT).raekker) == 1


def test_formulas_in_a_whole_column_are_told_of_and_none_is_run() -> None:
    data = plain([list(FLYTTER), *[[*list(FLYTTER.values())[:-1], '=WEBSERVICE("http://127.0.0.1/")']] * 50])
    indlaest = take_in(data, VAGT)
    assert [each.celle for each in indlaest.fejl] == [f"F{nr}" for nr in range(2, 52)]


@pytest.mark.parametrize(
    ("data", "kode", "siger"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "TST-100", ".xls"),
        (b"%PDF-1.7\n" + b"x" * 100, "TST-100", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "TST-100", "billede"),
        (b"<html><body>Log ind</body></html>", "TST-100", "hjemmeside"),
        (b"  <!doctype html><html>", "TST-053", "personnummer"),
        (b"\x1f\x8b\x08\0", "TST-100", "gzip"),
        (b"PK\x03\x04" + b"\0" * 100, "TST-102", "læses"),
        (b"\0\1\2\3" * 100, "TST-051", "CSV"),
        (b"", "TST-053", "personnummer"),
    ],
)
def test_a_file_of_another_type_is_refused_with_what_it_is(data: bytes, kode: str, siger: str) -> None:
    fundet = refused(data)
    assert fundet.kode == kode
    assert siger in fundet.tekst


def zipped(**dele: bytes) -> bytes:
    ud = BytesIO()
    with zipfile.ZipFile(ud, "w") as pakke:
        for navn, indhold in dele.items():
            pakke.writestr(navn, indhold)
    return ud.getvalue()


def test_another_zip_is_refused_with_what_it_is() -> None:
    assert ".ods" in refused(zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")).tekst
    assert "zip" in refused(zipped(a=b"b")).tekst
    ord_ = repacked(empty(), {BOG: None, TYPER: b"<Types>wordprocessingml</Types>", "word/document.xml": b"<x/>"})
    assert "Office" in refused(ord_).tekst


def test_csv_that_is_called_a_workbook_is_read_as_what_it_is() -> None:
    assert len(take_in(b"personnummer;handling\n6101901234;doedsfald\n", VAGT).raekker) == 1


def test_a_file_of_a_hundred_megabytes_is_refused() -> None:
    assert code(table(FLYTTER)[:-22] + b"\0" * (100 * MB)) == "TST-101"
    assert STOERSTE_ARK < 100 * MB


def test_a_workbook_with_a_password_is_refused() -> None:
    data = bytearray(table(FLYTTER))
    with zipfile.ZipFile(BytesIO(bytes(data))) as pakke:
        lokalt = pakke.getinfo(ARK).header_offset
    data[lokalt + 6] |= 1
    centralt = bytes(data).rfind(ARK.encode()) - 46
    data[centralt + 8] |= 1
    fundet = refused(bytes(data))
    assert fundet.kode == "TST-102"
    assert "adgangskode" in fundet.tekst


@pytest.mark.parametrize("cut", [30, 500, 2000, 4000])
def test_half_a_workbook_is_refused(cut: int) -> None:
    assert code(table(FLYTTER)[:-cut]) == "TST-102"


@pytest.mark.parametrize("uden", [BOG, ARK, TEKSTER, "xl/_rels/workbook.xml.rels", "_rels/.rels"])
def test_a_workbook_without_one_of_its_parts_is_refused_or_read_but_never_a_crash(uden: str) -> None:
    try:
        take_in(repacked(table(FLYTTER), {uden: None}), VAGT)
    except Brugsfejl as fejl:
        assert fejl.kode in {"TST-100", "TST-102", "TST-053"}  # noqa: PT017 - either is right


def test_every_byte_may_be_wrong_without_a_crash() -> None:
    data = table(FLYTTER)
    for sted in range(0, len(data), 37):
        skadet = bytearray(data)
        skadet[sted] ^= 0xFF
        try:
            take_in(bytes(skadet), VAGT)
        except Brugsfejl:
            continue


def test_a_sheet_that_is_a_picture_alone_is_refused() -> None:
    bog = load_workbook(BytesIO(table(FLYTTER)))
    bog.create_chartsheet("Diagram", 0)
    assert code(saved(bog)) == "TST-103"


MAALT: dict[str, Callable[[], bytes]] = {
    "entiteter": lambda: repacked(
        table(FLYTTER), {TEKSTER: b'<!DOCTYPE x [<!ENTITY a "' + b"a" * MB + b'">]><x>' + b"&a;" * 1000 + b"</x>"}
    ),
    "bombe": lambda: repacked(table(FLYTTER), {ARK: b" " * (600 * MB)}),
    "skjult bombe": lambda: lying(repacked(table(FLYTTER), {ARK: b"<x>" + b" " * (300 * MB)}), ARK, 900),
    "mange tekster": lambda: repacked(
        table(FLYTTER), {TEKSTER: b'<sst xmlns="x">' + b"<si><t>a</t></si>" * 1_000_000 + b"</sst>"}
    ),
    "mange formater": lambda: repacked(table(FLYTTER), {"xl/styles.xml": b"<x>" + b"<y/>" * 2_000_000 + b"</x>"}),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the size of a process is measured as Linux tells it")
@pytest.mark.parametrize("hvad", MAALT)
def test_a_process_that_refuses_stays_small(hvad: str, tmp_path: Path) -> None:
    fil = tmp_path / "fjendtlig.xlsx"
    fil.write_bytes(MAALT[hvad]())
    program = textwrap.dedent(f"""
        import resource
        from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
        from cpr_haendelser.fejl import Brugsfejl
        from cpr_haendelser.testmiljoe.indlaesning import take_in
        data = open({str(fil)!r}, "rb").read()
        foer = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            take_in(data, Nummervagt(Miljoe.EXTTEST))
        except Brugsfejl as fejl:
            print(fejl.kode, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - foer)
    """)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    kode, kilobytes = ran.stdout.split()
    assert kode in {"TST-101", "TST-102", "TST-104"}
    assert int(kilobytes) < 60 * 1024
