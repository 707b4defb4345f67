"""Value lists: made, read, changed and closed, by the operator or by the it-system whose they are.

A change counts from the next hændelse that is distributed. A large one is kept in parts, so that those who deliver
need not wait for it: first what comes, then what goes, so that what stays is in the list all the time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from cpr_haendelser.abonnementer.listevaerdier import Trin
from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.abonnementer.vurdering import Vaerdi
from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.konti.fritekst import check_fritekst
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.udlevering.kalder import Kalder, owns
from cpr_haendelser.udlevering.spor import VAERDIER, shown

BATCH = 10_000
"""Values changed in one transaction."""
SIDE = 1000


class Rettet(NamedTuple):
    """What came of a change."""

    liste: Vaerdiliste
    til: int
    """Values that were not in it before."""
    fra: int
    """Values that are no longer in it."""


class Vaerdilister:
    """Does it for callers; safe to share between threads."""

    def __init__(  # noqa: PLR0913 - what it leans on
        self,
        postrum: Postrum,
        bord: Bord,
        new_uuid: Callable[[], UUID],
        vagt: Nummervagt,
        nu: Callable[[], str],
        revision: Revision,
    ) -> None:
        self._postrum, self._bord, self._new_uuid, self._vagt, self._nu = postrum, bord, new_uuid, vagt, nu
        self._revision = revision

    def list_all(self, kalder: Kalder) -> list[Vaerdiliste]:
        """The caller's lists, by name."""
        gaeldende = self._bord.gaeldende()
        alle = (liste for liste in self._postrum.vaerdilister() if owns(kalder, gaeldende, liste.system))
        return sorted(alle, key=lambda liste: liste.navn.casefold())

    def find(self, kalder: Kalder, navn: str) -> Vaerdiliste:
        """One of the caller's lists, by UUID or name. Brugsfejl ABO-013 or ABO-014 where it is not one."""
        alle = self.list_all(kalder)
        fundne = [liste for liste in alle if liste.uuid == navn.lower()] or [
            liste for liste in alle if liste.navn.casefold() == navn.casefold()
        ]
        if len(fundne) > 1:
            uuider = ", ".join(liste.uuid for liste in fundne)
            raise Brugsfejl("ABO-014", f"{len(fundne)} værdilister hedder det; brug UUID: {uuider}.")
        if not fundne:
            raise Brugsfejl(
                "ABO-013", "der er ingen værdiliste med det UUID eller navn; `haendelser vaerdiliste` viser dem."
            )
        return fundne[0]

    def create(self, ejer: Kalder, navn: str, uuid: str = "") -> Vaerdiliste:
        """An empty list of an it-system; with a UUID of its own choice, or a new one.

        Brugsfejl ABO-015 to ABO-017 where that cannot be, VAGT-003, TEGN-001 or KTO-013 by its name.
        """
        self._vagt.check_tekst("navnet", navn)
        check_fritekst("navnet", navn)
        if not ejer.system:
            raise Brugsfejl("ABO-015", "en værdiliste tilhører et it-system; sig hvilket.")
        if not navn.strip():
            raise Brugsfejl("ABO-016", "en værdiliste skal have et navn.")
        try:
            valgt = str(UUID(uuid)) if uuid else str(self._new_uuid())
        except ValueError:
            raise Brugsfejl("ABO-016", "en værdilistes id er et UUID.") from None
        for liste in self._postrum.vaerdilister():
            if liste.uuid == valgt or (_is_of(ejer, liste) and liste.navn.casefold() == navn.strip().casefold()):
                raise Brugsfejl("ABO-017", "der er allerede en værdiliste med det UUID eller navn.")
        ny = Vaerdiliste(valgt, navn.strip(), ejer.system, 0, 0)
        self._postrum.opret_vaerdiliste(ny, nu=self._nu(), hvem=ejer.hvem)
        return ny

    def iterate(self, kalder: Kalder, navn: str) -> Iterator[Vaerdi]:
        """Every value in order: whole numbers (personnumre), then texts."""
        liste = self.find(kalder, navn)
        self._note(kalder, liste)
        yield from self._iterate(liste.uuid)

    def _iterate(self, uuid: str) -> Iterator[Vaerdi]:
        efter = None
        while side := self._postrum.vaerdier(uuid, efter=efter, antal=SIDE):
            yield from side
            efter = side[-1]

    def read_side(self, kalder: Kalder, navn: str, *, efter: Vaerdi | None, antal: int) -> list[Vaerdi]:
        """At most `antal` values after one."""
        liste = self.find(kalder, navn)
        self._note(kalder, liste)
        return self._postrum.vaerdier(liste.uuid, efter=efter, antal=antal)

    def _note(self, kalder: Kalder, liste: Vaerdiliste) -> None:
        """Into the audit, before they are shown: which list, as of which version; its values are kept by that."""
        post = shown(kalder, "vaerdiliste.indhold", VAERDIER, f"liste:{liste.uuid}")
        self._revision.skriv([post._replace(detaljer=(*post.detaljer, ("version", str(liste.version))))])

    def replace(self, kalder: Kalder, navn: str, vaerdier: AbstractSet[Vaerdi], trin: Trin) -> Rettet:
        """The list holds these values, and no others."""
        bliver, fra = set(), []
        for vaerdi in self._iterate(self.find(kalder, navn).uuid):
            if vaerdi in vaerdier:
                bliver.add(vaerdi)
            else:
                fra.append(vaerdi)
        til = [vaerdi for vaerdi in vaerdier if vaerdi not in bliver]
        return self.change(kalder, navn, til=til, fra=fra, trin=trin)

    def change(
        self, kalder: Kalder, navn: str, *, til: Collection[Vaerdi] = (), fra: Collection[Vaerdi] = (), trin: Trin
    ) -> Rettet:
        """Adds values, then removes values. Brugsfejl ABO-018 where the list is closed."""
        foer = nu = self.find(kalder, navn)
        if not foer.aktiv:
            raise Brugsfejl(
                "ABO-018", "værdilisten er lukket; `haendelser vaerdiliste open` åbner den. Intet er ændret."
            )
        ialt, gjort, tilfoejet = len(til) + len(fra), 0, 0
        for del_ in _parts(til):
            nu = self._postrum.ret_vaerdiliste(foer.uuid, til=del_, nu=self._nu(), hvem=kalder.hvem)
            tilfoejet = nu.antal - foer.antal
            gjort += len(del_)
            trin("retter", gjort, ialt)
        for del_ in _parts(fra):
            nu = self._postrum.ret_vaerdiliste(foer.uuid, fra=del_, nu=self._nu(), hvem=kalder.hvem)
            gjort += len(del_)
            trin("retter", gjort, ialt)
        return Rettet(nu, tilfoejet, foer.antal + tilfoejet - nu.antal)

    def close(self, kalder: Kalder, navn: str) -> Vaerdiliste:
        """Closed, it is not changed; filters go on meeting the values that are in it."""
        return self._set(kalder, self.find(kalder, navn)._replace(aktiv=False))

    def open(self, kalder: Kalder, navn: str) -> Vaerdiliste:
        """It may be changed again."""
        return self._set(kalder, self.find(kalder, navn)._replace(aktiv=True))

    def _set(self, kalder: Kalder, liste: Vaerdiliste) -> Vaerdiliste:
        self._postrum.opret_vaerdiliste(liste, nu=self._nu(), hvem=kalder.hvem)
        return liste


def _is_of(kalder: Kalder, liste: Vaerdiliste) -> bool:
    return liste.system.lower() == kalder.system.lower()


def _parts(vaerdier: Collection[Vaerdi]) -> Iterator[list[Vaerdi]]:
    """In order, some at a time: written in order is written fast."""
    rest = iter(sorted(vaerdier, key=lambda vaerdi: (isinstance(vaerdi, str), vaerdi)))
    while del_ := list(islice(rest, BATCH)):
        yield del_
