"""The workbook: filled in and saved as people do it, it is the same order as CSV; mistakes stand at their cells."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.storage.ordre import Ordreart, Ordrelinje, Trin
from cpr_haendelser.testmiljoe.indlaesning import take_in
from cpr_haendelser.testmiljoe.regneark import udseende as u
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from cpr_haendelser.testmiljoe.skabelon.betydning import read_raekker
from cpr_haendelser.testmiljoe.skabelon.skriv import columns_of, to_raekker, write_linjer
from cpr_haendelser.testmiljoe.skabelon.tabel import read_tabel
from tests.testmiljoe.regneark.saadan import (
    FLYTTER,
    KENDER,
    ORDINAERT,
    SAMMEN,
    VAGT,
    empty,
    faults,
    lines,
    mended,
    plain,
    saved,
    table,
)

LINJE = lines(table(FLYTTER))


@pytest.mark.parametrize("art", Ordreart)
def test_the_examples_of_every_kind_of_order_can_be_ordered_as_they_stand(art: Ordreart) -> None:
    assert len(lines(write_regneark(art, u.examples_of(art)), art)) >= 1
    alle = {navn for eksempel in u.examples_of(art) for navn in eksempel}
    assert alle <= set(columns_of(art))


@pytest.mark.parametrize("art", Ordreart)
def test_a_workbook_has_the_columns_and_the_words_of_the_template(art: Ordreart) -> None:
    bog = load_workbook(BytesIO(empty(art)))
    bestilling, vejledning, lister = bog.worksheets
    assert [bestilling.title, vejledning.title, lister.title] == [u.BESTILLING, u.VEJLEDNING, u.VAERDILISTER]
    assert [celle.value for celle in bestilling[u.OVERSKRIFTER]] == columns_of(art)
    assert bestilling["A1"].value == "# version=1"
    forklaret = {str(row[0].value) for row in vejledning.iter_rows(min_row=len(u.TIL_VEJLEDNING) + 4)}
    assert forklaret == set(columns_of(art))
    assert all(ark.protection.sheet for ark in bog.worksheets)
    assert bestilling.cell(u.OVERSKRIFTER, 1).protection.locked
    assert not bestilling.column_dimensions["A"].protection.locked


@pytest.mark.parametrize("art", Ordreart)
def test_every_column_of_a_list_is_chosen_from_the_values_that_are_read(art: Ordreart) -> None:
    bog = load_workbook(BytesIO(empty(art)))
    valg = {str(each.sqref): each.formula1 for each in bog.worksheets[0].data_validations.dataValidation}
    assert len(valg) == len(u.lists_of(art)) > 3
    for liste in u.lists_of(art):
        bogstav = get_column_letter(columns_of(art).index(liste.kolonne) + 1)
        ark, _, omraade = str(valg[f"{bogstav}3:{bogstav}10002"]).rpartition("!")
        assert ark == f"'{u.VAERDILISTER}'"
        vaerdier = [str(celle.value) for (celle,) in bog[u.VAERDILISTER][omraade.replace("$", "")]]
        assert vaerdier == [vaerdi for vaerdi, _ in liste.vaerdier]


def test_an_empty_workbook_says_that_a_line_is_missing() -> None:
    (fejl,) = faults(empty())
    assert (fejl.fandt, fejl.ark, fejl.celle) == ("ingen rækker", "Bestilling", "")


@pytest.mark.parametrize(
    "celler",
    [
        {"personnummer": 6101901234, "kommunekode": 101, "vejkode": 123},
        {"personnummer": 6101901234.0, "kommunekode": 101.0, "vejkode": "123"},
        {"personnummer": "610190-1234", "virkning": " 2026-11-24 "},
        {"virkning": date(2026, 11, 24)},
        {"virkning": datetime(2026, 11, 24, 12) - timedelta(microseconds=400)},  # noqa: DTZ001
        {"virkning": "24. nov. 2026", "handling": "Flytning"},
    ],
)
def test_what_spreadsheets_do_to_values_is_undone(celler: dict[str, Any]) -> None:
    assert lines(table({**FLYTTER, **celler})) == LINJE


def test_a_personnummer_that_lost_its_zero_gets_it_back() -> None:
    # Of ordinary shape with the zero, and then refused: it is understood as what it is.
    (fejl,) = faults(table({**FLYTTER, "personnummer": int(ORDINAERT)}))
    assert (fejl.celle, fejl.fandt) == ("A2", "et nummer af almindelig form")


def test_a_day_with_a_clock_keeps_it_also_at_midnight() -> None:
    def at_midnight(ark: Worksheet) -> None:
        ark["C2"].value, ark["C2"].number_format = datetime(2026, 11, 24), "dd-mm-yyyy hh:mm"  # noqa: DTZ001

    felter = dict(lines(mended(table(FLYTTER), at_midnight))[0].trin[0].felter)
    assert felter["virkning"] == "202611240000"


def test_blank_rows_extra_columns_and_moved_ones_change_nothing() -> None:
    navne = ["bemaerkning", "husnr", "ikke brugt", "vejkode", "kommunekode", "virkning", "handling", "personnummer"]
    raekke = [{**FLYTTER, "bemaerkning": "min egen"}.get(navn) for navn in navne]
    data = plain([["Min bestilling"], [], navne, [], raekke, [None] * 8, ["# en note til mig selv"], []])
    (linje,) = lines(data)
    assert dict(linje.trin[0].felter) == dict(LINJE[0].trin[0].felter)
    assert linje.personer == LINJE[0].personer


def test_a_sheet_of_another_name_is_read_where_there_is_no_other() -> None:
    assert lines(plain([list(FLYTTER), list(FLYTTER.values())], "Ark1")) == LINJE


def test_the_sheet_of_the_order_is_found_among_others() -> None:
    bog = load_workbook(BytesIO(table(FLYTTER)))
    bog.create_sheet("Noter", 0)["A1"] = "mine egne"
    assert lines(saved(bog)) == LINJE


def test_another_version_is_refused_in_words() -> None:
    with pytest.raises(Brugsfejl, match="version 7") as raised:
        lines(mended(write_regneark(SAMMEN, [FLYTTER]), lambda ark: ark.__setitem__("A1", "# version=7")))
    assert raised.value.kode == "TST-052"


def test_a_workbook_without_the_headings_is_refused_in_words() -> None:
    with pytest.raises(Brugsfejl) as raised:
        lines(plain([["hej", "med"], ["dig", 1]]))
    assert raised.value.kode == "TST-053"


def test_every_mistake_stands_at_its_cell() -> None:
    navne = ["handling", "personnummer", "kommunekode", "vejkode", "husnr", "farve"]
    data = plain([
        ["# version=1"],
        navne,
        ["flyttning", 6101901234, 101, 123, "4A"],
        ["flytning", "hej", 9999, 123, "4A"],
        ["flytning", 6101901234, 101, None, "4A", "blå"],
    ])  # fmt: skip
    fundne = {(each.celle, each.kolonne) for each in faults(data)}
    assert {
        ("A3", "handling"),
        ("B4", "personnummer"),
        ("C4", "kommunekode"),
        ("D5", "vejkode"),
        ("F5", "farve"),
    } <= fundne
    assert {each.ark for each in faults(data)} == {"Bestilling"}


def test_a_formula_is_refused_at_its_cell_and_never_worked_out() -> None:
    data = table({**FLYTTER, "husnr": "=1+3"})
    (fejl,) = faults(data)
    assert (fejl.celle, fejl.kolonne, fejl.fandt) == ("F2", "husnr", "en formel")
    assert "indsæt den som værdi" in fejl.tilladt


def test_a_failed_formula_is_no_comment() -> None:
    def fail(ark: Worksheet) -> None:
        ark["A2"].value, ark["A2"].data_type = "#REF!", "e"

    assert [each.fandt for each in faults(mended(table(FLYTTER), fail))] == ["en fejlværdi fra en formel"]


def test_ten_thousand_rows_are_read_and_each_keeps_its_number() -> None:
    data = write_regneark(SAMMEN, [FLYTTER] * 9_999 + [{**FLYTTER, "kommunekode": "9999"}])
    begyndt = time.perf_counter()
    (fejl,) = faults(data)
    assert fejl.celle == f"{get_column_letter(columns_of(SAMMEN).index('kommunekode') + 1)}10002"
    assert time.perf_counter() - begyndt < 90, "some seconds, on a busy machine more"


def test_a_number_of_ordinary_shape_is_found_wherever_it_stands() -> None:
    bog = load_workbook(BytesIO(table(FLYTTER)))
    bog.create_sheet("Skjult")["Q400"] = f"ring til {ORDINAERT[:6]}-{ORDINAERT[6:]}"
    bog["Skjult"].sheet_state = "hidden"
    with pytest.raises(Brugsfejl) as raised:
        take_in(saved(bog), VAGT)
    assert raised.value.kode == "VAGT-003"
    (fejl,) = faults(table({**FLYTTER, "bemaerkning": f"om {ORDINAERT}"}))
    assert (fejl.celle, ORDINAERT in str(fejl)) == ("G2", False)


@pytest.mark.parametrize("hvor", ["comment", "title", "name"])
def test_a_number_of_ordinary_shape_is_found_beside_the_cells_too(hvor: str) -> None:
    from openpyxl.comments import Comment

    bog = load_workbook(BytesIO(table(FLYTTER)))
    if hvor == "comment":
        bog.worksheets[0]["A2"].comment = Comment(f"se {ORDINAERT}", "mig")
    elif hvor == "title":
        bog.properties.title = f"sag {ORDINAERT}"
    else:
        bog.create_sheet(f"p {ORDINAERT}")
    with pytest.raises(Brugsfejl) as raised:
        take_in(saved(bog), VAGT)
    assert raised.value.kode == "VAGT-003"


def test_of_a_workbook_the_rows_alone_are_kept() -> None:
    bog = load_workbook(BytesIO(table({**FLYTTER, "bemaerkning": "#1"})))
    bog.create_sheet("Noter")["A1"] = "vores hemmelighed"
    bog.properties.creator = "Rosa Lunde"
    beholdes = take_in(saved(bog), VAGT).beholdes
    assert b"hemmelighed" not in beholdes
    assert b"Rosa" not in beholdes
    assert read_raekker(read_tabel(beholdes), SAMMEN, VAGT, KENDER).linjer == LINJE


FELTER = st.fixed_dictionaries(
    {},
    optional={
        "virkning": st.datetimes(datetime(1950, 1, 1), datetime(2060, 1, 1)).map(lambda d: f"{d:%Y%m%d%H%M}"),  # noqa: DTZ001
        "fornavn": st.sampled_from(["Rosa", "Åge", "Ib-Ole"]),
        "efternavn": st.sampled_from(["Lunde", "Å", "Rosenkær"]),
    },
)
LINJER = st.lists(
    st.builds(
        lambda felter, gentag, wanted: ("6101901234", felter, gentag, wanted),
        FELTER, st.integers(1, 1000), st.booleans(),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(LINJER)
def test_lines_written_into_a_workbook_are_the_same_read_again(
    dem: list[tuple[str, dict[str, str], int, bool]],
) -> None:
    linjer = [
        Ordrelinje(nr, (pnr,), (Trin("navneaendring", Art.NY, tuple(felter.items())),), gentag, 0, "", wanted)
        for nr, (pnr, felter, gentag, wanted) in enumerate(dem, 1)
    ]
    csv = read_raekker(read_tabel(write_linjer(linjer, SAMMEN).encode()), SAMMEN, VAGT, KENDER)
    assert lines(write_regneark(SAMMEN, to_raekker(linjer))) == csv.linjer
    assert csv.fejl == []
