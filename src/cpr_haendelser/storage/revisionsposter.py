"""What the audit says of what the post room does by itself, the same whichever post room it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from hmac import digest
from typing import Any

import msgspec

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.abonnementer.udtryk import mask_numbers
from cpr_haendelser.aftaler.model import Aftaleskridt
from cpr_haendelser.revision.bog import Antal
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.segl import Segl, to_json
from cpr_haendelser.revision.tegn import to_hex
from cpr_haendelser.revision.vidner import AFTRYK
from cpr_haendelser.storage.adgangsbog import Login, Noegle, Session
from cpr_haendelser.storage.forsendelse import Videregivelse
from cpr_haendelser.storage.forsendelsesbog import Indgreb
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.valgbog import Driftsvalg

BESKED = ("haendelsesbesked",)
"""The group of fields that a delivered message shows."""

HEMMELIGE = frozenset({"hemmelighed", "noegle", "adgangskode", "totp"})
"""Fields of the set-up that the audit says have changed, never to what."""

_BEVISER = ("adgangskode", "skal_skifte", "udloeber", "totp")
"""The parts of a login that prove a user."""
_AFTRYK = 16
"""Bytes of a fingerprint."""

_encode = msgspec.json.Encoder(order="deterministic").encode


def delivery(vej: Videregivelse, myndighed: str, dueslag: str) -> Revisionspost:
    """What deliveries of a dueslag by one way and agreement have in common."""
    return Revisionspost(
        Slags.LEVERING,
        "besked.levering",
        system=vej.system,
        myndighed=myndighed,
        aftale=vej.aftale,
        kanal=vej.kanal,
        sag=f"dueslag:{dueslag}",
        felter=BESKED,
    )


def interrupted(system: str, myndighed: str, dueslag: str) -> Revisionspost:
    """What messages of a dueslag have in common that were out when the program that had them ended: maybe read."""
    return Revisionspost(
        Slags.VIDEREGIVELSE,
        "besked.afbrudt",
        system=system,
        myndighed=myndighed,
        sag=f"dueslag:{dueslag}",
        felter=BESKED,
    )


def set_up_changes(version: int, hvem: str, aendrede: Iterable[tuple[str, str, Any, Any]]) -> Iterable[Revisionspost]:
    """A version of the set-up: (kind, key, the thing before or None, and now), one post each.

    `sha256` is that of the row that the set-up keeps (JSON): a set-up that was changed behind the audit's back shows.
    """
    for art, noegle, foer, efter in aendrede:
        yield Revisionspost(
            Slags.AENDRING,
            f"{art}.{'ret' if foer else 'opret'}",
            hvem=hvem,
            sag=f"{art}:{noegle}",
            detaljer=(
                ("version", str(version)),
                ("sha256", to_hex(sha256(_encode(efter)).digest())),
                ("foer", _shown(foer, efter)),
                ("efter", _shown(efter, foer)),
            ),
        )


def agreement_step(skridt: Aftaleskridt) -> Revisionspost:
    """A step of a serviceaftale's way, or a word in its thread."""
    return Revisionspost(
        Slags.AENDRING,
        f"aftale.{skridt.skridt}",
        hvem=skridt.hvem,
        sag=f"aftale:{skridt.aftale}",
        detaljer=(
            ("fra", skridt.fra),
            ("navn", skridt.navn),
            ("tekst", skridt.tekst),
            ("tidspunkt", skridt.tidspunkt),
            ("til", skridt.til),
        ),
    )


def fingerprint(hemmelig: bytes, *dele: object) -> str:
    """What tells secrets from others, and says nothing of them to who has not the post room's own secret too."""
    return to_hex(digest(hemmelig, _encode(dele), sha256)[:_AFTRYK])


def login_changes(foer: Login | None, efter: Login, hvem: str, hemmelig: bytes) -> list[Revisionspost]:
    """What proves a user was changed: which parts, never to what; none where only the login itself was noted."""
    kendt = foer or Login(efter.bruger)
    dele = [navn for navn in _BEVISER if getattr(kendt, navn) != getattr(efter, navn)]
    if not dele:
        return []
    return [
        Revisionspost(
            Slags.AENDRING,
            "bruger.adgang",
            hvem=hvem,
            sag=f"bruger:{efter.bruger}",
            detaljer=(
                *((navn, "ændret" if getattr(efter, navn) else "fjernet") for navn in dele),
                *login_proof(efter, hemmelig).detaljer,
            ),
        )
    ]


def login_proof(login: Login, hemmelig: bytes) -> Revisionspost:
    """What a user's row proves now, as the entry of its last change says it."""
    aftryk = fingerprint(hemmelig, *(getattr(login, navn) for navn in _BEVISER))
    return Revisionspost(Slags.AENDRING, "bruger.adgang", sag=f"bruger:{login.bruger}", detaljer=((AFTRYK, aftryk),))


def logged_in(session: Session, hemmelig: bytes) -> Revisionspost:
    """A user logged in."""
    bruger = f"bruger:{session.bruger}"
    aftryk = fingerprint(hemmelig, session.hash.hex(), session.stempel, session.udloeber)
    return Revisionspost(Slags.AENDRING, "bruger.login", hvem=bruger, sag=bruger, detaljer=((AFTRYK, aftryk),))


def key_made(noegle: Noegle, hemmelig: bytes) -> Revisionspost:
    """An API key was made: whose, and what for."""
    return Revisionspost(
        Slags.AENDRING,
        "noegle.opret",
        hvem=noegle.hvem,
        sag=f"noegle:{noegle.id}",
        detaljer=(
            ("ejer", f"{noegle.art}:{noegle.ejer}"),
            ("navn", noegle.navn),
            ("omfang", " ".join(sorted(noegle.omfang))),
            ("udloeber", noegle.udloeber),
            (AFTRYK, fingerprint(hemmelig, noegle.hash.hex())),
        ),
    )


def key_closed(id_: str, hvem: str) -> Revisionspost:
    """An API key was closed."""
    return Revisionspost(Slags.AENDRING, "noegle.luk", hvem=hvem, sag=f"noegle:{id_}")


def intervention(indgreb: Indgreb) -> Revisionspost:
    """Something that was done to a dueslag by hand or by agreement."""
    return Revisionspost(
        Slags.AENDRING,
        f"dueslag.{indgreb.handling}",
        hvem=indgreb.hvem,
        sag=f"dueslag:{indgreb.dueslag}",
        detaljer=(("antal", str(indgreb.antal)), ("grund", indgreb.grund)),
    )


def setting_chosen(valg: Driftsvalg, foer: str) -> Revisionspost:
    """A setting that was chosen while the program ran, with its value before; empty after: the file's again."""
    return Revisionspost(
        Slags.AENDRING,
        "indstilling.ret",
        hvem=valg.hvem,
        sag=f"indstilling:{valg.navn}",
        detaljer=(("foer", foer), ("efter", valg.vaerdi), ("grund", valg.grund)),
    )


def list_change(liste: Vaerdiliste, hvem: str, handling: str, til: int = 0, fra: int = 0) -> Revisionspost:
    """A value list that was made, changed, closed or opened: which version, and how many values came and went.

    The values are not told: which they were is kept with the list, by its version.
    """
    return Revisionspost(
        Slags.AENDRING,
        f"liste.{handling}",
        hvem=hvem,
        sag=f"liste:{liste.uuid}",
        detaljer=(
            ("version", str(liste.version)),
            ("navn", liste.navn),
            ("system", liste.system),
            ("aktiv", "ja" if liste.aktiv else "nej"),
            ("til", str(til)),
            ("fra", str(fra)),
        ),
    )


def released(gendannelse: Gendannelse, set_: Mapping[str, str], hvem: str) -> Revisionspost:
    """What a backup brought back has been looked through: which backup, and how much was looked at."""
    return Revisionspost(
        Slags.AENDRING,
        "gendannelse.frigiv",
        hvem=hvem,
        sag="backup",
        detaljer=tuple(sorted({**set_, **gendannelse._asdict()}.items())),
    )


def fallen(segl: Segl, antal: Antal, hvem: str) -> Revisionspost:
    """Links that were removed: up to which signed head, and how much."""
    return Revisionspost(
        Slags.BORTFALD,
        "revision.bortfald",
        hvem=hvem,
        detaljer=(("led", str(antal.led)), ("poster", str(antal.poster)), ("segl", to_json(segl))),
    )


def _shown(en: Any, anden: Any) -> str:
    """JSON of the fields of a thing that the other has otherwise; secrets only by name, a filter without personnumre.

    What they were is kept with the set-up, by its version.
    """
    if en is None:
        return ""
    felter = en._asdict()
    ens = anden._asdict() if anden is not None else {}
    vist = {navn: _told(navn, value) for navn, value in felter.items() if anden is None or ens.get(navn) != value}
    return bytes(_encode(vist)).decode()


def _told(navn: str, value: Any) -> Any:
    if navn in HEMMELIGE and value:
        return "(hemmelig)"
    return mask_numbers(value) if navn == "filter" else value
