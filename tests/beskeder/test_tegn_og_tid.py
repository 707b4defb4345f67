"""Characters and times on the wire: the fast ways say what the slow ones say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cpr_haendelser.beskeder.tegn import escape, escape_all, mask, reveal, unmask
from cpr_haendelser.beskeder.tidsform import write_dato, write_midnat, write_tid, write_zonedato
from cpr_haendelser.cpr.tider import CprTid
from tests.beskeder.eksempler import datoer, tekster, tider

UDEN_PLADS = {code: 0xFFFD for code in range(0x20) if code not in {9, 10, 13}}


def parsed(xml: str) -> str:
    return etree.fromstring(f"<a>{xml}</a>".encode()).text or ""


@given(st.lists(tekster, max_size=4).map("\n".join))
def test_a_masked_document_keeps_its_positions_and_is_read_back_whole(tekst: str) -> None:
    masked, any_masked = mask(tekst.encode("iso-8859-1"))
    assert len(masked) == len(tekst)
    assert any_masked or masked == tekst
    assert parsed(unmask(masked)) == tekst.translate(UDEN_PLADS)
    assert reveal(masked) == tekst.translate(UDEN_PLADS)
    assert "personhaendelse:" not in unmask(masked).lower()


@given(st.lists(tekster))
def test_escaped_values_are_read_back_and_never_spell_the_urn(values: list[str]) -> None:
    assert [parsed(escape(value)) for value in values] == [value.translate(UDEN_PLADS) for value in values]
    assert list(escape_all(values)) == [escape(value) for value in values]
    assert all("personhaendelse:" not in escape(value).lower() for value in values)


@given(tider | datoer)
def test_a_time_is_written_as_the_cpr_time_says(raw: str) -> None:
    tid, skrevet = CprTid(raw), write_tid(raw)
    iso = tid.iso or ""
    assert skrevet.tekst[: len(iso)] == iso
    assert bool(skrevet.tekst) == bool(iso)
    assert not iso or skrevet.usikker == tid.usikker
    assert write_tid(raw, ".000").tekst == skrevet.tekst[:19] + ".000" * bool(iso) + skrevet.tekst[19:]


@pytest.mark.parametrize(
    "dag", [datetime(year, month, 1, tzinfo=UTC) for year in (1944, 1980, 2026) for month in (4, 10)]
)
def test_the_fast_way_agrees_with_the_slow_one_around_every_change_of_the_clock(dag: datetime) -> None:
    for quarter in range(-40 * 96, 40 * 96):
        raw = (dag + timedelta(minutes=15 * quarter)).strftime("%Y%m%d%H%M")
        assert write_tid(raw) == (CprTid(raw).iso, CprTid(raw).usikker)


def test_the_fast_way_agrees_with_the_slow_one_at_midnight_and_noon_of_every_day() -> None:
    day = datetime(1885, 1, 1, tzinfo=UTC)
    while day.year < 2058:
        midnight = f"{day:%Y%m%d}0000"
        assert write_tid(midnight).tekst == CprTid(midnight).iso
        assert write_zonedato(f"{day:%Y-%m-%d}").tekst == f"{day:%Y-%m-%d}{(CprTid(midnight).iso or '')[19:]}"
        day += timedelta(days=1)


@given(datoer)
def test_a_date_is_written_with_the_zone_of_its_midnight(raw: str) -> None:
    skrevet, zone = write_dato(raw), write_zonedato(raw)
    assert skrevet.tekst == (CprTid(raw).iso or "")
    assert zone.tekst[:10] == skrevet.tekst
    assert zone.tekst[10:] in {"", "+01:00", "+02:00"}


def test_a_production_date_begins_at_its_midnight() -> None:
    assert write_midnat("20260702") == "2026-07-02T00:00:00+02:00"
    assert write_midnat("20261399") == ""
