"""Which 099 lines caused which hændelse, and why a line caused none (docs/afledning.md section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.fund import Fund
from cpr_haendelser.haendelser.koder099 import Kode099, Linje, koder099
from cpr_haendelser.haendelser.model import Art
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
    return [_ranked(fundet, [line for line in linjer if _is_cause(line, fundet, foedt)], fund) for fundet in fund]


def _is_cause(linje: Linje, fundet: Fund, foedt: AbstractSet[str]) -> bool:
    kode = koder099().get(linje.kode)
    grupper = set(fundet.gruppe.split())
    if kode is None:
        return UKENDT_KODE in grupper
    if kode.art == "historik":
        return "historik" in grupper or fundet.art is not Art.NY
    if fundet.regel is regler.NY_PERSON:
        return linje.tid in foedt
    if fundet.regel is regler.SAMLING:
        return _is_about(linje, grupper)
    return _is_cause_of_rule(kode, linje, fundet.regel)


def _is_cause_of_rule(kode: Kode099, linje: Linje, regel: regler.Regel) -> bool:
    if (kode.kode, regel.kode) in _IKKE_AARSAG:
        return False
    if kode.forloeb == "doed":
        return regel.kilde == (CIVILSTAND if linje.maerke else BOPAEL)
    if kode.forloeb in FORLOEB and regel.kilde in FORLOEB:
        om_doeden = kode.kode in _OM_DOEDEN and regel.forklarer >= {"status", "civilstand"}
        return kode.forloeb == regel.kilde or om_doeden
    return _is_about(linje, regel.forklarer - _SVAGE_GRUPPER)


def _is_about(linje: Linje, grupper: AbstractSet[str]) -> bool:
    """Whether a line is about one of the groups: by its derived mark, else by its code."""
    maerkegruppe = MAERKEGRUPPER.get(linje.maerke)
    return maerkegruppe in grupper if maerkegruppe else not grupper.isdisjoint(koder099()[linje.kode].grupper)


def _ranked(fundet: Fund, mulige: list[Linje], fund: Sequence[Fund]) -> list[Linje]:
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
    beslaegtede = {koder099()[o.kode].art for o in linjer if o.kode in koder099() and _is_about(o, grupper)}
    if "ny" in beslaegtede and beslaegtede & {"annullering", "korrektion"}:
        return "annulleret_i_levering"
    return "indgaar_i_anden" if grupper & forklaret else "ingen_forskel"
