"""The message as it leaves: the composed bytes with TransaktionsId, Kildesystem, the Leverancerute, and its receiver.

What a distributor adds stands in the reference of the Beskedfordeler, section 1.4; everything else is the same bytes at
every attempt, replay and channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cpr_haendelser.beskeder.levering import deliver
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.opslag.grundlag import Beskedskriver
from cpr_haendelser.storage.forsendelse import Forsendelse
from cpr_haendelser.storage.lager import Lager

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

    def __init__(self, lager: Lager, beskedskriver: Beskedskriver, afsender: Afsender, nu: Callable[[], str]) -> None:
        """`nu` gives the time of day: ISO 8601 with offset, milliseconds."""
        self._lager, self._beskedskriver, self._afsender, self._nu = lager, beskedskriver, afsender, nu
        self._composed = lru_cache(maxsize=_HUSKET)(self._compose)

    def write(self, forsendelse: Forsendelse) -> tuple[bytes, str]:
        """The message of one forsendelse (UTF-8 XML) and its transaction id; Brugsfejl for an unknown hændelse."""
        besked = deliver(
            self._composed(forsendelse.loebenummer),
            modtagere=self._receiver(forsendelse.myndighed),
            transaktion=self._transaction(forsendelse),
            ruter=self._route(forsendelse),
        )
        return besked, forsendelse.transaktion

    def _compose(self, loebenummer: int) -> bytes:
        fundne = self._lager.haendelser(efter=loebenummer - 1, antal=1)
        if not fundne or fundne[0].loebenummer != loebenummer:
            raise Brugsfejl("FOR-001", f"hændelse {loebenummer} findes ikke i loggen.")
        return self._beskedskriver.write(fundne[0])

    def _receiver(self, myndighed: str) -> bytes:
        urn = f"{self._afsender.urn_cvr_prefix}{myndighed}"
        return f"<ns2:TilladtModtager><URNIdentifikator>{urn}</URNIdentifikator></ns2:TilladtModtager>".encode()

    def _transaction(self, forsendelse: Forsendelse) -> bytes:
        return (
            f"<ns2:TransaktionsId><UUIDIdentifikator>{forsendelse.transaktion}</UUIDIdentifikator></ns2:TransaktionsId>"
            f"<ns2:Kildesystem><UUIDIdentifikator>{self._afsender.kildesystem}</UUIDIdentifikator></ns2:Kildesystem>"
        ).encode()

    def _route(self, forsendelse: Forsendelse) -> bytes:
        return (
            "<ns2:Leveranceruter><ns2:Leverancerute>"
            f"<ns2:Fordelingssystem><UUIDIdentifikator>{self._afsender.fordelingssystem}</UUIDIdentifikator>"
            "</ns2:Fordelingssystem>"
            f"<ns2:ModtagelsesTidspunkt><TidsstempelDatoTid>{forsendelse.modtaget}</TidsstempelDatoTid>"
            "</ns2:ModtagelsesTidspunkt>"
            f"<ns2:LeveranceTidspunkt><TidsstempelDatoTid>{self._nu()}</TidsstempelDatoTid></ns2:LeveranceTidspunkt>"
            f"<ns2:ModtagetFraSystem><UUIDIdentifikator>{self._afsender.kildesystem}</UUIDIdentifikator>"
            "</ns2:ModtagetFraSystem>"
            f"<ns2:ErLeveretIHenholdTil><UUIDIdentifikator>{forsendelse.dueslag}</UUIDIdentifikator>"
            "</ns2:ErLeveretIHenholdTil>"
            "<ns2:LeveranceruteLokalUdvidelse>"
            f"<ns2:AntalLeveranceforsoeg>{forsendelse.forsoeg}</ns2:AntalLeveranceforsoeg>"
            "</ns2:LeveranceruteLokalUdvidelse></ns2:Leverancerute></ns2:Leveranceruter>"
        ).encode()
