"""An order line by line: what may happen is chosen, then whom it happens to and how; or a filled template is handed in.

A line is written as a row of the template and read as one, so that a form can order nothing that a template cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling as Adgangshandling
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw, to_number
from cpr_haendelser.konsol.sider import ordrehoved, ordreskema
from cpr_haendelser.konsol.sider.ordrefejl import FELTER, of_form
from cpr_haendelser.konsol.soegning import searching
from cpr_haendelser.konsol.udkast import Udkast, status_of
from cpr_haendelser.storage.ordre import Kreds, Ordre, Ordreart, Ordretilstand, Personslags
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.testmiljoe.bestilling import Bestilling, Skabelonfejl
from cpr_haendelser.testmiljoe.handlinger import Handling, arts_in, read_handlinger
from cpr_haendelser.testmiljoe.personbord import Personsoegning
from cpr_haendelser.testmiljoe.regneark.pakke import STOERSTE_ARK
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from cpr_haendelser.testmiljoe.regneark.udseende import examples_of
from cpr_haendelser.testmiljoe.skabelon.kolonner import read_kolonner
from cpr_haendelser.testmiljoe.skabelon.skriv import columns_of, to_raekker, write_raekker, write_skabelon

if TYPE_CHECKING:
    from cpr_haendelser.app.testmiljoe import Testmiljoe
    from cpr_haendelser.testmiljoe.personoversigt import Kendt

ARTER = {
    Ordreart.SAMMENHAENGENDE: "Sammenhængende ordre: replika og hændelser på én gang",
    Ordreart.HAENDELSE: "Hændelses-ordre: kuvert fra ordren, beskeddata fra replikaen",
    Ordreart.REPLIKA: "Replika-ordre: personer i replikaen, ingen hændelser",
}
"""The kinds of order in words, the one that cannot disagree first."""
REGNEARK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UPLOAD = STOERSTE_ARK + 2 * 1024 * 1024
"""Bytes of a form with a template: as a file, or as text."""
_OVER = 2
"""Rows of a written template above its first line."""
_PERSONER = 25
VALGT = "bestil"
"""The button of the persons' page that leads to the form of a line."""


class Sted(NamedTuple):
    """Where a line belongs."""

    ordre: Ordre | None
    """None: it is the first of an order that is still to be made."""
    art: Ordreart
    raekke: int = 0
    """The row that is changed, from 1; 0: a new one."""
    efter: int = 0
    """The row that a new one is the next step of; 0: none."""


def pages(testmiljoe: Testmiljoe, opsaetning: Callable[[], Opsaetning]) -> tuple[Side, ...]:
    """The pages; `opsaetning` gives the set-up of the moment."""
    linjer = _Linjer(testmiljoe, opsaetning)
    bestil, laes = Adgangshandling.ORDRE_BESTIL, Adgangshandling.ORDRE_LAES
    return (
        Side("GET", "/ordrer/ny", bestil, linjer.show_new),
        Side("POST", "/ordrer/ny", bestil, linjer.take_template, _UPLOAD, foelges=True),
        Side("GET", "/ordrer/ny/handling", bestil, linjer.choose),
        searching("/ordrer/ny/handling", bestil),
        Side("GET", "/ordrer/ny/linje", bestil, linjer.show_line),
        Side("POST", "/ordrer/ny/linje", bestil, linjer.take_line, foelges=True),
        Side("GET", "/ordrer/skabelon/{art}", laes, linjer.show_template),
        Side("GET", "/ordrer/regneark/{art}", laes, linjer.show_workbook),
        Side("GET", "/ordrer/{uuid}/handling", bestil, linjer.choose),
        searching("/ordrer/{uuid}/handling", bestil),
        Side("GET", "/ordrer/{uuid}/linje", bestil, linjer.show_line),
        Side("POST", "/ordrer/{uuid}/linje", bestil, linjer.take_line, foelges=True),
        Side("POST", "/ordrer/{uuid}/linje/fjern", bestil, linjer.remove, foelges=True),
    )


def to_art(tekst: str) -> Ordreart:
    """A kind of order; Brugsfejl WEB-404 where there is none of that name."""
    if tekst not in set(Ordreart):
        raise Brugsfejl("WEB-404", "den slags ordre findes ikke.")
    return Ordreart(tekst)


class _Linjer:
    def __init__(self, testmiljoe: Testmiljoe, opsaetning: Callable[[], Opsaetning]) -> None:
        self._testmiljoe, self._bestiller, self._opsaetning = testmiljoe, testmiljoe.bestiller, opsaetning
        self._udkast = Udkast(testmiljoe)

    # --- templates ------------------------------------------------------------------------------------------------

    def show_new(self, besoeg: Besoeg) -> Response:
        return self._draw_new(*self._udkast.again(besoeg))

    def take_template(self, besoeg: Besoeg) -> Response:
        felter = besoeg.felter
        try:
            skabelon = _handed_in(besoeg)
            ordre = self._bestiller.create(
                besoeg.kald.known, self._order(besoeg, to_art(felter.get("art", "")), skabelon)
            )
        except Brugsfejl as fejl:
            # A file is not kept: it is chosen anew.
            igen = None if besoeg.form.filer else self._udkast.keep(besoeg, "/ordrer/ny", fejl)
            return igen or self._draw_new(besoeg, fejl)
        return RedirectResponse(f"{ROD}/ordrer/{ordre.uuid}", 303)

    def _order(self, besoeg: Besoeg, art: Ordreart, skabelon: bytes) -> Bestilling:
        felter = besoeg.felter
        return Bestilling(
            art,
            felter.get("titel", ""),
            skabelon,
            felter.get("organisation", "") if besoeg.kald.known.er_operatoer else "",
            felter.get("myndighed", ""),
            Kreds.ALLE if felter.get("kreds") else Kreds.EGNE,
        )

    def _draw_new(self, besoeg: Besoeg, fejl: Brugsfejl | None) -> Response:
        return draw(
            besoeg.kald, "ordre_ny", status_of(besoeg, fejl),
            fejl=fejl,
            feltfejl={self._field_of(besoeg, fejl): fejl} if fejl else {},
            celler=fejl.celler if isinstance(fejl, Skabelonfejl) else (),
            antal=fejl.antal if isinstance(fejl, Skabelonfejl) else 0,
            valgt_art=besoeg.felter.get("art", Ordreart.SAMMENHAENGENDE.value),
            arter=ARTER,
            **self._head(besoeg),
        )  # fmt: skip

    @staticmethod
    def _field_of(besoeg: Besoeg, fejl: Brugsfejl) -> str:
        """The field that it is about: the template, as it was sent, where it is none of the others."""
        som_tekst = besoeg.felter.get("skabelon") and not besoeg.form.filer.get("fil")
        return FELTER.get(fejl.kode, "skabelon" if som_tekst else "fil")

    def _head(self, besoeg: Besoeg) -> dict[str, Any]:
        """What the fields about the whole order are drawn with."""
        return {"felter": besoeg.felter, **ordrehoved.head(besoeg, self._opsaetning())}

    def show_template(self, besoeg: Besoeg) -> Response:
        art = to_art(besoeg.request.path_params["art"])
        return download(write_skabelon(art).encode(), f"bestilling-{art}.csv", "text/csv; charset=utf-8")

    def show_workbook(self, besoeg: Besoeg) -> Response:
        art = to_art(besoeg.request.path_params["art"])
        eksempel = besoeg.request.query_params.get("eksempel") == "ja"
        navn = f"bestilling-{art}{'-eksempel' if eksempel else ''}.xlsx"
        return download(write_regneark(art, examples_of(art) if eksempel else ()), navn, REGNEARK)

    # --- what shall happen ----------------------------------------------------------------------------------------

    def choose(self, besoeg: Besoeg) -> Response:
        sted = self._place(besoeg)
        soegt = besoeg.request.query_params.get("q", "")[:60]
        handlinger = [each for each in read_handlinger().values() if arts_in(each, sted.art)]
        ord_ = soegt.casefold().split()
        return draw(
            besoeg.kald, "ordre_handling",
            sted=sted,
            art=ARTER[sted.art],
            soegt=soegt,
            adresse=_address(sted),
            etiketter=ordreskema.ETIKETTER,
            handlinger=[each for each in handlinger if all(o in _words(each) for o in ord_)],
        )  # fmt: skip

    def show_line(self, besoeg: Besoeg) -> Response:
        if (igen := self._udkast.find(besoeg)) is not None:
            return self._show_again(igen.besoeg, igen.fejl, igen.raekke)
        sted, spurgt = self._place(besoeg), besoeg.request.query_params
        raekker = self._rows(besoeg, sted)
        udfyldt: Mapping[str, str] = {}
        if sted.raekke:
            udfyldt = {navn: ordreskema.to_value(navn, v) for navn, v in raekker[sted.raekke - 1].items()}
        elif sted.efter:
            foer = raekker[sted.efter - 1]
            udfyldt = {"personnummer": foer.get("personnummer", ""), "vent": "60"}
        handling = self._find(udfyldt.get("handling", "") or spurgt.get("handling", ""), sted.art)
        if not sted.raekke:
            udfyldt = {**self._proposed(besoeg, sted, handling, udfyldt.get("personnummer", "")), **udfyldt}
        return self._draw_line(besoeg, sted, handling, udfyldt)

    def _proposed(self, besoeg: Besoeg, sted: Sted, handling: Handling, hvem: str) -> dict[str, str]:
        """What stands in the fields of a new line: what the address proposes, and where its person lives.

        Persons are never named in an address: it can ask for the first of those that are offered. Nothing is known of
        where nobody lives: then it is where the test authority is.
        """
        spurgt = besoeg.request.query_params
        felter = {
            navn: spurgt[navn][:60]
            for navn in ordreskema.columns_read(handling, sted.art)
            if navn in spurgt and not read_kolonner()[navn].slags.startswith("pnr")
        }
        if spurgt.get("vaelg") == "foerste":
            kendte = (each for each in self._persons(besoeg) if each.i_replika)
            hvem = next((each.pnr for each in sorted(kendte, key=lambda each: each.foedt)), "")
            felter["personnummer"] = hvem
        if "kommunekode" in handling.skal:
            felter = {"kommunekode": self._municipality(besoeg, sted, hvem), **felter}
        return felter

    def _municipality(self, besoeg: Besoeg, sted: Sted, hvem: str) -> str:
        """The code of the one that the first of the persons lives in, or else the test authority's."""
        [pnr, *_] = [each for each in hvem.split() if each.isdigit()] or [""]
        kendte = self._bestiller.look_up(besoeg.kald.known, [int(pnr)]) if pnr else []
        bor = next((each.kommune for each in kendte), "")
        if bor and (kode := ordreskema.kommunekode(bor)):
            return kode
        myndighed = sted.ordre.myndighed if sted.ordre else self._head(besoeg)["myndighed"]
        return self._testmiljoe.kommune_of(myndighed or besoeg.kald.known_actor.organisation)

    def take_line(self, besoeg: Besoeg) -> Response:
        """Searches for persons, or keeps the line; what was written stays in the form either way."""
        sted = self._place(besoeg)
        handling = self._find(besoeg.felter.get("handling", ""), sted.art)
        udfyldt = _written(besoeg, sted, handling)
        if besoeg.felter.get("goer") != "gem":
            return self._udkast.keep(besoeg, f"{_address(sted)}/linje") or self._show_again(besoeg, None, 0)
        raekker = self._rows(besoeg, sted)
        plads = sted.raekke - 1 if sted.raekke else sted.efter or len(raekker)
        ny = {**udfyldt, "handling": handling.noegle}
        if sted.efter:
            sekvens = raekker[sted.efter - 1].get("sekvens") or f"trin {sted.efter}"
            raekker[sted.efter - 1]["sekvens"] = ny["sekvens"] = sekvens
        elif sted.raekke:
            ny["sekvens"] = raekker[plads].get("sekvens", "")
        raekker[plads : plads + (1 if sted.raekke else 0)] = [ny]
        try:
            ordre = self._keep(besoeg, sted, raekker, handling.navn)
        except Brugsfejl as fejl:
            raekke = plads + 1 + _OVER
            igen = self._udkast.keep(besoeg, f"{_address(sted)}/linje", fejl, raekke)
            return igen or self._show_again(besoeg, fejl, raekke)
        if besoeg.kald.vej and sted.ordre is None:
            # On a way of Kom godt i gang nothing but to submit it is left to do.
            return RedirectResponse(f"{ROD}/ordrer/{ordre.uuid}/visning", 303)
        # A new order is shown from the top, where its next step stands.
        return RedirectResponse(f"{ROD}/ordrer/{ordre.uuid}{'#linjer' if sted.ordre else ''}", 303)

    def _show_again(self, besoeg: Besoeg, fejl: Brugsfejl | None, raekke: int) -> Response:
        """The form with what was written in it; where the persons were chosen on their own page, the rest proposed."""
        sted = self._place(besoeg)
        handling = self._find(besoeg.felter.get("handling", ""), sted.art)
        udfyldt = _written(besoeg, sted, handling)
        if besoeg.felter.get("goer") == VALGT:
            udfyldt |= self._proposed(besoeg, sted, handling, udfyldt["personnummer"])
        return self._draw_line(besoeg, sted, handling, udfyldt, fejl, raekke)

    def _keep(self, besoeg: Besoeg, sted: Sted, raekker: Sequence[Mapping[str, str]], hvad: str = "") -> Ordre:
        """The order with those rows; a new one that nobody has given a title is called what its first line does."""
        skabelon = write_raekker(columns_of(sted.art), raekker).encode()
        if sted.ordre is None:
            ny = self._order(besoeg, sted.art, skabelon)
            return self._bestiller.create(besoeg.kald.known, ny._replace(titel=ny.titel.strip() or hvad))
        gammel = sted.ordre
        ny = Bestilling(gammel.art, gammel.titel, skabelon, gammel.ejer, gammel.myndighed, gammel.kreds)
        return self._bestiller.change(besoeg.kald.known, gammel.uuid, ny, besoeg.felter.get("pr", ""))

    def remove(self, besoeg: Besoeg) -> Response:
        sted = self._place(besoeg)
        raekker = self._rows(besoeg, sted)
        if not sted.raekke:
            raise Brugsfejl("WEB-404", "der er ikke sagt, hvilken linje det er.")
        if len(raekker) == 1:
            raise Brugsfejl("TST-110", "en ordre har mindst én linje; annullér ordren i stedet.")
        del raekker[sted.raekke - 1]
        ordre = self._keep(besoeg, sted, raekker)
        return RedirectResponse(f"{ROD}/ordrer/{ordre.uuid}#linjer", 303)

    def _place(self, besoeg: Besoeg) -> Sted:
        """Where the line belongs; WEB-404 where there is no such row, TST-032 where the order is no kladde any more."""
        spurgt = {**besoeg.request.query_params, **besoeg.felter}
        uuid = besoeg.request.path_params.get("uuid", "")
        if not uuid:
            return Sted(None, to_art(spurgt.get("ordreart", "")))
        ordre = self._bestiller.find(besoeg.kald.known, uuid)
        if ordre.tilstand is not Ordretilstand.KLADDE:
            raise Brugsfejl(
                "TST-032", f"ordren er {ordre.tilstand.vist}, og så kan dens linjer ikke rettes; bestil igen."
            )
        return Sted(ordre, ordre.art, to_number(spurgt.get("raekke", ""), 0), to_number(spurgt.get("efter", ""), 0))

    def _rows(self, besoeg: Besoeg, sted: Sted) -> list[dict[str, str]]:
        if sted.ordre is None:
            return []
        raekker = to_raekker(self._bestiller.all_lines(besoeg.kald.known, sted.ordre.uuid))
        if max(sted.raekke, sted.efter) > len(raekker):
            raise Brugsfejl("WEB-404", "ordren har ikke så mange linjer.")
        return raekker

    @staticmethod
    def _find(noegle: str, art: Ordreart) -> Handling:
        handling = read_handlinger().get(noegle)
        if handling is None or not arts_in(handling, art):
            raise Brugsfejl("WEB-404", "det kan ikke bestilles i den slags ordre.")
        return handling

    def _draw_line(  # noqa: PLR0913 - what a line is drawn from
        self,
        besoeg: Besoeg,
        sted: Sted,
        handling: Handling,
        udfyldt: Mapping[str, str],
        fejl: Brugsfejl | None = None,
        raekke: int = 0,
    ) -> Response:
        celler = fejl.celler if isinstance(fejl, Skabelonfejl) else []
        try:
            personer = self._persons(besoeg)
        except Brugsfejl as andet:
            personer, fejl = [], fejl or andet
        egne = {each.kolonne: f"{each.fandt}: {each.tilladt}" for each in celler if each.raekke == raekke}
        kolonner = ordreskema.columns_read(handling, sted.art)
        return draw(
            besoeg.kald, "ordre_linje", status_of(besoeg, fejl),
            sted=sted,
            pr=besoeg.felter.get("pr") or (sted.ordre.aendret if sted.ordre else ""),
            adresse=_address(sted),
            handling=handling,
            hvem="fra" if "fra" in handling.skal else "personnummer",
            grupper=ordreskema.groups_of(handling, sted.art),
            lister=ordreskema.lists(udfyldt.get("kommunekode", "")),
            udfyldt=udfyldt,
            rettede=[*egne, *ordreskema.said_in(udfyldt)],
            fejl=of_form(fejl),
            feltfejl=egne,
            andre=[each for each in celler if each.raekke != raekke or each.kolonne not in kolonner],
            personer=personer,
            slags=list(Personslags),
            foreslaaet="vaelg" in besoeg.request.query_params,
            idag=besoeg.felter.get("ord", ""),
            art=ARTER[sted.art],
            **self._head(besoeg),
        )  # fmt: skip

    def _persons(self, besoeg: Besoeg) -> list[Kendt]:
        """Those that were searched for; own ones where nobody has searched."""
        slags = besoeg.felter.get("slags", "")
        soegning = Personsoegning(
            besoeg.felter.get("organisation", "") if besoeg.kald.known.er_operatoer else "",
            Personslags(slags) if slags in set(Personslags) else None,
            besoeg.felter.get("ord", "")[:60],
            antal=_PERSONER,
        )
        return self._bestiller.search(besoeg.kald.known, soegning)


def _written(besoeg: Besoeg, sted: Sted, handling: Handling) -> dict[str, str]:
    """The columns of a line as they were written, with the persons that were ticked beside those that were written."""
    udfyldt = {navn: besoeg.felter.get(navn, "") for navn in ordreskema.columns_read(handling, sted.art)}
    hvem = "fra" if "fra" in handling.skal else "personnummer"
    udfyldt[hvem] = " ".join(dict.fromkeys([*udfyldt[hvem].replace(",", " ").split(), *besoeg.form.several("person")]))
    return udfyldt


def download(data: bytes, navn: str, slags: str) -> Response:
    """A file to keep."""
    return Response(data, media_type=slags, headers={"Content-Disposition": f'attachment; filename="{navn}"'})


def _handed_in(besoeg: Besoeg) -> bytes:
    """The filled template, as a file or as text; Brugsfejl TST-113 where there is neither."""
    skabelon = besoeg.form.filer.get("fil") or besoeg.felter.get("skabelon", "").encode()
    if not skabelon.strip():
        raise Brugsfejl("TST-113", "vælg den udfyldte skabelon, eller sæt den ind som tekst. Intet er bestilt.")
    return skabelon


def _address(sted: Sted) -> str:
    return f"/ordrer/{sted.ordre.uuid}" if sted.ordre is not None else "/ordrer/ny"


def _words(handling: Handling) -> str:
    return " ".join((handling.noegle, handling.navn, *handling.koder, handling.forklaring)).casefold()
