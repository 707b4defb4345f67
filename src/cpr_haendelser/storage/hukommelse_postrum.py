"""The post room in memory: plain and slow, gone when the program ends; the model for testing other implementations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from threading import RLock
from uuid import uuid4

from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.post import Led, Revisionspost
from cpr_haendelser.revision.vidner import Vidner
from cpr_haendelser.storage.aftalebog import BREV
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand, Levering
from cpr_haendelser.storage.forsendelsesbog import Afventende, Indgreb
from cpr_haendelser.storage.hukommelse_adgang import HukommelseAdgang
from cpr_haendelser.storage.hukommelse_alarmer import HukommelseAlarmer
from cpr_haendelser.storage.hukommelse_fordeling import HukommelseFordeling
from cpr_haendelser.storage.hukommelse_forsendelser import (
    AFVENTER,
    FEJLKOE,
    LEVERET,
    PARKERET,
    TIL_SIDE,
    TILBAGEHOLDT,
    UDE,
    VENTER,
    Noegle,
)
from cpr_haendelser.storage.hukommelse_valg import HukommelseValg
from cpr_haendelser.storage.postfejl import check_svar
from cpr_haendelser.storage.revisionsposter import delivery, interrupted
from cpr_haendelser.storage.revisionsvidner import Raekker, to_vidner


class HukommelsePostrum(HukommelseAdgang, HukommelseAlarmer, HukommelseValg, HukommelseFordeling):
    """What storage.postrum.Postrum says, in memory. One lock guards it all."""

    def __init__(self) -> None:
        navnerum = uuid4().bytes
        HukommelseAdgang.__init__(self, navnerum)
        HukommelseAlarmer.__init__(self)
        HukommelseValg.__init__(self)
        HukommelseFordeling.__init__(self, RLock(), navnerum)
        self._hos: dict[Noegle, str] = {}
        """Who has what is out."""

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

    # The rest

    def close(self) -> None:
        """Nothing to let go of."""

    def _post(self, breve: Sequence[str]) -> None:
        """Letters wait beside the alarms."""
        self._add([(BREV, brev) for brev in breve])

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
