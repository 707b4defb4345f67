"""The audit's pages: asked by form, itself audited, masked as the matrix says, checked, exported."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from cpr_haendelser.adgang.model import OPERATOER, Rolle
from cpr_haendelser.administration.dueslag import Oenske
from cpr_haendelser.app import Installation
from cpr_haendelser.app.revision import find_noegle
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.sider.revision import read_period
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.segl import make_noegle, to_json
from cpr_haendelser.revision.underskrift import sign_hoved
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from tests.konsol.conftest import Browser, logged_in, make_organisation, make_user
from tests.udlevering.opsat import DUESLAG_A, A

NU = "2026-11-25T06:00:00.000+00:00"


@pytest.fixture
def reva(installation: Installation) -> Browser:
    return logged_in(installation, Rolle.REVISOR)


def delivered_person(installation: Installation) -> str:
    """One about whom a message was delivered."""
    postrum = installation.postrum
    Fordeler(installation.lager, postrum, installation.bord.match, lambda: NU).drain()
    for each in postrum.tag(DUESLAG_A, 5, nu=NU, hvem="proeve"):
        vej = Videregivelse(A, "a", "hent")
        postrum.svar(
            [Afslutning(DUESLAG_A, each.loebenummer, each.forsoeg, Forsendelsestilstand.LEVERET, videregivelse=vej)],
            nu=NU,
        )
    return f"{postrum.leverede(DUESLAG_A, efter=0, antal=1)[0].pnr:010}"


def head(installation: Installation) -> int:
    return installation.postrum.revisionshoved().nr


def test_everything_passed_on_about_a_person_is_told_and_the_question_is_itself_in_the_audit(
    installation: Installation,
) -> None:
    pnr = delivered_person(installation)
    make_user(installation, "spoerger", Rolle.DRIFTSOPERATOER)
    drift = logged_in(installation, "spoerger")
    foer = head(installation)
    svar = drift.submit("/revision/svar", om="person", personnummer=f"{pnr[:6]}-{pnr[6:]}")
    assert "besked leveret" in svar.text
    assert "Anders" in svar.text, "systems are named"
    assert f"{pnr[:6]}-{pnr[6:]}" in svar.text
    assert head(installation) == foer + 1
    adresser = " ".join(re.findall(r'(?:href|action)="([^"]*)"', svar.text))
    assert pnr not in adresser
    assert pnr not in str(svar.url)
    igen = drift.submit("/revision/svar", om="hvem", hvem=f"bruger:{installation.konti.brugere.find('spoerger').uuid}")
    assert "revision.laes" in igen.text


def test_the_auditor_sees_masked_numbers_alone(installation: Installation, reva: Browser) -> None:
    pnr = delivered_person(installation)
    side = reva.submit("/revision/svar", om="person", personnummer=pnr).text
    assert "besked leveret" in side
    assert "XXXXXX-XXXX" in side
    assert pnr not in side
    assert f"{pnr[:6]}-{pnr[6:]}" not in side
    assert "maskerede personnumre" in reva.get(f"{ROD}/revision").text


def test_the_numbers_of_a_filter_are_not_in_the_audit_and_the_auditor_never_sees_them(
    installation: Installation, reva: Browser
) -> None:
    pnr, sag = "6101901234", f"dueslag:{DUESLAG_A}"
    foer, filter_ = installation.bord.dueslag(DUESLAG_A).filter, f"personnummer = '{pnr}'"
    for each in (filter_, foer):
        installation.dueslagskontor.change(OPERATOER, DUESLAG_A, Oenske(filter=each))
    alt = b"".join(led.indhold for led in installation.postrum.revisionsled_om(sag))
    assert b"personnummer = 'XXXXXX-XXXX'" in alt
    assert pnr.encode() not in alt
    # As an earlier version of the program wrote it.
    gammel = Revisionspost(Slags.AENDRING, "dueslag.ret", sag=sag, detaljer=(("efter", filter_),))
    installation.revision.skriv([gammel])
    side = reva.submit("/revision/svar", om="sag", sag=sag).text
    assert "personnummer = &#39;******-****&#39;" in side
    assert pnr not in side


def test_what_a_system_got_and_who_approved_an_agreement(installation: Installation, reva: Browser) -> None:
    delivered_person(installation)
    assert "besked leveret" in reva.submit("/revision/svar", om="system", system=A).text
    assert "serviceaftale oprettet" in reva.submit("/revision/svar", om="aftale", aftale="a").text
    side = reva.get(f"{ROD}/revision?om=aftale&aftale=a").text
    assert '<input type="radio" name="om" value="aftale" checked>' in side
    assert '<option value="a" selected>' in side


@pytest.mark.parametrize(
    ("felter", "kode"),
    [
        ({}, "REV-012"),
        ({"om": "person"}, "REV-012"),
        ({"om": "findes-ikke", "findes-ikke": "x"}, "REV-012"),
        ({"om": "person", "personnummer": "et forkert nummer"}, "CPR-001"),
        ({"om": "person", "personnummer": "010190" + "1234"}, "VAGT-003"),
        *(({"om": om, om: "om " + "010160" + "0001"}, "KTO-013") for om in ("sag", "aftale", "system", "hvem")),
        ({"om": "system", "system": A, "fra": "i går"}, "REV-013"),
        ({"om": "system", "system": A, "fra": "2026-11-30", "til": "2026-11-29"}, "REV-013"),
        ({"om": "system", "system": A, "til": "9999-12-31"}, "REV-013"),
        ({"om": "system", "system": A, "fra": "0001-01-01"}, "REV-013"),
        ({"om": "system", "system": A, "efter": "x"}, "REV-005"),
        ({"om": "system", "system": A, "efter": f"{'9' * 5000}.0"}, "REV-005"),
    ],
)
def test_what_is_wrong_with_a_question_is_told_and_no_number_is_written_back(
    installation: Installation, drift: Browser, felter: dict[str, str], kode: str
) -> None:
    foer = head(installation)
    svar = drift.submit("/revision/svar", **felter)
    assert svar.status_code == 400
    assert kode in svar.text
    assert not felter.get("personnummer") or felter["personnummer"] not in svar.text
    assert head(installation) == foer


def test_about_a_person_it_is_read_on_without_the_number_being_written_back(tom: Installation) -> None:
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    drift, pnr = logged_in(tom, "drift"), "6101901234"
    post = Revisionspost(Slags.VIDEREGIVELSE, "person.aabn", hvem="operatoer", felter=("person",), pnr=int(pnr))
    tom.revision.skriv([post._replace(loebenummer=nr) for nr in range(1, 61)])
    side = drift.submit("/revision/svar", om="person", personnummer=pnr).text
    skjulte = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', side)
    assert pnr not in str(skjulte)
    resten = drift.submit("/revision/svar", **dict(skjulte)).text
    assert "610190-****" in resten
    assert resten.count("<tr>") == 1 + 10 + 2, "those that are left, and both questions"


def test_a_long_answer_is_read_page_by_page_until_its_end(tom: Installation) -> None:
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    drift = logged_in(tom, "drift")
    for nr in range(60):
        tom.konti.noegler.list_all()
        tom.konti.organisationer.change("11111111", "operatoer", navn=f"Korsbæk nr. {nr}")
    side = drift.submit("/revision/svar", om="sag", sag="organisation:11111111").text
    assert side.count("<tr>") == 1 + 50
    efter = re.search(r'name="efter" value="([0-9.]+)"', side)
    assert efter
    resten = drift.submit("/revision/svar", om="sag", sag="organisation:11111111", efter=efter[1]).text
    assert resten.count("<tr>") == 1 + 11
    assert 'name="efter"' not in resten


def test_the_check_says_that_it_fits_and_against_what(drift: Browser) -> None:
    side = drift.submit("/revision/kontrol").text
    assert "Revisionssporet passer</h1>" in side
    assert "intet hoved andetstedsfra" in side
    assert 'id="hoved-fejl"' in drift.submit("/revision/kontrol", hoved="ikke et hoved").text


def test_a_head_from_elsewhere_shows_what_was_cut_off(tmp_path: Path) -> None:
    make_noegle(tmp_path / "noegle.pem")
    settings = Settings.model_validate(
        {"database_url": f"sqlite:///{tmp_path / 'h.db'}", "revision": {"noegle": tmp_path / "noegle.pem"}}
    )
    installation = Installation.open(settings)
    make_organisation(installation)
    make_user(installation, "reva", Rolle.REVISOR)
    noegle = find_noegle(settings)
    assert noegle
    segl = sign_hoved(installation.postrum, noegle, nu="2026-11-30T12:00:00.000+00:00")
    assert segl
    reva = logged_in(installation, "reva")
    assert "Revisionssporet passer</h1>" in reva.submit("/revision/kontrol", hoved=to_json(segl)).text
    laengere = segl._replace(nr=segl.nr + 1000)
    side = reva.submit("/revision/kontrol", hoved=to_json(laengere)).text
    assert "Revisionssporet passer ikke</h1>" in side
    installation.close()


def test_the_export_can_be_checked_alone_or_read_as_rows_and_is_masked_for_the_auditor(
    installation: Installation, drift: Browser, reva: Browser
) -> None:
    pnr = delivered_person(installation)
    svar = drift.submit("/revision/eksport", form="jsonl")
    assert svar.headers["content-disposition"] == 'attachment; filename="revisionsspor.jsonl"'
    linjer = [json.loads(linje) for linje in svar.text.splitlines()]
    assert linjer[-1]["ialt"] == len(linjer) - 2
    assert pnr in svar.text
    svar = reva.submit("/revision/eksport", form="csv")
    rows = list(csv.DictReader(io.StringIO(svar.text), delimiter=";"))
    assert len(rows) > 10
    assert pnr not in svar.text
    assert "XXXXXX-XXXX" in svar.text
    assert "REV-011" in reva.submit("/revision/eksport", form="jsonl").text
    assert "REV-013" in reva.submit("/revision/eksport", form="csv", fra="x").text


def test_days_are_danish_and_the_last_one_is_counted_in() -> None:
    assert read_period({"fra": "2026-11-24", "til": "2026-11-24"}) == (
        "2026-11-23T23:00:00.000+00:00",
        "2026-11-24T23:00:00.000+00:00",
    )
    assert read_period({"fra": "2026-07-01"}) == ("2026-06-30T22:00:00.000+00:00", "")
    assert read_period({}) == ("", "")
    with pytest.raises(Brugsfejl):
        read_period({"til": "24/11"})


def test_the_settings_in_force_are_shown_and_no_secret(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"database_url": f"sqlite:///{tmp_path / 'hemmelig-sti.db'}", "api_key": "en-noegle-som-ingen-maa-se",
         "oidc": {"klient_noegle": "udbyderens-hemmelighed"}, "exttest": {"automatisk_aftale": True}}
    )  # fmt: skip
    installation = Installation.open(settings)
    make_organisation(installation)
    make_user(installation, "drift", Rolle.DRIFTSOPERATOER)
    side = logged_in(installation, "drift").get(f"{ROD}/indstillinger").text
    for hemmelig in ("hemmelig-sti", "en-noegle-som-ingen-maa-se", "udbyderens-hemmelighed"):
        assert hemmelig not in side
    row = re.search(r"<tr[^>]*><td><code>exttest.automatisk_aftale</code>.*?</tr>", side)
    assert row
    assert "<code>true</code>" in row[0]
    assert "HAENDELSER_EXTTEST__AUTOMATISK_AFTALE" in row[0].replace("<wbr>", "")
    assert ">sat<" in row[0]
    installation.close()
