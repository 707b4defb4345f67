"""No personnummer gets into the log, whichever way it came."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cpr_haendelser.logning import configure, counts, log_line, mask, mask_prose
from cpr_haendelser.logning.linjer import TABEL
from cpr_haendelser.logning.maske import MASKED, PERSONNUMMER

if TYPE_CHECKING:
    from collections.abc import Iterator

Form = Literal["text", "json"]
DUESLAG = "0b4d4c43-7b24-4b0c-9c5e-0d4d1c2f9a01"
NUMBERS = st.from_regex(r"\A[67][0-9]{5}[- ]?[0-9]{4}\Z")
BESIDE = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Nd"]), max_size=20)


@pytest.fixture(autouse=True)
def root() -> Iterator[None]:
    """Gives the root logger back as it was."""
    logger = logging.getLogger()
    handlers, level = list(logger.handlers), logger.level
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)


@given(BESIDE, NUMBERS, BESIDE)
@example("pnr=", "6101901234", ".")
@example("(", "610190-1234", ")")
@example("-", "610190 1234", "-")
def test_a_number_is_masked_between_whatever_stands_beside_it(before: str, number: str, after: str) -> None:
    assert mask(before + number + after) == before + MASKED + after


@given(st.text())
def test_what_is_masked_holds_nothing_to_mask(text: str) -> None:
    assert not PERSONNUMMER.search(mask(text))


@pytest.mark.parametrize("text", ["202611241200", "11111111", "løbenummer 12345678", "8320"])
def test_times_cvr_numbers_and_small_numbers_are_left(text: str) -> None:
    assert mask(text) == text


def test_a_number_that_has_lost_its_leading_zero_is_masked() -> None:
    assert mask(str(int("0" + "1" * 9))) == MASKED


@pytest.mark.parametrize("form", ["text", "json"])
@given(number=NUMBERS, before=BESIDE)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_no_number_reaches_the_log(capsys: pytest.CaptureFixture[str], form: Form, number: str, before: str) -> None:
    configure(form, "debug")
    log = logging.getLogger("cpr_haendelser.test")
    too_few_arguments = "person %d and %d"
    written_out = before.replace("%", "") + number
    log.info(written_out)
    log.info("person %s", number)
    log.info("person %(pnr)s", {"pnr": number})
    log.info("person %s", [number])
    log.info(too_few_arguments, number)
    log.info("here", stack_info=True, extra={"pnr": number})
    try:
        raise_about(number)
    except ValueError:
        log.exception("failed")
    written = capsys.readouterr().err
    assert MASKED in written
    assert not PERSONNUMMER.search(written)


def raise_about(number: str) -> None:
    """Fails with a number in the text, and another failure behind it."""
    nobody: dict[str, str] = {}
    try:
        nobody[number]
    except KeyError as error:
        raise ValueError(number) from error


def test_a_json_line_is_one_object_with_code_fields_and_the_exception(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    logging.getLogger("cpr_haendelser.test").debug("not shown")
    try:
        raise_about("610190-1234")
    except ValueError:
        log_line("levering.kan-ikke-skrives", dueslag=DUESLAG, loebenummer=17, kanal="hent")
    (line,) = capsys.readouterr().err.splitlines()
    read = json.loads(line)
    assert read.pop("tid").endswith("+00:00")
    assert "ValueError" in read["fejl"]
    assert not PERSONNUMMER.search(read.pop("fejl"))
    assert read == {
        "niveau": "error",
        "kode": "levering.kan-ikke-skrives",
        "besked": TABEL["levering.kan-ikke-skrives"].tekst,
        "dueslag": DUESLAG,
        "loebenummer": 17,
        "kanal": "hent",
    }


def test_a_text_line_has_time_level_code_text_and_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text", "warning")
    log_line("hent.login-afvist", mekanisme="PLAIN", adresse="127.0.0.1", forklaring="it-systemet er »ukendt«\nfarvel")
    assert capsys.readouterr().err.endswith(
        "+00:00 WARNING hent.login-afvist: Et login er afvist. mekanisme=PLAIN adresse=127.0.0.1"
        ' forklaring="it-systemet er »ukendt«\\nfarvel"\n'
    )


def test_what_a_library_logs_says_which_library_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "json"):
        configure(form, "warning")
        logging.getLogger("uvicorn.error").warning("fil %s", "D261124.L123456")
    text, line = capsys.readouterr().err.splitlines()
    assert text.endswith("+00:00 WARNING bibliotek: fil D261124.L123456 kilde=uvicorn.error")
    assert {**json.loads(line), "tid": ""} == {
        "tid": "", "niveau": "warning", "kode": "bibliotek", "besked": "fil D261124.L123456", "kilde": "uvicorn.error",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["text", "json"])
@given(number=NUMBERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_no_number_reaches_the_log_in_a_field(capsys: pytest.CaptureFixture[str], form: Form, number: str) -> None:
    configure(form, "info")
    log_line("hent.login-afvist", mekanisme=number, adresse="127.0.0.1", forklaring=f"ukendt: {number}!")
    log_line("hent.fuldt", antal=int(re.sub(r"\D", "", number)))
    written = capsys.readouterr().err
    assert written.count(MASKED) == 3
    assert not PERSONNUMMER.search(written)


def test_a_dueslag_whose_uuid_looks_like_a_number_is_told_whole(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    uuid = "ab610190-1234-4b0c-9c5e-a6101901234b"
    log_line("hent.postrum-svarer-ikke", dueslag=uuid)
    assert json.loads(capsys.readouterr().err)["dueslag"] == uuid


def test_a_line_below_the_level_that_is_shown_is_counted_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text", "error")
    before = counts().get("tls.certifikat-skiftet", 0)
    log_line("tls.certifikat-skiftet")
    assert counts()["tls.certifikat-skiftet"] == before + 1
    assert capsys.readouterr().err == ""


def test_a_line_outside_the_table_is_not_written() -> None:
    with pytest.raises(KeyError):
        log_line("noget.helt-andet")


def test_configured_twice_it_is_logged_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text", "info")
    configure("text", "info")
    logging.getLogger("cpr_haendelser.test").info("once")
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("tekst", "efter"),
    [
        ("aftale 0d610190-1234-4000-8000-000000000001 om 610190-1234.", "aftale {} om ******-****."),
        ("610190 1234", "******-****"),
        ("0d610190-1234-4000-8000-00000000000", "0d******-****-4000-8000-00000000000"),
        ("", ""),
    ],
)
def test_prose_keeps_its_uuids_and_nothing_else_that_looks_like_a_number(tekst: str, efter: str) -> None:
    assert mask_prose(tekst) == efter.format("0d610190-1234-4000-8000-000000000001")
