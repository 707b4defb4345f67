"""What a supplier asks for: read field by field as the set-up file reads it, and held against the set-up. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cpr_haendelser.abonnementer.opsaetningsformer import Formfejl, Omgivelser, read_vaerdi
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ALLE, BESKEDMODTAG, OPSLAG, Aftaletilstand, Organisation, Serviceaftale
from cpr_haendelser.aftaler.ord import SERVICES
from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.logning import mask_prose
from cpr_haendelser.skrift import check_line, check_lines
from cpr_haendelser.storage.postrum import Opsaetning

LAENGSTE_TEKST = 2000
"""Characters of a purpose, a legal basis, a reason or a word."""
_FORMER = {
    "beskedtyper": "uuider",
    "koder": "koder",
    "foelsomhed": "uuider",
    "forvaltningsomraader": "emner",
    "afsendere": "cvr_numre",
    "gyldig_fra": "dato",
    "gyldig_til": "dato",
    "system": "uuid",
}
"""How each field is read: names of abonnementer.opsaetningsformer.FORMER."""
_VERSION = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){0,3}")
"""What the versions of the services look like: 2.0, 5."""
INGEN = Omgivelser(Path(), {}, Aftaletilstand.ANMODET)


class Anmodning(NamedTuple):
    """What is asked for; lists may hold ALLE."""

    system: str
    myndigheder: tuple[str, ...]
    """CVR numbers; one agreement is made with each."""
    formaal: str
    hjemmel: str
    beskedtyper: tuple[str, ...]
    foelsomhed: tuple[str, ...]
    service: str = BESKEDMODTAG
    version: str = "2.0"
    koder: tuple[str, ...] = (ALLE,)
    forvaltningsomraader: tuple[str, ...] = (ALLE,)
    afsendere: tuple[str, ...] = (ALLE,)
    gyldig_fra: str = ""
    gyldig_til: str = ""
    snapshot: bool = False
    erstatter: str = ""
    """Id of the agreement that it is to replace; empty: none."""


def to_aftale(anmodning: Anmodning, opsat: Opsaetning, myndighed: str, id_: str) -> Serviceaftale:
    """The agreement that is asked of one authority. Brugsfejl AFT-004 to AFT-037 where something is wrong."""
    vaerdier = _values(anmodning)
    system = next((each for each in opsat.systemer if each.uuid == vaerdier["system"]), None)
    if system is None or not system.aktiv:
        raise Brugsfejl("AFT-032", "der er intet aktivt it-system med det id; `haendelser system` viser dem, der er.")
    _check_myndighed(opsat, bare_cvr(myndighed))
    aftale = Serviceaftale(
        id=id_, myndighed=bare_cvr(myndighed), service=anmodning.service, version=anmodning.version,
        tilstand=Aftaletilstand.ANMODET, snapshot=anmodning.snapshot,
        formaal=check_text("formaal", anmodning.formaal), hjemmel=check_text("hjemmel", anmodning.hjemmel),
        erstatter=anmodning.erstatter, **vaerdier,
    )  # fmt: skip
    if aftale.gyldig_til and aftale.gyldig_til < aftale.gyldig_fra:
        raise Brugsfejl("AFT-018", "gyldig_til ligger før gyldig_fra.")
    if anmodning.erstatter:
        _check_erstatter(aftale, opsat)
    return aftale


def check_text(navn: str, tekst: str) -> str:
    """A text of several lines of somebody's, as it is kept.

    Brugsfejl AFT-035 where it is too long, TEGN-001 where it has signs that do not show, AFT-036 where it may hold a
    personnummer.
    """
    tekst = check_lines(navn, tekst)
    _check_content(navn, tekst)
    return tekst.strip()


def check_name(navn: str, tekst: str) -> str:
    """A name, a contact or another line of somebody's, as it is kept. Brugsfejl as `check_text`."""
    check_line(navn, tekst)
    _check_content(navn, tekst)
    return tekst.strip()


def _check_content(navn: str, tekst: str) -> None:
    if len(tekst) > LAENGSTE_TEKST:
        raise Brugsfejl("AFT-035", f"{navn} er for lang; højst {LAENGSTE_TEKST} tegn.")
    if holds_number(tekst):
        raise Brugsfejl("AFT-036", f"{navn} har noget, der ligner et personnummer; det må ikke stå der. Intet er gemt.")


def _values(anmodning: Anmodning) -> dict[str, Any]:
    if anmodning.service not in SERVICES:
        raise Brugsfejl("AFT-033", f"servicen er ukendt; der er {', '.join(SERVICES)}.")
    if anmodning.snapshot and anmodning.service != BESKEDMODTAG:
        raise Brugsfejl("AFT-041", "snapshot hører til servicen BeskedModtag; anmod om en aftale om den ved siden af.")
    for navn in ("formaal", "hjemmel"):
        if not check_text(navn, getattr(anmodning, navn)):
            raise Brugsfejl("AFT-034", f"{navn} mangler; myndigheden skal vide, hvad oplysningerne bruges til.")
    if not _VERSION.fullmatch(check_name("version", anmodning.version)):
        raise Brugsfejl("AFT-004", "versionen skal være tal med punktum imellem, fx 2.0. Intet er gemt.")
    vaerdier: dict[str, Any] = {}
    for navn, form in _FORMER.items():
        givet = getattr(anmodning, navn)
        try:
            vaerdier[navn] = read_vaerdi(form, list(givet) if isinstance(givet, tuple) else givet, INGEN)
        except Formfejl as fejl:
            raise Brugsfejl(fejl.kode, f"{navn}: {fejl.tekst}") from None
    skal = ("beskedtyper", "foelsomhed", "koder") if anmodning.service != OPSLAG else ()
    for navn in skal:
        if not vaerdier[navn]:
            raise Brugsfejl("AFT-034", f"{navn} mangler; vælg mindst én, eller alle (*).")
    return vaerdier


def _check_myndighed(opsat: Opsaetning, cvr: str) -> None:
    organisationer: Mapping[str, Organisation] = {each.cvr: each for each in opsat.organisationer}
    fundet = organisationer.get(cvr)
    if fundet is None or not fundet.myndighed or not fundet.aktiv:
        raise Brugsfejl("AFT-032", f"CVR {mask_prose(cvr)} er ikke en aktiv myndighed i opsætningen.")


def _check_erstatter(aftale: Serviceaftale, opsat: Opsaetning) -> None:
    """Only what is approved, between the same two, and not asked for already."""
    gammel = next((each for each in opsat.aftaler if each.id == aftale.erstatter), None)
    parter = (aftale.system.lower(), aftale.myndighed, aftale.service)
    if gammel is None or (gammel.system.lower(), bare_cvr(gammel.myndighed), gammel.service) != parter:
        raise Brugsfejl(
            "AFT-037", "den aftale, der skal erstattes, er ikke mellem samme it-system og myndighed om samme service."
        )
    if gammel.tilstand is not Aftaletilstand.GODKENDT:
        raise Brugsfejl("AFT-037", "kun en godkendt aftale kan erstattes; anmod uden `erstatter`.")
    if any(
        each.erstatter == gammel.id and each.tilstand is Aftaletilstand.ANMODET for each in opsat.aftaler
    ):  # fmt: skip
        raise Brugsfejl("AFT-037", "der er allerede anmodet om en ændring af den aftale; vent på svar, eller træk den.")
