"""The rows that bear witness for the audit, the same whichever post room it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.aftaler.model import Aftaleskridt
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.vidner import Vidne
from cpr_haendelser.storage.adgangsbog import Login, Noegle, Session
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.revisionsposter import (
    agreement_step,
    key_closed,
    key_made,
    list_change,
    logged_in,
    login_proof,
    released,
    setting_chosen,
)
from cpr_haendelser.storage.valgbog import Driftsvalg


class Raekker(NamedTuple):
    """All of them, as they are at one moment."""

    skridt: Iterable[Aftaleskridt]
    noegler: Iterable[Noegle]
    logins: Iterable[Login]
    sessioner: Iterable[Session]
    valg: Iterable[Driftsvalg]
    lister: Iterable[Vaerdiliste]
    """Each with how many values are in it, counted."""
    gendannelser: Iterable[tuple[Gendannelse, str]]
    """Each with when it was released; empty: it has not been."""


def to_vidner(raekker: Raekker, hemmelig: bytes) -> Iterator[Vidne]:
    """What each row says, as the entry that it came with would be written of it now."""
    yield from (Vidne(each.tidspunkt, agreement_step(each)) for each in raekker.skridt)
    yield from (Vidne(each.tidspunkt, setting_chosen(each, "")) for each in raekker.valg)
    yield from (Vidne("", list_change(each, "", "ret", each.antal)) for each in raekker.lister)
    yield from (Vidne(each.oprettet, logged_in(each, hemmelig)) for each in raekker.sessioner)
    yield from (Vidne("", login_proof(each, hemmelig)) for each in raekker.logins if _proves(each))
    for noegle in raekker.noegler:
        yield Vidne(noegle.oprettet, key_made(noegle, hemmelig))
        if noegle.lukket:
            yield Vidne(noegle.lukket, key_closed(noegle.id, ""))
    for gendannelse, frigivet in raekker.gendannelser:
        yield Vidne(gendannelse.gendannet, _restored(gendannelse))
        if frigivet:
            yield Vidne(frigivet, released(gendannelse, {}, ""))


def _proves(login: Login) -> bool:
    """Whether there is anything that proves the user: of what does not nothing was told."""
    return login._replace(totp_trin=0, kendte=()) != Login(login.bruger)


def _restored(gendannelse: Gendannelse) -> Revisionspost:
    return Revisionspost(
        Slags.AENDRING, "backup.gendan", sag="backup", detaljer=(("gendannet", gendannelse.gendannet),)
    )
