"""The kuvert: Haendelsesbesked down to Beskeddata, elements and order as the official Beskedkuvert.xsd.

What a set of settings decides is written once (`to_skabelon`); a hændelse fills the places between. Known consumers
take the first `personhaendelse:` URN of the whole text and the digits of the first ObjektId, hence two rules: the URN
stands exactly once, in ObjektHandling or, where that is a UUID, in ObjektRegistreringLokalUdvidelse; and where there
are related objects the first one is the person.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from cpr_haendelser.beskeder.adresser import named_adresser
from cpr_haendelser.beskeder.saet import URN_HAENDELSE, Handlingsform, Saet
from cpr_haendelser.beskeder.tegn import escape, reveal
from cpr_haendelser.beskeder.tidsform import write_midnat, write_tid
from cpr_haendelser.haendelser.model import SAMLE, Adresse, Haendelse

NAVNERUM = "urn:oio:besked:kuvert:1.0"
IDENTIFIKATORER = "urn:oio:sagdok:3.0.0"
UDVIDELSE = "urn:cpr-haendelser:kuvert:1.0"
BESKEDVERSION = "1.0"

SLUT = "</ns2:Haendelsesbesked>"


class Skabelon(NamedTuple):
    """The parts of a kuvert that one set of settings decides."""

    til_besked_id: str
    til_modtager: str
    modtager_urn: str
    person_urn: str
    til_registrering_id: str
    til_registreret: str
    til_person: str
    til_handling: str
    til_dannet: str
    til_gyldig: str
    handlinger: dict[str, str]
    objekttype_person: str
    objekttype_adresse: str
    objekttype_kommune: str
    adresse_urn: str
    kommune_urn: str


def write_kuvert(haendelse: Haendelse, nuvaerende: Adresse | None, saet: Saet) -> str:
    """The message from its XML declaration to the end of Beskedkuvert; values of records still masked."""
    s = to_skabelon(saet)
    b = haendelse.beslutning
    kode = saet.samlekode if b.kode == SAMLE else b.kode
    myndighed = f"<URNIdentifikator>{s.modtager_urn}{escape(haendelse.modtager_cvr)}</URNIdentifikator>"
    har_modtager = bool(haendelse.modtager_cvr)
    gyldig = write_tid(b.gyldig_fra).tekst
    return "".join(
        (
            s.til_besked_id,
            str(haendelse.besked_id),
            s.til_modtager,
            f"<ns2:TilladtModtager>{myndighed}</ns2:TilladtModtager>" if har_modtager else "",
            _related(haendelse, nuvaerende, saet, s),
            s.til_registrering_id,
            str(haendelse.registrering_id),
            s.til_registreret,
            write_tid(b.registreret).tekst or write_midnat(haendelse.proddto),
            "</TidsstempelDatoTid></ns2:Registreringstidspunkt>",
            f"<ns2:ObjektAnsvarligMyndighed>{myndighed}</ns2:ObjektAnsvarligMyndighed>" if har_modtager else "",
            s.til_person,
            b.pnr,
            s.til_handling,
            s.handlinger.get(kode) or _handling(kode, saet),
            s.til_dannet,
            haendelse.dannet,
            s.til_gyldig,
            f"<ns2:GyldighedFra><TidsstempelDatoTid>{gyldig}</TidsstempelDatoTid></ns2:GyldighedFra>" if gyldig else "",
            "</ns2:Beskedkuvert>",
        )
    )


@lru_cache(maxsize=16)
def to_skabelon(saet: Saet) -> Skabelon:
    """The parts of the kuvert that a set of settings decides."""
    return Skabelon(
        til_besked_id=(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<ns2:Haendelsesbesked xmlns="{IDENTIFIKATORER}" xmlns:ns2="{NAVNERUM}">'
            "<ns2:BeskedId><UUIDIdentifikator>"
        ),
        til_modtager=(
            f"</UUIDIdentifikator></ns2:BeskedId><ns2:BeskedVersion>{BESKEDVERSION}</ns2:BeskedVersion>"
            "<ns2:Beskedkuvert><ns2:Filtreringsdata>"
            f"{_id('Beskedtype', saet.beskedtype)}{_id('BeskedAnsvarligAktoer', saet.beskedansvarlig_aktoer)}"
        ),
        modtager_urn=escape(saet.urn_cvr_prefix),
        person_urn=escape(saet.urn_cpr_prefix),
        til_registrering_id="<ns2:ObjektRegistrering><ns2:ObjektRegistreringId><UUIDIdentifikator>",
        til_registreret=(
            "</UUIDIdentifikator></ns2:ObjektRegistreringId>"
            f"{_id('RegistreringsAktoer', saet.registreringsaktoer)}<ns2:Registreringstidspunkt><TidsstempelDatoTid>"
        ),
        til_person=f"<ns2:ObjektId><URNIdentifikator>{escape(saet.urn_cpr_prefix)}",
        til_handling=f"</URNIdentifikator></ns2:ObjektId>{_id('ObjektType', saet.objekttype_person)}",
        til_dannet=(
            "</ns2:ObjektRegistrering></ns2:Filtreringsdata>"
            "<ns2:Leveranceinformation><ns2:Dannelsestidspunkt><TidsstempelDatoTid>"
        ),
        til_gyldig=(
            "</TidsstempelDatoTid></ns2:Dannelsestidspunkt>"
            f"{_id('Sikkerhedsklassificering', saet.sikkerhedsklassificering)}</ns2:Leveranceinformation>"
        ),
        handlinger={kode: _handling(kode, saet) for kode in (saet.samlekode, *(f"{nr:03d}" for nr in range(1, 43)))},
        objekttype_person=_id("ObjektType", saet.objekttype_person),
        objekttype_adresse=_id("ObjektType", saet.objekttype_adresse),
        objekttype_kommune=_id("ObjektType", saet.objekttype_kommune),
        adresse_urn=_numbered(escape(saet.adresse_urn)),
        kommune_urn=escape(saet.kommune_urn),
    )


@lru_cache(maxsize=1024)
def _id(element: str, vaerdi: str) -> str:
    """An element of UnikIdType or AktoerType; nothing where the value is empty."""
    if not vaerdi:
        return ""
    slags = "URNIdentifikator" if vaerdi.startswith("urn:") else "UUIDIdentifikator"
    return f"<ns2:{element}><{slags}>{escape(vaerdi)}</{slags}></ns2:{element}>"


def _handling(kode: str, saet: Saet) -> str:
    """ObjektHandling and what follows it in ObjektRegistrering: the URN stands in one of them, never in both.

    The URN is the one text that is not escaped, for `escape` hides its like.
    """
    urn = f"{URN_HAENDELSE}{kode}"
    uuid = dict(saet.handlinger).get(kode, "") if saet.handling_form is Handlingsform.UUID else ""
    opgaveemne = _id("OpgaveEmne", saet.opgaveemne)
    if not uuid:
        return f"<ns2:ObjektHandling><URNIdentifikator>{urn}</URNIdentifikator></ns2:ObjektHandling>{opgaveemne}"
    udvidelse = f'<Personhaendelse xmlns="{UDVIDELSE}">{urn}</Personhaendelse>'
    return (
        f"{_id('ObjektHandling', uuid)}{opgaveemne}"
        f"<ns2:ObjektRegistreringLokalUdvidelse>{udvidelse}</ns2:ObjektRegistreringLokalUdvidelse>"
    )


def _related(haendelse: Haendelse, nuvaerende: Adresse | None, saet: Saet, s: Skabelon) -> str:
    """RelateretObjekt: the person, who is named in the hændelse, addresses, municipalities; none if alone."""
    b = haendelse.beslutning
    adresser = named_adresser(b, nuvaerende)
    fundet: list[str] = []
    if saet.relateret_person:
        fundet += [
            _objekt(f"{s.person_urn}{escape(pnr)}", s.objekttype_person, rolle, saet)
            for pnr, rolle in b.relaterede
            if pnr != b.pnr
        ]
    if saet.relateret_adresse:
        fundet += [
            _objekt(s.adresse_urn.format(*map(_led, adresse)), s.objekttype_adresse, rolle, saet)
            for rolle, adresse in adresser
        ]
    if saet.relateret_kommune:
        fundet += [
            _objekt(s.kommune_urn + _led(adresse.kommunekode), s.objekttype_kommune, rolle, saet)
            for rolle, adresse in adresser
        ]
    return _objekt(f"{s.person_urn}{b.pnr}", s.objekttype_person, "", saet) + "".join(fundet) if fundet else ""


def _objekt(urn: str, objekttype: str, rolle: str, saet: Saet) -> str:
    objektrolle = _id("ObjektRolle", saet.rolle_urn + rolle) if rolle and saet.rolle_urn else ""
    return (
        f"<ns2:RelateretObjekt><ns2:ObjektId><URNIdentifikator>{urn}</URNIdentifikator></ns2:ObjektId>"
        f"{objekttype}{objektrolle}</ns2:RelateretObjekt>"
    )


def _numbered(adresse_urn: str) -> str:
    """The settings' pattern of an address URN with its parts by number, as `str.format` takes them fastest."""
    return adresse_urn.format_map({navn: f"{{{nr}}}" for nr, navn in enumerate(Adresse._fields)})


def _led(vaerdi: str) -> str:
    """A part of a URN: characters that a URN has no place for are percent-encoded."""
    return vaerdi if vaerdi.isascii() and (vaerdi.isalnum() or not vaerdi) else quote(reveal(vaerdi), safe="")
