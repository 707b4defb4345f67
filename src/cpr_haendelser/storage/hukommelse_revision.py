"""The audit of the post room in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from threading import RLock
from uuid import uuid4

from cpr_haendelser.revision.bog import Antal, Emne
from cpr_haendelser.revision.kaede import begin, forge
from cpr_haendelser.revision.kanonisk import group, read_poster
from cpr_haendelser.revision.post import TOM, Hoved, Led, Revisionspost, Slags, lookup_keys


class HukommelseRevision:
    """What revision.bog.Revisionsbog says. Nothing is indexed: every question reads it all."""

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._led: list[Led] = []

    def skriv_revision(self, poster: Sequence[Revisionspost], *, nu: str) -> Hoved:
        """Appends posts."""
        with self._lock:
            for slags in dict.fromkeys(post.slags for post in poster):
                if not self._led:
                    self._led.append(begin(str(uuid4()), 0, nu))
                deres = group(post for post in poster if post.slags is slags)
                self._led.append(forge(self._led[-1].hoved, slags, deres, nu))
            return self.revisionshoved()

    def revisionshoved(self) -> Hoved:
        """The head of the chain."""
        with self._lock:
            return self._led[-1].hoved if self._led else TOM

    def revisionsled(self, *, efter: int = 0, til: int | None = None) -> Iterator[Led]:
        """The links in order."""
        with self._lock:
            return iter([led for led in self._led if led.nr > efter and (til is None or led.nr <= til)])

    def revisionsled_om(
        self, emne: Emne, *, fra: str = "", til: str = "", slags: Collection[Slags] = tuple(Slags), efter: int = 0
    ) -> Iterator[Led]:
        """The links with posts about it."""
        for led in self.revisionsled(efter=efter):
            if _is_within(led, fra, til) and led.slags in slags and _posts_about(led, emne):
                yield led

    def tael_revision(
        self, emne: Emne, *, fra: str = "", til: str = "", slags: Collection[Slags] = tuple(Slags)
    ) -> Antal:
        """How much there is about it."""
        fundne = [_posts_about(led, emne) for led in self.revisionsled_om(emne, fra=fra, til=til, slags=slags)]
        return Antal(len(fundne), sum(fundne))


def _is_within(led: Led, fra: str, til: str) -> bool:
    return led.tidspunkt >= fra and (not til or led.tidspunkt < til)


def _posts_about(led: Led, emne: Emne) -> int:
    poster = (post for _, post in read_poster(led.slags, led.indhold))
    if isinstance(emne, int):
        return sum(post.pnr == emne for post in poster)
    return sum(emne.lower() in lookup_keys(post) for post in poster)
