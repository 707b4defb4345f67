"""Templates put aside: the list, using one, putting an order aside, and removing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.konsol.sider.ordrelinjer import ARTER
from cpr_haendelser.konsol.udkast import Udkast, status_of
from cpr_haendelser.storage.ordre import Gemtslags, Ordre, Ordreart
from cpr_haendelser.testmiljoe.bestilling import Bestilling, Skabelonfejl
from cpr_haendelser.testmiljoe.skabelon.skriv import columns_of, write_raekker

if TYPE_CHECKING:
    from cpr_haendelser.app.testmiljoe import Testmiljoe


def pages(testmiljoe: Testmiljoe) -> tuple[Side, ...]:
    """The pages."""
    gemte = _Gemte(testmiljoe)
    return (
        Side("GET", "/gemte", Handling.ORDRE_LAES, gemte.show_list),
        Side("POST", "/gemte/ordre", Handling.ORDRE_BESTIL, gemte.save),
        Side("POST", "/gemte/bestil", Handling.ORDRE_BESTIL, gemte.use),
        Side("POST", "/gemte/glem", Handling.ORDRE_BESTIL, gemte.forget),
    )


class _Gemte:
    def __init__(self, testmiljoe: Testmiljoe) -> None:
        self._bestiller, self._hylde = testmiljoe.bestiller, testmiljoe.hylde
        self._udkast = Udkast(testmiljoe)

    def show_list(self, besoeg: Besoeg) -> Response:
        besoeg, fejl = self._udkast.again(besoeg)
        uuid = besoeg.felter.get("ordre", "")
        return self._draw(besoeg, fejl, self._bestiller.find(besoeg.kald.known, uuid) if uuid else None)

    def _draw(self, besoeg: Besoeg, fejl: Brugsfejl | None, gemmes: Ordre | None = None) -> Response:
        """The list; `gemmes`: the order that could not be put aside under that name."""
        return draw(
            besoeg.kald, "gemte", status_of(besoeg, fejl),
            fejl=fejl,
            celler=fejl.celler if isinstance(fejl, Skabelonfejl) else (),
            gemmes=gemmes,
            navn=besoeg.felter.get("navn", ""),
            skabeloner=self._hylde.list_skabeloner(besoeg.kald.known),
            arter=ARTER,
        )  # fmt: skip

    def save(self, besoeg: Besoeg) -> Response:
        kalder, uuid = besoeg.kald.known, besoeg.felter.get("ordre", "")
        ordre, skabelon = self._bestiller.find(kalder, uuid), self._bestiller.template(kalder, uuid)
        ejer = ordre.ejer if kalder.er_operatoer else ""
        try:
            self._hylde.save_order(kalder, besoeg.felter.get("navn", ""), ordre.art, skabelon, ejer)
        except Brugsfejl as fejl:
            return self._udkast.keep(besoeg, "/gemte", fejl) or self._draw(besoeg, fejl, ordre)
        return RedirectResponse(f"{ROD}/gemte", 303)

    def use(self, besoeg: Besoeg) -> Response:
        """A kladde of it: the order's lines, or one line that makes the persons."""
        kalder, navn = besoeg.kald.known, besoeg.felter.get("navn", "")
        ejer = besoeg.felter.get("organisation", "") if kalder.er_operatoer else ""
        try:
            if besoeg.felter.get("slags") == Gemtslags.PERSONER:
                art = Ordreart.REPLIKA
                skabelon = write_raekker(columns_of(art), [{"handling": "opret_gemt", "gemt": navn}]).encode()
            else:
                art, skabelon = self._hylde.take_order(kalder, navn, ejer)
            ordre = self._bestiller.create(kalder, Bestilling(art, navn, skabelon, ejer))
        except Brugsfejl as fejl:
            return self._udkast.keep(besoeg, "/gemte", fejl) or self._draw(besoeg, fejl)
        return RedirectResponse(f"{ROD}/ordrer/{ordre.uuid}", 303)

    def forget(self, besoeg: Besoeg) -> Response:
        kalder = besoeg.kald.known
        ejer = besoeg.felter.get("organisation", "") if kalder.er_operatoer else ""
        try:
            self._hylde.forget(kalder, besoeg.felter.get("navn", ""), ejer)
        except Brugsfejl as fejl:
            return self._udkast.keep(besoeg, "/gemte", fejl) or self._draw(besoeg, fejl)
        return RedirectResponse(f"{ROD}/gemte", 303)
