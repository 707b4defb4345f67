"""Replika-ordrer and sammenhængende ordrer carried out: written as files, and let in by the front door.

Which file is noted before it is let in, so that after a crash it is known whether it came in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.modtagelse.oenske import KredsFor, Oenske
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.storage.lager import Kvittering, Lager
from cpr_haendelser.storage.ordre import Gemtslags, Ordre, Ordreart, Ordrehaendelse, Trin, Udfoerelse
from cpr_haendelser.testmiljoe import paa_log
from cpr_haendelser.testmiljoe.dele import Dele, Linjer, check_refusal, step_of
from cpr_haendelser.testmiljoe.ejerskab import UKENDT, circle_of
from cpr_haendelser.testmiljoe.familie import gather, gather_alone
from cpr_haendelser.testmiljoe.gemte import find_gemt, read_dokumenter
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.navngivne import NY, named_in
from cpr_haendelser.testmiljoe.numre import Nummerkilde
from cpr_haendelser.testmiljoe.ordrefil import Plads, choose_plads, write_ordrefil
from cpr_haendelser.testmiljoe.personer.oprettelse import (
    FJERN,
    IKKE_ENDNU,
    OPRET_GEMT,
    OPRETTER,
    copy_persons,
    create,
    remove,
    resolve,
)
from cpr_haendelser.testmiljoe.skridt import ALENE, LAESES, LIVSSKRIDT, Livsskridt, Oensket
from cpr_haendelser.testmiljoe.skridt.oensket import Fortidligt
from cpr_haendelser.testmiljoe.viden import Personkilde, Viden, read_viden

SKRIDT: Mapping[tuple[str, Art], Livsskridt] = {**LIVSSKRIDT, (FJERN, Art.NY): remove}
"""The steps of files: those of the life model, and removing."""
_FORSOEG = 4
"""What one step follows upon is looked at so many times."""
_PNR = slice(3, 13)
"""Where the personnummer stands in a block, which begins with record 001."""


class Klar(NamedTuple):
    """An udførelse whose step has been taken: the persons' records as they become, and what has no trace in them."""

    udfoerelse: Udfoerelse
    trin: Trin
    blokke: list[bytes]
    haendelser: list[Ordrehaendelse]
    roerte: frozenset[str]
    """The personnumre that are delivered."""


def carry_out(dele: Dele, ordre: Ordre, linjer: Linjer, udfoerelser: Sequence[Udfoerelse]) -> None:
    """Lets in as many files as it takes for a person to stand in each once, in order."""
    rest = list(udfoerelser)
    while rest:
        klare, rest = _choose(dele, ordre, linjer, rest)
        if klare:
            _let_in(dele, ordre, klare)


def _choose(
    dele: Dele, ordre: Ordre, linjer: Linjer, udfoerelser: Sequence[Udfoerelse]
) -> tuple[list[Klar], list[Udfoerelse]]:
    """Those that may stand in one file, and what is left for the next.

    Whoever is touched already comes in the next file, with all that comes after about them. What fails is kept as that.
    """
    klare: list[Klar] = []
    senere: list[Udfoerelse] = []
    fejlede: list[Udfoerelse] = []
    taget: set[str] = set()
    viden = read_viden(dele.lager, dele.ordrelager, set(paa_log.iterate_persons(linjer, udfoerelser)))
    dele = dele.at_once()
    for udfoerelse in udfoerelser:
        pnr = f"{udfoerelse.pnr:010d}" if udfoerelse.pnr else f"ny {udfoerelse.nr}"
        if pnr in taget:
            senere.append(udfoerelse)
            continue
        try:
            klar = take_step(dele, viden, ordre, linjer, udfoerelse)
        except Fejl as fejl:
            # Somebody unknown may be one whom this very file makes.
            if taget and fejl.kode in {UKENDT, IKKE_ENDNU}:
                senere.append(udfoerelse)
            else:
                fejlede.append(dele.failed(udfoerelse, fejl))
            continue
        if taget & klar.roerte:
            senere.append(udfoerelse)
        else:
            klare.append(klar)
            taget |= klar.roerte
        taget.add(pnr)
    dele.ordrelager.afslut(fejlede)
    return klare, senere


def take_step(dele: Dele, viden: Viden, ordre: Ordre, linjer: Linjer, udfoerelse: Udfoerelse) -> Klar:
    """The step taken on the persons as they are now; Fejl where it cannot be, or touches what it may not."""
    trin = step_of(linjer, udfoerelse)
    handling = read_handlinger()[trin.handling]
    handling.check_kind(ordre.art)
    if handling.uden_spor:
        return Klar(udfoerelse, trin, [], paa_log.compose(dele, viden, ordre, linjer, udfoerelse), frozenset())
    felter = dict(trin.felter)
    if any(vaerdi.startswith(NY) for vaerdi in felter.values()):
        felter = resolve(felter, lambda ny: dele.ordrelager.find_personer(gruppe=f"{ordre.uuid}/{ny}/"))
        trin = trin._replace(felter=tuple(felter.items()))
    viden.check_step(ordre, udfoerelse.pnr, trin)
    nu = f"{dele.nu():%Y%m%d%H%M}"
    oensket = Oensket(felter.get("virkning", ""), felter.get("registreret") or nu, felter)
    if handling.noegle in OPRETTER:
        oensket = oensket._replace(virkning=oensket.virkning or nu)
        blokke = _create(dele, viden.replika, ordre, linjer, udfoerelse, trin, oensket)
    elif oensket.virkning or trin.art is not Art.NY:
        blokke = _change(dele, viden, udfoerelse, trin, oensket)
    else:
        blokke = _change_soon(dele, viden, udfoerelse, trin, oensket._replace(virkning=nu))
    roerte = frozenset(blok[_PNR].decode(CHARSET) for blok in blokke)
    andre = set(map(int, roerte)) - {udfoerelse.pnr, *map(int, named_in(trin))}
    if andre:
        viden.check_touched(ordre, andre)
    return Klar(udfoerelse, trin, blokke, [], roerte)


def _change_soon(dele: Dele, viden: Viden, udfoerelse: Udfoerelse, trin: Trin, oensket: Oensket) -> list[bytes]:
    """In effect now, or as soon after as what it follows upon lets it: a repeat of what began this minute."""
    for _ in range(_FORSOEG):
        try:
            return _change(dele, viden, udfoerelse, trin, oensket)
        except Fortidligt as fejl:
            oensket = oensket._replace(virkning=fejl.foerst)
    return _change(dele, viden, udfoerelse, trin, oensket)


def _change(dele: Dele, viden: Viden, udfoerelse: Udfoerelse, trin: Trin, oensket: Oensket) -> list[bytes]:
    skridt = SKRIDT.get((trin.handling, trin.art))
    if skridt is None:
        navn = read_handlinger()[trin.handling].navn.lower()
        raise Brugsfejl("TST-007", f"{navn} kan ikke bestilles som {trin.art} i en sådan ordre.")
    pnr = f"{udfoerelse.pnr:010d}"
    hvem, numre = [pnr, *named_in(trin)], _numbers_for(dele, viden, udfoerelse.pnr)
    if trin.handling in ALENE:
        familie = gather_alone(viden.replika, hvem, numre, LAESES.get(trin.handling))
    else:
        familie = gather(viden.replika, hvem, numre)
    skridt(familie, familie.person(pnr), oensket)
    return familie.blokke()


def _numbers_for(dele: Dele, viden: Viden, pnr: int) -> Tildeling:
    """Gives the numbers of new persons, who are the same organisation's as this one."""

    def give(foedt: int, koen: str) -> str:
        ejer = viden.owner(pnr)
        hvis = (ejer.ejer, ejer.delt_med, ejer.gruppe) if ejer is not None else ("", (), "")
        return dele.tildel(*hvis, Nummerkilde.ERSTATNING)(foedt, koen)

    return give


def _create(  # noqa: PLR0913 - each part named
    dele: Dele,
    replika: Personkilde,
    ordre: Ordre,
    linjer: Linjer,
    udfoerelse: Udfoerelse,
    trin: Trin,
    oensket: Oensket,
) -> list[bytes]:
    """The new persons belong to whoever orders; their group is their place in the order."""
    [ny, *_] = linjer[udfoerelse.linje].personer
    sted = f"{ordre.uuid}/{ny}/{udfoerelse.linje}/{udfoerelse.gentagelse}"
    tildel = dele.tildel(ordre.ejer, (), sted, Nummerkilde(oensket.take("nummer_fra", Nummerkilde.ERSTATNING)))
    if trin.handling == OPRET_GEMT:
        gemt = find_gemt(dele.ordrelager, ordre.ejer, oensket.take("gemt"), Gemtslags.PERSONER)
        return copy_persons(read_dokumenter(gemt[1]), tildel)
    return create(trin.handling, replika, oensket, tildel, sted, dele.nu().date().toordinal())


def _let_in(dele: Dele, ordre: Ordre, klare: Sequence[Klar]) -> None:
    """One file; where it is refused as a whole, each half for itself, down to the one that is at fault."""
    try:
        _receive(dele, ordre, klare)
    except Fejl as fejl:
        check_refusal(fejl)
        if len(klare) == 1:
            dele.ordrelager.afslut([dele.failed(klare[0].udfoerelse, fejl)])
            return
        midten = len(klare) // 2
        for halvdel in (klare[:midten], klare[midten:]):
            _let_in(dele, ordre, halvdel)


def _receive(dele: Dele, ordre: Ordre, klare: Sequence[Klar]) -> None:
    beside = [haendelse for klar in klare for haendelse in klar.haendelser]
    blokke = [blok for klar in klare for blok in klar.blokke]
    if not blokke:
        numre = iter(paa_log.write(dele, beside))
        dele.ordrelager.afslut([_done(dele, klar, {}, numre) for klar in klare])
        return
    roerte = [int(pnr) for klar in klare for pnr in klar.roerte]
    plads = choose_plads(dele.lager, dele.opgaver, roerte, f"{dele.nu():%Y%m%d}")
    kvittering = _let_file_in(dele, ordre, plads, klare, beside)
    _forget(dele, [klar.udfoerelse.pnr for klar in klare if klar.trin.handling == FJERN])
    fundne = _by_person(dele.lager, kvittering, roerte)
    numre, dele = iter(kvittering.ordrehaendelser), dele.at_once()
    dele.ordrelager.afslut([_done(dele, klar, fundne, numre, kvittering.leverance.fil) for klar in klare])


def _forget(dele: Dele, pnrs: Sequence[int]) -> None:
    """Persons that have been removed are nobody's any more, and their numbers nobody's again."""
    nu = stamp(dele.nu())
    kendte = dele.ordrelager.personer(pnrs)
    dele.ordrelager.ret_personer([person._replace(fjernet=nu) for person in kendte.values()])


def _let_file_in(
    dele: Dele, ordre: Ordre, plads: Plads, klare: Sequence[Klar], beside: Sequence[Ordrehaendelse]
) -> Kvittering:
    fil = write_ordrefil(dele.mappe, plads, [blok for klar in klare for blok in klar.blokke])
    try:
        forsoeg = f"{plads.opgave}/{plads.proddto}/{fil.sha256}"
        dele.ordrelager.begynd(ordre.uuid, [klar.udfoerelse.nr for klar in klare], forsoeg)
        uden_haendelser = ordre.art is Ordreart.REPLIKA
        oenske = Oenske(fil.sti, (plads.opgave,), etablering=uden_haendelser, ordre=ordre.uuid, ordrehaendelser=beside)
        return dele.receive(oenske, _circles(dele, ordre))
    finally:
        fil.sti.unlink(missing_ok=True)


def _circles(dele: Dele, ordre: Ordre) -> KredsFor:
    def circles(pnrs: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        kendte = dele.ordrelager.personer(pnrs)
        fundne = {pnr: circle_of(ordre.kreds, ordre.ejer, kendte.get(pnr)) for pnr in pnrs}
        return {pnr: kreds for pnr, kreds in fundne.items() if kreds}

    return circles


def _by_person(lager: Lager, kvittering: Kvittering, roerte: Sequence[int]) -> dict[str, list[int]]:
    """The løbenumre of what a file gave, by whom they are about."""
    fundne: dict[str, list[int]] = {}
    if kvittering.foerste:
        for pnr, loebenummer in lager.numre_om(roerte, efter=kvittering.foerste - 1, til=kvittering.sidste):
            fundne.setdefault(f"{pnr:010d}", []).append(loebenummer)
    return fundne


def _done(
    dele: Dele, klar: Klar, fundne: Mapping[str, Sequence[int]], beside: Iterator[int], fil: int = 0
) -> Udfoerelse:
    egne = sorted(nummer for pnr in klar.roerte for nummer in fundne.get(pnr, ()))
    return dele.done(klar.udfoerelse, (*egne, *(next(beside) for _ in klar.haendelser)), fil if klar.blokke else 0)


def account(dele: Dele, forsoeg: str, linjer: Linjer, udfoerelser: Sequence[Udfoerelse]) -> None:
    """Says of a file that was being let in when something went wrong whether it came in; if not, it is tried again."""
    opgave, proddto, sha256 = forsoeg.split("/")
    leverance = dele.lager.find_leverance(opgave, proddto)
    if leverance is None or leverance.sha256 != sha256:
        dele.ordrelager.afslut([each._replace(forsoeg="") for each in udfoerelser])
        return
    _forget(dele, [each.pnr for each in udfoerelser if step_of(linjer, each).handling == FJERN])
    dele.ordrelager.afslut(
        [dele.done(each, _numbers(dele, each, leverance.fil), leverance.fil) for each in udfoerelser]
    )


def _numbers(dele: Dele, udfoerelse: Udfoerelse, fil: int) -> tuple[int, ...]:
    """The løbenumre of the person's hændelser from the file, and of those beside it; of a new person there are none."""
    if not udfoerelse.pnr:
        return ()
    sted = f"{udfoerelse.ordre}/{udfoerelse.linje}/{udfoerelse.trin}/{udfoerelse.gentagelse}"
    egne = dele.lager.haendelser(pnr=udfoerelse.pnr, antal=100_000)
    return tuple(each.loebenummer for each in egne if each.fil == fil and each.ordre in {"", sted})
