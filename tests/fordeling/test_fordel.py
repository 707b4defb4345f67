"""Distributing: every dueslag is held against each number once, from its own first one, and it is known with what."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from cpr_haendelser.abonnementer.model import Traef, Vaerdiliste
from cpr_haendelser.aftaler.model import Aftaletilstand
from cpr_haendelser.fordeling import fordel
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.fordel import Fordeler, Matchet
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, KORSBAEK, A, aftale, dueslag, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.storage.lager import Lager
    from cpr_haendelser.storage.postrum import Postrum

NY, LISTE = "0d000000-0000-4000-8000-00000000000c", "0e000000-0000-4000-8000-000000000001"
NU = "2026-11-25T06:00:00.000+00:00"
BATCH = 40


@pytest.fixture(scope="module")
def lager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lager]:
    with opened(tmp_path_factory.mktemp("korsbaek")) as installation:
        yield installation.lager


class Sted:
    """A post room over the log, whose dueslag have had nothing yet."""

    def __init__(self, lager: Lager, postrum: Postrum) -> None:
        self.lager, self.postrum = lager, postrum
        set_up(postrum)
        self.bord = Bord(lager, postrum, lambda: "2026-11-25")
        self.fordeler = Fordeler(lager, postrum, self.bord.match, lambda: NU)
        self.til_korsbaek = [h for h in iterate(lager, Udsnit()) if h.modtager_cvr == KORSBAEK]

    def gem(self, **ting: Any) -> None:
        alle: dict[str, Any] = {slags: [en] for slags, en in ting.items()}
        self.postrum.gem(**alle, tidspunkt="", hvem="")

    def numbers(self, uuid: str) -> list[int]:
        return [post.loebenummer for post in self.postrum.forsendelser(uuid, antal=10_000)]

    def expected(self, fra: int) -> list[int]:
        return [h.loebenummer for h in self.til_korsbaek if h.loebenummer > fra]


@pytest.fixture(params=["memory:", "sqlite"])
def sted(request: pytest.FixtureRequest, lager: Lager, tmp_path: Path) -> Iterator[Sted]:
    url = request.param if request.param == "memory:" else f"sqlite:///{(tmp_path / 'h.db').as_posix()}"
    postrum = open_postrum(url)
    yield Sted(lager, postrum)
    postrum.close()


def test_a_new_dueslag_begins_at_its_number_and_gets_each_haendelse_once(sted: Sted) -> None:
    sted.fordeler.drain()
    foer, fra = sted.numbers(DUESLAG_A), sted.til_korsbaek[10].loebenummer
    sted.gem(dueslag=dueslag(NY, A, fra=fra))
    assert sted.postrum.bagud() == {NY: fra}
    fordelt = sted.fordeler.step()
    assert fordelt.dueslag == {NY}
    assert sted.fordeler.step().haendelser == 0
    assert sted.numbers(NY) == sted.expected(fra) != []
    assert sted.numbers(DUESLAG_A) == foer
    assert sted.postrum.bagud() == {}


def test_a_new_dueslag_that_begins_now_gets_nothing_of_what_was(sted: Sted) -> None:
    sted.fordeler.drain()
    sted.gem(dueslag=dueslag(NY, A, fra=sted.postrum.position()))
    assert sted.fordeler.drain().forsendelser == 0
    assert sted.numbers(NY) == []
    assert sted.postrum.bagud() == {}


def test_a_dueslag_that_begins_later_gets_what_comes_from_there(sted: Sted) -> None:
    fra = sted.til_korsbaek[-5].loebenummer
    sted.gem(dueslag=dueslag(NY, A, fra=fra))
    while sted.fordeler.step(BATCH).haendelser:
        pass
    assert sted.numbers(NY) == sted.expected(fra)


def test_what_is_caught_up_with_and_what_is_new_come_in_order(sted: Sted) -> None:
    sted.fordeler.step(BATCH)
    sted.gem(dueslag=dueslag(NY, A))
    mellem: list[list[int]] = []
    while sted.fordeler.step(BATCH // 2).haendelser:
        mellem.append(sted.numbers(NY))
    assert mellem[-1] == sted.expected(0) == sted.numbers(DUESLAG_A)
    assert all(foer == efter[: len(foer)] for foer, efter in pairwise(mellem))


def test_a_dueslag_that_comes_while_a_batch_is_matched_misses_nothing_of_it(sted: Sted) -> None:
    """Two programs: one has read the set-up before the dueslag came, the other has already let it catch up."""

    def late(haendelser: Sequence[Haendelse]) -> Matchet:
        fundet = sted.bord.match(haendelser)
        if haendelser and sted.postrum.version() == 1:
            sted.gem(dueslag=dueslag(NY, A))
            anden = Fordeler(sted.lager, sted.postrum, sted.bord.match, lambda: NU)
            anden.step(1)
            anden.step(1)
        return fundet

    Fordeler(sted.lager, sted.postrum, late, lambda: NU).step(BATCH)
    assert sted.numbers(NY) != sted.numbers(DUESLAG_A)
    sted.fordeler.drain()
    assert sted.numbers(NY) == sted.numbers(DUESLAG_A) == sted.expected(0)


def test_a_dueslag_whose_filter_cannot_be_read_waits_alone_and_misses_nothing(sted: Sted) -> None:
    sted.gem(dueslag=dueslag(NY, A))
    sted.fordeler.step(BATCH)
    sted.gem(dueslag=dueslag(NY, A, filter="x"))
    naaet = sted.numbers(NY)
    sted.fordeler.drain()
    assert sted.numbers(DUESLAG_A) == sted.expected(0)
    assert sted.numbers(NY) == naaet != sted.expected(0)
    sted.gem(dueslag=dueslag(NY, A))
    sted.fordeler.drain()
    assert sted.numbers(NY) == sted.expected(0)
    assert not sted.postrum.bagud()


def test_why_it_was_then_is_known_when_lists_and_agreements_are_others_now(sted: Sted) -> None:
    haendelse = sted.til_korsbaek[0]
    nummer, pnr = haendelse.loebenummer, int(haendelse.beslutning.pnr)
    sted.postrum.opret_vaerdiliste(Vaerdiliste(LISTE, "Børn", A, 0, 0), nu="2026-11-25T00:00:00Z", hvem="operatoer")
    sted.postrum.ret_vaerdiliste(LISTE, til=[pnr], nu="2026-11-25T00:00:00Z", hvem="operatoer")
    sted.gem(dueslag=dueslag(NY, A, filter=f"personnummer IN VÆRDILISTE('{LISTE}')"))
    assert sted.bord.explain_then(nummer, NY) is None
    sted.fordeler.drain()
    sted.postrum.ret_vaerdiliste(LISTE, fra=[pnr], nu="2026-11-25T00:00:00Z", hvem="operatoer")
    sted.gem(aftaler=aftale("a", A, KORSBAEK, tilstand=Aftaletilstand.OPSAGT))
    dengang, nu = sted.bord.explain_then(nummer, NY.upper()), sted.bord.explain(nummer, NY)
    assert dengang is not None
    assert dengang.begrundelse is not None
    assert (dengang.tidspunkt, dengang.versioner) == (NU, (2, 1, "2026-11-25"))
    assert (dengang.begrundelse.matcher, dengang.begrundelse.stoppet_ved) == (True, "")
    assert (nu.matcher, nu.stoppet_ved) == (False, "aftale")
    assert nu.filter is not None
    assert nu.filter.sandhed == "falsk"
    assert sted.numbers(NY) == [h.loebenummer for h in sted.til_korsbaek if int(h.beslutning.pnr) == pnr]


def test_a_dueslag_that_was_not_there_then_is_told(sted: Sted) -> None:
    sted.fordeler.drain()
    sted.gem(dueslag=dueslag(NY, A, fra=sted.til_korsbaek[5].loebenummer))
    sted.fordeler.drain()
    foer = sted.bord.explain_then(sted.til_korsbaek[0].loebenummer, NY)
    efter = sted.bord.explain_then(sted.til_korsbaek[6].loebenummer, NY)
    assert foer is not None
    assert foer.begrundelse is None
    assert efter is not None
    assert efter.begrundelse is not None
    assert efter.begrundelse.matcher
    assert sted.bord.explain_then(sted.til_korsbaek[0].loebenummer, DUESLAG_B) is not None


def test_a_change_of_a_list_counts_from_the_next_haendelse(sted: Sted) -> None:
    foerste, anden = (
        sted.til_korsbaek[0],
        next(h for h in sted.til_korsbaek[BATCH:] if h.beslutning.pnr != sted.til_korsbaek[0].beslutning.pnr),
    )
    sted.postrum.opret_vaerdiliste(Vaerdiliste(LISTE, "Børn", A, 0, 0), nu="2026-11-25T00:00:00Z", hvem="operatoer")
    sted.gem(dueslag=dueslag(NY, A, filter=f"personnummer IN VÆRDILISTE('{LISTE}')"))
    sted.fordeler.step(foerste.loebenummer)
    sted.postrum.ret_vaerdiliste(
        LISTE, til=[int(foerste.beslutning.pnr), int(anden.beslutning.pnr)], nu="2026-11-25T00:00:00Z", hvem="operatoer"
    )
    sted.fordeler.drain()
    assert sted.numbers(NY) == [
        h.loebenummer
        for h in sted.til_korsbaek
        if h.beslutning.pnr in {foerste.beslutning.pnr, anden.beslutning.pnr} and h.loebenummer > foerste.loebenummer
    ]


@pytest.mark.parametrize(("dueslag_i_alt", "ventet"), [(1, {4}), (1000, {4, 8, 10})])
def test_a_batch_grows_only_where_many_dueslag_get_little_each(
    sted: Sted, monkeypatch: pytest.MonkeyPatch, dueslag_i_alt: int, ventet: set[int]
) -> None:
    for navn, antal in (("BATCH", 4), ("STOERSTE", 10), ("_HVER", 3)):
        monkeypatch.setattr(fordel, navn, antal)
    stoerrelser: list[int] = []

    def match(haendelser: Sequence[Haendelse]) -> Matchet:
        nye = [Traef(f"d{h.loebenummer % dueslag_i_alt}", h.loebenummer, 1, KORSBAEK) for h in haendelser]
        return Matchet(nye, "{}")

    fordeler = Fordeler(sted.lager, sted.postrum, match, lambda: NU)
    while (fordelt := fordeler.step()).haendelser:
        stoerrelser.append(fordelt.haendelser)
    assert sum(stoerrelser) == sted.lager.sidste_loebenummer()
    assert set(stoerrelser[:-1]) == ventet


def test_what_comes_last_goes_ahead_of_a_backlog_but_not_of_its_own_person(
    sted: Sted, monkeypatch: pytest.MonkeyPatch
) -> None:
    fordeler = with_batches_of(BATCH, sted, monkeypatch)
    fordeler.step()
    foran, position = sted.postrum.forud(), sted.postrum.position()
    assert position == BATCH
    assert foran
    assert min(foran) > sted.lager.sidste_loebenummer() - BATCH
    deliver(sted.postrum, DUESLAG_A)
    while fordeler.step().haendelser:
        assert in_order(sted, DUESLAG_A)
    assert sted.postrum.forud() == []
    deliver(sted.postrum, DUESLAG_A)
    assert sted.numbers(DUESLAG_A) == sted.expected(0)
    assert {levering.forsoeg for levering in sted.postrum.leverede(DUESLAG_A, antal=10_000)} == {1}
    for nummer in (foran[0], BATCH + 1):
        dengang = sted.bord.explain_then(nummer, DUESLAG_A)
        assert dengang is not None
        assert dengang.begrundelse is not None


def with_batches_of(antal: int, sted: Sted, monkeypatch: pytest.MonkeyPatch) -> Fordeler:
    for navn in ("BATCH", "STOERSTE"):
        monkeypatch.setattr(fordel, navn, antal)
    return Fordeler(sted.lager, sted.postrum, sted.bord.match, lambda: NU)


def deliver(postrum: Postrum, uuid: str) -> None:
    """All that may leave."""
    while tagne := postrum.tag(uuid, 1000, nu=NU, hvem="p"):
        vej = Videregivelse("s", "a", "hent")
        postrum.svar(
            [Afslutning(*each[:2], each.forsoeg, Forsendelsestilstand.LEVERET, videregivelse=vej) for each in tagne],
            nu=NU,
        )


def in_order(sted: Sted, uuid: str) -> bool:
    """Of each person the first ones, without a hole."""
    naaet = set(sted.numbers(uuid))
    personer: dict[str, list[bool]] = {}
    for haendelse in sted.til_korsbaek:
        personer.setdefault(haendelse.beslutning.pnr, []).append(haendelse.loebenummer in naaet)
    return all(har == sorted(har, reverse=True) for har in personer.values())


def test_a_dueslag_that_comes_while_some_are_ahead_gets_them_in_its_turn(
    sted: Sted, monkeypatch: pytest.MonkeyPatch
) -> None:
    fordeler = with_batches_of(BATCH, sted, monkeypatch)
    fordeler.step()
    assert sted.postrum.forud()
    sted.gem(dueslag=dueslag(NY, A))
    while fordeler.step().haendelser:
        assert in_order(sted, NY)
    assert sorted(sted.numbers(NY)) == sted.expected(0)
    assert sted.postrum.bagud() == {}
