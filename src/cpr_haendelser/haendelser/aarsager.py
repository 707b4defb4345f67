"""Which 099 lines caused which hændelse, and why a line caused none (docs/afledning.md section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.fund import Fund
from cpr_haendelser.haendelser.koder099 import Kode099, Linje, koder099
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.haendelser.regler import Regel
from cpr_haendelser.haendelser.samling import UKENDT_KODE
from cpr_haendelser.haendelser.tidligere import MAERKEGRUPPER, is_new_line
from cpr_haendelser.replika.forloeb import BOPAEL, CIVILSTAND, FORLOEB

_IKKE_AARSAG = frozenset({("P35", "030"), ("P36", "029")})
"""One timeline, two codes: the beginning of a separation does not end it."""
_OM_DOEDEN = frozenset({"A24", "A25"})
_SVAGE_GRUPPER = frozenset({"klarskriftadresse", "supplerende_adresse"})
"""Groups that a hændelse explains in passing: a line about them alone is not its cause."""


def find_causes(fund: Sequence[Fund], linjer: Sequence[Linje]) -> list[list[Linje]]:
    """The 099 lines behind each finding, the likeliest first: same subject; then same clock, then order."""
    foedt = {linje.tid for linje in linjer if is_new_line(linje)}
    return [
        _ranked(
            fundet,
            [
                linje
                for linje in linjer
                if _is_cause(linje.kode, linje.maerke, fundet.regel, fundet.gruppe, fundet.art, linje.tid in foedt)
            ],
            fund,
        )
        for fundet in fund
    ]


@lru_cache(maxsize=4096)
def _is_cause(  # noqa: PLR0913 - all that it depends on: the same for many persons
    kode: str,
    maerke: str,
    regel: Regel,
    gruppe: str,
    art: Art,
    ved_foedsel: bool,  # noqa: FBT001 - called by place
) -> bool:
    """Whether a line of that code and mark can be why the finding (with its groups) is there."""
    kendt = koder099().get(kode)
    grupper = set(gruppe.split())
    if kendt is None:
        return UKENDT_KODE in grupper
    if kendt.art == "historik":
        return "historik" in grupper or art is not Art.NY
    if regel is regler.NY_PERSON:
        return ved_foedsel
    if regel is regler.SAMLING:
        return _is_about(kendt, maerke, grupper)
    return _is_cause_of_rule(kendt, maerke, regel)


def _is_cause_of_rule(kode: Kode099, maerke: str, regel: Regel) -> bool:
    if (kode.kode, regel.kode) in _IKKE_AARSAG:
        return False
    if kode.forloeb == "doed":
        return regel.kilde == (CIVILSTAND if maerke else BOPAEL)
    if kode.forloeb in FORLOEB and regel.kilde in FORLOEB:
        om_doeden = kode.kode in _OM_DOEDEN and regel.forklarer >= {"status", "civilstand"}
        return kode.forloeb == regel.kilde or om_doeden
    return _is_about(kode, maerke, regel.forklarer - _SVAGE_GRUPPER)


def _is_about(kode: Kode099, maerke: str, grupper: AbstractSet[str]) -> bool:
    """Whether a line is about one of the groups: by its derived mark, else by its code."""
    maerkegruppe = MAERKEGRUPPER.get(maerke)
    return maerkegruppe in grupper if maerkegruppe else not grupper.isdisjoint(kode.grupper)


def _ranked(fundet: Fund, mulige: list[Linje], fund: Sequence[Fund]) -> list[Linje]:
    if len(mulige) < 2:  # noqa: PLR2004 - one line has no rank
        return mulige
    ur = fundet.gyldig_fra[8:12]
    samme_ur = [linje for linje in mulige if ur and linje.tid[8:12] == ur]
    if samme_ur and any(_is_sibling(fundet, other) for other in fund):
        # Several steps of the same kind: each keeps to the lines with its own clock.
        return samme_ur
    return samme_ur + [linje for linje in mulige if linje not in samme_ur]


def _is_sibling(fundet: Fund, other: Fund) -> bool:
    return other.regel.kilde == fundet.regel.kilde and other.gyldig_fra != fundet.gyldig_fra


def find_reason(linje: Linje, linjer: Sequence[Linje], forklaret: AbstractSet[str] = frozenset()) -> str:
    """Why a line of a known code caused no hændelse; `forklaret` are the groups that the person's hændelser explain."""
    kode = koder099()[linje.kode]
    if kode.art == "ingen":
        return "levering"
    grupper = set(kode.grupper)
    kendte = [(kendt, other.maerke) for other in linjer if (kendt := koder099().get(other.kode))]
    beslaegtede = {kendt.art for kendt, maerke in kendte if _is_about(kendt, maerke, grupper)}
    if "ny" in beslaegtede and beslaegtede & {"annullering", "korrektion"}:
        return "annulleret_i_levering"
    return "indgaar_i_anden" if grupper & forklaret else "ingen_forskel"
