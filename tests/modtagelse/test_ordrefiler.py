"""Orders' own files: their tasks are nobody else's, and what the order tells of comes in the file's transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from cpr_haendelser.fejl import Brugsfejl, Filfejl
from cpr_haendelser.haendelser.ids import compute_ordre_ids
from cpr_haendelser.haendelser.model import ORDREREGEL, Ordrested, Rolle
from cpr_haendelser.modtagelse.modtag import Fremdrift
from cpr_haendelser.modtagelse.overvaag import Overvaager
from cpr_haendelser.storage.ordre import Ordrehaendelse
from tests.modtagelse.byg import (
    ANDEN_OPGAVE,
    DAG1,
    DAG3,
    FOERSTE,
    NAMESPACE,
    Proeve,
    fil,
    flyttet,
    kept_state,
    person,
    pnr,
    proeve,
    write,
)
from tests.storage.eksempler import beslutning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

ORDREOPGAVE = "990000"
ORDRE = str(UUID(int=5))
EJER = ("11111111", "33333333")
FLYTNING = fil([*flyttet(1, DAG1), *flyttet(2, DAG1)], DAG1, "00000000", ORDREOPGAVE)


@pytest.fixture
def filer(tmp_path: Path) -> Path:
    folder = tmp_path / "filer"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.fixture
def modtager(kept: Path, filer: Path) -> Iterator[Proeve]:
    """With five persons, and the tasks 990000-990009 for orders."""
    with proeve(kept) as made:
        made.opsaetning = replace(made.opsaetning, ordreopgaver=range(990000, 990010))
        start = fil([line for n in range(1, 6) for line in person(n)], FOERSTE, "00000000")
        made.receive(write(filer, start, "start"), etablering=True)
        yield made


def ordret(n: int, linje: int, kode: str = "038") -> Ordrehaendelse:
    """A hændelse that a line of the order wants about the n'th person."""
    sted = Ordrested(ORDRE, linje, 1, 1)
    fundet = beslutning(int(pnr(n)), kode=kode, regel=ORDREREGEL, poster=())
    ider = compute_ordre_ids(NAMESPACE, *sted, pnr(n), kode, Rolle.NY)
    return Ordrehaendelse(fundet, *ider, "11111111", str(sted), EJER)


@pytest.mark.parametrize("nye", [(), (ORDREOPGAVE,)])
def test_a_file_from_outside_with_an_orders_task_is_refused_and_nothing_is_kept(
    modtager: Proeve, filer: Path, kept: Path, nye: tuple[str, ...]
) -> None:
    foer = kept_state(kept)
    with pytest.raises(Filfejl, match=r"FIL-021: D261102\.L900001, linje 1, post 000, felt OPGAVENR, position 14"):
        modtager.receive(write(filer, FLYTNING), nye_opgaver=nye)
    assert kept_state(kept) == foer


def test_the_tasks_are_reserved_from_the_first_to_the_last(modtager: Proeve, filer: Path) -> None:
    for opgave, reserveret in (("989999", False), ("990000", True), ("990009", True), ("990010", False)):
        path = write(filer, fil(flyttet(1, DAG1), DAG1, "00000000", opgave), opgave)
        if reserveret:
            with pytest.raises(Filfejl, match="FIL-021"):
                modtager.receive(path, nye_opgaver=(opgave,))
        else:
            modtager.receive(path, nye_opgaver=(opgave,))


def test_a_watched_folder_puts_such_a_file_aside_with_the_reason(modtager: Proeve, tmp_path: Path) -> None:
    ind = tmp_path / "ind"
    ind.mkdir()
    path = write(ind, FLYTNING)
    receive = lambda oenske: modtager.receive(oenske.path, nye_opgaver=(ORDREOPGAVE,))  # noqa: E731 - one call
    (melding,) = Overvaager(ind, receive, sletter=True).poll()
    assert melding.fejl is not None
    assert (melding.fejl.kode, melding.slettet) == ("FIL-021", False)
    assert (ind / "afvist" / path.name).is_file()
    assert "ordre" in (ind / "afvist" / f"{path.name}.fejl.txt").read_text("utf-8")


def test_an_orders_own_file_is_received_as_any_other(modtager: Proeve, filer: Path) -> None:
    kvittering = modtager.receive(write(filer, FLYTNING), nye_opgaver=(ORDREOPGAVE,), ordre=ORDRE)
    assert kvittering.leverance.opgave == ORDREOPGAVE
    assert {(h.opgave, h.ordre) for h in modtager.log()} == {(ORDREOPGAVE, "")}
    with pytest.raises(Filfejl, match="FIL-011"):
        modtager.receive(write(filer, fil(person(1), DAG3, FOERSTE, ORDREOPGAVE)), ordre=ORDRE)


def test_an_orders_file_must_have_a_task_that_is_reserved_for_orders(modtager: Proeve, filer: Path) -> None:
    with pytest.raises(Brugsfejl, match=r"MOD-002.*opgave 900002"):
        modtager.receive(write(filer, fil(person(1), DAG1, "00000000", ANDEN_OPGAVE)), ordre=ORDRE)


def test_where_no_task_is_reserved_no_file_is_an_orders(tmp_path: Path, filer: Path) -> None:
    (tmp_path / "andet").mkdir()
    with proeve(tmp_path / "andet") as made:
        with pytest.raises(Brugsfejl, match="MOD-002"):
            made.receive(write(filer, FLYTNING), nye_opgaver=(ORDREOPGAVE,), ordre=ORDRE)
        made.receive(write(filer, FLYTNING), nye_opgaver=(ORDREOPGAVE,))
        assert {haendelse.kreds for haendelse in made.log()} == {()}


def test_what_the_order_tells_of_comes_with_the_file_after_its_own_haendelser(modtager: Proeve, filer: Path) -> None:
    kvittering = modtager.receive(
        write(filer, FLYTNING),
        nye_opgaver=(ORDREOPGAVE,),
        ordre=ORDRE,
        ordrehaendelser=(ordret(3, 2), ordret(1, 1, "039")),
    )
    assert [(h.beslutning.kode, h.ordre, h.fil) for h in modtager.log()] == [
        ("034", "", 2), ("035", "", 2), ("034", "", 2), ("035", "", 2),
        ("038", f"{ORDRE}/2/1/1", 2), ("039", f"{ORDRE}/1/1/1", 2),
    ]  # fmt: skip
    assert (kvittering.sidste, kvittering.ordrehaendelser) == (4, (5, 6))


def test_a_first_load_tells_of_what_the_order_wants_too(tmp_path: Path, filer: Path) -> None:
    (tmp_path / "tom").mkdir()
    with proeve(tmp_path / "tom") as made:
        made.opsaetning = replace(made.opsaetning, ordreopgaver=range(990000, 990010))
        alle = fil(person(1), DAG1, "00000000", ORDREOPGAVE)
        made.receive(
            write(filer, alle),
            nye_opgaver=(ORDREOPGAVE,),
            etablering=True,
            ordre=ORDRE,
            ordrehaendelser=(ordret(1, 1),),
        )
        assert [h.beslutning.kode for h in made.log()] == ["038"]


def test_a_file_whose_order_tells_of_an_unknown_person_is_not_received(
    modtager: Proeve, filer: Path, kept: Path
) -> None:
    foer = modtager.lager.leverancer()
    with pytest.raises(Brugsfejl, match=r"LAG-020: ordrens linje 9"):
        modtager.receive(
            write(filer, FLYTNING), nye_opgaver=(ORDREOPGAVE,), ordre=ORDRE, ordrehaendelser=(ordret(77, 9),)
        )
    assert (modtager.lager.leverancer(), modtager.log()) == (foer, [])
    assert not list(kept.glob("spool/*.db"))


class Ejere:
    """Who owns whom, and who was asked about."""

    def __init__(self, ejede: Mapping[int, tuple[str, ...]]) -> None:
        self.ejede, self.spurgt = ejede, list[list[int]]()

    def __call__(self, pnrs: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        self.spurgt.append(list(pnrs))
        return {nummer: self.ejede[nummer] for nummer in pnrs if nummer in self.ejede}


def test_haendelser_about_owned_persons_are_for_their_circle(modtager: Proeve, filer: Path) -> None:
    ejere = Ejere({int(pnr(1)): EJER})
    modtager.opsaetning = replace(modtager.opsaetning, kreds_for=ejere)
    modtager.receive(write(filer, fil([*flyttet(1, DAG1), *person(2), *flyttet(3, DAG1)])))
    assert {(h.beslutning.pnr, h.kreds) for h in modtager.log()} == {(pnr(1), EJER), (pnr(3), ())}
    assert ejere.spurgt == [[int(pnr(1)), int(pnr(3))]], "one question for the batch, about those with hændelser"


def test_persons_decided_again_in_the_transaction_are_for_their_circle_too(modtager: Proeve, filer: Path) -> None:
    modtager.opsaetning = replace(modtager.opsaetning, kreds_for=Ejere({int(pnr(1)): EJER}))
    anden = write(filer, fil(person(1, kommune="0101"), DAG1, "00000000", ANDEN_OPGAVE), "anden")
    gjort: list[object] = []

    def meanwhile(fase: str, _antal: int, _ialt: int) -> None:
        if fase == "Gemmer" and not gjort:
            gjort.append(modtager.receive(anden))

    kvittering = modtager.receive(write(filer, fil(flyttet(1, DAG1))), Fremdrift(meanwhile))
    assert kvittering.afgjort_igen == 1
    assert {h.kreds for h in modtager.log()} == {EJER}
