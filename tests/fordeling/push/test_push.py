"""Pushing to a real receiver over mutual TLS: what it answers, what becomes of the messages, the tally of it all."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from aiohttp import web
from lxml import etree

from cpr_haendelser.fordeling.brev import Brev, Skriv, Skriver, withhold
from cpr_haendelser.fordeling.push import klient as klient_modul
from cpr_haendelser.fordeling.push import udsendelse as modul
from cpr_haendelser.fordeling.push.adresse import Regler
from cpr_haendelser.fordeling.push.aflever import Aflever
from cpr_haendelser.fordeling.push.indpakning import wrap
from cpr_haendelser.fordeling.push.klient import Klient, Klientindstillinger
from cpr_haendelser.fordeling.push.svar import Laest
from cpr_haendelser.fordeling.push.tur import Bude, Egne
from cpr_haendelser.fordeling.push.udsendelse import Omgivelser, Udsendelse
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand, Udfald, Videregivelse
from cpr_haendelser.storage.forsendelsesbog import Ny
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.tls.ca import Brug, Oenske, issue
from cpr_haendelser.tls.kontekster import Filer, Klientpapirer
from tests.beskeder.eksempler import GRUNDLAG, HAENDELSE, SAET
from tests.fordeling.push.conftest import Certifikater
from tests.fordeling.push.modtager import Modtager, Svarer, accept, standard_retur

DUESLAG = "0a1b0c0d-0000-4000-8000-00000000000d"
HJEMME = Regler(private_adresser=True)


def besked_id(loebenummer: int) -> str:
    return str(UUID(int=loebenummer))


def write(forsendelse: Forsendelse) -> tuple[bytes, str]:
    ident = f'<UUIDIdentifikator xmlns="urn:oio:sagdok:3.0.0">{besked_id(forsendelse.loebenummer)}</UUIDIdentifikator>'
    besked = f'<ns2:Haendelsesbesked xmlns:ns2="urn:oio:besked:kuvert:1.0"><ns2:BeskedId>{ident}</ns2:BeskedId>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{besked}</ns2:Haendelsesbesked>'.encode(), ""


class Prove:
    """A post room, a receiver, a sender, and a clock that is moved by hand."""

    def __init__(self, certifikater: Certifikater, *, personer: int, beskeder: int) -> None:
        self.certifikater = certifikater
        self.postrum = HukommelsePostrum()
        self.nu = datetime(2026, 4, 1, 15, tzinfo=UTC)
        nye = [Ny(DUESLAG, nr, 6101900000 + nr % personer, "12345678") for nr in range(1, beskeder + 1)]
        self.postrum.fordel(nye, til=beskeder, tidspunkt=self.nu.isoformat(), versioner="{}")
        self.alarmer: list[tuple[int, str]] = []
        self.maa: Callable[[Forsendelse], Videregivelse | None] = lambda _: Videregivelse("s", "a", "tilsend")
        self.skriv = write
        self.skriver: Skriver = lambda _: self._write
        self.samtidige = 8

    def filer(self) -> Filer:
        ca, _, klient = self.certifikater
        return Filer(klient.certifikat, klient.noegle, ca.certifikat)

    def klient(self, indstillinger: Klientindstillinger | None = None) -> Klient:
        return Klient(Klientpapirer(self.filer()), indstillinger or Klientindstillinger(regler=HJEMME), lambda: self.nu)

    def modtager(self, svarer: Svarer = accept) -> Modtager:
        ca, server, _ = self.certifikater
        return Modtager(server.certifikat, server.noegle, ca.certifikat, svarer)

    def omgivelser(self, klient: Klient) -> Omgivelser:
        return self.omgivelser_af(Egne(klient))

    def omgivelser_af(self, bude: Bude) -> Omgivelser:
        return Omgivelser(
            postrum=self.postrum,
            bude=bude,
            skriver=self.skriver,
            alarm=lambda _, nummer, grund: self.alarmer.append((nummer, grund)),
            nu=lambda: self.nu,
            jitter=lambda: 0.0,
            hvem="push",
            samtidige=self.samtidige,
        )

    def _write(self, forsendelse: Forsendelse) -> Brev | Afslutning:
        videregivelse = self.maa(forsendelse)
        if videregivelse is None:
            return withhold(forsendelse)
        return Brev(forsendelse, *self.skriv(forsendelse), videregivelse)

    def run(
        self,
        svarer: Svarer = accept,
        *,
        runder: int = 1,
        spring: timedelta = timedelta(0),
        naar: Callable[[Modtager], Awaitable[None]] | None = None,
    ) -> Modtager:
        """Empties the dueslag `runder` times, with a leap of the clock after each."""

        async def scenario() -> Modtager:
            async with self.modtager(svarer) as modtager, self.klient() as klient:
                udsendelse = Udsendelse(self.omgivelser(klient), DUESLAG)
                for _ in range(runder):
                    await udsendelse.run(modtager.url)
                    self.nu += spring
                if naar is not None:
                    await naar(modtager)
                return modtager

        return asyncio.run(scenario())

    def push(self, url: str, indstillinger: Klientindstillinger | None = None) -> Laest:
        """One attempt."""

        async def scenario() -> Laest:
            async with self.klient(indstillinger) as klient:
                return await klient.push(url, b"<a/>")

        return asyncio.run(scenario())

    def tally(self) -> Counter[str]:
        """How many stand where."""
        return Counter(forsendelse.tilstand.value for forsendelse in self.alle())

    def alle(self) -> list[Forsendelse]:
        return self.postrum.forsendelser(DUESLAG, antal=10_000)


def test_messages_reach_a_receiver_over_mutual_tls_in_order_per_person_on_few_connections(
    certifikater: Certifikater,
) -> None:
    prove = Prove(certifikater, personer=10, beskeder=60)
    modtager = prove.run()
    assert prove.tally() == {"leveret": 60}
    assert sorted(modtager.beskeder) == [besked_id(nr) for nr in range(1, 61)]
    for person in range(10):
        hans = [nr for nr in map(number, modtager.beskeder) if nr % 10 == person]
        assert hans == sorted(hans)
    assert len(modtager.peers) <= 8
    assert len(prove.postrum.leveringer(6101900001)) == 6


def number(ident: str) -> int:
    return UUID(ident).int


def test_of_a_thousand_messages_one_that_is_refused_inside_200_holds_its_own_person_alone(
    certifikater: Certifikater,
) -> None:
    prove = Prove(certifikater, personer=250, beskeder=1000)

    async def refuse_one(ident: str, _: web.Request) -> web.StreamResponse:
        return standard_retur(41 if ident == besked_id(7) else 20)

    modtager = prove.run(refuse_one, runder=24, spring=timedelta(hours=12))
    tally = Counter(modtager.beskeder)
    assert prove.tally() == {"leveret": 996, "parkeret": 1, "venter": 3}
    assert [post.loebenummer for post in prove.alle() if post.tilstand is Forsendelsestilstand.PARKERET] == [7]
    assert {post.pnr for post in prove.alle() if post.tilstand is not Forsendelsestilstand.LEVERET} == {6101900007}
    assert prove.alarmer == [(7, "statuskode-41")]
    assert tally.pop(besked_id(7)) == 22
    assert set(tally.values()) == {1}


def test_a_receiver_down_for_five_days_gets_everything_afterwards_tried_one_at_a_time(
    certifikater: Certifikater,
) -> None:
    prove = Prove(certifikater, personer=40, beskeder=40)
    aaben = prove.nu + timedelta(days=5)
    forsoeg: list[datetime] = []

    async def closed_for_easter(_: str, __: web.Request) -> web.StreamResponse:
        forsoeg.append(prove.nu)
        if prove.nu < aaben:
            return web.Response(status=503, headers={"Retry-After": "1800"})
        return standard_retur(20)

    prove.run(closed_for_easter, runder=200, spring=timedelta(hours=1))
    assert prove.tally() == {"leveret": 40}
    assert prove.alarmer == []
    paa_en_gang = Counter(tid for tid in forsoeg if tid < aaben)
    assert set(list(paa_en_gang.values())[1:]) == {1}
    assert len(paa_en_gang) > 100


def test_the_wait_that_a_receiver_asks_for_is_kept(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=1, beskeder=1)

    async def too_many(_: str, __: web.Request) -> web.StreamResponse:
        return web.Response(status=429, headers={"Retry-After": "600"})

    modtager = prove.run(too_many, runder=13, spring=timedelta(seconds=50))
    assert len(modtager.beskeder) == 2


@pytest.mark.parametrize(("kode", "grund"), [(51, "statuskode-51"), (53, "statuskode-53"), (55, "statuskode-55")])
def test_a_receiver_that_cannot_at_all_stops_the_dueslag(certifikater: Certifikater, kode: int, grund: str) -> None:
    prove = Prove(certifikater, personer=1, beskeder=3)

    async def no_service(_: str, __: web.Request) -> web.StreamResponse:
        return standard_retur(kode)

    modtager = prove.run(no_service, runder=5, spring=timedelta(days=1))
    assert len(modtager.beskeder) == 1
    assert prove.tally() == {"venter": 3}
    assert prove.postrum.tilstande()[0].stoppet == grund
    assert prove.alarmer == [(1, grund)]


def test_gone_stops_the_dueslag_and_moved_is_not_followed(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=1, beskeder=1)
    stier: list[str] = []

    async def moved_then_gone(_: str, request: web.Request) -> web.StreamResponse:
        stier.append(request.path)
        if len(stier) == 1:
            return web.Response(status=307, headers={"Location": "/andet"})
        return web.Response(status=410)

    prove.run(moved_then_gone, runder=3, spring=timedelta(hours=1))
    assert stier == ["/modtag", "/modtag"]
    assert prove.postrum.tilstande()[0].stoppet == "http-410"


def test_outages_do_not_use_up_the_attempts_of_a_message_that_is_refused_later(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=1, beskeder=1)
    svar = iter([503] * 30)

    async def down_then_refusing(_: str, __: web.Request) -> web.StreamResponse:
        return web.Response(status=next(svar, 400))

    prove.run(down_then_refusing, runder=35, spring=timedelta(hours=1))
    assert prove.tally() == {"venter": 1}
    assert prove.alle()[0].forsoeg > 30


def test_an_agreement_that_has_ended_withholds_and_what_cannot_be_written_is_tried_again(
    certifikater: Certifikater,
) -> None:
    prove = Prove(certifikater, personer=2, beskeder=2)
    prove.maa = lambda post: None if post.loebenummer == 1 else Videregivelse("s", "a", "tilsend")

    def cannot(forsendelse: Forsendelse) -> tuple[bytes, str]:
        raise ValueError(forsendelse.dueslag)

    prove.skriv = cannot
    modtager = prove.run()
    assert not modtager.beskeder
    assert [(post.tilstand.value, post.grund) for post in prove.alle()] == [
        ("tilbageholdt", "aftale"),
        ("venter", "kan-ikke-skrives"),
    ]


def test_where_nothing_can_be_written_for_a_moment_everything_is_given_back_and_goes_out_later(
    certifikater: Certifikater,
) -> None:
    prove = Prove(certifikater, personer=2, beskeder=4)
    naar = [0]

    def fails_once(tagne: Sequence[Forsendelse]) -> Skriv:
        naar.append(len(tagne))
        if len(naar) == 2:
            assert prove.tally() == {"ude": 2, "venter": 2}
            raise OSError
        return prove._write  # noqa: SLF001 - the case's own

    prove.skriver = fails_once
    modtager = prove.run()
    assert sorted(map(number, modtager.beskeder)) == [1, 2, 3, 4]
    assert prove.tally() == {"leveret": 4}


@pytest.mark.parametrize("skridt", [0.2, 100.0])
def test_who_answers_a_byte_at_a_time_or_never_is_cut_off(certifikater: Certifikater, skridt: float) -> None:
    prove = Prove(certifikater, personer=1, beskeder=1)

    async def slowly(_: str, request: web.Request) -> web.StreamResponse:
        svar = web.StreamResponse()
        await svar.prepare(request)
        for _byte in range(1000):
            await asyncio.sleep(skridt)
            await svar.write(b" ")
        return svar

    async def scenario() -> Laest:
        indstillinger = Klientindstillinger(svar=0.7, regler=HJEMME)
        async with prove.modtager(slowly) as modtager, prove.klient(indstillinger) as klient:
            return await klient.push(modtager.url, wrap(write(prove.alle()[0])[0]))

    assert asyncio.run(asyncio.wait_for(scenario(), 10)) == Laest(Udfald.MODTAGERFEJL, "intet-svar")


def test_an_answer_without_end_is_not_read_on(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=1, beskeder=1)

    async def endless(_: str, __: web.Request) -> web.StreamResponse:
        return web.Response(body=b" " * 3_000_000)

    prove.run(endless)
    assert prove.alle()[0].grund == "svar-ulaeseligt"


def test_a_kept_connection_that_the_receiver_has_closed_is_no_failure(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=1, beskeder=2)
    prove.samtidige = 1
    kald: list[str] = []

    async def hang_up_on_the_second(ident: str, request: web.Request) -> web.StreamResponse:
        kald.append(ident)
        if len(kald) == 2 and request.transport is not None:
            request.transport.abort()
        return standard_retur(20)

    prove.run(hang_up_on_the_second)
    assert prove.tally() == {"leveret": 2}
    assert kald == [besked_id(1), besked_id(2), besked_id(2)]


def test_no_certificate_of_ours_a_wrong_name_and_an_unknown_issuer_are_told_apart(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=1, beskeder=1)
    ca = certifikater.ca

    async def attempt(url: str, filer: Filer) -> str:
        ind = Klientindstillinger(regler=HJEMME)
        async with Klient(Klientpapirer(filer), ind, lambda: prove.nu) as klient:
            return (await klient.push(url, b"<a/>")).grund

    async def scenario() -> list[str]:
        async with prove.modtager() as modtager:
            return [
                await attempt(modtager.url, Filer(tillid=ca.certifikat)),
                await attempt(modtager.url.replace("localhost", "127.0.0.1"), prove.filer()),
                await attempt(modtager.url, Filer()),
            ]

    uden, forkert_navn, ukendt_udsteder = asyncio.run(scenario())
    # With TLS 1.3 the receiver's refusal comes after our handshake: as an alert, or as an end of the connection.
    assert uden in {"tls", "forbindelse-afbrudt"}
    assert (forkert_navn, ukendt_udsteder) == ("certifikat", "certifikat")


def test_a_proxy_that_the_environment_names_is_not_used(
    certifikater: Certifikater, monkeypatch: pytest.MonkeyPatch
) -> None:
    for navn in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(navn, "http://127.0.0.1:1")
    prove = Prove(certifikater, personer=1, beskeder=1)
    prove.run()
    assert prove.tally() == {"leveret": 1}


def test_new_papers_are_shown_from_the_next_push_on(
    certifikater: Certifikater, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(klient_modul, "_FRISK", 0.0)
    prove = Prove(certifikater, personer=1, beskeder=1)
    ca, _, klient = certifikater
    ny = issue(ca.certifikat.parent, Oenske(Brug.KLIENT, "ny", "12345678"), nu=datetime.now(UTC), adgangskode="x")
    noegle, certifikat = tmp_path / "klient.key", tmp_path / "klient.pem"
    noegle.write_bytes(klient.noegle.read_bytes())
    certifikat.write_bytes(klient.certifikat.read_bytes())
    viste: set[str] = set()

    async def note(_ident: str, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        viste.add(str(request.transport.get_extra_info("peercert")["serialNumber"]))
        return standard_retur(20)

    async def scenario() -> None:
        papirer = Klientpapirer(Filer(certifikat, noegle, certifikater.ca.certifikat))
        ind = Klientindstillinger(regler=HJEMME)
        async with prove.modtager(note) as modtager, Klient(papirer, ind, lambda: prove.nu) as sender:
            body = wrap(write(prove.alle()[0])[0])
            assert (await sender.push(modtager.url, body)).udfald is Udfald.LEVERET
            noegle.write_bytes(ny.noegle.read_bytes())
            certifikat.write_bytes(ny.certifikat.read_bytes())
            assert (await sender.push(modtager.url, body)).udfald is Udfald.LEVERET

    asyncio.run(scenario())
    assert len(viste) == 2


@pytest.mark.parametrize(
    "url", ["https://localhost:1/", "https://127.0.0.1:1/", "https://[::1]:1/", "http://10.0.0.1/"]
)
def test_a_target_that_is_not_on_the_open_net_is_refused_at_connect(certifikater: Certifikater, url: str) -> None:
    prove = Prove(certifikater, personer=1, beskeder=1)
    assert prove.push(url, Klientindstillinger()) == Laest(Udfald.MODTAGERFEJL, "adresse-afvist")


def test_a_closed_port_and_an_unknown_name_are_about_the_receiver(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=1, beskeder=1)
    assert prove.push("https://127.0.0.1:1/").grund == "ingen-forbindelse"
    assert prove.push("https://findes.invalid/").grund == "dns"


def test_the_driver_finds_what_is_ready_and_ends_when_told(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=5, beskeder=20)

    async def scenario() -> int:
        async with prove.modtager() as modtager, prove.klient() as klient:
            aflever = Aflever(prove.omgivelser(klient), lambda: {DUESLAG: modtager.url}, kig=0.01)
            task = asyncio.create_task(aflever.run())
            for _ in range(500):
                await asyncio.sleep(0.01)
                if prove.tally() == {"leveret": 20}:
                    break
            aflever.stop()
            await asyncio.wait_for(task, 5)
            return len(modtager.beskeder)

    assert asyncio.run(scenario()) == 20
    assert prove.postrum.ude_hos() == {}


def test_told_to_end_while_it_takes_it_gives_back_what_it_took(certifikater: Certifikater) -> None:
    prove = Prove(certifikater, personer=5, beskeder=5)

    async def scenario() -> list[str]:
        async with prove.modtager() as modtager, prove.klient() as klient:

            def end(_: Sequence[Forsendelse]) -> Skriv:
                udsendelse.end()
                return prove._write  # noqa: SLF001 - the case's own

            prove.skriver = end
            udsendelse = Udsendelse(prove.omgivelser(klient), DUESLAG)
            await asyncio.wait_for(udsendelse.run(modtager.url), 5)
            return modtager.beskeder

    assert asyncio.run(scenario()) == []
    assert prove.tally() == {"venter": 5}


def test_told_to_end_while_the_post_room_fails_it_ends(
    certifikater: Certifikater, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modul, "_PAUSE", 0.01)
    prove = Prove(certifikater, personer=5, beskeder=5)

    async def scenario() -> None:
        async with prove.modtager() as modtager, prove.klient() as klient:
            denne = Udsendelse(prove.omgivelser(klient), DUESLAG)

            def fails(*_: object, **__: object) -> int:
                denne.end()
                raise OSError

            monkeypatch.setattr(prove.postrum, "svar", fails)
            await asyncio.wait_for(denne.run(modtager.url), 5)

    asyncio.run(scenario())
    assert prove.tally()["ude"] > 0, "what was answered is not lost: it is out, and given back at the next start"


def test_a_push_follows_the_official_schema(shared: Path) -> None:
    from cpr_haendelser.beskeder.sammensaetning import compose

    folder = shared / "contracts" / "beskedfordeler" / "xsd"
    skema = etree.XMLSchema(etree.parse(folder / "AnvendersystemOperationer.xsd"))
    skema.assertValid(etree.fromstring(wrap(compose(HAENDELSE, GRUNDLAG, SAET))))
