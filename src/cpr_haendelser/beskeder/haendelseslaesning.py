"""The hændelse in Beskeddata read back: the other way of haendelsesdata.py, for receivers and for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from lxml import etree

from cpr_haendelser.beskeder.grundlag import Aarsag
from cpr_haendelser.beskeder.haendelsesdata import LED, NAVNERUM
from cpr_haendelser.beskeder.saet import Kommune
from cpr_haendelser.haendelser.model import Adresse, Art, Ordrested, Rolle

TAG = f"{{{NAVNERUM}}}Haendelse"
"""The tag of the hændelse among a message's documents."""


@dataclass(frozen=True, slots=True)
class Tid:
    """A time: as xs:dateTime (empty where the year is unknown), as delivered, and whether it is uncertain."""

    tidspunkt: str
    leveret: str
    usikker: bool


@dataclass(frozen=True, slots=True)
class Rettelse:
    """What a correction or annulment is about."""

    id: UUID | None
    loebenummer: int
    koder: tuple[str, ...]
    gyldig_fra: Tid | None


@dataclass(frozen=True, slots=True)
class Beskyttelse:
    """One protection and its dates (xs:date, or empty)."""

    type: str
    fra: str
    slettedato: str


@dataclass(frozen=True, slots=True)
class Ordre:
    """Where in an order the hændelse comes from, the day it was carried out, the file that the replica had come to."""

    sted: Ordrested
    udfoert: str
    """xs:date."""
    pr_fil: int


@dataclass(frozen=True, slots=True)
class Haendelsesdata:
    """The Haendelse element (skemaer/haendelse.xsd). Caused by an order, it has no task, file, lines and records."""

    id: UUID
    loebenummer: int
    kode: str
    navn: str
    art: Art
    retter: Rettelse | None
    pnr: str = field(repr=False)
    registreret: Tid | None
    gyldig_fra: Tid | None
    rolle: Rolle
    kommune: str
    modtager_cvr: str
    tidligere_kommune: Kommune | None
    annulleret_kommune: Kommune | None
    nuvaerende_kommune: Kommune | None
    tidligere_adresse: Adresse | None = field(repr=False)
    annulleret_adresse: Adresse | None = field(repr=False)
    nuvaerende_adresse: Adresse | None = field(repr=False)
    grupper: tuple[str, ...]
    relaterede: tuple[tuple[str, str], ...] = field(repr=False)
    hoved_id: UUID | None
    beskyttelser: tuple[Beskyttelse, ...]
    opgave: str
    filnavn: str
    produktionsdato: str
    linjer: tuple[Aarsag, ...]
    poster: tuple[str, ...]
    regel: str
    ordre: Ordre | None
    """None: a file caused it."""


def read_haendelse(element: etree._Element) -> Haendelsesdata:
    """The hændelse of its element. ValueError where it does not follow the schema."""
    modtager, aarsag = _find(element, "Modtager"), _find(element, "Aarsag")
    return Haendelsesdata(
        id=UUID(_text(element, "Id")),
        loebenummer=int(_text(element, "Loebenummer")),
        kode=_text(element, "Kode"),
        navn=_text(element, "Navn"),
        art=Art(_text(element, "Art")),
        retter=_retter(_find(element, "Retter")),
        pnr=_text(element, "Personnummer"),
        registreret=_tid(_find(element, "Registreret")),
        gyldig_fra=_tid(_find(element, "GyldigFra")),
        rolle=Rolle(_text(modtager, "Rolle")),
        kommune=_text(modtager, "Kommunekode"),
        modtager_cvr=_text(modtager, "Cvr"),
        tidligere_kommune=_kommune(_find(element, "TidligereKommune")),
        annulleret_kommune=_kommune(_find(element, "AnnulleretKommune")),
        nuvaerende_kommune=_kommune(_find(element, "NuvaerendeKommune")),
        tidligere_adresse=_adresse(_find(element, "TidligereAdresse")),
        annulleret_adresse=_adresse(_find(element, "AnnulleretAdresse")),
        nuvaerende_adresse=_adresse(_find(element, "NuvaerendeAdresse")),
        grupper=_texts(element, "Gruppe"),
        relaterede=tuple((_text(p, "Personnummer"), _text(p, "Rolle")) for p in _each(element, "RelateretPerson")),
        hoved_id=_uuid(_text(element, "Hovedhaendelse")),
        beskyttelser=tuple(
            Beskyttelse(_text(b, "Type"), _text(b, "Fra"), _text(b, "Slettedato"))
            for b in _each(element, "Beskyttelse")
        ),
        opgave=_text(aarsag, "Opgave"),
        filnavn=_text(aarsag, "Fil"),
        produktionsdato=_text(aarsag, "Produktionsdato"),
        linjer=tuple(map(_linje, _each(aarsag, "Linje"))),
        poster=_texts(aarsag, "Post"),
        regel=_text(aarsag, "Regel"),
        ordre=_ordre(_find(aarsag, "Ordre")),
    )


def _find(element: etree._Element | None, navn: str) -> etree._Element | None:
    return None if element is None else element.find(f"{{{NAVNERUM}}}{navn}")


def _each(element: etree._Element | None, navn: str) -> list[etree._Element]:
    return [] if element is None else element.findall(f"{{{NAVNERUM}}}{navn}")


def _text(element: etree._Element | None, navn: str) -> str:
    fundet = _find(element, navn)
    return "" if fundet is None else fundet.text or ""


def _texts(element: etree._Element | None, navn: str) -> tuple[str, ...]:
    return tuple(fundet.text or "" for fundet in _each(element, navn))


def _uuid(tekst: str) -> UUID | None:
    return UUID(tekst) if tekst else None


def _tid(element: etree._Element | None) -> Tid | None:
    if element is None:
        return None
    return Tid(_text(element, "Tidspunkt"), _text(element, "Leveret"), _text(element, "Usikker") in {"true", "1"})


def _retter(element: etree._Element | None) -> Rettelse | None:
    if element is None:
        return None
    return Rettelse(
        id=_uuid(_text(element, "Id")),
        loebenummer=int(_text(element, "Loebenummer") or 0),
        koder=_texts(element, "Kode"),
        gyldig_fra=_tid(_find(element, "GyldigFra")),
    )


def _kommune(element: etree._Element | None) -> Kommune | None:
    return None if element is None else Kommune(_text(element, "Kode"), _text(element, "Cvr"), _text(element, "Navn"))


def _adresse(element: etree._Element | None) -> Adresse | None:
    return None if element is None else Adresse(*(_text(element, led) for led in LED))


def _linje(element: etree._Element) -> Aarsag:
    tid = _tid(_find(element, "Tid"))
    return Aarsag(
        linje=int(_text(element, "Nummer")),
        kode=_text(element, "Kode"),
        maerke=_text(element, "Maerke"),
        tid=tid.leveret if tid else "",
    )


def _ordre(element: etree._Element | None) -> Ordre | None:
    if element is None:
        return None
    linje, trin, gentagelse = (int(_text(element, navn)) for navn in ("Linje", "Trin", "Gentagelse"))
    sted = Ordrested(_text(element, "Id"), linje, trin, gentagelse)
    return Ordre(sted, _text(element, "Udfoert"), int(_text(element, "PrFil")))
