"""A Haendelsesbesked as read: what each part of the official schema holds, as values.

Identifiers are their text, whether they stood as UUID or as URN; times are their text; what is not there is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree


@dataclass(frozen=True, slots=True)
class Objekt:
    """RelateretObjekt."""

    id: str = field(repr=False)
    type: str = ""
    rolle: str = ""


@dataclass(frozen=True, slots=True)
class Registrering:
    """ObjektRegistrering; `udvidelser` are the elements of its local extension."""

    id: str = ""
    aktoer: str = ""
    tidspunkt: str = ""
    myndighed: str = ""
    objekt_id: str = field(default="", repr=False)
    objekttype: str = ""
    handling: str = ""
    opgaveemne: str = ""
    udvidelser: tuple[etree._Element, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Leverancerute:
    """Leverancerute: one distributing system on the way."""

    fordelingssystem: str = ""
    modtaget: str = ""
    leveret: str = ""
    modtaget_fra: str = ""
    henhold_til: str = ""
    antal_forsoeg: int | None = None


@dataclass(frozen=True, slots=True)
class Kuvert:
    """Beskedkuvert."""

    beskedtype: str
    ansvarlig_aktoer: str = ""
    tilladte_modtagere: tuple[str, ...] = ()
    relaterede: tuple[Objekt, ...] = ()
    registreringer: tuple[Registrering, ...] = ()
    tvaergaaende_processer: tuple[str, ...] = ()
    dannet: str = ""
    transaktions_id: str = ""
    kildesystem: str = ""
    kildesystem_ip: str = ""
    kildesystem_akkreditiver: str = ""
    sikkerhedsklassificering: str = ""
    leveranceruter: tuple[Leverancerute, ...] = ()
    handling: str = ""
    responsmodtager: str = ""
    gyldig_fra: str = ""
    gyldig_til: str = ""


@dataclass(frozen=True, slots=True)
class Besked:
    """Haendelsesbesked: kuvert and payload, the documents in Beskeddata unpacked from Base64 where they were packed."""

    besked_id: str
    version: str
    kuvert: Kuvert
    dokumenter: tuple[etree._Element, ...] = field(default=(), repr=False, compare=False)

    def document(self, tag: str) -> etree._Element | None:
        """The first payload document with that tag (`{namespace}name`)."""
        return next((dokument for dokument in self.dokumenter if dokument.tag == tag), None)
