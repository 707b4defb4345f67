"""The post room in memory: plain and slow, gone when the program ends; the model for testing other implementations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from threading import RLock
from uuid import uuid4

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.post import Led, Revisionspost
from cpr_haendelser.revision.vidner import Vidner
from cpr_haendelser.storage.aftalebog import BREV
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand, Levering
from cpr_haendelser.storage.hukommelse_adgang import HukommelseAdgang
from cpr_haendelser.storage.hukommelse_alarmer import HukommelseAlarmer
from cpr_haendelser.storage.hukommelse_opsaetning import HukommelseOpsaetning
from cpr_haendelser.storage.hukommelse_valg import HukommelseValg
from cpr_haendelser.storage.postfejl import check_forud, check_nye, check_svar
from cpr_haendelser.storage.postrum import INGEN, Afventende, Dueslagstilstand, Fordeling, Indgreb, Ny, Stilstand
from cpr_haendelser.storage.revisionsposter import delivery, interrupted, intervention
from cpr_haendelser.storage.revisionsvidner import Raekker, to_vidner
from cpr_haendelser.storage.transaktion import transaktion

VENTER, UDE, LEVERET, PARKERET, TILBAGEHOLDT, FEJLKOE, AFVENTER = (
    Forsendelsestilstand.VENTER,
    Forsendelsestilstand.UDE,
    Forsendelsestilstand.LEVERET,
    Forsendelsestilstand.PARKERET,
    Forsendelsestilstand.TILBAGEHOLDT,
    Forsendelsestilstand.FEJLKOE,
    Forsendelsestilstand.AFVENTER,
)
_MINUT = 16
"""So much of a time says which minute it was."""
TIL_SIDE = (PARKERET, TILBAGEHOLDT, FEJLKOE)

Noegle = tuple[str, int]
"""Dueslag and løbenummer."""


class HukommelsePostrum(HukommelseAdgang, HukommelseAlarmer, HukommelseValg, HukommelseOpsaetning):
    """What storage.postrum.Postrum says, in memory. One lock guards it all."""

    def __init__(self) -> None:
        self._navnerum = uuid4().bytes
        HukommelseAdgang.__init__(self, self._navnerum)
        HukommelseAlarmer.__init__(self)
        HukommelseValg.__init__(self)
        HukommelseOpsaetning.__init__(self, RLock())
        self._position = 0
        self._kom_med: dict[str, int] = {}
        """The version of the set-up that each dueslag came with."""
        self._bagud: dict[str, int] = {}
        self._forud: set[int] = set()
        self._fordelinger: list[tuple[str, range, Fordeling]] = []
        """What was held against a dueslag ("": all that were not behind), in which numbers, and with what."""
        self._poster: dict[str, dict[int, Forsendelse]] = defaultdict(dict)
        self._siden: dict[Noegle, str] = {}
        """When what was put aside or delivered came to wait again."""
        self._hos: dict[Noegle, str] = {}
        """Who has what is out."""
        self._overhalet: set[Noegle] = set()
        """What is put aside while a later one about the person has left."""
        self._leveringer: list[Levering] = []
        self._indgreb: list[Indgreb] = []
        self._stoppet: dict[str, str] = {}
        self._venter_til: dict[str, str] = {}
        self._sidste_fejl: dict[str, str] = {}

    # Deriving

    def position(self) -> int:
        """The løbenummer up to which forsendelser have been derived."""
        return self._position

    def fordel(  # noqa: PLR0913 - one batch is made of these
        self,
        nye: Sequence[Ny],
        *,
        til: int,
        tidspunkt: str,
        versioner: str,
        opsat: int | None = None,
        uden: Collection[str] = (),
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Keeps forsendelser and moves the position."""
        check_nye(nye, til)
        with self._lock:
            if self._position >= til:
                return 0
            self._are_behind(opsat, uden)
            deres = [ny for ny in self._for_all(nye) if ny.loebenummer > self._position]
            antal = self._derive(deres, tidspunkt, afventer)
            self._fordelinger.append(("", range(self._position + 1, til + 1), Fordeling(tidspunkt, versioner)))
            self._position = til
            return antal

    def forud(self) -> list[int]:
        """The løbenumre beyond the position that have been derived."""
        with self._lock:
            return sorted(nummer for nummer in self._forud if nummer > self._position)

    def fordel_forud(  # noqa: PLR0913 - one batch is made of these
        self,
        nye: Sequence[Ny],
        *,
        numre: Collection[int],
        tidspunkt: str,
        versioner: str,
        opsat: int | None = None,
        uden: Collection[str] = (),
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Keeps the forsendelser of some hændelser beyond the position."""
        check_forud(nye, numre)
        with self._lock:
            valgte = sorted(nummer for nummer in set(numre) - self._forud if nummer > self._position)
            if not valgte:
                return 0
            self._are_behind(opsat, uden)
            deres = [ny for ny in self._for_all(nye) if ny.loebenummer > self._position]
            antal = self._derive(deres, tidspunkt, afventer)
            dengang = Fordeling(tidspunkt, versioner)
            self._fordelinger += [("", range(nummer, nummer + 1), dengang) for nummer in valgte]
            self._forud.update(valgte)
            return antal

    def _are_behind(self, opsat: int | None, uden: Collection[str]) -> None:
        nyere = [uuid for uuid, version in self._kom_med.items() if opsat is not None and version > opsat]
        self._bagud = dict.fromkeys([*nyere, *uden], self._position) | self._bagud

    def _for_all(self, nye: Sequence[Ny]) -> list[Ny]:
        """Those of dueslag that are not behind, which have not been derived ahead."""
        return [ny for ny in nye if ny.dueslag not in self._bagud and ny.loebenummer not in self._forud]

    def _derive(self, nye: Iterable[Ny], tidspunkt: str, afventer: Mapping[int, str]) -> int:
        antal = 0
        for ny in sorted(nye, key=lambda ny: ny.loebenummer):
            if ny.loebenummer not in self._poster[ny.dueslag]:
                post = self._new(ny, tidspunkt)
                grund = afventer.get(ny.loebenummer, "")
                self._keep(
                    post._replace(tilstand=AFVENTER, grund=grund) if grund else self._withheld_with_earlier(post)
                )
                antal += 1
        return antal

    def _post(self, breve: Sequence[str]) -> None:
        """Letters wait beside the alarms."""
        self._add([(BREV, brev) for brev in breve])

    def _begin(self, dueslag: Sequence[Dueslag]) -> None:
        self._kom_med.update((en.uuid, self.version()) for en in dueslag)
        self._bagud.update((en.uuid, en.fra) for en in dueslag)

    def bagud(self) -> dict[str, int]:
        """The dueslag that have not got the log up to the position yet."""
        return dict(sorted(self._bagud.items()))

    def indhent(  # noqa: PLR0913 - one batch is made of these
        self,
        dueslag: Collection[str],
        nye: Sequence[Ny],
        *,
        fra: int,
        til: int,
        tidspunkt: str,
        versioner: str,
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Gives dueslag that are behind what is theirs."""
        check_nye(nye, til)
        with self._lock:
            der = {en for en in dueslag if self._bagud.get(en) == fra}
            for en in der:
                self._bagud[en] = til
                if til >= max(self._position, *self._forud, 0):
                    del self._bagud[en]
            if til <= fra:
                return 0
            dengang = Fordeling(tidspunkt, versioner)
            self._fordelinger += [(en, range(fra + 1, til + 1), dengang) for en in sorted(der)]
            deres = [ny for ny in nye if ny.loebenummer > fra and ny.dueslag in der]
            return self._derive(deres, tidspunkt, afventer)

    def fordeling(self, dueslag: str, loebenummer: int) -> Fordeling | None:
        """When and with which versions a hændelse was held against a dueslag."""
        with self._lock:
            if not self._has_been_held_against(dueslag, loebenummer):
                return None
            fundne = [en for en in self._fordelinger if loebenummer in en[1] and en[0] in (dueslag, "")]
            return max(fundne, key=lambda en: en[0])[2] if fundne else None

    def _has_been_held_against(self, dueslag: str, loebenummer: int) -> bool:
        """Whether a dueslag has been given the hændelse, if it is for it."""
        naaet = min(self._bagud.get(dueslag, self._position), self._position)
        return loebenummer <= naaet or (loebenummer in self._forud and dueslag not in self._bagud)

    def afspil(self, dueslag: str, loebenumre: Sequence[tuple[int, int, str]], *, nu: str, hvem: str) -> int:
        """Sends again."""
        with self._lock:
            antal, poster = 0, self._poster[dueslag]
            for loebenummer, pnr, myndighed in sorted(set(loebenumre)):
                post = poster.get(loebenummer)
                if post is not None and post.tilstand in (PARKERET, FEJLKOE):
                    self._release(post, nu)
                elif self._has_been_held_against(dueslag, loebenummer) and (post is None or post.tilstand is LEVERET):
                    ny = Ny(dueslag, loebenummer, pnr, myndighed)
                    post = post._replace(tilstand=VENTER, tabt=0) if post else self._new(ny, nu)
                    forbi = any(anden.forsoeg and anden.loebenummer > loebenummer for anden in self._persons(post))
                    self._keep(post._replace(uden_for_raekkefoelge=post.uden_for_raekkefoelge or forbi))
                    self._siden[dueslag, loebenummer] = nu
                else:
                    continue
                antal += 1
            self._note(nu, hvem, dueslag, "afspil", antal)
            return antal

    # Attempts

    def klare(self, *, nu: str) -> list[str]:
        """The dueslag that have something to give now."""
        with self._lock:
            return sorted(
                dueslag
                for dueslag in self._poster
                if self._allowed(dueslag, 1, nu) and any(post.naeste <= nu for post in self._forreste(dueslag))
            )

    def tag(self, dueslag: str, antal: int, *, nu: str, hvem: str) -> list[Forsendelse]:
        """Takes forsendelser that may leave now."""
        with self._lock:
            antal = self._allowed(dueslag, antal, nu)
            if antal <= 0:
                return []
            for post in self._forreste(dueslag):
                if post.naeste <= nu:
                    self._keep(post._replace(naeste=""))
            valgte = [post for post in self._forreste(dueslag) if not post.naeste][:antal]
            tagne = [post._replace(tilstand=UDE, forsoeg=post.forsoeg + 1) for post in valgte]
            for post in tagne:
                self._keep(post)
                self._hos[dueslag, post.loebenummer] = hvem
                self._overhalet.update(
                    (dueslag, anden.loebenummer)
                    for anden in self._persons(post)
                    if anden.tilstand in TIL_SIDE and anden.loebenummer < post.loebenummer
                )
            return tagne

    def svar(self, svar: Sequence[Afslutning], *, nu: str) -> int:
        """Keeps how attempts ended."""
        check_svar(svar)
        with self._lock:
            foer = len(self._leveringer)
            heard = sum(self._conclude(en, nu) for en in svar)
            self._audit(self._leveringer[foer:], nu)
            return heard

    def giv_tilbage(self, hvem: str, *, nu: str) -> int:
        """Makes ready again what somebody has outstanding."""
        with self._lock:
            hans = [noegle for noegle, anden in self._hos.items() if anden == hvem or anden.startswith(f"{hvem}/")]
            self.skriv_revision(self._interrupted(hans), nu=nu)
            for dueslag, loebenummer in hans:
                del self._hos[dueslag, loebenummer]
                self._keep(self._poster[dueslag][loebenummer]._replace(tilstand=VENTER))
            return len(hans)

    def ude_hos(self) -> dict[str, int]:
        """Who has how many outstanding."""
        with self._lock:
            return dict(sorted(Counter(self._hos.values()).items()))

    # By hand and by agreement

    def frigiv(self, dueslag: str, loebenumre: Sequence[int], *, nu: str, hvem: str) -> int:
        """Lets what is parked or in the fejlkø leave again."""
        with self._lock:
            valgte = self._chosen(dueslag, loebenumre, (PARKERET, FEJLKOE))
            for post in valgte:
                self._release(post, nu)
            self._note(nu, hvem, dueslag, "frigiv", len(valgte))
            return len(valgte)

    def flyt_til_fejlkoe(self, dueslag: str, loebenumre: Sequence[int], *, nu: str, hvem: str) -> int:
        """Moves forsendelser out of the way."""
        with self._lock:
            valgte = self._chosen(dueslag, loebenumre, (VENTER, PARKERET, TILBAGEHOLDT))
            for post in valgte:
                grund = post.grund or "flyttet"
                self._keep(post._replace(tilstand=FEJLKOE, naeste="", holder=False, grund=grund))
                self._siden[dueslag, post.loebenummer] = nu
            self._note(nu, hvem, dueslag, "fejlkoe", len(valgte))
            return len(valgte)

    def afventende(self) -> list[Afventende]:
        """What awaits the operator's word."""
        with self._lock:
            alle = Counter((post.dueslag, post.grund) for post in self._all() if post.tilstand is AFVENTER)
            return [Afventende(*noegle, antal) for noegle, antal in sorted(alle.items())]

    def afgoer_afventende(  # noqa: PLR0913 - what is decided about which of them
        self, dueslag: str, grund: str, til: Forsendelsestilstand, *, antal: int, nu: str, hvem: str
    ) -> int:
        """Lets those that await the operator's word leave, or parks them."""
        handling = {VENTER: "frigiv", PARKERET: "parker"}[til]
        with self._lock:
            alle = [post for _, post in sorted(self._poster[dueslag].items())]
            valgte = [post for post in alle if post.tilstand is AFVENTER and post.grund == grund][:antal]
            for post in valgte:
                if til is VENTER:
                    self._release(post, nu)
                else:
                    self._keep(post._replace(tilstand=til))
            self._note(nu, hvem, dueslag, handling, len(valgte), grund)
            return len(valgte)

    def saet_tilbageholdt(self, dueslag: str, myndighed: str, *, tilbageholdt: bool, grund: str, nu: str) -> int:
        """Withholds what waits for an authority, or lets it go on."""
        fra, til = (VENTER, TILBAGEHOLDT) if tilbageholdt else (TILBAGEHOLDT, VENTER)
        with self._lock:
            alle = self._poster[dueslag].values()
            valgte = [post for post in alle if post.tilstand is fra and post.myndighed == myndighed]
            for post in valgte:
                self._keep(self._in_order(post)._replace(tilstand=til, grund=grund if tilbageholdt else ""))
                if not tilbageholdt:
                    self._siden[dueslag, post.loebenummer] = nu
            self._note(nu, "", dueslag, "tilbagehold" if tilbageholdt else "genoptag", len(valgte), grund)
            return len(valgte)

    def tilbageholdte(self) -> list[tuple[str, str, int]]:
        """What is withheld."""
        with self._lock:
            alle = Counter((post.dueslag, post.myndighed) for post in self._all() if post.tilstand is TILBAGEHOLDT)
            return sorted((*noegle, antal) for noegle, antal in alle.items())

    def stop(self, dueslag: str, grund: str, *, nu: str, hvem: str = "") -> None:
        """Stops a dueslag, or lets it go on."""
        with self._lock:
            self._stoppet[dueslag] = grund
            if grund:
                self._sidste_fejl[dueslag] = grund
            self._keep_indgreb(Indgreb(nu, hvem, dueslag, "stop" if grund else "start", 0, grund))

    def vent(self, dueslag: str, til: str, fejl: str) -> None:
        """The dueslag as a whole waits."""
        with self._lock:
            self._venter_til[dueslag] = til
            if fejl:
                self._sidste_fejl[dueslag] = fejl

    # Reading

    def forsendelser(
        self, dueslag: str, *, tilstand: Forsendelsestilstand | None = None, efter: int = 0, antal: int = 1000
    ) -> list[Forsendelse]:
        """Forsendelser by løbenummer."""
        with self._lock:
            alle = (post for _, post in sorted(self._queue(dueslag).items()))
            return [post for post in alle if post.loebenummer > efter and tilstand in (None, post.tilstand)][:antal]

    def leveringer(self, pnr: int) -> list[Levering]:
        """Every delivery about a person."""
        with self._lock:
            return sorted(
                (en for en in self._leveringer if en.pnr == pnr), key=lambda en: (en.tidspunkt, *en[:2], en.forsoeg)
            )

    def leverede(
        self, dueslag: str, *, efter: int = 0, antal: int = 1000, fra: str = "", til: str = ""
    ) -> list[Levering]:
        """The last delivery of each løbenummer."""
        with self._lock:
            sidste: dict[int, Levering] = {}
            for en in sorted(self._leveringer, key=lambda en: (en.loebenummer, en.forsoeg)):
                if en.dueslag == dueslag and en.loebenummer > efter:
                    sidste[en.loebenummer] = en
            alle = (en for en in sidste.values() if en.tidspunkt >= fra and (not til or en.tidspunkt < til))
            return sorted(alle, key=lambda en: en.loebenummer)[:antal]

    def indgreb(self, *, efter: int = 0, antal: int = 1000) -> list[Indgreb]:
        """What was done by hand."""
        with self._lock:
            return self._indgreb[efter : efter + antal]

    def tilstande(self) -> list[Dueslagstilstand]:
        """How it goes with every dueslag."""
        with self._lock:
            steder = (self._poster, self._stoppet, self._venter_til)
            kendte = {uuid for sted in steder for uuid in sted} | {en.uuid for en in self.opsaetning().dueslag}
            return [self._tilstand(dueslag) for dueslag in sorted(kendte)]

    def tilstand(self, dueslag: str) -> Dueslagstilstand | None:
        """How it goes with one dueslag."""
        return next((each for each in self.tilstande() if each.dueslag == dueslag), None)

    def stilstand(self, dueslag: str) -> Stilstand:
        """What keeps a dueslag as a whole."""
        with self._lock:
            hvor = (self._stoppet, self._venter_til, self._sidste_fejl)
            return Stilstand(*(each.get(dueslag, "") for each in hvor))

    def leveret_siden(self, tid: str) -> dict[str, int]:
        """How many were delivered from that minute on."""
        with self._lock:
            return dict(Counter(en.dueslag for en in self._leveringer if en.tidspunkt[:_MINUT] >= tid[:_MINUT]))

    def close(self) -> None:
        """Nothing to let go of."""

    def _tilstand(self, dueslag: str) -> Dueslagstilstand:
        poster = self._queue(dueslag).values()
        antal = Counter(post.tilstand for post in poster)
        return Dueslagstilstand(
            dueslag=dueslag,
            venter=antal[VENTER],
            ude=antal[UDE],
            parkeret=antal[PARKERET],
            tilbageholdt=antal[TILBAGEHOLDT],
            leveret=sum(en.dueslag == dueslag for en in self._leveringer),
            aeldste=min((self._since(post) for post in poster if post.tilstand in (VENTER, UDE)), default=""),
            stoppet=self._stoppet.get(dueslag, ""),
            venter_til=self._venter_til.get(dueslag, ""),
            sidste_fejl=self._sidste_fejl.get(dueslag, ""),
            fejlkoe=antal[FEJLKOE],
            holdte=sum(post.holder for post in poster),
            afventer=antal[AFVENTER],
        )

    # One person's queue

    def _all(self) -> Iterator[Forsendelse]:
        return (post for poster in self._poster.values() for post in poster.values())

    def _queue(self, dueslag: str) -> dict[int, Forsendelse]:
        return self._poster.get(dueslag, {})

    def _persons(self, post: Forsendelse) -> list[Forsendelse]:
        """All of the dueslag about the person."""
        return [anden for anden in self._queue(post.dueslag).values() if anden.pnr == post.pnr]

    def _forreste(self, dueslag: str) -> list[Forsendelse]:
        """Of each person the first that waits, unless one is out or holds the person, or awaits the operator before."""
        poster = [post for _, post in sorted(self._queue(dueslag).items())]
        spaerrede = {post.pnr for post in poster if post.tilstand is UDE or post.holder}
        forreste: dict[int, Forsendelse] = {}
        for post in poster:
            if post.tilstand is AFVENTER and post.pnr not in forreste:
                spaerrede.add(post.pnr)
            if post.tilstand is VENTER and post.pnr not in spaerrede:
                forreste.setdefault(post.pnr, post)
        return list(forreste.values())

    def _allowed(self, dueslag: str, antal: int, nu: str) -> int:
        """How many may be taken of a dueslag that may be stopped or waiting."""
        venter_til = self._venter_til.get(dueslag, "")
        if self.gendannelse() is not None or self._stoppet.get(dueslag) or venter_til > nu:
            return 0
        if venter_til:
            return 0 if any(post.tilstand is UDE for post in self._queue(dueslag).values()) else min(antal, 1)
        return antal

    def _new(self, ny: Ny, nu: str) -> Forsendelse:
        nummer = transaktion(self._navnerum, ny.dueslag, ny.loebenummer)
        return Forsendelse(*ny, VENTER, 0, 0, "", "", uden_for_raekkefoelge=False, transaktion=nummer, modtaget=nu)

    def _withheld_with_earlier(self, post: Forsendelse) -> Forsendelse:
        for anden in sorted(self._persons(post), key=lambda anden: anden.loebenummer):
            if anden.tilstand is TILBAGEHOLDT and anden.myndighed == post.myndighed:
                return post._replace(tilstand=TILBAGEHOLDT, grund=anden.grund)
        return post

    def _conclude(self, svar: Afslutning, nu: str) -> bool:
        """Whether the answer was heard."""
        post = self._queue(svar.dueslag).get(svar.loebenummer)
        if post is None or post.tilstand is not UDE or post.forsoeg != svar.forsoeg:
            return False
        del self._hos[svar.dueslag, svar.loebenummer]
        if svar.videregivelse:
            self._leveringer.append(Levering(*post[:4], post.forsoeg, nu, svar.videregivelse))
        elif svar.grund:
            self._sidste_fejl[svar.dueslag] = svar.grund
        self._keep(_concluded(post, svar))
        if svar.tilstand is TILBAGEHOLDT:
            for anden in self._persons(post):
                if anden.tilstand is VENTER and anden.myndighed == post.myndighed:
                    self._keep(anden._replace(tilstand=TILBAGEHOLDT, grund=svar.grund))
        return True

    def _in_order(self, post: Forsendelse) -> Forsendelse:
        """Marked as out of order if a later one has left while it was aside."""
        noegle = (post.dueslag, post.loebenummer)
        forbi = post.tilstand in TIL_SIDE and noegle in self._overhalet
        self._overhalet.discard(noegle)
        return post._replace(uden_for_raekkefoelge=post.uden_for_raekkefoelge or forbi)

    def _since(self, post: Forsendelse) -> str:
        return self._siden.get((post.dueslag, post.loebenummer), post.modtaget)

    def _release(self, post: Forsendelse, nu: str) -> None:
        self._siden[post.dueslag, post.loebenummer] = nu
        self._keep(self._in_order(post)._replace(tilstand=VENTER, naeste="", grund="", holder=False, tabt=0))

    def _chosen(
        self, dueslag: str, loebenumre: Iterable[int], tilstande: tuple[Forsendelsestilstand, ...]
    ) -> list[Forsendelse]:
        poster = self._poster[dueslag]
        return [poster[nr] for nr in sorted(set(loebenumre)) if nr in poster and poster[nr].tilstand in tilstande]

    def _keep(self, post: Forsendelse) -> None:
        self._poster[post.dueslag][post.loebenummer] = post

    def _note(self, nu: str, hvem: str, dueslag: str, handling: str, antal: int, grund: str = "") -> None:  # noqa: PLR0913
        if antal:
            self._keep_indgreb(Indgreb(nu, hvem, dueslag, handling, antal, grund))

    def _keep_indgreb(self, indgreb: Indgreb) -> None:
        self._indgreb.append(indgreb)
        self.skriv_revision([intervention(indgreb)], nu=indgreb.tidspunkt)

    def opsaetningsposter(self, fra: int) -> int:
        """How many things were made or changed."""
        with self._lock:
            par = list(pairwise(self._versioner))[max(fra - 1, 0) :]
            return sum(foer.get(noegle) != post for foer, nu in par for noegle, post in nu.items())

    def _forget(self, vaek: Sequence[Led]) -> None:
        fjernet = {
            (post.sag, post.loebenummer, post.forsoeg)
            for led in vaek
            for _, post in read_poster(led.slags, led.indhold)
        }
        self._leveringer = [
            en for en in self._leveringer if (f"dueslag:{en.dueslag}", en.loebenummer, en.forsoeg) not in fjernet
        ]

    def revisionsvidner(self) -> Vidner:
        """The rows that bear witness, and the head then."""
        with self._lock:
            raekker = Raekker(
                self._aftaleskridt, self.noegler(), self._login.values(), self._sessioner.values(), self._driftsvalg,
                self.vaerdilister(), self._gendannelser,
            )  # fmt: skip
            return Vidner(self.revisionshoved(), tuple(to_vidner(raekker, self._navnerum)))

    def _interrupted(self, hans: Sequence[Noegle]) -> list[Revisionspost]:
        """What the audit says of what somebody has out that is gone."""
        systemer = {en.uuid: en.system for en in self.opsaetning().dueslag}
        ude = [self._poster[dueslag][loebenummer] for dueslag, loebenummer in hans]
        return [
            interrupted(systemer.get(en.dueslag, ""), en.myndighed, en.dueslag)._replace(
                pnr=en.pnr, loebenummer=en.loebenummer, forsoeg=en.forsoeg
            )
            for en in sorted(ude, key=lambda en: (en.dueslag, en.myndighed, en.loebenummer))
        ]

    def _tell(self, poster: Sequence[Revisionspost], nu: str) -> None:
        self.skriv_revision(poster, nu=nu)

    def _audit(self, leverede: Sequence[Levering], nu: str) -> None:
        poster = [
            delivery(en.videregivelse, en.myndighed, en.dueslag)._replace(
                pnr=en.pnr, loebenummer=en.loebenummer, forsoeg=en.forsoeg
            )
            for en in sorted(leverede, key=lambda en: (en.dueslag, en.myndighed, en.videregivelse, en.loebenummer))
        ]
        if poster:
            self.skriv_revision(poster, nu=nu)


def _concluded(post: Forsendelse, svar: Afslutning) -> Forsendelse:
    return post._replace(
        tilstand=svar.tilstand,
        forsoeg=post.forsoeg - (svar.tilstand is TILBAGEHOLDT),
        tabt=post.tabt + svar.tabt,
        naeste=svar.naeste if svar.tilstand is VENTER else "",
        grund="" if svar.tilstand is LEVERET else svar.grund,
        holder=svar.holder and svar.tilstand is PARKERET,
    )
