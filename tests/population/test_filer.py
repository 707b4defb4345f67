"""The files a population is written as."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cpr_haendelser.cpr.layouts import read_post, write_post
from cpr_haendelser.population import Oversigt, write_population

START = date(2026, 11, 2)


@pytest.fixture(scope="module")
def befolkning(tmp_path_factory: pytest.TempPathFactory) -> Oversigt:
    return write_population(tmp_path_factory.mktemp("pop"), seed=7, persons=2_000, days=30, start=START)


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1]


def test_every_line_is_read_and_written_back_as_it_was(befolkning: Oversigt) -> None:
    for fil in befolkning.filer:
        for line in lines(befolkning.mappe / fil.fil):
            assert write_post(read_post(line)) == line


def test_the_end_record_counts_what_lies_between_start_and_end(befolkning: Oversigt) -> None:
    for fil in befolkning.filer:
        found = lines(befolkning.mappe / fil.fil)
        assert int(read_post(found[-1]).felter["TAELLER"]) == len(found) - 2 == fil.poster


def test_each_delivery_continues_the_one_before(befolkning: Oversigt) -> None:
    before = "00000000"
    for fil in befolkning.filer:
        start = read_post(lines(befolkning.mappe / fil.fil)[0]).felter
        assert start["PRODDTOFORRIG"] == before
        before = start["PRODDTO"]
