"""Settings chosen while the program runs: what holds, who chose it, and how it is taken back.

What is chosen here goes before variable, file and default, in every process of the installation, at once and after a
restart, until it is taken back. Each choice is kept and stands in the audit.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti.fritekst import check_fritekst
from cpr_haendelser.logning import log_line
from cpr_haendelser.settings import Settings
from cpr_haendelser.settings.levende import Levende, count_here, find, overlay, read_text, read_value, value_of
from cpr_haendelser.storage.valgbog import Driftsvalg, Valgbog

FORLOEB = 20
"""So many of a setting's choices are shown."""


class Indstilling(NamedTuple):
    """A setting that may be chosen, as it stands."""

    en: Levende
    vaerdi: str
    """What holds now, JSON."""
    ellers: str
    """What the variable, the file or the program says: what holds when the choice is taken back. JSON."""
    seneste: Driftsvalg | None
    """The newest choice, or that it was taken back; None: it has never been chosen."""

    @property
    def valgt(self) -> bool:
        """Whether a choice holds."""
        return self.seneste is not None and self.seneste.vaerdi != ""

    @property
    def nr(self) -> int:
        """Of the newest choice; 0: there is none."""
        return self.seneste.nr if self.seneste else 0


class Valgkontor:
    """Chooses them; safe to share between threads. Who may was asked at the door."""

    def __init__(
        self, bog: Callable[[], Valgbog], settings: Settings, nu: Callable[[], str], valgt: Callable[[], None]
    ) -> None:
        """`settings`: what file, variables and program say. `nu` gives the time as the post room has it.

        `valgt` is called when something was chosen, or taken back, here.
        """
        self._bog, self._settings, self._nu, self._valgt = bog, settings, nu, valgt
        self._laas = Lock()
        self._laest = (0, settings)

    def settings(self) -> Settings:
        """The settings as they hold now; cheap where nothing has been chosen since it was last asked."""
        nr = self._bog().sidste_driftsvalg()
        with self._laas:
            if self._laest[0] != nr:
                valgte = {each.navn: each.vaerdi for each in self._bog().driftsvalg() if each.vaerdi}
                kendte = count_here(self._settings)
                valgte = {navn: vaerdi for navn, vaerdi in valgte.items() if navn in kendte}
                self._laest = nr, overlay(self._settings, valgte)
            return self._laest[1]

    def list_all(self) -> list[Indstilling]:
        """All that may be chosen here."""
        seneste = {each.navn: each for each in self._bog().driftsvalg()}
        nu = self.settings()
        return [
            Indstilling(en, value_of(nu, navn), value_of(self._settings, navn), seneste.get(navn))
            for navn, en in count_here(self._settings).items()
        ]

    def find(self, navn: str) -> Indstilling:
        """One of them; Brugsfejl OPS-030 where it is none that may be chosen here."""
        find(self._settings, navn)
        return next(each for each in self.list_all() if each.en.navn == navn)

    def history(self, navn: str) -> list[Driftsvalg]:
        """Its choices, the newest first."""
        return self._bog().driftsvalg_om(find(self._settings, navn).navn, FORLOEB)

    def choose_text(self, navn: str, tekst: str, hvem: str, grund: str = "", *, pr: int | None = None) -> Indstilling:
        """As `choose`, of what somebody wrote."""
        return self._keep(navn, read_text(find(self._settings, navn), tekst), hvem, grund, pr)

    def choose(self, navn: str, vaerdi: object, hvem: str, grund: str = "", *, pr: int | None = None) -> Indstilling:
        """Chooses a value, which holds at once.

        `pr`: the number of the choice that it was decided upon (0: none); None: whichever it is. Brugsfejl OPS-030
        where the setting cannot be chosen, OPS-031 where it cannot have the value, OPS-032 where another has chosen
        since, OPS-034 where alarms are to go by mail from nobody, KTO-013 where a personnummer can be read in it.
        """
        return self._keep(navn, read_value(find(self._settings, navn), vaerdi), hvem, grund, pr)

    def release(self, navn: str, hvem: str, grund: str = "", *, pr: int | None = None) -> Indstilling:
        """Takes the choice back: variable, file or program say again; nothing is done where they do already."""
        return self._keep(navn, "", hvem, grund, pr) if self.find(navn).valgt else self.find(navn)

    def undo(self, navn: str, hvem: str, grund: str = "", *, pr: int | None = None) -> Indstilling:
        """Lets hold what held before the newest choice; Brugsfejl OPS-033 where nothing was ever chosen."""
        forloeb = self.history(navn)
        if not forloeb:
            raise Brugsfejl("OPS-033", f"{navn} er aldrig ændret her, så der er intet at fortryde. Intet er ændret.")
        foer = forloeb[1].vaerdi if len(forloeb) > 1 else ""
        return self._keep(navn, foer, hvem, grund, forloeb[0].nr if pr is None else pr)

    def _keep(self, navn: str, vaerdi: str, hvem: str, grund: str, pr: int | None) -> Indstilling:
        foer = self.find(navn)
        self._check(navn, vaerdi)
        valg = Driftsvalg(0, navn, vaerdi, self._nu(), hvem, grund)
        if not self._bog().skriv_driftsvalg(valg, foer=foer.vaerdi, efter=foer.nr if pr is None else pr):
            raise Brugsfejl(
                "OPS-032", f"{navn} er ændret af en anden imens. Se den nye værdi, og prøv igen. Intet er ændret."
            )
        self._valgt()
        if vaerdi:
            log_line("indstilling.valgt", indstilling=navn)
        else:
            log_line("indstilling.fulgt", indstilling=navn)
        return self.find(navn)

    def tell(self) -> None:
        """Tells in the log what is chosen: it goes before what one reads in the file."""
        for each in self.list_all():
            if each.valgt:
                log_line("indstilling.valgt", indstilling=each.en.navn)

    def _check(self, navn: str, vaerdi: str) -> None:
        laest = json.loads(vaerdi or "[]")
        check_fritekst(navn, *map(str, laest if isinstance(laest, list) else [laest]))
        if navn == "mail.til" and laest and self._settings.mail.fra is None:
            raise Brugsfejl(
                "OPS-034",
                "alarmer kan ikke sendes som mail, for mail.fra siger ikke, hvem de er fra. Sæt mail.fra i"
                " indstillingsfilen, og start programmet igen. Intet er ændret.",
            )
