"""What follows an attempt: the retry table (`data/genforsoeg.csv`) and one pure function over it.

Whatever comes, a forsendelse is delivered, waiting until a time, or parked with a reason; nothing here ends one.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand, Udfald, Videregivelse

SPREDNING = 0.1
"""Jitter is at most this share of a delay, to both sides."""

Tabel = Mapping[str, tuple[int, ...]]
"""Seconds of delay by kind: besked (then parked), modtager and igen (the last one repeats without end)."""


class Graenser(NamedTuple):
    """What an installation may set."""

    laengste_vent: float = 3600.0
    """Seconds; a longer Retry-After is cut to this."""
    tabte_forbindelser: int = 3
    """So many lost connections while outstanding park a forsendelse."""


class Foelge(NamedTuple):
    """What follows an attempt. Times are ISO 8601 in UTC; empty: at once, or not at all."""

    tilstand: Forsendelsestilstand
    """LEVERET, VENTER or PARKERET."""
    naeste: str = ""
    """When the forsendelse may leave again."""
    grund: str = ""
    holder: bool = False
    """Parked, and later ones about the person wait for this one."""
    tabt: bool = False
    """One lost connection more."""
    dueslag_venter_til: str = ""
    """The dueslag as a whole waits until then, and tries one message at a time from then on."""
    stoppet: str = ""
    """Why the dueslag stops; empty: it does not."""
    alarm: str = ""
    """Why somebody is told; empty: nobody is."""

    def afslutning(self, forsendelse: Forsendelse, videregivelse: Videregivelse | None = None) -> Afslutning:
        """The part of it that the post room keeps with the forsendelse; the delivery record where it was delivered."""
        return Afslutning(
            forsendelse.dueslag,
            forsendelse.loebenummer,
            forsendelse.forsoeg,
            self.tilstand,
            naeste=self.naeste,
            grund=self.grund,
            holder=self.holder,
            tabt=self.tabt,
            videregivelse=videregivelse if self.tilstand is Forsendelsestilstand.LEVERET else None,
        )


def follow(  # noqa: PLR0911, PLR0913 - one return for each outcome; clock, chance and limits are handed in
    forsendelse: Forsendelse,
    udfald: Udfald,
    grund: str,
    vent: float = 0.0,
    *,
    nu: datetime,
    jitter: float = 0.0,
    nummer: int | None = None,
    graenser: Graenser | None = None,
    tabel: Tabel | None = None,
) -> Foelge:
    """What follows an attempt at a forsendelse (as it was taken, this attempt counted in `forsoeg`).

    `vent` is the receiver's wish in seconds, `jitter` a number from -1 to 1, of which SPREDNING is taken. `nummer` is
    how far it is in the table where that is known better than by `forsoeg`, which counts attempts of every kind.
    """
    trin = forsendelse.forsoeg if nummer is None else nummer
    regler = _Regler(nu, jitter, vent, graenser or Graenser(), tabel or read_tabel())
    match udfald:
        case Udfald.LEVERET:
            return Foelge(Forsendelsestilstand.LEVERET)
        case Udfald.AFVIST:
            return Foelge(Forsendelsestilstand.PARKERET, grund=grund, alarm=grund)
        case Udfald.BESKEDFEJL:
            return _refused(trin, grund, regler)
        case Udfald.FORBINDELSE_TABT:
            return _lost(forsendelse.tabt + 1, grund, regler)
        case Udfald.IGEN:
            return Foelge(Forsendelsestilstand.VENTER, naeste=regler.time("igen", trin), grund=grund)
        case Udfald.MODTAGERFEJL:
            return Foelge(Forsendelsestilstand.VENTER, grund=grund, dueslag_venter_til=regler.time("modtager", trin))
        case Udfald.STOP:
            return Foelge(Forsendelsestilstand.VENTER, grund=grund, stoppet=grund, alarm=grund)


def _refused(trin: int, grund: str, regler: _Regler) -> Foelge:
    if trin > len(regler.tabel["besked"]):
        return Foelge(Forsendelsestilstand.PARKERET, grund=grund, holder=True, alarm=grund)
    return Foelge(Forsendelsestilstand.VENTER, naeste=regler.time("besked", trin), grund=grund)


def _lost(tabt: int, grund: str, regler: _Regler) -> Foelge:
    if tabt >= regler.graenser.tabte_forbindelser:
        grund = "tabt-tre-gange"
        return Foelge(Forsendelsestilstand.PARKERET, grund=grund, holder=True, tabt=True, alarm=grund)
    return Foelge(Forsendelsestilstand.VENTER, naeste=regler.time("igen", tabt), grund=grund, tabt=True)


class _Regler(NamedTuple):
    nu: datetime
    jitter: float
    vent: float
    graenser: Graenser
    tabel: Tabel

    def time(self, slags: str, nummer: int) -> str:
        """When attempt `nummer` + 1 comes; the receiver's wish is obeyed without jitter downwards."""
        trin = self.tabel[slags]
        pause = trin[min(max(nummer, 1), len(trin)) - 1]
        spredt = pause * (1 + SPREDNING * min(max(self.jitter, -1.0), 1.0))
        wished = min(max(self.vent, 0.0), self.graenser.laengste_vent)
        return (self.nu + timedelta(seconds=max(spredt, wished))).astimezone(UTC).isoformat(timespec="milliseconds")


@cache
def read_tabel() -> dict[str, tuple[int, ...]]:
    """The table that comes with the program."""
    fil = files(__package__) / "data" / "genforsoeg.csv"
    tabel: dict[str, tuple[int, ...]] = {}
    for row in csv.DictReader(fil.read_text("utf-8").splitlines()):
        tabel[row["slags"]] = (*tabel.get(row["slags"], ()), int(row["sekunder"]))
    return tabel


def document() -> str:
    """docs/genforsoeg.md: the table as it is printed for people (Danish), with the sum of the delays so far."""
    linjer = [
        "# Genforsøg",
        "",
        "Skrevet af programmet ud fra `fordeling/data/genforsoeg.csv`; ret tabellen, ikke denne side. Hver pause"
        f" spredes op til {SPREDNING:.0%} til begge sider.".replace("%", " %"),
        "",
    ]
    for slags, trin in read_tabel().items():
        linjer += [f"## {_OVERSKRIFT[slags]}", "", _FORKLARING[slags], ""]
        linjer += ["| fejl nr. | pause | i alt siden den første |", "|---:|---:|---:|"]
        linjer += [
            f"| {nr} | {_duration(sekunder)} | {_duration(sum(trin[:nr]))} |" for nr, sekunder in enumerate(trin, 1)
        ]
        linjer.append("")
    return "\n".join(linjer)


def oversigt() -> str:
    """The same in three rows, for docs/leveringsloefte.md (Danish)."""
    rows = ["| hvad | pauser mellem forsøgene | derefter |", "|---|---|---|"]
    for slags, trin in read_tabel().items():
        ens = trin.count(trin[-1])
        pauser = [_duration(sekunder) for sekunder in trin[: len(trin) - ens]]
        pauser.append(_duration(trin[-1]) if ens == 1 else f"{ens} gange {_duration(trin[-1])}")
        rows.append(f"| {_OVERSKRIFT[slags]} | {', '.join(pauser)} | {_DEREFTER[slags].format(*_til_sidst(trin))} |")
    return "\n".join(rows)


def _til_sidst(trin: tuple[int, ...]) -> tuple[str, str, int]:
    return _duration(trin[-1]), _duration(sum(trin)), len(trin) + 1


_DEREFTER = {
    "besked": "parkeret efter {2} forsøg og {1}",
    "modtager": "hvert {0}, uden ende",
    "igen": "hver {0}, uden ende; parkeret ved tredje tabte forbindelse",
}
_OVERSKRIFT = {
    "besked": "Modtageren afviser beskeden",
    "modtager": "Modtageren kan ikke modtage",
    "igen": "Modtageren giver beskeden tilbage, eller forbindelsen går tabt",
}
_FORKLARING = {
    "besked": "StatusKode uden for listen, HTTP 400, 413 og 422, et svar, der ikke kan læses. Personens senere beskeder"
    " venter. Efter den sidste pause prøves der en gang til; afvises den igen, parkeres beskeden, og nogen får besked."
    " Pauserne rækker ud over en lukket påske, også når alle er spredt nedad.",
    "modtager": "StatusKode 40, ingen forbindelse, HTTP 429 og 5xx. Hele dueslaget venter og prøver så én besked ad"
    " gangen. Modtagerens Retry-After følges, når den er længere. Den sidste pause gentages uden ende; der parkeres"
    " ikke.",
    "igen": "Beskeden er den første til personen, når pausen er gået. Den sidste pause gentages uden ende. Tre tabte"
    " forbindelser, mens beskeden er ude, parkerer den.",
}
_ENHEDER = ((86400, "d"), (3600, "t"), (60, "min"), (1, "s"))


def _duration(sekunder: int) -> str:
    parts = []
    for size, name in _ENHEDER:
        count, sekunder = divmod(sekunder, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts)
