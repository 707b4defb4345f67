"""The rule table: which step of which timeline, or which change of which records, is which personhændelse.

The codes and names are those of the code table `personhaendelse`; that the triggers are these is our reading of them
(they are not public), so a row may be replaced. docs/regler.md prints this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cpr_haendelser.haendelser.model import SAMLE, Rolle
from cpr_haendelser.replika.forloeb import (
    ADMINISTRATIV,
    ADRESSE,
    AENDRET,
    ANNULLERET,
    BOPAEL,
    CIVILSTAND,
    DOBBELT,
    DOED,
    FORSVUNDET,
    INGEN,
    NAVN,
    OPHOERT,
    SEPARATION,
    SEPARERET,
    STATSBORGERSKAB,
    UDREJST,
    UNAVNGIVET,
)


@dataclass(frozen=True, slots=True, eq=False)
class Regel:
    """One row: a step from one of `fra` to one of `til` (empty: any) under `betingelse` is `kode`, to `rolle`."""

    navn: str
    kode: str
    kilde: str
    """The timeline, or the group of records."""
    fra: frozenset[str]
    til: frozenset[str]
    betingelse: str
    rolle: Rolle
    forklarer: frozenset[str]
    """Groups of records whose change this explains."""
    relationer: tuple[tuple[str, str, str], ...] = ()
    """(record type, field, role word) of the persons it names."""


def _f(*ord_: str) -> frozenset[str]:
    return frozenset(ord_)


_BOPAEL = _f(
    "adresse", "udlandsadresse", "forsvinding", "status", "klarskriftadresse", "supplerende_adresse", "indrejse"
)
_OPHOER = _BOPAEL | _f("personnummer")
_DOED = _BOPAEL | _f("civilstand", "separation")
_NAVN = _f("navn", "klarskriftadresse")
_CIVIL = _f("civilstand", "separation")
_SEP = _f("separation", "civilstand")

_AEGTEFAELLE = (("012", "AEGTEPNR", "aegtefaelle"),)
_FORAELDRE = (("015", "PNRMOR", "mor"), ("015", "PNRFAR", "far"))
_GAELDENDE = (("001", "PNRGAELD", "gaeldende_personnummer"),)

REGLER: tuple[Regel, ...] = (
    Regel("flytning-til-kommunen", "034", BOPAEL, _f(ADRESSE), _f(ADRESSE), "anden_kommune", Rolle.NY, _BOPAEL),
    Regel("flytning-fra-kommunen", "035", BOPAEL, _f(ADRESSE), _f(ADRESSE), "anden_kommune", Rolle.GAMMEL, _BOPAEL),
    Regel("flytning-inden-for-til", "037", BOPAEL, _f(ADRESSE), _f(ADRESSE), "samme_kommune", Rolle.NY, _BOPAEL),
    Regel("flytning-inden-for-fra", "036", BOPAEL, _f(ADRESSE), _f(ADRESSE), "samme_kommune", Rolle.GAMMEL, _BOPAEL),
    Regel("udvandret", "013", BOPAEL, _f(ADRESSE, FORSVUNDET), _f(UDREJST), "", Rolle.SENESTE, _BOPAEL),
    Regel("forsvundet", "010", BOPAEL, _f(ADRESSE, UDREJST), _f(FORSVUNDET), "", Rolle.SENESTE, _BOPAEL),
    Regel("genfinding", "011", BOPAEL, _f(FORSVUNDET), _f(ADRESSE), "", Rolle.NY, _BOPAEL),
    Regel("genindvandret", "014", BOPAEL, _f(UDREJST), _f(ADRESSE), "", Rolle.NY, _BOPAEL),
    Regel(
        "doed-nyfoedt",
        "008",
        BOPAEL,
        _f(ADRESSE, ADMINISTRATIV, INGEN),
        _f(DOED),
        "nyfoedt",
        Rolle.SENESTE,
        _DOED,
        _FORAELDRE,
    ),
    Regel(
        "doed",
        "005",
        BOPAEL,
        _f(ADRESSE, ADMINISTRATIV, INGEN),
        _f(DOED),
        "ikke_nyfoedt",
        Rolle.SENESTE,
        _DOED,
        _AEGTEFAELLE,
    ),
    Regel("doed-forsvundet", "006", BOPAEL, _f(FORSVUNDET), _f(DOED), "", Rolle.SENESTE, _DOED, _AEGTEFAELLE),
    Regel("doed-udvandret", "007", BOPAEL, _f(UDREJST), _f(DOED), "", Rolle.SENESTE, _DOED, _AEGTEFAELLE),
    Regel("personnummer-annulleret", "017", BOPAEL, _f(), _f(ANNULLERET), "", Rolle.SENESTE, _OPHOER),
    Regel("dobbeltnummer", "018", BOPAEL, _f(), _f(DOBBELT), "", Rolle.SENESTE, _OPHOER, _GAELDENDE),
    Regel("omnummereret", "019", BOPAEL, _f(), _f(AENDRET), "", Rolle.SENESTE, _OPHOER, _GAELDENDE),
    Regel("navngivning", "003", NAVN, _f(UNAVNGIVET), _f(NAVN), "", Rolle.NY, _NAVN),
    Regel("navneaendring", "004", NAVN, _f(NAVN, INGEN), _f(NAVN), "", Rolle.NY, _NAVN),
    Regel("aegteskab", "028", CIVILSTAND, _f(), _f("G"), "", Rolle.NY, _CIVIL, _AEGTEFAELLE),
    Regel("skilsmisse", "031", CIVILSTAND, _f("G"), _f("F"), "", Rolle.NY, _CIVIL, _AEGTEFAELLE),
    Regel("separation", "029", SEPARATION, _f(), _f(SEPARERET), "", Rolle.NY, _SEP, _AEGTEFAELLE),
    Regel(
        "separation-ophoert", "030", SEPARATION, _f(), _f(OPHOERT), "uden_ny_civilstand", Rolle.NY, _SEP, _AEGTEFAELLE
    ),
    Regel("statsborgerskab", "023", STATSBORGERSKAB, _f(), _f(), "", Rolle.NY, _f("statsborgerskab")),
)
"""The steps of timelines. A step that no row fits is a catch-all of the timeline's group."""


TIL_ADRESSE = frozenset(regel.kode for regel in REGLER if regel.kilde == BOPAEL and regel.til == {ADRESSE})
"""The codes of steps that lead to an address."""


@lru_cache(maxsize=1024)
def rules_for(kilde: str, fra: str, til: str) -> tuple[Regel, ...]:
    """The rows for a step of a timeline from one kind of segment to another; their conditions are not looked at."""
    return tuple(
        regel
        for regel in REGLER
        if regel.kilde == kilde and (not regel.fra or fra in regel.fra) and (not regel.til or til in regel.til)
    )


@lru_cache(maxsize=1024)
def explained_by(regler: tuple[Regel, ...]) -> frozenset[str]:
    """The groups of records whose change the rules explain together."""
    return frozenset[str]().union(*(regel.forklarer for regel in regler))


UMYNDIGGJORT = Regel(
    "umyndiggjort",
    "021",
    "vaergemaal",
    _f(),
    _f(),
    "",
    Rolle.NY,
    _f("vaergemaal"),
    (("017", "RELPNR", "vaerge"), ("052", "RELPNR", "vaerge")),
)
MYNDIGGJORT = Regel("myndiggjort", "020", "vaergemaal", _f(), _f(), "", Rolle.NY, _f("vaergemaal"))
FADERSKAB = Regel("faderskab", "024", "foraeldre", _f(), _f(), "", Rolle.NY, _f("foraeldre"), _FORAELDRE[1:])
ADOPTION = Regel("adoption", "027", "foraeldre", _f(), _f(), "", Rolle.NY, _f("foraeldre"), _FORAELDRE)
FOEDSEL = Regel("foedsel-mor", "025", "boern", _f(), _f(), "", Rolle.NY, _f("boern"))
NY_PERSON = Regel("ny-person", SAMLE, "", _f(), _f(), "", Rolle.NY, _f(), _FORAELDRE)
SAMLING = Regel("samling", SAMLE, "", _f(), _f(), "", Rolle.NY, _f())
DOEDSFALD_ANNULLERET = Regel("doedsfald-annulleret", "042", BOPAEL, _f(DOED), _f(), "", Rolle.SENESTE, _DOED)

ALLE: tuple[Regel, ...] = (
    *REGLER,
    DOEDSFALD_ANNULLERET,
    UMYNDIGGJORT,
    MYNDIGGJORT,
    FADERSKAB,
    ADOPTION,
    FOEDSEL,
    NY_PERSON,
    SAMLING,
)

DOEDSKODER = ("005", "006", "007", "008")
RETTES_AF: dict[str, tuple[str, ...]] = {
    "034": ("034", "037"),
    "037": ("034", "037"),
    "035": ("035", "036"),
    "036": ("035", "036"),
    "003": ("003", "004"),
    "004": ("003", "004"),
    "042": DOEDSKODER,
    **dict.fromkeys(DOEDSKODER, DOEDSKODER),
}
"""Which codes a correction or annulment of a code may point at; a code not named points at itself."""

SAMLEGRUPPE: dict[str, str] = {
    BOPAEL: "adresse",
    NAVN: "navn",
    CIVILSTAND: "civilstand",
    SEPARATION: "separation",
    STATSBORGERSKAB: "statsborgerskab",
}
"""The group that names a timeline's change in a catch-all."""
