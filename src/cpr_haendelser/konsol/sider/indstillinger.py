"""The settings in force: what each is for, what it is now, where it is changed. Secrets are told of, never told.

Those that may be chosen while the program runs have a page each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw, to_number
from cpr_haendelser.konsol.skema import TOM, Skema
from cpr_haendelser.settings.levende import Levende
from cpr_haendelser.settings.model import Settings, groups, om
from cpr_haendelser.settings.reading import FILE, variable_of
from cpr_haendelser.web.svar import STATUS

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
    levende: bool
    """Whether it may be chosen while the program runs."""


class Gruppe(NamedTuple):
    """Settings that belong together; without a name those of no group."""

    navn: str
    indstillinger: tuple[Indstilling, ...]

    @property
    def satte(self) -> int:
        """How many of them were said."""
        return sum(each.sat for each in self.indstillinger)


BOOL = (("true", "true: ja"), ("false", "false: nej"))
"""What is said of the two values."""
_KODER = {"OPS-031": "vaerdi", "OPS-034": "vaerdi"}
"""The field that each refusal is about."""


class Aendring(NamedTuple):
    """One time that a setting was chosen, or taken back."""

    tidspunkt: str
    hvem: str
    vaerdi: str
    """As it is read; empty: taken back."""
    grund: str


def pages(installation: Installation) -> tuple[Side, ...]:
    """All of them, and one."""
    sider, ret = _Indstillinger(installation), Handling.INDSTILLING_RET
    return (
        Side("GET", "/indstillinger", Handling.OPSAETNING_LAES, sider.show_all),
        Side("GET", "/indstillinger/{navn}", Handling.OPSAETNING_LAES, sider.show_one),
        Side("POST", "/indstillinger/{navn}", ret, sider.choose),
        Side("POST", "/indstillinger/{navn}/fortryd", ret, sider.undo),
        Side("POST", "/indstillinger/{navn}/slip", ret, sider.release),
    )


class _Indstillinger:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._kontor = installation, installation.valgkontor

    def show_all(self, besoeg: Besoeg) -> Response:
        levende = [(each, _read_out(each.vaerdi), _read_out(each.ellers)) for each in self._kontor.list_all()]
        return draw(
            besoeg.kald, "indstillinger",
            grupper=read_groups(self._installation.settings),
            levende=levende,
            fil=FILE,
        )  # fmt: skip

    def show_one(self, besoeg: Besoeg) -> Response:
        return self._draw(besoeg, TOM, 200)

    def choose(self, besoeg: Besoeg) -> Response:
        felter, kald = besoeg.felter, besoeg.kald
        try:
            self._kontor.choose_text(
                self._name(besoeg), felter.get("vaerdi", ""), kald.known.hvem, kald.grund, pr=_read_pr(besoeg)
            )
        except Brugsfejl as fejl:
            return self._draw(besoeg, Skema(felter, fejl, _KODER), STATUS.get(fejl.kode, 400))
        return self._back(besoeg, "valgt")

    def undo(self, besoeg: Besoeg) -> Response:
        self._kontor.undo(self._name(besoeg), besoeg.kald.known.hvem, besoeg.kald.grund, pr=_read_pr(besoeg))
        return self._back(besoeg, "fortrudt")

    def release(self, besoeg: Besoeg) -> Response:
        self._kontor.release(self._name(besoeg), besoeg.kald.known.hvem, besoeg.kald.grund, pr=_read_pr(besoeg))
        return self._back(besoeg, "sluppet")

    def _back(self, besoeg: Besoeg, gjort: str) -> Response:
        return RedirectResponse(f"{ROD}/indstillinger/{self._name(besoeg)}?gjort={gjort}", 303)

    def _name(self, besoeg: Besoeg) -> str:
        """Of one that there is: the address is anybody's."""
        return self._kontor.find(str(besoeg.request.path_params["navn"])[:100]).en.navn

    def _draw(self, besoeg: Besoeg, skema: Skema, status: int) -> Response:
        fundet = self._kontor.find(self._name(besoeg))
        forloeb = self._kontor.history(fundet.en.navn)
        navne = {f"bruger:{each.uuid.lower()}": each.navn for each in self._installation.bord.opsaetning().brugere}
        return draw(
            besoeg.kald, "indstilling", status,
            en=fundet,
            vaerdi=_read_out(fundet.vaerdi),
            ellers=_read_out(fundet.ellers),
            variabel=variable_of(tuple(fundet.en.navn.split("."))),
            valg=_choices(fundet.en),
            liste=fundet.en.kind.startswith("tuple["),
            tom=fundet.en.kind.startswith("tuple[") or fundet.en.kind.endswith("None"),
            skema=skema,
            forloeb=[
                Aendring(each.tidspunkt, navne.get(each.hvem.lower(), each.hvem), _read_out(each.vaerdi), each.grund)
                for each in forloeb
            ],
            gjort=besoeg.request.query_params.get("gjort", ""),
        )  # fmt: skip


def _read_pr(besoeg: Besoeg) -> int:
    """Which choice the page showed; one that nobody made where the form does not say."""
    return to_number(besoeg.felter.get("pr", ""), -1)


def _choices(en: Levende) -> tuple[tuple[str, str], ...]:
    """What it can be, with what it is called, where that is a few; none: it is written."""
    slags = en.model.model_fields[en.felt].annotation
    return BOOL if slags is bool else tuple((each, each) for each in get_args(slags) if isinstance(each, str))


def _read_out(vaerdi: str) -> str:
    """A value (JSON) as one writes it on the page: lists with commas, nothing for none."""
    if not vaerdi:
        return ""
    laest = json.loads(vaerdi)
    if laest is None:
        return ""
    if isinstance(laest, list):
        return ", ".join(_read_out(json.dumps(each)) for each in laest)
    if isinstance(laest, float) and laest.is_integer():
        laest = int(laest)
    return laest if isinstance(laest, str) else json.dumps(laest)


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
            about.levende,
        )  # fmt: skip


def _show(vaerdi: Any) -> str:
    if vaerdi is None:
        return ""
    if isinstance(vaerdi, Path):
        return vaerdi.as_posix()
    return json.dumps(vaerdi, ensure_ascii=False, default=_plain)


def _plain(vaerdi: Any) -> Any:
    return vaerdi.model_dump(mode="json") if isinstance(vaerdi, BaseModel) else str(vaerdi)
