"""The description of messages for the docs: nothing in a message goes without saying."""

from __future__ import annotations

from lxml import etree

from cpr_haendelser.beskeder.beskrivelse import BEREGNET, KUVERT, mapping_markdown
from cpr_haendelser.beskeder.felter import FORMER
from cpr_haendelser.beskeder.personlookup_tabel import TABELLER
from cpr_haendelser.beskeder.sammensaetning import compose
from tests.beskeder.eksempler import FORMER as SAETFORMER
from tests.beskeder.eksempler import GRUNDLAG, changed


def test_every_element_of_a_kuvert_is_described() -> None:
    described = {led for sti, _ in KUVERT for led in sti.split("/")}
    for saet in SAETFORMER:
        kuvert = etree.fromstring(compose(changed(kode="005"), GRUNDLAG, saet)).find("{*}Beskedkuvert")
        assert kuvert is not None
        named = {etree.QName(element) for element in kuvert.iter("{urn:oio:besked:kuvert:1.0}*")}
        inside = {"Beskedkuvert", "ObjektRolle"}
        assert {name.localname for name in named} - described - inside == set()


def test_every_element_of_the_person_is_described() -> None:
    described = {
        led for tabel in TABELLER for raekke in tabel.raekker for led in f"{tabel.sti}/{raekke.sti}".split("/")
    }
    described |= {led for sti, _ in BEREGNET for led in sti.split("/")} | {"dato", "usikkerhedsmarkering"}
    described |= {"adressebeskyttelse", "vejviserbeskyttelse", "markedsfoeringsbeskyttelse", "PersonLookupResponse"}
    person = etree.fromstring(compose(changed(), GRUNDLAG, SAETFORMER[0]))[-1][0]
    assert {etree.QName(element).localname for element in person.iter("*")} - described == set()


def test_the_description_is_tables_and_explains_every_form_it_uses() -> None:
    text = mapping_markdown()
    assert "| persondata/navn/fornavn | 008 Aktuelle navneoplysninger | FORNVN |  | tekst |" in text
    assert "| Personnummer | 1 |" in text
    assert {raekke.form for tabel in TABELLER for raekke in tabel.raekker} <= FORMER.keys()
    for line in text.splitlines():
        assert line == "" or line.startswith(("|", "#")) or line.endswith((".", ":"))
