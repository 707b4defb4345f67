"""What the command line shows: progress, tables, numbers in Danish."""

from __future__ import annotations

import errno
import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from cpr_haendelser.modtagelse.modtag import Fremdrift

_PATIENCE = 1.0
"""Seconds before work is shown as work."""
_WIDE = 240
"""Columns where nobody looks on: a file or a pipe gets whole lines."""
_CLOSED = {errno.EPIPE, errno.EINVAL}
"""What a pipe says whose reader has gone; Windows says EINVAL."""


def configure_streams() -> None:
    """Output in UTF-8, whatever the terminal's own encoding, so that Danish letters are never an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def is_closed_pipe(error: OSError) -> bool:
    """Whether nobody reads the output any more."""
    return isinstance(error, BrokenPipeError) or (error.errno in _CLOSED and not sys.stdout.isatty())


def close_quietly() -> None:
    """Lets what is still to be written go nowhere, so that the interpreter's last flush says nothing either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def flush_or_drop() -> None:
    """Writes what is still to be written, or lets it go nowhere where there is no room for it."""
    try:
        sys.stdout.flush()
    except OSError:
        close_quietly()


class _Out(Console):
    """A console that leaves a closed pipe to `cli.run`."""

    def on_broken_pipe(self) -> None:
        """Raises what rich would have made an exit status of."""
        self.quiet = True
        raise BrokenPipeError


def console() -> Console:
    """Where results go."""
    return _Out(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE)


def say_error(text: str) -> None:
    """A refusal, on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, style="red", markup=False)


def say_quietly(text: str) -> None:
    """A word beside the results, on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, style="dim", markup=False)


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds the server that listens there."""
    vaert = "localhost" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - asked about, not listened on
    return f"http://{f'[{vaert}]' if ':' in vaert else vaert}:{port}"


def count(number: int) -> str:
    """A number as Danish writes it: 1.234.567."""
    return f"{number:,}".replace(",", ".")


def table(title: str, *columns: str) -> Table:
    """An empty table; columns that end in > are numbers."""
    made = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        # Folded, never cut: on a narrow terminal a value goes on below itself.
        made.add_column(column.rstrip(">"), justify="right" if column.endswith(">") else "left", overflow="fold")
    return made


@contextmanager
def progress(name: str) -> Iterator[Fremdrift]:
    """Shows progress on standard error when the work takes longer than a second and somebody looks on."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[antal]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None, antal="", visible=False)
        begun = time.monotonic()

        def step(fase: str, antal: int, ialt: int) -> None:
            tekst = f"{count(antal)} af {count(ialt)}" if ialt else count(antal)
            bar.update(
                task,
                description=f"{name}: {fase}",
                completed=antal,
                total=ialt or None,
                antal=tekst,
                visible=time.monotonic() - begun > _PATIENCE,
            )

        yield Fremdrift(step)
