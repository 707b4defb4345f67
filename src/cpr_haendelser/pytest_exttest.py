"""The pytest plugin: the fixture `exttest`, an external test environment of its own for each test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cpr_haendelser.proevemiljoe import Exttest


@pytest.fixture
def exttest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exttest]:
    """An external test environment with an organisation that may receive everything, and nobody in its replica."""
    from cpr_haendelser.proevemiljoe import opened

    with opened(tmp_path_factory.mktemp("exttest")) as miljoe:
        yield miljoe
