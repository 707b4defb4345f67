"""A person of the life model: what is true now, and the history records CPR keeps of what was true.

Times and dates are strings exactly as the records hold them. History is kept as finished rows: record type, then the
fields after the personnummer in layout order.
"""

from __future__ import annotations

from typing import NamedTuple

from cpr_haendelser.population.steder import Bolig

NUL12 = "000000000000"
NUL10 = "0000000000"
Raekke = tuple[str, ...]
"""One record without its personnummer: record type, then the other fields in layout order."""


class Adresse(NamedTuple):
    """Living at a dwelling (record 002)."""

    bolig: Bolig
    conavn: str
    start: str
    umrk: str = ""
    kommune_start: str = NUL12
    fra_kommune: str = "0000"
    fra_start: str = NUL12
    supplerende: tuple[str, ...] = ()
    """Authority, five lines and start date, or nothing."""


class Udrejse(NamedTuple):
    """Living abroad (record 005)."""

    land: str
    start: str
    umrk: str
    linjer: tuple[str, str, str, str, str]


class Forsvinding(NamedTuple):
    """Whereabouts unknown (record 007)."""

    start: str
    umrk: str


Ophold = Adresse | Udrejse | Forsvinding | None


class Navn(NamedTuple):
    """A name (record 008); a child not yet named has three blanks and no start."""

    fornavn: str
    mellemnavn: str
    efternavn: str
    start: str
    umrk: str
    adressenavn: str


class Civil(NamedTuple):
    """Civil status (record 012)."""

    civst: str
    pnr: str = ""
    foedt: str = ""
    navn: str = ""
    start: str = NUL12
    umrk: str = ""
    henvis: str = ""


UGIFT = Civil("U")


class Statsborger(NamedTuple):
    """Citizenship (record 010)."""

    land: str
    start: str
    umrk: str = ""


class Kirke(NamedTuple):
    """Church membership (record 011)."""

    kode: str
    start: str
    umrk: str = ""


class Separation(NamedTuple):
    """Legal separation (record 013)."""

    henvis: str
    start: str
    umrk: str = ""


class Foraeldre(NamedTuple):
    """Parents (record 015); a number of zeros is an unknown parent."""

    mor_dt: str
    mor_umrk: str
    mor: str
    mor_foedt: str
    mor_navn: str
    far_dt: str
    far_umrk: str
    far: str
    far_foedt: str
    far_navn: str


class Person:
    """One personnummer and all that its records say."""

    __slots__ = (
        "aegtefaelle", "boern", "brugt", "civil", "dag", "far", "foedested", "foedt", "foraeldre", "gaeld",
        "historik", "i_omraadet", "kirke", "klan", "koen", "mor", "navn", "oevrige", "ophold", "pnr",
        "separation", "slut", "start", "stat", "status", "status_tid", "status_umrk", "stilling", "ukendt",
    )  # fmt: skip

    def __init__(self, pnr: str, foedt: int, koen: str, klan: int, navn: Navn) -> None:
        self.pnr, self.foedt, self.koen, self.klan, self.navn = pnr, foedt, koen, klan, navn
        self.status, self.status_tid, self.status_umrk, self.gaeld = "01", NUL12, "", ""
        self.start, self.slut, self.stilling = "", "", ""
        self.ophold: Ophold = None
        self.foedested = ("", "")
        self.stat = Statsborger("", "")
        self.kirke = Kirke("", "")
        self.civil = UGIFT
        self.separation: Separation | None = None
        self.foraeldre: Foraeldre | None = None
        self.mor: Person | None = None
        self.far: Person | None = None
        self.aegtefaelle: Person | None = None
        self.boern: list[Person] = []
        self.oevrige: list[Raekke] = []
        """Records 004, 006, 016-021, 050 and 052."""
        self.historik: list[Raekke] = []
        """Records 022-030 in the order they came to be."""
        self.ukendt = False
        """Not yet delivered to the customer."""
        self.i_omraadet = True
        """Delivered when something changes."""
        self.dag = -1
        """The last day on which something happened to the person, and which areas of life it took."""
        self.brugt: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """The person without number or name."""
        return f"<Person {self.koen} status {self.status}>"
