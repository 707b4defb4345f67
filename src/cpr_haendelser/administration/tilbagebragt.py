"""What a restored backup brought back to life, to be looked through by the operator before anything leaves again.

What was closed, blocked, ended or changed since the backup was taken is open again as it was then, and nothing in the
database can say which: that must be known by people. So everything is listed that lets somebody in or something out.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from cpr_haendelser.abonnementer.model import Dueslag, Vaerdiliste
from cpr_haendelser.adgang.model import Aktoerart
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem, Serviceaftale
from cpr_haendelser.fejl import Brugsfejl, Opsaetningsfejl
from cpr_haendelser.fordeling.gaeldende import Gaeldende
from cpr_haendelser.storage.adgangsbog import Login, Noegle
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.postrum import Postrum

SLAGS: Mapping[str, str] = MappingProxyType(
    {
        "aftaler": "Serviceaftaler, der er godkendt: er en opsagt, udløbet eller afløst siden?",
        "anmodninger": "Anmodninger, der venter på svar: er en besvaret eller trukket siden?",
        "systemer": "It-systemer, der er åbne: er et lukket, eller har det fået ny nøgle eller hemmelighed siden?",
        "certifikater": "Certifikater, der virker: er et fjernet eller spærret siden?",
        "noegler": "API-nøgler, der er åbne: er en lukket siden?",
        "brugere": "Brugere, der er åbne: er en lukket, eller har den fået andre roller, anden kode eller app siden?",
        "dueslag": "Dueslag, der er åbne: er et lukket, eller skal det sendes til en anden adresse siden?",
        "vaerdilister": "Værdilister: er der taget værdier ud siden?",
        "indstillinger": "Indstillinger, der er valgt, mens der blev kørt: er en valgt anderledes siden?",
    }
)
"""What is looked through, and what is asked of each kind."""
_TEGN = 4


class Ting(NamedTuple):
    """One thing that came back."""

    slags: str
    """One of SLAGS."""
    id: str
    navn: str
    hvad: str
    """What it lets, in words; never a secret."""


class Tilbagebragt(NamedTuple):
    """All that came back."""

    gendannelse: Gendannelse
    ting: tuple[Ting, ...]
    logins: tuple[tuple[str, str], ...] = ()
    """Of each open user what proves it, as a fingerprint: another password or app makes it another list."""

    @property
    def antal(self) -> Mapping[str, int]:
        """How many of each kind, none too."""
        talt = Counter(each.slags for each in self.ting)
        return {slags: talt[slags] for slags in SLAGS}

    @property
    def maerke(self) -> str:
        """Of just this list: what is released is what was looked at."""
        tal = hashlib.sha256(msgspec.json.encode((self.gendannelse, self.ting, self.logins))).hexdigest()
        return f"{tal[:_TEGN]}-{tal[_TEGN : 2 * _TEGN]}"

    def of(self, slags: str) -> list[Ting]:
        """Those of one kind."""
        return [each for each in self.ting if each.slags == slags]


class Tilbagebringelse:
    """Lists it and lets it go; safe to share between threads."""

    def __init__(self, postrum: Postrum, gaeldende: Callable[[], Gaeldende], nu: Callable[[], str]) -> None:
        """`nu` gives the time of day as the post room compares it."""
        self._postrum, self._gaeldende, self._nu = postrum, gaeldende, nu

    def list_all(self) -> Tilbagebragt | None:
        """What came back with the restoring that stands; None: none stands."""
        staar = self._postrum.gendannelse()
        if staar is None:
            return None
        nu, gaeldende = self._nu(), self._gaeldende()
        noegler = [each for each in self._postrum.noegler() if not each.lukket and nu < each.udloeber]
        valgte = [each for each in self._postrum.driftsvalg() if each.vaerdi]
        aabne = list_open(gaeldende, noegler, self._postrum.vaerdilister())
        ting = (*aabne, *(Ting("indstillinger", "", each.navn, each.vaerdi) for each in valgte))
        return Tilbagebragt(staar, ting, tuple(self._logins(gaeldende)))

    def _logins(self, gaeldende: Gaeldende) -> Iterator[tuple[str, str]]:
        for bruger in sorted(filter(gaeldende.is_open, gaeldende.opsaetning.brugere), key=lambda each: each.uuid):
            try:
                login = self._postrum.login(bruger.uuid)
            except Opsaetningsfejl as fejl:  # its row is damaged: nobody comes in by it, and `check` says so
                yield bruger.uuid, fejl.kode
            else:
                yield bruger.uuid, _fingerprint(login) if login is not None else ""

    def release(self, maerke: str, hvem: str) -> Tilbagebragt:
        """Lets messages leave and everybody in again, who must log in anew; the list that was looked through.

        Brugsfejl DRI-016 where no restoring stands, DRI-017 where the list is another than the one of the mark.
        """
        fundet = self.list_all()
        if fundet is None:
            raise _nothing()
        if maerke.strip().lower() != fundet.maerke:
            raise Brugsfejl(
                "DRI-017",
                "mærket hører ikke til listen, som den er nu: noget er ændret, siden I så den efter, eller mærket er"
                " skrevet forkert. Se den igen med `haendelser gendannelse`. Intet er frigivet.",
            )
        set_ = {slags: str(antal) for slags, antal in fundet.antal.items()}
        if not self._postrum.frigiv_gendannelse(set_, nu=self._nu(), hvem=hvem):
            raise _nothing()
        return fundet


def _fingerprint(login: Login) -> str:
    """Of what proves a user; not of when and from where it was last used."""
    bevis = (login.adgangskode, login.skal_skifte, login.udloeber, login.totp)
    return hashlib.sha256(msgspec.json.encode(bevis)).hexdigest()


def _nothing() -> Brugsfejl:
    return Brugsfejl("DRI-016", "ingen gendannelse venter på at blive frigivet. Intet er ændret.")


def list_open(gaeldende: Gaeldende, noegler: Sequence[Noegle], lister: Sequence[Vaerdiliste]) -> Iterator[Ting]:
    """Everything of a set-up that lets somebody in or something out, by kind and name. `noegler`: those that hold."""
    opsat, navne = gaeldende.opsaetning, _Navne(gaeldende)
    for slags, tilstand in (("aftaler", Aftaletilstand.GODKENDT), ("anmodninger", Aftaletilstand.ANMODET)):
        yield from _by_name(navne.aftale(slags, each) for each in opsat.aftaler if each.tilstand is tilstand)
    systemer = [each for each in opsat.systemer if each.aktiv]
    yield from _by_name(navne.system_(each) for each in systemer)
    kendte = {each.fingeraftryk: f"{each.navn}, gælder til {each.gyldig_til[:10]}" for each in opsat.certifikater}
    yield from _by_name(
        Ting("certifikater", f"{aftryk[:12]}…", each.navn, kendte.get(aftryk, "kun fingeraftrykket er kendt"))
        for each in systemer
        for aftryk in each.fingeraftryk
    )
    yield from _by_name(navne.noegle(each) for each in noegler)
    yield from _by_name(
        Ting("brugere", each.brugernavn, each.navn, f"CVR {each.cvr}: {', '.join(sorted(each.roller)) or 'ingenting'}")
        for each in opsat.brugere
        if gaeldende.is_open(each)
    )
    yield from _by_name(navne.dueslag(each) for each in opsat.dueslag if each.aktiv)
    yield from _by_name(navne.liste(each) for each in lister if each.aktiv)


def _by_name(ting: Iterator[Ting]) -> list[Ting]:
    return sorted(ting, key=lambda each: (each.navn.casefold(), each.id))


class _Navne:
    """Things of a set-up in words."""

    def __init__(self, gaeldende: Gaeldende) -> None:
        self._gaeldende = gaeldende
        self._organisationer = {each.cvr: each.navn for each in gaeldende.opsaetning.organisationer}

    def aftale(self, slags: str, aftale: Serviceaftale) -> Ting:
        cvr = bare_cvr(aftale.myndighed)
        myndighed = self._organisationer.get(cvr, f"CVR {cvr}")
        til = f"til {aftale.gyldig_til}" if aftale.gyldig_til else "uden slutdato"
        fra = f"fra {aftale.gyldig_fra} " if aftale.gyldig_fra else ""
        hvad = f"{aftale.service} om {myndighed}, {fra}{til}"
        return Ting(slags, aftale.id, self._system(aftale.system), hvad)

    def system_(self, system: ItSystem) -> Ting:
        beviser = [navn for navn, har in (("nøgle", system.noegle), ("hemmelighed", system.hemmelighed)) if har]
        if system.fingeraftryk:
            antal = len(system.fingeraftryk)
            beviser.append("certifikat" if antal == 1 else f"{antal} certifikater")
        hvad = f"CVR {bare_cvr(system.cvr)}; kendes på {', '.join(beviser) or 'intet'}"
        if system.callbacks:
            hvad += f"; der må sendes til {' og '.join(system.callbacks)}"
        return Ting("systemer", system.uuid, system.navn, hvad)

    def noegle(self, noegle: Noegle) -> Ting:
        if noegle.art == Aktoerart.BRUGER:
            bruger = self._gaeldende.brugere.get(noegle.ejer)
            ejer = f"brugeren {bruger.brugernavn}" if bruger is not None else noegle.ejer
        else:
            ejer = f"it-systemet {self._system(noegle.ejer)}"
        return Ting(
            "noegler", noegle.id, noegle.navn,
            f"til {ejer}: {', '.join(sorted(noegle.omfang))}; gælder til {noegle.udloeber[:10]}",
        )  # fmt: skip

    def dueslag(self, dueslag: Dueslag) -> Ting:
        hvordan = f"sendes til {dueslag.callback}" if dueslag.callback else "hentes"
        return Ting("dueslag", dueslag.uuid, dueslag.navn, f"{self._system(dueslag.system)}; {hvordan}")

    def liste(self, liste: Vaerdiliste) -> Ting:
        antal = "1 værdi" if liste.antal == 1 else f"{liste.antal} værdier"
        hvad = f"{self._system(liste.system)}; {antal}, version {liste.version}"
        return Ting("vaerdilister", liste.uuid, liste.navn, hvad)

    def _system(self, uuid: str) -> str:
        system = self._gaeldende.systemer.get(uuid.lower())
        return system.navn if system is not None else uuid
