"""Ids are computed: the same is the same, and whatever differs is told apart."""

from __future__ import annotations

from itertools import product
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.haendelser.ids import compute_ids, compute_ordre_ids
from cpr_haendelser.haendelser.model import Rolle
from tests.storage.eksempler import ANNA, beslutning

NAVNERUM = UUID(int=7)
ORDRE = "0d9f0000-0000-4000-8000-000000000001"
TVILLINGER = ("6101900001", "6101900002")
FLYTNING = (("034", Rolle.NY), ("035", Rolle.GAMMEL))


def ids(pnr: str = TVILLINGER[0], kode: str = "034", rolle: Rolle = Rolle.NY, **sted: int) -> tuple[UUID, UUID]:
    ordre = {"linje": 3, "trin": 1, "gentagelse": 1} | sted
    return compute_ordre_ids(NAVNERUM, ORDRE, **ordre, pnr=pnr, kode=kode, rolle=rolle)


def test_the_same_step_of_an_order_has_the_same_ids_every_time() -> None:
    assert ids() == ids()
    # As they were first computed: what an installation has in its log must be found again by the next version.
    assert [str(each) for each in ids()] == [
        "f40a34c9-ba14-5bf1-b964-e386b9b05593",
        "348db7be-4417-57cb-be59-67de3b9622d8",
    ]


def test_twins_repeats_steps_lines_and_the_pair_of_a_move_are_told_apart() -> None:
    alle = [
        ids(pnr, kode, rolle, linje=linje, trin=trin, gentagelse=gentagelse)
        for pnr, (kode, rolle), linje, trin, gentagelse in product(TVILLINGER, FLYTNING, (1, 2, 11), (1, 2), (1, 2, 3))
    ]
    assert len({each for par in alle for each in par}) == 2 * len(alle) == 2 * 72


def test_two_receivers_of_one_haendelse_share_its_registrering_and_have_a_besked_each() -> None:
    ny, relateret = ids(rolle=Rolle.NY), ids(rolle=Rolle.RELATERET)
    assert ny[0] == relateret[0]
    assert ny[1] != relateret[1]


def test_another_order_or_installation_has_other_ids() -> None:
    andre = [
        compute_ordre_ids(navnerum, ordre, 3, 1, 1, TVILLINGER[0], "034", Rolle.NY)
        for navnerum, ordre in ((UUID(int=8), ORDRE), (NAVNERUM, ORDRE.replace("1", "2")))
    ]
    assert len({*andre, ids()}) == 3


def test_a_files_haendelse_is_never_taken_for_an_ordered_one() -> None:
    fra_fil = compute_ids(NAVNERUM, "610000", "20260101", beslutning(ANNA))
    assert not {*fra_fil} & {each.bytes for each in ids()}


@given(st.uuids(), st.text(), st.sampled_from(Rolle))
def test_ids_are_uuids_of_version_5_as_the_standard_library_makes_them(navnerum: UUID, om: str, rolle: Rolle) -> None:
    fundet = beslutning(ANNA, om=om, rolle=rolle)
    navn = f"610000|20260101|{fundet.pnr}|{fundet.regel}|ny|{fundet.registreret}|{om}"
    ventet = uuid5(navnerum, navn).bytes, uuid5(navnerum, f"{navn}|{rolle}").bytes
    assert compute_ids(navnerum, "610000", "20260101", fundet) == ventet
