"""The settings in force: what each is for, what it is now, where it is changed. Secrets are told of, never told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel
from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.settings.model import Settings, groups, om
from cpr_haendelser.settings.reading import FILE, variable_of

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation


class Indstilling(NamedTuple):
    """One setting."""

    navn: str
    tekst: str
    vaerdi: str
    """As one would write it in the file; empty: none."""
    variabel: str
    sat: bool
    """Whether it was said in the file or a variable; else it is the program's own."""
    hemmelig: bool


class Gruppe(NamedTuple):
    """Settings that belong together; without a name those of no group."""

    navn: str
    indstillinger: tuple[Indstilling, ...]

    @property
    def satte(self) -> int:
        """How many of them were said."""
        return sum(each.sat for each in self.indstillinger)


def pages(installation: Installation) -> tuple[Side, ...]:
    """The page."""

    def show(besoeg: Besoeg) -> Response:
        return draw(besoeg.kald, "indstillinger", grupper=read_groups(installation.settings), fil=FILE)

    return (Side("GET", "/indstillinger", Handling.OPSAETNING_LAES, show),)


def read_groups(settings: Settings) -> list[Gruppe]:
    """All settings as they are in force, group by group."""
    fundne = groups(Settings)
    alle = [Gruppe("", tuple(_read(settings, (), set(fundne))))]
    return [*alle, *(Gruppe(navn, tuple(_read(getattr(settings, navn), (navn,), set()))) for navn in fundne)]


def _read(model: BaseModel, sti: tuple[str, ...], undtagen: set[str]) -> Iterator[Indstilling]:
    for navn in type(model).model_fields:
        about = om(type(model), navn)
        if navn in undtagen or about is None:
            continue
        vaerdi = "" if about.hemmelig else _show(getattr(model, navn))
        yield Indstilling(
            ".".join((*sti, navn)), about.tekst, vaerdi, variable_of((*sti, navn)), navn in model.model_fields_set,
            about.hemmelig,
        )  # fmt: skip


def _show(vaerdi: Any) -> str:
    if vaerdi is None:
        return ""
    if isinstance(vaerdi, Path):
        return vaerdi.as_posix()
    return json.dumps(vaerdi, ensure_ascii=False, default=_plain)


def _plain(vaerdi: Any) -> Any:
    return vaerdi.model_dump(mode="json") if isinstance(vaerdi, BaseModel) else str(vaerdi)
