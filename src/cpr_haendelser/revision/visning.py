"""Posts as they are shown: plain values with Danish names, personnumre masked or not."""

from __future__ import annotations

from typing import Any

from cpr_haendelser.cpr.personnummer import MASKE
from cpr_haendelser.logning import mask_prose
from cpr_haendelser.revision.kanonisk import FAELLES
from cpr_haendelser.revision.post import Revisionspost
from cpr_haendelser.revision.svar import Linje

KOLONNER = ("led", "tidspunkt", *Revisionspost._fields[:FAELLES], "personnummer", "loebenummer", "forsoeg")
"""In the order of the CSV."""


def to_plain(linje: Linje, *, maskeret: bool) -> dict[str, Any]:
    """One post with where it stands; what is empty is there too, so that all are alike.

    Masked, what was before and after of a filter is without its personnumre too.
    """
    post = linje.post
    vist: dict[str, Any] = {"led": linje.led, "tidspunkt": linje.tidspunkt, **post._asdict()}
    pnr = vist.pop("pnr")
    return {
        **vist,
        "slags": str(post.slags),
        "felter": list(post.felter),
        "detaljer": {navn: mask_prose(value) if maskeret else value for navn, value in post.detaljer},
        "personnummer": "" if not pnr else MASKE if maskeret else f"{pnr:010d}",
    }


def to_row(linje: Linje, *, maskeret: bool) -> list[str]:
    """The same as one row of the CSV."""
    plain = to_plain(linje, maskeret=maskeret)
    plain["felter"] = " ".join(plain["felter"])
    plain["detaljer"] = "; ".join(f"{navn}={value}" for navn, value in plain["detaljer"].items())
    return [_safe(str(plain[kolonne] or "")) for kolonne in KOLONNER]


def _safe(celle: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{celle}" if celle[:1] in {"=", "+", "-", "@", "\t", "\r"} else celle
