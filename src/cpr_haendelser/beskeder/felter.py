"""From record fields to elements, by tables: what both shapes of a person are made of.

A table's rows name element paths below a common element; rows that share the first part of a path share that element.
An element without content is left out, so is one whose children all are, unless a row is required.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from itertools import groupby
from typing import NamedTuple

from cpr_haendelser.beskeder.tidsform import Skrevet, write_dato, write_tid, write_zonedato
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
    """One element made ready: where its field and mark lie, what stands around its value, how the value is made."""

    felt: slice
    maerke: slice
    aaben: str
    luk: str
    vaerdi: Callable[[str, str], str] | None
    """From field and mark to the element's content; None: the field as it is."""
    tomt: str
    """What to write where there is no content."""


def to_skriver(tabel: Tabel) -> Skriver:
    """The writer of a table: a line of its record type to the elements of its rows."""
    layout = posttyper()[tabel.posttype]
    grupper = [
        (navn, tuple(_blad(layout, raekke, rest or navn) for rest, raekke in raekker), bool(raekker[0][0]))
        for navn, raekker in _by_first_part(tabel.raekker)
    ]
    if not any(er_gruppe for *_, er_gruppe in grupper):
        return partial(_write_leaves, tuple(blad for _, blade, _ in grupper for blad in blade))
    skrivere = [
        wrap(navn, partial(_write_leaves, blade)) if er_gruppe else partial(_write_leaves, blade)
        for navn, blade, er_gruppe in grupper
    ]
    return lambda linje: "".join([skriv(linje) for skriv in skrivere])


def wrap(tag: str, indhold: Skriver) -> Skriver:
    """The element around what a writer gives, or nothing when that is nothing."""

    def skriv(linje: str) -> str:
        inde = indhold(linje)
        return f"<{tag}>{inde}</{tag}>" if inde else ""

    return skriv


def _by_first_part(raekker: Iterable[Raekke]) -> list[tuple[str, list[tuple[str, Raekke]]]]:
    split = [(*raekke.sti.partition("/")[::2], raekke) for raekke in raekker]
    return [
        (name, [(rest, raekke) for _, rest, raekke in group]) for name, group in groupby(split, lambda part: part[0])
    ]


def _blad(layout: Posttype, raekke: Raekke, tag: str) -> _Blad:
    felt = layout.field(raekke.felt).slice
    maerke = layout.field(raekke.maerke).slice if raekke.maerke else slice(0, 0)
    vaerdi = _VAERDIER[raekke.form]
    if raekke.koder:
        vaerdi = partial(_known, vaerdi or _as_it_is, frozenset(raekke.koder))
    tomt = f"<{tag}></{tag}>" if raekke.form == "paakraevet" else ""
    return _Blad(felt, maerke, f"<{tag}>", f"</{tag}>", vaerdi, tomt)


def _write_leaves(blade: tuple[_Blad, ...], linje: str) -> str:
    dele = []
    for felt, maerke, aaben, luk, vaerdi, tomt in blade:
        indhold = linje[felt].strip(" ")
        if indhold and vaerdi is not None:
            indhold = vaerdi(indhold, linje[maerke])
        if indhold:
            dele.append(f"{aaben}{indhold}{luk}")
        elif tomt:
            dele.append(tomt)
    return "".join(dele)


def _known(vaerdi: Callable[[str, str], str], koder: frozenset[str], tekst: str, maerke: str) -> str:
    kode = vaerdi(tekst, maerke)
    return kode if kode in koder else ""


def _as_it_is(tekst: str, _: str) -> str:
    return tekst


def _heltal(tekst: str, _: str) -> str:
    return (tekst.lstrip("0") or "0") if tekst.isdecimal() and tekst.isascii() else ""


def _pnr(tekst: str, _: str) -> str:
    return tekst if len(tekst) == len(INGEN_PNR) and tekst != INGEN_PNR else ""


@lru_cache(maxsize=1 << 16)
def _usikker_tid(raw: str, maerke: str) -> str:
    return _with_mark(write_tid(raw, ".000"), maerke)


@lru_cache(maxsize=1 << 16)
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
