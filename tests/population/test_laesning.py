"""A person read from records and written again is the same records, whatever has happened to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.population import write_population
from cpr_haendelser.population.laesning import connect, read_person
from cpr_haendelser.population.linjer import to_linjer

_ANDET = {"000", "099", "910", "997", "999", ""}


def test_every_person_of_a_month_is_read_and_written_as_it_was(tmp_path: Path) -> None:
    oversigt = write_population(tmp_path / "filer", seed=3, persons=2000, days=30, start=date(2026, 11, 2))
    antal = 0
    for fil in oversigt.filer:
        personer: dict[str, list[str]] = {}
        for linje in (tmp_path / "filer" / fil.fil).read_bytes().decode(CHARSET).split("\n"):
            if linje[:3] not in _ANDET:
                personer.setdefault(linje[3:13], []).append(linje)
        laest = {pnr: read_person(linjer) for pnr, linjer in personer.items()}
        connect(laest, personer)
        antal += len(laest)
        assert [pnr for pnr, linjer in personer.items() if sorted(to_linjer(laest[pnr])) != sorted(linjer)] == []
    assert antal > 2500


def test_relatives_that_were_read_too_are_tied_together(tmp_path: Path) -> None:
    write_population(tmp_path / "filer", seed=3, persons=300, days=0, start=date(2026, 11, 2), mindst=False)
    [fil] = [each for each in (tmp_path / "filer").iterdir() if each.is_file()]
    personer: dict[str, list[str]] = {}
    for linje in fil.read_bytes().decode(CHARSET).split("\n"):
        if linje[:3] not in _ANDET:
            personer.setdefault(linje[3:13], []).append(linje)
    laest = {pnr: read_person(linjer) for pnr, linjer in personer.items()}
    connect(laest, personer)
    mor = next(person for person in laest.values() if person.koen == "K" and person.boern)
    assert all(barn.mor is mor for barn in mor.boern)
    gift = [person for person in laest.values() if person.aegtefaelle]
    assert gift
    assert all(person.aegtefaelle is not None and person.aegtefaelle.aegtefaelle is person for person in gift)
