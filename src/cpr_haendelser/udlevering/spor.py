"""What the audit says of what callers are shown, and of what they change outside the post room."""

from __future__ import annotations

from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.udlevering.kalder import Kalder

# The groups of fields that are shown (docs/revision.md says what is in each).
HAENDELSE = ("haendelse",)
BESKED = ("haendelsesbesked",)
PERSON = ("person",)
PERSONDATA = ("persondata",)
PERSONNUMMER = ("personnummer",)
FORKLARING = ("haendelse", "forklaring")
VAERDIER = ("vaerdiliste",)
BESTILLING = ("bestilling",)
OPSAETNING = ("opsaetning",)
LINJER = ("linjer",)
REVISION = ("revision",)
ALT = ("alt",)


def shown(kalder: Kalder, handling: str, felter: tuple[str, ...], sag: str = "") -> Revisionspost:
    """What the persons that a caller is shown have in common; `pnr` and on whose agreement come on top."""
    return Revisionspost(
        Slags.VIDEREGIVELSE,
        handling,
        hvem=kalder.hvem,
        system=kalder.modtager,
        sag=sag,
        felter=felter,
        detaljer=_details(kalder),
    )


def changed(kalder: Kalder, handling: str, sag: str, **detaljer: str) -> Revisionspost:
    """Something that a caller changed."""
    return Revisionspost(
        Slags.AENDRING,
        handling,
        hvem=kalder.hvem,
        sag=sag,
        detaljer=tuple(sorted({**dict(_details(kalder)), **detaljer}.items())),
    )


def _details(kalder: Kalder) -> tuple[tuple[str, str], ...]:
    grund = (("grund", kalder.grund),) if kalder.grund else ()
    return (*grund, ("maskeret", "ja")) if kalder.maskeret else grund
