"""What is told of an alarm: one shape for every way, in words and as JSON; never anything of a message or a person."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

import msgspec

from cpr_haendelser.alarmer.afgoerelse import Art, Skifte
from cpr_haendelser.alarmer.maaling import Maalt
from cpr_haendelser.alarmer.slags import TABEL, Graenser, steps
from cpr_haendelser.logning import mask

PROEVE, HOVED = "proeve", "hoved"
_ORD = {
    Art.REJST: "Alarm",
    Art.FORVAERRET: "Alarm, værre",
    Art.OPHOERT: "Alarm er ovre",
    PROEVE: "Prøve",
    HOVED: "Revisionssporets hoved",
}
"""What stands before the sentence, by `art`."""


class Afsender(NamedTuple):
    """Whose alarm it is."""

    installation: str
    """The installation's own name; may be empty."""
    miljoe: str


class Melding(msgspec.Struct, frozen=True):
    """One thing to tell; the fields are those of the webhook's JSON."""

    id: str
    """Another for each thing told, the same at every attempt and by every way."""
    version: int
    installation: str
    miljoe: str
    art: str
    """rejst, forvaerret, ophoert; proeve and hoved, which are no alarms."""
    slags: str
    emne: str
    trin: int
    """The gravest step so far, from 1."""
    trin_hoejst: int
    tekst: str
    goer: str
    siden: str
    tidspunkt: str

    @property
    def overskrift(self) -> str:
        """One line."""
        hvor = f"{self.installation}, {self.miljoe}" if self.installation else self.miljoe
        return f"[cpr-haendelser {hvor}] {_ORD[self.art]}: {self.tekst}"

    @property
    def broedtekst(self) -> str:
        """The whole of it, for people."""
        linjer = [
            self.tekst,
            "",
            *([] if self.art == Art.OPHOERT else [f"Hvad der kan gøres: {self.goer}", ""]),
            f"Slags:     {self.slags} (docs/drift.md)",
            *([f"Emne:      {self.emne}"] if self.emne else []),
            *([f"Trin:      {self.trin} af {self.trin_hoejst}"] if self.trin_hoejst > 1 else []),
            f"Siden:     {self.siden}",
            f"Tidspunkt: {self.tidspunkt}",
            f"Miljø:     {self.miljoe}",
        ]
        return "\n".join(linjer) + "\n"


def compose(skifte: Skifte, afsender: Afsender, graenser: Graenser, nu: datetime) -> Melding:
    """What is told of a change. The names in it are the operator's own; what looks like a personnummer is masked."""
    slags, alarm = TABEL[skifte.maalt.slags], skifte.alarm
    return Melding(
        id=str(uuid4()),
        version=1,
        installation=mask(afsender.installation),
        miljoe=afsender.miljoe,
        art=skifte.art,
        slags=slags.navn,
        emne=alarm.emne,
        trin=alarm.trin,
        trin_hoejst=len(steps(slags.navn, graenser)),
        tekst=tell(skifte.maalt, slags.ophoert if skifte.art is Art.OPHOERT else slags.rejst),
        goer=slags.goer,
        siden=datetime.fromisoformat(alarm.siden).astimezone(nu.tzinfo).isoformat(timespec="seconds"),
        tidspunkt=nu.isoformat(timespec="seconds"),
    )


def tell(maalt: Maalt, skabelon: str) -> str:
    """One sentence of what was measured, by a template of its kind."""
    detaljer = {"navn": maalt.emne, "emne": maalt.emne, **maalt.detaljer}
    return mask(" ".join(skabelon.format_map(detaljer).split()))


def make_proeve(afsender: Afsender, nu: datetime) -> Melding:
    """Something to tell that is no alarm: to see whether it arrives."""
    tidspunkt = nu.isoformat(timespec="seconds")
    return Melding(
        id=str(uuid4()),
        version=1,
        installation=mask(afsender.installation),
        miljoe=afsender.miljoe,
        art=PROEVE,
        slags=PROEVE,
        emne="",
        trin=1,
        trin_hoejst=1,
        tekst="Dette er en prøve; der er intet galt.",
        goer="Intet.",
        siden=tidspunkt,
        tidspunkt=tidspunkt,
    )


def make_hoved(afsender: Afsender, segl: str, nu: datetime) -> Melding:
    """The signed head of the audit (JSON), to be kept by whoever gets it."""
    tidspunkt = nu.isoformat(timespec="seconds")
    return Melding(
        id=str(uuid4()),
        version=1,
        installation=mask(afsender.installation),
        miljoe=afsender.miljoe,
        art=HOVED,
        slags=HOVED,
        emne="",
        trin=1,
        trin_hoejst=1,
        tekst=segl,
        goer="Gem linjen ovenfor. `haendelser revision check --hoved FIL` holder sporet op mod den (docs/revision.md).",
        siden=tidspunkt,
        tidspunkt=tidspunkt,
    )


def to_json(melding: Melding) -> str:
    """One JSON object."""
    return msgspec.json.encode(melding).decode()


def from_json(text: str) -> Melding:
    """The same back again; msgspec.DecodeError where it is none."""
    return msgspec.json.decode(text, type=Melding)
