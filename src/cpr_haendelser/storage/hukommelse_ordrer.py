"""Ordered hændelser into the log of the lager in memory."""

from __future__ import annotations

from collections.abc import Sequence

from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.storage import fejl
from cpr_haendelser.storage.ordre import Ordrehaendelse
from cpr_haendelser.storage.tilstand import Tilstand, find_rettet


def log_ordrer(
    ny: Tilstand, haendelser: Sequence[Ordrehaendelse], *, dannet: str, saet: int, proddto: str
) -> list[int]:
    """Writes those that are not there, as of the newest file; the numbers of all."""
    numre = {haendelse.besked_id: haendelse.loebenummer for haendelse in ny.log}
    nye = list({each.besked_id: each for each in haendelser if each.besked_id not in numre}.values())
    _check(ny, nye)
    sidste, fil = len(ny.log), max(ny.leverancer, default=0)
    for each in nye:
        numre[each.besked_id] = len(ny.log) + 1
        haendelse = _to_haendelse(each, len(ny.log) + 1, fil)._replace(dannet=dannet, saet=saet, proddto=proddto)
        ny.log.append(_point_at(haendelse, ny.log[each.retter - 1]) if each.retter else haendelse)
    for haendelse in ny.log[sidste:]:
        rettet = None if haendelse.retter_loebenummer else find_rettet(ny.log, haendelse, sidste)
        if rettet is not None:
            ny.log[haendelse.loebenummer - 1] = _point_at(haendelse, rettet)
    return [numre[each.besked_id] for each in haendelser]


def _point_at(haendelse: Haendelse, rettet: Haendelse) -> Haendelse:
    return haendelse._replace(retter_loebenummer=rettet.loebenummer, retter_id=rettet.registrering_id)


def _check(ny: Tilstand, nye: Sequence[Ordrehaendelse]) -> None:
    ukendte = [each for each in nye if int(each.beslutning.pnr) not in ny.versioner]
    if ukendte:
        raise fejl.no_personer(ukendte)
    urettede = [each for each in nye if each.retter and not _is_persons(ny, each)]
    if urettede:
        raise fejl.no_rettet(urettede)


def _is_persons(ny: Tilstand, ordre: Ordrehaendelse) -> bool:
    """Whether the number to be corrected is a hændelse of the person."""
    findes = 0 < ordre.retter <= len(ny.log)
    return findes and ny.log[ordre.retter - 1].beslutning.pnr == ordre.beslutning.pnr


def _to_haendelse(ordre: Ordrehaendelse, loebenummer: int, fil: int) -> Haendelse:
    return Haendelse(
        loebenummer=loebenummer,
        registrering_id=ordre.registrering_id,
        besked_id=ordre.besked_id,
        beslutning=ordre.beslutning,
        modtager_cvr=ordre.modtager_cvr,
        retter_loebenummer=0,
        retter_id=None,
        hoved_id=None,
        fil=fil,
        opgave="",
        filnavn="",
        proddto="",
        dannet="",
        saet=0,
        ordre=ordre.ordre,
        kreds=ordre.kreds,
        oensket_divergens=ordre.oensket_divergens,
    )
