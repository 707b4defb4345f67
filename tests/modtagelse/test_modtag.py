from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.fejl import Brugsfejl, Filfejl
from cpr_haendelser.modtagelse import modtag
from cpr_haendelser.modtagelse.modtag import AlleredeModtaget, Fremdrift
from cpr_haendelser.storage.lager import Leveranceart
from tests.modtagelse.byg import (
    ANDEN_OPGAVE,
    DAG1,
    DAG2,
    DAG3,
    FOERSTE,
    FORMER,
    NABO,
    OPGAVE,
    Proeve,
    fil,
    flyttet,
    kept_state,
    linje,
    person,
    pnr,
    proeve,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.modtagelse.oenske import Opsaetning
    from cpr_haendelser.storage.lager import Lager

START = fil([line for n in range(1, 6) for line in person(n)], FOERSTE, "00000000")
FLYTNING = fil([*flyttet(1, DAG1), *person(2)], DAG1, FOERSTE)


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
def modtager(kept: Path) -> Iterator[Proeve]:
    with proeve(kept) as made:
        yield made


@pytest.fixture
def fyldt(modtager: Proeve, filer: Path) -> Proeve:
    modtager.receive(write(filer, START, "start"), etablering=True)
    return modtager


def essence(log: list[Haendelse]) -> list[tuple[object, ...]]:
    """What a log says, the time of composing left out."""
    return [h._replace(dannet="", filnavn="") for h in log]


def test_a_delivery_becomes_images_haendelser_and_a_line_in_the_ledger(fyldt: Proeve, filer: Path) -> None:
    kvittering = fyldt.receive(write(filer, FLYTNING))
    assert [h.beslutning.kode for h in fyldt.log()] == ["034", "035"]
    assert [h.modtager_cvr for h in fyldt.log()] == ["22222222", "11111111"]
    leverance = fyldt.lager.leverance(2)
    assert leverance == kvittering.leverance
    assert leverance is not None
    assert leverance.art is Leveranceart.AENDRINGER
    assert (leverance.personer, leverance.aendrede, leverance.haendelser) == (2, 1, 2)
    assert leverance.poster == {"000": 1, "001": 2, "002": 2, "003": 2, "008": 2, "023": 1, "099": 1, "999": 1}
    assert leverance.koder099 == {"A01": 1}
    (linje099,) = fyldt.lager.linjer099(2)
    assert (linje099.kode, linje099.linje, linje099.loebenumre) == ("A01", 7, (1, 2))


def test_a_person_who_is_the_same_gets_no_new_version(fyldt: Proeve, filer: Path) -> None:
    fyldt.receive(write(filer, FLYTNING))
    assert [len(fyldt.lager.versioner(int(pnr(n)))) for n in (1, 2)] == [2, 1]


def test_099_lines_are_counted_by_code_and_each_is_accounted_for(fyldt: Proeve, filer: Path) -> None:
    linjer = [
        *flyttet(1, DAG1),
        linje("099", pnr(1), TIMESTAMPU="202611020900", HAENDELSE="A45"),
        *person(2, kode="A45"),
    ]
    fyldt.receive(write(filer, fil(linjer)))
    leverance = fyldt.lager.leverance(2)
    assert leverance is not None
    assert leverance.koder099 == {"A01": 1, "A45": 2}
    assert [(li.kode, bool(li.loebenumre), li.grund) for li in fyldt.lager.linjer099(2)] == [
        ("A01", True, ""),
        ("A45", False, "levering"),
        ("A45", False, "levering"),
    ]


@pytest.mark.parametrize("form", FORMER)
def test_every_form_gives_the_same_ids_and_the_same_log(tmp_path: Path, filer: Path, form: str) -> None:
    logs = []
    for name in ("lines", form):
        (tmp_path / f"kept {name}").mkdir(exist_ok=True)
        with proeve(tmp_path / f"kept {name}") as made:
            made.receive(write(filer, FORMER[name](START)), etablering=True) if not made.lager.leverance(1) else None
            if not made.lager.leverance(2):
                made.receive(write(filer, FORMER[name](FLYTNING)))
            logs.append(essence(made.log()))
    assert logs[0] == logs[1]
    assert len(logs[0]) == 2


@pytest.mark.parametrize("form", FORMER)
def test_the_same_content_again_changes_nothing_whatever_its_form(
    fyldt: Proeve, filer: Path, kept: Path, form: str
) -> None:
    fyldt.receive(write(filer, FLYTNING))
    before = kept_state(kept)
    with pytest.raises(AlleredeModtaget) as raised:
        fyldt.receive(write(filer, FORMER[form](FLYTNING), "D261102.L900001.igen"))
    assert raised.value.leverance.fil == 2
    assert kept_state(kept) == before


def _swap(linjer: list[bytes], nummer: int, ny: bytes) -> list[bytes]:
    return [*linjer[: nummer - 1], ny, *linjer[nummer:]]


DAARLIGE: dict[str, tuple[list[bytes], str]] = {
    "empty": ([], "FIL-001"),
    "start record missing": (FLYTNING[1:], "FIL-001"),
    "end record missing": (FLYTNING[:-1], "FIL-002"),
    "end record not last": ([*FLYTNING, FLYTNING[1]], "FIL-003"),
    "wrong count": (_swap(FLYTNING, len(FLYTNING), FLYTNING[-1][:13] + b"00000099"), "FIL-004"),
    "unknown record type": (_swap(FLYTNING, 3, b"088" + FLYTNING[2][3:]), "FIL-005"),
    "utf-8": ([line.decode("latin-1").encode() for line in FLYTNING], "FIL-006"),
    "shorter than its key": (_swap(FLYTNING, 3, FLYTNING[2][:10]), "FIL-007"),
    "key no number": (_swap(FLYTNING, 3, FLYTNING[2][:8] + b"x" + FLYTNING[2][9:]), "VAGT-003"),
    "number field no number": (fil([*person(1), linje("014", pnr(1), PNRBARN="12345")]), "FIL-008"),
    "person without 001": (fil([*person(1), *person(2)[1:]]), "FIL-009"),
    "person with two 001": (fil([*person(1), *person(2), *person(1)]), "FIL-010"),
    "broken chain": (fil(person(1), DAG2, DAG1), "FIL-011"),
    "older than the newest": (fil(person(1), "20261031", "20261030"), "FIL-017"),
    "same date, other content": (fil(person(1), FOERSTE, "00000000"), "FIL-012"),
    "unknown task": (fil(person(1), opgave="900009"), "FIL-014"),
    "ordinary number": (fil([*person(1), linje("019", pnr(1), NOTATLINIE="01" + pnr(1)[2:])]), "VAGT-001"),
}


@pytest.mark.parametrize("navn", DAARLIGE)
@pytest.mark.parametrize("form", ["lines", "dos lines"])
def test_a_refused_file_leaves_everything_byte_for_byte_as_it_was(
    fyldt: Proeve, filer: Path, kept: Path, navn: str, form: str
) -> None:
    linjer, kode = DAARLIGE[navn]
    before = kept_state(kept)
    with pytest.raises(Filfejl) as raised:
        fyldt.receive(write(filer, FORMER[form](linjer)))
    assert raised.value.kode == kode
    assert raised.value.fil == "D261102.L900001"
    assert not any(pnr(n) in str(raised.value) for n in range(1, 6))
    assert kept_state(kept) == before
    assert fyldt.lager.leverance(2) is None


def test_a_task_is_known_by_the_settings_by_the_call_or_by_the_ledger(kept: Path, filer: Path) -> None:
    path = write(filer, fil(person(1)))
    with proeve(kept) as made, pytest.raises(Filfejl, match=f"--new-task {OPGAVE}"):
        made.receive(path, nye_opgaver=())
    with proeve(kept, opgaver={OPGAVE: None}) as made:
        made.receive(path, nye_opgaver=())
    with proeve(kept) as made:
        made.receive(write(filer, fil(person(1), DAG2, DAG1)), nye_opgaver=())


def test_records_longer_than_their_layout_are_kept_whole_and_reported(fyldt: Proeve, filer: Path) -> None:
    long = linje("003", pnr(1), "og mere, ja", ADRNVN="Ærø,Åse 1")
    kvittering = fyldt.receive(write(filer, fil([*person(1)[:2], long, person(1)[3]])))
    assert kvittering.leverance.bemaerkninger == ("1 × post 003 længere end layoutet",)
    billede = fyldt.lager.billeder([int(pnr(1))])[int(pnr(1))]
    assert long in billede.dokument.split(b"\n")


def test_error_records_and_receipts_are_reported_and_not_applied(fyldt: Proeve, filer: Path) -> None:
    more = [linje("910", pnr(4), INDDATA="07"), linje("997", pnr(4)), linje("997", pnr(9))]
    kvittering = fyldt.receive(write(filer, fil([*person(1), *more])))
    assert kvittering.leverance.bemaerkninger == (
        "1 × fejlrecord 910 (ikke anvendt)",
        "2 × kvittering 997 (ikke anvendt)",
    )
    assert kvittering.leverance.aendrede == 0
    assert fyldt.lager.antal_personer() == 5


def test_a_record_that_stops_coming_is_gone(fyldt: Proeve, filer: Path) -> None:
    fyldt.receive(write(filer, fil(person(1)[:3])))
    billede = fyldt.lager.billeder([int(pnr(1))])[int(pnr(1))]
    assert b"\n008" not in billede.dokument
    assert [len(b.dokument.split(b"\n")) for b in fyldt.lager.versioner(int(pnr(1)))] == [4, 3]


def test_record_types_that_the_task_does_not_order_are_kept_from_before(kept: Path, filer: Path) -> None:
    with proeve(kept, opgaver={OPGAVE: None, ANDEN_OPGAVE: frozenset({"002", "003"})}) as made:
        made.receive(write(filer, fil(person(1), FOERSTE, "00000000")))
        made.receive(write(filer, fil(person(1, kommune=NABO)[:2], DAG1, "00000000", ANDEN_OPGAVE)))
        dokument = made.lager.billeder([int(pnr(1))])[int(pnr(1))].dokument
    assert sorted([*person(1, kommune=NABO)[:2], person(1)[3]]) == dokument.split(b"\n")


def test_a_record_type_that_comes_although_it_is_not_ordered_replaces_the_kept_one(kept: Path, filer: Path) -> None:
    nyt_navn = linje("008", pnr(1), FORNVN="Ea", NVNHAENSTART="202611010900")
    with proeve(kept, opgaver={OPGAVE: frozenset({"002", "003"})}) as made:
        made.receive(write(filer, fil(person(1), FOERSTE, "00000000")))
        made.receive(write(filer, fil([*person(1)[:3], nyt_navn])))
        dokument = made.lager.billeder([int(pnr(1))])[int(pnr(1))].dokument
    assert sorted([*person(1)[:3], nyt_navn]) == dokument.split(b"\n")


def test_a_status_extract_fills_an_empty_replica_without_haendelser(modtager: Proeve, filer: Path) -> None:
    kvittering = modtager.receive(write(filer, START), etablering=True)
    assert kvittering.leverance.art is Leveranceart.ETABLERING
    assert (kvittering.leverance.personer, kvittering.leverance.aendrede) == (5, 5)
    assert modtager.log() == []
    assert modtager.lager.antal_personer() == 5


def test_a_status_extract_with_099_lines_accounts_for_them(modtager: Proeve, filer: Path) -> None:
    linjer = fil([*person(1, kode="A01"), *person(2)], FOERSTE, "00000000")
    kvittering = modtager.receive(write(filer, linjer), etablering=True)
    assert kvittering.leverance.art is Leveranceart.ETABLERING
    assert (kvittering.leverance.personer, kvittering.leverance.aendrede) == (2, 2)
    assert [(li.kode, li.grund) for li in modtager.lager.linjer099(1)] == [("A01", "etablering")]
    assert modtager.log() == []


def test_a_status_extract_with_a_damaged_end_leaves_an_empty_replica(modtager: Proeve, filer: Path) -> None:
    linjer = fil([*person(1), *person(2), *person(1)], FOERSTE, "00000000")
    with pytest.raises(Filfejl, match="FIL-010"):
        modtager.receive(write(filer, linjer), etablering=True)
    assert modtager.lager.antal_personer() == 0
    assert modtager.lager.leverancer() == []


def test_a_status_extract_on_a_filled_replica_is_a_new_baseline_without_haendelser(fyldt: Proeve, filer: Path) -> None:
    linjer = fil([line for n in (1, 2, 7) for line in person(n, kommune=NABO)], DAG3, "00000000")
    kvittering = fyldt.receive(write(filer, linjer), etablering=True)
    assert kvittering.leverance.art is Leveranceart.GENETABLERING
    assert kvittering.leverance.aendrede == 3
    assert fyldt.log() == []
    assert fyldt.lager.antal_personer() == 6


def test_the_differences_of_a_new_baseline_become_haendelser_when_asked_for(fyldt: Proeve, filer: Path) -> None:
    linjer = fil([line for n in (1, 2) for line in person(n, kommune=NABO)], DAG3, "00000000")
    fyldt.receive(write(filer, linjer), etablering=True, som_haendelser=True)
    assert len(fyldt.log()) >= 2


def test_a_gap_is_accepted_with_a_reason_and_is_a_new_baseline(fyldt: Proeve, filer: Path) -> None:
    path = write(filer, fil(flyttet(1, DAG3), DAG3, DAG2))
    with pytest.raises(Filfejl, match=f"ventede {FOERSTE}"):
        fyldt.receive(path)
    with pytest.raises(Filfejl, match="FIL-011"):
        fyldt.receive(path, accepteret_hul="  ")
    leverance = fyldt.receive(path, accepteret_hul="Fil tabt hos leverandøren").leverance
    assert (leverance.art, leverance.grund) == (Leveranceart.GENETABLERING, "Fil tabt hos leverandøren")
    assert fyldt.log() == []


def test_a_gap_accepted_as_haendelser_gives_them(fyldt: Proeve, filer: Path) -> None:
    fyldt.receive(write(filer, fil(flyttet(1, DAG3), DAG3, DAG2)), accepteret_hul="tabt", som_haendelser=True)
    assert [h.beslutning.kode for h in fyldt.log()] == ["034", "035"]


def test_where_there_is_no_gap_accepting_one_changes_nothing(fyldt: Proeve, filer: Path) -> None:
    leverance = fyldt.receive(write(filer, FLYTNING), accepteret_hul="for en sikkerheds skyld").leverance
    assert (leverance.art, leverance.grund, leverance.haendelser) == (Leveranceart.AENDRINGER, "", 2)


def test_an_older_file_is_refused_whatever_is_accepted(fyldt: Proeve, filer: Path) -> None:
    path = write(filer, fil(person(1), "20261030", "20261029"))
    for oenske in ({"accepteret_hul": "tabt"}, {"etablering": True}, {}):
        with pytest.raises(Filfejl, match="FIL-017"):
            fyldt.receive(path, **oenske)


def test_two_tasks_have_a_chain_each(modtager: Proeve, filer: Path) -> None:
    for proddto, forrig, opgave in (
        (DAG1, "00000000", OPGAVE),
        (DAG2, "00000000", ANDEN_OPGAVE),
        (DAG2, DAG1, OPGAVE),
        (DAG3, DAG2, ANDEN_OPGAVE),
        (DAG3, DAG2, OPGAVE),
    ):
        modtager.receive(write(filer, fil(person(int(opgave[-1])), proddto, forrig, opgave)))
    assert [f.proddto for f in modtager.lager.leverancer()] == [DAG1, DAG2, DAG2, DAG3, DAG3]


def test_a_file_older_than_a_persons_image_from_another_task_leaves_it_alone(modtager: Proeve, filer: Path) -> None:
    modtager.receive(write(filer, fil(person(1, kommune=NABO), DAG3, "00000000", ANDEN_OPGAVE)))
    log = modtager.log()
    kvittering = modtager.receive(write(filer, fil([*person(1, kode="A01"), *person(2)], DAG1, "00000000")))
    assert kvittering.leverance.aeldre == 1
    billede = modtager.lager.billeder([int(pnr(1))])[int(pnr(1))]
    assert (billede.opgave, billede.dokument) == (ANDEN_OPGAVE, b"\n".join(sorted(person(1, kommune=NABO))))
    assert [(li.kode, li.grund) for li in modtager.lager.linjer099(2)] == [("A01", "aeldre_end_billedet")]
    assert {h.beslutning.pnr for h in modtager.log()[len(log) :]} == {pnr(2)}


def test_progress_tells_of_every_phase(fyldt: Proeve, filer: Path) -> None:
    told: list[tuple[str, int, int]] = []
    fyldt.receive(write(filer, FLYTNING), Fremdrift(lambda fase, antal, ialt: told.append((fase, antal, ialt))))
    assert list(dict.fromkeys(fase for fase, _, _ in told)) == ["Efterser", "Afgør", "Gemmer"]
    assert told[-1] == ("Gemmer", 2, 2)


class Andet:
    """Does something else when the phase is first told of: what another receiver does in between."""

    def __init__(self, fase: str, andet: Callable[[], object]) -> None:
        self._fase, self._andet = fase, andet

    def __call__(self, fase: str, _antal: int, _ialt: int) -> None:
        if fase == self._fase:
            self._fase = ""
            self._andet()


@pytest.mark.parametrize("antal", [1, 3, 1200])
def test_persons_that_another_task_changes_in_between_are_decided_again(
    modtager: Proeve, filer: Path, antal: int
) -> None:
    numre = range(1, antal + 1)
    start = [line for n in numre for line in person(n)]
    modtager.receive(write(filer, fil(start, FOERSTE, "00000000")), etablering=True)
    anden = write(
        filer, fil([line for n in numre for line in person(n, kommune="0101")], DAG1, "00000000", ANDEN_OPGAVE), "anden"
    )
    min_fil = write(
        filer, fil([line for n in numre for line in person(n, kommune=NABO, siden=f"{DAG2}1030")], DAG2, FOERSTE)
    )
    kvittering = modtager.receive(min_fil, Fremdrift(Andet("Gemmer", lambda: modtager.receive(anden))))
    assert kvittering.afgjort_igen == antal
    mine = [h for h in modtager.log() if h.opgave == OPGAVE]
    foer = {h.beslutning.foer.kommunekode for h in mine if h.beslutning.kode == "034" and h.beslutning.foer}
    assert foer == {"0101"}
    assert len([h for h in mine if h.beslutning.kode == "034"]) == antal


def test_a_newer_image_from_another_task_in_between_makes_mine_the_older(fyldt: Proeve, filer: Path) -> None:
    anden = write(filer, fil(person(1, kommune="0101"), DAG3, "00000000", ANDEN_OPGAVE), "anden")
    kvittering = fyldt.receive(write(filer, FLYTNING), Fremdrift(Andet("Gemmer", lambda: fyldt.receive(anden))))
    assert (kvittering.afgjort_igen, kvittering.leverance.aeldre, kvittering.leverance.aendrede) == (1, 1, 0)
    assert fyldt.lager.billeder([int(pnr(1))])[int(pnr(1))].opgave == ANDEN_OPGAVE


@pytest.mark.parametrize("fase", ["Afgør", "Gemmer"])
def test_the_same_file_received_by_another_in_between_is_already_received(
    fyldt: Proeve, filer: Path, fase: str
) -> None:
    path = write(filer, FLYTNING)
    with pytest.raises(AlleredeModtaget):
        fyldt.receive(path, Fremdrift(Andet(fase, lambda: fyldt.receive(path))))
    assert len(fyldt.log()) == 2


def test_another_file_of_the_task_in_between_is_told_of(fyldt: Proeve, filer: Path) -> None:
    anden = write(filer, fil(person(3), DAG1, FOERSTE), "anden")
    with pytest.raises(Brugsfejl, match="MOD-001"):
        fyldt.receive(write(filer, FLYTNING), Fremdrift(Andet("Gemmer", lambda: fyldt.receive(anden))))
    assert len(fyldt.lager.leverancer()) == 2


@pytest.mark.parametrize("fase", ["Efterser", "Afgør", "Gemmer"])
@pytest.mark.parametrize("linjer", [fil([*flyttet(1, DAG1), *person(3)]), FLYTNING[:4]], ids=["other", "shorter"])
def test_a_file_that_changes_while_it_is_read_is_not_received(
    fyldt: Proeve, filer: Path, fase: str, linjer: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modtag, "BATCH", 1)
    path = write(filer, FLYTNING)
    if fase == "Gemmer":
        anden = write(filer, fil(person(1, kommune="0101"), DAG1, "00000000", ANDEN_OPGAVE), "anden")

        def andet() -> None:
            write(filer, linjer)
            fyldt.receive(anden)

    else:

        def andet() -> None:
            write(filer, linjer)

    with pytest.raises(Filfejl) as raised:
        fyldt.receive(path, Fremdrift(Andet(fase, andet)))
    assert raised.value.kode == "FIL-013"
    assert fyldt.lager.find_leverance(OPGAVE, DAG1) is None


def test_a_file_that_is_taken_away_while_it_is_read_is_not_received(fyldt: Proeve, filer: Path) -> None:
    path = write(filer, FLYTNING)
    with pytest.raises(Filfejl, match="FIL-016"):
        fyldt.receive(path, Fremdrift(Andet("Efterser", path.unlink)))
    assert len(fyldt.lager.leverancer()) == 1


def test_nothing_is_left_in_the_spool_folder(kept: Path, filer: Path) -> None:
    with proeve(kept) as made:
        made.receive(write(filer, START), etablering=True)
        made.receive(write(filer, FLYTNING))
        assert not list((kept / "spool").glob("*.db"))
    assert {path.name for path in (kept / "spool").iterdir()} <= {"mappe.laas"}


def test_a_lager_in_memory_receives_the_same(fyldt: Proeve, filer: Path, opsaetning: Opsaetning, memory: Lager) -> None:
    other = Proeve(memory, opsaetning)
    other.receive(write(filer, START), etablering=True)
    path = write(filer, FLYTNING)
    assert other.receive(path).leverance == fyldt.receive(path).leverance
    assert essence(other.log()) == essence(fyldt.log())


@pytest.fixture
def opsaetning(modtager: Proeve) -> Opsaetning:
    return modtager.opsaetning


@pytest.fixture
def memory(modtager: Proeve) -> Iterator[Lager]:
    from cpr_haendelser.storage.aabning import open_lager

    made = open_lager("memory:")
    made.saetnummer(modtager.lager.saet(1))
    yield made
    made.close()
