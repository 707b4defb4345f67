"""What the page of a new key says to type does what it says: each call is made with the key, as it stands there."""

from __future__ import annotations

import re
import shlex
from html import unescape

import pytest
from starlette.testclient import TestClient

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import BRUGERROLLER, Aktoer, Rolle, as_bruger, as_system
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol.sider.noegler import sample_calls
from cpr_haendelser.konti.noegler import Noegler
from cpr_haendelser.storage.adgangsbog import Noegle
from cpr_haendelser.web.doer import create_app
from tests.konsol.conftest import logged_in
from tests.udlevering.opsat import A

ADRESSE = "http://127.0.0.1:8320"


def made(noegler: Noegler, ejer: Aktoer) -> tuple[str, Noegle]:
    """A key to all that its owner may have one to."""
    return noegler.create(ejer, "Prøve", noegler.possible(ejer.roller), 1, "prøve")


def call(installation: Installation, kommando: str) -> int:
    """The status of a command of the page."""
    curl, valg, hoved, adresse = shlex.split(kommando)
    assert (curl, valg) == ("curl", "--header")
    navn, _, vaerdi = hoved.partition(": ")
    return TestClient(create_app(installation, "")).get(adresse, headers={navn: vaerdi}).status_code


@pytest.mark.parametrize("rolle", [*BRUGERROLLER, Rolle.IT_SYSTEM])
def test_every_call_that_is_shown_for_a_key_is_answered(installation: Installation, rolle: Rolle) -> None:
    konti = installation.konti
    if rolle is Rolle.IT_SYSTEM:
        system = installation.bord.gaeldende().systemer[A.lower()]
        ejer = as_system(system.uuid.lower(), system.navn, system.cvr)
    else:
        ejer = as_bruger(konti.brugere.find(rolle.value))
    tekst, noegle = made(konti.noegler, ejer)
    kommandoer = list(sample_calls(noegle, tekst, ADRESSE))
    svar = {kommando.replace(tekst, "…"): call(installation, kommando) for kommando in kommandoer}
    assert {kommando: status for kommando, status in svar.items() if status != 200} == {}
    assert bool(svar) == any(each in noegle.omfang for each in (Handling.LOG_LAES, Handling.STATUS_LAES))
    konti.noegler.close(noegle.id, "prøve")


def test_the_page_shows_the_feed_first_and_by_the_readers_own_address(installation: Installation) -> None:
    drift = logged_in(installation, Rolle.DRIFTSOPERATOER)
    omfang = {"omfang.status.laes": "ja", "omfang.log.laes": "ja"}
    side = unescape(drift.submit(f"/systemer/{A}/noegler/ny", navn="Feed", dage="1", **omfang).text)
    [kommando, *_] = re.findall(r"<pre[^>]*>(curl [^<]*)</pre>", side)
    assert kommando.endswith('"http://127.0.0.1/haendelser?efter=0&antal=10"')
    assert call(installation, kommando) == 200
