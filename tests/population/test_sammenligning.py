"""Comparing a facit with a log."""

from __future__ import annotations

from typing import Any

from cpr_haendelser.population import compare

SAMME = {"udfald": "samme", "kode": "", "art": "", "grupper": [], "grund": ""}


def line(kode: str = "034", **changed: Any) -> dict[str, Any]:
    return {
        "dag": "20261102", "pnr": "6101900001", "kode": kode, "art": "ny", "kommune": "0998",
        "gyldig_fra": "202610301200", "grupper": [], "retter": None, "uden_099": SAMME, **changed,
    }  # fmt: skip


def samle(*grupper: str, **changed: Any) -> dict[str, Any]:
    return line("samle", **{"gyldig_fra": "", "grupper": list(grupper), **changed})


def told(*args: list[dict[str, Any]], without_099: bool = False) -> list[tuple[str, str]]:
    return [(found.slags, found.noegle.kode) for found in compare(*args, without_099=without_099)]


def test_equal_sides_have_no_differences() -> None:
    assert compare([line(), samle("notat")], [samle("notat"), line()], without_099=False) == []


def test_what_is_missing_and_what_is_too_much_are_told_apart() -> None:
    assert told([line("034")], [line("037")]) == [("mangler", "034"), ("for meget", "037")]


def test_each_part_counts() -> None:
    parts: tuple[dict[str, Any], ...] = (
        {"dag": "20261103"},
        {"pnr": "6101900003"},
        {"art": "korrektion"},
        {"kommune": "0997"},
        {"gyldig_fra": "2026"},
        {"retter": {"gyldig_fra": "2025"}},
    )
    for part in parts:
        assert len(compare([line()], [line(**part)], without_099=False)) == 2


def test_two_of_a_kind_are_two() -> None:
    assert told([line("025"), line("025")], [line("025")]) == [("mangler", "025")]


def test_catch_alls_of_one_person_day_and_art_are_one() -> None:
    assert told([samle("notat"), samle("valg")], [samle("notat", "valg")]) == []
    assert len(told([samle("notat"), samle("valg", art="annullering")], [samle("notat", "valg")])) == 3


def test_what_shows_only_without_099_counts_only_there() -> None:
    uden = {
        "udfald": "samling",
        "kode": "samle",
        "art": "ny",
        "grupper": ["ny_person"],
        "grund": "x",
        "kommune": "0998",
    }
    facit = [line("ingen", uden_099=uden)]
    assert told(facit, []) == []
    assert told(facit, [samle("ny_person")], without_099=True) == []


def test_what_is_nothing_without_099_is_not_expected_there() -> None:
    uden = {"udfald": "ingen", "kode": "", "art": "", "grupper": [], "grund": "x"}
    assert told([line(uden_099=uden)], [], without_099=True) == []


def test_a_difference_is_shown_without_the_personnummer() -> None:
    (found,) = compare([line(retter={"gyldig_fra": "202601011200"})], [], without_099=False)
    assert "6101900001" not in f"{found!r} {found}"
    assert str(found) == ("mangler: 20261102 6101XX-XXXX 034 ny, kommune 0998, fra 202610301200, retter 202601011200")
