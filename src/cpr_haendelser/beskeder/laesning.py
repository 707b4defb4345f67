"""Reading messages, our own and others': XML without DTD, entities and network, within limits of size and depth.

The elements are those of Beskedkuvert.xsd. Errors (Beskedfejl, codes BSK-001 to BSK-008) never quote the message.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator

from lxml import etree

from cpr_haendelser.beskeder.besked import Besked, Kuvert, Leverancerute, Objekt, Registrering
from cpr_haendelser.beskeder.kuvert import IDENTIFIKATORER, NAVNERUM
from cpr_haendelser.fejl import Fejl

STOERSTE = 4 * 1024 * 1024
"""Bytes of a message, where the caller says nothing else; what is unpacked from Base64 is always smaller."""
DYBESTE = 64
"""Elements inside each other."""

_K, _S = f"{{{NAVNERUM}}}", f"{{{IDENTIFIKATORER}}}"
_BASE64 = "{urn:besked:kuvert:1.0}Base64"


class Beskedfejl(Fejl):
    """A message that cannot be read."""


def read_besked(data: bytes, *, stoerste: int = STOERSTE, dybeste: int = DYBESTE) -> Besked:
    """The message of UTF-8 XML: typed kuvert, payload documents as elements.

    Beskedfejl where it is larger than `stoerste` bytes, deeper than `dybeste`, not UTF-8,
    has a DOCTYPE, is not well-formed, is no Haendelsesbesked, or lacks what the schema requires.
    """
    rod = parse(data, stoerste=stoerste, dybeste=dybeste)
    if rod.tag != f"{_K}Haendelsesbesked":
        raise Beskedfejl(
            "BSK-006", f"roden er ikke Haendelsesbesked i {NAVNERUM}: send en besked efter Beskedkuvert.xsd"
        )
    kuvert = _required(rod, "Beskedkuvert")
    return Besked(
        besked_id=_id(_required(rod, "BeskedId")),
        version=_text(_required(rod, "BeskedVersion")),
        kuvert=_kuvert(kuvert),
        dokumenter=tuple(_documents(rod, stoerste, dybeste)),
    )


def parse(data: bytes, *, stoerste: int = STOERSTE, dybeste: int = DYBESTE) -> etree._Element:
    """The root of a UTF-8 XML document from outside; comments and processing instructions are left out.

    Beskedfejl as `read_besked`.
    """
    _check_bytes(data, stoerste)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        rod = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        linje, kolonne = error.position
        raise Beskedfejl(
            "BSK-004", f"XML'en er ikke velformet, linje {linje}, kolonne {kolonne}: ret den, og send den igen"
        ) from None
    if _depth(rod) > dybeste:
        raise Beskedfejl(
            "BSK-005", f"elementerne ligger mere end {dybeste} inde i hinanden: så dybe beskeder læses ikke"
        )
    return rod


def _check_bytes(data: bytes, stoerste: int) -> None:
    if len(data) > stoerste:
        raise Beskedfejl("BSK-001", f"beskeden fylder {len(data)} byte; højst {stoerste} byte læses")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Beskedfejl("BSK-002", f"byte {error.start} er ikke UTF-8: beskeder skal være i UTF-8") from None
    if b"<!DOCTYPE" in data:
        raise Beskedfejl("BSK-003", "beskeden har en DOCTYPE: send den uden, DTD'er og entiteter læses ikke")


def _depth(rod: etree._Element) -> int:
    dybde = dybest = 0
    for begivenhed, _ in etree.iterwalk(rod, events=("start", "end")):
        dybde += 1 if begivenhed == "start" else -1
        dybest = max(dybest, dybde)
    return dybest


def _documents(rod: etree._Element, stoerste: int, dybeste: int) -> Iterator[etree._Element]:
    for beskeddata in rod.iterchildren(f"{_K}Beskeddata"):
        for dokument in beskeddata.iterchildren("*"):
            packed = dokument.tag == _BASE64
            yield parse(_unpack(_text(dokument)), stoerste=stoerste, dybeste=dybeste) if packed else dokument


def _unpack(tekst: str) -> bytes:
    try:
        return b64decode("".join(tekst.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Beskedfejl("BSK-008", "indholdet af Base64 i Beskeddata er ikke Base64: pak det igen") from None


def _kuvert(kuvert: etree._Element) -> Kuvert:
    filter_, leverance = _required(kuvert, "Filtreringsdata"), _required(kuvert, "Leveranceinformation")
    handling = kuvert.find(f"{_K}Modtagerhandling")
    return Kuvert(
        beskedtype=_id(_required(filter_, "Beskedtype")),
        ansvarlig_aktoer=_id_of(filter_, "BeskedAnsvarligAktoer"),
        tilladte_modtagere=tuple(map(_id, filter_.iterchildren(f"{_K}TilladtModtager"))),
        relaterede=tuple(map(_objekt, filter_.iterchildren(f"{_K}RelateretObjekt"))),
        registreringer=tuple(map(_registrering, filter_.iterchildren(f"{_K}ObjektRegistrering"))),
        tvaergaaende_processer=tuple(map(_id, filter_.iterchildren(f"{_K}TvaergaaendeProces"))),
        dannet=_tid_of(leverance, "Dannelsestidspunkt"),
        transaktions_id=_id_of(leverance, "TransaktionsId"),
        kildesystem=_id_of(leverance, "Kildesystem"),
        kildesystem_ip=_text(leverance.find(f"{_K}KildesystemIPAdresse")),
        kildesystem_akkreditiver=_text(leverance.find(f"{_K}KildesystemAkkreditiver")),
        sikkerhedsklassificering=_id_of(leverance, "Sikkerhedsklassificering"),
        leveranceruter=tuple(map(_rute, leverance.iterfind(f"{_K}Leveranceruter/{_K}Leverancerute"))),
        handling=_id_of(handling, "Handling") if handling is not None else "",
        responsmodtager=_id_of(handling, "Responsmodtager") if handling is not None else "",
        gyldig_fra=_tid_of(kuvert, "GyldighedFra"),
        gyldig_til=_tid_of(kuvert, "GyldighedTil"),
    )


def _objekt(element: etree._Element) -> Objekt:
    return Objekt(
        id=_id(_required(element, "ObjektId")),
        type=_id(_required(element, "ObjektType")),
        rolle=_id_of(element, "ObjektRolle"),
    )


def _registrering(element: etree._Element) -> Registrering:
    udvidelse = element.find(f"{_K}ObjektRegistreringLokalUdvidelse")
    return Registrering(
        id=_id_of(element, "ObjektRegistreringId"),
        aktoer=_id_of(element, "RegistreringsAktoer"),
        tidspunkt=_tid_of(element, "Registreringstidspunkt"),
        myndighed=_id_of(element, "ObjektAnsvarligMyndighed"),
        objekt_id=_id_of(element, "ObjektId"),
        objekttype=_id_of(element, "ObjektType"),
        handling=_id_of(element, "ObjektHandling"),
        opgaveemne=_id_of(element, "OpgaveEmne"),
        udvidelser=tuple(udvidelse.iterchildren("*")) if udvidelse is not None else (),
    )


def _rute(element: etree._Element) -> Leverancerute:
    antal = _text(element.find(f"{_K}LeveranceruteLokalUdvidelse/{_K}AntalLeveranceforsoeg"))
    return Leverancerute(
        fordelingssystem=_id_of(element, "Fordelingssystem"),
        modtaget=_tid_of(element, "ModtagelsesTidspunkt"),
        leveret=_tid_of(element, "LeveranceTidspunkt"),
        modtaget_fra=_id_of(element, "ModtagetFraSystem"),
        henhold_til=_id_of(element, "ErLeveretIHenholdTil"),
        antal_forsoeg=int(antal) if antal.isdecimal() else None,
    )


def _required(element: etree._Element, navn: str) -> etree._Element:
    fundet = element.find(_K + navn)
    if fundet is None:
        foraelder = etree.QName(element).localname
        raise Beskedfejl("BSK-007", f"{foraelder} mangler {navn}: beskeden skal følge Beskedkuvert.xsd")
    return fundet


def _id_of(element: etree._Element, navn: str) -> str:
    fundet = element.find(_K + navn)
    return "" if fundet is None else _id(fundet)


def _id(element: etree._Element) -> str:
    """The UUID or URN of UnikIdType or AktoerType."""
    fundet = element.find(f"{_S}UUIDIdentifikator")
    if fundet is None:
        fundet = element.find(f"{_S}URNIdentifikator")
    if fundet is None:
        navn = etree.QName(element).localname
        raise Beskedfejl("BSK-007", f"{navn} mangler UUIDIdentifikator eller URNIdentifikator")
    return _text(fundet)


def _tid_of(element: etree._Element, navn: str) -> str:
    return _text(element.find(f"{_K}{navn}/{_S}TidsstempelDatoTid"))


def _text(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()
