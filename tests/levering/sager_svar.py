"""Push receivers that answer wrongly, too slowly, or not at all."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from tests.levering.besked import Besked
from tests.levering.bog import Tal, parked
from tests.levering.mellemmand import Mellemmand, Vej
from tests.levering.push_modtager import MODTAGET, Maade, Svar, output
from tests.levering.scene import JOURNAL, Scene

RUNDE = 13.5
"""Hours between two looks; the table of refused messages has no longer pause."""
RUNDER = 24
"""So many attempts, and more, does the table give a refused message."""
_BRUGT = 1.5
"""Seconds that a push may take where the receiver is slow."""

_LAENGE = 20.0
"""Seconds within which the others have everything."""
_FAA = 4
"""So many messages come through before answers begin to vanish."""

OM_BESKEDEN = {
    "statuskode-41": Svar(41),
    "statuskode-44": Svar(44),
    "statuskode-0": Svar(0),
    "statuskode--1": Svar(-1),
    "statuskode-200": Svar(200),
    "http-400": Svar(http=400),
    "http-413": Svar(http=413),
    "http-422": Svar(http=422),
}
"""Refusals of one message, by the reason that they are parked for."""
ULAESELIGE = (
    b"",
    b"OK",
    b"<html><body>20</body></html>",
    output(20).replace(b"urn:oio:sts:1.0.0", b"urn:oio:sts:2.0.0"),
    output(20).replace(b"urn:oio:sagdok", b"urn:oio:sag-dok"),
    output(20).replace(b">20<", b">tyve<"),
    output(20) + b" " * 70_000,
)
"""HTTP 200 with a body that says nothing."""
OM_MODTAGEREN = (Svar(40), Svar(http=429), Svar(http=500), Svar(http=503), Svar(http=404), Svar(http=301))
"""The dueslag waits and tries one at a time; nothing is ever parked."""
STOPPER = {
    "statuskode-51": Svar(51),
    "statuskode-53": Svar(53),
    "statuskode-55": Svar(55),
    "http-410": Svar(http=410),
}


def refused_inside_200(scene: Scene) -> Tal:
    """Each receiver refuses one message, for twelve days; then an operator lets it go on, and it is taken."""
    afvist = list(OM_BESKEDEN.items())
    afvist += [("svar-ulaeseligt", Svar(krop=krop)) for krop in ULAESELIGE]
    dueslag = [scene.pushed(nummer) for nummer in range(1, len(afvist) + 1)]
    scene.set_up()
    scene.move(scene.vilkaar.lang * 40 + 4, dage=2)
    giftig = next(iter(scene.bog.numre))
    for uuid, (_, svar) in zip(dueslag, afvist, strict=True):
        scene.adfaerd[uuid] = _refuse(giftig, svar)
    with scene.running() as program:
        program.distributed()
        scene.rounds(program, *dueslag, antal=RUNDER, timer=RUNDE)
        parkerede = Counter(each.grund for uuid in dueslag for each in scene.standing(uuid) if each.holder)
        holdt = {uuid: _others_delivered(scene, uuid, giftig) for uuid in dueslag}
        alarmer = Counter(grund for _, _, grund in program.alarmer)
        scene.adfaerd.clear()
        scene.release(*dueslag)
        scene.until(program, *dueslag)
    return scene.reckon(
        {
            "each was parked for what was answered": parkerede == Counter(grund for grund, _ in afvist),
            "and somebody was told, once": alarmer == parkerede,
            "each held its own person alone": all(holdt.values()),
        },
        parkerede,
    )


def receiver_cannot(scene: Scene) -> Tal:
    """Each receiver says that it cannot receive: some for a time, some at all."""
    venter = [scene.pushed(nummer) for nummer in range(1, len(OM_MODTAGEREN) + 1)]
    stoppet = [scene.pushed(nummer) for nummer in range(20, 20 + len(STOPPER))]
    andet = scene.pushed(30, system=JOURNAL)
    scene.set_up()
    scene.move(scene.vilkaar.lang * 40 + 4)
    for uuid, svar in zip(venter + stoppet, (*OM_MODTAGEREN, *STOPPER.values()), strict=True):
        scene.adfaerd[uuid] = lambda _, svar=svar: svar  # type: ignore[misc]
    alle = (*venter, *stoppet)
    postrum = scene.verden.postrum
    with scene.running() as program:
        program.distributed()
        scene.rounds(program, *alle, andet, antal=RUNDER, timer=RUNDE)
        stande = {each.dueslag: each for each in postrum.tilstande()}
        uberoert = scene.delivered(andet)
        intet = not any(scene.bog.kept(uuid) for uuid in alle)
        parkerede = parked([each for uuid in alle for each in scene.standing(uuid)])
        faa = all(len(scene.bog.of(uuid)) <= 8 for uuid in stoppet)
        scene.adfaerd.clear()
        for uuid in stoppet:
            postrum.stop(uuid, "", nu=stamp(scene.ur()))
        scene.until(program, *alle)
    return scene.reckon(
        {
            "a refusal was never a delivery": intet,
            "nothing was parked": not parkerede,
            "51, 53, 55 and 410 stopped the dueslag, with the reason": [stande[uuid].stoppet for uuid in stoppet]
            == list(STOPPER),
            "and no more was sent to them": faa,
            "the others waited": all(stande[uuid].venter_til and not stande[uuid].stoppet for uuid in venter),
            "the other dueslag had everything meanwhile": uberoert,
        },
    )


def breaks_off(scene: Scene) -> Tal:
    """It keeps a message and breaks off before it answers, now and then."""
    uuid = scene.pushed(1)
    scene.set_up()
    scene.move(scene.vilkaar.lang * 90 + 10, dage=2)

    def now_and_then(_: Besked) -> Svar:
        return Svar(maade=Maade.AFBRYD) if scene.tilfaeldig.random() < 0.15 else MODTAGET

    scene.adfaerd[uuid] = now_and_then
    with scene.running() as program:
        program.distributed()
        scene.until(program, uuid)
    return scene.reckon(
        {"it did happen": any(each.gemt and not each.kvitteret for each in scene.bog.modtaget)},
    )


def never_answers(scene: Scene) -> Tal:
    """It takes the request and says nothing; the other dueslag goes on."""
    return _slow(scene, Svar(maade=Maade.ALDRIG))


def a_byte_a_second(scene: Scene) -> Tal:
    """It keeps the message, and answers a byte a second; the other dueslag goes on."""
    return _slow(scene, Svar(maade=Maade.DRYP))


def _slow(scene: Scene, langsomt: Svar) -> Tal:
    uuid, andet = scene.pushed(1), scene.fetched(2, system=JOURNAL)
    scene.set_up()
    scene.move(scene.vilkaar.lang * 40 + 6)
    scene.adfaerd[uuid] = lambda _: langsomt
    with scene.running(svar=_BRUGT) as program, scene.fetcher(program.port, andet, system=JOURNAL):
        begyndt = time.monotonic()
        program.distributed()
        program.settled(andet)
        brugt = time.monotonic() - begyndt
        uberoert = scene.delivered(andet)
        program.settled(uuid)
        grunde = {each.grund for each in scene.standing(uuid) if each.grund}
        scene.ur.nu = program.next_due(uuid) or scene.ur.nu
        program.settled(uuid)
        scene.adfaerd.clear()
        scene.until(program, uuid)
    return scene.reckon(
        {
            "it was cut off": grunde == {"intet-svar"},
            "the other dueslag had everything meanwhile": uberoert and brugt < _LAENGE,
        },
    )


def poison(scene: Scene) -> Tal:
    """Of a thousand messages one is always refused; its person waits, and nobody else."""
    uuid = scene.pushed(1)
    scene.set_up()
    scene.move(250 if scene.vilkaar.lang else 50, dage=2)
    giftig = next(iter(scene.bog.numre))
    scene.adfaerd[uuid] = _refuse(giftig, Svar(41))
    with scene.running() as program:
        program.distributed()
        program.settled(uuid)
        straks = _others_delivered(scene, uuid, giftig)
        scene.rounds(program, uuid, antal=RUNDER, timer=RUNDE)
        parkerede = parked(scene.standing(uuid))
        antal = Counter(each.forsoeg for each in scene.standing(uuid, Forsendelsestilstand.LEVERET))
        scene.adfaerd.clear()
        scene.release(uuid)
        scene.until(program, uuid)
    return scene.reckon(
        {
            "everybody else had everything at once": straks,
            "it alone was parked": parkerede == {"statuskode-41": 1},
            "the others were delivered at the first attempt": set(antal) == {1},
        },
        parkerede,
    )


def _refuse(besked_id: str, svar: Svar) -> Callable[[Besked], Svar]:
    return lambda besked: svar if besked.besked_id == besked_id else MODTAGET


def _others_delivered(scene: Scene, uuid: str, besked_id: str) -> bool:
    """Whether everything is delivered but what is about the person of that message."""
    alle = scene.standing(uuid)
    [person] = {each.pnr for each in alle if each.loebenummer == scene.bog.numre[besked_id]}
    return {each.pnr for each in alle if each.tilstand is not Forsendelsestilstand.LEVERET} == {person}


def confirmations_are_lost(scene: Scene) -> Tal:
    """Its answers vanish on the way; each message kept comes once more."""
    with Mellemmand(scene.push.port) as mellemmand:
        uuid = scene.pushed(1, url=f"https://localhost:{mellemmand.port}/modtag")
        scene.set_up()
        scene.move(scene.vilkaar.lang * 90 + 10, dage=2)
        scene.adfaerd[uuid] = lambda _: _swallow(mellemmand, len(scene.bog.kept(uuid)) >= _FAA)
        with scene.running(svar=_BRUGT) as program:
            program.distributed()
            program.settled(uuid)
            scene.bog.prove_lost(scene.standing(uuid))
            scene.bog.liv += 1
            scene.adfaerd.clear()
            mellemmand.break_off()
            scene.until(program, uuid)
    gange = Counter(each.besked_id for each in scene.bog.modtaget)
    return scene.reckon(
        {
            "it did happen": bool(scene.bog.tabt),
            "each of them came once more": {ident for ident, antal in gange.items() if antal > 1}
            == {ident for _, ident, _ in scene.bog.tabt},
        },
    )


def _swallow(mellemmand: Mellemmand, nu: bool) -> Svar:  # noqa: FBT001
    if nu:
        mellemmand.tilbage = Vej.SLUG
    return MODTAGET
