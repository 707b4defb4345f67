"""No personnummer gets into the log, whichever way it came."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cpr_haendelser.logning import MASKED, PERSONNUMMER, configure, mask

if TYPE_CHECKING:
    from collections.abc import Iterator

Form = Literal["text", "json"]
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


def test_a_json_line_is_one_object_with_the_exception(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    log = logging.getLogger("cpr_haendelser.test")
    log.debug("not shown")
    try:
        raise_about("610190-1234")
    except ValueError:
        log.exception("modtagelsen stoppede:\nfil %s", "D261124.L123456")
    (line,) = capsys.readouterr().err.splitlines()
    read = json.loads(line)
    assert (read["niveau"], read["kilde"]) == ("error", "cpr_haendelser.test")
    assert read["besked"] == "modtagelsen stoppede:\nfil D261124.L123456"
    assert "ValueError" in read["fejl"]
    assert read["tid"].endswith("+00:00")


def test_a_text_line_has_time_level_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text", "warning")
    logging.getLogger("cpr_haendelser.test").warning("fil %s", "D261124.L123456")
    line = capsys.readouterr().err
    assert line.endswith("+00:00 WARNING cpr_haendelser.test: fil D261124.L123456\n")


def test_configured_twice_it_is_logged_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text", "info")
    configure("text", "info")
    logging.getLogger("cpr_haendelser.test").info("once")
    assert len(capsys.readouterr().err.splitlines()) == 1
