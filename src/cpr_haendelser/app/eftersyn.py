"""The check put together for one installation: the stores, the audit's chain, permissions and room on the disk."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from cpr_haendelser.app.installation import Installation
from cpr_haendelser.app.revision import find_noegle, find_unexplained
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.revision import kontrol
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.aabning import Trin, inspect_stores, store_files
from cpr_haendelser.storage.kontrol import Fund

_ANDRES = 0o077
"""The permissions of others than the owner."""


def inspect(installation: Installation, trin: Trin, *, grundig: bool) -> Iterator[Fund]:
    """What is not as it must be, while everything is at work. `grundig`: what takes long too."""
    settings = installation.settings
    yield from inspect_stores(settings.database_url, trin, grundig=grundig)
    yield from _restored(installation)
    trin("revisionssporet", 0, 0)
    yield from _audit(installation)
    yield from _permissions(settings)
    yield from _room(settings)


def _restored(installation: Installation) -> Iterator[Fund]:
    staar = installation.postrum.gendannelse()
    if staar is not None:
        yield Fund(
            "gendannelse",
            "postrum",
            f"gendannet fra en backup, taget {staar.taget}, og ikke set efter: intet sendes, og ingen kommer ind. Se"
            " efter, og frigiv: `haendelser gendannelse`.",
        )


def _audit(installation: Installation) -> Iterator[Fund]:
    noegle = find_noegle(installation.settings)
    if (segl := find_unexplained(installation)) is not None:
        yield Fund(
            "revision",
            "postrum",
            f"det underskrevne hoved af led {segl.nr} i revision.hovedfil er ikke i sporet: databasen er ældre, end den"
            " var, eller sporet er kortet af. `haendelser serve` sender intet, før det er set efter.",
        )
    try:
        fundet = kontrol.check(installation.postrum, noegle.offentlig if noegle else None)
    except Opsaetningsfejl as fejl:  # what the audit begins with cannot be read
        yield Fund("revision", "postrum", fejl.tekst)
        return
    if fundet.fund:
        yield Fund(
            "revision", "postrum", f"{fundet.fund[0].tekst} Se alle {len(fundet.fund)}: `haendelser revision check`."
        )


def _permissions(settings: Settings) -> Iterator[Fund]:
    if os.name == "nt":
        return
    tls = settings.tls
    noegler = (tls.noegle, tls.klient_noegle, settings.revision.noegle)
    egne = [*store_files(settings.database_url), settings.spool_folder, *(sti for sti in noegler if sti is not None)]
    for sti in egne:
        if sti.exists() and stat.S_IMODE(sti.stat().st_mode) & _ANDRES:
            yield Fund("rettigheder", sti.name, "andre end ejeren må læse eller skrive den. Ret det med chmod go=.")


def _room(settings: Settings) -> Iterator[Fund]:
    filer = store_files(settings.database_url)
    if not filer:
        return
    brugt, ledig = sum(sti.stat().st_size for sti in filer if sti.exists()), _free(filer[0])
    if ledig < brugt:
        yield Fund(
            "plads", filer[0].parent.name, f"der er {ledig >> 20} MiB ledig, og databaserne fylder {brugt >> 20}."
        )


def _free(sti: Path) -> int:
    return shutil.disk_usage(sti.parent).free
