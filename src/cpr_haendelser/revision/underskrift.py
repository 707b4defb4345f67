"""The head signed now, and links removed under a signature."""

from __future__ import annotations

from cpr_haendelser.revision.bog import Antal, Revisionsbog
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.kontrol import HOVED
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.segl import Segl, Signaturnoegle, read_segl, to_json

SAG = "revision:hoved"
"""What signed heads are about, for finding them."""


def find_kaede(bog: Revisionsbog) -> str:
    """Which chain it is (UUID); empty: there is none yet."""
    begyndelse = bog.revisionsbegyndelse()
    if begyndelse.kaede:
        return begyndelse.kaede
    foerste = next(bog.revisionsled(til=1), None)
    if foerste is None:
        return ""
    return next(dict(post.detaljer)["kaede"] for _, post in read_poster(foerste.slags, foerste.indhold))


def sign_hoved(bog: Revisionsbog, noegle: Signaturnoegle, *, nu: str, hvem: str = "") -> Segl | None:
    """Signs the head of now; the signature itself becomes the next link. None: there is nothing to sign yet."""
    hoved = bog.revisionshoved()
    if not hoved.nr:
        return None
    segl = noegle.sign(find_kaede(bog), hoved)
    bog.skriv_revision(
        [Revisionspost(Slags.AENDRING, HOVED, hvem=hvem, sag=SAG, detaljer=(("segl", to_json(segl)),))], nu=nu
    )
    return segl


def last_segl(bog: Revisionsbog, *, efter: int = 0) -> tuple[str, Segl] | None:
    """When the head was last signed, and what was signed; None: it never was. `efter`: only in links after that."""
    sidst = None
    for led in bog.revisionsled_om(SAG, slags=(Slags.AENDRING,), efter=efter):
        for _, post in read_poster(led.slags, led.indhold):
            sidst = led.tidspunkt, read_segl(dict(post.detaljer)["segl"])
    return sidst


def count_bortfald(bog: Revisionsbog, foer: str) -> Antal:
    """How much of the audit is older than a time: what `remove_foer` would remove."""
    return bog.revision_foer(foer)[1]


def remove_foer(bog: Revisionsbog, noegle: Signaturnoegle, foer: str, *, nu: str, hvem: str) -> Antal:
    """Removes whole links that are older than a time, and the delivery records in them; how much.

    What stands in their place is the head that they ended in, signed: the rest follows it, and the check says so.
    """
    hoved, antal = bog.revision_foer(foer)
    if not hoved.nr:
        return antal
    return bog.slet_revision(noegle.sign(find_kaede(bog), hoved), nu=nu, hvem=hvem)
