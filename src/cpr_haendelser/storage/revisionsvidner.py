"""The rows that bear witness for the audit, the same whichever post room it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cpr_haendelser.aftaler.model import Aftaleskridt
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.vidner import Vidne
from cpr_haendelser.storage.adgangsbog import Login, Noegle, Session
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.revisionsposter import (
    agreement_step,
    key_closed,
    key_made,
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
    gendannelser: Iterable[tuple[Gendannelse, str]]
    """Each with when it was released; empty: it has not been."""


def to_vidner(raekker: Raekker, hemmelig: bytes) -> Iterator[Vidne]:
    """What each row says, as the entry that it came with would be written of it now."""
    for skridt in raekker.skridt:
        yield Vidne(skridt.tidspunkt, agreement_step(skridt))
    for noegle in raekker.noegler:
        yield Vidne(noegle.oprettet, key_made(noegle, hemmelig))
        if noegle.lukket:
            yield Vidne(noegle.lukket, key_closed(noegle.id, ""))
    for login in raekker.logins:
        if login._replace(totp_trin=0, kendte=()) != Login(login.bruger):
            yield Vidne("", login_proof(login, hemmelig))
    for session in raekker.sessioner:
        yield Vidne(session.oprettet, logged_in(session, hemmelig))
    for valg in raekker.valg:
        yield Vidne(valg.tidspunkt, setting_chosen(valg, ""))
    for gendannelse, frigivet in raekker.gendannelser:
        yield Vidne(gendannelse.gendannet, _restored(gendannelse))
        if frigivet:
            yield Vidne(frigivet, released(gendannelse, {}, ""))


def _restored(gendannelse: Gendannelse) -> Revisionspost:
    return Revisionspost(
        Slags.AENDRING, "backup.gendan", sag="backup", detaljer=(("gendannet", gendannelse.gendannet),)
    )
