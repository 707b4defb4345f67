"""The set-up, the value lists, and how far the feed has been read, of the post room in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from threading import RLock

from cpr_haendelser.abonnementer.model import Dueslag, Vaerdiliste
from cpr_haendelser.adgang.model import Bruger
from cpr_haendelser.aftaler.model import Aftaleskridt, ItSystem, Organisation, Serviceaftale, Systemcertifikat
from cpr_haendelser.storage import postfejl
from cpr_haendelser.storage.aftalebog import INGEN_FOELGE, Foelge
from cpr_haendelser.storage.hukommelse_revision import HukommelseRevision
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.storage.revisionsposter import agreement_step, list_change, set_up_changes
from cpr_haendelser.storage.straekning import FLEST_UDSNIT, Straekning, splice

Post = Organisation | ItSystem | Serviceaftale | Dueslag | Bruger | Systemcertifikat


def sort_key(vaerdi: int | str) -> tuple[bool, int | str]:
    """Numbers first, then text."""
    return isinstance(vaerdi, str), vaerdi


class HukommelseOpsaetning(HukommelseRevision):
    """Every version of the set-up, and of each list's values."""

    def __init__(self, lock: RLock) -> None:
        super().__init__(lock)
        self._versioner: list[dict[tuple[str, str], Post]] = [{}]
        """The whole set-up by version, each thing by kind and key."""
        self._aftaleskridt: list[Aftaleskridt] = []
        self._ordrenyt_til = 0
        self._lister: dict[str, Vaerdiliste] = {}
        self._medlemmer: dict[str, list[frozenset[int | str]]] = {}
        """The values of a list by version."""
        self._aendringer: list[str] = []
        """The lists that were changed, in order."""
        self._laest: dict[str, dict[str, tuple[Straekning, ...]]] = {}
        """By system and part of the log, the one read last at the end."""

    def opsaetning(self) -> Opsaetning:
        """The set-up as it is now."""
        return self.opsaetning_pr(self.version())

    def opsaetning_pr(self, version: int) -> Opsaetning:
        """The set-up as it was."""
        with self._lock:
            if not 0 <= version < len(self._versioner):
                raise postfejl.no_version(version, self.version())
            poster = sorted(self._versioner[version].items())
        return Opsaetning(
            version,
            tuple(post for _, post in poster if isinstance(post, Organisation)),
            tuple(post for _, post in poster if isinstance(post, ItSystem)),
            tuple(post for _, post in poster if isinstance(post, Serviceaftale)),
            tuple(post for _, post in poster if isinstance(post, Dueslag)),
            tuple(post for _, post in poster if isinstance(post, Bruger)),
            tuple(post for _, post in poster if isinstance(post, Systemcertifikat)),
        )

    def version(self) -> int:
        """The version of the set-up."""
        return len(self._versioner) - 1

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
        nye: dict[tuple[str, str], Post] = {
            **{("organisation", en.cvr): en for en in organisationer},
            **{("system", en.uuid): en for en in systemer},
            **{("aftale", en.id): en for en in aftaler},
            **{("dueslag", en.uuid): en for en in dueslag},
            **{("bruger", en.uuid): en for en in brugere},
            **{("certifikat", en.fingeraftryk): en for en in certifikater},
        }
        with self._lock:
            if foelge.pr not in {None, self.version()}:
                raise postfejl.overtaken()
            self.skriv_aftaleskridt(foelge)
            naeste = self._versioner[-1] | nye
            if naeste != self._versioner[-1]:
                foer = self._versioner[-1]
                self._versioner.append(naeste)
                aendringer = ((*en, foer.get(en), post) for en, post in nye.items() if foer.get(en) != post)
                self.skriv_revision(list(set_up_changes(self.version(), hvem, aendringer)), nu=tidspunkt)
                self._begin([en for en in dueslag if ("dueslag", en.uuid) not in foer])
            return self.version()

    def skriv_aftaleskridt(self, foelge: Foelge) -> None:
        """Keeps words and letters."""
        with self._lock:
            self._aftaleskridt += foelge.skridt
            for nu, deres in groupby(foelge.skridt, key=attrgetter("tidspunkt")):
                self.skriv_revision([agreement_step(skridt) for skridt in deres], nu=nu)
            self._post(foelge.breve)

    def aftaleskridt(self, aftale: str) -> list[Aftaleskridt]:
        """Every step and word of an agreement."""
        with self._lock:
            return [each for each in self._aftaleskridt if each.aftale == aftale]

    def ordrenyt_til(self) -> int:
        """How far letters have been written about orders."""
        return self._ordrenyt_til

    def skriv_ordrebreve(self, breve: Sequence[str], *, efter: int, til: int) -> bool:
        """Keeps letters about orders."""
        with self._lock:
            if self._ordrenyt_til != efter:
                return False
            self._post(breve)
            self._ordrenyt_til = til
            return True

    def _post(self, breve: Sequence[str]) -> None:
        """What becomes of letters."""

    def _begin(self, dueslag: Sequence[Dueslag]) -> None:
        """What becomes of new dueslag."""

    def vaerdilister(self) -> list[Vaerdiliste]:
        """All value lists."""
        with self._lock:
            return sorted(self._lister.values())

    def opret_vaerdiliste(self, liste: Vaerdiliste, *, nu: str, hvem: str) -> None:
        """Keeps an empty list, or its new name or state."""
        with self._lock:
            kendt = self._lister.get(liste.uuid, liste._replace(version=0, antal=0))
            self._lister[liste.uuid] = liste._replace(version=kendt.version, antal=kendt.antal)
            self._medlemmer.setdefault(liste.uuid, [frozenset()])
            self.skriv_revision([list_change(self._lister[liste.uuid], hvem, "gem")], nu=nu)

    def ret_vaerdiliste(
        self, uuid: str, *, til: Iterable[int | str] = (), fra: Iterable[int | str] = (), nu: str, hvem: str
    ) -> Vaerdiliste:
        """Removes and adds values."""
        nye, fjernede = frozenset(til), frozenset(fra)
        with self._lock:
            self._check(uuid)
            foer = self._medlemmer[uuid][-1]
            naeste = (foer - fjernede) | nye
            if naeste != foer:
                self._medlemmer[uuid].append(naeste)
                self._aendringer.append(uuid)
                version = len(self._medlemmer[uuid]) - 1
                self._lister[uuid] = self._lister[uuid]._replace(version=version, antal=len(naeste))
                post = list_change(self._lister[uuid], hvem, "ret", len(naeste - foer), len(foer - naeste))
                self.skriv_revision([post], nu=nu)
            return self._lister[uuid]

    def vaerdier(self, uuid: str, *, efter: int | str | None = None, antal: int = 1000) -> list[int | str]:
        """Values in order."""
        with self._lock:
            self._check(uuid)
            alle = sorted(self._medlemmer[uuid][-1], key=sort_key)
        return [en for en in alle if efter is None or sort_key(en) > sort_key(efter)][:antal]

    def medlemskaber(self, vaerdier: Collection[int | str], stand: int | None = None) -> dict[int | str, list[str]]:
        """Which value lists each of the values is in."""
        with self._lock:
            aendringer = self._aendringer[:stand]
            da = {uuid: versioner[aendringer.count(uuid)] for uuid, versioner in sorted(self._medlemmer.items())}
            fundne = {vaerdi: [uuid for uuid, alle in da.items() if vaerdi in alle] for vaerdi in vaerdier}
            return {vaerdi: lister for vaerdi, lister in fundne.items() if lister}

    def listestand(self) -> int:
        """The number of the newest change."""
        return len(self._aendringer)

    def laest(self, system: str, udsnit: str) -> tuple[Straekning, ...]:
        """How far an it-system has read a part of the log."""
        with self._lock:
            return self._laest.get(system, {}).get(udsnit, ())

    def saet_laest(self, system: str, udsnit: str, ny: Straekning, *, fra: int) -> None:
        """Keeps that a stretch has been shown."""
        with self._lock:
            egne = self._laest.setdefault(system, {})
            egne[udsnit] = splice(egne.pop(udsnit, ()), ny, fra=fra)
            if len(egne) > FLEST_UDSNIT:
                del egne[next(iter(egne))]

    def _check(self, uuid: str) -> None:
        if uuid not in self._lister:
            raise postfejl.no_vaerdiliste(uuid)
