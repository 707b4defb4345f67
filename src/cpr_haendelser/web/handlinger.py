"""Which action each call is: the table that the door keeper asks before anything of the call is looked at.

A route that is not here answers nobody; the architecture tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Match

from cpr_haendelser.adgang.handling import Handling

if TYPE_CHECKING:
    from starlette.types import Scope

AABEN = None
"""Of calls that anybody may make: they are how one logs in."""

_HAENDELSE, _LISTE, _ORDRE = "/haendelser/{loebenummer}", "/vaerdilister/{uuid}", "/ordrer/{uuid}"
_SYSTEM, _AFTALE, _INDSTILLING = "/systemer/{uuid}", "/aftaler/{id}", "/indstillinger/{navn}"
_DUESLAG = "/dueslag/{uuid}"

KALD: Mapping[tuple[str, str], Handling | None] = MappingProxyType(
    {
        ("GET", "/openapi.json"): Handling.VAERKTOEJ_BRUG,
        ("POST", "/login"): AABEN,
        ("GET", "/login/oidc"): AABEN,
        ("GET", "/login/oidc/svar"): AABEN,
        ("POST", "/logout"): Handling.KONTO_LOGIN,
        ("GET", "/mig"): Handling.KONTO_LOGIN,
        ("POST", "/mig/adgangskode"): Handling.KONTO_LOGIN,
        ("POST", "/mig/tofaktor"): Handling.KONTO_LOGIN,
        ("POST", "/mig/tofaktor/bekraeft"): Handling.KONTO_LOGIN,
        ("GET", "/mig/sessioner"): Handling.KONTO_RET,
        ("DELETE", "/mig/sessioner"): Handling.KONTO_RET,
        ("GET", "/mig/noegler"): Handling.KONTO_RET,
        ("POST", "/mig/noegler"): Handling.KONTO_RET,
        ("DELETE", "/mig/noegler/{id}"): Handling.KONTO_RET,
        ("GET", "/organisationer"): Handling.ORGANISATION_LAES,
        ("POST", "/organisationer"): Handling.ORGANISATION_RET,
        ("POST", "/organisationer/kommuner"): Handling.ORGANISATION_RET,
        ("GET", "/organisationer/{cvr}"): Handling.ORGANISATION_LAES,
        ("PATCH", "/organisationer/{cvr}"): Handling.ORGANISATION_RET,
        ("GET", "/brugere"): Handling.BRUGER_LAES,
        ("POST", "/brugere"): Handling.BRUGER_RET,
        ("GET", "/brugere/{brugernavn}"): Handling.BRUGER_LAES,
        ("PATCH", "/brugere/{brugernavn}"): Handling.BRUGER_RET,
        ("POST", "/brugere/{brugernavn}/foerstegangskode"): Handling.BRUGER_RET,
        ("DELETE", "/brugere/{brugernavn}/tofaktor"): Handling.BRUGER_RET,
        ("GET", "/noegler"): Handling.NOEGLE_LAES,
        ("POST", "/noegler"): Handling.NOEGLE_RET,
        ("DELETE", "/noegler/{id}"): Handling.NOEGLE_RET,
        ("GET", "/systemer"): Handling.SYSTEM_LAES,
        ("POST", "/systemer"): Handling.SYSTEM_RET,
        ("GET", _SYSTEM): Handling.SYSTEM_LAES,
        ("PATCH", _SYSTEM): Handling.SYSTEM_RET,
        ("GET", f"{_SYSTEM}/certifikater"): Handling.CERTIFIKAT_LAES,
        ("POST", f"{_SYSTEM}/certifikater"): Handling.CERTIFIKAT_RET,
        ("POST", f"{_SYSTEM}/certifikater/fjern"): Handling.CERTIFIKAT_RET,
        ("GET", f"{_SYSTEM}/dueslag"): Handling.DUESLAG_LAES,
        ("POST", f"{_SYSTEM}/dueslag"): Handling.DUESLAG_RET,
        ("PATCH", _DUESLAG): Handling.DUESLAG_RET,
        ("GET", _DUESLAG): Handling.DUESLAG_LAES,
        ("GET", f"{_DUESLAG}/forsendelser"): Handling.DUESLAG_LAES,
        ("GET", f"{_DUESLAG}/leveringer"): Handling.DUESLAG_LAES,
        ("GET", f"{_DUESLAG}/forklaring/{{loebenummer}}"): Handling.DUESLAG_FORKLAR,
        ("POST", f"{_DUESLAG}/filterproeve"): Handling.DUESLAG_FORKLAR,
        ("POST", f"{_DUESLAG}/stop"): Handling.DUESLAG_RET,
        ("POST", f"{_DUESLAG}/start"): Handling.DUESLAG_RET,
        ("POST", f"{_DUESLAG}/frigiv"): Handling.DUESLAG_RET,
        ("POST", f"{_DUESLAG}/fejlkoe"): Handling.DUESLAG_RET,
        ("POST", f"{_DUESLAG}/afspil"): Handling.DUESLAG_AFSPIL,
        ("GET", "/indgreb"): Handling.DUESLAG_LAES,
        ("GET", "/aftaler"): Handling.AFTALE_LAES,
        ("POST", "/aftaler"): Handling.AFTALE_ANMOD,
        ("GET", _AFTALE): Handling.AFTALE_LAES,
        ("GET", f"{_AFTALE}/eksempel"): Handling.AFTALE_LAES,
        ("GET", f"{_AFTALE}/traad"): Handling.AFTALE_LAES,
        ("POST", f"{_AFTALE}/traad"): Handling.AFTALE_SKRIV,
        ("POST", f"{_AFTALE}/godkend"): Handling.AFTALE_GODKEND,
        ("POST", f"{_AFTALE}/afvis"): Handling.AFTALE_GODKEND,
        ("POST", f"{_AFTALE}/traek"): Handling.AFTALE_ANMOD,
        ("POST", f"{_AFTALE}/opsig"): Handling.AFTALE_OPSIG,
        ("GET", "/haendelser"): Handling.LOG_LAES,
        ("POST", "/haendelser/soegning"): Handling.PERSON_AABN,
        ("GET", _HAENDELSE): Handling.LOG_LAES,
        ("GET", f"{_HAENDELSE}/besked"): Handling.LOG_LAES,
        ("GET", "/beskeder"): Handling.LOG_LAES,
        ("GET", "/status"): Handling.STATUS_LAES,
        ("GET", "/snapshot"): Handling.SNAPSHOT_LAES,
        ("GET", "/vaerdilister"): Handling.VAERDILISTE_LAES,
        ("POST", "/vaerdilister"): Handling.VAERDILISTE_RET,
        ("GET", _LISTE): Handling.VAERDILISTE_LAES,
        ("POST", f"{_LISTE}/luk"): Handling.VAERDILISTE_RET,
        ("POST", f"{_LISTE}/aabn"): Handling.VAERDILISTE_RET,
        ("GET", f"{_LISTE}/vaerdier"): Handling.VAERDILISTE_INDHOLD,
        ("PUT", f"{_LISTE}/vaerdier"): Handling.VAERDILISTE_RET,
        ("POST", f"{_LISTE}/vaerdier/tilfoej"): Handling.VAERDILISTE_RET,
        ("POST", f"{_LISTE}/vaerdier/fjern"): Handling.VAERDILISTE_RET,
        ("GET", "/filer"): Handling.FIL_LAES,
        ("GET", "/filer/{fil}"): Handling.FIL_LAES,
        ("GET", "/filer/{fil}/linjer"): Handling.FIL_LINJER,
        ("GET", "/gendannelse"): Handling.DRIFT_KONTROLLER,
        ("GET", "/storfiler"): Handling.FIL_LAES,
        ("POST", "/storfiler/{fil}/frigiv"): Handling.FIL_FRIGIV,
        ("POST", "/storfiler/{fil}/parker"): Handling.FIL_FRIGIV,
        ("GET", "/ordrer/handlinger"): Handling.ORDRE_LAES,
        ("GET", "/ordrer/skabelon"): Handling.ORDRE_LAES,
        ("GET", "/ordrer/regneark"): Handling.ORDRE_LAES,
        ("GET", "/ordrer/{uuid}/regneark"): Handling.ORDRE_LAES,
        ("GET", "/ordrer"): Handling.ORDRE_LAES,
        ("POST", "/ordrer"): Handling.ORDRE_BESTIL,
        ("GET", _ORDRE): Handling.ORDRE_LAES,
        ("PUT", _ORDRE): Handling.ORDRE_BESTIL,
        ("GET", f"{_ORDRE}/skabelon"): Handling.ORDRE_LAES,
        ("GET", f"{_ORDRE}/udfoerelser"): Handling.ORDRE_LAES,
        ("GET", f"{_ORDRE}/visning"): Handling.ORDRE_LAES,
        ("GET", f"{_ORDRE}/sendt"): Handling.ORDRE_LAES,
        ("POST", f"{_ORDRE}/skridt"): Handling.ORDRE_BESTIL,
        ("GET", f"{_ORDRE}/traad"): Handling.ORDRE_LAES,
        ("POST", f"{_ORDRE}/traad"): Handling.ORDRE_BESTIL,
        ("GET", f"{_ORDRE}/tilbud"): Handling.PRIS_LAES,
        ("GET", "/skabeloner"): Handling.ORDRE_LAES,
        ("POST", "/skabeloner"): Handling.ORDRE_BESTIL,
        ("POST", "/skabeloner/indhold"): Handling.ORDRE_LAES,
        ("POST", "/skabeloner/glem"): Handling.ORDRE_BESTIL,
        ("GET", "/testmiljoe/priser"): Handling.PRIS_LAES,
        ("GET", "/testmiljoe/afregning"): Handling.PRIS_LAES,
        ("POST", "/testpersoner/soegning"): Handling.TESTPERSON_LAES,
        ("POST", "/testpersoner/deling"): Handling.TESTPERSON_DEL,
        ("POST", "/testmiljoe/vilkaar"): Handling.VILKAAR_ACCEPTER,
        ("GET", "/indstillinger"): Handling.OPSAETNING_LAES,
        ("GET", _INDSTILLING): Handling.OPSAETNING_LAES,
        ("PUT", _INDSTILLING): Handling.INDSTILLING_RET,
        ("DELETE", _INDSTILLING): Handling.INDSTILLING_RET,
        ("POST", f"{_INDSTILLING}/fortryd"): Handling.INDSTILLING_RET,
        ("GET", "/metrics"): Handling.MAALING_LAES,
        ("GET", "/revision"): Handling.REVISION_KONTROLLER,
        ("POST", "/revision/soegning"): Handling.REVISION_LAES,
        ("POST", "/revision/kontrol"): Handling.REVISION_KONTROLLER,
        ("GET", "/revision/eksport"): Handling.REVISION_EKSPORTER,
    }
)
"""By method and path; HEAD is its GET."""


def find_kald(routes: Iterable[BaseRoute], scope: Scope) -> tuple[str, str] | None:
    """The call that the application would take a request for; None: it would answer that there is none."""
    for route in routes:
        if route.matches(scope)[0] is Match.FULL:
            metode = "GET" if scope["method"] == "HEAD" else scope["method"]
            return metode, str(getattr(route, "path", ""))
    return None
