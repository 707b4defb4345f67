"""The audit of the post room in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from threading import RLock
from uuid import uuid4

from cpr_haendelser.revision.bog import Antal, Begyndelse, Emne, Tal
from cpr_haendelser.revision.kaede import begin, forge
from cpr_haendelser.revision.kanonisk import group, read, read_poster
from cpr_haendelser.revision.kontrol import expected
from cpr_haendelser.revision.post import TOM, Hoved, Led, Revisionspost, Slags, lookup_keys
from cpr_haendelser.revision.segl import Segl
from cpr_haendelser.storage import postfejl
from cpr_haendelser.storage.revisionsposter import fallen


class HukommelseRevision:
    """What revision.bog.Revisionsbog says. Nothing is indexed: every question reads it all."""

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._led: list[Led] = []
        self._begyndelse = Begyndelse("", TOM)

    def skriv_revision(self, poster: Sequence[Revisionspost], *, nu: str) -> Hoved:
        """Appends posts."""
        with self._lock:
            for slags in dict.fromkeys(post.slags for post in poster):
                self._append(slags, [post for post in poster if post.slags is slags], nu)
            return self.revisionshoved()

    def _append(self, slags: Slags, poster: Sequence[Revisionspost], nu: str) -> None:
        if not self.revisionshoved().nr:
            self._led.append(begin(str(uuid4()), 0, nu))
        self._led.append(forge(self.revisionshoved(), slags, group(poster), nu))

    def revisionshoved(self) -> Hoved:
        """The head of the chain."""
        with self._lock:
            return self._led[-1].hoved if self._led else self._begyndelse.hoved

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

    def revisionsnoegler(self, noegler: Collection[str], slags: Collection[Slags]) -> set[str]:
        """Which of these keys any link of these kinds has posts about."""
        return {each.lower() for each in noegler if any(self.revisionsled_om(each, slags=slags))}

    def tael_revision(
        self, emne: Emne, *, fra: str = "", til: str = "", slags: Collection[Slags] = tuple(Slags)
    ) -> Antal:
        """How much there is about it."""
        fundne = [_posts_about(led, emne) for led in self.revisionsled_om(emne, fra=fra, til=til, slags=slags)]
        return Antal(len(fundne), sum(fundne))

    def revisionsbegyndelse(self) -> Begyndelse:
        """What the links that are kept follow."""
        with self._lock:
            return self._begyndelse

    def revision_foer(self, tid: str) -> tuple[Hoved, Antal]:
        """The head as it was before a time."""
        foer = [led for led in self.revisionsled() if led.tidspunkt < tid]
        return foer[-1].hoved if foer else TOM, Antal(len(foer), sum(led.antal for led in foer))

    def slet_revision(self, segl: Segl, *, nu: str, hvem: str) -> Antal:
        """Removes the links up to a signed head."""
        with self._lock:
            vaek = [led for led in self._led if led.nr <= segl.nr]
            if not vaek or vaek[-1].hoved != segl.hoved:
                raise postfejl.no_hoved()
            self._led = self._led[len(vaek) :]
            self._begyndelse = Begyndelse(segl.kaede, segl.hoved, segl)
            antal = Antal(len(vaek), sum(led.antal for led in vaek))
            self._forget(vaek)
            self._append(Slags.BORTFALD, [fallen(segl, antal, hvem)], nu)
            return antal

    def _forget(self, vaek: Sequence[Led]) -> None:
        """What becomes of the delivery records that stand in links."""

    def revisionsafvigelser(self, led: Led) -> list[str]:  # noqa: ARG002 - nothing is kept beside the links
        """Nothing can say otherwise."""
        return []

    def revisionstal(self, til: int) -> Iterator[Tal]:
        """What would point at each link."""
        for led in self.revisionsled(til=til):
            tal = expected(led, [gruppe for _, gruppe in read(led.slags, led.indhold)])
            if any(tal[1:]):
                yield tal


def _is_within(led: Led, fra: str, til: str) -> bool:
    return led.tidspunkt >= fra and (not til or led.tidspunkt < til)


def _posts_about(led: Led, emne: Emne) -> int:
    poster = (post for _, post in read_poster(led.slags, led.indhold))
    if isinstance(emne, int):
        return sum(post.pnr == emne for post in poster)
    return sum(emne.lower() in lookup_keys(post) for post in poster)
