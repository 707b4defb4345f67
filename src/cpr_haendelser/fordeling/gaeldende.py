"""One version of the set-up on one day, made ready to be asked; each part when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from cpr_haendelser.abonnementer.indeks import Matchindeks
from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.adgang.model import Bruger
from cpr_haendelser.aftaler.hold import Aftaleindeks, bare_cvr
from cpr_haendelser.aftaler.model import Besked, ItSystem, Organisation, Serviceaftale
from cpr_haendelser.aftaler.ret import INGEN, Ret
from cpr_haendelser.storage.postrum import Opsaetning


def without_closed(opsaetning: Opsaetning) -> Opsaetning:
    """A set-up as the doors see it: an organisation that is closed takes its it-systems and its agreements with it."""
    lukkede = closed(opsaetning.organisationer)
    if not lukkede:
        return opsaetning
    systemer = (each._replace(aktiv=each.aktiv and bare_cvr(each.cvr) not in lukkede) for each in opsaetning.systemer)
    aftaler = (each._replace(lukket=bare_cvr(each.myndighed) in lukkede) for each in opsaetning.aftaler)
    return opsaetning._replace(systemer=tuple(systemer), aftaler=tuple(aftaler))


def closed(organisationer: Iterable[Organisation]) -> frozenset[str]:
    """The CVR numbers of those that are closed."""
    return frozenset(each.cvr for each in organisationer if not each.aktiv)


@dataclass
class Gaeldende:
    """What is in force (of a set-up without_closed); systems and dueslag by UUID in lower case."""

    opsaetning: Opsaetning
    dag: str
    """YYYY-MM-DD."""
    _ret: dict[str, Ret] = field(default_factory=dict)
    _aftale: dict[tuple[str, Besked], str | None] = field(default_factory=dict)

    @property
    def noegle(self) -> tuple[int, str]:
        """The version and the day."""
        return self.opsaetning.version, self.dag

    @cached_property
    def indeks(self) -> Matchindeks:
        """For matching."""
        opsaetning = self.opsaetning
        return Matchindeks(opsaetning.dueslag, opsaetning.aftaler, opsaetning.systemer, self.dag)

    @cached_property
    def aftaler(self) -> Aftaleindeks:
        """For finding the agreement of one message."""
        return Aftaleindeks(self.opsaetning.aftaler, self.opsaetning.systemer)

    @cached_property
    def aftaler_med(self) -> dict[str, list[Serviceaftale]]:
        """Every agreement, in force or not, by the CVR of its authority."""
        fundne: dict[str, list[Serviceaftale]] = {}
        for aftale in self.opsaetning.aftaler:
            fundne.setdefault(bare_cvr(aftale.myndighed), []).append(aftale)
        return fundne

    @cached_property
    def aftaler_for(self) -> dict[str, list[Serviceaftale]]:
        """Every agreement, in force or not, by its it-system."""
        fundne: dict[str, list[Serviceaftale]] = {}
        for aftale in self.opsaetning.aftaler:
            fundne.setdefault(aftale.system.lower(), []).append(aftale)
        return fundne

    @cached_property
    def dueslag(self) -> dict[str, Dueslag]:
        """Every dueslag, closed ones too."""
        return {dueslag.uuid.lower(): dueslag for dueslag in self.opsaetning.dueslag}

    @cached_property
    def systemer(self) -> dict[str, ItSystem]:
        """Every it-system, closed ones too."""
        return {system.uuid.lower(): system for system in self.opsaetning.systemer}

    @cached_property
    def brugere(self) -> dict[str, Bruger]:
        """Every user by UUID, closed ones too."""
        return {bruger.uuid: bruger for bruger in self.opsaetning.brugere}

    def is_open(self, bruger: Bruger) -> bool:
        """Whether a user may log in: neither the user nor its organisation is closed."""
        return bruger.aktiv and bruger.cvr not in self._lukkede

    @cached_property
    def _lukkede(self) -> frozenset[str]:
        return closed(self.opsaetning.organisationer)

    @cached_property
    def brugernavne(self) -> dict[str, Bruger]:
        """Every user by brugernavn, closed ones too."""
        return {bruger.brugernavn: bruger for bruger in self.opsaetning.brugere}

    def aftale(self, system: str, besked: Besked) -> str | None:
        """Id of the agreement that lets a message through to an it-system; None: none does. Remembered."""
        noegle = (system, besked)
        if noegle not in self._aftale:
            fundet = self.aftaler.find(system, besked, self.dag)
            self._aftale[noegle] = fundet.id if fundet is not None else None
        return self._aftale[noegle]

    def ret(self, system: str) -> Ret:
        """What the agreements of an it-system let it have; one that is closed or not there has nothing."""
        noegle = system.lower()
        ret = self._ret.get(noegle)
        if ret is None:
            fundet = self.systemer.get(noegle)
            egne = [aftale for aftale in self.opsaetning.aftaler if aftale.system.lower() == noegle]
            ret = self._ret[noegle] = Ret(egne, self.dag, fundet.cvr) if fundet is not None and fundet.aktiv else INGEN
        return ret

    def ret_of_organisation(self, cvr: str) -> Ret:
        """What the agreements of all active it-systems of an organisation let them have together."""
        noegle = f"cvr:{cvr}"
        ret = self._ret.get(noegle)
        if ret is None:
            egne = {uuid for uuid, system in self.systemer.items() if system.aktiv and bare_cvr(system.cvr) == cvr}
            aftaler = [aftale for aftale in self.opsaetning.aftaler if aftale.system.lower() in egne]
            ret = self._ret[noegle] = Ret(aftaler, self.dag, cvr) if cvr else INGEN
        return ret
