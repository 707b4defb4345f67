"""Receiving a file: whole or not at all. Gather and decide before the transaction, apply in one.

1. look the file through (`cpr.eftersyn`): structure, encoding, the guard;
2. check it against the ledger: known task, unbroken chain, not received before;
3. read and decide in batches, into a spool outside memory;
4. commit: images, versions, hændelser, 099 lines and the ledger in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

from cpr_haendelser.cpr.eftersyn import Eftersyn, inspect
from cpr_haendelser.cpr.personposter import Personposter, iterate_personer
from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl, Filfejl
from cpr_haendelser.haendelser.afledning import Parametre
from cpr_haendelser.modtagelse.afgoer import Afgoerer
from cpr_haendelser.storage.kaede import KaedeAendret
from cpr_haendelser.storage.lager import (
    Afgoerelse,
    Billede,
    Kvittering,
    Lager,
    Leverance,
    Leveranceart,
    Spool,
)

BATCH = 1000
"""Persons fetched and decided at a time."""


@dataclass(frozen=True, slots=True)
class Opsaetning:
    """What the installation has chosen about receiving."""

    vagt: Nummervagt
    namespace: UUID
    parametre: Parametre
    cvr_for: Callable[[str], str]
    opgaver: Mapping[str, frozenset[str] | None]
    """Known tasks, each with the record types it orders (None: all)."""
    saet: int
    nu: Callable[[], str]
    """The time of day as Dannelsestidspunkt: ISO 8601 with offset, milliseconds."""
    spool_folder: Path


@dataclass(frozen=True, slots=True)
class Oenske:
    """How one file is asked to be received."""

    path: Path
    nye_opgaver: Collection[str] = ()
    """Task numbers that may be met for the first time."""
    etablering: bool = False
    """A status extract: images, no hændelser."""
    accepteret_hul: str = ""
    """The reason why a gap in the chain is accepted."""
    som_haendelser: bool = False
    """Whether the differences of a re-baseline become hændelser."""


@dataclass(slots=True)
class Fremdrift:
    """Told how far the work has come: (phase, lines or persons so far, total where it is known or 0)."""

    trin: Callable[[str, int, int], None] = field(default=lambda _fase, _antal, _ialt: None)


class AlleredeModtaget(Exception):  # noqa: N818 - not an error: the caller says so and goes on
    """The same content of the same task and date has been received before."""

    def __init__(self, leverance: Leverance) -> None:
        super().__init__(f"{leverance.filnavn} er allerede modtaget som fil {leverance.fil}")
        self.leverance = leverance


def receive(lager: Lager, oenske: Oenske, opsaetning: Opsaetning, fremdrift: Fremdrift) -> Kvittering:
    """Receives one file. Filfejl or Brugsfejl where it is refused, AlleredeModtaget where there is nothing to do."""
    eftersyn = inspect(
        oenske.path,
        mistaenkelig=opsaetning.vagt.suspicious,
        vagt=opsaetning.vagt,
        trin=lambda linjer: fremdrift.trin("Efterser", linjer, 0),
    )
    art = _check_ledger(lager, eftersyn, oenske, opsaetning)
    fingeraftryk = _stat(oenske.path)
    antal = eftersyn.poster.get("001", 0)
    if art is Leveranceart.ETABLERING:
        return _establish(lager, eftersyn, oenske, opsaetning, fremdrift)
    afgoerer = _afgoerer(eftersyn, opsaetning, uden=_without_haendelser(art, oenske))
    with closing(lager.new_spool()) as spool:
        tael = _Taelling()
        for personer in _batches(iterate_personer(eftersyn, opsaetning.spool_folder)):
            spool.add(tael.count(_decide(lager, afgoerer, personer)))
            fremdrift.trin("Afgør", tael.personer, antal)
        _check_unchanged(oenske.path, fingeraftryk)
        leverance = _leverance(eftersyn, oenske, opsaetning, art, tael)
        return _commit(lager, spool, leverance, afgoerer, eftersyn, opsaetning)


def _check_ledger(lager: Lager, eftersyn: Eftersyn, oenske: Oenske, opsaetning: Opsaetning) -> Leveranceart:
    """Whether the file is next in its task's chain, and how it is to be received."""
    navn = eftersyn.path.name
    kendt = lager.find_leverance(eftersyn.opgave, eftersyn.proddto)
    if kendt is not None:
        if kendt.sha256 == eftersyn.sha256:
            raise AlleredeModtaget(kendt)
        raise Filfejl(
            "FIL-012",
            f"opgave {eftersyn.opgave} har allerede en fil fra {eftersyn.proddto} (fil {kendt.fil}) med andet indhold. "
            "Find ud af, hvilken CPR-kontoret står ved; intet er ændret.",
            fil=navn,
        )
    seneste = lager.seneste_leverance(eftersyn.opgave)
    if seneste is None:
        _check_task(eftersyn, oenske, opsaetning)
    elif not oenske.etablering and not oenske.accepteret_hul and eftersyn.proddto_forrig != seneste.proddto:
        raise Filfejl(
            "FIL-011",
            f"filen fortsætter ikke opgave {eftersyn.opgave}: den siger, at den forrige er fra {eftersyn.proddto_forrig}, men "
            f"den seneste modtagne er fra {seneste.proddto}. Modtag filerne imellem først, eller bestil dem hos "
            "CPR-kontoret. Kun hvis de ikke kan fås: --accept-gap GRUND.",
            fil=navn,
            linje=1,
            posttype="000",
            felt="PRODDTOFORRIG",
            position=28,
        )
    if seneste is not None and eftersyn.proddto < seneste.proddto:
        raise Filfejl(
            "FIL-011",
            f"filen er fra {eftersyn.proddto} og ældre end opgavens seneste fra {seneste.proddto}; den kan ikke modtages mere.",
            fil=navn,
            linje=1,
            posttype="000",
            felt="PRODDTO",
            position=20,
        )
    if oenske.etablering:
        return Leveranceart.GENETABLERING if lager.antal_personer() else Leveranceart.ETABLERING
    return Leveranceart.GENETABLERING if oenske.accepteret_hul else Leveranceart.AENDRINGER


def _check_task(eftersyn: Eftersyn, oenske: Oenske, opsaetning: Opsaetning) -> None:
    if eftersyn.opgave in opsaetning.opgaver or eftersyn.opgave in oenske.nye_opgaver:
        return
    raise Filfejl(
        "FIL-014",
        f"opgave {eftersyn.opgave} kendes ikke. Er filen rigtig, så modtag den med --new-task {eftersyn.opgave}, eller "
        "skriv opgaven i indstillingen opgaver.",
        fil=eftersyn.path.name,
        linje=1,
        posttype="000",
        felt="OPGAVENR",
        position=14,
    )


def _without_haendelser(art: Leveranceart, oenske: Oenske) -> bool:
    return art is Leveranceart.GENETABLERING and not oenske.som_haendelser


def _afgoerer(eftersyn: Eftersyn, opsaetning: Opsaetning, *, uden: bool) -> Afgoerer:
    bestilt = opsaetning.opgaver.get(eftersyn.opgave)
    return Afgoerer(
        eftersyn.opgave,
        eftersyn.proddto,
        opsaetning.namespace,
        opsaetning.parametre,
        opsaetning.cvr_for,
        None if bestilt is None else frozenset(posttype.encode() for posttype in bestilt | {"001"}),
        uden_haendelser=uden,
    )


def _stat(path: Path) -> tuple[int, int]:
    facts = path.stat()
    return facts.st_size, facts.st_mtime_ns


def _check_unchanged(path: Path, fingeraftryk: tuple[int, int]) -> None:
    if _stat(path) != fingeraftryk:
        raise Filfejl(
            "FIL-013", "filen blev ændret, mens den blev læst; intet er gemt. Modtag den igen.", fil=path.name
        )


def _batches(personer: Iterable[Personposter]) -> Iterator[list[Personposter]]:
    iterator = iter(personer)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _decide(lager: Lager, afgoerer: Afgoerer, personer: Sequence[Personposter]) -> list[Afgoerelse]:
    billeder = lager.billeder([int(person.pnr) for person in personer])
    return [afgoerer.decide(person, billeder.get(int(person.pnr))) for person in personer]


class _Taelling:
    """Counts what the ledger wants to know of a delivery."""

    def __init__(self) -> None:
        self.personer = self.aendrede = self.aeldre = 0
        self.koder: dict[str, int] = {}

    def count(self, afgoerelser: list[Afgoerelse]) -> list[Afgoerelse]:
        """The same decisions, counted."""
        self.personer += len(afgoerelser)
        for afgoerelse in afgoerelser:
            self.aendrede += afgoerelse.aendring is not None
            self.aeldre += afgoerelse.aeldre
            for _, kode, _, _, _ in afgoerelse.linjer:
                self.koder[kode] = self.koder.get(kode, 0) + 1
        return afgoerelser


def _leverance(
    eftersyn: Eftersyn, oenske: Oenske, opsaetning: Opsaetning, art: Leveranceart, tael: _Taelling
) -> Leverance:
    return Leverance(
        fil=0,
        opgave=eftersyn.opgave,
        proddto=eftersyn.proddto,
        proddto_forrig=eftersyn.proddto_forrig,
        filnavn=eftersyn.path.name,
        sha256=eftersyn.sha256,
        art=art,
        modtaget=opsaetning.nu(),
        personer=tael.personer,
        aendrede=tael.aendrede,
        aeldre=tael.aeldre,
        poster=eftersyn.poster,
        koder099=dict(sorted(tael.koder.items())),
        bemaerkninger=eftersyn.bemaerkninger,
        grund=oenske.accepteret_hul,
    )


def _commit(  # noqa: PLR0913 - each part is handed in once
    lager: Lager, spool: Spool, leverance: Leverance, afgoerer: Afgoerer, eftersyn: Eftersyn, opsaetning: Opsaetning
) -> Kvittering:
    def decide_again(pnrs: Sequence[int], billeder: dict[int, Billede]) -> list[Afgoerelse]:
        mangler = set(pnrs)
        found = []
        for person in iterate_personer(eftersyn, opsaetning.spool_folder):
            if int(person.pnr) in mangler:
                mangler.discard(int(person.pnr))
                found.append(afgoerer.decide(person, billeder.get(int(person.pnr))))
        if mangler:
            raise Filfejl("FIL-013", "filen blev ændret, mens den blev læst; intet er gemt.", fil=eftersyn.path.name)
        return found

    try:
        return lager.modtag(
            spool,
            leverance,
            dannet=leverance.modtaget,
            saet=opsaetning.saet,
            genafgoer=decide_again,
            cvr_for=opsaetning.cvr_for,
        )
    except KaedeAendret:
        # Another receiver was first: the ledger says now whether this very file is in.
        kendt = lager.find_leverance(leverance.opgave, leverance.proddto)
        if kendt is not None and kendt.sha256 == leverance.sha256:
            raise AlleredeModtaget(kendt) from None
        raise Brugsfejl(
            "MOD-001",
            f"opgave {leverance.opgave} fik en anden fil imens; {leverance.filnavn} passer ikke mere i kæden. Intet er ændret.",
        ) from None


def _establish(
    lager: Lager, eftersyn: Eftersyn, oenske: Oenske, opsaetning: Opsaetning, fremdrift: Fremdrift
) -> Kvittering:
    """The first load of an empty replica streams straight into its transaction: nobody waits, nothing is decided."""
    antal = eftersyn.poster.get("001", 0)
    fingeraftryk = _stat(oenske.path)
    tael = _Taelling()

    def documents() -> Iterator[tuple[int, bytes]]:
        for person in iterate_personer(eftersyn, opsaetning.spool_folder):
            tael.personer += 1
            if not tael.personer % BATCH:
                fremdrift.trin("Indlæser", tael.personer, antal)
            for _, linje in person.haendelser:
                kode = linje[25:28].decode("latin-1").strip()
                tael.koder[kode] = tael.koder.get(kode, 0) + 1
            yield int(person.pnr), b"\n".join(sorted(person.poster))

    def finish() -> Leverance:
        _check_unchanged(oenske.path, fingeraftryk)
        tael.aendrede = tael.personer
        return _leverance(eftersyn, oenske, opsaetning, Leveranceart.ETABLERING, tael)

    leverance = lager.etabler(documents(), finish)
    return Kvittering(leverance, 0, 0, 0)
