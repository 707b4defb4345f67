"""Ordering by pages: a template filled in, every mistake at its cell, messages before and after, the order's way."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw, mask_pnr
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Ordretilstand, Udfoerelse
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.testmiljoe.bestiller import Bestilling, Skabelonfejl
from cpr_haendelser.testmiljoe.divergens import Divergens
from cpr_haendelser.testmiljoe.ordreskridt import SKRIDT
from cpr_haendelser.testmiljoe.sendt import iterate_sendt
from cpr_haendelser.testmiljoe.skabelon.skriv import write_skabelon
from cpr_haendelser.udlevering.spor import BESKED

if TYPE_CHECKING:
    from cpr_haendelser.app.testmiljoe import Testmiljoe

ARTER = {
    Ordreart.SAMMENHAENGENDE: "Sammenhængende ordre: replika og hændelser på én gang",
    Ordreart.HAENDELSE: "Hændelses-ordre: kuvert fra ordren, beskeddata fra replikaen",
    Ordreart.REPLIKA: "Replika-ordre: personer i replikaen, ingen hændelser",
}
"""The kinds of order in words, the one that cannot disagree first."""
_VIS, _LINJER = 50, 200


class Skridtknap(NamedTuple):
    """A step that may be taken now."""

    skridt: str
    hvad: str
    grund: bool


class Besked(NamedTuple):
    """A message that would be sent, or was."""

    linje: int
    kode: str
    navn: str
    modtager: str
    loebenummer: int
    """0: it is not sent yet."""
    dueslag: int
    """How many dueslag would get it."""
    divergenser: tuple[Divergens, ...]
    oensket: bool


def pages(testmiljoe: Testmiljoe, opsaetning: Callable[[], Opsaetning]) -> tuple[Side, ...]:
    """The pages of ordering; `opsaetning` gives the set-up of the moment."""
    ordrer = _Ordrer(testmiljoe, opsaetning)
    return (
        Side("GET", "/ordrer", Handling.ORDRE_LAES, ordrer.show_list),
        Side("GET", "/ordrer/ny", Handling.ORDRE_BESTIL, ordrer.show_new),
        Side("POST", "/ordrer/ny", Handling.ORDRE_BESTIL, ordrer.create, 2 * 1024 * 1024),
        Side("GET", "/ordrer/skabelon/{art}", Handling.ORDRE_LAES, ordrer.show_template),
        Side("POST", "/ordrer/vilkaar", Handling.VILKAAR_ACCEPTER, ordrer.accept),
        Side("GET", "/ordrer/{uuid}", Handling.ORDRE_LAES, ordrer.show_one),
        Side("POST", "/ordrer/{uuid}/skridt", Handling.ORDRE_BESTIL, ordrer.take),
        Side("POST", "/ordrer/{uuid}/traad", Handling.ORDRE_BESTIL, ordrer.say),
        Side("GET", "/ordrer/{uuid}/visning", Handling.ORDRE_LAES, ordrer.preview),
        Side("GET", "/ordrer/{uuid}/sendt", Handling.ORDRE_LAES, ordrer.show_sent),
    )


class _Ordrer:
    def __init__(self, testmiljoe: Testmiljoe, opsaetning: Callable[[], Opsaetning]) -> None:
        self._testmiljoe, self._bestiller, self._opsaetning = testmiljoe, testmiljoe.bestiller, opsaetning

    # --- the list and a new one -----------------------------------------------------------------------------------

    def show_list(self, besoeg: Besoeg) -> Response:
        ordrer = self._bestiller.list_ordrer(besoeg.kald.known, antal=100)
        return draw(besoeg.kald, "ordrer", ordrer=ordrer, arter=ARTER)

    def show_new(self, besoeg: Besoeg) -> Response:
        return self._draw_new(besoeg, None, 200)

    def create(self, besoeg: Besoeg) -> Response:
        felter = besoeg.felter
        try:
            bestilling = Bestilling(
                _art(felter.get("art", "")),
                felter.get("titel", ""),
                felter.get("skabelon", "").encode(),
                felter.get("organisation", "") if besoeg.kald.known.er_operatoer else "",
                felter.get("myndighed", ""),
                Kreds.ALLE if felter.get("kreds") else Kreds.EGNE,
            )
            ordre = self._bestiller.create(besoeg.kald.known, bestilling)
        except Brugsfejl as fejl:
            return self._draw_new(besoeg, fejl, 400)
        return RedirectResponse(f"{ROD}/ordrer/{ordre.uuid}", 303)

    def _draw_new(self, besoeg: Besoeg, fejl: Brugsfejl | None, status: int) -> Response:
        kald, felter = besoeg.kald, besoeg.felter
        opsat = self._opsaetning()
        return draw(
            kald, "ordre_ny", status,
            fejl=fejl,
            celler=fejl.celler if isinstance(fejl, Skabelonfejl) else (),
            arter=ARTER,
            felter=felter,
            valgt_art=felter.get("art", Ordreart.SAMMENHAENGENDE.value),
            organisationer=[each for each in opsat.organisationer if each.aktiv] if kald.known.er_operatoer else [],
            myndigheder=[each for each in opsat.organisationer if each.aktiv and each.myndighed],
        )  # fmt: skip

    def show_template(self, besoeg: Besoeg) -> Response:
        art = _art(besoeg.request.path_params["art"])
        navn = f'attachment; filename="bestilling-{art}.csv"'
        return Response(
            write_skabelon(art), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": navn}
        )

    def accept(self, besoeg: Besoeg) -> Response:
        self._bestiller.accept_terms(besoeg.kald.known, besoeg.felter.get("organisation", ""))
        uuid = besoeg.felter.get("ordre", "")
        return RedirectResponse(f"{ROD}/ordrer/{self._bestiller.find(besoeg.kald.known, uuid).uuid}", 303)

    # --- one order --------------------------------------------------------------------------------------------------

    def show_one(self, besoeg: Besoeg) -> Response:
        kald, uuid = besoeg.kald, besoeg.request.path_params["uuid"]
        ordre = self._bestiller.find(kald.known, uuid)
        udfoerelser = self._bestiller.executions(kald.known, uuid, antal=_LINJER)
        afgoer = kald.may(Handling.ORDRE_AFGOER)
        return draw(
            kald, "ordre",
            ordre=ordre,
            art=ARTER[ordre.art],
            antal=self._bestiller.status(kald.known, uuid),
            forudsaetninger=self._bestiller.prerequisites(kald.known, uuid),
            udfoerelser=[(each, self._who(besoeg, each)) for each in udfoerelser],
            traad=self._bestiller.thread(kald.known, uuid),
            knapper=[
                Skridtknap(navn, skridt.hvad, skridt.grund)
                for navn, skridt in SKRIDT.items()
                if ordre.tilstand in skridt.fra
                and kald.may(Handling.ORDRE_BESTIL)
                and (afgoer or not skridt.operatoer)
            ],
            live=ordre.tilstand in {Ordretilstand.GODKENDT, Ordretilstand.I_GANG},
        )  # fmt: skip

    @staticmethod
    def _who(besoeg: Besoeg, udfoerelse: Udfoerelse) -> str:
        return mask_pnr(besoeg.kald, f"{udfoerelse.pnr:010}") if udfoerelse.pnr else ""

    def take(self, besoeg: Besoeg) -> Response:
        uuid, skridt = besoeg.request.path_params["uuid"], besoeg.felter.get("skridt", "")
        if skridt not in SKRIDT:
            raise Brugsfejl("WEB-404", "det skridt findes ikke.")
        ordre = self._bestiller.take(besoeg.kald.known, uuid, skridt, besoeg.felter.get("hvorfor", ""))
        return RedirectResponse(f"{ROD}/ordrer/{ordre.uuid}", 303)

    def say(self, besoeg: Besoeg) -> Response:
        uuid = self._bestiller.find(besoeg.kald.known, besoeg.request.path_params["uuid"]).uuid
        self._bestiller.say(besoeg.kald.known, uuid, besoeg.felter.get("tekst", ""))
        return RedirectResponse(f"{ROD}/ordrer/{uuid}#traad", 303)

    # --- before and after -------------------------------------------------------------------------------------------

    def preview(self, besoeg: Besoeg) -> Response:
        kald, uuid = besoeg.kald, besoeg.request.path_params["uuid"]
        ordre, syn = self._bestiller.find(kald.known, uuid), self._bestiller.look(kald.known, uuid)
        return draw(
            kald, "ordre_visning",
            ordre=ordre,
            afviste=syn.afviste[:_LINJER],
            fejlede=syn.visning.fejlede[:_LINJER],
            ikke=syn.visning.ikke,
            udeladt=syn.visning.udeladt + max(0, len(syn.visning.viste) - _VIS),
            beskeder=[
                _besked(each.haendelse, each.udfoerelse, each.divergenser, oensket=each.oensket,
                        dueslag=len(each.dueslag), sendt=False)
                for each in syn.visning.viste[:_VIS]
            ],
            sendt=False,
        )  # fmt: skip

    def show_sent(self, besoeg: Besoeg) -> Response:
        kald, uuid = besoeg.kald, besoeg.request.path_params["uuid"]
        ordre = self._bestiller.find(kald.known, uuid)
        sendte = list(islice(iterate_sendt(self._testmiljoe.lager, self._testmiljoe.ordrelager, ordre.uuid), _LINJER))
        self._bestiller.note(
            kald.known, ordre, BESKED, ((each.udfoerelse.pnr, each.haendelse.loebenummer) for each in sendte)
        )
        return draw(
            kald, "ordre_visning",
            ordre=ordre, afviste=(), fejlede=(), ikke=(), udeladt=0,
            beskeder=[
                _besked(each.haendelse, each.udfoerelse, each.divergenser, oensket=each.oensket, dueslag=0, sendt=True)
                for each in sendte
            ],
            sendt=True,
        )  # fmt: skip


def _besked(  # noqa: PLR0913 - what a message is shown by
    haendelse: Haendelse,
    udfoerelse: Udfoerelse,
    divergenser: tuple[Divergens, ...],
    *,
    oensket: bool,
    dueslag: int,
    sendt: bool,
) -> Besked:
    b = haendelse.beslutning
    return Besked(
        udfoerelse.linje,
        b.kode,
        code_name(b.kode, b.regel),
        haendelse.modtager_cvr,
        haendelse.loebenummer if sendt else 0,
        dueslag,
        divergenser,
        oensket,
    )


def _art(tekst: str) -> Ordreart:
    if tekst not in set(Ordreart):
        raise Brugsfejl("WEB-404", "den slags ordre findes ikke.")
    return Ordreart(tekst)
