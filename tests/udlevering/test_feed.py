"""What a caller may not see is not there, whichever way it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.aftaler.ret import Ret
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.udlevering.feed import narrow
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.udlevering.logbog import Logbog
from tests.udlevering.opsat import AALBORG, KORSBAEK, NY_KORSBAEK, A, B, C, D, aftale

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation
    from cpr_haendelser.haendelser.model import Haendelse

DAG = "2026-11-25"


def whole(installation: Installation) -> list[Haendelse]:
    return list(iterate(installation.lager, Udsnit()))


def may_see(installation: Installation, kalder: Kalder) -> list[Haendelse]:
    """What the set-up of the tests says."""
    alle = whole(installation)
    anders = {h.loebenummer for h in alle if h.modtager_cvr == KORSBAEK}
    bodil = {h.loebenummer for h in alle if h.modtager_cvr == NY_KORSBAEK and h.beslutning.kode in {"034", "035"}}
    numre = {A: anders, B: bodil, LEVERANDOER: anders | bodil}.get(kalder.system or kalder.organisation, set[int]())
    return alle if kalder.er_operatoer else [h for h in alle if h.loebenummer in numre]


LEVERANDOER = "22222222"
"""Whose systems they are."""
KALDERE = [
    OPERATOER,
    *map(Kalder, (A, B, C, D, "0f")),
    Kalder(organisation=LEVERANDOER),
    Kalder(organisation=KORSBAEK),
]


@pytest.mark.parametrize("kalder", KALDERE)
def test_a_caller_reads_all_that_it_may_see_and_nothing_else(installation: Installation, kalder: Kalder) -> None:
    assert list(installation.feed.iterate(kalder, Udsnit())) == may_see(installation, kalder)
    assert len(may_see(installation, Kalder(A))) > 100
    assert len(may_see(installation, Kalder(B))) == 2


@given(
    kalder=st.sampled_from(KALDERE),
    antal=st.integers(1, 40),
    koder=st.lists(st.sampled_from(["034", "035", SAMLE, "999"]), max_size=2),
    cvr=st.lists(st.sampled_from([KORSBAEK, NY_KORSBAEK, AALBORG]), max_size=2),
)
def test_pages_one_after_another_are_what_may_be_seen_of_what_is_asked_for(
    installation: Installation, kalder: Kalder, antal: int, koder: list[str], cvr: list[str]
) -> None:
    udsnit, efter = Udsnit(tuple(koder), tuple(cvr)), 0
    slut, laest = installation.lager.sidste_loebenummer(), list[int]()
    while efter < slut:
        side = installation.feed.read_side(kalder, udsnit, efter=efter, antal=antal)
        laest += [haendelse.loebenummer for haendelse in side.haendelser]
        assert len(side.haendelser) <= antal
        assert side.naeste > efter
        assert all(efter < haendelse.loebenummer <= side.naeste for haendelse in side.haendelser)
        efter = side.naeste
    assert laest == [
        h.loebenummer
        for h in may_see(installation, kalder)
        if (not koder or h.beslutning.kode in koder) and (not cvr or h.modtager_cvr in cvr)
    ]


@pytest.mark.parametrize("kalder", KALDERE)
def test_one_that_may_not_be_seen_is_refused_as_one_that_is_not_there(
    installation: Installation, kalder: Kalder
) -> None:
    tilladte = {haendelse.loebenummer for haendelse in may_see(installation, kalder)}
    slut = installation.lager.sidste_loebenummer()
    assert installation.feed.readable(kalder, range(1, slut + 1)) == tilladte
    svar = set()
    for nummer in range(slut + 2):
        if nummer in tilladte:
            assert installation.feed.read_one(kalder, nummer).loebenummer == nummer
        else:
            with pytest.raises(Brugsfejl, match="LOG-001") as afvist:
                installation.feed.read_one(kalder, nummer)
            svar.add(str(afvist.value))
    assert svar == {f"LOG-001: der er ingen hændelse med det løbenummer; det seneste er {slut}."}


@pytest.mark.parametrize("kalder", KALDERE)
def test_a_search_finds_what_may_be_seen(installation: Installation, kalder: Kalder) -> None:
    tilladte = may_see(installation, kalder)
    for pnr in {haendelse.beslutning.pnr for haendelse in whole(installation)}:
        side = installation.feed.read_persons_side(kalder, int(pnr), efter=0, antal=1000)
        assert side.haendelser == [haendelse for haendelse in tilladte if haendelse.beslutning.pnr == pnr]


def test_a_page_examines_only_so_much_and_goes_on_from_there(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cpr_haendelser.opslag.log.VINDUE", 10)
    foerste = may_see(installation, Kalder(B))[0].loebenummer
    side = installation.feed.read_side(Kalder(B), Udsnit(), efter=foerste, antal=5)
    assert side == ([], foerste + 10)
    assert list(installation.feed.iterate(Kalder(B), Udsnit())) == may_see(installation, Kalder(B))


@pytest.mark.parametrize("kalder", KALDERE)
@pytest.mark.parametrize("antal", [3, 50])
def test_backwards_a_caller_reads_all_that_it_may_see_and_that_alone_is_noted(
    installation: Installation, kalder: Kalder, antal: int
) -> None:
    foer = installation.postrum.revisionshoved().nr
    read: list[Haendelse] = []
    til = installation.lager.sidste_loebenummer()
    while til:
        side = installation.feed.read_back(kalder, til=til, antal=antal)
        assert len(side.haendelser) <= antal
        read, til = [*side.haendelser, *read], side.naeste
    assert read == may_see(installation, kalder)
    assert sum(led.antal for led in installation.postrum.revisionsled(efter=foer)) == len(read)


def test_what_an_agreement_drops_one_by_one_counts_as_examined(installation: Installation) -> None:
    forkert = aftale("e", C, KORSBAEK, beskedtyper=frozenset({"0a000000-0000-4000-8000-0000000000ff"}))
    postrum = installation.postrum
    postrum.gem(aftaler=[forkert], tidspunkt="", hvem="")
    try:
        side = installation.feed.read_side(Kalder(C), Udsnit(), efter=0, antal=7)
        assert side.haendelser == []
        assert 7 <= side.naeste < installation.lager.sidste_loebenummer()
    finally:
        postrum.gem(aftaler=[forkert._replace(gyldig_til="2026-01-01")], tidspunkt="", hvem="")


@pytest.mark.parametrize(
    ("udsnit", "koder", "ventet"),
    [
        (Udsnit(), {"*"}, Udsnit((), (KORSBAEK,))),
        (Udsnit(("034",), (KORSBAEK, AALBORG)), {"*"}, Udsnit(("034",), (KORSBAEK,))),
        (Udsnit((), (AALBORG,)), {"*"}, None),
        (Udsnit(), {"034"}, Udsnit(("034", SAMLE), (KORSBAEK,))),
        (Udsnit(("034", "035")), {"034"}, Udsnit(("034",), (KORSBAEK,))),
        (Udsnit(("035",)), {"034"}, None),
    ],
)
def test_only_what_agreements_may_let_through_is_looked_for(
    udsnit: Udsnit, koder: set[str], ventet: Udsnit | None
) -> None:
    assert narrow(udsnit, Ret([aftale("a", A, KORSBAEK, koder=frozenset(koder))], DAG)) == ventet


def test_nothing_is_looked_for_without_agreements() -> None:
    assert narrow(Udsnit(), Ret([], DAG)) is None


def test_what_has_no_receiver_is_for_who_sees_everything_and_a_page_is_told_of_at_once() -> None:
    bog = Logbog()
    bog.grow(("", "034"), (KORSBAEK, "034"), ("", "035"), ("", "005"))
    foer = bog.postrum.revisionshoved().nr
    foerste = bog.feed.read_without_receiver(OPERATOER, efter=0, antal=2)
    assert [each.loebenummer for each in foerste] == [1, 3]
    assert [each.loebenummer for each in bog.feed.read_without_receiver(OPERATOER, efter=3, antal=99)] == [4]
    assert bog.postrum.revisionshoved().nr == foer + 2
    assert bog.feed.read_without_receiver(Kalder(A), efter=0, antal=99) == []
