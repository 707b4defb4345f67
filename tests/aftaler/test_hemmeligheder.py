"""Secrets are kept so that they can be recognised and not read."""

from __future__ import annotations

import pytest

from cpr_haendelser.aftaler.hemmeligheder import hash_secret, is_hash, verify


def test_a_secret_is_recognised_and_another_is_not() -> None:
    kendt = hash_secret("æble-til-prøve")
    assert is_hash(kendt)
    assert "æble" not in kendt
    assert verify("æble-til-prøve", kendt)
    assert not verify("aeble-til-prøve", kendt)


def test_the_same_secret_is_kept_differently_each_time() -> None:
    assert hash_secret("ens") != hash_secret("ens")
    assert hash_secret("ens", b"0" * 16) == hash_secret("ens", b"0" * 16)


@pytest.mark.parametrize("kendt", ["", "ens", "scrypt$", "scrypt$16384$8$1$AA==$AA=="])
def test_what_is_no_hash_recognises_nothing(kendt: str) -> None:
    assert not is_hash(kendt)
    assert not verify("", kendt)
    assert not verify("ens", kendt)


@pytest.mark.parametrize("maal", ["99999999$8$1", "1$8$1", "3$8$1", "16384$0$1", "16384$8$99", "1048576$8$1"])
def test_a_hash_that_would_cost_too_much_or_cannot_be_computed_is_no_hash(maal: str) -> None:
    salt, udledt = hash_secret("ens").split("$")[-2:]
    assert not is_hash(f"scrypt${maal}${salt}${udledt}")
