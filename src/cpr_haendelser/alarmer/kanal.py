"""The ways by which alarms are told."""

from __future__ import annotations

from typing import Protocol

from cpr_haendelser.alarmer.melding import Melding

FRIST = 10.0
"""Seconds that the other end gets for each step."""


class Kanalfejl(Exception):
    """It could not be told; why in a few words, without secrets. It is tried again."""


class Kanal(Protocol):
    """One way."""

    @property
    def navn(self) -> str:
        """mail, webhook, fil."""
        ...

    def send(self, melding: Melding) -> None:
        """Tells it; Kanalfejl where it could not be."""
