"""From record fields to elements, by tables: what both shapes of a person are made of.

A table's rows name element paths below a common element; rows that share the first part of a path share that element.
An element without content is left out, so is one whose children all are, unless a row is required.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from cpr_haendelser.beskeder.tidsform import Skrevet, write_dato, write_plain_tid, write_tid, write_zonedato
from cpr_haendelser.cpr.layouts import Posttype, posttyper
from cpr_haendelser.cpr.tider import USIKKER

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


class _Blad(NamedTuple):
    """One element made ready: what stands around its value, how the value is made, and where the mark lies."""

    aaben: str
    luk: str
    vaerdi: Callable[[str, str], str] | None
    """From field and mark to the element's content; None: the field as it is."""
    maerke: slice
    tomt: str
    """What to write where there is no content."""


def to_skriver(tabel: Tabel, tag: str = "") -> Skriver:
    """The writer of a table: a line of its record type to the elements of its rows, inside an element `tag` if named.

    Where no element has content there is no `tag` either.
    """
    layout = posttyper()[tabel.posttype]
    grupper = [
        (navn if raekker[0][0] else "", [(rest or navn, raekke) for rest, raekke in raekker])
        for navn, raekker in _by_first_part(tabel.raekker)
    ]
    if not any(navn for navn, _ in grupper):
        return _to_skriver(layout, [raekke for _, raekker in grupper for raekke in raekker], tag)
    skrivere = [_to_skriver(layout, raekker, navn) for navn, raekker in grupper]
    return skrivere[0] if len(skrivere) == 1 and not tag else partial(_write_groups, skrivere, tag)


def _write_groups(skrivere: Iterable[Skriver], tag: str, linje: str) -> str:
    inde = "".join([skriv(linje) for skriv in skrivere])
    return f"<{tag}>{inde}</{tag}>" if tag and inde else inde


def _to_skriver(layout: Posttype, raekker: Sequence[tuple[str, Raekke]], tag: str) -> Skriver:
    """The writer of elements that lie beside each other, in the element `tag`."""
    pladser = [layout.field(raekke.felt).slice for _, raekke in raekker]
    blade = tuple(_blad(layout, raekke, navn) for navn, raekke in raekker)
    om = (f"<{tag}>", f"</{tag}>") if tag else ("", "")
    if len(blade) == 1:
        return partial(_write_leaf, pladser[0], blade[0], *om)
    # Plain tuples are unpacked much faster than named ones.
    return partial(_write_leaves, itemgetter(*pladser), tuple(map(tuple, blade)), *om)


def _by_first_part(raekker: Iterable[Raekke]) -> list[tuple[str, list[tuple[str, Raekke]]]]:
    split = [(*raekke.sti.partition("/")[::2], raekke) for raekke in raekker]
    return [
        (name, [(rest, raekke) for _, rest, raekke in group]) for name, group in groupby(split, lambda part: part[0])
    ]


def _blad(layout: Posttype, raekke: Raekke, tag: str) -> _Blad:
    maerke = layout.field(raekke.maerke).slice if raekke.maerke else slice(0, 0)
    vaerdi = _VAERDIER[raekke.form]
    if raekke.koder:
        vaerdi = partial(_known, vaerdi or _as_it_is, frozenset(raekke.koder))
    tomt = f"<{tag}></{tag}>" if raekke.form == "paakraevet" else ""
    return _Blad(f"<{tag}>", f"</{tag}>", vaerdi, maerke, tomt)


def _write_leaf(plads: slice, blad: _Blad, aaben_om: str, luk_om: str, linje: str) -> str:
    indhold = linje[plads].strip(" ")
    if indhold and blad.vaerdi is not None:
        indhold = blad.vaerdi(indhold, linje[blad.maerke])
    element = f"{blad.aaben}{indhold}{blad.luk}" if indhold else blad.tomt
    return f"{aaben_om}{element}{luk_om}" if element else ""


def _write_leaves(
    felter: Callable[[str], tuple[str, ...]], blade: Iterable[Any], aaben_om: str, luk_om: str, linje: str
) -> str:
    dele = []
    for (aaben, luk, vaerdi, maerke, tomt), felt in zip(blade, felter(linje), strict=True):
        indhold = felt.strip(" ")
        if indhold and vaerdi is not None:
            indhold = vaerdi(indhold, linje[maerke])
        if indhold:
            dele.append(f"{aaben}{indhold}{luk}")
        elif tomt:
            dele.append(tomt)
    return f"{aaben_om}{''.join(dele)}{luk_om}" if dele else ""


def _known(vaerdi: Callable[[str, str], str], koder: frozenset[str], tekst: str, maerke: str) -> str:
    kode = vaerdi(tekst, maerke)
    return kode if kode in koder else ""


def _as_it_is(tekst: str, _: str) -> str:
    return tekst


def _heltal(tekst: str, _: str) -> str:
    return (tekst.lstrip("0") or "0") if tekst.isdecimal() and tekst.isascii() else ""


def _pnr(tekst: str, _: str) -> str:
    er_nummer = len(tekst) == len(INGEN_PNR) and tekst.isdecimal() and tekst != INGEN_PNR
    return tekst if er_nummer and tekst.isascii() else ""


def _usikker_tid(raw: str, maerke: str) -> str:
    tekst = "" if maerke == USIKKER else write_plain_tid(raw, ".000")
    return f"<dato>{tekst}</dato>" if tekst else _with_mark(write_tid(raw, ".000"), maerke)


def _usikker_dag(raw: str, maerke: str) -> str:
    return _with_mark(write_zonedato(raw), maerke)


def _with_mark(skrevet: Skrevet, maerke: str) -> str:
    if not skrevet.tekst:
        return ""
    if skrevet.usikker or maerke == USIKKER:
        return f"<dato>{skrevet.tekst}</dato><usikkerhedsmarkering>{USIKKER}</usikkerhedsmarkering>"
    return f"<dato>{skrevet.tekst}</dato>"


def _er_usikker(raw: str, maerke: str) -> str:
    skrevet = write_dato(raw)
    if not skrevet.tekst:
        return ""
    return "true" if skrevet.usikker or maerke == USIKKER else "false"


_VAERDIER: dict[str, Callable[[str, str], str] | None] = {
    "tekst": None,
    "paakraevet": None,
    "heltal": _heltal,
    "pnr": _pnr,
    "dag": lambda raw, _: write_dato(raw).tekst,
    "zonedag": lambda raw, _: write_zonedato(raw).tekst,
    "dato_af_tid": lambda raw, _: write_tid(raw).tekst[:10],
    "usikker_dag": _usikker_dag,
    "usikker_tid": _usikker_tid,
    "er_usikker": _er_usikker,
    "findes": lambda *_: "true",
}
