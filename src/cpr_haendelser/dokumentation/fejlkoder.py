"""docs/fejlkoder.md: every error code, found where it is raised."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cpr_haendelser
from cpr_haendelser.dokumentation.markdown import page, table
from cpr_haendelser.konsol.fejlsprog import refusals
from cpr_haendelser.web.svar import TEKSTER

ROD = Path(cpr_haendelser.__file__).parent
KODE = re.compile(r"[A-Z]{3,5}-[0-9]{3}")
OMRAADER = {
    "ADG": "adgang: hvem der må hvad",
    "ABO": "abonnementer: dueslag, filtre og værdilister",
    "ALA": "alarmer",
    "AFT": "aftaler: hvem der må modtage hvad",
    "BSK": "at skrive og læse beskeder",
    "CPR": "personnumre",
    "CRT": "it-systemernes certifikater: hvorfor et ikke kan bruges; intet er ændret",
    "DEMO": "demonstrationen",
    "DRI": "driften: backup, eftersyn og oprydning",
    "FIL": "CPR-filer: filen afvises, og intet er ændret",
    "FOR": "postrummet: forsendelser og dueslag",
    "HENT": "levering ved BeskedHent",
    "KON": "konsollen",
    "KTO": "konti: organisationer, brugere, login og nøgler",
    "LAG": "databasen",
    "LOG": "at læse loggen",
    "MAP": "den overvågede mappe",
    "MIL": "miljøet",
    "MOD": "modtagelsen",
    "OPS": "opsætning og opslag",
    "ORD": "ordrer i testmiljøet",
    "POP": "den opdigtede befolkning",
    "POST": "postrummets lager",
    "PSH": "levering ved BeskedFåTilsendt",
    "REV": "revisionssporet",
    "SYT": "it-systemer",
    "SYS": "maskinen: disk, mapper og rettigheder",
    "TEGN": "tekster, som mennesker skriver",
    "TLS": "certifikater og linjer",
    "TST": "testmiljøet: bestilling af testpersoner og testhændelser",
    "UDL": "hvem der spørger, og hvad der må udleveres",
    "VAGT": "vagten på personnumre: filen afvises, og intet er ændret",
    "WEB": "feedet over HTTP",
}
"""What the letters of a code say."""
SAMMENSAT = {
    "AFT-002": "… er ukendt. Mente du …?",
    "AFT-013": "filterets linje …, tegn …: …",
    "LAG-001": "opgavens kæde er ikke mere, som den var, da filen blev afgjort; intet er ændret.",
    "LAG-011": "Databasen … er optaget af et andet program; vent til det er færdigt, og prøv igen.",
    "LAG-012": "Databasen … kunne ikke læses eller skrives; se efter plads, rettigheder og filens art (…).",
    "MAP-001": "… kan ikke nås eller flyttes (…); ventede en mappe, som må læses og skrives i. Det prøves igen.",
    "MAP-002": "… kan ikke nås eller flyttes (…); ventede en mappe, som må læses og skrives i. Det prøves igen.",
    "OPS-202": "… er ikke en kendt indstilling. Mente du …?",
    "OPS-203": "…: »…« passer ikke. Forventet: ….",
    "TST-003": "det bestilte kan ikke ske for personen; teksten siger hvorfor, fx at personen allerede er død.",
}
"""Texts that the program puts together as it goes, as a reader would sum them up."""

_INDLEDNING = """En fejl har en fast kode og en tekst, der siger, hvad der var galt, hvor, hvad der ventedes,
og hvad man gør. På kommandolinjen står den på standard error, og afslutningskoden er 1 (2, hvor kommandoen
var skrevet forkert). Over HTTP er den `{"kode": …, "fejl": …}`. En fejl nævner aldrig et personnummer. `…`
er det, der skifter fra gang til gang. På konsollens engelske sider står teksten på engelsk."""


class Fejlkode(NamedTuple):
    """One place where a code is raised."""

    kode: str
    tekst: str
    modul: str


_DELE = {"Cellefejl", "Ulaeselig"}
_SKRIDT = "skridt"
"""Calls with a part of a refusal: what stands in a cell and what may, and what `check` and its kin in the steps say."""


def find_parts(rod: Path = ROD) -> set[str]:
    """The words that refusals of lines are put together of."""
    fundne = set()
    for path in rod.rglob("*.py"):
        navne = _DELE | ({"check", "check_after", "check_after_earlier"} if _SKRIDT in path.parts else set())
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in navne:
                fundne |= {_text(argument) for argument in node.args}
    return {tekst for tekst in fundne if tekst.replace("…", "").strip()}


_FUND = ("revision/kontrol.py", "revision/vidner.py", "storage/sqlite_postrum/revisionskontrol.py")
"""Where a check of the audit says what does not fit."""


def find_findings(rod: Path = ROD) -> set[str]:
    """What a check of the audit can say: every text with several words in the code that checks."""
    fundne = set()
    for navn in _FUND:
        traeet = ast.parse((rod / navn).read_text("utf-8"))
        udenfor = {id(del_) for node in ast.walk(traeet) for del_ in _not_said(node)}
        tekster = (node for node in ast.walk(traeet) if isinstance(node, ast.JoinedStr | ast.Constant))
        fundne |= {_text(each) for each in tekster if id(each) not in udenfor}
    return {tekst for tekst in fundne if " " in tekst.strip()}


def _not_said(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and the parts of a text that is put together."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (del_ for del_ in ast.walk(node) if del_ is not node)


def find(rod: Path = ROD) -> list[Fejlkode]:
    """Every error code of the source below a folder, with text and module; sorted, the same text of a module once."""
    found = {Fejlkode(f"WEB-{status}", tekst, "web/svar.py") for status, tekst in TEKSTER.items()}
    for path in rod.rglob("*.py"):
        if "dokumentation" not in path.parts:
            modul = path.relative_to(rod).as_posix()
            found.update(Fejlkode(kode, tekst, modul) for kode, tekst in _in_module(ast.parse(path.read_text("utf-8"))))
    with_text = {fejl.kode for fejl in found if fejl.tekst}
    return sorted(fejl for fejl in found if fejl.tekst or fejl.kode not in with_text)


def _in_module(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(code, text) of each call that names a code, and (code, "") of a code that stands alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KODE.fullmatch(node.value):
            yield node.value, ""
        if isinstance(node, ast.Call):
            codes = [kode for argument in node.args for kode in _codes(argument)]
            texts = [argument for argument in node.args if not list(_codes(argument))]
            text = max((_text(argument) for argument in texts), key=len, default="")
            yield from ((kode, text) for kode in codes)


def _codes(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _codes(node.body)
        yield from _codes(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and KODE.fullmatch(node.value):
        yield node.value


def _text(node: ast.expr) -> str:
    """The words of a text in the source, `…` for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value) for value in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "strip":
        return _text(node.func.value)
    return "…" if isinstance(node, ast.FormattedValue | ast.IfExp | ast.Name | ast.Call) else ""


def render() -> str:
    """The page."""
    fundne = find()
    omraader = sorted({fejl.kode.split("-")[0] for fejl in fundne})
    return page("Fejlkoder", _INDLEDNING, *(_omraade(navn, fundne) for navn in omraader))


def _omraade(navn: str, fundne: list[Fejlkode]) -> str:
    dem = [fejl for fejl in fundne if fejl.kode.split("-")[0] == navn]
    rows = dict.fromkeys((f"**{f.kode}**", *_both(SAMMENSAT.get(f.kode, f.tekst)), f"`{f.modul}`") for f in dem)
    return f"## {navn}: {OMRAADER.get(navn, 'andet')}\n\n" + table(("Kode", "Tekst", "På engelsk", "Hvor"), rows)


def _both(dansk: str) -> tuple[str, str]:
    """A text, and as a page in English says it."""
    return dansk, re.sub(r"\{\d=?\}", "…", refusals().get(dansk, ""))
