"""The command line: `haendelser`. What an operator needs in a script; the texts are Danish."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from types import TracebackType

import click

from cpr_haendelser import __version__
from cpr_haendelser.cli.dansk import Dovne, Gruppe, Modtagervaek, explain
from cpr_haendelser.cli.skaerm import close_quietly, configure_streams, flush_or_drop, say_error
from cpr_haendelser.cli.som import remember
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.logning import mask

_BRUG = 2
_KUN_EJEREN = 0o077
"""Taken from the permissions of every file and folder that the program makes: what it keeps is about persons."""
_AFBRUDT = 130


KOMMANDOER = {
    "server": ("demo", "serve", "population"),
    "filer": ("receive", "watch", "files"),
    "log": ("feed", "besked", "uden-modtager"),
    "opslag": ("person", "bopael"),
    "opsaetning": ("setup",),
    "indstilling": ("indstilling",),
    "konti": ("begin", "organisation", "bruger", "noegle"),
    "system": ("system", "certifikat"),
    "aftale": ("aftale",),
    "status": ("status", "alarmtest"),
    "sikkerhedskopi": ("backup", "restore", "check"),
    "gendannelse": ("gendannelse",),
    "oprydning": ("oprydning",),
    "dueslag": ("dueslag",),
    "storfil": ("storfil",),
    "vaerdilister": ("vaerdiliste",),
    "exttest": ("exttest",),
    "ordre": ("ordre",),
    "testperson": ("testperson",),
    "gemt": ("gemt",),
    "ca": ("ca", "linjetest"),
    "revision": ("revision",),
}
"""The commands of each module here, in the order they are used: who runs one waits for its module alone."""


@click.group(
    cls=Gruppe,
    subcommand_metavar="KOMMANDO …",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="haendelser demo\nhaendelser receive --help",
)
@click.version_option(
    __version__, prog_name="haendelser", message="%(prog)s %(version)s", help="Viser programmets version."
)
@click.option(
    "--som",
    default="",
    expose_value=False,
    callback=remember,
    metavar="HVEM",
    help="Gør kun det, som denne bruger (brugernavn) eller dette it-system (navn) må. Ellers er man operatøren.",
)
@click.option(
    "--grund",
    default="",
    metavar="TEKST",
    help="Hvorfor personoplysninger åbnes; skal skrives i produktion, og står i revisionssporet.",
)
def haendelser(grund: str) -> None:
    """CPR-filer ind, CPR-hændelser ud.

    Indstillinger gives i HAENDELSER_*-variabler eller i haendelser.toml; se docs/indstillinger.md.
    Hvem der må hvad: docs/roller.md.
    """
    del grund  # the door reads it


haendelser.commands = Dovne({navn: f"{__name__}.{modul}" for modul, navne in KOMMANDOER.items() for navn in navne})


def main() -> None:
    """Runs the command line: exit status 0 done, 1 refused (the reason on standard error), 2 asked wrongly.

    `status` and `check` have one more: 3, something needs an operator.
    """
    os.umask(_KUN_EJEREN)
    configure_streams()
    sys.excepthook = tell_masked
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command; the exit status. A reader that has closed its end of a pipe has had enough: no error."""
    try:
        status = haendelser.main(arguments, prog_name="haendelser", standalone_mode=False)
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
    except OSError as error:
        say_error(str(refused_by_the_machine(error)))
        flush_or_drop()
        return 1
    else:
        return status if isinstance(status, int) else 0
    return 0


def refused_by_the_machine(error: OSError) -> Fejl:
    """A full disk, a folder that may not be written to, in words."""
    sted = f"{mask(Path(error.filename).name)} kan ikke bruges" if isinstance(error.filename, str) else "det gik ikke"
    return Brugsfejl(
        "SYS-001",
        f"{sted} ({error.strerror}). Se efter plads på disken, rettigheder, og om mappen findes; prøv så igen.",
    )


def tell_masked(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tells of an error in the program itself; its own words may hold anything, a personnummer too."""
    say_error(mask("".join(traceback.format_exception(kind, error, trace))))
    say_error("Det er en fejl i programmet. Meld den gerne med linjerne ovenfor.")
