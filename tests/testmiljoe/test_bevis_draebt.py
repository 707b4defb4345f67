"""An order whose program is killed on the way is done once, row by row; the long run is tests/testmiljoe/draeb.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpr_haendelser.storage.ordre import Ordreart
from tests.testmiljoe.draeb import PR_LINJE, run


@pytest.mark.parametrize("art", [Ordreart.HAENDELSE, Ordreart.SAMMENHAENGENDE])
def test_an_order_killed_on_its_way_does_each_row_once(tmp_path: Path, art: Ordreart) -> None:
    tal = run(tmp_path, art, linjer=200, gange=4, froe=7)
    assert tal.brud == []
    assert tal.draebt > 0
    assert tal.haendelser == 200 * PR_LINJE
