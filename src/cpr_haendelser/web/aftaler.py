"""Serviceaftaler over HTTP: requested, read in plain words and by example, decided, ended, talked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Path, Query

from cpr_haendelser.administration import anmodning as skranke
from cpr_haendelser.aftaler.livsforloeb import Skridt
from cpr_haendelser.aftaler.model import Serviceaftale
from cpr_haendelser.udlevering.kalder import Kalder
from cpr_haendelser.web import aftalemodeller as m
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import Xml, described
from cpr_haendelser.web.systemer import actor

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_UKENDT: dict[int | str, dict[str, Any]] = {404: described("Ingen serviceaftale med det id, som kalderen kan se")}
_FEJL: dict[int | str, dict[str, Any]] = {
    400: described("Noget ved anmodningen er forkert; teksten siger hvad"),
    409: described("Andre har ændret opsætningen imens; prøv igen"),
}
_SKRIDT: dict[int | str, dict[str, Any]] = {
    **_UKENDT,
    400: described("En grund mangler"),
    409: described("Skridtet kan ikke tages fra der, hvor aftalen står"),
}
Aftaleid = Annotated[str, Path(max_length=200)]


def add_aftaler(app: FastAPI, installation: Installation) -> None:
    """The routes of serviceaftaler."""
    _add_reading(app, installation)
    _add_steps(app, installation)


def _add_reading(app: FastAPI, installation: Installation) -> None:
    kontor = installation.aftalekontor

    @app.get("/aftaler", summary="Serviceaftalerne, som kalderen er part i")
    def list_all(kalder: Kaldt, valg: Annotated[m.Aftalevalg, Query()]) -> m.Aftaler:
        fundne = kontor.list_all(
            actor(kalder, installation),
            tilstand=valg.tilstand,
            system=str(valg.system or ""),
            myndighed=valg.myndighed or "",
        )
        return _to_aftaler(installation, fundne)

    @app.get("/aftaler/{id}", responses=_UKENDT, summary="Én serviceaftale, også i almindelige ord")
    def find(kalder: Kaldt, id: Aftaleid) -> m.Aftalevisning:  # noqa: A002 - the name in the address
        hvem = actor(kalder, installation)
        sag = kontor.sag(hvem, id)
        return m.to_visning(sag, kontor.explain(hvem, id), kontor.hindringer([sag.aftale]))

    @app.get(
        "/aftaler/{id}/eksempel",
        response_class=Xml,
        responses=_UKENDT,
        summary="En besked, som aftalen ville lade den se ud, om en opdigtet person",
    )
    def example(kalder: Kaldt, id: Aftaleid) -> Xml:  # noqa: A002 - the same
        return Xml(installation.write_example(kontor.find(actor(kalder, installation), id)))

    @app.get("/aftaler/{id}/traad", responses=_UKENDT, summary="Aftalens tråd: hvert skridt, og hvad der er skrevet")
    def thread(kalder: Kaldt, id: Aftaleid) -> m.Aftaletraad:  # noqa: A002 - the same
        return m.Aftaletraad(indlaeg=[m.to_indlaeg(each) for each in kontor.thread(actor(kalder, installation), id)])


def _to_aftaler(installation: Installation, aftaler: Sequence[Serviceaftale]) -> m.Aftaler:
    hindringer = installation.aftalekontor.hindringer(aftaler)
    return m.Aftaler(aftaler=[m.to_aftale(each, hindringer) for each in aftaler])


def _add_steps(app: FastAPI, installation: Installation) -> None:
    kontor = installation.aftalekontor

    def take(kalder: Kalder, aftale: str, skridt: Skridt, ord_: m.Aftaleskridt) -> m.Aftale:
        taget = kontor.take(actor(kalder, installation), aftale, skridt, ord_.grund)
        return m.to_aftale(taget, kontor.hindringer([taget]))

    @app.post("/aftaler", status_code=201, responses=_FEJL, summary="Anmoder om en serviceaftale med hver myndighed")
    def request(kalder: Kaldt, oensket: m.Anmodning) -> m.Aftaler:
        givet = oensket.model_dump(exclude={"system"})
        lister = {felt: tuple(vaerdi) for felt, vaerdi in givet.items() if isinstance(vaerdi, list)}
        anmodning = skranke.Anmodning(system=str(oensket.system), **(givet | lister))
        return _to_aftaler(installation, kontor.request(actor(kalder, installation), anmodning))

    @app.post("/aftaler/{id}/godkend", responses=_SKRIDT, summary="Myndigheden godkender en aftale")
    def approve(kalder: Kaldt, id: Aftaleid, skridt: m.Aftaleskridt) -> m.Aftale:  # noqa: A002 - the name in the address
        return take(kalder, id, Skridt.GODKEND, skridt)

    @app.post("/aftaler/{id}/afvis", responses=_SKRIDT, summary="Myndigheden afviser en aftale, og siger hvorfor")
    def reject(kalder: Kaldt, id: Aftaleid, skridt: m.Aftaleskridt) -> m.Aftale:  # noqa: A002 - the same
        return take(kalder, id, Skridt.AFVIS, skridt)

    @app.post("/aftaler/{id}/traek", responses=_SKRIDT, summary="Leverandøren trækker sin anmodning tilbage")
    def withdraw(kalder: Kaldt, id: Aftaleid, skridt: m.Aftaleskridt) -> m.Aftale:  # noqa: A002 - the same
        return take(kalder, id, Skridt.TRAEK, skridt)

    @app.post("/aftaler/{id}/opsig", responses=_SKRIDT, summary="En af parterne opsiger en aftale, og siger hvorfor")
    def end(kalder: Kaldt, id: Aftaleid, skridt: m.Aftaleskridt) -> m.Aftale:  # noqa: A002 - the same
        return take(kalder, id, Skridt.OPSIG, skridt)

    @app.post(
        "/aftaler/{id}/traad",
        status_code=201,
        responses={**_UKENDT, 400: described("Der står intet, eller noget, der ligner et personnummer")},
        summary="Skriver i en aftales tråd",
    )
    def say(kalder: Kaldt, id: Aftaleid, ord_: m.Aftaleord) -> m.Aftaletraad:  # noqa: A002 - the same
        hvem = actor(kalder, installation)
        kontor.say(hvem, id, ord_.tekst)
        return m.Aftaletraad(indlaeg=[m.to_indlaeg(each) for each in kontor.thread(hvem, id)])
