"""The typed view of a person: every field of every record, and the parts by name."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from cpr_haendelser.cpr.layouts import posttyper, read_post
from cpr_haendelser.cpr.personnummer import Personnummer
from cpr_haendelser.cpr.tider import CprTid
from cpr_haendelser.replika import visningsdele
from cpr_haendelser.replika.billede import to_linjer
from cpr_haendelser.replika.post import Postvisning, pladser
from cpr_haendelser.replika.visning import Visning
from tests.beskeder import eksempler
from tests.beskeder.eksempler import BARN, PNR, to_lines, typical_person

if TYPE_CHECKING:
    from cpr_haendelser.replika.post import Vaerdi

MARKED_TIMES = {
    ("001", "STATUSHAENSTART"): "STATUSDTO_UMRK",
    ("001", "FOED_DT"): "FOED_DT_UMRK",
    ("002", "TILFLYDTO"): "TILFLYDT_UMRK",
    ("005", "UDRDTO"): "UDRDTO_UMRK",
    ("008", "NVNHAENSTART"): "HAENSTART_UMRK-NAVNE",
    ("012", "AEGTEFOED_DT"): "AEGTEFOEDDT_UMRK",
    ("015", "FAR_FOED_DT"): "FAR_FOED_DT_UMRK",
    ("024", "INDRDTO"): "INDRDTO_UMRK",
    ("026", "NVNHAENSLUT"): "HAENSLUT_UMRK-NAVNE",
    ("030", "SLUT_DT-SEPARATION"): "SLUT_DT_UMRK-SEPARATION",
    ("052", "START_DT-UMYNDIG"): "START_DT_UMRK-UMYNDIG",
}


def plain(vaerdi: Vaerdi) -> str:
    """What was delivered, of a typed value."""
    if isinstance(vaerdi, CprTid):
        return vaerdi.raw
    return vaerdi.ciffre if isinstance(vaerdi, Personnummer) else vaerdi or ""


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(eksempler.persons())
def test_every_field_of_every_record_is_what_the_layout_reads(dokument: bytes) -> None:
    visning = Visning(dokument)
    seen = 0
    for posttype in visning.posttyper:
        lines = [line for line in to_linjer(dokument) if line.startswith(posttype.encode())]
        for post, line in zip(visning.poster(posttype), lines, strict=True):
            seen += 1
            for felt, delivered in read_post(line).felter.items():
                shown, art = plain(post.vaerdi(felt)), pladser(posttype)[felt].art
                if art == "pnr" and not shown:
                    assert not delivered.strip(" 0")
                elif art in {"tid", "dato", "dato8"}:
                    assert shown == delivered
                else:
                    assert shown == delivered.strip(" ")
            assert dict(post.vaerdier()).keys() == read_post(line).felter.keys()
    assert seen == len(to_linjer(dokument))


@pytest.mark.parametrize(("posttype", "felt"), MARKED_TIMES)
def test_a_time_is_uncertain_when_the_mark_beside_it_says_so(posttype: str, felt: str) -> None:
    raw = "2001-11-06" if posttyper()[posttype].field(felt).laengde == 10 else "200111061637"
    marked = to_lines((posttype, {felt: raw, MARKED_TIMES[posttype, felt]: "*"}))
    certain = to_lines((posttype, {felt: raw}))
    for dokument, usikker in ((marked, True), (certain, False)):
        post = Visning(dokument).post(posttype)
        assert post is not None
        assert post.tid(felt) == CprTid(raw, usikker_maerke=usikker)


def test_the_parts_of_a_typical_person_have_names() -> None:
    visning = Visning(typical_person(p019={"NOTATNR": "01", "NOTATLINIE": "Ring først"}))
    assert visning.pnr == Personnummer(PNR)
    assert visning.navn is not None
    assert (visning.navn.fuldt, visning.navn.annkor, visning.navn.til.tom) == ("Jens Sørensen", "", True)
    assert visning.adresse is not None
    assert (visning.adresse.kommunekode, visning.adresse.sidedoer) == ("0999", "tv")
    assert visning.adresse.fra.iso == "2026-11-01T16:37:00+01:00"
    assert [adresse.kommunekode for adresse in visning.tidligere_adresser] == ["0998"]
    assert visning.klarskriftadresse is not None
    assert visning.klarskriftadresse.postdistrikt == "Korsbæk"
    assert [(b.type, b.fra.raw, b.slettes.raw) for b in visning.beskyttelser] == [("0001", "2026-01-01", "2027-01-01")]
    assert visning.boern == (Personnummer(BARN),)
    assert (visning.mor, visning.far) != (None, None)
    assert visning.mor is not None
    assert visning.mor.nummer == Personnummer(eksempler.MOR)
    assert visning.far is not None
    assert (visning.far.nummer, visning.far.navn) == (None, "Ole Sørensen")
    assert visning.civilstand is not None
    assert visning.civilstand.aegtefaelle == Personnummer(eksempler.AEGTEFAELLE)
    assert [notat.linje for notat in visning.notater] == ["Ring først"]
    assert visning.vaergemaal is None


def test_history_is_ordered_by_its_beginning_and_keeps_what_was_annulled() -> None:
    visning = Visning(
        to_lines(
            ("026", {"ANNKOR": "A", "FORNVN": "Bo", "NVNHAENSTART": "200001011200", "NVNHAENSLUT": "200001011200"}),
            ("026", {"FORNVN": "Ib", "NVNHAENSTART": "199001011200", "NVNHAENSLUT": "201001011200"}),
            ("026", {"ANNKOR": "K", "FORNVN": "Ea", "NVNHAENSTART": "199501011200", "NVNHAENSLUT": "199501011200"}),
        )
    )
    assert [(navn.fornavn, navn.annkor) for navn in visning.tidligere_navne] == [("Ib", ""), ("Ea", "K"), ("Bo", "A")]
    assert [post.annkor for post in visning.poster("026")] == ["", "A", "K"]


def test_guardianship_is_read_from_the_newer_record_before_the_older() -> None:
    gammel = ("017", {"START_DT-UMYNDIG": "2020-05-01", "RELTXT1": "Vej 1", "RELTXT3": "By"})
    ny = ("052", {"START_DT-UMYNDIG": "2021-05-01", "VAERGEMAALS_TYPE": "FULD"})
    kun_gammel, begge = Visning(to_lines(gammel)).vaergemaal, Visning(to_lines(gammel, ny)).vaergemaal
    assert kun_gammel is not None
    assert (kun_gammel.vaerge_adresse, kun_gammel.type) == (("Vej 1", "By"), "")
    assert begge is not None
    assert (begge.fra.raw, begge.type) == ("2021-05-01", "FULD")


def test_a_person_without_records_has_nothing() -> None:
    visning = Visning(b"")
    assert (visning.posttyper, visning.pnr, visning.navn, visning.adresse, visning.boern) == ((), None, None, None, ())
    assert visning.koen == ""


def test_every_part_reads_only_fields_that_some_record_type_has() -> None:
    known = {felt.felt for layout in posttyper().values() for felt in layout.felter}
    parts = [part for part in vars(visningsdele).values() if hasattr(part, "__dataclass_fields__")]
    assert len(parts) > 20
    named = {felt for part in parts for del_ in fields(part) for felt in del_.metadata.get("felter", ())}
    assert {felt for felt in named if felt not in known} == set()


def test_nothing_of_a_person_is_shown_in_a_repr() -> None:
    visning = Visning(typical_person())
    shown = f"{visning!r}{visning.post('001')!r}{visning.navn!r}{visning.boern!r}{visning.civilstand!r}"
    for personal in (PNR, BARN, "Jens", eksempler.AEGTEFAELLE):
        assert personal not in shown


def test_a_field_that_the_record_type_has_not_is_an_error() -> None:
    with pytest.raises(KeyError, match="008 has no field KOMKOD"):
        Postvisning("008").tekst("KOMKOD")
