"""The garbage collector, kept out of the way of batches and of whoever waits for an answer."""

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


@contextmanager
def settled() -> Iterator[None]:
    """What has been made until now is looked through no more until the end.

    For serving: a whole look at what the programs themselves take lets one answer in some dozens wait a tenth of a
    second.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
