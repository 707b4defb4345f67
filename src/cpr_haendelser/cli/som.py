"""`--som SYSTEM`: seeing what an it-system may see. Without it the command line is the operator."""

from __future__ import annotations

import click

som = click.option(
    "--som",
    default="",
    metavar="SYSTEM",
    help="Kun det, som dette it-systems aftaler giver lov til i dag; systemets UUID eller navn.",
)
"""The option; the command finds its caller with `find_kalder(installation.bord, som)`."""
