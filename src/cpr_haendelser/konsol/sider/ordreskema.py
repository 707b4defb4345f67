"""The columns of the bestillingstemplate as fields of a form, and back. Data and pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cpr_haendelser.cpr.koder import koder
from cpr_haendelser.cpr.kommuner import kommuner
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.handlinger import Handling, arts_in
from cpr_haendelser.testmiljoe.skabelon.betydning import fields_of_kuvert
from cpr_haendelser.testmiljoe.skabelon.kolonner import read_kolonner
from cpr_haendelser.testmiljoe.veje import kendte_veje

ETIKETTER = {
    "personnummer": "Personer",
    "art": "Nyt, rettelse eller annullering",
    "virkning": "Sker",
    "registreret": "Registreres",
    "sendes": "Udføres",
    "vent": "Vent efter trinnet før",
    "gentag": "Antal gange",
    "gentag_vent": "Vent mellem gangene",
    "sekvens": "Sekvens",
    "oensket_divergens": "En forskel mellem kuvert og beskeddata er ønsket",
    "kommunekode": "Kommunekode",
    "vejkode": "Vejkode",
    "husnr": "Husnummer",
    "etage": "Etage",
    "sidedoer": "Side eller dør",
    "bnr": "Bygningsnummer",
    "conavn": "C/o-navn",
    "fra_kommunekode": "Forladt kommunekode",
    "fra_vejkode": "Forladt vejkode",
    "fra_husnr": "Forladt husnummer",
    "fra_etage": "Forladt etage",
    "fra_sidedoer": "Forladt side eller dør",
    "modtager_kommune": "Modtagerens kommunekode",
    "modtager_cvr": "Modtagerens CVR-nummer",
    "kode_ordre": "Personhændelseskode",
    "retter": "Retter løbenummer",
    "land": "Land",
    "udlandsadresse1": "Adresse i udlandet, linje 1",
    "udlandsadresse2": "Adresse i udlandet, linje 2",
    "udlandsadresse3": "Adresse i udlandet, linje 3",
    "udlandsadresse4": "Adresse i udlandet, linje 4",
    "udlandsadresse5": "Adresse i udlandet, linje 5",
    "nummer_fra": "Nye personnumre fra",
    "fornavn": "Fornavn",
    "mellemnavn": "Mellemnavn",
    "efternavn": "Efternavn",
    "aegtefaelle": "Ægtefælles personnummer",
    "aegtefaelle_navn": "Navn på ægtefælle uden personnummer",
    "far": "Fars personnummer",
    "mor": "Mors personnummer",
    "barn": "Barnets personnummer",
    "vaerge": "Værges personnummer",
    "gaeldende": "Gældende personnummer",
    "indehaver": "Indehaver",
    "koen": "Køn",
    "foedselsdato": "Fødselsdato",
    "beskyttelse": "Beskyttelse",
    "retning": "Begynder eller ophører",
    "slut": "Ophører",
    "kode": "Kode",
    "tekst": "Tekst",
    "tekst2": "Tekst, linje 2",
    "stilling": "Stilling",
    "voksne": "Voksne",
    "civilstand": "Civilstand",
    "boern": "Børn",
    "boern_fra": "Børnenes laveste alder",
    "boern_til": "Børnenes højeste alder",
    "alder_fra": "De voksnes laveste alder",
    "alder_til": "De voksnes højeste alder",
    "beskyttede": "Med navne- og adressebeskyttelse",
    "umyndige": "Voksne under værgemål",
    "foraeldremyndighed": "Forældremyndighed",
    "froe": "Frø",
    "fra": "Personer, der kopieres",
    "gemt": "Gemt skabelon",
    "bemaerkning": "Bemærkning til dig selv",
}
"""What a column is called on a page."""
_TYPER = {"dag": "date", "tid": "datetime-local", "oejeblik": "datetime-local"}
_CIFRE = frozenset({"kode", "kommune", "vej", "cvr", "heltal", "land"})
_TID = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)")
_STYRER = ("virkning", "registreret", "sendes", "gentag", "gentag_vent")
_MED_EKSEMPEL = frozenset({"kommune", "vej", "husnr"})
"""What nobody knows by heart: a field that must be filled in shows one that can be used."""
_HAR_LISTE = frozenset({"kommune", "land", "vej"})


_HVAD = "Hvad der sker"
_STYRING = "Hvornår og hvor mange gange"
_KUVERT = "Kuverten"
_SELDNE = "Mere, der kan siges om det"
_FAA = 2
"""So few fields that need no filling in are not folded beside those that do."""


class Felt(NamedTuple):
    """A field of a form."""

    navn: str
    etiket: str
    forklaring: str
    type: str
    valg: tuple[str, ...]
    """What it is chosen from; empty: it is written."""
    kraevet: bool
    cifre: bool
    liste: str
    """The list of proposals that it has."""
    eksempel: str
    """What may stand in it; empty: it needs none, or is chosen."""

    @property
    def andet(self) -> dict[str, str]:
        """Further attributes."""
        return {
            **({"inputmode": "numeric"} if self.cifre else {}),
            **({"list": f"liste-{self.liste}"} if self.liste else {}),
            "autocomplete": "off",
        }


class Feltgruppe(NamedTuple):
    """Fields that stand together; `foldet`: seldom needed, behind a heading."""

    navn: str
    felter: tuple[Felt, ...]
    foldet: bool = False

    @property
    def styrer(self) -> bool:
        """Whether they say when and how often, and not what."""
        return self.navn == _STYRING

    @property
    def kuvert(self) -> bool:
        """Whether they say what stands in the kuvert alone."""
        return self.navn == _KUVERT


def groups_of(handling: Handling, art: Ordreart) -> list[Feltgruppe]:
    """The fields of a line that orders this in a kind of order."""
    hvad = (*handling.skal, *handling.kan)
    styrer = [*_STYRER, *(["art"] if len(arts_in(handling, art)) > 1 else [])]
    if art is not Ordreart.REPLIKA:
        styrer.append("oensket_divergens")
    kuvert = [navn for navn in read_kolonner() if navn in fields_of_kuvert() and navn not in hvad]
    alle = [
        *_what(fields_of(handling, art)),
        Feltgruppe(
            _STYRING, tuple(_field(navn, handling, art) for navn in styrer), foldet=art is not Ordreart.HAENDELSE
        ),
        Feltgruppe(_KUVERT, tuple(_field(navn, handling, art) for navn in kuvert), foldet=True),
    ]
    return [each for each in alle if each.felter and (not each.kuvert or art is Ordreart.HAENDELSE)]


def fields_of(handling: Handling, art: Ordreart) -> tuple[Felt, ...]:
    """The fields that say what happens, those first that must be filled in."""
    return tuple(_field(navn, handling, art) for navn in (*handling.skal, *handling.kan) if navn != "fra")


def _what(felter: tuple[Felt, ...]) -> list[Feltgruppe]:
    """What happens: what must be said, and behind a heading what may be said beside it."""
    skal = tuple(felt for felt in felter if felt.kraevet)
    kan = tuple(felt for felt in felter if not felt.kraevet)
    if not skal or len(kan) <= _FAA:
        return [Feltgruppe(_HVAD, felter)]
    return [Feltgruppe(_HVAD, skal), Feltgruppe(_SELDNE, kan, foldet=True)]


def _field(navn: str, handling: Handling, art: Ordreart) -> Felt:
    kolonne = read_kolonner()[navn]
    valg = kolonne.led if kolonne.slags == "valg" else ()
    if navn == "art":
        valg = tuple(arts_in(handling, art))
    if kolonne.slags == "ja_nej":
        valg = ("ja", "nej")
    if navn == "kode_ordre" and handling.koder:
        valg = handling.koder
    return Felt(
        navn,
        ETIKETTER[navn],
        kolonne.forklaring,
        _TYPER.get(kolonne.slags, "text"),
        valg,
        navn in handling.skal,
        kolonne.slags in _CIFRE,
        kolonne.slags if kolonne.slags in _HAR_LISTE else "",
        kolonne.eksempel if navn in handling.skal and not valg and kolonne.slags in _MED_EKSEMPEL else "",
    )


def lists(kommune: str = "") -> dict[str, list[tuple[str, str]]]:
    """The proposals of fields: municipalities, countries and the roads that are known of a municipality, by code."""
    return {
        "vej": kendte_veje(kommune),
        "kommune": [(kode, each.navn) for kode, each in kommuner().items() if each.art in {"nuvaerende", "opdigtet"}],
        "land": [(kode, each.dansk) for kode, each in koder("land").items()],
    }


def kommunekode(navn: str) -> str:
    """The code of a municipality of today by its name; empty: there is none."""
    return next((kode for kode, each in lists()["kommune"] if each == navn), "")


def columns_read(handling: Handling, art: Ordreart) -> list[str]:
    """Every column that the form of a line may fill."""
    felter = [felt.navn for gruppe in groups_of(handling, art) for felt in gruppe.felter]
    return ["personnummer", "vent", "sekvens", "bemaerkning", *(["fra"] if "fra" in handling.skal else []), *felter]


def to_value(navn: str, vaerdi: str) -> str:
    """A value of a line as the field shows it: days and moments as a browser's fields have them."""
    if read_kolonner()[navn].slags == "tid" and (fundet := _TID.fullmatch(vaerdi)):
        return "{}-{}-{}T{}:{}".format(*fundet.groups())
    return vaerdi[:16] if read_kolonner()[navn].slags == "oejeblik" else vaerdi


def summary(raekke: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """What a line says beside its person and handling, by the fields' names."""
    uden = {"personnummer", "handling", "sekvens"} | {n for n, v in raekke.items() if (n, v) in _SELVSAGT}
    return [
        (ETIKETTER[navn], to_value(navn, vaerdi).replace("T", " ") if _is_time(navn) else vaerdi)
        for navn, vaerdi in raekke.items()
        if vaerdi and navn not in uden
    ]


def said_in(raekke: Mapping[str, str]) -> list[str]:
    """The columns in which a line says something that does not go without saying."""
    return [navn for navn, vaerdi in raekke.items() if vaerdi and (navn, vaerdi) not in _SELVSAGT]


def _is_time(navn: str) -> bool:
    return read_kolonner()[navn].slags in {"tid", "oejeblik"}


_SELVSAGT = frozenset({("art", "ny"), ("gentag", "1"), ("gentag_vent", "0"), ("oensket_divergens", "nej")})
"""What a line says when nobody has said anything."""
