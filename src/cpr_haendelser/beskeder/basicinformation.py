"""The person as CPRBasicInformation, the flat shape of KOMBIT's sample messages (testbesked01 and 02).

The service's schema is not public: elements, order and forms are those seen in the samples. A person without current
address has none of the address elements.
"""

from __future__ import annotations

from functools import cache

from cpr_haendelser.beskeder.felter import Raekke, Skriver, Tabel, to_skriver
from cpr_haendelser.beskeder.grundlag import Person

NAVNERUM = "http://serviceplatformen.dk/xml/wsdl/soap11/CPRBasicInformationService/1/"
ROD = "callCPRBasicInformationResponse"

PERSON = Tabel(
    ROD,
    "001",
    (
        Raekke("pnr", "PNR", "pnr"),
        Raekke("koen", "KOEN", "tekst"),
        Raekke("foedselsdato", "FOED_DT", "dag"),
        Raekke("foedselsdatoUsikkerhedsmarkering", "FOED_DT", "er_usikker", "FOED_DT_UMRK"),
        Raekke("status", "STATUS", "heltal"),
        Raekke("statusdato", "STATUSHAENSTART", "dato_af_tid"),
    ),
)
CIVILSTAND = Tabel(ROD, "012", (Raekke("civilstand", "CIVST", "tekst"),))
ADRESSETEKST = Tabel(
    ROD,
    "003",
    (
        Raekke("standardadresse", "STANDARDADR", "tekst"),
        Raekke("postnummer", "POSTNR", "tekst"),
        Raekke("bynavn", "POSTDISTTXT", "tekst"),
    ),
)
ADRESSE = Tabel(
    ROD,
    "002",
    (
        Raekke("husnummer", "HUSNR", "tekst"),
        Raekke("etage", "ETAGE", "tekst"),
        Raekke("sidedoer", "SIDEDOER", "tekst"),
        Raekke("kommunekode", "KOMKOD", "tekst"),
        Raekke("vejkode", "VEJKOD", "tekst"),
        Raekke("tilflytningsdato", "TILFLYDTO", "dato_af_tid"),
    ),
)
TABELLER: tuple[Tabel, ...] = (PERSON, CIVILSTAND, ADRESSETEKST, ADRESSE)
_AF_ADRESSE = frozenset({"002", "003"})


def write_basicinformation(person: Person) -> str:
    """The callCPRBasicInformationResponse element, values still masked (beskeder/tegn.py)."""
    indhold = "".join([skriv(linje) for posttype, skriv in _skrivere() if (linje := _line(person, posttype))])
    return f'<{ROD} xmlns="{NAVNERUM}">{indhold}</{ROD}>'


def _line(person: Person, posttype: str) -> str:
    if posttype in _AF_ADRESSE and "002" not in person.poster:
        return ""
    return person.foerste(posttype)


@cache
def _skrivere() -> tuple[tuple[str, Skriver], ...]:
    return tuple((tabel.posttype, to_skriver(tabel)) for tabel in TABELLER)
