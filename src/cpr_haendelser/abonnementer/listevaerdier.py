"""The values of a value list as somebody brings them: one a line, all looked at before the first is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cpr_haendelser.abonnementer.vurdering import Vaerdi, to_listevaerdi
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.skrift import KODE, find_in_line

LAENGSTE = 1000
"""Characters of one value."""
_NAEVNES = 20
"""Lines that a refusal names."""
_FORBUDT = {
    Miljoe.EXTTEST: "her står et nummer af almindelig form, som ikke er på listen over tilladte testnumre. ExtTest "
    "tager kun opdigtede personer (dag + 60), for et rigtigt personnummer er en personoplysning.",
    Miljoe.PRODUKTION: "her står et erstatningspersonnummer (dag + 60). CPR leverer dem aldrig.",
}
_CIFRE = 10
_HVERT = 50_000

Trin = Callable[[str, int, int], None]


def read_numre(linjer: Iterable[str], vagt: Nummervagt, trin: Trin) -> set[Vaerdi]:
    """Personnumre, each once: ten digits, a hyphen or blank allowed; empty lines and what follows # are left out.

    Brugsfejl ABO-010 or ABO-011 with the lines that are none or may not be here; never what they say.
    """
    fundne: set[Vaerdi] = set()
    forkerte, forbudte = _Linjer(), _Linjer()
    for nummer, tekst in _iterate(linjer, trin):
        ciffre = tekst
        if len(ciffre) == _CIFRE + 1 and ciffre[6] in "- ":
            ciffre = ciffre[:6] + ciffre[7:]
        if len(ciffre) != _CIFRE or not (ciffre.isascii() and ciffre.isdigit()):
            forkerte.add(nummer)
        elif vagt.forbids(ciffre):
            forbudte.add(nummer)
        else:
            fundne.add(int(ciffre))
    if forkerte:
        raise Brugsfejl(
            "ABO-010",
            f"{forkerte} er ikke et personnummer på ti cifre (mangler der et 0 forrest?). Er det andet end "
            "personnumre, så sig det (--tekst). Intet er ændret.",
        )
    _refuse(forbudte, vagt)
    return fundne


def read_tekster(linjer: Iterable[str], vagt: Nummervagt, trin: Trin) -> set[Vaerdi]:
    """Other values than personnumre (municipality codes, addresses, UUIDs …), each once, as filters compare them.

    Brugsfejl ABO-011, ABO-012 or TEGN-001 with the lines that may not be here; never what they say.
    """
    fundne: set[Vaerdi] = set()
    lange, forbudte, usete = _Linjer(), _Linjer(), _Linjer()
    for nummer, tekst in _iterate(linjer, trin):
        if len(tekst) > LAENGSTE:
            lange.add(nummer)
        elif not tekst.isprintable() and find_in_line(tekst):
            usete.add(nummer)
        elif vagt.forbids_in(tekst):
            forbudte.add(nummer)
        else:
            fundne.add(to_listevaerdi(tekst))
    if lange:
        raise Brugsfejl("ABO-012", f"{lange} er over {LAENGSTE} tegn. Intet er ændret.")
    if usete:
        raise Brugsfejl(KODE, f"{usete} har et styretegn eller et tegn, der ikke ses; skriv uden. Intet er ændret.")
    _refuse(forbudte, vagt)
    return fundne


def _refuse(forbudte: _Linjer, vagt: Nummervagt) -> None:
    if forbudte:
        raise Brugsfejl("ABO-011", f"{forbudte}: {_FORBUDT[vagt.miljoe]} Intet er ændret.")


def _iterate(linjer: Iterable[str], trin: Trin) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    for nummer, linje in enumerate(linjer, 1):
        tekst = linje.partition("#")[0].strip("\ufeff \t\r\n")
        if tekst:
            yield nummer, tekst
        if nummer % _HVERT == 0:
            trin("læser", nummer, 0)


class _Linjer:
    """Numbers of lines, the first ones to be named."""

    def __init__(self) -> None:
        self._antal, self._foerste = 0, list[int]()

    def add(self, nummer: int) -> None:
        """One more."""
        self._antal += 1
        if len(self._foerste) < _NAEVNES:
            self._foerste.append(nummer)

    def __bool__(self) -> bool:
        return self._antal > 0

    def __str__(self) -> str:
        flere = f" og {self._antal - _NAEVNES} flere" if self._antal > _NAEVNES else ""
        return f"linje {', '.join(map(str, self._foerste))}{flere}"
