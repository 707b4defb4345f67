"""How the log looks: one line of text or one JSON object for each, masked."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO, Literal

from cpr_haendelser.logning.linjer import BIBLIOTEK
from cpr_haendelser.logning.maske import mask, mask_value

Form = Literal["text", "json"]
_QUOTED = set(' "=\\\n\r\t')
"""Where one of these is in a field's value, it stands in quotation marks."""


def configure(form: Form, level: str) -> None:
    """Sends the whole process's log to standard error, masked; replaces what was configured before."""
    handler = StandardError()
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    handler.addFilter(MaskingFilter())
    root = logging.getLogger()
    for former in list(root.handlers):
        root.removeHandler(former)
    root.addHandler(handler)
    set_level(level)


def set_level(level: str) -> None:
    """The least important that the whole process logs from now on: debug, info, warning or error."""
    logging.getLogger().setLevel(level.upper())


class MaskingFilter(logging.Filter):
    """Masks message, fields, exception and stack of every record, before any formatter sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record through, masked."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = f"{record.msg} (arguments do not fit)"
        record.msg, record.args = mask(message), ()
        record.felter = {felt: mask_value(value) for felt, value in _fields(record).items()}
        if record.exc_info:
            record.exc_text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        record.exc_text = mask(record.exc_text) if record.exc_text else None
        record.stack_info = mask(record.stack_info) if record.stack_info else None
        return True


class StandardError(logging.StreamHandler[IO[str]]):
    """Writes to what is standard error at the moment of writing."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> IO[str]:  # type: ignore[override]
        """Standard error as it is now."""
        return sys.stderr


class TextFormatter(logging.Formatter):
    """One line for people: time, level, code, text, fields; exception text below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(line)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        """The time as ISO 8601 in UTC."""
        del datefmt
        return moment(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line itself."""
        felter = "".join(f" {felt}={_quoted(value)}" for felt, value in _told(record).items())
        record.line = f"{_code(record)}: {record.message}{felter}"
        return super().formatMessage(record)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: tid, niveau, kode, besked, the line's fields, and fejl where there was an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "tid": moment(record),
            "niveau": record.levelname.lower(),
            "kode": _code(record),
            "besked": record.getMessage(),
            **_told(record),
            **({"fejl": record.exc_text} if record.exc_text else {}),
        }
        return json.dumps(line, ensure_ascii=False)


def moment(record: logging.LogRecord) -> str:
    """When it was logged: ISO 8601, UTC, milliseconds."""
    return datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")


def _code(record: logging.LogRecord) -> str:
    return str(getattr(record, "kode", BIBLIOTEK))


def _fields(record: logging.LogRecord) -> Mapping[str, str | int]:
    felter: Mapping[str, str | int] = getattr(record, "felter", {})
    return felter


def _told(record: logging.LogRecord) -> Mapping[str, str | int]:
    """The fields; of what a library logged, which one it was."""
    return _fields(record) if hasattr(record, "kode") else {"kilde": record.name}


def _quoted(value: str | int) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or _QUOTED & set(text) else text
