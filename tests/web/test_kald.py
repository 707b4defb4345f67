"""The whole description, called by schemathesis with what nobody thought of: no server error, no undocumented answer.

`pytest tests/web/test_kald.py --kald 150` asks a hundred and fifty times as much as the suite does, in some minutes.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.web.doer import create_app
from tests.udlevering.opsat import NOEGLER, A
from tests.web.test_adgang import EGEN, NOEGLE, Hus, filled
from tests.web.tjener import VAERT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

SVAR = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
KALDERE = ("operatoer", "it-system", Rolle.LEVERANDOERADMINISTRATOR, Rolle.TESTANSVARLIG, Rolle.REVISOR)


class Server:
    """An installation that serves, and ids of things that there are."""

    def __init__(self, hus: Hus, port: int) -> None:
        self.hus, self.port, self.ting = hus, port, filled(hus)

    def noegle(self, hvem: str) -> str:
        faste = {"operatoer": NOEGLE, "it-system": NOEGLER[A]}
        return faste.get(hvem) or self.hus.session(f"{hvem}-{EGEN}")

    def known(self, sti: str) -> dict[str, list[str]]:
        """What an address of that shape can be given, so that it is about something."""
        slags = next((each for each in ("vaerdilister", "ordrer", "systemer") if f"/{each}/" in sti), "")
        uuid = {"vaerdilister": "liste", "ordrer": "ordre", "systemer": "system"}.get(slags, "")
        return {
            "uuid": [self.ting[uuid]] if uuid else [],
            "id": [self.ting["aftale"]] if "/aftaler/" in sti else [self.ting["noegle"]],
            "cvr": [EGEN],
            "brugernavn": [f"{Rolle.REVISOR}-{EGEN}"],
            "loebenummer": ["1"],
            "fil": ["1"],
        }


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    hus = Hus(Miljoe.EXTTEST)
    with serving(create_app(hus.installation, NOEGLE)) as port:
        yield Server(hus, port)


def described(server: Server) -> Any:
    return schemathesis.openapi.from_url(
        f"http://{VAERT}:{server.port}/openapi.json", headers={"Authorization": f"Bearer {NOEGLE}"}
    )


def call_often(server: Server, hvem: str, operation: Any, tal: int) -> int:
    """Calls it with made-up values, every other time about something that there is; how often."""
    kendte, valg, antal = server.known(operation.path), random.Random(hvem), 0  # noqa: S311 - to be repeated

    @settings(
        max_examples=tal,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @seed(1)
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        nonlocal antal
        antal += 1
        for navn in case.path_parameters or ():
            if kendte.get(navn) and valg.random() < 0.5:
                case.path_parameters[navn] = valg.choice(kendte[navn])
        headers = {"Authorization": f"Bearer {server.noegle(hvem)}"}
        case.validate_response(case.call(headers=headers, timeout=60), checks=SVAR, headers=headers)

    ask()
    return antal


@pytest.mark.parametrize("hvem", KALDERE)
def test_no_call_is_a_server_error_and_every_answer_is_described(
    server: Server, hvem: str, request: pytest.FixtureRequest
) -> None:
    tal = request.config.getoption("--kald")
    operationer = [fundet.ok() for fundet in described(server).get_all_operations()]
    assert len(operationer) > 80
    assert sum(call_often(server, hvem, each, tal) for each in operationer) > len(operationer)


@pytest.mark.parametrize(
    ("status", "krop"),
    [(500, {"kode": "WEB-500", "fejl": "x"}), (418, {"kode": "x", "fejl": "x"}), (200, {"miljoe": 1})],
)
def test_a_wrong_answer_would_be_found(server: Server, status: int, krop: dict[str, Any]) -> None:
    case = described(server)["/status"]["GET"].Case()
    svar = requests.Response()
    svar.status_code, svar._content = status, json.dumps(krop).encode()  # noqa: SLF001 - an answer made by hand
    svar.headers["Content-Type"] = "application/json"
    svar.request = requests.Request("GET", f"http://{VAERT}:{server.port}/status").prepare()
    with pytest.raises(BaseException, match=r"(?i)server error|undocumented|schema"):
        case.validate_response(schemathesis.Response.from_requests(svar, verify=True), checks=SVAR)
