"""Long work begun on a page: done at once where it is short, otherwise shown with how far it is until it has ended.

The page may be closed; the work goes on. Nobody but who began it sees it.
At each step the right is asked again: what somebody may not do any more is not gone on with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor
from cpr_haendelser.arbejde import Arbejde, Stade, Trin
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import Adgang, Besoeg, Side, draw
from cpr_haendelser.logning import log_line
from cpr_haendelser.web.svar import STATUS

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_VENTES = 2.0
"""Seconds that a form waits for its work, before its progress is shown instead."""
NAVNE = {
    Handling.DUESLAG_AFSPIL: "Afspilning",
    Handling.DUESLAG_RET: "Ændring af forsendelser",
    Handling.FIL_FRIGIV: "Frigivelse af en stor fil",
    Handling.REVISION_KONTROLLER: "Kontrol af revisionssporet",
}
"""What a piece of work is called, by the action that it is."""
TRIN = ("gennemser loggen", "frigiver", "flytter", "kontrollerer led")
"""What it may be at."""


class Vis(NamedTuple):
    """How its end is shown."""

    handling: Handling
    """What it takes to see it."""
    sti: str
    """The page that it was begun on, below the console's address."""
    svar: Callable[[Besoeg, Any], Response]
    """The page that its answer comes to."""


def begin(installation: Installation, besoeg: Besoeg, vis: Vis, goer: Callable[[Trin], Any]) -> Response:
    """Begins it; its end where it comes soon, otherwise the page that follows it. What refuses it soon is raised."""

    def goer_mens_maa(trin: Trin) -> Any:
        def step(hvad: str, gjort: int, ialt: int) -> None:
            trin(hvad, gjort, ialt)
            _check_right(installation, besoeg.kald, vis.handling)

        return goer(step)

    arbejde = installation.arbejdsbord.begin(_owner(besoeg.kald), NAVNE[vis.handling], vis, goer_mens_maa)
    if arbejde.wait(_VENTES):
        if arbejde.fejl is not None:
            raise arbejde.fejl
        if arbejde.stade is Stade.UDFOERT:
            return vis.svar(besoeg, arbejde.svar)
    return RedirectResponse(f"{ROD}/arbejde/{arbejde.id}", 303)


def pages(installation: Installation) -> tuple[Side, ...]:
    """The page of a piece of work, and the part of it that keeps itself alive."""

    def show(besoeg: Besoeg) -> Response:
        arbejde = _find(installation, besoeg)
        if arbejde.stade is Stade.UDFOERT and arbejde.er_endt:
            svar: Response = arbejde.vis.svar(besoeg, arbejde.svar)
            return svar
        status = STATUS.get(arbejde.fejl.kode, 400) if arbejde.fejl is not None else 200
        return draw(besoeg.kald, "arbejde", status, arbejde=arbejde, stade=_stand(arbejde))

    def show_progress(besoeg: Besoeg) -> Response:
        arbejde = _find(installation, besoeg)
        return draw(besoeg.kald, "arbejde_fremdrift", arbejde=arbejde, stade=_stand(arbejde))

    return (
        Side("GET", "/arbejde/{id}", Adgang.INDLOGGET, show),
        Side("GET", "/arbejde/{id}/fremdrift", Adgang.INDLOGGET, show_progress),
    )


def find_unfinished(installation: Installation, kald: Kald) -> list[Arbejde]:
    """The caller's work that has not ended."""
    return installation.arbejdsbord.unfinished(_owner(kald))


def _stand(arbejde: Arbejde) -> str:
    """Where it stands, as the page knows it: one that is ending is still under way."""
    return (arbejde.stade if arbejde.er_endt or arbejde.stade is Stade.VENTER else Stade.I_GANG).name.lower()


def _check_right(installation: Installation, begyndt: Kald, handling: Handling) -> None:
    """KON-012 where whoever began it would not be let in to it now as then; the end of its session stops nothing."""
    gaeldende = installation.bord.gaeldende()
    bruger = gaeldende.brugere.get(_owner(begyndt))
    if bruger is not None and begyndt.fundet is not None and gaeldende.is_open(bruger):
        fundet, staar = begyndt.fundet._replace(bruger=bruger), installation.postrum.gendannelse()
        if _reach(replace(begyndt, fundet=fundet, gendannelse=staar), handling) == _reach(begyndt, handling):
            return
    log_line("arbejde.uden-ret")
    raise Brugsfejl(
        "KON-012",
        "arbejdet er standset: den, der begyndte det, er lukket eller har fået andre rettigheder imens. Det, der nåede"
        " at ske, gælder; en, der må, kan begynde igen for at gøre resten.",
    )


def _reach(kald: Kald, handling: Handling) -> str | Hvorfor:
    """Whose things a caller does it to (CVR; empty: everybody's), or why it may not."""
    svar = kald.let_in(handling, kald.grund)
    return svar if isinstance(svar, Hvorfor) else svar.organisation


def _owner(kald: Kald) -> str:
    if kald.fundet is None:
        raise AssertionError("the keeper lets nobody in here who has not logged in")
    return kald.fundet.bruger.uuid


def _find(installation: Installation, besoeg: Besoeg) -> Arbejde:
    """One's own, as long as one may still do what it does; KON-011 or ADG-001."""
    arbejde = installation.arbejdsbord.find(_owner(besoeg.kald), besoeg.request.path_params["id"])
    if not besoeg.kald.may(arbejde.vis.handling):
        raise refuse(arbejde.vis.handling, Hvorfor.ROLLE)
    return arbejde


ARBEJDSORD = frozenset({*NAVNE.values(), *TRIN})
"""What pages take from these tables: the catalogue must have each."""
