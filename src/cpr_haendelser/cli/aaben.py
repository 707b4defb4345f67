"""Opening the installation that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cpr_haendelser.app import Installation
from cpr_haendelser.logning import configure
from cpr_haendelser.settings import load


@contextmanager
def opened() -> Iterator[Installation]:
    """The installation that the settings name; closed afterwards."""
    settings = load()
    configure(settings.log_format, settings.log_level)
    installation = Installation.open(settings)
    try:
        yield installation
    finally:
        installation.close()
