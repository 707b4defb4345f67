"""The CPR Office's own test file, where it lies beside the project; damaged copies are made in a temporary folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Filfejl
from cpr_haendelser.modtagelse.modtag import AlleredeModtaget
from cpr_haendelser.modtagelse.overvaag import AFVIST, Overvaager
from tests.modtagelse.byg import Proeve, kept_state, proeve, traces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cpr_haendelser.modtagelse.oenske import Oenske
    from cpr_haendelser.storage.lager import Kvittering

NAVN, OPGAVE = "D011119.L110901", "110901"
GRUNDE = {"levering", "annulleret_i_levering", "ingen_forskel", "aeldre_end_billedet", "indgaar_i_anden"}


@pytest.fixture(scope="session")
def linjer(testdata: Path) -> list[bytes]:
    return (testdata / NAVN).read_bytes().splitlines()


@pytest.fixture(scope="session")
def numre(linjer: list[bytes]) -> list[str]:
    return sorted({linje[3:13].decode() for linje in linjer[1:-1]})


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


@pytest.fixture
def modtager(kept: Path) -> Iterator[Proeve]:
    with proeve(kept, Miljoe.PRODUKTION, {OPGAVE: None}) as made:
        yield made


def test_eighty_persons_are_received_and_every_event_line_is_accounted_for(modtager: Proeve, testdata: Path) -> None:
    leverance = modtager.receive(testdata / NAVN).leverance
    assert (leverance.personer, leverance.aendrede) == (80, 80)
    poster = dict(leverance.poster)
    assert (poster.pop("000"), poster.pop("999"), sum(poster.values())) == (1, 1, 1098)
    assert poster["099"] == sum(leverance.koder099.values()) == 116
    linjer099 = modtager.lager.linjer099(1)
    assert len(linjer099) == 116
    loebenumre = {h.loebenummer for h in modtager.log()}
    for linje in linjer099:
        assert bool(linje.loebenumre) != bool(linje.grund)
        assert set(linje.loebenumre) <= loebenumre
        assert linje.grund in {"", *GRUNDE}
    assert leverance.haendelser == len(modtager.log()) > 80


def test_both_forms_give_the_same_ids_and_content(modtager: Proeve, testdata: Path, tmp_path: Path) -> None:
    modtager.receive(testdata / NAVN)
    (tmp_path / "fixed").mkdir()
    with proeve(tmp_path / "fixed", Miljoe.PRODUKTION, {OPGAVE: None}) as other:
        fixed = other.receive(testdata / f"{NAVN}.fixed").leverance
        assert [h._replace(filnavn="") for h in other.log()] == [h._replace(filnavn="") for h in modtager.log()]
        assert other.lager.linjer099(1) == modtager.lager.linjer099(1)
    assert fixed._replace(filnavn=NAVN) == modtager.lager.leverance(1)


@pytest.mark.parametrize("navn", [NAVN, f"{NAVN}.fixed"])
def test_twice_gives_nothing_new(modtager: Proeve, testdata: Path, kept: Path, navn: str) -> None:
    modtager.receive(testdata / NAVN)
    before = kept_state(kept)
    with pytest.raises(AlleredeModtaget):
        modtager.receive(testdata / navn)
    assert kept_state(kept) == before


@pytest.mark.parametrize("navn", [NAVN, f"{NAVN}.fixed"])
def test_exttest_refuses_both_forms_and_keeps_no_number_of_theirs(
    testdata: Path, tmp_path: Path, kept: Path, numre: list[str], navn: str
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / navn).write_bytes((testdata / navn).read_bytes())
    with proeve(kept, Miljoe.EXTTEST, {OPGAVE: None}) as made:
        with pytest.raises(Filfejl, match="VAGT-001"):
            made.receive(testdata / navn)

        def receive(oenske: Oenske) -> Kvittering:
            return made.receive(oenske.path)

        (melding,) = Overvaager(inbox, receive, sletter=True).poll()
        assert melding.slettet
        assert traces(kept, numre) == []
    assert traces(tmp_path, numre) == []


def _count(linjer: list[bytes]) -> list[bytes]:
    return [*linjer[:-1], linjer[-1][:13] + b"%08d" % (len(linjer) - 2)]


SKADER: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "start record missing": (lambda li: li[1:], "FIL-001"),
    "start record second": (lambda li: [li[1], li[0], *li[2:]], "FIL-001"),
    "start record twice": (lambda li: [li[0], *li], "FIL-001"),
    "end record missing": (lambda li: li[:-1], "FIL-002"),
    "end record not last": (lambda li: [*li, li[5]], "FIL-003"),
    "a record lost": (lambda li: [*li[:50], *li[51:]], "FIL-004"),
    "unknown record type": (lambda li: [*li[:50], b"777" + li[50][3:], *li[51:]], "FIL-005"),
    "utf-8": (lambda li: [line.decode("latin-1").encode() for line in li], "FIL-006"),
    "shorter than its key": (lambda li: [*li[:50], li[50][:9], *li[51:]], "FIL-007"),
    "key no number": (lambda li: [*li[:50], li[50][:9] + b"?" + li[50][10:], *li[51:]], "FIL-008"),
    "a person without 001": (lambda li: _count([*li[:1], *li[2:]]), "FIL-009"),
    "a person with two 001": (lambda li: _count([*li[:2], li[1], *li[2:]]), "FIL-010"),
    "unknown task": (lambda li: [li[0].replace(OPGAVE.encode(), b"110909"), *li[1:]], "FIL-014"),
    "a replacement number": (lambda li: [*li[:50], li[50][:3] + b"6101901234" + li[50][13:], *li[51:]], "VAGT-002"),
}


@pytest.mark.parametrize("navn", SKADER)
def test_a_damaged_copy_is_refused_and_changes_nothing(
    modtager: Proeve, linjer: list[bytes], kept: Path, numre: list[str], navn: str
) -> None:
    damage, kode = SKADER[navn]
    path = kept.parent / NAVN
    path.write_bytes(b"".join(line + b"\n" for line in damage(list(linjer))))
    before = kept_state(kept)
    with pytest.raises(Filfejl) as raised:
        modtager.receive(path, nye_opgaver=())
    assert raised.value.kode == kode
    assert not any(nummer in str(raised.value) for nummer in numre)
    assert kept_state(kept) == before
    assert traces(kept, numre) == []


def test_other_content_of_the_same_day_and_a_broken_chain_are_refused(
    modtager: Proeve, linjer: list[bytes], tmp_path: Path, testdata: Path
) -> None:
    modtager.receive(testdata / NAVN)
    path = tmp_path / NAVN
    for damaged, kode in (
        (_count([*linjer[:-2], linjer[-1]]), "FIL-012"),
        ([linjer[0][:19] + b"2001112120011120", *linjer[1:]], "FIL-011"),
        ([linjer[0][:19] + b"2001111820011117", *linjer[1:]], "FIL-017"),
    ):
        path.write_bytes(b"".join(line + b"\n" for line in damaged))
        with pytest.raises(Filfejl, match=kode):
            modtager.receive(path)
    assert len(modtager.lager.leverancer()) == 1


def test_a_refused_copy_in_the_watched_folder_is_moved_in_produktion(
    modtager: Proeve, linjer: list[bytes], tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    damaged = [*linjer[:50], b"777" + linjer[50][3:], *linjer[51:]]
    (inbox / NAVN).write_bytes(b"".join(line + b"\n" for line in damaged))

    def receive(oenske: Oenske) -> Kvittering:
        return modtager.receive(oenske.path)

    (melding,) = Overvaager(inbox, receive, sletter=False).poll()
    assert not melding.slettet
    assert sorted(path.name for path in (inbox / AFVIST).iterdir()) == [NAVN, f"{NAVN}.fejl.txt"]
