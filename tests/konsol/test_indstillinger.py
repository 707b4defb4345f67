"""Settings that may be changed while it runs: by the pages, over HTTP and at the command line alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from cpr_haendelser.cli import run
from cpr_haendelser.konsol import ROD
from cpr_haendelser.settings.levende import levende
from cpr_haendelser.web.doer import create_app
from tests.konsol.conftest import Browser
from tests.konsol.skranken import Skranke

AFVISTE = "alarmer.afviste"
STI = f"/indstillinger/{AFVISTE}"
NOEGLE = "operatoerens-egen-noegle"


@pytest.fixture(scope="module")
def skranke(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Skranke]:
    dette = Skranke(tmp_path_factory.mktemp("indstillinger"), "exttest")
    yield dette
    dette.installation.close()


@pytest.fixture
def drift(skranke: Skranke) -> Browser:
    return skranke.browser("drift")


def afviste(skranke: Skranke) -> int:
    return skranke.installation.gaeldende.alarmer.afviste


def pr(drift: Browser) -> str:
    """Which choice the page shows."""
    fundet = re.search(r'name="pr" value="(\d+)"', drift.get(ROD + STI).text)
    assert fundet
    return fundet[1]


def test_every_one_of_them_has_a_page_that_leads_from_the_list(drift: Browser) -> None:
    side = drift.get(f"{ROD}/indstillinger").text
    for navn in levende():
        assert f'href="{ROD}/indstillinger/{navn}"' in side
        assert drift.get(f"{ROD}/indstillinger/{navn}").status_code == 200
    for navn in ("port", "api_key", "findes-ikke"):
        assert "OPS-030" in drift.get(f"{ROD}/indstillinger/{navn}").text


def test_a_choice_counts_at_once_and_is_undone_and_the_page_says_who(skranke: Skranke, drift: Browser) -> None:
    svar = drift.submit(STI, vaerdi="7", pr=pr(drift), grund="mange prøver i dag")
    assert "Valget er gemt" in svar.text
    assert re.search(
        r"<td>Drift</td><td class=\"bred\"><code>7</code></td><td class=\"bred\">mange prøver i dag", svar.text
    )
    assert ">valgt her<" in drift.get(f"{ROD}/indstillinger").text
    assert afviste(skranke) == 7
    assert "fortrudt" in drift.submit(f"{STI}/fortryd", pr=pr(drift)).text
    assert afviste(skranke) == skranke.installation.settings.alarmer.afviste
    drift.submit(STI, vaerdi="8", pr=pr(drift))
    assert "taget tilbage." in drift.submit(f"{STI}/slip", pr=pr(drift)).text
    assert afviste(skranke) == skranke.installation.settings.alarmer.afviste


def test_a_wrong_value_is_refused_at_its_field_with_what_was_written(skranke: Skranke, drift: Browser) -> None:
    svar = drift.submit(STI, vaerdi="mange", pr=pr(drift))
    assert svar.status_code == 400
    assert re.search(r'value="mange"[^>]*aria-invalid="true"', svar.text)
    assert "OPS-031" in svar.text
    assert afviste(skranke) == skranke.installation.settings.alarmer.afviste


def test_what_another_has_chosen_meanwhile_is_not_overwritten(skranke: Skranke, drift: Browser) -> None:
    set_ = pr(drift)
    skranke.installation.valgkontor.choose(AFVISTE, 9, "en anden")
    for sti in (STI, f"{STI}/fortryd", f"{STI}/slip"):
        assert "OPS-032" in drift.submit(sti, vaerdi="10", pr=set_).text
    assert afviste(skranke) == 9
    skranke.installation.valgkontor.release(AFVISTE, "en anden")


def test_nobody_but_the_operator_sees_or_changes_them(skranke: Skranke) -> None:
    for navn in ("lone", "anna", "tove", "reva"):
        folk = skranke.browser(navn)
        assert folk.get(ROD + STI).status_code == 403
        assert folk.submit(STI, vaerdi="7", pr="0").status_code == 403
    assert afviste(skranke) == skranke.installation.settings.alarmer.afviste


def test_it_is_the_same_over_http(skranke: Skranke) -> None:
    app = TestClient(create_app(skranke.installation, NOEGLE), headers={"Authorization": f"Bearer {NOEGLE}"})
    assert [each["navn"] for each in app.get("/indstillinger").json()["indstillinger"]] == list(levende())
    valgt = app.put(STI, json={"vaerdi": 7}, headers={"X-Grund": "vi%20pr%C3%B8ver"}).json()
    assert (valgt["vaerdi"], valgt["ellers"], valgt["valgt"], valgt["grund"]) == (7, 20, True, "vi prøver")
    assert app.put(STI, json={"vaerdi": 8, "pr": 0}).json()["kode"] == "OPS-032"
    assert app.put(STI, json={"vaerdi": "mange"}).json()["kode"] == "OPS-031"
    assert app.put("/indstillinger/port", json={"vaerdi": 1}).status_code == 404
    assert app.post(f"{STI}/fortryd").json()["vaerdi"] == 20
    assert app.post(f"{STI}/fortryd").json()["vaerdi"] == 7
    assert app.delete(STI).json() == app.get(STI).json()
    assert afviste(skranke) == 20


def test_it_is_the_same_at_the_command_line(
    skranke: Skranke, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", skranke.installation.settings.database_url)

    def tell(*ord_: str, status: int = 0) -> str:
        assert run([*ord_]) == status
        ud = capsys.readouterr()
        return ud.out + ud.err

    assert "er 7 (valgt; uden valget 20)" in tell("--grund", "vi prøver", "indstilling", "set", AFVISTE, "7")
    assert afviste(skranke) == 7
    assert "operatoer: 7 (vi prøver)" in tell("indstilling", "show", AFVISTE)
    assert "er 20" in tell("indstilling", "undo", AFVISTE)
    tell("indstilling", "set", "alarmer.aeldste_timer", "2, 12")
    assert skranke.installation.gaeldende.alarmer.aeldste_timer == (2, 12)
    assert "er [1, 6, 24] (som variabel" in tell("indstilling", "reset", "alarmer.aeldste_timer")
    assert "OPS-031" in tell("indstilling", "set", AFVISTE, "mange", status=1)
    assert AFVISTE in tell("indstilling")
