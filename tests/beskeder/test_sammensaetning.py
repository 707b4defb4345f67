"""Composing: what every message must be, whatever the hændelse, the person and the settings."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from cpr_haendelser.beskeder.grundlag import Aarsag, Grundlag, boern_i
from cpr_haendelser.beskeder.haendelseslaesning import TAG, Haendelsesdata, Ordre, Tid, read_haendelse
from cpr_haendelser.beskeder.laesning import read_besked
from cpr_haendelser.beskeder.saet import Dataform, Handlingsform, Personform, Saet
from cpr_haendelser.beskeder.sammensaetning import compose
from cpr_haendelser.cpr.tider import CprTid
from cpr_haendelser.haendelser.model import SAMLE, Adresse, Art, Haendelse, Hoved, Ordrested, Retter
from tests.beskeder import eksempler
from tests.beskeder.eksempler import BARN, FORMER, GRUNDLAG, HAENDELSE, PNR, SAET, changed, typical_person

T = TypeVar("T")
URN = re.compile("personhaendelse:([0-9]*)", re.IGNORECASE)
OBJEKT_ID = re.compile("<[^<]*ObjektId>.*?([0-9]+)", re.DOTALL)
ALLE = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

grundlag = st.builds(Grundlag, eksempler.persons(), st.just({}), st.just(GRUNDLAG.aarsager))


@ALLE
@given(eksempler.events(), grundlag, st.sampled_from(FORMER))
def test_every_message_follows_the_official_schema(
    kuvertskema: etree.XMLSchema, haendelse: Haendelse, givet: Grundlag, saet: Saet
) -> None:
    kuvertskema.assertValid(etree.fromstring(compose(haendelse, givet, saet)))


@ALLE
@given(eksempler.events(), grundlag, st.sampled_from(FORMER))
def test_what_is_ours_in_every_message_follows_our_schemas(
    egne_skemaer: dict[str, etree.XMLSchema], haendelse: Haendelse, givet: Grundlag, saet: Saet
) -> None:
    besked = read_besked(compose(haendelse, givet, saet))
    ours = [*besked.dokumenter, *besked.kuvert.registreringer[0].udvidelser]
    checked = [
        (egne_skemaer[ns], element) for element in ours if (ns := etree.QName(element).namespace) in egne_skemaer
    ]
    assert len(checked) >= 1
    for skema, element in checked:
        skema.assertValid(etree.fromstring(etree.tostring(element)))


def test_a_code_that_was_delivered_blank_is_left_out(egne_skemaer: dict[str, etree.XMLSchema]) -> None:
    person = typical_person(p004={"BESKYTTYPE": ""})
    data = one(read_besked(compose(HAENDELSE, Grundlag(person, {}, (Aarsag(12, "", "", ""),)), SAET)).document(TAG))
    egne_skemaer[etree.QName(data).namespace or ""].assertValid(etree.fromstring(etree.tostring(data)))
    assert data.find("{*}Aarsag/{*}Linje/{*}Kode") is None
    assert data.find("{*}Beskyttelse/{*}Type") is None
    assert data.find("{*}Beskyttelse/{*}Fra") is not None


@ALLE
@given(eksempler.persons())
def test_every_person_follows_the_contract_of_the_lookup(personlookupskema: etree.XMLSchema, dokument: bytes) -> None:
    person = read_besked(compose(HAENDELSE, Grundlag(dokument), SAET)).dokumenter[1]
    personlookupskema.assertValid(etree.fromstring(etree.tostring(person)))


@ALLE
@given(eksempler.events(), grundlag, st.sampled_from(FORMER))
def test_the_urn_of_the_event_stands_exactly_once_and_in_clear(
    haendelse: Haendelse, givet: Grundlag, saet: Saet
) -> None:
    kode = haendelse.beslutning.kode
    found = URN.findall(compose(haendelse, givet, saet).decode())
    assert found == [saet.samlekode if kode == SAMLE else kode]


@ALLE
@given(eksempler.events(), grundlag, st.sampled_from(FORMER))
def test_the_digits_of_the_first_object_are_the_personnummer(haendelse: Haendelse, givet: Grundlag, saet: Saet) -> None:
    first = OBJEKT_ID.search(compose(haendelse, givet, saet).decode())
    assert first is not None
    assert first[1] == PNR


@ALLE
@given(eksempler.events(), grundlag, st.sampled_from(FORMER))
def test_a_message_read_back_says_what_was_composed(haendelse: Haendelse, givet: Grundlag, saet: Saet) -> None:
    besked = read_besked(compose(haendelse, givet, saet))
    b, kuvert = haendelse.beslutning, besked.kuvert
    (registrering,) = kuvert.registreringer
    assert besked.besked_id == str(haendelse.besked_id)
    assert registrering.id == str(haendelse.registrering_id)
    assert registrering.objekt_id == f"urn:oio:cpr-nr:{PNR}"
    assert kuvert.tilladte_modtagere == (
        (f"urn:oio:cvr-nr:{haendelse.modtager_cvr}",) if haendelse.modtager_cvr else ()
    )
    assert registrering.myndighed == "".join(kuvert.tilladte_modtagere)
    assert kuvert.dannet == haendelse.dannet
    assert_time(kuvert.gyldig_fra, b.gyldig_fra)
    data = read_haendelse(one(besked.document(TAG)))
    assert (data.id, data.loebenummer, data.art) == (haendelse.registrering_id, haendelse.loebenummer, b.art)
    assert data.kode == (saet.samlekode if b.kode == SAMLE else b.kode)
    assert (data.pnr, data.relaterede, data.grupper, data.poster) == (b.pnr, b.relaterede, b.grupper, b.poster)
    assert (data.rolle, data.kommune, data.modtager_cvr) == (b.rolle, b.kommune, haendelse.modtager_cvr)
    assert data.hoved_id == haendelse.hoved_id
    assert [linje.linje for linje in data.linjer] == list(b.linjer)
    assert_cause(data, haendelse)
    assert data.tidligere_adresse == shown(b.foer)
    fortrudt = b.efter if b.art is Art.ANNULLERING and b.kode == "034" else None
    assert data.annulleret_adresse == shown(fortrudt)
    if b.efter and not fortrudt:
        assert data.nuvaerende_adresse == shown(b.efter)
    assert_tid(data.gyldig_fra, b.gyldig_fra, usikker=b.usikker)
    assert_tid(data.registreret, b.registreret, usikker=False)
    if b.retter:
        retter = one(data.retter)
        assert (retter.koder, retter.id) == (b.retter.koder, haendelse.retter_id)
        assert retter.loebenummer == haendelse.retter_loebenummer


def assert_cause(data: Haendelsesdata, haendelse: Haendelse) -> None:
    """An order or a file, never both."""
    assert data.regel == haendelse.beslutning.regel
    if haendelse.ordre:
        assert data.ordre == Ordre(Ordrested.read(haendelse.ordre), "2026-11-03", haendelse.fil)
        assert (data.opgave, data.filnavn, data.produktionsdato, data.linjer, data.poster) == ("", "", "", (), ())
    else:
        assert data.ordre is None
        assert (data.opgave, data.filnavn, data.produktionsdato) == ("999901", "D261102.L999901", "2026-11-02")


def one(value: T | None) -> T:
    assert value is not None
    return value


def shown(adresse: Adresse | None) -> Adresse | None:
    """The address as XML can show it: control characters have no place in it."""
    return adresse and Adresse(*(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", led) for led in adresse))


def assert_time(tekst: str, raw: str) -> None:
    iso = CprTid(raw).iso
    assert tekst[: len(iso or "")] == (iso or "")


def assert_tid(tid: Tid | None, raw: str, *, usikker: bool) -> None:
    if CprTid(raw).tom:
        assert tid is None
        return
    assert tid is not None
    assert tid.leveret == raw
    assert tid.usikker == (usikker or CprTid(raw).usikker)
    assert_time(tid.tidspunkt, raw)


def test_the_same_input_gives_the_same_bytes() -> None:
    first = compose(HAENDELSE, GRUNDLAG, SAET)
    assert compose(HAENDELSE, Grundlag(*GRUNDLAG), Saet.from_json(SAET.to_json())) == first


def test_a_message_begins_with_its_declaration_and_is_utf_8() -> None:
    besked = compose(HAENDELSE, GRUNDLAG, SAET)
    assert besked.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<ns2:Haendelsesbesked ')
    assert "Sørensen".encode() in besked


def test_without_a_receiver_nobody_is_named_as_one() -> None:
    besked = compose(HAENDELSE._replace(modtager_cvr=""), GRUNDLAG, SAET)
    assert b"TilladtModtager" not in besked
    assert b"ObjektAnsvarligMyndighed" not in besked


def test_without_a_time_of_registration_it_is_the_production_date() -> None:
    (registrering,) = read_besked(compose(changed(registreret=""), GRUNDLAG, SAET)).kuvert.registreringer
    assert registrering.tidspunkt == "2026-11-02T00:00:00+01:00"


def test_without_a_time_of_effect_there_is_no_gyldighed_fra() -> None:
    assert b"GyldighedFra" not in compose(changed(gyldig_fra=""), GRUNDLAG, SAET)


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("202607011200", "2026-07-01T12:00:00+02:00"),
        ("202610250230", "2026-10-25T02:30:00+02:00"),
        ("202603290230", "2026-03-29T03:30:00+02:00"),
        ("202600000000", "2026-01-01T00:00:00+01:00"),
        ("202611012099", "2026-11-01T20:00:00+01:00"),
        ("2015-07-03", "2015-07-03T00:00:00+02:00"),
    ],
)
def test_a_time_of_effect_is_danish_time_with_offset(raw: str, written: str) -> None:
    assert read_besked(compose(changed(gyldig_fra=raw), GRUNDLAG, SAET)).kuvert.gyldig_fra == written


def test_a_catch_all_has_the_code_of_the_settings() -> None:
    besked = compose(changed(kode=SAMLE, grupper=("notat",)), GRUNDLAG, replace(SAET, samlekode="900"))
    assert b"urn:oio:cpr:personhaendelse:900" in besked
    assert read_haendelse(one(read_besked(besked).document(TAG))).grupper == ("notat",)


def test_in_the_uuid_form_the_known_codes_have_a_uuid_and_the_others_their_urn() -> None:
    saet = replace(SAET, handling_form=Handlingsform.UUID)
    doed = read_besked(compose(changed(kode="005"), GRUNDLAG, saet)).kuvert.registreringer[0]
    flyttet = read_besked(compose(HAENDELSE, GRUNDLAG, saet)).kuvert.registreringer[0]
    assert doed.handling == "298aa424-0a16-4a5a-956c-2bdab17fd11f"
    assert [element.text for element in doed.udvidelser] == ["urn:oio:cpr:personhaendelse:005"]
    assert (flyttet.handling, flyttet.udvidelser) == ("urn:oio:cpr:personhaendelse:034", ())


def test_related_objects_begin_with_the_person_and_go_by_the_settings() -> None:
    alle = read_besked(compose(HAENDELSE, GRUNDLAG, SAET)).kuvert.relaterede
    assert [(objekt.id, objekt.rolle.rpartition(":")[2]) for objekt in alle] == [
        (f"urn:oio:cpr-nr:{PNR}", ""),
        (f"urn:oio:cpr-nr:{BARN}", "barn"),
        ("urn:cpr-haendelser:adresse:0998:0003:001::", "tidligere"),
        ("urn:cpr-haendelser:adresse:0999:0123:017A:02:tv", "nuvaerende"),
        ("urn:cpr-haendelser:kommune:0998", "tidligere"),
        ("urn:cpr-haendelser:kommune:0999", "nuvaerende"),
    ]
    ingen = replace(SAET, relateret_person=False, relateret_adresse=False, relateret_kommune=False)
    assert read_besked(compose(HAENDELSE, GRUNDLAG, ingen)).kuvert.relaterede == ()


def test_an_event_without_addresses_shows_the_present_one() -> None:
    data = read_haendelse(one(read_besked(compose(changed(foer=None, efter=None), GRUNDLAG, SAET)).document(TAG)))
    assert data.tidligere_adresse is None
    assert data.nuvaerende_adresse == Adresse("0999", "0123", "017A", "02", "tv", "", "")
    assert one(data.nuvaerende_kommune).navn == "Korsbæk Kommune"


def test_a_correction_says_what_it_corrects_by_id_and_bare_code() -> None:
    haendelse = changed(kode="042", retter=Retter(("005", "006"), "202610011200"))._replace(
        retter_id=HAENDELSE.besked_id, retter_loebenummer=9
    )
    besked = compose(haendelse, GRUNDLAG, SAET)
    retter = one(read_haendelse(one(read_besked(besked).document(TAG))).retter)
    assert (retter.id, retter.loebenummer, retter.koder) == (HAENDELSE.besked_id, 9, ("005", "006"))
    assert URN.findall(besked.decode()) == ["042"]


def test_the_event_of_a_relative_points_at_the_main_persons() -> None:
    haendelse = changed(hoved=Hoved((eksempler.MOR,), "A21", "202611021637"))._replace(hoved_id=HAENDELSE.besked_id)
    assert read_haendelse(one(read_besked(compose(haendelse, GRUNDLAG, SAET)).document(TAG))).hoved_id == (
        HAENDELSE.besked_id
    )


def test_the_causes_are_the_099_lines_with_code_mark_and_time() -> None:
    aarsag = Aarsag(12, "A19", "ÆG", "202611021637")
    besked = compose(HAENDELSE, GRUNDLAG._replace(aarsager=(aarsag,)), SAET)
    assert read_haendelse(one(read_besked(besked).document(TAG))).linjer == (aarsag,)


@pytest.mark.parametrize("saet", FORMER)
def test_protection_is_carried_with_its_dates_in_every_form(saet: Saet) -> None:
    data = read_haendelse(one(read_besked(compose(HAENDELSE, GRUNDLAG, saet)).document(TAG)))
    (beskyttelse,) = data.beskyttelser
    assert (beskyttelse.type, beskyttelse.fra, beskyttelse.slettedato) == ("0001", "2026-01-01", "2027-01-01")


def test_in_base64_the_person_is_hidden_and_the_kuvert_is_not() -> None:
    for person in Personform:
        saet = replace(SAET, payload_form=Dataform.BASE64, person_form=person)
        besked = compose(HAENDELSE, GRUNDLAG, saet)
        assert b"Storegade" not in besked
        assert b'<Base64 xmlns="urn:besked:kuvert:1.0" content-type="application/xml"' in besked
        assert "Storegade 17A,2 tv" in read_besked(besked).dokumenter[1].itertext()


@pytest.mark.parametrize("tekst", eksempler.GRIMME)
def test_an_ugly_name_is_read_back_as_it_was(tekst: str) -> None:
    for saet in FORMER:
        besked = compose(HAENDELSE, Grundlag(typical_person(p003={"STANDARDADR": tekst})), saet)
        texts = list(read_besked(besked).dokumenter[1].itertext())
        assert re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", tekst) in texts


def test_the_children_that_are_wanted_are_those_of_record_014() -> None:
    assert boern_i(typical_person()) == [int(BARN)]
    assert boern_i(b"") == []


def test_an_orders_kuvert_is_the_orders_alone_and_the_person_the_replicas() -> None:
    """What the order says nothing of is not filled in from the replica, where filters and receivers look."""
    sted = Ordrested("0d9f0000-0000-4000-8000-000000000001", 3, 1, 2)
    fra_fil = changed(foer=None, efter=None, relaterede=())
    besked = read_besked(compose(eksempler.ordered(fra_fil, sted), GRUNDLAG, SAET))
    assert besked.kuvert.relaterede == ()
    assert len(read_besked(compose(fra_fil, GRUNDLAG, SAET)).kuvert.relaterede) > 1
    data = read_haendelse(one(besked.document(TAG)))
    assert data.nuvaerende_adresse == Adresse("0999", "0123", "017A", "02", "tv", "", "")
    assert one(data.ordre).sted == sted


def test_an_ordered_haendelse_tells_ages_by_the_day_it_was_carried_out() -> None:
    sted = Ordrested("0d9f0000-0000-4000-8000-000000000001", 1, 1, 1)
    alder = {}
    for dag in ("20261231", "20270101"):
        ordret = eksempler.ordered(changed(registreret=""), sted, proddto=dag)
        besked = read_besked(compose(ordret, GRUNDLAG, SAET))
        alder[dag] = besked.dokumenter[1].findtext(".//{*}alder")
        assert besked.kuvert.registreringer[0].tidspunkt[:10].replace("-", "") == dag
    assert alder == {"20261231": "36", "20270101": "37"}
