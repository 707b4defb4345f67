"""Reading: messages composed and persons looked up."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bench import bar, produkt
from bench.befolkning import to_person
from bench.maaling import Figur, alone, middle, percentile
from bench.proeve import Proeve
from bench.tal import gange, millisekunder, pr_sekund

_BESKEDER, _OPSLAG = 2000, 20_000


def composing(proeve: Proeve) -> Iterator[Figur]:
    """Messages a second and core, against a template of the same size whose values are ready."""
    with proeve.tom() as folder:
        kopi = produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi")
        produkt.receive(kopi, proeve.leverance(proeve.personer, proeve.aendrede))
        maalt = alone(produkt.compose_some, kopi, _BESKEDER, proeve.gange).svar
    yield Figur(
        f"composing, {maalt.bytes:,} bytes a message",
        pr_sekund(maalt.sammensat),
        f"bare template {pr_sekund(maalt.skabelon)}",
        gange(maalt.sammensat / maalt.skabelon),
        "at least 10,000/s a core",
    )
    yield Figur("composing, with what is read from the replica for it", pr_sekund(maalt.samlet_ind))


def lookup(proeve: Proeve) -> Iterator[Figur]:
    """A person looked up by number, at rest and while a delivery is received by another process."""
    antal = min(_OPSLAG, proeve.personer)
    numre = [int(to_person(n * 7919 % proeve.personer, proeve.personer).pnr) for n in range(antal)]
    with proeve.tom() as folder:
        kopi = produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi")
        bare = alone(bar.look_up, kopi / produkt.DATABASE, numre).svar
        yield _to_figur("person lookup", alone(produkt.look_up, kopi, numre).svar, bare)
        fil = proeve.leverance(proeve.personer, proeve.aendrede)
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
            modtagelse = pool.submit(produkt.receive, kopi, fil)
            imens = produkt.look_up(kopi, numre, until=modtagelse.done)
            modtagelse.result()
        yield _to_figur(f"person lookup while {proeve.aendrede:,} persons are received", imens, bare)


def _to_figur(navn: str, maalt: list[float], bare: list[float]) -> Figur:
    return Figur(
        navn,
        f"median {millisekunder(middle(maalt))}, p99 {millisekunder(percentile(maalt, 0.99))}, "
        f"worst {millisekunder(max(maalt))}",
        f"bare read {millisekunder(middle(bare))}",
        gange(middle(maalt) / middle(bare)),
        "below 1 ms",
    )
