"""Every implementation of the lager, each new and empty. Another joins by a name and a way to open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.storage.aabning import open_lager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.lager import Lager


@pytest.fixture(params=["hukommelse", "sqlite"])
def lager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lager]:
    url = {"hukommelse": "memory:", "sqlite": f"sqlite:///{tmp_path / 'register.db'}"}[request.param]
    opened = open_lager(url)
    yield opened
    opened.close()
