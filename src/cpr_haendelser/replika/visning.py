"""A person as one document shows it: every field typed, the parts by name, history beside the present.

Nothing is read before it is asked for. Lists of history are ordered by when they began, oldest first, and hold annulled
and corrected records too (`annkor`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.replika import visningsdele as dele
from cpr_haendelser.replika.billede import to_linjer
from cpr_haendelser.replika.post import Postvisning
from cpr_haendelser.replika.visningsdele import Del, to_del

if TYPE_CHECKING:
    from cpr_haendelser.cpr.personnummer import Personnummer
    from cpr_haendelser.cpr.tider import CprTid


@dataclass(frozen=True, repr=False)
class Visning:
    """The typed view of a person's document (replika.billede). Shows nothing of itself in logs and errors."""

    dokument: bytes

    @cached_property
    def _linjer(self) -> dict[str, list[str]]:
        efter_type: dict[str, list[str]] = {}
        for linje in to_linjer(self.dokument):
            tekst = linje.decode(CHARSET)
            efter_type.setdefault(tekst[:3], []).append(tekst)
        return efter_type

    @property
    def posttyper(self) -> tuple[str, ...]:
        """The record types that the person has, in order."""
        return tuple(self._linjer)

    def poster(self, posttype: str) -> tuple[Postvisning, ...]:
        """The person's records of a type, in canonical order; none where there are none."""
        return tuple(map(Postvisning, self._linjer.get(posttype, ())))

    def post(self, posttype: str) -> Postvisning | None:
        """The person's first record of a type."""
        linjer = self._linjer.get(posttype)
        return Postvisning(linjer[0]) if linjer else None

    @property
    def pnr(self) -> Personnummer | None:
        """The number that the document belongs to (record 001)."""
        post = self.post("001")
        return post.personnummer("PNR") if post else None

    @property
    def status(self) -> dele.Status | None:
        """Record 001: status, since when, and the number in force instead of this one."""
        return self._first(dele.Status, "001")

    @property
    def foedselsdato(self) -> CprTid | None:
        """Record 001."""
        post = self.post("001")
        return post.tid("FOED_DT") if post else None

    @property
    def koen(self) -> str:
        """Record 001: K, M or what was delivered."""
        return self._tekst("001", "KOEN")

    @property
    def stilling(self) -> str:
        """Record 001."""
        return self._tekst("001", "STILLING")

    @property
    def tidligere_numre(self) -> tuple[dele.Personnummerperiode, ...]:
        """Records 022."""
        return self._history(dele.Personnummerperiode, "022")

    @property
    def adresse(self) -> dele.Adresse | None:
        """Record 002; None for a person without current address."""
        return self._first(dele.Adresse, "002")

    @property
    def tidligere_adresser(self) -> tuple[dele.Adresse, ...]:
        """Records 023."""
        return self._history(dele.Adresse, "023")

    @property
    def klarskriftadresse(self) -> dele.Klarskriftadresse | None:
        """Record 003; of a person without address it holds the name alone."""
        return self._first(dele.Klarskriftadresse, "003")

    @property
    def slaegtninges_adresser(self) -> tuple[dele.Klarskriftadresse, ...]:
        """Records 031, 032 and 033: mother, father, children."""
        return tuple(del_ for type_ in ("031", "032", "033") for del_ in self._each(dele.Klarskriftadresse, type_))

    @property
    def beskyttelser(self) -> tuple[dele.Beskyttelse, ...]:
        """Records 004, then 050 (credit warning)."""
        return self._each(dele.Beskyttelse, "004") + self._each(dele.Beskyttelse, "050")

    @property
    def udrejse(self) -> dele.Udrejse | None:
        """Record 005: the person lives abroad."""
        return self._first(dele.Udrejse, "005")

    @property
    def tidligere_udrejser(self) -> tuple[dele.Udrejse, ...]:
        """Records 024."""
        return self._history(dele.Udrejse, "024")

    @property
    def kontaktadresse(self) -> dele.Kontaktadresse | None:
        """Record 006."""
        return self._first(dele.Kontaktadresse, "006")

    @property
    def forsvinding(self) -> dele.Forsvinding | None:
        """Record 007: the person has disappeared."""
        return self._first(dele.Forsvinding, "007")

    @property
    def tidligere_forsvindinger(self) -> tuple[dele.Forsvinding, ...]:
        """Records 025."""
        return self._history(dele.Forsvinding, "025")

    @property
    def navn(self) -> dele.Navn | None:
        """Record 008."""
        return self._first(dele.Navn, "008")

    @property
    def tidligere_navne(self) -> tuple[dele.Navn, ...]:
        """Records 026."""
        return self._history(dele.Navn, "026")

    @property
    def foedested(self) -> dele.Foedested | None:
        """Record 009."""
        return self._first(dele.Foedested, "009")

    @property
    def statsborgerskab(self) -> dele.Statsborgerskab | None:
        """Record 010."""
        return self._first(dele.Statsborgerskab, "010")

    @property
    def tidligere_statsborgerskaber(self) -> tuple[dele.Statsborgerskab, ...]:
        """Records 027."""
        return self._history(dele.Statsborgerskab, "027")

    @property
    def folkekirke(self) -> dele.Folkekirke | None:
        """Record 011."""
        return self._first(dele.Folkekirke, "011")

    @property
    def tidligere_folkekirke(self) -> tuple[dele.Folkekirke, ...]:
        """Records 028."""
        return self._history(dele.Folkekirke, "028")

    @property
    def civilstand(self) -> dele.Civilstand | None:
        """Record 012."""
        return self._first(dele.Civilstand, "012")

    @property
    def tidligere_civilstande(self) -> tuple[dele.Civilstand, ...]:
        """Records 029."""
        return self._history(dele.Civilstand, "029")

    @property
    def separation(self) -> dele.Separation | None:
        """Record 013."""
        return self._first(dele.Separation, "013")

    @property
    def tidligere_separationer(self) -> tuple[dele.Separation, ...]:
        """Records 030."""
        return self._history(dele.Separation, "030")

    @property
    def boern(self) -> tuple[Personnummer, ...]:
        """Records 014."""
        return tuple(nummer for post in self.poster("014") if (nummer := post.personnummer("PNRBARN")))

    @property
    def mor(self) -> dele.Mor | None:
        """Record 015."""
        return self._first(dele.Mor, "015")

    @property
    def far(self) -> dele.Far | None:
        """Record 015."""
        return self._first(dele.Far, "015")

    @property
    def foraeldremyndighed(self) -> tuple[dele.Foraeldremyndighed, ...]:
        """Records 016: who has custody of this person."""
        return self._each(dele.Foraeldremyndighed, "016")

    @property
    def vaergemaal(self) -> dele.Vaergemaal | None:
        """Record 052, else 017: the two are one."""
        return self._first(dele.Vaergemaal, "052") or self._first(dele.Vaergemaal, "017")

    @property
    def kommunale_forhold(self) -> tuple[dele.Kommunaltforhold, ...]:
        """Records 018."""
        return self._each(dele.Kommunaltforhold, "018")

    @property
    def notater(self) -> tuple[dele.Notat, ...]:
        """Records 019."""
        return self._each(dele.Notat, "019")

    @property
    def valgoplysninger(self) -> tuple[dele.Valgoplysning, ...]:
        """Records 020."""
        return self._each(dele.Valgoplysning, "020")

    @property
    def flyttepaabud(self) -> tuple[dele.Flyttepaabud, ...]:
        """Records 021."""
        return self._each(dele.Flyttepaabud, "021")

    def _tekst(self, posttype: str, felt: str) -> str:
        post = self.post(posttype)
        return post.tekst(felt) if post else ""

    def _first(self, cls: type[Del], posttype: str) -> Del | None:
        post = self.post(posttype)
        return to_del(cls, post) if post else None

    def _each(self, cls: type[Del], posttype: str) -> tuple[Del, ...]:
        return tuple(to_del(cls, post) for post in self.poster(posttype))

    def _history(self, cls: type[Del], posttype: str) -> tuple[Del, ...]:
        return tuple(sorted(self._each(cls, posttype), key=_begun))


def _begun(del_: object) -> str:
    fra: CprTid = getattr(del_, "fra")  # noqa: B009 - every part with history has it
    return fra.raw
