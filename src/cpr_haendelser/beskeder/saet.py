"""The composing settings: a frozen, numbered set, stored with every hændelse so that its message stays the same bytes.

What is not public about the messages, or what the sources disagree on, is a setting here; docs/beskeder.md says which.
A field added later must have a default that gives the bytes of before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cached_property
from string import Formatter
from typing import Any, NamedTuple
from uuid import UUID

from cpr_haendelser.cpr.kommuner import Kommunetabel, kommuner
from cpr_haendelser.fejl import Opsaetningsfejl

URN_HAENDELSE = "urn:oio:cpr:personhaendelse:"
"""What known consumers search the text for; not a setting."""

_FOEDSEL, _DOEDSFALD = "1e5bb089-5445-44f8-9b65-bc854053f423", "298aa424-0a16-4a5a-956c-2bdab17fd11f"
_ADRESSELED = frozenset({"kommunekode", "vejkode", "husnr", "etage", "sidedoer", "bnr"})


class Handlingsform(StrEnum):
    """How ObjektHandling names the hændelse."""

    URN = "urn"
    UUID = "uuid"


class Dataform(StrEnum):
    """How a document lies in Beskeddata."""

    INLINE = "inline"
    BASE64 = "base64"


class Personform(StrEnum):
    """The shape of the person in Beskeddata."""

    PERSONLOOKUP = "personlookup"
    BASICINFORMATION = "basicinformation"


class Kommune(NamedTuple):
    """A municipality as messages show it."""

    kode: str
    cvr: str
    navn: str


@dataclass(frozen=True)
class Saet:
    """Everything that decides a message's bytes beside the hændelse and the person.

    Identifiers that start with `urn:` go on the wire as URNIdentifikator, all others as UUIDIdentifikator.
    Opsaetningsfejl when two fields contradict each other.
    """

    beskedtype: str = "248ce14c-a863-4fb5-9e6f-7df9ea850809"
    beskedansvarlig_aktoer: str = "D92BB9C2-D826-4028-8FB5-D8B88B4377D4"
    """BeskedAnsvarligAktoer; empty: left out."""
    registreringsaktoer: str = "D92BB9C2-D826-4028-8FB5-D8B88B4377D4"
    """RegistreringsAktoer; empty: left out."""
    objekttype_person: str = "ce7fcf97-a8a2-447a-8690-d38aa0f6e23c"
    objekttype_adresse: str = "urn:cpr-haendelser:objekttype:adresse"
    objekttype_kommune: str = "urn:cpr-haendelser:objekttype:kommune"
    urn_cvr_prefix: str = "urn:oio:cvr-nr:"
    """Prefix of a municipality's CVR number (urn:oio:cvr: in a delivery seen in 2023)."""
    urn_cpr_prefix: str = "urn:oio:cpr-nr:"
    handling_form: Handlingsform = Handlingsform.URN
    handlinger: tuple[tuple[str, str], ...] = (
        ("005", _DOEDSFALD),
        ("006", _DOEDSFALD),
        ("007", _DOEDSFALD),
        ("008", _DOEDSFALD),
        ("025", _FOEDSEL),
    )
    """(code, ObjektHandling) in the uuid form; other codes have their URN there too."""
    opgaveemne: str = ""
    """OpgaveEmne (a KLE URN); empty: left out, as for CPR."""
    sikkerhedsklassificering: str = "292e85a9-8ad4-46df-9e50-f97d6837ad74"
    """44f4108b-26d4-46de-a90f-35e35b55b8d8 in another sample."""
    relateret_person: bool = True
    """Persons named in the hændelse as RelateretObjekt."""
    relateret_adresse: bool = True
    """Earlier and new address, else the current one, as RelateretObjekt."""
    relateret_kommune: bool = True
    """The municipalities of those addresses as RelateretObjekt."""
    adresse_urn: str = "urn:cpr-haendelser:adresse:{kommunekode}:{vejkode}:{husnr}:{etage}:{sidedoer}"
    kommune_urn: str = "urn:cpr-haendelser:kommune:"
    rolle_urn: str = "urn:cpr-haendelser:rolle:"
    """Prefix of ObjektRolle; empty: left out."""
    payload_form: Dataform = Dataform.INLINE
    person_form: Personform = Personform.PERSONLOOKUP
    personlookup_version: int = 4
    """4 or 5: the number in PersonLookup's namespace."""
    samlekode: str = "000"
    """The code of a catch-all on the wire."""
    kommuner: tuple[Kommune, ...] = ()
    """Municipality codes with CVR and name, ended codes under their successor's CVR."""

    def __post_init__(self) -> None:
        ukendte = {led for _, led, *_ in Formatter().parse(self.adresse_urn) if led is not None} - _ADRESSELED
        if ukendte:
            raise Opsaetningsfejl(
                "BSK-101",
                f"adresse_urn har ukendte led: {', '.join(sorted(ukendte))}. Kendte: {', '.join(sorted(_ADRESSELED))}",
            )
        if "personhaendelse:" in self.to_json().lower():
            raise Opsaetningsfejl(
                "BSK-102", "ingen indstilling må rumme personhaendelse: - den URN står kun i hændelsen selv"
            )
        if any(tegn.isdigit() for tegn in self.urn_cpr_prefix):
            raise Opsaetningsfejl(
                "BSK-106", "urn_cpr_prefix må ikke have cifre: modtagere læser cifrene som personnummer"
            )
        if self.personlookup_version not in {4, 5}:
            raise Opsaetningsfejl("BSK-103", "personlookup_version skal være 4 eller 5")

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(getattr(self, field.name) for field in fields(self)))

    @cached_property
    def kommunetabel(self) -> dict[str, Kommune]:
        """The municipalities by code."""
        return {kommune.kode: kommune for kommune in self.kommuner}

    def to_json(self) -> str:
        """The canonical text: sorted keys, no blanks. The same settings give the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, indhold: str) -> Saet:
        """The settings of a canonical text. Opsaetningsfejl on a name that is not a setting."""
        return cls.from_mapping(json.loads(indhold))

    @classmethod
    def from_mapping(cls, vaerdier: Mapping[str, Any]) -> Saet:
        """The settings of plain values (JSON or TOML); what is not named has its default.

        `handlinger` may be a table code -> UUID, `kommuner` a list of [code, CVR, name]. Opsaetningsfejl on a name
        that is not a setting, or a value that does not fit.
        """
        ukendte = sorted(set(vaerdier) - {field.name for field in fields(cls)})
        if ukendte:
            raise Opsaetningsfejl("BSK-104", f"ukendt indstilling for beskeder: {', '.join(ukendte)}")
        try:
            return cls(**{navn: _LAESERE.get(navn, _same)(vaerdi) for navn, vaerdi in vaerdier.items()})
        except (TypeError, ValueError) as error:
            raise Opsaetningsfejl("BSK-105", f"en indstilling for beskeder har en forkert værdi: {error}") from error


def _same(vaerdi: Any) -> Any:
    return vaerdi


def _read_handlinger(vaerdi: Any) -> tuple[tuple[str, str], ...]:
    par = vaerdi.items() if isinstance(vaerdi, Mapping) else vaerdi
    return tuple(sorted((str(kode), str(UUID(uuid))) for kode, uuid in par))


_LAESERE: dict[str, Any] = {
    "handling_form": Handlingsform,
    "payload_form": Dataform,
    "person_form": Personform,
    "handlinger": _read_handlinger,
    "kommuner": lambda raekker: tuple(sorted(Kommune(*map(str, raekke)) for raekke in raekker)),
}


def read_kommuner(tabel: Kommunetabel) -> tuple[Kommune, ...]:
    """The municipalities of the table and the settings, as a set of composing settings keeps them."""
    numre = sorted({*kommuner(), *tabel.cvr_numre, *tabel.efterfoelgere})
    return tuple(Kommune(nummer, tabel.cvr(nummer) or "", tabel.name(nummer) or "") for nummer in numre)
