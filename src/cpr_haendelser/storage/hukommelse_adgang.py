"""The book of logins, and of restorings, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import RLock

from cpr_haendelser.revision.post import Revisionspost
from cpr_haendelser.storage.adgangsbog import Login, Noegle, Session
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.revisionsposter import key_closed, key_made, logged_in, login_changes, released


class HukommelseAdgang:
    """What storage.adgangsbog.Adgangsbog and storage.gendannelsesbog.Gendannelsesbog say."""

    def __init__(self, hemmelig: bytes) -> None:
        """`hemmelig`: what fingerprints in the audit are made with."""
        self._hemmelig = hemmelig
        self._adgangslaas = RLock()
        self._login: dict[str, Login] = {}
        self._sessioner: dict[bytes, Session] = {}
        self._apinoegler: dict[bytes, Noegle] = {}
        self._gendannelser: list[tuple[Gendannelse, str]] = []
        """Each with when it was released."""

    def login(self, bruger: str) -> Login | None:
        """What proves a user."""
        return self._login.get(bruger)

    def skift_login(self, foer: Login | None, efter: Login, *, hvem: str, nu: str) -> bool:
        """Puts one in the other's place."""
        with self._adgangslaas:
            if self._login.get(efter.bruger) != foer:
                return False
            self._login[efter.bruger] = efter
            self._tell(login_changes(foer, efter, hvem, self._hemmelig), nu)
            return True

    def opret_session(self, session: Session, *, hoejst: int) -> None:
        """Keeps a session."""
        with self._adgangslaas:
            self._sessioner[session.hash] = session
            self._tell([logged_in(session, self._hemmelig)], session.oprettet)
            andre = [each for each in self.sessioner(session.bruger) if each.hash != session.hash]
            for gammel in andre[: max(0, len(andre) + 1 - hoejst)]:
                del self._sessioner[gammel.hash]

    def session(self, hash_: bytes) -> Session | None:
        """The session with that hash."""
        return self._sessioner.get(hash_)

    def sessioner(self, bruger: str) -> list[Session]:
        """A user's sessions."""
        with self._adgangslaas:
            egne = [each for each in self._sessioner.values() if each.bruger == bruger]
        return sorted(egne, key=lambda each: (each.oprettet, each.hash))

    def set_session(self, hash_: bytes, tid: str) -> None:
        """It has been used."""
        with self._adgangslaas:
            if hash_ in self._sessioner:
                self._sessioner[hash_] = self._sessioner[hash_]._replace(sidst=tid)

    def slet_session(self, hash_: bytes) -> None:
        """It is over."""
        with self._adgangslaas:
            self._sessioner.pop(hash_, None)

    def slet_sessioner(self, bruger: str) -> int:
        """They are over."""
        with self._adgangslaas:
            egne = self.sessioner(bruger)
            for each in egne:
                del self._sessioner[each.hash]
        return len(egne)

    def ryd_sessioner(self, *, udloebet: str, uset: str) -> int:
        """Removes what is over."""
        with self._adgangslaas:
            slut = [each for each in self._sessioner.values() if each.udloeber <= udloebet or each.sidst <= uset]
            for each in slut:
                del self._sessioner[each.hash]
        return len(slut)

    def opret_noegle(self, noegle: Noegle) -> None:
        """Keeps a new key."""
        with self._adgangslaas:
            self._apinoegler[noegle.hash] = noegle
            self._tell([key_made(noegle, self._hemmelig)], noegle.oprettet)

    def noegle(self, hash_: bytes) -> Noegle | None:
        """The key with that hash."""
        return self._apinoegler.get(hash_)

    def noegler(self) -> list[Noegle]:
        """All keys."""
        with self._adgangslaas:
            return sorted(self._apinoegler.values(), key=lambda each: (each.oprettet, each.id))

    def luk_noegle(self, id_: str, tid: str, *, hvem: str) -> bool:
        """Closes a key."""
        lukket = self._change(id_, lukket=tid)
        self._tell([key_closed(id_, hvem)] if lukket else [], tid)
        return lukket

    def gendannelse(self) -> Gendannelse | None:
        """The restoring that nobody has looked through yet."""
        with self._adgangslaas:
            return next((each for each, frigivet in reversed(self._gendannelser) if not frigivet), None)

    def saet_gendannelse(self, gendannelse: Gendannelse) -> None:
        """It has been restored."""
        with self._adgangslaas:
            self._sessioner.clear()
            self._gendannelser.append((gendannelse, ""))

    def frigiv_gendannelse(self, set_: Mapping[str, str], *, nu: str, hvem: str) -> bool:
        """It has been looked through."""
        with self._adgangslaas:
            staaende = [each for each, frigivet in reversed(self._gendannelser) if not frigivet]
            self._gendannelser = [(each, frigivet or nu) for each, frigivet in self._gendannelser]
            if staaende:
                self._sessioner.clear()
                self._tell([released(each, set_, hvem) for each in staaende], nu)
            return bool(staaende)

    def _tell(self, poster: Sequence[Revisionspost], nu: str) -> None:
        """What becomes of what the audit shall say."""

    def brug_noegle(self, id_: str, dag: str) -> None:
        """It was used."""
        self._change(id_, sidst_brugt=dag)

    def _change(self, id_: str, **nyt: str) -> bool:
        with self._adgangslaas:
            for hash_, noegle in self._apinoegler.items():
                if noegle.id == id_ and not noegle.lukket:
                    self._apinoegler[hash_] = Noegle(**{**noegle._asdict(), **nyt})
                    return True
        return False
