"""What is told says what, where, since when and what to do, and never anything of a person."""

from __future__ import annotations

import json
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.alarmer.afgoerelse import Art, Skifte, decide
from cpr_haendelser.alarmer.maaling import measure, step
from cpr_haendelser.alarmer.melding import Afsender, Melding, compose, from_json, to_json
from cpr_haendelser.alarmer.slags import Graenser
from cpr_haendelser.logning.maske import PERSONNUMMER
from cpr_haendelser.storage.alarmbog import Alarm
from tests.alarmer.eksempler import ET, MELDING, NU, blik, overblik

AFSENDER = Afsender("Korsbæk", "exttest")
GRAENSER = Graenser()
SIDEN = "2026-11-25T11:30:00.000+00:00"
HER = NU.astimezone(timezone(timedelta(hours=1)))


def composed(navn: str = "Flytninger", **mere: object) -> list[Melding]:
    seen = overblik(blik(navn=navn, **mere))  # type: ignore[arg-type]
    skifter = decide([], measure(seen), lambda maalt: step(maalt, GRAENSER), proces="", nu=SIDEN)
    return [compose(skifte, AFSENDER, GRAENSER, HER) for skifte in skifter]


def test_it_says_which_dueslag_what_and_what_to_do() -> None:
    (melding,) = composed(stoppet="http-410")
    assert melding.overskrift == (
        "[cpr-haendelser Korsbæk, exttest] Alarm: Dueslaget »Flytninger« er stoppet: Modtageren svarede med HTTP-status"
        " 410."
    )
    for word in ("haendelser dueslag start", ET, "dueslag-stoppet", "Siden:     2026-11-25T12:30:00+01:00", "exttest"):
        assert word in melding.broedtekst


def test_a_graver_one_says_so_and_how_grave() -> None:
    melding = next(melding for melding in composed(alder=7 * 3600.0) if melding.slags == "aeldste")
    assert "har ventet 7 timer" in melding.tekst
    assert "Trin:      2 af 3" in melding.broedtekst


def test_what_is_over_says_only_that() -> None:
    foer = Alarm("dueslag-stoppet", ET, 1, SIDEN)
    (maalt,) = [maalt for maalt in measure(overblik(blik())) if maalt.slags == "dueslag-stoppet"]
    melding = compose(Skifte(Art.OPHOERT, foer, None, maalt), AFSENDER, GRAENSER, HER)
    assert melding.overskrift.endswith("Alarm er ovre: Dueslaget »Flytninger« er i gang igen.")
    assert "Hvad der kan gøres" not in melding.broedtekst


@given(st.from_regex(r"\A[67][0-9]{5}[- ]?[0-9]{4}\Z"), st.sampled_from(["statuskode-{}", "http-{}", "{}"]))
def test_a_number_in_a_name_or_an_answer_is_masked(number: str, grund: str) -> None:
    for melding in composed(navn=f"Til {number}", stoppet=grund.format(number), alder=9e9, parkeret=2, holdte=1):
        assert not PERSONNUMMER.search(melding.overskrift + melding.broedtekst.replace(ET, ""))


@pytest.mark.parametrize("installation", ["", "Korsbæk"])
def test_as_json_it_is_one_object_and_comes_back_as_it_was(installation: str) -> None:
    melding = Melding(**{**json.loads(to_json(MELDING)), "installation": installation})
    assert from_json(to_json(melding)) == melding
    assert set(json.loads(to_json(melding))) == set(Melding.__struct_fields__)
