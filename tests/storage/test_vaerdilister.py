"""Value lists in every post room: what is in them now, in order, and what was in them at any version and change."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.sqlite_postrum import vaerdilister

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpr_haendelser.storage.postrum import Postrum

BOERN, VEJE = "0e000000-0000-4000-8000-000000000001", "0e000000-0000-4000-8000-000000000002"
NUMRE = [6101900001, 6101900002, 6101900003, 6201900004]
VAERDIER: list[int | str] = [*NUMRE, "0999", "0999:0123"]


class Aendring(NamedTuple):
    """One change of a list."""

    liste: str
    til: list[int | str]
    fra: list[int | str]


vaerdier = st.lists(st.sampled_from(VAERDIER), max_size=4)
aendringer = st.lists(st.builds(Aendring, st.sampled_from([BOERN, VEJE]), vaerdier, vaerdier), max_size=8)


@pytest.fixture(params=["memory:", "sqlite"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    url = request.param if request.param == "memory:" else f"sqlite:///{(tmp_path / 'h.db').as_posix()}"
    with closing(open_postrum(url)) as aaben:
        create(aaben)
        yield aaben


def create(postrum: Postrum) -> None:
    for uuid, navn in ((BOERN, "Børn"), (VEJE, "Veje")):
        postrum.opret_vaerdiliste(
            Vaerdiliste(uuid, navn, "system-1", 0, 0), nu="2026-11-25T00:00:00Z", hvem="operatoer"
        )


@settings(max_examples=25)
@given(aendringer, st.integers(1, 3))
def test_what_was_in_a_list_at_any_version_and_change_is_known(fundne: list[Aendring], flyt: int) -> None:
    """With few values moved to the large table at a time, so that they are met in both."""
    with tempfile.TemporaryDirectory() as mappe, pytest.MonkeyPatch.context() as patch:
        patch.setattr(vaerdilister, "FLYT", flyt)
        for url in ("memory:", f"sqlite:///{Path(mappe) / 'h.db'}"):
            with closing(open_postrum(url)) as postrum:
                create(postrum)
                follow(postrum, fundne)


def pairs(medlemskaber: dict[int | str, list[str]]) -> set[tuple[str, int | str]]:
    assert all(len(set(lister)) == len(lister) > 0 for lister in medlemskaber.values())
    return {(liste, vaerdi) for vaerdi, lister in medlemskaber.items() for liste in lister}


def follow(postrum: Postrum, fundne: list[Aendring]) -> None:
    """Does it all, then asks about every moment of it."""
    nu: dict[str, frozenset[int | str]] = {BOERN: frozenset(), VEJE: frozenset()}
    da = [(postrum.listestand(), dict(nu))]
    versioner = dict.fromkeys(nu, 0)
    for liste, til, fra in fundne:
        foer = nu[liste]
        nu[liste] = (foer - set(fra)) | set(til)
        fundet = postrum.ret_vaerdiliste(liste, til=til, fra=fra, nu="2026-11-25T00:00:00Z", hvem="operatoer")
        assert fundet.antal == len(nu[liste])
        versioner[liste] += nu[liste] != foer
        assert fundet.version == versioner[liste]
        assert (postrum.listestand() == da[-1][0]) is (nu[liste] == foer)
        da.append((postrum.listestand(), dict(nu)))
    for stand, medlemmer in da:
        assert pairs(postrum.medlemskaber(VAERDIER, stand)) == {
            (liste, vaerdi) for liste, alle in medlemmer.items() for vaerdi in alle
        }
    assert postrum.medlemskaber(VAERDIER) == postrum.medlemskaber(VAERDIER, postrum.listestand())
    assert set(postrum.vaerdier(VEJE)) == nu[VEJE]


def test_the_values_of_a_list_come_in_order_and_in_pages(postrum: Postrum) -> None:
    postrum.ret_vaerdiliste(BOERN, til=["0999", *reversed(NUMRE)], nu="2026-11-25T00:00:00Z", hvem="operatoer")
    sider, efter = [], None
    while side := postrum.vaerdier(BOERN, efter=efter, antal=2):
        sider.append(side)
        efter = side[-1]
    assert sider == [NUMRE[:2], NUMRE[2:], ["0999"]]


def test_a_list_may_be_closed_and_named_anew_and_keeps_its_values(postrum: Postrum) -> None:
    postrum.ret_vaerdiliste(BOERN, til=NUMRE, nu="2026-11-25T00:00:00Z", hvem="operatoer")
    postrum.opret_vaerdiliste(
        Vaerdiliste(BOERN, "Skolebørn", "system-1", 0, 0, aktiv=False), nu="2026-11-25T00:00:00Z", hvem="operatoer"
    )
    liste = next(each for each in postrum.vaerdilister() if each.uuid == BOERN)
    assert liste == Vaerdiliste(BOERN, "Skolebørn", "system-1", 1, len(NUMRE), aktiv=False)
    assert postrum.vaerdier(BOERN) == NUMRE


def test_a_list_that_is_not_there_is_told(postrum: Postrum) -> None:
    with pytest.raises(Brugsfejl, match="POST-001"):
        postrum.ret_vaerdiliste("0f", til=[1], nu="2026-11-25T00:00:00Z", hvem="operatoer")
    with pytest.raises(Brugsfejl, match="POST-001"):
        postrum.vaerdier("0f")
    assert postrum.medlemskaber(NUMRE) == {}
