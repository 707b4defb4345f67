"""Value lists: which there are, made, changed, closed, and their values in pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.listevaerdier import read_numre, read_tekster
from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.abonnementer.udtryk import Filterfejl, lists_in
from cpr_haendelser.abonnementer.vurdering import Vaerdi
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw, read_number
from cpr_haendelser.udlevering.kalder import Kalder, find_kalder
from cpr_haendelser.udlevering.vaerdilister import Rettet

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_SIDE, _VAERDIER = 50, 200
_FORM = 4 * 1024 * 1024
"""Bytes of values in a form: some hundred thousand; more are imported at the command line or over HTTP."""


class _Maerke(NamedTuple):
    """How far somebody has read a list: sealed, for it holds a value."""

    hvem: str
    liste: str
    efter: Vaerdi


def pages(installation: Installation) -> tuple[Side, ...]:
    """The lists, one of them, and its values."""
    lister = _Lister(installation)
    return (
        Side("GET", "/vaerdilister", Handling.VAERDILISTE_LAES, lister.show_all),
        Side("POST", "/vaerdilister", Handling.VAERDILISTE_RET, lister.create),
        Side("GET", "/vaerdilister/{uuid}", Handling.VAERDILISTE_LAES, lister.show_one),
        Side("POST", "/vaerdilister/{uuid}/ret", Handling.VAERDILISTE_RET, lister.change, _FORM),
        Side("POST", "/vaerdilister/{uuid}/luk", Handling.VAERDILISTE_RET, lister.setting(_close)),
        Side("POST", "/vaerdilister/{uuid}/aabn", Handling.VAERDILISTE_RET, lister.setting(_open)),
        Side("GET", "/vaerdilister/{uuid}/vaerdier", Handling.VAERDILISTE_INDHOLD, lister.show_values),
        Side("POST", "/vaerdilister/{uuid}/vaerdier", Handling.VAERDILISTE_INDHOLD, lister.show_values),
    )


class _Lister:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._lister = installation, installation.vaerdilister
        self._segl = installation.segl("konsol.vaerdiliste")

    def show_all(self, besoeg: Besoeg) -> Response:
        return self._draw_all(besoeg, None)

    def _draw_all(self, besoeg: Besoeg, fejl: Fejl | None) -> Response:
        alle = self._lister.list_all(besoeg.kald.known)
        sidste = max(1, -(-len(alle) // _SIDE))
        side = max(1, min(read_number(besoeg, "side", 1), sidste))
        systemer = self._installation.bord.gaeldende().systemer
        return draw(
            besoeg.kald, "vaerdilister", 400 if fejl else 200,
            lister=[
                (each, systemer[each.system.lower()].navn if each.system.lower() in systemer else "")
                for each in alle[(side - 1) * _SIDE : side * _SIDE]
            ],
            side=side, sidste=sidste,
            systemer=self._systems(besoeg) if besoeg.kald.may(Handling.VAERDILISTE_RET) else [],
            fejl=fejl,
            felter={navn: besoeg.felter.get(navn, "") for navn in ("navn", "system")},
        )  # fmt: skip

    def _systems(self, besoeg: Besoeg) -> list[tuple[str, str]]:
        """The active systems that are the caller's: UUID and name."""
        aktoer = besoeg.kald.aktoer
        if aktoer is None:
            return []
        alle = self._installation.systemkontor.list_all(aktoer)
        return [(each.uuid, each.navn) for each in alle if each.aktiv]

    def create(self, besoeg: Besoeg) -> Response:
        kalder, felter = besoeg.kald.known, besoeg.felter
        try:
            ejer = find_kalder(self._installation.bord, felter.get("system", "") or "-", kalder)
            liste = self._lister.create(ejer._replace(aktoer=kalder.aktoer), felter.get("navn", ""))
        except Fejl as fejl:
            return self._draw_all(besoeg, fejl)
        return RedirectResponse(f"{ROD}/vaerdilister/{liste.uuid}", 303)

    def show_one(self, besoeg: Besoeg) -> Response:
        return self._draw_one(besoeg, None, None)

    def _draw_one(self, besoeg: Besoeg, fejl: Fejl | None, rettet: Rettet | None) -> Response:
        kald = besoeg.kald
        liste = self._lister.find(kald.known, besoeg.request.path_params["uuid"])
        system = self._installation.bord.gaeldende().systemer.get(liste.system.lower())
        return draw(
            kald, "vaerdiliste", 400 if fejl else 200,
            liste=liste,
            system=system.navn if system else "",
            brugere=self._users(liste),
            fejl=fejl,
            rettet=rettet,
            tekst=besoeg.felter.get("tekst") == "ja",
            maa_rette=kald.may(Handling.VAERDILISTE_RET) and liste.aktiv,
        )  # fmt: skip

    def _users(self, liste: Vaerdiliste) -> list[tuple[str, str]]:
        """The dueslag whose filters refer to it: UUID and name."""
        alle = self._installation.bord.opsaetning().dueslag
        egne = (
            each for each in alle if each.system.lower() == liste.system.lower() and liste.uuid in each.filter.lower()
        )
        return [(each.uuid, each.navn) for each in egne if liste.uuid in _lists(each.filter)]

    def change(self, besoeg: Besoeg) -> Response:
        kalder, felter = besoeg.kald.known, besoeg.felter
        uuid = self._lister.find(kalder, besoeg.request.path_params["uuid"]).uuid
        try:
            do = _MAADER.get(felter.get("goer", ""))
            if do is None:
                raise Brugsfejl(
                    "KON-005", "sig, om værdierne skal tilføjes, fjernes eller stå i stedet. Intet er ændret."
                )
            laes = read_tekster if felter.get("tekst") == "ja" else read_numre
            vaerdier = laes(felter.get("vaerdier", "").splitlines(), self._installation.vagt, _quiet)
            if not vaerdier:
                raise Brugsfejl("KON-005", "der er ingen værdier i feltet; skriv én på hver linje. Intet er ændret.")
            rettet = do(self._installation, kalder, uuid, vaerdier)
        except Fejl as fejl:
            return self._draw_one(besoeg, fejl, None)
        return self._draw_one(besoeg, None, rettet)

    def setting(self, do: Callable[[Installation, Kalder, str], None]) -> Callable[[Besoeg], Response]:
        """Does it, and shows the list again."""

        def act(besoeg: Besoeg) -> Response:
            uuid = self._lister.find(besoeg.kald.known, besoeg.request.path_params["uuid"]).uuid
            do(self._installation, besoeg.kald.known, uuid)
            return RedirectResponse(f"{ROD}/vaerdilister/{uuid}", 303)

        return act

    def show_values(self, besoeg: Besoeg) -> Response:
        kald, maerke = besoeg.kald, besoeg.request.query_params.get("fra", "")
        liste = self._lister.find(kald.known, besoeg.request.path_params["uuid"])
        efter = self._open(kald.known, liste, maerke) if maerke else None
        fundne = self._lister.read_side(kald.known, liste.uuid, efter=efter, antal=_VAERDIER)
        videre = _Maerke(kald.known.hvem, liste.uuid, fundne[-1]) if len(fundne) == _VAERDIER else None
        return draw(
            kald, "vaerdiliste_vaerdier",
            liste=liste,
            vaerdier=[f"{each:010d}" if isinstance(each, int) else each for each in fundne],
            naeste=self._segl.close(videre) if videre else "",
            begyndt=bool(maerke),
        )  # fmt: skip

    def _open(self, kalder: Kalder, liste: Vaerdiliste, tekst: str) -> Vaerdi:
        maerke: _Maerke = self._segl.open(tekst[:2000], _Maerke)
        if maerke[:2] != (kalder.hvem, liste.uuid):
            raise Brugsfejl("UDL-010", "mærket er ikke til denne liste. Begynd forfra.")
        return maerke.efter


def _lists(filter_: str) -> frozenset[str]:
    try:
        return lists_in(parse(filter_))
    except Filterfejl:
        return frozenset()


_Maade = Callable[["Installation", Kalder, str, set[Vaerdi]], Rettet]


def _replace(installation: Installation, kalder: Kalder, uuid: str, vaerdier: set[Vaerdi]) -> Rettet:
    return installation.vaerdilister.replace(kalder, uuid, vaerdier, _quiet)


def _add(installation: Installation, kalder: Kalder, uuid: str, vaerdier: set[Vaerdi]) -> Rettet:
    return installation.vaerdilister.change(kalder, uuid, til=vaerdier, trin=_quiet)


def _remove(installation: Installation, kalder: Kalder, uuid: str, vaerdier: set[Vaerdi]) -> Rettet:
    return installation.vaerdilister.change(kalder, uuid, fra=vaerdier, trin=_quiet)


_MAADER: dict[str, _Maade] = {"tilfoej": _add, "fjern": _remove, "erstat": _replace}


def _close(installation: Installation, kalder: Kalder, uuid: str) -> None:
    installation.vaerdilister.close(kalder, uuid)


def _open(installation: Installation, kalder: Kalder, uuid: str) -> None:
    installation.vaerdilister.open(kalder, uuid)


def _quiet(_: str, __: int, ___: int) -> None:
    """A page tells when it is done."""
