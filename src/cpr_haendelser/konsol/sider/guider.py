"""Kom godt i gang: the steps as they stand for who reads, certificates, examples, and refusals explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.model import ItSystem, Organisation
from cpr_haendelser.app.vejledning import read_forhold, read_porte, read_vores
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.grunde import to_words
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import Adgang, Besoeg, Side, draw
from cpr_haendelser.logning import refusals
from cpr_haendelser.vejledning.afvisninger import explain, visible
from cpr_haendelser.vejledning.certifikatfejl import CERTIFIKATFEJL
from cpr_haendelser.vejledning.eksempler import EKSEMPLER, Eksempel, Vaerdier, render
from cpr_haendelser.vejledning.leverandoer import LEVERANDOER
from cpr_haendelser.vejledning.myndighed import MYNDIGHED
from cpr_haendelser.vejledning.trin import Stade, Tilstand, Trin, walk

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

STI = "/kom-godt-i-gang"
VEJE: dict[str, tuple[Trin, ...]] = {"leverandoer": LEVERANDOER, "myndighed": MYNDIGHED}
_INTET_DUESLAG = "00000000-0000-0000-0000-000000000000"
"""Stands in the examples until there is one."""
_VALGMULIGE = 200
"""So many dueslag are offered to choose from."""
_TYPER = {"sh": "text/x-shellscript", "py": "text/x-python", "java": "text/x-java"}


class Vej(NamedTuple):
    """A step as it is shown."""

    stade: Stade
    sti: str
    """The page where it is done; empty: the reader may not, or there is none."""
    navn: str
    """Of that page, in Danish."""


class Standset(NamedTuple):
    """A dueslag in which something stands still."""

    dueslag: Dueslag
    ord: str
    tilbageholdt: int
    parkeret: int


def pages(installation: Installation, andre: Iterable[Side] = ()) -> tuple[Side, ...]:
    """The guides. `andre`: the other pages, which they show the way to."""
    guider = _Guider(installation, andre)
    return (
        Side("GET", STI, Handling.STATUS_LAES, guider.choose),
        Side("GET", f"{STI}/leverandoer", Handling.STATUS_LAES, guider.walking("leverandoer")),
        Side("GET", f"{STI}/myndighed", Handling.STATUS_LAES, guider.walking("myndighed")),
        Side("GET", f"{STI}/certifikater", Adgang.INDLOGGET, guider.show_certificates),
        Side("GET", f"{STI}/certifikater/{{rolle}}.pem", Adgang.INDLOGGET, guider.download_certificate),
        Side("GET", f"{STI}/eksempler", Handling.STATUS_LAES, guider.show_examples),
        Side("GET", f"{STI}/eksempler/{{fil}}", Handling.STATUS_LAES, guider.download_example),
        Side("GET", f"{STI}/afvisninger", Handling.STATUS_LAES, guider.show_refusals),
    )


class _Guider:
    def __init__(self, installation: Installation, andre: Iterable[Side]) -> None:
        self._installation = installation
        self._andre = [each for each in andre if each.metode == "GET"]

    # --- the ways ---------------------------------------------------------------------------------------------------

    def choose(self, besoeg: Besoeg) -> Response:
        """To the way of who reads."""
        roller = besoeg.kald.aktoer.roller if besoeg.kald.aktoer else frozenset[Rolle]()
        vej = "myndighed" if Rolle.AFTALEADMINISTRATOR in roller else "leverandoer"
        return RedirectResponse(f"{ROD}{STI}/{vej}", 303)

    def walking(self, vej: str) -> Callable[[Besoeg], Response]:
        """The page of a way."""

        def show(besoeg: Besoeg) -> Response:
            organisation = self._organisation(besoeg)
            system = self._system(besoeg, organisation)
            forhold = read_forhold(self._installation, organisation, system)
            stader = walk(VEJE[vej], forhold)
            return draw(
                besoeg.kald, f"guide_{vej}",
                her=f"{STI}/{vej}",
                trin=[self._shown(besoeg.kald, each) for each in stader],
                gjort=sum(each.tilstand is Tilstand.GJORT for each in stader),
                valgt=organisation,
                organisationer=self._choices(besoeg.kald, vej),
                systemer=self._systems(organisation) if vej == "leverandoer" else [],
                system=system,
                afviste=len(self._refusals(besoeg)),
            )  # fmt: skip

        return show

    def _organisation(self, besoeg: Besoeg) -> str:
        """CVR of the one that is shown: the reader's own, or one that is chosen where everybody's are seen."""
        egen = besoeg.kald.fundet.bruger.cvr if besoeg.kald.fundet else ""
        oensket = besoeg.request.query_params.get("organisation", "")
        return oensket if oensket and besoeg.kald.known.er_operatoer else egen

    def _choices(self, kald: Kald, vej: str) -> list[Organisation]:
        if not kald.known.er_operatoer:
            return []
        organisationer = self._installation.bord.opsaetning().organisationer
        return [
            each
            for each in organisationer
            if each.aktiv and (each.myndighed if vej == "myndighed" else each.leverandoer)
        ]

    def _systems(self, cvr: str) -> list[ItSystem]:
        return [each for each in self._installation.bord.opsaetning().systemer if each.cvr == cvr and each.aktiv]

    def _system(self, besoeg: Besoeg, cvr: str) -> str:
        oensket = besoeg.request.query_params.get("system", "").lower()
        return next((each.uuid for each in self._systems(cvr) if each.uuid.lower() == oensket), "")

    def _shown(self, kald: Kald, stade: Stade) -> Vej:
        sti = stade.trin.sti
        fundet = next((each for each in self._andre if each.sti == sti), None)
        maa = sti.startswith(STI) or (
            fundet is not None and (not isinstance(fundet.adgang, Handling) or kald.may(fundet.adgang))
        )
        return Vej(stade, sti if maa else "", NAVNE[sti])

    # --- certificates -----------------------------------------------------------------------------------------------

    def show_certificates(self, besoeg: Besoeg) -> Response:
        systemsiden = any(each.sti == "/systemer" for each in self._andre) and besoeg.kald.may(Handling.SYSTEM_LAES)
        return draw(
            besoeg.kald, "guide_certifikater",
            her=f"{STI}/certifikater",
            vores=read_vores(self._installation),
            fejl=CERTIFIKATFEJL,
            vaert=besoeg.request.url.hostname,
            port=read_porte(self._installation).hent,
            systemer=systemsiden,
        )  # fmt: skip

    def download_certificate(self, besoeg: Besoeg) -> Response:
        rolle = besoeg.request.path_params["rolle"]
        fundet = next((each for each in read_vores(self._installation) if each.rolle == rolle), None)
        if fundet is None:
            raise Brugsfejl("WEB-404", "der er intet certifikat af den slags.")
        return _file(fundet.pem, f"cpr-haendelser-{rolle}.pem", "application/x-pem-file")

    # --- examples ---------------------------------------------------------------------------------------------------

    def show_examples(self, besoeg: Besoeg) -> Response:
        dueslag, mulige = self._dueslag(besoeg)
        vaerdier = self._values(besoeg, dueslag)
        return draw(
            besoeg.kald, "guide_eksempler",
            her=f"{STI}/eksempler",
            eksempler=[(each, render(each, vaerdier)) for each in _examples(dueslag)],
            vaerdier=vaerdier,
            dueslag=dueslag,
            mulige=mulige,
        )  # fmt: skip

    def download_example(self, besoeg: Besoeg) -> Response:
        dueslag, _ = self._dueslag(besoeg)
        fil = besoeg.request.path_params["fil"]
        fundet = next((each for alle in EKSEMPLER.values() for each in alle if each.fil == fil), None)
        if fundet is None:
            raise Brugsfejl("WEB-404", "der er intet eksempel af det navn.")
        type_ = _TYPER[fil.rpartition(".")[2]]
        return _file(render(fundet, self._values(besoeg, dueslag)), fil, f"{type_}; charset=utf-8")

    def _dueslag(self, besoeg: Besoeg) -> tuple[Dueslag | None, list[Dueslag]]:
        """The one that is asked for, or the first, of those that the reader may see."""
        maa = besoeg.kald.may(Handling.DUESLAG_LAES)
        egne = self._installation.betjening.list_own(besoeg.kald.known) if maa else []
        mulige = sorted((each for each in egne if each.aktiv), key=lambda each: each.navn.casefold())
        oensket = besoeg.request.query_params.get("dueslag", "").lower()
        fundet = next((each for each in mulige if each.uuid.lower() == oensket), mulige[0] if mulige else None)
        return fundet, mulige[:_VALGMULIGE]

    def _values(self, besoeg: Besoeg, dueslag: Dueslag | None) -> Vaerdier:
        opsat, porte = self._installation.bord.opsaetning(), read_porte(self._installation)
        system = next(
            (each for each in opsat.systemer if dueslag and each.uuid.lower() == dueslag.system.lower()), None
        )
        return Vaerdier(
            besoeg.request.url.hostname or "localhost",
            porte.hent,
            porte.maskindoer,
            dueslag.uuid if dueslag else _INTET_DUESLAG,
            dueslag.callback if dueslag and dueslag.callback else "https://modtager.example.dk:9443/modtag",
            _stem(system.navn) if system else "fagsystem",
        )

    # --- refusals ---------------------------------------------------------------------------------------------------

    def _refusals(self, besoeg: Besoeg) -> list[object]:
        opsat = self._installation.bord.opsaetning()
        kalder = besoeg.kald.known
        egne = {each.uuid.lower() for each in opsat.systemer if each.cvr == kalder.organisation}
        return list(visible(explain(refusals(), opsat), None if kalder.er_operatoer else frozenset(egne)))

    def show_refusals(self, besoeg: Besoeg) -> Response:
        opsat = self._installation.bord.opsaetning()
        return draw(
            besoeg.kald, "guide_afvisninger",
            her=f"{STI}/afvisninger",
            afvisninger=self._refusals(besoeg),
            navne={each.uuid.lower(): each.navn for each in opsat.systemer},
            standsede=self._stopped(besoeg),
        )  # fmt: skip

    def _stopped(self, besoeg: Besoeg) -> list[Standset]:
        if not besoeg.kald.may(Handling.DUESLAG_LAES):
            return []
        egne = {each.uuid.lower(): each for each in self._installation.betjening.list_own(besoeg.kald.known)}
        tilstande = [each.tilstand for each in self._installation.udkig.seen().dueslag]
        fundne = [
            Standset(
                egne[each.dueslag.lower()], to_words(each.stoppet or each.sidste_fejl), each.tilbageholdt, each.parkeret
            )
            for each in tilstande
            if each.dueslag.lower() in egne
        ]
        return [each for each in fundne if each.ord or each.tilbageholdt or each.parkeret]


NAVNE = {
    "/organisationer": "Organisationer",
    "/brugere": "Brugere",
    "/systemer": "It-systemer",
    "/systemer/ny": "Nyt it-system",
    f"{STI}/certifikater": "Certifikater",
    "/aftaler": "Aftaler",
    "/aftaler/ny": "Anmod om en aftale",
    "/dueslag": "Dueslag",
    "/dueslag/nyt": "Nyt dueslag",
    f"{STI}/eksempler": "Eksempler",
    "/ordrer/ny": "Ny ordre",
    "/revision": "Revision",
}
"""What the pages that the steps lead to are called."""


def _examples(dueslag: Dueslag | None) -> tuple[Eksempel, ...]:
    return EKSEMPLER[dueslag.leveringsmaade if dueslag else Leveringsmaade.HENT]


def _stem(navn: str) -> str:
    """A system's name as the name of a file."""
    return re.sub(r"[^a-z0-9]+", "-", navn.lower()).strip("-") or "fagsystem"


def _file(tekst: str, navn: str, type_: str) -> Response:
    return Response(tekst, media_type=type_, headers={"Content-Disposition": f'attachment; filename="{navn}"'})
