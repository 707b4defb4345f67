"""Templates put aside: by name and version, an organisation's own, and persons that are made again from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Gemtslags, Ordreart, Ordretilstand
from cpr_haendelser.testmiljoe.bestilling import Bestilling, Skabelonfejl
from cpr_haendelser.testmiljoe.familie import gather
from cpr_haendelser.testmiljoe.gemte import Henvisning, read_dokumenter, write_dokumenter
from cpr_haendelser.testmiljoe.hylde import FLEST_PERSONER, Hylde
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.testmiljoe.hus import SYSTEM, A, B, Hus
from tests.testmiljoe.test_bestiller import MELLEM, ORDINAER, kode, move
from tests.testmiljoe.test_sammenhaengende import single

HOS_A, HOS_B = Kalder(SYSTEM[A]), Kalder(SYSTEM[B])
REPLIKA, SAMMEN = Ordreart.REPLIKA, Ordreart.SAMMENHAENGENDE


@pytest.fixture(scope="module")
def hus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    yield dette
    dette.close()


@pytest.fixture
def hylde(hus: Hus) -> Hylde:
    return hus.miljoe.hylde


def test_a_template_is_kept_by_name_and_counted_by_version(hus: Hus, hylde: Hylde) -> None:
    foerste, anden = move(hus.find(single, A)), move(hus.find(single, A))
    assert hylde.save_order(HOS_A, " Alle  flytter ", SAMMEN, foerste)[:3] == (A, "Alle flytter", 1)
    ny = hylde.save_order(OPERATOER, "Alle flytter", Ordreart.HAENDELSE, anden, A)
    assert (ny.version, ny.slags, ny.art, ny.antal) == (2, Gemtslags.ORDRE, Ordreart.HAENDELSE, 1)
    assert datetime.fromisoformat(ny.oprettet).year > 2000
    assert hylde.take_order(HOS_A, "Alle flytter") == (Ordreart.HAENDELSE, anden)
    assert hylde.take_order(HOS_A, "Alle flytter@1") == (SAMMEN, foerste)
    assert ny in hylde.list_skabeloner(HOS_A)
    assert ny in hylde.list_skabeloner(OPERATOER)


def test_to_others_it_is_not_there(hus: Hus, hylde: Hylde) -> None:
    hylde.save_order(HOS_A, "Vores", SAMMEN, move(hus.find(single, A)))
    spoergsmaal: list[Callable[[Kalder, str], object]] = [
        hylde.take_order,
        hylde.forget,
        lambda _, navn: hylde.take_order(OPERATOER, navn, B),
    ]
    for ask in spoergsmaal:
        svar = set()
        for navn in ("Vores", "Ingens", "Vores@1", "Vores@99"):
            with pytest.raises(Brugsfejl, match="TST-090") as raised:
                ask(HOS_B, navn)
            svar.add(str(raised.value))
        assert len(svar) == 1
    assert "Vores" not in {each.navn for each in hylde.list_skabeloner(HOS_B)}
    assert kode(lambda: hylde.list_skabeloner(HOS_B, A)) == "TST-060"
    assert kode(lambda: hylde.save_order(HOS_B, "Vores", SAMMEN, move("6101901234"), A)) == "TST-060"
    hylde.forget(HOS_A, "Vores")
    assert kode(lambda: hylde.take_order(HOS_A, "Vores")) == "TST-090"


def test_what_could_not_be_ordered_is_not_put_aside(hylde: Hylde) -> None:
    with pytest.raises(Skabelonfejl):
        hylde.save_order(HOS_A, "Fejl", SAMMEN, b"personnummer;handling\n6101901234;flytning\n")
    assert "Fejl" not in {each.navn for each in hylde.list_skabeloner(HOS_A)}


@pytest.mark.parametrize("navn", ["", " ", "@1", "a@1", "a/b", "x" * 61, "=1+1", "a\x00b", "-a"])
def test_a_name_is_a_plain_one(hylde: Hylde, navn: str) -> None:
    assert kode(lambda: hylde.save_order(HOS_A, navn, SAMMEN, move("6101901234"))) == "TST-091"


@pytest.mark.parametrize("mellem", MELLEM)
def test_an_ordinary_number_is_no_name_and_stands_in_no_template(hylde: Hylde, mellem: str) -> None:
    nummer = f"{ORDINAER[:6]}{mellem}{ORDINAER[6:]}"
    for call in (
        lambda: hylde.save_order(HOS_A, f"Om {nummer}", SAMMEN, move("6101901234")),
        lambda: hylde.save_order(HOS_A, "Om", SAMMEN, f"# {nummer}\n".encode() + move("6101901234")),
    ):
        assert kode(call) in {"VAGT-003", "TST-054"}
    assert "Om" not in {each.navn for each in hylde.list_skabeloner(HOS_A)}


# --- persons ---------------------------------------------------------------------------------------------------------


def order(hus: Hus, kalder: Kalder, rows: str) -> Ordretilstand:
    ordre = hus.miljoe.bestiller.create(kalder, Bestilling(REPLIKA, "", rows.encode(), myndighed=A))
    hus.ekspedition.submit(ordre, hvem="test")
    hus.carry_out()
    return hus.ekspedition.find(ordre.uuid).tilstand


def owned(hus: Hus, ejer: str) -> set[str]:
    return {f"{each.pnr:010d}" for each in hus.ordrelager.find_personer(ejer=ejer, antal=10_000)}


def test_a_family_put_aside_is_made_again_also_when_it_is_gone(hus: Hus, hylde: Hylde) -> None:
    foer = owned(hus, A)
    assert order(hus, HOS_A, "handling;kommunekode;boern\nopret_familie;998;2\n") is Ordretilstand.UDFOERT
    familie = sorted(owned(hus, A) - foer)
    assert hylde.save_persons(HOS_A, "Familien", list(map(int, familie))).antal == 4
    som_de_var = gather(hus.installation.lager, familie, lambda _foedt, _koen: "")
    navne = sorted(som_de_var.person(pnr).navn for pnr in familie)
    assert order(hus, HOS_A, f"personnummer;handling\n{' '.join(familie)};fjern\n") is Ordretilstand.UDFOERT
    foer = owned(hus, A)
    assert order(hus, HOS_A, "handling;gemt\nopret_gemt;Familien@1\n") is Ordretilstand.UDFOERT
    nye = sorted(owned(hus, A) - foer)
    assert not set(nye) & set(familie)
    igen = gather(hus.installation.lager, nye, lambda _foedt, _koen: "")
    assert sorted(igen.person(pnr).navn for pnr in nye) == navne
    gifte = [igen.person(pnr) for pnr in nye if igen.person(pnr).civil.civst == "G"]
    assert {person.civil.pnr for person in gifte} == {person.pnr for person in gifte}
    assert all(igen.person(barn.pnr).foraeldre for person in gifte for barn in person.boern)


def test_only_persons_that_one_may_know_are_put_aside(hus: Hus, hylde: Hylde) -> None:
    hos_a, hos_b = hus.find(single, A), hus.find(single, B)
    svar = set()
    for pnrs in ([int(hos_a)], [int(hos_b), int(hos_a)], [6101901234]):
        with pytest.raises(Brugsfejl, match="TST-001") as raised:
            hylde.save_persons(HOS_B, "Deres", pnrs)
        svar.add(str(raised.value))
    assert len(svar) == 1
    assert kode(lambda: hylde.save_persons(HOS_A, "Ingen", [])) == "TST-092"
    assert kode(lambda: hylde.save_persons(HOS_A, "Mange", list(range(1, FLEST_PERSONER + 2)))) == "TST-092"


def test_a_row_that_names_no_template_of_persons_is_refused_before_it_is_submitted(hus: Hus, hylde: Hylde) -> None:
    hylde.save_persons(HOS_A, "As", [int(hus.find(single, A))])
    hylde.save_order(HOS_B, "Ordre", SAMMEN, move(hus.find(single, B)))
    bestiller = hus.miljoe.bestiller
    for navn in ("As", "Ordre", "Ingens", "As@7"):
        rows = f"handling;gemt\nopret_gemt;{navn}\n".encode()
        ordre = bestiller.create(HOS_B, Bestilling(REPLIKA, "", rows, myndighed=A))
        assert [each.kode for each in bestiller.look(HOS_B, ordre.uuid).afviste] == ["TST-090"]


def test_a_preview_of_persons_from_a_template_takes_no_numbers(hus: Hus, hylde: Hylde) -> None:
    hylde.save_persons(HOS_A, "En", [int(hus.find(single, A))])
    foer = owned(hus, A)
    bestiller = hus.miljoe.bestiller
    ordre = bestiller.create(HOS_A, Bestilling(REPLIKA, "", b"handling;gemt\nopret_gemt;En\n"))
    assert bestiller.look(HOS_A, ordre.uuid).visning.oprettede == 1
    assert owned(hus, A) == foer


def test_references_and_records_are_read_as_they_are_written() -> None:
    assert Henvisning.read("Alle flytter@12") == ("Alle flytter", 12)
    assert Henvisning.read(" Alle  flytter ") == ("Alle flytter", 0)
    assert Henvisning.read("") == ("", 0)
    dokumenter = {"6101901234": "001Æøå\n002".encode("iso-8859-1")}
    assert read_dokumenter(write_dokumenter(dokumenter)) == dokumenter
