"""The operator's list of official test numbers."""

from __future__ import annotations

import re
from pathlib import Path

from cpr_haendelser.fejl import Opsaetningsfejl

_NUMBER = re.compile(r"^\s*(\d{6})[- ]?(\d{4})\s*(?:#.*)?$")


def read_allowed(path: Path) -> frozenset[int]:
    """The allowed test numbers of a list: one a line, a hyphen allowed, # starts a remark.

    Opsaetningsfejl names the line that is no number, never its content.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise Opsaetningsfejl("OPS-011", f"listen over tilladte testnumre kan ikke læses: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise Opsaetningsfejl("OPS-011", "listen over tilladte testnumre kan ikke læses som tekst i UTF-8.") from None
    numbers = set()
    for nummer, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _NUMBER.match(line)
        if match is None:
            raise Opsaetningsfejl("OPS-012", f"listen over tilladte testnumre: linje {nummer} er ikke et personnummer.")
        numbers.add(int(match[1] + match[2]))
    return frozenset(numbers)
