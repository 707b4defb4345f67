"""Whom a caller may look up: those who live where an agreement about lookups holds, and are for its organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.adgang.model import OPERATOER as OPERATOEREN
from cpr_haendelser.cpr.kommuner import Kommunetabel
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.revision.svar import answer_all, person
from cpr_haendelser.storage.hukommelse import HukommelseLager
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from cpr_haendelser.udlevering.personer import Personer
from tests.storage.eksempler import ANNA, BO, CARLA, DAN, afgoerelse, dokument, establish, leverance, receive
from tests.udlevering.opsat import A, B, aftale, opslag, system

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TABEL = Kommunetabel({"0101": "11111111", "0102": "22222222"})
KREDSE: Mapping[int, tuple[str, ...]] = {CARLA: ("33333333",), DAN: ("99999999", "44444444")}


@pytest.fixture
def postrum() -> HukommelsePostrum:
    return HukommelsePostrum()


@pytest.fixture
def personer(postrum: HukommelsePostrum) -> Personer:
    """Anna, Carla and Dan live in 0101, Bo in 0102; Carla is somebody else's, Dan also A's. Anna moves away."""
    lager = HukommelseLager()
    adresser = {ANNA: "0101 1 1", BO: "0102 1 1", CARLA: "0101 1 2", DAN: "0101 2 1"}
    establish(lager, {pnr: dokument(pnr, adresse=adresse) for pnr, adresse in adresser.items()})
    foer = lager.billeder([ANNA])[ANNA]
    receive(lager, leverance(nummer=2), afgoerelse(ANNA, foer=foer, efter=dokument(ANNA, adresse="0102 9 9")))
    postrum.gem(
        systemer=[system(A, "Anders", cvr="44444444"), system(B, "Bodil", cvr="44444444")],
        aftaler=[opslag("a", A, "11111111"), aftale("b", B, "11111111", snapshot=True)],
        tidspunkt="",
        hvem="",
    )

    def circles(pnrs: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        return {pnr: KREDSE[pnr] for pnr in pnrs if pnr in KREDSE}

    bord = Bord(lager, postrum, lambda: "2026-11-25")
    return Personer(
        lager, bord, TABEL, Revision(postrum, lambda: "2026-11-25T00:00:00Z"), saet=lambda: 1, kreds_for=circles
    )


ALLE = (ANNA, BO, CARLA, DAN)


@pytest.mark.parametrize(
    ("kalder", "fil", "ventet"),
    [
        (OPERATOER, 0, ALLE),
        (Kalder(A), 0, (DAN,)),
        (Kalder(A), 1, (ANNA, DAN)),
        (Kalder(B), 0, ()),
        (Kalder("0f"), 0, ()),
    ],
)
def test_who_is_found(personer: Personer, kalder: Kalder, fil: int, ventet: tuple[int, ...]) -> None:
    assert tuple(pnr for pnr in ALLE if personer.find(kalder, pnr, fil)) == ventet
    assert personer.find(kalder, 6101900999, fil) is None


@pytest.mark.parametrize(
    ("kalder", "kommunekode", "vejkode", "ventet"),
    [
        (OPERATOER, "0101", "", [CARLA, DAN]),
        (OPERATOER, "0101", "1", [CARLA]),
        (Kalder(A), "0101", "", [DAN]),
        (Kalder(A), "0101", "1", []),
        (Kalder(A), "0102", "", []),
        (Kalder(B), "0101", "", []),
    ],
)
def test_who_lives_somewhere(
    personer: Personer, kalder: Kalder, kommunekode: str, vejkode: str, ventet: list[int]
) -> None:
    assert list(personer.iterate(kalder, kommunekode, vejkode=vejkode, husnr="")) == ventet


def test_the_audit_names_the_agreement_that_was_looked_up_by(personer: Personer, postrum: HukommelsePostrum) -> None:
    som_a = Kalder(A, aktoer=OPERATOEREN)
    for kalder in (Kalder(A), som_a, OPERATOER, Kalder(B)):
        personer.find(kalder, DAN)
    list(personer.iterate(Kalder(A), "0101", vejkode="", husnr=""))
    poster = [linje.post for linje in answer_all(postrum, person(DAN))]
    assert [(post.hvem, post.system, post.myndighed, post.aftale) for post in poster] == [
        (f"system:{A}", A, "11111111", "a"),
        (OPERATOEREN.hvem, "", "11111111", "a"),
        (OPERATOEREN.hvem, "", "", ""),
        (f"system:{A}", A, "11111111", "a"),
    ]
