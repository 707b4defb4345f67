"""Before an order is sent: the messages as they would look, who would get them and why others not, and what diverges.

Nothing is written, no number is given: the steps are taken on the replica as it would be, the rules derive from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from cpr_haendelser.beskeder.grundlag import Aarsag, Grundlag, boern_i
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.beskeder.sammensaetning import compose
from cpr_haendelser.fejl import Fejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.haendelser.afledning import Parametre
from cpr_haendelser.haendelser.koder099 import read_linje
from cpr_haendelser.haendelser.model import Beslutning, Haendelse
from cpr_haendelser.modtagelse.afgoer import Afgoerer
from cpr_haendelser.storage.lager import Billede
from cpr_haendelser.storage.ordre import Ordre, Ordreart, Ordrehaendelse, Ordrelinje, Udfoerelse
from cpr_haendelser.testmiljoe import paa_fil, paa_log
from cpr_haendelser.testmiljoe.dele import Dele
from cpr_haendelser.testmiljoe.divergens import Divergens, compare
from cpr_haendelser.testmiljoe.ejerskab import circle_of
from cpr_haendelser.testmiljoe.kladdereplika import Kladdereplika
from cpr_haendelser.testmiljoe.personer.oprettelse import OPRETTER
from cpr_haendelser.testmiljoe.plan import plan_ordre
from cpr_haendelser.testmiljoe.viden import Viden, new_viden

FLEST = 1000
"""So many udførelser are shown; of a longer order the first."""
FLEST_FORKLARET = 50
"""So many messages are explained for each dueslag that would not get them."""


class Vist(NamedTuple):
    """One message as it would be."""

    udfoerelse: Udfoerelse
    haendelse: Haendelse
    besked: bytes
    divergenser: tuple[Divergens, ...]
    dueslag: tuple[str, ...]
    """UUIDs of those that would get it, the organisation's own alone."""
    oensket: bool
    """Whether the order's line says that a difference is wanted."""


class Fejlet(NamedTuple):
    """What could not be carried out, and why."""

    udfoerelse: Udfoerelse
    kode: str
    tekst: str


class Ikke(NamedTuple):
    """A dueslag of the organisation that would not get messages: how many, by the step that they stop at."""

    dueslag: str
    navn: str
    hvorfor: dict[str, int]


class Forhaandsvisning(NamedTuple):
    """The whole of it."""

    viste: list[Vist]
    fejlede: list[Fejlet]
    ikke: list[Ikke]
    udeladt: int
    """Udførelser beyond those shown."""
    oprettede: int
    """Persons that would be created."""

    @property
    def uenige(self) -> int:
        """Messages in which kuvert and beskeddata disagree without it being wanted."""
        return sum(bool(vist.divergenser) and not vist.oensket for vist in self.viste)


class Grund(NamedTuple):
    """What a preview leans on beside what carrying out does."""

    bord: Bord
    parametre: Parametre
    saet: Saet
    saetnummer: int
    cvr_for: Callable[[str], str]


def show(dele: Dele, grund: Grund, ordre: Ordre, linjer: Sequence[Ordrelinje]) -> Forhaandsvisning:
    """The preview of an order. `dele.tildel` must give numbers that are not taken by being given."""
    dele = dele.at_once()
    alle = plan_ordre(ordre.uuid, linjer, dele.nu())
    kladde = Kladdereplika(dele.lager, f"{dele.nu():%Y%m%d}")
    numrene = {linje.nr: linje for linje in linjer}
    viden = new_viden(kladde, dele.ordrelager, set(paa_log.iterate_persons(numrene, alle[:FLEST])))
    viser = _Viser(dele, grund, ordre, numrene, kladde, viden)
    viste, fejlede = [], []
    for udfoerelse in alle[:FLEST]:
        try:
            viste += viser.show(udfoerelse)
        except Fejl as fejl:
            fejlede.append(Fejlet(udfoerelse, fejl.kode, fejl.tekst))
    modtagne = _distribute(grund.bord, ordre.ejer, viste)
    return Forhaandsvisning(
        [vist._replace(dueslag=modtagne.get(vist.haendelse.loebenummer, ())) for vist in viste],
        fejlede,
        _not_for(grund.bord, ordre.ejer, viste, modtagne),
        max(0, len(alle) - FLEST),
        viser.oprettede,
    )


class _Viser:
    """Takes steps, and makes the messages of what comes of them; løbenumre count on from nowhere."""

    def __init__(  # noqa: PLR0913 - what it leans on
        self,
        dele: Dele,
        grund: Grund,
        ordre: Ordre,
        linjer: dict[int, Ordrelinje],
        kladde: Kladdereplika,
        viden: Viden,
    ) -> None:
        self._dele, self._grund, self._ordre, self._linjer = dele, grund, ordre, linjer
        self._kladde, self._viden = kladde, viden
        self._proddto = f"{dele.nu():%Y%m%d}"
        self._afgoerer = Afgoerer("", self._proddto, dele.namespace, grund.parametre, grund.cvr_for)
        self._nummer = 1 << 62
        self.oprettede = 0
        """Persons created so far."""

    def show(self, udfoerelse: Udfoerelse) -> list[Vist]:
        """The messages of one udførelse."""
        if self._ordre.art is Ordreart.HAENDELSE:
            ordrede = paa_log.compose(self._dele, self._viden, self._ordre, self._linjer, udfoerelse)
            return [self._ordered(udfoerelse, each) for each in ordrede]
        klar = paa_fil.take_step(self._dele, self._viden, self._ordre, self._linjer, udfoerelse)
        tagne = self._kladde.take(klar.blokke)
        if klar.trin.handling in OPRETTER:
            self.oprettede += sum(foer is None for _, foer, _ in tagne)
        if self._ordre.art is Ordreart.REPLIKA:
            return []
        fundne: list[Vist] = []
        for poster, foer, efter in tagne:
            aarsager = tuple(_cause(nr, linje) for nr, linje in poster.haendelser)
            for beslutning, *ids, cvr in self._afgoerer.decide(poster, foer).haendelser:
                registrering_id, besked_id = (UUID(bytes=each) for each in ids)
                haendelse = self._haendelse(beslutning, (registrering_id, besked_id), cvr, "")
                fundne.append(self._vist(udfoerelse, haendelse, foer, efter, aarsager))
        return [*fundne, *(self._ordered(udfoerelse, each) for each in klar.haendelser)]

    def _ordered(self, udfoerelse: Udfoerelse, ordret: Ordrehaendelse) -> Vist:
        ids = (ordret.registrering_id, ordret.besked_id)
        haendelse = self._haendelse(ordret.beslutning, ids, ordret.modtager_cvr, ordret.ordre)
        billede = self._kladde.billeder([udfoerelse.pnr])[udfoerelse.pnr]
        return self._vist(udfoerelse, haendelse, self._kladde.before(udfoerelse.pnr), billede, ())

    def _haendelse(self, beslutning: Beslutning, ids: tuple[UUID, UUID], cvr: str, ordre: str) -> Haendelse:
        self._nummer += 1
        pnr = int(beslutning.pnr)
        person = self._viden.owner(pnr)
        billede = self._kladde.billeder([pnr])[pnr]
        return Haendelse(
            loebenummer=self._nummer,
            registrering_id=ids[0],
            besked_id=ids[1],
            beslutning=beslutning,
            modtager_cvr=cvr,
            retter_loebenummer=0,
            retter_id=None,
            hoved_id=None,
            fil=billede.fil,
            opgave="",
            filnavn="",
            proddto=self._proddto,
            dannet=self._dele.nu().isoformat(timespec="milliseconds"),
            saet=self._grund.saetnummer,
            ordre=ordre,
            kreds=circle_of(self._ordre.kreds, self._ordre.ejer, person),
        )

    def _vist(
        self,
        udfoerelse: Udfoerelse,
        haendelse: Haendelse,
        foer: Billede | None,
        efter: Billede,
        aarsager: tuple[Aarsag, ...],
    ) -> Vist:
        boern = self._kladde.billeder(boern_i(efter.dokument))
        grundlag = Grundlag(efter.dokument, {pnr: barn.dokument for pnr, barn in boern.items()}, aarsager)
        forskelle = compare(haendelse.beslutning, efter.dokument, foer.dokument if foer else None)
        oensket = self._linjer[udfoerelse.linje].oensket_divergens
        return Vist(
            udfoerelse, haendelse, compose(haendelse, grundlag, self._grund.saet), tuple(forskelle), (), oensket
        )


def _cause(nr: int, linje: bytes) -> Aarsag:
    laest = read_linje(nr, linje.decode("iso-8859-1"))
    return Aarsag(laest.nr, laest.kode, laest.maerke, laest.tid)


def _own(bord: Bord, ejer: str) -> Iterator[tuple[str, str]]:
    """The active dueslag (UUID, name) of an organisation's systems."""
    opsaetning = bord.opsaetning()
    systemer = {each.uuid.lower() for each in opsaetning.systemer if each.cvr == ejer}
    for dueslag in opsaetning.dueslag:
        if dueslag.aktiv and dueslag.system.lower() in systemer:
            yield dueslag.uuid, dueslag.navn


def _distribute(bord: Bord, ejer: str, viste: Sequence[Vist]) -> dict[int, tuple[str, ...]]:
    """Which of the organisation's dueslag would get which message."""
    egne = {uuid for uuid, _ in _own(bord, ejer)}
    nye, *_ = bord.match([vist.haendelse for vist in viste if vist.haendelse.modtager_cvr])
    fundne: dict[int, tuple[str, ...]] = {}
    for ny in nye:
        if ny.dueslag in egne:
            fundne[ny.loebenummer] = (*fundne.get(ny.loebenummer, ()), ny.dueslag)
    return fundne


def _not_for(bord: Bord, ejer: str, viste: Sequence[Vist], modtagne: dict[int, tuple[str, ...]]) -> list[Ikke]:
    """The dueslag that would not get some message, and at which step those stop."""
    fundne = []
    for uuid, navn in _own(bord, ejer):
        uden = [vist for vist in viste if uuid not in modtagne.get(vist.haendelse.loebenummer, ())]
        hvorfor = Counter(bord.explain_haendelse(vist.haendelse, uuid).stoppet_ved for vist in uden[:FLEST_FORKLARET])
        if uden:
            fundne.append(Ikke(uuid, navn, dict(hvorfor)))
    return fundne
