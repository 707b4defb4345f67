"""A dueslag made or changed: the filter is checked while it is written, and tried on the newest hændelser first.

The personnumre of a saved filter are not shown where numbers are masked: each is a place holder in the form, and comes
back when the form does.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import JSONResponse, RedirectResponse, Response

from cpr_haendelser.abonnementer.laesning import LAENGSTE, parse
from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade, Vaerdiliste
from cpr_haendelser.abonnementer.optaelling import Led
from cpr_haendelser.abonnementer.udtryk import NUMMER, Filterfejl, lists_in, mask_numbers
from cpr_haendelser.abonnementer.vurdering import Sandhed
from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor, may
from cpr_haendelser.adgang.model import Aktoer
from cpr_haendelser.administration.dueslag import Oenske, overtaken
from cpr_haendelser.aftaler.model import ItSystem
from cpr_haendelser.beskeder.kuvertfelter import KORTFORMER, stier
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.fejlsprog import to_english
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import Besoeg, Side, draw, is_masked, wire_code
from cpr_haendelser.konsol.skema import Skema
from cpr_haendelser.konsol.sprog import ENGELSK
from cpr_haendelser.udlevering.filterproeve import ANTAL, Proevet, Udfald

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_FORM = 2 * LAENGSTE * 3
"""Bytes: a filter of the greatest length, percent-encoded, is asked to be shorter by the language and not by us."""
_STEDER = {"AFT-013": "filter", "ABO-019": "filter", "AFT-015": "callback", "KON-005": "system"}
"""The field that each refusal is about."""
_PLADS = re.compile(r"<nummer ([0-9]{1,6})>")
_LED = 60
"""Parts of a filter that a try shows."""
_LAENGST = 160
"""Characters of a part that are shown."""


class Filtereksempel(NamedTuple):
    """A filter that the form shows."""

    hvad: str
    """What it lets through, in Danish; the page translates it."""
    filter: str


EKSEMPLER = (
    Filtereksempel("Flytninger til eller fra en kommune", "personhaendelse IN ('034', '035') AND kommune = '0999'"),
    Filtereksempel("Alt andet end dødsfald", "NOT personhaendelse IN ('005', '006', '007', '008')"),
)
"""The codes are docs/koder.md's, and a test holds the words against that table.

`kommune` is every address of the kuvert, the one that was left too: with 034 alone moves away are still among them.
"""


class Dom(NamedTuple):
    """What is said of a filter as it is written."""

    fejl: Filterfejl | None
    ukendte: tuple[str, ...]
    """Value lists that it refers to and that are not the system's."""


class Ledlinje(NamedTuple):
    """A part of a tried filter."""

    tekst: str
    dybde: int
    sand: int
    falsk: int
    ukendt: int


class Proevelinje(NamedTuple):
    """A hændelse that it was tried on."""

    loebenummer: int
    kode: str
    navn: str
    sandhed: str
    fordi: str


def pages(installation: Installation) -> tuple[Side, ...]:
    """The form of a new one and of one that is there, and the check."""
    skema = _Skema(installation)
    return (
        Side("GET", "/dueslag/nyt", Handling.DUESLAG_RET, skema.show_new),
        Side("POST", "/dueslag/nyt", Handling.DUESLAG_RET, skema.send_new, _FORM, igen=skema.show_new),
        Side("POST", "/dueslag/filtertjek", Handling.DUESLAG_RET, skema.check, _FORM),
        Side("GET", "/dueslag/{uuid}/ret", Handling.DUESLAG_RET, skema.show_change),
        Side("POST", "/dueslag/{uuid}/ret", Handling.DUESLAG_RET, skema.send_change, _FORM, igen=skema.show_change),
    )


class _Skema:
    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    # --- new ----------------------------------------------------------------------------------------------------------

    def show_new(self, besoeg: Besoeg) -> Response:
        if besoeg.fejl is not None:
            return self._draw(besoeg, None, besoeg.felter)
        spurgt = besoeg.request.query_params
        foreslaaet = {navn: spurgt[navn] for navn in ("navn", "system", "fra") if navn in spurgt}
        return self._draw(besoeg, None, {"filter": "", "fra": "nu", **foreslaaet})

    def send_new(self, besoeg: Besoeg) -> Response:
        felter = besoeg.felter
        if felter.get("goer") == "opret":
            return self._create(besoeg)
        dom = self._judge(besoeg, felter.get("filter", ""), felter.get("system", ""))
        udfald = self._attempt(besoeg, self._new(felter)) if felter.get("goer") == "proev" else None
        return self._draw(besoeg, None, felter, dom=dom, udfald=udfald)

    def _create(self, besoeg: Besoeg) -> Response:
        felter, beskeder = besoeg.felter, self._installation.settings.beskeder
        fra = {"nu": None, "start": 0}.get(felter.get("fra", "nu"))
        nyt = self._installation.dueslagskontor.create(
            _aktoer(besoeg.kald),
            felter.get("system", ""),
            beskeder.beskedtype,
            Oenske(felter.get("navn", ""), felter.get("callback", "").strip(), felter.get("filter", "")),
            fra,
        )
        return RedirectResponse(f"{ROD}/dueslag/{nyt.uuid}?gjort=oprettet", 303)

    def _new(self, felter: Mapping[str, str]) -> Dueslag:
        """As it would be, to be tried."""
        system = self._installation.bord.gaeldende().systemer.get(felter.get("system", "").lower())
        if system is None:
            raise Brugsfejl("KON-005", "vælg først det it-system, som dueslaget hører til.")
        type_ = self._installation.settings.beskeder.beskedtype
        return Dueslag("", "", system.uuid, type_, Leveringsmaade.HENT, "", felter.get("filter", ""), 0)

    # --- change -------------------------------------------------------------------------------------------------------

    def show_change(self, besoeg: Besoeg) -> Response:
        dueslag = self._find(besoeg)
        if besoeg.fejl is not None:
            return self._draw(besoeg, dueslag, besoeg.felter)
        vist = _hide(dueslag.filter) if is_masked(besoeg.kald) else dueslag.filter
        felter = {"navn": dueslag.navn, "callback": dueslag.callback, "filter": vist}
        return self._draw(besoeg, dueslag, felter | {"aktiv": "ja" if dueslag.aktiv else ""})

    def send_change(self, besoeg: Besoeg) -> Response:
        dueslag, felter = self._find(besoeg), besoeg.felter
        filter_ = self._filter(besoeg, dueslag)
        if felter.get("goer") == "gem":
            return self._change(besoeg, dueslag, filter_)
        dom = self._judge(besoeg, filter_, dueslag.system)
        proevet = felter.get("goer") == "proev"
        udfald = self._attempt(besoeg, dueslag._replace(filter=filter_)) if proevet else None
        return self._draw(besoeg, dueslag, felter, dom=dom, udfald=udfald)

    def _change(self, besoeg: Besoeg, dueslag: Dueslag, filter_: str) -> Response:
        felter = besoeg.felter
        udgave = felter.get("udgave", "").encode("utf-8", "replace")
        if not hmac.compare_digest(udgave, self._edition(dueslag).encode()):
            raise overtaken()
        oenske = Oenske(
            felter.get("navn", ""), felter.get("callback", "").strip(), filter_, felter.get("aktiv") == "ja"
        )  # fmt: skip
        self._installation.betjening.say_why(besoeg.kald.known, dueslag, "ret")
        self._installation.dueslagskontor.change(_aktoer(besoeg.kald), dueslag.uuid, oenske, pr=dueslag)
        return RedirectResponse(f"{ROD}/dueslag/{dueslag.uuid}?gjort=rettet", 303)

    def _find(self, besoeg: Besoeg) -> Dueslag:
        return self._installation.betjening.find(besoeg.kald.known, besoeg.request.path_params["uuid"])

    def _filter(self, besoeg: Besoeg, dueslag: Dueslag | None) -> str:
        """The filter as it was sent, with the numbers that were not shown."""
        tekst = besoeg.felter.get("filter", "")
        return _unhide(tekst, dueslag.filter) if dueslag is not None and is_masked(besoeg.kald) else tekst

    def _place(self, besoeg: Besoeg, dueslag: Dueslag | None) -> Filterfejl | None:
        """Where the filter is wrong, of a form that was refused for it."""
        if besoeg.fejl is None or besoeg.fejl.kode != "AFT-013":
            return None
        return self._judge(besoeg, self._filter(besoeg, dueslag), "").fejl

    def _edition(self, dueslag: Dueslag) -> str:
        """Tells one state of a dueslag from another, and nothing of what is in it."""
        noegle = self._installation.namespace.bytes
        return hmac.digest(noegle, repr(tuple(dueslag)).encode(), hashlib.sha256).hex()

    # --- the filter ---------------------------------------------------------------------------------------------------

    def check(self, besoeg: Besoeg) -> Response:
        """What a script asks while the filter is written: where it is wrong, and why."""
        felter, sagt = besoeg.felter, to_english if besoeg.kald.sprog == ENGELSK else str
        uuid = felter.get("dueslag", "")
        dueslag = self._installation.betjening.find(besoeg.kald.known, uuid) if uuid else None
        try:
            tekst = felter.get("filter", "")
            if dueslag is not None and is_masked(besoeg.kald):
                tekst = _unhide(tekst, dueslag.filter)
            dom = self._judge(besoeg, tekst, dueslag.system if dueslag else felter.get("system", ""))
        except Brugsfejl as fejl:
            return JSONResponse({"i_orden": False, "linje": 1, "tegn": 1, "tekst": f"{fejl.kode}: {sagt(fejl.tekst)}"})
        if dom.fejl is None:
            return JSONResponse({"i_orden": True, "ukendte": dom.ukendte})
        return JSONResponse(
            {
                "i_orden": False,
                "linje": dom.fejl.linje,
                "tegn": dom.fejl.tegn,
                "tekst": f"{sagt(dom.fejl.hvad)} ({dom.fejl.kode})",
            }
        )

    def _judge(self, besoeg: Besoeg, tekst: str, system: str) -> Dom:
        if not tekst.strip():
            return Dom(None, ())
        try:
            udtryk = parse(tekst)
        except Filterfejl as fejl:
            return Dom(fejl, ())
        egne = {each.uuid.lower() for each in self._lists(besoeg, system)}
        return Dom(None, tuple(sorted(each for each in lists_in(udtryk) if each.lower() not in egne)))

    def _attempt(self, besoeg: Besoeg, dueslag: Dueslag) -> Udfald | None:
        """What came of trying; None where the filter cannot be read, which is told elsewhere.

        It shows what has happened to persons, so it takes what an explanation takes.
        """
        kalder = besoeg.kald.let_in(Handling.DUESLAG_FORKLAR, besoeg.kald.grund)
        if isinstance(kalder, Hvorfor):
            raise refuse(Handling.DUESLAG_FORKLAR, kalder)
        self._installation.systemkontor.find(_aktoer(besoeg.kald), dueslag.system)
        try:
            return self._installation.filterproeve.attempt(kalder, dueslag)
        except Filterfejl:
            return None

    def _lists(self, besoeg: Besoeg, system: str) -> list[Vaerdiliste]:
        """The system's, where it is one of the caller's."""
        alle = self._installation.vaerdilister.list_all(besoeg.kald.known)
        return [each for each in alle if each.system.lower() == system.lower()]

    # --- drawing ------------------------------------------------------------------------------------------------------

    def _draw(
        self,
        besoeg: Besoeg,
        dueslag: Dueslag | None,
        felter: Mapping[str, str],
        *,
        dom: Dom | None = None,
        udfald: Udfald | None = None,
    ) -> Response:
        kald, fejl = besoeg.kald, besoeg.fejl
        system = dueslag.system if dueslag else felter.get("system", "")
        maskeret = is_masked(kald)
        filterfejl = dom.fejl if dom else self._place(besoeg, dueslag)
        return draw(
            kald, "dueslag_skema",
            dueslag=dueslag,
            foreslaaet=dueslag is None
            and not felter.get("filter")
            and ("system" in besoeg.request.query_params or bool(kald.vej)),
            felter={navn: felter.get(navn, "") for navn in ("navn", "system", "callback", "filter", "fra", "aktiv")},
            udgave=felter.get("udgave") or (self._edition(dueslag) if dueslag else ""),
            systemer=self._systems(kald) if dueslag is None else [],
            callbacks=self._callbacks(kald, system),
            lister=self._lists(besoeg, system) if kald.may(Handling.VAERDILISTE_LAES) else [],
            skema=Skema(felter, fejl, _STEDER),
            filterfejl=filterfejl,
            dom=dom,
            udfald=udfald,
            led=[_led(each, maskeret) for each in (udfald.led[:_LED] if udfald else ())],
            skjulte_led=max(0, len(udfald.led) - _LED) if udfald else 0,
            fundne=[self._proevet(each, maskeret) for each in (udfald.fundne if udfald else ())],
            andre=[self._proevet(each, maskeret) for each in (udfald.andre if udfald else ())],
            antal=ANTAL,
            maa_proeve=kald.may(Handling.DUESLAG_FORKLAR),
            skal_grund=kald.may(Handling.DUESLAG_FORKLAR) and kald.needs_reason(Handling.DUESLAG_FORKLAR),
            grund=kald.grund or felter.get("grund", ""),
            kortformer=KORTFORMER,
            eksempler=EKSEMPLER,
            stier=sorted(sti for sti in stier() if sti not in KORTFORMER),
            pladser=bool(_PLADS.search(felter.get("filter", ""))),
        )  # fmt: skip

    def _proevet(self, proevet: Proevet, maskeret: bool) -> Proevelinje:  # noqa: FBT001 - of a table's row
        b, nummer = proevet.haendelse.beslutning, proevet.haendelse.loebenummer
        kode = wire_code(b.kode, self._installation.settings.samlekode)
        navn, fordi = code_name(b.kode, b.regel), _shorten(proevet.fordi, maskeret)
        return Proevelinje(nummer, kode, navn, proevet.sandhed.value, fordi)

    def _systems(self, kald: Kald) -> list[ItSystem]:
        """The active ones that a dueslag may be made for; on a way those of the organisation that walks it."""
        aktoer, miljoe = _aktoer(kald), kald.miljoe
        mulige = [
            each
            for each in self._installation.systemkontor.list_all(aktoer)
            if each.aktiv and may(aktoer, Handling.DUESLAG_RET, each.cvr, miljoe=miljoe).tilladt
        ]
        egne = [each for each in mulige if each.cvr == aktoer.organisation]
        return egne if kald.vej and egne else mulige

    def _callbacks(self, kald: Kald, system: str) -> tuple[str, ...]:
        """The system's own, or of a new one those of all that may be chosen."""
        egne = self._systems(kald)
        fundne = [each for each in egne if each.uuid.lower() == system.lower()] or egne
        return tuple(sorted({callback for each in fundne for callback in each.callbacks}))


def _aktoer(kald: Kald) -> Aktoer:
    if kald.aktoer is None:
        raise AssertionError("the keeper lets nobody in here")
    return kald.aktoer


def _hide(filter_: str) -> str:
    """The filter with a place holder for each of its personnumre."""
    numre = iter(range(1, len(filter_) + 1))
    return NUMMER.sub(lambda _: f"<nummer {next(numre)}>", filter_)


def _unhide(tekst: str, gemt: str) -> str:
    """The text with the numbers of the saved filter at their place holders. Brugsfejl KON-008 for one it has not."""
    numre = NUMMER.findall(gemt)

    def number(fundet: re.Match[str]) -> str:
        plads = int(fundet[1])
        if not 0 < plads <= len(numre):
            raise Brugsfejl(
                "KON-008",
                f"filteret har {len(numre)} skjulte numre, men teksten nævner et andet. Skriv nummeret helt ud.",
            )  # fmt: skip
        return str(numre[plads - 1])

    return _PLADS.sub(number, tekst)


def _led(led: Led, maskeret: bool) -> Ledlinje:  # noqa: FBT001 - of a table's row
    antal = led.antal
    return Ledlinje(
        _shorten(led.tekst, maskeret), led.dybde, antal[Sandhed.SAND], antal[Sandhed.FALSK], antal[Sandhed.UKENDT]
    )


def _shorten(tekst: str, maskeret: bool) -> str:  # noqa: FBT001 - of a table's row
    vist = mask_numbers(tekst) if maskeret else tekst
    return vist if len(vist) <= _LAENGST else f"{vist[:_LAENGST]}…"
