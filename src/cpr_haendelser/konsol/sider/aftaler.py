"""Serviceaftaler: what awaits one, an agreement in plain words with its example and thread, and the steps with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from markupsafe import escape
from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.administration.breve import Sag
from cpr_haendelser.administration.foelger import HOEJST, count_withheld
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.livsforloeb import Part, Skridt
from cpr_haendelser.aftaler.model import Aftaletilstand, Serviceaftale
from cpr_haendelser.aftaler.ord import DANSK, HINDRINGER, INDHOLD, SAETNINGER, SERVICES, Maal
from cpr_haendelser.app.installation import today
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol import sprog as sprogene
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import Besoeg, Side, Vis, as_danish, draw, read_number
from cpr_haendelser.konsol.sider.administrationsord import SKRIDT, TILSTANDE
from cpr_haendelser.konsol.sider.afventer import find_aftaler, name_parties
from cpr_haendelser.konsol.sider.haendelser import split
from cpr_haendelser.konsol.skema import TOM, Skema
from cpr_haendelser.web.svar import STATUS

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_SIDE = 100
AFVENTER, ALLE = "afventer", "alle"
"""What the list shows beside the states."""
_HANDLING = {
    Skridt.GODKEND: Handling.AFTALE_GODKEND,
    Skridt.AFVIS: Handling.AFTALE_GODKEND,
    Skridt.TRAEK: Handling.AFTALE_ANMOD,
    Skridt.OPSIG: Handling.AFTALE_OPSIG,
}
"""What each step is in the matrix, whose word the page is let in by; the desk asks it again of the agreement."""
_GJORT = {Skridt.GODKEND: "godkendt", Skridt.AFVIS: "afvist", Skridt.TRAEK: "trukket", Skridt.OPSIG: "opsagt"}

_FAAR_BESKED = {
    "anmodet": frozenset({Part.MYNDIGHED}),
    "afvist": frozenset({Part.LEVERANDOER}),
    "skrevet": frozenset({Part.LEVERANDOER, Part.MYNDIGHED}),
}
"""Who is told of what was done."""


class Linje(NamedTuple):
    """An agreement in the list."""

    aftale: Serviceaftale
    system: str
    myndighed: str
    hindring: str = ""
    """Why it lets nothing through though it is approved, in Danish; empty: it does, or is not approved."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list, the single one, its example, and what may be done with it."""
    aftaler = _Aftaler(installation)
    laes = Handling.AFTALE_LAES
    return (
        Side("GET", "/aftaler", laes, aftaler.show_list),
        Side("GET", "/aftaler/{id}", laes, aftaler.show_one),
        Side("GET", "/aftaler/{id}/eksempel", laes, aftaler.show_example),
        Side("POST", "/aftaler/{id}/traad", Handling.AFTALE_SKRIV, aftaler.say),
        *(Side("POST", f"/aftaler/{{id}}/{skridt}", ret, aftaler.taking(skridt)) for skridt, ret in _HANDLING.items()),
    )


class _Aftaler:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._kontor = installation, installation.aftalekontor

    # --- reading ------------------------------------------------------------------------------------------------------

    def show_list(self, besoeg: Besoeg) -> Response:
        kald = besoeg.kald
        afventer = [Linje(*each) for each in find_aftaler(self._installation, kald)]
        afgoer = kald.may(Handling.AFTALE_GODKEND)
        valgt = besoeg.request.query_params.get("vis", AFVENTER if afventer else ALLE)
        tilstand = next((each for each in Aftaletilstand if each == valgt), None)
        alle = self._kontor.list_all(kald.known_actor, tilstand=tilstand)
        fra = read_number(besoeg, "fra", 0)
        ialt = len(afventer) if valgt == AFVENTER else len(alle)
        linjer = afventer[fra : fra + _SIDE] if valgt == AFVENTER else self._lines(alle[fra : fra + _SIDE])
        return draw(
            kald, "aftaler",
            linjer=linjer,
            naeste=fra + _SIDE if ialt > fra + _SIDE else 0,
            afventer=len(afventer),
            afgoer=afgoer,
            vis=valgt,
            ingen=not alle and tilstand is None,
            tilstande=TILSTANDE,
        )  # fmt: skip

    def show_one(self, besoeg: Besoeg) -> Response:
        return self._draw_one(besoeg, TOM, 200)

    def show_example(self, besoeg: Besoeg) -> Response:
        sag = self._kontor.sag(besoeg.kald.known_actor, besoeg.request.path_params["id"])
        besked = self._installation.write_example(sag.aftale)
        kuvert, data = split(besked)
        return draw(
            besoeg.kald, "aftale_eksempel", sag=sag, kuvert=kuvert if data else [], data=data or kuvert,
            xml=besked.decode(),
        )  # fmt: skip

    # --- steps --------------------------------------------------------------------------------------------------------

    def taking(self, skridt: Skridt) -> Vis:
        """Takes a step, and shows the agreement as it is then; a refusal is shown beside the agreement as it is."""

        def take(besoeg: Besoeg) -> Response:
            id_ = besoeg.request.path_params["id"]
            # Not `grund`: that is the reason to see something, which the keeper of the pages reads.
            hvorfor = besoeg.felter.get("hvorfor", "")
            try:
                aftale = self._kontor.take(besoeg.kald.known_actor, id_, skridt, hvorfor)
            except Brugsfejl as fejl:
                if fejl.kode == "AFT-040" or fejl.kode.startswith("ADG"):
                    raise
                skema = Skema(besoeg.felter, fejl)
                return self._draw_one(besoeg, skema, STATUS.get(fejl.kode, 400))
            return RedirectResponse(f"{address(aftale.id)}?gjort={_GJORT[skridt]}", 303)

        return take

    def say(self, besoeg: Besoeg) -> Response:
        id_ = besoeg.request.path_params["id"]
        try:
            self._kontor.say(besoeg.kald.known_actor, id_, besoeg.felter.get("tekst", ""))
        except Brugsfejl as fejl:
            if fejl.kode == "AFT-040" or fejl.kode.startswith("ADG"):
                raise
            steder = dict.fromkeys(("AFT-034", "AFT-035", "AFT-036", "TEGN-001"), "tekst")
            return self._draw_one(besoeg, Skema(besoeg.felter, fejl, steder), STATUS.get(fejl.kode, 400))
        return RedirectResponse(f"{address(id_)}?gjort=skrevet#traad", 303)

    # --- how ----------------------------------------------------------------------------------------------------------

    def _hindringer(self, aftaler: Sequence[Serviceaftale]) -> dict[str, str]:
        """By id, what keeps back everything of agreements that are approved."""
        fundne = self._kontor.hindringer(aftaler)
        return {id_: HINDRINGER[hindring] for id_, hindring in fundne.items() if hindring in HINDRINGER}

    def _lines(self, aftaler: list[Serviceaftale]) -> list[Linje]:
        hindringer = self._hindringer(aftaler)
        return [Linje(*each, hindringer.get(each[0].id, "")) for each in name_parties(self._installation, aftaler)]

    def _draw_one(self, besoeg: Besoeg, skema: Skema, status: int) -> Response:
        kald, aktoer, id_ = besoeg.kald, besoeg.kald.known_actor, besoeg.request.path_params["id"]
        sag, opsat = self._kontor.sag(aktoer, id_), self._installation.bord.opsaetning()
        efter = next((each for each in opsat.aftaler if each.erstatter == sag.aftale.id), None)
        uden_mail = self._kontor.unreached(sag, self._others(kald, sag))
        return draw(
            kald, "aftale", status,
            sag=sag,
            ord=[
                _mark_written(each, (sag.aftale.formaal, sag.aftale.hjemmel), kald.sprog)
                for each in self._kontor.explain(aktoer, id_, _language(kald.sprog))
            ],
            traad=self._kontor.thread(aktoer, id_),
            skridtord=SKRIDT,
            tilstand=TILSTANDE[sag.aftale.tilstand],
            tilstande=TILSTANDE,
            hindring=self._hindringer([sag.aftale]).get(sag.aftale.id, ""),
            kan=self._steps(besoeg, sag),
            fire_oejne=self._installation.fire_oejne,
            egen_anmodning=self._kontor.needs_other_eyes(aktoer, sag.aftale),
            venter=self._withheld(sag.aftale),
            loft=HOEJST,
            efter=efter,
            uden_mail={str(each) for each in uden_mail},
            maa_skrive=kald.may_for(Handling.AFTALE_SKRIV, sag.system.cvr, bare_cvr(sag.aftale.myndighed)),
            maa_anmode=kald.may_for(Handling.AFTALE_ANMOD, sag.system.cvr),
            skema=skema,
            gjort=_done(besoeg.request.query_params.get("gjort", ""), uden_mail),
        )  # fmt: skip

    def _others(self, kald: Kald, sag: Sag) -> list[Part]:
        """The parties that are not the reader's own organisation."""
        egen = kald.known_actor.organisation
        parter = {Part.LEVERANDOER: sag.system.cvr, Part.MYNDIGHED: bare_cvr(sag.aftale.myndighed)}
        return [part for part, cvr in parter.items() if cvr != egen]

    def _steps(self, besoeg: Besoeg, sag: Sag) -> frozenset[str]:
        """The steps worth showing a way to: those that lead on from here, and that the matrix gives."""
        leverandoer, myndighed = sag.system.cvr, bare_cvr(sag.aftale.myndighed)
        parter = {
            Handling.AFTALE_GODKEND: (myndighed,),
            Handling.AFTALE_ANMOD: (leverandoer,),
            Handling.AFTALE_OPSIG: (leverandoer, myndighed),
        }
        herfra = {
            Aftaletilstand.ANMODET: (Skridt.GODKEND, Skridt.AFVIS, Skridt.TRAEK),
            Aftaletilstand.GODKENDT: (Skridt.OPSIG,),
        }
        return frozenset(
            str(skridt)
            for skridt in herfra.get(sag.aftale.tilstand, ())
            if besoeg.kald.may_for(_HANDLING[skridt], *parter[_HANDLING[skridt]])
        )

    def _withheld(self, aftale: Serviceaftale) -> int:
        if aftale.tilstand is not Aftaletilstand.GODKENDT:
            return 0
        installation = self._installation
        return count_withheld(installation.postrum, installation.bord.opsaetning(), aftale, today())


def _done(gjort: str, uden_mail: frozenset[Part]) -> str:
    """The word for what was done, where somebody whom it says was told could not be."""
    return f"{gjort}-uden-mail" if uden_mail & _FAAR_BESKED.get(gjort, frozenset()) else gjort


def _mark_written(saetning: str, skrevne: Iterable[str], sprog: str) -> str:
    """A sentence of the explanation; one that ends with what somebody wrote says which language that is in."""
    helt = saetning.removesuffix(".")
    for skrevet in (" ".join(each.split()).removesuffix(".") for each in skrevne):
        if skrevet and helt.endswith(f": {skrevet}"):
            return escape(helt.removesuffix(skrevet)) + as_danish(skrevet, sprog) + "."
    return saetning


def _language(sprog: str) -> Maal:
    """The words of a language of the pages, as agreements are explained in it."""
    if sprog == sprogene.DANSK:
        return DANSK
    return Maal(
        sprogene.oversaettelse(sprog).gettext,
        lambda kode: kode.engelsk or kode.dansk,
        lambda dag: sprogene.dato(dag, sprog),
    )


def address(aftale: str) -> str:
    """The page of an agreement."""
    return f"{ROD}/aftaler/{quote(aftale, safe='')}"


AFTALEORD = frozenset(
    {*SAETNINGER.values(), *SERVICES.values(), *HINDRINGER.values(), *INDHOLD, "fortrolige personoplysninger"}
)
"""What agreements are explained with: the catalogue must have each."""
