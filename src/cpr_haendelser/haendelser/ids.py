"""Ids are computed, not drawn: the same delivery read again gives the same ids.

UUID version 5 in the installation's secret namespace, so that nobody can try personnumre against an id. What a hændelse
is stands in the name of both ids, the receiver role only in that of the BeskedId.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from cpr_haendelser.haendelser.model import Beslutning, Rolle


def compute_ids(namespace: UUID, opgave: str, proddto: str, beslutning: Beslutning) -> tuple[UUID, UUID]:
    """ObjektRegistreringId and BeskedId of a decided hændelse from a file of that task and production date."""
    b = beslutning
    navn = f"{opgave}|{proddto}|{b.pnr}|{b.regel}|{b.art}|{b.registreret}|{b.om}"
    registrering_id = uuid5(namespace, navn)
    return registrering_id, uuid5(namespace, f"{navn}|{beslutning.rolle}")


def compute_ordre_ids(  # noqa: PLR0913 - an ordered hændelse is what it is by these
    namespace: UUID, ordre: str, linje: int, trin: int, gentagelse: int, pnr: str, kode: str, rolle: Rolle
) -> tuple[UUID, UUID]:
    """ObjektRegistreringId and BeskedId of an ordered hændelse: carried out again, it is the same one.

    No name of a file's hændelse begins like these, for those begin with a task number.
    """
    navn = f"ordre|{ordre}|{linje}|{trin}|{gentagelse}|{pnr}|{kode}"
    return uuid5(namespace, navn), uuid5(namespace, f"{navn}|{rolle}")
