"""What is shown over HTTP is in the audit before it is shown: whom, what, to whom, on which agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.post import Revisionspost, Slags
from tests.udlevering.opsat import KORSBAEK, A

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient
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
        assert (svar.is_success, svar.json()["kode"]) == (False, "LAG-012")


def test_received_files_are_changes(installation: Installation) -> None:
    filer = installation.lager.leverancer(efter=0)
    for fil in filer:
        (led,) = installation.postrum.revisionsled_om(f"fil:{fil.fil}", slags=[Slags.AENDRING])
        ((_, post),) = read_poster(led.slags, led.indhold)
        assert (post.handling, post.hvem, dict(post.detaljer)["filnavn"]) == ("fil.modtag", "operatoer", fil.filnavn)
