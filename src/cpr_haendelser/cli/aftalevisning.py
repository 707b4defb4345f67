"""What the command line shows of serviceaftaler, it-systems and certificates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from cpr_haendelser.administration.breve import Sag, shown_time
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.livsforloeb import describe as describe_step
from cpr_haendelser.aftaler.livsforloeb import shown
from cpr_haendelser.aftaler.model import Aftaleskridt, Hindring, ItSystem, Serviceaftale, Systemcertifikat
from cpr_haendelser.aftaler.ord import HINDRINGER
from cpr_haendelser.cli.skaerm import table
from cpr_haendelser.storage.postrum import Opsaetning

__all__ = ["describe", "shown"]
_FINGER = 16
"""Characters of a fingerprint that are shown."""


def show_all(aftaler: Sequence[Serviceaftale], opsat: Opsaetning, hindringer: Mapping[str, Hindring]) -> Table:
    """Agreements, one a line. `hindringer`: of those (by id) that let nothing through, why."""
    systemer = {each.uuid.lower(): each.navn for each in opsat.systemer}
    navne = {each.cvr: each.navn for each in opsat.organisationer}
    made = table("Serviceaftaler", "Id", "Tilstand", "Myndighed", "It-system", "Service", "Koder", "Gælder")
    for each in aftaler:
        made.add_row(
            escape(each.id),
            _state(each, hindringer.get(each.id)),
            escape(navne.get(bare_cvr(each.myndighed), each.myndighed)),
            escape(systemer.get(each.system.lower(), each.system)),
            escape(f"{each.service} {each.version}"),
            escape(" ".join(sorted(each.koder))),
            f"{each.gyldig_fra or '…'} – {each.gyldig_til or '…'}",
        )
    return made


def _state(aftale: Serviceaftale, hindring: Hindring | None) -> str:
    hvorfor = HINDRINGER.get(hindring) if hindring else None
    return f"{shown(aftale.tilstand)}, men {hvorfor}" if hvorfor else shown(aftale.tilstand)


def describe(sag: Sag, hindring: Hindring | None, ord_: Sequence[str], traad: Sequence[Aftaleskridt]) -> Iterator[str]:
    """One agreement: where it stands, what it lets through, and its thread. `hindring`: why it lets nothing through."""
    yield f"Serviceaftale {sag.aftale.id}: {_state(sag.aftale, hindring)}"
    if sag.aftale.lukket:
        yield "Myndigheden er lukket: intet går igennem, før `haendelser organisation change --aabn` åbner den."
    yield ""
    yield from (f"* {saetning}" for saetning in ord_)
    yield ""
    yield "Tråd:" if traad else "Tråden er tom: aftalen er sat op ved en opsætningsfil."
    yield from (f"  {shown_time(each.tidspunkt)}  {each.navn}: {describe_step(each)}" for each in traad)


def show_systems(systemer: Sequence[ItSystem], opsat: Opsaetning) -> Table:
    """It-systems, one a line."""
    navne = {each.cvr: each.navn for each in opsat.organisationer}
    made = table("It-systemer", "UUID", "Navn", "Organisation", "Kontakt", "Certifikater>", "Dueslag>", "Åbent")
    for each in systemer:
        antal = sum(dueslag.aktiv and dueslag.system.lower() == each.uuid.lower() for dueslag in opsat.dueslag)
        made.add_row(
            each.uuid,
            escape(each.navn),
            escape(navne.get(bare_cvr(each.cvr), each.cvr)),
            escape(each.kontakt),
            str(len(each.fingeraftryk)),
            str(antal),
            "ja" if each.aktiv else "nej",
        )
    return made


def describe_system(system: ItSystem, opsat: Opsaetning) -> Iterator[str]:
    """One it-system, with its dueslag."""
    yield f"{system.navn} ({system.uuid}){'' if system.aktiv else ', lukket'}"
    yield f"Organisation: CVR {system.cvr}"
    yield f"Kontakt: {system.kontakt or 'ingen'}"
    yield f"Callbacks: {', '.join(system.callbacks) or 'ingen'}"
    logins = [
        *(["certifikat"] if system.fingeraftryk else []),
        *(["hemmelighed (PLAIN)"] if system.hemmelighed else []),
        *(["nøgle"] if system.noegle else []),
    ]
    yield f"Logger ind med: {', '.join(logins) or 'intet endnu; haendelser certifikat add'}"
    for each in opsat.dueslag:
        if each.system.lower() == system.uuid.lower():
            yield f"Dueslag: {each.navn} ({each.uuid}), {each.leveringsmaade}{'' if each.aktiv else ', lukket'}"


def show_certificates(certifikater: Sequence[Systemcertifikat]) -> Table:
    """Certificates, one a line, the newest first."""
    made = table("Certifikater", "Fingeraftryk (SHA-256)", "Hvem", "Gælder fra", "Udløber", "Tilstand")
    for each in certifikater:
        tilstand = "spærret" if each.spaerret else "fjernet" if each.fjernet else "i brug"
        made.add_row(
            f"{each.fingeraftryk[:_FINGER]}…",
            escape(each.navn or "kun fingeraftrykket kendes"),
            each.gyldig_fra[:10] or "?",
            each.gyldig_til[:10] or "?",
            tilstand,
        )
    return made
