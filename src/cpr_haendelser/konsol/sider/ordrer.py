"""Orders: the list, one of them on its way, its messages before and after, its thread, and the terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import escape
from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw, read_number, say_or_quote
from cpr_haendelser.konsol.sider import ordrehoved, ordreskema
from cpr_haendelser.konsol.sider.ordrelinjer import ARTER, REGNEARK, download
from cpr_haendelser.konsol.sider.ordrepersoner import Hvemer, Navne, numbers_in
from cpr_haendelser.konsol.sider.ordreskridt import Mangel, find_fremad, find_mangler, find_steps
from cpr_haendelser.konsol.sprog import oversaettelse
from cpr_haendelser.konsol.udkast import Udkast, status_of
from cpr_haendelser.storage.ordre import Indlaeg, Kreds, Ordre, Ordreart, Ordretilstand, Udfoerelse, Udfoerelsestilstand
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.testmiljoe.divergens import FORSLAG, Divergens
from cpr_haendelser.testmiljoe.ekspedition import AABNE
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.modtagere import Modtagere
from cpr_haendelser.testmiljoe.ordreskridt import SKRIDT
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from cpr_haendelser.testmiljoe.sendt import iterate_sendt
from cpr_haendelser.testmiljoe.skabelon.skriv import to_raekker
from cpr_haendelser.udlevering.spor import BESKED

if TYPE_CHECKING:
    from cpr_haendelser.app.testmiljoe import Testmiljoe
    from cpr_haendelser.konsol.kald import Kald

_VIS, _LINJER, _HELE, _SIDE = 50, 200, 10, 50
"""So many messages, lines, whole messages and orders on a page."""
_TILSTANDE = frozenset(each.vist for each in Ordretilstand)

_BEGYNDT = frozenset(Ordretilstand) - {Ordretilstand.KLADDE, Ordretilstand.INDSENDT, Ordretilstand.GODKENDT,
                                       Ordretilstand.AFVIST}  # fmt: skip
"""Where what is to come is not all that there is to tell."""


class Besked(NamedTuple):
    """A message that would be sent, or was."""

    linje: int
    kode: str
    navn: str
    modtager: str
    loebenummer: int
    """0: it is not sent yet."""
    dueslag: tuple[str, ...]
    """Names of the dueslag that would get it."""
    divergenser: tuple[Divergens, ...]
    oensket: bool
    indhold: str
    """The whole message; empty: not shown here."""
    aabnes: bool = False
    """Whether the caller may open it in the log."""
    modtagere: Modtagere = Modtagere()
    """To whom it went, where it was sent."""


class Linje(NamedTuple):
    """A row of the order."""

    nr: int
    personer: Hvemer
    handling: str
    detaljer: tuple[tuple[str, str], ...]
    sekvens: str


def pages(testmiljoe: Testmiljoe, opsaetning: Callable[[], Opsaetning]) -> tuple[Side, ...]:
    """The pages of orders; `opsaetning` gives the set-up of the moment."""
    ordrer = _Ordrer(testmiljoe, opsaetning)
    laes, bestil, vilkaar = Handling.ORDRE_LAES, Handling.ORDRE_BESTIL, Handling.VILKAAR_ACCEPTER
    return (
        Side("GET", "/ordrer", laes, ordrer.show_list),
        Side("GET", "/ordrer/vilkaar", vilkaar, ordrer.show_terms),
        Side("POST", "/ordrer/vilkaar", vilkaar, ordrer.accept, foelges=True),
        Side("GET", "/ordrer/{uuid}", laes, ordrer.show_one),
        Side("GET", "/ordrer/{uuid}/fremdrift", laes, ordrer.show_progress),
        Side("POST", "/ordrer/{uuid}/skridt", bestil, ordrer.take, foelges=True),
        Side("POST", "/ordrer/{uuid}/traad", bestil, ordrer.say, foelges=True),
        Side("GET", "/ordrer/{uuid}/visning", laes, ordrer.preview),
        Side("GET", "/ordrer/{uuid}/sendt", laes, ordrer.show_sent),
        Side("GET", "/ordrer/{uuid}/regneark", laes, ordrer.download),
    )


class _Ordrer:
    def __init__(self, testmiljoe: Testmiljoe, opsaetning: Callable[[], Opsaetning]) -> None:
        self._testmiljoe, self._bestiller, self._opsaetning = testmiljoe, testmiljoe.bestiller, opsaetning
        self._udkast = Udkast(testmiljoe)

    def show_list(self, besoeg: Besoeg) -> Response:
        foer = read_number(besoeg, "foer", 0)
        ordrer = self._bestiller.list_ordrer(besoeg.kald.known, foer=foer, antal=_SIDE)
        aeldre = ordrer[-1].nr if len(ordrer) == _SIDE else 0
        return draw(
            besoeg.kald, "ordrer", ordrer=ordrer, arter=ARTER, aeldre=aeldre, foer=foer, navn_af=self._names()
        )  # fmt: skip

    def _names(self) -> dict[str, str]:
        """What organisations are called, by CVR."""
        return {each.cvr: each.navn for each in self._opsaetning().organisationer}

    # --- the terms --------------------------------------------------------------------------------------------------

    def show_terms(self, besoeg: Besoeg) -> Response:
        besoeg, fejl = self._udkast.again(besoeg)
        return self._draw_terms(besoeg, besoeg.felter.get("ordre", besoeg.request.query_params.get("ordre", "")), fejl)

    def _draw_terms(self, besoeg: Besoeg, uuid: str, fejl: Brugsfejl | None) -> Response:
        return draw(
            besoeg.kald, "ordre_vilkaar", status_of(besoeg, fejl),
            fejl=fejl,
            ordre=self._bestiller.find(besoeg.kald.known, uuid) if uuid else None,
            version=VILKAAR,
            accepteret=besoeg.request.query_params.get("accepteret") == "ja",
            **ordrehoved.head(besoeg, self._opsaetning()),
        )  # fmt: skip

    def accept(self, besoeg: Besoeg) -> Response:
        uuid = besoeg.felter.get("ordre", "")
        try:
            self._bestiller.accept_terms(besoeg.kald.known, besoeg.felter.get("organisation", ""))
        except Brugsfejl as fejl:
            return self._udkast.keep(besoeg, "/ordrer/vilkaar", fejl) or self._draw_terms(besoeg, uuid, fejl)
        if not uuid:
            return RedirectResponse(f"{ROD}/ordrer/vilkaar?accepteret=ja", 303)
        return RedirectResponse(f"{ROD}/ordrer/{self._bestiller.find(besoeg.kald.known, uuid).uuid}", 303)

    # --- one order --------------------------------------------------------------------------------------------------

    def show_one(self, besoeg: Besoeg) -> Response:
        return self._draw_one(*self._udkast.again(besoeg))

    def _draw_one(self, besoeg: Besoeg, fejl: Brugsfejl | None) -> Response:
        kald, uuid = besoeg.kald, besoeg.request.path_params["uuid"]
        ordre = self._bestiller.find(kald.known, uuid)
        efter = read_number(besoeg, "efter", 0)
        udfoerelser = self._bestiller.executions(kald.known, uuid, efter=efter, antal=_LINJER)
        linjer = self._bestiller.lines(kald.known, uuid, antal=_LINJER)
        navne = Navne(kald, self._bestiller.describe(kald.known, ordre, numbers_in(linjer, udfoerelser)))
        mangler, knapper = self._missing(besoeg, ordre), find_steps(kald, ordre)
        return draw(
            kald, "ordre", status_of(besoeg, fejl),
            fejl=fejl,
            felter=besoeg.felter,
            ordre=ordre,
            art=ARTER[ordre.art],
            giver_personer=ordre.art is Ordreart.REPLIKA,
            alle=ordre.kreds is Kreds.ALLE,
            mangler=mangler,
            linjer=[_line(navne, nr, raekke) for nr, raekke in enumerate(to_raekker(linjer), 1)],
            rettes=ordre.tilstand is Ordretilstand.KLADDE and kald.may(Handling.ORDRE_BESTIL),
            udfoerelser=[(each, navne.of_execution(each)) for each in udfoerelser],
            aabne=self._opened(kald, (nr for each in udfoerelser for nr in each.loebenumre)),
            flere=udfoerelser[-1].nr if len(udfoerelser) == _LINJER else 0,
            traad=[_entry(each, kald.sprog) for each in self._bestiller.thread(kald.known, uuid)],
            knapper=knapper,
            fremad=find_fremad(ordre, knapper, mangler=bool(mangler), paa_vej=bool(kald.vej)),
            blaat=next((each.skridt for each in knapper if not (each.foelge or each.grund)), ""),
            navn_af=self._names(),
            **self._progress(besoeg, ordre),
        )  # fmt: skip

    def show_progress(self, besoeg: Besoeg) -> Response:
        """How far the order is: the part of its page that keeps itself alive. It shows nobody."""
        ordre = self._bestiller.find(besoeg.kald.known, besoeg.request.path_params["uuid"])
        return draw(besoeg.kald, "ordre_fremdrift", ordre=ordre, **self._progress(besoeg, ordre))

    def _progress(self, besoeg: Besoeg, ordre: Ordre) -> dict[str, Any]:
        antal = self._bestiller.status(besoeg.kald.known, ordre.uuid)
        venter = antal.get(Udfoerelsestilstand.VENTER, 0)
        return {
            "antal": antal,
            "ialt": sum(antal.values()),
            "gjort": sum(antal.values()) - venter,
            "live": ordre.tilstand in {Ordretilstand.GODKENDT, Ordretilstand.I_GANG},
        }

    def take(self, besoeg: Besoeg) -> Response:
        """Takes a step; where it is refused, the page that asked says why, with what was written."""
        uuid, felter = besoeg.request.path_params["uuid"], besoeg.felter
        skridt = felter.get("skridt", "")
        if skridt not in SKRIDT:
            raise Brugsfejl("WEB-404", "det skridt findes ikke.")
        try:
            ordre = self._bestiller.take(
                besoeg.kald.known, uuid, skridt, felter.get("hvorfor", ""), bekraeftet=felter.get("forskelle") == "ja"
            )
        except Brugsfejl as fejl:
            spurgt, side = (self._draw_preview, "/visning") if SKRIDT[skridt].bekraeftes else (self._draw_one, "")
            return self._udkast.keep(besoeg, f"/ordrer/{uuid}{side}", fejl) or spurgt(besoeg, fejl)
        return RedirectResponse(f"{ROD}/ordrer/{ordre.uuid}", 303)

    def say(self, besoeg: Besoeg) -> Response:
        uuid = self._bestiller.find(besoeg.kald.known, besoeg.request.path_params["uuid"]).uuid
        try:
            self._bestiller.say(besoeg.kald.known, uuid, besoeg.felter.get("tekst", ""))
        except Brugsfejl as fejl:
            return self._udkast.keep(besoeg, f"/ordrer/{uuid}", fejl) or self._draw_one(besoeg, fejl)
        return RedirectResponse(f"{ROD}/ordrer/{uuid}#traad", 303)

    def download(self, besoeg: Besoeg) -> Response:
        uuid = besoeg.request.path_params["uuid"]
        ordre, linjer = (
            self._bestiller.find(besoeg.kald.known, uuid),
            self._bestiller.all_lines(besoeg.kald.known, uuid),
        )
        return download(write_regneark(ordre.art, to_raekker(linjer)), f"ordre-{ordre.nr}.xlsx", REGNEARK)

    # --- before and after -------------------------------------------------------------------------------------------

    def preview(self, besoeg: Besoeg) -> Response:
        """What the order would send; where it has begun, what it did send."""
        ordre = self._bestiller.find(besoeg.kald.known, besoeg.request.path_params["uuid"])
        if ordre.tilstand in _BEGYNDT:
            return RedirectResponse(f"{ROD}/ordrer/{ordre.uuid}/sendt", 303)
        return self._draw_preview(*self._udkast.again(besoeg))

    def _missing(self, besoeg: Besoeg, ordre: Ordre) -> list[Mangel]:
        """What must still hold before the order can be submitted; nothing where it has been."""
        if ordre.tilstand is not Ordretilstand.KLADDE:
            return []
        return find_mangler(besoeg.kald, ordre, self._bestiller.prerequisites(besoeg.kald.known, ordre.uuid))

    def _draw_preview(self, besoeg: Besoeg, fejl: Brugsfejl | None) -> Response:
        kald, uuid = besoeg.kald, besoeg.request.path_params["uuid"]
        ordre, syn = self._bestiller.find(kald.known, uuid), self._bestiller.look(kald.known, uuid)
        navne = {each.uuid: each.navn for each in self._testmiljoe.dueslag(ordre.ejer)}
        beskeder = [
            _besked(each.haendelse, each.udfoerelse, each.divergenser, oensket=each.oensket, sendt=False)._replace(
                dueslag=tuple(navne.get(uuid, uuid) for uuid in each.dueslag),
                indhold=each.besked.decode() if nr < _HELE else "",
            )
            for nr, each in enumerate(syn.visning.viste[:_VIS])
        ]
        return draw(
            kald, "ordre_visning", status_of(besoeg, fejl),
            fejl=fejl,
            ordre=ordre,
            afviste=syn.afviste[:_LINJER],
            fejlede=syn.visning.fejlede[:_LINJER],
            ikke=syn.visning.ikke,
            udeladt=syn.visning.udeladt + max(0, len(syn.visning.viste) - _VIS),
            oprettede=syn.visning.oprettede,
            beskeder=beskeder,
            uenige=syn.visning.uenige,
            automatisk=self._testmiljoe.approves_by_itself,
            forslag=FORSLAG,
            tilbud=self._testmiljoe.regnskab.quote_of(ordre, syn) if ordre.tilstand in AABNE else None,
            indsendes=any(each.skridt == "submit" for each in find_steps(kald, ordre)),
            mangler=self._missing(besoeg, ordre),
            navn_af=self._names(),
            sendt=False,
        )  # fmt: skip

    def _opened(self, kald: Kald, numre: Iterable[int]) -> frozenset[int]:
        """Which hændelser the caller may open in the log."""
        return self._testmiljoe.readable(kald.known, numre) if kald.may(Handling.LOG_LAES) else frozenset()

    def show_sent(self, besoeg: Besoeg) -> Response:
        kald, uuid = besoeg.kald, besoeg.request.path_params["uuid"]
        ordre = self._bestiller.find(kald.known, uuid)
        sendte = list(islice(iterate_sendt(self._testmiljoe.lager, self._testmiljoe.ordrelager, ordre.uuid), _LINJER))
        self._bestiller.note(
            kald.known, ordre, BESKED, ((each.udfoerelse.pnr, each.haendelse.loebenummer) for each in sendte)
        )
        aabne = self._opened(kald, (each.haendelse.loebenummer for each in sendte))
        hvem = self._testmiljoe.receivers(ordre.ejer, [each.haendelse for each in sendte])
        return draw(
            kald, "ordre_visning",
            ordre=ordre, afviste=(), fejlede=(), ikke=(), udeladt=0, oprettede=0, forslag=FORSLAG, tilbud=None,
            fejl=None, indsendes=False, mangler=(), navn_af=self._names(),
            beskeder=[
                _besked(each.haendelse, each.udfoerelse, each.divergenser, oensket=each.oensket, sendt=True)._replace(
                    indhold=self._testmiljoe.besked(each.haendelse) if nr < _HELE else "",
                    aabnes=each.haendelse.loebenummer in aabne,
                    modtagere=hvem[each.haendelse.loebenummer],
                )
                for nr, each in enumerate(sendte)
            ],
            uenige=sum(bool(each.divergenser) and not each.oensket for each in sendte),
            sendt=True,
        )  # fmt: skip


def _entry(indlaeg: Indlaeg, valgt: str) -> tuple[str, str, str]:
    """An entry of the thread; what is no one's words, but where the order came, is said in the page's language."""
    foran, skel, resten = indlaeg.tekst.partition(": ")
    if foran not in _TILSTANDE:
        return indlaeg.tidspunkt, indlaeg.hvem, say_or_quote(indlaeg.tekst, valgt)
    tilstand = oversaettelse(valgt).gettext(foran)
    return indlaeg.tidspunkt, indlaeg.hvem, escape(tilstand) + skel + say_or_quote(resten, valgt)


def _line(navne: Navne, nr: int, raekke: dict[str, str]) -> Linje:
    handling = read_handlinger()[raekke["handling"]]
    return Linje(
        nr,
        navne.of_line(raekke["personnummer"].split()),
        handling.navn,
        tuple(ordreskema.summary(raekke)),
        raekke.get("sekvens", ""),
    )


def _besked(
    haendelse: Haendelse, udfoerelse: Udfoerelse, divergenser: tuple[Divergens, ...], *, oensket: bool, sendt: bool
) -> Besked:
    b = haendelse.beslutning
    return Besked(
        udfoerelse.linje,
        b.kode,
        code_name(b.kode, b.regel),
        haendelse.modtager_cvr,
        haendelse.loebenummer if sendt else 0,
        (),
        divergenser,
        oensket,
        "",
    )
