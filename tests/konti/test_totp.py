"""Codes of an authenticator app: RFC 6238, each good once."""

from __future__ import annotations

import pyotp
import pytest

from cpr_haendelser.konti.totp import TRIN, find_trin, make_uri, new_hemmelighed

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("sekunder", "kode"), [(59, "287082"), (1_111_111_109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_codes_are_those_of_the_standard(sekunder: int, kode: str) -> None:
    assert find_trin(RFC, kode, sekunder, 0) == sekunder // TRIN


def test_a_code_is_good_a_step_early_and_late_and_only_once() -> None:
    nu = 1234567890
    kode = pyotp.TOTP(RFC).at(nu)
    assert [find_trin(RFC, kode, nu + skaev * TRIN, 0) is not None for skaev in (-2, -1, 0, 1, 2)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    trin = find_trin(RFC, kode, nu, 0)
    assert trin is not None
    assert find_trin(RFC, kode, nu, trin) is None
    assert find_trin(RFC, kode, nu, trin - 1) == trin
    assert find_trin(RFC, f"{kode[:3]} {kode[3:]}", nu, 0) == trin


@pytest.mark.parametrize("kode", ["", "0", "abcdef", "٠٠٥٩٢٤", "0059245", "005924\x00"])
def test_what_is_no_code_is_no_code(kode: str) -> None:
    assert find_trin(RFC, kode, 1234567890, 0) is None


def test_an_app_can_take_the_secret_in() -> None:
    hemmelighed = new_hemmelighed()
    laest = pyotp.parse_uri(make_uri(hemmelighed, "lis.lund"))
    assert (laest.secret, laest.name, laest.issuer) == (hemmelighed, "lis.lund", "cpr-haendelser")
    assert len(hemmelighed) == 32
