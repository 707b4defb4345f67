"""What differs between a person's records before and after a delivery: the input of the rules.

Two readings give it: of a known person from two images (here), of one never seen from the delivery's own history
(`tidligere`). docs/afledning.md sections 1, 2 and 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.cpr.personnummer import Personnummer
from cpr_haendelser.replika.billede import Linjeforskel
from cpr_haendelser.replika.forloeb import BOPAEL, FORLOEB, Forskel, Maerket, Poster, Segment, compare, read_maerkede

_PNR_LENGTH = 10
_PARENTS = posttyper()["015"]
_MOR = _PARENTS.field("PNRMOR").slice
_FAR = _PARENTS.field("PNRFAR").slice
_FAR_DT = _PARENTS.field("FAR_DT").slice
_BARN = posttyper()["014"].field("PNRBARN").slice
_STATUSFELTER = slice(23, 38)
_PERSONNUMMERFELTER = (slice(13, 23), slice(50, 72))
_STILLING = slice(72, 106)
_PERSONFELTER = slice(38, 50)
_SUPPLERENDE = slice(112, 306)
_ADRESSEPOST = slice(13, 112)
GRUPPER: dict[str, str] = {nummer: posttype.gruppe for nummer, posttype in posttyper().items()}
"""The group of each record type; 001 and 002 are split by field."""

_FORLOEBSGRUPPER = {
    "023": BOPAEL,
    "024": BOPAEL,
    "025": BOPAEL,
    "026": "navn",
    "027": "statsborgerskab",
    "029": "civilstand",
    "030": "separation",
}


@dataclass(frozen=True, slots=True)
class Foraeldre:
    """The parents' numbers of record 015 and the date of the father's; empty where there is none."""

    mor: str
    far: str
    far_dt: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Aendring:
    """How one timeline changed, with the marked records that are new."""

    forskel: Forskel
    maerkede: tuple[Maerket, ...]


@dataclass(slots=True)
class Sammenligning:
    """Everything the rules look at."""

    efter: Poster
    foer_bopael: list[Segment]
    efter_bopael: list[Segment]
    forloeb: dict[str, Aendring] = field(default_factory=dict)
    """Timelines that changed."""
    grupper: frozenset[str] = frozenset()
    """Groups of records that changed."""
    arter: dict[str, str] = field(default_factory=dict)
    """The art of a group's change where the records or their marks tell it."""
    vaergemaal: tuple[bool, bool] = (False, False)
    foraeldre: tuple[Foraeldre, Foraeldre] | None = None
    """Before and after, where record 015 changed."""
    nye_boern: tuple[str, ...] = ()
    ny_person: bool = False
    linjegrupper: list[frozenset[str]] = field(default_factory=list)
    """Of a person never seen: the groups that each line without a rollback is about."""
    vaek: tuple[str, ...] = ()
    """Record lines that only stood before."""
    poster: tuple[str, ...] = ()
    """Record types that came (002+) and went (002-)."""


def read_pnr(value: str) -> str:
    """A personnummer field; empty where it is blank or zeros."""
    value = value.strip()
    return value if value.strip("0") else ""


def read_foraeldre(poster: Poster) -> Foraeldre:
    """The parents' numbers."""
    for linje in poster.get("015", ()):
        return Foraeldre(read_pnr(linje[_MOR]), read_pnr(linje[_FAR]), linje[_FAR_DT].strip())
    return Foraeldre("", "")


def read_boern(poster: Poster) -> list[str]:
    """The children's numbers, as delivered."""
    return [read_pnr(linje[_BARN]) for linje in poster.get("014", ())]


def read_foedselsdato(pnr: str) -> str:
    """The birth date (YYYY-MM-DD) that a personnummer's digits say, replacement numbers too; empty: they say none."""
    foedt = Personnummer(pnr).foedselsdato if len(pnr) == _PNR_LENGTH and pnr.isdigit() else None
    return foedt.isoformat() if foedt else ""


def by_posttype(linjer: Iterable[str]) -> dict[str, list[str]]:
    """Record lines by record type."""
    poster: dict[str, list[str]] = {}
    for linje in linjer:
        poster.setdefault(linje[:3], []).append(linje)
    return poster


class _Beroert(NamedTuple):
    """What can have changed where lines of certain record types went and came: the same for many persons."""

    typer: frozenset[str]
    poster: tuple[str, ...]
    """Record types that came (002+) and went (002-)."""
    forloeb: tuple[str, ...]
    historik: tuple[tuple[str, str], ...]
    """Record types of history, each with its timeline."""
    grupper: frozenset[str]
    """Groups that changed for certain."""
    delte: tuple[str, ...]
    """001 and 002 where there was one and is one: which groups changed stands in their fields."""


@lru_cache(maxsize=4096)
def _beroert(vaek: tuple[str, ...], kommet: tuple[str, ...]) -> _Beroert:
    typer = frozenset((*vaek, *kommet))
    delte = tuple(posttype for posttype in ("001", "002") if posttype in vaek and posttype in kommet)
    return _Beroert(
        typer,
        (*(f"{t}-" for t in sorted(vaek)), *(f"{t}+" for t in sorted(kommet))),
        tuple(navn for navn, (posttyper_, _) in FORLOEB.items() if typer & posttyper_),
        tuple((posttype, _FORLOEBSGRUPPER[posttype]) for posttype in sorted(typer) if posttype in _FORLOEBSGRUPPER),
        frozenset(
            "status" if posttype == "001" else GRUPPER.get(posttype, "ukendt_post")
            for posttype in typer
            if posttype not in _FORLOEBSGRUPPER and posttype not in delte
        ),
        delte,
    )


def read_kendt(linjer: Linjeforskel) -> Sammenligning:
    """The differences of a known person."""
    foer, efter = by_posttype(linjer.gamle or ()), by_posttype(linjer.nye)
    vaek, kommet = by_posttype(linjer.vaek), by_posttype(linjer.kommet)
    beroert = _beroert(tuple(vaek), tuple(kommet))
    efter_bopael = FORLOEB[BOPAEL][1](efter)
    foer_bopael = FORLOEB[BOPAEL][1](foer) if BOPAEL in beroert.forloeb else efter_bopael
    sammenligning = Sammenligning(
        efter,
        foer_bopael,
        efter_bopael,
        grupper=beroert.grupper,
        vaek=tuple(linjer.vaek),
        poster=beroert.poster,
    )
    for navn in beroert.forloeb:
        read = FORLOEB[navn][1]
        forskel = compare(foer_bopael, efter_bopael) if navn == BOPAEL else compare(read(foer), read(efter))
        if forskel:
            sammenligning.forloeb[navn] = Aendring(forskel, tuple(read_maerkede(kommet, navn)))
    for posttype in beroert.delte:
        sammenligning.grupper |= _DELTE[posttype](vaek[posttype][0].ljust(306), kommet[posttype][0].ljust(306))
    for posttype, navn in beroert.historik:
        if navn not in sammenligning.forloeb and (posttype in vaek or not _all_marked(kommet[posttype])):
            # History whose segments are the same but whose other fields (an end, a mark) changed.
            sammenligning.grupper |= {"historik"}
    _read_grupper(sammenligning, foer, efter, beroert.typer)
    return sammenligning


def _person_groups(gammel: str, ny: str) -> set[str]:
    """The groups whose fields of 001 differ."""
    grupper = set()
    if gammel[_STATUSFELTER] != ny[_STATUSFELTER]:
        grupper.add("status")
    if any(gammel[felt] != ny[felt] for felt in _PERSONNUMMERFELTER):
        grupper.add("personnummer")
    if gammel[_STILLING] != ny[_STILLING]:
        grupper.add("stilling")
    if gammel[_PERSONFELTER] != ny[_PERSONFELTER] or gammel[106:] != ny[106:]:
        grupper.add("persondata")
    return grupper


def _address_groups(gammel: str, ny: str) -> set[str]:
    """The groups whose fields of 002 differ."""
    grupper = set()
    if gammel[_ADRESSEPOST] != ny[_ADRESSEPOST] or gammel[306:] != ny[306:]:
        grupper.add("adresse")
    if gammel[_SUPPLERENDE] != ny[_SUPPLERENDE]:
        grupper.add("supplerende_adresse")
    return grupper


_DELTE = {"001": _person_groups, "002": _address_groups}


def _all_marked(linjer: list[str]) -> bool:
    """Whether all are marked A or K: registered and undone within the delivery."""
    return all(linje[13:14] in ("A", "K") for linje in linjer)


def _read_grupper(sammenligning: Sammenligning, foer: Poster, efter: Poster, typer: frozenset[str]) -> None:
    if "017" in typer or "052" in typer:
        sammenligning.vaergemaal = (_har_vaergemaal(foer), _har_vaergemaal(efter))
    if "015" in typer:
        sammenligning.foraeldre = (read_foraeldre(foer), read_foraeldre(efter))
    if "014" in typer:
        kendte = set(read_boern(foer))
        sammenligning.nye_boern = tuple(barn for barn in read_boern(efter) if barn not in kendte)


def _har_vaergemaal(poster: Poster) -> bool:
    return bool(poster.get("017") or poster.get("052"))
