"""Every call over HTTP, command and page is an action of the matrix: none can be made that the doors do not know."""

from __future__ import annotations

import click
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.matrix import rettigheder
from cpr_haendelser.app import Installation
from cpr_haendelser.cli import haendelser
from cpr_haendelser.cli.dansk import Kommando
from cpr_haendelser.cli.handlinger import KOMMANDOER, NAERMERE, find_handling
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.samling import create_konsol, pages
from cpr_haendelser.konsol.side import MENU, Adgang, Side
from cpr_haendelser.settings import Settings
from cpr_haendelser.web.doer import create_app
from cpr_haendelser.web.handlinger import AABEN, KALD, find_kald


def calls(environment: str) -> list[tuple[str, str]]:
    """What the application of an environment answers, in the order that it tries it."""
    app = create_app(Installation.open(Settings.model_validate({
        "database_url": "memory://", "environment": environment
    })), "kun-til-afproevning")  # fmt: skip
    routes = [route for route in app.routes if isinstance(route, Route | APIRoute)]
    assert len(routes) == len(app.routes), "a mount would be let by"
    return [(method, route.path) for route in routes for method in sorted(route.methods or ()) if method != "HEAD"]


def test_every_call_is_an_action_and_every_action_of_the_table_is_a_call() -> None:
    assert sorted(calls("exttest")) == sorted(KALD)
    assert set(calls("produktion")) < set(KALD)


def test_no_call_is_there_twice() -> None:
    assert len(calls("exttest")) == len(set(calls("exttest")))


def test_what_is_open_is_login_alone() -> None:
    assert {sti for (_, sti), handling in KALD.items() if handling is AABEN} == {
        "/login", "/login/oidc", "/login/oidc/svar",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("metode", "adresse", "kald"),
    [
        ("GET", "/haendelser/17/besked", ("GET", "/haendelser/{loebenummer}/besked")),
        ("HEAD", "/openapi.json", ("GET", "/openapi.json")),
        ("GET", "/ordrer/skabelon", ("GET", "/ordrer/skabelon")),
        ("GET", "/ordrer/noget-andet", ("GET", "/ordrer/{uuid}")),
        ("GET", "/haendelser/", None),
        ("GET", "/Haendelser", None),
        ("DELETE", "/haendelser", None),
        ("GET", "/haendelser/soegning", ("GET", "/haendelser/{loebenummer}")),
    ],
)
def test_a_call_is_found_as_the_application_finds_it(metode: str, adresse: str, kald: tuple[str, str] | None) -> None:
    app = create_app(Installation.open(Settings(database_url="memory://")), "kun-til-afproevning")
    scope = {"type": "http", "method": metode, "path": adresse, "headers": [], "root_path": ""}
    assert find_kald(app.router.routes, scope) == kald


def commands(command: click.Command = haendelser, sti: str = "") -> dict[str, click.Command]:
    """Everything that does something, by its words."""
    egne = {} if isinstance(command, click.Group) and not command.invoke_without_command else {sti: command}
    for navn, under in command.commands.items() if isinstance(command, click.Group) else ():
        egne |= commands(under, f"{sti} {navn}".strip())
    return egne


def test_every_command_is_an_action_and_every_action_of_the_table_is_a_command() -> None:
    assert sorted(commands()) == sorted(KOMMANDOER)


def test_every_command_has_the_door_before_it() -> None:
    assert [sti for sti, command in commands().items() if not isinstance(command, Kommando)] == []


def test_what_changes_the_action_of_a_command_is_one_of_its_values() -> None:
    alle = commands()
    for (sti, vaerdi), handling in NAERMERE.items():
        assert vaerdi in {param.name for param in alle[sti].params}
        assert find_handling(sti, {vaerdi: "x"}) is handling is not find_handling(sti, {})


# --- the console ------------------------------------------------------------------------------------------------------


def sider(environment: str) -> tuple[Side, ...]:
    """The console's pages in an environment."""
    return pages(Installation.open(Settings.model_validate({"database_url": "memory://", "environment": environment})))


def reached(adgang: Adgang) -> set[tuple[str, str]]:
    """The pages that ask no action, but this."""
    return {(side.metode, side.sti) for side in sider("exttest") if side.adgang is adgang}


def test_every_page_of_the_console_is_an_action_of_the_matrix_or_stands_here() -> None:
    assert reached(Adgang.AABEN) == {
        ("GET", "/login"), ("POST", "/login"), ("GET", "/sprog/{valgt}"), ("GET", "/ydelse"),
    }  # fmt: skip
    assert reached(Adgang.UFAERDIG) == {
        ("POST", "/logout"), ("GET", "/adgangskode"), ("POST", "/adgangskode"), ("GET", "/tofaktor"),
        ("POST", "/tofaktor"),
    }  # fmt: skip
    assert reached(Adgang.INDLOGGET) == {
        ("GET", "/kom-godt-i-gang/certifikater"), ("GET", "/kom-godt-i-gang/certifikater/{rolle}.pem"),
        # One's own work; what the work is an action of is asked by the page itself.
        ("GET", "/arbejde/{id}"), ("GET", "/arbejde/{id}/fremdrift"),
        # What words mean.
        ("GET", "/ord"),
    }  # fmt: skip
    assert {side.adgang for side in sider("exttest")} - set(Adgang) <= set(rettigheder())


def test_the_console_takes_no_action_that_the_other_doors_do_not_know() -> None:
    kendte = {*KALD.values(), *KOMMANDOER.values(), *NAERMERE.values()}
    assert [side for side in sider("exttest") if isinstance(side.adgang, Handling) and side.adgang not in kendte] == []


def test_no_page_of_the_console_is_there_twice_and_none_is_answered_that_is_not_one_of_them() -> None:
    alle = [(side.metode, side.sti) for side in sider("exttest")]
    assert len(alle) == len(set(alle))
    assert {(side.metode, side.sti) for side in sider("produktion")} < set(alle)
    app = create_konsol(Installation.open(Settings(database_url="memory://")))
    ruter = [
        (metode, route.path.removeprefix(ROD))
        for route in app.routes
        if isinstance(route, Route)
        for metode in sorted(route.methods or ())
        if metode != "HEAD"
    ]
    assert len([route for route in app.routes if isinstance(route, Route)]) == len(app.routes)
    rest = {("GET", "/statisk/{navn}"), ("GET", "/{sti:path}"), ("POST", "/{sti:path}")}
    assert sorted(ruter) == sorted({*alle, *rest})


def test_a_form_changes_or_shows_by_the_action_that_says_so() -> None:
    """A form that changes is of an action that changes; those that are sent only to show are named here."""
    viser = {
        Handling.FIL_LINJER,
        Handling.LOG_LAES,
        Handling.PERSON_AABN,
        Handling.DUESLAG_FORKLAR,
        Handling.TESTPERSON_LAES,
        Handling.VAERDILISTE_INDHOLD,
        Handling.REVISION_LAES,
        Handling.REVISION_KONTROLLER,
        Handling.REVISION_EKSPORTER,
        Handling.ORGANISATION_LAES,
        Handling.SYSTEM_LAES,
        Handling.DUESLAG_LAES,
    }
    forms = {side.adgang for side in sider("exttest") if side.metode == "POST" and isinstance(side.adgang, Handling)}
    assert {each for each in forms if each.endswith((".laes", ".kontroller", ".eksporter"))} <= viser


def test_a_way_in_the_menu_asks_what_its_page_asks() -> None:
    adgange = {side.sti: side.adgang for side in sider("exttest") if side.metode == "GET"}
    efter = {side.sti: side.adgang for side in sider("exttest") if side.metode == "POST"}
    for punkt in MENU:
        assert punkt.sti in adgange
        if punkt.handling is not None:
            assert punkt.handling in {adgange[punkt.sti], efter.get(punkt.sti)}, punkt.sti
