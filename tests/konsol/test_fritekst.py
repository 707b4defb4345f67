"""Every door that takes what people write: signs that do not show and personnumre are refused, and nothing is kept."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.konsol import ROD
from cpr_haendelser.web.doer import create_app
from tests.konsol.conftest import LISTE, Browser
from tests.udlevering.opsat import DUESLAG_A, KORSBAEK, A

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

NOEGLE = "kun-til-afproevning"
TYPE = Saet().beskedtype
ORDINAER = "010162" + "1234"
X = "…"
"""What is written there."""
SYSTEM = {"navn": "Nyt", "cvr": KORSBAEK}
BRUGER = {"brugernavn": "ny.bruger", "navn": "Ny", "organisation": KORSBAEK, "roller": []}
ANMODNING = {
    "system": A, "myndigheder": [KORSBAEK], "formaal": "f", "hjemmel": "h", "beskedtyper": [TYPE], "foelsomhed": [TYPE],
}  # fmt: skip
NOEGLEN = {"navn": X, "handlinger": ["dueslag.laes"], "dage": 1}
ORDRE = {"organisation": KORSBAEK, "art": "replika", "linjer": [{"personnummer": "6101901234", "handling": "fjern"}]}
LINJE, LINJER, SAMLET = "linje", "linjer", "samlet"
"""One line; several; and several that are kept as one."""

Doer = tuple[str, str, dict[str, Any], str]
"""Method, path, what is sent, and what kind of text it is."""
DOERE: tuple[Doer, ...] = (
    ("POST", "/organisationer", {"cvr": "22222222", "navn": X, "myndighed": True}, LINJE),
    ("PATCH", f"/organisationer/{KORSBAEK}", {"navn": X}, LINJE),
    ("POST", "/brugere", BRUGER | {"navn": X}, LINJE),
    ("POST", "/brugere", BRUGER | {"mail": X}, LINJE),
    ("PATCH", "/brugere/revisor", {"navn": X}, LINJE),
    ("PATCH", "/brugere/revisor", {"mail": X}, LINJE),
    ("POST", "/noegler", NOEGLEN | {"system": A}, LINJE),
    ("POST", "/systemer", SYSTEM | {"navn": X}, LINJE),
    ("POST", "/systemer", SYSTEM | {"kontakt": X}, LINJE),
    ("PATCH", f"/systemer/{A}", {"navn": X}, LINJE),
    ("PATCH", f"/systemer/{A}", {"kontakt": X}, LINJE),
    ("POST", f"/systemer/{A}/dueslag", {"navn": X, "beskedtype": TYPE}, LINJE),
    ("PATCH", f"/dueslag/{DUESLAG_A}", {"navn": X}, LINJE),
    ("PATCH", f"/dueslag/{DUESLAG_A}", {"filter": f"kommune = '{X}'"}, LINJER),
    ("POST", "/aftaler", ANMODNING | {"formaal": X}, LINJER),
    ("POST", "/aftaler", ANMODNING | {"hjemmel": X}, LINJER),
    ("POST", "/aftaler", ANMODNING | {"version": X}, LINJE),
    ("POST", "/aftaler/a/traad", {"tekst": X}, LINJER),
    ("POST", "/aftaler/a/opsig", {"grund": X}, LINJER),
    ("POST", "/aftaler/a/godkend", {"grund": X}, LINJER),
    ("POST", "/aftaler/a/afvis", {"grund": X}, LINJER),
    ("POST", "/aftaler/a/traek", {"grund": X}, LINJER),
    ("POST", "/vaerdilister", {"navn": X, "system": A}, LINJE),
    ("POST", "/ordrer", ORDRE | {"titel": X}, SAMLET),
)
SIDER: tuple[tuple[str, dict[str, str], str], ...] = (
    ("/organisationer/ny", {"cvr": "22222222", "navn": X, "myndighed": "ja"}, LINJE),
    (f"/organisationer/{KORSBAEK}", {"navn": X, "myndighed": "ja"}, LINJE),
    ("/brugere/ny", {"brugernavn": "ny.bruger", "navn": X, "cvr": KORSBAEK}, LINJE),
    ("/systemer/ny", {"navn": X, "cvr": KORSBAEK}, LINJE),
    ("/systemer/ny", {"navn": "Nyt", "cvr": KORSBAEK, "kontakt": X}, LINJE),
    (f"/systemer/{A}/ret", {"navn": X}, LINJE),
    (f"/systemer/{A}/noegler/ny", {"navn": X, "handling.dueslag.laes": "ja", "dage": "1"}, LINJE),
    ("/aftaler/a/traad", {"tekst": X}, LINJER),
    ("/aftaler/a/opsig", {"hvorfor": X}, LINJER),
    ("/vaerdilister", {"navn": X, "system": A}, LINJE),
    ("/konto/noegler/ny", {"navn": X, "handling.dueslag.laes": "ja", "dage": "1"}, LINJE),
)
USETE = ("Lis\u202e Lund", "Lis\x00", "Lis\u200bLund", "Lis\x1b[31m")
SKIFT = {LINJE: ("Lis\nBcc: alle@example.dk", "Lis\rBcc: alle"), LINJER: ("Lis\rBcc: alle",), SAMLET: ()}
SKRIVEMAADER = (
    ORDINAER, f"se {ORDINAER[:6]}/{ORDINAER[6:]}",
    f"{ORDINAER[:2]}.{ORDINAER[2:4]}.{ORDINAER[4:6]}\u2013{ORDINAER[6:]}",
    "".join(chr(0xFF10 + int(ciffer)) for ciffer in ORDINAER),
)  # fmt: skip
NUMMERKODER = {"KTO-013", "AFT-036", "VAGT-003"}


def with_text(form: dict[str, Any], tekst: str) -> dict[str, Any]:
    return {felt: each.replace(X, tekst) if isinstance(each, str) else each for felt, each in form.items()}


@pytest.fixture(scope="module")
def klient(installation: Installation) -> TestClient:
    """The operator over HTTP."""
    app = create_app(installation, NOEGLE)
    return TestClient(app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {NOEGLE}"})


@pytest.mark.parametrize("doer", DOERE, ids=lambda doer: " ".join((*doer[:2], *doer[2])))
def test_no_call_takes_signs_that_do_not_show_nor_a_number(
    installation: Installation, klient: TestClient, doer: Doer
) -> None:
    metode, sti, krop, form = doer
    foer = installation.postrum.opsaetning()
    for tekst in USETE + SKIFT[form]:
        svar = klient.request(metode, sti, json=with_text(krop, tekst))
        assert (svar.status_code, svar.json()["kode"]) == (400, "TEGN-001"), (tekst, svar.text)
        assert "tegn" in svar.json()["fejl"]
        assert "U+" in svar.json()["fejl"]
    for tekst in SKRIVEMAADER:
        svar = klient.request(metode, sti, json=with_text(krop, tekst))
        assert svar.status_code == 400, svar.text
        assert svar.json()["kode"] in NUMMERKODER, svar.text
        assert tekst not in svar.text
    assert installation.postrum.opsaetning() == foer
    assert len(installation.postrum.vaerdilister()) == 1


@pytest.mark.parametrize(("sti", "felter", "form"), SIDER)
def test_no_form_of_the_console_takes_them(
    installation: Installation, drift: Browser, sti: str, felter: dict[str, str], form: str
) -> None:
    foer = installation.postrum.opsaetning()
    for tekst in USETE + SKIFT[form]:
        svar = drift.submit(sti, **with_text(felter, tekst))
        assert "TEGN-001" in svar.text, (tekst, svar.status_code)
    svar = drift.submit(sti, **with_text(felter, SKRIVEMAADER[1]))
    assert any(kode in svar.text for kode in NUMMERKODER), svar.text
    assert installation.postrum.opsaetning() == foer


def test_a_text_of_several_lines_is_kept_with_them_however_they_end(klient: TestClient) -> None:
    assert klient.post("/aftaler/a/traad", json={"tekst": "En\r\nto\n\ntre"}).status_code == 201
    traad = klient.get("/aftaler/a/traad").json()["indlaeg"]
    assert traad[-1]["tekst"] == "En\nto\n\ntre"


def test_values_of_a_list_that_do_not_show_are_refused_with_their_line(klient: TestClient) -> None:
    sti = f"/vaerdilister/{LISTE}/vaerdier?tekst=true"
    svar = klient.put(sti, content="0999\nNørre\u202egade 1\n".encode(), headers={"Content-Type": "text/plain"})
    assert (svar.status_code, svar.json()["kode"]) == (400, "TEGN-001"), svar.text
    assert "linje 2" in svar.json()["fejl"]


@pytest.mark.parametrize("sti", ["/organisationer", "/systemer", "/dueslag", "/ordrer/ny/handling"])
def test_what_is_searched_for_stands_in_no_address_before_it_is_looked_at(drift: Browser, sti: str) -> None:
    for tekst in SKRIVEMAADER:
        svar = drift.submit(sti, soeg=tekst, q=tekst)
        assert (svar.status_code, "KTO-013" in svar.text, svar.url.query) == (400, True, b"")
        assert tekst not in svar.text
    svar = drift.submit(sti, soeg=" Anders æ ", q=" Anders æ ", ordreart="replika")
    assert (svar.status_code, svar.url.path) == (200, ROD + sti)
    assert svar.url.query == b"soeg=Anders+%C3%A6&q=Anders+%C3%A6&ordreart=replika"
    assert drift.submit(sti, soeg=" ", q="").url.query == b""


def test_no_form_that_is_sent_by_its_address_has_a_field_for_free_text() -> None:
    fundet = 0
    for skabelon in (files("cpr_haendelser.konsol") / "skabeloner").iterdir():
        for form in re.findall(r'<form[^>]*role="search".*?</form>', skabelon.read_text("utf-8"), re.DOTALL):
            assert 'method="post"' in form, skabelon.name
            assert "modtegn()" in form, skabelon.name
        for form in re.findall(r'<form[^>]*method="get".*?</form>', skabelon.read_text("utf-8"), re.DOTALL):
            fundet += 1
            felter = re.findall(r"<(?:input|textarea)[^>]*>", form)
            assert all(re.search(r'type="(hidden|date)"|pattern="\[0-9\]\{1,9\}"', felt) for felt in felter), (
                skabelon.name
            )
    assert fundet, "the templates are looked at"
