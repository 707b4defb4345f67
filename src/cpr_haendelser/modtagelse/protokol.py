"""Whether a file is next in its task's chain, by the ledger of what has been received."""

from __future__ import annotations

from cpr_haendelser.cpr.eftersyn import Eftersyn
from cpr_haendelser.fejl import Brugsfejl, Filfejl
from cpr_haendelser.modtagelse.oenske import AlleredeModtaget, Oenske, Opsaetning
from cpr_haendelser.storage.lager import Lager, Leverance, Leveranceart


def check_ledger(lager: Lager, eftersyn: Eftersyn, oenske: Oenske, opsaetning: Opsaetning) -> Leveranceart:
    """Whether the file is next in its task's chain, and how it is to be received."""
    _check_order(eftersyn, oenske, opsaetning)
    kendt = lager.find_leverance(eftersyn.opgave, eftersyn.proddto)
    if kendt is not None:
        if kendt.sha256 == eftersyn.sha256:
            raise AlleredeModtaget(kendt)
        raise Filfejl(
            "FIL-012",
            f"opgave {eftersyn.opgave} har allerede en fil fra {eftersyn.proddto} (fil {kendt.fil}); ventede samme "
            "indhold, men det er et andet. Find ud af, hvilken fil CPR-kontoret står ved; intet er ændret.",
            fil=eftersyn.navn,
            linje=1,
            posttype="000",
            felt="PRODDTO",
            position=20,
        )
    seneste = lager.seneste_leverance(eftersyn.opgave)
    if seneste is None:
        _check_task(eftersyn, oenske, opsaetning)
    accepteret = oenske.etablering or bool(read_reason(oenske))
    hul = seneste is not None and not _continues(eftersyn, seneste, accepteret=accepteret)
    if oenske.etablering:
        return Leveranceart.GENETABLERING if lager.antal_personer() else Leveranceart.ETABLERING
    return Leveranceart.GENETABLERING if hul else Leveranceart.AENDRINGER


def _check_order(eftersyn: Eftersyn, oenske: Oenske, opsaetning: Opsaetning) -> None:
    """An order's own file has one of the orders' tasks, and no other file has."""
    ordres = int(eftersyn.opgave) in opsaetning.ordreopgaver
    if ordres and not oenske.ordre:
        raise Filfejl(
            "FIL-021",
            f"opgave {eftersyn.opgave} er forbeholdt filer fra ordrer i dette testmiljø; ventede en anden opgave."
            " Bestil det som en ordre. En fil fra et andet testmiljøs ordrer kan modtages, hvor indstillingen"
            " exttest.ordreopgaver var en anden, da databasen blev oprettet.",
            fil=eftersyn.navn,
            linje=1,
            posttype="000",
            felt="OPGAVENR",
            position=14,
        )
    if oenske.ordre and not ordres:
        raise Brugsfejl(
            "MOD-002",
            f"en ordres fil har opgave {eftersyn.opgave}, som ikke er forbeholdt ordrer her; i Produktion er ingen det."
            " Intet er ændret.",
        )


def read_reason(oenske: Oenske) -> str:
    """Why a gap in the chain is accepted; empty where it is not."""
    return oenske.accepteret_hul.strip()


def _continues(eftersyn: Eftersyn, seneste: Leverance, *, accepteret: bool) -> bool:
    """Whether the file follows upon the task's newest; Filfejl where it does not, unless the gap is accepted."""
    if eftersyn.proddto < seneste.proddto:
        raise Filfejl(
            "FIL-017",
            f"filen er fra {eftersyn.proddto} og ældre end opgavens seneste fra {seneste.proddto}; ventede en nyere. "
            "Den kan ikke modtages mere.",
            fil=eftersyn.navn,
            linje=1,
            posttype="000",
            felt="PRODDTO",
            position=20,
        )
    if eftersyn.proddto_forrig == seneste.proddto:
        return True
    if accepteret:
        return False
    raise Filfejl(
        "FIL-011",
        f"filen fortsætter ikke opgave {eftersyn.opgave}: den siger, at den forrige er fra {eftersyn.proddto_forrig}; "
        f"ventede {seneste.proddto}, som den seneste modtagne er fra. Modtag filerne imellem først, eller bestil dem "
        "hos CPR-kontoret. Kun hvis de ikke kan fås: --accept-gap GRUND, og --as-haendelser, hvis forskellene skal "
        "blive til hændelser.",
        fil=eftersyn.navn,
        linje=1,
        posttype="000",
        felt="PRODDTOFORRIG",
        position=28,
    )


def _check_task(eftersyn: Eftersyn, oenske: Oenske, opsaetning: Opsaetning) -> None:
    if eftersyn.opgave in opsaetning.opgaver or eftersyn.opgave in oenske.nye_opgaver:
        return
    raise Filfejl(
        "FIL-014",
        f"opgave {eftersyn.opgave} kendes ikke; ventede en, der står i indstillingen opgaver. Er filen rigtig, så "
        f"skriv opgaven dér, eller modtag filen med --new-task {eftersyn.opgave}.",
        fil=eftersyn.navn,
        linje=1,
        posttype="000",
        felt="OPGAVENR",
        position=14,
    )
