"""Guardianship, parents and births: the rules that no timeline tells of."""

from __future__ import annotations

from collections.abc import Sequence

from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.fund import Fund
from cpr_haendelser.haendelser.koder099 import Linje
from cpr_haendelser.haendelser.model import Art, Retter
from cpr_haendelser.haendelser.regler import Regel
from cpr_haendelser.haendelser.sammenligning import Foraeldre, Sammenligning, read_foedselsdato


def find_vaergemaal(alt: Sammenligning) -> list[Fund]:
    """A guardianship that came or went."""
    foer, efter = alt.vaergemaal
    if foer == efter:
        return []
    if not efter:
        return [Fund(regler.MYNDIGGJORT, Art.NY, "", "", usikker=False)]
    linje = next(iter(alt.efter.get("017") or alt.efter.get("052") or ()))
    return [Fund(regler.UMYNDIGGJORT, Art.NY, "", linje[13:23].strip(), usikker=linje[23:24] == "*")]


def find_foraeldre(alt: Sammenligning, linjer: Sequence[Linje]) -> list[Fund]:
    """Paternity and adoption: the parents are others, for the reason that the lines give."""
    if alt.foraeldre is None or alt.foraeldre[0] == alt.foraeldre[1]:
        return []
    regel, art = _parent_rule(*alt.foraeldre, {linje.kode for linje in linjer if not linje.maerke})
    if regel is None:
        return []
    linje = next(iter(alt.efter.get("015", ("",))))
    mor_dt, far_dt = linje[13:23].strip(), linje[80:90].strip()
    far_skiftet = alt.foraeldre[0].far != alt.foraeldre[1].far
    gyldig = far_dt if regel is regler.FADERSKAB or far_skiftet else mor_dt
    maerke = linje[90:91] if gyldig is far_dt else linje[23:24]
    retter = Retter((regel.kode,), alt.foraeldre[0].far_dt) if art is not Art.NY else None
    return [Fund(regel, art, "", gyldig, usikker=maerke == "*", retter=retter)]


def _parent_rule(foer: Foraeldre, efter: Foraeldre, koder: set[str]) -> tuple[Regel | None, Art]:
    far_skiftet = foer.far != efter.far
    if "A35" in koder:
        return regler.ADOPTION, Art.NY
    if "A38" in koder and far_skiftet:
        return regler.FADERSKAB, Art.KORREKTION
    if far_skiftet and not foer.far and foer.mor == efter.mor:
        return regler.FADERSKAB, Art.NY
    if far_skiftet and foer.mor != efter.mor and foer.far and foer.mor and efter.far and efter.mor:
        return regler.ADOPTION, Art.NY
    return None, Art.NY


_FOEDSELSKODER = frozenset({"A36", "A51"})


def find_boern(alt: Sammenligning, linjer: Sequence[Linje]) -> list[Fund]:
    """Births, seen from the mother."""
    if not any(linje.kode in _FOEDSELSKODER and linje.maerke == "MO" for linje in linjer):
        return []
    return [Fund(regler.FOEDSEL, Art.NY, "", read_foedselsdato(barn), usikker=False, om=barn) for barn in alt.nye_boern]
