"""From record fields to elements, by tables: what both shapes of a person are made of.

A table's rows name element paths below a common element; rows that share the first part of a path share that element.
An element without content is left out, so is one whose children all are, unless a row is required.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from cpr_haendelser.beskeder.tidsform import Skrevet, write_dato, write_tid, write_zonedato
from cpr_haendelser.cpr.layouts import posttyper

Skriver = Callable[[str], str]
"""A record line (text, masked) to elements."""


class Raekke(NamedTuple):
    """One element: its path, the field it shows, how (FORMER), and the mark field of a time."""

    sti: str
    felt: str
    form: str
    maerke: str = ""
    koder: tuple[str, ...] = ()
    """The values that the receiving schema knows; others are left out. Empty: any."""


class Tabel(NamedTuple):
    """The rows that show one record type, and the element they lie in."""

    sti: str
    posttype: str
    raekker: tuple[Raekke, ...]


FORMER = {
    "tekst": "teksten",
    "paakraevet": "teksten, også når den er tom",
    "heltal": "tallet uden foranstillede nuller",
    "pnr": "ti cifre, ikke nuller",
    "dag": "xs:date uden zone",
    "zonedag": "xs:date med zone",
    "dato_af_tid": "dagen af et tidspunkt, xs:date uden zone",
    "usikker_dag": "dato (xs:date med zone) og usikkerhedsmarkering",
    "usikker_tid": "dato (xs:dateTime med millisekunder og zone) og usikkerhedsmarkering",
    "er_usikker": "true eller false",
    "findes": "true",
}
"""The forms of a value, as docs/beskeder.md explains them."""

INGEN_PNR = "0000000000"


def to_skriver(tabel: Tabel) -> Skriver:
    """The writer of a table: a line of its record type to the elements of its rows."""
    layout = posttyper()[tabel.posttype]

    def leaf(raekke: Raekke, tag: str) -> Skriver:
        felt = layout.field(raekke.felt).slice
        maerke = layout.field(raekke.maerke).slice if raekke.maerke else slice(0, 0)
        return _leaf(raekke, tag, felt, maerke)

    return _join([_branch(name, rows, leaf) for name, rows in _by_first_part(tabel.raekker)])


def _by_first_part(raekker: Iterable[Raekke]) -> list[tuple[str, list[tuple[str, Raekke]]]]:
    split = [(*raekke.sti.partition("/")[::2], raekke) for raekke in raekker]
    return [
        (name, [(rest, raekke) for _, rest, raekke in group]) for name, group in groupby(split, lambda part: part[0])
    ]


def _branch(name: str, rows: Sequence[tuple[str, Raekke]], leaf: Callable[[Raekke, str], Skriver]) -> Skriver:
    if rows[0][0] == "":
        return leaf(rows[0][1], name)
    return wrap(name, _join([leaf(raekke, rest) for rest, raekke in rows]))


def _join(skrivere: Sequence[Skriver]) -> Skriver:
    if len(skrivere) == 1:
        return skrivere[0]
    return lambda linje: "".join([skriv(linje) for skriv in skrivere])


def wrap(tag: str, indhold: Skriver) -> Skriver:
    """The element around what a writer gives, or nothing when that is nothing."""
    aaben, luk = f"<{tag}>", f"</{tag}>"

    def skriv(linje: str) -> str:
        inde = indhold(linje)
        return f"{aaben}{inde}{luk}" if inde else ""

    return skriv


def _leaf(raekke: Raekke, tag: str, felt: slice, maerke: slice) -> Skriver:
    if raekke.form in _TIDER:
        return wrap(tag, partial(_TIDER[raekke.form], felt, maerke))
    if raekke.form == "paakraevet":
        return lambda linje: f"<{tag}>{linje[felt].strip()}</{tag}>"
    if raekke.form == "tekst" and not raekke.koder:
        return wrap(tag, lambda linje: linje[felt].strip())
    vaerdi = _VAERDIER[raekke.form]
    koder = frozenset(raekke.koder)
    if not koder:
        return wrap(tag, lambda linje: vaerdi(linje[felt].strip()))
    return wrap(tag, lambda linje: kode if (kode := vaerdi(linje[felt].strip())) in koder else "")


def _usikker(felt: slice, maerke: slice, linje: str, *, write: Callable[[str], Skrevet]) -> str:
    raw = linje[felt]
    if not raw or raw.isspace():
        return ""
    tekst, usikker = write(raw)
    if not tekst:
        return ""
    if usikker or linje[maerke] == "*":
        return f"<dato>{tekst}</dato><usikkerhedsmarkering>*</usikkerhedsmarkering>"
    return f"<dato>{tekst}</dato>"


def _er_usikker(felt: slice, maerke: slice, linje: str) -> str:
    skrevet = write_dato(linje[felt])
    if not skrevet.tekst:
        return ""
    return "true" if skrevet.usikker or linje[maerke] == "*" else "false"


_TIDER: dict[str, Callable[[slice, slice, str], str]] = {
    "usikker_dag": partial(_usikker, write=write_zonedato),
    "usikker_tid": partial(_usikker, write=partial(write_tid, broek=".000")),
    "er_usikker": _er_usikker,
}


def heltal(tekst: str) -> str:
    """The digits without leading zeros; nothing where it is no whole number."""
    return (tekst.lstrip("0") or "0") if tekst.isdecimal() and tekst.isascii() else ""


def pnr(tekst: str) -> str:
    """The ten characters, or nothing where there is no personnummer."""
    return tekst if len(tekst) == len(INGEN_PNR) and tekst != INGEN_PNR else ""


_VAERDIER: dict[str, Callable[[str], str]] = {
    "tekst": str,
    "heltal": heltal,
    "pnr": pnr,
    "dag": lambda raw: write_dato(raw).tekst,
    "zonedag": lambda raw: write_zonedato(raw).tekst,
    "dato_af_tid": lambda raw: write_tid(raw).tekst[:10],
    "findes": lambda raw: "true",  # noqa: ARG005 - that the record is there is what it says
}
