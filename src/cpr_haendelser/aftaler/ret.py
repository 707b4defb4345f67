"""What the serviceaftaler of one it-system let it have on one day: asked for every hændelse that it reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cpr_haendelser.aftaler.hold import allows_lookup, bare_cvr, check, is_in_force, is_in_kreds, steps
from cpr_haendelser.aftaler.model import ALLE, OPSLAG, Besked, Serviceaftale


class Ret:
    """The agreements that are in force; two are equal where the same hændelser are allowed in the same words."""

    def __init__(self, aftaler: Iterable[Serviceaftale], dag: str, cvr: str = "") -> None:
        """`aftaler` are those of one it-system of the organisation `cvr`, `dag` is YYYY-MM-DD."""
        self._dag = dag
        self.organisation = bare_cvr(cvr)
        """CVR of the organisation whose it-system it is; empty: not known."""
        self._efter_myndighed: dict[str, list[Serviceaftale]] = defaultdict(list)
        self._opslag: list[Serviceaftale] = []
        for aftale in aftaler:
            if is_in_force(aftale, dag):
                self._efter_myndighed[bare_cvr(aftale.myndighed)].append(aftale)
            elif is_in_force(aftale, dag, OPSLAG):
                self._opslag.append(aftale)
        self._indhold = frozenset(
            (self.organisation, _limits(aftale)) for each in self._efter_myndighed.values() for aftale in each
        )
        self._svar: dict[Besked, bool] = {}

    @property
    def myndigheder(self) -> tuple[str, ...]:
        """CVR of each authority on whose behalf the system may receive anything at all."""
        return tuple(sorted(self._efter_myndighed))

    @property
    def koder(self) -> frozenset[str] | None:
        """The personhændelse codes (as on the wire) of which it may receive some; None: all."""
        koder = frozenset(kode for each in self._efter_myndighed.values() for aftale in each for kode in aftale.koder)
        return None if ALLE in koder else koder

    def allows(self, besked: Besked) -> bool:
        """Whether an agreement lets a message through that is for the systems of this organisation."""
        svar = self._svar.get(besked)
        if svar is None:
            aftaler = self._efter_myndighed.get(bare_cvr(besked.myndighed), ())
            tilladt = any(check(aftale, besked, self._dag).tilladt for aftale in aftaler)
            svar = self._svar[besked] = tilladt and is_in_kreds(besked, self.organisation)
        return svar

    def snapshot_aftale(self, besked: Besked) -> str:
        """Id of the agreement by which the persons of the message's authority may be read as a whole; empty: none.

        A message of any code is to be let through: which codes an agreement has is a limit on what is told, not on who.
        """
        if not is_in_kreds(besked, self.organisation):
            return ""
        for aftale in self._efter_myndighed.get(bare_cvr(besked.myndighed), ()):
            trin = steps(aftale, besked, self._dag)
            if aftale.snapshot and all(each.holder for each in trin if each.navn != "kode"):
                return aftale.id
        return ""

    def opslag_aftale(self, besked: Besked) -> str:
        """Id of the agreement by which the persons of the message's authority may be looked up; empty: none.

        Only one about the service CPR-replika opslag: to be told of what happens is not to look up whom one will.
        """
        if not is_in_kreds(besked, self.organisation):
            return ""
        return next((each.id for each in self._opslag if allows_lookup(each, besked, self._dag)), "")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ret) and self._indhold == other._indhold

    def __hash__(self) -> int:
        return hash(self._indhold)


INGEN = Ret((), "")
"""Of a system that is not there, is closed, or has no agreement."""


def _limits(aftale: Serviceaftale) -> Serviceaftale:
    """What of an agreement in force decides about a message."""
    return aftale._replace(
        id="", version="", gyldig_fra="", gyldig_til="", snapshot=False, formaal="", hjemmel="", erstatter=""
    )
