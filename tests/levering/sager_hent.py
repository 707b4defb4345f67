"""Receivers that fetch, and die, fall silent, read too slowly, or lose their acknowledgements on the way."""

from __future__ import annotations

import time
from collections import Counter

from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from tests.levering.besked import Besked
from tests.levering.bog import Tal, parked
from tests.levering.henter import Gestus
from tests.levering.mellemmand import Mellemmand, Vej
from tests.levering.program import Program, wait_for
from tests.levering.scene import JOURNAL, Scene

_TABT = "tabt-tre-gange"


def dies_before_ack(scene: Scene) -> Tal:
    """Now and then it keeps a message and dies before it acknowledges; what we park, an operator lets go on."""
    uuid, andet = scene.fetched(1), scene.fetched(2, system=JOURNAL)
    scene.set_up()
    scene.move(scene.vilkaar.lang * 90 + 10, dage=2)

    def now_and_then(besked: Besked) -> Gestus:
        doer = scene.tilfaeldig.random() < 0.2
        scene.bog.note(besked, gemt=True, kvitteret=not doer)
        return Gestus.DOE if doer else Gestus.ACK

    parkerede: Counter[str] = Counter()
    with (
        scene.running() as program,
        scene.fetcher(program.port, andet, system=JOURNAL),
        scene.fetcher(program.port, uuid, now_and_then) as henter,
    ):
        program.distributed()
        while not scene.delivered(uuid, andet):
            scene.until(program, uuid)
            parkerede += parked(scene.standing(uuid))
            scene.release(uuid)
    return scene.reckon(
        {
            "it did happen": henter.doede > 3,
            "only three lost connections park": set(parkerede) <= {_TABT},
            "and somebody was told of each": Counter(grund for _, _, grund in program.alarmer) == parkerede,
        },
        parkerede,
    )


def poison(scene: Scene) -> Tal:
    """One message of a thousand kills the receiver every time it comes; its person waits."""
    uuid = scene.fetched(1)
    scene.set_up()
    scene.move(250 if scene.vilkaar.lang else 50, dage=2)
    giftig = next(iter(scene.bog.numre))
    doedelig = True

    def die_of_it(besked: Besked) -> Gestus:
        if doedelig and besked.besked_id == giftig:
            scene.bog.note(besked, gemt=False, kvitteret=False)
            return Gestus.DOE
        return scene.acknowledge(besked)

    with scene.running() as program, scene.fetcher(program.port, uuid, die_of_it) as henter:
        program.distributed()
        scene.until(program, uuid)
        parkerede = parked(scene.standing(uuid))
        ikke = {each.pnr for each in scene.standing(uuid) if each.tilstand is not Forsendelsestilstand.LEVERET}
        doedelig = False
        scene.release(uuid)
        scene.until(program, uuid)
    return scene.reckon(
        {
            "it killed three times": henter.doede == 3,
            "it alone was parked": parkerede == {_TABT: 1},
            "only its person waited": len(ikke) == 1,
        },
        parkerede,
    )


def refuses(scene: Scene) -> Tal:
    """It refuses some for good, and gives others back: what is refused is parked, and the person goes on."""
    uuid = scene.fetched(1)
    scene.set_up()
    scene.move(scene.vilkaar.lang * 90 + 10, dage=2)
    afvist = set(scene.tilfaeldig.sample(sorted(scene.bog.numre), len(scene.bog.numre) // 10))
    siger_nej = True

    def pick(besked: Besked) -> Gestus:
        if siger_nej and (besked.besked_id in afvist or scene.tilfaeldig.random() < 0.2):
            scene.bog.note(besked, gemt=False, kvitteret=False)
            return Gestus.NACK if besked.besked_id in afvist else Gestus.REQUEUE
        return scene.acknowledge(besked)

    with scene.running() as program, scene.fetcher(program.port, uuid, pick):
        program.distributed()
        scene.until(program, uuid)
        alle = scene.standing(uuid)
        parkerede = parked(alle)
        gaaet = all(each.tilstand is Forsendelsestilstand.LEVERET for each in alle if not _is_parked(each.tilstand))
        siger_nej = False
        scene.release(uuid)
        scene.until(program, uuid)
    return scene.reckon(
        {"what was refused was parked": parkerede == {"nack": len(afvist)}, "the persons' later ones went on": gaaet},
        parkerede,
    )


def falls_silent(scene: Scene) -> Tal:
    """It takes what it may and says nothing; another consumer of the dueslag, and the other dueslag, go on."""
    uuid, andet = scene.fetched(1), scene.fetched(2, system=JOURNAL)
    scene.set_up()
    scene.move(scene.vilkaar.lang * 40 + 30)
    tiet: set[str] = set()

    def be_silent(besked: Besked) -> Gestus:
        tiet.add(besked.personnummer)
        scene.bog.note(besked, gemt=False, kvitteret=False)
        return Gestus.TIE

    with scene.running() as program, scene.fetcher(program.port, andet, system=JOURNAL):
        with scene.fetcher(program.port, uuid, be_silent) as tavs:
            program.distributed()
            wait_for(lambda: len(tiet) == tavs.prefetch)
            with scene.fetcher(program.port, uuid):
                wait_for(lambda: _only_those_wait(scene, uuid, tiet))
                wait_for(lambda: scene.delivered(andet))
        with scene.fetcher(program.port, uuid):
            scene.until(program, uuid)
        straks = {each.tabt for each in scene.standing(uuid)}
    return scene.reckon(
        {"what it left in good order was not held against it": straks == {0}},
    )


def reads_a_byte_a_second(scene: Scene) -> Tal:
    """It reads a byte a second; the other dueslag goes on, and it gets everything when it has come to its senses."""
    uuid, andet = scene.fetched(1), scene.fetched(2, system=JOURNAL)
    scene.set_up()
    with scene.running() as program, Mellemmand(program.port) as mellemmand:
        with scene.fetcher(mellemmand.port, uuid) as langsom, scene.fetcher(program.port, andet, system=JOURNAL):
            wait_for(lambda: _has_consumer(program, uuid))
            mellemmand.tilbage = Vej.DRYP
            langsom.prefetch = 500
            begyndt = time.monotonic()
            scene.move(scene.vilkaar.lang * 200 + 20)
            program.distributed()
            wait_for(lambda: scene.delivered(andet))
            brugt = time.monotonic() - begyndt
            ikke = not scene.bog.of(uuid)
            mellemmand.break_off()
            scene.until(program, uuid)
        tabt = {each.tabt for each in scene.standing(uuid)}
    return scene.reckon(
        {
            "the other dueslag had everything meanwhile": ikke and brugt < 20,
            "it cost one lost connection": tabt <= {0, 1},
        },
    )


def acks_are_lost(scene: Scene) -> Tal:
    """The acknowledgements vanish on the way, and then the connection; each message kept comes once more."""
    uuid = scene.fetched(1)
    scene.set_up()
    scene.move(scene.vilkaar.lang * 90 + 10, dage=2)
    with scene.running() as program, Mellemmand(program.port) as mellemmand, scene.fetcher(mellemmand.port, uuid):
        wait_for(lambda: len(scene.bog.kept(uuid)) >= 5)
        for _ in range(2):
            mellemmand.frem = Vej.SLUG
            wait_for(mellemmand.slugt.is_set)
            wait_for(lambda: _at_rest(scene, uuid))
            scene.bog.prove_lost(scene.standing(uuid))
            scene.bog.liv += 1
            mellemmand.break_off()
            if not scene.delivered(uuid):
                scene.until(program, uuid)
                break
    return scene.reckon(
        {"it did happen": bool(scene.bog.tabt), "each of them came once more": _once_more(scene)},
    )


def _once_more(scene: Scene) -> bool:
    gange = Counter((each.dueslag, each.besked_id) for each in scene.bog.modtaget if each.gemt)
    return {noegle for noegle, antal in gange.items() if antal > 1} == {tabt[:2] for tabt in scene.bog.tabt}


def _at_rest(scene: Scene, uuid: str) -> bool:
    """Whether nothing more has come for a little while."""
    foer = len(scene.bog.of(uuid))
    time.sleep(0.1)
    return len(scene.bog.of(uuid)) == foer


def _is_parked(tilstand: Forsendelsestilstand) -> bool:
    return tilstand is Forsendelsestilstand.PARKERET


def _only_those_wait(scene: Scene, uuid: str, personer: set[str]) -> bool:
    ikke = {each.pnr for each in scene.standing(uuid) if each.tilstand is not Forsendelsestilstand.LEVERET}
    return ikke == {int(person) for person in personer}


def _has_consumer(program: Program, uuid: str) -> bool:
    return program.consumers(uuid) > 0
