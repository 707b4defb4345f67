"""What is known of persons while a batch of an order is carried out: images and owners, each read once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.lager import Billede
from cpr_haendelser.storage.ordre import Ordre, Ordreart, Testperson, Trin
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.ejerskab import check_may_order, check_may_remove, unknown
from cpr_haendelser.testmiljoe.navngivne import FJERN, KOPIERES, NY, iterate_named


class Personkilde(Protocol):
    """The questions of `Lager` that steps ask."""

    def billeder(self, pnrs: Sequence[int]) -> dict[int, Billede]:
        """Images of those persons that are known."""
        ...

    def relationer_til(self, pnr: int) -> list[tuple[int, int]]:
        """Who names this person."""
        ...


class Laestreplika:
    """The replica as it was when each of its persons was first asked for: for as long as nobody changes it."""

    def __init__(self, replika: Personkilde) -> None:
        self._replika = replika
        self._laeste: dict[int, Billede | None] = {}

    def billeder(self, pnrs: Sequence[int]) -> dict[int, Billede]:
        """Images of those persons that are known; those asked for together are read together."""
        ulaeste = [pnr for pnr in pnrs if pnr not in self._laeste]
        if ulaeste:
            self._laeste |= dict.fromkeys(ulaeste) | self._replika.billeder(ulaeste)
        return {pnr: billede for pnr in pnrs if (billede := self._laeste[pnr]) is not None}

    def relationer_til(self, pnr: int) -> list[tuple[int, int]]:
        """Who names this person."""
        return self._replika.relationer_til(pnr)


class Ejere:
    """Whose persons are, as it was when each was first asked about."""

    def __init__(self, ordrelager: Ordrelager) -> None:
        self._ordrelager = ordrelager
        self._laeste: dict[int, Testperson | None] = {}

    def personer(self, pnrs: Collection[int]) -> dict[int, Testperson]:
        """Those of the numbers that have been given."""
        ulaeste = [pnr for pnr in pnrs if pnr not in self._laeste]
        if ulaeste:
            self._laeste |= dict.fromkeys(ulaeste) | self._ordrelager.personer(ulaeste)
        return {pnr: person for pnr in pnrs if (person := self._laeste[pnr]) is not None}


class Viden(NamedTuple):
    """Both, and who is there at all."""

    replika: Personkilde
    ejere: Ejere
    findes: Callable[[int], bool]

    def read(self, pnrs: Collection[int]) -> None:
        """Reads what will be asked about these."""
        self.replika.billeder(sorted(pnrs))
        self.ejere.personer(pnrs)

    def owner(self, pnr: int) -> Testperson | None:
        """Whose a person is; None: nobody's test person."""
        return self.ejere.personer([pnr]).get(pnr)

    def images(self, pnrs: Sequence[int]) -> Mapping[int, Billede]:
        """Images of those that are known."""
        return self.replika.billeder(pnrs)

    def check_person(self, ordre: Ordre, pnr: int) -> None:
        """Brugsfejl where the order may not be for the person: to whoever may not learn of it, it is not there."""
        check_may_order(ordre.ejer, ordre.art, self.owner(pnr))
        self._check_there(pnr)

    def check_named(self, ordre: Ordre, felt: str, pnr: int) -> None:
        """The same of a person that a field names; one that is copied is read and not changed."""
        art = Ordreart.HAENDELSE if felt == KOPIERES else ordre.art
        check_may_order(ordre.ejer, art, self.owner(pnr))
        self._check_there(pnr)

    def check_removed(self, ordre: Ordre, pnr: int, trin: Trin) -> None:
        """Brugsfejl where the step removes a person that is not the organisation's to remove."""
        if trin.handling == FJERN:
            check_may_remove(ordre.ejer, self.owner(pnr))

    def check_step(self, ordre: Ordre, pnr: int, trin: Trin) -> None:
        """Both, of a person (0: none yet) and whomever the step names."""
        if pnr:
            self.check_person(ordre, pnr)
            self.check_removed(ordre, pnr, trin)
        for felt, hvem in iterate_named(trin):
            if not hvem.startswith(NY):
                self.check_named(ordre, felt, int(hvem))

    def check_touched(self, ordre: Ordre, pnrs: Collection[int]) -> None:
        """TST-013 where a step also changes somebody whom the order may not be for: a relative, not named in it."""
        try:
            for pnr in self.replika.billeder(sorted(pnrs)):
                check_may_order(ordre.ejer, ordre.art, self.owner(pnr))
        except Brugsfejl:
            raise Brugsfejl(
                "TST-013",
                "det ændrer også en slægtning, som ordren ikke kan ændre: en andens eller en fælles. Få den delt med"
                " organisationen, bestil en hændelses-ordre, eller opret en familie selv.",
            ) from None

    def _check_there(self, pnr: int) -> None:
        if not self.findes(pnr):
            raise unknown()


def new_viden(replika: Personkilde, ordrelager: Ordrelager, pnrs: Collection[int]) -> Viden:
    """What is known of these, and of whoever is asked about; `replika` reads nobody twice."""
    viden = Viden(replika, Ejere(ordrelager), lambda pnr: bool(replika.billeder([pnr])))
    viden.read(pnrs)
    return viden


def read_viden(replika: Personkilde, ordrelager: Ordrelager, pnrs: Collection[int]) -> Viden:
    """The same of a replika that reads whenever it is asked."""
    return new_viden(Laestreplika(replika), ordrelager, pnrs)
