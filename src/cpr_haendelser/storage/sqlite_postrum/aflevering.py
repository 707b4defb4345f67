"""Attempts: taking what may leave, and keeping how it ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.revision.kanonisk import Gruppe
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Videregivelse
from cpr_haendelser.storage.postfejl import check_svar
from cpr_haendelser.storage.revisionsposter import delivery, interrupted
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.gendannelse import standing
from cpr_haendelser.storage.sqlite_postrum.opsaetning import read_poster
from cpr_haendelser.storage.sqlite_postrum.raekker import (
    LEVERET,
    MINUT,
    RUM,
    Kasse,
    from_afslutning,
    to_forsendelse,
    to_text,
)
from cpr_haendelser.storage.sqlite_postrum.revision import append, append_groups
from cpr_haendelser.storage.sqlite_postrum.rum import Rum, numbers, queues_changed

_Veje = Mapping[int, Videregivelse]
"""By our numbers: on whose behalf and by which way messages have left."""


class Afleveringer(Rum):
    """What storage.postrum.Postrum says about attempts."""

    def klare(self, *, nu: str) -> list[str]:
        """The dueslag that have something to give now."""
        return [uuid for (uuid,) in self._rows("levering", "klare", {"nu": nu})]

    def tag(self, dueslag: str, antal: int, *, nu: str, hvem: str) -> list[Forsendelse]:
        """Takes forsendelser that may leave now.

        That something is out need not survive a power cut: the answer to it does, and takes it along. So a crash leaves
        it waiting, to be offered again as the same attempt.
        """
        with self._forbindelser.snapshot() as connection:
            if not _may_leave(connection, dueslag, antal, nu):
                return []
        with self._lazy_writer() as connection:
            found = _may_leave(connection, dueslag, antal, nu)
            if not found:
                return []
            nr, antal = found
            kasse, partier = Kasse(dueslag, self._navnerum), _Partier(connection)
            cvr = {nr: navn for navn, nr in numbers(connection, "myndighed", ()).items()}
            return [
                to_forsendelse(kasse, (loebenummer, pnr, cvr[myndighed], *rest), partier[parti])
                for loebenummer, pnr, myndighed, *rest, parti in _take(connection, nr, antal, nu=nu, hvem=hvem)
            ]

    def svar(self, svar: Sequence[Afslutning], *, nu: str) -> int:
        """Keeps how attempts ended."""
        check_svar(svar)
        if not svar:
            return 0
        with self._forbindelser.writer() as connection:
            veje = _gather(connection, svar)
            return _conclude(connection, nu, veje, andre=any(en.videregivelse is None for en in svar))

    def giv_tilbage(self, hvem: str, *, nu: str) -> int:
        """Makes ready again what somebody has outstanding."""
        sql = saetninger("levering", RUM)
        with self._forbindelser.writer() as connection, queues_changed(connection):
            append(connection, _interrupted(connection, hvem), nu)
            connection.execute(sql["personer_hos"], {"hvem": hvem})
            return connection.execute(sql["giv_tilbage"], {"hvem": hvem}).rowcount

    def ude_hos(self) -> dict[str, int]:
        """Who has how many outstanding."""
        return dict(self._rows("levering", "ude_hos"))


class _Partier(dict[int, str]):
    """When each batch was derived, looked up once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __missing__(self, parti: int) -> str:
        sql = saetninger("levering", RUM)["parti"]
        self[parti] = tidspunkt = str(self._connection.execute(sql, (parti,)).fetchone()[0])
        return tidspunkt


def _may_leave(connection: sqlite3.Connection, dueslag: str, antal: int, nu: str) -> tuple[int, int] | None:
    """Our number of the dueslag and how many may be taken; None when nothing may."""
    sql = saetninger("levering", RUM)
    found = connection.execute(sql["dueslag"], (dueslag,)).fetchone()
    if found is None or antal <= 0 or standing(connection) is not None:
        return None
    nr, stoppet, venter_til = found
    if stoppet or venter_til > nu or not connection.execute(sql["har_klar"], {"dueslag": nr, "nu": nu}).fetchone():
        return None
    if not venter_til:
        return nr, antal
    return None if connection.execute(sql["har_ude"], (nr,)).fetchone() else (nr, 1)


def _take(connection: sqlite3.Connection, dueslag: int, antal: int, *, nu: str, hvem: str) -> list[tuple[int, ...]]:
    sql = saetninger("levering", RUM)
    connection.execute(sql["tiden_er_kommet"], {"dueslag": dueslag, "nu": nu})
    tagne = sorted(connection.execute(sql["tag"], {"dueslag": dueslag, "antal": antal, "hvem": hvem}).fetchall())
    if connection.execute(sql["har_til_side"], (dueslag,)).fetchone():
        personer = to_text([(pnr, loebenummer) for loebenummer, pnr, *_ in tagne])
        connection.execute(sql["overhal"], {"dueslag": dueslag, "tagne": personer})
    return tagne


def _gather(connection: sqlite3.Connection, svar: Sequence[Afslutning]) -> _Veje:
    """The answers in a table, and of them those to what is outstanding in another; by which ways messages have left."""
    sql = saetninger("levering", RUM)
    dueslag = numbers(connection, "dueslag", ())
    veje = {en.videregivelse: 0 for en in svar}
    veje.update((vej, _vej(connection, vej)) for vej in veje if vej)
    for step in ("glem_afslutninger", "glem_hoerte", "glem_personer"):
        connection.execute(sql[step])
    connection.executemany(
        sql["add_afslutning"],
        (
            (*from_afslutning(en, dueslag[en.dueslag], veje[en.videregivelse]), raekke)
            for raekke, en in enumerate(svar)
            if en.dueslag in dueslag
        ),
    )
    connection.execute(sql["hoer"])
    return {nr: vej for vej, nr in veje.items() if vej is not None}


def _conclude(connection: sqlite3.Connection, nu: str, veje: _Veje, *, andre: bool) -> int:
    """Keeps what was heard; `andre`: not everything was delivered."""
    sql = saetninger("levering", RUM)
    heard = connection.execute(sql["antal_hoerte"]).fetchone()[0]
    leveret = {"leveret": LEVERET}
    led = audit(connection, nu, veje)
    connection.execute(sql["skriv_leveringer"], {"nu": nu, "led": led, **leveret})
    connection.execute(sql["fjern_leverede"], leveret)
    connection.execute(sql["tael_leverede"], leveret)
    connection.execute(sql["tael_minut"], {"minut": nu[:MINUT], **leveret})
    connection.execute(sql["glem_minutter"], {"nu": nu})
    if andre:
        connection.execute(sql["opdater_andre"], leveret)
        connection.execute(sql["tilbagehold_senere"])
        fejl = connection.execute(sql["fejl_hoert"], leveret).fetchall()
        connection.executemany(sql["saet_sidste_fejl"], fejl)
    connection.execute(sql["personer_hoert"])
    connection.execute(sql["saet_forreste"])
    return int(heard)


def audit(connection: sqlite3.Connection, nu: str, veje: _Veje) -> int:
    """The deliveries among what was heard, as a link of the audit; its number, 0 where there are none."""
    sql = saetninger("levering", RUM)
    leverede = connection.execute(sql["leverede"], {"leveret": LEVERET}).fetchall()
    if not leverede:
        return 0
    grupper = []
    for (dueslag, myndighed, vej), deres in groupby(leverede, key=itemgetter(0, 1, 2)):
        uuid, cvr = connection.execute(sql["afsendt"], (dueslag, myndighed)).fetchone()
        grupper.append(Gruppe(delivery(veje[vej], cvr, uuid), [raekke[3:] for raekke in deres]))
    return append_groups(connection, Slags.LEVERING, grupper, nu)


def _interrupted(connection: sqlite3.Connection, hvem: str) -> list[Revisionspost]:
    """What the audit says of what somebody has out that is gone."""
    ude = connection.execute(saetninger("levering", RUM)["ude_hos_en"], {"hvem": hvem}).fetchall()
    if not ude:
        return []
    systemer = {post.uuid: post.system for post in read_poster(connection).values() if isinstance(post, Dueslag)}
    return [
        interrupted(systemer.get(uuid, ""), cvr, uuid)._replace(pnr=pnr, loebenummer=loebenummer, forsoeg=forsoeg)
        for uuid, cvr, pnr, loebenummer, forsoeg in ude
    ]


def _vej(connection: sqlite3.Connection, vej: Videregivelse) -> int:
    sql = saetninger("levering", RUM)
    connection.execute(sql["add_videregivelse"], vej)
    return int(connection.execute(sql["videregivelse"], vej).fetchone()[0])
