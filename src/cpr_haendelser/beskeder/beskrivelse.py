"""What messages are made of, as Markdown for docs/beskeder.md: rendered from the tables that they are written by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

from lxml import etree

from cpr_haendelser.beskeder import basicinformation, personlookup_tabel
from cpr_haendelser.beskeder.felter import FORMER, Tabel
from cpr_haendelser.cpr.layouts import posttyper

_XS = "{http://www.w3.org/2001/XMLSchema}"

KUVERT: tuple[tuple[str, str], ...] = (
    ("BeskedId", "hændelsens id for denne modtager; samme hændelse og modtager giver altid samme id"),
    ("BeskedVersion", "1.0"),
    ("Filtreringsdata/Beskedtype", "indstillingen `beskedtype`"),
    ("Filtreringsdata/BeskedAnsvarligAktoer", "indstillingen `beskedansvarlig_aktoer`; tom: udeladt"),
    ("Filtreringsdata/TilladtModtager", "modtagerkommunens CVR-nummer efter `urn_cvr_prefix`; uden modtager: udeladt"),
    (
        "Filtreringsdata/RelateretObjekt",
        "først personen selv, så andre personer, adresser og kommuner (`relateret_…`); ingen, hvis der kun er personen",
    ),
    ("ObjektRegistrering/ObjektRegistreringId", "hændelsens id uanset modtager"),
    ("ObjektRegistrering/RegistreringsAktoer", "indstillingen `registreringsaktoer`; tom: udeladt"),
    (
        "ObjektRegistrering/Registreringstidspunkt",
        "tiden i post 099, eller ordrens; uden den kl. 00 på produktionsdatoen, eller dagen ordren blev udført",
    ),
    ("ObjektRegistrering/ObjektAnsvarligMyndighed", "modtagerkommunens CVR-nummer; uden modtager: udeladt"),
    ("ObjektRegistrering/ObjektId", "personnummeret efter `urn_cpr_prefix`"),
    ("ObjektRegistrering/ObjektType", "indstillingen `objekttype_person`"),
    (
        "ObjektRegistrering/ObjektHandling",
        "`urn:oio:cpr:personhaendelse:` og koden; med `handling_form` uuid den UUID, `handlinger` har for koden",
    ),
    ("ObjektRegistrering/OpgaveEmne", "indstillingen `opgaveemne`; tom: udeladt"),
    (
        "ObjektRegistrering/ObjektRegistreringLokalUdvidelse",
        "kun når ObjektHandling er en UUID: hændelsens URN i Personhaendelse (skemaer/kuvertudvidelse.xsd)",
    ),
    ("Leveranceinformation/Dannelsestidspunkt", "hvornår hændelsen fik sit løbenummer"),
    ("Leveranceinformation/Sikkerhedsklassificering", "indstillingen `sikkerhedsklassificering`"),
    ("GyldighedFra", "hvornår hændelsen skete; er dele ukendte, det første mulige øjeblik; er året ukendt: udeladt"),
)
"""The kuvert's elements in their order, and what each one shows."""

BEREGNET: tuple[tuple[str, str], ...] = (
    ("persondata/alder", "hele år fra 001 FOED_DT til produktionsdatoen, eller dagen ordren blev udført"),
    (
        "persondata/antalBoernUnder18",
        "børn i post 014, som replikaen kender, med status 01, 03, 05 eller 07 og under 18 år på produktionsdatoen",
    ),
    (
        "persondata/…beskyttelse/beskyttet",
        "true, når posten er der; false, når personen har en post 002, men ingen post 004 af typen",
    ),
    ("persondata/umyndiggoerelse", "post 052, ellers 017; er begyndelsen ukendt, produktionsdatoen med `*`"),
    ("adresse/aktuelAdresse/kommuneCvr", "kommunetabellen, som den var, da hændelsen fik sit løbenummer"),
    ("adresse/adresseHistorik/kommuneCvr", "det samme"),
)
"""Elements of PersonLookupResponse that no field shows by itself."""

UDELADT = (
    "De øvrige elementer af PersonLookupResponse (myndighedsnavne, vejnavn, distrikter, tilmeldtNemsms,"
    " tilmeldtDigitalpost) er ikke i CPR's udtræk og udelades. Det samme gør værdier, som tjenestens skema ikke kender,"
    " og elementer uden indhold."
)


def mapping_markdown() -> str:
    """The sections about kuvert, hændelse and person, ending in a line end."""
    return "\n".join(
        (
            "## Kuverten\n",
            *_table(("Element", "Indhold"), KUVERT),
            "\n## Hændelsen i Beskeddata\n",
            "Skema: `cpr_haendelser/beskeder/skemaer/haendelse.xsd`.\n",
            *_table(("Element", "Antal", "Indhold"), _schema_rows()),
            "\n## Personen som PersonLookupResponse (SF1520)\n",
            *_mapping(personlookup_tabel.TABELLER),
            "\nBeregnet:\n",
            *_table(("Element", "Indhold"), BEREGNET),
            f"\n{UDELADT}\n",
            "## Personen som CPRBasicInformation\n",
            *_mapping(basicinformation.TABELLER),
            "\n## Former\n",
            *_table(("Form", "Skrives som"), FORMER.items()),
            "",
        )
    )


def _mapping(tabeller: Iterable[Tabel]) -> Iterator[str]:
    return _table(("Element", "Post", "Felt", "Usikkerhed", "Form"), _mapping_rows(tabeller))


def _mapping_rows(tabeller: Iterable[Tabel]) -> Iterator[Sequence[str]]:
    for tabel in tabeller:
        for raekke in tabel.raekker:
            form = f"{raekke.form}: {', '.join(raekke.koder)}" if raekke.koder else raekke.form
            yield f"{tabel.sti}/{raekke.sti}", _posttype(tabel), raekke.felt, raekke.maerke, form


def _posttype(tabel: Tabel) -> str:
    return f"{tabel.posttype} {posttyper()[tabel.posttype].navn}"


def _schema_rows() -> Iterator[Sequence[str]]:
    skema = etree.fromstring((files(__package__) / "skemaer" / "haendelse.xsd").read_bytes())
    for element in skema.iterfind(f"{_XS}element/{_XS}complexType/{_XS}sequence/{_XS}element"):
        mindst, hoejst = element.get("minOccurs", "1"), element.get("maxOccurs", "1").replace("unbounded", "n")
        antal = mindst if mindst == hoejst else f"{mindst}-{hoejst}"
        yield element.get("name", ""), antal, element.findtext(f"{_XS}annotation/{_XS}documentation", "")


def _table(overskrifter: Sequence[str], raekker: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(overskrifter)
    yield _line(["---"] * len(overskrifter))
    yield from map(_line, raekker)


def _line(celler: Sequence[str]) -> str:
    return f"| {' | '.join(celle.replace('|', chr(92) + '|') for celle in celler)} |"
