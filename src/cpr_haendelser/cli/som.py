"""Who a command acts as: the operator, or with `--som` a user or an it-system, held to what that one may.

Whoever sits at the command line has the database in hand, so nobody is asked to prove who they are; `--som` shows what
another may, and does no more than that other could. What is done so is done by the operator, and noted so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cpr_haendelser.adgang.model import OPERATOER as OPERATOEREN
from cpr_haendelser.adgang.model import Aktoer, Aktoerart, as_bruger, as_system
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.udlevering import kalder as rum
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

SOM = "cpr_haendelser.som"
"""Where the door finds who the command is to act as."""


def remember(ctx: click.Context, _: click.Parameter, som: str) -> None:
    """Keeps what was given, by the command itself or by a group before it; the last one counts."""
    if som:
        ctx.meta[SOM] = som


som = click.option(
    "--som",
    default="",
    expose_value=False,
    callback=remember,
    metavar="SYSTEM",
    help="Kun det, som dette it-systems aftaler giver lov til i dag; systemets UUID eller navn. Også en brugers"
    " brugernavn: kun det, som brugerens roller giver lov til.",
)
"""The option; the door reads it, and the command finds its caller with `current_kalder()`."""


def current_kalder() -> Kalder:
    """Who the command was let in as at the door, to see as far as it may."""
    ved_doeren = click.get_current_context().find_root().obj
    return ved_doeren if isinstance(ved_doeren, Kalder) else OPERATOER


def current_aktoer() -> Aktoer:
    """The same as who acts."""
    return current_kalder().aktoer or OPERATOEREN


def behind(aktoer: Aktoer) -> Aktoer:
    """The operator, with no more than another may, who is kept beside: neither approves what was asked for so."""
    if aktoer == OPERATOEREN:
        return aktoer
    navn = f"{OPERATOEREN.navn}, som {aktoer.navn}"
    return aktoer._replace(art=Aktoerart.OPERATOER, id="", navn=navn, bag=aktoer.hvem)


def read_aktoer(installation: Installation, som: str) -> Aktoer:
    """The user (brugernavn or UUID) or it-system (UUID or name) of `--som`; empty: the operator.

    Brugsfejl UDL-002 or UDL-003 where it is not one active system, nor a user; KTO-027 where the user is closed.
    """
    if not som:
        return OPERATOEREN
    gaeldende = installation.bord.gaeldende()
    bruger = gaeldende.brugernavne.get(som.lower()) or gaeldende.brugere.get(som.lower())
    if bruger is not None:
        if not bruger.aktiv:
            raise Brugsfejl("KTO-027", "brugeren er lukket, og en, der er lukket, kan intet.")
        return as_bruger(bruger)
    system = gaeldende.systemer[rum.find_kalder(installation.bord, som).system.lower()]
    return as_system(system.uuid, system.navn, system.cvr)
