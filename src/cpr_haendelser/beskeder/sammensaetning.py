"""Composing: one hændelse and what was gathered about its person become the bytes of one message.

Pure: the same input gives the same bytes, whenever and wherever. What is added when a message leaves stands in
`beskeder.levering`.
"""

from __future__ import annotations

from base64 import b64encode

from cpr_haendelser.beskeder.basicinformation import write_basicinformation
from cpr_haendelser.beskeder.grundlag import Grundlag, Person, to_person
from cpr_haendelser.beskeder.haendelsesdata import current_adresse, write_haendelse
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
    person = to_person(grundlag, haendelse.proddto)
    efter = haendelse.beslutning.efter or current_adresse(person)
    kuvert = write_kuvert(haendelse, efter, saet)
    data = write_haendelse(haendelse, person, efter, grundlag.aarsager, saet)
    besked = "".join((kuvert, _beskeddata(data, person, saet), _beskeddata(_person(person, saet), person, saet), SLUT))
    return (unmask(besked) if person.maskeret else besked).encode("utf-8", "replace")


def _person(person: Person, saet: Saet) -> str:
    if saet.person_form is Personform.BASICINFORMATION:
        return write_basicinformation(person)
    return write_personlookup(person, saet)


def _beskeddata(xml: str, person: Person, saet: Saet) -> str:
    """One document in Beskeddata, as it is or packed."""
    if saet.payload_form is Dataform.BASE64:
        klar = unmask(xml) if person.maskeret else xml
        pakket = b64encode(f'<?xml version="1.0" encoding="UTF-8"?>\n{klar}'.encode("utf-8", "replace")).decode("ascii")
        xml = (
            f'<Base64 xmlns="{BASE64_NAVNERUM}" content-type="application/xml" encoding="UTF-8" file-type=".xml">'
            f"{pakket}</Base64>"
        )
    return f"<ns2:Beskeddata>{xml}</ns2:Beskeddata>"
