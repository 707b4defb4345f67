"""What is kept of serviceaftaler and certificates beside what they are, by every post room alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.aftaler.model import Aftaleskridt, Aftaletilstand, Serviceaftale, Systemcertifikat
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.aftalebog import BREV, Foelge
from tests.storage.postrumsmodel import tid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.postrum import Postrum

ALT = frozenset({"*"})
SYSTEM = "0a000000-0000-4000-8000-000000000001"
AFTALE = Serviceaftale(
    "a", SYSTEM, "11111111", "BeskedModtag", "2.0", ALT, ALT, ALT, ALT, ALT, "", "", Aftaletilstand.ANMODET,
    formaal="Sagsbehandling", hjemmel="CPR-loven § 10", erstatter="gammel",
)  # fmt: skip
SKRIDT = Aftaleskridt("a", tid(1), "bruger:1", "Line", "anmod", "", "anmodet")
CERTIFIKAT = Systemcertifikat("ab" * 32, "cd" * 32, SYSTEM, "exttest", "Fagsystem", tid(0), tid(9), "-----BEGIN")


@pytest.fixture(params=["sqlite", "memory"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    rum = open_postrum("memory:" if request.param == "memory" else f"sqlite:///{(tmp_path / 'r.db').as_posix()}")
    yield rum
    rum.close()


def queue(postrum: Postrum) -> list[tuple[str, str]]:
    return [(post.kanal, post.indhold) for post in postrum.tag_alarmpost(99, nu=tid(1), igen=tid(1))]


def test_an_agreement_and_a_certificate_are_kept_whole(postrum: Postrum) -> None:
    postrum.gem(aftaler=[AFTALE], certifikater=[CERTIFIKAT], tidspunkt=tid(1), hvem="x")
    opsat = postrum.opsaetning()
    assert (opsat.aftaler, opsat.certifikater) == ((AFTALE,), (CERTIFIKAT,))
    fjernet = CERTIFIKAT._replace(fjernet=tid(2), spaerret=True)
    postrum.gem(certifikater=[fjernet], tidspunkt=tid(2), hvem="x")
    assert postrum.opsaetning().certifikater == (fjernet,)
    assert postrum.opsaetning_pr(1).certifikater == (CERTIFIKAT,)


def test_a_change_is_kept_together_with_its_steps_and_letters(postrum: Postrum) -> None:
    foelge = Foelge(0, (SKRIDT,), ("brev 1", "brev 2"))
    assert postrum.gem(aftaler=[AFTALE], tidspunkt=tid(1), hvem="x", foelge=foelge) == 1
    assert postrum.aftaleskridt("a") == [SKRIDT]
    assert queue(postrum) == [(BREV, "brev 1"), (BREV, "brev 2")]
    assert postrum.antal_alarmposter() == 0


def test_nothing_is_kept_where_the_set_up_is_another_by_now(postrum: Postrum) -> None:
    postrum.gem(aftaler=[AFTALE], tidspunkt=tid(1), hvem="x")
    with pytest.raises(Brugsfejl, match="POST-010"):
        postrum.gem(
            aftaler=[AFTALE._replace(tilstand=Aftaletilstand.GODKENDT)],
            tidspunkt=tid(2),
            hvem="y",
            foelge=Foelge(0, (SKRIDT,), ("for sent",)),
        )
    assert postrum.opsaetning().aftaler == (AFTALE,)
    assert (postrum.aftaleskridt("a"), queue(postrum)) == ([], [])


def test_letters_about_orders_are_kept_once_with_how_far_they_have_come(postrum: Postrum) -> None:
    assert postrum.ordrenyt_til() == 0
    assert postrum.skriv_ordrebreve(["brev 1", "brev 2"], efter=0, til=7)
    assert not postrum.skriv_ordrebreve(["brev 1", "brev 2"], efter=0, til=7)
    assert postrum.skriv_ordrebreve([], efter=7, til=9)
    assert not postrum.skriv_ordrebreve(["for sent"], efter=7, til=12)
    assert (postrum.ordrenyt_til(), queue(postrum)) == (9, [(BREV, "brev 1"), (BREV, "brev 2")])


def test_words_are_kept_though_the_set_up_does_not_change(postrum: Postrum) -> None:
    ord_ = SKRIDT._replace(skridt="ord", til="", tekst="Hvornår?")
    postrum.skriv_aftaleskridt(Foelge(skridt=(SKRIDT, ord_), breve=("brev",)))
    postrum.skriv_aftaleskridt(Foelge(skridt=(SKRIDT._replace(aftale="b"),)))
    assert postrum.version() == 0
    assert postrum.aftaleskridt("a") == [SKRIDT, ord_]
    assert queue(postrum) == [(BREV, "brev")]


def test_an_alarm_counts_and_a_letter_does_not(postrum: Postrum) -> None:
    postrum.skriv_aftaleskridt(Foelge(breve=("brev",) * 3))
    assert postrum.antal_alarmposter() == 0
    assert len(queue(postrum)) == 3
