"""Which dueslag a batch is for: the index finds what asking each dueslag finds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.indeks import Matchindeks
from cpr_haendelser.abonnementer.match import KREDS, Kilder, explain, match
from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade, Traef
from cpr_haendelser.abonnementer.udtryk import to_text
from cpr_haendelser.abonnementer.vurdering import Sandhed
from cpr_haendelser.aftaler.model import Serviceaftale
from tests.abonnementer.udtryksgenerator import LISTER, NUMRE, memberships, udtryk
from tests.aftaler.test_hold import AFTALE as PROEVE
from tests.aftaler.test_hold import ALT, DAG, SYSTEM, system
from tests.beskeder.eksempler import FORMER, HAENDELSE, SAET

if TYPE_CHECKING:
    from collections.abc import Collection

    from cpr_haendelser.haendelser.model import Haendelse

ANDET = "0a000000-0000-4000-8000-0000000000aa"
AFTALE = PROEVE._replace(
    beskedtyper=frozenset({SAET.beskedtype}),
    koder=frozenset({"003", "034", "000"}),
    foelsomhed=frozenset({SAET.sikkerhedsklassificering}),
)
DUESLAG = Dueslag("0d", "Prøve", SYSTEM, SAET.beskedtype, Leveringsmaade.HENT, "", "", 0)
KILDER = Kilder(lambda nr: FORMER[nr], lambda haendelse: haendelse.beslutning.efter, memberships)
SYSTEMER = [system()]
KREDSE = ((), (), ("22222222",), ("33333333",), ("33333333", "22222222"))
"""The system's organisation is 22222222."""


def haendelse(loebenummer: int, kode: str = "034", pnr: str = NUMRE[0], cvr: str = "11111111") -> Haendelse:
    beslutning = HAENDELSE.beslutning._replace(kode=kode, pnr=pnr)
    return HAENDELSE._replace(loebenummer=loebenummer, beslutning=beslutning, modtager_cvr=cvr, saet=0)


@st.composite
def batches(draw: st.DrawFn) -> list[Haendelse]:
    en = st.sampled_from
    return [
        haendelse(
            nr, draw(en(("003", "005", "034", "samle"))), draw(en(NUMRE)), draw(en(("11111111", "33333333", "")))
        )._replace(saet=draw(st.integers(0, len(FORMER) - 1)), kreds=draw(en(KREDSE)))
        for nr in range(1, draw(st.integers(1, 4)) + 1)
    ]


@st.composite
def mailboxes(draw: st.DrawFn) -> list[Dueslag]:
    return [
        DUESLAG._replace(
            uuid=f"d{nr}",
            filter=draw(st.just("") | udtryk.map(to_text)),
            fra=draw(st.integers(0, 2)),
            aktiv=draw(st.sampled_from((True, True, False))),
            system=draw(st.sampled_from((SYSTEM, SYSTEM.upper(), ANDET))),
        )
        for nr in range(draw(st.integers(1, 4)))
    ]


@settings(max_examples=200)
@given(batches(), mailboxes())
def test_what_is_found_by_the_index_is_what_each_explanation_says(
    haendelser: list[Haendelse], dueslag: list[Dueslag]
) -> None:
    aftaler = [AFTALE, AFTALE._replace(id="2", myndighed="33333333", afsendere=ALT, koder=frozenset({"005"}))]
    indeks = Matchindeks(dueslag, aftaler, SYSTEMER, DAG)
    ventet = [
        Traef(each.uuid, h.loebenummer, int(h.beslutning.pnr), h.modtager_cvr)
        for h in haendelser
        for each in sorted(dueslag)
        if explain(h, each, aftaler=aftaler, systemer=SYSTEMER, dag=DAG, kilder=KILDER).matcher
    ]
    assert match(haendelser, indeks, KILDER) == ventet


def matched(haendelser: list[Haendelse], dueslag: Dueslag, aftale: Serviceaftale = AFTALE) -> list[int]:
    indeks = Matchindeks([dueslag], [aftale], SYSTEMER, DAG)
    return [traef.loebenummer for traef in match(haendelser, indeks, KILDER)]


def test_without_filter_everything_that_the_agreement_allows_comes_through() -> None:
    assert matched([haendelse(1), haendelse(2, "005"), haendelse(3, cvr=""), haendelse(4, "samle")], DUESLAG) == [1, 4]


def test_only_what_comes_after_the_dueslag_is_for_it() -> None:
    assert matched([haendelse(7), haendelse(8)], DUESLAG._replace(fra=7)) == [8]


def test_without_an_agreement_nothing_is_for_it() -> None:
    assert matched([haendelse(1)], DUESLAG, AFTALE._replace(gyldig_til="2026-01-01")) == []


def test_a_filter_that_cannot_be_read_is_told_with_its_dueslag() -> None:
    indeks = Matchindeks([DUESLAG._replace(filter="x")], [AFTALE], SYSTEMER, DAG)
    assert DUESLAG.uuid in indeks.ulaeselige[DUESLAG.uuid].__notes__[0]


def test_the_value_lists_are_asked_once_for_a_batch_and_the_address_not_at_all_when_persons_decide() -> None:
    asked: list[Collection[int | str]] = []

    def ask(vaerdier: Collection[int | str]) -> dict[int | str, list[str]]:
        asked.append(vaerdier)
        return memberships(vaerdier)

    filter_ = f"personhaendelse = '034' AND personnummer IN VÆRDILISTE('{LISTER[0]}')"
    indeks = Matchindeks([DUESLAG._replace(filter=filter_)], [AFTALE], SYSTEMER, DAG)
    haendelser = [haendelse(nr, pnr=NUMRE[nr % 3]) for nr in range(1, 7)]
    kilder = Kilder(lambda _: SAET, lambda _: pytest.fail("nobody needs the address"), ask)
    assert [traef.loebenummer for traef in match(haendelser, indeks, kilder)] == [2, 3, 5, 6]
    assert asked == [sorted(map(int, NUMRE))]


def test_an_explanation_says_where_it_stopped_and_shows_the_rest_too() -> None:
    dueslag = DUESLAG._replace(filter="kommune = '0101'")
    fundet = explain(haendelse(1, "005"), dueslag, aftaler=[AFTALE], systemer=SYSTEMER, dag=DAG, kilder=KILDER)
    assert (fundet.matcher, fundet.stoppet_ved) == (False, "aftale")
    assert [trin.navn for trin in fundet.aftaler[0].trin if not trin.holder] == ["kode"]
    assert fundet.filter is not None
    assert (fundet.filter.sandhed, fundet.filter.moedt) == (Sandhed.FALSK, ("0998", "0999"))


def test_an_explanation_says_that_it_is_for_others_and_names_nobody() -> None:
    confined = haendelse(1)._replace(kreds=("33333333", "44444444"))
    fundet = explain(confined, DUESLAG, aftaler=[AFTALE], systemer=SYSTEMER, dag=DAG, kilder=KILDER)
    assert (fundet.matcher, fundet.stoppet_ved) == (False, KREDS)
    assert "33333333" not in repr(fundet)
    assert all(trin.holder for trin in fundet.aftaler[0].trin)


def test_another_code_for_the_catch_all_is_the_code_that_counts() -> None:
    kilder = KILDER._replace(saet=lambda _: replace(SAET, samlekode="034"))
    indeks = Matchindeks([DUESLAG._replace(filter="personhaendelse = '034'")], [AFTALE], SYSTEMER, DAG)
    assert len(match([haendelse(1, "samle")], indeks, kilder)) == 1
