"""Reading the filter language (filter.lark, LALR): text to tree, or a refusal with the place."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from uuid import UUID

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args
from lark.exceptions import VisitError

from cpr_haendelser.abonnementer.udtryk import (
    Blandt,
    Eller,
    Filterfejl,
    Ikke,
    IListe,
    Lig,
    Og,
    Udtryk,
    Ulig,
    walk,
)
from cpr_haendelser.beskeder.kuvertfelter import ADRESSE, KOMMUNE, KORTFORMER, PERSONHAENDELSE, PERSONNUMMER, stier
from cpr_haendelser.cpr.personnummer import mask

LAENGSTE = 100_000
"""Characters of a filter."""
DYBESTE = 40
"""Expressions inside each other."""

_VAERDI = re.compile("'((?:[^'\n]|'')*)'")
"""As in the grammar."""
_ORD = {
    "OR": "OR",
    "AND": "AND",
    "NOT": "NOT",
    "IN": "IN",
    "VAERDILISTE": "VÆRDILISTE",
    "LIG": "=",
    "ULIG": "<>",
    "VAERDI": "en værdi i '…'",
    "STI": "et felt",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
    "$END": "slutningen",
}
"""What the grammar's words are called."""
_FORMER = {
    PERSONHAENDELSE: (re.compile(r"[0-9]{3}"), "en kode på tre cifre, fx '034'"),
    PERSONNUMMER: (re.compile(r"[0-9]{10}"), "et personnummer på ti cifre"),
    KOMMUNE: (re.compile(r"[0-9]{4}"), "en kommunekode på fire cifre, fx '0999'"),
    ADRESSE: (
        re.compile(r"[0-9]{4}:[0-9A-Za-z]{4}(:[^:']+){0,3}|[0-9]{4}:[0-9A-Za-z]{4}:[^:']+::[^:']+"),
        "kommunekode:vejkode og evt. :husnummer:etage:dør, fx '0999:0123:017A'",
    ),
}
"""What values of the short forms look like: a value of another form would never match."""


def parse(tekst: str) -> Udtryk:
    """The tree of a filter. Filterfejl (ABO-001 to ABO-006) with line and character where it is wrong."""
    if len(tekst) > LAENGSTE:
        raise Filterfejl("ABO-001", f"filteret er over {LAENGSTE} tegn; brug en værdiliste.", linje=1, tegn=LAENGSTE)
    try:
        udtryk: Udtryk = _parser().parse(tekst)  # type: ignore[assignment]
    except UnexpectedInput as error:
        raise _to_fejl(error, tekst) from None
    except VisitError as error:
        raise error.orig_exc from None
    if any(dybde > DYBESTE for _, dybde in walk(udtryk)):
        raise Filterfejl("ABO-002", f"udtryk ligger mere end {DYBESTE} inde i hinanden.", linje=1, tegn=1)
    return udtryk


def values_of(tekst: str) -> list[str]:
    """What a filter compares with, as far as it can be seen without reading it; for who looks for something there."""
    return _VAERDI.findall(tekst)


@cache
def _parser() -> Lark:
    grammatik = (files("cpr_haendelser.abonnementer") / "filter.lark").read_text("utf-8")
    return Lark(grammatik, parser="lalr", transformer=_Opbyg(), propagate_positions=False)


def _to_fejl(error: UnexpectedInput, tekst: str) -> Filterfejl:
    slut = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    linje, tegn = _end_of(tekst) if slut else (error.line, error.column)
    if isinstance(error, UnexpectedCharacters) and tekst.startswith("'", error.pos_in_stream):
        return Filterfejl("ABO-003", "værdien mangler sit afsluttende '.", linje=linje, tegn=tegn)
    ventede = error.accepts if isinstance(error, UnexpectedToken) else getattr(error, "allowed", ())
    navne = sorted({_ORD.get(navn, navn) for navn in ventede or ()})
    her = "her slutter filteret" if slut else "det kan ikke læses"
    return Filterfejl("ABO-004", f"{her}; ventede {' eller '.join(navne) or 'et felt'}.", linje=linje, tegn=tegn)


def _end_of(tekst: str) -> tuple[int, int]:
    linjer = tekst.split("\n")
    return len(linjer), len(linjer[-1]) + 1


@cache
def _names() -> dict[str, str]:
    """Every way to write a path, in lower case, and the path."""
    navne = {sti.lower(): sti for sti in stier()}
    return navne | {navn.removeprefix("beskedkuvert."): sti for navn, sti in navne.items()}


def to_sti(token: Token) -> str:
    """The path that is meant. Filterfejl ABO-005 with the nearest where there is none."""
    navne = _names()
    fundet = navne.get(token.lower())
    if fundet:
        return fundet
    naer = get_close_matches(token.lower(), navne, n=1, cutoff=0.5)
    forslag = f"Mente du {navne[naer[0]]}?" if naer else f"Korte former er {', '.join(KORTFORMER)}."
    raise Filterfejl("ABO-005", f"kuverten har intet felt {mask(token)}. {forslag}", **_place(token))


def _to_vaerdi(sti: str, token: Token) -> str:
    vaerdi = token[1:-1].replace("''", "'")
    if sti == PERSONNUMMER:
        vaerdi = vaerdi.replace("-", "").replace(" ", "")
    form, ventet = _FORMER.get(sti, (None, ""))
    if form and not form.fullmatch(vaerdi):
        raise Filterfejl("ABO-006", f"{sti} ventede {ventet}.", **_place(token))
    return vaerdi


def _to_liste(token: Token) -> str:
    try:
        return str(UUID(token[1:-1]))
    except ValueError:
        raise Filterfejl("ABO-006", "VÆRDILISTE ventede listens UUID.", **_place(token)) from None


def _place(token: Token) -> dict[str, int]:
    return {"linje": token.line or 1, "tegn": token.column or 1}


@v_args(inline=True)
class _Opbyg(Transformer[Token, Udtryk]):
    """From what the parser has seen to the tree, while it is read."""

    def eller(self, *led: Udtryk | Token) -> Udtryk:
        return Eller(_without_words(led))

    def og(self, *led: Udtryk | Token) -> Udtryk:
        return Og(_without_words(led))

    def ikke(self, _: Token, led: Udtryk) -> Udtryk:
        return Ikke(led)

    def lig(self, sti: Token, _: Token, vaerdi: Token) -> Udtryk:
        navn = to_sti(sti)
        return Lig(navn, _to_vaerdi(navn, vaerdi))

    def ulig(self, sti: Token, _: Token, vaerdi: Token) -> Udtryk:
        navn = to_sti(sti)
        return Ulig(navn, _to_vaerdi(navn, vaerdi))

    def blandt(self, sti: Token, _: Token, *vaerdier: Token) -> Udtryk:
        navn = to_sti(sti)
        return Blandt(navn, tuple(_to_vaerdi(navn, vaerdi) for vaerdi in vaerdier))

    def ikke_blandt(self, sti: Token, _: Token, i: Token, *vaerdier: Token) -> Udtryk:
        return Ikke(self.blandt(sti, i, *vaerdier))

    def i_liste(self, sti: Token, _: Token, __: Token, liste: Token) -> Udtryk:
        return IListe(to_sti(sti), _to_liste(liste))

    def ikke_i_liste(self, sti: Token, *rest: Token) -> Udtryk:
        return Ikke(IListe(to_sti(sti), _to_liste(rest[-1])))


def _without_words(led: tuple[Udtryk | Token, ...]) -> tuple[Udtryk, ...]:
    return tuple(each for each in led if not isinstance(each, Token))
