"""The application behind the HTTP doors: put together, with its errors and its keeper.

A personnummer never stands in a URL; every call says who it is (`web.noegle`), and sees what that caller may see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

from cpr_haendelser import __version__
from cpr_haendelser.app.testmiljoe import Testmiljoe
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.udlevering.genkend import Genkender
from cpr_haendelser.web.administration import add_administration
from cpr_haendelser.web.aftaler import add_aftaler
from cpr_haendelser.web.drift import Sundhed, add_maalinger
from cpr_haendelser.web.dueslag import add_dueslag
from cpr_haendelser.web.feed import add_feed
from cpr_haendelser.web.filer import add_filer
from cpr_haendelser.web.gemte import add_gemte
from cpr_haendelser.web.handlinger import AABEN, KALD
from cpr_haendelser.web.indstillinger import add_indstillinger
from cpr_haendelser.web.listevaerdier import add_listevaerdier
from cpr_haendelser.web.login import add_login
from cpr_haendelser.web.noegle import Doervogter
from cpr_haendelser.web.omkostning import add_omkostning
from cpr_haendelser.web.ordrer import add_ordrer
from cpr_haendelser.web.revision import add_revision
from cpr_haendelser.web.snapshot import add_snapshot
from cpr_haendelser.web.storfiler import add_storfiler
from cpr_haendelser.web.svar import FEJL, add_errors
from cpr_haendelser.web.systemer import add_systemer
from cpr_haendelser.web.vaerdilister import add_vaerdilister
from cpr_haendelser.web.ventesal import Ventesal

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_OM = """CPR-hændelser som en nummereret log. Spørg efter det løbenummer, der sidst er behandlet; et nyt kommer aldrig
under et, der er set. Hvert kald siger, hvem det er fra, og ser det, som dets serviceaftaler giver lov til. Et
personnummer står aldrig i en URL."""


def describe_open_calls(app: FastAPI) -> None:
    """Lets the description say that logging in needs no key."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            for (metode, sti), handling in KALD.items():
                if handling is AABEN:
                    describe()["paths"][sti][metode.lower()]["security"] = []
        return describe()

    app.openapi = openapi  # type: ignore[method-assign]


def create_app(installation: Installation, noegle: str) -> FastAPI:
    """The application of an installation; `noegle` is the operator's key."""
    app = FastAPI(
        title="cpr-haendelser",
        version=__version__,
        description=_OM,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=FEJL,
        # Only says in the description what the door keeper demands.
        dependencies=[
            Depends(
                HTTPBearer(
                    auto_error=False,
                    description="Operatørens nøgle, som serveren viser ved start, en session fra POST /login, eller en "
                    "nøgle til et it-system eller en bruger. På maskindøren er et klientcertifikat nok.",
                )
            )
        ],
    )
    add_errors(app)
    app.state.ventesal = Ventesal(lambda: (installation.lager.sidste_loebenummer(), *installation.bord.noegle()))
    add_feed(app, installation, app.state.ventesal)
    add_snapshot(app, installation)
    add_vaerdilister(app, installation)
    add_listevaerdier(app, installation)
    add_storfiler(app, installation)
    add_dueslag(app, installation)
    add_filer(app, installation)
    if installation.settings.environment == "exttest":
        testmiljoe = Testmiljoe(installation)
        add_ordrer(app, testmiljoe)
        add_omkostning(app, testmiljoe.regnskab)
        add_gemte(app, testmiljoe.hylde)
    add_maalinger(app, installation)
    add_login(app, installation)
    add_administration(app, installation)
    add_systemer(app, installation)
    add_aftaler(app, installation)
    add_revision(app, installation)
    add_indstillinger(app, installation)
    app.add_middleware(
        Doervogter,
        genkender=Genkender(installation.bord, noegle, by_maerke=installation.konti.aktoer),
        routes=lambda: app.router.routes,
        miljoe=Miljoe(installation.settings.environment),
        er_gendannet=lambda: installation.postrum.gendannelse() is not None,
    )
    describe_open_calls(app)
    app.add_middleware(Sundhed, klar=installation.klarhed)
    return app
