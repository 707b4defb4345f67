"""The desk over every post room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.storage.aabning import open_postrum
from tests.administration.huset import Huset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.postrum import Postrum


@pytest.fixture(params=["sqlite", "memory"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    rum = open_postrum("memory:" if request.param == "memory" else f"sqlite:///{(tmp_path / 'r.db').as_posix()}")
    yield rum
    rum.close()


@pytest.fixture
def huset(postrum: Postrum) -> Huset:
    """In Produktion."""
    return Huset(postrum)
