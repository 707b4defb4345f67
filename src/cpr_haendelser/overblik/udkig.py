"""Looking: the stores are asked at a bounded cost, however often somebody wants to know."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Lock, Thread

from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.gaeldende import Gaeldende
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.overblik.model import MINUTTER, Certifikat, Dueslagsblik, Overblik, Systemudloeb
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Opsaetning, Postrum
from cpr_haendelser.storage.spring import NOEGLE, read_spring

FRISK = 5.0
"""Seconds that a look is good for those who do not need a fresh one."""
_ANDEL = 20
"""A look is also good for so many times as long as it took: looking takes a twentieth of the time at most."""


class Udkig:
    """Sees the whole installation; threads may share it."""

    def __init__(  # noqa: PLR0913 - all that is looked at
        self,
        lager: Lager,
        postrum: Postrum,
        bord: Bord,
        *,
        miljoe: str,
        nu: Callable[[], datetime],
        certifikater: Callable[[], tuple[Certifikat, ...]],
        ur: Callable[[], float] = time.monotonic,
    ) -> None:
        """The looking at these stores; `nu` gives the time of day, `ur` seconds that only ever grow."""
        self._lager, self._postrum, self._bord = lager, postrum, bord
        self._miljoe, self._nu, self._certifikater, self._ur = miljoe, nu, certifikater, ur
        self._laas = Lock()
        self._seneste: Overblik | None = None
        self._god_til = 0.0

    def look(self) -> Overblik:
        """How it is now."""
        with self._laas:
            return self._look()

    def latest(self) -> Overblik:
        """How it was some seconds ago, or is now."""
        with self._laas:
            if self._seneste is not None and self._ur() < self._god_til:
                return self._seneste
            return self._look()

    def seen(self) -> Overblik:
        """How it was when somebody looked last; only the first one waits, then others look while this one reads on.

        For pages: what changes by the minute may be some seconds old there, and the page says how old.
        """
        seneste = self._seneste
        if seneste is None:
            return self.latest()
        if self._ur() >= self._god_til and self._laas.acquire(blocking=False):
            Thread(target=self._look_and_let_go, name="udkig", daemon=True).start()
        return seneste

    def _look_and_let_go(self) -> None:
        try:
            self._look()
        finally:
            self._laas.release()

    def _look(self) -> Overblik:
        begyndt = self._ur()
        self._seneste = self._gather(self._nu())
        faerdig = self._ur()
        self._god_til = faerdig + max(FRISK, _ANDEL * (faerdig - begyndt))
        return self._seneste

    def _gather(self, nu: datetime) -> Overblik:
        position = self._postrum.position()  # before the log's end: what comes in between is not seen as distributed
        return Overblik(
            tidspunkt=nu,
            miljoe=self._miljoe,
            filer=tuple(self._lager.seneste_leverancer()),
            sidste_loebenummer=self._lager.sidste_loebenummer(),
            position=position,
            uden_modtager=self._lager.antal_uden_modtager(),
            dueslag=self._dueslag(position, nu),
            alarmer=tuple(self._postrum.alarmer()),
            certifikater=self._certifikater(),
            systemcertifikater=tuple(expiries(self._bord.opsaetning())),
            kun_fingeraftryk=count_unknown(self._bord.opsaetning()),
            spring=read_spring(self._lager.meta(NOEGLE)),
            personer=self._lager.antal_personer(),
            gendannelse=self._postrum.gendannelse(),
        )

    def _dueslag(self, position: int, nu: datetime) -> tuple[Dueslagsblik, ...]:
        gaeldende, bagud = self._bord.gaeldende(), self._postrum.bagud()
        leveret = self._postrum.leveret_siden(stamp(nu - timedelta(minutes=MINUTTER)))
        minutter = MINUTTER + nu.second / 60  # the first minute counts from its beginning
        alle = (
            _blik(gaeldende, tilstand, nu)._replace(
                takt=leveret.get(tilstand.dueslag, 0) / minutter,
                fordelt_til=bagud.get(tilstand.dueslag, position),
            )
            for tilstand in self._postrum.tilstande()
        )
        return tuple(sorted((blik for blik in alle if blik.aktiv or blik.tilstand.rest), key=_by_name))


def expiries(opsat: Opsaetning) -> Iterator[Systemudloeb]:
    """When each active it-system's newest certificate expires, as far as its certificates are known."""
    kendte = {each.fingeraftryk: each.gyldig_til for each in opsat.certifikater if each.gyldig_til}
    for system in opsat.systemer:
        udloeb = [datetime.fromisoformat(kendte[each]) for each in system.fingeraftryk if each in kendte]
        if system.aktiv and udloeb:
            yield Systemudloeb(system.uuid, system.navn, max(udloeb))


def count_unknown(opsat: Opsaetning) -> int:
    """How many active it-systems have a certificate that is known by its fingerprint alone."""
    kendte = {each.fingeraftryk for each in opsat.certifikater if each.gyldig_til}
    return sum(system.aktiv and not kendte.issuperset(system.fingeraftryk) for system in opsat.systemer)


def _blik(gaeldende: Gaeldende, tilstand: Dueslagstilstand, nu: datetime) -> Dueslagsblik:
    alder = (nu - datetime.fromisoformat(tilstand.aeldste)).total_seconds() if tilstand.aeldste else 0.0
    blik = Dueslagsblik("", "", "", aktiv=False, tilstand=tilstand, alder=max(alder, 0.0), takt=0.0)
    dueslag = gaeldende.dueslag.get(tilstand.dueslag.lower())
    if dueslag is None:
        return blik
    system = gaeldende.systemer.get(dueslag.system.lower())
    return blik._replace(
        navn=dueslag.navn,
        system=system.navn if system else "",
        maade=dueslag.leveringsmaade,
        aktiv=dueslag.aktiv,
    )


def _by_name(blik: Dueslagsblik) -> tuple[str, str]:
    return blik.navn.casefold(), blik.tilstand.dueslag
