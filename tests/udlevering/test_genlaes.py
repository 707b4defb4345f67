"""A reader that obeys `naeste` and `genlaes_fra` has seen all that it may see, whatever its agreements did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.opslag.log import Udsnit
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.udlevering.logbog import BESKEDTYPER, Logbog, about
from tests.udlevering.opsat import A, system

if TYPE_CHECKING:
    from cpr_haendelser.aftaler.model import Serviceaftale
    from cpr_haendelser.udlevering.feed import Feedside

X, Y, Z = "11111111", "22222222", "33333333"
ANDERS = Kalder(A)
HELE = Udsnit()


@pytest.fixture
def bog() -> Logbog:
    """Numbers 1-10: X and Y in turn, 034 but for every fourth, which is 005."""
    bog = Logbog()
    bog.grow(*(((X, Y)[nr % 2], "005" if nr % 4 == 3 else "034") for nr in range(10)))
    return bog


def read(bog: Logbog, efter: int, antal: int = 100, udsnit: Udsnit = HELE) -> tuple[list[int], int, int | None]:
    side = bog.feed.read_next(ANDERS, udsnit, efter=efter, antal=antal)
    return [haendelse.loebenummer for haendelse in side.haendelser], side.naeste, side.genlaes_fra


def test_while_nothing_changes_there_is_nothing_to_read_again(bog: Logbog) -> None:
    bog.approve(about("x", X))
    assert read(bog, 0, 2) == ([1, 3], 3, None)
    assert read(bog, 3, 2) == ([5, 7], 7, None)
    bog.dag = "2026-11-26"
    bog.gem(systemer=[system(A, "Anders", noegle="", kontakt="ny")])
    assert read(bog, 7) == ([9], 10, None)
    assert read(bog, 10) == ([], 10, None)
    assert len(bog.postrum.laest(A, "")) == 1


def test_what_was_passed_while_an_agreement_was_ended_is_told_until_it_has_been_read(bog: Logbog) -> None:
    bog.approve(about("x", X))
    assert read(bog, 0, 2) == ([1, 3], 3, None)
    bog.approve()
    assert read(bog, 3) == ([], 10, None)
    bog.approve(about("x", X))
    assert read(bog, 10) == ([], 10, 5)
    assert read(bog, 10) == ([], 10, 5)
    assert read(bog, 4, 1) == ([5], 5, None)
    assert read(bog, 10) == ([], 10, 7)
    assert read(bog, 6) == ([7, 9], 10, None)
    assert read(bog, 10) == ([], 10, None)


def test_an_agreement_that_begins_by_the_calendar_is_told(bog: Logbog) -> None:
    bog.approve(about("x", X), about("y", Y, gyldig_fra="2026-12-01"))
    assert read(bog, 0) == ([1, 3, 5, 7, 9], 10, None)
    bog.dag = "2026-12-01"
    assert read(bog, 10) == ([], 10, 2)
    assert read(bog, 1) == ([2, 3, 4, 5, 6, 7, 8, 9, 10], 10, None)


def test_more_codes_are_told_from_the_first_that_was_left_out(bog: Logbog) -> None:
    bog.approve(about("y", Y, "034"))
    assert read(bog, 0) == ([2, 6, 10], 10, None)
    bog.approve(about("y", Y))
    assert read(bog, 10) == ([], 10, 4)
    bog.approve(about("y", Y, "034", SAMLE))
    assert read(bog, 10) == ([], 10, None)


def test_fewer_and_then_the_same_again_is_nothing_new(bog: Logbog) -> None:
    bog.approve(about("x", X), about("y", Y))
    assert read(bog, 0)[1:] == (10, None)
    bog.approve(about("x", X))
    assert read(bog, 10) == ([], 10, None)
    bog.approve(about("x", X), about("y", Y))
    assert read(bog, 10) == ([], 10, None)


def test_a_page_that_was_not_gone_on_from_is_not_passed(bog: Logbog) -> None:
    bog.approve(about("y", Y))
    assert read(bog, 0, 2) == ([2, 4], 4, None)
    bog.approve(about("x", X))
    assert read(bog, 0, 2) == ([1, 3], 3, None)
    assert read(bog, 3, 1) == ([5], 5, None)


def test_who_begins_at_a_number_has_passed_what_is_below_under_the_agreements_of_then(bog: Logbog) -> None:
    bog.approve(about("x", X))
    assert read(bog, 6) == ([7, 9], 10, None)
    bog.approve(about("x", X), about("y", Y))
    assert read(bog, 10) == ([], 10, 2)


def test_what_is_leapt_over_counts_as_read_under_the_agreements_of_the_last_page(bog: Logbog) -> None:
    bog.approve(about("x", X))
    assert read(bog, 0, 1) == ([1], 1, None)
    bog.approve(about("x", X), about("y", Y))
    assert read(bog, 7) == ([8, 9, 10], 10, 2)


def test_a_number_beyond_the_log_passes_nothing_that_comes_later(bog: Logbog) -> None:
    bog.approve(about("x", X))
    assert read(bog, 2**63 - 1) == ([], 2**63 - 1, None)
    bog.grow((Y, "034"), (X, "034"))
    assert read(bog, 10) == ([12], 12, None)
    bog.approve(about("x", X), about("y", Y))
    assert read(bog, 12)[2] == 2


def test_each_part_of_the_log_is_read_from_a_number_of_its_own(bog: Logbog) -> None:
    dele = (Udsnit(("005",)), Udsnit((), (Y,)))
    bog.approve(about("y", Y, "034"))
    for udsnit in dele:
        assert read(bog, 0, udsnit=udsnit)[1:] == (10, None)
    bog.approve(about("y", Y))
    for udsnit in dele:
        assert read(bog, 10, udsnit=udsnit) == ([], 10, 4)
    assert read(bog, 3, udsnit=dele[0]) == ([4, 8], 10, None)
    assert read(bog, 10, udsnit=dele[0]) == ([], 10, None)
    assert read(bog, 10, udsnit=dele[1]) == ([], 10, 4)
    assert read(bog, 0, udsnit=Udsnit(("005",), (X,))) == ([], 10, None)


def test_a_system_that_was_closed_is_told_of_what_it_passed(bog: Logbog) -> None:
    bog.approve(about("x", X))
    bog.gem(systemer=[system(A, "Anders", noegle="", aktiv=False)])
    assert read(bog, 0) == ([], 10, None)
    bog.gem(systemer=[system(A, "Anders", noegle="")])
    assert read(bog, 10) == ([], 10, 1)


def test_what_was_passed_while_an_authority_was_closed_is_told_when_it_is_opened(bog: Logbog) -> None:
    aaben = Organisation(X, "X Kommune", "", myndighed=True, leverandoer=False)
    bog.approve(about("x", X), about("y", Y))
    assert read(bog, 0, 4) == ([1, 2, 3, 4], 4, None)
    bog.gem(organisationer=[aaben._replace(aktiv=False)])
    assert read(bog, 4) == ([6, 8, 10], 10, None)
    bog.gem(organisationer=[aaben])
    assert read(bog, 10) == ([], 10, 5)
    assert read(bog, 4) == ([5, 6, 7, 8, 9, 10], 10, None)
    assert read(bog, 10) == ([], 10, None)


def test_the_operator_and_a_look_at_the_log_leave_no_trace(bog: Logbog) -> None:
    bog.approve(about("x", X))
    assert bog.feed.read_next(OPERATOER, HELE, efter=0, antal=100).genlaes_fra is None
    assert len(list(bog.feed.iterate(ANDERS, HELE))) == 5
    assert bog.postrum.laest(A, "") == bog.postrum.laest("", "") == ()


agreements = st.builds(
    lambda id_, cvr, koder, typer, fra, til: about(
        id_, cvr, *koder, beskedtyper=frozenset(typer), gyldig_fra=fra, gyldig_til=til
    ),
    st.sampled_from("abc"),
    st.sampled_from((X, Y)),
    st.sampled_from(((), (), ("034",), ("005", "000"))),
    st.sampled_from((BESKEDTYPER, BESKEDTYPER[:1], BESKEDTYPER[1:], ("*",))),
    st.sampled_from(("", "", "", "2026-11-27", "2026-11-29")),
    st.sampled_from(("", "", "", "2026-11-26", "2026-11-28")),
)


class Laesere(RuleBasedStateMachine):
    """Agreements come and go, the log grows, and a reader that obeys is sometimes interrupted."""

    def __init__(self) -> None:
        super().__init__()
        self.bog = Logbog()
        self.efter = 0
        self.laest: set[int] = set()
        self.vist: dict[int, bool] = {}
        """Of each number whether it was shown when it was last on a page that the reader asked for."""

    @initialize()
    def begin(self) -> None:
        for saet in (0, 1):
            self.bog.grow(*((cvr, kode) for cvr in (X, Y, Z) for kode in ("034", "005")), saet=saet)

    @rule(
        haendelser=st.lists(
            st.tuples(st.sampled_from((X, Y, Z, "")), st.sampled_from(("034", "005", SAMLE))), min_size=1, max_size=6
        ),
        saet=st.integers(0, 1),
    )
    def grow(self, haendelser: list[tuple[str, str]], saet: int) -> None:
        self.bog.grow(*haendelser, saet=saet)

    @rule(aftaler=st.lists(agreements, max_size=2, unique_by=lambda aftale: aftale.id))
    def agree(self, aftaler: list[Serviceaftale]) -> None:
        self.bog.approve(*aftaler)

    @rule()
    def next_day(self) -> None:
        self.bog.dag = f"2026-11-{int(self.bog.dag[-2:]) + 1}" if self.bog.dag < "2026-11-30" else self.bog.dag

    @rule(sider=st.lists(st.integers(1, 4), min_size=1, max_size=4))
    def read(self, sider: list[int]) -> None:
        for antal in sider:
            self._read(antal)

    def _read(self, antal: int) -> None:
        side = self._ask(antal)
        self.laest |= {haendelse.loebenummer for haendelse in side.haendelser}
        self.efter = side.naeste if side.genlaes_fra is None else side.genlaes_fra - 1

    @rule(antal=st.integers(1, 4))
    def lose_the_answer(self, antal: int) -> None:
        self._ask(antal)

    @rule(efter=st.integers(0, 40))
    def read_from_before(self, efter: int) -> None:
        self.efter = min(self.efter, efter)

    def _ask(self, antal: int) -> Feedside:
        """A page, compared with what the model says of it."""
        side = self.bog.feed.read_next(ANDERS, HELE, efter=self.efter, antal=antal)
        maa = self._may_see()
        fundne = [haendelse.loebenummer for haendelse in side.haendelser]
        assert fundne == [nummer for nummer in maa if self.efter < nummer <= side.naeste]
        self.vist.update({nummer: nummer in maa for nummer in range(self.efter + 1, side.naeste + 1)})
        glippet = [nummer for nummer in maa if nummer <= self.efter and not self.vist[nummer]]
        assert side.genlaes_fra == (glippet[0] if glippet else None)
        return side

    def _may_see(self) -> list[int]:
        return [haendelse.loebenummer for haendelse in self.bog.feed.iterate(ANDERS, HELE)]

    @invariant()
    def nothing_below_the_place_it_reads_from_is_unknown(self) -> None:
        assert set(range(1, self.efter + 1)) <= self.vist.keys()

    def teardown(self) -> None:
        slut = self.bog.lager.sidste_loebenummer()
        for _ in range(3 * slut + 10):
            if self.efter >= slut and self._ask(3).genlaes_fra is None:
                break
            self._read(3)
        else:
            raise AssertionError("the reader never came to the end")
        assert set(self._may_see()) <= self.laest


TestLaesere = Laesere.TestCase
TestLaesere.settings = settings(max_examples=80, stateful_step_count=30)
