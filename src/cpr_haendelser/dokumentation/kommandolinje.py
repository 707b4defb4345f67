"""docs/kommandolinje.md: the help of every command, as the program shows it."""

from __future__ import annotations

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
    names = root.help_option_names = haendelser.context_settings["help_option_names"]
    parts = ["```text\n" + haendelser.get_help(root).rstrip() + "\n```"]
    for name, command in haendelser.commands.items():
        ctx = click.Context(command, root, info_name=name)
        ctx.help_option_names = names
        parts.append(f"## {name}\n\n```text\n{command.get_help(ctx).rstrip()}\n```")
    return page("Kommandolinjen", _INDLEDNING, *parts)
