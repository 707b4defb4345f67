"""Small overviews to measure in, and a thing to tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cpr_haendelser.alarmer.melding import Melding
from cpr_haendelser.overblik.model import Dueslagsblik, Overblik
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.storage.lager import Leverance, Leveranceart

NU = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""A Wednesday."""
ET, TO = "0b5b8a5e-0000-4000-8000-000000000001", "0b5b8a5e-0000-4000-8000-000000000002"

MELDING = Melding(
    id="8e6f1c0a-4f0e-4f3b-9a53-2d0c6c1f7b11",
    version=1,
    installation="Korsbæk",
    miljoe="exttest",
    art="rejst",
    slags="dueslag-stoppet",
    emne=ET,
    trin=1,
    trin_hoejst=1,
    tekst="Dueslaget »Flytninger« er stoppet: Modtageren svarede med StatusKode 51.",
    goer="Find grunden sammen med modtageren.",
    siden="2026-11-25T13:00:00+01:00",
    tidspunkt="2026-11-25T13:00:01+01:00",
)


def tilstand(dueslag: str = ET, **mere: object) -> Dueslagstilstand:
    """A dueslag in which all is well, but for what is said."""
    rolig = Dueslagstilstand(dueslag, 0, 0, 0, 0, 0, "", "", "", "")
    return rolig._replace(**mere)  # type: ignore[arg-type]


def blik(dueslag: str = ET, *, alder: float = 0.0, navn: str = "Flytninger", **mere: object) -> Dueslagsblik:
    return Dueslagsblik(navn, "ØDIS", "hent", aktiv=True, tilstand=tilstand(dueslag, **mere), alder=alder, takt=0.0)


def fil(modtaget: datetime, opgave: str = "900001") -> Leverance:
    return Leverance(
        1, opgave, "20261123", "20261120", "D261123.L900001", "", Leveranceart.AENDRINGER, modtaget.isoformat(),
        1, 1, 0, {}, {}, (), "",
    )  # fmt: skip


def overblik(*dueslag: Dueslagsblik, **mere: object) -> Overblik:
    """An installation in which all is well, but for what is said."""
    godt = Overblik(NU, "exttest", (), 10, 10, 0, dueslag, (), ())
    return godt._replace(**mere)  # type: ignore[arg-type]


def siden(**tid: float) -> datetime:
    return NU - timedelta(**tid)
