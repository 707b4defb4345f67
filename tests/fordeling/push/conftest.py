"""A test CA with a receiver's and a sender's certificate, made once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from cpr_haendelser.tls.ca import Brug, Oenske, Udstedt, init, issue


class Certifikater(NamedTuple):
    ca: Udstedt
    server: Udstedt
    klient: Udstedt


@pytest.fixture(scope="session")
def certifikater(tmp_path_factory: pytest.TempPathFactory) -> Certifikater:
    folder: Path = tmp_path_factory.mktemp("ca")
    nu = datetime.now(UTC)
    ca = init(folder, nu=nu)
    server = issue(folder, Oenske(Brug.SERVER, "server", "12345678", ("localhost",)), nu=nu, adgangskode="x")
    klient = issue(folder, Oenske(Brug.KLIENT, "klient", "12345678"), nu=nu, adgangskode="x")
    return Certifikater(ca, server, klient)
