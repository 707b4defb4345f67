"""The command line: `haendelser`. What an operator needs in a script; the texts are Danish."""

from __future__ import annotations

import sys

import click

from cpr_haendelser import __version__
from cpr_haendelser.cli import filer, log, opslag, server
from cpr_haendelser.cli.skaerm import configure_streams, say_error
from cpr_haendelser.fejl import Fejl


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="haendelser", message="%(prog)s %(version)s")
def haendelser() -> None:
    """CPR-filer ind, CPR-hændelser ud.

    Indstillinger gives i HAENDELSER_*-variabler eller haendelser.toml; se docs/indstillinger.md.
    """


for _command in (*filer.COMMANDS, *log.COMMANDS, *opslag.COMMANDS, *server.COMMANDS):
    haendelser.add_command(_command)


def main() -> None:
    """Runs the command line: exit status 0 when done, 1 when refused (the reason on standard error), 2 when asked wrongly."""
    configure_streams()
    try:
        haendelser.main(prog_name="haendelser", standalone_mode=False)
    except Fejl as fejl:
        say_error(str(fejl))
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say_error("Afbrudt.")
        sys.exit(130)
