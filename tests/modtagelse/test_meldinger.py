"""What a watched folder said, kept for looking at."""

from __future__ import annotations

from pathlib import Path

from cpr_haendelser.fejl import Filfejl
from cpr_haendelser.modtagelse import meldinger
from cpr_haendelser.modtagelse.meldinger import Mappemelding, Meldingsbog
from cpr_haendelser.modtagelse.overvaag import Melding

NU = "2026-11-25T06:00:00.000+01:00"


def test_what_was_refused_is_kept_the_newest_last_and_never_many(tmp_path: Path) -> None:
    bog = Meldingsbog(tmp_path / "ny" / "mappemeldinger.jsonl")
    assert bog.read() == []
    bog.add(Melding(Path("D261125.L900001"), allerede=True), NU)
    assert bog.read() == []
    fejl = Filfejl("FIL-011", "filen mangler sin forgænger.")
    bog.add(Melding(Path("ventende"), fejl=fejl), NU)
    bog.add(Melding(Path("6101901234.txt"), fejl=fejl, afvist=True), NU)
    bog.add(Melding(Path("slettet"), fejl=fejl, slettet=True), NU)
    assert [each.udfald for each in bog.read()] == ["venter", "afvist", "slettet"]
    assert bog.read()[0] == Mappemelding(NU, "ventende", "venter", "FIL-011", fejl.tekst)
    assert "6101901234" not in (tmp_path / "ny" / "mappemeldinger.jsonl").read_text("utf-8")
    for nr in range(meldinger.FLEST):
        bog.add(Melding(Path(f"fil-{nr}"), fejl=fejl), NU)
    assert [each.filnavn for each in bog.read()] == [f"fil-{nr}" for nr in range(meldinger.FLEST)]


def test_a_file_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("[1]\n", "utf-8")
    assert Meldingsbog(tmp_path / "x.jsonl").read() == []
