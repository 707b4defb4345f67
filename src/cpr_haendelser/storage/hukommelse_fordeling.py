"""Deriving forsendelser from the log, and sending again, in the post room in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from threading import RLock

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.storage.forsendelse import Forsendelse
from cpr_haendelser.storage.forsendelsesbog import INGEN, Fordeling, Ny
from cpr_haendelser.storage.hukommelse_forsendelser import (
    AFVENTER,
    FEJLKOE,
    LEVERET,
    PARKERET,
    TILBAGEHOLDT,
    VENTER,
    HukommelseForsendelser,
)
from cpr_haendelser.storage.postfejl import check_forud, check_nye


class HukommelseFordeling(HukommelseForsendelser):
    """How far the log has been derived, for all dueslag and for those behind."""

    def __init__(self, lock: RLock, navnerum: bytes) -> None:
        super().__init__(lock, navnerum)
        self._position = 0
        self._kom_med: dict[str, int] = {}
        """The version of the set-up that each dueslag came with."""
        self._bagud: dict[str, int] = {}
        self._forud: set[int] = set()
        self._fordelinger: list[tuple[str, range, Fordeling]] = []
        """What was held against a dueslag ("": all that were not behind), in which numbers, and with what."""

    def position(self) -> int:
        """The løbenummer up to which forsendelser have been derived."""
        return self._position

    def fordel(  # noqa: PLR0913 - one batch is made of these
        self,
        nye: Sequence[Ny],
        *,
        til: int,
        tidspunkt: str,
        versioner: str,
        opsat: int | None = None,
        uden: Collection[str] = (),
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Keeps forsendelser and moves the position."""
        check_nye(nye, til)
        with self._lock:
            if self._position >= til:
                return 0
            self._are_behind(opsat, uden)
            deres = [ny for ny in self._for_all(nye) if ny.loebenummer > self._position]
            antal = self._derive(deres, tidspunkt, afventer)
            self._fordelinger.append(("", range(self._position + 1, til + 1), Fordeling(tidspunkt, versioner)))
            self._position = til
            return antal

    def forud(self) -> list[int]:
        """The løbenumre beyond the position that have been derived."""
        with self._lock:
            return sorted(nummer for nummer in self._forud if nummer > self._position)

    def fordel_forud(  # noqa: PLR0913 - one batch is made of these
        self,
        nye: Sequence[Ny],
        *,
        numre: Collection[int],
        tidspunkt: str,
        versioner: str,
        opsat: int | None = None,
        uden: Collection[str] = (),
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Keeps the forsendelser of some hændelser beyond the position."""
        check_forud(nye, numre)
        with self._lock:
            valgte = sorted(nummer for nummer in set(numre) - self._forud if nummer > self._position)
            if not valgte:
                return 0
            self._are_behind(opsat, uden)
            deres = [ny for ny in self._for_all(nye) if ny.loebenummer > self._position]
            antal = self._derive(deres, tidspunkt, afventer)
            dengang = Fordeling(tidspunkt, versioner)
            self._fordelinger += [("", range(nummer, nummer + 1), dengang) for nummer in valgte]
            self._forud.update(valgte)
            return antal

    def _are_behind(self, opsat: int | None, uden: Collection[str]) -> None:
        nyere = [uuid for uuid, version in self._kom_med.items() if opsat is not None and version > opsat]
        self._bagud = dict.fromkeys([*nyere, *uden], self._position) | self._bagud

    def _for_all(self, nye: Sequence[Ny]) -> list[Ny]:
        """Those of dueslag that are not behind, which have not been derived ahead."""
        return [ny for ny in nye if ny.dueslag not in self._bagud and ny.loebenummer not in self._forud]

    def _derive(self, nye: Iterable[Ny], tidspunkt: str, afventer: Mapping[int, str]) -> int:
        antal = 0
        for ny in sorted(nye, key=lambda ny: ny.loebenummer):
            if ny.loebenummer not in self._poster[ny.dueslag]:
                post = self._new(ny, tidspunkt)
                grund = afventer.get(ny.loebenummer, "")
                self._keep(
                    post._replace(tilstand=AFVENTER, grund=grund) if grund else self._withheld_with_earlier(post)
                )
                antal += 1
        return antal

    def _begin(self, dueslag: Sequence[Dueslag]) -> None:
        self._kom_med.update((en.uuid, self.version()) for en in dueslag)
        self._bagud.update((en.uuid, en.fra) for en in dueslag)

    def bagud(self) -> dict[str, int]:
        """The dueslag that have not got the log up to the position yet."""
        return dict(sorted(self._bagud.items()))

    def indhent(  # noqa: PLR0913 - one batch is made of these
        self,
        dueslag: Collection[str],
        nye: Sequence[Ny],
        *,
        fra: int,
        til: int,
        tidspunkt: str,
        versioner: str,
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Gives dueslag that are behind what is theirs."""
        check_nye(nye, til)
        with self._lock:
            der = {en for en in dueslag if self._bagud.get(en) == fra}
            for en in der:
                self._bagud[en] = til
                if til >= max(self._position, *self._forud, 0):
                    del self._bagud[en]
            if til <= fra:
                return 0
            dengang = Fordeling(tidspunkt, versioner)
            self._fordelinger += [(en, range(fra + 1, til + 1), dengang) for en in sorted(der)]
            deres = [ny for ny in nye if ny.loebenummer > fra and ny.dueslag in der]
            return self._derive(deres, tidspunkt, afventer)

    def fordeling(self, dueslag: str, loebenummer: int) -> Fordeling | None:
        """When and with which versions a hændelse was held against a dueslag."""
        with self._lock:
            if not self._has_been_held_against(dueslag, loebenummer):
                return None
            fundne = [en for en in self._fordelinger if loebenummer in en[1] and en[0] in (dueslag, "")]
            return max(fundne, key=lambda en: en[0])[2] if fundne else None

    def _has_been_held_against(self, dueslag: str, loebenummer: int) -> bool:
        """Whether a dueslag has been given the hændelse, if it is for it."""
        naaet = min(self._bagud.get(dueslag, self._position), self._position)
        return loebenummer <= naaet or (loebenummer in self._forud and dueslag not in self._bagud)

    def afspil(self, dueslag: str, loebenumre: Sequence[tuple[int, int, str]], *, nu: str, hvem: str) -> int:
        """Sends again."""
        with self._lock:
            antal, poster = 0, self._poster[dueslag]
            for loebenummer, pnr, myndighed in sorted(set(loebenumre)):
                post = poster.get(loebenummer)
                if post is not None and post.tilstand in (PARKERET, FEJLKOE):
                    self._release(post, nu)
                elif self._has_been_held_against(dueslag, loebenummer) and (post is None or post.tilstand is LEVERET):
                    ny = Ny(dueslag, loebenummer, pnr, myndighed)
                    post = post._replace(tilstand=VENTER, tabt=0) if post else self._new(ny, nu)
                    forbi = any(anden.forsoeg and anden.loebenummer > loebenummer for anden in self._persons(post))
                    self._keep(post._replace(uden_for_raekkefoelge=post.uden_for_raekkefoelge or forbi))
                    self._siden[dueslag, loebenummer] = nu
                else:
                    continue
                antal += 1
            self._note(nu, hvem, dueslag, "afspil", antal)
            return antal

    def _withheld_with_earlier(self, post: Forsendelse) -> Forsendelse:
        for anden in sorted(self._persons(post), key=lambda anden: anden.loebenummer):
            if anden.tilstand is TILBAGEHOLDT and anden.myndighed == post.myndighed:
                return post._replace(tilstand=TILBAGEHOLDT, grund=anden.grund)
        return post
