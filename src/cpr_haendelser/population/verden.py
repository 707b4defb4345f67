"""The world on one day: who is delivered, with which 099 lines, and what the facit says of it.

The life model calls `linje` for each 099 line, `meld` for each hændelse that shall be found and `samle` for each
catch-all, at the moment it makes the thing happen. Nothing here looks at records.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.population.befolkning import Befolkning
from cpr_haendelser.population.dage import dato8, from_8, previous_hverdag
from cpr_haendelser.population.linjer import formats, to_099, to_linjer
from cpr_haendelser.population.person import Adresse, Person
from cpr_haendelser.population.steder import ADMINISTRATIVE
from cpr_haendelser.population.tilfaeldig import Lod, choose, whole

FacitLinje = dict[str, Any]
ALT = "alt"
"""The area of one to whom nothing else may happen that day."""
_FORSOEG = 120
_TILBAGE = ((0.35, 0, 0), (0.75, 1, 5), (0.92, 6, 30), (1.0, 31, 300))
"""How far back the effective date lies: cumulative share, days from, days to."""


class Verden:
    """One day of the population."""

    def __init__(self, befolkning: Befolkning, lod: Lod, dag: int) -> None:
        self.b, self.lod, self.dag = befolkning, lod, dag
        self.proddto = dato8(dag)
        self._siden = previous_hverdag(dag)
        self.leverede: dict[str, Person] = {}
        self.antal = 0
        """How many persons are settled."""
        self.linjer: dict[str, list[str]] = {}
        self.facit: list[FacitLinje] = []
        self.intet: list[dict[str, str]] = []
        self.koder099: dict[str, int] = {}
        self.styring: list[str] = []
        """Records 910 and 997."""
        self._nye: set[str] = set()
        self._hjemme: list[tuple[int, Person]] = []
        self._samlede: list[tuple[int, Person]] = []
        """Which facit lines go to where a person lives at the end of the day, with 099 lines and without."""
        self.kendte: dict[str, list[Person]] = {}
        """Persons to whom something happened lately that may be followed up; shared by all days."""

    # --- time -------------------------------------------------------------------------------------------------------

    def tid(self) -> str:
        """A registration time since the previous file."""
        dag = self.dag if self.lod() < 0.7 else whole(self.lod, self._siden + 1, self.dag)
        return f"{dato8(dag)}{whole(self.lod, 8, 17):02d}{whole(self.lod, 0, 59):02d}"

    def virkning(self, registreret: str, *efter: str) -> str | None:
        """An effective time with the clock of the registration, later than all of `efter`; None where none is."""
        latest = max((text[:8] for text in efter), default="")
        sidste = from_8(registreret)
        draw = self.lod()
        lowest, highest = next((fra, til) for share, fra, til in _TILBAGE if draw < share)
        dag = dato8(sidste - whole(self.lod, lowest, highest))
        if dag <= latest:
            dag = registreret[:8]
        if dag <= latest:
            return None
        return dag + (registreret[8:] if self.lod() < 0.96 else choose(self.lod, ("2099", "1299", "2000")))

    # --- finding persons --------------------------------------------------------------------------------------------

    def find(self, passer: Callable[[Person], bool], slags: str = "", liste: str = "") -> Person | None:
        """Someone who fits: among those remembered in `liste`, in the special clans of `slags`, or anyone."""
        seneste = self.kendte.get(liste, []) if liste else []
        for _ in range(min(len(seneste) * 2, 12)):
            p = choose(self.lod, seneste)
            if passer(p):
                return p
        for nummer in range(_FORSOEG):
            special = slags if nummer % 4 else ""
            klan = self.b.some_klan(self.lod, special)
            if not klan:
                continue
            first = int(self.lod() * len(klan))
            for p in klan[first:] + klan[:first]:
                if passer(p):
                    return p
        return None

    def husk(self, liste: str, p: Person) -> None:
        """Remember someone for later days."""
        self.kendte.setdefault(liste, []).append(p)

    def fri(self, p: Person, *omraader: str) -> bool:
        """Whether nothing has happened to the person today in any of these areas of life."""
        if p.ukendt or not p.i_omraadet:
            return False
        if p.dag != self.dag:
            return True
        return ALT not in p.brugt and ALT not in omraader and not any(o in p.brugt for o in omraader)

    def bor(self, p: Person) -> bool:
        """Whether the person lives at an ordinary address."""
        return isinstance(p.ophold, Adresse) and p.ophold.bolig.kommune not in ADMINISTRATIVE and p.status != "20"

    def alder(self, p: Person) -> int:
        """Whole years, near enough."""
        return int((self.dag - p.foedt) / 365.25)

    # --- what happens -----------------------------------------------------------------------------------------------

    def roer(self, p: Person, *omraader: str) -> None:
        """The person is delivered today, and these areas of life are taken."""
        self.b.keep(p)
        if p.dag != self.dag:
            p.dag, p.brugt = self.dag, ()
        p.brugt += omraader
        if p.ukendt and p.pnr not in self.leverede:
            self._nye.add(p.pnr)
        self.leverede[p.pnr] = p

    def linje(self, p: Person, kode: str, tid: str, maerke: str = "", noegle: str = "") -> None:
        """A 099 line of the person."""
        self.linjer.setdefault(p.pnr, []).append(to_099(p.pnr, tid, kode, maerke, noegle))
        self.koder099[kode] = self.koder099.get(kode, 0) + 1

    def uden_virkning(self, p: Person, kode: str, tid: str, aarsag: str, maerke: str = "") -> None:
        """A 099 line that shall cause nothing, and why."""
        self.linje(p, kode, tid, maerke)
        self.intet.append(
            {"dag": self.proddto, "pnr": p.pnr, "kode099": kode, "tid": tid, "maerke": maerke, "aarsag": aarsag}
        )

    def reject(self, pnr: str) -> None:
        """A record 910: input that the CPR Office could not use."""
        line = formats()["910"] % (pnr, f"ABONNEMENT {pnr}", "0031", "Personnummer findes ikke i CPR")
        self.styring.append(line.rstrip())

    def receipt(self, pnr: str) -> None:
        """A record 997: a subscription has ended."""
        self.styring.append((formats()["997"] % (pnr, self.tid(), "A45", "KUNDE")).rstrip())

    def meld(  # noqa: PLR0913 - a facit line has these parts, each named by the caller
        self,
        p: Person,
        kode: str,
        gyldig_fra: str,
        koder: tuple[str, ...],
        *,
        modtager: tuple[str, str] | None = None,
        art: str = "ny",
        foer: dict[str, str] | None = None,
        efter: dict[str, str] | None = None,
        om: tuple[str, ...] = (),
        retter: tuple[str, str] | None = None,
        hoved: Person | None = None,
        grupper: tuple[str, ...] = (),
        uden: tuple[str, tuple[str, ...], str] | None = None,
    ) -> None:
        """A hændelse that shall be found; `uden` (art, groups, reason) where the records alone show a catch-all.

        Without a `modtager` it goes where the person lives when the day is over (see `settle`).
        """
        rolle, kommune = modtager or ("", "")
        if modtager is None:
            self._hjemme.append((len(self.facit), p))
        self.facit.append(
            {
                "dag": self.proddto,
                "pnr": p.pnr,
                "kode": kode,
                "art": art,
                "rolle": rolle,
                "kommune": kommune,
                "gyldig_fra": gyldig_fra,
                "grupper": sorted(grupper),
                "foer": foer or {},
                "efter": efter or {},
                "om": list(om),
                "retter": {"kode": retter[0], "gyldig_fra": retter[1]} if retter else None,
                "hoved": hoved.pnr if hoved else None,
                "koder099": list(koder),
                "uden_099": self._uden(p, kode, art, grupper, uden),
            }
        )

    def samle(  # noqa: PLR0913 - as `meld`
        self,
        p: Person,
        grupper: tuple[str, ...],
        koder: tuple[str, ...],
        *,
        art: str = "ny",
        art_uden: str = "",
        hoved: Person | None = None,
        modtager: tuple[str, str] | None = None,
        foer: dict[str, str] | None = None,
        efter: dict[str, str] | None = None,
    ) -> None:
        """A catch-all that shall be found; `art_uden` where its art is read from the 099 code alone."""
        uden = (art_uden, grupper, "arten fremgår kun af 099") if art_uden else None
        self.meld(
            p,
            "samle",
            "",
            koder,
            art=art,
            grupper=grupper,
            hoved=hoved,
            modtager=modtager,
            uden=uden,
            foer=foer,
            efter=efter,
        )

    def only_without(self, p: Person, koder: tuple[str, ...]) -> None:
        """Nothing shall be found; with the 099 lines removed the person would be taken for new."""
        self.meld(p, "ingen", "", koder)

    def settle(self) -> tuple[list[FacitLinje], list[bytes]]:
        """For those delivered so far the day is over: their facit, and their records with 099 lines.

        What has no receiver of its own goes to where its person now lives. Whoever was new is known from now on.
        """
        for index, p in self._hjemme:
            self.facit[index]["rolle"], self.facit[index]["kommune"] = self.modtager(p)
        for index, p in self._samlede:
            self.facit[index]["uden_099"]["kommune"] = self.modtager(p)[1]
        facit, self.facit, self._hjemme, self._samlede = self.facit, [], [], []
        blokke = [line.encode(CHARSET) for line in self.styring]
        for pnr, p in self.leverede.items():
            p.ukendt = False
            blokke.append("\n".join([*to_linjer(p), *self.linjer.pop(pnr, ())]).encode(CHARSET))
        self.antal += len(self.leverede)
        self.leverede, self.styring = {}, []
        return facit, blokke

    def modtager(self, p: Person) -> tuple[str, str]:
        """Role and municipality of one who has no other role: where the person lives, or lived last."""
        if isinstance(p.ophold, Adresse):
            return "ny", p.ophold.bolig.kommune
        return self.seneste(p)

    def seneste(self, p: Person) -> tuple[str, str]:
        """Role and municipality of the last known address, else of a relative."""
        rows = [row for row in p.historik if row[0] == "023" and row[1] in ("", "Æ")]
        if rows:
            return "seneste", max(rows, key=lambda row: row[9])[2]
        for other in (p.mor, p.far, p.aegtefaelle):
            if other and isinstance(other.ophold, Adresse):
                return "relateret", other.ophold.bolig.kommune
        return "ny", ""

    def _uden(
        self, p: Person, kode: str, art: str, grupper: tuple[str, ...], uden: tuple[str, tuple[str, ...], str] | None
    ) -> dict[str, Any]:
        """What the records alone would show of this."""
        if p.ukendt and "ny_person" not in grupper and not any(row[0] == "022" for row in p.historik):
            if p.pnr not in self._nye:
                return _mark("ingen", "", "", (), "personen er aldrig set: alt er én samlehændelse")
            self._nye.discard(p.pnr)
            self._samlede.append((len(self.facit), p))
            return _mark("samling", "samle", "ny", ("ny_person",), "personen er aldrig set")
        if uden:
            self._samlede.append((len(self.facit), p))
            return _mark("samling", "samle", uden[0], uden[1], uden[2])
        return _mark("samme", kode, art, grupper, "")


def _mark(udfald: str, kode: str, art: str, grupper: tuple[str, ...], grund: str) -> dict[str, Any]:
    return {"udfald": udfald, "kode": kode, "art": art, "grupper": sorted(grupper), "grund": grund}
