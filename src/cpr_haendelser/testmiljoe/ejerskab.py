"""Whose a test person is: who may order what for it, and whose systems get its hændelser. Pure.

To everybody else an owned person is as unknown as a number that nobody has.
"""

from __future__ import annotations

from collections.abc import Mapping

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Personslags, Testperson

UKENDT = "TST-001"
FAELLES = frozenset({Personslags.BASIS, Personslags.ARKETYPE})
"""Everybody's, and changed by no order."""


def may_see(cvr: str, person: Testperson | None) -> bool:
    """Whether an organisation may learn of a person; one that is no test person of anybody's is everybody's."""
    if person is None:
        return True
    return not person.fjernet and (not person.ejer or cvr in {person.ejer, *person.delt_med})


def check_may_order(cvr: str, art: Ordreart, person: Testperson | None) -> None:
    """Brugsfejl where an organisation may not have such an order for a person: TST-001 as for a number nobody has.

    TST-005 where it may order hændelser for the person, but not change it.
    """
    if not may_see(cvr, person):
        raise unknown()
    if person is not None and person.slags in FAELLES and art is not Ordreart.HAENDELSE:
        raise Brugsfejl(
            "TST-005",
            "personen er fælles for alle og ændres aldrig. Bestil en hændelses-ordre, eller opret en person selv.",
        )


def check_may_remove(cvr: str, person: Testperson | None) -> None:
    """TST-016 where a person is somebody else's: whom it is shared with may change it, and not remove it."""
    if person is not None and person.ejer not in {"", cvr}:
        raise Brugsfejl("TST-016", "kun den organisation, der ejer personen, kan fjerne den.")


def unknown() -> Brugsfejl:
    """A person that is not there, or that one may not learn of."""
    return Brugsfejl(UKENDT, "personen er ikke i replikaen. Bestil eller opret personen først.")


def circle_of(kreds: Kreds, ordrer: str, person: Testperson | None) -> tuple[str, ...]:
    """CVR numbers of the organisations whose systems may get an ordered hændelse about the person; empty: all.

    `ordrer` is the organisation that orders. Of an owned person never more than owner and sharers, whatever is asked.
    """
    if person is not None and person.ejer:
        return tuple(sorted({person.ejer, *person.delt_med}))
    return () if kreds is Kreds.ALLE else (ordrer,)


def circles(personer: Mapping[int, Testperson]) -> dict[int, tuple[str, ...]]:
    """The circle of each owned person, as receiving a file asks for it."""
    return {
        pnr: tuple(sorted({person.ejer, *person.delt_med})) for pnr, person in personer.items() if person.ejer
    }  # fmt: skip
