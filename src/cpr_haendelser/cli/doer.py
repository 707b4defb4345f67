"""The door of the command line: who the command acts as, and whether that one may, before it does anything."""

from __future__ import annotations

import click

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import may
from cpr_haendelser.adgang.model import OPERATOER
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.settings import load


def ask(ctx: click.Context) -> None:
    """Lets a command begin; Brugsfejl of adgang.afvisning where the one it acts as may not.

    With `--som` it is still the operator who does it, and is named so: what the operator may not do, it may not do as
    somebody else either.
    """
    from cpr_haendelser.cli.aaben import opened
    from cpr_haendelser.cli.handlinger import find_handling
    from cpr_haendelser.cli.som import SOM, behind, read_aktoer
    from cpr_haendelser.konti.fritekst import check_grund
    from cpr_haendelser.udlevering.kalder import to_kalder

    rod = ctx.find_root()
    handling = find_handling(" ".join(ctx.command_path.split()[1:]), ctx.params)
    som = str(ctx.meta.get(SOM, ""))
    grund = str(rod.params.get("grund") or "")
    if handling is Handling.VAERKTOEJ_BRUG and not som:
        return
    check_grund(grund)
    aktoer = OPERATOER
    if som:
        with opened() as installation:
            aktoer = read_aktoer(installation, som)
    miljoe = Miljoe(load().environment)
    svar = may(aktoer, handling, miljoe=miljoe, grund=grund)
    for each in (svar, may(OPERATOER, handling, miljoe=miljoe, grund=grund)):
        if each.hvorfor is not None:
            raise refuse(handling, each.hvorfor)
    rod.obj = to_kalder(aktoer, svar, grund)._replace(aktoer=behind(aktoer))
