"""Writing a line of the list, and counting how often each was written."""

from __future__ import annotations

import logging
import sys
from collections import Counter, deque
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import NamedTuple

from cpr_haendelser.logning.linjer import AFVISNINGER, TABEL

HUSKET = 200
"""How many of the newest refusals are remembered."""
_LOGGER = logging.getLogger("cpr_haendelser")


class Skrevet(NamedTuple):
    """A line that was written."""

    tidspunkt: datetime
    """UTC."""
    kode: str
    felter: Mapping[str, str | int]


_antal: Counter[str] = Counter()
_afvisninger: deque[Skrevet] = deque(maxlen=HUSKET)
_laas = Lock()


def log_line(kode: str, /, **felter: str | int) -> None:
    """Writes a line of `logning.linjer` with its fields; inside an `except` with the exception, where the line has it.

    Which fields a line has is proved for every call by tests/architecture.
    """
    linje = TABEL[kode]
    with _laas:
        _antal[kode] += 1
        if kode in AFVISNINGER:
            _afvisninger.append(Skrevet(datetime.now(UTC), kode, felter))
    spor = linje.spor and sys.exc_info()[0] is not None
    _LOGGER.log(linje.niveau, linje.tekst, exc_info=spor, extra={"kode": kode, "felter": felter})


def counts() -> dict[str, int]:
    """How often each line was written since the program started, also those below the level that is shown."""
    with _laas:
        return dict(_antal)


def refusals() -> list[Skrevet]:
    """The newest refusals at the doors for machines since the program started, the newest first."""
    with _laas:
        return list(_afvisninger)[::-1]
