"""Serviceaftaler by the pages: requested, read, answered, ended, changed, talked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from cpr_haendelser.adgang.model import Rolle, as_bruger
from cpr_haendelser.administration.anmodning import Anmodning
from cpr_haendelser.administration.foelger import count_withheld
from cpr_haendelser.aftaler.model import Aftaletilstand
from cpr_haendelser.app import Installation
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.konsol import ROD
from tests.administration.huset import TYPE
from tests.konsol.conftest import Browser, make_user
from tests.konsol.skranken import ANDEN_MYNDIGHED, MYNDIGHED, VALGT, Skranke

DAG = "2026-11-30"
NU = "2026-11-25T06:00:00.000+00:00"


@pytest.fixture(scope="module", params=["exttest", "produktion"])
def skranke(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Skranke]:
    denne = Skranke(tmp_path_factory.mktemp("skranke"), request.param)
    yield denne
    denne.installation.close()


@pytest.fixture
def lone(skranke: Skranke) -> Browser:
    return skranke.browser("lone")


@pytest.fixture
def anna(skranke: Skranke) -> Browser:
    return skranke.browser("anna")


def test_a_request_is_read_in_plain_words_answered_and_ended_by_name(
    skranke: Skranke, lone: Browser, anna: Browser
) -> None:
    id_ = skranke.request()
    assert "Godkend aftalen" not in lone.get(f"{ROD}/aftaler/{id_}").text
    assert f"/aftaler/{id_}" in anna.get(ROD).text, "the overview says what awaits"
    assert f"/aftaler/{id_}" in anna.get(f"{ROD}/aftaler").text
    side = anna.get(f"{ROD}/aftaler/{id_}").text
    assert "Hændelser: 005 Dødsfald, 034 Flytning til kommunen." in side
    assert "Formål: Flyttehjælp." in side
    assert "Aftalen er godkendt" in anna.submit(f"/aftaler/{id_}/godkend").text
    assert skranke.aftale(id_).tilstand is Aftaletilstand.GODKENDT
    assert f"/aftaler/{id_}" not in anna.get(f"{ROD}/aftaler?vis=afventer").text
    svar = anna.submit(f"/aftaler/{id_}/opsig")
    assert "AFT-031" in svar.text
    assert "Opsig aftalen" in svar.text, "a refusal is shown beside the agreement"
    side = lone.submit(f"/aftaler/{id_}/opsig", hvorfor="Vi er færdige").text
    assert re.search(r"<strong>Lone</strong> opsagde aftalen<br>Vi er færdige", side)
    assert re.search(r"<strong>Anna</strong> godkendte aftalen", side)
    assert "Opsig aftalen" not in side
    assert skranke.aftale(id_).tilstand is Aftaletilstand.OPSAGT


def test_a_request_is_rejected_with_a_reason_or_withdrawn(skranke: Skranke, lone: Browser, anna: Browser) -> None:
    nej, fortrudt = skranke.request(), skranke.request()
    assert "AFT-031" in anna.submit(f"/aftaler/{nej}/afvis", hvorfor=" ").text
    assert "For meget" in anna.submit(f"/aftaler/{nej}/afvis", hvorfor="For meget").text
    assert skranke.aftale(nej).tilstand is Aftaletilstand.AFVIST
    assert "trukket tilbage" in lone.submit(f"/aftaler/{fortrudt}/traek").text
    assert "AFT-030" in anna.submit(f"/aftaler/{fortrudt}/godkend").text


def test_one_agreement_is_asked_of_each_authority(skranke: Skranke, lone: Browser) -> None:
    foer = set(skranke.installation.postrum.opsaetning().aftaler)
    felter = VALGT | {"system": skranke.system, f"myndighed.{MYNDIGHED}": "ja", f"myndighed.{ANDEN_MYNDIGHED}": "ja"}
    svar = lone.submit("/aftaler/ny", **felter)
    assert str(svar.url).endswith("/aftaler?vis=alle")
    nye = set(skranke.installation.postrum.opsaetning().aftaler) - foer
    assert {each.myndighed for each in nye} == {MYNDIGHED, ANDEN_MYNDIGHED}
    assert {each.koder for each in nye} == {frozenset({"034", "005"})}


@pytest.mark.parametrize(
    ("andet", "felt"),
    [
        ({"formaal": ""}, "formaal"),
        ({"hjemmel": " "}, "hjemmel"),
        ({"gyldig_fra": "i går"}, "gyldig_fra"),
        ({"gyldig_fra": "2026-12-31", "gyldig_til": "2026-12-01"}, "gyldig_til"),
        ({"foelsomhed": "x"}, "foelsomhed"),
        ({"afsendere": "12"}, "afsendere"),
        ({"service": "Gratis frokost"}, "service"),
        ({"version": "nul"}, "version"),
        ({"version": "2."}, "version"),
    ],
)
def test_what_is_wrong_with_a_request_is_told_at_its_field_and_the_rest_stays_written(
    skranke: Skranke, lone: Browser, andet: dict[str, str], felt: str
) -> None:
    felter = VALGT | {"system": skranke.system, f"myndighed.{MYNDIGHED}": "ja"} | andet
    svar = lone.submit("/aftaler/ny", **felter)
    assert (svar.request.method, svar.status_code) == ("GET", 200), "Back sends nothing again"
    assert f'id="{felt}-fejl"' in svar.text
    assert f'name="myndighed.{MYNDIGHED}" value="ja" checked' in svar.text
    assert 'name="kode.034" value="ja" checked' in svar.text


def test_no_personal_number_is_kept_in_a_request_or_a_thread(skranke: Skranke, lone: Browser) -> None:
    pnr = "010160" + "0001"
    felter = VALGT | {"system": skranke.system, f"myndighed.{MYNDIGHED}": "ja", "formaal": f"Om {pnr}"}
    assert "AFT-036" in lone.submit("/aftaler/ny", **felter).text
    id_ = skranke.request()
    svar = lone.submit(f"/aftaler/{id_}/traad", tekst=f"Det er om {pnr}")
    assert 'id="tekst-fejl"' in svar.text
    assert pnr not in lone.get(f"{ROD}/aftaler/{id_}").text


def test_a_change_is_a_new_request_filled_in_as_the_agreement_is(
    skranke: Skranke, lone: Browser, anna: Browser
) -> None:
    gammel = skranke.approved()
    assert "Anmod om en ændring" in lone.get(f"{ROD}/aftaler/{gammel}").text
    side = lone.get(f"{ROD}/aftaler/ny?erstatter={gammel}").text
    for udfyldt in ('name="kode.034" value="ja" checked', f'name="myndighed.{MYNDIGHED}" value="ja" checked',
                    "Flyttehjælp</textarea>", f'name="erstatter" value="{gammel}"'):  # fmt: skip
        assert udfyldt in side
    ny = skranke.request(erstatter=gammel, **{"kode.004": "ja"})
    assert skranke.aftale(gammel).tilstand is Aftaletilstand.GODKENDT
    assert "AFT-037" in lone.submit("/aftaler/ny", **VALGT, system=skranke.system, erstatter=gammel,
                                    **{f"myndighed.{MYNDIGHED}": "ja"}).text  # fmt: skip
    assert "ophører i samme øjeblik" in anna.get(f"{ROD}/aftaler/{ny}").text
    anna.submit(f"/aftaler/{ny}/godkend")
    assert skranke.aftale(gammel).tilstand is Aftaletilstand.OPSAGT
    assert "aftalen blev afløst af en ny" in anna.get(f"{ROD}/aftaler/{gammel}").text


def test_what_is_written_in_the_thread_is_read_by_both_as_it_was_written(
    skranke: Skranke, lone: Browser, anna: Browser
) -> None:
    id_ = skranke.request()
    anna.submit(f"/aftaler/{id_}/traad", tekst="Hvorfor <b>alle</b>?")
    assert "Hvorfor &lt;b&gt;alle&lt;/b&gt;?" in lone.get(f"{ROD}/aftaler/{id_}").text
    assert 'id="tekst-fejl"' in lone.submit(f"/aftaler/{id_}/traad", tekst=" ").text


def test_an_example_shows_a_person_who_is_made_up(skranke: Skranke, anna: Browser) -> None:
    side = anna.get(f"{ROD}/aftaler/{skranke.request()}/eksempel").text
    assert "erstatningsnummer" in side
    kuvert, _, data = side.partition('id="data"')
    assert "Beskedkuvert" in kuvert
    assert re.search(r'<span lang="da" class="vaerdi d\d">[6-9][0-9]{9}</span>', data)
    opslag = skranke.request(service="CPR-replika opslag")
    assert "Svaret på et opslag" in anna.get(f"{ROD}/aftaler/{opslag}/eksempel").text


def test_the_operator_answers_for_test_authorities_in_exttest_alone(skranke: Skranke) -> None:
    id_, drift = skranke.request(), skranke.browser("drift")
    svar = drift.submit(f"/aftaler/{id_}/godkend")
    if skranke.installation.settings.environment == "exttest":
        assert "Aftalen er godkendt" in svar.text
    else:
        assert "ADG-005" in svar.text
        assert skranke.aftale(id_).tilstand is Aftaletilstand.ANMODET


def test_the_list_is_cut_by_state(skranke: Skranke, lone: Browser) -> None:
    anmodet, godkendt = skranke.request(), skranke.approved()
    side = lone.get(f"{ROD}/aftaler?vis=godkendt").text
    assert f"/aftaler/{godkendt}" in side
    assert f"/aftaler/{anmodet}" not in side
    assert f"/aftaler/{anmodet}" in lone.get(f"{ROD}/aftaler?vis=findes-ikke").text


def test_what_waits_is_counted_before_the_agreement_that_lets_it_through_is_ended(
    installation: Installation, drift: Browser
) -> None:
    postrum = installation.postrum
    Fordeler(installation.lager, postrum, installation.bord.match, lambda: NU).drain()
    opsat = postrum.opsaetning()
    aftaler = {each.id: each for each in opsat.aftaler}
    venter = sum(tilstand.venter + tilstand.parkeret for tilstand in postrum.tilstande()
                 if tilstand.dueslag.endswith("a"))  # fmt: skip
    antal = count_withheld(postrum, opsat, aftaler["a"], DAG)
    assert antal == venter > 0
    assert f"tilbageholdes: {antal}." in drift.get(f"{ROD}/aftaler/a").text
    to = opsat._replace(aftaler=(*opsat.aftaler, aftaler["a"]._replace(id="en til")))
    assert count_withheld(postrum, to, aftaler["a"], DAG) == 0, "another agreement lets it through"
    assert count_withheld(postrum, opsat, aftaler["c"], DAG) == 0, "it holds no more"


def test_an_agreement_is_explained_in_the_language_of_the_page(skranke: Skranke, anna: Browser) -> None:
    id_ = skranke.request()
    anna.get(f"{ROD}/sprog/en")
    side = anna.get(f"{ROD}/aftaler/{id_}").text
    for sagt in (
        "Aalborg Kommune lets the IT system “Fagsystem” of Leverandør A/S receive hændelser about persons",
        "034 Move into the municipality",
        "Sensitivity: confidential personal data.",
        "It holds from its approval until one of the parties ends it.",
        'Purpose: <span lang="da">Flyttehjælp</span>.',
    ):
        assert sagt in side
    assert "Følsomhed: " not in side


def test_who_has_asked_is_told_that_another_must_approve_before_the_button(skranke: Skranke) -> None:
    installation = skranke.installation
    roller = {Rolle.DRIFTSOPERATOER, Rolle.AFTALEADMINISTRATOR}
    if "dorte" not in {each.brugernavn for each in installation.postrum.opsaetning().brugere}:
        make_user(installation, "dorte", *roller, cvr=MYNDIGHED)
    dorte = as_bruger(installation.konti.brugere.find("dorte"))
    anmodning = Anmodning(skranke.system, (MYNDIGHED,), "Flyttehjælp", "Lov", (TYPE,), (TYPE,))
    [aftale] = installation.aftalekontor.request(dorte, anmodning)
    egen, anden = (skranke.browser(navn).get(f"{ROD}/aftaler/{aftale.id}").text for navn in ("dorte", "anna"))
    fire = installation.settings.environment == "produktion"
    assert ("Du har selv anmodet" in egen) is fire
    assert (f"/aftaler/{aftale.id}/godkend" in egen) is not fire
    assert f"/aftaler/{aftale.id}/afvis" in egen
    assert ("godkender ikke selv" in anden) is fire
    assert f"/aftaler/{aftale.id}/godkend" in anden
    svar = skranke.browser("dorte").submit(f"/aftaler/{aftale.id}/godkend")
    assert ("AFT-044" in svar.text) is fire
    assert skranke.aftale(aftale.id).tilstand is (Aftaletilstand.ANMODET if fire else Aftaletilstand.GODKENDT)
