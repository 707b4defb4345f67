"""A set-up over the small municipality: two it-systems with agreements, one without, one that is closed."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.aftaler.model import ALLE, BESKEDMODTAG, OPSLAG, Aftaletilstand, ItSystem, Serviceaftale
from cpr_haendelser.beskeder.saet import Saet

if TYPE_CHECKING:
    from cpr_haendelser.storage.postrum import Postrum

KORSBAEK, NY_KORSBAEK, AALBORG = "11111111", "11111112", "29189420"
A, B, C, D = (f"0a000000-0000-4000-8000-00000000000{x}" for x in "abcd")
DUESLAG_A, DUESLAG_B = (f"0d000000-0000-4000-8000-00000000000{x}" for x in "ab")
NOEGLER = {uuid: f"noegle-til-afproevning-{navn}" for uuid, navn in zip((A, B, C, D), "abcd", strict=True)}
TIDSPUNKT = "2026-11-25T06:00:00.000Z"
ALT = frozenset({ALLE})


def system(uuid: str, navn: str, **felter: Any) -> ItSystem:
    """An it-system; its key is in NOEGLER."""
    return ItSystem(uuid, navn, "22222222", "", (), "", _hash(uuid), ())._replace(**felter)


def _hash(uuid: str) -> str:
    """The hash of a system's key, of a cheap kind."""
    salt = uuid.encode()[:16]
    fundet = hashlib.scrypt(NOEGLER[uuid].encode(), salt=salt, n=2, r=1, p=1, dklen=32)
    return f"scrypt$2$1$1${b64encode(salt).decode()}${b64encode(fundet).decode()}"


def aftale(id_: str, uuid: str, myndighed: str, **felter: Any) -> Serviceaftale:
    """An approved agreement about everything to an authority."""
    return Serviceaftale(
        id=id_,
        system=uuid,
        myndighed=myndighed,
        service=BESKEDMODTAG,
        version="2.0",
        beskedtyper=frozenset({Saet().beskedtype}),
        koder=ALT,
        foelsomhed=frozenset({Saet().sikkerhedsklassificering}),
        forvaltningsomraader=ALT,
        afsendere=ALT,
        gyldig_fra="2026-01-01",
        gyldig_til="",
        tilstand=Aftaletilstand.GODKENDT,
    )._replace(**felter)


def opslag(id_: str, uuid: str, myndighed: str, **felter: Any) -> Serviceaftale:
    """An approved agreement about looking up an authority's persons."""
    intet: frozenset[str] = frozenset()
    return aftale(id_, uuid, myndighed, service=OPSLAG, beskedtyper=intet, foelsomhed=intet)._replace(**felter)


def dueslag(uuid: str, system: str, **felter: Any) -> Dueslag:
    """A dueslag without filter that is fetched from."""
    return Dueslag(uuid, f"Til {system[-1]}", system, Saet().beskedtype, Leveringsmaade.HENT, "", "", 0)._replace(
        **felter
    )


def set_up(postrum: Postrum) -> None:
    """A may have everything to Korsbæk, B moves to Ny Korsbæk; C has no agreement that holds, D is closed."""
    postrum.gem(
        systemer=[system(A, "Anders"), system(B, "Bodil"), system(C, "Carl"), system(D, "Dagmar", aktiv=False)],
        aftaler=[
            aftale("a", A, KORSBAEK),
            aftale("b", B, NY_KORSBAEK, koder=frozenset({"034", "035"})),
            aftale("c", C, KORSBAEK, tilstand=Aftaletilstand.OPSAGT),
            aftale("d", D, KORSBAEK),
        ],
        dueslag=[dueslag(DUESLAG_A, A), dueslag(DUESLAG_B, B)],
        tidspunkt=TIDSPUNKT,
        hvem="prøve",
    )
