"""The message as it leaves: the composed bytes with TransaktionsId, Kildesystem, the Leverancerute, and its receiver.

What a distributor adds stands in the reference of the Beskedfordeler, section 1.4; everything else is the same bytes at
every attempt, replay and channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cpr_haendelser.beskeder.levering import deliver
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.opslag.grundlag import Beskedskriver
from cpr_haendelser.storage.forsendelse import Forsendelse

_HUSKET = 4096
"""Composed messages remembered: the same hændelse often leaves to several dueslag."""


@dataclass(frozen=True, slots=True)
class Afsender:
    """Who says that it delivers; UUIDs, the prefix as in the composing settings."""

    kildesystem: str
    fordelingssystem: str
    urn_cvr_prefix: str


class Udskriver:
    """Writes forsendelser; safe to share between threads."""

    def __init__(self, beskedskriver: Beskedskriver, afsender: Afsender, nu: Callable[[], str]) -> None:
        """`nu` gives the time of day: ISO 8601 with offset, milliseconds."""
        self._beskedskriver, self._afsender, self._nu = beskedskriver, afsender, nu
        self._husket: dict[int, bytes] = {}

    def now(self) -> str:
        """LeveranceTidspunkt of what is written now: ISO 8601 with offset, milliseconds."""
        return self._nu()

    def write(self, forsendelse: Forsendelse, haendelse: Haendelse, tidspunkt: str) -> tuple[bytes, str]:
        """One forsendelse of that hændelse as it leaves at that time (UTF-8 XML), and its transaction id."""
        besked = deliver(
            self._composed(haendelse),
            modtagere=self._receiver(forsendelse.myndighed),
            transaktion=self._transaction(forsendelse),
            ruter=self._route(forsendelse, tidspunkt),
        )
        return besked, forsendelse.transaktion

    def _composed(self, haendelse: Haendelse) -> bytes:
        besked = self._husket.get(haendelse.loebenummer)
        if besked is None:
            besked = self._beskedskriver.write(haendelse)
            if len(self._husket) >= _HUSKET:
                self._husket = {}
            self._husket[haendelse.loebenummer] = besked
        return besked

    def _receiver(self, myndighed: str) -> bytes:
        urn = f"{self._afsender.urn_cvr_prefix}{myndighed}"
        return f"<ns2:TilladtModtager><URNIdentifikator>{urn}</URNIdentifikator></ns2:TilladtModtager>".encode()

    def _transaction(self, forsendelse: Forsendelse) -> bytes:
        return (
            f"<ns2:TransaktionsId><UUIDIdentifikator>{forsendelse.transaktion}</UUIDIdentifikator></ns2:TransaktionsId>"
            f"<ns2:Kildesystem><UUIDIdentifikator>{self._afsender.kildesystem}</UUIDIdentifikator></ns2:Kildesystem>"
        ).encode()

    def _route(self, forsendelse: Forsendelse, tidspunkt: str) -> bytes:
        return (
            "<ns2:Leveranceruter><ns2:Leverancerute>"
            f"<ns2:Fordelingssystem><UUIDIdentifikator>{self._afsender.fordelingssystem}</UUIDIdentifikator>"
            "</ns2:Fordelingssystem>"
            f"<ns2:ModtagelsesTidspunkt><TidsstempelDatoTid>{forsendelse.modtaget}</TidsstempelDatoTid>"
            "</ns2:ModtagelsesTidspunkt>"
            f"<ns2:LeveranceTidspunkt><TidsstempelDatoTid>{tidspunkt}</TidsstempelDatoTid></ns2:LeveranceTidspunkt>"
            f"<ns2:ModtagetFraSystem><UUIDIdentifikator>{self._afsender.kildesystem}</UUIDIdentifikator>"
            "</ns2:ModtagetFraSystem>"
            f"<ns2:ErLeveretIHenholdTil><UUIDIdentifikator>{forsendelse.dueslag}</UUIDIdentifikator>"
            "</ns2:ErLeveretIHenholdTil>"
            "<ns2:LeveranceruteLokalUdvidelse>"
            f"<ns2:AntalLeveranceforsoeg>{forsendelse.forsoeg}</ns2:AntalLeveranceforsoeg>"
            "</ns2:LeveranceruteLokalUdvidelse></ns2:Leverancerute></ns2:Leveranceruter>"
        ).encode()
