"""Persons and hændelser to compose messages of: a typical one, and strategies for all others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from hypothesis import strategies as st

from cpr_haendelser.beskeder.grundlag import Aarsag, Grundlag
from cpr_haendelser.beskeder.saet import Dataform, Handlingsform, Kommune, Personform, Saet
from cpr_haendelser.cpr.layouts import Felt, Post, posttyper, write_post
from cpr_haendelser.haendelser.model import (
    ORDREREGEL,
    SAMLE,
    Adresse,
    Art,
    Beslutning,
    Haendelse,
    Hoved,
    Ordrested,
    Retter,
    Rolle,
)
from cpr_haendelser.replika.billede import to_dokument

PNR, BARN, MOR, AEGTEFAELLE = "6101901234", "6303151235", "6404601234", "6202911234"
KORSBAEK = Kommune("0999", "11111111", "Korsbæk Kommune")
NABO = Kommune("0998", "22222222", "Nabo & Omegns Kommune")
SAET = Saet(kommuner=(NABO, KORSBAEK))

FORMER = tuple(
    replace(SAET, payload_form=data, person_form=person, handling_form=handling)
    for data in Dataform
    for person in Personform
    for handling in Handlingsform
)
"""Every combination of the forms that a message may have."""

_TYPISK: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "001",
        {
            "STATUS": "01",
            "STATUSHAENSTART": "199001012000",
            "KOEN": "M",
            "FOED_DT": "1990-01-01",
            "START_DT-PERSON": "1990-01-01",
            "STILLING": "Tømrer",
        },
    ),
    (
        "002",
        {
            "KOMKOD": "0999",
            "VEJKOD": "0123",
            "HUSNR": "017A",
            "ETAGE": "02",
            "SIDEDOER": "  tv",
            "TILFLYDTO": "202611011637",
            "TILFLYKOMDTO": "202611011637",
            "FRAFLYKOMKOD": "0998",
        },
    ),
    (
        "003",
        {
            "ADRNVN": "Sørensen,Jens",
            "STANDARDADR": "Storegade 17A,2 tv",
            "POSTNR": "9999",
            "POSTDISTTXT": "Korsbæk",
            "KOMKOD": "0999",
            "VEJADRNVN": "Storegade",
        },
    ),
    (
        "004",
        {"BESKYTTYPE": "0001", "START_DT-BESKYTTELSE": "2026-01-01", "SLET_DT-BESKYTTELSE": "2027-01-01"},
    ),
    (
        "008",
        {"FORNVN": "Jens", "EFTERNVN": "Sørensen", "NVNHAENSTART": "199001151200", "ADRNVN": "Sørensen,Jens"},
    ),
    ("009", {"START_MYNKOD-FØDESTED": "0999"}),
    ("010", {"LANDEKOD": "5100", "HAENSTART-STATSBORGERSKAB": "199001012000"}),
    ("011", {"FKIRK": "F", "START_DT-FOLKEKIRKE": "1990-01-01"}),
    ("012", {"CIVST": "G", "AEGTEPNR": AEGTEFAELLE, "HAENSTART-CIVILSTAND": "201506061200"}),
    ("014", {"PNRBARN": BARN}),
    ("015", {"MOR_DT": "1990-01-01", "PNRMOR": MOR, "FAR_DT": "1990-01-01", "FARNVN": "Ole Sørensen"}),
    (
        "023",
        {
            "KOMKOD": "0998",
            "VEJKOD": "0003",
            "HUSNR": "001",
            "TILFLYDTO": "201001011200",
            "FRAFLYDTO": "202611011637",
        },
    ),
)


def to_lines(*poster: tuple[str, dict[str, str]], pnr: str = PNR) -> bytes:
    """The document of a person with these records."""
    return to_dokument(write_post(Post(posttype, {"PNR": pnr, **felter})) for posttype, felter in poster)


def typical_person(**felter: dict[str, str]) -> bytes:
    """A moved, married, protected man; `p008={...}` changes or adds a record's fields."""
    poster = dict(_TYPISK)
    for navn, indhold in felter.items():
        poster[navn[1:]] = {**poster.get(navn[1:], {}), **indhold}
    return to_lines(*poster.items())


def typical_child(foed: str = "2015-03-03", status: str = "01") -> bytes:
    """The document of the typical person's child."""
    return to_lines(("001", {"STATUS": status, "FOED_DT": foed}), pnr=BARN)


BESLUTNING = Beslutning(
    pnr=PNR,
    kode="034",
    art=Art.NY,
    regel="flytning-til-kommunen",
    rolle=Rolle.NY,
    kommune="0999",
    gyldig_fra="202611011637",
    usikker=False,
    registreret="202611021637",
    om="",
    grupper=(),
    foer=Adresse("0998", "0003", "001", "", "", "", ""),
    efter=Adresse("0999", "0123", "017A", "02", "tv", "", ""),
    relaterede=((BARN, "barn"),),
    retter=None,
    hoved=None,
    linjer=(12,),
    poster=("002-", "002+", "023+"),
)
HAENDELSE = Haendelse(
    loebenummer=17,
    registrering_id=UUID(int=1),
    besked_id=UUID(int=2),
    beslutning=BESLUTNING,
    modtager_cvr="11111111",
    retter_loebenummer=0,
    retter_id=None,
    hoved_id=None,
    fil=3,
    opgave="999901",
    filnavn="D261102.L999901",
    proddto="20261102",
    dannet="2026-11-03T01:02:03.123+01:00",
    saet=1,
)
GRUNDLAG = Grundlag(typical_person(), {int(BARN): typical_child()}, (Aarsag(12, "A01", "", "202611021637"),))


def changed(**felter: object) -> Haendelse:
    """The typical hændelse with other fields in its decision."""
    return HAENDELSE._replace(beslutning=BESLUTNING._replace(**felter))  # type: ignore[arg-type]


GRIMME = (
    "& <Søn> 'Æ' \"ø\"",
    "]]>",
    "<![CDATA[",
    "&amp;",
    "\x01\x1f\x7f\x85\xa0ÿ",
    "a\rb\tc",
    "urn:oio:cpr:personhaendelse:005",
    "Personhaendelse:005",
    "<!DOCTYPE x>",
)
"""Texts that a careless writer stumbles over."""

TIDER = (
    "",
    "000000000000",
    "200111061637",
    "200111062099",
    "200100000000",
    "000000001200",
    "202603290230",
    "202610250230",
    "194005151200",
    "185801011200",
    "20011106163x",
    "200113320000",
)
DATOER = ("", "0000-00-00", "2001-11-06", "1950-00-00", "2001-02-30", "0000-05-01", "x", "1858-12-31")

tekster = st.text(st.characters(codec="iso-8859-1", exclude_characters="\n"), max_size=34) | st.sampled_from(GRIMME)
tider = st.sampled_from(TIDER) | st.datetimes(datetime(1858, 1, 1), datetime(2057, 1, 1)).map(  # noqa: DTZ001
    lambda tid: tid.strftime("%Y%m%d%H%M").rjust(12, "0")
)
datoer = st.sampled_from(DATOER) | st.dates().map(lambda dag: dag.isoformat())
numre = st.from_regex("[67][0-9]{9}", fullmatch=True)
_VAERDIER: dict[str, st.SearchStrategy[str]] = {
    "tekst": tekster,
    "kode": st.from_regex("[0-9]{0,4}", fullmatch=True) | tekster,
    "tal": st.from_regex("[0-9]{0,4}", fullmatch=True),
    "maerke": st.sampled_from(("", "*", "+", "=", "<")),
    "tid": tider,
    "dato": datoer,
    "dato8": st.just("20261102"),
    "pnr": numre | st.sampled_from(("", "0000000000")),
}
_KODER = {
    ("001", "STATUS"): ("01", "03", "05", "07", "20", "70", "90", "99"),
    ("001", "KOEN"): ("K", "M", ""),
    ("012", "CIVST"): ("U", "G", "F", "?"),
    ("004", "BESKYTTYPE"): ("0001", "0002", "0003", "0004"),
    ("016", "RELTYP-FORÆLDREMYN"): ("0003", "0004", "0005", "0006", "0009"),
    ("017", "UMYN_RELTYP"): ("0000", "0001", "0002", ""),
    ("002", "KOMKOD"): ("0998", "0999", "0001", "<&>:"),
}
POSTTYPER = tuple(nummer for nummer, layout in posttyper().items() if layout.art in {"aktuel", "historik"})


def values_of(posttype: str, felt: Felt) -> st.SearchStrategy[str]:
    """Values that a field may be delivered with, cut to its length."""
    koder = _KODER.get((posttype, felt.felt))
    return (st.sampled_from(koder) if koder else _VAERDIER[felt.art]).map(lambda vaerdi: vaerdi[: felt.laengde])


def records(posttype: str) -> st.SearchStrategy[tuple[str, dict[str, str]]]:
    """Records of a type, every field filled or blank."""
    felter = [felt for felt in posttyper()[posttype].felter if felt.art != "posttype" and felt.felt != "PNR"]
    return st.fixed_dictionaries({felt.felt: values_of(posttype, felt) for felt in felter}).map(
        lambda vaerdier: (posttype, vaerdier)
    )


@st.composite
def persons(draw: st.DrawFn) -> bytes:
    """Documents: record 001 and any others, several of a type too."""
    andre = draw(st.lists(st.sampled_from([p for p in POSTTYPER if p != "001"]), max_size=8))
    return to_lines(*(draw(records(posttype)) for posttype in ("001", *andre)))


adresser = st.builds(Adresse, *(st.from_regex("[0-9A-Z]{0,4}", fullmatch=True) | tekster for _ in Adresse._fields))
koder = st.sampled_from(("003", "005", "025", "034", "042", SAMLE))
ider = st.uuids()


steder = st.builds(Ordrested, ider.map(str), *(st.integers(1, 10**6) for _ in range(3)))


def ordered(haendelse: Haendelse, sted: Ordrested, proddto: str = "20261103") -> Haendelse:
    """The hændelse as if an order had caused it."""
    beslutning = haendelse.beslutning._replace(regel=ORDREREGEL, linjer=(), poster=(), hoved=None)
    return haendelse._replace(
        beslutning=beslutning, ordre=str(sted), opgave="", filnavn="", proddto=proddto, hoved_id=None
    )


@st.composite
def events(draw: st.DrawFn) -> Haendelse:
    """Any hændelse that the rules could decide, and some they could not."""
    retter = draw(st.none() | st.builds(Retter, st.lists(koder.filter(str.isdigit), max_size=2).map(tuple), tider))
    beslutning = Beslutning(
        pnr=PNR,
        kode=draw(koder),
        art=draw(st.sampled_from(Art)),
        regel="samling",
        rolle=draw(st.sampled_from(Rolle)),
        kommune=draw(st.sampled_from(("", "0999", "0000"))),
        gyldig_fra=draw(tider | datoer),
        usikker=draw(st.booleans()),
        registreret=draw(tider),
        om="",
        grupper=draw(st.lists(st.sampled_from(("navn", "notat")), max_size=2).map(tuple)),
        foer=draw(st.none() | adresser),
        efter=draw(st.none() | adresser),
        relaterede=draw(st.lists(st.tuples(numre, st.sampled_from(("barn", "mor"))), max_size=2).map(tuple)),
        retter=retter,
        hoved=draw(st.none() | st.just(Hoved((MOR,), "A21", "202611021637"))),
        linjer=draw(st.lists(st.integers(1, 10**6), max_size=2).map(tuple)),
        poster=("002+",),
    )
    fra_fil = HAENDELSE._replace(
        loebenummer=draw(st.integers(1, 2**40)),
        registrering_id=draw(ider),
        besked_id=draw(ider),
        beslutning=beslutning,
        modtager_cvr=draw(st.sampled_from(("", "11111111"))),
        retter_loebenummer=draw(st.integers(0, 5)) if retter else 0,
        retter_id=draw(st.none() | ider) if retter else None,
        hoved_id=draw(st.none() | ider),
    )
    return draw(st.just(fra_fil) | st.builds(ordered, st.just(fra_fil), steder))
