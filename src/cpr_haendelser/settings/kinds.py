"""What settings are made of: kinds of values, and what is said about each setting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationInfo, field_validator

from cpr_haendelser.skrift import find_in_line

HEX = "[0-9A-Fa-f]"
UUID_FORM = f"{HEX}{{8}}(?:-{HEX}{{4}}){{3}}-{HEX}{{12}}"
ADRESSELED = "kommunekode|vejkode|husnr|etage|sidedoer|bnr"
URN_FORM = "urn:[A-Za-z0-9][A-Za-z0-9._:-]*"


class Grundlag(StrEnum):
    """What a default rests on."""

    VALG = "installationens eget valg"
    KENDT = "offentligt kendt"
    UKENDT = "ikke offentligt kendt, derfor en indstilling"


@dataclass(frozen=True)
class Om:
    """What the user is told about a setting."""

    tekst: str
    forventet: str
    """What a value looks like; the error about a wrong one says it."""
    grundlag: Grundlag = Grundlag.VALG
    hemmelig: bool = False
    """The value is never shown, not in an error either."""
    levende: bool = False
    """It may be chosen while the program runs, and counts at once (settings.levende)."""


class Gruppe(BaseModel):
    """Settings that belong together: frozen, and without room for unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def in_digits(cls, value: Any, info: ValidationInfo) -> Any:
        """The value; ValueError where a whole number is text that is more than digits: `1_0` would be read as 10."""
        slags = cls.model_fields[str(info.field_name)].annotation
        if slags in {int, int | None} and isinstance(value, str) and not re.fullmatch("-?[0-9]{1,20}", value):
            raise ValueError("a whole number is written in digits")
        return value


def without_event_urn(value: str) -> str:
    """The value; ValueError when consumers that search the whole message would take it for the event's own URN."""
    if "personhaendelse" in value.lower():
        msg = "holds a personhaendelse URN"
        raise ValueError(msg)
    return value


def beside(database_url: str) -> Path:
    """The spool folder beside a database that is a file; below var where it is not."""
    place = urlsplit(database_url)
    file = place.path.removeprefix("/")
    return (Path(file).parent if file and not place.netloc else Path("var")) / "spool"


def one_line(value: str) -> str:
    """The value; ValueError where a sign of it does not show, or ends the line."""
    if find_in_line(value) is not None:
        msg = "signs that do not show"
        raise ValueError(msg)
    return value


Linje = Annotated[str, AfterValidator(one_line)]
Kommunekode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
Cvr = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
Opgavenummer = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Kode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Posttype = Annotated[str, StringConstraints(pattern=r"^0(?:0[1-9]|[12][0-9]|3[0-3]|5[02]|99)$")]
Aktoer = Annotated[str, StringConstraints(pattern=f"^(?:{UUID_FORM})?$")]
Handling = Annotated[str, StringConstraints(pattern=f"^{UUID_FORM}$")]
UnikId = Annotated[str, StringConstraints(pattern=f"^(?:{UUID_FORM}|{URN_FORM})$"), AfterValidator(without_event_urn)]
UrnPrefix = Annotated[str, StringConstraints(pattern=f"^{URN_FORM}:$"), AfterValidator(without_event_urn)]
UrnPrefixEllerTom = Annotated[str, StringConstraints(pattern=f"^(?:{URN_FORM}:)?$"), AfterValidator(without_event_urn)]
Adresseskabelon = Annotated[
    str,
    StringConstraints(pattern=rf"^{URN_FORM}(?:\{{(?:{ADRESSELED})\}}[A-Za-z0-9._:-]*)*$"),
    AfterValidator(without_event_urn),
]
EmneUrn = Annotated[str, StringConstraints(pattern=f"^(?:{URN_FORM})?$"), AfterValidator(without_event_urn)]

ET_UUID = "et UUID"
UUID_ELLER_URN = "et UUID eller en URN (`urn:…`)"
TIL_FRA = "`true` eller `false`"
