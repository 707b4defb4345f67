"""The newest refusals: kept for all processes, over a restart, and never many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cpr_haendelser.logning import Skrevet
from cpr_haendelser.vejledning.afvisningsbog import FLEST, Afvisningsbog

BEGYNDT = datetime(2026, 11, 25, 6, tzinfo=UTC)


class Proces:
    """A process that refuses, and its book."""

    def __init__(self, mappe: Path) -> None:
        self.afviste: list[Skrevet] = []
        self.bog = Afvisningsbog(mappe / "processer" / "afvisninger.jsonl", lambda: self.afviste[::-1])

    def refuse(self, sekund: int, forklaring: str = "certificate has expired") -> None:
        tid = BEGYNDT + timedelta(seconds=sekund)
        self.afviste.append(Skrevet(tid, "tls.haandtryk-afvist", {"forklaring": forklaring}))

    def seen(self) -> list[int]:
        return [int((each.tidspunkt - BEGYNDT).total_seconds()) for each in self.bog.latest()]


def test_a_restart_forgets_no_refusal(tmp_path: Path) -> None:
    foer = Proces(tmp_path)
    foer.refuse(1)
    foer.refuse(2, "no shared cipher")
    foer.bog.keep()
    efter = Proces(tmp_path)
    assert efter.bog.latest() == foer.afviste[::-1]
    efter.refuse(3)
    assert efter.seen() == [3, 2, 1], "what is not kept yet is seen too"


def test_each_process_sees_what_the_others_refused_and_nothing_twice(tmp_path: Path) -> None:
    en, anden = Proces(tmp_path), Proces(tmp_path)
    en.refuse(1)
    anden.refuse(2)
    for bog in (en.bog, anden.bog, en.bog):
        bog.keep()
    en.refuse(2)
    en.bog.keep()
    en.bog.keep()
    assert en.seen() == anden.seen() == [2, 2, 1]


def test_no_more_than_the_newest_are_kept(tmp_path: Path) -> None:
    proces = Proces(tmp_path)
    for sekund in range(FLEST + 7):
        proces.refuse(sekund)
    proces.bog.keep()
    assert Proces(tmp_path).seen() == list(range(FLEST + 7))[:6:-1]


def test_no_personnummer_is_kept_whatever_was_refused(tmp_path: Path) -> None:
    proces = Proces(tmp_path)
    proces.refuse(1, "CN=6101901234")
    proces.bog.keep()
    assert "6101901234" not in (tmp_path / "processer" / "afvisninger.jsonl").read_text("utf-8")


def test_a_file_that_cannot_be_read_hinders_nobody(tmp_path: Path) -> None:
    proces = Proces(tmp_path)
    proces.refuse(1)
    proces.bog.keep()
    (tmp_path / "processer" / "afvisninger.jsonl").write_text("{\n", "utf-8")
    assert Proces(tmp_path).seen() == []
    proces.refuse(2)
    proces.bog.keep()
    assert Proces(tmp_path).seen() == [2]
