"""To whom an order's messages went: as much of it as the one that ordered may know."""

from __future__ import annotations

import pytest

from cpr_haendelser.aftaler.model import ItSystem, Organisation
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.forsendelsesbog import Ny
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.testmiljoe.modtagere import Deler, Eget, Modtagere, find_modtagere
from tests.beskeder.eksempler import HAENDELSE
from tests.storage.postrumsmodel import deliver, take, tid
from tests.udlevering.opsat import dueslag

JEG, DELT, FREMMED = "11111111", "22222222", "33333333"
SYSTEMER = {cvr: f"0a000000-0000-4000-8000-00000000000{cvr[0]}" for cvr in (JEG, DELT, FREMMED)}
MIT, MIT_TO, DERES, ANDRES = (f"0d000000-0000-4000-8000-00000000000{nr}" for nr in range(1, 5))
HVIS = {MIT: JEG, MIT_TO: JEG, DERES: DELT, ANDRES: FREMMED}
PNR = int(HAENDELSE.beslutning.pnr)
EGNE = (Eget("Dueslag 1", Forsendelsestilstand.LEVERET), Eget("Dueslag 2", Forsendelsestilstand.VENTER))


def sent(nummer: int, *kreds: str) -> Haendelse:
    return HAENDELSE._replace(loebenummer=nummer, kreds=kreds)


@pytest.fixture
def postrum() -> HukommelsePostrum:
    """A message in everybody's dueslag that was delivered, but in one of ours; nothing is set up yet."""
    postrum = HukommelsePostrum()
    postrum.fordel([Ny(uuid, 1, PNR, JEG) for uuid in HVIS], til=1, tidspunkt=tid(0), versioner="{}")
    for uuid in (MIT, DERES, ANDRES):
        deliver(postrum, take(postrum, uuid=uuid), uuid=uuid)
    return postrum


def set_up(postrum: HukommelsePostrum) -> HukommelsePostrum:
    """Says whose the dueslag are."""
    postrum.gem(
        organisationer=[
            Organisation(cvr, f"Organisation {cvr[0]}", "", myndighed=True, leverandoer=True) for cvr in SYSTEMER
        ],
        systemer=[ItSystem(uuid, cvr, cvr, "", (), "", "", ()) for cvr, uuid in SYSTEMER.items()],
        dueslag=[dueslag(uuid, SYSTEMER[cvr])._replace(navn=f"Dueslag {uuid[-1]}") for uuid, cvr in HVIS.items()],
        tidspunkt=tid(0),
        hvem="prøve",
    )
    return postrum


@pytest.mark.parametrize(
    ("haendelse", "modtagere"),
    [
        (sent(1), Modtagere(EGNE, (), 2)),
        (sent(1, JEG, DELT), Modtagere(EGNE, (Deler("Organisation 2", 1),), 1)),
        (sent(1, JEG), Modtagere(EGNE, (), 2)),
        (sent(2, JEG, DELT), Modtagere((), (Deler("Organisation 2", 0),), 0)),
        (sent(2, JEG), Modtagere()),
    ],
)
def test_own_dueslag_are_named_sharers_counted_by_organisation_and_others_together(
    postrum: HukommelsePostrum, haendelse: Haendelse, modtagere: Modtagere
) -> None:
    fundne = find_modtagere(set_up(postrum), postrum.opsaetning(), JEG, [haendelse])
    assert fundne == {haendelse.loebenummer: modtagere}
    assert modtagere.ingen is (modtagere == Modtagere())


def test_one_that_was_sent_again_counts_once(postrum: HukommelsePostrum) -> None:
    postrum.afspil(DERES, [(1, PNR, JEG)], nu=tid(5), hvem="prøve")
    deliver(postrum, take(postrum, uuid=DERES, minut=6), uuid=DERES, minut=7)
    assert len(postrum.leveringer(PNR)) == 4
    [modtagere] = find_modtagere(set_up(postrum), postrum.opsaetning(), JEG, [sent(1, JEG, DELT)]).values()
    assert modtagere.delere == (Deler("Organisation 2", 1),)


def test_own_ones_are_told_of_however_many_others_lie_between_them() -> None:
    postrum, numre = HukommelsePostrum(), range(1, 1001)
    postrum.fordel([Ny(MIT, nr, PNR + nr, JEG) for nr in numre if nr % 2], til=1000, tidspunkt=tid(0), versioner="{}")
    spurgt = [*range(1, 4), *range(350, 360), 999, 1000]
    fundne = find_modtagere(set_up(postrum), postrum.opsaetning(), JEG, [sent(nr) for nr in spurgt])
    venter = (Eget("Dueslag 1", Forsendelsestilstand.VENTER),)
    assert {nr: each.egne for nr, each in fundne.items()} == {nr: venter if nr % 2 else () for nr in spurgt}
