"""What is shown over HTTP is in the audit before it is shown: whom, what, to whom, on which agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Bruger, Rolle, as_bruger
from cpr_haendelser.app import Installation
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.revision.eksport import verify
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.post import Revisionspost, Slags
from tests.udlevering.opsat import KORSBAEK, A

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx2 import Response


def written(installation: Installation, do: Callable[[], Response]) -> tuple[Response, list[Revisionspost]]:
    """The answer, and what the audit says of it."""
    foer = installation.postrum.revisionshoved().nr
    svar = do()
    led = installation.postrum.revisionsled(efter=foer)
    return svar, [post for each in led for _, post in read_poster(each.slags, each.indhold)]


def test_a_page_of_the_feed_names_each_person_and_the_agreement(installation: Installation, anders: TestClient) -> None:
    svar, poster = written(installation, lambda: anders.get("/haendelser?efter=0&antal=20"))
    vist = svar.json()["haendelser"]
    assert len(vist) > 3
    assert {(post.pnr, post.loebenummer) for post in poster} == {
        (int(each["personnummer"]), each["loebenummer"]) for each in vist
    }
    assert {post[:9] for post in poster} == {
        (Slags.VIDEREGIVELSE, "log.laes", f"system:{A}", A, KORSBAEK, "a", "", "", ("haendelse",))
    }


def test_what_the_operator_reads_goes_to_no_system(installation: Installation, klient: TestClient) -> None:
    svar, poster = written(installation, lambda: klient.get("/haendelser?efter=0&antal=20"))
    assert len(poster) == len(svar.json()["haendelser"]) > 0
    assert {(post.hvem, post.system, post.aftale) for post in poster} == {("operatoer", "", "")}


def test_whole_messages_are_told_apart_from_the_logs_lines(installation: Installation, anders: TestClient) -> None:
    nummer = anders.get("/haendelser?efter=0&antal=20").json()["haendelser"][0]["loebenummer"]
    for url in ("/beskeder?efter=0&antal=20", f"/haendelser/{nummer}/besked"):
        _, poster = written(installation, lambda url=url: anders.get(url))  # type: ignore[misc]
        assert {post.felter for post in poster} == {("haendelsesbesked",)}


def test_one_persons_haendelser_are_a_lookup(installation: Installation, anders: TestClient) -> None:
    pnr = anders.get("/haendelser?efter=0&antal=20").json()["haendelser"][0]["personnummer"]
    svar, poster = written(
        installation, lambda: anders.post("/haendelser/soegning", json={"personnummer": pnr, "antal": 100})
    )
    assert len(svar.json()["haendelser"]) == len(poster)
    assert {(post.handling, post.pnr) for post in poster} == {("person.aabn", int(pnr))}


def test_what_is_not_shown_is_not_in_it(installation: Installation, bodil: TestClient, udefra: TestClient) -> None:
    skjult = [bodil.get(f"/haendelser/{nummer}") for nummer in (1, 10**6)]
    assert 404 in {svar.status_code for svar in skjult}
    proevet = ((bodil, "/haendelser/1000000"), (udefra, "/haendelser?efter=0"), (bodil, "/haendelser?efter=99999"))
    for klient, url in proevet:
        _, poster = written(installation, lambda klient=klient, url=url: klient.get(url))  # type: ignore[misc]
        assert poster == []


def test_what_cannot_be_written_is_not_shown(
    installation: Installation, anders: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise Opsaetningsfejl("LAG-012", "disken er fuld.")

    monkeypatch.setattr(installation.postrum, "skriv_revision", fails)
    nummer = next(each.loebenummer for each in installation.lager.haendelser() if each.modtager_cvr == KORSBAEK)
    for url in ("/haendelser?efter=0", f"/haendelser/{nummer}", f"/haendelser/{nummer}/besked", "/beskeder?efter=0"):
        svar = anders.get(url)
        assert (svar.status_code, svar.json()["kode"], svar.headers["Retry-After"]) == (503, "LAG-012", "5")


def test_received_files_are_changes(installation: Installation) -> None:
    filer = installation.lager.leverancer(efter=0)
    for fil in filer:
        (led,) = installation.postrum.revisionsled_om(f"fil:{fil.fil}", slags=[Slags.AENDRING])
        ((_, post),) = read_poster(led.slags, led.indhold)
        assert (post.handling, post.hvem, dict(post.detaljer)["filnavn"]) == ("fil.modtag", "operatoer", fil.filnavn)


# --- asked over HTTP --------------------------------------------------------------------------------------------------

MASKE = "XXXXXX-XXXX"
RITA = Bruger(
    "7f0d8a7e-2d0a-4c4e-9d6c-0f4f6c6a0009",
    "rita",
    "Rita Riis",
    "rita@example.dk",
    "22222222",
    frozenset({Rolle.REVISOR}),
)


@pytest.fixture
def rita(installation: Installation, klient: TestClient) -> TestClient:
    """A revisor."""
    installation.postrum.gem(brugere=[RITA], tidspunkt="2026-11-25T06:00:00.000+00:00", hvem="operatoer")
    rettigheder = {
        Handling.REVISION_LAES,
        Handling.REVISION_KONTROLLER,
        Handling.REVISION_EKSPORTER,
        Handling.AFTALE_LAES,
    }
    noegle, _ = installation.konti.noegler.create(as_bruger(RITA), "prøve", rettigheder, 7, "operatoer")
    return TestClient(klient.app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {noegle}"})


def test_a_revisor_sees_what_was_passed_on_with_masked_numbers(
    anders: TestClient, rita: TestClient, installation: Installation
) -> None:
    pnr = anders.get("/haendelser?efter=0&antal=20").json()["haendelser"][0]["personnummer"]
    svar, poster = written(
        installation, lambda: rita.post("/revision/soegning", json={"personnummer": pnr, "antal": 1000})
    )
    vist = svar.json()
    assert {post["personnummer"] for post in vist["poster"]} == {MASKE}
    assert (A, "log.laes", KORSBAEK) in {
        (post["system"], post["handling"], post["myndighed"]) for post in vist["poster"]
    }
    assert pnr not in svar.text
    (denne,) = poster
    assert (denne.handling, denne.hvem, denne.pnr) == ("revision.laes", f"bruger:{RITA.uuid}", int(pnr))
    assert dict(denne.detaljer) == {"maskeret": "ja"}


def test_the_operator_sees_the_numbers_page_by_page(anders: TestClient, klient: TestClient) -> None:
    for _ in range(2):
        anders.get("/haendelser?efter=0&antal=20")
    alle = klient.post("/revision/soegning", json={"system": A, "antal": 1000}).json()
    foerste = klient.post("/revision/soegning", json={"system": A, "antal": 3}).json()
    rest = klient.post("/revision/soegning", json={"system": A, "antal": 1000, "efter": foerste["naeste"]}).json()
    assert foerste["poster"] + rest["poster"] == alle["poster"]
    assert alle["ialt_poster"] == len(alle["poster"])
    assert MASKE not in str(alle)


def test_who_did_something_to_an_agreement_is_told(rita: TestClient) -> None:
    svar = rita.post("/revision/soegning", json={"sag": "aftale:a"}).json()
    assert [post["handling"] for post in svar["poster"]] == ["aftale.opret"]
    assert {"navn": "version", "vaerdi": "1"} in svar["poster"][0]["detaljer"]


def test_one_thing_is_asked_at_a_time(rita: TestClient) -> None:
    for spurgt in ({}, {"system": A, "sag": "aftale:a"}):
        assert rita.post("/revision/soegning", json=spurgt).json()["kode"] == "REV-012"
    assert rita.post("/revision/soegning", json={"system": A, "efter": "x"}).json()["kode"] == "REV-005"


def test_a_time_that_the_calendar_has_not_and_a_number_in_the_wrong_place_are_refused(rita: TestClient) -> None:
    for tid in ("0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00"):
        assert rita.post("/revision/soegning", json={"system": A, "fra": tid}).json()["kode"] == "WEB-422"
    assert rita.get("/revision/eksport", params={"form": "csv", "til": "9999-12-31T23:59:59-02:00"}).status_code == 422
    svar = rita.post("/revision/soegning", json={"sag": "610190" + "1234"})
    assert svar.json()["kode"] == "KTO-013"


@pytest.mark.parametrize(
    "kald",
    [("GET", "/revision"), ("POST", "/revision/soegning"), ("POST", "/revision/kontrol"), ("GET", "/revision/eksport")],
)
def test_nobody_else_may_read_the_audit(anders: TestClient, udefra: TestClient, kald: tuple[str, str]) -> None:
    assert anders.request(*kald, json={"system": A}).status_code == 403
    assert udefra.request(*kald, json={"system": A}).status_code == 401


def test_the_state_and_the_check_are_told(rita: TestClient, installation: Installation) -> None:
    hoved = installation.postrum.revisionshoved()
    stand = rita.get("/revision").json()
    assert (stand["nr"], bytes.fromhex(stand["hash"]), stand["underskrevet_led"]) == (hoved.nr, hoved.hash, None)
    kontrol = rita.post("/revision/kontrol", json={}).json()
    assert (kontrol["fund"], kontrol["sidste_led"]) == ([], hoved.nr)
    assert rita.post("/revision/kontrol", json={"hoved": "x"}).json()["kode"] == "REV-003"


def test_the_export_is_masked_or_verifiable(rita: TestClient, klient: TestClient, anders: TestClient) -> None:
    pnr = anders.get("/haendelser?efter=0&antal=20").json()["haendelser"][0]["personnummer"]
    assert rita.get("/revision/eksport").json()["kode"] == "REV-011"
    maskeret = rita.get("/revision/eksport?form=csv")
    assert maskeret.headers["content-type"] == "text/csv; charset=utf-8"
    assert MASKE in maskeret.text
    assert pnr not in maskeret.text
    spor = klient.get("/revision/eksport")
    efterset = verify(spor.content.splitlines(keepends=True), None)
    assert efterset.fund == ()
    assert pnr in spor.text
    senere = verify(klient.get("/revision/eksport?fra=2999-01-01T00:00:00Z").content.splitlines(keepends=True), None)
    assert senere.poster == 0
