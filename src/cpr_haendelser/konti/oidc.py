"""Logging in by OpenID Connect: authorization code with PKCE, against one provider named in the settings.

OpenID Connect Core 1.0 (3.1), RFC 7636 (S256), RFC 9207 (iss). The provider's word counts for who it is and, where the
settings say so, for roles; whether two factors were asked for is the provider's, and may be demanded as a claim.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cpr_haendelser.fejl import Brugsfejl

ALGORITMER = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures that are taken: never `none`, never one with a shared secret."""
SKAEV = 60
"""Seconds that the provider's clock may be off."""
TAALMODIGHED = 10.0
"""Seconds that the provider is waited for."""
STOERST = 512 * 1024
"""Bytes of an answer of the provider."""
_INGEN: Mapping[str, str] = MappingProxyType({})
NOEGLER_GEMMES = 3600.0
"""Seconds that its description and keys are kept."""


class Udbyder(NamedTuple):
    """The provider, as the settings name it."""

    udsteder: str
    """Its issuer; the description lies below it."""
    klient_id: str
    klient_noegle: str
    omdirigering: str
    """Where it sends the browser back to: our /login/oidc/svar as seen from outside."""
    omfang: str = "openid profile email"
    krav: Mapping[str, str] = {}
    """Claims that must have exactly these values, such as acr."""
    tillid: ssl.SSLContext | None = None
    """Whose certificate it must have; None: the machine's own trust."""


class Begyndt(NamedTuple):
    """What is remembered in the browser while the provider is asked, sealed."""

    state: str
    nonce: str
    bevis: str
    """PKCE's code verifier."""
    frist: float
    """Seconds since 1970."""


class Oidc:
    """Asks the provider; safe to share between tasks of one loop."""

    def __init__(self, udbyder: Udbyder, nu: Callable[[], datetime]) -> None:
        self._udbyder, self._nu = udbyder, nu
        self._kendt: tuple[float, dict[str, Any], KeySet] | None = None

    async def begin(self) -> tuple[str, Begyndt]:
        """Where the browser goes, and what is to be remembered in it. KTO-050 where the provider does not answer."""
        beskrivelse, _ = await self._known()
        begyndt = Begyndt(
            secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), self._seconds() + 600
        )
        spoergsmaal = {
            "response_type": "code",
            "client_id": self._udbyder.klient_id,
            "redirect_uri": self._udbyder.omdirigering,
            "scope": self._udbyder.omfang,
            "state": begyndt.state,
            "nonce": begyndt.nonce,
            "code_challenge": _challenge(begyndt.bevis),
            "code_challenge_method": "S256",
        }
        adresse = str(beskrivelse["authorization_endpoint"])
        return f"{adresse}{'&' if '?' in adresse else '?'}{urlencode(spoergsmaal)}", begyndt

    async def finish(self, begyndt: Begyndt, *, state: str, kode: str, udsteder: str = "") -> dict[str, Any]:
        """The claims of who came back with a code.

        KTO-050 where the provider does not answer, KTO-051 where the answer does not belong to this browser's login or
        is too late, KTO-052 where the provider refuses or its word does not hold.
        """
        hjemme = secrets.compare_digest(state.encode(), begyndt.state.encode())
        if not hjemme or self._seconds() > begyndt.frist or udsteder not in {"", self._udbyder.udsteder}:
            raise Brugsfejl("KTO-051", "svaret hører ikke til et login, der er begyndt her for nylig. Begynd forfra.")
        beskrivelse, _ = await self._known()
        svar = await self._exchange(str(beskrivelse["token_endpoint"]), kode, begyndt.bevis)
        return await self._verify(str(svar.get("id_token", "")), begyndt.nonce)

    async def _exchange(self, adresse: str, kode: str, bevis: str) -> dict[str, Any]:
        u = self._udbyder
        krop = {
            "grant_type": "authorization_code", "code": kode, "redirect_uri": u.omdirigering, "code_verifier": bevis,
            "client_id": u.klient_id,
        }  # fmt: skip
        adgang = {"Authorization": _basic(u.klient_id, u.klient_noegle)} if u.klient_noegle else {}
        status, svar = await self._ask("POST", adresse, krop, adgang)
        if status != 200:  # noqa: PLR2004 - OK
            raise refused("udbyderen afviste koden")
        return svar

    async def _verify(self, token: str, nonce: str) -> dict[str, Any]:
        u = self._udbyder
        _, noegler = await self._known()
        try:
            laest = jwt.decode(token, noegler, algorithms=ALGORITMER)
        except (JoseError, ValueError):
            # Maybe it has new keys.
            _, noegler = await self._known(friske=True)
            try:
                laest = jwt.decode(token, noegler, algorithms=ALGORITMER)
            except (JoseError, ValueError):
                raise refused("underskriften kan ikke bekræftes") from None
        krav = jwt.JWTClaimsRegistry(
            now=int(self._seconds()),
            leeway=SKAEV,
            iss={"essential": True, "value": u.udsteder},
            aud={"essential": True, "value": u.klient_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            krav.validate(laest.claims)
        except JoseError:
            raise refused("det er udstedt til en anden, er udløbet eller hører til et andet login") from None
        claims = dict(laest.claims)
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != u.klient_id:
            raise refused("det er udstedt til flere end os")
        if any(claims.get(navn) != vaerdi for navn, vaerdi in u.krav.items()):
            raise refused("der er ikke logget ind på den måde, som indstillingen oidc.krav kræver")
        return claims

    async def _known(self, *, friske: bool = False) -> tuple[dict[str, Any], KeySet]:
        """The provider's description and keys, kept for a while; `friske`: asked again, once a minute at most."""
        nu = self._seconds()
        if self._kendt is not None and nu - self._kendt[0] < (60 if friske else NOEGLER_GEMMES):
            return self._kendt[1:]
        udsteder = self._udbyder.udsteder
        _, beskrivelse = await self._ask("GET", f"{udsteder.rstrip('/')}/.well-known/openid-configuration")
        adresser = [beskrivelse.get(navn) for navn in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if beskrivelse.get("issuer") != udsteder or not all(map(self._is_safe, adresser)):
            raise refused("dens beskrivelse passer ikke til indstillingen oidc.udsteder")
        _, saet = await self._ask("GET", str(beskrivelse["jwks_uri"]))
        try:
            noegler = KeySet.import_key_set({"keys": [each for each in saet.get("keys", ()) if _is_public(each)]})
        except (JoseError, ValueError, TypeError, AttributeError):
            raise refused("dens nøgler kan ikke læses") from None
        self._kendt = nu, beskrivelse, noegler
        return beskrivelse, noegler

    def _is_safe(self, adresse: object) -> bool:
        """Whether an address is over TLS, or as the issuer itself is in a test on one machine."""
        uden_tls = self._udbyder.udsteder.startswith("http://")
        return isinstance(adresse, str) and adresse.startswith(("https://", "http://") if uden_tls else "https://")

    async def _ask(
        self, metode: str, adresse: str, krop: Mapping[str, str] | None = None, headers: Mapping[str, str] = _INGEN
    ) -> tuple[int, dict[str, Any]]:
        tid = aiohttp.ClientTimeout(total=TAALMODIGHED)
        try:
            async with (
                aiohttp.ClientSession(timeout=tid, trust_env=False) as klient,
                klient.request(
                    metode, adresse, data=krop, ssl=self._udbyder.tillid or True, allow_redirects=False,
                    headers={"Accept": "application/json", **headers},
                ) as svar,
            ):  # fmt: skip
                laest = json.loads(await _read(svar.content))
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise Brugsfejl(
                "KTO-050", "login-udbyderen svarer ikke, som den skal. Prøv igen om lidt, eller log ind lokalt."
            ) from None
        if not isinstance(laest, dict):
            raise refused("svaret kan ikke læses")
        return svar.status, laest

    def _seconds(self) -> float:
        return self._nu().timestamp()


def refused(hvorfor: str) -> Brugsfejl:
    """The provider's word is not taken."""
    return Brugsfejl("KTO-052", f"login-udbyderens svar kan ikke bruges: {hvorfor}. Ingen er logget ind.")


async def _read(indhold: aiohttp.StreamReader) -> bytes:
    """All of an answer, in however many pieces it comes. KTO-052 where it is too long."""
    raa = bytearray()
    async for del_ in indhold.iter_any():
        raa += del_
        if len(raa) > STOERST:
            raise refused("svaret er for langt")
    return bytes(raa)


def _basic(navn: str, hemmelighed: str) -> str:
    """The client's own login (RFC 6749, 2.3.1): both parts are form-encoded first."""
    return "Basic " + base64.b64encode(f"{quote_plus(navn)}:{quote_plus(hemmelighed)}".encode()).decode()


def _challenge(bevis: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(bevis.encode()).digest()).rstrip(b"=").decode()


def _is_public(noegle: object) -> bool:
    """Whether a key of the provider is one that signatures are checked with."""
    return isinstance(noegle, dict) and noegle.get("kty") in {"RSA", "EC", "OKP"} and noegle.get("use", "sig") == "sig"
