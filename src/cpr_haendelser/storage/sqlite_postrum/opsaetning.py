"""The set-up with all its versions."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cached_property

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.adgang.model import Bruger
from cpr_haendelser.aftaler.model import ItSystem, Organisation, Serviceaftale, Systemcertifikat
from cpr_haendelser.storage import postfejl
from cpr_haendelser.storage.aftalebog import INGEN_FOELGE, Foelge
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.storage.revisionsposter import set_up_changes
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.aftaler import keep_foelge
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, Post, to_post, to_text
from cpr_haendelser.storage.sqlite_postrum.revision import append
from cpr_haendelser.storage.sqlite_postrum.rum import Rum

_HUSKET = 4
"""Versions of the set-up that are remembered."""


class Opsaetninger(Rum):
    """What storage.postrum.Postrum says about the set-up."""

    def opsaetning(self) -> Opsaetning:
        """The set-up as it is now."""
        return self._laest.get(self.version()) or self._read(None)

    def opsaetning_pr(self, version: int) -> Opsaetning:
        """The set-up as it was."""
        return self._laest.get(version) or self._read(version)

    @cached_property
    def _laest(self) -> dict[int, Opsaetning]:
        """Versions that have been read lately: they never change, and thousands of agreements take time to read."""
        return {}

    def version(self) -> int:
        """The version of the set-up."""
        return int(self._rows("opsaetning", "version")[0][0])

    def gem(  # noqa: PLR0913 - one set-up is made of these
        self,
        *,
        organisationer: Sequence[Organisation] = (),
        systemer: Sequence[ItSystem] = (),
        aftaler: Sequence[Serviceaftale] = (),
        dueslag: Sequence[Dueslag] = (),
        brugere: Sequence[Bruger] = (),
        certifikater: Sequence[Systemcertifikat] = (),
        tidspunkt: str,
        hvem: str,
        foelge: Foelge = INGEN_FOELGE,
    ) -> int:
        """Keeps what is new or changed."""
        sql = saetninger("opsaetning", RUM)
        nye: dict[tuple[str, str], Post] = {
            **{("organisation", en.cvr): en for en in organisationer},
            **{("system", en.uuid): en for en in systemer},
            **{("aftale", en.id): en for en in aftaler},
            **{("dueslag", en.uuid): en for en in dueslag},
            **{("bruger", en.uuid): en for en in brugere},
            **{("certifikat", en.fingeraftryk): en for en in certifikater},
        }
        with self._forbindelser.writer() as connection:
            version, kendte = _poster(connection, None)
            if foelge.pr not in {None, version}:
                raise postfejl.overtaken()
            keep_foelge(connection, foelge)
            aendrede = {noegle: post for noegle, post in nye.items() if kendte.get(noegle) != post}
            if not aendrede:
                return version
            version += 1
            connection.execute(sql["add_version"], (version, tidspunkt, hvem))
            rows = [(art, noegle, version, to_text(post)) for (art, noegle), post in aendrede.items()]
            connection.executemany(sql["add_post"], rows)
            aendringer = ((art, noegle, kendte.get((art, noegle)), post) for (art, noegle), post in aendrede.items())
            append(connection, list(set_up_changes(version, hvem, aendringer)), tidspunkt)
            dueslag = [post for noegle, post in aendrede.items() if isinstance(post, Dueslag) and noegle not in kendte]
            connection.executemany(saetninger("fordel", RUM)["add_dueslag"], [(post.uuid,) for post in dueslag])
            fra = [{"dueslag": post.uuid, "fra": post.fra, "version": version} for post in dueslag]
            connection.executemany(saetninger("fordel", RUM)["er_bagud"], fra)
            return version

    def _read(self, version: int | None) -> Opsaetning:
        with self._forbindelser.snapshot() as connection:
            pr, kendte = _poster(connection, version)
        laest = Opsaetning(
            pr,
            tuple(post for post in kendte.values() if isinstance(post, Organisation)),
            tuple(post for post in kendte.values() if isinstance(post, ItSystem)),
            tuple(post for post in kendte.values() if isinstance(post, Serviceaftale)),
            tuple(post for post in kendte.values() if isinstance(post, Dueslag)),
            tuple(post for post in kendte.values() if isinstance(post, Bruger)),
            tuple(post for post in kendte.values() if isinstance(post, Systemcertifikat)),
        )
        if len(self._laest) >= _HUSKET:
            self._laest.clear()
        self._laest[pr] = laest
        return laest


def _poster(connection: sqlite3.Connection, version: int | None) -> tuple[int, dict[tuple[str, str], Post]]:
    """Everything as of a version or now, by kind and key in order."""
    sql = saetninger("opsaetning", RUM)
    nyeste = int(connection.execute(sql["version"]).fetchone()[0])
    if version is not None and not 0 <= version <= nyeste:
        raise postfejl.no_version(version, nyeste)
    pr = nyeste if version is None else version
    rows = connection.execute(sql["poster"], (pr,))
    return pr, {(art, noegle): to_post(art, indhold) for art, noegle, indhold in rows}


def read_poster(connection: sqlite3.Connection) -> dict[tuple[str, str], Post]:
    """Everything of the set-up as it is now, by kind and key."""
    return _poster(connection, None)[1]
