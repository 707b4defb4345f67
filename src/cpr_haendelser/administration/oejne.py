"""Four eyes: whether who would approve an agreement is, or may be, the one who asked for it.

What has become of a user since is asked of the audit: its entries about a user are found by index, they stand in order
whatever the clock said, and it names who did it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from cpr_haendelser.adgang.model import OPERATOER, Aktoer, Rolle
from cpr_haendelser.aftaler.model import Aftaleskridt
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.storage.postrum import Postrum


class Oejne:
    """One request, and whose eyes are not others than those that asked."""

    def __init__(self, postrum: Postrum, anmodet: Aftaleskridt, godkender: Aktoer) -> None:
        """`anmodet` is the agreement's first step."""
        self._postrum, self._fra, self._godkender = postrum, anmodet.tidspunkt, godkender
        om = postrum.revisionsled_om(f"aftale:{anmodet.aftale}", slags={Slags.AENDRING})
        # Where the request's own link has been removed, so has everything before it.
        self._efter = next((led.nr for led in om), 0)
        art, _, bag = anmodet.hvem.partition(":")
        self._uden_navn = art == OPERATOER.hvem
        egne = {OPERATOER.hvem, bag} if self._uden_navn else {anmodet.hvem}
        if self._has_been_operator(anmodet.hvem):
            egne.add(OPERATOER.hvem)
        self._egne = egne

    def are_own(self) -> bool:
        """Whether somebody else than the approver must approve."""
        set_: set[str] = set()
        return any(self._is_own(hvem, set_) for hvem in (self._godkender.hvem, self._godkender.bag) if hvem)

    def _is_own(self, hvem: str, set_: set[str]) -> bool:
        """Who asked; who may have sat at the command line; and whoever one of those has had the account of since.

        `set_` are those that have been looked at: two may have changed each other.
        """
        if hvem in set_:
            return False
        set_.add(hvem)
        if hvem in self._egne or (self._uden_navn and self._has_been_operator(hvem)):
            return True
        return any(self._is_own(anden, set_) for anden in self._changed_by(hvem))

    def _changed_by(self, hvem: str) -> set[str]:
        """Who else has opened or changed a user, or what proves the user, or made a key of the user's, since."""
        noegler = {
            each.hvem
            for each in self._postrum.noegler()
            if f"{each.art}:{each.ejer}" == hvem and each.oprettet >= self._fra
        }
        return {*(post.hvem for post in self._poster(hvem)), *noegler} - {hvem, ""}

    def _has_been_operator(self, hvem: str) -> bool:
        """Whether a user is driftsoperatør, or has been it at any time since."""
        brugere = self._postrum.opsaetning().brugere
        nu = {f"bruger:{each.uuid}": each.roller for each in brugere} | {self._godkender.hvem: self._godkender.roller}
        roller = set(nu.get(hvem, ()))
        for post in self._poster(hvem):
            for navn, vaerdi in post.detaljer:
                if navn in {"foer", "efter"} and vaerdi:
                    roller.update(msgspec.json.decode(vaerdi).get("roller", ()))
        return Rolle.DRIFTSOPERATOER in roller

    def _poster(self, hvem: str) -> Iterator[Revisionspost]:
        """What the audit says has been done to a user since."""
        for led in self._postrum.revisionsled_om(hvem, efter=self._efter, slags={Slags.AENDRING}):
            yield from (post for _, post in read_poster(led.slags, led.indhold) if post.sag.lower() == hvem.lower())
