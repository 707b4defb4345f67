"""How far the feed has been read: each number under the set-up that it was last shown under, in every post room."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.straekning import FLEST_UDSNIT, Straekning, splice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.postrum import Postrum

ET, TO, TRE = (Straekning(0, nr, "2026-11-25") for nr in (1, 2, 3))
SYSTEM, ANDET = "0a-system", "0b-system"


def to(straekning: Straekning, til: int) -> Straekning:
    return straekning._replace(til=til)


@st.composite
def shown(draw: st.DrawFn) -> tuple[int, Straekning]:
    fra = draw(st.integers(0, 20))
    return fra, Straekning(fra + draw(st.integers(0, 8)), draw(st.integers(1, 3)), "2026-11-25")


@given(st.lists(shown(), max_size=12))
def test_every_number_is_under_the_set_up_it_was_last_shown_under(vist: list[tuple[int, Straekning]]) -> None:
    model: list[int] = []
    laest: tuple[Straekning, ...] = ()
    for fra, ny in vist:
        sprunget = model[-1] if model else ny.version
        model += [sprunget] * (fra - len(model))
        model[fra : ny.til] = [ny.version] * (ny.til - fra)
        laest = splice(laest, ny, fra=fra)
        fundet: list[int] = []
        for each in laest:
            fundet += [each.version] * (each.til - len(fundet))
        assert fundet == model
        assert all(en[1:] != den_naeste[1:] for en, den_naeste in pairwise(laest))


@pytest.mark.parametrize(
    ("laest", "fra", "ny", "ventet"),
    [
        ((), 0, to(ET, 5), (to(ET, 5),)),
        ((), 7, to(ET, 9), (to(ET, 9),)),
        ((), 7, to(ET, 7), (to(ET, 7),)),
        ((to(ET, 5),), 5, to(ET, 9), (to(ET, 9),)),
        ((to(ET, 5),), 5, to(TO, 9), (to(ET, 5), to(TO, 9))),
        ((to(ET, 5),), 7, to(TO, 9), (to(ET, 7), to(TO, 9))),
        ((to(ET, 5),), 7, to(TO, 7), (to(ET, 7),)),
        ((to(ET, 9),), 2, to(TO, 4), (to(ET, 2), to(TO, 4), to(ET, 9))),
        ((to(ET, 2), to(TO, 4), to(ET, 9)), 2, to(ET, 4), (to(ET, 9),)),
        ((to(ET, 5), to(TO, 9)), 0, to(TRE, 12), (to(TRE, 12),)),
        ((to(ET, 5),), 5, to(TO, 5), (to(ET, 5),)),
    ],
)
def test_a_stretch_takes_the_place_of_what_it_covers(
    laest: tuple[Straekning, ...], fra: int, ny: Straekning, ventet: tuple[Straekning, ...]
) -> None:
    assert splice(laest, ny, fra=fra) == ventet


@pytest.fixture(params=["memory:", "sqlite:///{}/register.db"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    opened = open_postrum(request.param.format(tmp_path))
    yield opened
    opened.close()


def test_what_has_been_read_is_kept_for_each_system_and_part(postrum: Postrum) -> None:
    assert postrum.laest(SYSTEM, "") == ()
    postrum.saet_laest(SYSTEM, "", to(ET, 5), fra=0)
    postrum.saet_laest(SYSTEM, "034", to(ET, 7), fra=0)
    postrum.saet_laest(SYSTEM, "", to(TO, 9), fra=4)
    assert postrum.laest(SYSTEM, "") == (to(ET, 4), to(TO, 9))
    assert postrum.laest(SYSTEM, "034") == (to(ET, 7),)
    assert postrum.laest(ANDET, "") == ()


def test_the_part_that_was_read_longest_ago_is_forgotten(postrum: Postrum) -> None:
    dele = [f"{nr:03}" for nr in range(FLEST_UDSNIT)]
    for del_ in dele:
        postrum.saet_laest(SYSTEM, del_, to(ET, 5), fra=0)
    postrum.saet_laest(ANDET, "", to(ET, 5), fra=0)
    postrum.saet_laest(SYSTEM, "000", to(TO, 9), fra=5)
    postrum.saet_laest(SYSTEM, "ny", to(ET, 5), fra=0)
    assert [del_ for del_ in [*dele, "ny"] if not postrum.laest(SYSTEM, del_)] == ["001"]
    assert postrum.laest(ANDET, "") == (to(ET, 5),)


def test_what_has_been_read_is_there_after_a_restart(tmp_path: Path) -> None:
    adresse = f"sqlite:///{tmp_path}/register.db"
    postrum = open_postrum(adresse)
    postrum.saet_laest(SYSTEM, "", to(ET, 5), fra=0)
    postrum.close()
    postrum = open_postrum(adresse)
    assert postrum.laest(SYSTEM, "") == (to(ET, 5),)
    postrum.close()
