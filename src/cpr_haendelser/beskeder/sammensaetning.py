"""Composing: one hændelse and what was gathered about its person become the bytes of one message.

Pure: the same input gives the same bytes, whenever and wherever. What is added when a message leaves stands in
`beskeder.levering`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache

from cpr_haendelser.beskeder.adresser import kuvert_adresse, present_adresse
from cpr_haendelser.beskeder.basicinformation import write_basicinformation
from cpr_haendelser.beskeder.grundlag import Grundlag, Person, to_person
from cpr_haendelser.beskeder.haendelsesdata import write_haendelse
from cpr_haendelser.beskeder.kuvert import SLUT, write_kuvert
from cpr_haendelser.beskeder.personlookup import write_personlookup
from cpr_haendelser.beskeder.saet import Dataform, Personform, Saet
from cpr_haendelser.beskeder.tegn import unmask
from cpr_haendelser.haendelser.model import Haendelse

BASE64_NAVNERUM = "urn:besked:kuvert:1.0"
"""As seen in delivered messages: without the `oio` of the kuvert's."""


def compose(haendelse: Haendelse, grundlag: Grundlag, saet: Saet) -> bytes:
    """The Haendelsesbesked of one hændelse: UTF-8 with XML declaration, kuvert first, then two Beskeddata.

    The first Beskeddata is the hændelse (skemaer/haendelse.xsd), the second the person as of the hændelse's file, in
    the shape of the settings.
    """
    person, person_xml = _prepare(grundlag.dokument, tuple(grundlag.boern.items()), haendelse.proddto, saet)
    nuvaerende = present_adresse(haendelse.beslutning, person)
    dele = (
        write_kuvert(haendelse, kuvert_adresse(haendelse, nuvaerende), saet),
        _beskeddata(write_haendelse(haendelse, person, nuvaerende, grundlag.aarsager, saet), person, saet),
        _beskeddata(person_xml, person, saet),
        SLUT,
    )
    return b"".join([_encode(del_, person) for del_ in dele])


def write_person(dokument: bytes, boern: Mapping[int, bytes], proddto: str, saet: Saet) -> bytes:
    """The element of a person alone, as a message shows it: UTF-8 without XML declaration.

    `boern` are the documents of the children that the replica knows (`boern_i`), `proddto` is the day that ages go by.
    """
    person, person_xml = _prepare(dokument, tuple(boern.items()), proddto, saet)
    return _encode(person_xml, person)


@lru_cache(maxsize=1024)
def _prepare(dokument: bytes, boern: tuple[tuple[int, bytes], ...], proddto: str, saet: Saet) -> tuple[Person, str]:
    """The person, and its element in the shape of the settings.

    Remembered for a moment: most persons have several hændelser in a file, and they come one after the other.
    """
    person = to_person(dokument, dict(boern), proddto)
    if saet.person_form is Personform.BASICINFORMATION:
        return person, write_basicinformation(person)
    return person, write_personlookup(person, saet)


def _encode(xml: str, person: Person) -> bytes:
    return (unmask(xml) if person.maskeret else xml).encode("utf-8", "replace")


def _beskeddata(xml: str, person: Person, saet: Saet) -> str:
    """One document in Beskeddata, as it is or packed."""
    if saet.payload_form is Dataform.BASE64:
        pakket = b64encode(_encode(f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}', person)).decode("ascii")
        xml = (
            f'<Base64 xmlns="{BASE64_NAVNERUM}" content-type="application/xml" encoding="UTF-8" file-type=".xml">'
            f"{pakket}</Base64>"
        )
    return f"<ns2:Beskeddata>{xml}</ns2:Beskeddata>"
