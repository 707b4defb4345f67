"""The cases of hard times in their short form, and that the reckoning would find what is wrong."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand
from tests.levering.besked import Besked
from tests.levering.bog import Bog, reckon
from tests.levering.certifikater import Certifikater
from tests.levering.sager import SAGER, Sag, run
from tests.levering.scene import Vilkaar
from tests.levering.skema import Godkend

LEVERET, VENTER = Forsendelsestilstand.LEVERET, Forsendelsestilstand.VENTER


@pytest.mark.parametrize("sag", SAGER, ids=[sag.navn for sag in SAGER])
def test_nothing_is_lost_or_out_of_order_and_only_what_lost_its_confirmation_comes_again(
    sag: Sag, tmp_path: Path, certifikater: Certifikater, godkend: Godkend | None
) -> None:
    tal = run(sag, Vilkaar(tmp_path, certifikater, godkend=godkend))
    gc.collect()  # connections that nobody has let go of are told now
    assert tal.brud == (), tal
    assert tal.leveret == tal.forsendelser > 0
    assert (tal.mistet, tal.byttet) == (0, 0)
    assert tal.gentaget == tal.tabte_kvitteringer


# --- the reckoning itself ---------------------------------------------------------------------------------------------


def written(*modtaget: tuple[int, int, bool, bool]) -> Bog:
    """A book of (løbenummer, person, kept, confirmed)."""
    bog = Bog({str(nummer): nummer for nummer in range(1, 10)})
    for nummer, person, gemt, kvitteret in modtaget:
        bog.note(Besked(str(nummer), str(person), "d", 1, (), b""), gemt=gemt, kvitteret=kvitteret)
    return bog


def stand(*tilstande: tuple[int, Forsendelsestilstand], maerket: int = 0) -> list[Forsendelse]:
    """What the post room says of each number."""
    return [
        Forsendelse("d", nummer, 1, "c", tilstand, 1, 0, "", "", nummer == maerket, "", "")
        for nummer, tilstand in tilstande
    ]


DONE = stand((1, LEVERET), (2, LEVERET))
ONE, TWO = (1, 1, True, True), (2, 1, True, True)


@pytest.mark.parametrize(
    ("bog", "forsendelser", "brud"),
    [
        (written(ONE, TWO), DONE, ()),
        (written(ONE, (1, 1, False, False), TWO), DONE, ("every repetition is a lost confirmation",)),
        (written((1, 1, False, False), ONE, TWO), DONE, ()),
        (written((1, 1, True, False), ONE, TWO), DONE, ()),
        (written(TWO, ONE), DONE, ("each person's messages came in order",)),
        (written(TWO, ONE), stand((1, LEVERET), (2, LEVERET), maerket=1), ()),
        (written(ONE, (2, 2, True, True), (1, 1, True, True)), DONE, ("every repetition is a lost confirmation",)),
        (written(ONE), DONE, ("nothing is lost",)),
        (written(ONE, (2, 1, False, False)), DONE, ("nothing is lost",)),
        (written(ONE), stand((1, LEVERET)), ("nothing is lost", "everything is delivered in the end")),
        (written(ONE), stand((1, LEVERET), (2, VENTER)), ("everything is delivered in the end",)),
        (
            written(ONE, TWO, (3, 1, True, True)),
            [*DONE, *stand((3, LEVERET))],
            ("nothing is made up", "everything is delivered in the end"),
        ),
    ],
)
def test_the_reckoning_finds_what_is_wrong(bog: Bog, forsendelser: list[Forsendelse], brud: tuple[str, ...]) -> None:
    assert reckon(bog, {"d": {1, 2}}, forsendelser, {}).brud == brud


def test_a_confirmation_is_lost_only_where_the_post_room_does_not_know_of_it() -> None:
    bog = written(ONE, TWO)
    bog.prove_lost(stand((1, LEVERET), (2, VENTER)))
    bog.liv += 1
    bog.note(Besked("2", "1", "d", 1, (), b""), gemt=True, kvitteret=True)
    assert reckon(bog, {"d": {1, 2}}, DONE, {}).brud == ()
    bog.note(Besked("1", "1", "d", 1, (), b""), gemt=True, kvitteret=True)
    assert "every repetition is a lost confirmation" in reckon(bog, {"d": {1, 2}}, DONE, {}).brud


def test_what_a_case_looked_at_itself_and_invalid_messages_count() -> None:
    bog = Bog({"1": 1}, lambda _: False)
    bog.note(Besked("1", "1", "d", 1, (), b"<a/>"), gemt=True, kvitteret=True)
    brud = reckon(bog, {"d": {1}}, stand((1, LEVERET)), {"it did happen": False}).brud
    assert brud == ("every message followed the official schemas", "it did happen")
