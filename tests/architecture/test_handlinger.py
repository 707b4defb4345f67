"""Every call over HTTP and every command is an action of the matrix: none can be made that the doors do not know."""

from __future__ import annotations

import click
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from cpr_haendelser.app import Installation
from cpr_haendelser.cli import haendelser
from cpr_haendelser.cli.dansk import Kommando
from cpr_haendelser.cli.handlinger import KOMMANDOER, NAERMERE, find_handling
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
