"""A person's timelines (forløb): residence, name, civil status, separation, citizenship (docs/afledning.md section 2).

A timeline is a list of segments read from the current record and the valid history records. Records marked A
(annulled) or K (corrected) are never on it: they are evidence, read by `read_maerkede`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

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


class Segment(NamedTuple):
    """One stretch of a timeline. Two are the same when kind, start and data are; the mark does not count."""

    art: str
    start: str
    data: tuple[str, ...]
    usikker: bool = False

    @property
    def noegle(self) -> tuple[str, str, tuple[str, ...]]:
        """What makes two segments the same."""
        return self[:3]


class _Kilde(NamedTuple):
    """Where a timeline's segments stand in one record type."""

    posttype: str
    felter: itemgetter[tuple[Any, ...]]
    """Start, mark of uncertainty and data, cut out of a line together."""
    annkor: int
    """Position of ANNKOR, -1 in current records."""


def _kilde(posttype: str, start: str, usikker: str, data: Iterable[str]) -> _Kilde:
    layout = posttyper()[posttype]
    return _Kilde(
        posttype,
        itemgetter(layout.field(start).slice, layout.field(usikker).slice, *(layout.field(f).slice for f in data)),
        layout.field("ANNKOR").start - 1 if layout.annkor else -1,
    )


_ADRESSEFELTER = ("KOMKOD", "VEJKOD", "HUSNR", "ETAGE", "SIDEDOER", "BNR", "CONVN")
_NAVNEFELTER = ("FORNVN", "MELNVN", "EFTERNVN")
_AEGTEFELTER = ("CIVST", "AEGTEPNR", "AEGTEFOED_DT", "AEGTENVN")
_ADRESSER = (
    _kilde("023", "TILFLYDTO", "TILFLYDT_UMRK", _ADRESSEFELTER),
    _kilde("002", "TILFLYDTO", "TILFLYDT_UMRK", _ADRESSEFELTER),
)
_UDREJSER = (
    _kilde("024", "UDRDTO", "UDRDTO_UMRK", ("UDR_LANDEKOD",)),
    _kilde("005", "UDRDTO", "UDRDTO_UMRK", ("UDR_LANDEKOD",)),
)
_FORSVINDINGER = (
    _kilde("025", "FORSVINDDTO", "FORSVINDDTO_UMRK", ()),
    _kilde("007", "FORSVINDDTO", "FORSVINDDTO_UMRK", ()),
)
_FRAVAER = (*((UDREJST, kilde) for kilde in _UDREJSER), *((FORSVUNDET, kilde) for kilde in _FORSVINDINGER))
_NAVNE = (
    _kilde("026", "NVNHAENSTART", "HAENSTART_UMRK-NAVNE", _NAVNEFELTER),
    _kilde("008", "NVNHAENSTART", "HAENSTART_UMRK-NAVNE", _NAVNEFELTER),
)
_CIVILSTANDE = (
    _kilde("029", "HAENSTART-CIVILSTAND", "HAENSTART_UMRK-CIVILSTAND", _AEGTEFELTER),
    _kilde("012", "HAENSTART-CIVILSTAND", "HAENSTART_UMRK-CIVILSTAND", _AEGTEFELTER),
)
_STATSBORGERSKABER = (
    _kilde("027", "HAENSTART-STATSBORGERSKAB", "HAENSTART_UMRK-STATSBORGERSKAB", ("LANDEKOD",)),
    _kilde("010", "HAENSTART-STATSBORGERSKAB", "HAENSTART_UMRK-STATSBORGERSKAB", ("LANDEKOD",)),
)
_SEPARATIONER = (
    _kilde("030", "START_DT-SEPARATION", "START_DT_UMRK-SEPARATION", ()),
    _kilde("013", "START_DT-SEPARATION", "START_DT_UMRK-SEPARATION", ()),
)
_SEPARATION_SLUT = _kilde("030", "SLUT_DT-SEPARATION", "SLUT_DT_UMRK-SEPARATION", ())

_PERSON = posttyper()["001"]
STATUS = _PERSON.field("STATUS").slice
_STATUSSTART = _PERSON.field("STATUSHAENSTART").slice
_STATUSMAERKE = _PERSON.field("STATUSDTO_UMRK").slice
_PNRGAELD = _PERSON.field("PNRGAELD").slice

_MAERKER = frozenset("AK")


def read_tid(vaerdi: str) -> str:
    """A CPR time as delivered; empty where it is blank or all zeros."""
    return vaerdi.strip() if vaerdi.strip("0 ") else ""


def _segment(art: str, linje: str, kilde: _Kilde) -> Segment:
    start, usikker, *data = kilde.felter(linje)
    return Segment(art, read_tid(start), tuple(map(str.strip, data)), usikker == "*")


def _valid(poster: Poster, kilde: _Kilde) -> Iterable[str]:
    linjer = poster.get(kilde.posttype, ())
    if kilde.annkor < 0:
        return linjer
    return [linje for linje in linjer if linje[kilde.annkor : kilde.annkor + 1] not in _MAERKER]


def _adresse(linje: str, kilde: _Kilde) -> Segment:
    segment = _segment(ADRESSE, linje, kilde)
    return segment._replace(art=ADMINISTRATIV) if segment.data[0] in _FIKTIVE_KOMMUNER else segment


def _navn(linje: str, kilde: _Kilde) -> Segment:
    segment = _segment(NAVN, linje, kilde)
    return segment if any(segment.data) else segment._replace(art=UNAVNGIVET)


def _civilstand(linje: str, kilde: _Kilde) -> Segment:
    segment = _segment("", linje, kilde)
    aegtefaelle = segment.data[1] if segment.data[1].strip("0") else ""
    return segment._replace(art=segment.data[0], data=(aegtefaelle, *segment.data[2:]))


def _ordered(segmenter: list[Segment]) -> list[Segment]:
    """By start; segments of unknown start first; equal starts as read (history before current)."""
    segmenter.sort(key=_start)
    return segmenter


def _start(segment: Segment) -> str:
    return segment.start


def _bopael(poster: Poster) -> list[Segment]:
    segmenter = [_adresse(linje, kilde) for kilde in _ADRESSER for linje in _valid(poster, kilde)]
    for art, kilde in _FRAVAER:
        if kilde.posttype in poster:
            segmenter += [s for s in (_segment(art, linje, kilde) for linje in _valid(poster, kilde)) if s.start]
    _ordered(segmenter)
    for linje in poster.get("001", ()):
        status, start = linje[STATUS], read_tid(linje[_STATUSSTART])
        usikker = linje[_STATUSMAERKE] == "*"
        if status in _STATUSARTER:
            gaeldende = linje[_PNRGAELD].strip()
            segmenter.append(
                Segment(_STATUSARTER[status], start, (gaeldende,) if gaeldende.strip("0") else (), usikker)
            )
        elif status in _FRAVAERSARTER and (not segmenter or segmenter[-1].art != _FRAVAERSARTER[status]):
            # The record that tells of it (005, 007) is not among the task's types: the status alone shows it.
            segmenter.append(Segment(_FRAVAERSARTER[status], start, (), usikker))
    return segmenter


def _separation(poster: Poster) -> list[Segment]:
    segmenter = []
    for kilde in _SEPARATIONER:
        for linje in _valid(poster, kilde):
            segmenter.append(_segment(SEPARERET, linje, kilde))
            if kilde.posttype == "030":
                segmenter.append(_segment(OPHOERT, linje, _SEPARATION_SLUT))
    return _ordered(segmenter)


def _read(kilder: tuple[_Kilde, ...], make: Callable[[str, _Kilde], Segment]) -> Callable[[Poster], list[Segment]]:
    def read(poster: Poster) -> list[Segment]:
        return _ordered([make(linje, kilde) for kilde in kilder for linje in _valid(poster, kilde)])

    return read


def _statsborgerskab(linje: str, kilde: _Kilde) -> Segment:
    segment = _segment("", linje, kilde)
    return segment._replace(art=segment.data[0], data=())


_read_civilstande = _read(_CIVILSTANDE, _civilstand)


def _civilstande(poster: Poster) -> list[Segment]:
    # Unmarried is where everybody begins and is never kept as history: no segment.
    return [segment for segment in _read_civilstande(poster) if segment.art not in ("U", "")]


FORLOEB: dict[str, tuple[frozenset[str], Callable[[Poster], list[Segment]]]] = {
    BOPAEL: (frozenset({"001", "002", "005", "007", "023", "024", "025"}), _bopael),
    NAVN: (frozenset({"008", "026"}), _read(_NAVNE, _navn)),
    CIVILSTAND: (frozenset({"012", "029"}), _civilstande),
    SEPARATION: (frozenset({"013", "030"}), _separation),
    STATSBORGERSKAB: (frozenset({"010", "027"}), _read(_STATSBORGERSKABER, _statsborgerskab)),
}
"""Each timeline: the record types it is read from, and how."""

_HISTORIK: dict[str, tuple[tuple[_Kilde, Callable[[str, _Kilde], Segment]], ...]] = {
    BOPAEL: (
        (_ADRESSER[0], _adresse),
        (_UDREJSER[0], lambda linje, kilde: _segment(UDREJST, linje, kilde)),
        (_FORSVINDINGER[0], lambda linje, kilde: _segment(FORSVUNDET, linje, kilde)),
    ),
    NAVN: ((_NAVNE[0], _navn),),
    CIVILSTAND: ((_CIVILSTANDE[0], _civilstand),),
    SEPARATION: ((_SEPARATIONER[0], lambda linje, kilde: _segment(SEPARERET, linje, kilde)),),
    STATSBORGERSKAB: ((_STATSBORGERSKABER[0], _statsborgerskab),),
}


class Maerket(NamedTuple):
    """A history record marked A or K, as the segment it was."""

    maerke: str
    segment: Segment


def read_maerkede(poster: Poster, navn: str, uden: frozenset[str] = frozenset()) -> list[Maerket]:
    """The marked history records of a timeline, oldest start first, but for the lines in `uden`."""
    found = []
    for kilde, make in _HISTORIK[navn]:
        for linje in poster.get(kilde.posttype, ()):
            maerke = linje[kilde.annkor : kilde.annkor + 1]
            if maerke in _MAERKER and linje not in uden:
                found.append(Maerket(maerke, make(linje, kilde)))
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
    kortest = min(len(foer), len(efter))
    start = 0
    while start < kortest and foer[start].noegle == efter[start].noegle:
        start += 1
    slut = 0
    while slut < kortest - start and foer[-1 - slut].noegle == efter[-1 - slut].noegle:
        slut += 1
    return Forskel(
        tuple(efter[:start]), tuple(foer[start : len(foer) - slut]), tuple(efter[start : len(efter) - slut]), slut > 0
    )
