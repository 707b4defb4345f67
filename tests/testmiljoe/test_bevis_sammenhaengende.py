"""All that the table of coherent orders allows, in two orders: no difference, valid, and the same in another house.

The other house holds the same images and receives the orders' files as files from outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count
from typing import NamedTuple

import pytest

from cpr_haendelser.haendelser.model import Art, Haendelse
from cpr_haendelser.population.person import Person
from cpr_haendelser.storage.ordre import Ordre, Ordreart, Ordrelinje, Ordretilstand, Trin
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from cpr_haendelser.testmiljoe.forhaandsvisning import Forhaandsvisning
from cpr_haendelser.testmiljoe.handlinger import arts_in, read_handlinger
from cpr_haendelser.testmiljoe.sendt import Sendt, iterate_sendt
from tests.testmiljoe.conftest import Skemaer
from tests.testmiljoe.hus import A, Hus
from tests.testmiljoe.spejl import Spejl
from tests.testmiljoe.test_sammenhaengende import HER, NYE, RETTELSER, lives, single, woman

SAMMEN = Ordreart.SAMMENHAENGENDE
TIDLIGT, FOERST, SIDEN = "202611201200", "202611231200", "202611241200"
UDEN_SPOR = tuple(noegle for noegle, handling in read_handlinger().items() if handling.uden_spor)


class Udfoert(NamedTuple):
    """An order, what it would come to, and what came of it."""

    ordre: Ordre
    linjer: list[Ordrelinje]
    vist: Forhaandsvisning
    sendt: list[Sendt]


class Alt(NamedTuple):
    """Everything carried out."""

    hus: Hus
    spejl: Spejl
    ordrer: list[Udfoert]

    @property
    def sendt(self) -> list[Haendelse]:
        return [each.haendelse for udfoert in self.ordrer for each in udfoert.sendt]


@pytest.fixture(scope="module")
def alt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alt]:
    hus = Hus(tmp_path_factory.mktemp("hus"))
    spejl = Spejl(hus, tmp_path_factory.mktemp("spejl"))
    try:
        foerste = carry_out(hus, [*_everything(hus)])
        barn = next(each.haendelse.beslutning.om for each in foerste.sendt if each.haendelse.beslutning.kode == "025")
        andet = carry_out(hus, [_child(barn)])
        yield Alt(hus, spejl, [foerste, andet])
    finally:
        spejl.close()
        hus.close()


def carry_out(hus: Hus, linjer: list[Ordrelinje]) -> Udfoert:
    """A preview of the lines, and the order of them."""
    kladde = hus.ekspedition.create(Udkast(SAMMEN, "", A, "", A), linjer)
    vist = hus.miljoe.preview(kladde, linjer, nu=lambda: hus.nu)
    ordre = hus.order(SAMMEN, linjer)
    return Udfoert(ordre, linjer, vist, [*iterate_sendt(hus.installation.lager, hus.ordrelager, ordre.uuid)])


def _everything(hus: Hus) -> Iterator[Ordrelinje]:
    """A line for each handling and art, each about persons of its own."""
    numre = count(1)

    def step(handling: str, virkning: str, felter: Mapping[str, object], art: Art = Art.NY) -> Trin:
        alle = {"virkning": virkning, **{k: hus.find(v) if callable(v) else str(v) for k, v in felter.items()}}
        return Trin(handling, art, tuple(alle.items()))

    def line(hvem: object, *trin: Trin) -> Ordrelinje:
        assert callable(hvem)
        return Ordrelinje(next(numre), (hus.find(hvem),), trin)

    for sag in NYE:
        foerst = [step(handling, FOERST, felter) for handling, felter in sag.foerst]
        yield line(sag.hvem, *foerst, step(sag.handling, SIDEN, sag.felter))
    for ret in RETTELSER:
        trin = step(ret.handling, FOERST, ret.felter), step(ret.handling, ret.virkning, ret.nye, ret.art)
        yield line(ret.hvem, *trin)
    for vaek, felter, tilbage in (("forsvinding", {}, "genfinding"), ("udrejse", {"land": "5120"}, "genindrejse")):
        rettet = step(tilbage, FOERST, {**HER, "husnr": "012"}, Art.KORREKTION)
        yield line(single, step(vaek, TIDLIGT, felter), step(tilbage, FOERST, HER), rettet)
    yield line(
        _churched, step("samle:folkekirke", FOERST, {"kode": "U"}), step("samle:folkekirke", "", {}, Art.ANNULLERING)
    )
    yield line(woman, step("foedsel", FOERST, {"koen": "K"}))
    for noegle in UDEN_SPOR:
        yield line(lives, step(noegle, SIDEN, {}))


def _churched(p: Person) -> bool:
    return single(p) and p.kirke.kode == "F"


def _child(pnr: str) -> Ordrelinje:
    """Of a child that the first order bore."""
    trin = (
        Trin("navngivning", Art.NY, (("virkning", SIDEN), ("fornavn", "Rosa"))),
        Trin("navngivning", Art.KORREKTION, (("virkning", ""), ("fornavn", "Rose"))),
    )
    return Ordrelinje(1, (pnr,), trin)


# --- what is tried ---------------------------------------------------------------------------------------------------


def test_everything_that_the_table_allows_is_ordered_and_done(alt: Alt) -> None:
    bestilt = {(trin.handling, trin.art) for each in alt.ordrer for linje in each.linjer for trin in linje.trin}
    handlinger = read_handlinger().values()
    assert bestilt == {(each.noegle, art) for each in handlinger for art in arts_in(each, SAMMEN)}
    assert [each.ordre.tilstand for each in alt.ordrer] == [Ordretilstand.UDFOERT] * 2


def test_no_difference_is_shown_before_or_after(alt: Alt) -> None:
    for each in alt.ordrer:
        assert each.vist.fejlede == []
        assert [(vist.haendelse.beslutning, vist.divergenser) for vist in each.vist.viste if vist.divergenser] == []
        assert [(sendt.haendelse.beslutning, sendt.divergenser) for sendt in each.sendt if sendt.divergenser] == []


def test_every_message_is_in_the_preview_and_accounted_for_once(alt: Alt) -> None:
    vist = [each.haendelse.beslutning.kode for udfoert in alt.ordrer for each in udfoert.vist.viste]
    assert Counter(vist) == Counter(each.beslutning.kode for each in alt.hus.log())
    assert sorted(each.loebenummer for each in alt.sendt) == [each.loebenummer for each in alt.hus.log()]


# --- the messages ----------------------------------------------------------------------------------------------------


def test_every_message_is_valid_by_the_official_schemas_and_ours(alt: Alt, skemaer: Skemaer) -> None:
    for besked in alt.hus.installation.beskedskriver.write_all(alt.hus.log()):
        skemaer.check(besked)


# --- the other house -------------------------------------------------------------------------------------------------


def _decided(haendelse: Haendelse) -> tuple[object, ...]:
    return haendelse.besked_id, haendelse.registrering_id, haendelse.beslutning, haendelse.modtager_cvr


def test_the_files_give_the_same_haendelser_elsewhere_but_what_leaves_no_trace(alt: Alt) -> None:
    egne = [_decided(each) for each in alt.hus.log() if not each.ordre]
    assert [_decided(each) for each in alt.spejl.log()] == egne
    beside = {each.beslutning.kode for each in alt.hus.log() if each.ordre}
    assert beside == {"038", "039", "040", "041"}
    assert len(alt.spejl.filer) < len(alt.ordrer[0].linjer) / 2


def test_the_replicas_are_the_same_afterwards(alt: Alt) -> None:
    pnrs = sorted({int(each.beslutning.pnr) for each in alt.sendt})
    her, der = (lager.billeder(pnrs) for lager in (alt.hus.installation.lager, alt.spejl.installation.lager))
    assert {pnr: billede.dokument for pnr, billede in her.items()} == {
        pnr: billede.dokument for pnr, billede in der.items()
    }
