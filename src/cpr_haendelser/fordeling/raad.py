"""What a set-up may say but hardly means: told when it is applied, for a dueslag that gets nothing says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade, Vaerdiliste
from cpr_haendelser.abonnementer.opsaetning import Opsat
from cpr_haendelser.abonnementer.udtryk import lists_in
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem
from cpr_haendelser.fordeling.tilsyn import may_hold


def remarks(opsat: Opsat, lister: Sequence[Vaerdiliste], *, beskedtype: str, dag: str) -> Iterator[str]:
    """In words (Danish). `beskedtype`: the one that messages are composed with; `dag` is YYYY-MM-DD."""
    systemer = {system.uuid: system for system in opsat.systemer}
    for dueslag in opsat.dueslag:
        if dueslag.aktiv and dueslag.system in systemer:
            for tekst in (
                *_gets_nothing(opsat, dueslag, systemer[dueslag.system], beskedtype, dag),
                *_lists(dueslag, {liste.uuid: liste for liste in lister}),
            ):
                yield f"dueslaget {dueslag.navn}: {tekst}"
    for system in opsat.systemer:
        egne = [dueslag for dueslag in opsat.dueslag if dueslag.aktiv and dueslag.system == system.uuid]
        henter = system.aktiv and any(dueslag.leveringsmaade is Leveringsmaade.HENT for dueslag in egne)
        if henter and not (system.fingeraftryk or system.hemmelighed):
            yield f"systemet {system.navn} kan ikke hente, for det har hverken certifikat eller hemmelighed."


def _gets_nothing(opsat: Opsat, dueslag: Dueslag, system: ItSystem, beskedtype: str, dag: str) -> Iterator[str]:
    if not system.aktiv:
        yield "systemet er lukket, så det får intet."
    if dueslag.beskedtype != beskedtype:
        yield f"beskeder dannes med beskedtypen {beskedtype}, så det får intet."
        return
    egne = [aftale for aftale in opsat.aftaler if aftale.system == dueslag.system]
    if not any(may_hold(egne, dueslag, bare_cvr(aftale.myndighed), dag) for aftale in egne):
        venter = any(aftale.tilstand is Aftaletilstand.ANMODET for aftale in egne)
        yield (
            "serviceaftalen er anmodet, men ikke godkendt; først da får det noget."
            if venter
            else "systemet har ingen godkendt serviceaftale om beskedtypen, der gælder i dag, så det får intet."
        )


def _lists(dueslag: Dueslag, lister: dict[str, Vaerdiliste]) -> Iterator[str]:
    for uuid in sorted(lists_in(parse(dueslag.filter))) if dueslag.filter.strip() else ():
        liste = lister.get(uuid)
        if liste is None:
            yield f"værdilisten {uuid} findes ikke og er tom, til `haendelser vaerdiliste create --uuid` opretter den."
        elif liste.system != dueslag.system:
            yield f"værdilisten {liste.navn} tilhører et andet system."
