"""When each kind of alarm stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.alarmer.maaling import Eget, Maalt, measure, step, weekdays_between
from cpr_haendelser.alarmer.melding import tell
from cpr_haendelser.alarmer.slags import SLAGS, TABEL, Graenser, steps
from cpr_haendelser.overblik.model import Certifikat, Overblik, Systemudloeb
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from tests.alarmer.eksempler import ET, NU, blik, fil, overblik, siden

GRAENSER = Graenser(ingen_fil_hverdage=4)
ROLIG = Eget("proces-1", 0.0, 0)


def standing(seen: Overblik, eget: Eget | None = ROLIG, graenser: Graenser = GRAENSER) -> dict[tuple[str, str], int]:
    """What stands, with its step."""
    return {(maalt.slags, maalt.emne): trin for maalt in measure(seen, eget) if (trin := step(maalt, graenser))}


def test_where_all_is_well_nothing_stands_and_everything_is_measured() -> None:
    seen = overblik(
        blik(),
        filer=(fil(NU),),
        certifikater=(Certifikat("server", NU + timedelta(days=400)),),
        systemcertifikater=(Systemudloeb(ET, "x", NU + timedelta(days=61)),),
    )
    assert standing(seen) == {}
    assert {maalt.slags for maalt in measure(seen, ROLIG)} == set(TABEL)


def test_a_dueslag_that_is_stopped_stands_with_the_reason_in_words() -> None:
    seen = overblik(blik(stoppet="statuskode-51"))
    assert standing(seen) == {("dueslag-stoppet", ET): 1}
    (maalt,) = [maalt for maalt in measure(seen) if maalt.slags == "dueslag-stoppet"]
    assert maalt.detaljer["grund"] == "Modtageren svarede med StatusKode 51."


@pytest.mark.parametrize(("timer", "trin"), [(0.99, 0), (1, 1), (5.9, 1), (6, 2), (23.9, 2), (24, 3), (500, 3)])
def test_the_oldest_message_gets_graver_at_one_six_and_twenty_four_hours(timer: float, trin: int) -> None:
    assert standing(overblik(blik(alder=timer * 3600))).get(("aeldste", ET), 0) == trin


def test_the_hours_are_a_setting() -> None:
    seen = overblik(blik(alder=3 * 3600))
    assert standing(seen, graenser=Graenser(aeldste_timer=(2,))) == {("aeldste", ET): 1}
    assert standing(seen, graenser=Graenser(aeldste_timer=())) == {}


@pytest.mark.parametrize(("antal", "trin"), [(0, 0), (1, 1), (9, 1), (10, 2), (100, 3), (999, 3), (5000, 4)])
def test_messages_parked_by_us_and_by_the_receiver_are_told_apart(antal: int, trin: int) -> None:
    seen = overblik(blik(parkeret=antal + 2, holdte=antal))
    assert standing(seen).get(("parkeret-af-os", ET), 0) == trin
    assert standing(seen)["parkeret-af-modtager", ET] == 1


@pytest.mark.parametrize(("minutter", "trin"), [(4.9, 0), (5, 1), (59, 1), (60, 2)])
def test_distribution_that_stands_still_is_told_of(minutter: float, trin: int) -> None:
    stille = Eget("proces-1", minutter * 60, 0)
    assert standing(overblik(sidste_loebenummer=12), stille).get(("fordeling-staar-stille", ""), 0) == trin


@pytest.mark.parametrize(("antal", "trin"), [(19, 0), (20, 1), (200, 2), (2000, 3)])
def test_many_refused_logins_are_told_of_for_this_process(antal: int, trin: int) -> None:
    assert standing(overblik(), Eget("proces-2", 0.0, antal)).get(("afviste", "proces-2"), 0) == trin


@pytest.mark.parametrize(("dage", "trin"), [(30.5, 0), (29.9, 1), (7.1, 1), (6.9, 2), (0.9, 3), (-5, 3)])
def test_a_certificate_is_told_of_before_it_expires_and_after(dage: float, trin: int) -> None:
    seen = overblik(certifikater=(Certifikat("server", NU + timedelta(days=dage)),))
    assert standing(seen).get(("certifikat", "server"), 0) == trin


def test_a_certificate_that_cannot_be_read_stands_at_the_gravest_step() -> None:
    assert standing(overblik(certifikater=(Certifikat("klient", None),))) == {("certifikat", "klient"): 3}


@pytest.mark.parametrize(
    ("modtaget", "hverdage"),
    [
        (siden(hours=1), 0),
        (siden(days=1), 0),  # Tuesday; today is not over
        (siden(days=2), 1),
        (siden(days=5), 2),  # Friday
        (siden(days=7), 4),
    ],
)
def test_whole_weekdays_without_a_file_are_counted(modtaget: object, hverdage: int) -> None:
    seen = overblik(filer=(fil(modtaget),))  # type: ignore[arg-type]
    (maalt,) = [maalt for maalt in measure(seen) if maalt.slags == "ingen-fil"]
    assert (maalt.emne, maalt.vaerdi) == ("900001", hverdage)
    assert bool(standing(seen)) == (hverdage >= 4)
    assert standing(seen, graenser=Graenser()) == {}


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_weekdays_between_are_those_of_the_calendar(fra: date, dage: int) -> None:
    til = fra + timedelta(days=dage)
    between = [fra + timedelta(days=n) for n in range(1, dage)]
    assert weekdays_between(fra, til) == sum(dag.isoweekday() < 6 for dag in between)


def test_a_closed_dueslag_is_not_measured() -> None:
    maalte = measure(overblik(blik(stoppet="statuskode-51")._replace(aktiv=False)))
    assert [each.slags for each in maalte] == ["gendannet"]


def test_what_was_restored_and_nobody_has_looked_through_is_told_and_distribution_stands_still_on_purpose() -> None:
    staar = Gendannelse("2026-11-29T01:30:00+01:00", "2026-11-30T08:00:00.000+00:00")
    for gendannelse, ventet in ((staar, ["gendannet"]), (None, ["fordeling-staar-stille"])):
        maalte = measure(overblik(gendannelse=gendannelse), Eget("p", 7200.0, 0))
        assert [each.slags for each in maalte if step(each, Graenser())] == ventet
    [maalt] = measure(overblik(gendannelse=staar))
    assert "taget 2026-11-29 kl. 01:30" in tell(maalt, TABEL[maalt.slags].rejst)


def test_every_kind_has_steps_in_order_and_words_that_fit_what_is_measured() -> None:
    seen = overblik(
        blik(),
        filer=(fil(NU),),
        certifikater=(Certifikat("server", NU),),
        systemcertifikater=(Systemudloeb(ET, "x", NU),),
    )
    measured = {maalt.slags: maalt for maalt in measure(seen, ROLIG)}
    for slags in SLAGS:
        trin = steps(slags.navn, GRAENSER)
        assert trin
        assert list(trin) == sorted(trin)
        maalt: Maalt = measured[slags.navn]
        ord_ = {"emne": maalt.emne, **maalt.detaljer}
        assert "{" not in slags.rejst.format_map(ord_)
        assert "{" not in slags.ophoert.format_map({"navn": "»x«", "emne": maalt.emne})


@pytest.mark.parametrize(("dage", "trin"), [(61, 0), (60, 1), (30, 2), (7, 3), (-1, 3)])
def test_a_systems_certificate_is_told_sixty_thirty_and_seven_days_before(dage: int, trin: int) -> None:
    seen = overblik(systemcertifikater=(Systemudloeb(ET, "Fagsystem", NU + timedelta(days=dage)),))
    assert standing(seen).get(("systemcertifikat", ET), 0) == trin
