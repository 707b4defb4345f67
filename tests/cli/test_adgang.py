"""Every command, asked as everybody: what the matrix says is what happens, before the command has done anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

import click
import pytest

from cpr_haendelser.adgang.maa import Hvorfor, may
from cpr_haendelser.adgang.matrix import rettigheder
from cpr_haendelser.adgang.model import BRUGERROLLER, OPERATOER, Aktoer, Rolle, as_bruger, as_system
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.cli import aaben
from cpr_haendelser.cli import haendelser as rod
from cpr_haendelser.cli.doer import ask
from cpr_haendelser.cli.handlinger import KOMMANDOER, NAERMERE, find_handling
from cpr_haendelser.cli.som import SOM
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti.brugere import NyBruger
from cpr_haendelser.settings import load
from cpr_haendelser.udlevering.kalder import Kalder
from tests.udlevering.opsat import A, set_up

EGEN = "22222222"
GRUND = "sag 12: fejlsøgning"
HVORFOR = {Hvorfor.ROLLE: "ADG-001", Hvorfor.GRUND: "ADG-004", Hvorfor.MILJOE: "ADG-005"}
SAERLIGE: list[tuple[str, dict[str, Any]]] = [(sti, {vaerdi: "x"}) for sti, vaerdi in NAERMERE]
ALLE: list[tuple[str, dict[str, Any]]] = [*((sti, {}) for sti in KOMMANDOER), *SAERLIGE]


@contextmanager
def shared(installation: Installation) -> Iterator[Callable[[], AbstractContextManager[Installation]]]:
    """One that is opened once for all the questions, each of which opens it."""

    @contextmanager
    def opened() -> Iterator[Installation]:
        yield installation

    yield opened


def context(sti: str, vaerdier: dict[str, Any], som: str, grund: str = "") -> click.Context:
    """As click has it when a command is about to begin."""
    command: click.Command = rod
    ctx = click.Context(rod, info_name="haendelser", **rod.context_settings)
    ctx.params["grund"] = grund
    for ord_ in sti.split():
        assert isinstance(command, click.Group)
        command = command.commands[ord_]
        ctx = click.Context(command, parent=ctx, info_name=ord_, **rod.context_settings)
    ctx.params.update(vaerdier)
    if som:
        ctx.meta[SOM] = som
    return ctx


@pytest.fixture(params=list(Miljoe))
def aktoerer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Aktoer]]:
    """Everybody that a command can act as, by what is written after --som, in an installation of each environment."""
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", request.param)
    with closing(Installation.open(load())) as installation, shared(installation) as opened:
        monkeypatch.setattr(aaben, "opened", opened)
        set_up(installation.postrum)
        firma = Organisation(EGEN, "Firma", f"0c000000-0000-4000-8000-0000{EGEN}", myndighed=True, leverandoer=True)
        installation.postrum.gem(organisationer=[firma], tidspunkt="", hvem="")
        brugere = {
            f"{rolle}.lund": installation.konti.brugere.create(
                NyBruger(f"{rolle}.lund", str(rolle), "", EGEN, frozenset({rolle})), "prøve"
            ).bruger
            for rolle in BRUGERROLLER
        }
        yield {"": OPERATOER, A: as_system(A, "Anders", EGEN), **{navn: as_bruger(b) for navn, b in brugere.items()}}


def test_every_command_answers_everybody_as_the_matrix_says(aktoerer: dict[str, Aktoer]) -> None:
    miljoe, svarene = Miljoe(load().environment), set()
    for som, aktoer in aktoerer.items():
        for sti, vaerdier in ALLE:
            handling = find_handling(sti, vaerdier)
            if handling == "vaerktoej.brug" and not som:
                continue
            for grund in ("", GRUND) if rettigheder()[handling].grund else ("",):
                svar = [may(hvem, handling, miljoe=miljoe, grund=grund).hvorfor for hvem in (aktoer, OPERATOER)]
                ventet = next((HVORFOR[each] for each in svar if each), "")
                ctx = context(sti, vaerdier, som, grund)
                svarene.add(ventet)
                if not ventet:
                    ask(ctx)
                    kalder = ctx.find_root().obj
                    assert isinstance(kalder, Kalder)
                    assert (kalder.hvem, kalder.grund) == ("operatoer", grund), "it is the operator who does it"
                    assert kalder.er_operatoer is (Rolle.IT_SYSTEM not in aktoer.roller and not kalder.organisation)
                    continue
                with ctx, pytest.raises(Brugsfejl) as fejl:
                    ctx.command.callback()  # type: ignore[misc] # a command without its values gets no further than this
                assert fejl.value.kode == ventet, (som, sti)
    assert svarene == {"", "ADG-001"} | ({"ADG-004", "ADG-005"} if miljoe is Miljoe.PRODUKTION else set())


def test_a_no_asks_for_nobody_s_data(aktoerer: dict[str, Aktoer], monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator is known without opening anything, so a no to the operator has not even opened the database."""
    assert aktoerer
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", "sqlite:///findes/ikke.db")
    for sti, vaerdier in ALLE:
        handling = find_handling(sti, vaerdier)
        if may(OPERATOER, handling, miljoe=Miljoe(load().environment)).hvorfor:
            with context(sti, vaerdier, "") as ctx, pytest.raises(Brugsfejl, match="ADG-00"):
                ctx.command.callback()  # type: ignore[misc]


@pytest.mark.parametrize("som", ["nix", "Dagmar"])
def test_nobody_acts_as_somebody_that_is_not_there(aktoerer: dict[str, Aktoer], som: str) -> None:
    assert aktoerer
    for sti in KOMMANDOER:
        with pytest.raises(Brugsfejl, match="UDL-002"):
            ask(context(sti, {}, som, GRUND))
