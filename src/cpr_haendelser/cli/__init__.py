"""The command line: `haendelser`. What an operator needs in a script; the texts are Danish."""

from __future__ import annotations

import sys

import click

from cpr_haendelser import __version__
from cpr_haendelser.cli import ca, dueslag, filer, log, opsaetning, opslag, server, vaerdilister
from cpr_haendelser.cli.dansk import Gruppe, Modtagervaek, explain
from cpr_haendelser.cli.skaerm import close_quietly, configure_streams, say_error
from cpr_haendelser.fejl import Fejl

_BRUG = 2
_AFBRUDT = 130


@click.group(
    cls=Gruppe,
    subcommand_metavar="KOMMANDO …",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="haendelser demo\nhaendelser receive --help",
)
@click.version_option(
    __version__, prog_name="haendelser", message="%(prog)s %(version)s", help="Viser programmets version."
)
def haendelser() -> None:
    """CPR-filer ind, CPR-hændelser ud.

    Indstillinger gives i HAENDELSER_*-variabler eller i haendelser.toml; se docs/indstillinger.md.
    """


for _command in (
    *server.COMMANDS,
    *filer.COMMANDS,
    *log.COMMANDS,
    *opslag.COMMANDS,
    *opsaetning.COMMANDS,
    *dueslag.COMMANDS,
    *vaerdilister.COMMANDS,
    *ca.COMMANDS,
):
    haendelser.add_command(_command)


def main() -> None:
    """Runs the command line: exit status 0 done, 1 refused (the reason on standard error), 2 asked wrongly."""
    configure_streams()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command; the exit status. A reader that has closed its end of a pipe has had enough: no error."""
    try:
        haendelser.main(arguments, prog_name="haendelser", standalone_mode=False)
        sys.stdout.flush()
    except Fejl as fejl:
        say_error(str(fejl))
        return 1
    except click.ClickException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            click.echo(error.format_message(), err=True)
        else:
            say_error(explain(error))
        return _BRUG
    except (click.Abort, KeyboardInterrupt):
        say_error("Afbrudt.")
        return _AFBRUDT
    except (Modtagervaek, BrokenPipeError):
        close_quietly()
    return 0
