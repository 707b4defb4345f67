"""Kom godt i gang: the steps as they stand for who reads, certificates, examples, and refusals explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ItSystem, Organisation
from cpr_haendelser.app.vejledning import read_ca, read_doere, read_forhold, read_porte, read_vores
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.grunde import to_words
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import Adgang, Besoeg, Side, address_of, draw
from cpr_haendelser.konsol.sprog import oversaettelse
from cpr_haendelser.tls.ca import CA_NAVN, to_stem
from cpr_haendelser.vejledning.afvisninger import explain, visible
from cpr_haendelser.vejledning.certifikatfejl import CERTIFIKATFEJL
from cpr_haendelser.vejledning.drift import DRIFT, TLS
from cpr_haendelser.vejledning.eksempler import EKSEMPLER, Eksempel, Vaerdier, render
from cpr_haendelser.vejledning.kort import KORT, is_walking
from cpr_haendelser.vejledning.leverandoer import LEVERANDOER
from cpr_haendelser.vejledning.myndighed import MYNDIGHED
from cpr_haendelser.vejledning.trin import Forhold, Stade, Tilstand, Trin, walk

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

STI = "/kom-godt-i-gang"
VEJE: dict[str, tuple[Trin, ...]] = {"drift": DRIFT, "kort": KORT, "leverandoer": LEVERANDOER, "myndighed": MYNDIGHED}
_FOR_ANDRE = frozenset({"leverandoer", "myndighed"})
"""The ways that are seen for another organisation, too."""
_INTET_DUESLAG = "00000000-0000-0000-0000-000000000000"
"""Stands in the examples until there is one."""
_VALGMULIGE = 200
"""So many dueslag are offered to choose from."""
_VIST = 5
"""So many it-systems are shown the way to."""
_BEGYNDELSE = 50
"""So many hændelser are looked through for the first one that was fetched."""
_TYPER = {"sh": "text/x-shellscript", "py": "text/x-python", "java": "text/x-java"}


class Hen(NamedTuple):
    """A page to go to."""

    sti: str
    navn: str
    """What is done there, in Danish."""


class Vej(NamedTuple):
    """A step as it is shown."""

    stade: Stade
    hen: list[Hen]
    """The pages where it is done, as far as the reader may; the first one first."""


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
        *(
            Side("GET", f"{STI}/{vej}", Handling.STATUS_LAES, guider.walking(vej))
            for vej in ("leverandoer", "myndighed")
        ),
        Side("GET", f"{STI}/drift", Handling.SERVER_KOER, guider.walking("drift")),
        *(
            (Side("GET", f"{STI}/kort", Handling.SERVER_KOER, guider.walking("kort")),)
            if installation.settings.environment == "exttest"
            else ()
        ),
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
        veje = {
            Rolle.DRIFTSOPERATOER: "drift",
            Rolle.AFTALEADMINISTRATOR: "myndighed",
        }
        vej = next((vej for rolle, vej in veje.items() if rolle in roller), "leverandoer")
        if vej == "drift" and is_walking(self._forhold(besoeg, self._organisation(besoeg))):
            vej = "kort"
        return RedirectResponse(f"{ROD}{STI}/{vej}", 303)

    def walking(self, vej: str) -> Callable[[Besoeg], Response]:
        """The page of a way."""

        def show(besoeg: Besoeg) -> Response:
            organisation = self._organisation(besoeg)
            system = self._system(besoeg, organisation)
            forhold = self._forhold(besoeg, organisation, system)
            stader = walk(VEJE[vej], forhold)
            return draw(
                besoeg.kald, f"guide_{vej}",
                her=f"{STI}/{vej}",
                trin=[self._shown(besoeg.kald, each) for each in stader],
                gjort=sum(each.tilstand is Tilstand.GJORT for each in stader),
                valgt=organisation,
                organisationer=self._choices(besoeg.kald, vej) if vej in _FOR_ANDRE else [],
                systemer=self._systems(organisation) if vej == "leverandoer" else [],
                system=system,
                afviste=len(self._refusals(besoeg)),
                er_myndighed=forhold.organisation is not None and forhold.organisation.myndighed,
                foerste=self._first_haendelse(organisation) if vej == "kort" else 0,
            )  # fmt: skip

        return show

    def _first_haendelse(self, cvr: str) -> int:
        """The lowest løbenummer that an organisation's it-systems may have, of the beginning of the log; 0: none."""
        bord = self._installation.bord
        ret = bord.gaeldende().ret_of_organisation(cvr)
        fundne = self._installation.lager.haendelser(antal=_BEGYNDELSE)
        return next((each.loebenummer for each in fundne if ret.allows(bord.besked(each))), 0)

    def _forhold(self, besoeg: Besoeg, organisation: str, system: str = "") -> Forhold:
        forhold = read_forhold(self._installation, organisation, system, _host(besoeg))
        return forhold._replace(adresse=address_of(besoeg))

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
        stier = stade.fund.stier or ((stade.trin.sti,) if stade.trin.sti else ())
        fundne = ((sti, self._find(sti)) for sti in stier)
        return Vej(stade, [Hen(sti, NAVNE[side.sti]) for sti, side in fundne if side and self._may(kald, side)])

    def _find(self, sti: str) -> Side | None:
        """The page at an address; one whose address is written out goes before one that is made with a name."""
        guider = (Side("GET", f"{STI}/{each}", Adgang.INDLOGGET, self.choose) for each in ("certifikater", "eksempler"))
        passer = [each for each in (*guider, *self._andre) if _fits(each.sti, sti.partition("?")[0])]
        return min(passer, key=lambda side: "{" in side.sti, default=None)

    @staticmethod
    def _may(kald: Kald, side: Side) -> bool:
        return not isinstance(side.adgang, Handling) or kald.may(side.adgang)

    # --- certificates -----------------------------------------------------------------------------------------------

    def show_certificates(self, besoeg: Besoeg) -> Response:
        systemsiden = any(each.sti == "/systemer" for each in self._andre) and besoeg.kald.may(Handling.SYSTEM_LAES)
        systemer = self._own_systems(besoeg) if systemsiden else None
        return draw(
            besoeg.kald, "guide_certifikater",
            her=f"{STI}/certifikater",
            vores=read_vores(self._installation),
            ca=bool(read_ca(self._installation)),
            fejl=CERTIFIKATFEJL,
            vaert=_host(besoeg),
            port=read_porte(self._installation).hent,
            systemer=systemer,
            systemnavn=quote(systemer[0].navn if systemer else "Fagsystem"),
            stamme=(to_stem(systemer[0].navn) if systemer else "") or "fagsystem",
        )  # fmt: skip

    def _own_systems(self, besoeg: Besoeg) -> list[ItSystem]:
        """Those whose certificates the reader sees to; a few of them."""
        kald = besoeg.kald
        alle = self._installation.systemkontor.list_all(kald.known_actor)
        egne = (each for each in alle if each.aktiv and kald.may_for(Handling.CERTIFIKAT_RET, bare_cvr(each.cvr)))
        return list(islice(egne, _VIST))

    def download_certificate(self, besoeg: Besoeg) -> Response:
        rolle = besoeg.request.path_params["rolle"]
        if rolle == CA_NAVN and (pem := read_ca(self._installation)):
            return _file(pem, f"{CA_NAVN}.pem", "application/x-pem-file")
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
            eksempler=[(each, render(each, vaerdier, _sayer(besoeg))) for each in _examples(dueslag)],
            vaerdier=vaerdier,
            dueslag=dueslag,
            mulige=mulige,
            mangler=[each for each in self._doors(besoeg) if each.stade.tilstand is not Tilstand.GJORT],
            ca=bool(read_ca(self._installation)),
        )  # fmt: skip

    def _doors(self, besoeg: Besoeg) -> list[Vej]:
        """What takes the doors for machines to TLS, and where it stands."""
        egen = besoeg.kald.fundet.bruger.cvr if besoeg.kald.fundet else ""
        doere = read_doere(self._installation, _host(besoeg))
        forhold = Forhold(egen, "", "", self._installation.bord.opsaetning(), {}, doere=doere)
        return [self._shown(besoeg.kald, each) for each in walk(TLS, forhold)]

    def download_example(self, besoeg: Besoeg) -> Response:
        dueslag, _ = self._dueslag(besoeg)
        fil = besoeg.request.path_params["fil"]
        fundet = next((each for alle in EKSEMPLER.values() for each in alle if each.fil == fil), None)
        if fundet is None:
            raise Brugsfejl("WEB-404", "der er intet eksempel af det navn.")
        type_ = _TYPER[fil.rpartition(".")[2]]
        tekst = render(fundet, self._values(besoeg, dueslag), _sayer(besoeg))
        return _file(tekst, fil, f"{type_}; charset=utf-8")

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
            _host(besoeg),
            porte.hent,
            porte.maskindoer,
            dueslag.uuid if dueslag else _INTET_DUESLAG,
            dueslag.callback if dueslag and dueslag.callback else "https://modtager.example.dk:9443/modtag",
            address_of(besoeg),
            (to_stem(system.navn) if system else "") or "fagsystem",
        )

    # --- refusals ---------------------------------------------------------------------------------------------------

    def _refusals(self, besoeg: Besoeg) -> list[object]:
        opsat = self._installation.bord.opsaetning()
        kalder = besoeg.kald.known
        egne = {each.uuid.lower() for each in opsat.systemer if each.cvr == kalder.organisation}
        return list(
            visible(
                explain(self._installation.afvisningsbog.latest(), opsat),
                None if kalder.er_operatoer else frozenset(egne),
            )
        )

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


def _fits(moenster: str, sti: str) -> bool:
    """Whether a page's address is made by a pattern."""
    dele, andre = moenster.split("/"), sti.split("/")
    return len(dele) == len(andre) and all(
        del_ == anden or del_.startswith("{") for del_, anden in zip(dele, andre, strict=True)
    )


NAVNE = {
    "/organisationer/ny": "Opret organisationen",
    "/organisationer/{cvr}": "Ret organisationen",
    "/brugere/ny": "Opret brugeren",
    "/systemer/{uuid}/certifikater": "Tilføj certifikatet",
    "/systemer/{uuid}/noegler/ny": "Lav nøglen",
    "/aftaler/{id}": "Læs og afgør anmodningen",
    "/brugere": "Gå til brugerne",
    "/systemer": "Gå til it-systemerne",
    "/systemer/ny": "Opret it-systemet",
    f"{STI}/certifikater": "Læs om certifikater",
    "/aftaler": "Gå til aftalerne",
    "/aftaler/ny": "Anmod om en aftale",
    "/dueslag": "Gå til dueslagene",
    "/dueslag/nyt": "Opret dueslaget",
    f"{STI}/eksempler": "Hent eksemplet",
    "/ordrer/ny": "Lav en ordre",
    "/ordrer/ny/linje": "Bestil flytningen",
    "/ordrer/{uuid}/visning": "Indsend kladden",
    "/testpersoner": "Gå til testpersonerne",
    "/testpersoner/{maade}": "Bestil en familie",
    "/organisationer": "Gå til organisationerne",
    "/revision": "Spørg revisionssporet",
}
"""What is done on the pages that the steps lead to."""


def _examples(dueslag: Dueslag | None) -> tuple[Eksempel, ...]:
    return EKSEMPLER[dueslag.leveringsmaade if dueslag else Leveringsmaade.HENT]


def _sayer(besoeg: Besoeg) -> Callable[[str], str]:
    """What says the words of an example in the language of the call."""
    return oversaettelse(besoeg.kald.sprog).gettext


def _host(besoeg: Besoeg) -> str:
    """What the reader calls this machine."""
    return besoeg.request.url.hostname or "localhost"


def _file(tekst: str, navn: str, type_: str) -> Response:
    return Response(tekst, media_type=type_, headers={"Content-Disposition": f'attachment; filename="{navn}"'})
