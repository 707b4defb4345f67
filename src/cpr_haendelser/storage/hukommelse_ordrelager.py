"""The ordrelager in memory: plain, gone when the program ends; the model for testing other implementations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from threading import RLock

from cpr_haendelser.storage import ordrefejl
from cpr_haendelser.storage.ordre import (
    Gemtskabelon,
    Indlaeg,
    Ordre,
    Ordrelinje,
    Ordrenyt,
    Ordretilstand,
    Personslags,
    Side,
    Testperson,
    Udfoerelse,
    Udfoerelsestilstand,
    on_the_way,
)

VENTER = Udfoerelsestilstand.VENTER


@dataclass
class _Sag:
    """One order and all that belongs to it."""

    ordre: Ordre
    linjer: list[Ordrelinje]
    skabelon: bytes
    traad: list[Indlaeg] = field(default_factory=list)
    plan: dict[int, Udfoerelse] = field(default_factory=dict)


class HukommelseOrdrelager:
    """What is kept, in memory (storage.ordrelager.Ordrelager says what the methods do). One lock guards it all."""

    def __init__(self) -> None:
        self._laas = RLock()
        self._personer: dict[int, Testperson] = {}
        self._sager: dict[str, _Sag] = {}
        self._vilkaar: dict[str, str] = {}
        self._nyt: list[Ordrenyt] = []
        self._nyt_ialt = 0
        self._skabeloner: dict[tuple[str, str], list[tuple[Gemtskabelon, bytes]]] = {}

    # --- persons ------------------------------------------------------------------------------------------------------

    def reserver(self, personer: Sequence[Testperson]) -> None:
        """Takes numbers for persons."""
        with self._laas:
            nye = {person.pnr: person for person in personer}
            if len(nye) < len(personer) or self._personer.keys() & nye.keys():
                raise ordrefejl.number_given()
            self._personer |= nye

    def ret_personer(self, personer: Sequence[Testperson]) -> None:
        """Keeps what has changed of persons."""
        with self._laas:
            for person in personer:
                if foer := self._personer.get(person.pnr):
                    self._personer[person.pnr] = person._replace(fjernet=foer.fjernet or person.fjernet)

    def personer(self, pnrs: Collection[int]) -> dict[int, Testperson]:
        """Those of the numbers that have been given."""
        with self._laas:
            return {pnr: self._personer[pnr] for pnr in pnrs if pnr in self._personer}

    def find_personer(
        self, *, ejer: str = "", slags: Personslags | None = None, gruppe: str = "", efter: int = 0, antal: int = 1000
    ) -> list[Testperson]:
        """Persons by number."""
        with self._laas:
            return [
                person
                for pnr, person in sorted(self._personer.items())
                if pnr > efter
                and not person.fjernet
                and (slags is None or person.slags is slags)
                and person.gruppe.startswith(gruppe)
                and (not ejer or ejer in {person.ejer, *person.delt_med})
            ][:antal]

    def oprettede(self, ejer: str) -> dict[tuple[str, str], int]:
        """How many numbers were given, by group and time."""
        with self._laas:
            egne = (person for person in self._personer.values() if person.ejer == ejer)
            return dict(Counter((person.gruppe, person.oprettet) for person in egne))

    # --- orders -------------------------------------------------------------------------------------------------------

    def opret(self, ordre: Ordre, linjer: Sequence[Ordrelinje], skabelon: bytes = b"") -> Ordre:
        """Keeps a new order."""
        with self._laas:
            if ordre.uuid not in self._sager:
                ny = ordre._replace(nr=len(self._sager) + 1, linjer=len(linjer))
                self._sager[ordre.uuid] = _Sag(ny, list(linjer), skabelon)
            return self._sager[ordre.uuid].ordre

    def ret(self, ordre: Ordre, linjer: Sequence[Ordrelinje], skabelon: bytes = b"", *, pr: str = "") -> bool:
        """Other content of an order."""
        with self._laas:
            sag = self._sag(ordre.uuid)
            if sag.ordre.tilstand is not Ordretilstand.KLADDE or pr not in {"", sag.ordre.aendret}:
                return False
            sag.ordre = ordre._replace(nr=sag.ordre.nr, linjer=len(linjer), tilstand=Ordretilstand.KLADDE)
            sag.linjer, sag.skabelon = list(linjer), skabelon
            return True

    def ordre(self, uuid: str) -> Ordre | None:
        """The order."""
        with self._laas:
            sag = self._sager.get(uuid)
            return sag.ordre if sag is not None else None

    def ordrer(
        self, *, ejer: str = "", tilstande: Collection[Ordretilstand] = (), foer: int = 0, antal: int = 100
    ) -> list[Ordre]:
        """Orders, the newest first."""
        with self._laas:
            return [
                sag.ordre
                for sag in reversed(self._sager.values())
                if (not foer or sag.ordre.nr < foer)
                and (not ejer or sag.ordre.ejer == ejer)
                and (not tilstande or sag.ordre.tilstand in tilstande)
            ][:antal]

    def skift(  # noqa: PLR0913 - the interface's
        self,
        uuid: str,
        fra: Collection[Ordretilstand],
        til: Ordretilstand,
        *,
        indlaeg: Indlaeg,
        plan: Sequence[Udfoerelse] = (),
        side: Side = Side.PROGRAMMET,
        pr: str = "",
    ) -> bool:
        """Lets an order go from one state to another."""
        with self._laas:
            sag = self._sag(uuid)
            if sag.ordre.tilstand not in fra or pr not in {"", sag.ordre.aendret}:
                return False
            sag.ordre = sag.ordre._replace(tilstand=til, aendret=indlaeg.tidspunkt, grund=indlaeg.tekst)
            sag.traad.append(on_the_way(til, indlaeg))
            self._tell(uuid, til, side, indlaeg)
            sag.plan |= {udfoerelse.nr: udfoerelse for udfoerelse in plan}
            return True

    def linjer(self, uuid: str, *, efter: int = 0, antal: int = 1000) -> list[Ordrelinje]:
        """The order's lines."""
        with self._laas:
            return [linje for linje in self._sag(uuid).linjer if linje.nr > efter][:antal]

    def antal_oenskede(self, uuid: str) -> int:
        """How many of the order's lines say that a divergence is wanted."""
        return sum(linje.oensket_divergens for linje in self._sag(uuid).linjer)

    def skabelon(self, uuid: str) -> bytes:
        """The filled template."""
        with self._laas:
            return self._sag(uuid).skabelon

    def skriv(self, uuid: str, indlaeg: Indlaeg, *, side: Side = Side.PROGRAMMET) -> None:
        """A word in the order's thread."""
        with self._laas:
            self._sag(uuid).traad.append(indlaeg)
            self._tell(uuid, None, side, indlaeg)

    def traad(self, uuid: str) -> list[Indlaeg]:
        """The order's thread."""
        with self._laas:
            return list(self._sag(uuid).traad)

    def nyt(self, *, efter: int, antal: int = 100) -> list[Ordrenyt]:
        """News above that number."""
        with self._laas:
            nye = [each for each in self._nyt if each.nr > efter][:antal]
            return [each._replace(ordre=self._sag(each.ordre.uuid).ordre) for each in nye]

    def glem_nyt(self, til: int) -> None:
        """Lets go of news."""
        with self._laas:
            self._nyt = [each for each in self._nyt if each.nr > til]

    def _tell(self, uuid: str, til: Ordretilstand | None, side: Side, indlaeg: Indlaeg) -> None:
        self._nyt_ialt += 1
        self._nyt.append(Ordrenyt(self._nyt_ialt, self._sag(uuid).ordre, til, side, indlaeg))

    # --- templates put aside ------------------------------------------------------------------------------------------

    def gem_skabelon(self, skabelon: Gemtskabelon, indhold: bytes) -> Gemtskabelon:
        """Keeps the next version of a template."""
        with self._laas:
            versioner = self._skabeloner.setdefault((skabelon.ejer, skabelon.navn), [])
            gemt = skabelon._replace(version=len(versioner) + 1)
            versioner.append((gemt, indhold))
            return gemt

    def gemte_skabeloner(self, *, ejer: str = "") -> list[Gemtskabelon]:
        """The newest version of each template."""
        with self._laas:
            return [alle[-1][0] for noegle, alle in sorted(self._skabeloner.items()) if ejer in {"", noegle[0]}]

    def gemt_skabelon(self, ejer: str, navn: str, version: int = 0) -> tuple[Gemtskabelon, bytes] | None:
        """A version of a template."""
        with self._laas:
            alle = self._skabeloner.get((ejer, navn), [])
            fundne = [each for each in alle if version in {0, each[0].version}]
            return fundne[-1] if fundne else None

    def glem_skabelon(self, ejer: str, navn: str) -> bool:
        """Removes every version of a template."""
        with self._laas:
            return self._skabeloner.pop((ejer, navn), None) is not None

    # --- carrying out -------------------------------------------------------------------------------------------------

    def forfaldne(self, *, nu: str, antal: int = 1000) -> list[Udfoerelse]:
        """What is due."""
        with self._laas:
            return [each for each in self._waiting() if each.tidspunkt <= nu][:antal]

    def naeste_tid(self) -> str:
        """When the next one is due."""
        with self._laas:
            return min((each.tidspunkt for each in self._waiting() if each.tidspunkt), default="")

    def afslut(self, udfoerelser: Sequence[Udfoerelse]) -> None:
        """Keeps what came of udførelser."""
        with self._laas:
            for udfoerelse in udfoerelser:
                self._sag(udfoerelse.ordre).plan[udfoerelse.nr] = udfoerelse

    def begynd(self, uuid: str, numre: Collection[int], forsoeg: str) -> None:
        """Notes in which file some udførelser are being received."""
        with self._laas:
            plan = self._sag(uuid).plan
            plan.update({nr: plan[nr]._replace(forsoeg=forsoeg) for nr in numre if nr in plan})

    def udfoerelser(
        self, uuid: str, *, tilstand: Udfoerelsestilstand | None = None, efter: int = 0, antal: int = 1000
    ) -> list[Udfoerelse]:
        """The order's plan."""
        with self._laas:
            plan = sorted(self._sag(uuid).plan.items())
            return [en for nr, en in plan if nr > efter and (tilstand is None or en.tilstand is tilstand)][:antal]

    def venter(self, uuid: str) -> bool:
        """Whether anything is still to be carried out."""
        with self._laas:
            return any(each.tilstand is Udfoerelsestilstand.VENTER for each in self._sag(uuid).plan.values())

    def optaelling(self, uuid: str) -> dict[Udfoerelsestilstand, int]:
        """How many stand where."""
        with self._laas:
            return dict(Counter(each.tilstand for each in self._sag(uuid).plan.values()))

    # --- terms --------------------------------------------------------------------------------------------------------

    def accepter(self, cvr: str, version: str, *, hvem: str, tidspunkt: str) -> None:  # noqa: ARG002 - the interface's
        """The organisation has accepted the terms."""
        with self._laas:
            self._vilkaar[cvr] = version

    def accepteret(self, cvr: str) -> str:
        """The version that the organisation has accepted."""
        with self._laas:
            return self._vilkaar.get(cvr, "")

    def close(self) -> None:
        """There is nothing to let go of."""

    def _sag(self, uuid: str) -> _Sag:
        if uuid not in self._sager:
            raise ordrefejl.no_ordre()
        return self._sager[uuid]

    def _waiting(self) -> list[Udfoerelse]:
        i_gang = [sag for sag in self._sager.values() if sag.ordre.tilstand is Ordretilstand.I_GANG]
        return [en for sag in i_gang for _, en in sorted(sag.plan.items()) if en.tilstand is VENTER]
