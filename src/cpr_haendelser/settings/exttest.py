"""Settings of the external test environment: in Produktion they mean nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from cpr_haendelser.settings.kinds import TIL_FRA, Gruppe, Om

Ydelsesnavn = Literal["ordre", "person", "haendelse"]


def read_opgaver(interval: str) -> range:
    """The task numbers of `990000-999999`, as whole numbers."""
    foerste, _, sidste = interval.partition("-")
    return range(int(foerste), int(sidste) + 1)


def _some(interval: str) -> str:
    """The interval; ValueError where no number is in it."""
    if not read_opgaver(interval):
        msg = "ends before it begins"
        raise ValueError(msg)
    return interval


class Exttestindstillinger(Gruppe):
    """Ordering test persons and test-hændelser."""

    ordreopgaver: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9]{6}-[0-9]{6}$"),
        AfterValidator(_some),
        Om(
            "De opgavenumre, som ordrernes egne filer har, og ingen andre: en fil udefra med et af dem afvises. De"
            " ligger fast i databasen, fra den oprettes. En installation, der skal modtage en andens ordrefiler, skal"
            " have andre.",
            "det første og det sidste opgavenummer, fx `990000-999999`",
        ),
    ] = "990000-999999"
    automatisk_godkendelse: Annotated[
        bool,
        Om(
            "Om en ordre godkendes og begyndes af sig selv, når den er indsendt og forudsætningerne holder.",
            TIL_FRA,
            levende=True,
        ),
    ] = True
    testmyndigheder: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^(?:\*|[0-9]{8})$")], ...],
        Om(
            "CVR-numre på de myndigheder, som operatøren godkender serviceaftaler for i exttest; `*` er alle. De andre"
            " gør det selv.",
            'en liste af CVR-numre (otte cifre), eller `["*"]`',
        ),
    ] = ("*",)
    automatisk_aftale: Annotated[
        bool,
        Om(
            "Om en anmodning om en serviceaftale med en af `testmyndigheder` godkendes af sig selv.",
            TIL_FRA,
            levende=True,
        ),
    ] = False
    priser: Annotated[
        Mapping[Ydelsesnavn, Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]],
        Om(
            "Hvad det koster at bestille, i kroner: for en ordre, for en person, som den opretter, og for en hændelse."
            " Det, der ikke nævnes, koster intet.",
            "en tabel fra `ordre`, `person` og `haendelse` til kroner med højst to decimaler",
        ),
    ] = Field(default_factory=dict)
    frie: Annotated[
        Mapping[Ydelsesnavn, Annotated[int, Field(ge=0)]],
        Om(
            "Så mange har hver organisation gratis i hver kalendermåned.",
            "en tabel fra `ordre`, `person` og `haendelse` til et helt tal",
        ),
    ] = Field(default_factory=dict)
