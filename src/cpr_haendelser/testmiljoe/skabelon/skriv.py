"""Writing the empty template, and lines as a template has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from cpr_haendelser.storage.ordre import Ordreart, Ordrelinje
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.skabelon.betydning import KUN_HAENDELSE
from cpr_haendelser.testmiljoe.skabelon.kolonner import VERSION, read_kolonner

_OPRET = frozenset(
    {navn for en in read_handlinger().values() if en.kun_replika for navn in (*en.skal, *en.kan)}
    - {navn for en in read_handlinger().values() if not en.kun_replika for navn in (*en.skal, *en.kan)}
)
"""Columns that creating alone reads."""


def columns_of(art: Ordreart) -> list[str]:
    """The template's columns for a kind of order."""
    uden = set() if art is Ordreart.HAENDELSE else set(KUN_HAENDELSE) | {n for n in read_kolonner() if n[:4] == "fra_"}
    uden |= set() if art is Ordreart.REPLIKA else set(_OPRET)
    uden |= {"oensket_divergens"} if art is Ordreart.REPLIKA else set()
    return [navn for navn in read_kolonner() if navn not in uden]


def write_skabelon(art: Ordreart) -> str:
    """The empty template: version, explanations and example values in rows that begin with #, then the headings."""
    navne = columns_of(art)
    kolonner = [read_kolonner()[navn] for navn in navne]
    kan = (en.noegle for en in read_handlinger().values() if art in en.ordrearter())
    return _csv(
        [
            marks(art),
            [f"# Bestillingstemplate: {art.vist}. Rækker, der begynder med #, læses ikke."],
            [f"# Handlinger: {', '.join(kan)}"],
            [f"# {kolonner[0].forklaring}", *(kolonne.forklaring for kolonne in kolonner[1:])],
            [f"# fx {kolonner[0].eksempel}", *(kolonne.eksempel for kolonne in kolonner[1:])],
            navne,
        ]
    )


def marks(art: Ordreart | None = None) -> list[str]:
    """What the first row says: the version, and the kind of order where the template is for one."""
    return [f"# version={VERSION}", *([f"art={art.value}"] if art else [])]


def write_raekker(navne: Sequence[str], raekker: Iterable[Mapping[str, str]], art: Ordreart | None = None) -> str:
    """Rows, their cells by heading, as a filled template with those headings, for a kind of order or any."""
    return _csv([marks(art), navne, *([raekke.get(navn, "") for navn in navne] for raekke in raekker)])


def write_linjer(linjer: Iterable[Ordrelinje], art: Ordreart) -> str:
    """Lines as a filled template; read again they are the same lines."""
    return write_raekker(columns_of(art), to_raekker(linjer), art)


def to_raekker(linjer: Iterable[Ordrelinje]) -> list[dict[str, str]]:
    """Lines as rows of a template, their cells by column."""
    raekker = []
    for linje in linjer:
        for nr, trin in enumerate(linje.trin):
            vaerdier = dict(trin.felter)
            vaerdier |= {"personnummer": " ".join(linje.personer), "handling": trin.handling, "art": trin.art.value}
            vaerdier |= {"vent": str(trin.vent) if trin.vent else ""}
            vaerdier |= {"sekvens": f"linje {linje.nr}"} if len(linje.trin) > 1 else {}
            if not nr:
                vaerdier |= {"gentag": str(linje.gentag), "gentag_vent": str(linje.gentag_vent), "sendes": linje.sendes}
                vaerdier |= {"oensket_divergens": "ja" if linje.oensket_divergens else ""}
            raekker.append(vaerdier)
    return raekker


def _csv(raekker: Sequence[Sequence[str]]) -> str:
    ud = io.StringIO()
    csv.writer(ud, delimiter=";", lineterminator="\r\n").writerows(raekker)
    return "\ufeff" + ud.getvalue()
