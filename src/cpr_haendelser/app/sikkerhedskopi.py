"""Backup of an installation while it runs, and its restoring: what a backup says of itself, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from cpr_haendelser import __version__
from cpr_haendelser.fejl import Brugsfejl, Miljoefejl
from cpr_haendelser.fordeling.proces import PROCESSER, find_levende
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.aabning import Trin, copy_stores, newest_schemas, put_back
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.kopi import Kopi
from cpr_haendelser.storage.spring import Spring, leap

MANIFEST = "backup.json"
"""Written last: a folder without it holds no backup."""
_ART, _VERSION = "cpr-haendelser backup", 1


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a backup says of itself; no person is in it."""

    art: str = _ART
    version: int = _VERSION
    program: str
    miljoe: str
    taget: str
    """When (ISO 8601 with offset)."""
    kopi: Kopi


class Gendannet(NamedTuple):
    """What was restored, and which numbers the log leaps over."""

    manifest: Manifest
    spring: Spring


def take_backup(settings: Settings, miljoe: str, mappe: Path, *, nu: Callable[[], datetime], trin: Trin) -> Manifest:
    """Copies the stores into a new or empty folder; on the disk when it returns, for its owner alone.

    Brugsfejl DRI-011 where the folder holds something. What was half done is removed.
    """
    if mappe.exists() and (not mappe.is_dir() or any(mappe.iterdir())):
        raise Brugsfejl(
            "DRI-011", f"{mappe.name} er der allerede og er ikke en tom mappe; en backup får sin egen. Intet er ændret."
        )
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
    mappe.chmod(0o700)
    try:
        taget = nu().isoformat(timespec="seconds")
        kopi = copy_stores(settings.database_url, mappe, trin)
        manifest = Manifest(program=__version__, miljoe=miljoe, taget=taget, kopi=kopi)
        _write(mappe / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    except BaseException:
        for sti in mappe.iterdir():
            sti.unlink()
        mappe.rmdir()
        raise
    return manifest


def _write(sti: Path, indhold: bytes) -> None:
    foreloebig = sti.with_suffix(".del")
    with os.fdopen(os.open(foreloebig, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as fil:
        fil.write(indhold)
        fil.flush()
        os.fsync(fil.fileno())
    foreloebig.replace(sti)


def read_manifest(mappe: Path) -> Manifest:
    """What the backup in a folder says of itself. Brugsfejl DRI-012 where there is none that this program can read."""
    try:
        manifest = msgspec.json.decode((mappe / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise Brugsfejl("DRI-012", f"der er ingen backup i {mappe.name}: {MANIFEST} mangler.") from None
    except msgspec.DecodeError:
        raise _unreadable(mappe, "filen er ikke, som en backup skrev den") from None
    rum = [fil.rum for fil in manifest.kopi.filer]
    if manifest.art != _ART or manifest.version != _VERSION or len(set(rum)) != len(rum):
        raise _unreadable(mappe, "den er ikke fra en udgave, som denne kender")
    nyere = [fil.rum for fil in manifest.kopi.filer if fil.skema > newest_schemas().get(fil.rum, -1)]
    if nyere or "register" not in rum:
        raise _unreadable(mappe, f"den er taget med udgave {manifest.program}; brug den eller en nyere")
    return manifest


def _unreadable(mappe: Path, hvorfor: str) -> Brugsfejl:
    return Brugsfejl("DRI-012", f"backuppen i {mappe.name} kan ikke læses: {hvorfor}. Intet er ændret.")


def restore(settings: Settings, mappe: Path, *, nu: datetime, mindst: int = 0) -> Gendannet:
    """Puts a backup where the settings say the database is, and lets its numbers go on above all that were given.

    Nothing leaves, and nobody comes in, before somebody has looked through what it brought back (decision 22).

    `mindst`: a løbenummer that is known to have been given. Miljoefejl MIL-003 for a backup of the other environment,
    Brugsfejl DRI-012 to DRI-015 where the backup or the place is not as it should be, DRI-018 where a program is still
    at work here; then nothing is changed.
    """
    manifest = read_manifest(mappe)
    if manifest.miljoe != settings.environment:
        raise Miljoefejl(
            "MIL-003",
            f"backuppen er fra {manifest.miljoe}, men indstillingen siger {settings.environment}. Ret"
            " HAENDELSER_ENVIRONMENT, hvis det er det rigtige sted. Intet er ændret.",
        )
    if nu < datetime.fromisoformat(manifest.taget):
        raise Brugsfejl(
            "DRI-015",
            f"backuppen er taget {manifest.taget}, som er senere end maskinens ur viser. Stil uret: numrene i loggen"
            " fortsætter efter klokken, så ingen læser mangler noget. Intet er ændret.",
        )
    _check_sizes(manifest, mappe)
    if levende := find_levende(settings.spool_folder / PROCESSER):
        raise Brugsfejl(
            "DRI-018",
            f"programmet kører endnu ({', '.join(levende)}) og kan have den gamle database åben: så sendte det videre"
            " fra den. Stop det (`haendelser serve`), og gendan igen. Intet er ændret.",
        )
    sekunder = int(nu.timestamp())
    staar = Gendannelse(manifest.taget, stamp(nu))
    spring = put_back(manifest.kopi, mappe, settings.database_url, lambda sidste: leap(sidste, sekunder, mindst), staar)
    return Gendannet(manifest, spring)


def _check_sizes(manifest: Manifest, mappe: Path) -> None:
    """What can be seen before anything is copied; that the content is right is seen as it is copied."""
    for fil in manifest.kopi.filer:
        sti = mappe / fil.navn
        if not sti.is_file() or sti.stat().st_size != fil.bytes:
            raise Brugsfejl(
                "DRI-014",
                f"{fil.navn} mangler i backuppen eller har ikke den størrelse, som den blev taget med. Brug en anden"
                " backup. Intet er gendannet.",
            )
