"""Opening the installation that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cpr_haendelser.app import Installation
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.logning import configure
from cpr_haendelser.settings import Settings, load
from cpr_haendelser.storage.aabning import is_there


@contextmanager
def opened() -> Iterator[Installation]:
    """The installation that the settings name; closed afterwards. Opsaetningsfejl LAG-017 where there is none."""
    with _opened(_existing(told_settings())) as installation:
        yield installation


@contextmanager
def opened_or_made() -> Iterator[Installation]:
    """The installation that the settings name, made where there is none; closed afterwards."""
    with _opened(told_settings()) as installation:
        yield installation


def told_settings() -> Settings:
    """The settings, and the log as they say."""
    settings = load()
    configure(settings.log_format, settings.log_level)
    return settings


def _existing(settings: Settings) -> Settings:
    if not is_there(settings.database_url):
        raise Opsaetningsfejl(
            "LAG-017",
            "der er ingen database, hvor indstillingen database_url siger, set fra denne mappe. Gå til den rigtige"
            " mappe, eller ret HAENDELSER_DATABASE_URL. En ny oprettes af `receive`, `watch`, `serve`, `setup FIL` og"
            " `exttest basis`. Intet er ændret.",
        )
    return settings


@contextmanager
def _opened(settings: Settings) -> Iterator[Installation]:
    installation = Installation.open(settings)
    try:
        yield installation
    finally:
        installation.close()
