"""Which documents are written, and by what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from cpr_haendelser.app import Installation
from cpr_haendelser.beskeder.beskrivelse import mapping_markdown
from cpr_haendelser.dokumentation import (
    aftaler,
    bestilling,
    drift,
    eksempler,
    fejlkoder,
    filtre,
    guider,
    kommandolinje,
    loefte,
    logning,
    opsaetning,
    regler,
    roller,
    tabeller,
    testpersoner,
)
from cpr_haendelser.dokumentation.markdown import page
from cpr_haendelser.fordeling import genforsoeg
from cpr_haendelser.settings import Settings
from cpr_haendelser.settings.reference import render as render_indstillinger
from cpr_haendelser.web.doer import create_app


def render_beskeder() -> str:
    """The page of what each element of a message shows."""
    return page("Beskederne", mapping_markdown())


def render_openapi() -> str:
    """The OpenAPI description of the feed."""
    installation = Installation.open(Settings(database_url="memory://"))
    return json.dumps(create_app(installation, "").openapi(), ensure_ascii=False, indent=1) + "\n"


SIDER: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "regler.md": regler.render,
        "poster.md": tabeller.render_poster,
        "koder.md": tabeller.render_koder,
        "beskeder.md": render_beskeder,
        "indstillinger.md": render_indstillinger,
        "kommandolinje.md": kommandolinje.render,
        "drift.md": drift.render,
        "fejlkoder.md": fejlkoder.render,
        "filtre.md": filtre.render,
        "opsaetning.md": opsaetning.render,
        "serviceaftaler.md": aftaler.render_serviceaftaler,
        "certifikater.md": aftaler.render_certifikater,
        "kom-godt-i-gang-drift.md": guider.render_drift,
        "kom-godt-i-gang-leverandoer.md": guider.render_leverandoer,
        "kom-godt-i-gang-myndighed.md": guider.render_myndighed,
        "logning.md": logning.render,
        "roller.md": roller.render,
        "bestillingstemplate.md": bestilling.render,
        "genforsoeg.md": genforsoeg.document,
        "testpersoner.md": testpersoner.render,
        "openapi.json": render_openapi,
    }
)
"""The documents by file name."""


FYLDTE: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"../README.md": eksempler.fill, "leveringsloefte.md": loefte.fill}
)
"""Not written whole: only what stands between marks in them."""


def check(docs: Path) -> list[str]:
    """The names of those that are not as the program says."""
    return list(_changed(docs))


def write(docs: Path) -> list[str]:
    """Writes those that are not as the program says; their names."""
    changed = _changed(docs)
    for name, text in changed.items():
        (docs / name).write_text(text, encoding="utf-8", newline="\n")
    return list(changed)


def _changed(docs: Path) -> dict[str, str]:
    """How those that are not as the program says should be."""
    hele = {name: render() for name, render in SIDER.items()}
    alle = hele | {name: fill(_read(docs / name)) for name, fill in FYLDTE.items()}
    return {name: text for name, text in alle.items() if _read(docs / name) != text}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
