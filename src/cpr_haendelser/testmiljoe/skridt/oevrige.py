"""What has no personhændelse of its own, and guardianship: protection, church, notes, contact address and the like."""

from __future__ import annotations

from collections.abc import Callable

from cpr_haendelser.population.person import Kirke, Person
from cpr_haendelser.population.saerlige import guardianship
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.skridt.oensket import Livsskridt, Oensket, check, check_after, read_code

NAVNE_OG_ADRESSE = "0001"
Livsraekke = Callable[[Oensket], tuple[str, ...]]
"""The row that a step leaves, by what was wished."""


def _rows(person: Person, *begin: str) -> list[tuple[str, ...]]:
    return [row for row in person.oevrige if row[: len(begin)] == begin]


def _without(person: Person, *begin: str) -> list[tuple[str, ...]]:
    return [row for row in person.oevrige if row[: len(begin)] != begin]


def beskyttelse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """A protection begins (`til`), or ends (`fra`); by default that of name and address."""
    slags = oensket.take("beskyttelse", NAVNE_OG_ADRESSE)
    har = bool(_rows(person, "004", slags))
    if oensket.take("retning", "til") == "fra":
        check(har, "personen har ikke den beskyttelse.")
        person.oevrige = _without(person, "004", slags)
    else:
        check(not har, "personen har allerede den beskyttelse.")
        person.oevrige.append(("004", slags, oensket.dag, oensket.take("slut")))
    familie.linje(person, "A33", oensket.registreret)


def kreditadvarsel(familie: Familie, person: Person, oensket: Oensket) -> None:
    """A credit warning is set, or withdrawn."""
    _toggle(person, "050", ("050", "0005", oensket.registreret))
    familie.linje(person, "A33", oensket.registreret)


def _toggle(person: Person, posttype: str, row: tuple[str, ...]) -> None:
    har = _rows(person, posttype)
    person.oevrige = _without(person, posttype) if har else [*person.oevrige, row]


def _one_row(posttype: str, kode: str, row: Livsraekke) -> Livsskridt:
    """A step that replaces the person's row of one type."""

    def skridt(familie: Familie, person: Person, oensket: Oensket) -> None:
        ny = row(oensket)
        check(_rows(person, posttype) != [ny], "det står allerede sådan.")
        person.oevrige = [*_without(person, posttype), ny]
        familie.linje(person, kode, oensket.registreret)

    return skridt


notat = _one_row("019", "A31", lambda oe: ("019", oe.take("kode", "01"), oe.take("tekst"), oe.dag, ""))
kommunale_forhold = _one_row(
    "018", "A32", lambda oe: ("018", read_code(oe, "kommunale_forhold", "1"), "00001", oe.dag, "", oe.take("tekst"))
)
flyttepaabud = _one_row("021", "P32", lambda oe: ("021", oe.dag, oe.take("tekst")))
valg = _one_row("020", "A08", lambda oe: ("020", read_code(oe, "valg", "0004"), oe.dag, oe.dag, ""))
kontaktadresse = _one_row(
    "006", "A47", lambda oe: ("006", oe.take("tekst")[:34], oe.take("tekst2")[:34], "", "", "", oe.dag, "")
)


def folkekirke(familie: Familie, person: Person, oensket: Oensket) -> None:
    """Church membership changes."""
    gammel, kode = person.kirke, read_code(oensket, "folkekirke")
    check(gammel.kode != kode, "personen har allerede det folkekirkeforhold.")
    check_after(oensket.dag, gammel.start, "folkekirkeforholdets start")
    person.historik.append(("028", gammel.kode, gammel.start, gammel.umrk, oensket.dag, ""))
    person.kirke = Kirke(kode, oensket.dag)
    familie.linje(person, "A34", oensket.registreret)


def folkekirke_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The present membership is annulled: the one before holds."""
    foer = [row for row in person.historik if row[0] == "028" and row[4] == person.kirke.start]
    check(bool(foer), "der er intet tidligere folkekirkeforhold.")
    person.historik.remove(foer[-1])
    person.kirke = Kirke(foer[-1][1], foer[-1][2], foer[-1][3])
    familie.linje(person, "P56", oensket.registreret)


def stilling(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The occupation changes."""
    check(person.stilling != oensket.take("tekst"), "stillingen er allerede sådan.")
    person.stilling = oensket.take("tekst")[:34]
    familie.linje(person, "A34", oensket.registreret)


def umyndiggoerelse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """021: put under guardianship, by a guardian in the replica or one named in text."""
    check(not _wards(person), "personen er allerede under værgemål.")
    _guard(familie, person, oensket)


def vaerge(familie: Familie, person: Person, oensket: Oensket) -> None:
    """Another guardian: a catch-all."""
    check(bool(_wards(person)), "personen er ikke under værgemål.")
    _guard(familie, person, oensket, siden=_wards(person)[0][1])


def myndiggoerelse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """020: the guardianship is lifted."""
    check(bool(_wards(person)), "personen er ikke under værgemål.")
    person.oevrige = [row for row in person.oevrige if row not in _wards(person)]
    familie.linje(person, "A73", oensket.registreret)


def _wards(person: Person) -> list[tuple[str, ...]]:
    return [*_rows(person, "017"), *_rows(person, "052")]


def _guard(familie: Familie, person: Person, oensket: Oensket, siden: str = "") -> None:
    vaerge = familie.person(oensket.take("vaerge")).pnr if oensket.take("vaerge") else ""
    rest = [row for row in person.oevrige if row not in _wards(person)]
    person.oevrige = [*rest, *guardianship(siden or oensket.dag, 0, vaerge)]
    familie.linje(person, "A73", oensket.registreret)
