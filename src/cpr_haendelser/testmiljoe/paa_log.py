"""Hændelses-ordrer carried out: written to the log, where their ids are known again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cpr_haendelser.fejl import Fejl
from cpr_haendelser.storage.lager import Billede
from cpr_haendelser.storage.ordre import Ordre, Ordrehaendelse, Testperson, Udfoerelse
from cpr_haendelser.testmiljoe.dele import Dele, Linjer, named_in, step_of
from cpr_haendelser.testmiljoe.ejerskab import check_may_order, circle_of, unknown
from cpr_haendelser.testmiljoe.haendelsesordre import Vilkaar, to_haendelser
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.nu import read_nu

Klar = tuple[Udfoerelse, list[Ordrehaendelse]]
"""An udførelse and what comes of it."""


def carry_out(dele: Dele, ordre: Ordre, linjer: Linjer, udfoerelser: Sequence[Udfoerelse]) -> None:
    """Writes the hændelser of a batch, and keeps what came of each udførelse: what is refused fails for itself."""
    viden = _look_up(dele, linjer, udfoerelser)
    klare: list[Klar] = []
    fejlede: list[Udfoerelse] = []
    for udfoerelse in udfoerelser:
        try:
            klare.append((udfoerelse, _compose(dele, ordre, linjer, udfoerelse, viden)))
        except Fejl as fejl:
            fejlede.append(dele.failed(udfoerelse, fejl))
    dele.ordrelager.afslut(fejlede)
    _let_in(dele, klare)


def _let_in(dele: Dele, klare: Sequence[Klar]) -> None:
    """In one transaction; where it is refused, each half for itself, down to the one that is at fault."""
    try:
        numre = iter(write(dele, [haendelse for _, haendelser in klare for haendelse in haendelser]))
    except Fejl as fejl:
        if len(klare) == 1:
            dele.ordrelager.afslut([dele.failed(klare[0][0], fejl)])
            return
        midten = len(klare) // 2
        for halvdel in (klare[:midten], klare[midten:]):
            _let_in(dele, halvdel)
        return
    dele.ordrelager.afslut([dele.done(each, tuple(next(numre) for _ in haendelser)) for each, haendelser in klare])


def compose(dele: Dele, ordre: Ordre, linjer: Linjer, udfoerelse: Udfoerelse) -> list[Ordrehaendelse]:
    """The hændelser of one udførelse, confined to whom the order and the person let it."""
    return _compose(dele, ordre, linjer, udfoerelse, _look_up(dele, linjer, [udfoerelse]))


class _Viden(NamedTuple):
    """What is known of the persons of some udførelser."""

    kendte: Mapping[int, Testperson]
    billeder: Mapping[int, Billede]


def _look_up(dele: Dele, linjer: Linjer, udfoerelser: Sequence[Udfoerelse]) -> _Viden:
    numre = sorted({pnr for each in udfoerelser for pnr in (each.pnr, *map(int, named_in(step_of(linjer, each))))})
    return _Viden(dele.ordrelager.personer(numre), dele.lager.billeder(numre))


def _compose(dele: Dele, ordre: Ordre, linjer: Linjer, udfoerelse: Udfoerelse, viden: _Viden) -> list[Ordrehaendelse]:
    trin, pnr = step_of(linjer, udfoerelse), udfoerelse.pnr
    handling = read_handlinger()[trin.handling]
    handling.check_kind(ordre.art)
    numre = [pnr, *map(int, named_in(trin))]
    kendte, billeder = viden
    for nummer in numre:
        check_may_order(ordre.ejer, ordre.art, kendte.get(nummer))
        if nummer not in billeder:
            raise unknown()
    kreds, registreret = circle_of(ordre.kreds, ordre.ejer, kendte.get(pnr)), f"{dele.nu():%Y%m%d%H%M}"
    vilkaar = Vilkaar(dele.namespace, dele.cvr_for, kreds, registreret)
    return to_haendelser(handling, trin, udfoerelse, read_nu(billeder[pnr].dokument), vilkaar)


def write(dele: Dele, haendelser: Sequence[Ordrehaendelse]) -> list[int]:
    """Their løbenumre."""
    nu = dele.nu()
    dannet = nu.isoformat(timespec="milliseconds")
    return dele.lager.log(haendelser, dannet=dannet, saet=dele.saet(), proddto=f"{nu:%Y%m%d}")
