"""The numbered feed: JSON pages, whole messages as XML, waiting for what comes, search by POST, and the state."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import FastAPI, Query, Request
from starlette.concurrency import run_in_threadpool

from cpr_haendelser.haendelser.visning import to_plain
from cpr_haendelser.opslag import log
from cpr_haendelser.udlevering.feed import Feedside
from cpr_haendelser.udlevering.kalder import Kalder
from cpr_haendelser.udlevering.spor import BESKED, HAENDELSE
from cpr_haendelser.udlevering.status import read_status
from cpr_haendelser.web import modeller
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import Json, Xml, described
from cpr_haendelser.web.ventesal import Ventesal

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

BUNDT = "urn:cpr-haendelser:beskeder:1.0"
"""Namespace of the element that holds a page of whole messages."""

GENTAGELSE = 5
"""Seconds between two answers that say nothing but `genlaes_fra`: who heeds it not shall not ask without pause."""

_JSON = msgspec.json.Encoder()
_DECLARATION = re.compile(rb"^<\?xml[^>]*\?>\s*")
_UKENDT: dict[int | str, dict[str, Any]] = {404: described("Ingen hændelse med det løbenummer, som kalderen må se")}
_SIDE: dict[int | str, dict[str, Any]] = {
    400: described("En kommunekode uden modtager"),
    503: described("For mange venter på nyt; `Retry-After` siger, hvornår der kan spørges igen"),
}
_KENDT: dict[int | str, dict[str, Any]] = {500: {"model": modeller.Fejlsvar}}
"""Names the shape of errors once by its model, so that the description holds it."""

Oensket = Annotated[modeller.Udsnit, Query()]


def add_feed(app: FastAPI, installation: Installation, ventesal: Ventesal) -> None:
    """The routes of the log and the state."""
    feed, samlekode = installation.feed, installation.settings.samlekode
    laesesal = _Laesesal(installation, ventesal)

    @app.get("/haendelser", response_model=modeller.Feedside, responses=_SIDE, summary="En side af loggen")
    async def haendelser(request: Request, kalder: Kaldt, oensket: Oensket) -> Json:
        side = await laesesal.read(request, kalder, oensket)
        return Json(_JSON.encode({**_to_plain(side, samlekode), "genlaes_fra": side.genlaes_fra}))

    @app.post("/haendelser/soegning", response_model=modeller.Side, summary="En persons hændelser")
    def soegning(kalder: Kaldt, soegning: modeller.Soegning) -> Json:
        installation.vagt.check_tekst("søgningen", soegning.personnummer)
        pnr = int(soegning.personnummer)
        side = feed.read_persons_side(kalder, pnr, efter=soegning.efter, antal=soegning.antal)
        return Json(_JSON.encode(_to_plain(side, samlekode)))

    @app.get(
        "/haendelser/{loebenummer}",
        response_model=modeller.Haendelse,
        responses=_UKENDT,
        summary="Én hændelse",
    )
    def haendelse(kalder: Kaldt, loebenummer: modeller.Loebenummer) -> Json:
        return Json(_JSON.encode(to_plain(feed.read_one(kalder, loebenummer), samlekode)))

    @app.get(
        "/haendelser/{loebenummer}/besked",
        responses=_UKENDT,
        response_class=Xml,
        summary="Én hændelse som hel besked (Haendelsesbesked)",
    )
    def besked(kalder: Kaldt, loebenummer: modeller.Loebenummer) -> Xml:
        return Xml(installation.beskedskriver.write(feed.read_one(kalder, loebenummer, BESKED)))

    @app.get(
        "/beskeder",
        responses=_SIDE,
        response_class=Xml,
        summary="En side af loggen som hele beskeder (Haendelsesbesked) i XML",
    )
    async def beskeder(request: Request, kalder: Kaldt, oensket: Oensket) -> Xml:
        side = await laesesal.read(request, kalder, oensket, BESKED)
        return Xml(await run_in_threadpool(_bundle, installation.beskedskriver.write_all(side.haendelser), side))

    @app.get("/status", responses=_KENDT, summary="Hvad installationen rummer, og hvordan det går dueslagene")
    def status(kalder: Kaldt) -> modeller.Status:
        fundet = read_status(installation.lager, installation.postrum, installation.bord, kalder)
        return modeller.to_status(installation.settings.environment, fundet)


class _Laesesal:
    """Reads pages of the log for callers, and lets those wait who wish to."""

    def __init__(self, installation: Installation, ventesal: Ventesal) -> None:
        self._installation, self._ventesal = installation, ventesal

    async def read(
        self, request: Request, kalder: Kalder, oensket: modeller.Udsnit, felter: tuple[str, ...] = HAENDELSE
    ) -> Feedside:
        """The page; with `vent` the first one that has something, or the one when the time is out."""
        udsnit = log.make_udsnit(
            oensket.koder,
            oensket.kommuner,
            samlekode=self._installation.settings.samlekode,
            cvr_for=self._installation.cvr_for,
        )
        read = partial(self._installation.feed.read_next, kalder, udsnit, antal=oensket.antal, felter=felter)
        if not oensket.vent:
            return await run_in_threadpool(read, efter=oensket.efter)
        with self._ventesal.seat(kalder):
            gaaet = asyncio.ensure_future(_leave(request))
            try:
                return await self._await(read, oensket, gaaet)
            finally:
                gaaet.cancel()

    async def _await(self, read: partial[Feedside], oensket: modeller.Udsnit, gaaet: asyncio.Future[None]) -> Feedside:
        ur = asyncio.get_running_loop().time
        stand, efter = self._ventesal.stand, oensket.efter
        side = await run_in_threadpool(read, efter=efter)
        kendt = side.genlaes_fra
        frist = ur() + (oensket.vent if kendt is None else min(oensket.vent, GENTAGELSE))
        while not (side.haendelser or side.genlaes_fra != kendt):
            if ur() >= frist or gaaet.done() or self._ventesal.lukket:
                break
            if side.naeste == efter:
                await self._ventesal.changed(stand, frist - ur(), gaaet)
            stand, efter = self._ventesal.stand, side.naeste
            side = await run_in_threadpool(read, efter=efter)
        return side


async def _leave(request: Request) -> None:
    """Returns when the caller has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _to_plain(side: log.Side | Feedside, samlekode: str) -> dict[str, Any]:
    return {"haendelser": [to_plain(haendelse, samlekode) for haendelse in side.haendelser], "naeste": side.naeste}


def _bundle(beskeder: Iterable[bytes], side: Feedside) -> bytes:
    """Whole messages in one document, each as it is but for its XML declaration."""
    genlaes = "" if side.genlaes_fra is None else f' genlaes_fra="{side.genlaes_fra}"'
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<Beskeder xmlns="{BUNDT}" naeste="{side.naeste}"{genlaes}>'
    return b"".join((start.encode(), *(_DECLARATION.sub(b"", besked) for besked in beskeder), b"</Beskeder>"))
