"""`status` and `alarmtest`: how it goes, and whether alarms arrive."""

from __future__ import annotations

import click

from cpr_haendelser.alarmer.kanal import Kanalfejl
from cpr_haendelser.alarmer.melding import make_proeve
from cpr_haendelser.app.alarmer import make_afsender, make_kanaler
from cpr_haendelser.app.installation import moment
from cpr_haendelser.app.status import read_status
from cpr_haendelser.cli import statusvisning as vis
from cpr_haendelser.cli.aaben import opened, settings_of_now
from cpr_haendelser.cli.dansk import Kommando
from cpr_haendelser.cli.skaerm import console, say_error
from cpr_haendelser.fejl import Brugsfejl

GALT = 3
"""The exit status where something needs an operator."""


@click.command(
    cls=Kommando,
    epilog="haendelser status\nhaendelser status --json | jq .opmaerksomhed",
)
@click.option("--json", "som_json", is_flag=True, help="Det samme som ét JSON-objekt.")
@click.pass_context
def status(ctx: click.Context, *, som_json: bool) -> None:
    """Viser, hvordan det går: log, filer, hvert dueslag, og hvad der kræver opmærksomhed.

    Afslutningskoden er 3, hvor noget kræver opmærksomhed (de samme ting, som der kommer alarmer om), ellers 0.
    """
    with opened() as installation:
        nu = read_status(installation)
    if som_json:
        click.echo(vis.to_json(nu))
    else:
        for part in vis.show(nu):
            console().print(part)
    ctx.exit(GALT if nu.opmaerksomhed else 0)


@click.command(cls=Kommando, epilog="haendelser alarmtest")
def alarmtest() -> None:
    """Sender en prøve ad alle de veje, som indstillingerne siger (mail, webhook, fil), og siger, om den nåede frem."""
    settings = settings_of_now()
    kanaler, afsender = make_kanaler(settings), make_afsender(settings)
    if not kanaler:
        raise Brugsfejl(
            "ALA-004",
            "ingen får alarmer: hverken mail.til, webhook.url eller alarmer.fil er sat. Se docs/drift.md.",
        )
    fejl = 0
    for kanal in kanaler:
        try:
            kanal.send(make_proeve(afsender, moment()))
        except Kanalfejl as grund:
            fejl += 1
            say_error(f"{kanal.navn}: ikke sendt ({grund})")
        else:
            console().print(f"{kanal.navn}: sendt")
    if fejl:
        raise Brugsfejl("ALA-005", "prøven nåede ikke frem ad alle veje; se grunden ovenfor, og ret indstillingerne.")


COMMANDS = (status, alarmtest)
