"""One's own account: who one is here and what one may, logins, an authenticator app, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import segno
from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import may
from cpr_haendelser.adgang.matrix import Omfang, rettigheder
from cpr_haendelser.adgang.model import Aktoer, as_bruger
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Adgang, Besoeg, Side, draw
from cpr_haendelser.konsol.sider.administrationsord import OMFANG, ROLLER
from cpr_haendelser.konsol.sider.konto import enter
from cpr_haendelser.konsol.sider.noegler import STEDER as NOEGLESTEDER
from cpr_haendelser.konsol.sider.noegler import draw_made, make_key, possible_rights, propose_days, say_rights
from cpr_haendelser.konsol.skema import TOM, Skema, again
from cpr_haendelser.konti.noegler import no_noegle
from cpr_haendelser.konti.sessioner import Fundet
from cpr_haendelser.konti.totp import make_uri
from cpr_haendelser.web.svar import STATUS

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_STEDER = {"KTO-005": "adgangskode", "KTO-008": "kode"}
"""The field that each refusal is about."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The account, its second factor and its keys."""
    konto = _Konto(installation)
    ret = Handling.KONTO_RET
    return (
        Side("GET", "/konto", ret, konto.show),
        Side("POST", "/konto/sessioner", ret, konto.end_sessions),
        Side("GET", "/konto/noegler/ny", ret, konto.show_new_key),
        Side("POST", "/konto/noegler/ny", ret, konto.create_key, igen=konto.show_new_key),
        Side("POST", "/konto/noegler/{id}/luk", ret, konto.close_key),
        Side("GET", "/tofaktor", Adgang.UFAERDIG, konto.show_app),
        Side("POST", "/tofaktor", Adgang.UFAERDIG, konto.confirm_app),
    )


class _Konto:
    def __init__(self, installation: Installation) -> None:
        self._konti, self._bord = installation.konti, installation.bord

    def show(self, besoeg: Besoeg) -> Response:
        fundet = _own(besoeg)
        bruger = fundet.bruger
        navne = {each.cvr: each.navn for each in self._bord.opsaetning().organisationer}
        return draw(
            besoeg.kald, "konto",
            bruger=bruger,
            organisation=navne.get(bruger.cvr, bruger.cvr),
            roller=[ROLLER[rolle] for rolle in ROLLER if rolle in bruger.roller],
            tofaktor=self._konti.brugere.has_totp(bruger),
            kraevet=self._konti.sessioner.needs_totp(bruger),
            sessioner=[(each, each.hash == fundet.session.hash)
                       for each in reversed(self._konti.sessioner.list_all(bruger.uuid))],
            noegler=[(each, say_rights(each)) for each in self._konti.noegler.list_all(ejer=bruger.uuid)[::-1]],
            rettigheder=rights(as_bruger(bruger), besoeg.kald.miljoe),
            gjort=besoeg.request.query_params.get("gjort", ""),
        )  # fmt: skip

    def end_sessions(self, besoeg: Besoeg) -> Response:
        self._konti.sessioner.end_all(_own(besoeg).bruger.uuid)
        return RedirectResponse(f"{ROD}/login", 303)

    # --- the second factor --------------------------------------------------------------------------------------------

    def show_app(self, besoeg: Besoeg) -> Response:
        bruger = _own(besoeg).bruger
        return self._draw_app(besoeg, self._konti.portner.new_totp(bruger), TOM, 200)

    def confirm_app(self, besoeg: Besoeg) -> Response:
        felter, bruger = besoeg.felter, _own(besoeg).bruger
        hemmelighed = felter.get("hemmelighed", "")
        if not is_secret(hemmelighed):
            hemmelighed = self._konti.portner.new_totp(bruger)
        try:
            maerke, _ = self._konti.portner.confirm_totp(
                bruger, felter.get("adgangskode", ""), hemmelighed, felter.get("kode", "")
            )
        except Brugsfejl as fejl:
            status = STATUS.get(fejl.kode, 400)
            return self._draw_app(besoeg, hemmelighed, Skema({}, fejl, _STEDER), status)
        return enter(besoeg, maerke, f"{ROD}/konto?gjort=app")

    def _draw_app(self, besoeg: Besoeg, hemmelighed: str, skema: Skema, status: int) -> Response:
        uri = make_uri(hemmelighed, _own(besoeg).bruger.brugernavn)
        return draw(
            besoeg.kald, "tofaktor", status,
            skema=skema,
            hemmelighed=hemmelighed,
            grupper=" ".join(hemmelighed[nr : nr + 4] for nr in range(0, len(hemmelighed), 4)),
            billede=draw_qr(uri),
        )  # fmt: skip

    # --- keys ---------------------------------------------------------------------------------------------------------

    def create_key(self, besoeg: Besoeg) -> Response:
        ejer = as_bruger(_own(besoeg).bruger)
        tekst, noegle = make_key(self._konti.noegler, ejer, besoeg.felter, ejer.hvem)
        return draw_made(besoeg, tekst, noegle, "/konto")

    def close_key(self, besoeg: Besoeg) -> Response:
        id_, bruger = besoeg.request.path_params["id"], _own(besoeg).bruger
        if self._konti.noegler.by_id(id_).ejer != bruger.uuid:
            raise no_noegle()
        self._konti.noegler.close(id_, as_bruger(bruger).hvem)
        return RedirectResponse(f"{ROD}/konto?gjort=noeglelukket", 303)

    def show_new_key(self, besoeg: Besoeg) -> Response:
        ejer = as_bruger(_own(besoeg).bruger)
        return draw(
            besoeg.kald, "noegle_ny",
            skema=again(besoeg, NOEGLESTEDER, TOM),
            navn=ejer.navn,
            rettigheder=possible_rights(self._konti.noegler, ejer.roller),
            dage=propose_days(self._konti.noegler),
            flest_dage=self._konti.noegler.flest_dage,
            engang=uuid4(),
            sti="/konto/noegler/ny",
            tilbage="/konto",
        )  # fmt: skip


def rights(aktoer: Aktoer, miljoe: Miljoe) -> list[tuple[str, str]]:
    """What somebody may, and how far: the matrix's names, in its order."""
    svar = ((ret, may(aktoer, ret.handling, miljoe=miljoe, grund="gives ved kaldet")) for ret in rettigheder().values())
    return [(ret.navn, OMFANG[each.omfang]) for ret, each in svar if each.omfang is not Omfang.INTET]


def draw_qr(tekst: str) -> str:
    """The text as a picture that a phone reads: SVG, without style or script of its own."""
    return segno.make(tekst, error="m", micro=False).svg_inline(
        scale=4, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )


def is_secret(tekst: str) -> bool:
    """Whether a text has the form of an authenticator app's secret (base32, 160 bits)."""
    return len(tekst) == 32 and set(tekst) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")  # noqa: PLR2004 - 160 bits


def _own(besoeg: Besoeg) -> Fundet:
    if besoeg.kald.fundet is None:
        raise AssertionError("the keeper lets nobody in here")
    return besoeg.kald.fundet
