"""One receiver's connection: reads, does what the state machine asks, delivers to its consumers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from cpr_haendelser.fordeling.amqp.adgang import EXTERNAL, PLAIN, UKENDT, Adgang, Afvist, fingerprint, identify
from cpr_haendelser.fordeling.amqp.kanal import (
    Forbrug,
    Forbruger,
    Handling,
    Hent,
    Kanal,
    LogInd,
    Maal,
    Opgivet,
    Plads,
    Svaret,
)  # fmt: skip
from cpr_haendelser.fordeling.amqp.koe import Koe
from cpr_haendelser.fordeling.amqp.protocol import (
    ACCESS_REFUSED,
    CONNECTION_FORCED,
    INTERNAL_ERROR,
    NOT_FOUND,
    Graenser,
    Protokol,
    Trin,
)  # fmt: skip
from cpr_haendelser.fordeling.brev import Brev
from cpr_haendelser.logning import log_line
from cpr_haendelser.spjaeld import Spjaeld, network
from cpr_haendelser.storage.forsendelse import Udfald

_T = TypeVar("_T")

FORBINDELSE_TABT = "forbindelse-tabt"
"""Code of fordeling.grunde."""
_LAES = 64 * 1024
_SKRIV = 64 * 1024
"""Bytes gathered before they are handed to the connection."""
_BATCH = 500
"""Most messages fetched at a time."""
_NAEGTET = 20
"""Most dueslag of which it is logged that a connection may not have them."""


@dataclass(frozen=True, slots=True)
class Frister:
    """Seconds that a peer gets."""

    opkobling: float = 10.0
    """From connection to connection.open, TLS included."""
    ramme: float = 30.0
    """For the rest of a frame that has begun."""
    skrivning: float = 60.0
    """For reading the answers to its own requests."""
    farvel: float = 5.0
    """For answering connection.close."""
    afvisning: float = 1.0
    """How long a refused login waits for its answer."""
    alene: float = 10.0
    """How long what the peer has out is waited for, so that a message on its last chance is alone."""
    saml: float = 0.02
    """How long a consumer with little room waits for more, so that batches stay large."""


@dataclass(frozen=True, slots=True)
class Rammevilkaar:
    """What all connections of a listener share."""

    koe: Koe
    adgang: Adgang
    graenser: Graenser
    frister: Frister
    traade: Executor
    """Where `adgang` is asked."""
    spjaeld: Spjaeld
    """On guessing secrets: per address and name, so that one who guesses does not shut others out."""


class Forbindelse:
    """From accepted to gone."""

    def __init__(
        self, vilkaar: Rammevilkaar, navn: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """`navn` tells the connection from others of the listener."""
        self.navn, self.system = navn, ""
        self._vilkaar, self._koe = vilkaar, vilkaar.koe
        self._reader, self._writer = reader, writer
        tls = writer.get_extra_info("ssl_object")
        self._adresse = str((writer.get_extra_info("peername") or ("",))[0])
        self._fingeraftryk = fingerprint(tls)
        self._med_certifikat = False
        """Whether it logged in by it."""
        self.protokol = Protokol(vilkaar.graenser, f"{EXTERNAL} {PLAIN}" if tls is not None else PLAIN)
        self._loop = asyncio.get_running_loop()
        self._begyndt = self._laest = self._skrevet = self._loop.time()
        self._antal_laest = 0
        self._venter_siden = self._lukker_siden = 0.0
        self._opgaver: dict[Forbruger, tuple[asyncio.Task[None], asyncio.Event]] = {}
        self._stopper = self._afvist = False
        self._naegtet: set[str] = set()
        self._skriver, self._svaret = asyncio.Lock(), asyncio.Event()
        """One batch is written at a time; something has been answered."""
        self.slut = asyncio.Event()

    # --- life ---------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serves the peer until it or we have had enough; then everything outstanding is accounted for."""
        try:
            while self.protokol.trin is not Trin.LUKKET:
                data = await self._reader.read(_LAES)
                if not data:
                    break
                for handling in self.protokol.receive(data):
                    await self._do(handling)
                await self._answer()
        except OSError:
            pass  # the peer is gone; what it had outstanding is accounted for below
        except Exception:  # noqa: BLE001 - whatever it is, this connection alone ends
            log_line("hent.intern-fejl", forbindelse=self.navn)
            self._end(INTERNAL_ERROR, "intern fejl; forbindelsen lukkes.")
        finally:
            await self._account()
            self.slut.set()

    def tick(self) -> None:
        """Once in a while: heartbeats both ways, and an end to peers that keep us waiting."""
        nu, frister, protokol = self._loop.time(), self._vilkaar.frister, self.protokol
        if protokol.modtaget != self._antal_laest:
            self._antal_laest, self._laest = protokol.modtaget, nu
        hjerteslag = protokol.hjerteslag if protokol.trin is Trin.AABEN else 0
        aabner = protokol.trin not in {Trin.AABEN, Trin.LUKKER, Trin.LUKKET}
        if protokol.trin is Trin.LUKKER:
            self._lukker_siden = self._lukker_siden or nu
        for late, hvad in (
            (aabner and nu - self._begyndt > frister.opkobling, "opkoblingen tog for lang tid."),
            (hjerteslag and nu - self._laest > 2 * hjerteslag + 1, "modpartens hjerteslag udeblev."),
            (len(protokol.rammer) and nu - self._laest > frister.ramme, "resten af en ramme udeblev."),
            (self._venter_siden and nu - self._venter_siden > frister.skrivning, "modparten læser ikke."),
            (self._lukker_siden and nu - self._lukker_siden > frister.farvel, ""),
        ):
            if late:
                protokol.fejl = protokol.fejl or hvad
                self.abort()
                return
        if hjerteslag and nu - self._skrevet >= hjerteslag / 2 and not self._writer.is_closing():
            protokol.beat()
            self._flush()

    def end_consumers(self, dueslag: str, grund: str) -> None:
        """Ends the consumers of a dueslag from our side."""
        for forbruger in list(self._opgaver):
            if forbruger.dueslag == dueslag:
                self._koe.take_back(self.protokol.cancel(forbruger, grund))
        self._wake()
        self._flush()

    async def look(self) -> None:
        """Ends the consumers that may not fetch any more, and the connection whose login lets nobody in now."""
        if self.protokol.trin is Trin.AABEN and (hvorfor := await self._ask(self._why_not)):
            log_line("hent.login-ophoert", forbindelse=self.navn)
            self._stopper = True  # what is out is no fault of the peer's
            self._end(ACCESS_REFUSED, hvorfor)
            return
        for dueslag in {forbruger.dueslag for forbruger in self._opgaver if not forbruger.lukket}:
            grund = await self._ask(partial(self._vilkaar.adgang.kan_hente, self.system, dueslag))
            if grund:
                self.end_consumers(dueslag, grund)

    def _why_not(self) -> str:
        """Empty; or in Danish why the login lets nobody in now."""
        if (lukket := self._vilkaar.adgang.lukket()) or self._who_is_it() == self.system:
            return lukket
        ikke = "certifikatet er ikke mere registreret" if self._med_certifikat else "login gælder ikke mere"
        return f"{ikke}, eller it-systemet eller dets organisation er lukket."

    def _who_is_it(self) -> str:
        adgang = self._vilkaar.adgang
        if self._med_certifikat:
            return adgang.system_af_certifikat(self._fingeraftryk)
        return adgang.system_af_navn(self.system)

    def stop(self) -> None:
        """We close down: the peer is told, and has nothing to answer for."""
        self._stopper = True
        self._end(CONNECTION_FORCED, "BeskedHent lukker ned; forbind igen om lidt.")

    def abort(self) -> None:
        """Lets go at once."""
        self._writer.transport.abort()

    # --- what the state machine asks ----------------------------------------------------------------------------------

    async def _do(self, handling: Handling) -> None:
        match handling:
            case Svaret(breve, udfald, grund):
                self._koe.answer(breve, udfald, grund)
                self._wake()
            case Opgivet(breve):
                self._koe.take_back(breve)
                self._wake()
            case Plads():
                self._wake()
            case Hent():
                await self._get(handling)
            case Forbrug(forbruger, uden_svar):
                if await self._may(forbruger.kanal, forbruger.dueslag) and not forbruger.lukket:
                    self.protokol.consume_ok(forbruger, uden_svar=uden_svar)
                    event = asyncio.Event()
                    self._koe.subscribe(forbruger.dueslag, event)
                    self._opgaver[forbruger] = (asyncio.create_task(self._deliver(forbruger, event)), event)
            case Maal():
                await self._declare(handling)
            case LogInd(mekanisme, svar):
                await self._login(mekanisme, svar)
        if not isinstance(handling, Svaret):
            await self._answer()

    async def _login(self, mekanisme: str, svar: bytes) -> None:
        offered = EXTERNAL if self._fingeraftryk else ""
        found = await self._identify(mekanisme, svar)
        if isinstance(found, Afvist):
            kendt = mekanisme if mekanisme in {EXTERNAL, PLAIN} else offered
            log_line(
                "hent.login-afvist",
                mekanisme=kendt,
                adresse=self._adresse,
                system=found.system,
                forklaring=found.grund,
            )
            self._afvist = True
            await asyncio.sleep(self._vilkaar.frister.afvisning)
            self.protokol.refuse(found.grund)
            return
        self.system, self._med_certifikat = found, mekanisme == EXTERNAL
        self.protokol.welcome()

    async def _identify(self, mekanisme: str, svar: bytes) -> str | Afvist:
        """Who it is; wrong secrets are looked at no faster than the damper allows."""
        spjaeld = self._vilkaar.spjaeld
        hvem = f"{network(self._adresse)} {svar.rpartition(bytes(1))[0].hex()}" if mekanisme == PLAIN else ""
        if hvem and spjaeld.look(hvem):
            return Afvist("der er prøvet for mange forkerte hemmeligheder på kort tid; vent et minut, og prøv igen.")
        found = await self._ask(lambda: identify(self._vilkaar.adgang, mekanisme, svar, self._fingeraftryk))
        if hvem and isinstance(found, Afvist):
            spjaeld.take(hvem)  # only wrong ones: however many of a system's connections may come at the same time
        return found

    async def _may(self, kanal: Kanal, dueslag: str) -> bool:
        grund = await self._ask(lambda: self._vilkaar.adgang.kan_hente(self.system, dueslag))
        if grund:
            self._note(dueslag, grund)
        if grund == UKENDT:
            self._koe.take_back(self.protokol.channel_error(kanal, NOT_FOUND, f"der er intet dueslag {dueslag}."))
        elif grund:
            self._koe.take_back(self.protokol.channel_error(kanal, ACCESS_REFUSED, grund))
        return not grund

    def _note(self, dueslag: str, grund: str) -> None:
        """Once for each dueslag, and for so many: a client that tries again and again fills no log."""
        kendt = _uuid(dueslag)
        if kendt in self._naegtet or len(self._naegtet) >= _NAEGTET:
            return
        self._naegtet.add(kendt)
        forklaring = "dueslaget findes ikke, eller det er et andet systems." if grund == UKENDT else grund
        log_line("hent.dueslag-afvist", system=self.system, dueslag=kendt, forklaring=forklaring)

    async def _declare(self, maal: Maal) -> None:
        if await self._may(maal.kanal, maal.dueslag):
            antal = await self._koe.count(maal.dueslag)
            if not maal.uden_svar:
                self.protokol.declare_ok(maal.dueslag, maal.kanal, antal, self._koe.consumers(maal.dueslag))

    async def _get(self, hent: Hent) -> None:
        if not await self._may(hent.kanal, hent.dueslag):
            return
        breve = await self._koe.take(hent.dueslag, 1, self.navn)
        if not breve:
            self.protokol.get_empty(hent.kanal)
            return
        if hent.kanal.lukker:
            self._koe.give_back(breve)
            return
        if hent.uden_kvittering and not await self._koe.announce(breve):
            self.protokol.get_empty(hent.kanal)
            return
        tilbage = await self._koe.count(hent.dueslag)
        self.protokol.get_ok(hent.kanal, breve[0], uden_kvittering=hent.uden_kvittering, tilbage=tilbage)
        if hent.uden_kvittering:
            await self._written(breve)

    # --- delivering ---------------------------------------------------------------------------------------------------

    async def _deliver(self, forbruger: Forbruger, event: asyncio.Event) -> None:
        try:
            while not forbruger.lukket:
                event.clear()
                room = await self._room(forbruger)
                breve = await self._fetch(forbruger, room) if room else []
                if breve:
                    await self._hand_over(forbruger, breve)
                else:
                    await event.wait()
        except OSError:
            pass  # the connection is gone; `run` accounts for what is outstanding
        except Exception:  # noqa: BLE001 - whatever it is, this connection alone ends
            log_line("hent.intern-fejl", forbindelse=self.navn)
            self._end(INTERNAL_ERROR, "intern fejl; forbindelsen lukkes.")
        finally:
            self._koe.unsubscribe(forbruger.dueslag, event)
            self._opgaver.pop(forbruger, None)

    async def _room(self, forbruger: Forbruger) -> int:
        ude = self._vilkaar.graenser.ude
        room = forbruger.kanal.room(forbruger, ude)
        if 0 < room < min(forbruger.prefetch or ude, ude) // 4:
            await asyncio.sleep(self._vilkaar.frister.saml)
            room = forbruger.kanal.room(forbruger, ude)
        return min(room, _BATCH)

    async def _fetch(self, forbruger: Forbruger, room: int) -> list[Brev]:
        forbruger.kanal.bestilt += room
        try:
            breve = await self._koe.take(forbruger.dueslag, room, self.navn)
            return await self._koe.announce(breve) if breve and forbruger.uden_kvittering else breve
        finally:
            forbruger.kanal.bestilt -= room

    async def _hand_over(self, forbruger: Forbruger, breve: list[Brev]) -> None:
        """Writes a batch, no faster than the peer reads; what it does not come to is given back.

        A message on its last chance goes out with nothing beside it on the connection: where the peer dies of it again,
        nothing else is parked with it.
        """
        breve = sorted(breve, key=lambda brev: brev.alene)
        sendt, size = 0, 0
        try:
            async with self._skriver:
                for brev in breve:
                    if brev.alene:
                        await self._quiet(forbruger)
                    if forbruger.lukket or self._writer.is_closing():
                        break
                    self.protokol.deliver(forbruger, brev)
                    sendt += 1
                    size += len(brev.krop)
                    if size >= _SKRIV:
                        size = 0
                        self._flush()
                        await self._writer.drain()
                    if brev.alene:
                        await self._quiet(forbruger)
                self._flush()
                if not forbruger.uden_kvittering:
                    await self._writer.drain()
        finally:
            self._koe.give_back(breve[sendt:])
            if forbruger.uden_kvittering:
                await self._written(breve[:sendt])

    async def _quiet(self, forbruger: Forbruger) -> None:
        """Waits, though not for ever, until the peer has answered all that it has."""
        self._flush()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._vilkaar.frister.alene):
                while self.protokol.has_outstanding() and not forbruger.lukket and not self._writer.is_closing():
                    self._svaret.clear()
                    await self._svaret.wait()

    async def _written(self, breve: list[Brev]) -> None:
        """Without acknowledgement a message is delivered when it is written."""
        self._flush()
        try:
            await self._writer.drain()
            while self._writer.transport.get_write_buffer_size():
                await asyncio.sleep(self._vilkaar.frister.saml)
                await self._writer.drain()
        except OSError:
            self._koe.answer(breve, Udfald.FORBINDELSE_TABT, FORBINDELSE_TABT)
            raise
        self._koe.answer(breve, Udfald.LEVERET, "")

    # --- inside -------------------------------------------------------------------------------------------------------

    async def _answer(self) -> None:
        """Sends what has been queued and waits until the peer takes it: no answers pile up.

        The others get their turn between two answers, and a peer that is gone is noticed: `drain` alone does neither.
        """
        self._flush()
        self._venter_siden = self._loop.time()
        try:
            await asyncio.sleep(0)
            await self._writer.drain()
        finally:
            self._venter_siden = 0.0

    def _flush(self) -> None:
        data = self.protokol.take()
        if data and not self._writer.is_closing():
            self._writer.write(data)
            self._skrevet = self._loop.time()

    def _wake(self) -> None:
        self._svaret.set()
        for _, event in self._opgaver.values():
            event.set()

    def _end(self, kode: int, tekst: str) -> None:
        for handling in self.protokol.close(kode, tekst):
            raise AssertionError(handling)
        self._flush()

    async def _account(self) -> None:
        """Everything taken for this peer is answered for, whatever its end was."""
        if self.protokol.fejl and not self._stopper and not self._afvist:
            log_line("hent.forbindelse-brudt", forbindelse=self.navn, forklaring=self.protokol.fejl)
        self._flush()
        self._writer.close()
        for forbruger in list(self._opgaver):
            self.protokol.remove(forbruger)
        self._wake()
        opgaver = [opgave for opgave, _ in self._opgaver.values()]
        if opgaver:
            _, late = await asyncio.wait(opgaver, timeout=self._vilkaar.frister.farvel)
            if late:
                self.abort()
                await asyncio.wait(late)
        breve = self.protokol.outstanding()
        if self._stopper or self.protokol.modpart_lukkede:
            self._koe.take_back(breve)
        else:
            self._koe.answer(breve, Udfald.FORBINDELSE_TABT, FORBINDELSE_TABT)
        asyncio.get_running_loop().call_later(self._vilkaar.frister.farvel, self.abort)

    async def _ask(self, what: Callable[[], _T]) -> _T:
        return await self._loop.run_in_executor(self._vilkaar.traade, what)


def _uuid(tekst: str) -> str:
    """A UUID as it is written; anything else that a client may send is not repeated."""
    try:
        return str(UUID(tekst))
    except ValueError:
        return ""
