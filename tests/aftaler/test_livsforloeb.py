"""A serviceaftale's life: every step of the table can be taken, and nothing else can."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.aftaler.livsforloeb import (
    ORD,
    OVERGANGE,
    SLUT,
    Part,
    Skridt,
    describe,
    find_overgang,
    has_run_out,
    newest_of,
    replaced_by,
    take,
)
from cpr_haendelser.aftaler.model import Aftaleskridt, Aftaletilstand, Serviceaftale
from cpr_haendelser.aftaler.ord import Navne, explain
from cpr_haendelser.fejl import Brugsfejl

T = Aftaletilstand
ALT = frozenset({"*"})
AFTALE = Serviceaftale("a", "s", "11111111", "BeskedModtag", "2.0", ALT, ALT, ALT, ALT, ALT, "", "", T.ANMODET)
NAVNE = Navne("Sagssystem", "Leverandør A/S", "Korsbæk Kommune")


@pytest.mark.parametrize(("skridt", "fra"), list(itertools.product(Skridt, T)))
def test_a_step_leads_where_the_table_says_or_nowhere(skridt: Skridt, fra: T) -> None:
    raekker = [each for each in OVERGANGE if (each.skridt, each.fra) == (skridt, fra)]
    foer = AFTALE._replace(tilstand=fra)
    if raekker:
        (raekke,) = raekker
        assert take(foer, skridt, "fordi") == foer._replace(tilstand=raekke.til)
    else:
        with pytest.raises(Brugsfejl, match="AFT-030"):
            take(foer, skridt, "fordi")


def test_the_states_are_those_of_the_law_and_the_ends_are_ends() -> None:
    ned = {(each.fra, each.til) for each in OVERGANGE}
    assert ned == {
        (None, T.ANMODET), (T.ANMODET, T.GODKENDT), (T.ANMODET, T.AFVIST), (T.GODKENDT, T.OPSAGT),
        (T.GODKENDT, T.UDLOEBET),
    }  # fmt: skip
    assert {each.fra for each in OVERGANGE} & SLUT == set()


@pytest.mark.parametrize("raekke", [each for each in OVERGANGE if each.grund])
def test_where_a_reason_is_asked_for_nothing_happens_without(raekke: object) -> None:
    with pytest.raises(Brugsfejl, match="AFT-031"):
        take(AFTALE._replace(tilstand=raekke.fra), raekke.skridt, "  ")  # type: ignore[attr-defined]


def test_the_program_alone_runs_an_agreement_out_and_nobody_else_approves() -> None:
    assert find_overgang(Skridt.UDLOEB, T.GODKENDT).parter == (Part.SYSTEMET,)
    assert Part.LEVERANDOER not in find_overgang(Skridt.GODKEND, T.ANMODET).parter
    with pytest.raises(Brugsfejl, match="Den er slut"):
        find_overgang(Skridt.GODKEND, T.OPSAGT)


def test_it_runs_out_the_day_after_its_last() -> None:
    aftale = AFTALE._replace(tilstand=T.GODKENDT, gyldig_til="2026-11-30")
    assert [has_run_out(aftale, dag) for dag in ("2026-11-29", "2026-11-30", "2026-12-01")] == [False, False, True]
    assert not has_run_out(aftale._replace(gyldig_til=""), "2999-01-01")
    assert not has_run_out(aftale._replace(tilstand=T.OPSAGT), "2999-01-01")


def test_a_new_agreement_takes_over_from_the_approved_one_it_names() -> None:
    gammel = AFTALE._replace(tilstand=T.GODKENDT)
    ny = AFTALE._replace(id="b", erstatter="a")
    assert replaced_by(ny, [gammel, ny]) == gammel
    assert replaced_by(ny, [gammel._replace(tilstand=T.OPSAGT), ny]) is None
    assert replaced_by(gammel, [gammel]) is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef ")), max_size=8))
def test_following_what_replaces_what_always_comes_to_an_end(par: list[tuple[str, str]]) -> None:
    aftaler = [AFTALE._replace(id=each, erstatter=over.strip()) for each, over in dict(par).items()]
    for aftale in aftaler:
        kaede = newest_of(aftale.id, aftaler)
        assert kaede[0] == aftale
        assert len({each.id for each in kaede}) == len(kaede)
        assert all(efter.erstatter == foer.id for foer, efter in itertools.pairwise(kaede))
    assert newest_of("ukendt", aftaler) == []


def test_the_thread_shows_states_with_their_reason_and_words_as_they_are() -> None:
    skridt = Aftaleskridt("a", "", "", "Line", "afvis", "anmodet", "afvist", "for bredt")
    assert describe(skridt) == "afvist: for bredt"
    assert describe(skridt._replace(skridt="udloeb", til="udloebet", tekst="")) == "udløbet"
    assert describe(skridt._replace(skridt=ORD, til="", tekst="Hvornår?")) == "Hvornår?"


def test_an_agreement_is_told_in_plain_words() -> None:
    tekst = "\n".join(
        explain(
            AFTALE._replace(
                koder=frozenset({"034", "005", "999"}), gyldig_fra="2026-12-01", gyldig_til="2027-11-30",
                formaal="Flyttehjælp.", hjemmel="CPR-loven § 10", snapshot=True, erstatter="gammel",
                foelsomhed=frozenset({"F"}),
            ),
            NAVNE._replace(foelsomhed={"f": "fortrolige personoplysninger"}),
        )
    )  # fmt: skip
    for led in (
        "Korsbæk Kommune lader it-systemet »Sagssystem« fra Leverandør A/S modtage hændelser om personer",
        "Hændelser: 005 Dødsfald, 034 Flytning til kommunen, 999.",
        "beskyttede navne og adresser",
        "Følsomhed: fortrolige personoplysninger.",
        "Den gælder fra 1. december 2026 til og med 30. november 2027.",
        "Formål: Flyttehjælp.\n",
        "alle Korsbæk Kommunes personer samlet (snapshot)",
        "erstatter den aftalen gammel",
    ):
        assert led in tekst
    alt = "\n".join(explain(AFTALE, NAVNE))
    assert "alle hændelser om personen, også nye slags" in alt
    assert "Formål: ikke oplyst." in alt
    opslag = "\n".join(explain(AFTALE._replace(service="CPR-replika opslag"), NAVNE))
    assert "slå oplysninger op om" in opslag
    assert "Hændelser:" not in opslag
