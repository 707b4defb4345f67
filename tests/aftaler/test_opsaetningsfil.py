"""The set-up file: what it says, where it is wrong, what changes, and that written and read again nothing does."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.abonnementer.opsaetning import Handling, Oensket, apply, plan
from cpr_haendelser.abonnementer.opsaetningsfil import Omgivelser, read
from cpr_haendelser.abonnementer.opsaetningsformer import FORMER, read_vaerdi
from cpr_haendelser.abonnementer.opsaetningsskema import KRAEVES, tabeller
from cpr_haendelser.abonnementer.opsaetningsskema import OMGIVELSER as OMGIVELSERNES
from cpr_haendelser.abonnementer.opsaetningsudskrift import example, export
from cpr_haendelser.adgang.model import BRUGERROLLER, Bruger, Rolle, uuid_of_bruger
from cpr_haendelser.aftaler.hemmeligheder import hash_secret, verify
from cpr_haendelser.aftaler.livsforloeb import SLUT
from cpr_haendelser.aftaler.model import (
    ALLE,
    BESKEDMODTAG,
    OPSLAG,
    Aftaletilstand,
    ItSystem,
    Organisation,
    Serviceaftale,
)
from cpr_haendelser.aftaler.ord import SERVICES
from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.skrift import find_in_line
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from tests.aftaler.certifikater import Udsteder, to_der, to_pem

if TYPE_CHECKING:
    from cpr_haendelser.storage.postrum import Opsaetning

TOMT = Oensket()
F = 'foelsomhed = ["*"]'
OMGIVELSER = Omgivelser(Path(), {"PROEVE": "æblegrødens hemmelighed"}, Aftaletilstand.GODKENDT)
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
    apply(skridt, postrum.gem, tidspunkt="2026-11-24T05:00:00+00:00", hvem="prøve")
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
    assert verify("æblegrødens hemmelighed", opsat.systemer[0].hemmelighed)
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
    andet = OMGIVELSER._replace(miljoe={"PROEVE": "pæretærtens hemmelighed"})
    assert [each.felter for each in plan(nu, read(FIL, nu, andet))] == [("hemmelighed",)]


def test_an_export_holds_no_secret_and_changes_nothing_when_read() -> None:
    postrum = HukommelsePostrum()
    use(FIL, postrum)
    skrevet = export(postrum.opsaetning())
    assert "æblegrød" not in skrevet
    assert use(skrevet, postrum, end_missing=True) == []


def test_a_certificate_may_be_a_file(tmp_path: Path) -> None:
    certifikat = Udsteder().issue()
    (tmp_path / "journal.pem").write_bytes(to_pem(certifikat))
    tekst = FIL.replace("AB" * 32, "journal.pem")
    laest = read(tekst, TOMT, OMGIVELSER._replace(mappe=tmp_path))
    assert laest.systemer[0].fingeraftryk == (sha256(to_der(certifikat)).hexdigest(),)
    (tmp_path / "journal.pem").write_bytes(to_pem(certifikat).replace(b"\nMII", b"\nMIJ"))
    with pytest.raises(Opsaetningsfejl, match="CRT-001"):
        read(tekst, TOMT, OMGIVELSER._replace(mappe=tmp_path))


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
        (F, F + '\ngyldig_til = "24-11-2026"', "AFT-007", 23, "2026-11-24"),
        (F, F + '\ngyldig_fra = "2026-02-30"', "AFT-007", 23, "der findes"),
        (F, "", "AFT-003", 17, "mangler; ventede en liste af UUID'er"),
        ('id = "aftale-1"', 'id = " "', "AFT-003", 18, "er tom"),
        (F, F + '\nservice = "BeskedStjæl"', "AFT-008", 23, "BeskedModtag eller"),
        (F, F + '\nsnapshot = true\nservice = "CPR-replika opslag"', "AFT-041", 23, "hører til servicen BeskedModtag"),
        (F, F + '\nkoder = ["34"]', "AFT-017", 23, "tre cifre"),
        (F, F + "\ngyldig_fra = 2026-02-01\ngyldig_til = 2026-01-31", "AFT-018", 24, "ligger før"),
        ('cvr = "11111111"\nnavn', "cvr = 11111111\nnavn", "AFT-004", 3, "en tekst i anførselstegn"),
        ("myndighed = true", "", "AFT-014", 20, "giv den myndighed = true"),
        ("[[organisation]]", "[organisation]", "AFT-002", 2, "[[organisation]] med to klammer"),
        ("[[dueslag]]", "[[duslag]]", "AFT-002", 24, "Mente du [[dueslag]]?"),
        ("filter = '", "fra = -1\nfilter = '", "AFT-004", 31, "0 eller højere"),
        ("filter = '", f"fra = {10**18}\nfilter = '", "AFT-004", 31, "på højst 18 cifre"),
        ("filter = '", f"fra = {1 << 80}\nfilter = '", "AFT-004", 31, "på højst 18 cifre"),
        ('"tilsend"', '"brevdue"', "AFT-008", 29, "hent eller tilsend"),
        ('callbacks = ["https://journal', 'callbacks = ["ftp://journal', "AFT-009", 15, "https"),
        ('"https://journal', '"https://[::1", "https://journal', "AFT-009", 15, "https"),
        ('"https://journal', '"https://modtager:x/", "https://journal', "AFT-009", 15, "https"),
        ('"https://journal', '"https://modtager:99999/", "https://journal', "AFT-009", 15, "https"),
        ('"https://journal', '"https://mod tager/", "https://journal', "AFT-009", 15, "https"),
        ('"https://journal', '"https://modtager/\\u000d\\u000aX: 1", "https://journal', "AFT-009", 15, "https"),
        ('"https://journal', '"https://modtager/#x", "https://journal', "AFT-009", 15, "https"),
        (
            '"https://journal',
            '"https://modtager/?pnr=610190-0001", "https://journal',
            "AFT-009",
            15,
            "uden personnummer",
        ),
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


def test_an_agreement_about_lookups_needs_neither_beskedtyper_nor_foelsomhed() -> None:
    opslag = FIL.replace(f'beskedtyper = ["{TYPE}"]', 'service = "CPR-replika opslag"').replace(F, "")
    [aftale] = read(opslag, TOMT, OMGIVELSER).aftaler
    assert (aftale.service, aftale.beskedtyper, aftale.foelsomhed) == (OPSLAG, frozenset(), frozenset())


def test_the_same_thing_twice_is_refused() -> None:
    with pytest.raises(Opsaetningsfejl, match="AFT-014"):
        read(FIL + FIL[FIL.index("[[dueslag]]") :], TOMT, OMGIVELSER)


TEKST = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=12).filter(
    lambda tekst: find_in_line(tekst) is None and not holds_number(tekst)
)
NAVN = TEKST.filter(str.strip)
TEKSTER = st.lists(TEKST, max_size=3).map("\n".join).filter(lambda tekst: not holds_number(tekst))
MAIL = st.sampled_from(("", "lis@korsbaek.example"))
UUIDER = st.uuids().map(str)
CVR = st.from_regex("[0-9]{8}", fullmatch=True)
DAGE = st.just("") | st.dates().map(lambda dag: dag.isoformat())


@st.composite
def setups(draw: st.DrawFn) -> Oensket:
    hemmelig = st.sampled_from(("", hash_secret("æble", b"0" * 16)))
    organisation = Organisation(draw(CVR), draw(NAVN), draw(UUIDER), myndighed=True, leverandoer=draw(st.booleans()))
    callback = "https://a.example/ø?x=1"
    finger = draw(st.lists(st.from_regex("[0-9a-f]{64}", fullmatch=True), max_size=2).map(tuple))
    system = ItSystem(
        draw(UUIDER), draw(NAVN), organisation.cvr, draw(TEKST), finger, draw(hemmelig), draw(hemmelig), (callback,)
    )
    uuider = st.just(frozenset({ALLE})) | st.frozensets(UUIDER, max_size=2)
    fra, til = sorted((draw(DAGE), draw(DAGE)))
    aftale = Serviceaftale(
        draw(NAVN),
        system.uuid,
        organisation.cvr,
        draw(TEKST),
        "2.0",
        draw(uuider),
        draw(st.just(frozenset({ALLE})) | st.frozensets(st.from_regex("[0-9]{3}", fullmatch=True), max_size=2)),
        draw(uuider),
        frozenset({ALLE}),
        frozenset({draw(CVR)}),
        fra,
        til,
        draw(st.sampled_from(Aftaletilstand)),
        draw(st.booleans()),
        draw(TEKSTER),
        draw(TEKSTER),
    )
    if aftale.tilstand not in SLUT:
        service = draw(st.sampled_from(list(SERVICES)))
        aftale = aftale._replace(service=service, snapshot=aftale.snapshot and service == BESKEDMODTAG)
    maade = draw(st.sampled_from(Leveringsmaade))
    filter_ = draw(st.sampled_from(("", "kommune = '0999'\n OR\tadresse = '0999:0123'")))
    dueslag = Dueslag(draw(UUIDER), draw(NAVN), system.uuid, draw(UUIDER), maade, callback, filter_, 7, aktiv=False)
    bruger = Bruger(
        str(uuid_of_bruger(OMGIVELSER.navnerum, "lis.lund")), "lis.lund", "Lis Ø. Lund", draw(MAIL), organisation.cvr,
        draw(st.frozensets(st.sampled_from(BRUGERROLLER))), draw(st.booleans()),
    )  # fmt: skip
    return Oensket((organisation,), (system,), (aftale,), (dueslag,), brugere=(bruger,))


@settings(max_examples=60)
@given(setups())
def test_a_set_up_written_and_read_is_the_same_set_up(opsat: Oensket) -> None:
    assert read(export(opsat), TOMT, OMGIVELSER._replace(miljoe={})) == opsat
    assert plan(opsat, read(export(opsat), opsat, OMGIVELSER), end_missing=True) == []


def test_a_system_does_not_take_its_agreements_along_to_another_organisation() -> None:
    postrum = HukommelsePostrum()
    use(FIL, postrum)
    anden = FIL[FIL.index("[[organisation]]") : FIL.index("[[system]]")].replace('"11111111"', '"22222222"')
    flyttet = (FIL + anden).replace('navn = "Journal"\ncvr = "11111111"', 'navn = "Journal"\ncvr = "22222222"')
    fejl = refusal_of(flyttet, postrum.opsaetning())
    assert (fejl.kode, "linje 12, [[system]] cvr" in fejl.tekst) == ("AFT-043", True)
    use(FIL.replace('id = "aftale-1"', 'id = "aftale-1"\ntilstand = "opsagt"'), postrum)
    uden = flyttet.replace('id = "aftale-1"', 'id = "aftale-1"\ntilstand = "opsagt"')
    assert ("ret", "system") in use(uden, postrum)


BRUGER = """
[[bruger]]
brugernavn = "Lis.Lund"
navn = "Lis Lund"
mail = "lis@korsbaek.example"
organisation = "11111111"
roller = ["aftaleadministrator", "revisor"]
"""


def test_a_user_of_the_file_is_the_one_that_the_brugernavn_has_here_and_is_given_no_secret() -> None:
    postrum = HukommelsePostrum()
    use(FIL + BRUGER, postrum)
    [bruger] = postrum.opsaetning().brugere
    assert bruger == Bruger(
        str(uuid_of_bruger(OMGIVELSER.navnerum, "lis.lund")), "lis.lund", "Lis Lund", "lis@korsbaek.example",
        "11111111", frozenset({Rolle.AFTALEADMINISTRATOR, Rolle.REVISOR}),
    )  # fmt: skip
    assert postrum.login(bruger.uuid) is None
    assert use(FIL + BRUGER, postrum) == []
    assert use(export(postrum.opsaetning()), postrum, end_missing=True) == []


def test_users_that_a_file_no_longer_names_are_closed_only_when_asked_and_when_it_is_about_users() -> None:
    postrum = HukommelsePostrum()
    use(FIL + BRUGER, postrum)
    anden = BRUGER.replace("Lis.Lund", "ole.holm")
    assert use(FIL + anden, postrum) == [("opret", "bruger")]
    assert use(FIL, postrum, end_missing=True) == []
    assert use(FIL + anden, postrum, end_missing=True) == [("afslut", "bruger")]
    assert {each.brugernavn: each.aktiv for each in postrum.opsaetning().brugere} == {
        "lis.lund": False,
        "ole.holm": True,
    }


@pytest.mark.parametrize(
    ("foer", "efter", "kode", "linje"),
    [
        ('"Lis.Lund"', '"Lis Lund"', "KTO-021", 36),
        ('"Lis.Lund"', '"6101900001"', "AFT-036", 36),
        ('"Lis Lund"', '" "', "AFT-003", 37),
        ('"lis@korsbaek', '"lis,korsbaek', "KTO-023", 38),
        ('"11111111"', '"33333333"', "AFT-014", 39),
        ('"revisor"', '"it-system"', "AFT-008", 40),
        ('"revisor"', '"konge"', "AFT-008", 40),
        ("roller", 'adgangskode = "x"\nroller', "AFT-002", 40),
    ],
)
def test_what_is_wrong_with_a_user_is_told_with_its_line(foer: str, efter: str, kode: str, linje: int) -> None:
    assert foer in BRUGER
    fejl = refusal_of(FIL + BRUGER.replace(foer, efter))
    assert (fejl.kode, f"linje {linje}," in fejl.tekst) == (kode, True), fejl.tekst


def test_a_user_stays_in_its_organisation_and_is_named_once() -> None:
    postrum = HukommelsePostrum()
    use(FIL + BRUGER, postrum)
    anden = FIL[FIL.index("[[organisation]]") : FIL.index("[[system]]")].replace('"11111111"', '"22222222"')
    flyttet = FIL + anden + BRUGER.replace('"11111111"', '"22222222"')
    with pytest.raises(Opsaetningsfejl, match="AFT-042"):
        use(flyttet, postrum)
    with pytest.raises(Opsaetningsfejl, match="AFT-014"):
        use(FIL + BRUGER + BRUGER.replace("Lis.Lund", "lis.lund"), postrum)


def as_protocol(opsat: Opsaetning) -> Oensket:
    """The post room's set-up is one that the file can be planned against."""
    return Oensket(opsat.organisationer, opsat.systemer, opsat.aftaler, opsat.dueslag)


def test_the_post_room_keeps_what_the_file_says() -> None:
    postrum = HukommelsePostrum()
    use(FIL, postrum)
    opsat = postrum.opsaetning()
    assert as_protocol(opsat) == read(FIL, opsat, OMGIVELSER)


def refusal_of(tekst: str, nu: Oensket | Opsaetning = TOMT, omgivelser: Omgivelser = OMGIVELSER) -> Opsaetningsfejl:
    with pytest.raises(Opsaetningsfejl) as refused:
        read(tekst, nu, omgivelser)
    return refused.value


def test_every_fault_of_a_file_is_told_at_once_by_line() -> None:
    tekst = FIL.replace('"11111111"', '"1111"').replace("tilsend", "brevdue").replace('navn = "Journal"', "x = 1")
    linjer = str(refusal_of(tekst)).splitlines()
    assert [linje.split(",")[0] for linje in linjer] == [
        "AFT-006: opsætningsfilens linje 3",
        "AFT-003: opsætningsfilens linje 9",
        "AFT-002: opsætningsfilens linje 11",
        "AFT-006: opsætningsfilens linje 12",
        "AFT-008: opsætningsfilens linje 29",
    ]


def test_of_very_many_faults_the_first_are_told() -> None:
    linjer = str(refusal_of("[[dueslag]]\n" * 10)).splitlines()
    assert len(linjer) == 21
    assert linjer[-1] == "… og 20 fejl mere."


def test_a_key_spelt_wrongly_is_not_missing_too() -> None:
    assert "mangler" not in str(refusal_of(FIL.replace('navn = "Journal"', 'nawn = "Journal"')))


def test_dates_may_be_written_as_toml_has_them() -> None:
    laest = read(FIL.replace(F, F + "\ngyldig_fra = 2026-02-01\ngyldig_til = '2026-12-31'"), TOMT, OMGIVELSER)
    assert (laest.aftaler[0].gyldig_fra, laest.aftaler[0].gyldig_til) == ("2026-02-01", "2026-12-31")


def test_whoever_logs_in_is_one_system() -> None:
    to = FIL[FIL.index("[[system]]") : FIL.index("[[serviceaftale]]")].replace(SYSTEM, SYSTEM[:-1] + "c")
    fejl = str(refusal_of(FIL + to))
    assert fejl.count("et andet aktivt system hedder det samme") == 2
    assert fejl.count("et andet aktivt system logger ind med det samme certifikat") == 2
    assert read(FIL + to.replace("callbacks", "aktiv = false\ncallbacks"), TOMT, OMGIVELSER).systemer[1].aktiv is False


def test_a_new_dueslag_begins_at_its_number_or_at_what_is_distributed_now() -> None:
    her = OMGIVELSER._replace(position=500)
    assert read(FIL, TOMT, her).dueslag[0].fra == 500
    for fra in (0, 17):
        assert read(FIL.replace("filter =", f"fra = {fra}\nfilter =", 1), TOMT, her).dueslag[0].fra == fra


def test_where_a_dueslag_begins_lies_fast() -> None:
    postrum = HukommelsePostrum()
    use(FIL.replace("filter =", "fra = 17\nfilter =", 1), postrum)
    nu = postrum.opsaetning()
    assert plan(nu, read(FIL, nu, OMGIVELSER._replace(position=500))) == []
    fejl = refusal_of(FIL.replace("filter =", "fra = 0\nfilter =", 1), nu)
    assert (fejl.kode, "ligger fast på 17" in fejl.tekst) == ("AFT-016", True)


def test_a_secret_that_is_too_short_is_refused_without_being_told() -> None:
    fejl = refusal_of(FIL, omgivelser=OMGIVELSER._replace(miljoe={"PROEVE": "æblegrød"}))
    assert (fejl.kode, "kortere end 16 tegn" in fejl.tekst, "æblegrød" in fejl.tekst) == ("AFT-012", True, False)


def test_the_keys_of_the_file_are_those_of_what_is_kept() -> None:
    felter = {
        "organisation": Organisation._fields,
        "bruger": ("brugernavn", "navn", "mail", "organisation", "roller", "aktiv"),
        "system": tuple("certifikater" if felt == "fingeraftryk" else felt for felt in ItSystem._fields),
        "serviceaftale": tuple(felt for felt in Serviceaftale._fields if felt != "lukket"),
        "dueslag": Dueslag._fields,
        "brugt_certifikat": ("fingeraftryk", "miljoe"),
    }
    assert {navn: tuple(noegle.navn for noegle in tabel.noegler) for navn, tabel in tabeller().items()} == felter
    brugte = {noegle.form for tabel in tabeller().values() for noegle in tabel.noegler}
    assert brugte == set(FORMER)


def test_every_standard_is_a_value_that_can_be_read() -> None:
    for tabel in tabeller().values():
        for noegle in tabel.noegler:
            assert noegle.tekst
            if noegle.standard is OMGIVELSERNES:
                assert noegle.ellers
            elif noegle.standard is not KRAEVES:
                read_vaerdi(noegle.form, noegle.standard, OMGIVELSER)


def test_the_example_sets_up_a_municipality_that_pulls_and_is_pushed_to() -> None:
    nye = iter(f"0a000000-0000-4000-8000-0000000001{nummer:02}" for nummer in range(10))
    tekst = example(TYPE, SYSTEM, lambda: next(nye))
    laest = read(tekst, TOMT, OMGIVELSER._replace(miljoe={}))
    assert [each.leveringsmaade for each in laest.dueslag] == [Leveringsmaade.HENT, Leveringsmaade.TILSEND]
    assert laest.aftaler[0].beskedtyper == {TYPE}
    assert laest.aftaler[0].foelsomhed == {SYSTEM}
    assert [each.cvr for each in laest.organisationer] == ["11111111"]
    for linje in ('certifikater = ["', 'hemmelighed = "scrypt', 'hemmelighed = "env', 'noegle = "env', "fra = 0"):
        assert f"\n# {linje}" in tekst
