"""Settings chosen while the program runs: what holds, what is refused, and how it is taken back."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.driftsvalg.kontor import Valgkontor
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.settings import Alarmindstillinger, Mailindstillinger, Settings
from cpr_haendelser.settings.levende import levende, overlay, value_of
from cpr_haendelser.storage.aabning import open_postrum
from tests.storage.postrumsmodel import tid

AFVISTE = "alarmer.afviste"


class Hus:
    """A desk over an empty post room, and how often it told that something was chosen."""

    def __init__(self, settings: Settings) -> None:
        self.postrum, self.settings, self.ur, self.fortalt = open_postrum("memory:"), settings, count(1), 0
        self.kontor = self.another()

    def another(self) -> Valgkontor:
        """The desk of another process."""
        return Valgkontor(lambda: self.postrum, self.settings, lambda: tid(next(self.ur)), self._tell)

    def _tell(self) -> None:
        self.fortalt += 1


@pytest.fixture
def hus() -> Hus:
    return Hus(Settings(alarmer=Alarmindstillinger(afviste=50)))


def test_a_choice_goes_before_the_file_in_every_process_until_it_is_taken_back(hus: Hus) -> None:
    anden = hus.another()
    valgt = hus.kontor.choose_text(AFVISTE, "7", "bruger:ida", "prøve af alarmerne")
    assert (valgt.vaerdi, valgt.ellers, valgt.valgt) == ("7", "50", True)
    assert anden.settings().alarmer.afviste == 7
    assert anden.settings().alarmer.aeldste_timer == hus.settings.alarmer.aeldste_timer
    assert hus.settings.alarmer.afviste == 50
    sluppet = anden.release(AFVISTE, "bruger:ida")
    assert (sluppet.vaerdi, sluppet.valgt) == ("50", False)
    assert hus.kontor.settings() == hus.settings
    assert anden.release(AFVISTE, "bruger:ida") == sluppet, "nothing is taken back twice"
    assert hus.fortalt == 2


def test_undoing_lets_hold_what_held_before_and_undone_again_what_was_undone(hus: Hus) -> None:
    for tekst in ("7", "8"):
        hus.kontor.choose_text(AFVISTE, tekst, "a")
    assert hus.kontor.undo(AFVISTE, "b").vaerdi == "7"
    assert hus.kontor.undo(AFVISTE, "b").vaerdi == "8"
    assert [each.vaerdi for each in hus.kontor.history(AFVISTE)] == ["8", "7", "8", "7"]


def test_undoing_the_first_choice_lets_the_file_hold(hus: Hus) -> None:
    hus.kontor.choose_text(AFVISTE, "7", "a")
    assert not hus.kontor.undo(AFVISTE, "a").valgt
    with pytest.raises(Brugsfejl, match="OPS-033"):
        hus.kontor.undo("log_level", "a")


def test_who_has_not_seen_the_newest_value_changes_nothing(hus: Hus) -> None:
    set_ = hus.kontor.find(AFVISTE).nr
    hus.kontor.choose_text(AFVISTE, "7", "a", pr=set_)
    with pytest.raises(Brugsfejl, match="OPS-032"):
        hus.kontor.choose_text(AFVISTE, "9", "b", pr=set_)
    with pytest.raises(Brugsfejl, match="OPS-032"):
        hus.kontor.undo(AFVISTE, "b", pr=set_)
    with pytest.raises(Brugsfejl, match="OPS-032"):
        hus.kontor.release(AFVISTE, "b", pr=set_)
    assert hus.kontor.find(AFVISTE).vaerdi == "7"


@pytest.mark.parametrize(
    ("navn", "tekst"),
    [
        (AFVISTE, "0"), (AFVISTE, "1_0"), (AFVISTE, "mange"), (AFVISTE, ""), ("alarmer.aeldste_timer", "1, -2"),
        ("log_level", "larm"), ("mail.til", "ikke en adresse"), ("exttest.automatisk_aftale", "måske"),
        ("opbevaring.fejlkoe", "0"), ("levering.stor_fil", "-1"),
    ],
)  # fmt: skip
def test_a_value_that_the_file_could_not_have_is_refused_and_nothing_changes(hus: Hus, navn: str, tekst: str) -> None:
    with pytest.raises(Brugsfejl, match="OPS-031"):
        hus.kontor.choose_text(navn, tekst, "a")
    assert hus.kontor.history(navn) == []
    assert hus.fortalt == 0


@pytest.mark.parametrize("navn", ["port", "database_url", "api_key", "mail.adgangskode", "findes.ikke", ""])
def test_what_is_read_at_the_start_alone_cannot_be_chosen(hus: Hus, navn: str) -> None:
    for goer in (hus.kontor.find, hus.kontor.history, lambda each: hus.kontor.choose(each, 1, "a")):
        with pytest.raises(Brugsfejl, match="OPS-030"):
            goer(navn)


def test_what_is_of_the_test_environment_cannot_be_chosen_in_produktion() -> None:
    hus = Hus(Settings(environment=Miljoe.PRODUKTION.value))
    assert not [each for each in hus.kontor.list_all() if each.en.navn.startswith("exttest.")]
    with pytest.raises(Brugsfejl, match="OPS-030"):
        hus.kontor.choose("exttest.automatisk_aftale", vaerdi=True, hvem="a")


def test_nobody_is_to_get_alarms_by_mail_that_are_from_nobody(hus: Hus) -> None:
    with pytest.raises(Brugsfejl, match="OPS-034"):
        hus.kontor.choose_text("mail.til", "vagt@korsbaek.example", "a")
    assert hus.kontor.choose_text("mail.til", "", "a").vaerdi == "[]"
    med = Hus(Settings(mail=Mailindstillinger(fra="cpr@korsbaek.example")))
    with pytest.raises(Brugsfejl, match="KTO-013"):
        med.kontor.choose_text("mail.til", "lis.610190-1234@korsbaek.example", "a")
    med.kontor.choose_text("mail.til", "vagt@korsbaek.example, to@korsbaek.example", "a")
    assert med.kontor.settings().mail.til == ("vagt@korsbaek.example", "to@korsbaek.example")


def test_no_secret_can_be_chosen_and_every_one_says_what_a_value_looks_like() -> None:
    assert levende()
    assert all(each.om.forventet and not each.om.hemmelig for each in levende().values())


VAERDIER = {
    "log_level": st.sampled_from(["debug", "info", "warning", "error"]),
    "alarmer.aeldste_timer": st.lists(st.integers(1, 8000), max_size=4).map(lambda each: tuple(map(float, each))),
    "alarmer.ingen_fil_hverdage": st.none() | st.integers(0, 30),
    "alarmer.afviste": st.integers(1, 1_000_000),
    "mail.til": st.lists(st.sampled_from(["a@x.example", "b@y.example"]), max_size=2).map(tuple),
    "levering.stor_fil": st.none() | st.integers(0, 10_000_000),
    "exttest.automatisk_godkendelse": st.booleans(),
    "exttest.automatisk_aftale": st.booleans(),
    "opbevaring.fejlkoe": st.none() | st.integers(1, 36500),
    "opbevaring.ordrer": st.none() | st.integers(1, 36500),
}
FRA = Settings(mail=Mailindstillinger(fra="cpr@korsbaek.example"))


def test_every_one_of_them_is_tried() -> None:
    assert VAERDIER.keys() == levende().keys()


@given(st.data())
def test_what_is_chosen_is_what_holds_and_nothing_else_changes(data: st.DataObject) -> None:
    hus = Hus(FRA)
    navn = data.draw(st.sampled_from(sorted(VAERDIER)))
    vaerdi = data.draw(VAERDIER[navn])
    hus.kontor.choose(navn, list(vaerdi) if isinstance(vaerdi, tuple) else vaerdi, "a")
    nu = hus.kontor.settings()
    gruppe, _, felt = navn.rpartition(".")
    assert getattr(getattr(nu, gruppe) if gruppe else nu, felt) == vaerdi
    assert overlay(nu, {navn: value_of(FRA, navn)}) == FRA


def test_what_a_later_program_would_not_take_counts_for_nothing() -> None:
    settings = Settings()
    assert overlay(settings, {AFVISTE: '"mange"', "borte.igen": "1", "log_level": "ikke json"}) == settings
