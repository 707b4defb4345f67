"""What was found: one hændelse, before its cause, its catch-all companions and its receiver are settled."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.model import Adresse, Art, Retter
from cpr_haendelser.haendelser.regler import Regel
from cpr_haendelser.replika.forloeb import ADMINISTRATIV, ADRESSE, Segment


class Fund(msgspec.Struct, frozen=True):
    """One hændelse found, for one receiver role; or (regel SAMLING) a group for the catch-all."""

    regel: Regel
    art: Art
    kommune: str
    """Where the role itself knows it; empty: the person's current or last municipality."""
    gyldig_fra: str
    usikker: bool
    om: str = ""
    gruppe: str = ""
    foer: Adresse | None = None
    efter: Adresse | None = None
    retter: Retter | None = None


def to_samling(gruppe: str, art: Art) -> Fund:
    """A changed group that no rule tells of."""
    return Fund(regler.SAMLING, art, "", "", usikker=False, gruppe=gruppe)


def last_address(segmenter: Sequence[Segment]) -> Segment | None:
    """The newest address of a timeline."""
    for segment in reversed(segmenter):
        if segment.art in (ADRESSE, ADMINISTRATIV):
            return segment
    return None


def to_adresse(segment: Segment | None) -> Adresse | None:
    """The address of a residence segment; None for other kinds."""
    return Adresse(*segment.data) if segment is not None and segment.art in (ADRESSE, ADMINISTRATIV) else None
