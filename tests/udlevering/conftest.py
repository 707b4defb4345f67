"""A small municipality, and who may see what of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpr_haendelser.app import Installation


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with opened(tmp_path_factory.mktemp("korsbaek")) as installation:
        set_up(installation.postrum)
        yield installation
