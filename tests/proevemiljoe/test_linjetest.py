"""`linjetest --dueslag` against a whole environment: what the other end says of login and agreement, in words."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cpr_haendelser.aftaler.model import Aftaletilstand
from cpr_haendelser.fordeling.amqp.linjetest import try_login
from cpr_haendelser.tls.ca import Brug, Oenske, issue
from cpr_haendelser.tls.kontekster import Filer, client_context

if TYPE_CHECKING:
    from cpr_haendelser.proevemiljoe import Adgang, Exttest

NU = datetime(2026, 11, 25, tzinfo=UTC)


def own(adgang: Adgang) -> ssl.SSLContext:
    return adgang.tls()


def test_a_system_with_an_agreement_is_let_in_and_one_without_is_told_why(exttest: Exttest) -> None:
    adgang, postrum = exttest.adgang, exttest.installation.postrum
    assert try_login(adgang.vaert, adgang.port, own(adgang), adgang.dueslag).i_orden
    ukendt = try_login(adgang.vaert, adgang.port, own(adgang), "0d000000-0000-4000-8000-000000000000")
    assert (ukendt.i_orden, "404" in ukendt.tekst) == (False, True)
    opsagt = [each._replace(tilstand=Aftaletilstand.OPSAGT) for each in postrum.opsaetning().aftaler]
    postrum.gem(aftaler=opsagt, tidspunkt=NU.isoformat(), hvem="test")
    uden = try_login(adgang.vaert, adgang.port, own(adgang), adgang.dueslag)
    assert (uden.i_orden, "403" in uden.tekst) == (False, True)
    assert "serviceaftale" in uden.tekst


def test_a_certificate_that_no_system_has_is_told_so(exttest: Exttest) -> None:
    adgang = exttest.adgang
    mappe: Path = adgang.ca.parent
    fremmed = issue(mappe, Oenske(Brug.KLIENT, "fremmed", "22222222"), nu=NU, adgangskode="22222222")
    svar = try_login(
        adgang.vaert, adgang.port, client_context(Filer(fremmed.certifikat, fremmed.noegle, adgang.ca)), adgang.dueslag
    )
    assert (svar.i_orden, "403" in svar.tekst) == (False, True)


def test_a_port_that_speaks_something_else_is_told_so(exttest: Exttest) -> None:
    adgang = exttest.adgang
    svar = try_login(adgang.vaert, 1, own(adgang), adgang.dueslag)
    assert (svar.i_orden, "BeskedHent" in svar.tekst) == (False, True)
