"""Hændelses-ordrer carried out: written to the log, where their ids are known again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cpr_haendelser.fejl import Fejl
from cpr_haendelser.storage.ordre import Ordre, Ordrehaendelse, Udfoerelse
from cpr_haendelser.testmiljoe.dele import Dele, Linjer, check_refusal, step_of
from cpr_haendelser.testmiljoe.ejerskab import circle_of
from cpr_haendelser.testmiljoe.haendelsesordre import Vilkaar, to_haendelser
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.navngivne import named_in
from cpr_haendelser.testmiljoe.nu import read_nu
from cpr_haendelser.testmiljoe.viden import Viden, read_viden

Klar = tuple[Udfoerelse, list[Ordrehaendelse]]
"""An udførelse and what comes of it."""


def carry_out(dele: Dele, ordre: Ordre, linjer: Linjer, udfoerelser: Sequence[Udfoerelse]) -> None:
    """Writes the hændelser of a batch, and keeps what came of each udførelse: what is refused fails for itself."""
    viden = read_viden(dele.lager, dele.ordrelager, set(iterate_persons(linjer, udfoerelser)))
    klare: list[Klar] = []
    fejlede: list[Udfoerelse] = []
    for udfoerelse in udfoerelser:
        try:
            klare.append((udfoerelse, compose(dele, viden, ordre, linjer, udfoerelse)))
        except Fejl as fejl:
            fejlede.append(dele.failed(udfoerelse, fejl))
    dele.ordrelager.afslut(fejlede)
    _let_in(dele, klare)


def _let_in(dele: Dele, klare: Sequence[Klar]) -> None:
    """In one transaction; where it is refused, each half for itself, down to the one that is at fault."""
    try:
        numre = iter(write(dele, [haendelse for _, haendelser in klare for haendelse in haendelser]))
    except Fejl as fejl:
        check_refusal(fejl)
        if len(klare) == 1:
            dele.ordrelager.afslut([dele.failed(klare[0][0], fejl)])
            return
        midten = len(klare) // 2
        for halvdel in (klare[:midten], klare[midten:]):
            _let_in(dele, halvdel)
        return
    dele.ordrelager.afslut([dele.done(each, tuple(next(numre) for _ in haendelser)) for each, haendelser in klare])


def iterate_persons(linjer: Linjer, udfoerelser: Iterable[Udfoerelse]) -> Iterator[int]:
    """Everybody whom some udførelser are about or name."""
    for each in udfoerelser:
        if each.pnr:
            yield each.pnr
        yield from map(int, named_in(step_of(linjer, each)))


def compose(dele: Dele, viden: Viden, ordre: Ordre, linjer: Linjer, udfoerelse: Udfoerelse) -> list[Ordrehaendelse]:
    """The hændelser of one udførelse, confined to whom the order and the person let it."""
    trin, pnr = step_of(linjer, udfoerelse), udfoerelse.pnr
    handling = read_handlinger()[trin.handling]
    handling.check_kind(ordre.art)
    viden.check_step(ordre, pnr, trin)
    kreds, registreret = circle_of(ordre.kreds, ordre.ejer, viden.owner(pnr)), f"{dele.nu():%Y%m%d%H%M}"
    oensket = linjer[udfoerelse.linje].oensket_divergens
    vilkaar = Vilkaar(dele.namespace, dele.cvr_for, kreds, registreret, oensket)
    return to_haendelser(handling, trin, udfoerelse, read_nu(viden.images([pnr])[pnr].dokument), vilkaar)


def write(dele: Dele, haendelser: Sequence[Ordrehaendelse]) -> list[int]:
    """Their løbenumre."""
    nu = dele.nu()
    dannet = nu.isoformat(timespec="milliseconds")
    return dele.lager.log(haendelser, dannet=dannet, saet=dele.saet(), proddto=f"{nu:%Y%m%d}")
