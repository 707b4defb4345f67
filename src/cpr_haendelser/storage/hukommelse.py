"""The lager in memory: plain and slow, gone when the program ends; the model for testing other implementations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from threading import RLock

from cpr_haendelser.haendelser.model import ORDREREGEL, Haendelse
from cpr_haendelser.replika.billede import read_relationer, to_tekster
from cpr_haendelser.storage import fejl
from cpr_haendelser.storage.hukommelse_ordrer import log_ordrer
from cpr_haendelser.storage.lager import (
    STOERSTE,
    Afgoerelse,
    Billede,
    CvrFor,
    Genafgoer,
    Kvittering,
    Leverance,
    Linje099,
    Spool,
    Stade,
    lives_in,
)
from cpr_haendelser.storage.ordre import Ordrehaendelse
from cpr_haendelser.storage.tilstand import (
    Tilstand,
    billeder,
    check,
    find_leverance,
    is_changed,
    release,
    seneste_leverance,
    take_person,
    write_haendelser,
    write_linjer,
)


class ListeSpool:
    """Decisions kept in a list."""

    def __init__(self) -> None:
        self._afgoerelser: list[Afgoerelse] = []

    def add(self, afgoerelser: Iterable[Afgoerelse]) -> None:
        """Keeps a batch of decisions."""
        self._afgoerelser.extend(afgoerelser)

    def __iter__(self) -> Iterator[Afgoerelse]:
        """The decisions, in the order they were added."""
        return iter(list(self._afgoerelser))

    def close(self) -> None:
        """Removes what was kept."""
        self._afgoerelser.clear()


class HukommelseLager:
    """What is kept, in memory (storage.lager.Lager says what the methods do). One lock guards it all."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._meta: dict[str, str] = {}
        self._saet: list[str] = []
        self._nu = Tilstand()

    # Set-up

    def meta(self, noegle: str) -> str | None:
        """A value fixed at set-up."""
        with self._lock:
            return self._meta.get(noegle)

    def fix_meta(self, noegle: str, vaerdi: str) -> str:
        """Keeps the value unless there is one already; the one that stands."""
        with self._lock:
            return self._meta.setdefault(noegle, vaerdi)

    def saetnummer(self, indhold: str) -> int:
        """The number of a set of composing settings, new or known."""
        with self._lock:
            if indhold not in self._saet:
                self._saet.append(indhold)
            return self._saet.index(indhold) + 1

    def saet(self, nummer: int) -> str:
        """The composing settings of that number; Brugsfejl when there is none."""
        with self._lock:
            if not 0 < nummer <= len(self._saet):
                raise fejl.no_saet(nummer)
            return self._saet[nummer - 1]

    def saetnumre(self) -> list[int]:
        """The numbers of all sets of composing settings."""
        with self._lock:
            return list(range(1, len(self._saet) + 1))

    # The file ledger

    def seneste_leverance(self, opgave: str) -> Leverance | None:
        """The newest file of a task, by production date."""
        return seneste_leverance(self._now(), opgave)

    def seneste_leverancer(self) -> list[Leverance]:
        """The last received file of each task."""
        sidste = {fil.opgave: fil for _, fil in sorted(self._now().leverancer.items())}
        return [fil for _, fil in sorted(sidste.items())]

    def find_leverance(self, opgave: str, proddto: str) -> Leverance | None:
        """The file of that task and production date."""
        return find_leverance(self._now(), opgave, proddto)

    def leverance(self, fil: int) -> Leverance | None:
        """The file of that number."""
        return self._now().leverancer.get(fil)

    def leverancer(self, *, efter: int = 0, antal: int = 1000) -> list[Leverance]:
        """Files by number."""
        return [leverance for fil, leverance in sorted(self._now().leverancer.items()) if fil > efter][:antal]

    def linjer099(self, fil: int, *, efter: int = 0, antal: int = 1000) -> list[Linje099]:
        """What became of the 099 lines of a file."""
        linjer = sorted(self._now().linjer.items())
        return [linje for (dens_fil, nummer), linje in linjer if dens_fil == fil and nummer > efter][:antal]

    # The replica

    def antal_personer(self) -> int:
        """How many persons the replica holds."""
        return len(self._now().versioner)

    def billeder(self, pnrs: Sequence[int]) -> dict[int, Billede]:
        """Current images of those persons that are known."""
        return billeder(self._now(), pnrs)

    def findes(self, pnrs: Collection[int]) -> set[int]:
        """Those of the persons that are known."""
        return set(billeder(self._now(), list(pnrs)))

    def billede_pr_fil(self, pnr: int, fil: int) -> Billede | None:
        """The person as of a file."""
        versioner = [billede for billede in self.versioner(pnr) if billede.fil <= fil]
        return versioner[-1] if versioner else None

    def versioner(self, pnr: int) -> list[Billede]:
        """Every version of the person, oldest first."""
        return list(self._now().versioner.get(pnr, ()))

    def personer_paa(
        self, kommunekode: str, *, vejkode: str = "", husnr: str = "", efter: int = 0, antal: int = 1000
    ) -> list[int]:
        """Personnumre with current address in the municipality, or on that road, or at that house."""
        if not kommunekode:
            return []
        return [
            pnr
            for pnr, opslag in sorted(self._now().opslag.items())
            if pnr > efter
            and opslag.kommunekode == kommunekode
            and (not vejkode or opslag.vejkode == vejkode)
            and (not vejkode or not husnr or opslag.husnr == husnr)
        ][:antal]

    def stade(self) -> Stade:
        """Where the register is."""
        nu = self._now()
        return Stade(max(nu.leverancer, default=0), len(nu.log))

    def personer_i(
        self, kommunekoder: Collection[str], *, fil: int, efter: int = 0, antal: int = 1000
    ) -> list[Billede]:
        """Persons who lived in one of the municipalities as of a file, as they were then."""
        fundne = []
        for pnr, versioner in sorted(self._now().versioner.items()):
            dengang = [billede for billede in versioner if billede.fil <= fil]
            if pnr > efter and dengang and lives_in(dengang[-1], kommunekoder):
                fundne.append(dengang[-1])
        return fundne[:antal]

    def relationer_til(self, pnr: int) -> list[tuple[int, int]]:
        """Who names this person: (relation art, personnummer)."""
        return sorted((art, fra) for til, art, fra in self._now().relationer if til == pnr)

    # The numbered log

    def sidste_loebenummer(self) -> int:
        """The highest number of the log."""
        return len(self._now().log)

    def haendelser(  # noqa: PLR0913 - one part of the log is told by these
        self,
        *,
        efter: int = 0,
        til: int = STOERSTE,
        antal: int = 1000,
        koder: Sequence[str] = (),
        cvr: Sequence[str] = (),
        pnr: int = 0,
    ) -> list[Haendelse]:
        """Hændelser above `efter` and up to `til`, at most `antal`, in order."""
        nu = self._now()
        return [
            haendelse
            for haendelse in nu.log[efter:til]
            if (not koder or haendelse.beslutning.kode in koder)
            and (not cvr or haendelse.modtager_cvr in cvr)
            and (not pnr or int(haendelse.beslutning.pnr) == pnr)
        ][:antal]

    def numre_om(self, pnrs: Collection[int], *, efter: int, til: int) -> list[tuple[int, int]]:
        """The hændelser about some persons."""
        alle = ((int(each.beslutning.pnr), each.loebenummer) for each in self._now().log[efter:til])
        return sorted((pnr, nummer) for pnr, nummer in alle if pnr in set(pnrs))

    def taelling(self, *, efter: int, til: int) -> list[tuple[str, str, int]]:
        """(Day, code, how many)."""
        valgte = (each for each in self._now().log if efter < each.loebenummer <= til)
        antal = Counter(
            (each.dannet[:10].replace("-", "") if each.beslutning.regel == ORDREREGEL else each.proddto,
             each.beslutning.kode)
            for each in valgte
        )  # fmt: skip
        return sorted((dag, kode, tal) for (dag, kode), tal in antal.items())

    def haendelser_med(self, loebenumre: Collection[int]) -> list[Haendelse]:
        """The hændelser of these numbers, in order."""
        oensket = set(loebenumre)
        return [haendelse for haendelse in self._now().log if haendelse.loebenummer in oensket]

    def foerste(  # noqa: PLR0913 - one kind of hændelse is told by these
        self, *, efter: int, til: int, cvr: str, koder: Sequence[str], saet: int, organisation: str
    ) -> int:
        """The lowest løbenummer to a receiver, with one of the codes, composed by that set; 0: none."""
        fundne = self.haendelser(efter=efter, til=til, antal=STOERSTE, koder=koder, cvr=(cvr,)) if koder else []
        mulige = (each for each in fundne if not each.kreds or organisation in each.kreds)
        return next((each.loebenummer for each in mulige if each.saet == saet), 0)

    def uden_modtager(self, *, efter: int = 0, antal: int = 1000) -> list[Haendelse]:
        """Hændelser that have no receiver."""
        frigivne = self._now().frigivne
        uden = self.haendelser(efter=efter, antal=self.sidste_loebenummer(), cvr=("",))
        return [haendelse for haendelse in uden if haendelse.loebenummer not in frigivne][:antal]

    def antal_uden_modtager(self) -> int:
        """How many hændelser have no receiver."""
        return len(self.uden_modtager(antal=self.sidste_loebenummer()))

    def set_modtager(self, loebenummer: int, cvr: str, *, tidspunkt: str, grund: str) -> int:  # noqa: ARG002 - not shown
        """Gives a hændelse without receiver one: it comes into the log again; its new number."""
        with self._lock:
            ny = self._nu.copy()
            if not 0 < loebenummer <= len(ny.log):
                raise fejl.no_haendelse(loebenummer)
            if ny.log[loebenummer - 1].modtager_cvr or loebenummer in ny.frigivne:
                raise fejl.has_modtager(loebenummer)
            if not cvr:
                raise fejl.no_cvr(loebenummer)
            nummer = release(ny, loebenummer, cvr, tidspunkt)
            self._nu = ny
            return nummer

    def log(self, haendelser: Sequence[Ordrehaendelse], *, dannet: str, saet: int, proddto: str) -> list[int]:
        """Writes ordered hændelser in one transaction; their løbenumre."""
        with self._lock:
            ny = self._nu.copy()
            numre = log_ordrer(ny, haendelser, dannet=dannet, saet=saet, proddto=proddto)
            self._nu = ny
            return numre

    # Deliveries

    def new_spool(self) -> ListeSpool:
        """An empty spool."""
        return ListeSpool()

    def modtag(  # noqa: PLR0913 - what a delivery is made of
        self,
        spool: Spool,
        leverance: Leverance,
        *,
        dannet: str,
        saet: int,
        genafgoer: Genafgoer,
        cvr_for: CvrFor,
        ordrehaendelser: Sequence[Ordrehaendelse] = (),
    ) -> Kvittering:
        """Commits a delivery."""
        with self._lock:
            ny = self._nu.copy()
            check(ny, leverance)
            foerst = list(spool)
            forandrede = sorted(afgoerelse.pnr for afgoerelse in foerst if is_changed(ny, afgoerelse))
            igen = {a.pnr: a for a in genafgoer(forandrede, billeder(ny, forandrede))} if forandrede else {}
            if sorted(igen) != forandrede:
                raise ValueError("genafgoer answers each person it is asked about once")
            afgoerelser = [igen.get(afgoerelse.pnr, afgoerelse) for afgoerelse in foerst]
            leverance = leverance._replace(
                fil=max(ny.leverancer, default=0) + 1,
                aendrede=sum(a.aendring is not None for a in afgoerelser),
                aeldre=leverance.aeldre - sum(a.aeldre for a in foerst) + sum(a.aeldre for a in afgoerelser),
                haendelser=sum(len(a.haendelser) for a in afgoerelser),
            )
            ny.leverancer[leverance.fil] = leverance
            for afgoerelse in afgoerelser:
                take_person(ny, afgoerelse, leverance)
            sidste = len(ny.log)
            write_haendelser(ny, afgoerelser, leverance, dannet=dannet, saet=saet, cvr_for=cvr_for)
            write_linjer(ny, afgoerelser, leverance.fil, sidste)
            egne = (sidste + 1, len(ny.log)) if len(ny.log) > sidste else (0, 0)
            ordrer = log_ordrer(ny, ordrehaendelser, dannet=dannet, saet=saet, proddto=leverance.proddto)
            self._nu = ny
            return Kvittering(leverance, *egne, len(forandrede), tuple(ordrer))

    def etabler(self, personer: Iterable[tuple[int, bytes]], faerdig: Callable[[], Leverance]) -> Leverance:
        """Fills an empty replica."""
        with self._lock:
            ny = self._nu.copy()
            if ny.versioner:
                raise fejl.has_personer()
            dokumenter = list(personer)
            leverance = faerdig()._replace(fil=max(ny.leverancer, default=0) + 1)
            check(ny, leverance)
            ny.leverancer[leverance.fil] = leverance
            for pnr, dokument in dokumenter:
                ny.write_person(pnr, dokument, leverance)
                ny.relationer.update((til, art, pnr) for art, til in read_relationer(to_tekster(dokument)))
            self._nu = ny
            return leverance

    def close(self) -> None:
        """Nothing to let go of."""

    def _now(self) -> Tilstand:
        with self._lock:
            return self._nu
