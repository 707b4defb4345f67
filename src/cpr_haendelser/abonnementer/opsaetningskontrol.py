"""Whether what a set-up file describes hangs together: references, things that stand twice, things that contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.abonnementer.opsaetning import Oensket, Opsat
from cpr_haendelser.abonnementer.opsaetningsformer import FORMER
from cpr_haendelser.abonnementer.opsaetningstoml import Fejlliste, Toml
from cpr_haendelser.adgang.brugerform import find_fault
from cpr_haendelser.adgang.model import Bruger
from cpr_haendelser.aftaler.livsforloeb import SLUT
from cpr_haendelser.aftaler.model import BESKEDMODTAG, OPSLAG, ItSystem, Organisation, Serviceaftale
from cpr_haendelser.aftaler.ord import SERVICES


def check(toml: Mapping[str, list[Toml]], nu: Opsat, oensket: Oensket, fejl: Fejlliste) -> None:
    """Every reference is to something that the file or the set-up has; nothing stands twice, or contradicts itself."""
    organisationer = {each.cvr: each for each in (*nu.organisationer, *oensket.organisationer)}
    systemer = {each.uuid: each for each in (*nu.systemer, *oensket.systemer)}
    kendte = {each.uuid: each for each in nu.dueslag}
    _check_once(toml["organisation"], "cvr", [each.cvr for each in oensket.organisationer], fejl)
    _check_once(toml["system"], "uuid", [each.uuid for each in oensket.systemer], fejl)
    _check_once(toml["serviceaftale"], "id", [each.id for each in oensket.aftaler], fejl)
    _check_once(toml["dueslag"], "uuid", [each.uuid for each in oensket.dueslag], fejl)
    _check_once(toml["brugt_certifikat"], "fingeraftryk", [each.fingeraftryk for each in oensket.certifikater], fejl)
    her = {each for system in systemer.values() for each in system.fingeraftryk}
    her |= {each.fingeraftryk for each in nu.certifikater if each.system}
    for tabel, certifikat in zip(toml["brugt_certifikat"], oensket.certifikater, strict=True):
        if certifikat.fingeraftryk in her:
            tabel.fail(fejl, "AFT-019", "fingeraftryk", "et it-system her logger ind med det certifikat.")
    _check_once(toml["bruger"], "brugernavn", [each.brugernavn for each in oensket.brugere], fejl)
    kendte_brugere = {each.uuid: each for each in nu.brugere}
    for tabel, bruger in zip(toml["bruger"], oensket.brugere, strict=True):
        _check_bruger(tabel, bruger, kendte_brugere.get(bruger.uuid), organisationer, fejl)
    for tabel, system in zip(toml["system"], oensket.systemer, strict=True):
        _check_system(tabel, system, organisationer, systemer.values(), fejl)
        _check_moved(tabel, system, nu, fejl)
    for tabel, aftale in zip(toml["serviceaftale"], oensket.aftaler, strict=True):
        _check_aftale(tabel, aftale, organisationer, systemer, fejl)
    for tabel, dueslag in zip(toml["dueslag"], oensket.dueslag, strict=True):
        _check_dueslag(tabel, dueslag, kendte.get(dueslag.uuid), systemer, fejl)


def _check_once(toml: Sequence[Toml], noegle: str, vaerdier: Sequence[str], fejl: Fejlliste) -> None:
    antal = Counter(vaerdier)
    for tabel, vaerdi in zip(toml, vaerdier, strict=True):
        if antal[vaerdi] > 1:
            tabel.fail(fejl, "AFT-014", noegle, "står flere gange i filen.")


def _check_bruger(
    tabel: Toml, bruger: Bruger, kendt: Bruger | None, organisationer: Mapping[str, Organisation], fejl: Fejlliste
) -> None:
    fundet = find_fault(bruger)
    if fundet is not None:
        tabel.fail(fejl, fundet.kode, fundet.felt, fundet.tekst)
    if bruger.cvr not in organisationer:
        _unknown(tabel, "organisation", "organisationen", fejl)
    if kendt is not None and kendt.cvr != bruger.cvr:
        tabel.fail(fejl, "AFT-042", "organisation", "en bruger bliver i sin organisation; lav en bruger til den anden.")


def _check_system(
    tabel: Toml,
    system: ItSystem,
    organisationer: Mapping[str, Organisation],
    alle: Iterable[ItSystem],
    fejl: Fejlliste,
) -> None:
    """Whoever logs in is one system: by name and by certificate."""
    if system.cvr not in organisationer:
        _unknown(tabel, "cvr", "organisationen", fejl)
    andre = [each for each in alle if each.uuid != system.uuid and each.aktiv and system.aktiv]
    if any(each.navn.casefold() == system.navn.casefold() for each in andre):
        tabel.fail(fejl, "AFT-019", "navn", "et andet aktivt system hedder det samme.")
    if any(set(each.fingeraftryk) & set(system.fingeraftryk) for each in andre):
        tabel.fail(fejl, "AFT-019", "certifikater", "et andet aktivt system logger ind med det samme certifikat.")


def _check_moved(tabel: Toml, system: ItSystem, nu: Opsat, fejl: Fejlliste) -> None:
    """What an authority was asked for, or approved, is for the organisation's system: it does not move with it."""
    kendt = next((each for each in nu.systemer if each.uuid == system.uuid), None)
    aabne = [each for each in nu.aftaler if each.system.lower() == system.uuid and each.tilstand not in SLUT]
    if kendt is not None and kendt.cvr != system.cvr and aabne:
        tabel.fail(
            fejl, "AFT-043", "cvr",
            "it-systemet har serviceaftaler, som gælder dets organisation. Opsig dem først, eller lav et nyt system.",
        )  # fmt: skip


def _check_aftale(
    tabel: Toml,
    aftale: Serviceaftale,
    organisationer: Mapping[str, Organisation],
    systemer: Mapping[str, ItSystem],
    fejl: Fejlliste,
) -> None:
    if aftale.system not in systemer:
        _unknown(tabel, "system", "systemet", fejl)
    if aftale.myndighed not in organisationer:
        _unknown(tabel, "myndighed", "myndigheden", fejl)
    elif not organisationer[aftale.myndighed].myndighed:
        tabel.fail(fejl, "AFT-014", "myndighed", "organisationen er ikke en myndighed; giv den myndighed = true.")
    for noegle in ("beskedtyper", "foelsomhed"):
        if aftale.service != OPSLAG and noegle not in tabel.vaerdier:
            tabel.fail(fejl, "AFT-003", noegle, f"mangler; ventede {FORMER['uuider'].ventet}.")
    if aftale.tilstand not in SLUT:  # what has ended stands in an export as it was
        _check_service(tabel, aftale, fejl)
    if aftale.gyldig_til and aftale.gyldig_til < aftale.gyldig_fra:
        tabel.fail(fejl, "AFT-018", "gyldig_til", "ligger før gyldig_fra.")


def _check_service(tabel: Toml, aftale: Serviceaftale, fejl: Fejlliste) -> None:
    if aftale.service not in SERVICES:
        tabel.fail(fejl, "AFT-008", "service", f"ventede {' eller '.join(SERVICES)}.")
    if aftale.snapshot and aftale.service != BESKEDMODTAG:
        tabel.fail(fejl, "AFT-041", "snapshot", "hører til servicen BeskedModtag; lav en aftale om den ved siden af.")


def _check_dueslag(
    tabel: Toml, dueslag: Dueslag, kendt: Dueslag | None, systemer: Mapping[str, ItSystem], fejl: Fejlliste
) -> None:
    if dueslag.system not in systemer:
        _unknown(tabel, "system", "systemet", fejl)
        return
    tilsend = dueslag.leveringsmaade is Leveringsmaade.TILSEND
    if (tilsend or dueslag.callback) and dueslag.callback not in systemer[dueslag.system].callbacks:
        tabel.fail(fejl, "AFT-015", "callback", "ventede en af de callbacks, som systemet har registreret.")
    if kendt is not None and kendt.fra != dueslag.fra:
        tabel.fail(
            fejl, "AFT-016", "fra", f"ligger fast på {kendt.fra}; `haendelser dueslag replay` sender det, der kom før."
        )


def _unknown(tabel: Toml, noegle: str, hvad: str, fejl: Fejlliste) -> None:
    tabel.fail(fejl, "AFT-014", noegle, f"{hvad} findes ikke, hverken i filen eller i opsætningen.")
