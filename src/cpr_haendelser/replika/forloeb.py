"""A person's timelines (forløb): residence, name, civil status, separation, citizenship (docs/afledning.md section 2).

A timeline is a list of segments read from the current record and the valid history records. Records marked A
(annulled) or K (corrected) are never on it: they are evidence, read by `read_maerkede`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import NamedTuple

import msgspec

from cpr_haendelser.cpr.layouts import posttyper

Poster = Mapping[str, Sequence[str]]
"""A person's record lines (text) by record type."""

ADRESSE, ADMINISTRATIV, UDREJST, FORSVUNDET = "adresse", "administrativ", "udrejst", "forsvundet"
DOED, ANNULLERET, DOBBELT, AENDRET = "doed", "annulleret", "dobbelt", "aendret"
UNAVNGIVET, NAVN = "unavngivet", "navn"
SEPARERET, OPHOERT = "separeret", "ophoert"
INGEN = "ingen"

OPHOER = frozenset({DOED, ANNULLERET, DOBBELT, AENDRET})
_STATUSARTER = {"90": DOED, "30": ANNULLERET, "50": DOBBELT, "60": AENDRET}
_FRAVAERSARTER = {"80": UDREJST, "70": FORSVUNDET}
_FIKTIVE_KOMMUNER = frozenset({"0010", "0011", "0012", "0019"})

BOPAEL, CIVILSTAND, SEPARATION, STATSBORGERSKAB = "bopael", "civilstand", "separation", "statsborgerskab"


class Segment(msgspec.Struct, frozen=True, gc=False):
    """One stretch of a timeline. Two are the same when kind, start and data are; the mark does not count."""

    art: str
    start: str
    data: tuple[str, ...]
    usikker: bool = False


noegle = attrgetter("art", "start", "data")
"""What makes two segments the same."""


_MAERKER = frozenset("AK")


class _Kilde(NamedTuple):
    """Where segments of a timeline stand in one record type."""

    posttype: str
    annkor: slice
    """Where ANNKOR lies; nowhere in current records."""
    make: Callable[[str], Segment]


_Tyd = Callable[[tuple[str, ...]], tuple[str, tuple[str, ...]]]
"""From a record's fields to the segment's kind and data."""


def _kilde(posttype: str, start: str, usikker: str, felter: Iterable[str], tyd: _Tyd) -> _Kilde:
    layout = posttyper()[posttype]
    cut = itemgetter(layout.field(start).slice, layout.field(usikker).slice, *(layout.field(f).slice for f in felter))

    def make(linje: str) -> Segment:
        fra, maerke, *vaerdier = cut(linje)
        art, data = tyd(tuple(map(str.strip, vaerdier)))
        return Segment(art, read_tid(fra), data, maerke == "*")

    return _Kilde(posttype, layout.field("ANNKOR").slice if layout.annkor else slice(0, 0), make)


def read_tid(vaerdi: str) -> str:
    """A CPR time as delivered; empty where it is blank or all zeros."""
    return vaerdi.strip() if vaerdi.strip("0 ") else ""


def _adresse(data: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return ADMINISTRATIV if data[0] in _FIKTIVE_KOMMUNER else ADRESSE, data


def _navn(data: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return NAVN if any(data) else UNAVNGIVET, data


def _civilstand(data: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    kode, aegtefaelle, *resten = data
    return kode, (aegtefaelle if aegtefaelle.strip("0") else "", *resten)


def _kode_alene(data: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return data[0], ()


def _altid(art: str) -> _Tyd:
    return lambda data: (art, data)


_ADRESSEFELTER = ("KOMKOD", "VEJKOD", "HUSNR", "ETAGE", "SIDEDOER", "BNR", "CONVN")
_NAVNEFELTER = ("FORNVN", "MELNVN", "EFTERNVN")
_AEGTEFELTER = ("CIVST", "AEGTEPNR", "AEGTEFOED_DT", "AEGTENVN")
_ADRESSER = (
    _kilde("023", "TILFLYDTO", "TILFLYDT_UMRK", _ADRESSEFELTER, _adresse),
    _kilde("002", "TILFLYDTO", "TILFLYDT_UMRK", _ADRESSEFELTER, _adresse),
)
_FRAVAER = (
    _kilde("024", "UDRDTO", "UDRDTO_UMRK", ("UDR_LANDEKOD",), _altid(UDREJST)),
    _kilde("005", "UDRDTO", "UDRDTO_UMRK", ("UDR_LANDEKOD",), _altid(UDREJST)),
    _kilde("025", "FORSVINDDTO", "FORSVINDDTO_UMRK", (), _altid(FORSVUNDET)),
    _kilde("007", "FORSVINDDTO", "FORSVINDDTO_UMRK", (), _altid(FORSVUNDET)),
)
_FRAVAERSPOSTER = frozenset(kilde.posttype for kilde in _FRAVAER)
_NAVNE = (
    _kilde("026", "NVNHAENSTART", "HAENSTART_UMRK-NAVNE", _NAVNEFELTER, _navn),
    _kilde("008", "NVNHAENSTART", "HAENSTART_UMRK-NAVNE", _NAVNEFELTER, _navn),
)
_CIVILSTANDE = (
    _kilde("029", "HAENSTART-CIVILSTAND", "HAENSTART_UMRK-CIVILSTAND", _AEGTEFELTER, _civilstand),
    _kilde("012", "HAENSTART-CIVILSTAND", "HAENSTART_UMRK-CIVILSTAND", _AEGTEFELTER, _civilstand),
)
_STATSBORGERSKABER = (
    _kilde("027", "HAENSTART-STATSBORGERSKAB", "HAENSTART_UMRK-STATSBORGERSKAB", ("LANDEKOD",), _kode_alene),
    _kilde("010", "HAENSTART-STATSBORGERSKAB", "HAENSTART_UMRK-STATSBORGERSKAB", ("LANDEKOD",), _kode_alene),
)
_SEPARATIONER = (
    _kilde("030", "START_DT-SEPARATION", "START_DT_UMRK-SEPARATION", (), _altid(SEPARERET)),
    _kilde("013", "START_DT-SEPARATION", "START_DT_UMRK-SEPARATION", (), _altid(SEPARERET)),
)
_SEPARATION_SLUT = _kilde("030", "SLUT_DT-SEPARATION", "SLUT_DT_UMRK-SEPARATION", (), _altid(OPHOERT))

_PERSON = posttyper()["001"]
STATUS = _PERSON.field("STATUS").slice
_STATUSSTART = _PERSON.field("STATUSHAENSTART").slice
_STATUSMAERKE = _PERSON.field("STATUSDTO_UMRK").slice
_PNRGAELD = _PERSON.field("PNRGAELD").slice


def _read(kilder: tuple[_Kilde, ...], poster: Poster) -> list[Segment]:
    """The segments of the records that are not marked A or K, source by source."""
    segmenter: list[Segment] = []
    for posttype, annkor, make in kilder:
        if posttype in poster:
            segmenter += [make(linje) for linje in poster[posttype] if linje[annkor] not in _MAERKER]
    return segmenter


def _ordered(segmenter: list[Segment]) -> list[Segment]:
    """By start; segments of unknown start first; equal starts as read (history before current)."""
    segmenter.sort(key=_START)
    return segmenter


_START = attrgetter("start")


def _bopael(poster: Poster) -> list[Segment]:
    segmenter = _read(_ADRESSER, poster)
    if not _FRAVAERSPOSTER.isdisjoint(poster):
        segmenter += [segment for segment in _read(_FRAVAER, poster) if segment.start]
    _ordered(segmenter)
    for linje in poster.get("001", ()):
        status = linje[STATUS]
        if status in _STATUSARTER:
            gaeldende = linje[_PNRGAELD].strip()
            segmenter.append(_status(linje, _STATUSARTER[status], (gaeldende,) if gaeldende.strip("0") else ()))
        elif status in _FRAVAERSARTER and (not segmenter or segmenter[-1].art != _FRAVAERSARTER[status]):
            # The record that tells of it (005, 007) is not among the task's types: the status alone shows it.
            segmenter.append(_status(linje, _FRAVAERSARTER[status], ()))
    return segmenter


def _status(linje: str, art: str, data: tuple[str, ...]) -> Segment:
    return Segment(art, read_tid(linje[_STATUSSTART]), data, linje[_STATUSMAERKE] == "*")


def _civilstande(poster: Poster) -> list[Segment]:
    # Unmarried is where everybody begins and is never kept as history: no segment.
    return [segment for segment in _ordered(_read(_CIVILSTANDE, poster)) if segment.art not in ("U", "")]


def _separationer(poster: Poster) -> list[Segment]:
    historik, aktuel = _SEPARATIONER
    forbi = zip(_read((historik,), poster), _read((_SEPARATION_SLUT,), poster), strict=True)
    return _ordered([*(segment for begge in forbi for segment in begge), *_read((aktuel,), poster)])


FORLOEB: dict[str, tuple[frozenset[str], Callable[[Poster], list[Segment]]]] = {
    BOPAEL: (frozenset({"001", "002", "005", "007", "023", "024", "025"}), _bopael),
    NAVN: (frozenset({"008", "026"}), lambda poster: _ordered(_read(_NAVNE, poster))),
    CIVILSTAND: (frozenset({"012", "029"}), _civilstande),
    SEPARATION: (frozenset({"013", "030"}), _separationer),
    STATSBORGERSKAB: (frozenset({"010", "027"}), lambda poster: _ordered(_read(_STATSBORGERSKABER, poster))),
}
"""Each timeline: the record types it is read from, and how."""

_HISTORIK: dict[str, tuple[_Kilde, ...]] = {
    BOPAEL: (_ADRESSER[0], _FRAVAER[0], _FRAVAER[2]),
    NAVN: _NAVNE[:1],
    CIVILSTAND: _CIVILSTANDE[:1],
    SEPARATION: _SEPARATIONER[:1],
    STATSBORGERSKAB: _STATSBORGERSKABER[:1],
}
"""Each timeline's sources that hold history."""


class Maerket(NamedTuple):
    """A history record marked A or K, as the segment it was."""

    maerke: str
    segment: Segment


def read_maerkede(poster: Poster, navn: str) -> list[Maerket]:
    """The marked history records of a timeline, oldest start first."""
    found = [
        Maerket(linje[annkor], make(linje))
        for posttype, annkor, make in _HISTORIK[navn]
        for linje in poster.get(posttype, ())
        if linje[annkor] in _MAERKER
    ]
    found.sort(key=lambda maerket: maerket.segment.start)
    return found


class Forskel(NamedTuple):
    """How two readings of one timeline differ (docs/afledning.md section 2)."""

    faelles: tuple[Segment, ...]
    """The common beginning."""
    fjernet: tuple[Segment, ...]
    tilfoejet: tuple[Segment, ...]
    i_historik: bool
    """True when something common follows: history changed, not the end."""

    def __bool__(self) -> bool:
        return bool(self.fjernet or self.tilfoejet)


def compare(foer: Sequence[Segment], efter: Sequence[Segment]) -> Forskel:
    """What left and what joined a timeline between two readings."""
    gamle, nye = list(map(noegle, foer)), list(map(noegle, efter))
    kortest = min(len(gamle), len(nye))
    start = 0
    while start < kortest and gamle[start] == nye[start]:
        start += 1
    slut = 0
    while slut < kortest - start and gamle[-1 - slut] == nye[-1 - slut]:
        slut += 1
    return Forskel(
        tuple(efter[:start]), tuple(foer[start : len(foer) - slut]), tuple(efter[start : len(efter) - slut]), slut > 0
    )
