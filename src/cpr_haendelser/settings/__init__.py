"""The one reader of configuration: HAENDELSER_* variables over a TOML file over defaults.

Only the doors and app read settings; the rooms are handed values.
"""

from cpr_haendelser.settings.adgang import Adgangsindstillinger, Oidcindstillinger
from cpr_haendelser.settings.alarmer import Alarmindstillinger, Mailindstillinger, Webhookindstillinger
from cpr_haendelser.settings.exttest import Exttestindstillinger, read_opgaver
from cpr_haendelser.settings.levering import (
    Hentindstillinger,
    Leveringsindstillinger,
    Maskindoersindstillinger,
    Tilsendindstillinger,
    Tlsindstillinger,
)
from cpr_haendelser.settings.model import Beskedindstillinger, Kommuneindstillinger, Opgave, Settings
from cpr_haendelser.settings.reading import load

__all__ = [
    "Adgangsindstillinger",
    "Alarmindstillinger",
    "Beskedindstillinger",
    "Exttestindstillinger",
    "Hentindstillinger",
    "Kommuneindstillinger",
    "Leveringsindstillinger",
    "Mailindstillinger",
    "Maskindoersindstillinger",
    "Oidcindstillinger",
    "Opgave",
    "Settings",
    "Tilsendindstillinger",
    "Tlsindstillinger",
    "Webhookindstillinger",
    "load",
    "read_opgaver",
]
