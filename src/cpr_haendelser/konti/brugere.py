"""Users as living data: made, changed, given and taken roles, closed; a first password for who is new or lost theirs.

A user's UUID is computed from the brugernavn in the installation's secret namespace, so that no two of a name can be
made at the same time by two processes; a brugernavn is never changed, and never given to somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from cpr_haendelser.adgang.brugerform import find_fault
from cpr_haendelser.adgang.model import Bruger, Rolle, uuid_of_bruger
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.konti.adgangskode import Koder, new_first
from cpr_haendelser.konti.noegler import close_keys
from cpr_haendelser.konti.overhalet import decide_again
from cpr_haendelser.storage.adgangsbog import Login
from cpr_haendelser.storage.aftalebog import Foelge
from cpr_haendelser.storage.postrum import Opsaetning, Postrum


class NyBruger(NamedTuple):
    """What is said of a user."""

    brugernavn: str
    navn: str
    mail: str
    cvr: str
    """Of the organisation; it is in the set-up."""
    roller: frozenset[Rolle]


class Oprettet(NamedTuple):
    """A user, and the first password, shown now and never again."""

    bruger: Bruger
    foerstegangskode: str
    udloeber: str
    lukkede_noegler: int = 0
    """API keys of the user that were closed with the former password."""


class Brugere:
    """Does it; safe to share between threads. Who may was asked at the door."""

    def __init__(  # noqa: PLR0913 - what it leans on
        self,
        postrum: Postrum,
        bord: Bord,
        koder: Koder,
        namespace: UUID,
        nu: Callable[[], datetime],
        foerstegang: timedelta = timedelta(days=7),
    ) -> None:
        """`nu` gives the time of day with its zone, `foerstegang` how long a first password holds."""
        self._postrum, self._bord, self._koder, self._namespace = postrum, bord, koder, namespace
        self._nu, self._foerstegang = nu, foerstegang

    def list_all(self, cvr: str = "") -> list[Bruger]:
        """Users, closed ones too, by brugernavn; of one organisation, or (empty) all."""
        alle = self._bord.gaeldende().brugere.values()
        return sorted((each for each in alle if not cvr or each.cvr == cvr), key=lambda each: each.brugernavn)

    def find(self, navn: str, cvr: str = "") -> Bruger:
        """A user by UUID or brugernavn. Brugsfejl KTO-020 where there is none (of that organisation)."""
        gaeldende = self._bord.gaeldende()
        bruger = gaeldende.brugere.get(navn.lower()) or gaeldende.brugernavne.get(navn.lower())
        if bruger is None or (cvr and bruger.cvr != cvr):
            raise Brugsfejl("KTO-020", "der er ingen bruger med det brugernavn eller UUID.")
        return bruger

    def create(self, ny: NyBruger, hvem: str) -> Oprettet:
        """A new user with a first password. Brugsfejl KTO-021 to KTO-025 where it cannot be so, and nothing is made."""
        bruger = Bruger(str(self.uuid_of(ny.brugernavn)), *ny)
        self._check(bruger)
        kode = new_first()
        login = self._first(bruger.uuid, kode)
        if bruger.uuid in self._bord.gaeldende().brugere or not self._postrum.skift_login(
            None, login, hvem=hvem, nu=stamp(self._nu())
        ):
            raise Brugsfejl(
                "KTO-025", "der er, eller har været, en bruger med det brugernavn; vælg et andet. Intet er ændret."
            )
        self._save(bruger, hvem)
        return Oprettet(bruger, kode, login.udloeber)

    def change(  # noqa: PLR0913 - what can be changed
        self,
        navn: str,
        hvem: str,
        *,
        fulde_navn: str | None = None,
        mail: str | None = None,
        roller: Collection[Rolle] | None = None,
        aktiv: bool | None = None,
    ) -> Bruger:
        """Changes what is given. Other roles, or closed: every session ends at once, keys follow the roles."""
        uuid = self.find(navn).uuid

        def take(opsat: Opsaetning) -> Bruger:
            foer = next(each for each in opsat.brugere if each.uuid == uuid)
            efter = foer._replace(
                navn=foer.navn if fulde_navn is None else fulde_navn,
                mail=foer.mail if mail is None else mail,
                roller=foer.roller if roller is None else frozenset(roller),
                aktiv=foer.aktiv if aktiv is None else aktiv,
            )
            self._check(efter)
            if efter != foer:
                self._save(efter, hvem, opsat.version)
                if (efter.roller, efter.aktiv) != (foer.roller, foer.aktiv):
                    self._postrum.slet_sessioner(uuid)
            return efter

        return decide_again(self._postrum, take)

    def reset(self, navn: str, hvem: str) -> Oprettet:
        """A new first password; the former one, every session and every key of the user end, the second factor stays.

        Whoever knew the former password may have made keys. The code is given back when they are closed, not before.
        """
        bruger, kode = self.find(navn), new_first()
        while True:
            foer = self._postrum.login(bruger.uuid)
            efter = self._first(bruger.uuid, kode)
            if foer is not None:
                efter = efter._replace(totp=foer.totp, totp_trin=foer.totp_trin, kendte=foer.kendte)
            if self._postrum.skift_login(foer, efter, hvem=hvem, nu=stamp(self._nu())):
                self._postrum.slet_sessioner(bruger.uuid)
                lukkede = close_keys(self._postrum, bruger.uuid, stamp(self._nu()), hvem)
                return Oprettet(bruger, kode, efter.udloeber, lukkede)

    def remove_totp(self, navn: str, hvem: str) -> bool:
        """Takes the second factor away: the phone is lost. Whether there was one."""
        bruger = self.find(navn)
        while (foer := self._postrum.login(bruger.uuid)) is not None and foer.totp:
            uden = foer._replace(totp="", totp_trin=0)
            if self._postrum.skift_login(foer, uden, hvem=hvem, nu=stamp(self._nu())):
                self._postrum.slet_sessioner(bruger.uuid)
                return True
        return False

    def has_totp(self, bruger: Bruger) -> bool:
        """Whether the user has a second factor."""
        login = self._postrum.login(bruger.uuid)
        return login is not None and bool(login.totp)

    def uuid_of(self, brugernavn: str) -> UUID:
        """The UUID that a brugernavn has here."""
        return uuid_of_bruger(self._namespace, brugernavn)

    def _first(self, uuid: str, kode: str) -> Login:
        udloeber = stamp(self._nu() + self._foerstegang)
        return Login(uuid, self._koder.hash(kode), skal_skifte=True, udloeber=udloeber)

    def _check(self, bruger: Bruger) -> None:
        fejl = find_fault(bruger)
        if fejl is not None:
            raise Brugsfejl(fejl.kode, f"{fejl.tekst} Intet er ændret.")
        if bruger.cvr not in {each.cvr for each in self._bord.opsaetning().organisationer}:
            raise Brugsfejl(
                "KTO-024",
                "der er ingen organisation med det CVR-nummer; opret den først, fx med `haendelser organisation"
                " create`. Intet er ændret.",
            )

    def _save(self, bruger: Bruger, hvem: str, pr: int | None = None) -> None:
        self._postrum.gem(brugere=[bruger], tidspunkt=stamp(self._nu()), hvem=hvem, foelge=Foelge(pr))
