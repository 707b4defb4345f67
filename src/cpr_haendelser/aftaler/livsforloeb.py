"""The life of a serviceaftale: which step may be taken from where, by whom, and who is told. A table; pure.

States and roles are those of KOMBIT's Administrationsmodul as far as they are known (reference "Administrative
model"); that a change is a new request which takes over when it is approved is our reading of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from cpr_haendelser.aftaler.model import Aftaleskridt, Aftaletilstand, Serviceaftale
from cpr_haendelser.fejl import Brugsfejl

ORD = "ord"
"""In a Aftaleskridt: a word in the thread, and no step."""
OPSAETNING = "opsaetning"
"""In a Aftaleskridt: the set-up file of ExtTest, which may put an agreement anywhere."""


class Part(StrEnum):
    """A party to a serviceaftale."""

    LEVERANDOER = "leverandør"
    MYNDIGHED = "myndighed"
    OPERATOER = "operatør"
    SYSTEMET = "programmet"
    """The program itself, by the date or by another agreement."""


class Skridt(StrEnum):
    """A step, by its word in URLs, in the book and in logs."""

    ANMOD = "anmod"
    GODKEND = "godkend"
    AFVIS = "afvis"
    TRAEK = "traek"
    OPSIG = "opsig"
    UDLOEB = "udloeb"
    AFLOES = "afloes"


_NAVNEMAADE: Mapping[Skridt, str] = {
    Skridt.ANMOD: "anmode om den",
    Skridt.GODKEND: "godkende den",
    Skridt.AFVIS: "afvise den",
    Skridt.TRAEK: "trække den tilbage",
    Skridt.OPSIG: "opsige den",
    Skridt.UDLOEB: "lade den udløbe",
    Skridt.AFLOES: "afløse den",
}
"""What each step is to do, in words."""


class Overgang(NamedTuple):
    """One row: a step from a state to another."""

    skridt: Skridt
    fra: Aftaletilstand | None
    """None: there was no agreement."""
    til: Aftaletilstand
    parter: tuple[Part, ...]
    """Who may take it; the matrix of roles says which of their people."""
    hvad: str
    ved: tuple[Part, ...] = (Part.LEVERANDOER, Part.MYNDIGHED)
    """Who are told that it has happened."""
    skal: tuple[Part, ...] = ()
    """Whom it asks to do something."""
    grund: bool = False
    """Whether it must be said why."""


_T, _P = Aftaletilstand, Part

OVERGANGE: tuple[Overgang, ...] = (
    Overgang(
        Skridt.ANMOD, None, _T.ANMODET, (_P.LEVERANDOER, _P.OPERATOER),
        "Leverandøren anmoder om aftalen og skriver formål og hjemmel.",
        ved=(_P.LEVERANDOER,), skal=(_P.MYNDIGHED,),
    ),
    Overgang(
        Skridt.GODKEND, _T.ANMODET, _T.GODKENDT, (_P.MYNDIGHED, _P.OPERATOER),
        "Myndigheden godkender; fra nu af må der videregives. Operatøren godkender kun i exttest.",
    ),
    Overgang(
        Skridt.AFVIS, _T.ANMODET, _T.AFVIST, (_P.MYNDIGHED, _P.OPERATOER),
        "Myndigheden afviser og skriver hvorfor. Operatøren afviser kun i exttest.",
        grund=True,
    ),
    Overgang(
        Skridt.TRAEK, _T.ANMODET, _T.AFVIST, (_P.LEVERANDOER, _P.OPERATOER),
        "Leverandøren trækker sin anmodning tilbage.",
    ),
    Overgang(
        Skridt.OPSIG, _T.GODKENDT, _T.OPSAGT, (_P.LEVERANDOER, _P.MYNDIGHED, _P.OPERATOER),
        "En af parterne opsiger, eller operatøren gør det ved misbrug; der videregives intet mere.",
        grund=True,
    ),
    Overgang(Skridt.UDLOEB, _T.GODKENDT, _T.UDLOEBET, (_P.SYSTEMET,), "Aftalens sidste dag er gået."),
    Overgang(
        Skridt.AFLOES, _T.GODKENDT, _T.OPSAGT, (_P.SYSTEMET,),
        "En ny aftale, der erstatter denne, er godkendt; brevet om den siger det.",
        ved=(),
    ),
)  # fmt: skip
"""Every step there is."""

SLUT = frozenset({_T.AFVIST, _T.OPSAGT, _T.UDLOEBET})
"""States that nothing leads out of."""


def find_overgang(skridt: Skridt, fra: Aftaletilstand | None) -> Overgang:
    """The row of a step from a state. Brugsfejl AFT-030 where it cannot be taken from there."""
    for overgang in OVERGANGE:
        if overgang.skridt is skridt and overgang.fra is fra:
            return overgang
    mulige = [_NAVNEMAADE[each.skridt] for each in OVERGANGE if each.fra is fra and _P.SYSTEMET not in each.parter]
    kan = f"Man kan {' eller '.join(mulige)}." if mulige else "Den er slut; anmod om en ny."
    raise Brugsfejl(
        "AFT-030", f"aftalen er {shown(fra) if fra else 'ikke til'}, og så kan man ikke {_NAVNEMAADE[skridt]}. {kan}"
    )


def take(aftale: Serviceaftale, skridt: Skridt, grund: str = "") -> Serviceaftale:
    """The agreement after a step. Brugsfejl AFT-030 where it cannot be taken, AFT-031 where the reason is missing."""
    overgang = find_overgang(skridt, aftale.tilstand)
    if overgang.grund and not grund.strip():
        raise Brugsfejl(
            "AFT-031", "skriv hvorfor (grund); det står i aftalens tråd, og den anden part får det at vide."
        )
    return aftale._replace(tilstand=overgang.til)


def has_run_out(aftale: Serviceaftale, dag: str) -> bool:
    """Whether an approved agreement's last day is gone, on a day (YYYY-MM-DD)."""
    return aftale.tilstand is _T.GODKENDT and bool(aftale.gyldig_til) and aftale.gyldig_til < dag


def replaced_by(ny: Serviceaftale, aftaler: Iterable[Serviceaftale]) -> Serviceaftale | None:
    """The approved agreement that a newly approved one takes over from; None: none."""
    if not ny.erstatter:
        return None
    return next((each for each in aftaler if each.id == ny.erstatter and each.tilstand is _T.GODKENDT), None)


def newest_of(aftale: str, aftaler: Iterable[Serviceaftale]) -> list[Serviceaftale]:
    """An agreement and those that were to replace it, each by the one after, the oldest first; empty: none has the id.

    Of several that would replace the same, the last counts that was not turned down, else the last.
    """
    alle = sorted(aftaler, key=lambda each: each.tilstand is not _T.AFVIST)
    kendte = {each.id: each for each in alle}
    efter = {each.erstatter: each for each in alle if each.erstatter}
    kaede: list[Serviceaftale] = []
    her = kendte.get(aftale)
    while her is not None and her not in kaede:
        kaede.append(her)
        her = efter.get(her.id)
    return kaede


def describe(skridt: Aftaleskridt) -> str:
    """A step or word as the thread shows it."""
    if not skridt.til or skridt.skridt == ORD:
        return skridt.tekst
    return f"{shown(skridt.til)}: {skridt.tekst}" if skridt.tekst else shown(skridt.til)


def shown(tilstand: str) -> str:
    """A state as people read it."""
    return "udløbet" if tilstand == _T.UDLOEBET else tilstand
