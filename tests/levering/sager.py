"""Every case: its name, and what it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.levering import sag_draebt, sager_hent, sager_nede, sager_program, sager_svar
from tests.levering.bog import Tal
from tests.levering.scene import Scene, Vilkaar, scene


class Sag(NamedTuple):
    """One way in which things go wrong."""

    navn: str
    hvad: str
    """Danish, as the tally names it."""
    koer: Callable[[Vilkaar], Tal]


def _on_stage(play: Callable[[Scene], Tal]) -> Callable[[Vilkaar], Tal]:
    def koer(vilkaar: Vilkaar) -> Tal:
        with scene(vilkaar) as her:
            return play(her)

    return koer


def run(sag: Sag, vilkaar: Vilkaar) -> Tal:
    """Runs a case in a folder of its own inside the given one."""
    with TemporaryDirectory(dir=vilkaar.folder) as folder:
        return sag.koer(vilkaar._replace(folder=Path(folder)))


SAGER = (
    Sag("push-down", "tilsend: porten er lukket i fem døgn", _on_stage(sager_nede.pushed_to_nobody)),
    Sag("push-wait", "tilsend: 503 og Retry-After i fem døgn", _on_stage(sager_nede.told_to_wait)),
    Sag("pull-down", "hent: ingen henter i fem døgn", _on_stage(sager_nede.fetched_by_nobody)),
    Sag("push-refused", "tilsend: en besked afvises inden i 200, med 400, 413 eller 422; 200 uden mening",
        _on_stage(sager_svar.refused_inside_200)),
    Sag("push-cannot", "tilsend: 40, 51, 53, 55, 410, 429, 5xx, 404 og 301", _on_stage(sager_svar.receiver_cannot)),
    Sag("pull-refused", "hent: nack, og givet tilbage", _on_stage(sager_hent.refuses)),
    Sag("push-breaks-off", "tilsend: gemmer og afbryder uden at svare", _on_stage(sager_svar.breaks_off)),
    Sag("pull-dies", "hent: gemmer og dør før kvittering", _on_stage(sager_hent.dies_before_ack)),
    Sag("push-lost", "tilsend: svar går tabt undervejs", _on_stage(sager_svar.confirmations_are_lost)),
    Sag("pull-lost", "hent: kvitteringer går tabt undervejs", _on_stage(sager_hent.acks_are_lost)),
    Sag("push-silent", "tilsend: svarer aldrig", _on_stage(sager_svar.never_answers)),
    Sag("pull-silent", "hent: tager og tier", _on_stage(sager_hent.falls_silent)),
    Sag("push-slow", "tilsend: svarer en byte i sekundet", _on_stage(sager_svar.a_byte_a_second)),
    Sag("pull-slow", "hent: læser en byte i sekundet", _on_stage(sager_hent.reads_a_byte_a_second)),
    Sag("push-poison", "tilsend: én besked afvises altid", _on_stage(sager_svar.poison)),
    Sag("pull-poison", "hent: modtageren dør af én besked", _on_stage(sager_hent.poison)),
    Sag("agreement", "begge: aftale ophører midt i køen og godkendes igen", _on_stage(sager_program.agreement_ends)),
    Sag("disk", "begge: postrummets disk er fuld", _on_stage(sager_program.disk_is_full)),
    Sag("clock", "begge: uret springer frem og tilbage", _on_stage(sager_program.clock_leaps)),
    Sag("side-by-side", "begge: to programmer, hvoraf ét dræbes igen og igen", sag_draebt.side_by_side),
    Sag("killed", "begge: programmet dræbes igen og igen", sag_draebt.killed),
)  # fmt: skip
