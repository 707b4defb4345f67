"""A small receiver for tests with several of them at once: what it decides depends on the images before.

Run as a program it is a receiver in a process of its own.
"""

from __future__ import annotations

import random
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

from cpr_haendelser.storage.aabning import open_lager
from cpr_haendelser.storage.lager import Leveranceart
from tests.storage.eksempler import (
    ANNA,
    OPGAVE,
    afgoerelse,
    beslutning,
    carry_out,
    dokument,
    establish,
    given,
    leverance,
    ordret,
    receive,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cpr_haendelser.storage.lager import Afgoerelse, Billede, Lager

PERSONER = tuple(range(ANNA, ANNA + 12))
FILER = 6
MANGE = tuple(range(ANNA, ANNA + 3000))


class Uheld(Exception):
    """What goes wrong at a random point."""


def plan(opgave: str, nummer: int) -> list[int]:
    """The persons of a file."""
    return random.Random(f"{opgave} {nummer}").sample(PERSONER, 8)  # noqa: S311 - the same for all


def decide(opgave: str, nummer: int, pnrs: Sequence[int], billeder: dict[int, Billede]) -> list[Afgoerelse]:
    """Each person gets a mother, and one hændelse, or two, with ids by what the person looked like before."""
    found = []
    for pnr in pnrs:
        line = pnr - ANNA + 2
        foer = billeder.get(pnr)
        efter = dokument(pnr, adresse=f"0101 1234 {nummer % 3:03}", mor=ANNA + (nummer + pnr) % 12)
        navn = (opgave, nummer, pnr, foer and foer.dokument)
        haendelser = [given(beslutning(pnr, linjer=(line,)), navn)]
        if foer and foer.fil % 2:
            haendelser.append(given(beslutning(pnr, kode="035", registreret="202601020700"), (navn, 2)))
        linjer = [(line, "A01", "", "202601020800", "")]
        found.append(afgoerelse(pnr, *haendelser, foer=foer, efter=efter, linjer=linjer))
    return found


def take(lager: Lager, opgave: str, nummer: int, uheld: random.Random | None = None) -> None:
    """Receives one file; what fails by accident is tried again from the start."""
    pnrs = plan(opgave, nummer)

    def again(changed: Sequence[int], billeder: dict[int, Billede]) -> list[Afgoerelse]:
        if uheld and uheld.random() < 0.5:
            raise Uheld
        return decide(opgave, nummer, changed, billeder)

    while True:
        billeder = lager.billeder(pnrs)
        if uheld:
            time.sleep(uheld.random() * 0.01)
        try:
            receive(lager, leverance(opgave, nummer), *decide(opgave, nummer, pnrs, billeder), genafgoer=again)
        except Uheld:
            continue
        return


def take_all(lager: Lager, opgave: str, *, uheld: bool) -> None:
    """Receives all files of a task."""
    accidents = random.Random(opgave) if uheld else None  # noqa: S311 - the same each time
    for nummer in range(1, FILER + 1):
        take(lager, opgave, nummer, accidents)


def say(word: str) -> None:
    """To whoever started this process."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def receive_many(lager: Lager) -> None:
    """One larger file; says when the transaction is about to begin and when it is in its middle."""
    foer = lager.billeder(MANGE)
    nye = {pnr: dokument(pnr, adresse="0102 1 1", mor=ANNA) for pnr in MANGE}
    afgoerelser = [
        afgoerelse(pnr, given(beslutning(pnr, linjer=(place + 2,)), pnr), foer=foer.get(pnr), efter=nye[pnr])
        for place, pnr in enumerate(MANGE)
    ]
    # The last person was decided upon an image that is gone: decided again, in the middle of the transaction.
    decided = afgoerelser[-1].aendring
    if decided:
        afgoerelser[-1] = afgoerelser[-1]._replace(aendring=decided._replace(foer_fil=99))

    def again(pnrs: Sequence[int], billeder: dict[int, Billede]) -> list[Afgoerelse]:
        say("middle")
        return [afgoerelse(pnr, given(beslutning(pnr), pnr), foer=billeder.get(pnr), efter=nye[pnr]) for pnr in pnrs]

    say("begin")
    receive(lager, leverance(nummer=2), *afgoerelser, genafgoer=again)


def establish_many(lager: Lager) -> None:
    """A first load; says when it begins and when it is in its middle."""

    def personer() -> Iterator[tuple[int, bytes]]:
        for place, pnr in enumerate(MANGE):
            if place == len(MANGE) // 2:
                say("middle")
            yield pnr, dokument(pnr)

    say("begin")
    lager.etabler(personer(), lambda: leverance(art=Leveranceart.ETABLERING))


def carry_out_many(lager: Lager) -> None:
    """An order in three transactions; says when each is about to begin."""
    ordrer = [ordret(pnr, linje) for linje, pnr in enumerate(MANGE, start=1)]
    for foerste in range(0, len(ordrer), 1000):
        say(f"begin {foerste}")
        carry_out(lager, *ordrer[foerste : foerste + 1000])


def main(what: str, url: str, opgave: str = OPGAVE) -> None:
    """One of the above, in a process of its own."""
    with closing(open_lager(url)) as lager:
        if what == "open":
            return
        if what == "take_all":
            take_all(lager, opgave, uheld=True)
        elif what == "receive_many":
            receive_many(lager)
        elif what == "establish_many":
            establish_many(lager)
        elif what == "carry_out_many":
            carry_out_many(lager)
        elif what == "establish":
            establish(lager, {ANNA: dokument(ANNA)})
        else:
            raise ValueError(what)


if __name__ == "__main__":
    main(*sys.argv[1:])
