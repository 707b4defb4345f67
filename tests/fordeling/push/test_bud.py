"""The messenger: a process of its own that pushes, may be killed, and ends when the program does."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.fordeling.push import bud as modul
from cpr_haendelser.fordeling.push import budlinje, tur
from cpr_haendelser.fordeling.push.bud import Bud
from cpr_haendelser.fordeling.push.budlinje import LAENGDER, Aabning, Svar
from cpr_haendelser.fordeling.push.klient import Klientindstillinger
from cpr_haendelser.fordeling.push.svar import Laest
from cpr_haendelser.fordeling.push.tur import Bude, Egne, Pakke
from cpr_haendelser.fordeling.push.udsendelse import Udsendelse
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.storage.forsendelse import Forsendelse, Udfald, Videregivelse
from cpr_haendelser.tls.kontekster import Filer
from tests.fordeling.push.conftest import Certifikater
from tests.fordeling.push.modtager import Svarer, accept, standard_retur
from tests.fordeling.push.test_push import DUESLAG, HJEMME, Prove, number

IND = Klientindstillinger(regler=HJEMME)
LAEST = st.builds(Laest, st.sampled_from(Udfald), st.text(), st.floats(0, 1e6))
_PAKKER = st.lists(st.builds(Pakke, st.integers(0, 2**63), st.binary()))


async def push_all(prove: Prove, bude: Bude, svarer: Svarer = accept, *, runder: int = 1) -> list[str]:
    """Empties the dueslag through these Bude; what came, in order."""
    async with prove.modtager(svarer) as modtager:
        udsendelse = Udsendelse(prove.omgivelser_af(bude), DUESLAG)
        for _ in range(runder):
            await udsendelse.run(modtager.url)
        return modtager.beskeder


def messenger() -> int:
    """The process id of the messenger that this process has."""
    boern = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    [bud] = [pid for pid in boern if b"budproces" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return int(bud)


def test_messages_go_through_the_messenger_in_order_per_person(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=10, beskeder=200)

    async def scenario() -> list[str]:
        async with Bud(Aabning(prove.filer(), IND)) as bud:
            return await push_all(prove, bud)

    beskeder = asyncio.run(scenario())
    assert prove.tally() == {"leveret": 200}
    for person in range(10):
        hans = [nr for nr in map(number, beskeder) if nr % 10 == person]
        assert hans == sorted(hans)
        assert len(hans) == 20


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the process in /proc")
def test_a_messenger_that_is_killed_is_begun_again_and_nothing_is_lost(
    certifikater: Certifikater, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(modul, "_PAUSE", 0.01)
    prove = Prove(certifikater, personer=50, beskeder=100)
    set_: list[str] = []

    async def kill_at_the_tenth(ident: str, _: web.Request) -> web.StreamResponse:
        set_.append(ident)
        if len(set_) == 10:
            os.kill(messenger(), signal.SIGKILL)
        return standard_retur(20)

    async def scenario() -> list[str]:
        async with Bud(Aabning(prove.filer(), IND)) as bud:
            return await push_all(prove, bud, kill_at_the_tenth, runder=2)

    beskeder = asyncio.run(scenario())
    assert prove.tally() == {"leveret": 100}
    assert len(set(beskeder)) == 100
    assert len(beskeder) <= 100 + 10 + prove.samtidige, "only what was under way, or answered and not told, came twice"
    assert "en ny startes" in caplog.text
    led = [each for person in range(50) for each in prove.postrum.revisionsled_om(6101900000 + person)]
    sagt = [
        post for each in led for _, post in read_poster(each.slags, each.indhold) if post.handling == "besked.forsoeg"
    ]
    assert {dict(post.detaljer)["grund"] for post in sagt} == {"forbindelse-afbrudt"}, "it may have been read"


def test_a_messenger_that_cannot_begin_gives_everything_back(
    certifikater: Certifikater, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modul, "_PAUSE", 0.01)
    prove = Prove(certifikater, personer=5, beskeder=5)

    async def scenario() -> list[str]:
        async with Bud(Aabning(Filer(tillid=Path("findes-ikke.pem")), IND)) as bud:
            return await push_all(prove, bud)

    assert asyncio.run(scenario()) == []
    assert prove.tally() == {"venter": 5}
    assert not any(each.naeste > prove.nu.isoformat() for each in prove.alle()), "it is not the receiver's fault"


def test_a_messenger_ends_with_the_line_even_while_a_push_hangs(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=1, beskeder=1)
    begyndt = asyncio.Event()

    async def never(_ident: str, _: web.Request) -> web.StreamResponse:
        begyndt.set()
        await asyncio.sleep(60)
        return standard_retur(20)

    async def scenario() -> int:
        async with prove.modtager(never) as modtager:
            proces = await asyncio.create_subprocess_exec(
                sys.executable, "-m", modul._MODUL, stdin=subprocess.PIPE, stdout=subprocess.PIPE  # noqa: SLF001
            )  # fmt: skip
            assert proces.stdin is not None
            proces.stdin.write(budlinje.write_aabning(Aabning(prove.filer(), IND)))
            proces.stdin.write(budlinje.write_tur(1, modtager.url, 2))
            proces.stdin.write(budlinje.write_pakker(1, [Pakke(1, prove.skriv(prove.alle()[0])[0])]))
            await asyncio.wait_for(begyndt.wait(), 10)
            proces.stdin.close()
            return await asyncio.wait_for(proces.wait(), 5)

    assert asyncio.run(scenario()) == 0


def test_what_has_waited_too_long_to_be_pushed_goes_back_so_that_its_agreement_is_asked_again(
    certifikater: Certifikater, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tur, "HOLDBAR", 0.05)
    prove = Prove(certifikater, personer=20, beskeder=20)
    asked: list[int] = []

    def may(forsendelse: Forsendelse) -> Videregivelse:
        asked.append(forsendelse.loebenummer)
        return Videregivelse("s", "a", "tilsend")

    prove.maa = may

    async def slow(_ident: str, _: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.1)
        return standard_retur(20)

    async def scenario() -> list[str]:
        async with prove.klient() as klient, prove.modtager(slow) as modtager:
            udsendelse = Udsendelse(prove.omgivelser_af(Egne(klient)), DUESLAG)
            udsendelse._fart = 1000.0  # noqa: SLF001 - as after a fast receiver
            await udsendelse.run(modtager.url)
            return modtager.beskeder

    beskeder = asyncio.run(scenario())
    assert prove.tally() == {"leveret": 20}
    assert sorted(map(number, beskeder)) == list(range(1, 21)), "each was pushed once"
    assert len(asked) > 20


@given(_PAKKER, st.lists(st.builds(Svar, st.integers(0, 99), st.integers(0, 2**63), st.none() | LAEST, st.text())))
def test_what_is_said_on_the_line_is_what_is_heard(pakker: list[Pakke], svar: list[Svar]) -> None:
    hoved, kroppe = _cut(budlinje.write_pakker(7, pakker))
    assert list(budlinje.read_pakker(hoved, kroppe)) == pakker
    hoved, _ = _cut(budlinje.write_svar(svar))
    assert list(budlinje.read_svar(hoved)) == svar


@pytest.mark.parametrize(
    "aabning",
    [
        Aabning(Filer(), Klientindstillinger()),
        Aabning(Filer(Path("a.pem"), None, Path("c.pem")), IND._replace(ulaeseligt=Udfald.MODTAGERFEJL, svar=0.5)),
    ],
)
def test_the_opening_is_heard_as_it_was_said(aabning: Aabning) -> None:
    assert budlinje.read_aabning(_cut(budlinje.write_aabning(aabning))[0]) == aabning


def _cut(ramme: bytes) -> tuple[budlinje.Hoved, bytes]:
    hoved, kroppe = LAENGDER.unpack(ramme[: LAENGDER.size])
    rest = ramme[LAENGDER.size :]
    assert len(rest) == hoved + kroppe
    return json.loads(rest[:hoved]), rest[hoved:]
