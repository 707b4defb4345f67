"""The audit's answers: about a person, a system, an agreement, somebody; its check; its export for supervisors.

A personnummer is written in a form and travels in bodies, never in an address; each question is itself audited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from starlette.responses import Response, StreamingResponse

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.matrix import rettigheder
from cpr_haendelser.app.revision import find_noegle
from cpr_haendelser.arbejde import Trin
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.konsol.haandtag import Haandtag
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.konsol.sider.arbejde import Vis, begin
from cpr_haendelser.konsol.skema import TOM, Skema
from cpr_haendelser.revision import eksport, kontrol, svar
from cpr_haendelser.revision.segl import read_segl
from cpr_haendelser.revision.tegn import to_hex
from cpr_haendelser.revision.underskrift import find_kaede, last_segl
from cpr_haendelser.revision.visning import to_plain
from cpr_haendelser.web.revision import write_rows

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation
    from cpr_haendelser.revision.svar import Linje, Spoergsmaal

_SIDE = 50
_FUND = 50
"""So many findings of a check are shown."""
_DANMARK = ZoneInfo("Europe/Copenhagen")
_HOVED_HOEJST = 256 * 1024
_UDEN = frozenset({"modtegn", "efter", "grund", "personnummer", "person"})
"""Fields of a question that are not carried on to its next page as they are."""
OM: Mapping[str, str] = {
    "person": "Alt, hvad der er videregivet om en person",
    "system": "Alt, hvad et it-system har fået",
    "aftale": "Hvem der har gjort hvad ved en serviceaftale",
    "hvem": "Hvad en bruger har gjort og set",
    "sag": "Hvem der har ændret noget andet",
}
"""What can be asked, in the order of the form."""
_STEDER = {"REV-012": "om", "REV-013": "fra", "REV-003": "hoved", "KTO-013": "sag", "VAGT-003": "personnummer",
           "CPR-001": "personnummer",
           "CPR-002": "personnummer"}  # fmt: skip
"""The field that each refusal is about."""
GJORT: Mapping[str, str] = {
    "besked.levering": "besked leveret",
    "besked.forsoeg": "besked sendt, ikke kvitteret",
    "besked.afbrudt": "besked ude, da programmet sluttede",
    "besked.uden_kvittering": "besked hentet uden kvittering",
    "aftale.anmod": "serviceaftale anmodet",
    "aftale.godkend": "serviceaftale godkendt",
    "aftale.afvis": "serviceaftale afvist",
    "aftale.traek": "anmodning trukket tilbage",
    "aftale.opsig": "serviceaftale opsagt",
    "aftale.udloeb": "serviceaftale udløbet",
    "aftale.afloes": "serviceaftale afløst",
    "aftale.ord": "skrevet i en aftales tråd",
    "aftale.opret": "serviceaftale oprettet",
    "aftale.ret": "serviceaftale ændret",
    "aftale.opsaetning": "serviceaftale sat op med en fil",
    "bruger.opret": "bruger oprettet",
    "bruger.adgang": "adgangskode eller godkendelsesapp ændret",
    "bruger.login": "logget ind",
    "noegle.opret": "nøgle lavet",
    "noegle.luk": "nøgle lukket",
    "system.opret": "it-system oprettet",
    "organisation.opret": "organisation oprettet",
    "dueslag.opret": "dueslag oprettet",
    "indstillinger.anvend": "programmet startede med andre indstillinger",
    "gendannelse.frigiv": "gendannelse set efter og frigivet",
    "revision.hoved": "sporets hoved underskrevet",
}
"""What was done, in words; the rest have those of the matrix, or their own."""


class Raekke(NamedTuple):
    """One post as a page shows it."""

    tidspunkt: str
    gjort: str
    kode: str
    """The action by its code."""
    hvem: str
    system: str
    myndighed: str
    aftale: str
    sag: str
    felter: str
    personnummer: str
    loebenummer: int
    detaljer: tuple[tuple[str, str], ...]
    led: int


def pages(installation: Installation) -> tuple[Side, ...]:
    """The questions, an answer, the check, the export."""
    revision = _Revision(installation)
    return (
        Side("GET", "/revision", Handling.REVISION_KONTROLLER, revision.show),
        Side("POST", "/revision/svar", Handling.REVISION_LAES, revision.ask),
        Side("POST", "/revision/kontrol", Handling.REVISION_KONTROLLER, revision.check, _HOVED_HOEJST),
        Side("POST", "/revision/eksport", Handling.REVISION_EKSPORTER, revision.export),
    )


class _Revision:
    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._bog, self._laeser = installation.postrum, installation.revisionslaeser
        self._haandtag = Haandtag(installation)

    def show(self, besoeg: Besoeg) -> Response:
        return self._draw(besoeg, TOM, 200)

    # --- questions ----------------------------------------------------------------------------------------------------

    def ask(self, besoeg: Besoeg) -> Response:
        felter, kald = besoeg.felter, besoeg.kald
        try:
            spoergsmaal = self._question(besoeg)
            efter = svar.read_sted(felter["efter"]) if felter.get("efter") else svar.START
            side = self._laeser.ask(kald.known, spoergsmaal, efter=efter, antal=_SIDE)
        except Fejl as fejl:
            # The number is not written back into the form.
            return self._draw(besoeg, Skema({**felter, "personnummer": ""}, fejl, _STEDER), 400)
        navne, emne, spurgt = self._names(), spoergsmaal.emne, _asked(felter)
        return draw(
            kald, "revision_svar",
            om=OM[felter["om"]],
            emne=f"{emne // 10000:06}-****" if isinstance(emne, int) else navne.get(spurgt.lower(), spurgt),
            raekker=[to_raekke(linje, navne, maskeret=kald.known.maskeret) for linje in side.linjer],
            ialt=side.ialt,
            fra=felter.get("fra", ""),
            til=felter.get("til", ""),
            naeste=str(side.naeste) if side.naeste else "",
            felter={
                **{navn: vaerdi for navn, vaerdi in felter.items() if navn not in _UDEN},
                **({"person": self._haandtag.close(kald, emne)} if isinstance(emne, int) else {}),
            },
            maskeret=kald.known.maskeret,
        )  # fmt: skip

    def _question(self, besoeg: Besoeg) -> Spoergsmaal:
        """What is asked. Brugsfejl REV-012 where nothing is, and what is wrong with a number or a day."""
        felter = besoeg.felter
        fra, til = read_period(felter)
        spurgt = _asked(felter)
        if felter.get("om") not in OM or not spurgt:
            raise Brugsfejl("REV-012", "vælg, hvad der spørges om, og udfyld feltet til det.")
        if felter["om"] == "person":
            return svar.person(self._haandtag.read(besoeg.kald, felter), fra, til)
        make: Callable[[str, str, str], Spoergsmaal] = {"system": svar.system, "hvem": svar.hvem}.get(
            felter["om"], svar.sag
        )
        return make(f"aftale:{spurgt}" if felter["om"] == "aftale" else spurgt, fra, til)

    # --- the check and the export -------------------------------------------------------------------------------------

    def check(self, besoeg: Besoeg) -> Response:
        tekst = besoeg.felter.get("hoved", "").strip()
        noegle = find_noegle(self._installation.settings)
        try:
            segl = read_segl(tekst) if tekst else None
        except Brugsfejl as fejl:
            return self._draw(besoeg, Skema(besoeg.felter, fejl, _STEDER), 400)

        def check(trin: Trin) -> tuple[kontrol.Kontrol, int]:
            fundet = kontrol.check(
                self._bog,
                noegle.offentlig if noegle else None,
                segl,
                lambda led, ialt: trin("kontrollerer led", led, ialt),
            )
            # What is shown is kept until it is looked at.
            return fundet._replace(fund=fundet.fund[:_FUND]), len(fundet.fund)

        def show(besoeg: Besoeg, svar: tuple[kontrol.Kontrol, int]) -> Response:
            fundet, antal = svar
            return draw(
                besoeg.kald, "revision_kontrol",
                fundet=fundet,
                fund=fundet.fund,
                antal=antal,
                hoved=to_hex(fundet.hoved.hash),
                noegle=noegle is not None,
                segl=segl,
            )  # fmt: skip

        return begin(self._installation, besoeg, Vis(Handling.REVISION_KONTROLLER, "/revision", show), check)

    def export(self, besoeg: Besoeg) -> Response:
        kalder, felter = besoeg.kald.known, besoeg.felter
        try:
            fra, til = read_period(felter)
            form = felter.get("form", "")
            _check_form(form, maskeret=kalder.maskeret)
            noegle = find_noegle(self._installation.settings)
        except Brugsfejl as fejl:
            return self._draw(besoeg, Skema(felter, fejl, _STEDER), 400)
        udsnit = eksport.choose(self._bog, self._installation.settings.environment, fra, til)
        led = self._laeser.export(kalder, efter=udsnit.fra.nr, til=udsnit.til.nr)
        if form == "csv":
            return _download(write_rows(led, maskeret=kalder.maskeret), "text/csv; charset=utf-8", "csv")
        segl = noegle.sign(udsnit.kaede, udsnit.til) if noegle and udsnit.til.nr else None
        return _download(eksport.write_lines(udsnit, led, segl), "application/jsonl", "jsonl")

    # --- how ----------------------------------------------------------------------------------------------------------

    def _draw(self, besoeg: Besoeg, skema: Skema, status: int) -> Response:
        kald, opsat = besoeg.kald, self._installation.bord.opsaetning()
        hoved, sidst = self._bog.revisionshoved(), last_segl(self._bog)
        navne = {each.cvr: each.navn for each in opsat.organisationer}
        return draw(
            kald, "revision", status,
            skema=skema,
            om=OM,
            valgt=skema.vaerdi("om", besoeg.request.query_params.get("om", "person")),
            systemer=[(each.uuid, each.navn) for each in sorted(opsat.systemer, key=lambda en: en.navn.casefold())],
            aftaler=[(each.id, f"{navne.get(each.myndighed, each.myndighed)}: {each.id}")
                     for each in sorted(opsat.aftaler, key=lambda en: (en.myndighed, en.id))],
            brugere=[("operatoer", "operatoer"), *((f"bruger:{each.uuid}", f"{each.navn} ({each.brugernavn})")
                     for each in sorted(opsat.brugere, key=lambda en: en.navn.casefold()))],
            fra_aftale=besoeg.request.query_params.get("aftale", ""),
            hoved=hoved,
            hash=to_hex(hoved.hash),
            kaede=find_kaede(self._bog),
            bortfaldet=self._bog.revisionsbegyndelse().hoved.nr,
            underskrevet=sidst,
            maskeret=self._masked(besoeg),
            skal_grund=kald.miljoe == "produktion" and not self._masked(besoeg),
        )  # fmt: skip

    @staticmethod
    def _masked(besoeg: Besoeg) -> bool:
        ret = rettigheder()[Handling.REVISION_LAES]
        return ret.reach(besoeg.kald.known_actor.roller, besoeg.kald.miljoe) == "maskeret"

    def _names(self) -> dict[str, str]:
        """What things are called, by how the audit names them, in lower case."""
        opsat = self._installation.bord.opsaetning()
        return {
            **{f"bruger:{each.uuid.lower()}": each.navn for each in opsat.brugere},
            **{each.uuid.lower(): each.navn for each in opsat.systemer},
            **{f"system:{each.uuid.lower()}": each.navn for each in opsat.systemer},
            **{f"dueslag:{each.uuid.lower()}": each.navn for each in opsat.dueslag},
            **{each.cvr: each.navn for each in opsat.organisationer},
        }


def to_raekke(linje: Linje, navne: Mapping[str, str], *, maskeret: bool) -> Raekke:
    """A post as a page shows it."""
    plain = to_plain(linje, maskeret=maskeret)
    kendte = {str(each.handling): each.navn for each in rettigheder().values()}
    handling, pnr = plain["handling"], plain["personnummer"]
    return Raekke(
        linje.tidspunkt,
        GJORT.get(handling) or kendte.get(handling, ""),
        handling,
        navne.get(plain["hvem"].lower(), plain["hvem"]),
        navne.get(plain["system"].lower(), plain["system"]),
        navne.get(plain["myndighed"], plain["myndighed"]),
        plain["aftale"],
        navne.get(plain["sag"].lower(), plain["sag"]),
        ", ".join(plain["felter"]),
        f"{pnr[:6]}-{pnr[6:]}" if len(pnr) == 10 and pnr.isdigit() else pnr,  # noqa: PLR2004 - digits of one
        plain["loebenummer"],
        tuple((navn, vaerdi) for navn, vaerdi in plain["detaljer"].items() if vaerdi),
        linje.led,
    )


def _asked(felter: Mapping[str, str]) -> str:
    """What was written in the field of what is asked about."""
    om = felter.get("om", "")
    navne = ("personnummer", "person") if om == "person" else (om,)
    return next((spurgt for navn in navne if (spurgt := felter.get(navn, "").strip())), "")


def read_period(felter: Mapping[str, str]) -> tuple[str, str]:
    """From a day's beginning until another's end, as the audit compares times; empty: without limit. REV-013."""
    fra, til = _read_day(felter.get("fra", "")), _read_day(felter.get("til", ""))
    if fra and til and til < fra:
        raise Brugsfejl("REV-013", "den sidste dag ligger før den første.")
    return _midnight(fra), _midnight(til, 1)


def _read_day(tekst: str) -> date | None:
    try:
        return date.fromisoformat(tekst) if tekst else None
    except ValueError:
        raise _no_day() from None


def _midnight(dag: date | None, senere: int = 0) -> str:
    """When a day begins, or one so many days later. REV-013 where the calendar ends before."""
    try:
        return stamp(datetime.combine(dag + timedelta(senere), time(), _DANMARK)) if dag else ""
    except OverflowError:
        raise _no_day() from None


def _no_day() -> Brugsfejl:
    return Brugsfejl("REV-013", "dagen kan ikke læses; skriv den som 2026-11-24.")


def _check_form(form: str, *, maskeret: bool) -> None:
    if maskeret and form != "csv":
        raise Brugsfejl("REV-011", "et maskeret led kan ikke kontrolleres; vælg CSV.")


def _download(indhold: Iterable[bytes | str], medietype: str, endelse: str) -> Response:
    """A file; what is wrong at its beginning is told before anything of it is sent."""
    dele = iter(indhold)
    foerste: bytes | str = next(dele, b"")
    hoveder = {"Content-Disposition": f'attachment; filename="revisionsspor.{endelse}"'}
    return StreamingResponse(chain([foerste], dele), media_type=medietype, headers=hoveder)


REVISIONSORD = frozenset({*OM.values(), *GJORT.values()})
"""What pages take from these tables: the catalogue must have each."""
