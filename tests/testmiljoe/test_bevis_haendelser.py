"""Hændelses-ordrer of everything: the messages are valid, and where a replika-ordre said something else it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import pytest

from cpr_haendelser.haendelser.model import Art, Haendelse
from cpr_haendelser.population.person import Person
from cpr_haendelser.storage.ordre import Ordreart, Ordrelinje, Ordretilstand, Trin
from cpr_haendelser.testmiljoe.divergens import Divergens
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from cpr_haendelser.testmiljoe.handlinger import arts_in, read_handlinger
from cpr_haendelser.testmiljoe.sendt import iterate_sendt
from tests.testmiljoe.conftest import Skemaer
from tests.testmiljoe.hus import A, Hus, line
from tests.testmiljoe.test_sammenhaengende import FREMMED, HER, child_of_two, man, married, single, woman

HAENDELSE, REPLIKA = Ordreart.HAENDELSE, Ordreart.REPLIKA
INTET: Mapping[str, object] = MappingProxyType({})
FOERST, SIDEN = "202611231200", "202611241200"
ANDEN = {**HER, "husnr": "010"}
UD = {"land": "5120"}


@pytest.fixture(scope="module")
def hus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    yield dette
    dette.close()


def put(hus: Hus, felter: Mapping[str, object]) -> dict[str, str]:
    return {felt: hus.find(v) if callable(v) else str(v) for felt, v in felter.items()}


# --- valid -----------------------------------------------------------------------------------------------------------

SKAL: Mapping[str, object] = MappingProxyType(
    {**FREMMED, **UD, "fornavn": "Rosa", "aegtefaelle": man, "koen": "K", "mor": woman, "far": man, "gaeldende": man,
     "kode": "U", "tekst": "Baghuset", "indehaver": "far", "udlandsadresse1": "Havnen 4"}
)  # fmt: skip
"""A value for every column that some handling must have."""


def test_every_handling_and_art_gives_messages_by_the_official_schemas_and_ours(hus: Hus, skemaer: Skemaer) -> None:
    sidste = hus.installation.lager.sidste_loebenummer()
    par = [(each, art) for each in read_handlinger().values() for art in arts_in(each, HAENDELSE)]
    linjer = []
    for nr, (handling, art) in enumerate(par, 1):
        felter = put(hus, {"virkning": SIDEN, **{felt: SKAL[felt] for felt in handling.skal}})
        linjer.append(Ordrelinje(nr, (hus.find(single),), (Trin(handling.noegle, art, tuple(felter.items())),)))
    ordre = hus.order(HAENDELSE, linjer)
    assert ordre.tilstand is Ordretilstand.UDFOERT, [each.fejl for each in hus.outcome(ordre) if each.fejl]
    fundne = hus.log(sidste)
    assert {each.beslutning.art for each in fundne} == set(Art)
    assert len(fundne) >= len(par)
    for besked in hus.installation.beskedskriver.write_all(fundne):
        skemaer.check(besked)


# --- two orders that disagree ----------------------------------------------------------------------------------------


class Sag(NamedTuple):
    """A replika-ordre of a person, then a hændelses-ordre that says something else, and the fields that then differ."""

    kode: str
    """That the hændelse gets."""
    handling: str
    hvem: Callable[[Person], bool]
    replikaen: tuple[tuple[str, Mapping[str, object]], ...]
    """Handling and fields of the replika-ordre; in effect the day before the hændelse."""
    haendelsen: Mapping[str, object]
    felter: frozenset[str]
    art: Art = Art.NY


def _sag(  # noqa: PLR0913 - a case has these parts
    kode: str,
    handling: str,
    replikaen: tuple[str, Mapping[str, object]],
    haendelsen: Mapping[str, object],
    felter: str,
    hvem: Callable[[Person], bool] = single,
    art: Art = Art.NY,
) -> Sag:
    return Sag(kode, handling, hvem, (replikaen,), haendelsen, frozenset(felter.split(", ")), art)


TID = "virkningstidspunkt"
JOB = ("samle:stilling", {"tekst": "Lodsformand"})
SAGER = (
    _sag("034", "flytning", ("flytning", HER), FREMMED, f"kommune, adresse, tidligere adresse, {TID}"),
    _sag("035", "flytning", ("flytning", HER), {**FREMMED, "kode_ordre": "035"}, f"adresse, tidligere adresse, {TID}"),
    _sag("037", "flytning", ("flytning", HER), {**ANDEN, "kode_ordre": "037"}, f"adresse, tidligere adresse, {TID}"),
    _sag("036", "flytning", ("flytning", HER), {**ANDEN, "kode_ordre": "036"}, f"adresse, tidligere adresse, {TID}"),
    _sag("013", "udrejse", ("flytning", HER), UD, f"status, {TID}"),
    _sag("010", "forsvinding", ("udrejse", UD), INTET, f"status, {TID}"),
    _sag("011", "genfinding", ("forsvinding", INTET), FREMMED, f"status, kommune, adresse, {TID}"),
    _sag("014", "genindrejse", ("udrejse", UD), FREMMED, f"status, kommune, adresse, {TID}"),
    _sag("005", "doedsfald", ("flytning", HER), INTET, f"status, {TID}"),
    _sag("006", "doedsfald", ("forsvinding", INTET), INTET, f"status, {TID}"),
    _sag("007", "doedsfald", ("udrejse", UD), INTET, f"status, {TID}"),
    _sag("008", "doedsfald", ("flytning", HER), {"kode_ordre": "008"}, f"status, {TID}"),
    _sag("042", "doedsfald", ("doedsfald", INTET), INTET, "status", art=Art.ANNULLERING),
    _sag("003", "navngivning", ("navneaendring", {"fornavn": "Rosa"}), {"fornavn": "Rose"}, TID),
    _sag("004", "navneaendring", ("navneaendring", {"fornavn": "Rosa"}), {"fornavn": "Rose"}, TID),
    _sag("023", "statsborgerskab", ("statsborgerskab", UD), {"land": "5110"}, TID),
    _sag("028", "vielse", ("vielse", {"aegtefaelle": man}), {"aegtefaelle": man},
         f"relation: aegtefaelle, {TID}", woman),
    _sag("029", "separation", ("separation", INTET), INTET, TID, married),
    _sag("030", "separation_ophoert", ("separation", INTET), INTET, "separation", married),
    _sag("031", "skilsmisse", ("separation", INTET), INTET, f"civilstand, {TID}", married),
    _sag("025", "foedsel", ("foedsel", {"koen": "K"}), {"koen": "K", "barn": single}, "relation: barn", woman),
    _sag("024", "faderskab", ("adoption", {"mor": woman, "far": man}), {"far": man}, "relation: far", child_of_two),
    _sag("027", "adoption", ("adoption", {"mor": woman, "far": man}), {"mor": woman, "far": man},
         "relation: far, relation: mor", child_of_two),
    _sag("021", "umyndiggoerelse", ("umyndiggoerelse", {"vaerge": man}), {"vaerge": man}, f"relation: vaerge, {TID}"),
    _sag("020", "myndiggoerelse", ("umyndiggoerelse", {"vaerge": man}), INTET, "værgemål"),
    _sag("019", "nummerskift", ("flytning", HER), INTET, f"status, {TID}"),
    _sag("018", "dobbeltnummer", ("dobbeltnummer", {"gaeldende": man}), {"gaeldende": man},
         f"relation: gaeldende, {TID}"),
    _sag("017", "nummer_annulleret", ("forsvinding", INTET), INTET, f"status, {TID}"),
    *(
        _sag(kode, noegle, ("flytning", FREMMED), {"modtager_kommune": "0998"}, "kommune")
        for noegle, handling in read_handlinger().items() if handling.uden_spor for kode in handling.koder
    ),
    *(
        _sag("samle", noegle, JOB if noegle != JOB[0] else ("samle:kreditadvarsel", INTET),
             {felt: SKAL[felt] for felt in handling.skal}, f"gruppe: {handling.gruppe}")
        for noegle, handling in read_handlinger().items() if handling.gruppe
    ),
)  # fmt: skip


def _of(kode: str, fundne: list[tuple[Haendelse, tuple[Divergens, ...]]]) -> set[str]:
    return {each.felt for haendelse, forskelle in fundne if haendelse.beslutning.kode == kode for each in forskelle}


@pytest.mark.parametrize("sag", SAGER, ids=lambda sag: f"{sag.kode}-{sag.handling}")
def test_two_orders_that_disagree_show_the_fields_before_and_after(hus: Hus, sag: Sag) -> None:
    pnr = hus.find(sag.hvem)
    for handling, felter in sag.replikaen:
        forud = hus.order(REPLIKA, [line([pnr], handling, {"virkning": FOERST, **put(hus, felter)})])
        assert forud.tilstand is Ordretilstand.UDFOERT, hus.outcome(forud)
    oensket = {"virkning": SIDEN, **put(hus, sag.haendelsen)}
    linjer = [Ordrelinje(1, (pnr,), (Trin(sag.handling, sag.art, tuple(oensket.items())),))]
    kladde = hus.ekspedition.create(Udkast(HAENDELSE, "", A, "", A), linjer)
    vist = hus.miljoe.preview(kladde, linjer, nu=lambda: hus.nu)
    ordre = hus.order(HAENDELSE, linjer)
    sendt = iterate_sendt(hus.installation.lager, hus.ordrelager, ordre.uuid)
    foer = _of(sag.kode, [(each.haendelse, each.divergenser) for each in vist.viste])
    assert foer == sag.felter
    assert _of(sag.kode, [(each.haendelse, each.divergenser) for each in sendt]) == foer


def test_every_code_that_can_be_ordered_is_among_them() -> None:
    bestilles = {(kode, noegle) for noegle, handling in read_handlinger().items() for kode in handling.koder}
    assert {(sag.kode, sag.handling) for sag in SAGER} == bestilles | {("042", "doedsfald")}
