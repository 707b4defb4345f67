"""A file with many hændelser is received as always; what it would send awaits the operator, births and deaths not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.app import Installation
from cpr_haendelser.app.levering import make_indstillinger
from cpr_haendelser.app.status import read_status
from cpr_haendelser.cli import run
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.fordeling.storfil import STRAKS, Storfiler, never
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.forsendelse import Afslutning, Videregivelse
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand as T
from cpr_haendelser.storage.forsendelsesbog import Ny
from cpr_haendelser.udlevering.kalder import OPERATOER
from cpr_haendelser.web.doer import create_app
from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, KORSBAEK, A, set_up

NU = "2026-11-25T09:00:00.000+00:00"
NOEGLE = "operatoerens-egen-noegle"
GRAENSE, STORE = 60, [2, 3]
"""So many hændelser; of the three days the first two have more."""
VEJ = Videregivelse(A, "a", "hent")


@pytest.fixture(scope="module")
def fyldt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Three days; each has more than twenty hændelser."""
    with opened(tmp_path_factory.mktemp("korsbaek")) as installation:
        yield installation


@pytest.fixture(params=["sqlite", "hukommelse"])
def sted(request: pytest.FixtureRequest, fyldt: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A post room of its own over the same log."""
    address = {"sqlite": f"sqlite:///{(tmp_path / 'h.db').as_posix()}", "hukommelse": "memory:"}[request.param]
    installation = Installation(fyldt.settings, fyldt.lager)
    with closing(open_postrum(address)) as postrum:
        installation.__dict__["postrum"] = postrum
        set_up(postrum)
        installation.valgkontor.choose("levering.stor_fil", GRAENSE, "prøve")
        yield installation


def distribute(installation: Installation) -> None:
    stor_fil = make_indstillinger(installation).stor_fil
    Fordeler(installation.lager, installation.postrum, installation.bord.match, lambda: NU, stor_fil=stor_fil).drain()


def test_a_file_is_as_large_as_is_said_when_it_is_distributed(sted: Installation) -> None:
    sted.valgkontor.choose("levering.stor_fil", 0, "prøve")
    distribute(sted)
    assert sted.storfiler.list_all() == []


def deliver_all(installation: Installation, dueslag: str) -> list[int]:
    """In the order that they left."""
    postrum, ude = installation.postrum, []
    while tagne := postrum.tag(dueslag, 3, nu=NU, hvem="p/1"):
        ude += [each.loebenummer for each in tagne]
        svar = [Afslutning(*each[:2], each.forsoeg, T.LEVERET, videregivelse=VEJ) for each in tagne]
        postrum.svar(svar, nu=NU)
    return ude


def test_what_is_large_awaits_and_everything_else_leaves_in_order(sted: Installation) -> None:
    log = list(iterate(sted.lager, Udsnit()))
    distribute(sted)
    mine = {each.loebenummer: each for each in log if each.modtager_cvr == KORSBAEK}
    fra_filen = {nr for nr, each in mine.items() if each.fil in STORE}
    ventet = {nr for nr in fra_filen if mine[nr].beslutning.kode not in STRAKS}
    afventer = sted.postrum.forsendelser(DUESLAG_A, tilstand=T.AFVENTER, antal=10_000)
    assert {each.loebenummer for each in afventer} == ventet
    assert {each.grund for each in afventer} == {f"stor-fil-{fil}" for fil in STORE}
    sendt = deliver_all(sted, DUESLAG_A)
    foerst: dict[str, int] = {}
    for nr in sorted(ventet):
        foerst.setdefault(mine[nr].beslutning.pnr, nr)
    bag = {nr for nr, each in mine.items() if nr > foerst.get(each.beslutning.pnr, nr)} - ventet
    assert set(sendt) == set(mine) - ventet - bag
    assert {mine[nr].beslutning.kode for nr in fra_filen & set(sendt)} <= STRAKS
    (tilstand,) = [each for each in sted.postrum.tilstande() if each.dueslag == DUESLAG_A]
    assert (tilstand.afventer, tilstand.venter) == (len(ventet), len(bag))
    assert sum(sted.storfiler.release(OPERATOER, fil, DUESLAG_A, lambda *_: None) for fil in STORE) == len(ventet)
    rest = deliver_all(sted, DUESLAG_A)
    assert set(rest) == ventet | bag
    for pnr in {each.beslutning.pnr for each in mine.values()}:
        om = [nr for nr in [*sendt, *rest] if mine[nr].beslutning.pnr == pnr]
        assert om == sorted(om)


def test_parked_ones_let_their_persons_later_ones_go_on(sted: Installation) -> None:
    log = list(iterate(sted.lager, Udsnit()))
    distribute(sted)
    antal = len(sted.postrum.forsendelser(DUESLAG_A, tilstand=T.AFVENTER, antal=10_000))
    talt = [sted.storfiler.park(OPERATOER, fil, DUESLAG_A, lambda *_: None) for fil in STORE]
    assert sum(talt) == antal
    assert min(talt) > 0
    mine = {each.loebenummer for each in log if each.modtager_cvr == KORSBAEK}
    parkerede = {each.loebenummer for each in sted.postrum.forsendelser(DUESLAG_A, tilstand=T.PARKERET, antal=10_000)}
    assert len(parkerede) == antal
    assert set(deliver_all(sted, DUESLAG_A)) == mine - parkerede
    assert [(each.handling, each.antal, each.hvem) for each in sted.postrum.indgreb()] == [
        ("parker", antal, OPERATOER.hvem) for antal in talt
    ]


@pytest.mark.parametrize("indgreb", ["frigiv", "parker"])
def test_a_written_reason_stands_in_the_audit_whatever_way_it_came(sted: Installation, indgreb: str) -> None:
    distribute(sted)
    fil, foer = STORE[0], sted.postrum.revisionshoved().nr
    do = sted.storfiler.release if indgreb == "frigiv" else sted.storfiler.park
    do(OPERATOER._replace(grund="sag 12: er aftalt"), fil, DUESLAG_A, lambda *_: None)
    skrevet = [json.loads(each.indhold) for each in sted.postrum.revisionsled(efter=foer)]
    [post] = [each for each in skrevet if each["handling"] == "fil.frigiv"]
    assert post["sag"] == f"fil:{fil}"
    assert post["detaljer"] == {"grund": "sag 12: er aftalt", "indgreb": indgreb}


def test_the_operator_sees_which_file_and_where_and_is_alarmed(sted: Installation) -> None:
    distribute(sted)
    storfil, anden = sted.storfiler.list_all()
    assert [storfil.fil, anden.fil] == STORE
    fil = storfil.fil
    leverance = sted.lager.leverance(fil)
    assert leverance
    assert (storfil.filnavn, storfil.haendelser) == (leverance.filnavn, leverance.haendelser)
    assert storfil.kasser[0].dueslag == DUESLAG_A
    assert storfil.antal + anden.antal == sum(each.afventer for each in sted.postrum.tilstande())
    alarmer = [each for each in read_status(sted).opmaerksomhed if each.slags == "stor-fil"]
    assert DUESLAG_A in {each.emne for each in alarmer}
    assert "afventer" in alarmer[0].tekst
    with pytest.raises(Brugsfejl, match="FOR-006"):
        sted.storfiler.release(OPERATOER, 99, "", lambda *_: None)
    sted.storfiler.release(OPERATOER, fil, DUESLAG_A, lambda *_: None)
    with pytest.raises(Brugsfejl, match=r"FOR-00[67]"):
        sted.storfiler.release(OPERATOER, fil, DUESLAG_A, lambda *_: None)
    rest = [kasse.dueslag for each in sted.storfiler.list_all() if each.fil == fil for kasse in each.kasser]
    assert rest in ([], [DUESLAG_B])


def test_an_it_system_does_not_release_what_awaits_the_operator(sted: Installation) -> None:
    """Releasing what is parked, and moving to the fejlkø, are a system's own; the operator's word is not."""
    distribute(sted)
    afventer = [each.loebenummer for each in sted.postrum.forsendelser(DUESLAG_A, tilstand=T.AFVENTER, antal=10_000)]
    assert sted.postrum.frigiv(DUESLAG_A, afventer, nu=NU, hvem="system") == 0
    assert sted.postrum.flyt_til_fejlkoe(DUESLAG_A, afventer, nu=NU, hvem="system") == 0
    assert sted.postrum.afspil(DUESLAG_A, [(nr, 1, KORSBAEK) for nr in afventer], nu=NU, hvem="system") == 0


def test_no_file_is_large_where_the_limit_is_none(fyldt: Installation) -> None:
    log = list(iterate(fyldt.lager, Udsnit()))
    assert Storfiler(fyldt.lager, never).choose(log) == {}
    assert Storfiler(fyldt.lager, lambda: 10**9).choose(log) == {}
    assert len(Storfiler(fyldt.lager, lambda: 1).choose(log)) == sum(each.beslutning.kode not in STRAKS for each in log)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.booleans()), min_size=1, max_size=14),
    st.lists(st.integers(1, 4), max_size=6),
)
def test_whatever_awaits_and_is_released_each_persons_messages_leave_in_order(
    haendelser: list[tuple[int, bool, bool]], frigivelser: list[int]
) -> None:
    """Person, whether it awaits, and whether all that may leave does before the next is derived."""
    postrum = open_postrum("memory:")
    installation = Installation.__new__(Installation)
    installation.__dict__["postrum"] = postrum
    sendt: list[int] = []
    person = {nr: pnr for nr, (pnr, _, _) in enumerate(haendelser, 1)}
    for nr, (pnr, stor, lever) in enumerate(haendelser, 1):
        afventer = {nr: "stor-fil-1"} if stor else {}
        postrum.fordel([Ny(DUESLAG_A, nr, pnr, KORSBAEK)], til=nr, tidspunkt=NU, versioner="", afventer=afventer)
        if lever:
            sendt += deliver_all(installation, DUESLAG_A)
    for antal in [*frigivelser, 100]:
        postrum.afgoer_afventende(DUESLAG_A, "stor-fil-1", T.VENTER, antal=antal, nu=NU, hvem="drift")
        sendt += deliver_all(installation, DUESLAG_A)
    assert sorted(sendt) == list(person)
    for pnr in set(person.values()):
        om = [nr for nr in sendt if person[nr] == pnr]
        assert om == sorted(om)


@pytest.fixture
def paa_disk(tmp_path: Path) -> Iterator[Installation]:
    """An installation of its own in which what is of large files awaits."""
    with opened(tmp_path) as installation:
        set_up(installation.postrum)
        installation.valgkontor.choose("levering.stor_fil", GRAENSE, "prøve")
        distribute(installation)
        yield installation


def test_on_the_command_line_it_is_shown_released_and_parked(
    paa_disk: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", paa_disk.settings.database_url)

    def call(*arguments: str) -> str:
        capsys.readouterr()
        assert run([*arguments]) == 0
        return capsys.readouterr().out

    foerste, anden = map(str, STORE)
    shown = call("storfil")
    assert "Til a" in shown
    assert {foerste, anden} <= set(shown.split())
    assert "afventer operatøren" in call("dueslag", "show", "Til a")
    assert call("storfil", "release", foerste, "--dueslag", "Til a").endswith("frigivet.\n")
    assert call("storfil", "park", anden).endswith("parkeret.\n")
    if "Til b" in call("storfil"):
        call("storfil", "park", foerste)
    assert call("storfil") == "Intet afventer en operatør.\n"


def test_over_http_it_is_shown_released_and_parked(paa_disk: Installation) -> None:
    client = TestClient(create_app(paa_disk, NOEGLE), headers={"Authorization": f"Bearer {NOEGLE}"})
    storfil, anden = client.get("/storfiler").json()["storfiler"]
    fil = storfil["fil"]
    assert [storfil["fil"], anden["fil"]] == STORE
    assert storfil["dueslag"][0]["dueslag"] == DUESLAG_A
    antal = storfil["dueslag"][0]["antal"]
    assert client.post(f"/storfiler/{fil}/frigiv", json={"dueslag": DUESLAG_A}).json() == {"antal": antal}
    assert client.post("/storfiler/99/parker", json={}).status_code == 404
    status = client.get("/status").json()["dueslag"]
    assert [each["afventer"] for each in status if each["uuid"] == DUESLAG_A] == [anden["dueslag"][0]["antal"]]
    for storfil in client.get("/storfiler").json()["storfiler"]:
        assert client.post(f"/storfiler/{storfil['fil']}/parker", json={}).json() == {"antal": storfil["afventer"]}
    assert client.get("/storfiler").json() == {"storfiler": []}
