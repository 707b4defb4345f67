"""Orders: the orderer is told what the operator does, and the operator what waits for it or is said to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.administration.breve import Brev, from_json
from cpr_haendelser.aftaler.model import ItSystem, Organisation
from cpr_haendelser.app import Installation, testmiljoe
from cpr_haendelser.settings import Exttestindstillinger, Mailindstillinger, Settings
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.bestiller import Bestilling
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.administration.huset import KORSBAEK, OPERATOER_MAIL, SYSTEM
from tests.udlevering.opsat import aftale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SKABELON = b'[{"handling": "opret_familie", "personer": "ny:familie", "kommunekode": "0998", "boern": "1"}]'


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    settings = Settings(
        database_url=f"sqlite:///{(tmp_path / 'h.db').as_posix()}",
        spool_folder=tmp_path / "spool",
        mail=Mailindstillinger(til=(OPERATOER_MAIL,)),
        exttest=Exttestindstillinger(automatisk_godkendelse=False),
    )
    installation = Installation.open(settings)
    installation.postrum.gem(
        organisationer=[Organisation(KORSBAEK, "Korsbæk Kommune", KORSBAEK, myndighed=True, leverandoer=True)],
        aftaler=[aftale("a", SYSTEM, KORSBAEK)],
        systemer=[ItSystem(SYSTEM, "Fagsystem", KORSBAEK, "drift@korsbaek.example", (), "", "", ())],
        tidspunkt="2026-11-30T12:00:00.000+00:00",
        hvem="operatoer",
    )
    yield installation
    installation.close()


def letters(installation: Installation) -> list[Brev]:
    poster = installation.postrum.tag_alarmpost(99, nu="3", igen="9")
    for post in poster:
        installation.postrum.slet_alarmpost(post.nr)
    return [from_json(post.indhold) for post in poster]


def test_each_side_is_told_what_the_other_does_with_an_order(installation: Installation) -> None:
    bestiller, system = testmiljoe.Testmiljoe(installation).bestiller, Kalder(SYSTEM)
    bestiller.accept_terms(system)
    ordre = bestiller.create(system, Bestilling(Ordreart.REPLIKA, "En familie", SKABELON))
    assert letters(installation) == []
    bestiller.take(system, ordre.uuid, "submit")
    [brev] = letters(installation)
    assert (brev.til, brev.emne) == (
        (OPERATOER_MAIL,),
        "[cpr-haendelser exttest] Ordre 1: Fagsystem har taget et skridt med den (indsendt)",
    )
    bestiller.say(OPERATOER, ordre.uuid, "Hvad skal I bruge den til?")
    bestiller.say(system, ordre.uuid, "En prøve.")
    bestiller.take(OPERATOER, ordre.uuid, "refuse", "Brug de fælles.")
    assert [(each.til, each.tekst.splitlines()[2]) for each in letters(installation)] == [
        (("drift@korsbaek.example",), "Hvad skal I bruge den til?"),
        ((OPERATOER_MAIL,), "En prøve."),
        (("drift@korsbaek.example",), "Brug de fælles."),
    ]
