"""A house with two authorities, a supplier, their people, and the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from cpr_haendelser.adgang.model import Aktoer, Bruger, Rolle, as_bruger, as_system
from cpr_haendelser.administration.aftaler import Aftalekontor
from cpr_haendelser.administration.anmodning import Anmodning
from cpr_haendelser.administration.breve import Brev, from_json
from cpr_haendelser.administration.indsigt import Vilkaar
from cpr_haendelser.aftaler.model import ItSystem, Organisation
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.aftalebog import BREV
from cpr_haendelser.storage.postrum import Postrum

KORSBAEK, NABO, LEVERANDOER = "11111111", "22222222", "33333333"
SYSTEM, EGET = "0a000000-0000-4000-8000-000000000001", "0a000000-0000-4000-8000-000000000002"
TYPE, KLASSE = "0b000000-0000-4000-8000-000000000001", "0b000000-0000-4000-8000-000000000002"
OPERATOER_MAIL = "drift@example.dk"


def _bruger(nr: int, navn: str, cvr: str, rolle: Rolle, *, aktiv: bool = True) -> Bruger:
    uuid = f"0c000000-0000-4000-8000-00000000000{nr}"
    return Bruger(uuid, navn.lower(), navn, f"{navn.lower()}@{cvr}.example", cvr, frozenset({rolle}), aktiv)


LONE = _bruger(1, "Lone", LEVERANDOER, Rolle.LEVERANDOERADMINISTRATOR)
ANNA = _bruger(2, "Anna", KORSBAEK, Rolle.AFTALEADMINISTRATOR)
NIELS = _bruger(3, "Niels", NABO, Rolle.AFTALEADMINISTRATOR, aktiv=False)
REVA = _bruger(4, "Reva", KORSBAEK, Rolle.REVISOR)
lone, anna, niels, reva = (as_bruger(each) for each in (LONE, ANNA, NIELS._replace(aktiv=True), REVA))
systemet: Aktoer = as_system(SYSTEM, "Sagssystem", LEVERANDOER)
andet: Aktoer = as_system(EGET, "Korsbæks eget", KORSBAEK)

ANMODNING = Anmodning(
    SYSTEM, (KORSBAEK,), "Sagsbehandling af flytninger", "CPR-loven § 10", (TYPE,), (KLASSE,), koder=("034", "035")
)


class Huset:
    """The desk over a post room, a clock that goes a minute each time it is looked at, and the letters."""

    def __init__(self, postrum: Postrum, miljoe: Miljoe = Miljoe.PRODUKTION, **vilkaar: object) -> None:
        self.postrum = postrum
        self.minut = count(1)
        self.numre = count(1)
        alle = {"operatoer": (OPERATOER_MAIL,), **vilkaar}
        self.kontor = Aftalekontor(
            postrum,
            lambda: Vilkaar(miljoe)._replace(**alle),  # type: ignore[arg-type]
            self.nu,
            lambda: f"0d000000-0000-4000-8000-{next(self.numre):012}",
        )
        postrum.gem(
            organisationer=[
                Organisation(KORSBAEK, "Korsbæk Kommune", KORSBAEK, myndighed=True, leverandoer=True),
                Organisation(NABO, "Nabo Kommune", NABO, myndighed=True, leverandoer=False),
                Organisation(LEVERANDOER, "Leverandør A/S", LEVERANDOER, myndighed=False, leverandoer=True),
            ],
            systemer=[
                ItSystem(SYSTEM, "Sagssystem", LEVERANDOER, "vagt@leverandoer.example", (), "", "", ()),
                ItSystem(EGET, "Korsbæks eget", KORSBAEK, "ring til os", (), "", "", ()),
            ],
            brugere=[LONE, ANNA, NIELS, REVA],
            tidspunkt="2026-11-30T12:00:00.000+00:00",
            hvem="operatoer",
        )

    def nu(self) -> datetime:
        return datetime(2026, 11, 30, 12, tzinfo=UTC) + timedelta(minutes=next(self.minut))

    def change_user(self, bruger: Bruger, hvem: str) -> None:
        """A user is new, or otherwise."""
        self.postrum.gem(brugere=[bruger], tidspunkt=stamp(self.nu()), hvem=hvem)

    def letters(self) -> list[Brev]:
        """The letters since it was last asked."""
        return list(self._letters())

    def _letters(self) -> Iterator[Brev]:
        for post in self.postrum.tag_alarmpost(1000, nu="3", igen="9"):
            assert post.kanal == BREV
            self.postrum.slet_alarmpost(post.nr)
            yield from_json(post.indhold)

    def told(self) -> list[tuple[str, ...]]:
        return [brev.til for brev in self.letters()]
