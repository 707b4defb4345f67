"""A known person: the records before and after decide (docs/afledning.md sections 2-5)."""

from __future__ import annotations

import pytest

from tests.haendelser.byg import (
    AEGTE,
    BARN,
    BARN2,
    BASIS,
    FAR,
    MOR,
    T1,
    T2,
    T3,
    A,
    B,
    C,
    adresse,
    afled,
    bor,
    civilstand,
    gammel_adresse,
    gammel_civilstand,
    gammelt_navn,
    korte,
    linje,
    navn,
    person,
    post,
)

Linjer = list[bytes]
Kort = tuple[str, str, str, str]

FLYTTET = [*bor(B, T2), gammel_adresse(*A, T1, T2)]
FLYTTET_KOMMUNE = [*bor(C, T2), gammel_adresse(*A, T1, T2)]
DOED = [
    person("90", T2),
    gammel_adresse(*A, T1, T2),
    BASIS[0],
    civilstand("D", T2, ""),
]
UDREJST = [person("80", T2), post("005", UDR_LANDEKOD="5180", UDRDTO=T2), gammel_adresse(*A, T1, T2), *BASIS]
FORSVUNDET = [person("70", T2), post("007", FORSVINDDTO=T2), gammel_adresse(*A, T1, T2), *BASIS]
GIFT = [person(), adresse(*A, T1), BASIS[0], civilstand("G", T2)]
SKILT = [person(), adresse(*A, T1), BASIS[0], civilstand("F", T3), gammel_civilstand("G", T2, T3)]
SEPARERET = [*GIFT, post("013", **{"START_DT-SEPARATION": "2025-01-02"})]
OMDOEBT = [*bor()[:2], navn("Berta", "Aasen", T2), gammelt_navn("Anna", "Aasen", "199001010900", T2), BASIS[1]]
DANSK = post("010", LANDEKOD="5100", **{"HAENSTART-STATSBORGERSKAB": T1})
SVENSK = post("010", LANDEKOD="5120", **{"HAENSTART-STATSBORGERSKAB": T2})


def forrige_dansk(annkor: str = "", slut: str = T2) -> bytes:
    return post(
        "027",
        ANNKOR=annkor,
        LANDEKOD="5100",
        **{"HAENSTART-STATSBORGERSKAB": T1, "HAENSLUT-STATSBORGERSKAB": slut},
    )


TILFAELDE: dict[str, tuple[Linjer, Linjer, set[Kort]]] = {
    "a move to another municipality tells the new and the old": (
        bor(),
        FLYTTET_KOMMUNE,
        {("034", "ny", "0997", T2), ("035", "ny", "0998", T2)},
    ),
    "a move inside the municipality is a pair too": (
        bor(),
        FLYTTET,
        {("037", "ny", "0998", T2), ("036", "ny", "0998", T2)},
    ),
    "two moves in one delivery are both told": (
        bor(),
        [*bor(C, T3), gammel_adresse(*A, T1, T2), gammel_adresse(*B, T2, T3)],
        {("037", "ny", "0998", T2), ("036", "ny", "0998", T2), ("034", "ny", "0997", T3), ("035", "ny", "0998", T3)},
    ),
    "a corrected address corrects the move": (
        FLYTTET,
        [*bor(("0998", "0009"), T2), gammel_adresse(*A, T1, T2), gammel_adresse(*B, T2, T2, "K")],
        {("037", "korrektion", "0998", T2), ("036", "korrektion", "0998", T2)},
    ),
    "a correction to another municipality annuls what the wrong one was told": (
        FLYTTET_KOMMUNE,
        [*bor(("0101", "0009"), T2), gammel_adresse(*A, T1, T2), gammel_adresse(*C, T2, T2, "K")],
        {
            ("034", "annullering", "0997", T2),
            ("034", "korrektion", "0101", T2),
            ("035", "korrektion", "0998", T2),
        },
    ),
    "an annulled move is annulled for both": (
        FLYTTET_KOMMUNE,
        [*bor(), gammel_adresse(*C, T2, T2, "A")],
        {("034", "annullering", "0997", T2), ("035", "annullering", "0998", T2)},
    ),
    "codes that change at the same start are technical": (bor(), bor(B), {("adresse", "ny", "0998", "")}),
    "death of a resident": (bor(), DOED, {("005", "ny", "0998", T2)}),
    "death of one who had disappeared": (
        FORSVUNDET,
        [person("90", T3), gammel_adresse(*A, T1, T2), post("025", FORSVINDDTO=T2, GENFINDDTO=T3), BASIS[0],
         civilstand("D", T3, "")],
        {("006", "ny", "0998", T3)},
    ),
    "death of one who had left the country": (
        UDREJST,
        [person("90", T3), gammel_adresse(*A, T1, T2), post("024", UDR_LANDEKOD="5180", UDRDTO=T2), BASIS[0],
         civilstand("D", T3, "")],
        {("007", "ny", "0998", T3)},
    ),
    "death within 28 days of birth": (
        [person(foedt="2024-12-20"), *bor()[1:]],
        [person("90", T2, foedt="2024-12-20"), *DOED[1:]],
        {("008", "ny", "0998", T2)},
    ),
    "an annulled death": (
        DOED,
        [*bor(), gammel_civilstand("D", T2, T2, "A", "")],
        {("042", "annullering", "0998", T2)},
    ),
    "a corrected date of death": (
        DOED,
        [person("90", T3), gammel_adresse(*A, T1, T3), BASIS[0], civilstand("D", T3, ""),
         gammel_civilstand("D", T2, T2, "K", "")],
        {("005", "korrektion", "0998", T3)},
    ),
    "leaving the country": (bor(), UDREJST, {("013", "ny", "0998", T2)}),
    "an annulled departure": (
        UDREJST,
        [*bor(), post("024", ANNKOR="A", UDR_LANDEKOD="5180", UDRDTO=T2, INDRDTO=T2)],
        {("013", "annullering", "0998", T2)},
    ),
    "coming back to the country": (
        UDREJST,
        [*bor(C, T3), gammel_adresse(*A, T1, T2), post("024", UDR_LANDEKOD="5180", UDRDTO=T2, INDRDTO=T3)],
        {("014", "ny", "0997", T3)},
    ),
    "disappearing": (bor(), FORSVUNDET, {("010", "ny", "0998", T2)}),
    "being found": (
        FORSVUNDET,
        [*bor(B, T3), gammel_adresse(*A, T1, T2), post("025", FORSVINDDTO=T2, GENFINDDTO=T3)],
        {("011", "ny", "0998", T3)},
    ),
    "a number annulled": (bor(), [person("30", T2), gammel_adresse(*A, T1, T2), *BASIS], {("017", "ny", "0998", T2)}),
    "a double number": (
        bor(),
        [person("50", T2, PNRGAELD=AEGTE), gammel_adresse(*A, T1, T2), *BASIS],
        {("018", "ny", "0998", T2)},
    ),
    "a number changed": (
        bor(),
        [person("60", T2, PNRGAELD=AEGTE), gammel_adresse(*A, T1, T2), *BASIS],
        {("019", "ny", "0998", T2)},
    ),
    "a change of name": (bor(), OMDOEBT, {("004", "ny", "0998", T2)}),
    "a naming": (
        [*bor()[:2], post("008"), BASIS[1]],
        [*bor()[:2], navn("Anna", "Aasen", T2), BASIS[1]],
        {("003", "ny", "0998", T2)},
    ),
    "a corrected name": (
        OMDOEBT,
        [*bor()[:2], navn("Bertha", "Aasen", T2), gammelt_navn("Anna", "Aasen", "199001010900", T2),
         gammelt_navn("Berta", "Aasen", T2, T2, "K"), BASIS[1]],
        {("004", "korrektion", "0998", T2)},
    ),
    "an annulled change of name": (
        OMDOEBT,
        [*bor(), gammelt_navn("Berta", "Aasen", T2, T2, "A")],
        {("004", "annullering", "0998", T2)},
    ),
    "a name changed and corrected in one delivery is told once, as it ended": (
        bor(),
        [*bor()[:2], navn("Bertha", "Aasen", T2), gammelt_navn("Anna", "Aasen", "199001010900", T2),
         gammelt_navn("Berta", "Aasen", T2, T2, "K"), BASIS[1]],
        {("004", "ny", "0998", T2)},
    ),
    "a marriage": (bor(), GIFT, {("028", "ny", "0998", T2)}),
    "an annulled marriage": (
        GIFT,
        [*bor(), gammel_civilstand("G", T2, T2, "A")],
        {("028", "annullering", "0998", T2)},
    ),
    "a divorce": (GIFT, SKILT, {("031", "ny", "0998", T3)}),
    "a divorce ends the separation without a word of its own": (
        SEPARERET,
        [*SKILT, post("030", **{"START_DT-SEPARATION": "2025-01-02", "SLUT_DT-SEPARATION": "2025-02-03"})],
        {("031", "ny", "0998", T3)},
    ),
    "a registered partnership has no code of its own": (
        bor(),
        [*GIFT[:3], civilstand("P", T2)],
        {("civilstand", "ny", "0998", "")},
    ),
    "being widowed is a catch-all": (
        GIFT,
        [*GIFT[:3], civilstand("E", T3), gammel_civilstand("G", T2, T3)],
        {("civilstand", "ny", "0998", "")},
    ),
    "a separation": (GIFT, SEPARERET, {("029", "ny", "0998", "2025-01-02")}),
    "a separation that civil status refers to is one hændelse": (
        GIFT,
        [
            *GIFT[:3],
            civilstand("G", T2, **{"SEP_HENVIS-CIVILSTAND": "202501020839"}),
            post("013", **{"SEP_HENVIS-SEPARATION": "202501020839", "START_DT-SEPARATION": "2025-01-02"}),
        ],
        {("029", "ny", "0998", "2025-01-02")},
    ),
    "a corrected first address is one catch-all": (
        bor(),
        [person("03"), adresse(*B, T2), *BASIS, gammel_adresse(*A, T1, T1, "K")],
        {("adresse", "korrektion", "0998", "")},
    ),
    "the end of a separation": (
        SEPARERET,
        [*GIFT, post("030", **{"START_DT-SEPARATION": "2025-01-02", "SLUT_DT-SEPARATION": "2025-02-03"})],
        {("030", "ny", "0998", "2025-02-03")},
    ),
    "an annulled separation": (
        SEPARERET,
        [*GIFT, post("030", ANNKOR="A", **{"START_DT-SEPARATION": "2025-01-02", "SLUT_DT-SEPARATION": "2025-01-02"})],
        {("029", "annullering", "0998", "2025-01-02")},
    ),
    "a new citizenship": (
        [*bor(), DANSK],
        [*bor(), SVENSK, forrige_dansk()],
        {("023", "ny", "0998", T2)},
    ),
    "a corrected citizenship": (
        [*bor(), DANSK],
        [*bor(), post("010", LANDEKOD="5120", **{"HAENSTART-STATSBORGERSKAB": T1}), forrige_dansk("K", T1)],
        {("023", "korrektion", "0998", T1)},
    ),
    "being put under guardianship": (
        bor(),
        [*bor(), post("017", **{"START_DT-UMYNDIG": "2025-01-02", "UMYN_RELTYP": "0000"})],
        {("021", "ny", "0998", "2025-01-02")},
    ),
    "guardianship lifted": (
        [*bor(), post("017", **{"START_DT-UMYNDIG": "2025-01-02", "UMYN_RELTYP": "0000"})],
        bor(),
        {("020", "ny", "0998", "")},
    ),
    "a father": (
        [*bor(), post("015", PNRMOR=MOR)],
        [*bor(), post("015", PNRMOR=MOR, PNRFAR=FAR, FAR_DT="2025-01-02")],
        {("024", "ny", "0998", "2025-01-02")},
    ),
    "both parents replaced": (
        [*bor(), post("015", PNRMOR=MOR, PNRFAR=FAR, FAR_DT="1990-01-01")],
        [*bor(), post("015", PNRMOR=AEGTE, MOR_DT="2025-01-02", PNRFAR=BARN, FAR_DT="2025-01-02")],
        {("027", "ny", "0998", "2025-01-02")},
    ),
    "protection is a catch-all": (
        bor(),
        [*bor(), post("004", BESKYTTYPE="0001")],
        {("beskyttelse", "ny", "0998", "")},
    ),
    "what else changed is one catch-all": (
        bor(),
        [*bor(), post("004", BESKYTTYPE="0001"), post("019", NOTATNR="01", NOTATLINIE="Et notat")],
        {("beskyttelse notat", "ny", "0998", "")},
    ),
    "a clear-text address alone is a catch-all": (
        [*bor(), post("003", STANDARDADR="Gammelvej 1")],
        [*bor(), post("003", STANDARDADR="Nyvej 1")],
        {("klarskriftadresse", "ny", "0998", "")},
    ),
    "a clear-text address that follows a move is part of it": (
        [*bor(), post("003", STANDARDADR="Gammelvej 1")],
        [*FLYTTET, post("003", STANDARDADR="Nyvej 1")],
        {("037", "ny", "0998", T2), ("036", "ny", "0998", T2)},
    ),
    "annulled history is a catch-all of its own": (
        [*bor(C, T3), gammel_adresse(*A, T1, T2), gammel_adresse(*B, T2, T3)],
        [*bor(C, T3), gammel_adresse(*A, T1, T2), gammel_adresse(*B, T2, T2, "A")],
        {("historik", "annullering", "0997", "")},
    ),
    "registered and undone within a delivery is nothing": (
        bor(),
        [*bor(), gammel_adresse(*C, T2, T2, "A"), gammel_civilstand("D", T2, T2, "A", "")],
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("navn", TILFAELDE)
def test_the_records_alone_tell(navn: str) -> None:
    foer, efter, ventet = TILFAELDE[navn]
    assert korte(afled(foer, efter)) == ventet


def test_a_birth_is_told_of_the_mother_once_for_each_twin() -> None:
    foer, efter = bor(), [*bor(), post("014", PNRBARN=BARN), post("014", PNRBARN=BARN2)]
    udfald = afled(foer, efter, linje("A36", "MO"))
    assert korte(udfald) == {("025", "ny", "0998", "2020-03-01")}
    assert {b.om for b in udfald.beslutninger} == {BARN, BARN2}
    assert all(b.relaterede == ((b.om, "barn"),) for b in udfald.beslutninger)


def test_a_child_without_a_line_of_birth_is_a_catch_all() -> None:
    assert korte(afled(bor(), [*bor(), post("014", PNRBARN=BARN)])) == {("boern", "ny", "0998", "")}


def test_a_corrected_father_is_told_as_such_under_its_code() -> None:
    foer = [*bor(), post("015", PNRMOR=MOR, PNRFAR=FAR, FAR_DT="2020-01-01")]
    efter = [*bor(), post("015", PNRMOR=MOR, PNRFAR=AEGTE, FAR_DT="2021-01-01")]
    (beslutning,) = afled(foer, efter, linje("A38")).beslutninger
    assert (beslutning.kode, beslutning.art.value, beslutning.gyldig_fra) == ("024", "korrektion", "2021-01-01")
    assert beslutning.retter is not None
    assert beslutning.retter.gyldig_fra == "2020-01-01"


def test_an_annulled_death_points_at_any_of_the_deaths() -> None:
    (beslutning,) = afled(DOED, [*bor(), gammel_civilstand("D", T2, T2, "A", "")]).beslutninger
    assert beslutning.retter is not None
    assert (beslutning.retter.koder, beslutning.retter.gyldig_fra) == (("005", "006", "007", "008"), T2)


def test_a_derived_line_is_linked_to_the_main_person() -> None:
    (beslutning,) = afled(bor(), GIFT, linje("A19", "ÆG")).beslutninger
    assert beslutning.hoved is not None
    assert beslutning.hoved.pnr == (AEGTE,)
    assert (beslutning.hoved.kode099, beslutning.hoved.tid) == ("A19", "202503010000")


def test_each_of_two_moves_keeps_to_the_line_with_its_own_clock() -> None:
    efter = [*bor(C, T3), gammel_adresse(*A, T1, T2), gammel_adresse(*B, T2, T3)]
    udfald = afled(bor(), efter, linje("A01", tid="202503011200", nr=2), linje("A01", tid="202503011100", nr=1))
    assert {(b.gyldig_fra, b.linjer) for b in udfald.beslutninger} == {(T2, (1,)), (T3, (2,))}


def test_a_person_without_any_municipality_asks_the_relatives() -> None:
    foer = [person("80", T1), post("005", UDR_LANDEKOD="5180", UDRDTO=T1), post("015", PNRMOR=MOR), *BASIS]
    (beslutning,) = afled(foer, [*foer, post("004", BESKYTTYPE="0001")]).beslutninger
    assert (beslutning.rolle.value, beslutning.kommune, beslutning.relaterede) == ("relateret", "", ((MOR, "mor"),))


@pytest.mark.parametrize("kode", ["A45", "A74", "K74"])
def test_a_delivery_that_the_customer_asked_for_says_so(kode: str) -> None:
    udfald = afled(bor(), bor(), linje(kode))
    assert (udfald.beslutninger, dict(udfald.grunde)) == ((), {1: "levering"})


def test_a_line_without_any_difference_is_accounted_for() -> None:
    assert dict(afled(bor(), bor(), linje("A33")).grunde) == {1: "ingen_forskel"}


def test_a_line_of_an_unknown_code_is_a_catch_all_even_without_difference() -> None:
    assert korte(afled(bor(), bor(), linje("Z99"))) == {("ukendt_kode", "ny", "0998", "")}


def test_death_and_its_annulment_in_one_delivery_are_accounted_for_and_never_told() -> None:
    efter = [*bor(), gammel_civilstand("D", T2, T2, "A", "")]
    udfald = afled(bor(), efter, linje("A21", nr=1), linje("A25", nr=2))
    assert udfald.beslutninger == ()
    assert dict(udfald.grunde) == dict.fromkeys((1, 2), "annulleret_i_levering")
