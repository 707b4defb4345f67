"""The person in a message: the same as the typed view says, in the words of the schema."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from lxml.etree import fromstring, tostring

from cpr_haendelser.beskeder import basicinformation, personlookup_tabel
from cpr_haendelser.beskeder.grundlag import Grundlag
from cpr_haendelser.beskeder.laesning import read_besked
from cpr_haendelser.beskeder.personlookup import NAVNERUM, age
from cpr_haendelser.beskeder.saet import Personform
from cpr_haendelser.beskeder.sammensaetning import compose
from cpr_haendelser.replika.billede import to_dokument
from cpr_haendelser.replika.visning import Visning
from tests.beskeder import eksempler
from tests.beskeder.eksempler import BARN, HAENDELSE, PNR, SAET, to_lines, typical_child, typical_person

if TYPE_CHECKING:
    from pathlib import Path

    from lxml import etree

    from cpr_haendelser.cpr.personnummer import Personnummer
    from cpr_haendelser.cpr.tider import CprTid
    from cpr_haendelser.replika.visningsdele import Far, Mor

NS = {"p": NAVNERUM.format(version=4)}
FLAD = {"b": basicinformation.NAVNERUM}
MANGE = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def person_of(dokument: bytes, boern: dict[int, bytes] | None = None) -> etree._Element:
    return read_besked(compose(HAENDELSE, Grundlag(dokument, boern or {}), SAET)).dokumenter[1]


def text(element: etree._Element, sti: str) -> str:
    """The text at a path without prefixes; empty where there is none."""
    found = element.find("/".join(f"p:{led}" for led in sti.split("/")), NS)
    return "" if found is None else found.text or ""


def visible(tekst: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", tekst)


def digits(nummer: Personnummer | None) -> str:
    return nummer.ciffre if nummer else ""


def assert_time(element: etree._Element, sti: str, tid: CprTid) -> None:
    """The time at a path is the view's best one, marked as uncertain when the view says so."""
    dato = text(element, f"{sti}/dato")
    iso = tid.iso or ""
    assert re.sub(r"\.000|(?<=\d\d:\d\d:\d\d)Z", "", dato)[: len(iso)] == iso
    if iso:
        assert (text(element, f"{sti}/usikkerhedsmarkering") == "*") == tid.usikker


@MANGE
@given(eksempler.persons())
def test_the_person_in_the_message_is_the_person_of_the_typed_view(dokument: bytes) -> None:
    person, visning = person_of(dokument), Visning(dokument)
    assert text(person, "persondata/personnummer") == PNR
    assert text(person, "persondata/stilling") == visible(visning.stilling)
    if visning.foedselsdato:
        assert_time(person, "persondata/foedselsdato", visning.foedselsdato)
    if visning.navn:
        for element, vaerdi in (
            ("personadresseringsnavn", visning.navn.adresseringsnavn),
            ("fornavn", visning.navn.fornavn),
            ("mellemnavn", visning.navn.mellemnavn),
            ("efternavn", visning.navn.efternavn),
            ("efternavnMarkering", visning.navn.efternavn_maerke),
        ):
            assert text(person, f"persondata/navn/{element}") == visible(vaerdi)
        assert_time(person, "persondata/navn/navnestartdato", visning.navn.fra)
    if visning.adresse:
        assert text(person, "adresse/aktuelAdresse/husnummer") == visible(visning.adresse.husnr)
        assert text(person, "adresse/aktuelAdresse/conavn") == visible(visning.adresse.conavn)
        assert_time(person, "adresse/aktuelAdresse/tilflytningsdato", visning.adresse.fra)
    if visning.udrejse:
        assert_time(person, "adresse/udrejseoplysninger/udrejsedato", visning.udrejse.fra)
    if visning.forsvinding:
        assert_time(person, "persondata/forsvindingsdato", visning.forsvinding.fra)


@MANGE
@given(eksempler.persons())
def test_the_relatives_in_the_message_are_those_of_the_typed_view(dokument: bytes) -> None:
    person, visning = person_of(dokument), Visning(dokument)
    boern = [text(barn, "personnummer") for barn in person.iterfind("p:relationer/p:barn", NS)]
    assert boern == [barn.ciffre for barn in visning.boern]
    assert_parent(person, "mor", visning.mor)
    assert_parent(person, "far", visning.far)
    if visning.civilstand:
        assert text(person, "relationer/aegtefaelle/personnummer") == digits(visning.civilstand.aegtefaelle)
    kendte = [f.type[-1] for f in visning.foraeldremyndighed if f.type in {"0003", "0004", "0005", "0006"}]
    typer = [
        text(element, "foraeldremyndighedtype") for element in person.iterfind("p:relationer/p:foraeldremyndighed", NS)
    ]
    assert typer == kendte
    historik = person.findall("p:adresse/p:adresseHistorik", NS)
    assert [text(element, "retFortrydMarkering") for element in historik] == [
        visible(adresse.annkor) for adresse in visning.tidligere_adresser
    ]


def assert_parent(person: etree._Element, navn: str, foraelder: Mor | Far | None) -> None:
    if foraelder is None:
        assert person.find(f"p:relationer/p:{navn}", NS) is None
        return
    assert text(person, f"relationer/{navn}/personnummer") == digits(foraelder.nummer)
    if foraelder.nummer is None:
        assert text(person, f"relationer/{navn}/navn") == visible(foraelder.navn)


@pytest.mark.parametrize(
    ("foed", "proddto", "alder"),
    [
        ("2008-11-03", "20261102", 17),
        ("2008-11-02", "20261102", 18),
        ("2008-02-29", "20260228", 17),
        ("2008-02-29", "20260301", 18),
        ("1950-00-00", "20260101", 76),
        ("0000-00-00", "20261102", None),
        ("", "20261102", None),
    ],
)
def test_the_age_is_counted_on_the_production_date(foed: str, proddto: str, alder: int | None) -> None:
    assert age(foed, proddto) == alder


@pytest.mark.parametrize(
    ("foed", "status", "antal"),
    [
        ("2015-03-03", "01", "1"),
        ("2015-03-03", "07", "1"),
        ("2015-03-03", "90", "0"),
        ("2015-03-03", "80", "0"),
        ("2008-11-02", "01", "0"),
        ("2008-11-03", "01", "1"),
        ("0000-00-00", "01", "0"),
    ],
)
def test_children_are_counted_when_active_and_under_18_on_the_production_date(
    foed: str, status: str, antal: str
) -> None:
    person = person_of(typical_person(), {int(BARN): typical_child(foed, status)})
    assert text(person, "persondata/antalBoernUnder18") == antal


def test_a_child_that_the_replica_does_not_know_is_not_counted() -> None:
    assert text(person_of(typical_person()), "persondata/antalBoernUnder18") == "0"


def test_protections_have_their_dates_and_the_absent_ones_are_denied() -> None:
    person = person_of(typical_person())
    assert text(person, "persondata/adressebeskyttelse/startdato") == "2026-01-01+01:00"
    assert text(person, "persondata/adressebeskyttelse/slutdato") == "2027-01-01+01:00"
    assert text(person, "persondata/adressebeskyttelse/beskyttet") == "true"
    assert text(person, "persondata/vejviserbeskyttelse/beskyttet") == "false"


def test_where_protection_may_not_be_ordered_nothing_is_denied() -> None:
    person = person_of(to_lines(("001", {"STATUS": "90"})))
    assert person.find("p:persondata/p:adressebeskyttelse", NS) is None


def test_guardianship_is_shown_from_either_record_and_never_without_a_start() -> None:
    for posttype in ("017", "052"):
        med = person_of(typical_person(**{f"p{posttype}": {"START_DT-UMYNDIG": "2020-05-01", "UMYN_RELTYP": "0001"}}))
        uden = person_of(typical_person(**{f"p{posttype}": {"UMYN_RELTYP": "0000"}}))
        sti = "persondata/umyndiggoerelse"
        assert text(med, f"{sti}/umyndiggoerelseStartdato/dato") == "2020-05-01+02:00"
        assert text(med, f"{sti}/umyndiggjort") == "true"
        assert text(uden, f"{sti}/umyndiggoerelseStartdato/dato") == "2026-11-02+01:00"
        assert text(uden, f"{sti}/umyndiggoerelseStartdato/usikkerhedsmarkering") == "*"


def test_a_separation_date_is_certain_though_it_has_no_clock() -> None:
    person = person_of(typical_person(p013={"START_DT-SEPARATION": "2026-05-01"}))
    assert text(person, "persondata/separation/separeret") == "true"
    assert text(person, "persondata/separation/separationsdato/dato") == "2026-05-01T00:00:00.000+02:00"
    assert text(person, "persondata/separation/separationsdato/usikkerhedsmarkering") == ""


def test_a_dead_person_has_a_name_and_no_address() -> None:
    person = person_of(to_lines(("001", {"STATUS": "90"}), ("003", {"ADRNVN": "Jensen,Ole"})))
    assert text(person, "persondata/navn/personadresseringsnavn") == "Jensen,Ole"
    assert person.find("p:adresse", NS) is None


def test_the_flat_form_is_as_the_samples_have_it() -> None:
    saet = replace(SAET, person_form=Personform.BASICINFORMATION)
    levende = read_besked(compose(HAENDELSE, Grundlag(typical_person()), saet)).dokumenter[1]
    assert {element.tag.partition("}")[2]: element.text for element in levende} == {
        "pnr": PNR,
        "koen": "M",
        "foedselsdato": "1990-01-01",
        "foedselsdatoUsikkerhedsmarkering": "false",
        "status": "1",
        "statusdato": "1990-01-01",
        "civilstand": "G",
        "standardadresse": "Storegade 17A,2 tv",
        "postnummer": "9999",
        "bynavn": "Korsbæk",
        "husnummer": "017A",
        "etage": "02",
        "sidedoer": "tv",
        "kommunekode": "0999",
        "vejkode": "0123",
        "tilflytningsdato": "2026-11-01",
    }
    doed = to_lines(("001", {"STATUS": "90", "FOED_DT": "1950-00-00"}), ("003", {"ADRNVN": "Jensen,Ole"}))
    flad = read_besked(compose(HAENDELSE, Grundlag(doed), saet)).dokumenter[1]
    assert [element.tag.partition("}")[2] for element in flad] == [
        "pnr",
        "foedselsdato",
        "foedselsdatoUsikkerhedsmarkering",
        "status",
    ]
    assert flad.findtext("b:foedselsdatoUsikkerhedsmarkering", namespaces=FLAD) == "true"


def test_every_element_of_the_tables_is_one_that_the_service_is_known_to_have(shared: Path) -> None:
    lines = (shared / "reference" / "sf1520_personlookup_fields.csv").read_text(encoding="utf-8").splitlines()[1:]
    known = {line.split(",", 1)[0] for line in lines}
    for tabel in personlookup_tabel.TABELLER:
        first, *beside = tabel.sti.split(", ")
        for sti in (first, *(f"persondata/{navn}" for navn in beside)):
            assert {f"{sti}/{raekke.sti}" for raekke in tabel.raekker} <= known


def test_every_person_of_the_cpr_offices_test_data_follows_the_contract(
    testdata: Path, personlookupskema: etree.XMLSchema
) -> None:
    persons: dict[bytes, list[bytes]] = {}
    for line in (testdata / "D011119.L110901").read_bytes().split(b"\n"):
        if line[:3] not in {b"000", b"099", b"999", b""}:
            persons.setdefault(line[3:13], []).append(line)
    assert len(persons) == 80
    for lines in persons.values():
        personlookupskema.assertValid(fromstring(tostring(person_of(to_dokument(lines)))))
