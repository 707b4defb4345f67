"""Carrying out what is due of the orders under way, in batches, each udførelse once whatever happens on the way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from cpr_haendelser.fejl import Fejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.logning import log_line
from cpr_haendelser.opsamler import uncollected
from cpr_haendelser.storage.ordre import (
    Indlaeg,
    Ordre,
    Ordreart,
    Ordretilstand,
    Udfoerelse,
    Udfoerelsestilstand,
)
from cpr_haendelser.testmiljoe import paa_fil, paa_log
from cpr_haendelser.testmiljoe.dele import ULAESELIG, Dele, Linjer

BATCH = 4000
"""Udførelser carried out at a time: as many as stand in one file, if each has a person of its own."""
_MANGE = 1_000_000
FEJLEDE = Udfoerelsestilstand.FEJLET
SYSTEMET = "systemet"
"""Who writes in the thread what nobody has written."""


class Gennemfoerer:
    """Carries out what is due, one batch a call; one at a time for an installation."""

    def __init__(self, dele: Dele) -> None:
        self._dele = dele

    def resume(self) -> int:
        """After a start: whatever was being let in when the program ended is accounted for; how many."""
        antal = self._account(self._dele.ordrelager.forfaldne(nu=stamp(self._dele.nu()), antal=_MANGE))
        # Also those whose last udførelse was kept, and the program ended before they were closed.
        i_gang = self._dele.ordrelager.ordrer(tilstande={Ordretilstand.I_GANG}, antal=_MANGE)
        self._close({ordre.uuid for ordre in i_gang})
        return antal

    def _account(self, forfaldne: Sequence[Udfoerelse]) -> int:
        """Finds out of those that were being let in when something went wrong whether they came in; how many."""
        afventer = sorted((each for each in forfaldne if each.forsoeg), key=_forsoeg)
        for forsoeg, gruppe in groupby(afventer, key=_forsoeg):
            udfoerelser = list(gruppe)
            paa_fil.account(self._dele, forsoeg, self._lines(udfoerelser[0].ordre, udfoerelser), udfoerelser)
        return len(afventer)

    def step(self, antal: int = BATCH) -> int:
        """Carries out at most so many of what is due; how many were looked at. 0: nothing is due."""
        forfaldne = self._dele.ordrelager.forfaldne(nu=stamp(self._dele.nu()), antal=antal)
        # Of an order that was stopped on its way and resumed something may have come in already.
        if not self._account(forfaldne):
            for uuid, gruppe in groupby(forfaldne, key=lambda udfoerelse: udfoerelse.ordre):
                ordre = self._dele.ordrelager.ordre(uuid)
                if ordre is not None:
                    self._carry_out_or_stop(ordre, list(gruppe))
        self._close({each.ordre for each in forfaldne})
        return len(forfaldne)

    def _carry_out_or_stop(self, ordre: Ordre, udfoerelser: list[Udfoerelse]) -> None:
        """An error in the program stops the order that meets it, and nobody else's; a refusal is the caller's."""
        try:
            with uncollected():  # the circles of a batch, persons and their kin, are let go of when it is done
                self._carry_out(ordre, udfoerelser)
        except Exception as fejl:
            if isinstance(fejl, Fejl) and fejl.kode != ULAESELIG:
                raise
            log_line("ordrer.mislykket")
            tekst = "en fejl i programmet; den står i dets log. Genoptag ordren, eller bestil uden den linje."
            indlaeg = Indlaeg(stamp(self._dele.nu()), SYSTEMET, tekst)
            self._go(ordre.uuid, Ordretilstand.STOPPET, indlaeg)

    def _carry_out(self, ordre: Ordre, udfoerelser: list[Udfoerelse]) -> None:
        """In waves of one for each person, so that what fails is known before what hangs on it."""
        vej = paa_log if ordre.art is Ordreart.HAENDELSE else paa_fil
        while udfoerelser:
            boelge: dict[int, Udfoerelse] = {}
            senere = [each for each in udfoerelser if boelge.setdefault(each.pnr or -each.nr, each) is not each]
            kan, udfoerelser = self._without_the_failed(ordre, list(boelge.values())), senere
            if kan:
                vej.carry_out(self._dele, ordre, self._lines(ordre.uuid, kan), kan)

    def _lines(self, uuid: str, udfoerelser: Sequence[Udfoerelse]) -> Linjer:
        numre = [udfoerelse.linje for udfoerelse in udfoerelser]
        antal = max(numre) - min(numre) + 1
        linjer = self._dele.ordrelager.linjer(uuid, efter=min(numre) - 1, antal=antal)
        return {linje.nr: linje for linje in linjer}

    def _without_the_failed(self, ordre: Ordre, udfoerelser: list[Udfoerelse]) -> list[Udfoerelse]:
        """Those that do not hang on a step of the same line, repetition and person that failed."""
        if all(each.trin == 1 for each in udfoerelser):
            return udfoerelser
        ordrelager = self._dele.ordrelager
        fejlede = {_forloeb(each) for each in ordrelager.udfoerelser(ordre.uuid, tilstand=FEJLEDE, antal=_MANGE)}
        haenger = [each for each in udfoerelser if _forloeb(each) in fejlede]
        hvorfor = "TST-020: et tidligere trin i linjen fejlede for personen."
        ordrelager.afslut([self._dele.skipped(each, hvorfor) for each in haenger])
        return [each for each in udfoerelser if _forloeb(each) not in fejlede]

    def _close(self, ordrer: set[str]) -> None:
        """Orders of which nothing waits are done, wholly or in part."""
        for uuid in sorted(ordrer):
            if self._dele.ordrelager.venter(uuid):
                continue
            antal = self._dele.ordrelager.optaelling(uuid)
            udfoert, ialt = antal.get(Udfoerelsestilstand.UDFOERT, 0), sum(antal.values())
            til = _ended(udfoert, ialt)
            tekst = "" if udfoert == ialt else f"{udfoert} af {ialt} blev udført."
            indlaeg = Indlaeg(stamp(self._dele.nu()), SYSTEMET, tekst)
            if self._go(uuid, til, indlaeg):
                oenskede = self._dele.ordrelager.antal_oenskede(uuid)
                log_line(
                    "ordrer.afsluttet", ordre=uuid, tilstand=til.value, udfoert=udfoert, antal=ialt, oenskede=oenskede
                )

    def _go(self, uuid: str, til: Ordretilstand, indlaeg: Indlaeg) -> bool:
        gik = self._dele.ordrelager.skift(uuid, {Ordretilstand.I_GANG}, til, indlaeg=indlaeg)
        if gik:
            self._dele.skiftet(uuid, til)
        return gik


def _ended(udfoert: int, ialt: int) -> Ordretilstand:
    """Where an order stands of which so much has been carried out, and nothing more will be."""
    if udfoert == ialt:
        return Ordretilstand.UDFOERT
    return Ordretilstand.DELVIST_UDFOERT if udfoert else Ordretilstand.MISLYKKET


def _forsoeg(udfoerelse: Udfoerelse) -> str:
    return udfoerelse.forsoeg


def _forloeb(udfoerelse: Udfoerelse) -> tuple[int, int, int]:
    return udfoerelse.linje, udfoerelse.gentagelse, udfoerelse.pnr
