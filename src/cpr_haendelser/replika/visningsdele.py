"""The parts of a person that have names of their own: name, address, protection and the rest, each from one record.

A current record and its history record (P12170-002 and -023, …) make the same part: what only history has (`til`,
`annkor`) is empty in a current one. None of them shows itself in logs or errors.
"""
# ruff: noqa: RUF009 - tekst, tid, pnr and linjer make the dataclass fields themselves

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from cpr_haendelser.cpr.tider import CprTid
from cpr_haendelser.replika.post import pladser

if TYPE_CHECKING:
    from cpr_haendelser.cpr.personnummer import Personnummer
    from cpr_haendelser.replika.post import Postvisning

_FELTER = "felter"
_SLAGS = "slags"


def tekst(*felter: str) -> Any:
    """A text or code from the first of these fields that the record type has; else empty."""
    return field(metadata={_FELTER: felter, _SLAGS: "tekst"})


def tid(*felter: str) -> Any:
    """A time with its mark, from the first of these fields that the record type has; else empty."""
    return field(metadata={_FELTER: felter, _SLAGS: "tid"})


def pnr(*felter: str) -> Any:
    """A personnummer, from the first of these fields that the record type has; else None."""
    return field(metadata={_FELTER: felter, _SLAGS: "personnummer"})


def linjer(*felter: str) -> Any:
    """Lines of text, from all these fields, empty ones left out."""
    return field(metadata={_FELTER: felter, _SLAGS: "linjer"})


def _numbered(moenster: str, antal: int = 5) -> list[str]:
    return [moenster.format(nr) for nr in range(1, antal + 1)]


@dataclass(frozen=True, slots=True, repr=False)
class Status:
    """Record 001: the state of the personnummer."""

    kode: str = tekst("STATUS")
    fra: CprTid = tid("STATUSHAENSTART")
    gaeldende: Personnummer | None = pnr("PNRGAELD")
    """The number in force, where this one has been replaced."""


@dataclass(frozen=True, slots=True, repr=False)
class Personnummerperiode:
    """Record 022: a number that the person had before."""

    nummer: Personnummer | None = pnr("PNRGAMMEL")
    fra: CprTid = tid("START_DT-PERSON")
    til: CprTid = tid("SLUT_DT-PERSON")


@dataclass(frozen=True, slots=True, repr=False)
class Adresse:
    """Records 002 and 023: an address by its codes."""

    kommunekode: str = tekst("KOMKOD")
    vejkode: str = tekst("VEJKOD")
    husnr: str = tekst("HUSNR")
    etage: str = tekst("ETAGE")
    sidedoer: str = tekst("SIDEDOER")
    bnr: str = tekst("BNR")
    conavn: str = tekst("CONVN")
    fra: CprTid = tid("TILFLYDTO")
    til: CprTid = tid("FRAFLYDTO")
    kommune_fra: CprTid = tid("TILFLYKOMDTO")
    fraflyttet_kommune: str = tekst("FRAFLYKOMKOD")
    fraflyttet_kommune_til: CprTid = tid("FRAFLYKOMDTO")
    supplerende: tuple[str, ...] = linjer(*_numbered("ADR{}-SUPLADR"))
    supplerende_fra: CprTid = tid("START_DT-ADRTXT")
    supplerende_slettes: CprTid = tid("SLET_DT-ADRTXT")
    annkor: str = tekst("ANNKOR")


@dataclass(frozen=True, slots=True, repr=False)
class Klarskriftadresse:
    """Record 003, and 031 to 033 of relatives: an address as it is written on a letter."""

    adresseringsnavn: str = tekst("ADRNVN")
    conavn: str = tekst("CONVN")
    lokalitet: str = tekst("LOKALITET")
    standardadresse: str = tekst("STANDARDADR")
    bynavn: str = tekst("BYNVN")
    postnr: str = tekst("POSTNR")
    postdistrikt: str = tekst("POSTDISTTXT")
    kommunekode: str = tekst("KOMKOD")
    vejkode: str = tekst("VEJKOD")
    vejadresseringsnavn: str = tekst("VEJADRNVN")
    slaegtning: Personnummer | None = pnr("PNRMOR", "PNRFAR", "PNRBARN")
    beskyttet_fra: CprTid = tid("START_DT-BESKYTTELSE")


@dataclass(frozen=True, slots=True, repr=False)
class Beskyttelse:
    """Records 004 and 050: one protection; it ends the day its record stops coming, `slettes` is only planned."""

    type: str = tekst("BESKYTTYPE")
    fra: CprTid = tid("START_DT-BESKYTTELSE", "START_TS-KREDITADVARSEL")
    slettes: CprTid = tid("SLET_DT-BESKYTTELSE")


@dataclass(frozen=True, slots=True, repr=False)
class Udrejse:
    """Records 005 and 024: departure, the foreign address, and the return."""

    land: str = tekst("UDR_LANDEKOD")
    fra: CprTid = tid("UDRDTO")
    adresse: tuple[str, ...] = linjer(*_numbered("UDLANDADR{}"))
    indrejst_fra_land: str = tekst("INDR_LANDEKOD")
    til: CprTid = tid("INDRDTO")
    annkor: str = tekst("ANNKOR")


@dataclass(frozen=True, slots=True, repr=False)
class Kontaktadresse:
    """Record 006."""

    adresse: tuple[str, ...] = linjer(*_numbered("ADR{}-KONTAKTADR"))
    fra: CprTid = tid("START_DT-ADRTXT")
    slettes: CprTid = tid("SLET_DT-ADRTXT")


@dataclass(frozen=True, slots=True, repr=False)
class Forsvinding:
    """Records 007 and 025."""

    fra: CprTid = tid("FORSVINDDTO")
    til: CprTid = tid("GENFINDDTO")
    annkor: str = tekst("ANNKOR")


@dataclass(frozen=True, slots=True, repr=False)
class Navn:
    """Records 008 and 026."""

    fornavn: str = tekst("FORNVN")
    fornavn_maerke: str = tekst("FORNVN_MRK")
    mellemnavn: str = tekst("MELNVN")
    mellemnavn_maerke: str = tekst("MELNVN_MRK")
    efternavn: str = tekst("EFTERNVN")
    efternavn_maerke: str = tekst("EFTERNVN_MRK")
    adresseringsnavn: str = tekst("ADRNVN")
    fra: CprTid = tid("NVNHAENSTART")
    til: CprTid = tid("NVNHAENSLUT")
    annkor: str = tekst("ANNKOR")

    @property
    def fuldt(self) -> str:
        """First, middle and last name."""
        return " ".join(del_ for del_ in (self.fornavn, self.mellemnavn, self.efternavn) if del_)


@dataclass(frozen=True, slots=True, repr=False)
class Foedested:
    """Record 009: place of birth registration."""

    myndighed: str = tekst("START_MYNKOD-FØDESTED")
    tekst: str = tekst("MYNTXT-FØDESTED")


@dataclass(frozen=True, slots=True, repr=False)
class Statsborgerskab:
    """Records 010 and 027."""

    land: str = tekst("LANDEKOD")
    fra: CprTid = tid("HAENSTART-STATSBORGERSKAB")
    til: CprTid = tid("HAENSLUT-STATSBORGERSKAB")
    annkor: str = tekst("ANNKOR")


@dataclass(frozen=True, slots=True, repr=False)
class Folkekirke:
    """Records 011 and 028."""

    kode: str = tekst("FKIRK")
    fra: CprTid = tid("START_DT-FOLKEKIRKE")
    til: CprTid = tid("SLUT_DT-FOLKEKIRKE")


@dataclass(frozen=True, slots=True, repr=False)
class Civilstand:
    """Records 012 and 029; the spouse by number, or by birth date and name."""

    kode: str = tekst("CIVST")
    aegtefaelle: Personnummer | None = pnr("AEGTEPNR")
    aegtefaelle_foedt: CprTid = tid("AEGTEFOED_DT")
    aegtefaelle_navn: str = tekst("AEGTENVN")
    fra: CprTid = tid("HAENSTART-CIVILSTAND")
    til: CprTid = tid("HAENSLUT-CIVILSTAND")
    separation: CprTid = tid("SEP_HENVIS-CIVILSTAND")
    """The time by which record 013 or 030 is told."""
    annkor: str = tekst("ANNKOR")


@dataclass(frozen=True, slots=True, repr=False)
class Separation:
    """Records 013 and 030."""

    henvisning: CprTid = tid("SEP_HENVIS-SEPARATION")
    fra: CprTid = tid("START_DT-SEPARATION")
    til: CprTid = tid("SLUT_DT-SEPARATION")
    annkor: str = tekst("ANNKOR")


@dataclass(frozen=True, slots=True, repr=False)
class Mor:
    """Record 015, the mother: by number, or by birth date and name."""

    nummer: Personnummer | None = pnr("PNRMOR")
    foedt: CprTid = tid("MOR_FOED_DT")
    navn: str = tekst("MORNVN")
    fra: CprTid = tid("MOR_DT")


@dataclass(frozen=True, slots=True, repr=False)
class Far:
    """Record 015, the father or co-mother: by number, or by birth date and name."""

    nummer: Personnummer | None = pnr("PNRFAR")
    foedt: CprTid = tid("FAR_FOED_DT")
    navn: str = tekst("FARNVN")
    fra: CprTid = tid("FAR_DT")


@dataclass(frozen=True, slots=True, repr=False)
class Foraeldremyndighed:
    """Record 016: who has custody; types 0003 and 0004 are the mother and father of record 015."""

    type: str = tekst("RELTYP-FORÆLDREMYN")
    fra: CprTid = tid("START_DT-FORÆLDREMYN")
    slettes: CprTid = tid("SLET_DT-FORÆLDREMYN")
    nummer: Personnummer | None = pnr("RELPNR")
    nummer_fra: CprTid = tid("START_DT-RELPNR_PNR")


@dataclass(frozen=True, slots=True, repr=False)
class Vaergemaal:
    """Records 017 and 052: guardianship, and the guardian by number or by name and address."""

    fra: CprTid = tid("START_DT-UMYNDIG")
    slettes: CprTid = tid("SLET_DT-UMYNDIG")
    relation: str = tekst("UMYN_RELTYP")
    vaerge: Personnummer | None = pnr("RELPNR")
    vaerge_fra: CprTid = tid("START_DT-RELPNR_PNR")
    vaerge_navn: str = tekst("RELADRSAT_RELPNR_TXT")
    vaerge_adresse_fra: CprTid = tid("START_DT-RELPNR_TXT")
    vaerge_adresse: tuple[str, ...] = linjer(*_numbered("RELTXT{}"))
    type: str = tekst("VAERGEMAALS_TYPE")


@dataclass(frozen=True, slots=True, repr=False)
class Kommunaltforhold:
    """Record 018."""

    type: str = tekst("KOMFORHTYP")
    kode: str = tekst("KOMFORHKOD")
    fra: CprTid = tid("START_DT-KOMMUNALE-FORHOLD")
    bemaerkning: str = tekst("BEMAERK-KOMMUNALE-FORHOLD")


@dataclass(frozen=True, slots=True, repr=False)
class Notat:
    """Record 019."""

    nummer: str = tekst("NOTATNR")
    linje: str = tekst("NOTATLINIE")
    fra: CprTid = tid("START_DT-NOTAT")
    slettes: CprTid = tid("SLET_DT-NOTAT")


@dataclass(frozen=True, slots=True, repr=False)
class Valgoplysning:
    """Record 020."""

    kode: str = tekst("VALGKODE")
    valgret: CprTid = tid("VALGRET_DT")
    fra: CprTid = tid("START_DT-VALGOPLYSNINGER")
    slettes: CprTid = tid("SLET_DT-VALGOPLYSNINGER")


@dataclass(frozen=True, slots=True, repr=False)
class Flyttepaabud:
    """Record 021."""

    fra: CprTid = tid("START_DT-FLYTTEPAABUD")
    tekst: str = tekst("FLYTTEPAABUD-TXT")


Del = TypeVar("Del")

_TOM = CprTid("")
_TOMME: dict[str, Any] = {"tekst": "", "tid": _TOM, "personnummer": None}


def to_del(cls: type[Del], post: Postvisning) -> Del:
    """The part that a record makes."""
    part: Any = cls
    return cls(**{navn: _read(post, slags, felter) for navn, slags, felter in _felter(part, post.posttype)})


def _read(post: Postvisning, slags: str, felter: tuple[str, ...]) -> Any:
    if slags == "linjer":
        return tuple(linje for linje in map(post.tekst, felter) if linje)
    return getattr(post, slags)(felter[0]) if felter else _TOMME[slags]


@cache
def _felter(cls: Any, posttype: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Name, kind and record fields of a part's fields, only those that the record type has."""
    kendte = pladser(posttype)
    return tuple(
        (del_.name, del_.metadata[_SLAGS], tuple(felt for felt in del_.metadata[_FELTER] if felt in kendte))
        for del_ in fields(cls)
    )
