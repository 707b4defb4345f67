"""A post room that was put back from a backup gives nothing away before it is released."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.adgangsbog import Session
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.sqlite_postrum.gendannelse import mark_file
from cpr_haendelser.storage.sqlite_postrum.raekker import SKEMA
from tests.drift.test_opgradering import make_first
from tests.storage.postrumsmodel import ANNA, BENT, ET, deliver, fill, take, tid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.storage.postrum import Postrum

STAAR = Gendannelse("2026-01-01T12:00:00+01:00", tid(10))
SESSION = Session(b"h" * 32, ET, "lokal:x", tid(1), tid(1), tid(700))


@pytest.fixture(params=["memory:", "sqlite"])
def postrum(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postrum]:
    adresse = request.param if request.param == "memory:" else f"sqlite:///{(tmp_path / 'r.db').as_posix()}"
    with closing(open_postrum(adresse)) as rum:
        yield rum


def test_one_that_never_was_restored_gives_what_it_has(postrum: Postrum) -> None:
    fill(postrum, ANNA)
    assert postrum.gendannelse() is None
    assert postrum.klare(nu=tid(1)) == [ET]
    assert not postrum.frigiv_gendannelse({}, nu=tid(2), hvem="operatoer")
    assert len(take(postrum)) == 1


def test_nothing_is_ready_and_nothing_taken_until_it_is_released(postrum: Postrum) -> None:
    numre = fill(postrum, ANNA, BENT)
    postrum.saet_gendannelse(STAAR)
    assert postrum.gendannelse() == STAAR
    assert (postrum.klare(nu=tid(11)), take(postrum, minut=11)) == ([], [])
    assert postrum.frigiv_gendannelse({"aftaler": "2"}, nu=tid(12), hvem="operatoer")
    assert postrum.gendannelse() is None
    assert (postrum.klare(nu=tid(13)), take(postrum, minut=13)) == ([ET], numre)


def test_what_is_out_may_still_be_answered(postrum: Postrum) -> None:
    fill(postrum, ANNA)
    ude = take(postrum)
    postrum.saet_gendannelse(STAAR)
    assert deliver(postrum, ude) == 1


def test_every_session_is_over(postrum: Postrum) -> None:
    postrum.opret_session(SESSION, hoejst=10)
    postrum.saet_gendannelse(STAAR)
    assert postrum.session(SESSION.hash) is None


def test_releasing_ends_every_login_from_while_it_stood_and_where_nothing_stands_none(postrum: Postrum) -> None:
    postrum.saet_gendannelse(STAAR)
    postrum.opret_session(SESSION, hoejst=10)
    assert postrum.frigiv_gendannelse({}, nu=tid(12), hvem="operatoer")
    assert postrum.session(SESSION.hash) is None
    postrum.opret_session(SESSION, hoejst=10)
    assert not postrum.frigiv_gendannelse({}, nu=tid(13), hvem="operatoer")
    assert postrum.session(SESSION.hash) is not None


def test_that_it_was_released_stands_in_the_audit(postrum: Postrum) -> None:
    postrum.saet_gendannelse(STAAR)
    postrum.frigiv_gendannelse({"noegler": "3"}, nu=tid(12), hvem="operatoer")
    assert not postrum.frigiv_gendannelse({"noegler": "3"}, nu=tid(13), hvem="operatoer"), "once is enough"
    [led] = postrum.revisionsled(efter=1)
    [(_, post)] = read_poster(led.slags, led.indhold)
    tidspunkt = led.tidspunkt
    assert (tidspunkt, post.handling, post.hvem, post.sag) == (tid(12), "gendannelse.frigiv", "operatoer", "backup")
    assert dict(post.detaljer) == {"noegler": "3", "taget": STAAR.taget, "gendannet": STAAR.gendannet}


def test_restored_again_before_it_was_released_it_is_the_newest_that_stands_and_one_release_lifts_both(
    postrum: Postrum,
) -> None:
    nyere = STAAR._replace(gendannet=tid(20))
    for each in (STAAR, nyere):
        postrum.saet_gendannelse(each)
    assert postrum.gendannelse() == nyere
    postrum.frigiv_gendannelse({}, nu=tid(21), hvem="operatoer")
    assert postrum.gendannelse() is None


def test_the_mark_outlives_a_restart(tmp_path: Path) -> None:
    adresse = f"sqlite:///{(tmp_path / 'r.db').as_posix()}"
    with closing(open_postrum(adresse)) as rum:
        rum.saet_gendannelse(STAAR)
    with closing(open_postrum(adresse)) as rum:
        assert rum.gendannelse() == STAAR


def test_a_file_is_marked_whatever_version_it_is_of_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    for navn, foer in (("gammel", True), ("ny", False)):
        sti = tmp_path / f"{navn}.post.db"
        if foer:
            make_first(sti, SKEMA)
        else:
            with closing(open_postrum(f"sqlite:///{(tmp_path / 'h.db').as_posix()}")) as rum:
                rum.opret_session(SESSION, hoejst=10)
            shutil.copy(tmp_path / "h.post.db", sti)
        mark_file(sti, STAAR)
        assert [each.name for each in tmp_path.glob(f"{navn}*")] == [sti.name]
        with closing(sqlite3.connect(sti)) as forbindelse:
            assert forbindelse.execute("SELECT count(*) FROM session").fetchone() == (0,) if not foer else True
        with closing(open_postrum(f"sqlite:///{(tmp_path / navn).as_posix()}.db")) as rum:
            assert rum.gendannelse() == STAAR
