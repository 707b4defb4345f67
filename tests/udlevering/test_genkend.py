"""A caller is known by key or certificate, as long as the set-up says so, and guessing is slow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import pytest

from cpr_haendelser.adgang.model import OPERATOER, Aktoer, as_system
from cpr_haendelser.aftaler import hemmeligheder
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.storage.hukommelse import HukommelseLager
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.udlevering import genkend
from cpr_haendelser.udlevering.genkend import PR_ADRESSE, SAMTIDIGE, UKENDTE, Genkender, Travlt
from tests.udlevering.opsat import NOEGLER, A, B, D, set_up, system

ANDERS, BODIL = as_system(A, "Anders", "22222222"), as_system(B, "Bodil", "22222222")
OPERATOERS = "operatørens-egen-nøgle"


class Sted:
    """A set-up, a clock, and how many slow hashes have been computed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.postrum = HukommelsePostrum()
        set_up(self.postrum)
        self.klokken, self.hashet = 0.0, 0
        self.i_gang, self.videre = Semaphore(0), Event()
        bord = Bord(HukommelseLager(), self.postrum, lambda: "2026-11-25")
        self.genkender = Genkender(bord, OPERATOERS, lambda: self.klokken)
        monkeypatch.setattr(genkend, "verify", self._verify)

    def _verify(self, hemmelighed: str, kendt: str) -> bool:
        self.hashet += 1
        if hemmelighed == "langsom":
            self.i_gang.release()
            self.videre.wait(20)
        return hemmeligheder.verify(hemmelighed, kendt)

    def by(self, noegle: str, adresse: str = "192.0.2.1") -> Aktoer | None:
        return self.genkender.by_noegle(noegle.encode(), adresse)


@pytest.fixture
def sted(monkeypatch: pytest.MonkeyPatch) -> Sted:
    return Sted(monkeypatch)


def test_the_operator_and_each_active_system_are_known_by_key(sted: Sted) -> None:
    assert sted.by(OPERATOERS) == OPERATOER
    assert sted.hashet == 0
    assert (sted.by(NOEGLER[A]), sted.by(NOEGLER[B])) == (ANDERS, BODIL)


@pytest.mark.parametrize("noegle", ["", "x", NOEGLER[A] + "x", NOEGLER[A][:-1], NOEGLER[D], OPERATOERS + " "])
def test_a_wrong_key_and_that_of_a_closed_system_are_nobodys(sted: Sted, noegle: str) -> None:
    assert sted.by(noegle) is None


def test_bytes_that_are_no_text_are_nobodys(sted: Sted) -> None:
    assert sted.genkender.by_noegle(b"\xf8\xff") is None


def test_without_an_operators_key_nobody_is_the_operator() -> None:
    bord = Bord(HukommelseLager(), HukommelsePostrum(), lambda: "2026-11-25")
    assert Genkender(bord, "").by_noegle(b"") is None


def test_a_key_that_was_right_is_not_hashed_again_also_when_something_else_is_set_up(sted: Sted) -> None:
    assert sted.by(NOEGLER[B]) == BODIL
    foer = sted.hashet
    sted.postrum.gem(systemer=[system(A, "Anders", kontakt="ny")], tidspunkt="", hvem="")
    assert sted.by(NOEGLER[B]) == BODIL
    assert sted.hashet == foer


def test_a_key_that_is_changed_or_whose_system_is_closed_stops_at_once(sted: Sted) -> None:
    assert (sted.by(NOEGLER[A]), sted.by(NOEGLER[B])) == (ANDERS, BODIL)
    sted.postrum.gem(
        systemer=[system(A, "Anders", noegle=hemmeligheder.hash_secret("en-anden")), system(B, "Bodil", aktiv=False)],
        tidspunkt="",
        hvem="",
    )
    assert (sted.by(NOEGLER[A]), sted.by(NOEGLER[B]), sted.by("en-anden")) == (None, None, ANDERS)


def test_wrong_keys_are_looked_at_so_many_at_a_time_and_right_ones_go_on(sted: Sted) -> None:
    assert sted.by(NOEGLER[A]) == ANDERS
    sted.postrum.gem(systemer=[system(uuid, "x", noegle="") for uuid in (B, D)], tidspunkt="", hvem="")
    for nummer in range(UKENDTE):
        assert sted.by(f"gæt {nummer}") is None
    with pytest.raises(Travlt, match="UDL-001"):
        sted.by("endnu et gæt")
    assert (sted.by(NOEGLER[A]), sted.by(OPERATOERS)) == (ANDERS, OPERATOER)
    sted.klokken += 0.5
    assert sted.by("et senere gæt") is None


def test_however_many_guesses_come_from_elsewhere_a_right_key_that_is_not_known_yet_goes_through(sted: Sted) -> None:
    for nummer in range(UKENDTE):
        assert sted.by(f"gæt {nummer}", "198.51.100.7") is None
    with pytest.raises(Travlt):
        sted.by("endnu et gæt", "198.51.100.7")
    assert sted.by(NOEGLER[A], "192.0.2.1") == ANDERS


def test_a_whole_net_of_ipv6_is_one_address(sted: Sted) -> None:
    for nummer in range(UKENDTE):
        assert sted.by(f"gæt {nummer}", f"2001:db8:1:2::{nummer:x}") is None
    with pytest.raises(Travlt):
        sted.by("endnu et gæt", "2001:db8:1:2:ffff::9")
    assert sted.by(NOEGLER[A], "2001:db8:1:3::1") == ANDERS


def test_one_address_takes_some_of_the_places_and_all_together_no_more_than_there_are(sted: Sted) -> None:
    with ThreadPoolExecutor(SAMTIDIGE) as traade:
        venter = [traade.submit(sted.by, "langsom", "198.51.100.7") for _ in range(PR_ADRESSE)]
        assert all(sted.i_gang.acquire(timeout=20) for _ in venter)
        with pytest.raises(Travlt):
            sted.by("et gæt", "198.51.100.7")
        assert sted.by(NOEGLER[A], "192.0.2.1") == ANDERS
        venter += [traade.submit(sted.by, "langsom", f"203.0.113.{n}") for n in range(SAMTIDIGE - PR_ADRESSE)]
        assert all(sted.i_gang.acquire(timeout=20) for _ in venter[PR_ADRESSE:])
        foer = sted.hashet
        with pytest.raises(Travlt):
            sted.by(NOEGLER[B], "192.0.2.1")
        assert sted.hashet == foer
        sted.videre.set()
        assert [each.result() for each in venter] == [None] * SAMTIDIGE
    assert sted.by(NOEGLER[B], "192.0.2.1") == BODIL


def test_a_right_key_costs_none_of_the_guesses(sted: Sted) -> None:
    for _ in range(UKENDTE + 1):
        sted.genkender._kendte.clear()  # noqa: SLF001 - as after a start
        assert sted.by(NOEGLER[A]) == ANDERS


def test_a_certificate_is_known_while_its_system_is_active(sted: Sted) -> None:
    sted.postrum.gem(systemer=[system(A, "Anders", fingeraftryk=("ab" * 32,))], tidspunkt="", hvem="")
    assert sted.genkender.by_certifikat("ab" * 32) == ANDERS
    assert sted.genkender.by_certifikat("cd" * 32) is None
    assert sted.genkender.by_certifikat("") is None
    sted.postrum.gem(systemer=[system(A, "Anders", fingeraftryk=("ab" * 32,), aktiv=False)], tidspunkt="", hvem="")
    assert sted.genkender.by_certifikat("ab" * 32) is None
