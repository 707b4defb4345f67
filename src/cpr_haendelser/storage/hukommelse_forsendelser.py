"""The forsendelser of the post room in memory: what is in each dueslag, whose turn it is, and what was delivered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from threading import RLock

from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand, Levering
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand, Indgreb, Ny, Stilstand
from cpr_haendelser.storage.hukommelse_opsaetning import HukommelseOpsaetning
from cpr_haendelser.storage.revisionsposter import intervention
from cpr_haendelser.storage.transaktion import transaktion

VENTER, UDE, LEVERET, PARKERET, TILBAGEHOLDT, FEJLKOE, AFVENTER = (
    Forsendelsestilstand.VENTER,
    Forsendelsestilstand.UDE,
    Forsendelsestilstand.LEVERET,
    Forsendelsestilstand.PARKERET,
    Forsendelsestilstand.TILBAGEHOLDT,
    Forsendelsestilstand.FEJLKOE,
    Forsendelsestilstand.AFVENTER,
)
_MINUT = 16
"""So much of a time says which minute it was."""
TIL_SIDE = (PARKERET, TILBAGEHOLDT, FEJLKOE)

Noegle = tuple[str, int]
"""Dueslag and løbenummer."""


class HukommelseForsendelser(HukommelseOpsaetning):
    """What is in the dueslag, and what has been."""

    def __init__(self, lock: RLock, navnerum: bytes) -> None:
        super().__init__(lock)
        self._navnerum = navnerum
        self._poster: dict[str, dict[int, Forsendelse]] = defaultdict(dict)
        self._siden: dict[Noegle, str] = {}
        """When what was put aside or delivered came to wait again."""
        self._overhalet: set[Noegle] = set()
        """What is put aside while a later one about the person has left."""
        self._leveringer: list[Levering] = []
        self._indgreb: list[Indgreb] = []
        self._stoppet: dict[str, str] = {}
        self._venter_til: dict[str, str] = {}
        self._sidste_fejl: dict[str, str] = {}

    def forsendelser(
        self, dueslag: str, *, tilstand: Forsendelsestilstand | None = None, efter: int = 0, antal: int = 1000
    ) -> list[Forsendelse]:
        """Forsendelser by løbenummer."""
        with self._lock:
            alle = (post for _, post in sorted(self._queue(dueslag).items()))
            return [post for post in alle if post.loebenummer > efter and tilstand in (None, post.tilstand)][:antal]

    def leveringer(self, pnr: int) -> list[Levering]:
        """Every delivery about a person."""
        with self._lock:
            return sorted(
                (en for en in self._leveringer if en.pnr == pnr), key=lambda en: (en.tidspunkt, *en[:2], en.forsoeg)
            )

    def leverede(
        self, dueslag: str, *, efter: int = 0, antal: int = 1000, fra: str = "", til: str = ""
    ) -> list[Levering]:
        """The last delivery of each løbenummer."""
        with self._lock:
            sidste: dict[int, Levering] = {}
            for en in sorted(self._leveringer, key=lambda en: (en.loebenummer, en.forsoeg)):
                if en.dueslag == dueslag and en.loebenummer > efter:
                    sidste[en.loebenummer] = en
            alle = (en for en in sidste.values() if en.tidspunkt >= fra and (not til or en.tidspunkt < til))
            return sorted(alle, key=lambda en: en.loebenummer)[:antal]

    def indgreb(self, *, efter: int = 0, antal: int = 1000) -> list[Indgreb]:
        """What was done by hand."""
        with self._lock:
            return self._indgreb[efter : efter + antal]

    def tilstande(self) -> list[Dueslagstilstand]:
        """How it goes with every dueslag."""
        with self._lock:
            steder = (self._poster, self._stoppet, self._venter_til)
            kendte = {uuid for sted in steder for uuid in sted} | {en.uuid for en in self.opsaetning().dueslag}
            return [self._tilstand(dueslag) for dueslag in sorted(kendte)]

    def tilstand(self, dueslag: str) -> Dueslagstilstand | None:
        """How it goes with one dueslag."""
        return next((each for each in self.tilstande() if each.dueslag == dueslag), None)

    def stilstand(self, dueslag: str) -> Stilstand:
        """What keeps a dueslag as a whole."""
        with self._lock:
            hvor = (self._stoppet, self._venter_til, self._sidste_fejl)
            return Stilstand(*(each.get(dueslag, "") for each in hvor))

    def leveret_siden(self, tid: str) -> dict[str, int]:
        """How many were delivered from that minute on."""
        with self._lock:
            return dict(Counter(en.dueslag for en in self._leveringer if en.tidspunkt[:_MINUT] >= tid[:_MINUT]))

    def _tilstand(self, dueslag: str) -> Dueslagstilstand:
        poster = self._queue(dueslag).values()
        antal = Counter(post.tilstand for post in poster)
        return Dueslagstilstand(
            dueslag=dueslag,
            venter=antal[VENTER],
            ude=antal[UDE],
            parkeret=antal[PARKERET],
            tilbageholdt=antal[TILBAGEHOLDT],
            leveret=sum(en.dueslag == dueslag for en in self._leveringer),
            aeldste=min((self._since(post) for post in poster if post.tilstand in (VENTER, UDE)), default=""),
            stoppet=self._stoppet.get(dueslag, ""),
            venter_til=self._venter_til.get(dueslag, ""),
            sidste_fejl=self._sidste_fejl.get(dueslag, ""),
            fejlkoe=antal[FEJLKOE],
            holdte=sum(post.holder for post in poster),
            afventer=antal[AFVENTER],
        )

    # One person's queue

    def _all(self) -> Iterator[Forsendelse]:
        return (post for poster in self._poster.values() for post in poster.values())

    def _queue(self, dueslag: str) -> dict[int, Forsendelse]:
        return self._poster.get(dueslag, {})

    def _persons(self, post: Forsendelse) -> list[Forsendelse]:
        """All of the dueslag about the person."""
        return [anden for anden in self._queue(post.dueslag).values() if anden.pnr == post.pnr]

    def _new(self, ny: Ny, nu: str) -> Forsendelse:
        nummer = transaktion(self._navnerum, ny.dueslag, ny.loebenummer)
        return Forsendelse(*ny, VENTER, 0, 0, "", "", uden_for_raekkefoelge=False, transaktion=nummer, modtaget=nu)

    def _in_order(self, post: Forsendelse) -> Forsendelse:
        """Marked as out of order if a later one has left while it was aside."""
        noegle = (post.dueslag, post.loebenummer)
        forbi = post.tilstand in TIL_SIDE and noegle in self._overhalet
        self._overhalet.discard(noegle)
        return post._replace(uden_for_raekkefoelge=post.uden_for_raekkefoelge or forbi)

    def _since(self, post: Forsendelse) -> str:
        return self._siden.get((post.dueslag, post.loebenummer), post.modtaget)

    def _release(self, post: Forsendelse, nu: str) -> None:
        self._siden[post.dueslag, post.loebenummer] = nu
        self._keep(self._in_order(post)._replace(tilstand=VENTER, naeste="", grund="", holder=False, tabt=0))

    def _chosen(
        self, dueslag: str, loebenumre: Iterable[int], tilstande: tuple[Forsendelsestilstand, ...]
    ) -> list[Forsendelse]:
        poster = self._poster[dueslag]
        return [poster[nr] for nr in sorted(set(loebenumre)) if nr in poster and poster[nr].tilstand in tilstande]

    def _keep(self, post: Forsendelse) -> None:
        self._poster[post.dueslag][post.loebenummer] = post

    def _note(self, nu: str, hvem: str, dueslag: str, handling: str, antal: int, grund: str = "") -> None:  # noqa: PLR0913
        if antal:
            self._keep_indgreb(Indgreb(nu, hvem, dueslag, handling, antal, grund))

    def _keep_indgreb(self, indgreb: Indgreb) -> None:
        self._indgreb.append(indgreb)
        self.skriv_revision([intervention(indgreb)], nu=indgreb.tidspunkt)
