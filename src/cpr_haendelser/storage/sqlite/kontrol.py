"""The check of all stores as they are at one moment, while they are at work (storage.kontrol says what is held)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from cpr_haendelser.storage.kontrol import Fund
from cpr_haendelser.storage.spring import NOEGLE, count_between, read_spring
from cpr_haendelser.storage.sqlite.kopi import ORDRER, POSTRUM, REGISTER, one_moment
from cpr_haendelser.storage.sqlite.saetninger import LAGER, saetninger
from cpr_haendelser.storage.sqlite.skema import list_objects, read_objects

Trin = Callable[[str, int, int], None]
_RUM = {
    REGISTER: LAGER,
    POSTRUM: "cpr_haendelser.storage.sqlite_postrum",
    ORDRER: "cpr_haendelser.storage.sqlite_ordrelager",
}
_FLEST = 5
"""So many of a database's own words are repeated; they name tables and pages, never values."""


def inspect_stores(
    stier: Mapping[str, Path], skemaer: Mapping[str, int], trin: Trin, *, grundig: bool
) -> Iterator[Fund]:
    """What is not as it must be. `skemaer`: the versions that the program uses; `grundig`: what takes long too."""
    with one_moment(stier) as laeser:
        for rum, connection in laeser.items():
            trin(rum, 0, 0)
            yield from _inspect_file(rum, connection, skemaer[rum], grundig=grundig)
        sidste = fil = 0
        if REGISTER in laeser:
            trin("loggen", 0, 0)
            sidste, fil = _numbers(laeser[REGISTER])
            yield from _inspect_register(laeser[REGISTER], sidste, grundig=grundig)
        if POSTRUM in laeser:
            trin("køerne", 0, 0)
            yield from _inspect_postrum(laeser[POSTRUM], sidste)
        if ORDRER in laeser:
            antal = _count(laeser[ORDRER], ORDRER, "ikke_i_loggen", {"sidste": sidste, "fil": fil})
            if antal:
                yield Fund("ordrer", ORDRER, f"{antal} udførte rækker henviser til noget, som loggen ikke har.")


def _inspect_file(rum: str, connection: sqlite3.Connection, skema: int, *, grundig: bool) -> Iterator[Fund]:
    try:
        fejl = [
            row[0] for row in connection.execute(f"PRAGMA {'integrity_check' if grundig else 'quick_check'}({_FLEST})")
        ]
        if fejl != ["ok"]:
            yield Fund("hel", rum, f"databasen er beskadiget ({'; '.join(map(str, fejl))}). Gendan en backup.")
        (nu,) = connection.execute("PRAGMA user_version").fetchone()
        if nu != skema:
            yield Fund("skema", rum, f"skemaet er udgave {nu}, og programmet bruger {skema}.")
        elif (har := read_objects(connection)) != (skal := list_objects(_RUM[rum])):
            tekst = f"{len(har - skal)} tabeller, indekser, triggere eller views er ikke programmets egne, og"
            yield Fund("skema", rum, f"{tekst} {len(skal - har)} af dets egne mangler: nogen har skrevet i databasen.")
        tabeller = sorted({row[0] for row in connection.execute("PRAGMA foreign_key_check")})
        if tabeller:
            yield Fund("henvisninger", rum, f"noget i {', '.join(tabeller)} henviser til det, der ikke er der.")
    except sqlite3.DatabaseError as error:
        yield Fund("hel", rum, f"databasen er beskadiget ({error}). Gendan en backup.")


def _numbers(connection: sqlite3.Connection) -> tuple[int, int]:
    sql = saetninger("kontrol")
    _, _, sidste = connection.execute(sql["log"]).fetchone()
    (fil,) = connection.execute(sql["sidste_fil"]).fetchone()
    return sidste, fil


def _inspect_register(connection: sqlite3.Connection, sidste: int, *, grundig: bool) -> Iterator[Fund]:
    sql = saetninger("kontrol")
    antal, foerste, _ = connection.execute(sql["log"]).fetchone()
    row = connection.execute(sql["meta"], (NOEGLE,)).fetchone()
    mangler = count_between(read_spring(row[0] if row else None), foerste - 1, sidste) - antal if antal else 0
    if mangler:
        yield Fund("log", REGISTER, f"{mangler} numre mangler i loggen.")
    if uden := _count(connection, REGISTER, "personer"):
        yield Fund("personer", REGISTER, f"{uden} personer har ikke deres nyeste version.")
    if grundig and (uden := _count(connection, REGISTER, "versioner")):
        yield Fund("versioner", REGISTER, f"om {uden} personer mangler den version, som loggen peger på.")


def _inspect_postrum(connection: sqlite3.Connection, sidste: int) -> Iterator[Fund]:
    position = _count(connection, POSTRUM, "position")
    if position > sidste:
        yield Fund("positioner", POSTRUM, f"der er fordelt til {position}, men loggen slutter ved {sidste}.")
    if antal := _count(connection, POSTRUM, "for_langt_fremme", {"sidste": sidste}):
        yield Fund("positioner", POSTRUM, f"{antal} rækker er om numre, som loggen ikke har.")
    for navn, hvad in (
        ("forreste", "personers første besked er ikke mærket, som den skal være"),
        ("flere_forreste", "personer har mere end én besked, der må sendes"),
        ("forrest_uden_at_vente", "beskeder må sendes uden at vente"),
        ("flere_ude", "personer har mere end én besked ude"),
    ):
        if antal := _count(connection, POSTRUM, navn):
            yield Fund("koeer", POSTRUM, f"{antal} {hvad}.")
    if antal := _count(connection, POSTRUM, "skaeve_lister"):
        tekst = "værdilister rummer ikke så mange værdier, som de siger, eller filtre ser andre"
        yield Fund("vaerdilister", POSTRUM, f"{antal} {tekst}.")
    for navn, hvad in (
        ("ulaeselige_noegler", "API-nøgler kan ikke læses: feltet omfang er ikke en liste af handlinger"),
        ("ulaeselige_logins", "logins kan ikke læses: feltet kendte er ikke en liste af mærker"),
    ):
        if antal := _count(connection, POSTRUM, navn):
            yield Fund("adgang", POSTRUM, f"{antal} {hvad}.")


def _count(connection: sqlite3.Connection, rum: str, navn: str, values: Mapping[str, int] | None = None) -> int:
    return int(connection.execute(saetninger("kontrol", _RUM[rum])[navn], dict(values or {})).fetchone()[0])
