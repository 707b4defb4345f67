"""Places: the made-up municipalities, their roads and dwellings, and the few real codes that history needs.

Korsbæk is 0998, its neighbour Ny Korsbæk 0997; Gammel Korsbæk 0996 ended on 1 January 2007 and became 0998. Other
municipalities occur as codes alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from cpr_haendelser.population.navne import VEJENDELSE, VEJFORLED, VEJSTAMME
from cpr_haendelser.population.tilfaeldig import Lod, choose, whole

KORSBAEK, NY_KORSBAEK, GAMMEL_KORSBAEK = "0998", "0997", "0996"
GAMMEL_SLUT = "200701010000"
UDENBYS = ("0101", "0461", "0615", "0751", "0851", "0573")
GROENLAND = "0955"
"""Has no CVR number in the receiver table: uden modtager."""
ADMINISTRATIVE = ("0010", "0011", "0012", "0019")
DANMARK = "5100"
LANDE = ("5110", "5120", "5130", "5140", "5150", "5154", "5170", "5180", "5314", "5390", "5472")

_DISTRIKT = {KORSBAEK: "Korsbæk", NY_KORSBAEK: "Ny Korsbæk", GAMMEL_KORSBAEK: "Korsbæk"}
_FOERSTE_VEJ = 16
_BOLIGER_PR_VEJ = 150
_FLEST_VEJE = 9000
_FAERREST_VEJE = 40
_NABOENS = 6
"""Every so many roads one is the neighbour's."""
_VEJSPRING = 1009
"""Neighbouring codes get names of different kinds; a prime that divides no number of name parts."""
_SIDER = ("tv", "th")


class Bolig(NamedTuple):
    """A dwelling: its codes as in record 002, and its texts as in record 003."""

    kommune: str
    vejkode: str
    husnr: str
    etage: str
    sidedoer: str
    bnr: str
    vejnavn: str
    lokalitet: str
    bynavn: str
    postnr: str
    postdistrikt: str

    @property
    def koder(self) -> tuple[str, str, str, str, str, str]:
        """The codes alone."""
        return self[:6]


@lru_cache(maxsize=20_000)
def vejnavn(kommune: str, vejkode: str) -> str:
    """The name of a road: a function of its codes."""
    number = _VEJSPRING * int(vejkode) + int(kommune)
    stamme, rest = number % len(VEJSTAMME), number // len(VEJSTAMME)
    endelse, rest = rest % len(VEJENDELSE), rest // len(VEJENDELSE)
    return f"{VEJFORLED[rest % len(VEJFORLED)]}{VEJSTAMME[stamme]}{VEJENDELSE[endelse]}"[:20]


def bolig(  # noqa: PLR0913 - an address has these codes
    kommune: str, vejkode: str, husnr: str, etage: str = "", sidedoer: str = "", bnr: str = ""
) -> Bolig:
    """The dwelling with these codes."""
    distrikt = _DISTRIKT.get(kommune, "")
    postnr = kommune if distrikt else ""
    return Bolig(kommune, vejkode, husnr, etage, sidedoer, bnr, vejnavn(kommune, vejkode), "", "", postnr, distrikt)


def veje(kommune: str) -> list[str]:
    """Codes of roads with numbered dwellings, of which any population has some; none but the made-up ones have any."""
    return [
        f"{_FOERSTE_VEJ + vej:04d}"
        for vej in range(_FAERREST_VEJE)
        if kommune == (NY_KORSBAEK if vej % _NABOENS == _NABOENS - 1 else KORSBAEK)
    ]


class Boligmasse:
    """The numbered dwellings of Korsbæk and Ny Korsbæk: a number is one dwelling, no two numbers the same."""

    def __init__(self, antal: int) -> None:
        self._veje = min(_FLEST_VEJE, max(_FAERREST_VEJE, antal // _BOLIGER_PR_VEJ))

    def get(self, nummer: int) -> Bolig:
        """The dwelling of that number."""
        vej, plads = nummer % self._veje, nummer // self._veje
        kommune = NY_KORSBAEK if vej % _NABOENS == _NABOENS - 1 else KORSBAEK
        vejkode = f"{_FOERSTE_VEJ + vej:04d}"
        if vej % 2:
            hus, bogstav = plads % 900, plads // 900
            return bolig(kommune, vejkode, f"{hus + 1:03d}" + (chr(64 + bogstav) if bogstav else ""))
        hus, lejlighed = plads // 6, plads % 6
        etage = ("st", "01", "02")[lejlighed // 2]
        bogstav, hus = hus // 900, hus % 900
        return bolig(
            kommune, vejkode, f"{hus + 1:03d}" + (chr(64 + bogstav) if bogstav else ""), etage, _SIDER[lejlighed % 2]
        )


def bolig_i(lod: Lod, kommune: str) -> Bolig:
    """Some dwelling in that municipality (history and other municipalities: not from the numbered ones)."""
    vejkode = f"{whole(lod, 100, 6999):04d}"
    husnr = f"{whole(lod, 1, 160):03d}"
    if lod() < 0.4:
        return bolig(kommune, vejkode, husnr, choose(lod, ("st", "01", "02", "03")), choose(lod, ("tv", "th", "mf")))
    return bolig(kommune, vejkode, husnr)
