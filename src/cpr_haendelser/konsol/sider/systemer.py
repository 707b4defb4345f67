"""It-systems: what logs in, who answers for it, where messages may be sent, and everything that hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.administration.systemer import Udvalg
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw, read_number
from cpr_haendelser.konsol.sider.administrationsord import TILSTANDE
from cpr_haendelser.konsol.sider.certifikater import UDEN, validities
from cpr_haendelser.konsol.skema import TOM, again, proposed
from cpr_haendelser.konsol.soegning import searching

if TYPE_CHECKING:
    from cpr_haendelser.aftaler.model import Organisation
    from cpr_haendelser.app import Installation

_SIDE = 100
_STEDER = {"AFT-019": "navn", "AFT-034": "navn", "SYT-002": "cvr", "ADG-002": "cvr", "SYT-003": "uuid",
           "AFT-005": "uuid", "AFT-009": "callbacks", "AFT-015": "callbacks"}  # fmt: skip
"""The field that each refusal is about."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list, a new one, and the single one."""
    systemer = _Systemer(installation)
    ret = Handling.SYSTEM_RET
    return (
        Side("GET", "/systemer", Handling.SYSTEM_LAES, systemer.show_list),
        searching("/systemer", Handling.SYSTEM_LAES),
        Side("GET", "/systemer/ny", ret, systemer.show_new),
        Side("POST", "/systemer/ny", ret, systemer.create, igen=systemer.show_new),
        Side("GET", "/systemer/{uuid}", Handling.SYSTEM_LAES, systemer.show_one),
        Side("GET", "/systemer/{uuid}/ret", ret, systemer.show_change),
        Side("POST", "/systemer/{uuid}/ret", ret, systemer.change, igen=systemer.show_change),
        Side("POST", "/systemer/{uuid}/luk", ret, systemer.setting(aktiv=False)),
        Side("POST", "/systemer/{uuid}/aabn", ret, systemer.setting(aktiv=True)),
    )


class _Systemer:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._kontor = installation, installation.systemkontor

    def show_list(self, besoeg: Besoeg) -> Response:
        opsat = self._installation.bord.opsaetning()
        aktoer = besoeg.kald.known_actor
        alle, soeg = self._kontor.list_all(aktoer), besoeg.request.query_params.get("soeg", "").strip()
        systemer = [each for each in alle if soeg.casefold() in f"{each.navn} {each.uuid}".casefold()]
        fra = read_number(besoeg, "fra", 0)
        gyldige = {each.system.lower() for each in opsat.aftaler if each.tilstand == "godkendt"}
        return draw(
            besoeg.kald, "systemer",
            systemer=systemer[fra : fra + _SIDE],
            ialt=len(alle),
            soeg=soeg,
            naeste=fra + _SIDE if len(systemer) > fra + _SIDE else 0,
            navne={each.cvr: each.navn for each in opsat.organisationer},
            med_aftale=gyldige,
            udloeb=validities(opsat.certifikater),
            uden=UDEN,
        )  # fmt: skip

    def show_new(self, besoeg: Besoeg) -> Response:
        return draw(
            besoeg.kald, "system_skema",
            system=None,
            skema=again(besoeg, _STEDER, proposed(besoeg.request.query_params, ("navn", "cvr"))),
            organisationer=[(each.cvr, f"{each.navn} ({each.cvr})") for each in self._owners(besoeg)],
        )  # fmt: skip

    def create(self, besoeg: Besoeg) -> Response:
        felter = besoeg.felter
        valg = Udvalg(kontakt=felter.get("kontakt", "").strip(), callbacks=_lines(felter.get("callbacks", "")))
        nyt = self._kontor.create(
            besoeg.kald.known_actor, felter.get("navn", "").strip(), felter.get("cvr", ""), valg,
            felter.get("uuid", "").strip(),
        )  # fmt: skip
        return RedirectResponse(f"{ROD}/systemer/{nyt.uuid}?gjort=oprettet", 303)

    def show_one(self, besoeg: Besoeg) -> Response:
        kald, installation = besoeg.kald, self._installation
        aktoer = kald.known_actor
        system = self._kontor.find(aktoer, besoeg.request.path_params["uuid"])
        opsat = installation.bord.opsaetning()
        navne = {each.cvr: each.navn for each in opsat.organisationer}
        egne = [each for each in opsat.dueslag if each.system.lower() == system.uuid.lower()]
        ser_aftaler = kald.may(Handling.AFTALE_LAES)
        aftaler = installation.aftalekontor.list_all(aktoer, system=system.uuid) if ser_aftaler else []
        return draw(
            kald, "system",
            system=system,
            organisation=navne.get(bare_cvr(system.cvr), system.cvr),
            udloeb=validities(opsat.certifikater).get(system.uuid.lower(), UDEN),
            dueslag=sorted(egne, key=lambda each: each.navn),
            aftaler=[(each, navne.get(bare_cvr(each.myndighed), each.myndighed)) for each in aftaler],
            tilstande=TILSTANDE,
            ret=self._may_change(besoeg, system.cvr),
            gjort=besoeg.request.query_params.get("gjort", ""),
        )  # fmt: skip

    def show_change(self, besoeg: Besoeg) -> Response:
        system = self._kontor.find(besoeg.kald.known_actor, besoeg.request.path_params["uuid"])
        skema = again(besoeg, _STEDER, TOM)
        return draw(besoeg.kald, "system_skema", system=system, skema=skema, organisationer=[])

    def change(self, besoeg: Besoeg) -> Response:
        felter, aktoer = besoeg.felter, besoeg.kald.known_actor
        system = self._kontor.find(aktoer, besoeg.request.path_params["uuid"])
        callbacks = _lines(felter.get("callbacks", ""))
        valg = Udvalg(felter.get("navn", "").strip(), felter.get("kontakt", "").strip(), callbacks)
        self._kontor.change(aktoer, system.uuid, valg)
        return RedirectResponse(f"{ROD}/systemer/{system.uuid}?gjort=rettet", 303)

    def setting(self, *, aktiv: bool) -> Callable[[Besoeg], Response]:
        """Closes or opens it."""

        def set_(besoeg: Besoeg) -> Response:
            aktoer = besoeg.kald.known_actor
            system = self._kontor.find(aktoer, besoeg.request.path_params["uuid"])
            self._kontor.change(aktoer, system.uuid, Udvalg(aktiv=aktiv))
            gjort = "aabnet" if aktiv else "lukket"
            return RedirectResponse(f"{ROD}/systemer/{system.uuid}?gjort={gjort}", 303)

        return set_

    def _owners(self, besoeg: Besoeg) -> list[Organisation]:
        """The organisations that the caller may make a system for, suppliers first; on a way the one that walks it."""
        alle = [each for each in self._installation.bord.opsaetning().organisationer if each.aktiv]
        mulige = [each for each in alle if self._may_change(besoeg, each.cvr)]
        if besoeg.kald.vej:
            mulige = [each for each in mulige if each.cvr == besoeg.kald.known_actor.organisation] or mulige
        return sorted(mulige, key=lambda each: (not each.leverandoer, each.navn.casefold()))

    @staticmethod
    def _may_change(besoeg: Besoeg, cvr: str) -> bool:
        return besoeg.kald.may_for(Handling.SYSTEM_RET, bare_cvr(cvr))


def _lines(tekst: str) -> tuple[str, ...]:
    """The addresses of a field, one a line."""
    return tuple(dict.fromkeys(linje.strip() for linje in tekst.splitlines() if linje.strip()))
