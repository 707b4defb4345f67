"""The template: what people write is understood or refused in words, all of it at once, and nothing is half-taken."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.cpr.kommuner import Kommunetabel
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.storage.ordre import Ordreart, Ordrelinje, Trin
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.plan import plan_ordre
from cpr_haendelser.testmiljoe.skabelon.betydning import Laest, count_slags, normalise, read_raekker, shorten
from cpr_haendelser.testmiljoe.skabelon.kolonner import read_kolonner
from cpr_haendelser.testmiljoe.skabelon.skriv import columns_of, write_linjer, write_skabelon
from cpr_haendelser.testmiljoe.skabelon.tabel import LAENGST_NEDE, read_tabel
from cpr_haendelser.testmiljoe.skabelon.vaerdier import LAESERE, Ulaeselig, read_vaerdi

VAGT = Nummervagt(Miljoe.EXTTEST)
KENDER = Kommunetabel().knows
HAENDELSE, REPLIKA, SAMMEN = Ordreart.HAENDELSE, Ordreart.REPLIKA, Ordreart.SAMMENHAENGENDE
ORDINAERT = "0101" + "901234"
"""Of ordinary shape, put together here so that it stands nowhere."""


def read(data: bytes | str, art: Ordreart = SAMMEN) -> Laest:
    return read_raekker(read_tabel(data.encode() if isinstance(data, str) else data), art, VAGT, KENDER)


def lines(data: bytes | str, art: Ordreart = SAMMEN) -> list[Ordrelinje]:
    laest = read(data, art)
    assert laest.fejl == []
    return laest.linjer


def faults(data: bytes | str, art: Ordreart = SAMMEN) -> list[tuple[int, str]]:
    laest = read(data, art)
    assert laest.linjer == []
    return [(fejl.raekke, fejl.kolonne) for fejl in laest.fejl]


FLYTNING = "personnummer;handling;virkning;kommunekode;vejkode;husnr\n6101901234;flytning;24-11-2026;101;123;4a\n"
LINJE = Ordrelinje(
    1,
    ("6101901234",),
    (
        Trin(
            "flytning", Art.NY,
            (("virkning", "202611241200"), ("kommunekode", "0101"), ("vejkode", "0123"), ("husnr", "004A")),
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        FLYTNING.encode(),
        b"\xef\xbb\xbf" + FLYTNING.encode(),
        FLYTNING.encode("utf-16"),
        FLYTNING.replace("\n", "\r\n").encode(),
        FLYTNING.replace(";", ",").encode(),
        FLYTNING.replace(";", "\t").encode(),
        ("Bestilling fra os;;;;;\n\n;;;;;\n" + FLYTNING).encode(),
        (FLYTNING + ";;;;;\n   ;;;;;\n").encode(),
        (
            b'"CPR-nr";"Handling";"Virkning";"Kommune";"Vej";"Hus nr"\n'
            b'"610190-1234";"Flytning";"2026-11-24 12:00";"0101";"0123";"4 A"'
        ),
        (
            b"handling;personnummer;husnr;vejkode;kommunekode;virkning\n"
            b"flytning;610190 1234;4a;123.0;101,0;24. november 2026\n"
        ),
        json.dumps([dict(zip(*(raekke.split(";") for raekke in FLYTNING.split()), strict=True))]).encode(),
    ],
)
def test_the_same_order_written_in_many_ways_is_the_same_line(data: bytes) -> None:
    [linje] = lines(data)
    assert linje._replace(trin=()) == LINJE._replace(trin=())
    assert sorted(linje.trin[0].felter) == sorted(LINJE.trin[0].felter)


def test_every_mistake_is_told_with_row_and_column(
) -> None:  # fmt: skip
    data = (
        "personnummer;handling;kommunekode;vejkode;husnr;virkning\n"
        "6101901234;flytnin;0101;0123;4;2026-11-24\n"
        "abc;flytning;01012;0123;4;2026-02-30\n"
        "6101901234;flytning;;0123;4;2026-11-24\n"
        ";doedsfald;;;;\n"
        "6101901234;doedsfald;0101;;;\n"
    )
    assert faults(data) == [
        (2, "handling"), (3, "personnummer"), (3, "kommunekode"), (3, "virkning"),
        (4, "kommunekode"), (5, "personnummer"), (6, "kommunekode"),
    ]  # fmt: skip
    tekster = [f"{fejl.fandt} {fejl.tilladt}" for fejl in read(data).fejl]
    assert "mente du flytning?" in tekster[0]
    assert "en dag, der findes i kalenderen" in tekster[3]


@pytest.mark.parametrize(
    ("slags", "tekst", "vaerdi"),
    [
        ("dag", "25-11-2026", "2026-11-25"),
        ("dag", "25.11.2026", "2026-11-25"),
        ("dag", "25/11 2026", "2026-11-25"),
        ("dag", "5/1/26", "2026-01-05"),
        ("dag", "1.2.75", "1975-02-01"),
        ("dag", "20261125", "2026-11-25"),
        ("dag", "25. november 2026", "2026-11-25"),
        ("dag", "3 maj 1999", "1999-05-03"),
        ("dag", "24-nov-26", "2026-11-24"),
        ("dag", "24-Oct-2026", "2026-10-24"),
        ("dag", "4. may 75", "1975-05-04"),
        ("tid", "2026-11-25", "202611251200"),
        ("tid", "25-11-2026 8.05", "202611250805"),
        ("tid", "2026-11-25T08:05", "202611250805"),
        ("tid", "25-11-2026 kl. 08:05:30", "202611250805"),
        ("tid", "202611250805", "202611250805"),
        ("tid", "2026-11-25T08:05:00Z", "202611250905"),
        ("tid", "2026-07-25 08:05 +00:00", "202607251005"),
        ("oejeblik", "202611250805", "2026-11-25T08:05:00+01:00"),
        ("oejeblik", "2026-11-25 09:00", "2026-11-25T09:00:00+01:00"),
        ("oejeblik", "2026-07-25", "2026-07-25T08:00:00+02:00"),
        ("oejeblik", "2026-11-25T09:00:00+00:00", "2026-11-25T10:00:00+01:00"),
        ("oejeblik", "2026-11-25t09:00z", "2026-11-25T10:00:00+01:00"),
        ("pnr", "610190-1234", "6101901234"),
        ("pnrer", "6101901234; 610190-5678, 610190 9012", "6101901234 6101905678 6101909012"),
        ("etage", "1", "01"),
        ("etage", "St.", "st"),
        ("husnr", "7b", "007B"),
        ("varighed", "10 min", "600"),
        ("varighed", "1,5 timer", "5400"),
        ("varighed", "30", "30"),
        ("ja_nej", "X", "ja"),
    ],
)
def test_values_as_people_write_them(slags: str, tekst: str, vaerdi: str) -> None:
    assert read_vaerdi(slags, (), tekst) == vaerdi


@pytest.mark.parametrize(
    ("slags", "led", "tekst"),
    [
        ("dag", (), "13/13/2026"),
        ("dag", (), "i morgen"),
        ("dag", (), "2026"),
        ("dag", (), "46351"),
        ("tid", (), "46351,5"),
        ("tid", (), "2026-11-25T25:00:00Z"),
        ("oejeblik", (), "9999-12-31T23:59:59-23:59"),
        ("land", (), "0000"),
        ("land", (), "9999"),
        ("kommune", ("4",), "0"),
        ("vej", ("4",), "0000"),
        ("tid", (), "2026-11-25 25:00"),
        ("kode", ("4",), "12345"),
        ("kode", ("4",), "1,5"),
        ("kode", ("4",), "²³"),
        ("heltal", ("1-10",), "11"),
        ("heltal", ("1-10",), "9" * 400),
        ("tekst", ("10",), "=1+1"),
        ("tekst", ("10",), "@SUM(A1)"),
        ("tekst", ("10",), "-2+3"),
        ("tekst", ("10",), "a\u0000b"),
        ("tekst", ("10",), "日本"),
        ("tekst", ("3",), "abcd"),
        ("pnr", (), "610190123"[:8]),
        ("valg", ("K", "M"), "X"),
        ("varighed", (), "længe"),
    ],
)
def test_values_that_are_none_are_refused_in_words(slags: str, led: tuple[str, ...], tekst: str) -> None:
    with pytest.raises(Ulaeselig, match=r"\w"):
        read_vaerdi(slags, led, tekst)


def test_a_day_as_a_spreadsheet_counts_it_is_refused_with_the_day_that_it_probably_is() -> None:
    with pytest.raises(Ulaeselig, match=r"regnearks dagsnummer \(nok 2026-11-25\)"):
        read_vaerdi("dag", (), "46351")


@pytest.mark.parametrize("kolonne", ["kommunekode", "fra_kommunekode", "modtager_kommune"])
@pytest.mark.parametrize("kode", ["0999", "0000"])
def test_a_municipality_that_nobody_knows_is_a_mistake(kolonne: str, kode: str) -> None:
    celler = {"personnummer": "6101901234", "handling": "flytning", "kommunekode": 101, "vejkode": 123, "husnr": "4A"}
    data = json.dumps([celler | {kolonne: kode}])
    assert (1, kolonne) in faults(data, HAENDELSE)
    kender = Kommunetabel({"0999": "12345678"}).knows
    assert (read_raekker(read_tabel(data.encode()), HAENDELSE, VAGT, kender).fejl == []) is (kode == "0999")


def test_wishes_for_a_family_that_do_not_fit_together_are_a_mistake_of_the_row() -> None:
    data = "handling;kommunekode;voksne;civilstand\nopret_familie;791;1;gift\nopret_familie;791;2;enke\n"
    assert faults(data, REPLIKA) == [(2, "handling"), (3, "handling")]
    assert "én voksen kan være enke, skilt eller ugift" in read(data, REPLIKA).fejl[0].tilladt
    assert lines("handling;kommunekode;voksne\nopret_familie;791;1\n", REPLIKA)


def test_what_is_corrected_by_number_is_named_by_code_where_there_are_several_and_nothing_new_corrects() -> None:
    data = "personnummer;handling;art;retter;kode_ordre;kommunekode\n6101901234;flytning;{};17;{};101\n"
    assert lines(data.format("annullering", "034"), HAENDELSE)
    assert faults(data.format("annullering", ""), HAENDELSE) == [(2, "retter")]
    assert (2, "retter") in faults(data.format("ny", "034"), HAENDELSE)


# --- the guard -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        f"personnummer;handling\n{ORDINAERT};doedsfald\n",
        f"personnummer;handling\n{ORDINAERT[:6]}-{ORDINAERT[6:]};doedsfald\n",
        f"personnummer;handling;tekst\n6101901234;samle:stilling;ring til {ORDINAERT}\n",
        f"personnummer;handling;bemaerkning\n6101901234;doedsfald;{ORDINAERT[:6]} {ORDINAERT[6:]}\n",
        f"personnummer;handling;{ORDINAERT}\n6101901234;doedsfald;x\n",
        f"personnummer;handling;mystisk\n6101901234;doedsfald;{ORDINAERT}\n",
        f"personnummer;handling;aegtefaelle\n6101901234;vielse;{ORDINAERT}\n",
    ],
)
def test_a_number_of_ordinary_shape_stands_nowhere_and_is_never_quoted(data: str) -> None:
    laest = read(data)
    assert laest.linjer == []
    assert laest.fejl
    assert ORDINAERT not in str(laest.fejl).replace("-", "").replace(" ", "")


# --- what rows mean --------------------------------------------------------------------------------------------------


def test_rows_of_one_sequence_are_steps_of_one_line() -> None:
    data = (
        "personnummer;handling;sekvens;vent;gentag;sendes\n"
        "6101901234;forsvinding;A;;2;2026-11-26 09:00\n6101901234;doedsfald;A;10 min;;\n"
        "6101905678;doedsfald;A;;;\n"
    )
    foerste, anden = lines(data)
    assert [(trin.handling, trin.vent) for trin in foerste.trin] == [("forsvinding", 0), ("doedsfald", 600)]
    assert (foerste.gentag, foerste.sendes) == (2, "2026-11-26T09:00:00+01:00")
    assert (anden.nr, anden.personer) == (2, ("6101905678",))


def test_a_handling_is_known_by_key_name_and_code() -> None:
    data = "personnummer;handling;land\n6101901234;013;5120\n6101901234;13;5120\n6101901234;UDREJSE;5120\n"
    assert {linje.trin[0].handling for linje in lines(data)} == {"udrejse"}


def test_what_can_be_ordered_depends_on_the_kind() -> None:
    annulleret = "personnummer;handling;art\n6101901234;nummer_annulleret;annullering\n"
    assert faults(annulleret) == [(2, "art")]
    assert lines(annulleret, HAENDELSE)
    til = "personnummer;handling;modtager_kommune\n6101901234;doedsfald;0101\n"
    assert faults(til) == [(2, "modtager_kommune")]
    assert lines(til, HAENDELSE)
    familie = "handling;kommunekode;boern\nopret_familie;791;3\n"
    assert faults(familie) == [(2, "handling")]
    assert lines(familie, REPLIKA)[0].personer == ("ny:2",)


# --- hostile and broken ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kode"),
    [
        (b"PK\x03\x04\x00\x00noget", "TST-051"),
        (b"", "TST-053"),
        (b"a;b\n1;2\n", "TST-053"),
        (b"Titel\n" * LAENGST_NEDE + b"personnummer;handling\n", "TST-053"),
        (b"[" * 100_000, "TST-051"),
        (b'{"linjer": 3}', "TST-051"),
        (b'[{"personnummer": {"a": 1}}]', "TST-051"),
        (b"[1]", "TST-051"),
        (b'{"version": "9", "linjer": []}', "TST-052"),
        (b"# version=9\npersonnummer;handling\n", "TST-052"),
        (b"personnummer;handling\n" + b"a" * 1000 + b";x\n", "TST-050"),
        (b"x" * (33 * 1024 * 1024), "TST-050"),
        (b"personnummer;handling\n" + b"6101901234;doedsfald\n" * 100_001, "TST-050"),
        (b'personnummer;handling\n"' + b"x" * 200_000, "TST-05"),
    ],
)
def test_what_is_no_template_is_refused_in_words(data: bytes, kode: str) -> None:
    with pytest.raises(Brugsfejl, match=kode):
        read(data)


def test_a_heading_twice_is_a_mistake() -> None:
    assert (2, "handling") in faults("personnummer;handling;hændelse\n6101901234;doedsfald;doedsfald\n")


def test_a_thousand_rows_full_of_mistakes_are_told_within_a_second() -> None:
    data = "personnummer;handling;kommunekode\n" + "abc;flytnin;xyzab\n" * 1000
    begyndt = time.perf_counter()
    assert len(read(data).fejl) == 3000
    assert time.perf_counter() - begyndt < 5.0, "far from a second"


def test_a_value_beyond_the_headings_or_under_none_is_a_mistake_at_its_column() -> None:
    data = "personnummer;handling;;bemaerkning\n6101901234;doedsfald;x;;y;;z\n6101905678;doedsfald;;;;;\n"
    assert faults(data) == [(2, f"uden overskrift, kolonne {bogstav}") for bogstav in "CEG"]
    bred = f"personnummer;handling{';' * 26}\n6101901234;doedsfald{';' * 25}x\n"
    assert faults(bred) == [(2, "uden overskrift, kolonne AA")]
    skjult = f"personnummer;handling\n6101901234;doedsfald;{ORDINAERT}\n"
    assert ORDINAERT not in str(read(skjult).fejl)
    assert len(read(skjult).fejl) == 2


def test_mistakes_are_counted_by_kind() -> None:
    fejl = read("personnummer;handling;kommunekode\n" + "abc;doedsfald;\n" * 3 + "6101901234;flytning;xyzab\n").fejl
    slags = count_slags(fejl)
    assert [(each.kolonne, each.antal, each.foerste_raekke) for each in slags] == [
        ("personnummer", 3, 2), ("husnr", 1, 5), ("kommunekode", 1, 5), ("vejkode", 1, 5),
    ]  # fmt: skip
    assert sum(each.antal for each in slags) == len(fejl)


# --- writing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("art", list(Ordreart))
def test_the_empty_template_is_understood_and_empty(art: Ordreart) -> None:
    laest = read(write_skabelon(art), art)
    assert [(fejl.raekke, fejl.fandt) for fejl in laest.fejl] == [(0, "ingen rækker")]
    assert set(columns_of(art)) <= set(read_kolonner())


def test_every_example_of_the_table_is_understood() -> None:
    for kolonne in read_kolonner().values():
        assert kolonne.slags in LAESERE
        if kolonne.eksempel:
            assert read_vaerdi(kolonne.slags, kolonne.led, kolonne.eksempel)
    felter = {navn for en in read_handlinger().values() for navn in (*en.skal, *en.kan)}
    assert felter <= set(read_kolonner())


PNR = st.integers(6101900000, 6101909999).map(str)


@given(
    st.lists(
        st.tuples(st.lists(PNR, min_size=1, max_size=3, unique=True), st.integers(1, 9), st.integers(0, 99)), min_size=1
    )
)
def test_lines_written_are_read_as_they_were(hvad: list[tuple[list[str], int, int]]) -> None:
    linjer = [
        Ordrelinje(
            nr,
            tuple(personer),
            (
                Trin("forsvinding", Art.NY, (("virkning", "202611241200"),)),
                Trin("doedsfald", Art.NY, (("virkning", "202611251200"),), vent),
            ),
            gentag,
            vent,
            "2026-11-26T09:00:00+01:00",
            oensket_divergens=bool(vent % 2),
        )
        for nr, (personer, gentag, vent) in enumerate(hvad, 1)
    ]
    assert lines(write_linjer(linjer, SAMMEN), SAMMEN) == linjer


def test_fields_by_themselves_are_normalised_or_refused() -> None:
    assert normalise({"Kommune": "101", "husnr": "4a"}) == {"kommunekode": "0101", "husnr": "004A"}
    with pytest.raises(ValueError, match="kommunekode: 4 cifre"):
        normalise({"kommunekode": "x"})


@pytest.mark.parametrize(
    ("kolonne", "skrevet"),
    [
        ("etage", "²"),
        ("husnr", "٣"),
        ("virkning", "202611252599"),
        ("sendes", "9999-12-31T23:59:59-23:59"),
        ("sendes", "0001-01-01T00:00:00+23:00"),
        ("vent", "9" * 400),
        ("gentag_vent", "999999999 dage"),
        ("gentag", "²"),
    ],
)
def test_what_looks_like_a_value_and_is_none_is_told_once(kolonne: str, skrevet: str) -> None:
    raekke = {
        "personnummer": "6101901234",
        "handling": "flytning",
        "kommunekode": "101",
        "vejkode": "123",
        "husnr": "4",
    }
    assert faults(json.dumps([{**raekke, kolonne: skrevet}])) == [(1, kolonne)]


def test_a_choice_in_other_digits_is_none() -> None:
    linje = {"personnummer": "6101901234", "handling": "samle:beskyttelse", "beskyttelse": "²"}
    assert faults(json.dumps([linje])) == [(1, "beskyttelse")]


@pytest.mark.parametrize("foerste", [0x660, 0xFF10])
def test_an_ordinary_number_in_digits_of_another_script_is_refused(foerste: int) -> None:
    andre = "".join(chr(foerste + int(ciffer)) for ciffer in ORDINAERT)
    for skrevet in (andre, f"ny:{andre}", f"ny:{ORDINAERT}", f"ny:{ORDINAERT[:6]}-{ORDINAERT[6:]}"):
        assert faults(json.dumps([{"personnummer": skrevet, "handling": "doedsfald"}]))[0] == (1, "personnummer")
    assert VAGT.forbids_in(f"fra {andre} til")


def test_steps_are_bounded_however_they_are_written() -> None:
    trin = {"personnummer": "6101901234", "handling": "militaer_indkaldt", "trin": [{}] * 1001}
    assert faults(json.dumps([trin])) == [(1, "sekvens")]
    with pytest.raises(Brugsfejl, match="for mange rækker"):
        read(json.dumps([{**trin, "trin": [{}] * 100_001}]))


def test_every_time_of_a_line_is_in_the_calendar() -> None:
    """A hundred years is a long order; ten thousand are none."""
    top = "personnummer;handling;sekvens;vent;gentag;gentag_vent;sendes\n"
    trin = [f"6101901234;forsvinding;A;366 dage;{1000 if nr == 0 else ''};;" for nr in range(10)]
    assert faults(top + "\n".join(trin)) == [(2, "vent")]
    assert faults(f"{top}6101901234;forsvinding;;;1000;366 dage;2026-11-26") == [(2, "vent")]
    alle = lines(f"{top}6101901234;forsvinding;;;100;365 dage;2999-12-31 09:00")
    [*_, sidst] = plan_ordre("o", alle, datetime(2026, 11, 25, tzinfo=UTC))
    assert sidst.tidspunkt.startswith("3098")


def test_a_number_that_is_cut_in_two_is_shown_of_no_wrong_value() -> None:
    for foran in range(20, 31):
        vist = shorten("x" * foran + ORDINAERT)
        assert not any(tegn.isdigit() for tegn in vist), vist


def test_a_column_twice_is_refused_rather_than_one_of_them_chosen() -> None:
    with pytest.raises(Brugsfejl, match="husnr står to gange"):
        read("personnummer;handling;husnr;husnr\n6101901234;flytning;4;5\n")


def test_wishes_without_a_municipality_are_a_mistake_and_no_crash() -> None:
    assert faults("personnummer;handling;boern\nny:a;opret_familie;2\n", REPLIKA) == [(2, "kommunekode")]


def test_a_zero_is_put_in_front_only_where_that_makes_a_date() -> None:
    assert read_vaerdi("pnr", (), ORDINAERT.lstrip("0")) == ORDINAERT
    for tekst in ("850494499", "85049-4499"):
        with pytest.raises(Ulaeselig, match="mangler der et 0 forrest"):
            read_vaerdi("pnr", (), tekst)
