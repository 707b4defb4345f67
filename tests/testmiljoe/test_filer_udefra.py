"""Files that are no order's: what they tell of owned persons is for their owner and sharers too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpr_haendelser.app import Installation
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.ordre import Personslags
from cpr_haendelser.storage.ordre import Testperson as Borger
from tests.opslag.korsbaek import OPGAVE, settings_in, write_korsbaek

if TYPE_CHECKING:
    from pathlib import Path

EJER, DELER = "55555555", "44444444"


def test_a_file_from_outside_tells_of_owned_persons_to_their_circle_alone(tmp_path: Path) -> None:
    foerste, dag, *_ = write_korsbaek(tmp_path / "filer")
    omtalte = sorted({linje[3:13].decode() for linje in dag.read_bytes().split(b"\n") if linje.startswith(b"099")})
    ejet = omtalte[::3]
    installation = Installation.open(settings_in(tmp_path))
    installation.receive(Oenske(foerste, (OPGAVE,), etablering=True))
    installation.ordrelager.reserver([Borger(int(pnr), Personslags.EGEN, EJER, (DELER,)) for pnr in ejet])
    installation.receive(Oenske(dag))
    kredse = {haendelse.beslutning.pnr: haendelse.kreds for haendelse in installation.lager.haendelser()}
    assert {pnr for pnr, kreds in kredse.items() if kreds} == kredse.keys() & set(ejet) != set()
    assert {*kredse.values()} == {(), (DELER, EJER)}
    installation.close()


def test_in_produktion_there_are_no_owners_and_no_store_of_them(tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'p.db').as_posix()}"
    installation = Installation.open(Settings(environment="produktion", database_url=url))
    assert installation.circles([6101900001]) == {}
    installation.close()
    assert not list(tmp_path.glob("*ordrer*"))
