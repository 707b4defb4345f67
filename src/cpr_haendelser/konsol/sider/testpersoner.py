"""Test persons: found, made from wishes or field by field, and what is done with those that are chosen.

Personnumre travel in the bodies of forms, never in an address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.app.installation import today
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw, to_number
from cpr_haendelser.konsol.sider import ordrehoved, ordreskema
from cpr_haendelser.konsol.sider.ordrefejl import of_form
from cpr_haendelser.konsol.sider.ordrelinjer import ARTER
from cpr_haendelser.konsol.udkast import Udkast, status_of
from cpr_haendelser.storage.ordre import Ordreart, Personslags
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.testmiljoe.bestilling import Bestilling, Skabelonfejl
from cpr_haendelser.testmiljoe.handlinger import arts_in, read_handlinger
from cpr_haendelser.testmiljoe.personbord import Personsoegning
from cpr_haendelser.testmiljoe.personer.saetning import EKSEMPLER, LAENGSTE, SIGES
from cpr_haendelser.testmiljoe.skabelon.skriv import columns_of, write_raekker

if TYPE_CHECKING:
    from cpr_haendelser.app.testmiljoe import Testmiljoe
    from cpr_haendelser.testmiljoe.personoversigt import Kendt

_SIDE = 50
_FLEST_VALGTE = 200
_HVEM = {"kopier": "fra", "fjern": "personnummer"}
"""The column that names the persons, by what is ordered for them."""
_RAEKKE = 3
"""The row of a written template that its first line has."""


LAES = "laes"
"""The button that reads a sentence of wishes."""
INTET: Mapping[str, str] = MappingProxyType({})


class Maade(NamedTuple):
    """A way to make persons."""

    handling: str
    navn: str
    indledning: str
    knap: str


MAADER = {
    "familie": Maade(
        "opret_familie",
        "Bestil en familie",
        "Skriv nogle få ønsker; alder, navne, adresse og relationer kommer til at passe sammen.",
        "Bestil familien",
    ),
    "enkelt": Maade(
        "opret_person", "Bestil én person", "Felt for felt, evt. knyttet til personer, der findes.", "Bestil personen"
    ),
}
"""Ways to make persons, by their word in the address."""


class Greb(NamedTuple):
    """Something to do with the persons that are chosen."""

    navn: str
    foelge: str
    knap: str
    art: str = ""


GREB = {
    "bestil": Greb("Bestil noget for dem", "Vælg, hvad der skal ske; resten udfyldes på den næste side.", "Gå videre"),
    "kopier": Greb(
        "Kopiér dem", "De får nye numre og de samme relationer til hinanden. De kopierede ændres ikke.", "Kopiér"
    ),
    "gem": Greb(
        "Læg dem til side",
        "De gemmes, som de er nu, under et navn, og kan laves igen under nye numre, også når de selv er fjernet.",
        "Læg til side",
    ),
    "del": Greb(
        "Del dem",
        "De valgte organisationer ser personerne, kan bestille for dem, og deres systemer får personernes beskeder."
        " Andre, som de har været delt med, ser dem ikke mere.",
        "Del med netop disse",
    ),
    "fjern": Greb(
        "Fjern dem",
        "Numrene udgår for altid og gives aldrig til nogen igen. Loggen husker det, der skete. Det kan ikke fortrydes.",
        "Fjern for altid",
        "fare",
    ),
}
"""What may be done with persons, by its word in the form."""


def pages(testmiljoe: Testmiljoe, opsaetning: Callable[[], Opsaetning]) -> tuple[Side, ...]:
    """The pages; `opsaetning` gives the set-up of the moment."""
    personer = _Testpersoner(testmiljoe, opsaetning)
    laes, bestil = Handling.TESTPERSON_LAES, Handling.ORDRE_BESTIL
    return (
        Side("GET", "/testpersoner", laes, personer.show_list),
        Side("POST", "/testpersoner", laes, personer.search, foelges=True),
        Side("GET", "/testpersoner/greb", bestil, personer.show_ask),
        Side("POST", "/testpersoner/greb", bestil, personer.ask, foelges=True),
        Side("POST", "/testpersoner/udfoer", bestil, personer.do, foelges=True),
        Side("POST", "/testpersoner/del", Handling.TESTPERSON_DEL, personer.share, foelges=True),
        Side("GET", "/testpersoner/{maade}", bestil, personer.show_new),
        Side("POST", "/testpersoner/{maade}", bestil, personer.create, foelges=True),
    )


class _Testpersoner:
    def __init__(self, testmiljoe: Testmiljoe, opsaetning: Callable[[], Opsaetning]) -> None:
        self._testmiljoe, self._bestiller, self._opsaetning = testmiljoe, testmiljoe.bestiller, opsaetning
        self._udkast = Udkast(testmiljoe)

    def show_list(self, besoeg: Besoeg) -> Response:
        igen = self._udkast.find(besoeg)
        besoeg = igen.besoeg if igen is not None else besoeg
        try:
            return self._draw_list(besoeg, self._search(besoeg), igen.fejl if igen is not None else None)
        except Brugsfejl as fejl:
            return self._draw_list(besoeg, [], fejl)

    def search(self, besoeg: Besoeg) -> Response:
        return self._udkast.keep(besoeg, "/testpersoner") or self.show_list(besoeg)

    def _search(self, besoeg: Besoeg) -> list[Kendt]:
        felter, slags = besoeg.felter, besoeg.felter.get("slags", "")
        soegning = Personsoegning(
            felter.get("organisation", "") if besoeg.kald.known.er_operatoer else "",
            Personslags(slags) if slags in set(Personslags) else None,
            felter.get("ord", "")[:60],
            to_number(felter.get("efter", ""), 0),
            _SIDE,
        )
        return self._bestiller.search(besoeg.kald.known, soegning)

    def _draw_list(self, besoeg: Besoeg, personer: Sequence[Kendt], fejl: Brugsfejl | None) -> Response:
        return draw(
            besoeg.kald, "testpersoner", status_of(besoeg, fejl),
            fejl=fejl,
            personer=personer,
            naeste=personer[-1].pnr if len(personer) == _SIDE else "",
            felter=besoeg.felter,
            slags=list(Personslags),
            organisationer=self._organisations(besoeg),
            navn_af={each.cvr: each.navn for each in self._opsaetning().organisationer},
            greb=GREB,
            idag=date.fromisoformat(today()),
        )  # fmt: skip

    def _organisations(self, besoeg: Besoeg) -> list[object]:
        """Those to choose the owner from; none where it is the user's own."""
        alle = sorted(self._opsaetning().organisationer, key=lambda en: en.navn.casefold())
        return [each for each in alle if each.aktiv] if besoeg.kald.known.er_operatoer else []

    # --- new ones -------------------------------------------------------------------------------------------------

    def show_new(self, besoeg: Besoeg) -> Response:
        igen = self._udkast.find(besoeg)
        if igen is None:
            return self._draw_new(besoeg, None)
        return self._fill_in(igen.besoeg) if _asks_reading(igen.besoeg) else self._draw_new(igen.besoeg, igen.fejl)

    def create(self, besoeg: Besoeg) -> Response:
        maade = self._way(besoeg)
        sti = f"/testpersoner/{besoeg.request.path_params['maade']}"
        if _asks_reading(besoeg):
            return self._udkast.keep(besoeg, sti) or self._fill_in(besoeg)
        kolonner = ordreskema.columns_read(read_handlinger()[maade.handling], Ordreart.REPLIKA)
        raekke = {navn: besoeg.felter.get(navn, "") for navn in kolonner} | {"handling": maade.handling}
        try:
            return RedirectResponse(self._order(besoeg, maade.navn, [raekke]), 303)
        except Brugsfejl as fejl:
            return self._udkast.keep(besoeg, sti, fejl) or self._draw_new(besoeg, fejl)

    def _fill_in(self, besoeg: Besoeg) -> Response:
        """The fields that a sentence comes to, filled in beside what was written; nothing is ordered yet.

        What it could have said and did not stands open, so that nothing of an earlier sentence stays.
        """
        try:
            fundne = {**dict.fromkeys(SIGES, ""), **self._bestiller.read_wishes(besoeg.felter["saetning"])}
        except Brugsfejl as fejl:
            return self._draw_new(besoeg, None, saetningsfejl=fejl)
        return self._draw_new(besoeg, None, fundne=fundne)

    @staticmethod
    def _way(besoeg: Besoeg) -> Maade:
        maade = MAADER.get(besoeg.request.path_params["maade"])
        if maade is None:
            raise Brugsfejl("WEB-404", "der er ingen side på den adresse.")
        return maade

    def _draw_new(
        self,
        besoeg: Besoeg,
        fejl: Brugsfejl | None,
        *,
        saetningsfejl: Brugsfejl | None = None,
        fundne: Mapping[str, str] = INTET,
    ) -> Response:
        maade = self._way(besoeg)
        handling = read_handlinger()[maade.handling]
        felter = ordreskema.fields_of(handling, Ordreart.REPLIKA)
        celler = fejl.celler if isinstance(fejl, Skabelonfejl) else []
        kendte = {felt.navn for felt in felter}
        hoved = ordrehoved.head(besoeg, self._opsaetning())
        kommune = self._testmiljoe.kommune_of(hoved["myndighed"] or hoved["organisation"])
        spurgt = besoeg.request.query_params
        foreslaaet = {felt.navn: spurgt[felt.navn][:60] for felt in felter if felt.navn in spurgt}
        udfyldt = {**(besoeg.felter or {"kommunekode": kommune, **foreslaaet}), **fundne}
        return draw(
            besoeg.kald, "testperson_ny", status_of(besoeg, fejl or saetningsfejl),
            maade=maade,
            sti=besoeg.request.path_params["maade"],
            felter=felter,
            lister=ordreskema.lists(udfyldt.get("kommunekode", "")),
            udfyldt=udfyldt,
            foreslaaet=bool(besoeg.kald.vej or (foreslaaet and not besoeg.felter)),
            vilkaar=self._asks_terms(besoeg, hoved["organisation"]),
            fejl=of_form(fejl),
            saetningsfejl=saetningsfejl,
            forstaaet=[felt for felt in felter if fundne.get(felt.navn)],
            eksempler=EKSEMPLER,
            laengste=LAENGSTE,
            feltfejl={each.kolonne: f"{each.fandt}: {each.tilladt}" for each in celler if each.raekke == _RAEKKE},
            andre=[each for each in celler if each.kolonne not in kendte],
            **hoved,
        )  # fmt: skip

    def _asks_terms(self, besoeg: Besoeg, organisation: str) -> bool:
        """Whether the terms are to be accepted first, and the reader may."""
        kald = besoeg.kald
        if not kald.may(Handling.VILKAAR_ACCEPTER):
            return False
        return not self._bestiller.has_accepted(kald.known, organisation if kald.known.er_operatoer else "")

    def _order(self, besoeg: Besoeg, titel: str, raekker: Sequence[Mapping[str, str]]) -> str:
        """A replika-ordre of the rows, submitted; the page that says how it goes, or why it cannot be done yet."""
        kalder = besoeg.kald.known
        skabelon = write_raekker(columns_of(Ordreart.REPLIKA), raekker).encode()
        organisation = besoeg.felter.get("organisation", "") if kalder.er_operatoer else ""
        myndighed = besoeg.felter.get("myndighed", "")
        ordre = self._bestiller.create(kalder, Bestilling(Ordreart.REPLIKA, titel, skabelon, organisation, myndighed))
        sti = f"{ROD}/ordrer/{ordre.uuid}"
        if besoeg.felter.get("vilkaar") == "ja" and besoeg.kald.may(Handling.VILKAAR_ACCEPTER):
            self._bestiller.accept_terms(kalder, organisation)
        if all(each.opfyldt for each in self._bestiller.prerequisites(kalder, ordre.uuid)):
            try:
                self._bestiller.take(kalder, ordre.uuid, "submit")
            except Brugsfejl:  # it is a kladde, whose preview says which line cannot be ordered, and why
                return f"{sti}/visning"
        return sti

    # --- with those that are chosen -------------------------------------------------------------------------------

    def ask(self, besoeg: Besoeg) -> Response:
        """Asks what is needed to do it; where nobody was chosen, the list says so."""
        try:
            self._chosen(besoeg)
        except Brugsfejl as fejl:
            igen = self._udkast.keep(besoeg, "/testpersoner", fejl)
            return igen or self._draw_list(besoeg, self._search(besoeg), fejl)
        return self._ask_again(besoeg, None)

    def show_ask(self, besoeg: Besoeg) -> Response:
        igen = self._udkast.find(besoeg)
        if igen is None:
            return RedirectResponse(f"{ROD}/testpersoner", 303)
        return self._draw_ask(igen.besoeg, igen.fejl)

    def _ask_again(self, besoeg: Besoeg, fejl: Brugsfejl | None) -> Response:
        return self._udkast.keep(besoeg, "/testpersoner/greb", fejl) or self._draw_ask(besoeg, fejl)

    def _draw_ask(self, besoeg: Besoeg, fejl: Brugsfejl | None) -> Response:
        goer, kalder = besoeg.felter.get("goer", ""), besoeg.kald.known
        if goer not in GREB:
            raise Brugsfejl("WEB-404", "det kan der ikke gøres.")
        valgte = set(self._chosen(besoeg))
        egen = "" if kalder.er_operatoer else self._bestiller.organisation(kalder)
        muligheder = [(art, each) for art in ARTER for each in read_handlinger().values()
                      if arts_in(each, art) and not each.kun_replika]  # fmt: skip
        return draw(
            besoeg.kald, "testpersoner_greb", status_of(besoeg, fejl),
            goer=goer,
            greb=GREB[goer],
            valgte=sorted(valgte),
            navne={each.pnr: each.navn for each in self._bestiller.look_up(kalder, list(map(int, valgte)))},
            fejl=of_form(fejl),
            felter=besoeg.felter,
            **ordrehoved.head(besoeg, self._opsaetning()),
            andre=[each for each in self._opsaetning().organisationer if each.aktiv and each.cvr != egen],
            arter=ARTER,
            muligheder=muligheder,
        )  # fmt: skip

    @staticmethod
    def _chosen(besoeg: Besoeg) -> list[str]:
        """The persons that were chosen; Brugsfejl TST-111 where there are none or too many."""
        valgte = [each for each in dict.fromkeys(besoeg.form.several("person")) if each.isascii() and each.isdigit()]
        if not 0 < len(valgte) <= _FLEST_VALGTE:
            raise Brugsfejl("TST-111", f"vælg mindst én person og højst {_FLEST_VALGTE} i listen.")
        return [each[-10:].zfill(10) for each in valgte]

    def do(self, besoeg: Besoeg) -> Response:
        goer, valgte = besoeg.felter.get("goer", ""), self._chosen(besoeg)
        if goer != "gem" and goer not in _HVEM:
            raise Brugsfejl("WEB-404", "det kan der ikke gøres.")
        kalder = besoeg.kald.known
        organisation = besoeg.felter.get("organisation", "") if kalder.er_operatoer else ""
        try:
            if goer == "gem":
                navn = besoeg.felter.get("navn", "")
                self._testmiljoe.hylde.save_persons(kalder, navn, list(map(int, valgte)), organisation)
                return RedirectResponse(f"{ROD}/gemte", 303)
            sti = self._order(besoeg, GREB[goer].knap, [{"handling": goer, _HVEM[goer]: " ".join(valgte)}])
        except Brugsfejl as fejl:
            return self._ask_again(besoeg, fejl)
        return RedirectResponse(sti, 303)

    def share(self, besoeg: Besoeg) -> Response:
        valgte, med = self._chosen(besoeg), besoeg.form.several("med")
        try:
            self._bestiller.share(besoeg.kald.known, list(map(int, valgte)), med)
        except Brugsfejl as fejl:
            return self._ask_again(besoeg, fejl)
        return RedirectResponse(f"{ROD}/testpersoner", 303)


def _asks_reading(besoeg: Besoeg) -> bool:
    """Whether a sentence of wishes is to be read, and nothing ordered."""
    return besoeg.felter.get("goer") == LAES and bool(besoeg.felter.get("saetning", "").strip())
