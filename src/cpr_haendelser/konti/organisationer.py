"""Organisations as living data: made, changed, closed; the municipalities loaded from the table of the program."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.cpr.kommuner import kommuner
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.konti.fritekst import check_fritekst
from cpr_haendelser.konti.overhalet import decide_again
from cpr_haendelser.storage.aftalebog import Foelge
from cpr_haendelser.storage.postrum import Opsaetning, Postrum

_CVR = re.compile("[0-9]{8}")
_VAEGTE = (2, 7, 6, 5, 4, 3, 2, 1)
_MODUL = 11
LAENGSTE_NAVN = 200
_NUTIDIGE = ("nuvaerende", "statslig")
"""The municipalities of today, and Christiansø, which is the state's."""


class Indlaest(NamedTuple):
    """What came of loading the municipalities."""

    nye: int
    ens: int
    """There already, and left as they are."""


class Organisationer:
    """Does it; safe to share between threads. Who may was asked at the door."""

    def __init__(self, postrum: Postrum, bord: Bord, miljoe: Miljoe, nu: Callable[[], datetime]) -> None:
        self._postrum, self._bord, self._miljoe, self._nu = postrum, bord, miljoe, nu

    def list_all(self, soeg: str = "") -> list[Organisation]:
        """Organisations, closed ones too, by name; those whose name or CVR holds a text, or (empty) all."""
        alle = self._bord.opsaetning().organisationer
        fundne = [each for each in alle if soeg.casefold() in f"{each.navn} {each.cvr}".casefold()]
        return sorted(fundne, key=lambda each: (each.navn.casefold(), each.cvr))

    def find(self, cvr: str) -> Organisation:
        """An organisation by CVR or UUID. Brugsfejl KTO-030 where there is none."""
        for each in self._bord.opsaetning().organisationer:
            if cvr.lower() in {each.cvr, each.uuid.lower()}:
                return each
        raise Brugsfejl("KTO-030", "der er ingen organisation med det CVR-nummer eller UUID.")

    def create(self, ny: Organisation, hvem: str) -> Organisation:
        """A new one; without UUID one is made. Brugsfejl KTO-031 to KTO-035 where it cannot be so."""
        ny = ny._replace(uuid=ny.uuid.lower() or str(uuid4()))
        self._check(ny)

        def take(opsat: Opsaetning) -> Organisation:
            if any(ny.cvr == each.cvr or ny.uuid == each.uuid.lower() for each in opsat.organisationer):
                raise Brugsfejl("KTO-035", "der er allerede en organisation med det CVR-nummer eller UUID.")
            self._save([ny], hvem, opsat.version)
            return ny

        return decide_again(self._postrum, take)

    def change(  # noqa: PLR0913 - what can be changed
        self,
        cvr: str,
        hvem: str,
        *,
        navn: str | None = None,
        myndighed: bool | None = None,
        leverandoer: bool | None = None,
        aktiv: bool | None = None,
    ) -> Organisation:
        """Changes what is given; CVR and UUID are for life."""
        kendt = self.find(cvr).cvr

        def take(opsat: Opsaetning) -> Organisation:
            foer = next(each for each in opsat.organisationer if each.cvr == kendt)
            efter = foer._replace(
                navn=foer.navn if navn is None else navn,
                myndighed=foer.myndighed if myndighed is None else myndighed,
                leverandoer=foer.leverandoer if leverandoer is None else leverandoer,
                aktiv=foer.aktiv if aktiv is None else aktiv,
            )
            self._check(efter)
            self._save([efter], hvem, opsat.version)
            return efter

        return decide_again(self._postrum, take)

    def load_kommuner(self, hvem: str) -> Indlaest:
        """Makes an authority of each municipality of today, Christiansø too, that is not there already."""
        alle = [
            Organisation(
                each.cvr, each.navn, each.fk_uuid or str(_uuid_without(each.cvr)), myndighed=True, leverandoer=False
            )
            for each in kommuner().values()
            if each.art in _NUTIDIGE and each.cvr
        ]

        def take(opsat: Opsaetning) -> Indlaest:
            kendte = {each.cvr for each in opsat.organisationer}
            nye = [each for each in alle if each.cvr not in kendte]
            if nye:
                self._save(nye, hvem, opsat.version)
            return Indlaest(len(nye), len(alle) - len(nye))

        return decide_again(self._postrum, take)

    def _check(self, ny: Organisation) -> None:
        check_fritekst("organisationen", ny.navn)
        if not _CVR.fullmatch(ny.cvr):
            raise Brugsfejl("KTO-031", "et CVR-nummer er otte cifre. Intet er ændret.")
        if self._miljoe is Miljoe.PRODUKTION and not is_real_cvr(ny.cvr):
            raise Brugsfejl(
                "KTO-032",
                "CVR-nummeret har ikke det kontrolciffer, som alle CVR-numre har; kun i exttest må det være opdigtet."
                " Intet er ændret.",
            )
        if not ny.navn.strip() or len(ny.navn) > LAENGSTE_NAVN:
            raise Brugsfejl("KTO-033", f"navnet skal være der og er højst {LAENGSTE_NAVN} tegn. Intet er ændret.")
        if not (ny.myndighed or ny.leverandoer):
            raise Brugsfejl("KTO-034", "en organisation er myndighed, leverandør eller begge dele. Intet er ændret.")
        try:
            UUID(ny.uuid)
        except ValueError:
            raise Brugsfejl("KTO-036", "organisationens UUID kan ikke læses. Intet er ændret.") from None

    def _save(self, nye: Sequence[Organisation], hvem: str, pr: int) -> None:
        self._postrum.gem(organisationer=nye, tidspunkt=stamp(self._nu()), hvem=hvem, foelge=Foelge(pr))


def _uuid_without(cvr: str) -> UUID:
    """The UUID of an authority that FK Organisation has none of, as far as is known: everywhere the same."""
    return uuid5(NAMESPACE_URL, f"urn:oio:cvr-nr:{cvr}")


def is_real_cvr(cvr: str) -> bool:
    """Whether a CVR number has the check digit that all have (modulus 11, weights 2 7 6 5 4 3 2 1)."""
    return sum(int(ciffer) * vaegt for ciffer, vaegt in zip(cvr, _VAEGTE, strict=True)) % _MODUL == 0
