"""Users: made with a first password that is shown once, given and taken roles, closed, helped when locked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import BRUGERROLLER, Bruger, Rolle
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.konsol.sider.administrationsord import ROLLER
from cpr_haendelser.konsol.skema import TOM, again, proposed, ticked
from cpr_haendelser.konti.brugere import NyBruger, Oprettet
from cpr_haendelser.udlevering.kalder import check_own

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_STEDER = {"KTO-021": "brugernavn", "KTO-025": "brugernavn", "KTO-022": "navn", "KTO-023": "mail", "KTO-024": "cvr"}
"""The field that each refusal is about."""
_ROLLE = "rolle."
"""What the names of the roles' boxes begin with."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list, a new one, and the single one with what may be done about it."""
    brugere = _Brugere(installation)
    ret = Handling.BRUGER_RET
    return (
        Side("GET", "/brugere", Handling.BRUGER_LAES, brugere.show_list),
        Side("GET", "/brugere/ny", ret, brugere.show_new),
        Side("POST", "/brugere/ny", ret, brugere.create, igen=brugere.show_new),
        Side("GET", "/brugere/{uuid}", Handling.BRUGER_LAES, brugere.show_one),
        Side("POST", "/brugere/{uuid}", ret, brugere.change, igen=brugere.show_one),
        Side("POST", "/brugere/{uuid}/luk", ret, brugere.setting(aktiv=False)),
        Side("POST", "/brugere/{uuid}/aabn", ret, brugere.setting(aktiv=True)),
        Side("POST", "/brugere/{uuid}/foerstegangskode", ret, brugere.reset),
        Side("POST", "/brugere/{uuid}/tofaktor", ret, brugere.remove_app),
    )


class _Brugere:
    def __init__(self, installation: Installation) -> None:
        self._rum, self._bord = installation.konti.brugere, installation.bord

    def show_list(self, besoeg: Besoeg) -> Response:
        return draw(
            besoeg.kald, "brugere",
            brugere=self._rum.list_all(besoeg.kald.known.organisation),
            organisationer=self._names(),
            roller=ROLLER,
        )  # fmt: skip

    def show_new(self, besoeg: Besoeg) -> Response:
        skema = again(besoeg, _STEDER, proposed(besoeg.request.query_params, ("cvr",), _ROLLE))
        aktive = [each for each in self._bord.opsaetning().organisationer if each.aktiv]
        return draw(
            besoeg.kald, "bruger_ny",
            skema=skema,
            organisationer=[(each.cvr, f"{each.navn} ({each.cvr})") for each in sorted(aktive, key=lambda en: en.navn)],
            valgt=skema.vaerdi("cvr"),
            roller=ROLLER,
            valgte=set(skema.valgte(_ROLLE)),
        )  # fmt: skip

    def create(self, besoeg: Besoeg) -> Response:
        felter = besoeg.felter
        ny = NyBruger(
            felter.get("brugernavn", "").strip().lower(),
            felter.get("navn", "").strip(),
            felter.get("mail", "").strip(),
            felter.get("cvr", ""),
            _roles(besoeg),
        )
        check_own(besoeg.kald.known, Handling.BRUGER_RET, ny.cvr)
        oprettet = self._rum.create(ny, besoeg.kald.known.hvem)
        return _show_once(besoeg, oprettet)

    def change(self, besoeg: Besoeg) -> Response:
        felter, bruger = besoeg.felter, self._find(besoeg)
        self._rum.change(
            bruger.uuid,
            besoeg.kald.known.hvem,
            fulde_navn=felter.get("navn", "").strip(),
            mail=felter.get("mail", "").strip(),
            roller=_roles(besoeg),
        )
        return _back(bruger, "rettet")

    def setting(self, *, aktiv: bool) -> Callable[[Besoeg], Response]:
        """Closes or opens the user."""

        def set_(besoeg: Besoeg) -> Response:
            bruger = self._find(besoeg)
            self._rum.change(bruger.uuid, besoeg.kald.known.hvem, aktiv=aktiv)
            return _back(bruger, "aabnet" if aktiv else "lukket")

        return set_

    def reset(self, besoeg: Besoeg) -> Response:
        return _show_once(besoeg, self._rum.reset(self._find(besoeg).uuid, besoeg.kald.known.hvem))

    def remove_app(self, besoeg: Besoeg) -> Response:
        bruger = self._find(besoeg)
        self._rum.remove_totp(bruger.uuid, besoeg.kald.known.hvem)
        return _back(bruger, "tofaktor")

    def _find(self, besoeg: Besoeg) -> Bruger:
        return self._rum.find(besoeg.request.path_params["uuid"], besoeg.kald.known.organisation)

    def show_one(self, besoeg: Besoeg) -> Response:
        bruger, skema = self._find(besoeg), again(besoeg, _STEDER, TOM)
        return draw(
            besoeg.kald, "bruger",
            bruger=bruger,
            organisation=self._names().get(bruger.cvr, bruger.cvr),
            tofaktor=self._rum.has_totp(bruger),
            skema=skema,
            roller=ROLLER,
            valgte=set(skema.valgte(_ROLLE)) if skema.felter else set(bruger.roller),
            gjort=besoeg.request.query_params.get("gjort", ""),
        )  # fmt: skip

    def _names(self) -> dict[str, str]:
        return {each.cvr: each.navn for each in self._bord.opsaetning().organisationer}


def _roles(besoeg: Besoeg) -> frozenset[Rolle]:
    valgte = set(ticked(besoeg.felter, _ROLLE))
    return frozenset(rolle for rolle in BRUGERROLLER if rolle in valgte)


def _show_once(besoeg: Besoeg, oprettet: Oprettet) -> Response:
    """The first password, which no other page shows."""
    return draw(besoeg.kald, "engangskode", oprettet=oprettet)


def _back(bruger: Bruger, gjort: str) -> Response:
    return RedirectResponse(f"{ROD}/brugere/{bruger.uuid}?gjort={gjort}", 303)
