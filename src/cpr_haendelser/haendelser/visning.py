"""A hændelse as plain values, the same for the feed, the command line and whoever reads the log as JSON."""

from __future__ import annotations

from typing import Any

from cpr_haendelser.cpr.koder import lookup
from cpr_haendelser.cpr.tider import CprTid, read_tid
from cpr_haendelser.haendelser.model import SAMLE, Adresse, Haendelse, Ordrested


def to_plain(haendelse: Haendelse, samlekode: str) -> dict[str, Any]:
    """The hændelse as JSON-ready values (docs/feed.md tells each); `samlekode` is a catch-all's code on the wire."""
    b = haendelse.beslutning
    return {
        "loebenummer": haendelse.loebenummer,
        "besked_id": str(haendelse.besked_id),
        "registrering_id": str(haendelse.registrering_id),
        "personnummer": b.pnr,
        "kode": samlekode if b.kode == SAMLE else b.kode,
        "navn": code_name(b.kode, b.regel),
        "art": b.art.value,
        "grupper": list(b.grupper),
        "gyldig_fra": _time(read_tid(b.gyldig_fra, "*" if b.usikker else "")),
        "registreret": _time(read_tid(b.registreret)),
        "modtager": {"rolle": b.rolle.value, "kommune": b.kommune or None, "cvr": haendelse.modtager_cvr or None},
        "foer": _address(b.foer),
        "efter": _address(b.efter),
        "relaterede": [{"personnummer": pnr, "rolle": rolle} for pnr, rolle in b.relaterede],
        "retter": _corrects(haendelse),
        "hoved_id": str(haendelse.hoved_id) if haendelse.hoved_id else None,
        "fil": None if haendelse.ordre else _file(haendelse),
        "ordre": _order(haendelse) if haendelse.ordre else None,
        "regel": b.regel,
        "dannet": haendelse.dannet,
    }


def code_name(kode: str, regel: str) -> str:
    """The Danish name of a personhændelse code; a catch-all has that of its rule."""
    if kode == SAMLE:
        return "Ny person" if regel == "ny-person" else "Anden ændring"
    known = lookup("personhaendelse", kode)
    return known.dansk if known else ""


def cause_name(haendelse: Haendelse) -> str:
    """The file or the order that a hændelse comes of, in words."""
    if not haendelse.ordre:
        return haendelse.filnavn
    sted = Ordrested.read(haendelse.ordre)
    return f"ordre {sted.uuid}, linje {sted.linje}"


def _file(haendelse: Haendelse) -> dict[str, Any]:
    return {
        "nummer": haendelse.fil,
        "navn": haendelse.filnavn,
        "opgave": haendelse.opgave,
        "produktionsdato": haendelse.proddto,
        "linjer": list(haendelse.beslutning.linjer),
        "poster": list(haendelse.beslutning.poster),
    }


def _order(haendelse: Haendelse) -> dict[str, Any]:
    sted = Ordrested.read(haendelse.ordre)
    return {
        "id": sted.uuid,
        "linje": sted.linje,
        "trin": sted.trin,
        "gentagelse": sted.gentagelse,
        "udfoert": haendelse.proddto,
        "pr_fil": haendelse.fil,
        "oensket_divergens": haendelse.oensket_divergens,
    }


def _time(tid: CprTid) -> dict[str, Any] | None:
    if tid.tom:
        return None
    return {"leveret": tid.raw, "bedste": tid.iso, "usikker": tid.usikker}


def _address(adresse: Adresse | None) -> dict[str, str] | None:
    return adresse._asdict() if adresse is not None else None


def _corrects(haendelse: Haendelse) -> dict[str, Any] | None:
    if haendelse.beslutning.retter is None and not haendelse.retter_loebenummer:
        return None
    return {
        "loebenummer": haendelse.retter_loebenummer or None,
        "registrering_id": str(haendelse.retter_id) if haendelse.retter_id else None,
    }
