"""Received files over HTTP, and what a restored backup brought back."""

from __future__ import annotations

from fastapi.testclient import TestClient

from cpr_haendelser.app import Installation
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.web.doer import create_app
from tests.udlevering.opsat import set_up
from tests.web.conftest import NOEGLE


def test_the_received_files_are_read_one_by_one_with_what_became_of_their_lines(
    klient: TestClient, installation: Installation
) -> None:
    filer = klient.get("/filer").json()["filer"]
    assert [each["fil"] for each in filer] == [1, 2, 3, 4]
    assert klient.get("/filer?efter=1&antal=1").json()["filer"] == [filer[1]]
    anden = klient.get("/filer/2").json()
    assert anden == filer[1]
    assert (anden["art"], anden["grund"]) == ("aendringer", None)
    assert anden["haendelser"] > 0
    linjer = klient.get("/filer/2/linjer?antal=1000").json()["linjer"]
    assert len(linjer) == sum(anden["koder099"].values())
    sagt = {nr for linje in linjer for nr in linje["loebenumre"]}
    assert sagt == {nr for linje in installation.lager.linjer099(2) for nr in linje.loebenumre} != set()
    assert all(linje["loebenumre"] or linje["grund"] for linje in linjer)
    assert "pnr" not in linjer[0]
    assert klient.get(f"/filer/2/linjer?efter={linjer[-2]['linje']}").json()["linjer"] == linjer[-1:]
    assert (klient.get("/filer/99").status_code, klient.get("/filer/99/linjer").json()["kode"]) == (404, "FIL-020")


def test_files_are_nobody_elses_to_read(anders: TestClient) -> None:
    assert {anders.get(sti).status_code for sti in ("/filer", "/filer/1", "/filer/1/linjer", "/gendannelse")} == {403}


def test_what_a_restored_backup_brought_back_is_listed_until_it_is_released() -> None:
    installation = Installation.open(Settings(database_url="memory://"))
    set_up(installation.postrum)
    klient = TestClient(create_app(installation, NOEGLE), headers={"Authorization": f"Bearer {NOEGLE}"})
    assert klient.get("/gendannelse").json() == {"gendannelse": None}
    installation.postrum.saet_gendannelse(Gendannelse("2026-11-29T01:30:00+01:00", "2026-11-30T08:00:00.000+00:00"))
    fundet = installation.tilbagebringelse.list_all()
    assert fundet is not None
    svar = klient.get("/gendannelse").json()["gendannelse"]
    assert (svar["maerke"], len(svar["ting"])) == (fundet.maerke, len(fundet.ting))
    assert klient.get("/filer/2/linjer").status_code == 503, "nothing of any person"
    installation.postrum.frigiv_gendannelse({}, nu="2026-11-30T09:00:00.000+00:00", hvem="operatoer")
    assert klient.get("/gendannelse").json() == {"gendannelse": None}
