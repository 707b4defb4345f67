"""Writing a population: its first load, its daily deliveries and the facit beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.befolkning import Befolkning
from cpr_haendelser.population.dage import dato8, is_hverdag, previous_hverdag
from cpr_haendelser.population.facit import MAPPE, Dagsfacit, write_index
from cpr_haendelser.population.filer import Form, Kuvert, Skrevet, write_leverance
from cpr_haendelser.population.linjer import to_linjer, to_slaegtninge
from cpr_haendelser.population.liv_mange import fill
from cpr_haendelser.population.person import Person
from cpr_haendelser.population.plan import LIV, MAANED, MINDSTE_BEFOLKNING, Liv, calendar, minimum_counts, rate_counts
from cpr_haendelser.population.tilfaeldig import new_lod
from cpr_haendelser.population.verden import Verden

OPGAVE = "900001"
TIDLIGST, SENEST = date(2000, 1, 1), date(2057, 12, 31)
"""The days that may be asked for: its oldest are born a century before, its youngest on the last of them."""
_PLANSPOR, _DAGSPOR = 3, 4
_FORSOEG = 25
_SKRIDT = 20_000
Fremdrift = Callable[[str, int, int], None]
"""Called with what is being made, how much is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Oversigt:
    """What was written."""

    mappe: Path
    opgave: str
    personer: int
    """In the first load."""
    filer: tuple[Skrevet, ...]
    """The first load, then the daily deliveries."""
    haendelser: dict[str, int]
    """Facit lines per code, samle the catch-alls."""
    koder099: dict[str, int]
    """099 lines per code."""


def write_population(  # noqa: PLR0913 - each is named by the caller
    folder: Path,
    *,
    seed: int,
    persons: int,
    days: int,
    start: date,
    task: str = OPGAVE,
    form: Form = Form.LF,
    klarskrift_for_sig: bool = False,
    mindst: bool = True,
    changes_per_day: int = 0,
    relatives_task: str = "",
    progress: Fremdrift | None = None,
) -> Oversigt:
    """Write first load, deliveries for the weekdays among `days` calendar days from `start`, and facit into `folder`.

    The same arguments give the same bytes everywhere. With `mindst` every event code and personhændelse occurs at least
    ten times in 30 days (proportionally in fewer); without it only realistic rates count, and any size is allowed.
    With `changes_per_day` so many persons are changed in each delivery. With `relatives_task` a status extract of that
    task holds records 001 and 031-033 of everyone. Brugsfejl where the population is too small, the days
    are outside TIDLIGST and SENEST, or the folder is not empty.
    """
    _check(folder, persons, days, mindst=mindst)
    _check_start(start, days)
    tell = progress or _silent
    (folder / MAPPE).mkdir(parents=True, exist_ok=True)
    foerste = previous_hverdag(start.toordinal())
    befolkning = Befolkning(seed, persons, foerste)
    valg = _Valg(folder, task, form, klarskrift_for_sig)
    filer = [valg.write(dato8(foerste), "00000000", _first_blocks(befolkning, persons, tell))]
    if relatives_task:
        relatives = _Valg(folder, relatives_task, form, klarskrift_for_sig=False)
        relatives.write(dato8(foerste), "00000000", _relatives(befolkning))
    produktion = [dag for dag in range(start.toordinal(), start.toordinal() + days) if is_hverdag(dag)]
    mindste = minimum_counts(persons, days) if mindst and produktion else {}
    run = _Forloeb(befolkning, seed, rate_counts(persons, days), mindste, produktion)
    haendelser: Counter[str] = Counter()
    koder099: Counter[str] = Counter()
    forrige = dato8(foerste)
    for nummer, dag in enumerate(produktion):
        tell("dage", nummer, len(produktion))
        v = run.day(nummer, dag)
        facit = Dagsfacit(folder, valg.name(v.proddto))
        if changes_per_day:
            blokke = _many_blocks(v, facit, changes_per_day, tell, sidste=dag == produktion[-1])
        else:
            blokke = iter(_settled(v, facit))
        filer.append(valg.write(v.proddto, forrige, blokke))
        facit.close(v.intet)
        forrige = v.proddto
        haendelser.update(facit.koder)
        koder099.update(v.koder099)
    tell("dage", len(produktion), len(produktion))
    run.check()
    oversigt = Oversigt(
        folder, task, persons, tuple(filer), dict(sorted(haendelser.items())), dict(sorted(koder099.items()))
    )
    write_index(
        folder,
        {
            "froe": seed, "personer": persons, "dage": days, "start": start.isoformat(), "opgave": task,
            "form": str(form), "klarskrift_for_sig": klarskrift_for_sig,
            "filer": [skrevet._asdict() for skrevet in filer],
            "haendelser": oversigt.haendelser, "koder099": oversigt.koder099,
        },
    )  # fmt: skip
    return oversigt


@dataclass(frozen=True, slots=True)
class _Valg:
    folder: Path
    task: str
    form: Form
    klarskrift_for_sig: bool

    def name(self, proddto: str) -> str:
        return f"D{proddto[2:]}.L{self.task}"

    def write(self, proddto: str, forrige: str, blokke: Iterator[bytes]) -> Skrevet:
        kuvert = Kuvert(self.task, proddto, forrige)
        sti = self.folder / self.name(proddto)
        return write_leverance(sti, kuvert, blokke, form=self.form, klarskrift_for_sig=self.klarskrift_for_sig)


class _Forloeb:
    """The days of a run: what is due, what had to wait, and what is remembered from day to day."""

    def __init__(
        self, befolkning: Befolkning, froe: int, rater: dict[str, int], mindste: dict[str, int], produktion: list[int]
    ) -> None:
        self._befolkning, self._froe, self._mindste = befolkning, froe, mindste
        antal = {navn: max(rate, mindste.get(navn, 0)) for navn, rate in rater.items()}
        self._due = calendar(new_lod(froe, _PLANSPOR), antal, len(produktion)) if produktion else []
        self._venter: list[Liv] = []
        self._sket: Counter[str] = Counter()
        self._kendte: dict[str, list[Person]] = {}

    def day(self, nummer: int, dag: int) -> Verden:
        """Let the things due that day happen."""
        v = Verden(self._befolkning, new_lod(self._froe, _DAGSPOR, dag), dag)
        v.kendte = self._kendte
        today, self._venter = [*self._venter, *self._due[nummer]], []
        for liv in today:
            if not self._try(v, liv):
                self._venter.append(liv)
        return v

    def _try(self, v: Verden, liv: Liv) -> bool:
        for _ in range(_FORSOEG):
            happened = liv.ske(v)
            self._befolkning.forget_untouched()
            if happened:
                self._sket[liv.navn] += 1
                return True
        return False

    def check(self) -> None:
        """Brugsfejl where something that must happen found nobody to happen to."""
        names = ", ".join(navn for navn, antal in self._mindste.items() if self._sket[navn] < antal)
        if names:
            raise Brugsfejl("POP-002", f"Befolkningen er for lille: der var ingen at lade dette ske for: {names}.")


def _check(folder: Path, persons: int, days: int, *, mindst: bool) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise Brugsfejl("POP-005", f"Mappen {folder} er ikke tom: vælg en anden, eller tøm den først.")
    if persons < 1 or days < 0:
        raise Brugsfejl("POP-001", "Der skal være mindst én person, og antallet af dage kan ikke være negativt.")
    if days and mindst and persons < MINDSTE_BEFOLKNING:
        raise Brugsfejl(
            "POP-002",
            f"Befolkningen er for lille: {persons} personer, men der skal mindst {MINDSTE_BEFOLKNING} til, for at alt "
            f"kan ske mindst ti gange på {MAANED} dage.",
        )


def _check_start(start: date, days: int) -> None:
    sidste = start.toordinal() + max(days - 1, 0)
    if start < TIDLIGST or sidste > SENEST.toordinal():
        raise Brugsfejl(
            "POP-006",
            f"Første dag {start.isoformat()} og {days} dage frem går ikke: alle dagene skal ligge mellem"
            f" {TIDLIGST.isoformat()} og {SENEST.isoformat()}, for ellers er der personer, som et personnummer ikke kan"
            " laves til. Vælg en anden første dag. Intet er skrevet.",
        )


def _first_blocks(befolkning: Befolkning, persons: int, tell: Fremdrift) -> Iterator[bytes]:
    done = 0
    for klan in befolkning.first_load():
        for p in klan:
            done += 1
            if done % _SKRIDT == 0:
                tell("personer", done, persons)
            yield "\n".join(to_linjer(p)).encode(CHARSET)
    tell("personer", persons, persons)


def _relatives(befolkning: Befolkning) -> Iterator[bytes]:
    for klan in befolkning.all_klaner():
        for p in klan:
            yield "\n".join([to_linjer(p)[0], *to_slaegtninge(p)]).encode(CHARSET)
        befolkning.forget_untouched()


def _many_blocks(v: Verden, facit: Dagsfacit, changes: int, tell: Fremdrift, *, sidste: bool) -> Iterator[bytes]:
    """The delivered persons' records as they come, on a day when very many are touched."""
    kept = v.b.kept
    for _ in fill(v, changes):
        yield from _settled(v, facit)
        tell("ændringer", v.antal, changes)
        if sidste:
            v.b.release(kept)
    yield from _settled(v, facit)


def _settled(v: Verden, facit: Dagsfacit) -> list[bytes]:
    """The records of those delivered so far; their facit is written."""
    lines, blokke = v.settle()
    facit.add(lines)
    return blokke


def _silent(_what: str, _done: int, _total: int) -> None:
    """No progress wanted."""


__all__ = ["LIV", "MINDSTE_BEFOLKNING", "OPGAVE", "Fremdrift", "Oversigt", "write_population"]
