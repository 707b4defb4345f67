"""What is seen is what the stores hold, and they are asked at a bounded cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.aftaler.model import ItSystem
from cpr_haendelser.overblik.fremskridt import Fremskridt
from cpr_haendelser.overblik.klarhed import Klarhed
from cpr_haendelser.overblik.udkig import Udkig
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from cpr_haendelser.storage.forsendelsesbog import Ny
from tests.opslag.korsbaek import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpr_haendelser.app import Installation

SYSTEM = "5f0a4a1e-52d7-4a37-8f8e-3a9c56e7b001"
AABENT, LUKKET, TOMT, UKENDT = (f"0b5b8a5e-0000-4000-8000-00000000000{n}" for n in range(1, 5))
VEJ = Videregivelse(SYSTEM, "aftale-1", "hent")


def dueslag(uuid: str, navn: str, *, aktiv: bool = True) -> Dueslag:
    return Dueslag(uuid, navn, SYSTEM, "", Leveringsmaade.TILSEND, "", "", 0, aktiv)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with opened(tmp_path_factory.mktemp("udkig")) as installation:
        installation.postrum.gem(
            systemer=[ItSystem(SYSTEM, "ØDIS", "11111111", "", (), "", "", ())],
            dueslag=[
                dueslag(AABENT, "bagest"), dueslag(LUKKET, "Forrest", aktiv=False), dueslag(TOMT, "tom", aktiv=False),
            ],
            tidspunkt=datetime.now(UTC).isoformat(),
            hvem="test",
        )  # fmt: skip
        yield installation


def test_log_files_and_dueslag_are_seen_as_they_are(installation: Installation) -> None:
    postrum, nu = installation.postrum, datetime.now(UTC)
    foer = (nu - timedelta(hours=2)).isoformat(timespec="milliseconds")
    nye = [Ny(uuid, nr, 6101900000 + nr, "11111111") for nr in (1, 2) for uuid in (AABENT, LUKKET, UKENDT)]
    postrum.fordel(nye, til=2, tidspunkt=foer, versioner="{}")
    nyes = [ny for ny in nye if ny.dueslag == AABENT]
    postrum.indhent([AABENT], nyes, fra=0, til=2, tidspunkt=foer, versioner="{}")
    postrum.indhent([LUKKET], [nye[1]], fra=0, til=1, tidspunkt=foer, versioner="{}")
    (tagen,) = postrum.tag(AABENT, 1, nu=foer, hvem="p/1")
    leveret = Forsendelsestilstand.LEVERET
    postrum.svar(
        [Afslutning(AABENT, tagen.loebenummer, tagen.forsoeg, leveret, videregivelse=VEJ)],
        nu=nu.isoformat(timespec="milliseconds"),
    )
    seen = installation.udkig.look()
    assert [(blik.navn, blik.system, blik.maade, blik.aktiv) for blik in seen.dueslag] == [
        ("", "", "", False),
        ("bagest", "ØDIS", "tilsend", True),
        ("Forrest", "ØDIS", "tilsend", False),
    ]
    aabent = seen.dueslag[1]
    assert (aabent.tilstand.venter, aabent.tilstand.leveret) == (1, 1)
    assert aabent.takt == pytest.approx(1 / 5.5, rel=0.11)
    assert seen.dueslag[2].takt == 0
    assert [blik.fordelt_til for blik in seen.dueslag] == [2, 2, 1]
    assert aabent.alder == pytest.approx(7200, abs=60)
    assert [fil.filnavn for fil in seen.filer] == ["D261125.L900001"]
    assert (seen.sidste_loebenummer, seen.position) == (installation.lager.sidste_loebenummer(), 2)
    assert seen.mangler == seen.sidste_loebenummer - 2
    assert seen.uden_modtager == installation.lager.antal_uden_modtager()


def test_who_needs_no_fresh_look_gets_the_last_one(installation: Installation) -> None:
    seen = installation.udkig.look()
    assert all(installation.udkig.latest() is seen for _ in range(3))
    assert installation.udkig.look() is not seen


def test_a_look_that_took_long_is_good_for_longer(installation: Installation) -> None:
    ur = iter([0.0, 2.0, 39.0, 43.0, 43.0, 45.0])
    kig = Udkig(
        installation.lager,
        installation.postrum,
        installation.bord,
        miljoe="exttest",
        nu=lambda: datetime.now(UTC),
        certifikater=tuple,
        ur=lambda: next(ur),
    )
    seen = kig.latest()
    assert kig.latest() is seen
    assert kig.latest() is not seen


def test_distribution_stands_still_only_while_there_is_more() -> None:
    tid = [0.0]
    fremskridt = Fremskridt(lambda: tid[0])
    forloeb = [(0, 10, 5, 0), (30, 10, 5, 30), (40, 10, 6, 0), (70, 20, 6, 30), (80, 20, 20, 0), (99, 20, 20, 0)]
    for nu, sidste, position, stille in forloeb:
        tid[0] = float(nu)
        assert fremskridt.stille(sidste, position) == stille


def test_readiness_is_yes_when_everybody_says_so() -> None:
    svar = {"a": True, "b": True}
    klar = Klarhed(lambda: svar["a"])
    assert klar()

    def anden() -> bool:
        return svar["b"]

    klar.add(anden)
    svar["b"] = False
    assert not klar()
    klar.remove(anden)
    assert klar()


def test_readiness_is_no_where_somebody_fails() -> None:
    assert not Klarhed(lambda: bool(1 / 0))()


def test_readiness_asks_no_more_than_once_a_second() -> None:
    spurgt: list[int] = []

    def spoerg() -> bool:
        spurgt.append(1)
        return True

    klar = Klarhed(spoerg)
    assert all(klar() for _ in range(100))
    assert len(spurgt) <= 2
