"""A snapshot: the persons of a caller's municipalities as they were at a løbenummer, page by page.

The first page fixes the number and the newest file of the same moment; every page shows the persons as of that file.
Whoever reads it all, and then the feed from the number, knows what there is to know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import NamedTuple

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.abonnementer.personer import let_through
from cpr_haendelser.aftaler.ret import Ret
from cpr_haendelser.beskeder.adresser import current_adresse
from cpr_haendelser.beskeder.grundlag import to_person
from cpr_haendelser.beskeder.kuvertfelter import Felter, personfelter
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.beskeder.sammensaetning import write_person
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.opslag.grundlag import gather_boern
from cpr_haendelser.storage.lager import Billede, Lager, Stade
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.udlevering.kalder import Kalder, owns
from cpr_haendelser.udlevering.personer import Personer
from cpr_haendelser.udlevering.spor import PERSONDATA


class Maerke(NamedTuple):
    """How far one has come: sealed, for it holds a personnummer."""

    kalder: str
    """UUID of the it-system; empty: the operator."""
    dueslag: str
    stade: Stade
    lister: int
    """The state of the value lists when it began."""
    omfang: str
    """Tells whether authorities and filter are still the same."""
    efter: int = 0
    """Personnummer; 0: nobody yet."""


class Snapshotside(NamedTuple):
    """A page of it."""

    loebenummer: int
    """Where to go on in the feed when it has all been read."""
    personer: list[bytes]
    """Each an element as a message shows the person; UTF-8."""
    fortsaet: Maerke | None
    """None: this was the last page."""


class _Omfang(NamedTuple):
    """Whom it is about."""

    system: str
    myndigheder: tuple[str, ...]
    filter: str

    @property
    def noegle(self) -> str:
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()[:16]


class Snapshot:
    """Reads snapshots for callers; safe to share between threads."""

    def __init__(
        self, lager: Lager, postrum: Postrum, bord: Bord, personer: Personer, *, saet: Callable[[], int]
    ) -> None:
        """`saet` gives the number of the composing settings in force."""
        self._lager, self._postrum, self._bord, self._personer, self._saet = lager, postrum, bord, personer, saet

    def begin(self, kalder: Kalder, dueslag: str = "") -> Maerke:
        """A new one, at the number of now: of a dueslag, cut by its filter, or (empty) of all the system may read.

        Brugsfejl UDL-011 for a dueslag that is not the caller's, UDL-012 where it does not say whose, UDL-013 without
        an agreement about snapshots.
        """
        lister = self._postrum.listestand()
        omfang = self._scope(kalder, dueslag)
        return Maerke(kalder.system, dueslag, self._lager.stade(), lister, omfang.noegle)

    def read(self, kalder: Kalder, maerke: Maerke, antal: int) -> Snapshotside:
        """The next page: at most `antal` persons are looked at, so it may be short, or empty, before the last one.

        The agreements are asked again. Brugsfejl UDL-010 where another began it, UDL-014 where authorities or filter
        are others than when it began: it would neither be as then nor as now.
        """
        if maerke.kalder != kalder.system:
            raise Brugsfejl("UDL-010", "mærket `fortsaet` er ikke dette systems. Begynd forfra.")
        omfang = self._scope(kalder, maerke.dueslag)
        if omfang.noegle != maerke.omfang:
            raise Brugsfejl(
                "UDL-014", "aftaler eller filter er ændret, siden snapshottet begyndte. Begynd forfra, så det passer."
            )
        stade, kommunekoder = maerke.stade, frozenset[str]().union(*map(self._personer.codes, omfang.myndigheder))
        fundne = self._lager.personer_i(kommunekoder, fil=stade.fil, efter=maerke.efter, antal=antal)
        maa = self._personer.cut(Kalder(omfang.system), fundne, Ret.snapshot_aftale)
        ses = {each.pnr: each for each in maa}
        valgte = self._let_through(omfang, [each for each in fundne if each.pnr in ses], maerke.lister)
        self._personer.note(kalder, "snapshot.laes", PERSONDATA, [ses[each.pnr] for each in valgte])
        return Snapshotside(
            stade.loebenummer,
            self._write(valgte, stade.fil),
            maerke._replace(efter=fundne[-1].pnr) if len(fundne) == antal else None,
        )

    def _scope(self, kalder: Kalder, dueslag: str) -> _Omfang:
        fundet = self._find(kalder, dueslag) if dueslag else None
        if fundet is None and not kalder.system:
            raise Brugsfejl(
                "UDL-012", "den, der ikke er et it-system, skal sige, hvilket dueslag snapshottet er til (`dueslag`)."
            )
        system = fundet.system if fundet else kalder.system
        ret = self._bord.gaeldende().ret(system)
        beskeder = {cvr: self._personer.besked(cvr) for cvr in ret.myndigheder}
        myndigheder = tuple(
            cvr
            for cvr, besked in beskeder.items()
            if ret.snapshot_aftale(besked)
            and (fundet is None or fundet.beskedtype.lower() == besked.beskedtype.lower())
        )
        if not myndigheder:
            raise Brugsfejl(
                "UDL-013", "ingen godkendt serviceaftale lader it-systemet læse personerne som helhed (snapshot)."
            )
        return _Omfang(system, myndigheder, fundet.filter.strip() if fundet else "")

    def _find(self, kalder: Kalder, uuid: str) -> Dueslag:
        gaeldende = self._bord.gaeldende()
        dueslag = gaeldende.dueslag.get(uuid.lower())
        ejet = dueslag is not None and owns(kalder, gaeldende, dueslag.system)
        if dueslag is None or not ejet or not dueslag.aktiv:
            raise Brugsfejl("UDL-011", "der er intet åbent dueslag med det id.")
        return dueslag

    def _let_through(self, omfang: _Omfang, billeder: list[Billede], lister: int) -> list[Billede]:
        if not omfang.filter:
            return billeder
        saet = self._bord.saet(self._saet())
        felter = {billede.pnr: _felter(billede, saet) for billede in billeder}
        valgte = let_through(parse(omfang.filter), felter, self._bord.kilder(lister).medlemskaber)
        return [billede for billede in billeder if billede.pnr in valgte]

    def _write(self, billeder: list[Billede], fil: int) -> list[bytes]:
        leverance, saet = self._lager.leverance(fil), self._bord.saet(self._saet())
        dag = leverance.proddto if leverance else ""
        return [
            write_person(each.dokument, gather_boern(self._lager, each.dokument, fil), dag, saet) for each in billeder
        ]


def _felter(billede: Billede, saet: Saet) -> Felter:
    return personfelter(f"{billede.pnr:010}", current_adresse(to_person(billede.dokument, {}, "")), saet)
