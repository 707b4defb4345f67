"""Value lists: whose they are, and that a change leaves exactly what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from cpr_haendelser.abonnementer.vurdering import Vaerdi
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.aabning import open_lager, open_postrum
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from cpr_haendelser.udlevering.vaerdilister import SIDE, Vaerdilister
from tests.udlevering.opsat import A, B, set_up

NUMRE: list[Vaerdi] = [6101900000 + nummer for nummer in range(2500)]
VAGT = Nummervagt(Miljoe.EXTTEST)
UUIDER = [f"0e000000-0000-4000-8000-00000000000{nummer}" for nummer in range(1, 5)]


@pytest.fixture(params=["memory:", "sqlite"])
def lister(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vaerdilister]:
    url = request.param if request.param == "memory:" else f"sqlite:///{(tmp_path / 'h.db').as_posix()}"
    postrum = open_postrum(url)
    set_up(postrum)
    nye = iter(map(UUID, UUIDER))
    yield Vaerdilister(
        postrum,
        Bord(open_lager("memory:"), postrum, lambda: "2026-11-25"),
        lambda: next(nye),
        VAGT,
        lambda: "2026-11-25T00:00:00Z",
        Revision(postrum, lambda: "2026-11-25T00:00:00Z"),
    )
    postrum.close()


def silent(fase: str, antal: int, ialt: int) -> None:
    assert fase == "retter"
    assert 0 < antal <= ialt


def test_a_list_is_a_systems_and_seen_by_it_and_the_operator(lister: Vaerdilister) -> None:
    boern, veje = lister.create(Kalder(A), " Børn "), lister.create(Kalder(B), "Børn", UUIDER[3].upper())
    assert (boern.uuid, boern.navn, boern.system, boern.antal) == (UUIDER[0], "Børn", A, 0)
    assert veje.uuid == UUIDER[3]
    assert lister.list_all(Kalder(A.upper())) == [boern]
    assert set(lister.list_all(OPERATOER)) == {boern, veje}
    assert lister.find(Kalder(A), "børn") == boern
    assert lister.find(OPERATOER, UUIDER[3].upper()) == veje
    with pytest.raises(Brugsfejl, match="ABO-014: 2 værdilister hedder det"):
        lister.find(OPERATOER, "Børn")
    for navn in (UUIDER[3], "nix"):
        with pytest.raises(Brugsfejl, match="ABO-013"):
            lister.find(Kalder(A), navn)
        with pytest.raises(Brugsfejl, match="ABO-013"):
            lister.change(Kalder(A), navn, til=NUMRE[:1], trin=silent)


def test_a_list_that_cannot_be_made_is_told(lister: Vaerdilister) -> None:
    lister.create(Kalder(A), "Børn")
    for ejer, navn, uuid, kode in (
        (OPERATOER, "Nye", "", "ABO-015"),
        (Kalder(A), " ", "", "ABO-016"),
        (Kalder(A), "Nye", "x", "ABO-016"),
        (Kalder(A), "BØRN", "", "ABO-017"),
        (Kalder(B), "Nye", UUIDER[0], "ABO-017"),
    ):
        with pytest.raises(Brugsfejl, match=kode):
            lister.create(ejer, navn, uuid)
    assert len(lister.list_all(OPERATOER)) == 1


def test_values_are_added_and_removed_and_counted(lister: Vaerdilister) -> None:
    lister.create(Kalder(A), "Børn")
    foerste = lister.change(Kalder(A), "Børn", til=NUMRE[:10], trin=silent)
    assert (foerste.til, foerste.fra, foerste.liste.version) == (10, 0, 1)
    anden = lister.change(OPERATOER, "Børn", til=NUMRE[5:12], trin=silent)
    assert (anden.til, anden.fra, anden.liste.antal) == (2, 0, 12)
    tredje = lister.change(OPERATOER, "Børn", fra=[*NUMRE[:4], "ukendt"], trin=silent)
    assert (tredje.til, tredje.fra, tredje.liste.antal) == (0, 4, 8)
    assert list(lister.iterate(OPERATOER, "Børn")) == NUMRE[4:12]


def test_a_list_becomes_what_it_is_to_be_part_by_part_and_what_stays_is_in_it_all_the_time(
    lister: Vaerdilister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cpr_haendelser.udlevering.vaerdilister.BATCH", 100)
    lister.create(Kalder(A), "Børn")
    foer, efter, bliver = NUMRE[:1500], [*NUMRE[1000:], "0999"], set(NUMRE[1000:1500])
    set_foer = lister.replace(OPERATOER, "Børn", set(foer), silent)
    assert (set_foer.til, set_foer.fra, set_foer.liste.version) == (1500, 0, 15)
    skridt: list[int] = []

    def look(_fase: str, antal: int, _ialt: int) -> None:
        skridt.append(antal)
        assert bliver <= set(lister.iterate(OPERATOER, "Børn"))

    rettet = lister.replace(OPERATOER, "Børn", set(efter), look)
    assert (rettet.til, rettet.fra, rettet.liste.antal) == (1001, 1000, 1501)
    assert list(lister.iterate(OPERATOER, "Børn")) == efter
    assert len(efter) > SIDE
    assert skridt[-1] == 2001
    assert lister.replace(OPERATOER, "Børn", set(efter), silent)[1:] == (0, 0)
    assert lister.read_side(Kalder(A), "Børn", efter=NUMRE[-2], antal=5) == [NUMRE[-1], "0999"]


def test_a_closed_list_is_not_changed_until_it_is_opened(lister: Vaerdilister) -> None:
    lister.create(Kalder(A), "Børn")
    lister.change(Kalder(A), "Børn", til=NUMRE[:3], trin=silent)
    lister.close(Kalder(A), "Børn")
    for til in (NUMRE[:5], []):
        with pytest.raises(Brugsfejl, match="ABO-018"):
            lister.change(Kalder(A), "Børn", til=til, trin=silent)
    assert list(lister.iterate(Kalder(A), "Børn")) == NUMRE[:3]
    assert lister.open(Kalder(A), "Børn").aktiv
    assert lister.change(Kalder(A), "Børn", til=NUMRE[:5], trin=silent).til == 2


def test_a_name_with_a_number_of_ordinary_shape_is_refused(lister: Vaerdilister) -> None:
    with pytest.raises(Brugsfejl) as raised:
        lister.create(Kalder(A), "Om 010190" + "-1234")
    assert raised.value.kode == "VAGT-003"
    assert lister.list_all(OPERATOER) == []
