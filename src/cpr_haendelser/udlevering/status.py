"""How it goes, as a caller may know it: the operator all of it, an it-system what is its own."""

from __future__ import annotations

from typing import NamedTuple

from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.udlevering.kalder import Kalder, owns


class Status(NamedTuple):
    """What an installation holds. None: not for this caller to know."""

    sidste_loebenummer: int
    personer: int | None
    uden_modtager: int | None
    dueslag: tuple[tuple[str, Dueslagstilstand], ...]
    """(name, how it goes), by UUID."""


def read_status(lager: Lager, postrum: Postrum, bord: Bord, kalder: Kalder) -> Status:
    """What a caller may know."""
    alle, gaeldende = kalder.er_operatoer, bord.gaeldende()
    egne = {uuid: dueslag for uuid, dueslag in gaeldende.dueslag.items() if owns(kalder, gaeldende, dueslag.system)}
    return Status(
        lager.sidste_loebenummer(),
        lager.antal_personer() if alle else None,
        lager.antal_uden_modtager() if alle else None,
        tuple(
            (egne[tilstand.dueslag.lower()].navn, tilstand)
            for tilstand in postrum.tilstande()
            if tilstand.dueslag.lower() in egne
        ),
    )
