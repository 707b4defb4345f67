from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.modtagelse.overvaag import (
    AFVIST,
    MODTAGET,
    Melding,
    Overvaager,
    find_ventende,
    is_candidate,
    read_ventende,
    take,
)
from tests.modtagelse.byg import (
    ANDEN_OPGAVE,
    DAG1,
    DAG2,
    DAG3,
    FOERSTE,
    FORMER,
    OPGAVE,
    Proeve,
    environment,
    fil,
    lf,
    linje,
    person,
    pnr,
    proeve,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cpr_haendelser.modtagelse.oenske import Oenske
    from cpr_haendelser.storage.lager import Kvittering

DAGE = [(FOERSTE, "00000000"), (DAG1, FOERSTE), (DAG2, DAG1), (DAG3, DAG2)]
ORDINARY = f"{int(pnr(1)[:2]) - 60:02}{pnr(1)[2:]}"
MED_NUMMER = lf(fil([*person(1), linje("019", pnr(1), NOTATLINIE=ORDINARY)], FOERSTE, "00000000"))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def modtager(tmp_path: Path) -> Iterator[Proeve]:
    (tmp_path / "kept").mkdir()
    with proeve(tmp_path / "kept", opgaver={OPGAVE: None, ANDEN_OPGAVE: None}) as made:
        yield made


def over(modtager: Proeve, inbox: Path, *, sletter: bool = True) -> Overvaager:
    """A watcher of the folder."""

    def receive(oenske: Oenske) -> Kvittering:
        return modtager.receive(oenske.path, nye_opgaver=())

    return Overvaager(inbox, receive, sletter=sletter)


def dag(nummer: int, opgave: str = OPGAVE) -> bytes:
    """The file of a day of a task."""
    return lf(fil(person(nummer + 1), *DAGE[nummer], opgave))


def names(folder: Path) -> list[str]:
    """What lies in the folder, folders left out."""
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def outcomes(meldinger: list[Melding]) -> list[tuple[str, str]]:
    """File names and what was done with them."""
    return [
        (m.path.name, "modtaget" if m.kvittering else "allerede" if m.allerede else m.fejl.kode if m.fejl else "")
        for m in meldinger
    ]


@pytest.mark.parametrize("form", FORMER)
def test_a_whole_file_of_any_form_is_received_and_moved(modtager: Proeve, inbox: Path, form: str) -> None:
    path = write(inbox, FORMER[form](fil(person(1), *DAGE[0])))
    (melding,) = over(modtager, inbox).poll()
    assert melding.path == path
    assert melding.kvittering is not None
    assert (names(inbox), names(inbox / MODTAGET)) == ([], [path.name])


@pytest.mark.parametrize("form", FORMER)
def test_a_growing_file_is_waited_for_at_every_length(tmp_path: Path, form: str) -> None:
    content = FORMER[form](fil(person(1)[:1], *DAGE[0]))
    path = tmp_path / "D261101.L900001"
    whole = []
    for length in range(len(content) + 1):
        path.write_bytes(content[:length])
        if read_ventende(path):
            whole.append(length)
    end = len(content.rstrip(b"\r\n\x1a"))
    assert whole == list(range(end, len(content) + 1))


def test_a_file_without_end_record_is_left_alone_and_taken_when_it_has_one(modtager: Proeve, inbox: Path) -> None:
    overvaager = over(modtager, inbox)
    content = dag(0)
    path = write(inbox, content[:-30])
    assert list(overvaager.poll()) == []
    assert path.exists()
    path.write_bytes(content)
    assert outcomes(list(overvaager.poll())) == [(path.name, "modtaget")]


def test_a_file_that_has_lain_still_without_end_record_is_told_of_once_and_still_waited_for(
    modtager: Proeve, inbox: Path
) -> None:
    overvaager = over(modtager, inbox)
    content = dag(0)
    path = write(inbox, content[:-30])
    os.utime(path, (0, time.time() - 61))
    assert outcomes(list(overvaager.poll())) == [(path.name, "MAP-003")]
    assert list(overvaager.poll()) == []
    path.write_bytes(content)
    assert outcomes(list(overvaager.poll())) == [(path.name, "modtaget")]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that nobody can read")
def test_a_file_that_cannot_be_read_is_told_of_once(modtager: Proeve, inbox: Path) -> None:
    (inbox / "D261101.L900001").symlink_to("/proc/self/mem")
    overvaager = over(modtager, inbox)
    assert outcomes(list(overvaager.poll())) == [("D261101.L900001", "MAP-002")]
    assert list(overvaager.poll()) == []


@pytest.mark.parametrize(
    ("tail", "whole"),
    [
        (b"9999999999999      42\n", True),
        (b"99999999999991\n", True),
        (b"99999999999991", False),
        (b"9999999999999000000010   \r\n", True),
        (b"9999999999999" + b"0" * 30 + b"\n", True),
        (b"x9999999999999000000010\n", False),
        (b"\0" * 200, False),
        (b"9999999999999000000010\n001\n", False),
    ],
)
def test_a_last_line_is_an_end_record_or_it_is_not(tmp_path: Path, tail: bytes, *, whole: bool) -> None:
    path = write(tmp_path, lf(fil(person(1))[:-1]) + tail)
    assert (read_ventende(path) is not None) == whole


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("D261101.L900001", True),
        ("d261101.l900001", True),
        ("d261101.L900001.txt", True),
        ("D261101.L900001.metadata", False),
        ("D261101.L900001.METADATA", False),
        (".D261101.L900001", False),
        ("~D261101.L900001", False),
        ("D261101.L900001~", False),
        ("D261101.L900001.tmp", False),
        ("D261101.L900001.part", False),
        ("D261101.L900001.filepart", False),
        (".D261101.L900001.lock", False),
    ],
)
def test_a_name_says_whether_a_file_is_looked_at(modtager: Proeve, inbox: Path, name: str, *, taken: bool) -> None:
    path = write(inbox, dag(0), name)
    assert is_candidate(path) == taken
    assert [m.path.name for m in over(modtager, inbox).poll()] == ([name] if taken else [])
    assert path.exists() != taken


def test_a_folder_in_the_folder_is_not_looked_at(modtager: Proeve, inbox: Path) -> None:
    (inbox / "D261101.L900001").mkdir()
    assert list(over(modtager, inbox).poll()) == []


def test_waiting_files_are_taken_in_the_order_of_their_chains(modtager: Proeve, inbox: Path) -> None:
    for name, nummer, opgave in (
        ("a", 3, OPGAVE),
        ("b", 1, OPGAVE),
        ("c", 1, ANDEN_OPGAVE),
        ("x", 2, OPGAVE),
        ("y", 0, ANDEN_OPGAVE),
        ("z", 0, OPGAVE),
    ):
        write(inbox, dag(nummer, opgave), name)
    assert [m.path.name for m in over(modtager, inbox).poll() if m.kvittering] == ["z", "b", "x", "a", "y", "c"]
    assert [ventende.path.name for ventende in find_ventende(inbox / MODTAGET)[0]] == ["z", "b", "x", "a", "y", "c"]


def test_a_file_that_waits_is_told_of_once_and_taken_when_its_predecessor_arrives(
    modtager: Proeve, inbox: Path
) -> None:
    overvaager = over(modtager, inbox)
    write(inbox, dag(0), "a")
    list(overvaager.poll())
    write(inbox, dag(2), "c")
    assert outcomes(list(overvaager.poll())) == [("c", "FIL-011")]
    assert list(overvaager.poll()) == []
    assert (inbox / "c").exists()
    write(inbox, dag(1), "b")
    assert outcomes(list(overvaager.poll())) == [("b", "modtaget"), ("c", "modtaget")]
    assert names(inbox) == []


def test_a_file_older_than_its_task_is_refused(modtager: Proeve, inbox: Path) -> None:
    overvaager = over(modtager, inbox)
    write(inbox, dag(1), "b")
    list(overvaager.poll())
    write(inbox, lf(fil(person(4), "20261030", "20261029")), "older")
    assert outcomes(list(overvaager.poll())) == [("older", "FIL-017")]
    assert names(inbox / AFVIST) == ["older", "older.fejl.txt"]


def test_a_file_received_before_is_moved_and_told_of(modtager: Proeve, inbox: Path) -> None:
    overvaager = over(modtager, inbox)
    write(inbox, dag(0), "a")
    list(overvaager.poll())
    write(inbox, dag(0), "a")
    assert outcomes(list(overvaager.poll())) == [("a", "allerede")]
    assert names(inbox / MODTAGET) == ["a", "a.2"]


def test_what_the_guard_refuses_is_deleted_in_exttest(modtager: Proeve, inbox: Path) -> None:
    write(inbox, MED_NUMMER)
    (melding,) = over(modtager, inbox).poll()
    assert melding.slettet
    assert (names(inbox), names(inbox / AFVIST)) == ([], [])
    assert not any(ORDINARY in path.name for path in inbox.rglob("*"))


@pytest.mark.parametrize("fejl", ["start", "type", "nummer", "antal"])
def test_what_the_guard_refuses_is_not_kept_behind_another_fault(modtager: Proeve, inbox: Path, fejl: str) -> None:
    start, *poster, slut = MED_NUMMER.splitlines()
    skadet = {
        "start": [*poster, slut],
        "type": [start, b"088" + poster[0][3:], *poster, slut],
        "nummer": [start, linje("012", pnr(1), AEGTEPNR="610101ABC1"), *poster, slut],
        "antal": [start, *poster, poster[-1], slut],
    }
    path = write(inbox, lf(skadet[fejl]))
    (melding,) = over(modtager, inbox).poll()
    assert outcomes([melding]) == [(path.name, "VAGT-001")]
    assert melding.slettet
    assert names(inbox) + names(inbox / AFVIST) == []


def test_where_nothing_is_deleted_what_the_guard_refuses_is_moved(modtager: Proeve, inbox: Path) -> None:
    path = write(inbox, MED_NUMMER)
    (melding,) = over(modtager, inbox, sletter=False).poll()
    assert not melding.slettet
    assert names(inbox / AFVIST) == [path.name, f"{path.name}.fejl.txt"]


@pytest.mark.parametrize(
    ("content", "kode"),
    [
        (lf(fil(person(1)[1:], *DAGE[0])), "FIL-009"),
        (lf(fil(person(1), *DAGE[0])[1:]), "FIL-001"),
        (lf([*fil(person(1), *DAGE[0])[:3], fil([])[-1]]), "FIL-004"),
        (lf(fil([b"088" + person(1)[0][3:]], *DAGE[0])), "FIL-005"),
        (lf(fil(person(1), *DAGE[0])).decode("latin-1").encode(), "FIL-006"),
        (lf(fil(person(1), *DAGE[0], "900009")), "FIL-014"),
        (lf(fil([linje("012", pnr(1), AEGTEPNR="610101ABC1")], *DAGE[0])), "VAGT-003"),
    ],
)
@pytest.mark.parametrize("sletter", [True, False])
def test_every_other_refusal_moves_the_file_and_lays_a_report_beside_it(
    modtager: Proeve, inbox: Path, content: bytes, kode: str, *, sletter: bool
) -> None:
    path = write(inbox, content)
    meldinger = list(over(modtager, inbox, sletter=sletter).poll())
    assert outcomes(meldinger) == [(path.name, kode)]
    assert meldinger[0].afvist
    assert names(inbox) == []
    assert (inbox / AFVIST / path.name).read_bytes() == content
    report = (inbox / AFVIST / f"{path.name}.fejl.txt").read_text(encoding="utf-8")
    assert report.startswith(f"{kode}: {path.name}")
    assert pnr(1) not in report


def test_a_file_with_holes_is_waited_for(modtager: Proeve, inbox: Path) -> None:
    overvaager = over(modtager, inbox)
    content = lf(fil([line for n in range(1, 50) for line in person(n)], *DAGE[0]))
    path = write(inbox, content[:1000] + b"\0" * 1000 + content[2000:])
    assert outcomes(list(overvaager.poll())) == [(path.name, "FIL-018")]
    path.write_bytes(content)
    assert outcomes(list(overvaager.poll())) == [(path.name, "modtaget")]


def test_a_file_that_is_written_while_it_is_looked_at_is_waited_for(modtager: Proeve, inbox: Path) -> None:
    path = write(inbox, lf([*fil(person(1), *DAGE[0])[:3], fil([])[-1]]))

    def receive(oenske: Oenske) -> Kvittering:
        vagt = Writing(Miljoe.EXTTEST)
        vagt.path = path
        return Proeve(modtager.lager, replace(modtager.opsaetning, vagt=vagt)).receive(oenske.path, nye_opgaver=())

    overvaager = Overvaager(inbox, receive, sletter=True)
    assert outcomes(list(overvaager.poll())) == [(path.name, "FIL-013")]
    assert path.exists()


class Writing(Nummervagt):
    """A guard in whose time somebody else writes to the file."""

    path: Path

    def suspicious(self, poster: Mapping[bytes, Sequence[bytes]]) -> set[bytes]:
        self.path.write_bytes(self.path.read_bytes() + b" ")
        return super().suspicious(poster)


def test_a_folder_that_vanishes_is_told_of_once_and_watched_again_when_it_is_back(
    modtager: Proeve, inbox: Path
) -> None:
    overvaager = over(modtager, inbox)
    assert list(overvaager.poll()) == []
    inbox.rename(inbox.with_name("away"))
    (melding,) = overvaager.poll()
    assert outcomes([melding]) == [("inbox", "MAP-001")]
    assert not melding.afvist
    assert list(overvaager.poll()) == []
    inbox.mkdir()
    write(inbox, dag(0), "a")
    assert outcomes(list(overvaager.poll())) == [("a", "modtaget")]
    assert names(inbox / MODTAGET) == ["a"]


def test_a_file_that_someone_else_removes_is_passed_over(modtager: Proeve, inbox: Path) -> None:
    def receive(oenske: Oenske) -> Kvittering:
        oenske.path.unlink()
        return modtager.receive(oenske.path, nye_opgaver=())

    write(inbox, dag(0), "a")
    assert list(Overvaager(inbox, receive, sletter=True).poll()) == []


def test_a_file_that_someone_else_moves_after_it_was_received_is_no_error(modtager: Proeve, inbox: Path) -> None:
    def receive(oenske: Oenske) -> Kvittering:
        kvittering = modtager.receive(oenske.path, nye_opgaver=())
        oenske.path.unlink()
        return kvittering

    write(inbox, dag(0), "a")
    list(Overvaager(inbox, receive, sletter=True).poll())
    assert modtager.lager.leverance(1) is not None


def test_a_database_that_is_busy_lets_the_file_wait(modtager: Proeve, inbox: Path) -> None:
    busy = [True]

    def receive(oenske: Oenske) -> Kvittering:
        if busy:
            raise Opsaetningsfejl("LAG-011", "Databasen er optaget.")
        return modtager.receive(oenske.path, nye_opgaver=())

    overvaager = Overvaager(inbox, receive, sletter=True)
    write(inbox, dag(0), "a")
    assert outcomes(list(overvaager.poll())) == [("a", "LAG-011")]
    assert list(overvaager.poll()) == []
    busy.clear()
    assert outcomes(list(overvaager.poll())) == [("a", "modtaget")]


def test_a_task_that_is_taken_is_not_taken_again_until_it_is_let_go(tmp_path: Path) -> None:
    with take(tmp_path, OPGAVE) as first, take(tmp_path, ANDEN_OPGAVE) as other:
        with take(tmp_path, OPGAVE) as second:
            assert (first, other, second) == (True, True, False)
        with take(tmp_path, OPGAVE) as third:
            assert not third
    with take(tmp_path, OPGAVE) as again:
        assert again
    assert names(tmp_path) == []


@pytest.mark.parametrize("opgave", ["../900001", "90000²", "", "9000011"])
def test_what_stands_in_place_of_a_task_number_is_no_part_of_a_file_name(tmp_path: Path, opgave: str) -> None:
    with take(tmp_path, opgave) as mine:
        assert mine
        assert names(tmp_path) == [".opgave-ukendt.lock"]


def test_a_dead_watchers_hold_is_void(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from cpr_haendelser.modtagelse.overvaag import take\n"
        "with take(Path(sys.argv[1]), sys.argv[2]) as mine: print(mine, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", script, str(tmp_path), OPGAVE], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        with take(tmp_path, OPGAVE) as mine:
            assert not mine
    finally:
        process.kill()
        process.communicate()
    with take(tmp_path, OPGAVE) as mine:
        assert mine
    assert names(tmp_path) == []


@pytest.mark.parametrize("pause", [0.0, 0.001])
def test_watchers_in_threads_never_have_one_task_at_the_same_time(tmp_path: Path, pause: float) -> None:
    """Although the lock's file is made and removed again and again."""
    inside: list[int] = []
    together: list[int] = []
    stop = time.monotonic() + 1

    def watch() -> None:
        while time.monotonic() < stop:
            with take(tmp_path, OPGAVE) as mine:
                if mine:
                    inside.append(1)
                    together.append(len(inside))
                    time.sleep(pause)
                    inside.pop()

    threads = [threading.Thread(target=watch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(together) == {1}
    assert len(together) > 10


def test_a_watcher_leaves_a_task_alone_that_another_has(modtager: Proeve, inbox: Path) -> None:
    overvaager = over(modtager, inbox)
    for nummer in (0, 1):
        write(inbox, dag(nummer), f"mine {nummer}")
        write(inbox, dag(nummer, ANDEN_OPGAVE), f"other {nummer}")
    with take(inbox, OPGAVE):
        assert [m.path.name for m in overvaager.poll()] == ["other 0", "other 1"]
    assert [m.path.name for m in overvaager.poll()] == ["mine 0", "mine 1"]


def test_a_file_that_cannot_be_moved_is_received_and_tried_again(modtager: Proeve, inbox: Path) -> None:
    overvaager = over(modtager, inbox)
    path = write(inbox, dag(0))
    (inbox / MODTAGET).write_text("in the way", encoding="utf-8")
    assert outcomes(list(overvaager.poll())) == [(path.name, "modtaget"), (path.name, "MAP-002")]
    assert list(overvaager.poll()) == []
    (inbox / MODTAGET).unlink()
    assert outcomes(list(overvaager.poll())) == [(path.name, "allerede")]
    assert names(inbox) == []


def test_two_watching_processes_receive_each_file_once(tmp_path: Path, inbox: Path) -> None:
    dage = [f"202610{d:02}" for d in range(1, 21)]
    for nummer, (proddto, forrig) in enumerate(zip(dage, ["00000000", *dage], strict=False)):
        write(inbox, lf(fil(person(nummer + 1), proddto, forrig)), f"D{proddto[2:]}.L{OPGAVE}")
    kept = tmp_path / "kept"
    kept.mkdir()
    command = [sys.executable, "-m", "cpr_haendelser", "watch", "--once", "--new-task", OPGAVE, str(inbox)]
    surroundings = environment(kept, HAENDELSER_ENVIRONMENT="exttest")
    processes = [
        subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
        for _ in range(3)
    ]
    output = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], output
    list_left = names(inbox)
    while list_left:
        done = subprocess.run(command, env=surroundings, capture_output=True, check=True)  # noqa: S603
        output.append((done.stdout, done.stderr))
        assert len(names(inbox)) < len(list_left)
        list_left = names(inbox)
    assert len(names(inbox / MODTAGET)) == 20
    assert names(inbox / AFVIST) == []
    received = b"".join(out for out, _ in output).count(b": fil ")
    assert received == 20
    with proeve(kept) as made:
        assert [f.proddto for f in made.lager.leverancer()] == dage
