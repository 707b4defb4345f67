"""It-systems and their certificates by the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from cryptography.x509.oid import NameOID

from cpr_haendelser.aftaler.model import ItSystem
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.sider.certifikater import group, refusals
from tests.aftaler.certifikater import OCES3, Udsteder, key_files, make_key, to_der, to_pem
from tests.konsol.conftest import Browser
from tests.konsol.skranken import LEVERANDOER, UDSTEDER, Skranke

NU = datetime.now(UTC)
EJER = ((NameOID.ORGANIZATION_IDENTIFIER, f"NTRDK-{LEVERANDOER}"), (NameOID.COMMON_NAME, "Fagsystemets certifikat"))


@pytest.fixture(scope="module")
def skranke(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Skranke]:
    denne = Skranke(tmp_path_factory.mktemp("skranke"), "exttest")
    yield denne
    denne.installation.close()


@pytest.fixture
def lone(skranke: Skranke) -> Browser:
    return skranke.browser("lone")


def pem(dage: float = 900) -> bytes:
    """A certificate of the supplier's that can be used for so many days."""
    return to_pem(UDSTEDER.issue(EJER, fra=NU - timedelta(days=1), til=NU + timedelta(days=dage)))


def test_a_system_is_made_changed_closed_and_opened_by_its_pages(skranke: Skranke, lone: Browser) -> None:
    uuid = skranke.make_system("Omsorg")
    adresse = "https" + "://modtager.example/besked"
    side = lone.submit(
        f"/systemer/{uuid}/ret", navn="Omsorgssystem", kontakt="drift@lev.example", callbacks=f"{adresse}\n\n{adresse}"
    ).text
    assert "<h1>Omsorgssystem</h1>" in side
    fundet = skranke.installation.bord.gaeldende().systemer[uuid]
    assert (fundet.navn, fundet.callbacks) == ("Omsorgssystem", (adresse,))
    assert "Åbn it-systemet igen" in lone.submit(f"/systemer/{uuid}/luk").text
    assert not skranke.installation.bord.gaeldende().systemer[uuid].aktiv
    assert "Luk it-systemet" in lone.submit(f"/systemer/{uuid}/aabn").text


def test_what_is_wrong_with_a_system_is_told_at_its_field_and_the_rest_stays_written(
    skranke: Skranke, lone: Browser
) -> None:
    assert skranke.system
    side = lone.submit("/systemer/ny", navn="Fagsystem", cvr=LEVERANDOER, kontakt="x@y.example").text
    assert "AFT-019" in side
    assert 'id="navn-fejl"' in side
    assert 'value="x@y.example"' in side
    assert side.count("hedder det samme") == 1, "it is told at its field, and above is the way to it"
    side = lone.submit("/systemer/ny", navn="Andet", cvr=LEVERANDOER, callbacks="ikke en adresse").text
    assert 'id="callbacks-fejl"' in side
    assert "ikke en adresse</textarea>" in side
    assert 'id="uuid-fejl"' in lone.submit("/systemer/ny", navn="Andet", cvr=LEVERANDOER, uuid="x").text


def test_a_supplier_makes_systems_for_its_own_organisation_alone(skranke: Skranke, lone: Browser) -> None:
    valg = re.findall('<option value="([0-9]{8})"', lone.get(f"{ROD}/systemer/ny").text)
    assert valg == [LEVERANDOER]
    assert len(re.findall("<option", skranke.browser("drift").get(f"{ROD}/systemer/ny").text)) == 4


def test_a_certificate_is_read_out_added_and_told_of_until_it_expires(skranke: Skranke, lone: Browser) -> None:
    uuid = skranke.make_system("Til ét")
    sti = f"/systemer/{uuid}/certifikater"
    assert "Systemet har intet certifikat endnu" in lone.get(ROD + sti).text
    side = lone.submit(sti, certifikat=pem(20).decode()).text
    assert "Certifikatet er tilføjet" in side
    for vist in ("Fagsystemets certifikat", LEVERANDOER, "EC, secp256r1", "Den Danske Stat OCES", "OCES3"):
        assert vist in side
    assert "udløber snart" in lone.get(f"{ROD}/systemer").text
    assert "Til ét" in lone.get(ROD).text, "the overview tells of it"
    assert "Til ét" not in skranke.browser("lars").get(ROD).text


def test_two_stand_side_by_side_while_the_system_changes_over_and_no_third(skranke: Skranke, lone: Browser) -> None:
    uuid = skranke.make_system("Skifter")
    sti = f"/systemer/{uuid}/certifikater"
    for _ in range(2):
        assert "Certifikatet er tilføjet" in lone.submit(sti, certifikat=pem().decode()).text
    side = lone.get(ROD + sti).text
    assert "allerede to certifikater" in side
    assert 'name="certifikat"' not in side
    assert "CRT-023" in lone.submit(sti, certifikat=pem().decode()).text
    gammelt = skranke.installation.bord.gaeldende().systemer[uuid].fingeraftryk[0]
    side = lone.submit(f"{sti}/fjern", fingeraftryk=gammelt).text
    assert "Certifikatet er fjernet" in side
    assert 'name="certifikat"' in side
    nyt = skranke.installation.bord.gaeldende().systemer[uuid].fingeraftryk[0]
    assert "spærret" in lone.submit(f"{sti}/fjern", fingeraftryk=nyt, spaer="ja").text
    assert skranke.installation.bord.gaeldende().systemer[uuid].fingeraftryk == ()


def test_everything_that_hinders_a_certificate_is_told_beside_what_was_read_in_it(
    skranke: Skranke, lone: Browser
) -> None:
    fremmed = Udsteder("En fremmed CA").issue(OCES3, fra=NU - timedelta(days=9), til=NU - timedelta(days=2))
    svar = lone.submit(f"/systemer/{skranke.system}/certifikater", certifikat=to_pem(fremmed).decode())
    assert svar.status_code == 400
    assert re.findall("<strong>(CRT-[0-9]+)</strong>", svar.text) == ["CRT-010", "CRT-013", "CRT-021"]
    for vist in ("Intet er ændret", "En fremmed CA", "Korsbæks fagsystem", "11111111"):
        assert vist in svar.text
    assert skranke.installation.bord.gaeldende().systemer[skranke.system].fingeraftryk == ()


def test_a_file_is_read_as_well_as_what_is_pasted(skranke: Skranke, lone: Browser) -> None:
    uuid = skranke.make_system("Med fil")
    sti = f"{ROD}/systemer/{uuid}/certifikater"
    modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', lone.get(sti).text)
    assert modtegn
    der = to_der(UDSTEDER.issue(EJER, fra=NU - timedelta(days=1), til=NU + timedelta(days=900)))
    svar = lone.post(sti, data={"modtegn": modtegn[1], "certifikat": ""}, files={"fil": ("fag.cer", der)})
    assert "Certifikatet er tilføjet" in svar.text


def test_a_private_key_is_refused_and_nothing_of_it_is_shown_or_kept(skranke: Skranke, lone: Browser) -> None:
    noegle = key_files(make_key())["pkcs8-Encoding.PEM"].decode()
    sti = f"/systemer/{skranke.system}/certifikater"
    svar = lone.submit(sti, certifikat=pem().decode() + noegle)
    assert "CRT-002" in svar.text
    assert noegle.splitlines()[1] not in svar.text
    assert "Det stod i certifikatet" not in svar.text
    for skrald in ("", "ikke et certifikat", "-----BEGIN CERTIFICATE-----\nx"):
        assert "CRT-00" in lone.submit(sti, certifikat=skrald).text


def test_a_test_certificate_in_one_command_is_offered_in_exttest(skranke: Skranke, lone: Browser) -> None:
    side = lone.get(f"{ROD}/systemer/{skranke.system}/certifikater").text
    assert "haendelser ca issue client --system Fagsystem<" in side


def test_who_may_only_look_sees_no_form(skranke: Skranke) -> None:
    reva = skranke.browser("reva")
    for sti in (f"/systemer/{skranke.system}", f"/systemer/{skranke.system}/certifikater"):
        side = reva.get(ROD + sti)
        assert side.status_code == 200
        assert re.findall(r'<form[^>]*action="([^"]+)"', side.text) in ([f"{ROD}/logout"], [f"{ROD}/logout"] * 2)


def test_refusals_are_taken_apart_as_they_were_put_together() -> None:
    assert refusals(Brugsfejl("CRT-010", "udløb.\nCRT-013: en anden: den.")) == [
        ("CRT-010", "udløb."),
        ("CRT-013", "en anden: den."),
    ]
    assert refusals(None) == []
    assert group("0123456789") == "0123 4567 89"


def test_many_systems_are_shown_page_by_page_and_found_by_name(skranke: Skranke, lone: Browser) -> None:
    mange = [ItSystem(f"0b000000-0000-4000-8000-{nr:012}", f"Mange nr. {nr:03}", LEVERANDOER, "", (), "", "", ())
             for nr in range(120)]  # fmt: skip
    skranke.installation.postrum.gem(systemer=mange, tidspunkt="2026-11-30T12:00:00.000+00:00", hvem="proeve")
    foerste = lone.get(f"{ROD}/systemer?soeg=mange").text
    assert foerste.count("Mange nr.") == 100
    assert "fra=100" in foerste
    assert lone.get(f"{ROD}/systemer?soeg=mange&fra=100").text.count("Mange nr.") == 20
    assert lone.get(f"{ROD}/systemer?soeg=nr. 007").text.count("Mange nr.") == 1
    assert "Intet it-system hedder det" in lone.get(f"{ROD}/systemer?soeg=findes ikke").text


def test_a_name_is_no_command_in_the_command_that_is_copied(skranke: Skranke, lone: Browser) -> None:
    uuid = skranke.make_system('Fag "$(id)" `id`')
    side = unescape(lone.get(f"{ROD}/systemer/{uuid}/certifikater").text)
    assert """ca issue client --system 'Fag "$(id)" `id`'</pre>""" in side
