"""The output that README.md shows: the demonstration is run, and its words are put in."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from cpr_haendelser.cli.fremvisning import show, show_modtagere
from cpr_haendelser.cli.servering import say_login, welcome
from cpr_haendelser.demo import opened

START, SLUT = "<!-- demo -->\n", "<!-- slut -->\n"
"""What stands between these in README.md is the demonstration's output."""
PERSONER, SEED, PORT = 5000, 1, 8320
NOEGLE = "2ZqE…"
"""Stands for the key, which is another each time."""
KODE = "k7wq-…"
"""The same for the operator's first password."""
_SKIFTER = ((r"(amqps://[^:/]+:)\d+", r"\g<1>5671"), (r"(localhost:)\d+", r"\g<1>8443"), (r", på [0-9,]+ sekunder", ""))
_KORT = re.compile(r"(?m)((?:^  \d{3}   .*\n){3})(?:^  \d{3}   .*\n)+((?:^  \d{3}   .*\n){3})")


def run_demo() -> str:
    """What `haendelser demo` shows, as in a terminal without colours."""
    out = io.StringIO()
    with TemporaryDirectory() as folder, redirect_stderr(io.StringIO()):
        mappe = Path(folder) / "demo"
        with opened(mappe, personer=PERSONER, seed=SEED, port=PORT) as demo:
            konsol = Console(file=out, highlight=False, soft_wrap=True, width=100)
            show(demo, konsol)
            with demo.receiving() as modtagere:
                show_modtagere(modtagere, konsol)
        shown = steady(out.getvalue()).replace(mappe.as_posix(), "var/demo")
    shown += welcome("127.0.0.1", PORT, NOEGLE, say_login("drift", KODE))
    lines = [line.rstrip() for line in shown.splitlines()]
    return "\n".join(lines) + "\n"


def fill(readme: str) -> str:
    """README.md with the demonstration's output as it is now, the table of codes shortened."""
    before, _, rest = readme.partition(START)
    _, _, after = rest.partition(SLUT)
    if not rest:
        return readme
    shown = _KORT.sub("\\1  …\n\\2", run_demo())
    return f"{before}{START}\n```text\n{shown}```\n\n{SLUT}{after}"


def steady(shown: str) -> str:
    """The same output without what is another each time: ports and seconds."""
    for moenster, fast in _SKIFTER:
        shown = re.sub(moenster, fast, shown)
    return shown
