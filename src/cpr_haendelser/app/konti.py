"""The accounts of one installation: organisations, users, login, sessions and keys, put together from its settings."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from cpr_haendelser.adgang.maa import UFAERDIG
from cpr_haendelser.adgang.model import Aktoer, Rolle, as_bruger
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.konti import sessioner
from cpr_haendelser.konti.adgangskode import Koder
from cpr_haendelser.konti.begyndelse import find_operators
from cpr_haendelser.konti.brugere import Brugere
from cpr_haendelser.konti.login import Portner
from cpr_haendelser.konti.noegler import Noegler
from cpr_haendelser.konti.organisationer import Organisationer
from cpr_haendelser.konti.sessioner import Regler, Sessioner, Tofaktor
from cpr_haendelser.konti.udefra import Kortlaegning, Udefra

if TYPE_CHECKING:
    from cpr_haendelser.app.installation import Installation
    from cpr_haendelser.konti.oidc import Oidc


def _now() -> datetime:
    return datetime.now(UTC)


class Konti:
    """What is done with accounts."""

    def __init__(
        self, installation: Installation, *, nu: Callable[[], datetime] = _now, koder: Koder | None = None
    ) -> None:
        """`nu` and `koder`: the clock and the hashing, where they are to be others than the real ones."""
        self._installation, self._nu = installation, nu
        self._postrum, self._bord = installation.postrum, installation.bord
        self._koder = koder or Koder()

    @property
    def miljoe(self) -> Miljoe:
        """The environment that rights are asked in."""
        return Miljoe(self._installation.settings.environment)

    @property
    def is_begun(self) -> bool:
        """Whether there is an operator who can log in, or a provider whose users may be operators."""
        return bool(self._installation.settings.oidc.udsteder or find_operators(self._bord.opsaetning().brugere))

    @cached_property
    def organisationer(self) -> Organisationer:
        """Organisations."""
        return Organisationer(self._postrum, self._bord, self.miljoe, self._nu)

    @cached_property
    def brugere(self) -> Brugere:
        """Users."""
        foerstegang = timedelta(days=self._installation.settings.adgang.foerstegang_dage)
        return Brugere(self._postrum, self._bord, self._koder, self._installation.namespace, self._nu, foerstegang)

    @cached_property
    def sessioner(self) -> Sessioner:
        """Sessions."""
        valgt = self._installation.settings.adgang
        regler = Regler(
            timedelta(minutes=valgt.session_minutter), timedelta(hours=valgt.session_timer), Tofaktor(valgt.tofaktor)
        )
        return Sessioner(self._postrum, self._bord, regler, self._nu)

    @cached_property
    def noegler(self) -> Noegler:
        """API keys."""
        hoejst = timedelta(days=self._installation.settings.adgang.noegle_dage)
        return Noegler(self._postrum, self._bord, self.miljoe, self._nu, hoejst)

    def aktoer(self, maerke: str) -> Aktoer | None:
        """Who acts by the mark of a session or by an API key; None: nobody.

        Where a first password or a missing second factor must be seen to first, nothing but that is allowed.
        """
        if not maerke.startswith(sessioner.MAERKE):
            return self.noegler.find(maerke)
        fundet = self.sessioner.find(maerke)
        if fundet is None:
            return None
        return as_bruger(fundet.bruger, UFAERDIG if fundet.mangler else None)

    @cached_property
    def portner(self) -> Portner:
        """Local logins."""
        namespace = self._installation.namespace
        return Portner(self._postrum, self._bord, self._koder, self.sessioner, namespace, self._nu)

    @cached_property
    def udefra(self) -> Udefra:
        """Logins that the provider vouches for."""
        valgt = self._installation.settings.oidc
        roller = {gruppe: Rolle(rolle) for gruppe, rolle in valgt.roller.items()}
        kort = Kortlaegning(valgt.brugerclaim, valgt.cvrclaim, valgt.rolleclaim, roller)
        return Udefra(self.brugere, self.sessioner, self._bord, kort, lambda: self._postrum.gendannelse() is not None)

    @cached_property
    def oidc(self) -> Oidc | None:
        """The provider of the settings; None: there is none. Opsaetningsfejl OPS-014 where they are not whole."""
        valgt = self._installation.settings.oidc
        if not valgt.udsteder:
            return None
        if not valgt.klient_id or not valgt.omdirigering:
            raise Opsaetningsfejl(
                "OPS-014", "indstillingen oidc.udsteder kræver også oidc.klient_id og oidc.omdirigering."
            )
        from cpr_haendelser.konti.oidc import Oidc, Udbyder

        hemmelighed = valgt.klient_noegle.get_secret_value() if valgt.klient_noegle else ""
        tillid = ssl.create_default_context(cafile=str(valgt.tillid)) if valgt.tillid else None
        udbyder = Udbyder(
            valgt.udsteder, valgt.klient_id, hemmelighed, valgt.omdirigering, valgt.omfang, dict(valgt.krav), tillid
        )
        return Oidc(udbyder, self._nu)
