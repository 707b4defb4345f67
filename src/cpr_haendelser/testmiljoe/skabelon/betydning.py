"""What rows mean: cells become lines of an order, or mistakes with row, column, what was found and what is allowed.

`read_raekker` is handed rows of (heading, text) whatever they were read from; everything wrong is told, nothing is
half-taken. A personnummer is never quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, lru_cache
from itertools import takewhile
from typing import NamedTuple

from cpr_haendelser.cpr.personnummer import LAENGDE
from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import SAMLE, Art
from cpr_haendelser.storage.ordre import Ordreart, Ordrelinje, Trin
from cpr_haendelser.testmiljoe.handlinger import Handling, read_handlinger
from cpr_haendelser.testmiljoe.personer.familier import Familieoenske
from cpr_haendelser.testmiljoe.personer.oprettelse import OPRET_FAMILIE
from cpr_haendelser.testmiljoe.skabelon.kolonner import find_kolonne, fold, read_kolonner
from cpr_haendelser.testmiljoe.skabelon.vaerdier import Ulaeselig, read_vaerdi

STYRENDE = frozenset(
    {"personnummer", "handling", "art", "sendes", "vent", "gentag", "gentag_vent", "sekvens", "oensket_divergens"}
)
"""Columns about the line itself; the others are fields of its step."""
KUN_HAENDELSE = frozenset({"modtager_kommune", "modtager_cvr", "kode_ordre", "retter", "barn"})
ALTID = frozenset({"virkning", "registreret"})
_ULAESTE = frozenset({"bemaerkning"})
_FLEST_TRIN = 1000
"""Steps of one sequence."""
_LAENGST_I_ALT = 36_500
"""Days that a line may take, so that every time of it is in the calendar."""
_HUSKES = 1024
"""So many guesses at what was meant are remembered."""
_VIST = 30
"""So much of a wrong value is shown."""
UDEN_OVERSKRIFT = "uden overskrift, kolonne "
"""Before the letter of a column without a heading that has a value all the same."""
Raekke = tuple[int, Mapping[str, str]]
"""Row number as people count, and the cells by heading; blank ones left out."""


class Cellefejl(NamedTuple):
    """One mistake."""

    raekke: int
    kolonne: str
    fandt: str
    """Cut, and never digits enough for a personnummer."""
    tilladt: str
    ark: str = ""
    """The sheet of a workbook."""
    celle: str = ""
    """The cell in it, as B7; empty: the whole row, or no workbook."""


class Fejlslags(NamedTuple):
    """How often a mistake of one kind was made, and where it was first."""

    kolonne: str
    tilladt: str
    antal: int
    foerste_raekke: int


def count_slags(fejl: Sequence[Cellefejl]) -> list[Fejlslags]:
    """The kinds of mistakes, the most frequent first."""
    fundne: dict[tuple[str, str], list[int]] = {}
    for each in fejl:
        fundne.setdefault((each.kolonne, each.tilladt), []).append(each.raekke)
    slags = [Fejlslags(*noegle, len(raekker), min(raekker)) for noegle, raekker in fundne.items()]
    return sorted(slags, key=lambda each: (-each.antal, each.foerste_raekke, each.kolonne))


class Laest(NamedTuple):
    """What rows came to: lines, or mistakes."""

    linjer: list[Ordrelinje]
    fejl: list[Cellefejl]


def normalise(felter: Mapping[str, str]) -> dict[str, str]:
    """Fields as people write them, as steps read them; ValueError, with the column, where one is not understood."""
    fejl: list[Cellefejl] = []
    fundne = _read_cells(0, {navn: vaerdi for navn, vaerdi in felter.items() if vaerdi.strip()}, fejl)
    if fejl:
        msg = f"{fejl[0].kolonne}: {fejl[0].tilladt}"
        raise ValueError(msg)
    return fundne


def read_raekker(raekker: Iterable[Raekke], art: Ordreart, vagt: Nummervagt, kender: Callable[[str], bool]) -> Laest:
    """The lines of an order of that kind, or every mistake; `kender`: whether a municipality code is known."""
    fejl: list[Cellefejl] = []
    linjer: list[Ordrelinje] = []
    sekvens: tuple[str, tuple[str, ...]] | None = None
    for nr, celler in raekker:
        foer = len(fejl)
        vaerdier = _read_cells(nr, celler, fejl)
        _know(nr, vaerdier, kender, fejl)
        _guard(nr, celler, vaerdier, vagt, fejl)
        linje = _to_line(nr, vaerdier, art, fejl)
        if linje is None or len(fejl) > foer:
            sekvens = None
            continue
        hoerer_til = (vaerdier.get("sekvens", ""), linje.personer)
        if hoerer_til[0] and hoerer_til == sekvens:
            if len(linjer[-1].trin) == _FLEST_TRIN:
                fejl.append(Cellefejl(nr, "sekvens", "for mange trin", f"højst {_FLEST_TRIN} trin i en sekvens"))
                continue
            linjer[-1] = linjer[-1]._replace(trin=(*linjer[-1].trin, *linje.trin))
        else:
            linjer.append(linje)
        sekvens = hoerer_til
    fejl += [
        Cellefejl(linje.nr, "vent", "for lang tid", f"højst {_LAENGST_I_ALT} dage fra første til sidste trin")
        for linje in linjer
        if _seconds(linje) > _LAENGST_I_ALT * 86_400
    ]
    if not linjer and not fejl:
        fejl.append(Cellefejl(0, "", "ingen rækker", "mindst én række med personnummer og handling"))
    return Laest([] if fejl else [linje._replace(nr=nr) for nr, linje in enumerate(linjer, 1)], fejl)


def _seconds(linje: Ordrelinje) -> int:
    """From the first to the last of all that it comes to."""
    return linje.gentag * sum(trin.vent for trin in linje.trin) + (linje.gentag - 1) * linje.gentag_vent


def _read_cells(nr: int, celler: Mapping[str, str], fejl: list[Cellefejl]) -> dict[str, str]:
    """The values by column; headings that are none are mistakes."""
    fundne: dict[str, str] = {}
    for overskrift, tekst in celler.items():
        navn = find_kolonne(overskrift)
        if overskrift.startswith(UDEN_OVERSKRIFT):
            fejl.append(Cellefejl(nr, overskrift, "en værdi uden overskrift", "intet uden for kolonnerne"))
            continue
        if not navn:
            taet = _near_column(fold(overskrift))
            tilladt = f"en kolonne fra skabelonen; mente du {taet}?" if taet else "en kolonne fra skabelonen"
            fejl.append(Cellefejl(nr, shorten(overskrift), "en ukendt kolonne", tilladt))
            continue
        if navn in fundne:
            fejl.append(Cellefejl(nr, navn, "kolonnen to gange", "hver kolonne én gang"))
            continue
        kolonne = read_kolonner()[navn]
        try:
            fundne[navn] = read_vaerdi(kolonne.slags, kolonne.led, tekst)
        except Ulaeselig as ulaeselig:
            fejl.append(Cellefejl(nr, navn, shorten(tekst), str(ulaeselig)))
    return {navn: vaerdi for navn, vaerdi in fundne.items() if navn not in _ULAESTE}


def _know(nr: int, vaerdier: Mapping[str, str], kender: Callable[[str], bool], fejl: list[Cellefejl]) -> None:
    """Municipalities must be some that the tables or the settings have."""
    for navn, vaerdi in vaerdier.items():
        if read_kolonner()[navn].slags == "kommune" and not kender(vaerdi):
            tilladt = "en kendt kommunes fire cifre, som 0101; flere gøres kendt i indstillingen kommuner.cvr"
            fejl.append(Cellefejl(nr, navn, vaerdi, tilladt))


def _guard(
    nr: int, celler: Mapping[str, str], vaerdier: Mapping[str, str], vagt: Nummervagt, fejl: list[Cellefejl]
) -> None:
    """Personnumre must be allowed test numbers, and none may stand anywhere else."""
    for navn, vaerdi in vaerdier.items():
        if read_kolonner()[navn].slags in {"pnr", "pnrer"} and vagt.forbids_in(vaerdi):
            fejl.append(Cellefejl(nr, navn, "et nummer af almindelig form", "et testnummer (dag + 60)"))
    for overskrift, tekst in celler.items():
        navn = find_kolonne(overskrift)
        numerisk = bool(navn) and read_kolonner()[navn].slags in {"pnr", "pnrer"}
        # Blanks of any kind become one when the cell is read.
        kort = " ".join(tekst.split())
        if not numerisk and any(map(vagt.forbids_in, (f"{overskrift} {tekst}", kort))):
            fejl.append(Cellefejl(nr, navn or "(ukendt)", "noget, der ligner et personnummer", "intet personnummer"))


def _to_line(nr: int, vaerdier: Mapping[str, str], art: Ordreart, fejl: list[Cellefejl]) -> Ordrelinje | None:
    handling = _find_handling(nr, vaerdier, fejl)
    if handling is None:
        return None
    hvad = Art(vaerdier.get("art", Art.NY))
    personer = tuple(vaerdier.get("personnummer", "").split())
    felter = {navn: vaerdi for navn, vaerdi in vaerdier.items() if navn not in STYRENDE}
    if handling.kun_replika and not personer:
        personer = (f"ny:{nr}",)
    _check(nr, handling, hvad, art, personer, felter, fejl)
    return Ordrelinje(
        nr,
        personer,
        (Trin(handling.noegle, hvad, tuple(felter.items()), int(vaerdier.get("vent", "0"))),),
        int(vaerdier.get("gentag", "1")),
        int(vaerdier.get("gentag_vent", "0")),
        vaerdier.get("sendes", ""),
        vaerdier.get("oensket_divergens") == "ja",
    )


def _check(  # noqa: PLR0913 - what a row is held against
    nr: int,
    handling: Handling,
    hvad: Art,
    art: Ordreart,
    personer: Sequence[str],
    felter: Mapping[str, str],
    fejl: list[Cellefejl],
) -> None:
    omtalt = {en.kolonne for en in takewhile(lambda en: en.raekke == nr, reversed(fejl))}
    if not personer and "personnummer" not in omtalt:
        fejl.append(Cellefejl(nr, "personnummer", "(tom)", "mindst ét personnummer"))
    if art is not Ordreart.HAENDELSE and not handling.kun_replika and hvad not in handling.arter():
        kan = ", ".join(handling.arter())
        fejl.append(Cellefejl(nr, "art", hvad, f"{kan}; resten kan bestilles i en hændelses-ordre"))
    if art not in handling.ordrearter():
        fejl.append(Cellefejl(nr, "handling", handling.noegle, f"{handling.kun_eller_ikke} i en replika-ordre"))
    skal = handling.skal if hvad is Art.NY else ()
    fejl += [
        Cellefejl(nr, navn, "(tom)", f"skal udfyldes for {handling.noegle}")
        for navn in skal
        if navn not in felter and navn not in omtalt
    ]
    if handling.noegle == OPRET_FAMILIE and not omtalt and felter.keys() >= set(skal):
        fejl += _wishes(nr, felter)
    if len(handling.koder) > 1 and felter.get("retter") and not felter.get("kode_ordre"):
        fejl.append(Cellefejl(nr, "retter", felter["retter"], "nævn også kode_ordre, den af koderne, der rettes"))
    if hvad is Art.NY and felter.get("retter"):
        fejl.append(Cellefejl(nr, "retter", felter["retter"], "tom, eller art korrektion eller annullering"))
    maa = {*handling.skal, *handling.kan, *ALTID} | (fields_of_kuvert() if art is Ordreart.HAENDELSE else set())
    fejl += [
        Cellefejl(nr, navn, shorten(felter[navn]), f"bruges ikke af {handling.noegle} i den slags ordre")
        for navn in felter
        if navn not in maa
    ]


def _wishes(nr: int, felter: Mapping[str, str]) -> Iterator[Cellefejl]:
    """What is wished of a family must fit together."""
    try:
        Familieoenske.read(felter)
    except Brugsfejl as fejl:
        yield Cellefejl(nr, "handling", OPRET_FAMILIE, fejl.tekst)


@cache
def fields_of_kuvert() -> frozenset[str]:
    """Columns that the kuvert of a hændelses-ordre may be filled from beside the handling's own."""
    adresse = {"kommunekode", "vejkode", "husnr", "etage", "sidedoer", "bnr", "conavn"}
    fra = {navn for navn in read_kolonner() if navn.startswith("fra_")}
    return frozenset({*KUN_HAENDELSE, *adresse, *fra})


def _find_handling(nr: int, vaerdier: Mapping[str, str], fejl: list[Cellefejl]) -> Handling | None:
    tekst = vaerdier.get("handling", "")
    if not tekst:
        fejl.append(Cellefejl(nr, "handling", "(tom)", "en handling fra listen"))
        return None
    noegle = _handlinger().get(fold(tekst)) or _handlinger().get(fold(tekst.zfill(3)))
    if noegle:
        return read_handlinger()[noegle]
    taet = _near_handling(fold(tekst))
    mente = f"; mente du {taet}?" if taet else ""
    fejl.append(Cellefejl(nr, "handling", shorten(tekst), f"en handling fra listen{mente}"))
    return None


@lru_cache(maxsize=_HUSKES)
def _near_column(foldet: str) -> str:
    """The column that a heading resembles; empty: none. Remembered, for a whole file may have the same mistake."""
    return next(iter(get_close_matches(foldet, read_kolonner(), n=1)), "")


@lru_cache(maxsize=_HUSKES)
def _near_handling(foldet: str) -> str:
    """The handling that a word resembles; empty: none."""
    return next((_handlinger()[each] for each in get_close_matches(foldet, _handlinger(), n=1)), "")


@cache
def _handlinger() -> Mapping[str, str]:
    """Handlinger by every way to write them: key, name, and code where only one has it."""
    alle = read_handlinger().values()
    veje = {fold(way): en.noegle for en in alle for way in (en.noegle, en.navn)}
    koder = [kode for en in alle for kode in en.koder if kode != SAMLE]
    veje |= {kode: en.noegle for en in alle for kode in en.koder if koder.count(kode) == 1}
    return veje


def shorten(tekst: str, laengst: int = _VIST) -> str:
    """A wrong value as it may be shown: cut, and digits masked where there are enough for a personnummer."""
    helt = " ".join(tekst.split())
    # One that is cut in two is a personnummer all the same.
    kort, cifre = helt[:laengst], sum(tegn.isdigit() for tegn in helt[: laengst + LAENGDE])
    return "".join("X" if tegn.isdigit() else tegn for tegn in kort) if cifre > 8 else kort  # noqa: PLR2004
