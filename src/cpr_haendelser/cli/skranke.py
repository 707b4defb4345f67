"""The counter of the test environment, that the commands of ordering stand at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from cpr_haendelser.cli.aaben import opened
from cpr_haendelser.cli.som import current_kalder
from cpr_haendelser.udlevering.kalder import Kalder

if TYPE_CHECKING:
    from cpr_haendelser.app.testmiljoe import Testmiljoe


class Skranke(NamedTuple):
    """The test environment, and who asks."""

    testmiljoe: Testmiljoe
    kalder: Kalder


@contextmanager
def at() -> Iterator[Skranke]:
    """The counter, for the operator or a system."""
    from cpr_haendelser.app.testmiljoe import Testmiljoe

    with opened() as installation:
        testmiljoe = Testmiljoe(installation)
        yield Skranke(testmiljoe, current_kalder())
