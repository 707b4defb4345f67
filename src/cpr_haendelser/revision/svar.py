"""What the audit answers at once: about a person, a system, a case, or what somebody did; page by page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.revision.bog import Antal, Emne, Revisionsbog
from cpr_haendelser.revision.kanonisk import read_person, read_poster
from cpr_haendelser.revision.post import Led, Revisionspost, Slags, lookup_keys

VIDEREGIVET = (Slags.LEVERING, Slags.VIDEREGIVELSE)
AENDRET = (Slags.AENDRING,)
_STED = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")
"""Numbers that fit into 64 bits."""


class Linje(NamedTuple):
    """One post, and where it stands."""

    led: int
    tidspunkt: str
    post: Revisionspost


class Sted(NamedTuple):
    """How far one has come: so many posts of a link have been seen."""

    led: int = 0
    poster: int = 0

    def __str__(self) -> str:
        return f"{self.led}.{self.poster}"


START = Sted()
"""Before everything."""


class Side(NamedTuple):
    """A page of an answer."""

    linjer: list[Linje]
    ialt: Antal
    """How much there is in all in the time asked about."""
    naeste: Sted | None
    """Where to go on; None: this was all."""


class Spoergsmaal(NamedTuple):
    """What is asked."""

    emne: Emne
    """A person, or a lookup key."""
    slags: Collection[Slags]
    fra: str = ""
    """From this time on (ISO 8601 UTC); empty: from the beginning."""
    til: str = ""
    """Until before this time; empty: until now."""


def person(pnr: int, fra: str = "", til: str = "") -> Spoergsmaal:
    """Everything that was passed on about a person."""
    return Spoergsmaal(pnr, VIDEREGIVET, fra, til)


def system(uuid: str, fra: str = "", til: str = "") -> Spoergsmaal:
    """Everything that an it-system got."""
    return Spoergsmaal(f"system:{uuid}", VIDEREGIVET, fra, til)


def sag(sag: str, fra: str = "", til: str = "") -> Spoergsmaal:
    """What was done to an agreement, an order, a dueslag, a file …, and by whom."""
    return Spoergsmaal(sag, AENDRET, fra, til)


def hvem(hvem: str, fra: str = "", til: str = "") -> Spoergsmaal:
    """Everything that somebody did and saw."""
    return Spoergsmaal(f"hvem:{hvem}", tuple(Slags), fra, til)


def answer(bog: Revisionsbog, spoergsmaal: Spoergsmaal, *, efter: Sted = START, antal: int = 100) -> Side:
    """At most `antal` posts after a place, oldest first."""
    emne, slags, fra, til = spoergsmaal
    ialt = bog.tael_revision(emne, fra=fra, til=til, slags=slags)
    linjer: list[Linje] = []
    naaet = efter
    for led in bog.revisionsled_om(emne, fra=fra, til=til, slags=slags, efter=max(efter.led - 1, 0)):
        for nummer, linje in enumerate(_about(led, emne), 1):
            if led.nr == efter.led and nummer <= efter.poster:
                continue
            if len(linjer) == antal:
                return Side(linjer, ialt, naaet)
            linjer.append(linje)
            naaet = Sted(led.nr, nummer)
    return Side(linjer, ialt, None)


def answer_all(bog: Revisionsbog, spoergsmaal: Spoergsmaal) -> Iterator[Linje]:
    """All of it, oldest first."""
    emne, slags, fra, til = spoergsmaal
    for led in bog.revisionsled_om(emne, fra=fra, til=til, slags=slags):
        yield from _about(led, emne)


def read_sted(tekst: str) -> Sted:
    """The place of a text as `Sted` writes it. Brugsfejl REV-005 where it is none."""
    fundet = _STED.fullmatch(tekst)
    if fundet is None:
        raise Brugsfejl(
            "REV-005", "stedet at fortsætte fra kan ikke læses; brug det, som den forrige side sluttede med."
        )
    return Sted(int(fundet[1]), int(fundet[2]))


def read_linjer(led: Led) -> Iterator[Linje]:
    """All posts of a link."""
    return (Linje(led.nr, tid or led.tidspunkt, post) for tid, post in read_poster(led.slags, led.indhold))


def _about(led: Led, emne: Emne) -> Iterator[Linje]:
    if isinstance(emne, int):
        fundne = read_person(led.slags, led.indhold, emne)
    else:
        fundne = (en for en in read_poster(led.slags, led.indhold) if emne.lower() in lookup_keys(en[1]))
    for tid, post in fundne:
        yield Linje(led.nr, tid or led.tidspunkt, post)
