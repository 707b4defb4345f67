"""Over thirty days the log equals the facit: nothing more, nothing less, for seeds that the rules were not made on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from cpr_haendelser.haendelser.model import Adresse, Beslutning
from cpr_haendelser.population.sammenligning import compare
from tests.facit.kommune import Koersel, received, to_plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEEDS = (4711, 90210)
FLYTNINGER = ("034", "035", "036", "037")


@pytest.fixture(scope="module", params=SEEDS)
def koersel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Koersel]:
    with received(tmp_path_factory.mktemp("facit"), seed=request.param) as fundet:
        yield fundet


def test_the_log_equals_the_facit(koersel: Koersel) -> None:
    assert compare(koersel.facit, map(to_plain, koersel.log), without_099=False) == []


def test_the_log_equals_the_facit_when_003_has_a_section_of_its_own(tmp_path: Path) -> None:
    with received(tmp_path, seed=31337, klarskrift_for_sig=True) as koersel:
        assert compare(koersel.facit, map(to_plain, koersel.log), without_099=False) == []


def test_without_099_lines_the_log_equals_what_the_records_alone_show(tmp_path: Path) -> None:
    with received(tmp_path, seed=1066, uden_099=True) as koersel:
        assert koersel.linjer == []
        assert compare(koersel.facit, map(to_plain, koersel.log), without_099=True) == []


def test_every_099_line_has_its_haendelser_or_a_reason(koersel: Koersel) -> None:
    assert koersel.linjer
    assert all(bool(linje.loebenumre) != bool(linje.grund) for linje in koersel.linjer)


def test_the_lines_that_cause_nothing_are_those_of_the_facit_with_its_reasons(koersel: Koersel) -> None:
    ventet = Counter((line["pnr"], line["kode099"], line["aarsag"]) for line in koersel.uden_virkning)
    fundet = Counter((f"{linje.pnr:010d}", linje.kode, linje.grund) for linje in koersel.linjer if linje.grund)
    assert ventet == fundet


def test_each_haendelse_names_the_099_codes_that_the_life_model_gave_it(koersel: Koersel) -> None:
    koder = {(linje.fil, linje.linje): linje.kode for linje in koersel.linjer}
    fundet = {
        (h.proddto, h.beslutning.pnr, h.beslutning.kode, h.beslutning.art.value, h.beslutning.gyldig_fra): {
            koder[h.fil, nr] for nr in h.beslutning.linjer
        }
        for h in koersel.log
        if h.beslutning.kode != "samle"
    }
    for line in koersel.facit:
        if line["kode"] not in ("samle", "ingen"):
            noegle = (line["dag"], line["pnr"], line["kode"], line["art"], line["gyldig_fra"])
            assert set(line["koder099"]) <= fundet[noegle], line["kode"]


def test_a_move_tells_the_addresses_and_the_receiver_that_the_life_model_gave_it(koersel: Koersel) -> None:
    ventet = Counter(
        (*_move(line), line["rolle"], _address(line["foer"]), _address(line["efter"]))
        for line in koersel.facit
        if line["kode"] in FLYTNINGER
    )
    fundet = Counter(
        (*_move(to_plain(h)), b.rolle.value, _address(b.foer), _address(b.efter))
        for h in koersel.log
        if (b := h.beslutning).kode in FLYTNINGER
    )
    assert {art for _, _, _, art, *_ in ventet} == {"ny", "korrektion", "annullering"}
    assert ventet == fundet


def test_every_haendelse_has_the_role_and_the_addresses_that_the_life_model_names(koersel: Koersel) -> None:
    """Where the facit names no address, the log may tell the present one."""
    i_loggen: dict[tuple[str, ...], list[Beslutning]] = {}
    for haendelse in koersel.log:
        i_loggen.setdefault(_move(to_plain(haendelse)), []).append(haendelse.beslutning)
    naevnt = set()
    for line in koersel.facit:
        if line["kode"] in {"samle", "ingen"}:
            continue
        svar = i_loggen[_move(line)]
        assert line["rolle"] in {b.rolle.value for b in svar}, line["kode"]
        for navn in ("foer", "efter"):
            if "vejkode" in line[navn]:
                assert _address(line[navn]) in {_address(getattr(b, navn)) for b in svar}, (line["kode"], line["art"])
                naevnt.add((line["kode"], line["art"]))
    assert naevnt >= {("042", "annullering"), ("010", "annullering"), ("013", "annullering")}


def _move(line: dict[str, Any]) -> tuple[str, ...]:
    return line["dag"], line["pnr"], line["kode"], line["art"], line["kommune"], line["gyldig_fra"]


def _address(sted: dict[str, str] | Adresse | None) -> tuple[str, ...]:
    """Municipality, road, house, floor, door and c/o of an address in the facit or in the log."""
    if isinstance(sted, Adresse):
        return (*sted[:5], sted.conavn)
    led = ("kommune", "vejkode", "husnr", "etage", "sidedoer", "conavn")
    return tuple(sted.get(navn, "") for navn in led) if sted else ()


def test_a_correction_points_at_what_the_log_told_before(koersel: Koersel) -> None:
    by_number = {h.loebenummer: h for h in koersel.log}
    fortalt: dict[tuple[str, str, str], int] = {}
    peger = 0
    for h in koersel.log:
        b = h.beslutning
        if b.retter is not None:
            tidligere = [fortalt.get((b.pnr, kode, b.retter.gyldig_fra), 0) for kode in b.retter.koder]
            if any(tidligere):
                rettet = by_number[h.retter_loebenummer]
                assert rettet.beslutning.pnr == b.pnr
                assert rettet.beslutning.kode in b.retter.koder
                assert rettet.beslutning.gyldig_fra == b.retter.gyldig_fra
                assert h.retter_id == rettet.registrering_id
                peger += 1
        if b.art.value != "annullering":
            fortalt[b.pnr, b.kode, b.gyldig_fra] = h.loebenummer
    assert peger


def test_a_relatives_haendelse_is_linked_to_the_main_persons(koersel: Koersel) -> None:
    by_id = {h.registrering_id: h for h in koersel.log}
    ventet = Counter(
        (line["dag"], line["pnr"], line["kode"], line["hoved"])
        for line in koersel.facit
        if line["hoved"] and line["kode"] not in ("samle", "ingen")
    )
    fundet = Counter(
        (h.proddto, h.beslutning.pnr, h.beslutning.kode, by_id[h.hoved_id].beslutning.pnr)
        for h in koersel.log
        if h.hoved_id is not None and h.beslutning.kode != "samle"
    )
    assert ventet
    assert ventet == fundet


def test_haendelser_to_a_place_without_cvr_are_kept_without_receiver(koersel: Koersel) -> None:
    uden = [h for h in koersel.log if not h.modtager_cvr]
    assert uden
    assert {h.beslutning.kommune for h in uden} <= {"", "0955", "0956", "0957", "0959", "0960", "0961"}
