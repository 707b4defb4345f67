"""Receivers that are not there: for five days, and then they are."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from tests.levering.besked import Besked
from tests.levering.bog import Tal
from tests.levering.push_modtager import MODTAGET, Svar
from tests.levering.scene import JOURNAL, Scene, push_receiver
from tests.porte import free_port

_DAGE = 5


def pushed_to_nobody(scene: Scene) -> Tal:
    """The port is closed for five days, and every day brings more; another dueslag goes on."""
    port = free_port()
    nede, andet = scene.pushed(1, url=f"https://localhost:{port}/modtag"), scene.pushed(2, system=JOURNAL)
    scene.set_up()
    with scene.running() as program:
        for _ in range(_DAGE):
            scene.move(_personer(scene))
            program.distributed()
            scene.until(program, nede, andet, slut=scene.ur() + timedelta(days=1), mindst=_mindst(scene))
        ikke_foer = not scene.bog.of(nede)
        uberoert = scene.delivered(andet)
        with push_receiver(scene.vilkaar.certifikater, scene.receive, port):
            scene.until(program, nede)
        forsoeg = max(each.forsoeg for each in scene.standing(nede))
        alarmer = list(program.alarmer)
    return scene.reckon(
        {
            "nothing came before it was up": ikke_foer,
            "the other dueslag had everything meanwhile": uberoert,
            "it was tried again and again": forsoeg > 10 * _DAGE,
            "nothing was parked, and nobody was told that anything was": not alarmer,
        },
    )


def told_to_wait(scene: Scene) -> Tal:
    """It answers 503 and Retry-After for five days; it is asked about one message at a time."""
    nede, andet = scene.pushed(1), scene.pushed(2, system=JOURNAL)
    scene.set_up()
    aaben = scene.ur() + timedelta(days=_DAGE)
    spurgt: Counter[datetime] = Counter()

    def closed(_: Besked) -> Svar:
        if scene.ur() >= aaben:
            return MODTAGET
        spurgt[scene.ur()] += 1
        return Svar(http=503, retry_after="3600")

    scene.adfaerd[nede] = closed
    with scene.running() as program:
        for _ in range(_DAGE):
            scene.move(_personer(scene))
            program.distributed()
            scene.until(program, nede, andet, slut=scene.ur() + timedelta(days=1))
        uberoert = scene.delivered(andet)
        scene.until(program, nede)
    _, *senere = spurgt.values()
    return scene.reckon(
        {
            "the other dueslag had everything meanwhile": uberoert,
            "after the first time it was asked about one message at a time": set(senere) == {1},
            "its wish was obeyed": len(senere) <= 24 * _DAGE,
        },
    )


def fetched_by_nobody(scene: Scene) -> Tal:
    """Nobody fetches for five days."""
    vaek, andet = scene.fetched(1), scene.pushed(2, system=JOURNAL)
    scene.set_up()
    with scene.running() as program:
        for _ in range(_DAGE):
            scene.move(_personer(scene))
            program.distributed()
            scene.until(program, andet, slut=scene.ur() + timedelta(days=1))
        uberoert = scene.delivered(andet)
        with scene.fetcher(program.port, vaek):
            program.settled(vaek)
    return scene.reckon({"the other dueslag had everything meanwhile": uberoert})


def _personer(scene: Scene) -> int:
    return 100 if scene.vilkaar.lang else 8


def _mindst(scene: Scene) -> float:
    """Hours; the short form does not try every quarter of an hour."""
    return 0.0 if scene.vilkaar.lang else 2.0
