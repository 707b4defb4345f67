"""What a receiver reads in a Haendelsesbesked, from the schema alone: the standard library, none of our code."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree import ElementTree as ET

K, SD, STS = "{urn:oio:besked:kuvert:1.0}", "{urn:oio:sagdok:3.0.0}", "{urn:oio:sts:1.0.0}"
_KUVERT = f"{K}Beskedkuvert"
_UUID, _URN = f"{SD}UUIDIdentifikator", f"{SD}URNIdentifikator"
_PERSON = f"{_KUVERT}/{K}Filtreringsdata/{K}ObjektRegistrering/{K}ObjektId/{_URN}"
_INFO = f"{_KUVERT}/{K}Leveranceinformation"
_RUTE = f"{_INFO}/{K}Leveranceruter/{K}Leverancerute"


class Besked(NamedTuple):
    """One message as it came."""

    besked_id: str
    personnummer: str
    dueslag: str
    """ErLeveretIHenholdTil."""
    forsoeg: int
    """AntalLeveranceforsoeg."""
    modtagere: tuple[str, ...]
    """CVR numbers of TilladtModtager."""
    xml: bytes
    """The document: Haendelsesbesked, or the ModtagBeskedInput around it."""


def read(xml: bytes) -> Besked:
    """A message fetched, or pushed inside ModtagBeskedInput; ValueError where it is neither."""
    rod = ET.fromstring(xml)  # noqa: S314 - from the program under test
    if rod.tag == f"{STS}ModtagBeskedInput":
        if len(rod) != 1:
            raise ValueError("ModtagBeskedInput holds exactly one Haendelsesbesked")
        rod = rod[0]
    if rod.tag != f"{K}Haendelsesbesked":
        raise ValueError(f"not a message: {rod.tag}")
    rute = rod.find(_RUTE)
    if rute is None:
        raise ValueError("a message that was delivered has a Leverancerute")
    modtagere = rod.iterfind(f"{_KUVERT}/{K}Filtreringsdata/{K}TilladtModtager/{_URN}")
    return Besked(
        besked_id=_text(rod, f"{K}BeskedId/{_UUID}"),
        personnummer=_text(rod, _PERSON).rpartition(":")[2],
        dueslag=_text(rute, f"{K}ErLeveretIHenholdTil/{_UUID}"),
        forsoeg=int(_text(rute, f"{K}LeveranceruteLokalUdvidelse/{K}AntalLeveranceforsoeg")),
        modtagere=tuple((urn.text or "").rpartition(":")[2] for urn in modtagere),
        xml=xml,
    )


def _text(element: ET.Element, path: str) -> str:
    found = element.findtext(path)
    if not found:
        raise ValueError(f"the message has no {path}")
    return found
