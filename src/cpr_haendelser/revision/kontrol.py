"""The check: every link against the one before it and against what can be looked up; what does not fit, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from cpr_haendelser.revision.bog import Revisionsbog, Tal
from cpr_haendelser.revision.kaede import compute_hash
from cpr_haendelser.revision.kanonisk import Gruppe, read, read_poster, write
from cpr_haendelser.revision.post import TOM, Hoved, Led, Revisionspost, Slags, lookup_keys
from cpr_haendelser.revision.segl import Segl, find_segl, holds
from cpr_haendelser.revision.vidner import Afhoering, Sagt

HOVED, GENDAN = "revision.hoved", "backup.gendan"
"""The changes that say that the head was signed, and that a backup was restored."""
_SIGES = 100
"""Links between two times that it is told how far the check has come."""


class Fund(NamedTuple):
    """Something that is not as it must be."""

    led: int
    """The link; 0: not one of them."""
    kode: str
    """aendret, mangler, brudt, afkortet, hoved, underskrift, opslag, raekke."""
    tekst: str


class Kontrol(NamedTuple):
    """What a check came to."""

    hoved: Hoved
    """The head that was checked up to."""
    led: int
    poster: int
    underskrevne: int
    """Signed heads that hold, in the chain and the one that was brought."""
    fund: tuple[Fund, ...]
    usammenlignelige: int = 0
    """Rows beside the audit that are from before it, or before it had their fingerprints (revision.vidner)."""


def check_kaede(alle: Iterable[Led], fra: Hoved = TOM) -> Iterator[tuple[Led, list[Fund]]]:
    """Each link with what is wrong with it by itself and after the one before; `fra`: what the first one follows."""
    foer = fra
    for led in alle:
        yield led, list(_check_led(led, foer))
        foer = led.hoved


def _check_led(led: Led, foer: Hoved) -> Iterator[Fund]:
    if led.nr != foer.nr + 1:
        yield Fund(led.nr, "mangler", _missing(foer.nr + 1, led.nr - 1))
    elif led.forrige != foer.hash:
        yield Fund(
            led.nr, "brudt", f"led {led.nr} følger ikke efter led {foer.nr}: et af dem er skiftet ud eller sat ind."
        )
    if compute_hash(led) != led.hash:
        yield Fund(led.nr, "aendret", f"led {led.nr} er ændret: indholdet passer ikke med hashen.")
    if led.tidspunkt < foer.tidspunkt:
        yield Fund(led.nr, "brudt", f"led {led.nr} er ældre end led {foer.nr}: rækkefølgen er ændret.")
    if not _is_canonical(led):
        yield Fund(led.nr, "aendret", f"led {led.nr} kan ikke læses, eller antallet af poster passer ikke.")


def _missing(foerste: int, sidste: int) -> str:
    return f"led {foerste if foerste == sidste else f'{foerste}-{sidste}'} mangler."


def _is_canonical(led: Led) -> bool:
    try:
        grupper = list(read(led.slags, led.indhold))
    except (ValueError, TypeError):
        return False
    skrevet = b"".join(write([gruppe], tid) for tid, gruppe in grupper)
    return skrevet == led.indhold and sum(gruppe.antal for _, gruppe in grupper) == led.antal


def _silent(_led: int, _ialt: int) -> None:
    """Nobody is told how far it has come."""


def check(
    bog: Revisionsbog,
    noegle: bytes | None = None,
    segl: Segl | None = None,
    fremdrift: Callable[[int, int], None] = _silent,
) -> Kontrol:
    """Checks all of it, up to the head of now.

    `noegle`: the public key, 32 bytes; None: what is signed is not checked. `segl`: a signed head from elsewhere.
    `fremdrift` is told every so many links how many have been seen, of how many.
    """
    return _Kontrollant(bog, noegle).run(segl, fremdrift)


class _Kontrollant:
    """One check: what has been seen so far."""

    def __init__(self, bog: Revisionsbog, noegle: bytes | None) -> None:
        self._bog, self._noegle = bog, noegle
        self._fra, self._til = bog.revisionsbegyndelse(), bog.revisionshoved()
        self._kaede = self._fra.kaede
        self._foer = 0
        self._versioner: list[int] = []
        self._segl: list[tuple[int, Segl]] = []
        self._tabte: list[tuple[int, int, int]] = []
        """Link that tells of it, and the links that a restored backup did not have."""
        self._fund: list[Fund] = []
        self._afhoering = Afhoering(self._fra.hoved.tidspunkt)
        self._led = self._poster = 0

    def run(self, segl: Segl | None, fremdrift: Callable[[int, int], None]) -> Kontrol:
        """All of it."""
        tal = _Tal(self._bog.revisionstal(self._til.nr))
        self._foer = tal.take(0).leveringer
        for led, fejl in check_kaede(
            self._bog.revisionsled(efter=self._fra.hoved.nr, til=self._til.nr), self._fra.hoved
        ):
            if self._led % _SIGES == 0:
                fremdrift(self._led, self._til.nr - self._fra.hoved.nr)
            self._led, self._poster = self._led + 1, self._poster + led.antal
            self._fund += fejl
            self._fund += (Fund(nr, "opslag", _surplus(nr)) for nr in tal.skip(led.nr))
            fundet = tal.take(led.nr)
            if not fejl:
                self._look_into(led, fundet)
        self._fund += (Fund(nr, "opslag", _surplus(nr)) for nr in tal.skip(None))
        self._check_set_up()
        usammenlignelige = self._check_rows()
        holder = sum(self._check_segl(hvor, each) for hvor, each in self._segl)
        if self._fra.segl is not None:
            holder += self._check_segl(0, self._fra.segl)
        if segl is not None:
            holder += self._check_segl(-1, segl)
        return Kontrol(self._til, self._led, self._poster, holder, tuple(self._fund), usammenlignelige)

    def _look_into(self, led: Led, tal: Tal) -> None:
        """What a link that is whole says of others, held against them."""
        self._hear(led)
        grupper = [gruppe for _, gruppe in read(led.slags, led.indhold)]
        self._fund += (Fund(led.nr, "opslag", f"led {led.nr}: {tekst}") for tekst in self._bog.revisionsafvigelser(led))
        if expected(led, grupper) != tal:
            self._fund.append(
                Fund(led.nr, "opslag", f"led {led.nr}: der er for mange eller for få rækker i opslagene.")
            )
        for gruppe in grupper:
            detaljer = dict(gruppe.faelles.detaljer)
            if led.slags is Slags.BEGYNDELSE:
                self._begin(led, detaljer)
            elif gruppe.faelles.handling == HOVED:
                self._keep_segl(led, find_segl(detaljer.get("segl", "")))
            elif gruppe.faelles.handling == GENDAN and "tabt_til" in detaljer:
                self._tabte.append((led.nr, int(detaljer["tabt_fra"]), int(detaljer["tabt_til"])))
            elif "sha256" in detaljer:
                self._versioner.append(int(detaljer["version"]))

    def _keep_segl(self, led: Led, segl: Segl | None) -> None:
        if segl is None:
            self._fund.append(Fund(led.nr, "hoved", f"led {led.nr} skulle have et underskrevet hoved, men har intet."))
        else:
            self._segl.append((led.nr, segl))

    def _begin(self, led: Led, detaljer: dict[str, str]) -> None:
        self._kaede = detaljer["kaede"]
        if int(detaljer["leveringer_foer"]) != self._foer:
            tekst = (
                f"{self._foer} leveringer står i intet led; der var {detaljer['leveringer_foer']}, da sporet begyndte."
            )
            self._fund.append(Fund(led.nr, "opslag", tekst))

    def _check_set_up(self) -> None:
        if not self._versioner:
            return
        poster, kendte = self._bog.opsaetningsposter(min(self._versioner)), len(self._versioner)
        # What has been changed while the check went on is in the links that came meanwhile.
        nyere = sum("sha256" in dict(post.detaljer) for post in self._since())
        if not kendte <= poster <= kendte + nyere:
            tekst = (
                f"opsætningen har {poster} ændringer, men sporet {len(self._versioner)}: den er ændret uden om sporet."
            )
            self._fund.append(Fund(0, "opslag", tekst))

    def _hear(self, led: Led) -> None:
        """What it says of rows beside it: one entry each, about no person."""
        if led.slags in {Slags.AENDRING, Slags.BEGYNDELSE}:
            for tid, gruppe in read(led.slags, led.indhold):
                self._afhoering.hear(Sagt(led.nr, tid or led.tidspunkt, gruppe.faelles))

    def _check_rows(self) -> int:
        """Rows against what was heard of them; how many cannot be compared."""
        hoved, vidner = self._bog.revisionsvidner()
        # What was written while the check went on has its rows too.
        for led in self._bog.revisionsled(efter=self._til.nr, til=hoved.nr):
            self._hear(led)
        uens, usammenlignelige = self._afhoering.hold(vidner)
        self._fund += (Fund(nr, "raekke", tekst) for nr, tekst in uens)
        return usammenlignelige

    def _since(self) -> Iterator[Revisionspost]:
        """What has been written since the check began."""
        for led in self._bog.revisionsled(efter=self._til.nr):
            yield from (post for _, post in read_poster(led.slags, led.indhold))

    def _check_segl(self, hvor: int, segl: Segl) -> bool:
        """A signed head: in a link, of what was removed (0), or from elsewhere (-1)."""
        navn = {0: "bortfaldets hoved", -1: "det hoved, der blev givet,"}.get(hvor, f"hovedet i led {hvor}")
        nr = max(hvor, 0)
        if self._noegle is not None and not holds(segl, self._noegle):
            self._fund.append(Fund(nr, "underskrift", f"{navn} er ikke underskrevet med den nøgle."))
            return False
        if segl.kaede != self._kaede:
            self._fund.append(Fund(nr, "hoved", f"{navn} er en anden kædes."))
            return False
        if segl.nr > self._til.nr:
            self._fund.append(
                Fund(
                    segl.nr,
                    "afkortet",
                    f"{navn} har led {segl.nr}, men sporet slutter ved led {self._til.nr}: det er kortet af."
                    f"{self._restored(segl.nr)}",
                )
            )
            return False
        if segl.nr < self._fra.hoved.nr:
            return True  # what it stood for has been removed; the head of that is checked
        if self._hash(segl.nr) != segl.hoved.hash:
            tekst = f"{navn} siger noget andet om led {segl.nr}: led {segl.nr} eller noget før det er skiftet ud."
            tekst += self._restored(segl.nr)
            self._fund.append(Fund(segl.nr, "hoved", tekst))
            return False
        return True

    def _restored(self, nr: int) -> str:
        """What the audit itself says of a link that is not there, or is another."""
        for led, fra, til in self._tabte:
            if fra <= nr <= til:
                return f" Led {led} fortæller, at led {fra}-{til} gik tabt, da en backup blev gendannet."
        return ""

    def _hash(self, nr: int) -> bytes:
        if nr == self._fra.hoved.nr:
            return self._fra.hoved.hash
        return next((led.hash for led in self._bog.revisionsled(efter=nr - 1, til=nr)), b"")


def _surplus(nr: int) -> str:
    return f"led {nr} findes ikke, men opslag eller leveringer peger på det."


class _Tal:
    """How many rows point at each link, in order, taken as the links come."""

    def __init__(self, alle: Iterable[Tal]) -> None:
        self._alle = iter(alle)
        self._naeste = next(self._alle, None)

    def take(self, nr: int) -> Tal:
        """Those of a link; none where there are none."""
        fundet = self._naeste
        if fundet is None or fundet.led != nr:
            return Tal(nr, 0, 0, 0)
        self._naeste = next(self._alle, None)
        return fundet

    def skip(self, nr: int | None) -> Iterator[int]:
        """The numbers before one (None: all that are left) that rows point at."""
        while self._naeste is not None and (nr is None or self._naeste.led < nr):
            yield self._naeste.led
            self._naeste = next(self._alle, None)


def expected(led: Led, grupper: Iterable[Gruppe]) -> Tal:
    """How many rows must point at a link."""
    grupper = list(grupper)
    noegler = {noegle for gruppe in grupper for noegle in lookup_keys(gruppe.faelles)}
    if led.slags is Slags.LEVERING:
        return Tal(led.nr, len(noegler), 0, led.antal)
    personer = {linje[0] for gruppe in grupper for linje in gruppe.linjer}
    return Tal(led.nr, 0 if led.slags is Slags.BEGYNDELSE else len(noegler), len(personer), 0)
