"""A form that was looked at and not kept: shown again by an address, so that Back in the browser sends nothing again.

What was written is sealed in the address (decision 20): it can be read by nobody, and used in no other login and on no
other page. Where it cannot stand there, for it is long or has a number that may not be here, the answer to the form is
the page itself. The keeper of the pages does it for every page that says what shows its form again (`Side.igen`); the
pages of ordering, whose forms lead to other pages than their own, do it themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import RedirectResponse

from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.formular import Formular
from cpr_haendelser.testmiljoe.bestilling import Skabelonfejl
from cpr_haendelser.testmiljoe.skabelon.betydning import Cellefejl
from cpr_haendelser.web.svar import STATUS

if TYPE_CHECKING:
    from starlette.responses import Response

    from cpr_haendelser.app import Installation
    from cpr_haendelser.app.testmiljoe import Testmiljoe
    from cpr_haendelser.konsol.side import Besoeg

_FELT = "udkast"
"""Where it stands in the address."""
_LAENGST = 6000
"""Characters of a sealed form: servers and what stands before them take addresses of eight thousand."""
_FORSOEG = 5
"""So often a form is sealed anew whose seal happens to look like a personnummer."""
_VORES = frozenset({"modtegn", "grund", "vej"})
"""Fields of every form that are not what was written."""
_PLUMBING = frozenset({"modtegn", "vej"})
"""The same without the reason, which a refused form shows again."""


class _Sendt(NamedTuple):
    """What is sealed."""

    session: str
    sti: str
    """The page that shows it."""
    felter: tuple[tuple[str, str], ...]
    kode: str
    """Of the refusal; empty: it was not refused."""
    tekst: str
    celler: tuple[Cellefejl, ...]
    raekke: int


class Igen(NamedTuple):
    """A form that is shown again."""

    besoeg: Besoeg
    """The call for the page, with the fields of the form."""
    fejl: Brugsfejl | None
    """What it was refused with."""
    raekke: int
    """The row of a template that the form's mistakes are in."""


class Udkast:
    """Keeps them in addresses; the same on every process of an installation."""

    def __init__(self, hus: Installation | Testmiljoe) -> None:
        self._segl, self._vagt = hus.segl("konsol.udkast"), hus.vagt

    def keep(self, besoeg: Besoeg, sti: str, fejl: Brugsfejl | None = None, raekke: int = 0) -> Response | None:
        """Leads to the page (below the console's address) that shows the form again; None: it cannot stand there."""
        felter = tuple((navn, vaerdi) for navn, vaerdi in besoeg.form.alle if vaerdi and navn not in _VORES)
        return self._keep(besoeg, sti, felter, fejl, raekke)

    def keep_refused(self, besoeg: Besoeg) -> Response | None:
        """Leads to the page that the refused form was sent to, which shows it again; None: it cannot stand there.

        Fields that were left empty are kept as well: in a form that changes something they are what was written.
        """
        if besoeg.form.filer or any(holds_number(vaerdi) for _, vaerdi in besoeg.form.alle):
            return None
        felter = tuple((navn, vaerdi) for navn, vaerdi in besoeg.form.alle if navn not in _PLUMBING)
        return self._keep(besoeg, besoeg.request.scope["path"].removeprefix(ROD), felter, besoeg.fejl, 0)

    def _keep(
        self, besoeg: Besoeg, sti: str, felter: tuple[tuple[str, str], ...], fejl: Fejl | None, raekke: int
    ) -> Response | None:
        celler = tuple(fejl.celler) if isinstance(fejl, Skabelonfejl) else ()
        hele = not isinstance(fejl, Skabelonfejl) or fejl.antal == len(celler)
        kort = sum(len(vaerdi) for _, vaerdi in felter) <= _LAENGST
        if not hele or not kort or any(self._vagt.forbids_in(vaerdi) for _, vaerdi in felter):
            return None
        kode, tekst = (fejl.kode, fejl.tekst) if fejl else ("", "")
        sendt = _Sendt(besoeg.kald.modtegn, f"{ROD}{sti}", felter, kode, tekst, celler, raekke)
        maerker = (self._segl.close(sendt) for _ in range(_FORSOEG))
        maerke = next((each for each in maerker if len(each) <= _LAENGST and not holds_number(each)), "")
        return RedirectResponse(f"{ROD}{sti}?{_FELT}={maerke}", 303) if maerke else None

    def again(self, besoeg: Besoeg) -> tuple[Besoeg, Brugsfejl | None]:
        """The call with the form that its address shows again, and what that was refused with; otherwise as it is."""
        igen = self.find(besoeg)
        return (besoeg, None) if igen is None else (igen.besoeg, igen.fejl)

    def find(self, besoeg: Besoeg) -> Igen | None:
        """The form that an address shows again; None: it shows none, or one of another login or page."""
        maerke = besoeg.request.query_params.get(_FELT, "")
        if not maerke:
            return None
        try:
            sendt: _Sendt = self._segl.open(maerke[: _LAENGST + 1], _Sendt)
        except Brugsfejl:
            return None
        if (sendt.session, sendt.sti) != (besoeg.kald.modtegn, besoeg.request.scope["path"]):
            return None
        besoeg = besoeg._replace(felter=dict(sendt.felter), form=Formular(dict(sendt.felter), sendt.felter, {}))
        return Igen(besoeg, _refusal(sendt), sendt.raekke)


def status_of(besoeg: Besoeg, fejl: Brugsfejl | None) -> int:
    """The HTTP status of a page with a form: a refusal that answers the form itself is one to machines, too."""
    return STATUS.get(fejl.kode, 400) if fejl is not None and besoeg.request.method == "POST" else 200


def _refusal(sendt: _Sendt) -> Brugsfejl | None:
    if sendt.celler:
        return Skabelonfejl(sendt.celler)
    return Brugsfejl(sendt.kode, sendt.tekst) if sendt.kode else None
