"""Settings that may be chosen while the program runs: which they are, and what is chosen laid over the rest.

Only such are marked so (`Om.levende`) as are asked for anew each time that they are needed, by every process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.settings.kinds import Om
from cpr_haendelser.settings.model import Settings, groups, om

_KUN_EXTTEST = frozenset({"exttest"})
"""Groups that mean nothing in Produktion."""


class Levende(NamedTuple):
    """One of them."""

    navn: str
    """As it is written in the file: group.name."""
    model: type[BaseModel]
    felt: str
    om: Om

    @property
    def kind(self) -> str:
        """What its values are, as Python writes it."""
        return str(self.model.model_fields[self.felt].annotation)


@cache
def levende() -> Mapping[str, Levende]:
    """All of them by name, in the order of the settings."""
    steder: list[tuple[str, type[BaseModel]]] = [("", Settings), *groups(Settings).items()]
    fundne = [(gruppe, model, felt, om(model, felt)) for gruppe, model in steder for felt in model.model_fields]
    navne = {
        f"{gruppe}.{felt}" if gruppe else felt: (model, felt, about)
        for gruppe, model, felt, about in fundne
        if about is not None and about.levende
    }
    return MappingProxyType({navn: Levende(navn, *resten) for navn, resten in navne.items()})


def count_here(settings: Settings) -> Mapping[str, Levende]:
    """Those that mean something in the environment."""
    uden = frozenset[str]() if settings.environment == "exttest" else _KUN_EXTTEST
    return {navn: each for navn, each in levende().items() if navn.partition(".")[0] not in uden}


def find(settings: Settings, navn: str) -> Levende:
    """One by its name; Brugsfejl OPS-030 where it is none that may be chosen here."""
    kendte = count_here(settings)
    if navn not in kendte:
        raise Brugsfejl(
            "OPS-030",
            "der er ingen indstilling af det navn, som kan ændres, mens der køres. De, der kan, er"
            f" {', '.join(kendte)}. De andre skrives i indstillingsfilen eller en variabel. Intet er ændret.",
        )
    return kendte[navn]


def read_value(en: Levende, vaerdi: object) -> str:
    """A value as it is kept, JSON; Brugsfejl OPS-031 where it is not one that the setting can have."""
    try:
        laest = en.model.model_validate({en.felt: vaerdi})
    except ValidationError:
        raise Brugsfejl(
            "OPS-031", f"{en.navn}: værdien passer ikke. Forventet: {en.om.forventet}. Intet er ændret."
        ) from None
    return json.dumps(laest.model_dump(mode="json")[en.felt], ensure_ascii=False)


def read_text(en: Levende, tekst: str) -> str:
    """The same of what somebody wrote: JSON where it is such, else a text; commas part a list; nothing is no value."""
    skrevet = tekst.strip()
    if en.kind.startswith("tuple[") and not skrevet.startswith("["):
        return read_value(en, [del_.strip() for del_ in skrevet.split(",") if del_.strip()])
    if not skrevet and en.kind.endswith("None"):
        return read_value(en, None)
    try:
        return read_value(en, json.loads(skrevet))
    except ValueError:
        return read_value(en, skrevet)


def value_of(settings: Settings, navn: str) -> str:
    """A setting's value as it is in some settings, JSON."""
    en = levende()[navn]
    vaerdi: Any = settings if en.model is Settings else getattr(settings, navn.partition(".")[0])
    return json.dumps(getattr(vaerdi, en.felt), ensure_ascii=False)


def overlay(settings: Settings, valgte: Mapping[str, str]) -> Settings:
    """Settings with what was chosen (JSON by name) in the place of what they say.

    What a later version of the program would not take any more counts for nothing.
    """
    over: dict[str, Any] = {}
    for navn, vaerdi in valgte.items():
        en = levende().get(navn)
        if en is None:
            continue
        try:
            laest = getattr(en.model.model_validate({en.felt: json.loads(vaerdi)}), en.felt)
        except ValueError:
            continue
        if en.model is Settings:
            over[en.felt] = laest
        else:
            gruppe = navn.partition(".")[0]
            over[gruppe] = over.get(gruppe, getattr(settings, gruppe)).model_copy(update={en.felt: laest})
    return settings.model_copy(update=over)
