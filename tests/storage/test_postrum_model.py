"""Whatever is done to them, the post room in SQLite and the one in memory hold the same, each person in order."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.forsendelse import Afslutning
from cpr_haendelser.storage.forsendelsesbog import Ny
from tests.storage.postrumsmodel import (
    AARHUS,
    ANNA,
    BENT,
    CARL,
    DORTE,
    ET,
    ODENSE,
    TO,
    TRE,
    VEJ,
    Tilstand,
    dueslag,
    everything,
    tid,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cpr_haendelser.storage.forsendelse import Forsendelse
    from cpr_haendelser.storage.postrum import Postrum

UUIDER = st.sampled_from([ET, ET, TO])
ALLE = st.sampled_from([ET, ET, TO, TRE])
PERSONER = st.sampled_from([ANNA, ANNA, BENT, CARL])
MYNDIGHEDER = st.sampled_from([AARHUS, ODENSE])
AFVENTER = st.sets(st.integers(0, 5), max_size=3)
"""Which of a batch are of a large file."""
NUMRE = st.lists(st.integers(1, 12), max_size=4)
ENDER = st.sampled_from(
    [Tilstand.LEVERET] * 3 + [Tilstand.VENTER] * 2 + [Tilstand.PARKERET] * 2 + [Tilstand.TILBAGEHOLDT, Tilstand.FEJLKOE]
)
HVEM = st.sampled_from(["a/1", "a/2", "b/1"])


class Postrummene(RuleBasedStateMachine):
    """The same is done to both."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.sqlite = open_postrum(f"sqlite:///{Path(self.folder.name) / 'register.db'}")
        self.hukommelse = open_postrum("memory:")
        self.minut = 0
        self.ude: dict[tuple[str, int], Forsendelse] = {}
        self.person: dict[tuple[str, int], int] = {}
        self.fra: int | None = None
        """Where TRE begins, once it is in the set-up."""
        self.spurgt: list[int] = []
        """The numbers that TRE was held against."""

    def teardown(self) -> None:
        self.sqlite.close()
        self.folder.cleanup()

    def both(self, do: Callable[[Postrum], object]) -> None:
        assert do(self.sqlite) == do(self.hukommelse)

    @property
    def nu(self) -> str:
        self.minut += 1
        return tid(self.minut)

    @precondition(lambda self: self.fra is None)
    @rule(fra=st.integers(0, 20))
    def opret(self, fra: int) -> None:
        self.fra = fra
        self.both(lambda rum: rum.gem(dueslag=[dueslag(TRE)._replace(fra=fra)], tidspunkt="", hvem=""))

    @precondition(lambda self: TRE in self.hukommelse.bagud())
    @rule(skridt=st.integers(0, 6), pnr=PERSONER, myndighed=MYNDIGHEDER, forskudt=st.sampled_from([0, 0, 0, 1]))
    def indhent(self, skridt: int, pnr: int, myndighed: str, forskudt: int) -> None:
        """In two programs at once; one that is not there any more gives nothing."""
        fra, nu = self.hukommelse.bagud()[TRE], self.nu
        til = max(min(fra + skridt, self.hukommelse.position()), fra)
        nye = [Ny(TRE, nr, self.person_of(nr, pnr), myndighed) for nr in range(fra + 1 + forskudt, til + 1, 2)]
        self.both(
            lambda rum: rum.indhent(
                [ET, TRE], nye, fra=fra + forskudt, til=til + forskudt, tidspunkt=nu, versioner="alene"
            )
        )
        if not forskudt:
            self.spurgt += range(fra + 1, til + 1)

    def person_of(self, nummer: int, ellers: int) -> int:
        """A løbenummer is of one person."""
        eget = next((pnr for (_, nr), pnr in self.person.items() if nr == nummer), ellers)
        return self.person.setdefault((TRE, nummer), eget)

    @rule(
        nye=st.lists(st.tuples(ALLE, PERSONER, MYNDIGHEDER), min_size=1, max_size=6),
        igen=st.integers(0, 2),
        opsat=st.sampled_from([0, 1, 2, None]),
        stor=AFVENTER,
    )
    def fordel(self, nye: list[tuple[str, int, str]], igen: int, opsat: int | None, stor: set[int]) -> None:
        """TRE comes in version 1: matched with version 0 it has not been asked."""
        position = self.hukommelse.position()
        foerste = max(position + 1 - igen, 1)
        til = foerste + len(nye) - 1
        if til > position and self.fra is not None and TRE not in self.hukommelse.bagud() and opsat != 0:
            forud = self.hukommelse.forud()
            self.spurgt += [nr for nr in range(position + 1, til + 1) if nr not in forud]
        batch = []
        for nr, (uuid, pnr, myndighed) in enumerate(nye, start=foerste):
            # A løbenummer is of one person.
            eget = next((self.person[noegle] for noegle in self.person if noegle[1] == nr), pnr)
            if uuid != TRE or self.fra is not None:
                batch.append(Ny(uuid, nr, eget, myndighed))
        for ny in batch:
            self.person.setdefault((ny.dueslag, ny.loebenummer), ny.pnr)
        nu = self.nu
        afventer = {foerste + nr: f"stor-fil-{foerste % 2}" for nr in stor}
        self.both(lambda rum: rum.fordel(batch, til=til, tidspunkt=nu, versioner="{}", opsat=opsat, afventer=afventer))

    @rule(
        uuid=ALLE,
        grund=st.sampled_from(["stor-fil-0", "stor-fil-1"]),
        til=st.sampled_from([Tilstand.VENTER, Tilstand.PARKERET]),
        antal=st.integers(1, 3),
    )
    def afgoer(self, uuid: str, grund: str, til: Tilstand, antal: int) -> None:
        nu = self.nu
        self.both(lambda rum: rum.afgoer_afventende(uuid, grund, til, antal=antal, nu=nu, hvem="drift"))

    @rule(
        nye=st.lists(st.tuples(ALLE, st.integers(1, 9), MYNDIGHEDER), min_size=1, max_size=4),
        opsat=st.sampled_from([0, 1, 2, None]),
    )
    def fordel_forud(self, nye: list[tuple[str, int, str]], opsat: int | None) -> None:
        """All about a person of whom nothing lies before them."""
        position = self.hukommelse.position()
        ledige = {position + skridt for _, skridt, _ in nye} - {nr for _, nr in self.person if nr > position}
        batch = [
            Ny(uuid, position + skridt, DORTE, myndighed)
            for uuid, skridt, myndighed in nye
            if position + skridt in ledige and (uuid != TRE or self.fra is not None)
        ]
        batch = list({ny[:2]: ny for ny in batch}.values())
        if ledige and self.fra is not None and TRE not in self.hukommelse.bagud() and opsat != 0:
            self.spurgt += ledige
        self.person.update({(uuid, nr): DORTE for nr in ledige for uuid in (ET, TO, TRE)})
        nu = self.nu
        self.both(lambda rum: rum.fordel_forud(batch, numre=ledige, tidspunkt=nu, versioner="forud", opsat=opsat))

    @rule(uuid=ALLE, antal=st.integers(1, 4), hvem=HVEM)
    def tag(self, uuid: str, antal: int, hvem: str) -> None:
        nu = self.nu
        foer = {(post.dueslag, post.pnr) for post in self.hukommelse.forsendelser(uuid, tilstand=Tilstand.UDE)}
        tagne = self.sqlite.tag(uuid, antal, nu=nu, hvem=hvem)
        afventer = self.hukommelse.forsendelser(uuid, tilstand=Tilstand.AFVENTER)
        ogsaa = self.hukommelse.tag(uuid, antal, nu=nu, hvem=hvem)
        assert [post._replace(transaktion="") for post in tagne] == [post._replace(transaktion="") for post in ogsaa]
        assert len({post.pnr for post in tagne}) == len(tagne)
        foran = [(post, anden) for post in tagne for anden in afventer if anden.pnr == post.pnr]
        assert all(post.loebenummer < anden.loebenummer for post, anden in foran)
        assert not foer & {(post.dueslag, post.pnr) for post in tagne}
        self.ude.update({(post.dueslag, post.loebenummer): post for post in tagne})

    @precondition(lambda self: self.ude)
    @rule(data=st.data(), forkert=st.sampled_from([0, 0, 0, 1]))
    def svar(self, data: st.DataObject, forkert: int) -> None:
        valgte = data.draw(st.lists(st.sampled_from(sorted(self.ude)), min_size=1, max_size=4))
        svar = []
        for noegle in valgte:
            tilstand = data.draw(ENDER)
            svar.append(
                Afslutning(
                    *noegle,
                    self.ude[noegle].forsoeg + forkert,
                    tilstand,
                    naeste=data.draw(st.sampled_from(["", tid(self.minut + 2), tid(self.minut + 200)])),
                    grund=data.draw(st.sampled_from(["", "nack", "http-503"])),
                    holder=data.draw(st.booleans()),
                    tabt=data.draw(st.booleans()),
                    videregivelse=VEJ if tilstand is Tilstand.LEVERET else None,
                )
            )
        nu = self.nu
        self.both(lambda rum: rum.svar(svar, nu=nu))

    @rule(hvem=st.sampled_from(["a", "a/1", "b/1", "c"]))
    def giv_tilbage(self, hvem: str) -> None:
        self.both(lambda rum: rum.giv_tilbage(hvem, nu=""))

    @rule(uuid=ALLE, numre=NUMRE)
    def frigiv(self, uuid: str, numre: list[int]) -> None:
        nu = self.nu
        self.both(lambda rum: rum.frigiv(uuid, numre, nu=nu, hvem="drift"))

    @rule(uuid=ALLE, numre=NUMRE)
    def flyt(self, uuid: str, numre: list[int]) -> None:
        nu = self.nu
        self.both(lambda rum: rum.flyt_til_fejlkoe(uuid, numre, nu=nu, hvem="drift"))

    @rule(uuid=ALLE, numre=NUMRE, pnr=PERSONER, myndighed=MYNDIGHEDER)
    def afspil(self, uuid: str, numre: list[int], pnr: int, myndighed: str) -> None:
        nu = self.nu
        valgte = [
            (nr, next((p for (_, anden), p in self.person.items() if anden == nr), pnr), myndighed) for nr in numre
        ]
        self.person.update({(uuid, nr): p for nr, p, _ in valgte})
        self.both(lambda rum: rum.afspil(uuid, valgte, nu=nu, hvem="drift"))

    @rule(uuid=UUIDER, myndighed=MYNDIGHEDER, tilbageholdt=st.booleans())
    def tilbagehold(self, uuid: str, myndighed: str, tilbageholdt: bool) -> None:  # noqa: FBT001 - drawn
        nu = self.nu
        self.both(lambda rum: rum.saet_tilbageholdt(uuid, myndighed, tilbageholdt=tilbageholdt, grund="ophørt", nu=nu))

    @rule(uuid=UUIDER, grund=st.sampled_from(["", "statuskode-51"]))
    def stop(self, uuid: str, grund: str) -> None:
        nu = self.nu
        self.both(lambda rum: rum.stop(uuid, grund, nu=nu))

    @rule(uuid=UUIDER, minutter=st.sampled_from([None, 1, 30]))
    def vent(self, uuid: str, minutter: int | None) -> None:
        til = tid(self.minut + minutter) if minutter else ""
        self.both(lambda rum: rum.vent(uuid, til, "http-503" if til else ""))

    @rule(minutter=st.integers(1, 60))
    def lad_tiden_gaa(self, minutter: int) -> None:
        self.minut += minutter

    @invariant()
    def same(self) -> None:
        assert everything(self.sqlite) == everything(self.hukommelse)
        siden = tid(max(self.minut - 30, 0))
        assert self.sqlite.leveret_siden(siden) == self.hukommelse.leveret_siden(siden)

    @invariant()
    def a_dueslag_is_held_against_each_number_once_from_where_it_begins(self) -> None:
        if self.fra is not None:
            bagud = self.hukommelse.bagud().get(TRE)
            naaet = self.hukommelse.position() if bagud is None else bagud
            forud = self.hukommelse.forud() if bagud is None else []
            ventet = [nr for nr in (*range(self.fra + 1, naaet + 1), *forud) if nr > self.fra]
            assert sorted(nr for nr in self.spurgt if nr > self.fra) == ventet


TestPostrummene = Postrummene.TestCase
TestPostrummene.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
