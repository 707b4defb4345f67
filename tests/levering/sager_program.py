"""What happens to the program itself: agreements that end, a disk that is full, a clock that leaps."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.storage.sqlite_postrum.postrum import SqlitePostrum
from tests.levering.besked import Besked
from tests.levering.bog import Tal
from tests.levering.henter import Gestus
from tests.levering.program import wait_for
from tests.levering.push_modtager import MODTAGET, Svar
from tests.levering.scene import JOURNAL, OMSORG, Scene
from tests.levering.verden import BEGYNDT, KORSBAEK

TILBAGEHOLDT, LEVERET = Forsendelsestilstand.TILBAGEHOLDT, Forsendelsestilstand.LEVERET
_UNDERVEJS = 16
"""So many pushes have been written already when an agreement ends."""


def agreement_ends(scene: Scene) -> Tal:
    """One municipality's agreement ends while messages leave both ways, more come, and it is approved again.

    What happened while there was none is for nobody, until an operator sends it again.
    """
    hentet, tilsendt = scene.fetched(1), scene.pushed(2)
    andet = scene.pushed(3, system=JOURNAL)
    scene.set_up()
    personer = scene.vilkaar.lang * 100 + 25
    efter: Counter[str] = Counter()
    ophoert = False

    def end_in_the_middle(besked: Besked) -> None:
        nonlocal ophoert
        if ophoert and KORSBAEK in besked.modtagere:
            efter[besked.dueslag] += 1
        elif not ophoert and len(scene.bog.modtaget) >= personer:
            ophoert = True
            scene.set_up(uden=((OMSORG, KORSBAEK),))

    def push(besked: Besked) -> Svar:
        end_in_the_middle(besked)
        return MODTAGET

    def fetch(besked: Besked) -> Gestus:
        end_in_the_middle(besked)
        return scene.acknowledge(besked)

    scene.adfaerd[tilsendt] = push
    scene.move(personer, dage=2)
    with scene.running() as program, scene.fetcher(program.port, hentet, fetch) as henter:
        program.distributed()
        wait_for(lambda: _none_waits(scene, hentet, tilsendt))
        foer = scene.verden.lager.sidste_loebenummer()
        scene.move(personer)
        program.distributed()
        wait_for(lambda: _none_waits(scene, hentet, tilsendt, andet))
        tilbageholdt = {each.myndighed for uuid in (hentet, tilsendt) for each in scene.standing(uuid, TILBAGEHOLDT)}
        kun_dens = all(
            each.myndighed == KORSBAEK
            for uuid in (hentet, tilsendt)
            for each in scene.standing(uuid)
            if each.tilstand is not LEVERET
        )
        uberoert = scene.delivered(andet)
        faa = efter[tilsendt] <= _UNDERVEJS and efter[hentet] <= henter.prefetch
        scene.set_up()
        wait_for(lambda: _is_empty(scene, hentet, tilsendt))
        alt_fra_foer = all(_has_everything_until(scene, uuid, foer) for uuid in (hentet, tilsendt))
        scene.replay(hentet, tilsendt, efter=foer, cvr=KORSBAEK)
        wait_for(lambda: scene.delivered(hentet, tilsendt))
    return scene.reckon(
        {
            "it did end in the middle": ophoert and tilbageholdt == {KORSBAEK},
            "what had not left did not leave": faa,
            "and came when it was approved again": alt_fra_foer,
            "the other authority's went on": kun_dens,
            "the other system had everything meanwhile": uberoert,
            "nothing was parked": not program.alarmer,
        },
    )


def disk_is_full(scene: Scene) -> Tal:
    """The post room cannot grow while more comes and messages leave both ways; then there is room again."""
    hentet, tilsendt = scene.fetched(1), scene.pushed(2)
    scene.set_up()
    personer = scene.vilkaar.lang * 200 + 40
    scene.move(personer)
    with scene.running() as program, scene.fetcher(program.port, hentet):
        wait_for(lambda: bool(scene.bog.kept(hentet) and scene.bog.kept(tilsendt)))
        with _no_room(scene.verden.postrum):
            scene.move(personer, dage=3)
            with_nothing = _stands_still(scene)
        wait_for(lambda: scene.delivered(hentet, tilsendt))
    return scene.reckon(
        {"it did fill up": with_nothing, "nothing was parked": not program.alarmer},
    )


@contextmanager
def _no_room(postrum: Postrum) -> Iterator[None]:
    """Not a page more for the post room, as on a full disk."""
    assert isinstance(postrum, SqlitePostrum)
    with postrum._forbindelser.alone() as connection:  # noqa: SLF001 - what the disk does, not what a caller can
        (sider,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {sider}")
    try:
        yield
    finally:
        with postrum._forbindelser.alone() as connection:  # noqa: SLF001
            connection.execute("PRAGMA max_page_count = 1073741823")


def _stands_still(scene: Scene) -> bool:
    """Whether the post room, with work to do, is where it was for a while."""
    postrum, lager = scene.verden.postrum, scene.verden.lager
    foer = postrum.position()
    time.sleep(1.0)
    return foer == postrum.position() < lager.sidste_loebenummer()


def clock_leaps(scene: Scene) -> Tal:
    """The clock leaps an hour ahead and a day back, while receivers are there, wait, and are tried again."""
    hentet, tilsendt, venter = scene.fetched(1), scene.pushed(2), scene.pushed(3)
    scene.set_up()
    kan = False
    scene.adfaerd[venter] = lambda _: MODTAGET if kan else Svar(http=503)
    personer = scene.vilkaar.lang * 100 + 10
    with scene.running() as program, scene.fetcher(program.port, hentet):
        uberoert = []
        for spring in (timedelta(hours=1), timedelta(days=-1), timedelta(hours=-3), timedelta(minutes=5)):
            scene.move(personer)
            program.distributed()
            program.settled(hentet, tilsendt, venter)
            uberoert.append(scene.delivered(hentet, tilsendt))
            scene.ur.leap(spring)
        kan = True
        senest = program.next_due(venter)
        scene.until(program, venter)
    return scene.reckon(
        {
            "what waits for nobody is delivered at any time": all(uberoert),
            "what waited came at its time by the new clock": senest is not None
            and senest - BEGYNDT < timedelta(hours=2),
        },
    )


def _has_everything_until(scene: Scene, uuid: str, nummer: int) -> bool:
    leverede = {each.loebenummer for each in scene.standing(uuid, LEVERET)}
    return {each for each in scene.bog.numre.values() if each <= nummer} <= leverede


def _is_empty(scene: Scene, *dueslag: str) -> bool:
    return {each.tilstand for uuid in dueslag for each in scene.standing(uuid)} == {LEVERET}


def _none_waits(scene: Scene, *dueslag: str) -> bool:
    stande = {each.dueslag: each for each in scene.verden.postrum.tilstande()}
    return not any(stande[uuid].venter or stande[uuid].ude for uuid in dueslag)
