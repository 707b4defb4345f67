"""Refusals in words: what each door says is explained, and is shown to nobody whose it is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cpr_haendelser.aftaler.model import Systemcertifikat
from cpr_haendelser.logning import Skrevet, log_line, refusals
from cpr_haendelser.logning.skrivning import HUSKET
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.vejledning.afvisninger import BESKEDHENT, EFTER, FEED, HAANDTRYK, MASKINDOER, explain, visible
from tests.udlevering.opsat import A, B, system

FP = "0123456789abcdef" * 4
TID = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
OPSAT = Opsaetning(
    1, (), (system(A, "Anders"), system(B, "Bodil")), (), (),
    certifikater=(Systemcertifikat(FP, "", B, "exttest", "Bodil", "", "", "", fjernet="2026-11-01"),),
)  # fmt: skip


def line(kode: str, **felter: str) -> Skrevet:
    return Skrevet(TID, kode, felter)


@pytest.mark.parametrize(
    ("linje", "doer", "ord_", "system_"),
    [
        (line("tls.haandtryk-afvist", forklaring="maskindøren: peer did not return a certificate"), MASKINDOER,
         "viste intet certifikat", ""),
        (line("tls.haandtryk-afvist", forklaring="certificate verify failed: certificate has expired"), BESKEDHENT,
         "er udløbet", ""),
        (line("tls.haandtryk-afvist", forklaring="certificate verify failed: unable to get local issuer certificate"),
         BESKEDHENT, "tillid til", ""),
        (line("tls.haandtryk-afvist", forklaring="tlsv1 alert unknown ca"), BESKEDHENT, "udstederen af vores", ""),
        (line("tls.haandtryk-afvist", forklaring="http request"), BESKEDHENT, "klar tekst", ""),
        (line("tls.haandtryk-afvist", forklaring="noget helt nyt"), BESKEDHENT, "kunne ikke aftales", ""),
        (line("web.certifikat-afvist", forklaring=f"{FP[:12]}…"), MASKINDOER, "ikke til noget aktivt", B),
        (line("web.noegle-afvist"), FEED, "Nøglen til REST", ""),
        (line("hent.login-afvist", mekanisme="EXTERNAL", adresse="127.0.0.1", system="", forklaring=
              f"certifikatet (SHA-256 {FP[:12]}…) er ikke registreret på noget aktivt it-system."), BESKEDHENT,
         "ikke til noget aktivt", B),
        (line("hent.login-afvist", mekanisme="PLAIN", adresse="127.0.0.1", system=A,
              forklaring="it-systemet er ukendt, eller hemmeligheden er forkert."), BESKEDHENT, "Hemmeligheden", A),
        (line("hent.dueslag-afvist", system=A, dueslag="", forklaring=
              "it-systemet har ingen godkendt serviceaftale, der gælder dueslagets beskedtype i dag."), BESKEDHENT,
         "ingen godkendt serviceaftale", A),
    ],
)  # fmt: skip
def test_a_refusal_is_explained_and_given_to_the_system_that_it_hit(
    linje: Skrevet, doer: str, ord_: str, system_: str
) -> None:
    [fundet] = explain([linje], OPSAT)
    assert (fundet.doer, fundet.system) == (doer, system_)
    assert ord_ in fundet.hvad
    assert fundet.raad


def test_whoever_reads_sees_its_own_and_nobodys_but_not_anothers() -> None:
    fundne = explain(
        [
            line("hent.dueslag-afvist", system=each, dueslag="", forklaring="dueslaget er lukket.")
            for each in (A, B, "")
        ],
        OPSAT,
    )
    assert [each.system for each in visible(fundne, frozenset({A}))] == [A, ""]
    assert len(visible(fundne, None)) == 3


def test_the_last_explanation_of_each_table_fits_everything() -> None:
    assert HAANDTRYK[-1].kende == EFTER[-1].kende == ""
    assert all(each.kende == each.kende.lower() for each in (*HAANDTRYK, *EFTER))


def test_the_newest_refusals_are_remembered_and_no_other_line() -> None:
    for nr in range(HUSKET + 5):
        log_line("tls.haandtryk-afvist", forklaring=f"nr {nr}")
    log_line("tls.certifikat-skiftet")
    husket = refusals()
    assert len(husket) == HUSKET
    assert husket[0].felter == {"forklaring": f"nr {HUSKET + 4}"}
