"""Who may and who wants, made up for the bench, and the certificates of everybody who takes part."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid5

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.aftaler.hemmeligheder import hash_secret
from cpr_haendelser.aftaler.model import ALLE, BESKEDMODTAG, Aftaletilstand, ItSystem, Organisation, Serviceaftale
from cpr_haendelser.cpr.kommuner import kommuner
from cpr_haendelser.settings.model import Beskedindstillinger
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.tls.ca import Brug, Oenske, init, issue
from cpr_haendelser.tls.kontekster import Filer, client_context

HEMMELIGHED = "lang og hemmelig"
_HASH = hash_secret(HEMMELIGHED, b"0123456789abcdef")
BESKEDTYPE = Beskedindstillinger().beskedtype
UKENDT_SYSTEM = -1
"""The number of an it-system that nobody has an agreement with."""
_ALT = frozenset({ALLE})


class Certifikater(NamedTuple):
    """The server's own, one that calls out, and whom both trust."""

    server: Filer
    klient: Filer

    @classmethod
    def make(cls, folder: Path) -> Certifikater:
        """Issues them in a folder that is not there yet."""
        nu = datetime.now(UTC)
        ca = init(folder, nu=nu).certifikat
        udstedt = [
            issue(folder, Oenske(brug, brug.value, "12345678", ("localhost", "127.0.0.1")), nu=nu, adgangskode="x")
            for brug in (Brug.SERVER, Brug.KLIENT)
        ]
        return cls(*(Filer(each.certifikat, each.noegle, ca) for each in udstedt))

    def caller(self) -> ssl.SSLContext:
        """The context of whoever calls the server."""
        return client_context(self.klient)


def uuid(slags: str, nummer: int) -> str:
    """An id that is the same in every run."""
    return str(uuid5(NAMESPACE_OID, f"{slags} {nummer}"))


def make_dueslag(nummer: int, *, system: int = 0, filter_: str = "", callback: str = "") -> Dueslag:
    """A dueslag of a system (by number): pushed to where a callback is given, else fetched from."""
    maade = Leveringsmaade.TILSEND if callback else Leveringsmaade.HENT
    navn = f"Dueslag {nummer}"
    return Dueslag(uuid("dueslag", nummer), navn, uuid("system", system), BESKEDTYPE, maade, callback, filter_, 0)


def set_up(postrum: Postrum, dueslag: Sequence[Dueslag], *, systemer: int = 1, callbacks: tuple[str, ...] = ()) -> None:
    """Every municipality lets each system have everything."""
    cvr = sorted({each.cvr for each in kommuner().values() if each.cvr})
    postrum.gem(
        organisationer=[
            Organisation(each, f"Myndighed {each}", uuid("organisation", int(each)), myndighed=True, leverandoer=True)
            for each in cvr
        ],
        systemer=[
            ItSystem(uuid("system", nr), f"System {nr}", cvr[0], "", (), _HASH, "", callbacks) for nr in range(systemer)
        ],
        aftaler=[aftale for nr in range(systemer) for aftale in _aftaler(uuid("system", nr), cvr)],
        dueslag=dueslag,
        tidspunkt="2026-01-01T00:00:00.000+00:00",
        hvem="bench",
    )


def _aftaler(system: str, cvr: Sequence[str]) -> Iterator[Serviceaftale]:
    for each in cvr:
        yield Serviceaftale(
            id=f"{system}-{each}",
            system=system,
            myndighed=each,
            service=BESKEDMODTAG,
            version="2.0",
            beskedtyper=frozenset({BESKEDTYPE}),
            koder=_ALT,
            foelsomhed=_ALT,
            forvaltningsomraader=_ALT,
            afsendere=_ALT,
            gyldig_fra="2020-01-01",
            gyldig_til="",
            tilstand=Aftaletilstand.GODKENDT,
        )
