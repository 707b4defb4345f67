"""Orders of the test environment: one to a waiting receiver, as many as persons into the log, and a preview."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from bench import bestilling, produkt
from bench.levering.opstilling import HEMMELIGHED, Certifikater, make_dueslag, uuid
from bench.levering.program import Vilkaar, settings
from bench.maaling import Figur, alone, middle
from bench.proeve import Proeve
from bench.tal import gange, millisekunder, pr_sekund, sekunder
from cpr_haendelser.app.installation import Installation
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.app.testmiljoe import Testmiljoe, carrying_out
from cpr_haendelser.storage.ordre import Ordreart

_ENKELTE, _VISTE = 9, 1000
"""Orders one by one, and rows of a preview."""
_TAALMODIGHED = 60.0
NAVNE = {Ordreart.HAENDELSE: "hændelses-ordre", Ordreart.SAMMENHAENGENDE: "sammenhængende ordre"}


def orders(proeve: Proeve) -> Iterator[Figur]:
    """All three."""
    for art in NAVNE:
        yield _one(proeve, art)
    yield from _many(proeve)
    for art in NAVNE:
        yield _preview(proeve, art)


@contextmanager
def _furnished(proeve: Proeve) -> Iterator[Path]:
    with proeve.tom() as folder:
        kopi = produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi")
        bestilling.furnish(kopi)
        yield kopi


# --- as many as there are persons ------------------------------------------------------------------------------------


def _many(proeve: Proeve) -> Iterator[Figur]:
    """A move of everybody, beside a delivery received in the same run."""
    fil = proeve.leverance(proeve.personer, proeve.aendrede)
    with proeve.tom() as folder:
        kopi = produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi")
        modtaget, modtaget_processor = (each / proeve.aendrede for each in alone(receive, kopi, fil).svar)
    for art, navn in NAVNE.items():
        with _furnished(proeve) as kopi:
            udfoert = alone(bestilling.carry_out, kopi, art, proeve.personer, proeve.personer).svar
        hver = udfoert.sekunder / proeve.personer
        yield Figur(
            f"{navn}, {proeve.personer:,} rows, from submit to the log",
            f"{sekunder(udfoert.sekunder)}, {pr_sekund(hver)}, {udfoert.haendelser:,} hændelser; "
            f"{_mikro(udfoert.processor / proeve.personer)} of processor a row",
            f"a delivery received: {pr_sekund(modtaget)} persons, {_mikro(modtaget_processor)} a person",
            gange(modtaget / hver),
            "at least 0.5 of its rate",
        )


def receive(folder: Path, fil: Path) -> tuple[float, float]:
    """Seconds, and seconds of processor, of receiving a file."""
    processor = time.process_time()
    return produkt.receive(folder, fil).sekunder, time.process_time() - processor


def _mikro(value: float) -> str:
    return f"{value * 1e6:.0f} µs"


# --- before it is sent -----------------------------------------------------------------------------------------------


def _preview(proeve: Proeve, art: Ordreart) -> Figur:
    antal = min(_VISTE, proeve.personer)
    with _furnished(proeve) as kopi:
        tider = alone(preview, kopi, art, antal, proeve.personer, proeve.gange).svar
    maalt = (
        f"{sekunder(middle([each for each, _ in tider]))}; {sekunder(middle([each for _, each in tider]))} of processor"
    )
    return Figur(f"preview of {antal:,} rows, {NAVNE[art]}", maalt, krav="about 2 s")


def preview(folder: Path, art: Ordreart, antal: int, personer: int, times: int) -> list[tuple[float, float]]:
    """Seconds, and seconds of processor, of each preview of so many moves."""
    tider = []
    with produkt.opened(folder) as installation:
        ordre = bestilling.create(installation, art, linjer := bestilling.moves(antal, personer))
        for _ in range(times):
            begun, processor = time.perf_counter(), time.process_time()
            vist = Testmiljoe(installation).preview(ordre, linjer)
            tider.append((time.perf_counter() - begun, time.process_time() - processor))
            if vist.fejlede or len(vist.viste) < antal:
                raise RuntimeError("a preview that shows nothing is no measurement")
    return tider


# --- one, to a waiting receiver --------------------------------------------------------------------------------------


def _one(proeve: Proeve, art: Ordreart) -> Figur:
    """From submitting one move to its first message at a receiver that waits by AMQP with TLS."""
    with _furnished(proeve) as kopi:
        vilkaar = Vilkaar(kopi, Certifikater.make(kopi / "ca"))
        with _serving(vilkaar) as port:
            tider = asyncio.run(_order_one_by_one(vilkaar, port, art, proeve.personer))
    return Figur(
        f"{NAVNE[art]} of one row, from submit to a waiting receiver",
        f"median {millisekunder(middle(tider))}, worst {millisekunder(max(tider))}",
        krav="about a second",
    )


async def _order_one_by_one(vilkaar: Vilkaar, port: int, art: Ordreart, personer: int) -> list[float]:
    kommet: asyncio.Queue[float] = asyncio.Queue()

    async def take(besked: AbstractIncomingMessage) -> None:
        await besked.ack()
        kommet.put_nowait(time.perf_counter())

    forbindelse = await aio_pika.connect(
        host="localhost",
        port=port,
        virtualhost="BF",
        login=uuid("system", 0),
        password=HEMMELIGHED,
        ssl=True,
        ssl_context=vilkaar.certifikater.caller(),
    )
    async with forbindelse:
        kanal = await forbindelse.channel()
        koe = await kanal.get_queue(make_dueslag(1).uuid, ensure=False)
        await koe.consume(take)
        with produkt.opened(vilkaar.folder) as installation:
            tider = []
            for linje in bestilling.moves(_ENKELTE, personer):
                ordre = bestilling.create(installation, art, [linje._replace(nr=1)])
                begun = time.perf_counter()
                await asyncio.to_thread(Testmiljoe(installation).ekspedition.submit, ordre, hvem="bench")
                tider.append(await asyncio.wait_for(kommet.get(), _TAALMODIGHED) - begun)
                await asyncio.wait_for(kommet.get(), _TAALMODIGHED)
            return tider


@contextmanager
def _serving(vilkaar: Vilkaar) -> Iterator[int]:
    """Delivery and carrying out orders in a process of their own, as `haendelser serve` has them; BeskedHent's port."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(vilkaar, theirs))
    process.start()
    try:
        if not ours.poll(_TAALMODIGHED):
            raise TimeoutError("the program did not start")
        yield ours.recv()
    finally:
        ours.send("stop")
        process.join(_TAALMODIGHED)
        if process.is_alive():
            process.terminate()


def _serve(vilkaar: Vilkaar, line: Connection) -> None:
    installation = Installation.open(settings(vilkaar))
    try:
        with delivering(installation) as levering, carrying_out(Testmiljoe(installation)):
            line.send(levering.lytter.port if levering.lytter else 0)
            line.recv()
    finally:
        installation.close()
