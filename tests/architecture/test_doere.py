"""What the console does is done over HTTP and at the command line too: each form beside its call and its command."""

from __future__ import annotations

from cpr_haendelser.cli.handlinger import KOMMANDOER
from cpr_haendelser.web.handlinger import KALD
from tests.architecture.test_handlinger import sider

INGEN = ""
"""One's own login and account: at the command line one is whom the machine lets."""
FORMER: dict[str, tuple[str, str]] = {
    "/login": ("POST /login", INGEN),
    "/logout": ("POST /logout", INGEN),
    "/adgangskode": ("POST /mig/adgangskode", INGEN),
    "/tofaktor": ("POST /mig/tofaktor/bekraeft", INGEN),
    "/konto/sessioner": ("DELETE /mig/sessioner", INGEN),
    "/konto/noegler/ny": ("POST /mig/noegler", INGEN),
    "/konto/noegler/{id}/luk": ("DELETE /mig/noegler/{id}", INGEN),
    # Files, hændelser, persons; a lookup of a person over HTTP is a search of its hændelser.
    "/filer/{fil}/frigiv": ("POST /storfiler/{fil}/frigiv", "storfil release"),
    "/filer/{fil}/parker": ("POST /storfiler/{fil}/parker", "storfil park"),
    "/filer/{fil}/linjer": ("GET /filer/{fil}/linjer", "files"),
    "/haendelser": ("GET /haendelser", "feed"),
    "/haendelser/{nr}": ("GET /haendelser/{loebenummer}/besked", "besked"),
    "/personer": ("POST /haendelser/soegning", "person"),
    # Dueslag and value lists.
    "/dueslag": ("GET /status", "dueslag"),
    "/dueslag/nyt": ("POST /systemer/{uuid}/dueslag", "system add-dueslag"),
    "/dueslag/filtertjek": ("POST /dueslag/{uuid}/filterproeve", "dueslag try"),
    "/dueslag/{uuid}/ret": ("PATCH /dueslag/{uuid}", "system change-dueslag"),
    "/dueslag/{uuid}/stop": ("POST /dueslag/{uuid}/stop", "dueslag stop"),
    "/dueslag/{uuid}/start": ("POST /dueslag/{uuid}/start", "dueslag start"),
    "/dueslag/{uuid}/frigiv": ("POST /dueslag/{uuid}/frigiv", "dueslag release"),
    "/dueslag/{uuid}/frigiv-fejlkoe": ("POST /dueslag/{uuid}/frigiv", "dueslag release"),
    "/dueslag/{uuid}/fejlkoe": ("POST /dueslag/{uuid}/fejlkoe", "dueslag fejlkoe"),
    "/dueslag/{uuid}/afspil": ("POST /dueslag/{uuid}/afspil", "dueslag replay"),
    "/dueslag/{uuid}/forklar": ("GET /dueslag/{uuid}/forklaring/{loebenummer}", "dueslag explain"),
    "/vaerdilister": ("POST /vaerdilister", "vaerdiliste create"),
    "/vaerdilister/{uuid}/ret": ("POST /vaerdilister/{uuid}/vaerdier/tilfoej", "vaerdiliste add"),
    "/vaerdilister/{uuid}/luk": ("POST /vaerdilister/{uuid}/luk", "vaerdiliste close"),
    "/vaerdilister/{uuid}/aabn": ("POST /vaerdilister/{uuid}/aabn", "vaerdiliste open"),
    "/vaerdilister/{uuid}/vaerdier": ("GET /vaerdilister/{uuid}/vaerdier", "vaerdiliste show"),
    # Administration.
    "/organisationer": ("GET /organisationer", "organisation"),
    "/organisationer/ny": ("POST /organisationer", "organisation create"),
    "/organisationer/kommuner": ("POST /organisationer/kommuner", "organisation kommuner"),
    "/organisationer/{cvr}": ("PATCH /organisationer/{cvr}", "organisation change"),
    "/organisationer/{cvr}/luk": ("PATCH /organisationer/{cvr}", "organisation change"),
    "/organisationer/{cvr}/aabn": ("PATCH /organisationer/{cvr}", "organisation change"),
    "/brugere/ny": ("POST /brugere", "bruger create"),
    "/brugere/{uuid}": ("PATCH /brugere/{brugernavn}", "bruger change"),
    "/brugere/{uuid}/luk": ("PATCH /brugere/{brugernavn}", "bruger change"),
    "/brugere/{uuid}/aabn": ("PATCH /brugere/{brugernavn}", "bruger change"),
    "/brugere/{uuid}/foerstegangskode": ("POST /brugere/{brugernavn}/foerstegangskode", "bruger reset"),
    "/brugere/{uuid}/tofaktor": ("DELETE /brugere/{brugernavn}/tofaktor", "bruger reset"),
    "/systemer": ("GET /systemer", "system"),
    "/systemer/ny": ("POST /systemer", "system create"),
    "/systemer/{uuid}/ret": ("PATCH /systemer/{uuid}", "system change"),
    "/systemer/{uuid}/luk": ("PATCH /systemer/{uuid}", "system close"),
    "/systemer/{uuid}/aabn": ("PATCH /systemer/{uuid}", "system open"),
    "/systemer/{uuid}/certifikater": ("POST /systemer/{uuid}/certifikater", "certifikat add"),
    "/systemer/{uuid}/certifikater/fjern": ("POST /systemer/{uuid}/certifikater/fjern", "certifikat remove"),
    "/systemer/{uuid}/noegler/ny": ("POST /noegler", "noegle create"),
    "/noegler/{id}/luk": ("DELETE /noegler/{id}", "noegle close"),
    "/aftaler/ny": ("POST /aftaler", "aftale request"),
    "/aftaler/{id}/traad": ("POST /aftaler/{id}/traad", "aftale say"),
    "/aftaler/{id}/godkend": ("POST /aftaler/{id}/godkend", "aftale approve"),
    "/aftaler/{id}/afvis": ("POST /aftaler/{id}/afvis", "aftale reject"),
    "/aftaler/{id}/traek": ("POST /aftaler/{id}/traek", "aftale withdraw"),
    "/aftaler/{id}/opsig": ("POST /aftaler/{id}/opsig", "aftale end"),
    "/revision/svar": ("POST /revision/soegning", "revision sag"),
    "/revision/kontrol": ("POST /revision/kontrol", "revision check"),
    "/revision/eksport": ("GET /revision/eksport", "revision export"),
    "/indstillinger/{navn}": ("PUT /indstillinger/{navn}", "indstilling set"),
    "/indstillinger/{navn}/fortryd": ("POST /indstillinger/{navn}/fortryd", "indstilling undo"),
    "/indstillinger/{navn}/slip": ("DELETE /indstillinger/{navn}", "indstilling reset"),
    # Ordering; what is done with a person is a line of an order.
    "/ordrer/ny": ("POST /ordrer", "ordre create"),
    "/ordrer/ny/handling": ("GET /ordrer/handlinger", "ordre handlinger"),
    "/ordrer/ny/linje": ("POST /ordrer", "ordre create"),
    "/ordrer/{uuid}/handling": ("GET /ordrer/handlinger", "ordre handlinger"),
    "/ordrer/{uuid}/linje": ("PUT /ordrer/{uuid}", "ordre change"),
    "/ordrer/{uuid}/linje/fjern": ("PUT /ordrer/{uuid}", "ordre change"),
    "/ordrer/vilkaar": ("POST /testmiljoe/vilkaar", "ordre accept"),
    "/ordrer/{uuid}/skridt": ("POST /ordrer/{uuid}/skridt", "ordre submit"),
    "/ordrer/{uuid}/traad": ("POST /ordrer/{uuid}/traad", "ordre say"),
    "/testpersoner": ("POST /testpersoner/soegning", "testperson"),
    "/testpersoner/greb": ("POST /ordrer", "ordre create"),
    "/testpersoner/udfoer": ("POST /ordrer", "ordre create"),
    "/testpersoner/del": ("POST /testpersoner/deling", "testperson share"),
    "/testpersoner/{maade}": ("POST /ordrer", "testperson create"),
    "/gemte/ordre": ("POST /skabeloner", "gemt save"),
    "/gemte/bestil": ("POST /ordrer", "ordre create"),
    "/gemte/glem": ("POST /skabeloner/glem", "gemt forget"),
}
"""By the address of a form: the call and the command that do the same."""


def test_every_form_of_the_console_has_its_call_and_its_command() -> None:
    assert {side.sti for side in sider("exttest") if side.metode == "POST"} == set(FORMER)


def test_each_call_and_command_that_is_named_is_there() -> None:
    kald = {f"{metode} {sti}" for metode, sti in KALD}
    assert {rest for rest, _ in FORMER.values()} - kald == set()
    assert {kommando for _, kommando in FORMER.values()} - {INGEN, *KOMMANDOER} == set()
