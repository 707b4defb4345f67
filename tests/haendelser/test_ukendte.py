"""A person never seen: the earlier state is read from the delivery's own history (docs/afledning.md section 6)."""

from __future__ import annotations

import pytest

from cpr_haendelser.haendelser.koder099 import Linje
from tests.haendelser.byg import (
    AEGTE,
    BARN,
    FAR,
    MOR,
    T1,
    T2,
    T3,
    A,
    C,
    afled,
    bor,
    gammel_adresse,
    gammel_civilstand,
    gammelt_navn,
    korte,
    linje,
    navn,
    person,
    post,
)
from tests.haendelser.test_kendte import DOED, FLYTTET, FLYTTET_KOMMUNE, GIFT, OMDOEBT, SKILT, UDREJST

Kort = tuple[str, str, str, str]

TILFAELDE: dict[str, tuple[list[bytes], list[Linje], set[Kort]]] = {
    "no line at all: a new person": (bor(), [], {("ny_person", "ny", "0998", "")}),
    "an older number and no line: a changed number": (
        [*bor(), post("022", PNRGAMMEL=AEGTE)],
        [],
        {("personnummer", "ny", "0998", "")},
    ),
    "an immigrant without number": (bor(), [linje("A05")], {("ny_person", "ny", "0998", "")}),
    "a newborn": (bor(), [linje("A36")], {("ny_person", "ny", "0998", "")}),
    "a newborn whose father is registered with the birth": (
        [*bor(), post("015", PNRMOR=MOR, PNRFAR=FAR, FAR_DT="2025-01-02")],
        [linje("A36", nr=1), linje("A37", nr=2)],
        {("ny_person", "ny", "0998", "")},
    ),
    "a newborn whose father is registered later": (
        [*bor(), post("015", PNRMOR=MOR, PNRFAR=FAR, FAR_DT="2025-01-02")],
        [linje("A36", nr=1), linje("A37", nr=2, tid="202503010100")],
        {("ny_person", "ny", "0998", ""), ("024", "ny", "0998", "2025-01-02")},
    ),
    "asked for by the customer: nothing": (bor(), [linje("A74")], set()),
    "a move": (FLYTTET_KOMMUNE, [linje("A01")], {("034", "ny", "0997", T2), ("035", "ny", "0998", T2)}),
    "a move whose old address is not in the history": (
        [person(), post("002", KOMKOD="0998", VEJKOD="0001", TILFLYDTO=T2, FRAFLYKOMKOD="0101"), *bor()[2:]],
        [linje("A01")],
        {("034", "ny", "0998", T2), ("035", "ny", "0101", T2)},
    ),
    "a death": (DOED, [linje("A21")], {("005", "ny", "0998", T2)}),
    "a corrected death": (
        [*DOED, gammel_civilstand("D", T1, T1, "K", "")],
        [linje("A24")],
        {("005", "korrektion", "0998", T2)},
    ),
    "an annulled death": (
        [*bor(), gammel_civilstand("D", T2, T2, "A", "")],
        [linje("A25")],
        {("042", "annullering", "0998", T2)},
    ),
    "death and its annulment: nothing": (
        [*bor(), gammel_civilstand("D", T2, T2, "A", "")],
        [linje("A21", nr=1), linje("A25", nr=2)],
        set(),
    ),
    "a departure": (UDREJST, [linje("A06")], {("013", "ny", "0998", T2)}),
    "a change of name": (OMDOEBT, [linje("A13")], {("004", "ny", "0998", T2)}),
    "a corrected first name": (
        [*bor()[:2], navn("Bertha", "Aasen", T1), gammelt_navn("Berta", "Aasen", T1, T1, "K")],
        [linje("A16")],
        {("004", "korrektion", "0998", T1)},
    ),
    "a naming": ([*bor()[:2], navn("Anna", "Aasen", T2)], [linje("A14")], {("003", "ny", "0998", T2)}),
    "a marriage": (GIFT, [linje("A19")], {("028", "ny", "0998", T2)}),
    "a divorce seen from the spouse": (SKILT, [linje("A20", "ÆG")], {("031", "ny", "0998", T3)}),
    "a birth seen from the mother": (
        [*bor(), post("014", PNRBARN=BARN)],
        [linje("A51", "MO")],
        {("025", "ny", "0998", "2020-03-01")},
    ),
    "a birth seen from the father": (
        [*bor(), post("014", PNRBARN=BARN)],
        [linje("A51", "FA")],
        {("boern", "ny", "0998", "")},
    ),
    "a corrected address": (
        [*FLYTTET, gammel_adresse(*C, T2, T2, "K")],
        [linje("A09")],
        {
            ("034", "annullering", "0997", T2),
            ("035", "annullering", "0998", T2),
            ("037", "korrektion", "0998", T2),
            ("036", "korrektion", "0998", T2),
        },
    ),
    "an annulled move": (
        [*bor(), gammel_adresse(*C, T2, T2, "A")],
        [linje("A10")],
        {("034", "annullering", "0997", T2), ("035", "annullering", "0998", T2)},
    ),
    "a protection": ([*bor(), post("004", BESKYTTYPE="0001")], [linje("A33")], {("beskyttelse", "ny", "0998", "")}),
    "guardianship": (
        [*bor(), post("017", **{"START_DT-UMYNDIG": "2025-01-02"})],
        [linje("A73")],
        {("021", "ny", "0998", "2025-01-02")},
    ),
    "guardianship twice in a delivery": (
        [*bor(), post("017", **{"START_DT-UMYNDIG": "2025-01-02"})],
        [linje("A73", nr=1), linje("A73", nr=2)],
        {("vaergemaal", "ny", "0998", "")},
    ),
    "a spouse's number changed": (GIFT, [linje("P03", "ÆG")], {("civilstand", "ny", "0998", "")}),
    "a new number": (
        [*bor(), post("022", PNRGAMMEL=AEGTE)],
        [linje("P03", "PN")],
        {("personnummer", "ny", "0998", "")},
    ),
    "the undoing of a changed number": (bor(), [linje("P42")], {("019", "annullering", "0998", "")}),
}


@pytest.mark.parametrize("navn_", TILFAELDE)
def test_the_delivery_alone_tells(navn_: str) -> None:
    efter, linjer, ventet = TILFAELDE[navn_]
    udfald = afled(None, efter, *linjer)
    assert korte(udfald) == ventet
    brugt = {nr for beslutning in udfald.beslutninger for nr in beslutning.linjer}
    assert brugt.isdisjoint(udfald.grunde)
    assert brugt | set(udfald.grunde) == {line.nr for line in linjer}


def test_the_first_address_of_a_person_moved_from_one_place_to_another_is_remembered() -> None:
    udfald = afled(None, FLYTTET, linje("A01"))
    assert {(b.foer.vejkode, b.efter.vejkode) for b in udfald.beslutninger if b.foer and b.efter} == {("0001", "0002")}
    assert all(b.kommune == A[0] for b in udfald.beslutninger)
