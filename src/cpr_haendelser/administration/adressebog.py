"""Where people are reached: who sees to agreements, it-systems and orders. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cpr_haendelser.adgang.model import Bruger, Rolle
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.livsforloeb import Part
from cpr_haendelser.aftaler.model import ItSystem, Serviceaftale

_MAIL = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")


class Adressebog(NamedTuple):
    """Where people are reached."""

    brugere: Sequence[Bruger]
    operatoer: tuple[str, ...]

    def find(self, part: Part, aftale: Serviceaftale, system: ItSystem) -> tuple[str, ...]:
        """The addresses of a party's people who see to agreements; the operator's where it has none."""
        match part:
            case Part.LEVERANDOER:
                return self.find_supplier(system)
            case Part.MYNDIGHED:
                return only_mails(self._of(aftale.myndighed, Rolle.AFTALEADMINISTRATOR)) or self.operatoer
            case _:
                return self.operatoer

    def find_supplier(self, system: ItSystem) -> tuple[str, ...]:
        """The addresses of those who see to an it-system, its own contact too; the operator's where it has none."""
        folk = self._of(system.cvr, Rolle.LEVERANDOERADMINISTRATOR)
        return only_mails([*folk, system.kontakt]) or self.operatoer

    def find_orderer(self, cvr: str, system: ItSystem | None) -> tuple[str, ...]:
        """The addresses of those who order for an organisation, and of the it-system that did."""
        kontakt = [system.kontakt] if system is not None else []
        return only_mails([*self._of(cvr, Rolle.TESTANSVARLIG), *kontakt])

    def _of(self, cvr: str, rolle: Rolle) -> list[str]:
        return [each.mail for each in self.brugere if each.aktiv and each.cvr == bare_cvr(cvr) and rolle in each.roller]


def only_mails(tekster: Iterable[str]) -> tuple[str, ...]:
    """The mail addresses among some texts, each once, in their order."""
    return tuple(dict.fromkeys(tekst for tekst in tekster if _MAIL.fullmatch(tekst)))
