"""docs/serviceaftaler.md and docs/certifikater.md: the life of an agreement, and what hinders a certificate."""

from __future__ import annotations

from cpr_haendelser.administration.certifikater import SAMTIDIGE
from cpr_haendelser.aftaler.certifikatregler import VARSLER
from cpr_haendelser.aftaler.livsforloeb import OVERGANGE, Part, shown
from cpr_haendelser.aftaler.ord import SERVICES
from cpr_haendelser.dokumentation.fejlkoder import find
from cpr_haendelser.dokumentation.markdown import fill, table
from cpr_haendelser.vejledning.certifikatfejl import CERTIFIKATFEJL

_TAL = {2: "to"}


def render_serviceaftaler() -> str:
    """The page of serviceaftaler."""
    rows = (
        (
            shown(each.fra) if each.fra else "–",
            shown(each.til),
            f"`{each.skridt}`",
            _parties(each.parter),
            each.hvad,
            "ja" if each.grund else "",
            _parties((*each.skal, *(part for part in each.ved if part not in each.skal))),
        )
        for each in OVERGANGE
    )
    head = ("Fra", "Til", "Skridt", "Hvem", "Hvad", "Grund", "Får brev")
    return fill("serviceaftaler.md", overgange=table(head, rows), services=", ".join(f"`{each}`" for each in SERVICES))


def render_certifikater() -> str:
    """The page of certificates."""
    rows = ((f"**{each.kode}**", each.tekst) for each in find() if each.kode.startswith("CRT-"))
    return fill(
        "certifikater.md",
        afslag=table(("Kode", "Hvad der siges"), rows),
        samtidige=_TAL[SAMTIDIGE],
        fejl=table(("Hvad der ses", "Hvad det er"), CERTIFIKATFEJL),
        varsler=f"{', '.join(map(str, VARSLER[:-1]))} og {VARSLER[-1]}",
    )


def _parties(parter: tuple[Part, ...]) -> str:
    return ", ".join(parter) or "–"
