"""The log: text or JSON lines, and never a personnummer in it."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import IO, Literal

MASKED = "******-****"
PERSONNUMMER = re.compile(r"(?<!\d)(?:\d{9,10}|\d{6}[-\s]\d{4})(?!\d)")
"""Ten digits (nine where a whole number has lost its zero), or six and four with a hyphen or blank between."""

Form = Literal["text", "json"]


def mask(text: str) -> str:
    """The text with everything that looks like a personnummer masked."""
    return PERSONNUMMER.sub(MASKED, text)


def configure(form: Form, level: str) -> None:
    """Sends the whole process's log to standard error, masked; replaces what was configured before."""
    handler = StandardError()
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    handler.addFilter(MaskingFilter())
    root = logging.getLogger()
    for former in list(root.handlers):
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(level.upper())


class MaskingFilter(logging.Filter):
    """Masks message, arguments, exception and stack of every record, before any formatter sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record through, masked."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = f"{record.msg} (arguments do not fit)"
        record.msg, record.args = mask(message), ()
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
    """One line for people, exception text below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        """The time as ISO 8601 in UTC."""
        del datefmt
        return moment(record)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: tid, niveau, kilde, besked, and fejl where there was an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "tid": moment(record),
            "niveau": record.levelname.lower(),
            "kilde": record.name,
            "besked": record.getMessage(),
            **({"fejl": record.exc_text} if record.exc_text else {}),
        }
        return json.dumps(line, ensure_ascii=False)


def moment(record: logging.LogRecord) -> str:
    """When it was logged: ISO 8601, UTC, milliseconds."""
    return datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
