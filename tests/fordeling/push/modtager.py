"""A push receiver written from the description of BeskedFåTilsendt alone, with mutual TLS; none of our code."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from aiohttp import web
from lxml import etree

STS, SD, K = "{urn:oio:sts:1.0.0}", "{urn:oio:sagdok:3.0.0}", "{urn:oio:besked:kuvert:1.0}"

Svarer = Callable[[str, web.Request], Awaitable[web.StreamResponse]]


def standard_retur(kode: int) -> web.Response:
    """A ModtagBeskedOutput with a StatusKode."""
    output = etree.Element(f"{STS}ModtagBeskedOutput")
    retur = etree.SubElement(output, f"{SD}StandardRetur")
    etree.SubElement(retur, f"{SD}StatusKode").text = str(kode)
    etree.SubElement(retur, f"{SD}FejlbeskedTekst")
    return web.Response(
        body=etree.tostring(output, xml_declaration=True, encoding="UTF-8"), content_type="application/xml"
    )


async def accept(_besked_id: str, _request: web.Request) -> web.StreamResponse:
    """Receives whatever comes."""
    return standard_retur(20)


@dataclass
class Modtager:
    """Listens on a port of its own, and notes what came (BeskedId, in order) and how many at a time."""

    certifikat: Path
    noegle: Path
    tillid: Path
    svarer: Svarer = accept
    beskeder: list[str] = field(default_factory=list)
    peers: set[object] = field(default_factory=set)
    samtidige: int = 0
    flest: int = 0
    port: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._receive)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(self.tillid))
        tls.load_cert_chain(self.certifikat, self.noegle)
        tls.verify_mode = ssl.CERT_REQUIRED
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=tls).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"https://localhost:{self.port}/modtag"

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        self.samtidige += 1
        self.flest = max(self.flest, self.samtidige)
        try:
            assert request.method == "POST"
            assert request.content_type == "application/xml"
            assert request.transport is not None
            self.peers.add(request.transport.get_extra_info("peername"))
            rod = etree.fromstring(await request.read())
            assert rod.tag == f"{STS}ModtagBeskedInput"
            [besked] = rod
            besked_id = besked.findtext(f"{K}BeskedId/{SD}UUIDIdentifikator")
            assert besked_id
            self.beskeder.append(besked_id)
            return await self.svarer(besked_id, request)
        finally:
            self.samtidige -= 1
