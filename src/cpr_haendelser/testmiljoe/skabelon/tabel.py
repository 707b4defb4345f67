"""Rows out of what was handed in: CSV in the shapes that spreadsheets write, or JSON; bounded, and in one pass."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.skabelon.betydning import UDEN_OVERSKRIFT, Cellefejl, Raekke, shorten
from cpr_haendelser.testmiljoe.skabelon.kolonner import VERSION, find_kolonne

STOERSTE = 32 * 1024 * 1024
FLEST_RAEKKER = 100_000
LAENGSTE_CELLE = 500
FLEST_KOLONNER = 200
LAENGST_NEDE = 1000
"""Lines of a template that its headings are looked for in: all of a long text that is none would take minutes."""
_DYBESTE = 8
_MINDST_KENDTE = 2
"""So many known headings make a row of headings."""
_SKILLETEGN = ";,\t"
_BLANK = re.compile(r"\\[tnrbf]")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_BOM = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Maerke(NamedTuple):
    """The kind of order that a template says it is for."""

    art: str = ""
    """As it stands there; empty: it does not say."""
    raekke: int = 0
    kolonne: int = 0
    """From 1, as `raekke`; 0: it has no cells."""

    def refuse_other(self, art: Ordreart) -> Cellefejl | None:
        """The mistake, where the template is for another kind of order than that."""
        if self.art in {"", art.value}:
            return None
        kendt = self.art in set(Ordreart)
        fandt = f"en skabelon til en {Ordreart(self.art).vist}" if kendt else shorten(f"art={self.art}")
        eller = f", eller vælg {Ordreart(self.art).vist}, og send den igen" if kendt else ""
        return Cellefejl(self.raekke, "art", fandt, f"en skabelon til en {art.vist} (art={art.value}){eller}")


class Skabelon(NamedTuple):
    """A template as it was written."""

    raekker: list[Raekke]
    maerke: Maerke


def read_tabel(data: bytes) -> list[Raekke]:
    """The rows of a template; Brugsfejl TST-050 to TST-053 where it is none that can be read."""
    return read_skabelon(data).raekker


def read_skabelon(data: bytes) -> Skabelon:
    """The rows of a template and the kind of order that it is for; refused as by read_tabel."""
    tekst = read_tekst(data)
    if tekst.lstrip()[:1] in {"[", "{"}:
        return _from_json(tekst)
    return _from_csv(tekst)


def read_tekst(data: bytes) -> str:
    """A template as text; TST-050 where it is too large, TST-051 where it is no text."""
    if len(data) > STOERSTE:
        raise Brugsfejl("TST-050", f"skabelonen er for stor; højst {STOERSTE // 1024 // 1024} MB.")
    for bom, navn in _BOM:
        if data.startswith(bom):
            return _strict(data, navn)
    if b"\0" in data:
        raise Brugsfejl("TST-051", "filen er hverken CSV eller JSON. Gem regnearket som CSV, og prøv igen.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("iso-8859-1")


def readable(tekst: str) -> str:
    """A template as people read it, for whoever looks for something in it.

    What JSON may spell out (backslash, u, four digits; backslash, t) is undone; a tab that parts no cells is a blank.
    """
    tekst = _BLANK.sub(" ", _ESCAPE.sub(lambda fundet: chr(int(fundet[1], 16)), tekst))
    return tekst if _delimiter(tekst) == "\t" else tekst.replace("\t", " ")


def _strict(data: bytes, navn: str) -> str:
    try:
        return data.decode(navn)
    except UnicodeDecodeError:
        raise Brugsfejl("TST-051", "filen kan ikke læses som tekst. Gem regnearket som CSV, og prøv igen.") from None


# --- CSV -------------------------------------------------------------------------------------------------------------


def _from_csv(tekst: str) -> Skabelon:
    laeser = csv.reader(io.StringIO(tekst, newline=""), delimiter=_delimiter(tekst))
    overskrifter: Sequence[str] = ()
    raekker: list[Raekke] = []
    maerke = Maerke()
    try:
        for celler in laeser:
            nr = laeser.line_num
            if not any(celle.strip() for celle in celler):
                continue
            if celler[0].lstrip().startswith("#"):
                maerke = read_maerke(nr, celler) or maerke
            elif not overskrifter:
                overskrifter = find_headings(nr, celler)
            else:
                bound(len(raekker) + 1, celler)
                raekker.append((nr, _cells(overskrifter, celler)))
    except csv.Error:
        raise Brugsfejl("TST-051", "filen er ikke gyldig CSV; se efter anførselstegn, der ikke er lukket.") from None
    if not overskrifter:
        raise no_headings()
    return Skabelon(raekker, maerke)


def _cells(overskrifter: Sequence[str], celler: Sequence[str]) -> dict[str, str]:
    """The cells that are not blank by heading; those without one by the letter of their column."""
    navne = (overskrift.strip() and overskrift for overskrift in overskrifter)
    par = zip_longest(navne, celler, fillvalue="")
    return {navn or UDEN_OVERSKRIFT + _letter(nr): celle for nr, (navn, celle) in enumerate(par) if celle.strip()}


def _letter(nr: int) -> str:
    """A column (from 0) as spreadsheets name it."""
    foran, sidste = divmod(nr, 26)
    return (_letter(foran - 1) if foran else "") + chr(ord("A") + sidste)


def _delimiter(tekst: str) -> str:
    """The sign that the first line with any of them has most of."""
    for linje in tekst.splitlines():
        if linje.strip() and not linje.lstrip().startswith("#") and any(tegn in linje for tegn in _SKILLETEGN):
            return max(_SKILLETEGN, key=linje.count)
    return ";"


def find_headings(nr: int, celler: Sequence[str]) -> Sequence[str]:
    """The row (`nr` from 1), if it is one of headings; what stands above it (a title) is passed over.

    TST-053 where one is twice, or where there are none so far down.
    """
    if nr > LAENGST_NEDE:
        raise no_headings()
    kendte = sum(bool(find_kolonne(celle)) for celle in celler)
    if not kendte or kendte < min(_MINDST_KENDTE, len(celler)):
        return ()
    for celle in celler:
        if find_kolonne(celle) and celler.count(celle) > 1:
            raise Brugsfejl("TST-053", f"kolonnen {find_kolonne(celle)} står to gange; hver kolonne skal stå én gang.")
    return celler


def read_maerke(nr: int, celler: Sequence[str]) -> Maerke | None:
    """A row that begins with # explains; one of them says the version and the kind of order.

    TST-052 where it is another version.
    """
    fundet = None
    for plads, celle in enumerate(celler, 1):
        navn, _, vaerdi = (del_.strip().lower() for del_ in celle.strip("# ").partition("="))
        if navn == "version":
            _check_version(vaerdi)
        elif navn == "art":
            fundet = Maerke(vaerdi, nr, plads)
    return fundet


def _check_version(version: str) -> None:
    if version != VERSION:
        raise Brugsfejl(
            "TST-052", f"skabelonen er version {version[:10]}; denne installation læser {VERSION}. Hent en ny."
        )


def no_headings() -> Brugsfejl:
    """The refusal of a template without headings."""
    return Brugsfejl(
        "TST-053",
        "der er ingen række med kolonnernes navne (personnummer, handling …). Hent den tomme skabelon (på siden Ny "
        "ordre, med `haendelser ordre skabelon` eller GET /ordrer/skabelon), og udfyld den under navnene. Intet er "
        "bestilt.",
    )


def bound(antal: int, celler: Sequence[str]) -> None:
    """TST-050 where there are too many rows, or a row is too much."""
    if antal > FLEST_RAEKKER:
        raise Brugsfejl("TST-050", f"skabelonen har for mange rækker; højst {FLEST_RAEKKER}.")
    if len(celler) > FLEST_KOLONNER or any(len(celle) > LAENGSTE_CELLE for celle in celler):
        raise Brugsfejl(
            "TST-050", f"en celle er for lang (højst {LAENGSTE_CELLE} tegn), eller der er for mange kolonner."
        )


# --- JSON ------------------------------------------------------------------------------------------------------------


def _from_json(tekst: str) -> Skabelon:
    """A list of objects, or one with `version`, `art` and `linjer`; `trin` of an object are rows of one sequence."""
    if _depth(tekst) > _DYBESTE:
        raise Brugsfejl("TST-051", "filen er JSON med for mange lag.")
    try:
        indhold = json.loads(tekst)
    except (ValueError, RecursionError):
        raise Brugsfejl("TST-051", "filen er ikke gyldig JSON.") from None
    linjer = indhold.get("linjer") if isinstance(indhold, dict) else indhold
    om = indhold if isinstance(indhold, dict) else {}
    if "version" in om:
        _check_version(str(om["version"]).strip())
    if not isinstance(linjer, list):
        raise Brugsfejl("TST-051", "filen skal være en liste af linjer, eller et objekt med listen i `linjer`.")
    raekker: list[Raekke] = []
    for nr, linje in enumerate(linjer, 1):
        for raekke in _line(nr, linje):
            bound(len(raekker) + 1, [])
            raekker.append(raekke)
    return Skabelon(raekker, Maerke(str(om.get("art") or "").strip().lower()))


def _line(nr: int, linje: Any) -> Iterator[Raekke]:
    if not isinstance(linje, dict):
        raise Brugsfejl("TST-051", f"linje {nr} er ikke et objekt.")
    trin = linje.get("trin")
    faelles = {str(navn): _text(nr, vaerdi) for navn, vaerdi in linje.items() if navn != "trin" and vaerdi is not None}
    bound(nr, list(faelles.values()))
    if trin is None:
        yield nr, {navn: vaerdi for navn, vaerdi in faelles.items() if vaerdi.strip()}
        return
    if not isinstance(trin, list) or not all(isinstance(each, dict) for each in trin):
        raise Brugsfejl("TST-051", f"linje {nr}: `trin` skal være en liste af objekter.")
    for each in trin:
        egne = {str(navn): _text(nr, vaerdi) for navn, vaerdi in each.items() if vaerdi is not None}
        bound(nr, list(egne.values()))
        yield nr, {**faelles, "sekvens": f"linje {nr}", **egne}


def _text(nr: int, vaerdi: Any) -> str:
    if isinstance(vaerdi, bool):
        return "ja" if vaerdi else "nej"
    if isinstance(vaerdi, list):
        return " ".join(_text(nr, each) for each in vaerdi)
    if isinstance(vaerdi, str | int | float):
        return str(vaerdi)
    raise Brugsfejl("TST-051", f"linje {nr} har en værdi, der hverken er tekst, tal eller en liste af dem.")


def _depth(tekst: str) -> int:
    """How deep brackets go, without reading it as JSON."""
    dybde = dybest = 0
    for tegn in tekst:
        if tegn in "[{":
            dybde += 1
            dybest = max(dybest, dybde)
        elif tegn in "]}":
            dybde -= 1
    return dybest
