"""click in Danish: help, and what is said when a command is asked wrongly.

No value is ever repeated: it may be a personnummer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from functools import update_wrapper
from importlib import import_module
from typing import Any

import click

from cpr_haendelser.cli.doer import ask
from cpr_haendelser.cli.skaerm import is_closed_pipe

BRUG = "Brug: "
KENDT = "Se {sti} --help."

FORVENTET = {
    "integer": "et helt tal",
    "file": "en fil, der findes og må læses",
    "directory": "en mappe, der findes og må læses",
    "path": "en fil, der findes og må læses",
    "choice": "en af de nævnte muligheder",
    "løbenumre": "et løbenummer som 17 eller flere som 20-35",
    "tidspunkt": "en dag eller et tidspunkt i Danmark som 2026-11-24 eller 2026-11-24T08:30",
}
"""What a value looks like, by click's name of its kind."""


class Modtagervaek(Exception):
    """Nobody reads the output any more: no error, the reader of a pipe has had enough."""


class Kommando(click.Command):
    """A command whose help is Danish, asked at the door before it does anything. `epilog`: its examples, one a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.callback is not None:
            self.callback = _behind_the_door(self.callback)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words of the usage line."""
        return ["[VALG]" if piece == "[OPTIONS]" else piece for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes how the command is called."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), BRUG)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the options."""
        records = [param.get_help_record(ctx) for param in self.get_params(ctx) if isinstance(param, click.Option)]
        with formatter.section("Valg"):
            formatter.write_dl([record for record in records if record])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the examples as they are typed."""
        del ctx
        if self.epilog:
            with formatter.section("Eksempel"):
                for line in self.epilog.splitlines():
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help, explained in Danish."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Viser denne hjælp."
        return option


def _behind_the_door(callback: Callable[..., Any]) -> Callable[..., Any]:
    """A group that goes on to one of its commands leaves the question to that."""

    def asked(*args: Any, **kwargs: Any) -> Any:
        ctx = click.get_current_context()
        if ctx.invoked_subcommand is None:
            ask(ctx)
        return callback(*args, **kwargs)

    return update_wrapper(asked, callback)


class Dovne(MutableMapping[str, click.Command]):
    """Commands by name, each of which is in the `COMMANDS` of a module that is loaded when it is first asked for."""

    def __init__(self, moduler: Mapping[str, str]) -> None:
        self._moduler = dict(moduler)
        self._kommandoer: dict[str, click.Command] = {}

    def __getitem__(self, navn: str) -> click.Command:
        if navn not in self._kommandoer:
            egne: Iterable[click.Command] = import_module(self._moduler[navn]).COMMANDS
            self._kommandoer |= {str(kommando.name): kommando for kommando in egne}
        return self._kommandoer[navn]

    def __setitem__(self, navn: str, kommando: click.Command) -> None:
        self._kommandoer[navn] = kommando
        self._moduler.setdefault(navn, "")

    def __delitem__(self, navn: str) -> None:
        del self._moduler[navn]

    def __iter__(self) -> Iterator[str]:
        return iter(self._moduler)

    def __len__(self) -> int:
        return len(self._moduler)


class Gruppe(Kommando, click.Group):
    """The group of all commands."""

    command_class = Kommando

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; Modtagervaek where nobody reads on (click would end the process)."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if is_closed_pipe(error):
                raise Modtagervaek from None
            raise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the commands, in the order they are used, then the options."""
        rows = [(name, command.get_short_help_str(200)) for name, command in self.commands.items()]
        with formatter.section("Kommandoer"):
            formatter.write_dl(rows)
        Kommando.format_options(self, ctx, formatter)


def explain(error: click.ClickException) -> str:
    """What was asked wrongly, in Danish."""
    say = _SENTENCES.get(type(error).__name__)
    sentence = say(error) if say else "Kommandoen kan ikke forstås."
    ctx = getattr(error, "ctx", None)
    return " ".join((sentence, KENDT.format(sti=ctx.command_path))) if ctx else sentence


def _missing(error: click.ClickException) -> str:
    return f"Der mangler {_name(error)}."


def _bad(error: click.ClickException) -> str:
    param = getattr(error, "param", None)
    kind = getattr(param, "type", None)
    expected = _range(kind) if isinstance(kind, click.IntRange) else FORVENTET.get(getattr(kind, "name", ""), "")
    return f"{_name(error)} kan ikke læses." + (f" Der ventes {expected}." if expected else "")


def _range(kind: click.IntRange) -> str:
    return f"et helt tal fra {kind.min}" + ("" if kind.max is None else f" til {kind.max}")


def _name(error: click.ClickException) -> str:
    param = getattr(error, "param", None)
    if isinstance(param, click.Option):
        return str(param.opts[0])
    return str(getattr(param, "metavar", None) or "en værdi").strip("[]…")


def _unknown(error: click.ClickException) -> str:
    near = getattr(error, "possibilities", None)
    what = "Valget" if type(error).__name__ == "NoSuchOption" else "Kommandoen"
    return f"{what} findes ikke." + (f" Mente du {near[0]}?" if near else "")


_SENTENCES: dict[str, Callable[[click.ClickException], str]] = {
    "MissingParameter": _missing,
    "BadParameter": _bad,
    "NoSuchOption": _unknown,
    "NoSuchCommand": _unknown,
    "BadOptionUsage": lambda error: (
        f"Valget {getattr(error, 'option_name', '')} er ikke brugt rigtigt: mangler det sin værdi?"
    ),
    "BadArgumentUsage": lambda _: "Kommandoen har ikke det, den skal bruge.",
    "UsageError": lambda _: "Der er mere på linjen, end kommandoen tager.",
    "FileError": lambda _: "Filen kan ikke læses.",
    "Brugerfejl": lambda error: error.message,
}


class Brugerfejl(click.UsageError):
    """A call that cannot be carried out as it is written; the text is Danish and ours."""
