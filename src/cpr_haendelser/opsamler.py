"""The garbage collector, kept out of the way of batches."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector: a batch makes much, but no circles, and each look goes through all that is held."""
    taendt = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if taendt:
            gc.enable()
