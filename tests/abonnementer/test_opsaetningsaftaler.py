"""What a set-up file comes to where agreements are living data: in Produktion it asks and ends, and never approves."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import assume, given
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.opsaetning import Oensket, apply, in_environment, plan
from cpr_haendelser.abonnementer.opsaetningsaftaler import place
from cpr_haendelser.aftaler.livsforloeb import newest_of
from cpr_haendelser.aftaler.model import Aftaletilstand, Serviceaftale
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum

T = Aftaletilstand
ALT = frozenset({"*"})
AFTALE = Serviceaftale("a", "s", "11111111", "BeskedModtag", "2.0", ALT, ALT, ALT, ALT, ALT, "", "", T.GODKENDT)
ANDEN = AFTALE._replace(koder=frozenset({"005"}))


@dataclass
class Sted:
    """A post room that files are applied to."""

    approves: bool = False

    def __post_init__(self) -> None:
        self.postrum = HukommelsePostrum()

    @property
    def aftaler(self) -> dict[str, Serviceaftale]:
        return {each.id: each for each in self.postrum.opsaetning().aftaler}

    @property
    def states(self) -> dict[str, T]:
        return {id_: each.tilstand for id_, each in self.aftaler.items()}

    def put(self, *aftaler: Serviceaftale) -> None:
        self.postrum.gem(aftaler=aftaler, tidspunkt="", hvem="")

    def apply(self, *aftaler: Serviceaftale, end_missing: bool = False) -> tuple[int, tuple[str, ...]]:
        """How many steps were taken, and what was remarked."""
        nu = self.postrum.opsaetning()
        anvist = in_environment(nu, Oensket(aftaler=aftaler), approves=self.approves)
        skridt = plan(nu, anvist.oensket, end_missing=end_missing)
        apply(skridt, self.postrum.gem, tidspunkt="", hvem="")
        return len(skridt), anvist.bemaerkninger


def test_in_produktion_a_file_asks_whatever_state_it_names() -> None:
    sted = Sted()
    antal, ord_ = sted.apply(AFTALE)
    assert (antal, sted.states) == (1, {"a": T.ANMODET})
    assert ord_ == ("aftalen a er anmodet; den gælder, når myndigheden har godkendt den.",)
    assert sted.apply(AFTALE) == (0, ("aftalen a venter på myndighedens svar.",))


def test_a_file_that_says_approved_of_what_is_approved_changes_nothing() -> None:
    sted = Sted()
    sted.put(AFTALE)
    assert sted.apply(AFTALE) == (0, ())
    assert sted.apply(AFTALE._replace(tilstand=T.ANMODET)) == (0, ())


def test_other_content_is_a_new_request_that_is_to_replace_it() -> None:
    sted = Sted()
    sted.put(AFTALE)
    assert sted.apply(ANDEN)[0] == 1
    assert sted.states == {"a": T.GODKENDT, "a.2": T.ANMODET}
    assert sted.aftaler["a.2"].erstatter == "a"
    assert sted.apply(ANDEN)[0] == 0
    sted.put(AFTALE._replace(tilstand=T.OPSAGT), sted.aftaler["a.2"]._replace(tilstand=T.GODKENDT))
    assert sted.apply(ANDEN) == (0, ())
    assert sted.apply(AFTALE)[0] == 1
    assert sted.states == {"a": T.OPSAGT, "a.2": T.GODKENDT, "a.3": T.ANMODET}
    assert sted.aftaler["a.3"].erstatter == "a.2"


def test_a_request_that_is_overtaken_by_the_file_is_withdrawn() -> None:
    sted = Sted()
    sted.put(AFTALE)
    sted.apply(ANDEN)
    sted.apply(ANDEN._replace(snapshot=True))
    assert sted.states == {"a": T.GODKENDT, "a.2": T.AFVIST, "a.3": T.ANMODET}
    assert sted.aftaler["a.3"].erstatter == "a"
    assert sted.apply(ANDEN._replace(snapshot=True))[0] == 0


def test_what_was_turned_down_or_ended_is_not_asked_for_again_by_the_same_file() -> None:
    for slut in (T.AFVIST, T.OPSAGT, T.UDLOEBET):
        sted = Sted()
        sted.put(AFTALE._replace(tilstand=slut))
        antal, ord_ = sted.apply(AFTALE)
        assert (antal, sted.states) == (0, {"a": slut})
        assert "skal den gælde igen, så anmod om en ny" in ord_[0]
        sted.apply(ANDEN)
        assert sted.states == {"a": slut, "a.2": T.ANMODET}


def test_a_file_ends_an_agreement_and_withdraws_a_request() -> None:
    sted = Sted()
    sted.put(AFTALE)
    sted.apply(ANDEN)
    sted.apply(AFTALE._replace(tilstand=T.OPSAGT))
    assert sted.states == {"a": T.OPSAGT, "a.2": T.AFVIST}
    assert sted.apply(ANDEN._replace(id="b", tilstand=T.OPSAGT))[0] == 0


def test_what_a_file_no_longer_names_is_ended_but_not_what_replaced_what_it_names() -> None:
    sted = Sted()
    sted.put(AFTALE, AFTALE._replace(id="b"), AFTALE._replace(id="c", tilstand=T.ANMODET))
    sted.apply(ANDEN, end_missing=True)
    assert sted.states == {"a": T.GODKENDT, "a.2": T.ANMODET, "b": T.OPSAGT, "c": T.AFVIST}


def test_in_exttest_the_file_is_the_operators_word() -> None:
    sted = Sted(approves=True)
    sted.apply(AFTALE)
    sted.apply(ANDEN)
    assert sted.aftaler == {"a": ANDEN}
    sted.apply(ANDEN._replace(tilstand=T.OPSAGT))
    sted.apply(ANDEN)
    assert sted.aftaler == {"a": ANDEN}


def test_in_exttest_what_replaced_the_agreement_is_changed_and_the_former_is_left() -> None:
    sted = Sted(approves=True)
    ny = ANDEN._replace(id="x", erstatter="a")
    sted.put(AFTALE._replace(tilstand=T.OPSAGT), ny)
    assert sted.apply(ANDEN)[0] == 0
    sted.apply(AFTALE)
    assert sted.aftaler == {"a": AFTALE._replace(tilstand=T.OPSAGT), "x": AFTALE._replace(id="x", erstatter="a")}


AFTALER = st.builds(
    lambda id_, koder, tilstand, erstatter: AFTALE._replace(
        id=id_, koder=frozenset({koder}), tilstand=tilstand, erstatter=erstatter if erstatter != id_ else ""
    ),
    st.sampled_from("abc"),
    st.sampled_from(["005", "034"]),
    st.sampled_from(list(T)),
    st.sampled_from(["", "", "a", "b"]),
)
FILER = st.lists(AFTALER, max_size=3, unique_by=lambda each: each.id)


@given(FILER, FILER, st.booleans())
def test_a_file_applied_twice_changes_nothing_the_second_time(
    der_er: list[Serviceaftale],
    fil: list[Serviceaftale],
    approves: bool,  # noqa: FBT001 - hypothesis hands it over
) -> None:
    fil = [each._replace(erstatter="") for each in fil]
    # A file that names both an agreement and what replaced it says two things about one.
    assume(
        not any(
            each.id != anden.id and anden in newest_of(each.id, der_er)
            for each in fil
            for anden in der_er
            if anden.id in {en.id for en in fil}
        )
    )
    sted = Sted(approves=approves)
    sted.put(*der_er)
    sted.apply(*fil)
    foer = sted.aftaler
    assert sted.apply(*fil)[0] == 0
    assert sted.aftaler == foer


@given(FILER, FILER)
def test_in_produktion_nothing_becomes_approved_by_a_file(
    der_er: list[Serviceaftale], fil: list[Serviceaftale]
) -> None:
    approved = {each.id: each for each in der_er if each.tilstand is T.GODKENDT}
    for each in place(der_er, fil, approves=False).aftaler:
        assert each.tilstand is not T.GODKENDT or approved.get(each.id) == each
