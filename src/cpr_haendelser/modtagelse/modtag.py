"""Receiving a file: whole or not at all. Gather and decide before the transaction, apply in one.

1. look the file through (`cpr.eftersyn`): structure, encoding, the guard;
2. check it against the ledger: known task, unbroken chain, not received before;
3. read and decide in batches, into a spool outside memory;
4. commit: images, versions, hændelser, 099 lines and the ledger in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from itertools import chain, islice
from pathlib import Path

from cpr_haendelser.cpr.eftersyn import Eftersyn, find_forbidden, inspect
from cpr_haendelser.cpr.layouts import HAENDELSE
from cpr_haendelser.cpr.personposter import Hylde, Personposter, iterate_personer
from cpr_haendelser.cpr.vagt import FORBUDT, Miljoe, Nummervagt
from cpr_haendelser.fejl import Brugsfejl, Filfejl
from cpr_haendelser.modtagelse.afgoer import Afgoerer
from cpr_haendelser.modtagelse.kilde import Kilde
from cpr_haendelser.modtagelse.oenske import AlleredeModtaget, Fremdrift, KredsFor, Oenske, Opsaetning
from cpr_haendelser.modtagelse.protokol import check_ledger, read_reason
from cpr_haendelser.opsamler import uncollected
from cpr_haendelser.storage.lager import (
    Afgoerelse,
    Billede,
    KaedeAendret,
    Kvittering,
    Lager,
    Leverance,
    Leveranceart,
)

__all__ = ["VAGTKODER", "AlleredeModtaget", "Fremdrift", "Oenske", "Opsaetning", "receive"]

VAGTKODER = frozenset({FORBUDT})
"""Refusals of a file that holds what ExtTest may not hold."""

BATCH = 1000
"""Persons fetched and decided at a time."""


def receive(lager: Lager, oenske: Oenske, opsaetning: Opsaetning, fremdrift: Fremdrift) -> Kvittering:
    """Receives one file. Filfejl or Brugsfejl where it is refused, AlleredeModtaget where there is nothing to do."""
    kilde = Kilde.look_at(oenske.path)
    opsaetning.vagt.check_filnavn(oenske.path.name)
    try:
        eftersyn = inspect(
            oenske.path,
            mistaenkelig=opsaetning.vagt.suspicious,
            vagt=opsaetning.vagt,
            trin=lambda linjer: fremdrift.trin("Efterser", linjer, 0),
        )
        art = check_ledger(lager, eftersyn, oenske, opsaetning)
        modtagelse = _Modtagelse(lager, kilde, eftersyn, oenske, opsaetning, fremdrift, art)
        return modtagelse.establish() if modtagelse.is_plain_first_load() else modtagelse.receive()
    except Filfejl as fejl:
        if fejl.kode not in VAGTKODER:
            # What a file says while somebody writes it is no fault of the file.
            kilde.check_unchanged()
            forbudt = _find_forbidden(oenske.path, opsaetning.vagt)
            if forbudt is not None:
                raise forbudt from fejl
        raise


def _find_forbidden(path: Path, vagt: Nummervagt) -> Filfejl | None:
    """The guard's refusal of a file that is refused for something else: in ExtTest it is not kept as refused either."""
    if vagt.miljoe is not Miljoe.EXTTEST:
        return None
    with suppress(Filfejl):
        return find_forbidden(path, mistaenkelig=vagt.suspicious, forbudt=vagt.find_forbidden)
    return None


class _Modtagelse:
    """One file that may be received, on its way in."""

    def __init__(  # noqa: PLR0913 - each part is handed in once
        self,
        lager: Lager,
        kilde: Kilde,
        eftersyn: Eftersyn,
        oenske: Oenske,
        opsaetning: Opsaetning,
        fremdrift: Fremdrift,
        art: Leveranceart,
    ) -> None:
        self._lager, self._kilde, self._eftersyn = lager, kilde, eftersyn
        self._oenske, self._opsaetning, self._fremdrift, self._art = oenske, opsaetning, fremdrift, art
        self._tael = _Taelling()
        bestilt = opsaetning.opgaver.get(eftersyn.opgave)
        self._afgoerer = Afgoerer(
            eftersyn.opgave,
            eftersyn.proddto,
            opsaetning.namespace,
            opsaetning.parametre,
            cache(opsaetning.cvr_for),
            None if bestilt is None else frozenset(posttype.encode() for posttype in bestilt | {"001"}),
            uden_haendelser=art is Leveranceart.ETABLERING
            or (art is Leveranceart.GENETABLERING and not oenske.som_haendelser),
        )

    def is_plain_first_load(self) -> bool:
        """Whether nothing has to be decided: an empty replica, and nothing to tell of."""
        tier = HAENDELSE not in self._eftersyn.poster and not self._oenske.ordrehaendelser
        return self._art is Leveranceart.ETABLERING and tier

    def establish(self) -> Kvittering:
        """Streams the persons straight into the transaction: nobody waits."""
        personer = chain.from_iterable(self._batches("Indlæser"))
        documents = ((int(person.pnr), b"\n".join(sorted(person.poster))) for person in personer)
        with self._told_of_others():
            return Kvittering(self._lager.etabler(documents, self._leverance), 0, 0, 0)

    def receive(self) -> Kvittering:
        """Decides every person into a spool, then commits."""
        with closing(self._lager.new_spool()) as spool, ExitStack() as stack:
            for personer in self._batches("Afgør"):
                with uncollected():
                    spool.add(self._tael.count(self._decide(personer)))
            leverance = self._leverance()
            self._fremdrift.trin("Gemmer", self._tael.personer, self._tael.personer)
            with self._told_of_others():
                return self._lager.modtag(
                    spool,
                    leverance,
                    dannet=leverance.modtaget,
                    saet=self._opsaetning.saet,
                    genafgoer=_Genafgoer(self._persons_again, self._afgoerer, stack, self._opsaetning),
                    cvr_for=self._opsaetning.cvr_for,
                    ordrehaendelser=self._oenske.ordrehaendelser,
                )

    def _batches(self, fase: str) -> Iterator[list[Personposter]]:
        antal = self._eftersyn.poster.get("001", 0)
        personer = iterate_personer(self._eftersyn, self._opsaetning.spool_folder)
        self._fremdrift.trin(fase, 0, antal)
        while batch := list(islice(personer, BATCH)):
            self._tael.personer += len(batch)
            yield batch
            self._fremdrift.trin(fase, self._tael.personer, antal)

    def _persons_again(self) -> Iterator[Personposter]:
        yield from iterate_personer(self._eftersyn, self._opsaetning.spool_folder)
        self._kilde.check_unchanged()

    def _decide(self, personer: Sequence[Personposter]) -> list[Afgoerelse]:
        billeder = self._lager.billeder([int(person.pnr) for person in personer])
        afgoerelser = [self._afgoerer.decide(person, billeder.get(int(person.pnr))) for person in personer]
        return confine(afgoerelser, self._opsaetning.kreds_for)

    def _leverance(self) -> Leverance:
        """The ledger's line, when all persons have been read; Filfejl where the file is not what it was."""
        self._kilde.check_unchanged()
        eftersyn, tael = self._eftersyn, self._tael
        return Leverance(
            fil=0,
            opgave=eftersyn.opgave,
            proddto=eftersyn.proddto,
            proddto_forrig=eftersyn.proddto_forrig,
            filnavn=eftersyn.navn,
            sha256=eftersyn.sha256,
            art=self._art,
            modtaget=self._opsaetning.nu(),
            personer=tael.personer,
            aendrede=tael.personer if self.is_plain_first_load() else tael.aendrede,
            aeldre=tael.aeldre,
            poster=eftersyn.poster,
            koder099=dict(sorted(tael.koder.items())),
            bemaerkninger=eftersyn.bemaerkninger,
            grund=read_reason(self._oenske) if self._art is Leveranceart.GENETABLERING else "",
        )

    @contextmanager
    def _told_of_others(self) -> Iterator[None]:
        """Says it when another receiver was first."""
        try:
            yield
        except KaedeAendret:
            eftersyn = self._eftersyn
            kendt = self._lager.find_leverance(eftersyn.opgave, eftersyn.proddto)
            if kendt is not None and kendt.sha256 == eftersyn.sha256:
                raise AlleredeModtaget(kendt) from None
            raise Brugsfejl(
                "MOD-001",
                f"opgave {eftersyn.opgave} fik en anden fil imens; {eftersyn.navn} passer ikke mere i kæden. "
                "Intet er ændret.",
            ) from None


def confine(afgoerelser: list[Afgoerelse], kreds_for: KredsFor) -> list[Afgoerelse]:
    """The same decisions; the hændelser of those who are somebody's are for their circle alone."""
    kredse = kreds_for([each.pnr for each in afgoerelser if each.haendelser])
    return [each._replace(kreds=kredse.get(each.pnr, ())) for each in afgoerelser] if kredse else afgoerelser


class _Taelling:
    """Counts what the ledger wants to know of a delivery."""

    def __init__(self) -> None:
        self.personer = self.aendrede = self.aeldre = 0
        self.koder: dict[str, int] = {}

    def count(self, afgoerelser: list[Afgoerelse]) -> list[Afgoerelse]:
        """The same decisions, counted."""
        for afgoerelse in afgoerelser:
            self.aendrede += afgoerelse.aendring is not None
            self.aeldre += afgoerelse.aeldre
            for _, kode, _, _, _ in afgoerelse.linjer:
                self.koder[kode] = self.koder.get(kode, 0) + 1
        return afgoerelser


class _Genafgoer:
    """Decides persons again: when first asked, all of the file's persons are put where they are found by number."""

    def __init__(
        self,
        personer: Callable[[], Iterator[Personposter]],
        afgoerer: Afgoerer,
        stack: ExitStack,
        opsaetning: Opsaetning,
    ) -> None:
        self._personer, self._afgoerer, self._stack, self._opsaetning = personer, afgoerer, stack, opsaetning
        self._hylde: Hylde | None = None

    def __call__(self, pnrs: Sequence[int], billeder: dict[int, Billede]) -> list[Afgoerelse]:
        """One decision for each number."""
        if self._hylde is None:
            self._hylde = self._stack.enter_context(Hylde(self._opsaetning.spool_folder))
            for person in self._personer():
                self._hylde.add([*((0, linje) for linje in person.poster), *person.haendelser])
            self._hylde.sort()
        afgoerelser = [self._decide(self._hylde, b"%010d" % pnr, billeder.get(pnr)) for pnr in pnrs]
        return confine(afgoerelser, self._opsaetning.kreds_for)

    def _decide(self, hylde: Hylde, pnr: bytes, billede: Billede | None) -> Afgoerelse:
        linjer = hylde.take(pnr)
        poster = [linje for nummer, linje in linjer if not nummer]
        haendelser = [(nummer, linje) for nummer, linje in linjer if nummer]
        return self._afgoerer.decide(Personposter(pnr, poster, haendelser), billede)
