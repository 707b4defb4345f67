"""Every command explains itself, in Danish, and says what was asked wrongly without repeating it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

import click
import pytest

from cpr_haendelser import __version__
from cpr_haendelser.cli import KOMMANDOER
from cpr_haendelser.cli import haendelser as group
from tests.cli.conftest import Svar

Haendelser = Callable[..., Svar]


def walk(commands: Mapping[str, click.Command], path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by the words it is called with, those of a group after the group."""
    for name, command in commands.items():
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from walk(command.commands, f"{path}{name} ")


COMMANDS = dict(walk(group.commands))
ENGLISH = ("Usage", "Options", "Commands", "Show", "default", "Error", "Missing", "No such", "Invalid", "[OPTIONS]")


def test_the_commands_begin_with_these() -> None:
    told = "demo serve population receive watch files feed besked uden-modtager person bopael"
    assert list(group.commands)[: len(told.split())] == told.split()


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_command_has_help_with_an_example_that_can_be_typed(name: str, haendelser: Haendelser) -> None:
    svar = haendelser(*name.split(), "--help")
    assert svar.status == 0
    assert svar.fejl == ""
    assert "Brug: haendelser" in svar.ud
    assert "Viser denne hjælp." in svar.ud
    assert [word for word in ENGLISH if word in svar.ud] == []
    examples = svar.ud.split("Eksempel:\n")[1].splitlines()
    assert examples
    for example in examples:
        words = [
            word for word in shlex.split(example.split(">")[0].split("<")[0]) if not word.startswith("HAENDELSER_")
        ]
        assert words[:1] == ["haendelser"]
        called = max((each for each in COMMANDS if words[1 : 1 + len(each.split())] == each.split()), key=len)
        assert called.startswith(name)
        known = {option for param in COMMANDS[called].params for option in (*param.opts, *param.secondary_opts)} | {
            "--help"
        }
        assert {word for word in words if word.startswith("-")} <= known


def test_every_option_is_explained() -> None:
    options = [(name, param) for name, c in COMMANDS.items() for param in c.params if isinstance(param, click.Option)]
    assert len(options) > 15
    assert [(name, option.name) for name, option in options if not option.help] == []


def test_no_command_takes_a_personnummer() -> None:
    names = [
        option
        for command in COMMANDS.values()
        for param in command.params
        if not getattr(param, "is_flag", False)
        for option in (param.name or "", *param.opts)
    ]
    assert {name for name in names if "person" in name or "pnr" in name} == {"personer", "--personer"}


def test_the_version_is_told(haendelser: Haendelser) -> None:
    assert haendelser("--version") == (0, f"haendelser {__version__}\n", "")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nix", "Kommandoen findes ikke. Se haendelser --help."),
        ("fed", "Kommandoen findes ikke. Mente du feed? Se haendelser --help."),
        ("feed --eftr 1", "Valget findes ikke. Mente du --efter? Se haendelser feed --help."),
        ("feed --efter", "Valget --efter er ikke brugt rigtigt: mangler det sin værdi?"),
        ("feed --efter x", "--efter kan ikke læses. Der ventes et helt tal"),
        ("feed --efter -1", "--efter kan ikke læses."),
        ("feed --efter 1_0", "--efter kan ikke læses."),
        ("feed --efter +5", "--efter kan ikke læses."),
        ("ordre --antal １", "--antal kan ikke læses."),
        ("feed --kode 6101901234", "--kode tager en hændelseskode på tre cifre, fx 034."),
        ("feed --kommune 6101901234", "--kommune tager en kommunekode på fire cifre, fx 0998."),
        ("receive", "Der mangler FIL. Se haendelser receive --help."),
        ("receive nix.L900001", "Der er ingen fil nix.L900001."),
        ("receive 6101901234.txt", "Der er ingen fil ******-****.txt."),
        ("person 6101901234", "Der er mere på linjen, end kommandoen tager."),
        ("besked 610190-1234", "LØBENUMMER kan ikke læses. Der ventes et helt tal"),
        ("besked 1 6101901234", "Der er mere på linjen, end kommandoen tager."),
        ("bopael Korsbæk", "Kommunekode og vejkode er op til fire cifre"),
        ("bopael 0998 --husnr 5", "--husnr er op til tre cifre og et bogstav"),
        ("uden-modtager --giv 1", "Valget --giv er ikke brugt rigtigt"),
        ("uden-modtager --giv 1 123", "--giv tager først et løbenummer, så et CVR-nummer på otte cifre."),
        ("uden-modtager --giv 6101901234 x", "--giv tager først et løbenummer"),
        ("uden-modtager --frigiv --giv 1 11111111", "Vælg enten --frigiv eller --giv."),
        ("population ud --start igår", "--start er en dato som 2026-11-23."),
        ("population ud --form x", "--form kan ikke læses."),
        ("watch nix", "MAPPE kan ikke læses. Der ventes en mappe, der findes og må læses."),
        ("files 0", "NUMMER kan ikke læses. Der ventes et helt tal fra 1 til 9223372036854775807."),
        (f"files {2**63}", "NUMMER kan ikke læses."),
        (f"person --fil {2**63}", "--fil kan ikke læses."),
        ("population ud --personer 0", "--personer kan ikke læses. Der ventes et helt tal fra 1."),
    ],
)
def test_what_is_asked_wrongly_is_told_on_standard_error(haendelser: Haendelser, line: str, told: str) -> None:
    status, ud, fejl = haendelser(*line.split())
    assert (status, ud) == (2, "")
    assert told in " ".join(fejl.split())
    assert "1901234" not in fejl
    assert "190-1234" not in fejl


def test_no_command_shows_the_commands_on_standard_error(haendelser: Haendelser) -> None:
    svar = haendelser()
    assert (svar.status, svar.ud) == (2, "")
    assert "uden-modtager" in svar.fejl


def test_every_command_is_found_in_the_module_that_is_said_to_have_it() -> None:
    fundne = {modul: tuple(each.name for each in commands_of(modul)) for modul in KOMMANDOER}
    assert fundne == KOMMANDOER


def commands_of(modul: str) -> tuple[click.Command, ...]:
    """The commands that a module of the command line gives."""
    kommandoer: tuple[click.Command, ...] = import_module(f"cpr_haendelser.cli.{modul}").COMMANDS
    return kommandoer
