"""Quotes and settlements for whoever asks: a system of its own organisation's alone, the operator of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Ordre, Ordretilstand, Udfoerelse, Udfoerelsestilstand
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.bestiller import Bestiller
from cpr_haendelser.testmiljoe.bestilling import Syn
from cpr_haendelser.testmiljoe.ekspedition import AABNE
from cpr_haendelser.testmiljoe.omkostning.afregning import Post, settle
from cpr_haendelser.testmiljoe.omkostning.forbrug import Forbrug, Lavet, find_forbrug, made_by_order, to_day
from cpr_haendelser.testmiljoe.omkostning.priser import Prisliste, Regning, Ydelse, charge
from cpr_haendelser.udlevering.kalder import Kalder

_SIDE = 1000
_SLUT = frozenset({Ordretilstand.UDFOERT, Ordretilstand.DELVIST_UDFOERT, Ordretilstand.MISLYKKET})
_ALDRIG_BEGYNDT = frozenset(
    {
        Ordretilstand.KLADDE,
        Ordretilstand.INDSENDT,
        Ordretilstand.GODKENDT,
        Ordretilstand.AFVIST,
        Ordretilstand.ANNULLERET,
    }
)


class Tilbud(NamedTuple):
    """What an order would cost, by its preview; only what is carried out is ever settled."""

    regninger: tuple[Regning, ...]
    udeladt: int
    """Udførelser beyond the preview: they come on top."""
    kan_ikke: int
    """Lines and udførelser that cannot be carried out as things are now, and are not counted."""

    @property
    def beloeb(self) -> Decimal:
        """Kroner in all."""
        return sum((each.beloeb for each in self.regninger), start=Decimal(0))


class Regnskab:
    """What ordering costs, cut to what a caller may know."""

    def __init__(
        self, bestiller: Bestiller, ordrelager: Ordrelager, prisliste: Prisliste, nu: Callable[[], datetime]
    ) -> None:
        self._bestiller, self._ordrelager, self._prisliste, self._nu = bestiller, ordrelager, prisliste, nu

    @property
    def prisliste(self) -> Prisliste:
        """What things cost."""
        return self._prisliste

    def quote(self, kalder: Kalder, uuid: str) -> Tilbud:
        """What an order would cost today.

        ORD-002 where there is none that the caller may see, TST-081 where it has begun or never will.
        """
        ordre = self._bestiller.find(kalder, uuid)
        if ordre.tilstand not in AABNE:
            raise Brugsfejl(
                "TST-081",
                f"ordren er {ordre.tilstand.vist}; et tilbud gives, før den begynder. Hvad den kostede, siger"
                " `haendelser ordre settlement`.",
            )
        return self.quote_of(ordre, self._bestiller.look(kalder, uuid))

    def quote_of(self, ordre: Ordre, syn: Syn) -> Tilbud:
        """The same of a preview that has been made, of an order that has not begun."""
        afviste, visning = syn
        antal = {Ydelse.ORDRE: 1, Ydelse.PERSON: visning.oprettede, Ydelse.HAENDELSE: len(visning.viste)}
        brugt = self._used_this_month(ordre.ejer)
        regninger = (charge(self._prisliste, ydelse, antal[ydelse], brugt[ydelse]) for ydelse in Ydelse)
        return Tilbud(tuple(regninger), visning.udeladt, len(afviste) + len(visning.fejlede))

    def settlement(self, kalder: Kalder, fra: date, til: date, organisation: str = "") -> list[Post]:
        """What was carried out from one day in Denmark to another, both included, and what it costs.

        TST-060 where a system asks for another organisation's, TST-080 where the days are the wrong way round. Without
        an organisation the operator gets everybody's.
        """
        if til < fra:
            raise Brugsfejl("TST-080", "afregningens sidste dag er før dens første; byt dem om.")
        ejer = organisation if kalder.er_operatoer else self._bestiller.organisation(kalder, organisation)
        poster = settle(self._since(f"{fra:%Y-%m}", ejer), self._prisliste)
        return [post for post in poster if fra.isoformat() <= post.forbrug.dag <= til.isoformat()]

    def _used_this_month(self, ejer: str) -> Counter[Ydelse]:
        brugt: Counter[Ydelse] = Counter()
        if not any(self._prisliste.frie.values()):
            return brugt  # where nothing is free nothing hangs on it, and all of the month's orders need not be read
        maaned = f"{self._nu():%Y-%m}"
        for each in self._since(maaned, ejer):
            brugt[each.ydelse] += each.antal
        return brugt

    def _since(self, maaned: str, ejer: str) -> Iterator[Forbrug]:
        """Everything that was had from a month on (YYYY-MM), of an organisation or of all (empty)."""
        lavet: dict[str, dict[str, Lavet]] = {}
        for ordre in self._orders(ejer):
            if ordre.tilstand in _ALDRIG_BEGYNDT or (ordre.tilstand in _SLUT and to_day(ordre.aendret) < maaned):
                continue
            if ordre.ejer not in lavet:
                lavet[ordre.ejer] = made_by_order(self._ordrelager.oprettede(ordre.ejer))
            forbrug = find_forbrug(ordre, self._carried_out(ordre.uuid), lavet[ordre.ejer].get(ordre.uuid, {}))
            yield from (each for each in forbrug if each.maaned >= maaned)

    def _orders(self, ejer: str) -> Iterator[Ordre]:
        foer = 0
        while side := self._ordrelager.ordrer(ejer=ejer, foer=foer, antal=_SIDE):
            yield from side
            foer = side[-1].nr

    def _carried_out(self, uuid: str) -> Iterator[Udfoerelse]:
        efter, udfoert = 0, Udfoerelsestilstand.UDFOERT
        while side := self._ordrelager.udfoerelser(uuid, tilstand=udfoert, efter=efter, antal=_SIDE):
            yield from side
            efter = side[-1].nr
