"""What is kept of settings that were chosen while the program ran, by every post room alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.valgbog import Driftsvalg
from tests.storage.postrumsmodel import tid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.postrum import Postrum

ET = Driftsvalg(0, "alarmer.afviste", "7", tid(1), "bruger:ida", "der prøves")
TO = ET._replace(navn="log_level", vaerdi='"debug"', tidspunkt=tid(2), grund="")


@pytest.fixture(params=["sqlite", "memory"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    rum = open_postrum("memory:" if request.param == "memory" else f"sqlite:///{(tmp_path / 'r.db').as_posix()}")
    yield rum
    rum.close()


def test_the_newest_choice_of_each_setting_holds(postrum: Postrum) -> None:
    assert postrum.sidste_driftsvalg() == 0
    assert postrum.driftsvalg() == []
    tilbage = ET._replace(vaerdi="", tidspunkt=tid(3))
    assert postrum.skriv_driftsvalg(TO, foer='"info"', efter=0) == 1
    assert postrum.skriv_driftsvalg(ET, foer="20", efter=0) == 2
    assert postrum.skriv_driftsvalg(tilbage, foer="7", efter=2) == 3
    assert postrum.sidste_driftsvalg() == 3
    assert postrum.driftsvalg() == [tilbage._replace(nr=3), TO._replace(nr=1)]


def test_a_settings_choices_are_read_newest_first_and_no_more_than_asked_for(postrum: Postrum) -> None:
    for nr in range(5):
        assert postrum.skriv_driftsvalg(ET._replace(vaerdi=str(nr)), foer="", efter=nr)
    postrum.skriv_driftsvalg(TO, foer="", efter=0)
    assert [each.vaerdi for each in postrum.driftsvalg_om(ET.navn, 3)] == ["4", "3", "2"]
    assert postrum.driftsvalg_om("ukendt", 3) == []


def test_who_has_not_seen_the_newest_choice_chooses_nothing_and_the_audit_says_nothing(postrum: Postrum) -> None:
    postrum.skriv_driftsvalg(ET, foer="20", efter=0)
    hoved = postrum.revisionshoved()
    for efter in (0, 2, 17):
        assert postrum.skriv_driftsvalg(ET._replace(vaerdi="9"), foer="7", efter=efter) == 0
    assert [each.vaerdi for each in postrum.driftsvalg()] == ["7"]
    assert postrum.revisionshoved() == hoved


def test_each_choice_stands_in_the_audit_with_what_was_before(postrum: Postrum) -> None:
    postrum.skriv_driftsvalg(ET, foer="20", efter=0)
    led = list(postrum.revisionsled())[-1]
    ((_, post),) = read_poster(led.slags, led.indhold)
    assert (post.handling, post.hvem, post.sag) == ("indstilling.ret", "bruger:ida", "indstilling:alarmer.afviste")
    assert dict(post.detaljer) == {"foer": "20", "efter": "7", "grund": "der prøves"}
    assert led.tidspunkt == tid(1)
