"""Opening the installation that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from cpr_haendelser.app import Installation
from cpr_haendelser.app.installation import read_gaeldende
from cpr_haendelser.logning import configure
from cpr_haendelser.settings import Settings, load


@contextmanager
def opened() -> Iterator[Installation]:
    """The installation that the settings name; closed afterwards. Opsaetningsfejl LAG-017 where there is none."""
    with closing(Installation.open_existing(told_settings())) as installation:
        yield installation


@contextmanager
def opened_or_made() -> Iterator[Installation]:
    """The installation that the settings name, made where there is none; closed afterwards."""
    with closing(Installation.open(told_settings())) as installation:
        yield installation


def told_settings() -> Settings:
    """The settings, and the log as they say."""
    settings = load()
    configure(settings.log_format, settings.log_level)
    return settings


def settings_of_now() -> Settings:
    """The settings as they hold now: over those that are told what was chosen in the installation, where there is one.

    The log is as they say.
    """
    return read_gaeldende(told_settings())


@contextmanager
def letters_leaving(installation: Installation) -> Iterator[None]:
    """Afterwards the letters that were written leave, where they leave into a file; by mail they wait for `serve`."""
    from cpr_haendelser.app.alarmer import make_udpost

    yield
    if installation.settings.mail.fra is None:
        make_udpost(installation).tell()


@contextmanager
def at_desk() -> Iterator[Installation]:
    """The installation, and letters that leave afterwards."""
    with opened() as installation, letters_leaving(installation):
        yield installation
