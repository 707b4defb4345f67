"""What a receiver's answer means: the cases are the specification."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.fordeling.grunde import is_known
from cpr_haendelser.fordeling.push.svar import HTTP_STATUSSER, STATUSKODER, Laest, read_retry_after, read_svar
from cpr_haendelser.storage.forsendelse import Udfald

NU = datetime(2026, 11, 24, 12, tzinfo=UTC)
SD = 'xmlns="urn:oio:sagdok:3.0.0"'
STS = 'xmlns:sts="urn:oio:sts:1.0.0"'


def output(kode: str) -> str:
    retur = f"<StandardRetur><StatusKode>{kode}</StatusKode><FejlbeskedTekst/></StandardRetur>"
    return f"<sts:ModtagBeskedOutput {SD} {STS}>{retur}</sts:ModtagBeskedOutput>"


OK, L, M, B, S = output("20"), Udfald.LEVERET, Udfald.MODTAGERFEJL, Udfald.BESKEDFEJL, Udfald.STOP
CASES = [
    (200, OK, L, ""),
    (201, OK, L, ""),
    (200, output(" 20 "), L, ""),
    (200, output("+20"), L, ""),
    (200, OK.replace("<sts:", "<a:").replace("</sts:", "</a:").replace("xmlns:sts", "xmlns:a"), L, ""),
    (200, output("40"), M, "statuskode-40"),
    (200, output("41"), B, "statuskode-41"),
    (200, output("44"), B, "statuskode-44"),
    (200, output("0"), B, "statuskode-0"),
    (200, output("-1"), B, "statuskode--1"),
    (200, output("200"), B, "statuskode-200"),
    (200, output("51"), S, "statuskode-51"),
    (200, output("53"), S, "statuskode-53"),
    (200, output("55"), S, "statuskode-55"),
    (200, "", B, "svar-ulaeseligt"),
    (204, "", B, "svar-ulaeseligt"),
    (200, "OK", B, "svar-ulaeseligt"),
    (200, "<html><body>20</body></html>", B, "svar-ulaeseligt"),
    (200, output(""), B, "svar-ulaeseligt"),
    (200, output("tyve"), B, "svar-ulaeseligt"),
    (200, output("2O"), B, "svar-ulaeseligt"),
    (200, output("9" * 5000), B, "svar-ulaeseligt"),
    (200, OK.replace("urn:oio:sts:1.0.0", "urn:andet"), B, "svar-ulaeseligt"),
    (200, OK.replace("urn:oio:sagdok:3.0.0", "urn:oio:sag-dok:3.0.0"), B, "svar-ulaeseligt"),
    (200, OK.replace("ModtagBeskedOutput", "ModtagBeskedOutputType"), B, "svar-ulaeseligt"),
    (200, OK.replace("</StatusKode>", "</StatusKode><StatusKode>41</StatusKode>"), B, "svar-ulaeseligt"),
    (200, "<!DOCTYPE a [<!ENTITY b 'c'>]>" + OK, B, "svar-ulaeseligt"),
    (200, OK + " " * 70_000, B, "svar-ulaeseligt"),
    (301, OK, M, "http-301"),
    (302, OK, M, "http-302"),
    (400, "", B, "http-400"),
    (400, OK, B, "http-400"),
    (401, "", M, "http-401"),
    (403, "", M, "http-403"),
    (404, OK, M, "http-404"),
    (410, "", S, "http-410"),
    (413, "", B, "http-413"),
    (422, "", B, "http-422"),
    (429, "", M, "http-429"),
    (500, OK, M, "http-500"),
    (501, output("51"), M, "http-501"),
    (503, "", M, "http-503"),
]


@pytest.mark.parametrize(("status", "body", "udfald", "grund"), CASES)
def test_status_and_statuskode_decide(status: int, body: str, udfald: Udfald, grund: str) -> None:
    assert read_svar(status, {}, body.encode(), nu=lambda: NU) == Laest(udfald, grund)
    assert not grund or is_known(grund)


@given(st.integers(100, 599), st.binary(max_size=200) | st.integers(-100, 1000).map(lambda n: output(str(n)).encode()))
def test_only_2xx_with_twenty_is_a_success(status: int, body: bytes) -> None:
    success = read_svar(status, {}, body, nu=lambda: NU).udfald is Udfald.LEVERET
    assert success == (status // 100 == 2 and body == OK.encode())


def test_what_an_unreadable_success_means_can_be_set_but_stays_no_success() -> None:
    assert read_svar(200, {}, b"", nu=lambda: NU, ulaeseligt=Udfald.MODTAGERFEJL) == Laest(M, "svar-ulaeseligt")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", 0),
        ("120", 120),
        (" 7 ", 7),
        ("-5", 0),
        ("snart", 0),
        ("٣", 0),
        ("Tue, 24 Nov 2026 12:01:30 GMT", 90),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("9" * 400, 999_999_999),
        ("Tue, 24 Nov 2026 12:01:30 +99999999999999", 0),
        ("Tue, 99999999999999999999 Nov 2026 12:01:30 GMT", 0),
    ],
)
def test_the_wait_asked_for_is_seconds_or_a_date(value: str, expected: float) -> None:
    assert read_retry_after(value, nu=NU) == expected
    assert read_svar(503, {"Retry-After": value}, b"", nu=lambda: NU).vent == expected


def test_the_page_names_every_status_of_the_tables() -> None:
    side = (Path(__file__).parents[3] / "docs" / "beskedfaatilsendt.md").read_text(encoding="utf-8")
    for nummer in (*STATUSKODER, *HTTP_STATUSSER):
        assert f"| {nummer} |" in side
