"""What differs between a person's records before and after a delivery: the input of the rules.

Two readings give it: of a known person from two images (here), of one never seen from the delivery's own history
(`tidligere`). docs/afledning.md sections 1, 2 and 6.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.cpr.personnummer import Personnummer
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
    grupper: set[str] = field(default_factory=set)
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


def by_posttype(linjer: list[str]) -> dict[str, list[str]]:
    """Record lines by record type."""
    poster: dict[str, list[str]] = {}
    for linje in linjer:
        posttype = linje[:3]
        if posttype in poster:
            poster[posttype].append(linje)
        else:
            poster[posttype] = [linje]
    return poster


def _changed_groups(posttype: str, foer: list[str], efter: list[str]) -> set[str]:
    """The groups whose fields differ in a record type; 001 and 002 are split by field."""
    if posttype not in ("001", "002") or not foer or not efter:
        return {"status"} if posttype == "001" else {GRUPPER.get(posttype, "ukendt_post")}
    gammel, ny = foer[0].ljust(306), efter[0].ljust(306)
    if posttype == "001":
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
    grupper = set()
    if gammel[_ADRESSEPOST] != ny[_ADRESSEPOST] or gammel[306:] != ny[306:]:
        grupper.add("adresse")
    if gammel[_SUPPLERENDE] != ny[_SUPPLERENDE]:
        grupper.add("supplerende_adresse")
    return grupper


def read_kendt(foer: Poster, efter: Poster, vaek: list[str], kommet: list[str]) -> Sammenligning:
    """The differences of a known person: `vaek` and `kommet` are the lines that only stood before, only stand after."""
    foer_vaek, efter_ny = by_posttype(vaek), by_posttype(kommet)
    typer = foer_vaek.keys() | efter_ny.keys()
    bopael = FORLOEB[BOPAEL][1]
    efter_bopael = bopael(efter)
    sammenligning = Sammenligning(
        efter,
        bopael(foer) if typer & FORLOEB[BOPAEL][0] else efter_bopael,
        efter_bopael,
        vaek=tuple(vaek),
        poster=(*(f"{t}-" for t in sorted(foer_vaek)), *(f"{t}+" for t in sorted(efter_ny))),
    )
    for navn, (posttyper_, read) in FORLOEB.items():
        if not typer & posttyper_:
            continue
        segmenter = (sammenligning.foer_bopael, efter_bopael) if navn == BOPAEL else (read(foer), read(efter))
        forskel = compare(*segmenter)
        maerkede = tuple(read_maerkede(efter_ny, navn)) if any(t in _FORLOEBSGRUPPER for t in efter_ny) else ()
        if forskel:
            sammenligning.forloeb[navn] = Aendring(forskel, maerkede)
    for posttype in typer:
        gamle, nye = foer_vaek.get(posttype, []), efter_ny.get(posttype, [])
        navn = _FORLOEBSGRUPPER.get(posttype, "")
        if not navn:
            sammenligning.grupper |= _changed_groups(posttype, gamle, nye)
        elif navn not in sammenligning.forloeb and not (not gamle and _all_marked(nye)):
            # History whose segments are the same but whose other fields (an end, a mark) changed.
            sammenligning.grupper.add("historik")
    _read_grupper(sammenligning, foer, efter, typer)
    return sammenligning


def _all_marked(linjer: list[str]) -> bool:
    """Whether all are marked A or K: registered and undone within the delivery."""
    return all(linje[13:14] in ("A", "K") for linje in linjer)


def _read_grupper(sammenligning: Sammenligning, foer: Poster, efter: Poster, typer: set[str]) -> None:
    if typer & {"017", "052"}:
        sammenligning.vaergemaal = (_har_vaergemaal(foer), _har_vaergemaal(efter))
    if "015" in typer:
        sammenligning.foraeldre = (read_foraeldre(foer), read_foraeldre(efter))
    if "014" in typer:
        kendte = set(read_boern(foer))
        sammenligning.nye_boern = tuple(barn for barn in read_boern(efter) if barn not in kendte)


def _har_vaergemaal(poster: Poster) -> bool:
    return bool(poster.get("017") or poster.get("052"))
