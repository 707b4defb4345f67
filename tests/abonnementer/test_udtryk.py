"""The filter language: written, read, refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.laesning import DYBESTE, LAENGSTE, parse
from cpr_haendelser.abonnementer.udtryk import Eller, Filterfejl, Ikke, Lig, Og, Udtryk, lists_in, mask_numbers, to_text
from tests.abonnementer.udtryksgenerator import LISTER, udtryk

K = Lig("kommune", "0999")
P = Lig("personhaendelse", "034")


@settings(max_examples=200)
@given(udtryk)
def test_a_filter_written_and_read_is_the_same_filter(givet: Udtryk) -> None:
    assert parse(to_text(givet)) == givet


@settings(max_examples=200)
@given(st.text("aiANDNOTkommune0999='(),. \nÆ", max_size=40))
def test_whatever_is_written_is_read_or_refused_with_its_place(tekst: str) -> None:
    fejl = refusal_of(tekst)
    assert fejl is None or (1 <= fejl.linje <= tekst.count("\n") + 1 and fejl.tegn >= 1)


def refusal_of(tekst: str) -> Filterfejl | None:
    """Why a filter is refused; None: it is not."""
    try:
        parse(tekst)
    except Filterfejl as fejl:
        return fejl
    return None


@pytest.mark.parametrize(
    ("tekst", "forventet"),
    [
        ("kommune = '0999' og personhaendelse = '034'", Og((K, P))),
        ("kommune='0999' ELLER IKKE personhaendelse='034'", Eller((K, Ikke(P)))),
        ("not not kommune = '0999'", Ikke(Ikke(K))),
        ("((kommune = '0999'))", K),
        ("KOMMUNE\n=\n'0999'", K),
        ("Filtreringsdata.Beskedtype.URNIdentifikator = 'it''s'", None),
    ],
)
def test_it_may_be_written_in_several_ways(tekst: str, forventet: Udtryk | None) -> None:
    assert parse(tekst) == (forventet or Lig("Beskedkuvert.Filtreringsdata.Beskedtype.URNIdentifikator", "it's"))


@pytest.mark.parametrize(
    ("tekst", "kode", "linje", "tegn", "ord_"),
    [
        ("", "ABO-004", 1, 1, "slutter"),
        ("kommune = '0999", "ABO-003", 1, 11, "afsluttende"),
        ("kommune = '0999' AND\n", "ABO-004", 2, 1, "et felt"),
        ("kommune = '0999' OG OG kommune = '0998'", "ABO-004", 1, 21, "et felt"),
        ("kommune = '0999' AND NOT IN ('034')", "ABO-004", 1, 26, "et felt"),
        ("kommune = '0999'\nkommune = '0998'", "ABO-004", 2, 1, "AND"),
        ("(kommune = '0999'", "ABO-004", 1, 18, ")"),
        ("kommune ! '0999'", "ABO-004", 1, 9, "="),
        ("kommune = '999'", "ABO-006", 1, 11, "fire cifre"),
        ("personnummer = 'x'", "ABO-006", 1, 16, "ti cifre"),
        ("personhaendelse IN ('034', '34')", "ABO-006", 1, 28, "tre cifre"),
        ("adresse = 'Storegade 1'", "ABO-006", 1, 11, "vejkode"),
        ("personnummer IN VÆRDILISTE('min liste')", "ABO-006", 1, 28, "UUID"),
        ("Filtreringsdata.Beskedtyp.UUIDIdentifikator = 'x'", "ABO-005", 1, 1, "Beskedtype.UUIDIdentifikator?"),
        ("kommune = '0999' AND zzz = 'x'", "ABO-005", 1, 22, "Korte former"),
    ],
)
def test_a_wrong_filter_is_refused_with_its_place_and_what_was_expected(
    tekst: str, kode: str, linje: int, tegn: int, ord_: str
) -> None:
    with pytest.raises(Filterfejl) as refused:
        parse(tekst)
    fejl = refused.value
    assert (fejl.kode, fejl.linje, fejl.tegn) == (kode, linje, tegn)
    assert ord_ in fejl.tekst


def test_a_refusal_never_quotes_a_value_nor_does_a_tree_show_one() -> None:
    with pytest.raises(Filterfejl) as refused:
        parse("personnummer = '6101901234' AND pnr6101901234 = 'x'")
    assert "6101901234" not in str(refused.value)
    assert "6101901234" not in repr(parse("personnummer IN ('6101901234')"))


@pytest.mark.parametrize(
    "tekst",
    [
        f"personnummer IN VÆRDILISTE('{LISTER[0]}')",
        "Filtreringsdata.Beskedtype.UUIDIdentifikator = '0a000000-0000-4000-8000-000000000001'",
        "adresse = '0999:0123:017A'",
    ],
)
def test_a_filter_is_shown_as_it_is_but_for_its_numbers(tekst: str) -> None:
    assert mask_numbers(tekst) == tekst
    for nummer in ("6101901234", "610190-1234", " 610190 1234 ", "urn:oio:cpr-nr:6101901234"):
        vist = mask_numbers(f"{tekst} OR personnummer = '{nummer}'")
        assert vist.startswith(tekst)
        assert "1234" not in vist


def test_what_is_too_deep_or_too_long_is_refused() -> None:
    dyb = "NOT " * DYBESTE + "kommune = '0999'"
    with pytest.raises(Filterfejl, match="ABO-002"):
        parse(dyb)
    assert refusal_of(dyb.removeprefix("NOT ")) is None
    assert parse("(" * 5000 + "kommune = '0999'" + ")" * 5000) == K
    with pytest.raises(Filterfejl, match="ABO-001"):
        parse(" " * (LAENGSTE + 1))


def test_the_value_lists_of_a_filter_are_known() -> None:
    tekst = f"NOT personnummer IN VÆRDILISTE('{LISTER[0]}') OR kommune NOT IN VAERDILISTE('{LISTER[1].upper()}')"
    assert lists_in(parse(tekst)) == set(LISTER[:2])
