"""What is measured for alarms: a number for each kind and subject, from what is seen at one moment. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from math import floor
from typing import NamedTuple

from cpr_haendelser.alarmer.slags import Graenser, steps
from cpr_haendelser.fordeling.grunde import to_words
from cpr_haendelser.overblik.model import Certifikat, Dueslagsblik, Overblik, Systemudloeb

_DAG = 86400
_FREDAG = 4
_MINUT = 16
"""So much of a time says which minute it was."""


class Maalt(NamedTuple):
    """How it is with one kind and subject."""

    slags: str
    emne: str
    vaerdi: float
    """Held against the kind's steps."""
    detaljer: Mapping[str, str | int] = {}
    """What the text of the kind has in braces."""


class Eget(NamedTuple):
    """What only the running process knows of itself."""

    proces: str
    stille: float
    """Seconds that distribution has stood still."""
    afviste: int
    """Logins and handshakes refused within the last hour."""


def step(maalt: Maalt, graenser: Graenser) -> int:
    """The step that stands, from 1; 0: none."""
    return sum(maalt.vaerdi >= graense for graense in steps(maalt.slags, graenser))


def measure(overblik: Overblik, eget: Eget | None = None) -> list[Maalt]:
    """Everything that is measured, also where all is well. `eget`: None where no process is running."""
    return [
        _restored(overblik),
        *(maalt for dueslag in overblik.dueslag if dueslag.aktiv for maalt in _dueslag(dueslag)),
        *(_fil(fil.opgave, fil.modtaget, overblik.tidspunkt.date()) for fil in overblik.filer),
        *(_certifikat(certifikat, overblik.tidspunkt) for certifikat in overblik.certifikater),
        *(_systemcertifikat(each, overblik.tidspunkt) for each in overblik.systemcertifikater),
        *(_eget(eget, overblik) if eget else ()),
    ]


def _restored(overblik: Overblik) -> Maalt:
    staar = overblik.gendannelse
    taget = staar.taget[:_MINUT].replace("T", " kl. ") if staar is not None else ""
    return Maalt("gendannet", "", float(staar is not None), {"taget": taget})


def _dueslag(blik: Dueslagsblik) -> Iterator[Maalt]:
    tilstand, navn = blik.tilstand, {"navn": f"»{blik.navn}«"}
    grund = to_words(tilstand.stoppet)
    yield Maalt("dueslag-stoppet", tilstand.dueslag, float(bool(tilstand.stoppet)), {**navn, "grund": grund})
    timer = blik.alder / 3600
    yield Maalt("aeldste", tilstand.dueslag, timer, {**navn, "timer": floor(timer), "venter": tilstand.venter})
    for slags, antal in (
        ("parkeret-af-os", tilstand.holdte),
        ("parkeret-af-modtager", tilstand.parkeret - tilstand.holdte),
        ("stor-fil", tilstand.afventer),
    ):
        yield Maalt(slags, tilstand.dueslag, float(antal), {**navn, "antal": antal})


def _fil(opgave: str, modtaget: str, dag: date) -> Maalt:
    gaaet = weekdays_between(datetime.fromisoformat(modtaget).date(), dag)
    return Maalt("ingen-fil", opgave, float(gaaet), {"antal": gaaet})


def weekdays_between(fra: date, til: date) -> int:
    """Whole weekdays, Monday to Friday, that lie between two days, themselves not counted."""
    dage = range(1, (til - fra).days)
    return sum((fra + timedelta(days=dag)).weekday() <= _FREDAG for dag in dage)


def _certifikat(certifikat: Certifikat, nu: datetime) -> Maalt:
    if certifikat.udloeber is None:
        return Maalt("certifikat", certifikat.rolle, float("inf"), {"udloeb": "kan ikke læses"})
    vaerdi, udloeb = _expiry(certifikat.udloeber, nu)
    return Maalt("certifikat", certifikat.rolle, vaerdi, {"udloeb": udloeb})


def _systemcertifikat(certifikat: Systemudloeb, nu: datetime) -> Maalt:
    vaerdi, udloeb = _expiry(certifikat.udloeber, nu)
    return Maalt("systemcertifikat", certifikat.system, vaerdi, {"navn": f"»{certifikat.navn}«", "udloeb": udloeb})


def _expiry(udloeber: datetime, nu: datetime) -> tuple[float, str]:
    """Days since it expired (below zero: until it does), and in words."""
    sekunder = (udloeber - nu).total_seconds()
    dage = floor(sekunder / _DAG)
    om = "1 dag" if dage == 1 else f"{dage} dage"
    ord_ = f"udløber om {om} ({udloeber:%Y-%m-%d})" if sekunder > 0 else "er udløbet"
    return -sekunder / _DAG, ord_


def _eget(eget: Eget, overblik: Overblik) -> Iterable[Maalt]:
    # While a restoring stands it stands still on purpose.
    minutter = 0.0 if overblik.gendannelse is not None else eget.stille / 60
    return (
        Maalt("fordeling-staar-stille", "", minutter, {"minutter": floor(minutter), "antal": overblik.mangler}),
        Maalt("afviste", eget.proces, float(eget.afviste), {"antal": eget.afviste}),
    )
