"""Ids are computed, not drawn: the same delivery read again gives the same ids.

UUID version 5 in the installation's secret namespace, so that nobody can try personnumre against an id. House rule: what a
hændelse is stands in the name, the receiver role only in the BeskedId.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from cpr_haendelser.haendelser.model import Beslutning


def compute_ids(namespace: UUID, opgave: str, proddto: str, beslutning: Beslutning) -> tuple[UUID, UUID]:
    """ObjektRegistreringId and BeskedId of a decided hændelse from a file of that task and production date."""
    navn = "|".join(
        (opgave, proddto, beslutning.pnr, beslutning.regel, beslutning.art, beslutning.registreret, beslutning.om)
    )
    registrering_id = uuid5(namespace, navn)
    return registrering_id, uuid5(namespace, f"{navn}|{beslutning.rolle}")
