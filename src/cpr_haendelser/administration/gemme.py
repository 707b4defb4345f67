"""Keeping what is decided upon the set-up of the moment; decided again where somebody else was first."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.administration.breve import Brev, to_json
from cpr_haendelser.aftaler.model import Aftaleskridt, ItSystem, Serviceaftale, Systemcertifikat
from cpr_haendelser.konti.overhalet import decide_again
from cpr_haendelser.storage.aftalebog import Foelge
from cpr_haendelser.storage.postrum import Opsaetning, Postrum


class Aendring(NamedTuple):
    """What was decided: what is new or other, and what is kept with it."""

    systemer: tuple[ItSystem, ...] = ()
    aftaler: tuple[Serviceaftale, ...] = ()
    dueslag: tuple[Dueslag, ...] = ()
    certifikater: tuple[Systemcertifikat, ...] = ()
    skridt: tuple[Aftaleskridt, ...] = ()
    breve: tuple[Brev, ...] = ()


def keep(postrum: Postrum, decide: Callable[[Opsaetning], Aendring], *, nu: Callable[[], str], hvem: str) -> Aendring:
    """What was kept; Brugsfejl POST-010 where others came in between every time. Nothing decided: nothing kept."""

    def take(opsat: Opsaetning) -> Aendring:
        aendring = decide(opsat)
        if any(aendring):
            postrum.gem(
                systemer=aendring.systemer,
                aftaler=aendring.aftaler,
                dueslag=aendring.dueslag,
                certifikater=aendring.certifikater,
                tidspunkt=nu(),
                hvem=hvem,
                foelge=Foelge(opsat.version, aendring.skridt, tuple(map(to_json, aendring.breve))),
            )
        return aendring

    return decide_again(postrum, take)
