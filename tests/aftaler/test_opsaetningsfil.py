"""The set-up file: what it says, where it is wrong, what changes, and that written and read again nothing does."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.abonnementer.opsaetning import Handling, Oensket, apply, plan
from cpr_haendelser.abonnementer.opsaetningsfil import Omgivelser, export, read
from cpr_haendelser.aftaler.hemmeligheder import hash_secret, verify
from cpr_haendelser.aftaler.model import ALLE, Aftaletilstand, ItSystem, Organisation, Serviceaftale
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum

if TYPE_CHECKING:
    from cpr_haendelser.storage.postrum import Opsaetning

TOMT = Oensket()
OMGIVELSER = Omgivelser(Path(), {"PROEVE": "æble"}, Aftaletilstand.GODKENDT)
SYSTEM = "0a000000-0000-4000-8000-00000000000a"
TYPE = "0a000000-0000-4000-8000-00000000000b"
FIL = f"""# Korsbæk prøver
[[organisation]]
cvr = "11111111"
navn = "Korsbæk Kommune"
uuid = "0A000000-0000-4000-8000-000000000001"
myndighed = true
leverandoer = true

[[system]]
uuid = "{SYSTEM}"
navn = "Journal"
cvr = "11111111"
certifikater = ["{"AB" * 32}"]
hemmelighed = "env:PROEVE"
callbacks = ["https://journal.example/besked"]

[[serviceaftale]]
id = "aftale-1"
system = "{SYSTEM}"
myndighed = "urn:oio:cvr:11111111"
beskedtyper = ["{TYPE}"]
foelsomhed = ["*"]

[[dueslag]]
uuid = "0a000000-0000-4000-8000-00000000000d"
navn = "Flytninger"
system = "{SYSTEM}"
beskedtype = "{TYPE}"
leveringsmaade = "tilsend"
callback = "https://journal.example/besked"
filter = '''
personhaendelse = '034'
'''
"""


def use(tekst: str, postrum: HukommelsePostrum, *, end_missing: bool = False) -> list[tuple[str, str]]:
    """Applies a file; what was done to what."""
    nu = postrum.opsaetning()
    skridt = plan(nu, read(tekst, nu, OMGIVELSER), end_missing=end_missing)
    apply(skridt, postrum, tidspunkt="2026-11-24T05:00:00+00:00", hvem="prøve")
    return [(each.handling, each.slags) for each in skridt]


def test_a_file_makes_what_it_describes_and_a_second_time_nothing() -> None:
    postrum = HukommelsePostrum()
    assert use(FIL, postrum) == [
        (Handling.OPRET, slags) for slags in ("organisation", "system", "serviceaftale", "dueslag")
    ]
    version = postrum.version()
    assert use(FIL, postrum) == []
    assert postrum.version() == version
    opsat = postrum.opsaetning()
    assert opsat.systemer[0].fingeraftryk == ("ab" * 32,)
    assert verify("æble", opsat.systemer[0].hemmelighed)
    assert opsat.aftaler[0].tilstand is Aftaletilstand.GODKENDT
    assert opsat.aftaler[0].myndighed == "11111111"


def test_only_what_differs_is_changed() -> None:
    postrum = HukommelsePostrum()
    use(FIL, postrum)
    nu = postrum.opsaetning()
    (skridt,) = plan(nu, read(FIL.replace('"Flytninger"', '"Alle"'), nu, OMGIVELSER))
    assert (skridt.handling, skridt.slags, skridt.felter) == (Handling.RET, "dueslag", ("navn",))


def test_what_is_no_longer_named_is_ended_only_when_asked_and_never_deleted() -> None:
    postrum = HukommelsePostrum()
    use(FIL, postrum)
    kort = FIL[: FIL.index("[[serviceaftale]]")]
    assert use(kort, postrum) == []
    assert use(kort, postrum, end_missing=True) == [(Handling.AFSLUT, "serviceaftale"), (Handling.AFSLUT, "dueslag")]
    opsat = postrum.opsaetning()
    assert (opsat.aftaler[0].tilstand, opsat.dueslag[0].aktiv) == (Aftaletilstand.OPSAGT, False)
    assert use(kort, postrum, end_missing=True) == []


def test_a_new_secret_in_the_environment_is_a_change() -> None:
    postrum = HukommelsePostrum()
    use(FIL, postrum)
    nu = postrum.opsaetning()
    andet = OMGIVELSER._replace(miljoe={"PROEVE": "pære"})
    assert [each.felter for each in plan(nu, read(FIL, nu, andet))] == [("hemmelighed",)]


def test_an_export_holds_no_secret_and_changes_nothing_when_read() -> None:
    postrum = HukommelsePostrum()
    use(FIL, postrum)
    skrevet = export(postrum.opsaetning())
    assert "æble" not in skrevet
    assert use(skrevet, postrum, end_missing=True) == []


def test_a_certificate_may_be_a_file(tmp_path: Path) -> None:
    der = b"not really a certificate"
    pem = f"-----BEGIN CERTIFICATE-----\n{b64encode(der).decode()}\n-----END CERTIFICATE-----\n"
    (tmp_path / "journal.pem").write_text(pem, "ascii")
    tekst = FIL.replace("AB" * 32, "journal.pem")
    laest = read(tekst, TOMT, OMGIVELSER._replace(mappe=tmp_path))
    assert laest.systemer[0].fingeraftryk == (sha256(der).hexdigest(),)


def test_an_agreement_without_state_is_only_requested_in_production() -> None:
    laest = read(FIL, TOMT, OMGIVELSER._replace(standardtilstand=Aftaletilstand.ANMODET))
    assert laest.aftaler[0].tilstand is Aftaletilstand.ANMODET


@pytest.mark.parametrize(
    ("foer", "efter", "kode", "linje", "ord_"),
    [
        ("# Korsbæk", "x = ", "AFT-001", 1, "TOML"),
        ("[[system]]", "[[sistem]]", "AFT-002", 9, "sistem"),
        ("# Korsbæk prøver", "titel = 'x'", "AFT-002", 1, "titel"),
        ('navn = "Journal"', 'nawn = "Journal"', "AFT-002", 11, "navn?"),
        ('navn = "Journal"', "", "AFT-003", 9, "mangler"),
        ('navn = "Journal"', "navn = 7", "AFT-004", 11, "tekst"),
        ("myndighed = true", 'myndighed = "ja"', "AFT-004", 6, "true eller false"),
        (f'uuid = "{SYSTEM}"', 'uuid = "0a"', "AFT-005", 10, "UUID"),
        ('cvr = "11111111"\nnavn', 'cvr = "1111"\nnavn', "AFT-006", 3, "otte cifre"),
        ('foelsomhed = ["*"]', 'gyldig_til = "24-11-2026"', "AFT-007", 22, "2026-11-24"),
        ('"tilsend"', '"brevdue"', "AFT-008", 29, "hent eller tilsend"),
        ('callbacks = ["https://journal', 'callbacks = ["ftp://journal', "AFT-009", 15, "https"),
        ("AB" * 32, "findes-ikke.pem", "AFT-010", 13, "PEM"),
        ('"env:PROEVE"', '"sesam"', "AFT-011", 14, "klartekst"),
        ('"env:PROEVE"', '"env:ANDEN"', "AFT-012", 14, "ikke sat"),
        ("personhaendelse = '034'", "personhaendelse : '034'", "AFT-013", 31, "linje 1, tegn 17"),
        ('myndighed = "urn:oio:cvr:11111111"', 'myndighed = "33333333"', "AFT-014", 20, "myndigheden"),
        (f'navn = "Flytninger"\nsystem = "{SYSTEM}"', f'navn = "x"\nsystem = "{TYPE}"', "AFT-014", 27, "systemet"),
        ('cvr = "11111111"\ncert', 'cvr = "33333333"\ncert', "AFT-014", 12, "organisationen"),
        ('callback = "https://journal.example/', 'callback = "https://andet.example/', "AFT-015", 30, "registreret"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(foer: str, efter: str, kode: str, linje: int, ord_: str) -> None:
    assert foer in FIL
    with pytest.raises(Opsaetningsfejl) as refused:
        read(FIL.replace(foer, efter, 1), TOMT, OMGIVELSER)
    assert refused.value.kode == kode
    assert f"linje {linje}" in refused.value.tekst
    assert ord_ in refused.value.tekst
    assert "sesam" not in str(refused.value)


def test_the_same_thing_twice_is_refused() -> None:
    with pytest.raises(Opsaetningsfejl, match="AFT-014"):
        read(FIL + FIL[FIL.index("[[dueslag]]") :], TOMT, OMGIVELSER)


TEKST = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
UUIDER = st.uuids().map(str)
CVR = st.from_regex("[0-9]{8}", fullmatch=True)
DAGE = st.just("") | st.dates().map(lambda dag: dag.isoformat())


@st.composite
def setups(draw: st.DrawFn) -> Oensket:
    hemmelig = st.sampled_from(("", hash_secret("æble", b"0" * 16)))
    organisation = Organisation(draw(CVR), draw(TEKST), draw(UUIDER), myndighed=True, leverandoer=draw(st.booleans()))
    callback = "https://a.example/ø?x=1"
    finger = draw(st.lists(st.from_regex("[0-9a-f]{64}", fullmatch=True), max_size=2).map(tuple))
    system = ItSystem(
        draw(UUIDER), draw(TEKST), organisation.cvr, draw(TEKST), finger, draw(hemmelig), draw(hemmelig), (callback,)
    )
    uuider = st.just(frozenset({ALLE})) | st.frozensets(UUIDER, max_size=2)
    aftale = Serviceaftale(
        draw(TEKST),
        system.uuid,
        organisation.cvr,
        draw(TEKST),
        "2.0",
        draw(uuider),
        draw(st.frozensets(TEKST, max_size=2)),
        draw(uuider),
        frozenset({ALLE}),
        frozenset({draw(CVR)}),
        draw(DAGE),
        draw(DAGE),
        draw(st.sampled_from(Aftaletilstand)),
        draw(st.booleans()),
    )
    maade = draw(st.sampled_from(Leveringsmaade))
    filter_ = draw(st.sampled_from(("", "kommune = '0999'\n OR\tadresse = '0999:0123'")))
    dueslag = Dueslag(draw(UUIDER), draw(TEKST), system.uuid, draw(UUIDER), maade, callback, filter_, 7, aktiv=False)
    return Oensket((organisation,), (system,), (aftale,), (dueslag,))


@settings(max_examples=60)
@given(setups())
def test_a_set_up_written_and_read_is_the_same_set_up(opsat: Oensket) -> None:
    assert read(export(opsat), TOMT, OMGIVELSER._replace(miljoe={})) == opsat
    assert plan(opsat, read(export(opsat), opsat, OMGIVELSER), end_missing=True) == []


def as_protocol(opsat: Opsaetning) -> Oensket:
    """The post room's set-up is one that the file can be planned against."""
    return Oensket(opsat.organisationer, opsat.systemer, opsat.aftaler, opsat.dueslag)


def test_the_post_room_keeps_what_the_file_says() -> None:
    postrum = HukommelsePostrum()
    use(FIL, postrum)
    opsat = postrum.opsaetning()
    assert as_protocol(opsat) == read(FIL, opsat, OMGIVELSER)
