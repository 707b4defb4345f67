"""The person as SF1520's PersonLookupResponse (PersonBaseDataExtended 4 and 5), one function per block.

What CPR's extract does not hold is left out, so is a code that the contract does not list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial

from cpr_haendelser.beskeder import personlookup_tabel as tabel
from cpr_haendelser.beskeder.felter import Tabel, to_skriver
from cpr_haendelser.beskeder.grundlag import Person
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.beskeder.tegn import escape
from cpr_haendelser.beskeder.tidsform import write_dato, write_zonedato
from cpr_haendelser.cpr.layouts import CHARSET, posttyper

NAVNERUM = "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/{version}/"
MYNDIG = 18
AKTIVE = frozenset({b"01", b"03", b"05", b"07"})
BESKYTTELSER = (
    ("0001", "adressebeskyttelse"),
    ("0002", "vejviserbeskyttelse"),
    ("0003", "markedsfoeringsbeskyttelse"),
)
"""The types of record 004 that the contract has a place for."""

Blok = Callable[[Person, Saet], str]


def write_personlookup(person: Person, saet: Saet) -> str:
    """The PersonLookupResponse element, values still masked (beskeder/tegn.py)."""
    navnerum = NAVNERUM.format(version=saet.personlookup_version)
    indhold = "".join([blok(person, saet) for blok in _blokke()])
    return f'<PersonLookupResponse xmlns="{navnerum}">{indhold}</PersonLookupResponse>'


@cache
def _blokke() -> tuple[Blok, ...]:
    return (
        _element(
            "persondata",
            _first(tabel.NUMRE),
            _navn(),
            _first(tabel.FOEDT),
            _first(tabel.FOEDESTED, "foedselsregistreringsOplysninger"),
            _first(tabel.PERIODE),
            _alder,
            _first(tabel.KOEN),
            _antal_boern_under_18,
            _first(tabel.STATUS),
            _first(tabel.SEPARATION, "separation"),
            _first(tabel.CIVILSTAND, "civilstand"),
            _first(tabel.STATSBORGERSKAB, "statsborgerskab"),
            _umyndiggoerelse(),
            _first(tabel.FORSVUNDET),
            _beskyttelser(),
        ),
        _element(
            "adresse",
            _aktuel_adresse(),
            _first(tabel.UDREJSE, "udrejseoplysninger"),
            _first(tabel.KONTAKTADRESSE, "kontaktAdresse"),
            _adressehistorik(),
        ),
        _element(
            "relationer",
            _either("aegtefaelle", tabel.AEGTEFAELLE, tabel.AEGTEFAELLE_UDEN_NUMMER),
            _each(tabel.BARN, "barn"),
            _either("mor", tabel.MOR, tabel.MOR_UDEN_NUMMER),
            _either("far", tabel.FAR, tabel.FAR_UDEN_NUMMER),
            _foraeldremyndighed(),
        ),
        _each(tabel.NOTAT, "notater"),
    )


def _element(tag: str, *blokke: Blok) -> Blok:
    """An element around blocks, left out when they give nothing."""

    def skriv(person: Person, saet: Saet) -> str:
        inde = "".join([blok(person, saet) for blok in blokke])
        return f"<{tag}>{inde}</{tag}>" if inde else ""

    return skriv


def _first(kilde: Tabel, tag: str = "") -> Blok:
    """The first record of a type, by its table."""
    skriv, posttype = to_skriver(kilde, tag), kilde.posttype

    def blok(person: Person, _: Saet) -> str:
        linjer = person.poster.get(posttype)
        return skriv(linjer[0]) if linjer else ""

    return blok


def _each(kilde: Tabel, tag: str) -> Blok:
    """Every record of a type, each its own element."""
    skriv, posttype = to_skriver(kilde, tag), kilde.posttype
    return lambda person, _: "".join([skriv(linje) for linje in person.poster.get(posttype, ())])


def _either(tag: str, med_nummer: Tabel, uden_nummer: Tabel) -> Blok:
    """A relative: the personnummer where there is one, else birth date and name."""
    nummer, navn, posttype = to_skriver(med_nummer, tag), to_skriver(uden_nummer, tag), med_nummer.posttype

    def blok(person: Person, _: Saet) -> str:
        linje = person.foerste(posttype)
        return nummer(linje) or navn(linje) if linje else ""

    return blok


def _navn() -> Blok:
    """Record 008; without it the addressing name of record 003."""
    navn, adresseringsnavn = _first(tabel.NAVN), _first(tabel.NAVN_AF_ADRESSE)
    return lambda person, saet: navn(person, saet) or adresseringsnavn(person, saet)


def age(foed: str, proddto: str) -> int | None:
    """Whole years from a birth date (YYYY-MM-DD, its first possible day) to a production date (YYYYMMDD)."""
    foedt, dag = write_dato(foed).tekst, write_dato(proddto).tekst
    if not foedt or not dag:
        return None
    return int(dag[:4]) - int(foedt[:4]) - (dag[5:] < foedt[5:])


@cache
def _foed_dt() -> slice:
    return posttyper()["001"].field("FOED_DT").slice


@cache
def _status() -> slice:
    return posttyper()["001"].field("STATUS").slice


def _alder(person: Person, _: Saet) -> str:
    alder = age(person.foerste("001")[_foed_dt()], person.proddto)
    return "" if alder is None or alder < 0 else f"<alder>{alder}</alder>"


def _antal_boern_under_18(person: Person, _: Saet) -> str:
    antal = sum(_is_child(dokument, person.proddto) for dokument in person.boern.values()) if person.boern else 0
    return f"<antalBoernUnder18>{antal}</antalBoernUnder18>" if "001" in person.poster else ""


def _is_child(dokument: bytes, proddto: str) -> bool:
    """Whether the person of a document is active (status 01, 03, 05, 07) and under 18 on the production date."""
    linje = next((linje for linje in dokument.split(b"\n") if linje.startswith(b"001")), b"")
    alder = age(linje[_foed_dt()].decode(CHARSET), proddto)
    return linje[_status()] in AKTIVE and alder is not None and alder < MYNDIG


def _umyndiggoerelse() -> Blok:
    """Record 052, else 017. A start that is not known is the production date, marked as uncertain."""
    foer, start, efter = (
        to_skriver(tabel.VAERGEMAAL),
        to_skriver(tabel.VAERGEMAAL_START),
        to_skriver(tabel.VAERGEMAAL_SLUT),
    )

    def blok(person: Person, _: Saet) -> str:
        linje = person.foerste("052") or person.foerste("017")
        if not linje:
            return ""
        fra = start(linje) or _unknown_start(person.proddto)
        return f"<umyndiggoerelse>{foer(linje)}{fra}{efter(linje)}</umyndiggoerelse>"

    return blok


def _unknown_start(proddto: str) -> str:
    dato = f"<dato>{write_zonedato(proddto).tekst}</dato><usikkerhedsmarkering>*</usikkerhedsmarkering>"
    return f"<umyndiggoerelseStartdato>{dato}</umyndiggoerelseStartdato>"


def _beskyttelser() -> Blok:
    """Record 004 by type. Where there is none: unprotected, if there is an address (002 is ordered only with 004)."""
    skriv = to_skriver(tabel.BESKYTTELSE)
    felt = posttyper()["004"].field("BESKYTTYPE").slice
    ubeskyttet = {navn: f"<{navn}><beskyttet>false</beskyttet></{navn}>" for _, navn in BESKYTTELSER}

    def blok(person: Person, _: Saet) -> str:
        uden = ubeskyttet if "002" in person.poster else {}
        linjer = {linje[felt]: linje for linje in person.poster.get("004", ())}
        return "".join(
            [
                f"<{navn}>{skriv(linjer[kode])}</{navn}>" if kode in linjer else uden.get(navn, "")
                for kode, navn in BESKYTTELSER
            ]
        )

    return blok


def _aktuel_adresse() -> Blok:
    """Records 002 and 003 together; 003 alone (a person without address) is only a name."""
    koder, tekst, tider = _first(tabel.ADRESSE_KODER), _first(tabel.ADRESSE_TEKST), _first(tabel.ADRESSE_TIDER)
    cvr = partial(_kommune_cvr, posttyper()["002"].field("KOMKOD").slice)

    def blok(person: Person, saet: Saet) -> str:
        if "002" not in person.poster:
            return ""
        foerst = cvr(person.foerste("002"), saet) + koder(person, saet)
        return f"<aktuelAdresse>{foerst}{tekst(person, saet)}{tider(person, saet)}</aktuelAdresse>"

    return blok


def _kommune_cvr(felt: slice, linje: str, saet: Saet) -> str:
    return _kommune_cvrer(saet).get(linje[felt], "")


@lru_cache(maxsize=16)
def _kommune_cvrer(saet: Saet) -> dict[str, str]:
    return {kommune.kode: f"<kommuneCvr>{escape(kommune.cvr)}</kommuneCvr>" for kommune in saet.kommuner if kommune.cvr}


def _adressehistorik() -> Blok:
    """Record 023, annulled and corrected ones too, oldest first."""
    skriv = to_skriver(tabel.ADRESSEHISTORIK)
    layout = posttyper()["023"]
    tider = slice(layout.field("TILFLYDTO").slice.start, layout.field("FRAFLYDTO").slice.stop)
    cvr = partial(_kommune_cvr, layout.field("KOMKOD").slice)

    def blok(person: Person, saet: Saet) -> str:
        linjer: Sequence[str] = person.poster.get("023", ())
        return "".join(
            [
                f"<adresseHistorik>{cvr(linje, saet)}{skriv(linje)}</adresseHistorik>"
                for linje in sorted(linjer, key=lambda linje: linje[tider])
            ]
        )

    return blok


def _foraeldremyndighed() -> Blok:
    """Record 016; a type that the contract does not list has no place in it."""
    art, resten = to_skriver(tabel.MYNDIGHEDSTYPE), to_skriver(tabel.FORAELDREMYNDIGHED)

    def element(linje: str) -> str:
        type_ = art(linje)
        return f"<foraeldremyndighed>{type_}{resten(linje)}</foraeldremyndighed>" if type_ else ""

    return lambda person, _: "".join([element(linje) for linje in person.poster.get("016", ())])
