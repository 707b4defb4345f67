"""The values of value lists over HTTP: read in pages, imported, added, removed. They stand in bodies alone."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import FastAPI, Query, Request
from starlette.concurrency import run_in_threadpool

from cpr_haendelser.abonnementer.listevaerdier import read_numre, read_tekster
from cpr_haendelser.abonnementer.vurdering import Vaerdi
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.udlevering.kalder import Kalder
from cpr_haendelser.udlevering.vaerdilister import Rettet
from cpr_haendelser.web import listemodeller
from cpr_haendelser.web.noegle import LISTE_HOEJST, Kaldt
from cpr_haendelser.web.svar import described
from cpr_haendelser.web.vaerdilister import FEJL

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

SAMTIDIGE = 2
"""Bodies with values that are taken in at the same time: a million values take 150 MB while they are compared."""
TAALMODIGHED = 600.0
"""Seconds that one may take."""
TEKST, CSV = "text/plain", "text/csv"
_OVERSKRIFTER = frozenset({"personnummer", "pnr", "cpr", "cprnr", "cpr-nummer", "cprnummer", "vaerdi", "værdi"})

_RETFEJL: dict[int | str, dict[str, Any]] = {
    **FEJL,
    400: described("En linje, der ikke er en værdi, eller et nummer, som ikke må være her; intet er ændret"),
    409: described("Værdilisten er lukket"),
    408: described("Kroppen kom ikke til tiden"),
    413: described("Kroppen er for lang"),
    415: described("Kroppen er hverken text/plain eller text/csv i UTF-8"),
    503: described("For mange lister kommer ind på samme tid; `Retry-After` siger, hvornår der kan prøves igen"),
}
_KROP = {
    "requestBody": {
        "required": True,
        "description": "Én værdi på hver linje; i CSV den første kolonne eller den, der hedder personnummer.",
        "content": {medie: {"schema": {"type": "string"}} for medie in (TEKST, CSV)},
    }
}
Oensket = Annotated[listemodeller.Vaerdioenske, Query()]


class _Maerke(NamedTuple):
    """How far somebody has read a list: sealed, for it holds a value."""

    kalder: str
    liste: str
    efter: Vaerdi | None


def add_listevaerdier(app: FastAPI, installation: Installation) -> None:
    """The routes of the values."""
    lister, segl = installation.vaerdilister, installation.segl("vaerdiliste")
    indgang = _Indgang(installation)

    @app.get("/vaerdilister/{uuid}/vaerdier", responses=FEJL, summary="Værdierne, side for side")
    def read(
        kalder: Kaldt, uuid: UUID, oensket: Annotated[listemodeller.Vaerdiside, Query()]
    ) -> listemodeller.Vaerdier:
        maerke = _Maerke(kalder.system, str(uuid), None)
        if oensket.fortsaet:
            maerke = segl.open(oensket.fortsaet, _Maerke)
        if maerke[:2] != (kalder.system, str(uuid)):
            raise Brugsfejl("UDL-010", "mærket `fortsaet` er ikke til denne liste. Begynd forfra.")
        fundne = lister.read_side(kalder, str(uuid), efter=maerke.efter, antal=oensket.antal)
        videre = segl.close(maerke._replace(efter=fundne[-1])) if len(fundne) == oensket.antal else None
        return listemodeller.Vaerdier(vaerdier=list(map(_to_text, fundne)), fortsaet=videre)

    def change(navn: str, do: Callable[[Kalder, str, set[Vaerdi]], Rettet]) -> Callable[..., Any]:
        async def endpoint(
            request: Request, kalder: Kaldt, uuid: UUID, oensket: Oensket
        ) -> listemodeller.RettetVaerdiliste:
            await run_in_threadpool(lister.find, kalder, str(uuid))
            rettet = await indgang.take(request, oensket, lambda vaerdier: do(kalder, str(uuid), vaerdier))
            return listemodeller.to_rettet(rettet)

        endpoint.__name__ = navn
        return endpoint

    adresse = "/vaerdilister/{uuid}/vaerdier"
    app.put(adresse, responses=_RETFEJL, openapi_extra=_KROP, summary="Gør listen til det, der står i kroppen")(
        change("import_vaerdier", lambda kalder, uuid, nye: lister.replace(kalder, uuid, nye, _quietly))
    )
    app.post(f"{adresse}/tilfoej", responses=_RETFEJL, openapi_extra=_KROP, summary="Tilføjer værdier")(
        change("tilfoej_vaerdier", lambda kalder, uuid, nye: lister.change(kalder, uuid, til=nye, trin=_quietly))
    )
    app.post(f"{adresse}/fjern", responses=_RETFEJL, openapi_extra=_KROP, summary="Fjerner værdier")(
        change("fjern_vaerdier", lambda kalder, uuid, vaek: lister.change(kalder, uuid, fra=vaek, trin=_quietly))
    )


class _Indgang:
    """Takes bodies in: all of it to a file without a name first, then it is read; few at a time."""

    def __init__(self, installation: Installation) -> None:
        self._installation, self._inde = installation, 0

    async def take(
        self, request: Request, oensket: listemodeller.Vaerdioenske, do: Callable[[set[Vaerdi]], Rettet]
    ) -> Rettet:
        """What is done with the values. Brugsfejl WEB-413, WEB-415 or WEB-503 where the body cannot be taken in."""
        medie, _, rest = request.headers.get("content-type", "").partition(";")
        if medie.strip().lower() not in {TEKST, CSV} or ("charset" in rest.lower() and "utf-8" not in rest.lower()):
            raise Brugsfejl("WEB-415", "kroppen skal være text/plain eller text/csv i UTF-8.")
        with self._seat(), self._file() as fil:
            try:
                async with asyncio.timeout(TAALMODIGHED):
                    await _save(request, fil)
            except TimeoutError:
                raise Brugsfejl("WEB-408", "kroppen kom ikke til tiden. Intet er ændret.") from None
            return await run_in_threadpool(lambda: do(self._read(fil, oensket, medie.strip().lower())))

    @contextmanager
    def _seat(self) -> Iterator[None]:
        if self._inde >= SAMTIDIGE:
            raise Brugsfejl("WEB-503", "der kommer for mange lister ind på samme tid. Prøv igen om lidt.")
        self._inde += 1
        try:
            yield
        finally:
            self._inde -= 1

    @contextmanager
    def _file(self) -> Iterator[IO[bytes]]:
        mappe = self._installation.settings.spool_folder
        mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=mappe) as fil:
            yield fil

    def _read(self, fil: IO[bytes], oensket: listemodeller.Vaerdioenske, medie: str) -> set[Vaerdi]:
        fil.seek(0)
        tekst = TextIOWrapper(fil, encoding="utf-8-sig", newline=None)
        linjer = column(tekst) if medie == CSV else iter(tekst)
        try:
            return (read_tekster if oensket.tekst else read_numre)(linjer, self._installation.vagt, _quietly)
        except UnicodeDecodeError:
            raise Brugsfejl("WEB-415", "kroppen skal være tekst i UTF-8. Intet er ændret.") from None
        finally:
            tekst.detach()


async def _save(request: Request, fil: IO[bytes]) -> None:
    laengde = 0
    async for del_ in request.stream():
        laengde += len(del_)
        if laengde > LISTE_HOEJST:
            raise Brugsfejl("WEB-413", f"kroppen er for lang; højst {LISTE_HOEJST} byte. Intet er ændret.")
        fil.write(del_)


def column(linjer: Iterator[str] | TextIOWrapper) -> Iterator[str]:
    """Of each line of CSV (comma or semicolon) the column of values: the one whose heading says so, else the first.

    The heading becomes an empty line, so that the others keep their numbers.
    """
    foerste = next(iter(linjer), "")
    raekker = csv.reader(chain([foerste], linjer), delimiter=";" if ";" in foerste else ",")
    plads = 0
    for nummer, raekke in enumerate(raekker):
        navne = [felt.strip().casefold() for felt in raekke]
        if nummer == 0 and (kendte := _OVERSKRIFTER & set(navne)):
            plads = min(map(navne.index, kendte))
            yield ""
        else:
            yield raekke[plads] if plads < len(raekke) else ""


def _to_text(vaerdi: Vaerdi) -> str:
    return f"{vaerdi:010d}" if isinstance(vaerdi, int) else vaerdi


def _quietly(_: str, __: int, ___: int) -> None:
    """Nobody is told how far it has come."""
