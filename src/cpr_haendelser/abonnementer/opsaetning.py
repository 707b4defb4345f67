"""From the set-up that is to the set-up that is wanted: the steps of it, and taking them. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from cpr_haendelser.abonnementer.laesning import values_of
from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.abonnementer.opsaetningsaftaler import end as end_aftale
from cpr_haendelser.abonnementer.opsaetningsaftaler import place
from cpr_haendelser.adgang.model import Bruger
from cpr_haendelser.aftaler.model import ItSystem, Organisation, Serviceaftale, Systemcertifikat

Ting = Organisation | ItSystem | Serviceaftale | Dueslag | Systemcertifikat | Bruger


class Opsat(Protocol):
    """A set-up, wherever it stands (storage.postrum.Opsaetning is one)."""

    @property
    def organisationer(self) -> tuple[Organisation, ...]:
        """Authorities and suppliers."""
        ...

    @property
    def systemer(self) -> tuple[ItSystem, ...]:
        """What logs in."""
        ...

    @property
    def aftaler(self) -> tuple[Serviceaftale, ...]:
        """What lets messages through."""
        ...

    @property
    def dueslag(self) -> tuple[Dueslag, ...]:
        """What messages are kept in."""
        ...

    @property
    def certifikater(self) -> tuple[Systemcertifikat, ...]:
        """Those that were uploaded, and those that are used in another environment."""
        ...

    @property
    def brugere(self) -> tuple[Bruger, ...]:
        """Who may log in."""
        ...


class Oensket(NamedTuple):
    """What a set-up file describes."""

    organisationer: tuple[Organisation, ...] = ()
    systemer: tuple[ItSystem, ...] = ()
    aftaler: tuple[Serviceaftale, ...] = ()
    dueslag: tuple[Dueslag, ...] = ()
    certifikater: tuple[Systemcertifikat, ...] = ()
    """Those alone that are used in another environment."""
    egne: tuple[Systemcertifikat, ...] = ()
    """Those that its systems log in with, as far as the file has them whole."""
    brugere: tuple[Bruger, ...] = ()


class Anvist(NamedTuple):
    """What a file comes to in an environment, and what is worth a word about it (Danish)."""

    oensket: Oensket
    bemaerkninger: tuple[str, ...]


def in_environment(nu: Opsat, oensket: Oensket, *, approves: bool) -> Anvist:
    """What a file comes to where its word does or does not approve agreements (opsaetningsaftaler)."""
    udlagt = place(nu.aftaler, oensket.aftaler, approves=approves)
    return Anvist(oensket._replace(aftaler=udlagt.aftaler), udlagt.bemaerkninger)


def texts_of(oensket: Oensket) -> Iterator[str]:
    """The free texts of what is wanted: names, contacts, ids, and what filters compare with."""
    yield from (each.navn for each in oensket.organisationer)
    yield from (tekst for each in oensket.brugere for tekst in (each.brugernavn, each.navn, each.mail))
    yield from (tekst for each in oensket.systemer for tekst in (each.navn, each.kontakt))
    yield from (tekst for each in oensket.aftaler for tekst in (each.id, each.formaal, each.hjemmel))
    yield from (tekst for each in oensket.dueslag for tekst in (each.navn, *values_of(each.filter)))


class Handling(StrEnum):
    """What a step does."""

    OPRET = "opret"
    RET = "ret"
    AFSLUT = "afslut"


class Skridt(NamedTuple):
    """One change: what is done to which thing, and how it is afterwards."""

    handling: Handling
    slags: str
    noegle: str
    navn: str
    felter: tuple[str, ...]
    """The fields that change; of a new one none are named."""
    ting: Ting
    foer: Ting | None = None
    """As it was; None: it is new."""


class Gemmer(Protocol):
    """Keeps a set-up (storage.postrum.Postrum.gem)."""

    def __call__(  # noqa: PLR0913 - one set-up is made of these
        self,
        *,
        organisationer: Sequence[Organisation] = (),
        systemer: Sequence[ItSystem] = (),
        aftaler: Sequence[Serviceaftale] = (),
        dueslag: Sequence[Dueslag] = (),
        certifikater: Sequence[Systemcertifikat] = (),
        brugere: Sequence[Bruger] = (),
        tidspunkt: str,
        hvem: str,
    ) -> int:
        """Keeps what is new or changed and gives the new version."""
        ...


def plan(nu: Opsat, oensket: Oensket, *, end_missing: bool = False) -> list[Skridt]:
    """The steps from what is to what is wanted; empty: nothing differs.

    What is no longer named is ended with `end_missing`, and else left as it is. A file that names no user is not about
    users: it ends none.
    """
    fundne: list[Skridt] = []
    for slags, er, skal in _kinds(nu, oensket):
        kendte = {_key(ting): ting for ting in er}
        nye = {_key(ting): ting for ting in skal}
        fundne += [_step(slags, kendte.get(noegle), ting) for noegle, ting in nye.items() if kendte.get(noegle) != ting]
        if end_missing and (slags != "bruger" or skal):
            fundne += [
                _step(slags, ting, _end(ting), Handling.AFSLUT)
                for noegle, ting in kendte.items()
                if noegle not in nye and _end(ting) != ting
            ]
    return fundne


def result(nu: Opsat, skridt: Sequence[Skridt]) -> Oensket:
    """The set-up as it is when the steps are taken."""
    nye = {(each.slags, each.noegle): each.ting for each in skridt}

    def of(slags: str, er: Sequence[Ting]) -> tuple[Ting, ...]:
        alle = {(slags, _key(ting)): ting for ting in er} | {
            noegle: nye[noegle] for noegle in nye if noegle[0] == slags
        }
        return tuple(alle.values())

    return Oensket(*(of(slags, er) for slags, er, _ in _kinds(nu, Oensket())))  # type: ignore[arg-type]


def apply(skridt: Sequence[Skridt], gem: Gemmer, *, tidspunkt: str, hvem: str) -> int | None:
    """Takes all steps as one version of the set-up; None where there are none."""
    if not skridt:
        return None
    ting = [each.ting for each in skridt]
    return gem(
        organisationer=[each for each in ting if isinstance(each, Organisation)],
        systemer=[each for each in ting if isinstance(each, ItSystem)],
        aftaler=[each for each in ting if isinstance(each, Serviceaftale)],
        dueslag=[each for each in ting if isinstance(each, Dueslag)],
        certifikater=[each for each in ting if isinstance(each, Systemcertifikat)],
        brugere=[each for each in ting if isinstance(each, Bruger)],
        tidspunkt=tidspunkt,
        hvem=hvem,
    )


def _kinds(nu: Opsat, oensket: Oensket) -> Iterable[tuple[str, Sequence[Ting], Sequence[Ting]]]:
    yield "organisation", nu.organisationer, oensket.organisationer
    yield "system", nu.systemer, oensket.systemer
    yield "serviceaftale", nu.aftaler, oensket.aftaler
    yield "dueslag", nu.dueslag, oensket.dueslag
    yield "brugt_certifikat", [each for each in nu.certifikater if not each.system], oensket.certifikater
    yield "certifikat", [each for each in nu.certifikater if each.system], oensket.egne
    yield "bruger", nu.brugere, oensket.brugere


def _key(ting: Ting) -> str:
    match ting:
        case Organisation():
            return ting.cvr
        case Serviceaftale():
            return ting.id
        case Systemcertifikat():
            return ting.fingeraftryk
        case _:
            return ting.uuid


def _step(slags: str, foer: Ting | None, efter: Ting, handling: Handling | None = None) -> Skridt:
    felter = tuple(felt for felt in efter._fields if foer and getattr(foer, felt) != getattr(efter, felt))
    navn = "" if isinstance(efter, Serviceaftale | Systemcertifikat) else efter.navn
    gjort = handling or (Handling.RET if foer else Handling.OPRET)
    return Skridt(gjort, slags, _key(efter), navn, felter, efter, foer)


def _end(ting: Ting) -> Ting:
    match ting:
        case Serviceaftale():
            return end_aftale(ting)
        case Systemcertifikat():
            return ting
        case _:
            return ting._replace(aktiv=False)
