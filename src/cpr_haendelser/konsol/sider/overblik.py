"""The first page: how it goes, and what needs somebody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol.side import Besoeg, Side, draw, wire_code
from cpr_haendelser.konsol.sider.afventer import find_afventer
from cpr_haendelser.konsol.sider.arbejde import find_unfinished
from cpr_haendelser.konsol.sider.dueslag import Dueslagsliste, Raekke
from cpr_haendelser.storage.alarmbog import Alarm
from cpr_haendelser.storage.lager import Leverance

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_DAGE, _FILER, _KODER, _DUESLAG = 14, 5, 12, 8
_HOEJDE = 120
ALARMORD = {
    "dueslag-stoppet": "dueslaget er stoppet",
    "aeldste": "beskeder har ventet længe",
    "parkeret-af-os": "parkeret af os",
    "parkeret-af-modtager": "parkeret af modtageren",
    "stor-fil": "stor fil afventer",
    "fordeling-staar-stille": "fordelingen står stille",
    "afviste": "mange afviste logins",
    "ingen-fil": "ingen fil er kommet",
    "certifikat": "vores certifikat udløber",
    "systemcertifikat": "it-systemets certifikat udløber",
}
"""What each kind of alarm is called where there is little room."""
_TRIN = 5
"""Shades of the picture of codes."""


class Soejle(NamedTuple):
    """One day of the picture."""

    dag: str
    antal: int
    hoejde: float
    """Of the picture's height."""


class Koderaekke(NamedTuple):
    """A code in the picture of codes; empty: all the others together."""

    kode: str
    navn: str
    celler: tuple[tuple[int, int], ...]
    """For each day how many, and how dark (0 to _TRIN)."""
    ialt: int


def pages(installation: Installation) -> tuple[Side, ...]:
    """The overview."""
    liste = Dueslagsliste(installation)

    def show(besoeg: Besoeg) -> Response:
        kald = besoeg.kald
        drift, ser_filer = kald.may(Handling.DRIFT_KONTROLLER), kald.may(Handling.FIL_LAES)
        dagstal = installation.dagstaelling.look() if ser_filer else None
        antal = dagstal.antal if dagstal else {}
        raekker, soejler = _dueslag(liste, besoeg), make_soejler(antal)
        return draw(
            kald, "overblik",
            valgt=besoeg.request.query_params.get("adgangskode") == "valgt",
            afventer=find_afventer(installation, kald),
            arbejder=find_unfinished(installation, kald),
            blik=installation.udkig.seen() if drift else None,
            alarmer=[_alarm(installation, each) for each in installation.udkig.seen().alarmer] if drift else [],
            dueslag=[each for each in raekker if each.kalder][:_DUESLAG],
            dueslag_ialt=len(raekker),
            kalder=sum(each.kalder for each in raekker),
            venter=sum(each.tilstand.venter + each.tilstand.ude for each in raekker),
            ser_filer=ser_filer,
            filer=_latest(installation) if ser_filer else [],
            soejler=soejler,
            koder=make_koder(antal, installation.settings.samlekode),
            faerdig=dagstal is None or dagstal.faerdig,
            hoejde=_HOEJDE,
            dage=max(_DAGE // 2, len(soejler)),
        )  # fmt: skip

    return (Side("GET", "", Handling.STATUS_LAES, show),)


def _dueslag(liste: Dueslagsliste, besoeg: Besoeg) -> list[Raekke]:
    """The caller's, those that need somebody first."""
    kalder = besoeg.kald.let_in(Handling.DUESLAG_LAES, "")
    return [] if isinstance(kalder, Hvorfor) else liste.rows(kalder)


def _alarm(installation: Installation, alarm: Alarm) -> tuple[str, str, str, str]:
    """What it is, what it is about, since when, and the UUID of the dueslag that it is about."""
    dueslag = installation.bord.gaeldende().dueslag.get(alarm.emne.lower())
    return ALARMORD[alarm.slags], dueslag.navn if dueslag else alarm.emne, alarm.siden, dueslag.uuid if dueslag else ""


def _latest(installation: Installation) -> list[Leverance]:
    """The newest files first."""
    stade = installation.lager.stade()
    return installation.lager.leverancer(efter=max(0, stade.fil - _FILER), antal=_FILER)[::-1]


def _days(antal: Mapping[tuple[str, str], int]) -> list[str]:
    return sorted({dag for dag, _ in antal})[-_DAGE:]


def _short(dag: str) -> str:
    laest = date.fromisoformat(dag)
    return f"{laest.day}/{laest.month}"


def make_soejler(antal: Mapping[tuple[str, str], int]) -> list[Soejle]:
    """Hændelser for each of the last days (YYYYMMDD), as heights of a picture."""
    dage: dict[str, int] = defaultdict(int)
    for (dag, _), tal in antal.items():
        dage[dag] += tal
    sidste = [(dag, dage[dag]) for dag in _days(antal)]
    stoerst = max((tal for _, tal in sidste), default=0) or 1
    return [Soejle(_short(dag), tal, round(_HOEJDE * tal / stoerst, 1)) for dag, tal in sidste]


def make_koder(antal: Mapping[tuple[str, str], int], samlekode: str) -> list[Koderaekke]:
    """The most frequent codes of the last days, each day's number with how dark it is; the others are one row."""
    dage = _days(antal)
    ialt = Counter[str]()
    for (dag, kode), tal in antal.items():
        if dag in dage:
            ialt[kode] += tal
    viste = [kode for kode, _ in ialt.most_common(_KODER)]
    stoerst = max((antal.get((dag, kode), 0) for kode in viste for dag in dage), default=0) or 1

    def row(kode: str, tal: list[int]) -> Koderaekke:
        celler = tuple((each, -(-each * _TRIN // stoerst) if each <= stoerst else _TRIN) for each in tal)
        navn = code_name(kode, "") if kode else ""
        return Koderaekke(wire_code(kode, samlekode), navn, celler, sum(tal))

    raekker = [row(kode, [antal.get((dag, kode), 0) for dag in dage]) for kode in viste]
    resten = [sum(tal for (en, kode), tal in antal.items() if en == dag and kode not in viste) for dag in dage]
    return [*raekker, row("", resten)] if any(resten) else raekker
