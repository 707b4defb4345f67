"""Refusals in English: each is known by the shape of its Danish text, and what is filled in is carried over.

The rooms say everything in Danish, with a stable code; a page in English says the same in English
(sprog/fejl/en.po). A text that is not there stays Danish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import NamedTuple

from babel.messages.pofile import read_po

from cpr_haendelser.konsol.sprog import katalog

HUL = "…"
"""What is filled in, in a text of the catalogue; in the English one {1} where its place is another, {1=} as it is."""
_PLADS = re.compile(r"…|\{(\d)(=?)\}")
_PUNKTUMMER = re.compile(r"(?<=\.) ")
_SAETNINGER = re.compile(r"(?<=[.;:]) ")
_BINDEORD: Mapping[str, str] = {" eller ": " or ", " og ": " and ", ", ": ", "}
_SKEL = re.compile("|".join(map(re.escape, _BINDEORD)))
_MASKINORD = re.compile(r"[a-z0-9_.*:-]+|[A-Z0-9_]+|»[^«]*«|`[^`]*`|'[^']*'|[<>=]+|\S")
"""A word of a list that is called the same in both languages."""
_NAVN = re.compile("[A-ZÆØÅ][a-zæøå]")
"""How a name begins, and no list of ours."""


class _Form(NamedTuple):
    """The shape of a text, and its words in English."""

    dansk: re.Pattern[str]
    engelsk: str


@cache
def refusals() -> Mapping[str, str]:
    """English by Danish, with … for what is filled in."""
    po = read_po(BytesIO((files(__package__) / "sprog" / "fejl" / "en.po").read_bytes()))
    return {str(each.id): str(each.string) for each in po if each.id and each.string}


@lru_cache(maxsize=4096)
def to_english(tekst: str) -> str:
    """A refusal, or a part of one, in English."""
    helt = _find(tekst, _forms()[0]) or _behind(tekst) or _find(tekst, _forms()[1])
    return helt or _list(tekst) or _sentences(tekst)


def _find(tekst: str, former: Sequence[_Form]) -> str:
    """The English of the whole text; empty: it is not known."""
    kendt = refusals().get(tekst) or katalog().get(tekst)
    if kendt is not None and HUL not in tekst:
        return kendt
    for form in former:
        if fundet := form.dansk.fullmatch(tekst):
            return _fill(form.engelsk, fundet.groups())
    return ""


def _behind(tekst: str) -> str:
    """Of a text that is known behind a code, a place or a field: `AFT-003: navn: mangler; …`."""
    felt, _, resten = tekst.partition(" ")
    if resten and not felt.endswith(":") and (fundet := _find(resten, _forms()[0])):
        return f"{_part(felt)} {fundet}"
    for skel in re.finditer(": ", tekst):
        resten = tekst[skel.end() :]
        if fundet := _find(resten, _forms()[0]) or _find(resten, _forms()[1]):
            return f"{_part(tekst[: skel.start()])}: {fundet}"
    return ""


def _sentences(tekst: str) -> str:
    """Sentence by sentence, where there are several; what is not known stays as it is."""
    hele = [_find(each, _forms()[0]) for each in _PUNKTUMMER.split(tekst)]
    if all(hele):
        return " ".join(hele)
    dele = _SAETNINGER.split(tekst)
    return " ".join(map(_part, dele)) if len(dele) > 1 else tekst


def _part(del_: str) -> str:
    """What was filled in, where it is words of ours; a word in the middle of a sentence begins small."""
    stort = del_[:1].upper() + del_[1:]
    if stort != del_ and (kendt := katalog().get(stort)):
        return kendt[:1].lower() + kendt[1:]
    return _list(del_) or (to_english(del_) if " " in del_ else _find(del_, ()) or del_)


def _list(tekst: str) -> str:
    """Of a list of words the same with the language's word before its last.

    Empty: it is none, or has something in it that is neither ours nor a word of the wire: a name may have "og" in it.
    """
    led, skel = _SKEL.split(tekst), _SKEL.findall(tekst)
    sagt = [_find(each, ()) or (each if _MASKINORD.fullmatch(each) else "") for each in led]
    if not skel or not all(sagt) or _NAVN.match(tekst):
        return ""
    return sagt[0] + "".join(_BINDEORD[each] + ord_ for each, ord_ in zip(skel, sagt[1:], strict=True))


def _fill(engelsk: str, fyldt: Sequence[str]) -> str:
    raekke = _unnamed(engelsk, fyldt)

    def put_in(plads: re.Match[str]) -> str:
        hvad = fyldt[int(plads[1])] if plads[1] else next(raekke)
        return hvad if plads[2] else _part(hvad)

    return _PLADS.sub(put_in, engelsk)


def _unnamed(engelsk: str, fyldt: Sequence[str]) -> Iterator[str]:
    """What is filled in in its order, without what stands elsewhere by its number."""
    naevnt = {int(nr) for nr in re.findall(r"\{(\d)=?\}", engelsk)}
    return (each for nr, each in enumerate(fyldt) if nr not in naevnt)


@cache
def _forms() -> tuple[Sequence[_Form], Sequence[_Form]]:
    """Those with something to fill in, the ones with most words of their own first; those that begin with it apart."""
    med = sorted((dansk for dansk in refusals() if HUL in dansk), key=lambda dansk: -len(dansk.replace(HUL, "")))
    alle = [
        (dansk, _Form(re.compile("(.*?)".join(map(re.escape, dansk.split(HUL))), re.DOTALL), refusals()[dansk]))
        for dansk in med
    ]
    return (
        [form for dansk, form in alle if not dansk.startswith(HUL)],
        [form for dansk, form in alle if dansk.startswith(HUL)],
    )
