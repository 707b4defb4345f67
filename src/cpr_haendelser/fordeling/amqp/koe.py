"""The dueslag as queues over the post room: fetched in batches, answered in groups, woken when there is something new.

Everything here runs on the event loop; the post room is called in one thread of its own, so that answers collect while
a transaction is being made durable, and go together into the next.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from cpr_haendelser.fordeling.brev import KAN_IKKE_SKRIVES, Brev, Skriv, Skriver
from cpr_haendelser.fordeling.spor import LUKKET, attempted, unacknowledged
from cpr_haendelser.logning import log_line
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand, Udfald, Videregivelse
from cpr_haendelser.storage.postrum import Postrum

_T = TypeVar("_T")

Afgoer = Callable[[Forsendelse, Udfald, str, Videregivelse | None], Afslutning]
"""What follows an attempt: outcome, a code of fordeling.grunde, and the delivery record if it was delivered."""


class Puls(NamedTuple):
    """How often the queue looks by itself; seconds."""

    poll: float = 0.2
    """For what other processes have made, and for what waited for its time."""
    igen: float = 0.5
    """Pause before the post room is asked again after it has failed."""
    antal: float = 1.0
    """How old the number of waiting messages may be."""


class Koe:
    """What the listener fetches from and answers to."""

    def __init__(  # noqa: PLR0913 - the parts are put together in one place
        self,
        postrum: Postrum,
        skriver: Skriver,
        afgoer: Afgoer,
        *,
        nu: Callable[[], str],
        proces: str,
        puls: Puls | None = None,
    ) -> None:
        """`nu` gives the time as the post room compares it; `proces` names this listener in what it has taken."""
        self.proces = proces
        self._postrum, self._skriver, self._afgoer, self._nu = postrum, skriver, afgoer, nu
        self._puls = puls or Puls()
        self._traad = ThreadPoolExecutor(1, thread_name_prefix="beskedhent")
        self._svar: list[Ende] = []
        self._klar = asyncio.Event()
        self._vaekkes: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._opgaver: list[asyncio.Task[None]] = []
        self._antal: dict[str, int] = {}
        self._antal_tid = float("-inf")
        self._loop: asyncio.AbstractEventLoop | None = None

    # --- life ---------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begins to commit and to look; what an earlier process of the same name had outstanding is given back."""
        self._loop = asyncio.get_running_loop()
        await self._call(lambda: self._postrum.giv_tilbage(self.proces, nu=self._nu()))
        self._opgaver = [asyncio.create_task(self._commit()), asyncio.create_task(self._watch())]

    async def stop(self) -> None:
        """Commits what has been answered and gives back the rest."""
        for opgave in self._opgaver:
            opgave.cancel()
        await asyncio.gather(*self._opgaver, return_exceptions=True)
        svar, self._svar = self._svar, []
        await self._call(lambda: self._keep(svar))
        await self._call(lambda: self._postrum.giv_tilbage(self.proces, nu=self._nu()))
        self._traad.shutdown()

    # --- fetching and answering ---------------------------------------------------------------------------------------

    async def take(self, dueslag: str, antal: int, hvem: str) -> list[Brev]:
        """At most `antal` messages that may leave now, written out; empty also when the post room fails."""
        try:
            breve, ikke = await self._call(lambda: self._take(dueslag, antal, f"{self.proces}/{hvem}"))
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            log_line("hent.postrum-svarer-ikke", dueslag=dueslag)
            await asyncio.sleep(self._puls.igen)
            self.wake([dueslag])
            return []
        self._add(ikke)
        return breve

    async def announce(self, breve: list[Brev]) -> list[Brev]:
        """Into the audit, before they leave: messages that nobody will acknowledge.

        Those that may leave: none where it cannot be written.
        """
        poster = [unacknowledged(brev.forsendelse, brev.videregivelse) for brev in breve if brev.videregivelse]
        try:
            await self._call(lambda: self._postrum.skriv_revision(poster, nu=self._nu()))
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            log_line("hent.postrum-svarer-ikke", dueslag=breve[0].forsendelse.dueslag if breve else "")
            self.give_back(breve)
            await asyncio.sleep(self._puls.igen)
            return []
        return breve

    def answer(self, breve: Iterable[Brev], udfald: Udfald, grund: str) -> None:
        """Keeps what the receiver said, with the next group; durable when that is committed."""
        self._add([Ende(brev.forsendelse, udfald, grund, brev.videregivelse) for brev in breve])

    def give_back(self, breve: Iterable[Brev]) -> None:
        """Makes messages ready again that have not left."""
        self._add([Ende(brev.forsendelse, None, "", None) for brev in breve])

    def take_back(self, breve: Iterable[Brev]) -> None:
        """Makes messages ready again that have left, without blame: whoever had them did not answer, and need not."""
        self._add([Ende(brev.forsendelse, None, LUKKET, brev.videregivelse) for brev in breve])

    async def count(self, dueslag: str) -> int:
        """About how many wait in a dueslag."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._antal_tid > self._puls.antal:
            tilstande = await self._call(self._postrum.tilstande)
            self._antal = {each.dueslag.lower(): each.venter for each in tilstande}
            self._antal_tid = loop.time()
        return self._antal.get(dueslag, 0)

    # --- waking -------------------------------------------------------------------------------------------------------

    def subscribe(self, dueslag: str, event: asyncio.Event) -> None:
        """Sets the event whenever there may be something new in the dueslag."""
        self._vaekkes[dueslag].add(event)

    def unsubscribe(self, dueslag: str, event: asyncio.Event) -> None:
        """No more."""
        self._vaekkes[dueslag].discard(event)
        if not self._vaekkes[dueslag]:
            del self._vaekkes[dueslag]

    def consumers(self, dueslag: str) -> int:
        """How many wait on the dueslag in this listener."""
        return len(self._vaekkes.get(dueslag, ()))

    def wake(self, dueslag: Iterable[str]) -> None:
        """There may be something new; on the loop's thread."""
        for each in dueslag:
            for event in self._vaekkes.get(each.lower(), ()):
                event.set()

    def nyt(self, dueslag: Iterable[str]) -> None:
        """There is something new; from any thread, at once."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.wake, list(dueslag))

    # --- inside -------------------------------------------------------------------------------------------------------

    def _add(self, ender: Sequence[Ende]) -> None:
        if ender:
            self._svar += ender
            self._klar.set()

    async def _commit(self) -> None:
        while True:
            await self._klar.wait()
            self._klar.clear()
            count = len(self._svar)
            try:
                # shielded by being counted first: what is cancelled here stays in the list and is kept by `stop`
                ender = self._svar[:count]
                await self._call(lambda ender=ender: self._keep(ender))  # type: ignore[misc]
            except Exception:  # noqa: BLE001 - whatever it is, the others go on
                log_line("hent.svar-ikke-gemt", antal=count)
                await asyncio.sleep(self._puls.igen)
                self._klar.set()
                continue
            del self._svar[:count]
            self.wake({each.forsendelse.dueslag for each in ender})

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._puls.poll)
            if not self._vaekkes:
                continue
            try:
                klare = await self._call(lambda: self._postrum.klare(nu=self._nu()))
            except Exception:  # noqa: BLE001 - whatever it is, the others go on
                log_line("hent.postrum-svarer-ikke", dueslag="")
                await asyncio.sleep(self._puls.igen)
            else:
                self.wake(klare)

    def _take(self, dueslag: str, antal: int, hvem: str) -> tuple[list[Brev], list[Ende]]:
        breve: list[Brev] = []
        ikke: list[Ende] = []
        tagne = self._postrum.tag(dueslag, antal, nu=self._nu(), hvem=hvem)
        skriv = self._prepare(tagne)
        for forsendelse in tagne:
            try:
                skrevet = skriv(forsendelse)
            except Exception:  # noqa: BLE001 - whatever it is, the others go on
                nummer = forsendelse.loebenummer
                log_line("levering.kan-ikke-skrives", dueslag=dueslag, loebenummer=nummer, kanal="hent")
                ikke.append(Ende(forsendelse, Udfald.BESKEDFEJL, KAN_IKKE_SKRIVES, None))
                continue
            if isinstance(skrevet, Brev):
                breve.append(skrevet)
            else:
                ikke.append(Ende(forsendelse, None, "", None, skrevet))
        return breve, ikke

    def _prepare(self, tagne: Sequence[Forsendelse]) -> Skriv:
        """What writes each of them; where there is no such thing now they are given back."""
        try:
            return self._skriver(tagne)
        except Exception:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._add, [Ende(each, None, "", None) for each in tagne])
            raise

    def _keep(self, ender: Sequence[Ende]) -> None:
        if ender:
            sendte = [
                attempted(ende.forsendelse, ende.videregivelse, ende.grund)
                for ende in ender
                if ende.videregivelse and ende.udfald is not Udfald.LEVERET
            ]
            if sendte:
                self._postrum.skriv_revision(sendte, nu=self._nu())
            self._postrum.svar([self._decide(ende) for ende in ender], nu=self._nu())

    def _decide(self, ende: Ende) -> Afslutning:
        if ende.afslutning is not None:
            return ende.afslutning
        forsendelse, udfald, grund, videregivelse, _ = ende
        if udfald is None:
            return Afslutning(
                forsendelse.dueslag, forsendelse.loebenummer, forsendelse.forsoeg, Forsendelsestilstand.VENTER
            )
        return self._afgoer(forsendelse, udfald, grund, videregivelse if udfald is Udfald.LEVERET else None)

    async def _call(self, what: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._traad, what)


class Ende(NamedTuple):
    """How an attempt ended, on its way to the post room."""

    forsendelse: Forsendelse
    udfald: Udfald | None
    """None: given back without blame, or `afslutning` says it all."""
    grund: str
    videregivelse: Videregivelse | None
    afslutning: Afslutning | None = None
