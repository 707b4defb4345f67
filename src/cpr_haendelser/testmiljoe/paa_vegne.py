"""Whom a caller acts for in ExtTest, and what it writes looked through, before it is kept.

A caller is the operator, who acts for any organisation, or an it-system, which acts for its own and sees nothing else.
"""

from __future__ import annotations

from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.skrift import check_line
from cpr_haendelser.udlevering.kalder import Kalder

LAENGSTE_TEKST = 2000
"""Characters of a title or of what is said in a thread."""


class PaaVegne:
    """Answers it for every door; safe to share between threads."""

    def __init__(self, bord: Bord, vagt: Nummervagt) -> None:
        self._bord, self._vagt = bord, vagt

    def organisation(self, kalder: Kalder, oensket: str = "") -> str:
        """CVR of the organisation that a caller acts for.

        TST-060 where a system asks for another's, TST-061 where the operator has not said whose.
        """
        if kalder.er_operatoer:
            if not oensket:
                raise Brugsfejl("TST-061", "sig, hvilken organisation det er for; dens CVR-nummer, som i opsætningen.")
            return oensket
        egen = self._own(kalder)
        if oensket not in {"", egen}:
            raise Brugsfejl("TST-060", "et it-system bestiller kun for sin egen organisation.")
        return egen

    def _own(self, kalder: Kalder) -> str:
        if kalder.organisation:
            return kalder.organisation
        systemer = {each.uuid.lower(): each.cvr for each in self._bord.opsaetning().systemer}
        return systemer[kalder.system.lower()]

    def name(self, kalder: Kalder) -> str:
        """What the caller is called in threads and beside what it does."""
        if kalder.aktoer is not None and not kalder.system:
            return kalder.aktoer.navn
        if kalder.er_operatoer:
            return "operatøren"
        navne = {each.uuid.lower(): each.navn for each in self._bord.opsaetning().systemer}
        return navne[kalder.system.lower()]

    # --- text ---------------------------------------------------------------------------------------------------------

    def _check_title(self, tekst: str) -> str:
        if len(tekst) > LAENGSTE_TEKST:
            raise Brugsfejl("TST-056", f"teksten er for lang; højst {LAENGSTE_TEKST} tegn.")
        # What is kept is looked at too: blanks of any kind and number become one.
        kort = " ".join(tekst.split())
        self._check_text(tekst, kort)
        check_line("teksten", kort)
        return kort

    def _check_text(self, *tekster: str) -> None:
        self._vagt.check_tekst("teksten", *tekster)
