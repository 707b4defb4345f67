"""`status` says how it goes and what needs an operator, in words and as JSON; `alarmtest` whether alarms arrive."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.settings import Hentindstillinger
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from tests.alarmer.conftest import webhookserver
from tests.cli.conftest import Svar
from tests.opslag.korsbaek import settings_in
from tests.udlevering.opsat import DUESLAG_A, A, set_up

TIL = {"MAIL__TIL": '["drift@korsbaek.example"]', "MAIL__FRA": "alarm@korsbaek.example"}
Haendelser = Callable[..., Svar]


@contextmanager
def opened(folder: Path) -> Iterator[Installation]:
    installation = Installation.open(settings_in(folder).model_copy(update={"hent": Hentindstillinger(port=0)}))
    try:
        yield installation
    finally:
        installation.close()


@pytest.fixture
def fordelt(fyldt: Path, tmp_path: Path) -> Path:
    """The folder of an installation whose log is distributed to two dueslag, ten delivered this minute."""
    shutil.copy(fyldt / "h.db", tmp_path / "h.db")
    with opened(tmp_path) as installation:
        postrum, nu = installation.postrum, stamp(datetime.now(UTC))
        set_up(postrum)
        Fordeler(installation.lager, postrum, installation.bord.match, lambda: nu).drain()
        answered(installation, 10, Forsendelsestilstand.LEVERET)
    return tmp_path


def answered(installation: Installation, antal: int, tilstand: Forsendelsestilstand, grund: str = "") -> None:
    """So many end so."""
    postrum, nu = installation.postrum, stamp(datetime.now(UTC))
    vej = Videregivelse(A, "a", "hent") if tilstand is Forsendelsestilstand.LEVERET else None
    tagne = postrum.tag(DUESLAG_A, antal, nu=nu, hvem="p/1")
    assert len(tagne) == antal
    postrum.svar(
        [
            Afslutning(*post[:2], post.forsoeg, tilstand, "", grund, holder=bool(grund), videregivelse=vej)
            for post in tagne
        ],
        nu=nu,
    )


def test_where_all_is_well_the_exit_status_is_0(haendelser: Haendelser, fordelt: Path) -> None:
    assert fordelt.is_dir()
    svar = haendelser("status")
    assert svar.status == 0
    assert "Intet kræver opmærksomhed." in svar.ud
    assert "D261125.L900001" in svar.ud
    assert "Leverer: ingen lige nu" in svar.ud
    (linje,) = [linje for linje in svar.ud.splitlines() if linje.startswith("Til a ")]
    assert "i gang" in linje


def test_what_needs_an_operator_is_said_in_words_and_the_exit_status_is_3(
    haendelser: Haendelser, fordelt: Path
) -> None:
    with opened(fordelt) as installation:
        answered(installation, 2, Forsendelsestilstand.PARKERET, "statuskode-41")
        installation.postrum.stop(DUESLAG_A, "http-410", nu=stamp(datetime.now(UTC)))
    svar = haendelser("status")
    assert svar.status == 3
    assert "- Dueslaget »Til a« er stoppet: Modtageren svarede med HTTP-status 410." in svar.ud
    assert "- I dueslaget »Til a« er 2 beskeder parkeret af os" in svar.ud
    (linje,) = [linje for linje in svar.ud.splitlines() if linje.startswith("Til a ")]
    assert "stoppet: Modtageren svarede med HTTP-status 410." in linje


def test_as_json_it_is_one_object_with_the_same(haendelser: Haendelser, fordelt: Path) -> None:
    with opened(fordelt) as installation:
        answered(installation, 2, Forsendelsestilstand.PARKERET, "statuskode-41")
    svar = haendelser("status", "--json")
    nu = json.loads(svar.ud)
    assert svar.status == 3
    assert nu["miljoe"] == "exttest"
    assert nu["log"]["mangler"] == 0
    assert nu["log"]["sidste_loebenummer"] == nu["log"]["fordelt_til"] > 100
    assert [fil["navn"] for fil in nu["filer"]] == ["D261125.L900001"]
    (dueslag,) = [dueslag for dueslag in nu["dueslag"] if dueslag["uuid"] == DUESLAG_A]
    assert (dueslag["navn"], dueslag["leveret"], dueslag["parkeret"], dueslag["holdte"]) == ("Til a", 10, 2, 2)
    assert 1 < dueslag["leveret_pr_minut"] <= 2
    assert dueslag["sidste_fejl"] == {"kode": "statuskode-41", "tekst": "Modtageren svarede med StatusKode 41."}
    assert dueslag["stoppet"] is None
    assert [(sag["slags"], sag["emne"], sag["trin"]) for sag in nu["opmaerksomhed"]] == [
        ("parkeret-af-os", DUESLAG_A, 1)
    ]


def test_no_personnummer_is_shown(haendelser: Haendelser, fordelt: Path) -> None:
    with opened(fordelt) as installation:
        answered(installation, 5, Forsendelsestilstand.PARKERET, "statuskode-41")
        personer = {f"{post.pnr:010}" for post in installation.postrum.forsendelser(DUESLAG_A)}
    assert len(personer) > 10
    for arguments in (("status",), ("status", "--json")):
        assert not {pnr for pnr in personer if pnr in haendelser(*arguments).ud}


def test_a_program_at_work_is_seen(haendelser: Haendelser, fordelt: Path) -> None:
    with opened(fordelt) as installation, delivering(installation):
        assert "Leverer: proces-1" in haendelser("status").ud
    assert "Leverer: ingen lige nu" in haendelser("status").ud


@pytest.mark.usefixtures("tom")
def test_an_empty_installation_says_what_to_do_next(haendelser: Haendelser) -> None:
    svar = haendelser("status")
    assert svar.status == 0
    assert "ingen er modtaget endnu" in svar.ud
    assert "haendelser setup" in svar.ud


def test_alarmtest_sends_by_every_way_and_says_so(
    haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with webhookserver() as (url, modtager):
        monkeypatch.setenv("HAENDELSER_ALARMER__FIL", str(tmp_path / "alarmer.txt"))
        monkeypatch.setenv("HAENDELSER_WEBHOOK__URL", url)
        svar = haendelser("alarmtest")
    assert svar[:2] == (0, "webhook: sendt\nfil: sendt\n")
    ((_, _, body),) = modtager.faaet
    assert json.loads(body)["art"] == "proeve"
    assert "intet galt" in (tmp_path / "alarmer.txt").read_text(encoding="utf-8")


def test_alarmtest_says_which_way_failed(
    haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HAENDELSER_ALARMER__FIL", str(tmp_path))
    svar = haendelser("alarmtest")
    assert svar.status == 1
    assert "fil: ikke sendt (Is a directory)" in svar.fejl
    assert "ALA-005" in svar.fejl


def test_alarmtest_without_any_way_says_what_to_set(haendelser: Haendelser) -> None:
    svar = haendelser("alarmtest")
    assert (svar.status, svar.ud) == (1, "")
    assert svar.fejl.startswith("ALA-004")


@pytest.mark.parametrize(
    ("variabler", "kode"),
    [
        ({"MAIL__TIL": '["drift@korsbaek.example"]'}, "ALA-001"),
        ({**TIL, "MAIL__BRUGER": "x", "MAIL__SIKKERHED": "ingen"}, "ALA-002"),
        ({**TIL, "MAIL__FRA": "ingen adresse"}, "OPS-203"),
        ({"WEBHOOK__URL": "http://vagt.example/alarm"}, "ALA-003"),
        ({"WEBHOOK__URL": "ftp://127.0.0.1/"}, "ALA-003"),
        ({"WEBHOOK__URL": "https://bruger:kode@vagt.example/"}, "ALA-003"),
        ({"WEBHOOK__URL": "https://[vagt"}, "ALA-003"),
        ({"WEBHOOK__URL": "https://vagt.example:x/"}, "ALA-003"),
        ({"WEBHOOK__URL": "vagt.example"}, "ALA-003"),
        ({"WEBHOOK__TILLID": "findes-ikke.pem", "WEBHOOK__URL": "https://vagt.example/"}, "TLS-010"),
        ({"MAIL__TIL": '["ikke en adresse"]'}, "OPS-203"),
        ({"ALARMER__AELDSTE_TIMER": "[0]"}, "OPS-203"),
        ({"WEBHOOK__SIGNATURNOEGLE": "kort"}, "OPS-203"),
    ],
)
def test_settings_of_alarms_that_do_not_fit_are_refused_without_their_secrets(
    haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch, variabler: dict[str, str], kode: str
) -> None:
    for navn, value in variabler.items():
        monkeypatch.setenv(f"HAENDELSER_{navn}", value)
    svar = haendelser("alarmtest")
    assert svar.status == 1
    assert svar.fejl.startswith(kode)
    assert "bruger:kode" not in svar.fejl
