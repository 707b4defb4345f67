"""What a set-up may say but hardly means: told when it is applied, for a dueslag that gets nothing says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade, Vaerdiliste
from cpr_haendelser.abonnementer.opsaetning import Opsat
from cpr_haendelser.abonnementer.udtryk import Filterfejl, lists_in
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem, Serviceaftale
from cpr_haendelser.fordeling.gaeldende import closed
from cpr_haendelser.fordeling.push.adresse import Regler, may_connect
from cpr_haendelser.fordeling.tilsyn import may_hold


def remarks(opsat: Opsat, lister: Sequence[Vaerdiliste], *, beskedtype: str, dag: str, regler: Regler) -> Iterator[str]:
    """In words (Danish). `beskedtype`: the one that messages are composed with; `dag` is YYYY-MM-DD.

    `regler`: which addresses may be pushed to.
    """
    systemer = {system.uuid: system for system in opsat.systemer}
    for dueslag in opsat.dueslag:
        if dueslag.aktiv and dueslag.system in systemer:
            for tekst in (
                *_gets_nothing(opsat, dueslag, systemer[dueslag.system], beskedtype, dag),
                *_lists(dueslag, {liste.uuid: liste for liste in lister}),
                *_out_of_reach(dueslag.callback, regler),
            ):
                yield f"dueslaget {dueslag.navn}: {tekst}"
    for system in opsat.systemer:
        egne = [dueslag for dueslag in opsat.dueslag if dueslag.aktiv and dueslag.system == system.uuid]
        henter = system.aktiv and any(dueslag.leveringsmaade is Leveringsmaade.HENT for dueslag in egne)
        if henter and not (system.fingeraftryk or system.hemmelighed):
            yield f"systemet {system.navn} kan ikke hente, for det har hverken certifikat eller hemmelighed."


def _gets_nothing(opsat: Opsat, dueslag: Dueslag, system: ItSystem, beskedtype: str, dag: str) -> Iterator[str]:
    lukkede = closed(opsat.organisationer)
    if not system.aktiv or bare_cvr(system.cvr) in lukkede:
        yield "systemet eller dets organisation er lukket, så det får intet."
    if dueslag.beskedtype != beskedtype:
        yield f"beskeder dannes med beskedtypen {beskedtype}, så det får intet."
        return
    egne = [aftale for aftale in opsat.aftaler if aftale.system == dueslag.system]
    aabne = [aftale for aftale in egne if bare_cvr(aftale.myndighed) not in lukkede]
    if not _gets_something(aabne, dueslag, dag):
        if _gets_something(egne, dueslag, dag):
            yield "myndigheden er lukket; det, der venter, tilbageholdes og går videre, når den åbnes igen."
        elif any(aftale.tilstand is Aftaletilstand.ANMODET for aftale in egne):
            yield "serviceaftalen er anmodet, men ikke godkendt; først da får det noget."
        else:
            yield "systemet har ingen godkendt serviceaftale om beskedtypen, der gælder i dag, så det får intet."


def _gets_something(aftaler: Sequence[Serviceaftale], dueslag: Dueslag, dag: str) -> bool:
    return any(may_hold(aftaler, dueslag, bare_cvr(aftale.myndighed), dag) for aftale in aftaler)


def _out_of_reach(callback: str, regler: Regler) -> Iterator[str]:
    dele = urlsplit(callback)
    vaert = dele.hostname or ""
    if not vaert:
        return
    if dele.scheme == "http" and not regler.http_paa_loopback:
        yield "der kan ikke sendes til en http-adresse uden indstillingen `tilsend.http_paa_loopback`; brug https."
        return
    try:
        adresse = ip_address("127.0.0.1" if vaert == "localhost" else vaert)
    except ValueError:
        return  # a name: what it stands for shows when it is connected to
    if not may_connect(adresse, regler=regler, klar_tekst=dele.scheme == "http"):
        yield (
            f"der må ikke sendes til {vaert}: lokale og private adresser kræver indstillingen"
            " `tilsend.private_adresser`, så det får intet."
        )


def _lists(dueslag: Dueslag, lister: dict[str, Vaerdiliste]) -> Iterator[str]:
    try:
        uuider = sorted(lists_in(parse(dueslag.filter))) if dueslag.filter.strip() else []
    except Filterfejl:
        yield "dets filter, som er gemt tidligere, kan ikke læses; indtil det er rettet, venter det, der er dets."
        return
    for uuid in uuider:
        liste = lister.get(uuid)
        if liste is None:
            yield f"værdilisten {uuid} findes ikke og er tom, til `haendelser vaerdiliste create --uuid` opretter den."
        elif liste.system != dueslag.system:
            yield f"værdilisten {liste.navn} tilhører et andet system."
