"""Where kuvert and beskeddata disagree is shown before and after, field by field; a coherent order shows nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from lxml import etree

from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.population.person import Person
from cpr_haendelser.storage.ordre import Ordreart, Ordrelinje, Ordretilstand, Trin
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from cpr_haendelser.testmiljoe.forhaandsvisning import Forhaandsvisning
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.sendt import iterate_sendt, read_sendt
from tests.testmiljoe.hus import A, Hus, line
from tests.testmiljoe.test_sammenhaengende import FREMMED, NYE, RETTELSER, Rettelse, Sag, married, single

HAENDELSE, REPLIKA, SAMMEN = Ordreart.HAENDELSE, Ordreart.REPLIKA, Ordreart.SAMMENHAENGENDE
FOERST, SIDEN = "202611231200", "202611241200"


@pytest.fixture(scope="module")
def hus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    yield dette
    dette.close()


def preview(hus: Hus, art: Ordreart, linjer: list[Ordrelinje]) -> Forhaandsvisning:
    """What the order would come to; it is not kept."""
    ordre = hus.ekspedition.create(Udkast(art, "", A, "", A), linjer)
    return hus.miljoe.preview(ordre, linjer, nu=lambda: hus.nu)


def differences(vist: Forhaandsvisning) -> set[str]:
    return {each.felt for en in vist.viste for each in en.divergenser}


def after(hus: Hus, art: Ordreart, linjer: list[Ordrelinje]) -> set[str]:
    """The same fields of what was really sent."""
    ordre = hus.order(art, linjer)
    assert ordre.tilstand is Ordretilstand.UDFOERT, hus.outcome(ordre)
    sendt = list(iterate_sendt(hus.installation.lager, hus.ordrelager, ordre.uuid))
    sidevis, efter, naeste = [], -1, 0
    while naeste != efter:
        efter = naeste
        side, naeste = read_sendt(hus.installation.lager, hus.ordrelager, ordre.uuid, efter=efter, antal=1)
        sidevis += side
    assert sidevis == sendt, "page by page it is the same"
    return {each.felt for en in sendt for each in en.divergenser}


def test_what_the_log_does_not_keep_any_more_is_left_out_and_nobody_elses_shown_for_it(tmp_path: Path) -> None:
    eget = Hus(tmp_path)
    with closing(eget):
        pnr, andens = eget.find(single), eget.find(single)
        ordre, sidste = eget.order(SAMMEN, [line([pnr], "flytning", FREMMED)]), eget.log()[-1].loebenummer
        eget.order(SAMMEN, [line([andens], "flytning", FREMMED)])
        assert list(iterate_sendt(eget.installation.lager, eget.ordrelager, ordre.uuid))
        with closing(sqlite3.connect(tmp_path / "h.db")) as connection:
            connection.execute("DELETE FROM haendelse WHERE loebenummer <= ?", (sidste,))
            connection.commit()
        assert list(iterate_sendt(eget.installation.lager, eget.ordrelager, ordre.uuid)) == []


def put(hus: Hus, felter: Mapping[str, object]) -> dict[str, str]:
    return {felt: hus.find(v) if callable(v) else str(v) for felt, v in felter.items()}


def steps(hus: Hus, sag: Sag) -> tuple[str, list[Ordrelinje]]:
    """A case's person after what comes first, and the line of the case."""
    assert callable(sag.hvem)
    pnr = hus.find(sag.hvem)
    for handling, felter in sag.foerst:
        hus.order(SAMMEN, [line([pnr], handling, {"virkning": FOERST, **put(hus, felter)})])
    return pnr, [line([pnr], sag.handling, {"virkning": SIDEN, **put(hus, sag.felter)})]


@pytest.mark.parametrize("sag", NYE, ids=lambda sag: f"{sag.handling}-{'-'.join(sag.koder)}")
def test_a_coherent_order_shows_no_difference_before_or_after(hus: Hus, sag: Sag) -> None:
    _, linjer = steps(hus, sag)
    vist = preview(hus, SAMMEN, linjer)
    assert (differences(vist), vist.fejlede) == (set(), [])
    assert sorted(en.haendelse.beslutning.kode for en in vist.viste) == sorted(sag.koder)
    assert after(hus, SAMMEN, linjer) == set()


IMOD: Mapping[str, tuple[Callable[[Person], bool], tuple[tuple[str, Mapping[str, str]], ...]]] = {
    "separation_ophoert": (married, (("separation", {}),)),
    "myndiggoerelse": (single, (("umyndiggoerelse", {}),)),
    "samle:aegtefaelle_doed": (single, ()),
}
"""Of whom a hændelse is ordered that the replica contradicts, where that is not anybody."""


@pytest.mark.parametrize(
    "handling", [noegle for noegle, en in read_handlinger().items() if en.arter() and not en.uden_spor]
)
def test_a_haendelses_ordre_that_the_replica_does_not_follow_shows_it_before_and_after(hus: Hus, handling: str) -> None:
    sag = next((each for each in NYE if each.handling == handling), None)
    hvem, foerst = IMOD.get(handling, (single, ()))
    pnr = hus.find(hvem)
    for foer, felter in foerst:
        hus.order(SAMMEN, [line([pnr], foer, {"virkning": FOERST, **felter})])
    oensket = put(hus, sag.felter) if sag else {"fornavn": "Rosa"}
    if handling == "foedsel":
        oensket["barn"] = hus.find(single)
    linjer = [line([pnr], handling, {"virkning": SIDEN, **oensket})]
    foer_den = differences(preview(hus, HAENDELSE, linjer))
    assert foer_den
    assert after(hus, HAENDELSE, linjer) == foer_den


def test_separate_orders_that_agree_show_nothing(hus: Hus) -> None:
    pnr = hus.find(single)
    linjer = [line([pnr], "flytning", FREMMED)]
    assert after(hus, REPLIKA, linjer) == set()
    bagefter = [line([pnr], "flytning", {**FREMMED, **_left(hus, pnr)})]
    assert differences(preview(hus, HAENDELSE, bagefter)) == set()
    assert after(hus, HAENDELSE, bagefter) == set()


def _left(hus: Hus, pnr: str) -> dict[str, str]:
    """The address before, as an order says it."""
    foer = hus.installation.lager.versioner(int(pnr))[-2].dokument.decode("iso-8859-1")
    [adresse] = [linje for linje in foer.split("\n") if linje.startswith("002")]
    felter = {"kommunekode": adresse[13:17], "vejkode": adresse[17:21], "husnr": adresse[21:25].strip()}
    felter |= {"etage": adresse[25:27].strip(), "sidedoer": adresse[27:31].strip()}
    return {f"fra_{navn}": vaerdi for navn, vaerdi in felter.items()}


def test_each_field_that_disagrees_is_named(hus: Hus) -> None:
    pnr = hus.find(single)
    vist = preview(hus, HAENDELSE, [line([pnr], "flytning", FREMMED)])
    til, fra = vist.viste
    assert {each.felt for each in til.divergenser} == {
        "kommune", "adresse", "tidligere adresse", "virkningstidspunkt"
    }  # fmt: skip
    kommune = next(each for each in til.divergenser if each.felt == "kommune")
    assert (kommune.haendelsen, kommune.personen[:3]) == ("0101", "099")
    assert "virkningstidspunkt" in {each.felt for each in fra.divergenser}


@pytest.mark.parametrize("sag", RETTELSER[:4], ids=lambda sag: f"{sag.handling}-{sag.art}")
def test_what_is_undone_coherently_shows_no_difference(hus: Hus, sag: Rettelse) -> None:
    assert callable(sag.hvem)
    pnr = hus.find(sag.hvem)
    hus.order(SAMMEN, [line([pnr], sag.handling, {"virkning": FOERST, **put(hus, sag.felter)})])
    felter = tuple({"virkning": sag.virkning, **put(hus, sag.nye)}.items())
    linjer = [Ordrelinje(1, (pnr,), (Trin(sag.handling, sag.art, felter),))]
    assert differences(preview(hus, SAMMEN, linjer)) == set()
    assert after(hus, SAMMEN, linjer) == set()


@pytest.mark.parametrize(
    ("handling", "felt", "siger"),
    [
        ("umyndiggoerelse", "", ""),
        ("myndiggoerelse", "værgemål", "ja"),
        ("separation", "", ""),
        ("separation_ophoert", "separation", "ja"),
    ],
)
def test_an_annulment_says_the_opposite_of_what_it_annuls(hus: Hus, handling: str, felt: str, siger: str) -> None:
    """Of somebody who is neither separated nor under guardianship."""
    vist = preview(hus, HAENDELSE, [Ordrelinje(1, (hus.find(single),), (Trin(handling, Art.ANNULLERING, ()),))])
    fundne = [(each.felt, each.haendelsen, each.personen) for en in vist.viste for each in en.divergenser]
    assert fundne == ([(felt, siger, "nej")] if felt else [])


# --- the preview itself ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("art", [HAENDELSE, SAMMEN])
def test_a_preview_writes_nothing_and_shows_the_messages_that_come(hus: Hus, art: Ordreart) -> None:
    pnr, lager = hus.find(single), hus.installation.lager
    linjer = [line([pnr], "flytning", FREMMED)]
    sidste, billede = lager.sidste_loebenummer(), lager.billeder([int(pnr)])
    vist = preview(hus, art, linjer)
    assert (lager.sidste_loebenummer(), lager.billeder([int(pnr)])) == (sidste, billede)
    hus.order(art, linjer)
    rigtige = [hus.installation.beskedskriver.write(each) for each in hus.log(sidste)]
    assert [_without_ids(en.besked) for en in vist.viste] == [_without_ids(besked) for besked in rigtige]


def _without_ids(besked: bytes) -> bytes:
    """The message without what no preview can know: ids, numbers, times of making, the order's or file's own place."""
    rod = etree.fromstring(besked)
    ukendte = {"Id", "BeskedId", "ObjektRegistreringId", "Dannelsestidspunkt", "Loebenummer", "Fil", "Ordre", "Aarsag"}
    for element in list(rod.iter(etree.Element)):
        if etree.QName(element).localname in ukendte:
            element.getparent().remove(element)  # type: ignore[union-attr]
    return etree.tostring(rod)


def test_a_step_of_a_preview_sees_the_step_before(hus: Hus) -> None:
    pnr = hus.find(single)
    trin = tuple(
        Trin(handling, Art.NY, (("virkning", tid),))
        for handling, tid in (("forsvinding", FOERST), ("doedsfald", SIDEN))
    )
    vist = preview(hus, SAMMEN, [Ordrelinje(1, (pnr,), trin)])
    assert [en.haendelse.beslutning.kode for en in vist.viste] == ["010", "006"]


def test_what_cannot_be_carried_out_is_said_beforehand(hus: Hus) -> None:
    pnr = hus.find(single)
    vist = preview(hus, SAMMEN, [line([pnr], "genfinding", FREMMED), line([pnr], "doedsfald", nr=2)])
    assert [(each.udfoerelse.linje, each.kode) for each in vist.fejlede] == [(1, "TST-003")]
    assert [en.udfoerelse.linje for en in vist.viste] == [2]
