"""Where a message says two things: its hændelse (the kuvert) held against the person that its beskeddata shows. Pure.

Field by field, for every code; a coherent order's messages show none. What a message of Produktion shows is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cpr_haendelser.haendelser.afledning import changed_groups
from cpr_haendelser.haendelser.model import SAMLE, Adresse, Art, Beslutning, Rolle
from cpr_haendelser.population.laesning import connect, read_person
from cpr_haendelser.population.person import NUL10, NUL12, Forsvinding, Person, Udrejse
from cpr_haendelser.population.person import Adresse as Bopael
from cpr_haendelser.replika.billede import to_tekster

INGEN = "(intet)"


class Divergens(NamedTuple):
    """One field in which hændelse and person disagree."""

    felt: str
    haendelsen: str
    """What the kuvert, and with it the hændelse in the beskeddata, says."""
    personen: str
    """What the person in the beskeddata, the replica, says."""


FORSLAG = (
    "Bestil som sammenhængende ordre, så replikaen følger med.",
    "Ret ordren, så den siger det samme som replikaen.",
    "Marker, at forskellen er ønsket.",
)
"""What can be done about a difference."""


def compare(b: Beslutning, dokument: bytes, foer: bytes | None) -> list[Divergens]:
    """Every field in which the decision and the person of a document disagree.

    `foer` is the person's version before it: a catch-all says that groups have changed since then.
    """
    linjer = to_tekster(dokument)
    person = read_person(linjer)
    connect({person.pnr: person}, {person.pnr: linjer})
    fundne = [fundet for kontrol in KONTROLLER for fundet in kontrol(b, person)]
    return [*fundne, *_groups(b, dokument, foer)]


_UDEN_GRUPPE = frozenset({"ny_person", "historik", "ukendt_kode"})
"""Groups of a catch-all that are no records of their own."""


def _groups(b: Beslutning, dokument: bytes, foer: bytes | None) -> Iterator[Divergens]:
    """What a catch-all says has changed, has changed in the records."""
    if b.kode == SAMLE and foer is not None:
        for gruppe in sorted(set(b.grupper) - _UDEN_GRUPPE - changed_groups(foer, dokument)):
            yield Divergens(f"gruppe: {gruppe}", "ændret", "uændret")


# --- where the person lives ------------------------------------------------------------------------------------------


def _municipality(b: Beslutning, p: Person) -> Iterator[Divergens]:
    """The receiver's municipality is where the person lives, lived before, or lived last, as the role says."""
    nu, foer = _turned(b, _now(p), _before(b, p))
    steder = {Rolle.NY: nu, Rolle.GAMMEL: foer, Rolle.SENESTE: _now(p) or _last(p)}
    if b.rolle in steder:
        sted = steder[b.rolle]
        yield from _differ("kommune", b.kommune, sted.kommunekode if sted else "")


def _address(b: Beslutning, p: Person) -> Iterator[Divergens]:
    """The address after is the present one, the address before the one that was left; annulled, the other way round."""
    nu, foer = _turned(b, _now(p) or _last(p), _before(b, p))
    if b.efter is not None:
        yield from _differ_address("adresse", b.efter, nu)
    if b.foer is not None:
        yield from _differ_address("tidligere adresse", b.foer, foer)


def _turned(b: Beslutning, nu: Adresse | None, foer: Adresse | None) -> tuple[Adresse | None, Adresse | None]:
    """What the hændelse's address after, and before, are held against.

    Annulled, the address before is the present one; of a move the one after is the one annulled.
    """
    if b.art is not Art.ANNULLERING:
        return nu, foer
    return (foer, nu) if _undone_move(b) else (nu, nu)


def _undone_move(b: Beslutning) -> bool:
    return b.art is Art.ANNULLERING and b.kode in _FLYTNING


def _now(p: Person) -> Adresse | None:
    return Adresse(*p.ophold.bolig.koder, p.ophold.conavn) if isinstance(p.ophold, Bopael) else None


def _rows(p: Person, mark: tuple[str, ...]) -> list[tuple[str, ...]]:
    return sorted((row for row in p.historik if row[0] == "023" and row[1] in mark), key=lambda row: row[9])


def _last(p: Person) -> Adresse | None:
    rows = _rows(p, ("", "Æ"))
    return Adresse(*rows[-1][2:9]) if rows else None


def _before(b: Beslutning, p: Person) -> Adresse | None:
    """The address that was left; of an annulled move the one that was annulled."""
    if _undone_move(b):
        rows = [row for row in _rows(p, ("A",)) if row[9] == b.gyldig_fra]
        return Adresse(*rows[-1][2:9]) if rows else None
    return _last(p)


def _differ_address(felt: str, haendelsen: Adresse, personen: Adresse | None) -> Iterator[Divergens]:
    yield from _differ(felt, _line(haendelsen), _line(personen))


def _line(adresse: Adresse | None) -> str:
    return " ".join(led for led in adresse if led) if adresse else ""


# --- what has become of the person -----------------------------------------------------------------------------------

_FLYTNING = frozenset({"034", "035", "036", "037"})
_BOSAT = frozenset({"01", "03", "05", "07"})
_STATUS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("005", "006", "007", "008"), frozenset({"90"})),
    "010": frozenset({"70"}),
    "013": frozenset({"80"}),
    **dict.fromkeys(("011", "014", *sorted(_FLYTNING)), _BOSAT),
    "017": frozenset({"30"}),
    "018": frozenset({"50"}),
    "019": frozenset({"60"}),
}
"""The STATUS (record 001) that a person has when the hændelse is true."""


def _status(b: Beslutning, p: Person) -> Iterator[Divergens]:
    ventet = _STATUS.get(b.kode)
    if ventet is None or (b.art is Art.ANNULLERING and b.kode in _FLYTNING):
        return
    sandt = p.status in ventet
    if sandt is (b.art is Art.ANNULLERING):
        ord_ = "ikke " if b.art is Art.ANNULLERING else ""
        yield Divergens("status", ord_ + " eller ".join(sorted(ventet)), p.status)


def _undone_death(b: Beslutning, p: Person) -> Iterator[Divergens]:
    if b.kode == "042" and p.status == "90":
        yield Divergens("status", "ikke 90", p.status)


_CIVILSTAND = {"028": "G", "031": "F"}


def _civil(b: Beslutning, p: Person) -> Iterator[Divergens]:
    ventet = _CIVILSTAND.get(b.kode)
    if ventet and (p.civil.civst == ventet) is (b.art is Art.ANNULLERING) and not _later(p.civil.start, b):
        yield Divergens("civilstand", f"ikke {ventet}" if b.art is Art.ANNULLERING else ventet, p.civil.civst)


def _separation(b: Beslutning, p: Person) -> Iterator[Divergens]:
    yield from _holds("separation", {"029": True, "030": False}.get(b.kode), b, p.separation is not None)


def _guardianship(b: Beslutning, p: Person) -> Iterator[Divergens]:
    under = any(row[0] in {"017", "052"} for row in p.oevrige)
    yield from _holds("værgemål", {"021": True, "020": False}.get(b.kode), b, under)


def _holds(felt: str, ny: bool | None, b: Beslutning, har: bool) -> Iterator[Divergens]:  # noqa: FBT001 - what is so
    """Something is so (`ny`) when the hændelse has happened, the other way round when it is annulled; None: either."""
    ventet = ny is not (b.art is Art.ANNULLERING)
    if ny is not None and ventet is not har:
        yield Divergens(felt, "ja" if ventet else "nej", "ja" if har else "nej")


# --- names, and since when -------------------------------------------------------------------------------------------


def _name(b: Beslutning, p: Person) -> Iterator[Divergens]:
    if b.kode in {"003", "004"} and b.art is not Art.ANNULLERING and p.navn.start == NUL12:
        yield Divergens("navn", "navngivet", "uden navn")


_START: dict[str, Callable[[Person], str]] = {
    **dict.fromkeys(("034", "035", "036", "037", "011", "014"), lambda p: _ophold_start(p, Bopael)),
    "010": lambda p: _ophold_start(p, Forsvinding),
    "013": lambda p: _ophold_start(p, Udrejse),
    **dict.fromkeys(("005", "006", "007", "008"), lambda p: p.status_tid if p.status == "90" else ""),
    **dict.fromkeys(("017", "018", "019"), lambda p: p.status_tid),
    **dict.fromkeys(("003", "004"), lambda p: p.navn.start),
    "023": lambda p: p.stat.start,
    **dict.fromkeys(("028", "031"), lambda p: p.civil.start),
    "029": lambda p: p.separation.start if p.separation else "",
    "021": lambda p: next((row[1] for row in p.oevrige if row[0] in {"017", "052"}), ""),
}
"""When what the hændelse tells of began, by the records."""


def _ophold_start(p: Person, slags: type) -> str:
    return p.ophold.start if p.ophold is not None and isinstance(p.ophold, slags) else ""


def _date(b: Beslutning, p: Person) -> Iterator[Divergens]:
    """The time of effect is that of the record; of something annulled there is none to hold it against."""
    if b.kode in _START and b.art is not Art.ANNULLERING and b.gyldig_fra:
        yield from _differ("virkningstidspunkt", _digits(b.gyldig_fra), _digits(_START[b.kode](p)))


def _digits(tid: str) -> str:
    """Days and moments alike: the day where one of them has no more, and no zeros."""
    return tid.replace("-", "") if tid.strip("0-") else ""


def _later(start: str, b: Beslutning) -> bool:
    return b.art is Art.ANNULLERING and _digits(start) != _digits(b.gyldig_fra)


# --- relatives -------------------------------------------------------------------------------------------------------


def _relations(b: Beslutning, p: Person) -> Iterator[Divergens]:
    """Whoever the hændelse names is named by the person's records too."""
    if b.art is Art.ANNULLERING:
        return
    kendte: dict[str, Sequence[str]] = {
        "aegtefaelle": [p.civil.pnr],
        "mor": [p.foraeldre.mor] if p.foraeldre else [],
        "far": [p.foraeldre.far] if p.foraeldre else [],
        "barn": [barn.pnr for barn in p.boern],
        "vaerge": [row[5] for row in p.oevrige if row[0] in {"017", "052"}],
        "gaeldende": [p.gaeld],
    }
    for pnr, rolle in b.relaterede:
        if rolle in kendte and pnr not in kendte[rolle]:
            har = [each for each in kendte[rolle] if each not in {"", NUL10}]
            yield Divergens(f"relation: {rolle}", "navngiven person", "en anden" if har else INGEN)


def _differ(felt: str, haendelsen: str, personen: str) -> Iterator[Divergens]:
    laengde = min(len(haendelsen), len(personen)) if felt == "virkningstidspunkt" and haendelsen and personen else None
    if haendelsen[:laengde] != personen[:laengde]:
        yield Divergens(felt, haendelsen or INGEN, personen or INGEN)


KONTROLLER: tuple[Callable[[Beslutning, Person], Iterator[Divergens]], ...] = (
    _municipality,
    _address,
    _status,
    _undone_death,
    _civil,
    _separation,
    _guardianship,
    _name,
    _date,
    _relations,
)
