"""All the pages of ordering together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cpr_haendelser.konsol.side import Side
from cpr_haendelser.konsol.sider import gemte, ordrelinjer, ordrer, priser, testpersoner
from cpr_haendelser.storage.postrum import Opsaetning

if TYPE_CHECKING:
    from cpr_haendelser.app.testmiljoe import Testmiljoe


def pages(testmiljoe: Testmiljoe, opsaetning: Callable[[], Opsaetning]) -> tuple[Side, ...]:
    """The pages; `opsaetning` gives the set-up of the moment. Addresses that are words stand before those with ids."""
    return (
        *ordrelinjer.pages(testmiljoe, opsaetning),
        *ordrer.pages(testmiljoe, opsaetning),
        *testpersoner.pages(testmiljoe, opsaetning),
        *gemte.pages(testmiljoe),
        *priser.pages(testmiljoe),
    )
