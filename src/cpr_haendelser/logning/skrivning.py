"""Writing a line of the list, and counting how often each was written."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from threading import Lock

from cpr_haendelser.logning.linjer import TABEL

_LOGGER = logging.getLogger("cpr_haendelser")
_antal: Counter[str] = Counter()
_laas = Lock()


def log_line(kode: str, /, **felter: str | int) -> None:
    """Writes a line of `logning.linjer` with its fields; inside an `except` with the exception, where the line has it.

    Which fields a line has is proved for every call by tests/architecture.
    """
    linje = TABEL[kode]
    with _laas:
        _antal[kode] += 1
    spor = linje.spor and sys.exc_info()[0] is not None
    _LOGGER.log(linje.niveau, linje.tekst, exc_info=spor, extra={"kode": kode, "felter": felter})


def counts() -> dict[str, int]:
    """How often each line was written since the program started, also those below the level that is shown."""
    with _laas:
        return dict(_antal)
