"""Organisations: who is a myndighed or a leverandør here, made, changed, closed; the municipalities loaded at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.konsol.skema import JA, TOM, again, proposed
from cpr_haendelser.konsol.soegning import searching
from cpr_haendelser.udlevering.kalder import check_own

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_STEDER = {"KTO-031": "cvr", "KTO-032": "cvr", "KTO-035": "cvr", "KTO-033": "navn", "KTO-013": "navn",
           "KTO-034": "art", "KTO-036": "uuid"}  # fmt: skip
"""The field that each refusal is about."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list, a new one, and the single one."""
    organisationer = _Organisationer(installation)
    ret = Handling.ORGANISATION_RET
    return (
        Side("GET", "/organisationer", Handling.ORGANISATION_LAES, organisationer.show_list),
        searching("/organisationer", Handling.ORGANISATION_LAES),
        Side("GET", "/organisationer/ny", ret, organisationer.show_new),
        Side("POST", "/organisationer/ny", ret, organisationer.create, igen=organisationer.show_new),
        Side("POST", "/organisationer/kommuner", ret, organisationer.load),
        Side("GET", "/organisationer/{cvr}", Handling.ORGANISATION_LAES, organisationer.show_one),
        Side("POST", "/organisationer/{cvr}", ret, organisationer.change, igen=organisationer.show_one),
        Side("POST", "/organisationer/{cvr}/luk", ret, organisationer.setting(aktiv=False)),
        Side("POST", "/organisationer/{cvr}/aabn", ret, organisationer.setting(aktiv=True)),
    )


class _Organisationer:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._rum = installation, installation.konti.organisationer

    def show_list(self, besoeg: Besoeg) -> Response:
        soeg = besoeg.request.query_params.get("soeg", "").strip()
        gjort = besoeg.request.query_params.get("nye", "")
        return draw(
            besoeg.kald, "organisationer",
            organisationer=self._rum.list_all(soeg),
            ialt=len(self._rum.list_all()),
            soeg=soeg,
            nye=int(gjort) if gjort.isascii() and gjort.isdigit() and len(gjort) < 4 else None,  # noqa: PLR2004 - there are 99
        )  # fmt: skip

    def show_new(self, besoeg: Besoeg) -> Response:
        foreslaaet = proposed(besoeg.request.query_params, ("cvr", "navn", "myndighed", "leverandoer"))
        return draw(besoeg.kald, "organisation_ny", skema=again(besoeg, _STEDER, foreslaaet))

    def create(self, besoeg: Besoeg) -> Response:
        felter = besoeg.felter
        ny = Organisation(
            felter.get("cvr", "").replace(" ", ""),
            felter.get("navn", "").strip(),
            felter.get("uuid", "").strip(),
            myndighed=felter.get("myndighed") == JA,
            leverandoer=felter.get("leverandoer") == JA,
        )
        check_own(besoeg.kald.known, Handling.ORGANISATION_RET, ny.cvr)
        oprettet = self._rum.create(ny, besoeg.kald.known.hvem)
        return RedirectResponse(f"{ROD}/organisationer/{oprettet.cvr}?gjort=oprettet", 303)

    def load(self, besoeg: Besoeg) -> Response:
        indlaest = self._rum.load_kommuner(besoeg.kald.known.hvem)
        return RedirectResponse(f"{ROD}/organisationer?nye={indlaest.nye}", 303)

    def change(self, besoeg: Besoeg) -> Response:
        felter = besoeg.felter
        cvr = self._own(besoeg).cvr
        self._rum.change(
            cvr,
            besoeg.kald.known.hvem,
            navn=felter.get("navn", "").strip(),
            myndighed=felter.get("myndighed") == JA,
            leverandoer=felter.get("leverandoer") == JA,
        )
        return RedirectResponse(f"{ROD}/organisationer/{cvr}?gjort=rettet", 303)

    def setting(self, *, aktiv: bool) -> Callable[[Besoeg], Response]:
        """Closes or opens it."""

        def set_(besoeg: Besoeg) -> Response:
            cvr = self._own(besoeg).cvr
            self._rum.change(cvr, besoeg.kald.known.hvem, aktiv=aktiv)
            return RedirectResponse(f"{ROD}/organisationer/{cvr}?gjort={'aabnet' if aktiv else 'lukket'}", 303)

        return set_

    def _own(self, besoeg: Besoeg) -> Organisation:
        fundet = self._rum.find(besoeg.request.path_params["cvr"])
        check_own(besoeg.kald.known, Handling.ORGANISATION_RET, fundet.cvr)
        return fundet

    def show_one(self, besoeg: Besoeg) -> Response:
        kald, installation = besoeg.kald, self._installation
        fundet = self._rum.find(besoeg.request.path_params["cvr"])
        systemer = installation.systemkontor.list_all(kald.known_actor) if kald.may(Handling.SYSTEM_LAES) else []
        ser_brugere = kald.may_for(Handling.BRUGER_LAES, fundet.cvr)
        return draw(
            kald, "organisation",
            organisation=fundet,
            systemer=[each for each in systemer if bare_cvr(each.cvr) == fundet.cvr],
            brugere=installation.konti.brugere.list_all(fundet.cvr) if ser_brugere else [],
            skema=again(besoeg, _STEDER, TOM),
            gjort=besoeg.request.query_params.get("gjort", ""),
        )  # fmt: skip
