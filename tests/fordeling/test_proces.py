"""A process has a name while it lives, and looks for one so long and no longer."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.fordeling.proces import Proces


def test_where_no_name_can_be_had_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpr_haendelser.fordeling.proces._FLEST", 2)
    with closing(Proces(tmp_path)) as en, closing(Proces(tmp_path)) as to:
        assert (en.navn, to.navn) == ("proces-1", "proces-2")
        with pytest.raises(Opsaetningsfejl, match="FOR-010"):
            Proces(tmp_path)
