"""Whatever is done to them, the lager in SQLite and the one in memory hold the same."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given as given_by
from hypothesis import settings
from hypothesis import strategies as st

from cpr_haendelser.fejl import Fejl
from cpr_haendelser.haendelser.model import Art, Hoved, Retter, Rolle
from cpr_haendelser.storage.aabning import open_lager
from cpr_haendelser.storage.lager import Leveranceart
from tests.storage.eksempler import (
    ANDEN_OPGAVE,
    ANNA,
    DANNET,
    OPGAVE,
    afgoerelse,
    beslutning,
    carry_out,
    dokument,
    establish,
    everything,
    given,
    leverance,
    ordret,
    receive,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpr_haendelser.haendelser.model import Beslutning
    from cpr_haendelser.storage.lager import Afgoerelse, Billede, Lager
    from cpr_haendelser.storage.ordre import Ordrehaendelse

PERSONER = tuple(range(ANNA, ANNA + 5))
ADRESSER = ("", "0101 1234 001A", "0101 1234 002", "0102 1 1", "0901 1 1")
TIDER = ("", "202601020800", "202601020900")
KODER = ("034", "035", "025")
KODER099 = ("A01", "A02")


class Person(NamedTuple):
    """One person of a delivery."""

    pnr: int
    efter: bytes | None
    haendelser: tuple[tuple[Beslutning, str], ...]
    linjer: tuple[tuple[str, str, str], ...]
    forgotten: bool
    """Whether it was decided upon an image that is not the current one any more."""


class Fil(NamedTuple):
    """One delivery; `nummer` may break the chain."""

    opgave: str
    nummer: int
    art: Leveranceart
    personer: tuple[Person, ...]
    fejler: bool
    """Whether deciding again fails."""
    ordrer: Log


class Frigiv(NamedTuple):
    """A receiver given later."""

    loebenummer: int
    cvr: str


class Log(NamedTuple):
    """Ordered hændelser, in a transaction of their own or, where there is a file, in its."""

    haendelser: tuple[tuple[Beslutning, int, str, int, tuple[str, ...]], ...]
    """(decision, line, receiver, what it corrects, who may get it); the line says which it is."""


class Etabler(NamedTuple):
    """A first load."""

    dokumenter: dict[int, bytes]


numre = st.sampled_from([f"{pnr:010}" for pnr in PERSONER])
dokumenter = st.builds(
    lambda pnr, adresse, boern, mor: (pnr, dokument(pnr, adresse=adresse, boern=boern, mor=mor)),
    st.sampled_from(PERSONER),
    st.sampled_from(ADRESSER),
    st.lists(st.sampled_from(PERSONER), max_size=2),
    st.sampled_from((0, *PERSONER)),
)
beslutninger = st.builds(
    beslutning,
    st.just(ANNA),
    kode=st.sampled_from(KODER),
    art=st.sampled_from(Art),
    rolle=st.sampled_from(Rolle),
    kommune=st.sampled_from(["", "", "0101", "0102"]),
    gyldig_fra=st.sampled_from(TIDER),
    registreret=st.sampled_from(TIDER),
    relaterede=st.lists(st.tuples(numre, st.just("mor")), max_size=2).map(tuple),
    retter=st.none()
    | st.builds(Retter, st.lists(st.sampled_from(KODER), max_size=2).map(tuple), st.sampled_from(TIDER)),
    hoved=st.none()
    | st.builds(Hoved, st.lists(numre, max_size=2).map(tuple), st.sampled_from(KODER099), st.sampled_from(TIDER)),
    linjer=st.lists(st.integers(0, 1), max_size=2, unique=True).map(tuple),
)
personer = st.builds(
    lambda doc, *rest: Person(doc[0], *rest) if rest[0] is None else Person(doc[0], doc[1], *rest[1:]),
    dokumenter,
    st.sampled_from([None, b"", b""]),
    st.lists(st.tuples(beslutninger, st.sampled_from(["", "11111111", "10000101"])), max_size=3).map(tuple),
    st.lists(st.tuples(st.sampled_from(KODER099), st.sampled_from(["", "ÆG"]), st.sampled_from(TIDER)), max_size=2).map(
        tuple
    ),
    st.sampled_from([False, False, True]),
)
ordrer = st.builds(
    Log,
    st.lists(
        st.tuples(
            st.builds(lambda b, pnr: b._replace(pnr=pnr), beslutninger, numre),
            st.integers(1, 6),
            st.sampled_from(["", "11111111"]),
            st.sampled_from([0, 0, 0, 1, 2]),
            st.sampled_from([(), ("11111111",)]),
        ),
        max_size=3,
    ).map(tuple),
)
filer = st.builds(
    Fil,
    st.sampled_from([OPGAVE, ANDEN_OPGAVE]),
    st.sampled_from([0, 0, 0, 1]),
    st.sampled_from([Leveranceart.AENDRINGER, Leveranceart.AENDRINGER, Leveranceart.GENETABLERING]),
    st.lists(personer, max_size=5, unique_by=lambda person: person.pnr).map(tuple),
    st.sampled_from([False, False, False, True]),
    st.just(Log(())) | ordrer,
)
operationer = st.lists(
    st.one_of(
        filer,
        filer,
        filer,
        ordrer,
        st.builds(Frigiv, st.integers(0, 12), st.sampled_from(["", "11111111", "22222222"])),
        st.builds(Etabler, st.lists(dokumenter, max_size=4).map(dict)),
    ),
    max_size=7,
)


def decided(person: Person, place: int, foer: Billede | None, navn: object) -> Afgoerelse:
    """The decision about a person; lines 10 * place and 10 * place + 1 are its own."""
    linjer = [(10 * place + nr, *linje, "") for nr, linje in enumerate(person.linjer)]
    haendelser = [
        given(
            fundet._replace(pnr=f"{person.pnr:010}", linjer=tuple(10 * place + nr for nr in fundet.linjer)),
            (navn, person.pnr, nr, foer),
            cvr,
        )
        for nr, (fundet, cvr) in enumerate(person.haendelser)
    ]
    return afgoerelse(person.pnr, *haendelser, foer=foer, efter=person.efter, linjer=linjer)


def receive_fil(lager: Lager, fil: Fil, navn: int) -> object:
    """One delivery, next in its chain or one too far."""
    seneste = lager.seneste_leverance(fil.opgave)
    nummer = (int(seneste.proddto[-2:]) if seneste else 0) + 1 + fil.nummer
    billeder = lager.billeder(PERSONER)
    places = {person.pnr: (place, person) for place, person in enumerate(fil.personer, start=1)}

    def again(pnrs: Sequence[int], nu: dict[int, Billede]) -> list[Afgoerelse]:
        if fil.fejler:
            raise RuntimeError("deciding again fails")
        return [decided(places[pnr][1], places[pnr][0], nu.get(pnr), (navn, "igen")) for pnr in pnrs]

    afgoerelser = []
    for pnr, (place, person) in places.items():
        foer = billeder.get(pnr)
        if person.forgotten and foer:
            foer = foer._replace(fil=foer.fil + 100)
        afgoerelser.append(decided(person, place, foer, navn))
    ledger = leverance(fil.opgave, nummer, art=fil.art)
    return receive(lager, ledger, *afgoerelser, genafgoer=again, ordrehaendelser=to_ordrer(fil.ordrer))


def to_ordrer(log: Log) -> list[Ordrehaendelse]:
    """What is ordered; its id is that of the line and person."""
    return [
        ordret(int(fundet.pnr), linje, cvr)._replace(beslutning=fundet._replace(linjer=()), retter=retter, kreds=kreds)
        for fundet, linje, cvr, retter, kreds in log.haendelser
    ]


def run(lager: Lager, operation: Fil | Frigiv | Log | Etabler, navn: int) -> object:
    """What comes of an operation, an error too."""
    try:
        if isinstance(operation, Fil):
            return receive_fil(lager, operation, navn)
        if isinstance(operation, Log):
            return carry_out(lager, *to_ordrer(operation))
        if isinstance(operation, Frigiv):
            return lager.set_modtager(operation.loebenummer, operation.cvr, tidspunkt=DANNET, grund="")
        ledger = leverance("630000", art=Leveranceart.ETABLERING)
        return establish(lager, operation.dokumenter, ledger)
    except (Fejl, RuntimeError) as error:
        return type(error), str(error)


@settings(max_examples=60)
@given_by(operationer)
def test_sqlite_and_memory_hold_the_same_whatever_is_done(
    operations: list[Fil | Frigiv | Log | Etabler],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'register.db'}"
        with closing(open_lager(url)) as sqlite, closing(open_lager("memory:")) as hukommelse:
            for navn, operation in enumerate(operations):
                assert run(sqlite, operation, navn) == run(hukommelse, operation, navn)
                assert everything(sqlite, PERSONER) == everything(hukommelse, PERSONER)
