"""The book of logins."""

from __future__ import annotations

import sqlite3

import msgspec

from cpr_haendelser.storage import postfejl
from cpr_haendelser.storage.adgangsbog import Login, Noegle, Session
from cpr_haendelser.storage.revisionsposter import key_closed, key_made, logged_in, login_changes
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, Raekke, to_text
from cpr_haendelser.storage.sqlite_postrum.revision import append
from cpr_haendelser.storage.sqlite_postrum.rum import Rum

_kendte = msgspec.json.Decoder(tuple[str, ...]).decode
_omfang = msgspec.json.Decoder(frozenset[str]).decode


class Adgange(Rum):
    """What storage.adgangsbog.Adgangsbog says."""

    def login(self, bruger: str) -> Login | None:
        """What proves a user."""
        with self._forbindelser.reader() as connection:
            return _read_login(connection, bruger)

    def skift_login(self, foer: Login | None, efter: Login, *, hvem: str, nu: str) -> bool:
        """Puts one in the other's place."""
        values = efter._asdict() | {"skal_skifte": int(efter.skal_skifte), "kendte": to_text(efter.kendte)}
        with self._forbindelser.writer() as connection:
            if _read_login(connection, efter.bruger) != foer:
                return False
            connection.execute(_sql("saet_login"), values)
            append(connection, login_changes(foer, efter, hvem, self._navnerum), nu)
        return True

    def opret_session(self, session: Session, *, hoejst: int) -> None:
        """Keeps a session."""
        with self._forbindelser.writer() as connection:
            connection.execute(_sql("add_session"), session)
            append(connection, [logged_in(session, self._navnerum)], session.oprettet)
            valgt = {"bruger": session.bruger, "ny": session.hash, "hoejst": hoejst}
            connection.execute(_sql("slet_aeldste_sessioner"), valgt)

    def session(self, hash_: bytes) -> Session | None:
        """The session with that hash."""
        return next((Session(*row) for row in self._rows("adgang", "session", (hash_,))), None)

    def sessioner(self, bruger: str) -> list[Session]:
        """A user's sessions."""
        return [Session(*row) for row in self._rows("adgang", "sessioner", (bruger,))]

    def set_session(self, hash_: bytes, tid: str) -> None:
        """It has been used."""
        with self._lazy_writer() as connection:
            connection.execute(_sql("set_session"), (tid, hash_))

    def slet_session(self, hash_: bytes) -> None:
        """It is over."""
        with self._forbindelser.writer() as connection:
            connection.execute(_sql("slet_session"), (hash_,))

    def slet_sessioner(self, bruger: str) -> int:
        """They are over."""
        with self._forbindelser.writer() as connection:
            return connection.execute(_sql("slet_sessioner"), (bruger,)).rowcount

    def ryd_sessioner(self, *, udloebet: str, uset: str) -> int:
        """Removes what is over."""
        with self._forbindelser.writer() as connection:
            return connection.execute(_sql("ryd_sessioner"), {"udloebet": udloebet, "uset": uset}).rowcount

    def opret_noegle(self, noegle: Noegle) -> None:
        """Keeps a new key."""
        with self._forbindelser.writer() as connection:
            connection.execute(_sql("add_noegle"), noegle._replace(omfang=to_text(noegle.omfang)))  # type: ignore[arg-type]
            append(connection, [key_made(noegle, self._navnerum)], noegle.oprettet)

    def noegle(self, hash_: bytes) -> Noegle | None:
        """The key with that hash."""
        return next(map(_to_noegle, self._rows("adgang", "noegle", (hash_,))), None)

    def noegler(self) -> list[Noegle]:
        """All keys."""
        return list(map(_to_noegle, self._rows("adgang", "noegler")))

    def luk_noegle(self, id_: str, tid: str, *, hvem: str) -> bool:
        """Closes a key."""
        with self._forbindelser.writer() as connection:
            lukket = connection.execute(_sql("luk_noegle"), (tid, id_)).rowcount > 0
            append(connection, [key_closed(id_, hvem)] if lukket else [], tid)
            return lukket

    def brug_noegle(self, id_: str, dag: str) -> None:
        """It was used."""
        with self._lazy_writer() as connection:
            connection.execute(_sql("brug_noegle"), (dag, id_))


def _sql(navn: str) -> str:
    return saetninger("adgang", RUM)[navn]


def _read_login(connection: sqlite3.Connection, bruger: str) -> Login | None:
    row = connection.execute(_sql("login"), (bruger,)).fetchone()
    if row is None:
        return None
    login = Login(*row)
    try:
        return login._replace(skal_skifte=bool(login.skal_skifte), kendte=_kendte(row[-1]))
    except msgspec.DecodeError:
        raise postfejl.no_login(bruger) from None


def _to_noegle(row: Raekke) -> Noegle:
    noegle = Noegle(*row)
    try:
        return noegle._replace(omfang=_omfang(str(noegle.omfang)))
    except msgspec.DecodeError:
        raise postfejl.no_noegle(noegle.id) from None
