"""Reading of settings: what is said in variables and file, put together, checked, and refused in words for the user."""

from __future__ import annotations

import json
import os
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.logning import mask
from cpr_haendelser.settings.model import Opgave, Settings, groups, om

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

PREFIX = "HAENDELSER_"
CONFIG = f"{PREFIX}CONFIG"
FILE = "haendelser.toml"
SHOWN = 40
"""Longest piece of a wrong value that an error shows."""
FOLLOWING = {"default_factory_not_called"}
"""Faults that only follow from another one."""


def load(environ: Mapping[str, str] = os.environ, *, folder: Path = Path()) -> Settings:
    """The settings: HAENDELSER_* variables over the TOML file over defaults.

    The file is the one that HAENDELSER_CONFIG names, else haendelser.toml in `folder`, if there is one. A setting of a
    group has the variable HAENDELSER_GROUP__NAME; lists and tables are JSON in a variable. Raises Opsaetningsfejl:
    OPS-201 unreadable file or variable, OPS-202 unknown key, OPS-203 wrong value.
    """
    file, from_file = read_file(environ, folder)
    from_variables = read_variables(environ)
    try:
        return Settings.model_validate(merge(from_file, from_variables))
    except ValidationError as error:
        faults = [describe(fault, from_variables, file) for fault in error.errors() if fault["type"] not in FOLLOWING]
    kode = "OPS-202" if all(unknown for unknown, _ in faults) else "OPS-203"
    raise Opsaetningsfejl(kode, mask(" ".join(text for _, text in faults)))


def read_file(environ: Mapping[str, str], folder: Path) -> tuple[str, dict[str, Any]]:
    """Name and content of the TOML file; an empty content where there is no file and none was named."""
    path = Path(environ[CONFIG]) if CONFIG in environ else folder / FILE
    try:
        return path.name, tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if CONFIG not in environ:
            return FILE, {}
        raise Opsaetningsfejl("OPS-201", f"{CONFIG} nævner filen {path.name}, som ikke findes.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Opsaetningsfejl("OPS-201", f"{path.name} kan ikke læses som tekst i UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f"linje {place[1]}" if place else "slutningen"
        raise Opsaetningsfejl("OPS-201", f"{path.name} er ikke gyldig TOML: se {where}.") from None


def read_variables(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the HAENDELSER_* variables say, shaped as the file would be."""
    said: dict[str, Any] = {}
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable == CONFIG:
            continue
        name = variable.removeprefix(PREFIX).lower()
        value = value_of(variable, environ[variable])
        group, _, inner = name.partition("__")
        if inner and group in groups(Settings) and isinstance(said.setdefault(group, {}), dict):
            said[group][inner] = value
        else:
            said[name] = value
    return said


def value_of(variable: str, text: str) -> object:
    """A variable's value: JSON where it is a list or a table, else the text."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"se tegn {error.pos + 1}"
        raise Opsaetningsfejl("OPS-201", f"{variable} ligner JSON, men er det ikke: {where}.") from None


def merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """The two put together: settings of a group one by one, everything else whole from `above` where it is there."""
    both = {**below, **above}
    for name in groups(Settings):
        if isinstance(below.get(name), dict) and isinstance(above.get(name), dict):
            both[name] = {**below[name], **above[name]}
    return both


def describe(fault: ErrorDetails, from_variables: dict[str, Any], file: str) -> tuple[bool, str]:
    """Whether a fault is an unknown key, and what the user is told about it."""
    path = tuple(str(part) for part in fault["loc"] if part != "[key]")
    model, rest = owner(path)
    in_variable = is_said(path, from_variables)
    where = written_as(path) if in_variable else f"{file}, {'.'.join(path)}"
    if fault["type"] == "extra_forbidden":
        near = get_close_matches(rest[0].lower(), model.model_fields, n=1)
        meant = [written_as((*path[:-1], name)) if in_variable else name for name in near]
        hint = f"Mente du {meant[0]}?" if meant else f"De kendte er {', '.join(model.model_fields)}."
        return True, f"{where} er ikke en kendt indstilling. {hint}"
    about = om(model, rest[0])
    expected = about.forventet if about else "en tabel"
    shown = "værdien" if about is None or about.hemmelig else shorten(fault["input"])
    return False, f"{where}: {shown} passer ikke. Forventet: {expected}."


def owner(path: tuple[str, ...]) -> tuple[type[BaseModel], tuple[str, ...]]:
    """The model that holds what the path leads to, and the path from there."""
    inner = groups(Settings)
    if len(path) > 1 and path[0] in inner:
        return inner[path[0]], path[1:]
    if path[0] == "opgaver" and len(path) > 2:  # noqa: PLR2004 - opgaver, the number, the key
        return Opgave, path[2:]
    return Settings, path


def is_said(path: tuple[str, ...], from_variables: dict[str, Any]) -> bool:
    """Whether it was a variable that said it, and not the file."""
    first, *rest = path
    if first not in from_variables:
        return False
    return first not in groups(Settings) or not rest or rest[0] in from_variables[first]


def written_as(path: tuple[str, ...]) -> str:
    """The variable that says it, and the place in its value."""
    depth = 2 if path[0] in groups(Settings) else 1
    return ", ".join((variable_of(path[:depth]), *path[depth:]))


def variable_of(path: tuple[str, ...]) -> str:
    """The variable of a setting."""
    return PREFIX + "__".join(path).upper()


def shorten(value: object) -> str:
    """The wrong value in guillemets, masked and not too long; a table or list only by that word."""
    if isinstance(value, (dict, list, tuple)):
        return "tabellen eller listen"
    text = mask(str(value))
    return f"»{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}«"
