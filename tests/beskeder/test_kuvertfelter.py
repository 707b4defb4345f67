"""What filters see is what the composed message says."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from cpr_haendelser.beskeder.adresser import kuvert_adresse, present_adresse
from cpr_haendelser.beskeder.grundlag import Grundlag, to_person
from cpr_haendelser.beskeder.kuvertfelter import KORTFORMER, adresseled, felter, stier
from cpr_haendelser.beskeder.laesning import parse, read_besked
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.beskeder.sammensaetning import compose
from cpr_haendelser.haendelser.model import Adresse, Haendelse
from tests.beskeder import eksempler
from tests.beskeder.eksempler import FORMER, GRUNDLAG, HAENDELSE, PNR, SAET, changed

MANGE = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
SAMMENSAETNINGER = (
    *FORMER,
    replace(SAET, opgaveemne="urn:oio:kle:32.01.01", rolle_urn="", relateret_adresse=False),
    replace(SAET, beskedansvarlig_aktoer="", relateret_person=False, relateret_kommune=False, relateret_adresse=False),
)


def values_in(besked: bytes) -> dict[str, tuple[str, ...]]:
    """Every text below Beskedkuvert by the names of its elements."""
    fundet: dict[str, dict[str, None]] = {}
    kuvert = parse(besked).find("{*}Beskedkuvert")
    assert kuvert is not None
    for element in kuvert.iter("*"):
        if not len(element):
            navne = [etree.QName(e).localname for e in (element, *element.iterancestors())][-2::-1]
            fundet.setdefault(".".join(navne), {})[(element.text or "").strip()] = None
    return {sti: tuple(vaerdier) for sti, vaerdier in fundet.items()}


@MANGE
@given(
    eksempler.events(),
    st.builds(Grundlag, eksempler.persons(), st.just({}), st.just(GRUNDLAG.aarsager)),
    st.sampled_from(SAMMENSAETNINGER),
)
def test_the_fields_are_the_values_of_the_composed_kuvert(haendelse: Haendelse, givet: Grundlag, saet: Saet) -> None:
    nuvaerende = present_adresse(haendelse.beslutning, to_person(givet.dokument, {}, haendelse.proddto))
    fundet = felter(haendelse, kuvert_adresse(haendelse, nuvaerende), saet)
    assert fundet.keys() <= stier()
    assert {sti: v for sti, v in fundet.items() if sti not in KORTFORMER} == values_in(compose(haendelse, givet, saet))


def test_the_fields_agree_with_the_kuvert_as_read() -> None:
    kuvert = read_besked(compose(HAENDELSE, GRUNDLAG, SAET)).kuvert
    fundet = felter(HAENDELSE, HAENDELSE.beslutning.efter, SAET)
    rod = "Beskedkuvert.Filtreringsdata."
    assert fundet[f"{rod}TilladtModtager.URNIdentifikator"] == kuvert.tilladte_modtagere
    assert set(fundet[f"{rod}RelateretObjekt.ObjektId.URNIdentifikator"]) == {o.id for o in kuvert.relaterede}
    assert fundet[f"{rod}ObjektRegistrering.ObjektHandling.URNIdentifikator"] == (kuvert.registreringer[0].handling,)


def test_the_short_forms_are_the_same_whatever_the_settings() -> None:
    kort = [{navn: felter(HAENDELSE, None, saet)[navn] for navn in KORTFORMER} for saet in SAMMENSAETNINGER]
    assert all(each == kort[0] for each in kort)
    assert kort[0]["personnummer"] == (PNR,)
    assert kort[0]["personhaendelse"] == ("034",)


def test_the_catch_all_has_its_code_on_the_wire() -> None:
    assert felter(changed(kode="samle"), None, replace(SAET, samlekode="099"))["personhaendelse"] == ("099",)


def test_an_address_is_found_by_road_house_floor_and_door() -> None:
    assert list(adresseled(Adresse("0999", "0123", "017A", "02", "tv", "", ""))) == [
        "0999:0123",
        "0999:0123:017A",
        "0999:0123:017A:02",
        "0999:0123:017A:02:tv",
    ]
    assert list(adresseled(Adresse("0999", "0123", "", "", "", "", ""))) == ["0999:0123"]


def test_a_haendelse_without_addresses_has_no_address_to_be_found_by() -> None:
    fundet = felter(changed(foer=None, efter=None), None, SAET)
    assert not {"adresse", "kommune"} & fundet.keys()


def test_the_paths_are_those_of_the_official_schema(contracts: object) -> None:
    skema = etree.parse(f"{contracts}/beskedfordeler/xsd/Beskedkuvert.xsd")
    navne = {str(e.get("name")) for e in skema.iter("{*}element") if e.get("name")}
    brugt = {led for sti in stier() if "." in sti for led in sti.split(".")}
    ens = {"UUIDIdentifikator", "URNIdentifikator", "TidsstempelDatoTid", "GraenseIndikator", "Personhaendelse"}
    assert brugt - ens <= navne
    uden_vaerdi = {"Haendelsesbesked", "BeskedId", "BeskedVersion", "Beskeddata", "AfsenderSystemSignatur"}
    uden_vaerdi |= {"LeveranceinformationLokalUdvidelse", "BeskedfordelerSignatur"}
    assert navne - brugt <= uden_vaerdi
