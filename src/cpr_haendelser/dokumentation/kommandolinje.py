"""docs/kommandolinje.md: the help of every command, as the program shows it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from cpr_haendelser.cli import haendelser
from cpr_haendelser.dokumentation.markdown import page

_INDLEDNING = """Resultater skrives på standard output i UTF-8, afslag og fremdrift på standard error.
Afslutningskoden er 0, når det er gjort, 1, når det er afvist (se [fejlkoder.md](fejlkoder.md)), og 2, når
kommandoen er skrevet forkert. Et personnummer gives aldrig på kommandolinjen. Indstillingerne står i
[indstillinger.md](indstillinger.md)."""
_BREDDE = 100


def render() -> str:
    """The page."""
    root = click.Context(haendelser, info_name="haendelser", terminal_width=_BREDDE, max_content_width=_BREDDE)
    root.help_option_names = haendelser.context_settings["help_option_names"]
    return page("Kommandolinjen", _INDLEDNING, _help(root), *_sections(root, haendelser, "##"))


def _sections(parent: click.Context, group: click.Group, heading: str) -> Iterator[str]:
    """One section for each command, those of a group below it."""
    for name, command in group.commands.items():
        ctx = click.Context(command, parent, info_name=name)
        ctx.help_option_names = parent.help_option_names
        yield f"{heading} {ctx.command_path.removeprefix('haendelser ')}\n\n{_help(ctx)}"
        if isinstance(command, click.Group):
            yield from _sections(ctx, command, heading + "#")


def _help(ctx: click.Context) -> str:
    return f"```text\n{ctx.command.get_help(ctx).rstrip()}\n```"
