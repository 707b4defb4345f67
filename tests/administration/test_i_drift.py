"""What happens by itself while the program runs: agreements run out, certificates near their end are told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem, Organisation, Serviceaftale, Systemcertifikat
from cpr_haendelser.app import Installation
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.settings import Alarmindstillinger, Hentindstillinger, Settings
from tests.administration.huset import KORSBAEK, SYSTEM
from tests.fordeling.amqp.conftest import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALT = frozenset({"*"})
NU = datetime.now(UTC)
AFTALE = Serviceaftale(
    "a", SYSTEM, KORSBAEK, "BeskedModtag", "2.0", ALT, ALT, ALT, ALT, ALT, "2020-01-01", "2020-12-31",
    Aftaletilstand.GODKENDT,
)  # fmt: skip


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    settings = Settings(
        database_url=f"sqlite:///{(tmp_path / 'h.db').as_posix()}",
        spool_folder=tmp_path / "spool",
        hent=Hentindstillinger(aktiv=False),
        alarmer=Alarmindstillinger(kig_sekunder=1),
    )
    installation = Installation.open(settings)
    udloeb = (NU + timedelta(days=20)).isoformat(timespec="milliseconds")
    installation.postrum.gem(
        organisationer=[Organisation(KORSBAEK, "Korsbæk Kommune", KORSBAEK, myndighed=True, leverandoer=True)],
        systemer=[ItSystem(SYSTEM, "Fagsystem", KORSBAEK, "drift@korsbaek.example", ("ab" * 32,), "", "", ())],
        aftaler=[AFTALE, AFTALE._replace(id="b", gyldig_til="")],
        certifikater=[Systemcertifikat("ab" * 32, "", SYSTEM, "exttest", "Fagsystem (OCES3)", "", udloeb, "")],
        tidspunkt=NU.isoformat(),
        hvem="operatoer",
    )
    yield installation
    installation.close()


def test_an_agreement_runs_out_and_a_certificate_near_its_end_is_told_of_without_anybody_doing_anything(
    installation: Installation, tmp_path: Path
) -> None:
    breve = tmp_path / "breve.txt"

    def told() -> str:
        return breve.read_text("utf-8") if breve.exists() else ""

    with delivering(installation):
        wait_for(lambda: "er udløbet" in told() and "Certifikatet til »Fagsystem« udløber" in told(), 30)
    tilstande = {each.id: each.tilstand for each in installation.postrum.opsaetning().aftaler}
    assert tilstande == {"a": Aftaletilstand.UDLOEBET, "b": Aftaletilstand.GODKENDT}
    assert told().count("Til: drift@korsbaek.example") == 2
    [skridt] = installation.postrum.aftaleskridt("a")
    assert (skridt.skridt, skridt.navn) == ("udloeb", "programmet")
    assert [alarm.slags for alarm in installation.postrum.alarmer() if alarm.emne == SYSTEM] == ["systemcertifikat"]
