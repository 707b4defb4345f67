"""What follows an attempt: nothing is ever lost, the table reaches past a closed Easter, the document is the table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.fordeling import grunde
from cpr_haendelser.fordeling.genforsoeg import Foelge, Graenser, follow, read_tabel
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand, Udfald

NU = datetime(2026, 3, 31, 15, tzinfo=UTC)
DUESLAG = "d"


def sent(*, forsoeg: int = 1, tabt: int = 0) -> Forsendelse:
    return Forsendelse(
        DUESLAG,
        7,
        6101901234,
        "12345678",
        Forsendelsestilstand.UDE,
        forsoeg,
        tabt,
        "",
        "",
        uden_for_raekkefoelge=False,
        transaktion="t",
        modtaget="",
    )


def seconds(tid: str) -> float:
    return (datetime.fromisoformat(tid) - NU).total_seconds()


@given(
    st.sampled_from(Udfald),
    st.integers(1, 200),
    st.integers(0, 5),
    st.floats(-1, 1),
    st.floats(0, 1e9),
)
def test_whatever_comes_a_message_is_delivered_waits_or_is_parked_where_somebody_is_told(
    udfald: Udfald, forsoeg: int, tabt: int, jitter: float, vent: float
) -> None:
    foelge = follow(sent(forsoeg=forsoeg, tabt=tabt), udfald, "nack", vent, nu=NU, jitter=jitter)
    delivered = foelge.tilstand is Forsendelsestilstand.LEVERET
    assert delivered == (udfald is Udfald.LEVERET)
    assert foelge.tilstand in {
        Forsendelsestilstand.LEVERET,
        Forsendelsestilstand.VENTER,
        Forsendelsestilstand.PARKERET,
    }
    assert bool(foelge.alarm) == (foelge.tilstand is Forsendelsestilstand.PARKERET or bool(foelge.stoppet))
    assert not foelge.holder or foelge.tilstand is Forsendelsestilstand.PARKERET
    afslutning = foelge.afslutning(sent(forsoeg=forsoeg))
    assert (afslutning.forsoeg, afslutning.tilstand) == (forsoeg, foelge.tilstand)


@given(st.integers(1, 300), st.floats(-1, 1), st.floats(0, 1e9))
def test_what_is_about_the_receiver_never_parks_and_never_waits_longer_than_allowed(
    forsoeg: int, jitter: float, vent: float
) -> None:
    foelge = follow(sent(forsoeg=forsoeg), Udfald.MODTAGERFEJL, "http-503", vent, nu=NU, jitter=jitter)
    assert foelge.tilstand is Forsendelsestilstand.VENTER
    assert not foelge.naeste
    assert 0 < seconds(foelge.dueslag_venter_til) <= max(3600, 900 * 1.1)


def test_the_wait_asked_for_is_obeyed_up_to_the_limit() -> None:
    def wait(vent: float) -> float:
        foelge = follow(
            sent(), Udfald.MODTAGERFEJL, "http-429", vent, nu=NU, jitter=-1, graenser=Graenser(laengste_vent=600)
        )
        return seconds(foelge.dueslag_venter_til)

    assert [wait(0), wait(120), wait(86400)] == [4.5, 120, 600]


@given(st.sampled_from(["besked", "modtager", "igen"]))
def test_without_jitter_the_pauses_never_become_shorter(slags: str) -> None:
    trin = read_tabel()[slags]
    assert list(trin) == sorted(trin)
    assert all(sekunder > 0 for sekunder in trin)


def test_a_refused_message_is_tried_past_a_closed_easter_even_when_every_pause_is_shortest() -> None:
    nu, forsoeg, foelge = NU, 1, Foelge(Forsendelsestilstand.VENTER)
    while foelge.tilstand is Forsendelsestilstand.VENTER:
        foelge = follow(sent(forsoeg=forsoeg), Udfald.BESKEDFEJL, "statuskode-41", nu=nu, jitter=-1)
        if foelge.naeste:
            nu, forsoeg = datetime.fromisoformat(foelge.naeste), forsoeg + 1
    assert nu - NU > timedelta(days=5, hours=18)
    assert (foelge.tilstand, foelge.holder) == (Forsendelsestilstand.PARKERET, True)
    assert forsoeg == len(read_tabel()["besked"]) + 1


def test_the_third_lost_connection_parks_and_holds_the_person() -> None:
    foelger = [
        follow(sent(tabt=tabt), Udfald.FORBINDELSE_TABT, "forbindelse-tabt", nu=NU, jitter=0) for tabt in range(3)
    ]
    assert [foelge.tilstand.value for foelge in foelger] == ["venter", "venter", "parkeret"]
    assert [foelge.grund for foelge in foelger] == ["forbindelse-tabt", "forbindelse-tabt", "tabt-tre-gange"]
    assert seconds(foelger[0].naeste) < seconds(foelger[1].naeste)
    assert foelger[2].holder
    assert all(foelge.tabt for foelge in foelger)


def test_refused_for_good_is_parked_and_later_ones_go_on() -> None:
    foelge = follow(sent(), Udfald.AFVIST, "nack", nu=NU)
    assert (foelge.tilstand, foelge.holder) == (Forsendelsestilstand.PARKERET, False)


def test_a_stop_stops_the_dueslag_and_tells_somebody() -> None:
    foelge = follow(sent(), Udfald.STOP, "statuskode-51", nu=NU)
    assert (foelge.tilstand, foelge.stoppet, foelge.alarm) == (
        Forsendelsestilstand.VENTER,
        "statuskode-51",
        "statuskode-51",
    )


@pytest.mark.parametrize("grund", [*grunde.GRUNDE, "statuskode-41", "http-503", "statuskode--1"])
def test_every_reason_has_its_words(grund: str) -> None:
    assert grunde.is_known(grund)
    assert grunde.tekst(grund).endswith((".", ";"))


@pytest.mark.parametrize("grund", ["", "statuskode-", "http-x", "noget andet"])
def test_an_unknown_reason_is_unknown(grund: str) -> None:
    assert not grunde.is_known(grund)
