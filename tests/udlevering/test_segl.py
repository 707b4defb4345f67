"""A mark is opened by whoever has the installation's secret, and says nothing to anybody else."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from cryptography.fernet import Fernet

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.udlevering.segl import GYLDIG, Segl

HEMMELIG = b"installationens-eget"


class Maerke(NamedTuple):
    hvor: str
    pnr: int


HER = Maerke("her", 6101901234)


def test_what_is_sealed_is_opened_on_every_process() -> None:
    maerke = Segl(HEMMELIG, "a").close(HER)
    assert Segl(HEMMELIG, "a").open(maerke, Maerke) == HER
    assert "6101901234" not in maerke
    assert maerke.replace("-", "").replace("_", "").replace("=", "").isalnum()


@pytest.mark.parametrize("maerke", ["", "x", "æ", "gAAAAA", Segl(HEMMELIG, "b").close(HER), Segl(b"x", "a").close(HER)])
def test_a_mark_that_is_not_ours_or_of_another_kind_is_refused(maerke: str) -> None:
    with pytest.raises(Brugsfejl, match="UDL-010"):
        Segl(HEMMELIG, "a").open(maerke, Maerke)


def test_a_mark_that_has_been_changed_or_says_something_else_is_refused() -> None:
    maerke = Segl(HEMMELIG, "a").close(HER)
    for daarligt in (maerke[:-8] + "AAAA" + maerke[-4:], maerke[4:], Segl(HEMMELIG, "a").close(["her"])):
        with pytest.raises(Brugsfejl, match="UDL-010"):
            Segl(HEMMELIG, "a").open(daarligt, Maerke)


def test_a_mark_becomes_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    maerke = Segl(HEMMELIG, "a").close(HER)
    aabn = Fernet.decrypt_at_time
    lavet = Fernet.extract_timestamp

    def later(self: Fernet, token: str, ttl: int) -> bytes:
        return aabn(self, token, ttl, lavet(self, token) + GYLDIG + 1)

    monkeypatch.setattr(Fernet, "decrypt", later)
    with pytest.raises(Brugsfejl, match="UDL-010"):
        Segl(HEMMELIG, "a").open(maerke, Maerke)
