"""Refusals on pages in English: every one has its words, what is filled in is carried over, and nothing is guessed."""

from __future__ import annotations

import inspect
import re

import pytest

from cpr_haendelser.fordeling.amqp import adgang, forbindelse
from cpr_haendelser.fordeling.bord import GENDANNET, Bord
from cpr_haendelser.konsol.fejlsprog import refusals, to_english

SYSTEM = "Organisationen skal have et aktivt it-system."


def test_what_is_filled_in_is_carried_over() -> None:
    for dansk, engelsk in refusals().items():
        huller = dansk.count("…")
        assert huller == engelsk.count("…") + len(set(re.findall(r"\{\d=?\}", engelsk))), dansk
        fyldt = iter(f"<{nr}>" for nr in range(huller))
        sagt = to_english("".join(next(fyldt) if tegn == "…" else tegn for tegn in dansk))
        assert all(f"<{nr}>" in sagt for nr in range(huller)), dansk


@pytest.mark.parametrize(
    ("dansk", "engelsk"),
    [
        ("teksten er for lang; højst 2000 tegn.", "the text is too long; at most 2000 characters."),
        ("TST-063: skriv hvorfor; det står i ordrens tråd.", "TST-063: write why; it stands in the order's thread."),
        (
            "ordren kan ikke indsendes. linje 3: kun den organisation, der ejer personen, kan fjerne den.",
            "the order cannot be submitted. line 3: only the organisation that owns the person can remove it.",
        ),
        (
            f"ordren kan ikke indsendes endnu. {SYSTEM} {SYSTEM}",
            "the order cannot be submitted yet." + 2 * " The organisation must have an active IT system.",
        ),
        ("navn mangler; ventede tekst.", "name is missing; expected text."),
        ("her slutter filteret; ventede AND eller en værdi.", "the filter ends here; expected AND or a value."),
        ("fire: et husnummer som 4 eller 4A", "fire: a house number such as 4 or 4A"),
        ("en handling fra listen; mente du flytning?", "a handling from the list; did you mean flytning?"),
        ("vielse kan ikke bestilles som x i en sådan ordre.", "marriage cannot be ordered as x in such an order."),
        ("ordren er i gang, og så kan det ikke gøres.", "the order is at work, and then that cannot be done."),
    ],
)  # fmt: skip
def test_a_refusal_is_said_in_english_with_what_it_is_about(dansk: str, engelsk: str) -> None:
    assert to_english(dansk) == engelsk


def test_where_a_filter_ends_too_early_is_said_in_one_language() -> None:
    assert to_english("her slutter filteret; ventede en værdi.") == "the filter ends here; expected a value."
    assert to_english("det kan ikke læses; ventede en værdi i '…'.") == "it cannot be read; expected a value in '…'."


@pytest.mark.parametrize(
    ("dansk", "engelsk"),
    [
        ("a eller b", "a or b"),
        ("vejkode, husnr og *", "vejkode, husnr and *"),
        ("`x` eller »y z«", "`x` or »y z«"),
        ("Anders og Bodil", "Anders og Bodil"),
        ("Børn og unge", "Børn og unge"),
    ],
)
def test_a_list_of_ours_has_the_word_of_the_language_and_a_name_keeps_its_own(dansk: str, engelsk: str) -> None:
    assert to_english(f"ventede {dansk}.") == f"expected {engelsk}."


@pytest.mark.parametrize("tekst", ["", "noget helt andet", "Rosa Lunde", "0101", "https://modtager.example/besked"])
def test_what_is_not_known_stays_as_it_is(tekst: str) -> None:
    assert to_english(tekst) == tekst


def test_every_reason_of_the_door_for_fetching_is_said_in_english() -> None:
    afviste = re.findall(r'Afvist\(\s*f?"([^"]+)"', inspect.getsource(adgang) + inspect.getsource(forbindelse))
    naegtede = re.findall(r'(?:return|forklaring =) "([^"]+)"', inspect.getsource(Bord.kan_hente))
    naegtede += re.findall(r'forklaring = "([^"]+)"', inspect.getsource(forbindelse))
    assert len(afviste) >= 8
    assert len(naegtede) >= 5
    for grund in (GENDANNET, *afviste, *naegtede):
        assert to_english(grund) != grund
