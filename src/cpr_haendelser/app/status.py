"""How an installation goes, for who asks from beside it: what is seen, and what of it needs an operator."""

from __future__ import annotations

from typing import NamedTuple

from cpr_haendelser.alarmer.maaling import Maalt, measure, step
from cpr_haendelser.alarmer.melding import tell
from cpr_haendelser.alarmer.slags import TABEL
from cpr_haendelser.app.alarmer import make_graenser
from cpr_haendelser.app.installation import Installation
from cpr_haendelser.fordeling.proces import find_levende
from cpr_haendelser.overblik.model import Overblik


class Opmaerksomhed(NamedTuple):
    """Something that needs an operator, alarm told or not."""

    slags: str
    emne: str
    trin: int
    tekst: str
    goer: str


class Status(NamedTuple):
    """All of it."""

    overblik: Overblik
    processer: tuple[str, ...]
    """The processes that distribute and deliver now."""
    opmaerksomhed: tuple[Opmaerksomhed, ...]


def read_status(installation: Installation) -> Status:
    """How it goes now."""
    overblik, graenser = installation.udkig.look(), make_graenser(installation.gaeldende)
    staar = ((maalt, step(maalt, graenser)) for maalt in measure(overblik))
    return Status(
        overblik,
        tuple(find_levende(installation.procesmappe)),
        tuple(_needed(maalt, trin) for maalt, trin in staar if trin),
    )


def _needed(maalt: Maalt, trin: int) -> Opmaerksomhed:
    slags = TABEL[maalt.slags]
    return Opmaerksomhed(slags.navn, maalt.emne, trin, tell(maalt, slags.rejst), slags.goer)
