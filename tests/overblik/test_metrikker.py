"""The metrics are what Prometheus reads, tell how it goes, and hold nothing that a receiver wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from cpr_haendelser.fordeling.grunde import GRUNDE
from cpr_haendelser.logning.maske import PERSONNUMMER
from cpr_haendelser.overblik.metrikker import METRIKKER, Kilde, closed, render
from cpr_haendelser.overblik.model import Certifikat
from cpr_haendelser.overblik.proces import read_proces
from cpr_haendelser.storage.alarmbog import Alarm
from tests.alarmer.eksempler import ET, NU, TO, blik, fil, overblik

if TYPE_CHECKING:
    from cpr_haendelser.overblik.model import Overblik

Laest = dict[tuple[str, tuple[str, ...]], float]


def read(seen: Overblik, loglinjer: dict[str, int] | None = None) -> Laest:
    """The samples as Prometheus' own parser reads them, by name and values of labels."""
    text = render(Kilde(seen, loglinjer or {}, read_proces()))
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_every_dueslag_has_its_own() -> None:
    et = blik(ET, alder=3600.5, venter=5, ude=2, parkeret=3, holdte=1, tilbageholdt=4, fejlkoe=6, leveret=17)
    read_ = read(overblik(et, blik(TO, venter_til="2026-11-25T13:00:00Z")))
    navne = ("venter", "ude", "parkeret", "holdte", "tilbageholdt", "fejlkoe", "leveret_total", "aeldste_seconds")
    assert [read_[f"cpr_haendelser_dueslag_{navn}", (ET,)] for navn in navne] == [5, 2, 3, 1, 4, 6, 17, 3600.5]
    assert [read_[f"cpr_haendelser_dueslag_{navn}", (TO,)] for navn in navne] == [0] * 8
    assert read_["cpr_haendelser_dueslag_venter_paa_modtager", (TO,)] == 1


def test_the_whole_has_its_own() -> None:
    seen = overblik(
        sidste_loebenummer=90,
        position=80,
        uden_modtager=7,
        filer=(fil(NU),),
        alarmer=(Alarm("aeldste", ET, 1, ""), Alarm("aeldste", TO, 1, ""), Alarm("certifikat", "server", 1, "")),
        certifikater=(Certifikat("server", NU + timedelta(days=1)), Certifikat("klient", None)),
    )
    read_ = read(seen, {"hent.fuldt": 3})
    expected = {
        ("cpr_haendelser_log_loebenummer", ()): 90,
        ("cpr_haendelser_log_fordelt_til", ()): 80,
        ("cpr_haendelser_log_uden_modtager", ()): 7,
        ("cpr_haendelser_fil_modtaget_timestamp_seconds", ("900001",)): NU.timestamp(),
        ("cpr_haendelser_alarmer", ("aeldste",)): 2,
        ("cpr_haendelser_alarmer", ("certifikat",)): 1,
        ("cpr_haendelser_certifikat_udloeber_timestamp_seconds", ("server",)): NU.timestamp() + 86400,
        ("cpr_haendelser_loglinjer_total", ("hent.fuldt",)): 3,
        ("cpr_haendelser_set_timestamp_seconds", ()): NU.timestamp(),
    }
    assert {noegle: read_[noegle] for noegle in expected} == expected
    assert read_["process_cpu_seconds_total", ()] > 0
    assert ("cpr_haendelser_certifikat_udloeber_timestamp_seconds", ("klient",)) not in read_


def test_a_stopped_dueslag_says_why() -> None:
    read_ = read(overblik(blik(stoppet="http-410", sidste_fejl="nack")))
    assert read_["cpr_haendelser_dueslag_stoppet", (ET, "http-410")] == 1
    assert read_["cpr_haendelser_dueslag_sidste_fejl", (ET, "nack")] == 1


@pytest.mark.parametrize("grund", [*GRUNDE, "statuskode-40", "statuskode-55", "http-100", "http-410", "http-599"])
def test_a_known_reason_is_told_as_it_is(grund: str) -> None:
    assert closed(grund) == grund


@given(st.one_of(st.text(), st.from_regex(r"\A(statuskode|http)-.{0,20}\Z")))
def test_there_are_only_so_many_reasons(grund: str) -> None:
    lukket = closed(grund)
    numre = {f"http-{nummer}" for nummer in range(100, 600)} | {f"statuskode-{n}" for n in (40, 41, 51, 53, 55)}
    assert lukket in {*GRUNDE, *numre, "statuskode-anden", "http-anden", "anden"}


@given(st.from_regex(r"\A[67][0-9]{5}-?[0-9]{4}\Z"), st.sampled_from(["statuskode-{}", "http-{}", "{}"]))
def test_no_number_that_a_receiver_sent_gets_into_a_label(number: str, grund: str) -> None:
    wrong = grund.format(number)
    seen = overblik(blik(stoppet=wrong, sidste_fejl=wrong, navn=f"Til {number}"))
    told = render(Kilde(seen, {}, {})).replace(ET, "")
    assert not PERSONNUMMER.search(told.replace(str(NU.timestamp()), ""))


def test_what_is_in_a_label_is_escaped() -> None:
    ond = 'a"b\\c\nd'
    assert read(overblik(blik(ond, venter=1)))["cpr_haendelser_dueslag_venter", (ond,)] == 1


def test_every_metric_is_told_with_its_type_and_counters_end_as_counters_do() -> None:
    text = render(Kilde(overblik(), {}, {}))
    for metrik in METRIKKER:
        assert f"# TYPE {metrik.navn} {metrik.art}\n" in text
        assert f"# HELP {metrik.navn} {metrik.tekst}\n" in text
        assert (metrik.art == "counter") == metrik.navn.endswith("_total")
    assert len({metrik.navn for metrik in METRIKKER}) == len(METRIKKER)
