"""The collector looks through what serving makes, not through what was there before."""

from __future__ import annotations

import gc

from cpr_haendelser.opsamler import settled


def test_what_was_made_before_serving_is_set_aside_until_its_end() -> None:
    foer = gc.get_freeze_count()
    with settled():
        assert gc.get_freeze_count() > foer
    assert gc.get_freeze_count() == 0
