"""Letters about serviceaftaler and certificates: who gets them, what they say. Pure; no personnummer is in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

import msgspec

from cpr_haendelser.administration.adressebog import Adressebog
from cpr_haendelser.aftaler.livsforloeb import Overgang, Part
from cpr_haendelser.aftaler.model import ItSystem, Serviceaftale
from cpr_haendelser.cpr.tider import localise_utc
from cpr_haendelser.logning import mask_prose


class Brev(msgspec.Struct, frozen=True):
    """One letter, as it waits to be sent."""

    id: str
    """The same at every attempt."""
    til: tuple[str, ...]
    """Mail addresses; empty: nobody has one, and the operator is to see to it."""
    emne: str
    tekst: str
    tidspunkt: str


class Sag(NamedTuple):
    """What a letter is about."""

    aftale: Serviceaftale
    """It says whether its authority is closed."""
    system: ItSystem
    leverandoer: str
    """The name of the organisation whose system it is."""
    myndighed: str
    """The authority's name."""


class Sekretaer(NamedTuple):
    """Writes letters, at one moment."""

    bog: Adressebog
    miljoe: str
    installation: str
    """Its name; may be empty."""
    tidspunkt: str

    def write_step(self, overgang: Overgang, sag: Sag, navn: str, grund: str, ord_: Sequence[str]) -> list[Brev]:
        """The letters about a step that `navn` took: to those whom it asks to act, and to those who are to know.

        `ord_`: the agreement in plain words, for those who are to decide.
        """
        breve = []
        for part in overgang.skal:
            emne = f"{sag.myndighed} skal tage stilling til en serviceaftale for »{sag.system.navn}«"
            tekst = [
                f"{navn[:1].upper()}{navn[1:]} har anmodet om en serviceaftale.",
                f"Den gælder først, når {sag.myndighed} har godkendt den.",
                "",
                *(f"* {saetning}" for saetning in ord_),
                "",
                "Se den, et eksempel på en besked, og svar i konsollen eller over HTTP:",
                f"/aftaler/{sag.aftale.id}",
                "Godkend kun det, der er hjemmel til. Afvises den, skal der skrives hvorfor.",
            ]
            breve.append(self._about(part, sag, emne, tekst))
        for part in overgang.ved:
            emne = f"Serviceaftalen for »{sag.system.navn}« hos {sag.myndighed} er {_SKET[overgang.skridt]}"
            tekst = [overgang.hvad, "", f"Hvem:       {navn}", *([f"Grund:      {_indented(grund)}"] if grund else [])]
            breve.append(self._about(part, sag, emne, tekst))
        return breve

    def write_word(self, sag: Sag, fra: Part, navn: str, ord_: str) -> list[Brev]:
        """The letters about a word in an agreement's thread: to the parties other than the one who wrote it."""
        emne = f"{navn} har skrevet om serviceaftalen for »{sag.system.navn}« hos {sag.myndighed}"
        tekst = [
            *(f"> {linje}" for linje in ord_.splitlines()),
            "",
            f"Svar i konsollen eller over HTTP: /aftaler/{sag.aftale.id}/traad",
        ]
        parter = (part for part in (Part.LEVERANDOER, Part.MYNDIGHED, Part.OPERATOER) if part is not fra)
        foerste = {self.bog.find(part, sag.aftale, sag.system): part for part in parter}
        return [self._about(part, sag, emne, tekst) for til, part in foerste.items() if til]

    def write_certificate(self, system: ItSystem, navn: str, gyldig_til: str) -> Brev:
        """The letter about a certificate that soon expires, to the supplier's people."""
        dag = gyldig_til[:10]
        tekst = [
            f"It-systemet »{system.navn}« logger ind med certifikatet {navn}, som udløber {dag}.",
            "",
            "Bestil et nyt, og upload det, før det gamle udløber; de to kan bruges samtidig, mens I skifter:",
            f"/systemer/{system.uuid}/certifikater i konsollen eller over HTTP.",
            "",
        ]
        return self.compose(self.bog.find_supplier(system), f"Certifikatet til »{system.navn}« udløber {dag}", tekst)

    def _about(self, part: Part, sag: Sag, emne: str, tekst: Sequence[str]) -> Brev:
        gaelder = [
            "",
            f"Aftale:     {sag.aftale.id}",
            f"It-system:  {sag.system.navn} ({sag.leverandoer})",
            f"Myndighed:  {sag.myndighed}",
            f"Service:    {sag.aftale.service} {sag.aftale.version}",
        ]
        return self.compose(self.bog.find(part, sag.aftale, sag.system), emne, [*tekst, *gaelder])

    def compose(self, til: tuple[str, ...], emne: str, tekst: Sequence[str], id_: str = "") -> Brev:
        """A letter with what every letter has; `id_`: where another time must give the same letter."""
        hvor = f"{self.installation}, {self.miljoe}" if self.installation else self.miljoe
        linjer = [*tekst, f"Miljø:      {self.miljoe}", f"Tidspunkt:  {shown_time(self.tidspunkt)}"]
        return Brev(
            id_ or str(uuid4()),
            til,
            " ".join(mask_prose(f"[cpr-haendelser {hvor}] {emne}").split()),
            "".join(f"{mask_prose(linje)}\n" for linje in linjer),
            self.tidspunkt,
        )


def _indented(tekst: str) -> str:
    """What somebody wrote beside a heading: no line of it can look like another heading."""
    return f"\n{' ' * 12}".join(tekst.splitlines())


def shown_time(tidspunkt: str) -> str:
    """A moment (ISO 8601) as a Danish clock shows it, to the minute."""
    return f"{localise_utc(datetime.fromisoformat(tidspunkt)):%Y-%m-%d kl. %H.%M}"


def to_json(brev: Brev) -> str:
    """As it is kept."""
    return msgspec.json.encode(brev).decode()


def from_json(tekst: str) -> Brev:
    """As it was kept; msgspec.DecodeError where it is none."""
    return msgspec.json.decode(tekst, type=Brev)


_SKET = {
    "anmod": "sendt til godkendelse",
    "godkend": "godkendt",
    "afvis": "afvist",
    "traek": "trukket tilbage",
    "opsig": "opsagt",
    "udloeb": "udløbet",
    "afloes": "afløst af en ny",
}
"""What happened, by the step."""
