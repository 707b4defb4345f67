"""Logging in by OpenID Connect, all the way through a provider on a socket, and every way it can lie."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.konti.brugere import NyBruger
from cpr_haendelser.konti.oidc import STOERST
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.web.doer import create_app
from tests.konti.udbyder import HEMMELIGHED, KLIENT, Udbyder, logging_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TILBAGE = "http://haendelser.test/login/oidc/svar"
CVR = "22222222"


@pytest.fixture
def udbyder() -> Iterator[Udbyder]:
    with logging_in() as udbyder:
        yield udbyder


class Sted:
    """An installation that trusts the provider, and a browser."""

    def __init__(self, udbyder: Udbyder, **oidc: Any) -> None:
        opsat = {
            "udsteder": udbyder.udsteder, "klient_id": KLIENT, "klient_noegle": HEMMELIGHED, "omdirigering": TILBAGE,
            **oidc,
        }  # fmt: skip
        self.installation = Installation.open(Settings.model_validate({"database_url": "memory://", "oidc": opsat}))
        organisation = Organisation(
            CVR, "Firma", f"0c000000-0000-4000-8000-0000{CVR}", myndighed=False, leverandoer=True
        )
        self.installation.postrum.gem(organisationer=[organisation], tidspunkt="", hvem="")
        self.app = create_app(self.installation, "kun-til-afproevning")
        self.browser = TestClient(self.app, follow_redirects=False, raise_server_exceptions=True)

    def create(self, *roller: Rolle) -> None:
        ny = NyBruger("lis.lund", "Lis Lund", "", CVR, frozenset(roller))
        self.installation.konti.brugere.create(ny, "operatoer")

    def go(self) -> dict[str, str]:
        """To the provider and back: what the browser is sent back with."""
        begyndt = self.browser.get("/login/oidc")
        assert begyndt.status_code == 303, begyndt.text
        svar = httpx2.get(begyndt.headers["location"])
        assert svar.headers["location"].startswith(TILBAGE)
        return dict(parse_qsl(urlsplit(svar.headers["location"]).query))

    def log_in(self) -> Any:
        return self.browser.get("/login/oidc/svar", params=self.go())


def test_who_is_known_at_the_provider_and_here_is_logged_in(udbyder: Udbyder) -> None:
    sted = Sted(udbyder)
    sted.create(Rolle.LEVERANDOERADMINISTRATOR)
    svar = sted.log_in()
    assert (svar.status_code, svar.json()["mangler"]) == (200, "")
    assert "haendelser-oidc" not in sted.browser.cookies
    mig = sted.browser.get("/mig", headers={"Authorization": f"Bearer {svar.json()['session']}"}).json()
    assert (mig["bruger"]["brugernavn"], mig["bruger"]["roller"]) == ("lis.lund", ["leverandoeradministrator"])


def test_what_ties_the_browser_to_its_login_is_for_the_door_alone(udbyder: Udbyder) -> None:
    smutvej = Sted(udbyder).browser.get("/login/oidc").headers["set-cookie"]
    assert {"HttpOnly", "Path=/login", "SameSite=lax", "Max-Age=600"} <= {each.strip() for each in smutvej.split(";")}
    sikker = Sted(udbyder, omdirigering=TILBAGE.replace("http:", "https:"))
    assert "Secure" in sikker.browser.get("/login/oidc").headers["set-cookie"]


@pytest.mark.parametrize("felt", ["state", "iss"])
def test_an_answer_of_another_login_or_provider_is_not_taken(udbyder: Udbyder, felt: str) -> None:
    sted = Sted(udbyder)
    sted.create(Rolle.REVISOR)
    svar = sted.browser.get("/login/oidc/svar", params={**sted.go(), felt: "andet"})
    assert (svar.status_code, svar.json()["kode"]) == (400, "KTO-051")


def test_an_answer_in_another_browser_is_not_taken(udbyder: Udbyder) -> None:
    sted = Sted(udbyder)
    sted.create(Rolle.REVISOR)
    tilbage = sted.go()
    svar = TestClient(sted.app).get("/login/oidc/svar", params=tilbage)
    assert (svar.status_code, svar.json()["kode"]) == (400, "KTO-051")
    sted.browser.cookies.clear()
    sted.browser.cookies.set("haendelser-oidc", "opfundet", path="/login")
    assert sted.browser.get("/login/oidc/svar", params=tilbage).status_code == 400


def test_a_code_is_good_once(udbyder: Udbyder) -> None:
    sted = Sted(udbyder)
    sted.create(Rolle.REVISOR)
    tilbage, smutvej = sted.go(), dict(sted.browser.cookies)
    assert sted.browser.get("/login/oidc/svar", params=tilbage).status_code == 200
    for navn, vaerdi in smutvej.items():
        sted.browser.cookies.set(navn, vaerdi, path="/login")
    svar = sted.browser.get("/login/oidc/svar", params=tilbage)
    assert (svar.status_code, svar.json()["kode"]) == (401, "KTO-052")


LOEGNE: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "another's nonce": lambda claims: {**claims, "nonce": "andet"},
    "no nonce": lambda claims: {navn: each for navn, each in claims.items() if navn != "nonce"},
    "to another": lambda claims: {**claims, "aud": "en-anden"},
    "to several, not us": lambda claims: {**claims, "aud": [KLIENT, "en-anden"], "azp": "en-anden"},
    "from another": lambda claims: {**claims, "iss": "https://en-anden.example"},
    "long ago": lambda claims: {**claims, "exp": int(time.time()) - 120},
    "from the future": lambda claims: {**claims, "iat": int(time.time()) + 600},
    "without an end": lambda claims: {navn: each for navn, each in claims.items() if navn != "exp"},
    "one factor": lambda claims: {**claims, "acr": "lav"},
}


@pytest.mark.parametrize("loegn", LOEGNE)
def test_a_word_that_does_not_hold_logs_nobody_in(udbyder: Udbyder, loegn: str) -> None:
    sted = Sted(udbyder, krav={"acr": "hoej"})
    sted.create(Rolle.REVISOR)
    udbyder.claims["acr"] = "hoej"
    assert sted.log_in().status_code == 200
    udbyder.loegn = LOEGNE[loegn]
    svar = sted.log_in()
    assert (svar.status_code, svar.json()["kode"]) == (401, "KTO-052"), svar.text


@pytest.mark.parametrize("hvordan", ["another's key", "the public key as a secret", "a shared key of the list"])
def test_a_signature_that_is_not_the_providers_logs_nobody_in(udbyder: Udbyder, hvordan: str) -> None:
    sted = Sted(udbyder)
    sted.create(Rolle.REVISOR)
    match hvordan:
        case "another's key":
            udbyder.underskriv = RSAKey.generate_key(2048, {"kid": "1"})
        case "the public key as a secret":
            udbyder.sign_with_public_key()
        case _:
            udbyder.hoved, udbyder.delt = {"alg": "HS256", "kid": "hemmelig"}, b"hemmelig"
    svar = sted.log_in()
    assert (svar.status_code, svar.json()["kode"]) == (401, "KTO-052")


def test_new_keys_of_the_provider_are_taken_up(udbyder: Udbyder, monkeypatch: pytest.MonkeyPatch) -> None:
    sted = Sted(udbyder)
    sted.create(Rolle.REVISOR)
    assert sted.log_in().status_code == 200
    udbyder.noegle = RSAKey.generate_key(2048, {"kid": "2", "use": "sig", "alg": "RS256"})
    udbyder.hoved["kid"] = "2"
    assert sted.log_in().status_code == 401, "asked again once a minute at most"
    oidc = sted.installation.konti.oidc
    assert oidc is not None
    nu = oidc._seconds()  # noqa: SLF001 - a minute later
    monkeypatch.setattr(oidc, "_kendt", (nu - 61, *oidc._kendt[1:]))  # type: ignore[index] # noqa: SLF001
    assert sted.log_in().status_code == 200


@pytest.mark.parametrize(
    "felter", [{"issuer": "https://en-anden.example"}, {"token_endpoint": "ftp://x"}, {"jwks_uri": 1}]
)
def test_a_provider_that_describes_itself_wrongly_is_not_gone_to(udbyder: Udbyder, felter: dict[str, Any]) -> None:
    udbyder.beskrivelse = felter
    svar = Sted(udbyder).browser.get("/login/oidc")
    assert (svar.status_code, svar.json()["kode"]) == (401, "KTO-052")


def test_an_answer_of_the_provider_is_read_in_however_many_pieces_it_comes_but_not_without_end(
    udbyder: Udbyder,
) -> None:
    udbyder.fyld = STOERST // 2
    assert Sted(udbyder).browser.get("/login/oidc").status_code == 303
    udbyder.fyld = STOERST
    assert Sted(udbyder).browser.get("/login/oidc").json()["kode"] == "KTO-052"


def test_a_provider_that_is_down_is_told_as_such() -> None:
    with logging_in() as udbyder:
        sted = Sted(udbyder)
    svar = sted.browser.get("/login/oidc")
    assert (svar.status_code, svar.json()["kode"]) == (503, "KTO-050")
    assert svar.headers["Retry-After"]


def test_who_has_no_account_here_or_a_closed_one_is_not_logged_in(udbyder: Udbyder) -> None:
    sted = Sted(udbyder)
    assert (sted.log_in().status_code, sted.log_in().json()["kode"]) == (403, "KTO-053")
    sted.create(Rolle.REVISOR)
    assert sted.log_in().status_code == 200
    sted.installation.konti.brugere.change("lis.lund", "operatoer", aktiv=False)
    assert sted.log_in().status_code == 403


def test_the_organisation_is_cross_checked_where_the_provider_says_it(udbyder: Udbyder) -> None:
    sted = Sted(udbyder, cvrclaim="cvr")
    sted.create(Rolle.REVISOR)
    assert sted.log_in().status_code == 403
    udbyder.claims["cvr"] = "33333333"
    assert sted.log_in().status_code == 403
    udbyder.claims["cvr"] = CVR
    assert sted.log_in().status_code == 200


def test_the_provider_gives_and_takes_roles_and_makes_users_where_the_settings_say_so(udbyder: Udbyder) -> None:
    roller = {"cpr-test": "testansvarlig", "cpr-revision": "revisor"}
    sted = Sted(udbyder, rolleclaim="grupper", cvrclaim="cvr", roller=roller)
    udbyder.claims |= {"cvr": CVR, "grupper": ["kantinen"]}
    assert sted.log_in().status_code == 403
    udbyder.claims["grupper"] = ["kantinen", "cpr-test"]
    foerste = sted.log_in().json()
    assert (foerste["bruger"]["navn"], foerste["bruger"]["roller"]) == ("Lis Lund", ["testansvarlig"])
    udbyder.claims["grupper"] = ["cpr-test", "cpr-revision"]
    assert sted.log_in().json()["bruger"]["roller"] == ["revisor", "testansvarlig"]
    assert sted.browser.get("/mig", headers={"Authorization": f"Bearer {foerste['session']}"}).status_code == 401
    udbyder.claims["grupper"] = []
    assert sted.log_in().status_code == 403


@pytest.mark.parametrize("navnloes", [None, [], ["lis.lund"], {}, False, ""])
def test_who_has_no_name_at_the_provider_is_nobody_here(udbyder: Udbyder, navnloes: object) -> None:
    sted = Sted(udbyder, rolleclaim="grupper", cvrclaim="cvr", roller=ROLLER)
    udbyder.claims |= {"preferred_username": navnloes, "cvr": CVR, "grupper": ["cpr-test"]}
    svar = sted.log_in()
    assert (svar.status_code, svar.json()["kode"]) == (403, "KTO-053")
    assert not sted.installation.bord.gaeldende().brugernavne, "two of them would share a user called none"


GENDANNET = Gendannelse("2026-11-29T01:30:00+01:00", "2026-11-30T08:00:00.000+00:00")
ROLLER = {"cpr-drift": "driftsoperatoer", "cpr-test": "testansvarlig"}


@pytest.mark.parametrize(
    ("her", "hos_udbyderen", "status"),
    [
        ((), ["cpr-drift"], 503),
        ((Rolle.TESTANSVARLIG,), ["cpr-drift"], 503),
        ((Rolle.DRIFTSOPERATOER,), ["cpr-test"], 503),
        ((Rolle.DRIFTSOPERATOER,), [], 503),
        ((Rolle.DRIFTSOPERATOER, Rolle.REVISOR), ["cpr-drift", "cpr-test"], 200),
    ],
)
def test_while_a_restoring_stands_the_provider_gives_and_takes_nothing_here(
    udbyder: Udbyder, her: tuple[Rolle, ...], hos_udbyderen: list[str], status: int
) -> None:
    sted = Sted(udbyder, rolleclaim="grupper", cvrclaim="cvr", roller=ROLLER)
    if her:
        sted.create(*her)
    postrum = sted.installation.postrum
    postrum.saet_gendannelse(GENDANNET)
    foer = postrum.opsaetning()
    udbyder.claims |= {"cvr": CVR, "grupper": hos_udbyderen}
    svar = sted.log_in()
    assert (svar.status_code, postrum.opsaetning()) == (status, foer), svar.text
    assert svar.json().get("kode") == (None if status == 200 else "ADG-008")
    assert postrum.login(str(sted.installation.konti.brugere.uuid_of("lis.lund"))) is None or her
    postrum.frigiv_gendannelse({}, nu="2026-11-30T09:00:00.000+00:00", hvem="operatoer")
    assert sted.log_in().status_code == (200 if hos_udbyderen else 403)
    [efter] = postrum.opsaetning().brugere
    assert efter.roller == {Rolle(ROLLER[each]) for each in hos_udbyderen}


def test_without_a_whole_setting_it_says_what_is_missing() -> None:
    installation = Installation.open(
        Settings.model_validate({"database_url": "memory://", "oidc": {"udsteder": "https://login.example"}})
    )
    klient = TestClient(create_app(installation, "kun-til-afproevning"), raise_server_exceptions=True)
    assert klient.get("/login/oidc").json()["kode"] == "OPS-014"
