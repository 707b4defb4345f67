"""Which record field each element of SF1520's PersonLookupResponse shows: the tables that personlookup.py writes by.

Element names, order and types are those of the contract of PersonBaseDataExtended 4 and 5; fields are those of layouts
P12170. docs/beskeder.md prints this.
"""

from __future__ import annotations

from cpr_haendelser.beskeder.felter import Raekke, Tabel

_STATUS = ("1", "3", "5", "7", "20", "30", "50", "60", "70", "80", "90")

NUMRE = Tabel(
    "persondata",
    "001",
    (
        Raekke("personnummer", "PNR", "pnr"),
        Raekke("gaeldendePersonnummer", "PNRGAELD", "pnr"),
    ),
)
NAVN = Tabel(
    "persondata",
    "008",
    (
        Raekke("navn/personadresseringsnavn", "ADRNVN", "paakraevet"),
        Raekke("navn/fornavn", "FORNVN", "tekst"),
        Raekke("navn/mellemnavn", "MELNVN", "tekst"),
        Raekke("navn/efternavn", "EFTERNVN", "tekst"),
        Raekke("navn/fornavnMarkering", "FORNVN_MRK", "tekst"),
        Raekke("navn/mellemnavnMarkering", "MELNVN_MRK", "tekst"),
        Raekke("navn/efternavnMarkering", "EFTERNVN_MRK", "tekst"),
        Raekke("navn/navnestartdato", "NVNHAENSTART", "usikker_tid", "HAENSTART_UMRK-NAVNE"),
    ),
)
NAVN_AF_ADRESSE = Tabel("persondata", "003", (Raekke("navn/personadresseringsnavn", "ADRNVN", "tekst"),))
FOEDT = Tabel("persondata", "001", (Raekke("foedselsdato", "FOED_DT", "usikker_dag", "FOED_DT_UMRK"),))
FOEDESTED = Tabel(
    "persondata/foedselsregistreringsOplysninger",
    "009",
    (
        Raekke("foedselsregistreringsstedKode", "START_MYNKOD-FØDESTED", "heltal"),
        Raekke("supplerendeFoedselsregistreringssted", "MYNTXT-FØDESTED", "tekst"),
    ),
)
PERIODE = Tabel(
    "persondata",
    "001",
    (
        Raekke("startdato", "START_DT-PERSON", "usikker_dag", "START_DT_UMRK-PERSON"),
        Raekke("slutdato", "SLUT_DT-PERSON", "usikker_dag", "SLUT_DT_UMRK-PERSON"),
    ),
)
KOEN = Tabel("persondata", "001", (Raekke("koen", "KOEN", "tekst", koder=("K", "M")),))
STATUS = Tabel(
    "persondata",
    "001",
    (
        Raekke("stilling", "STILLING", "tekst"),
        Raekke("status/status", "STATUS", "heltal", koder=_STATUS),
        Raekke("status/statusdato", "STATUSHAENSTART", "usikker_tid", "STATUSDTO_UMRK"),
    ),
)
SEPARATION = Tabel(
    "persondata/separation",
    "013",
    (
        Raekke("separeret", "PNR", "findes"),
        Raekke("separationsdato", "START_DT-SEPARATION", "usikker_tid", "START_DT_UMRK-SEPARATION"),
    ),
)
CIVILSTAND = Tabel(
    "persondata/civilstand",
    "012",
    (
        Raekke("civilstand", "CIVST", "tekst", koder=("U", "G", "F", "E", "P", "O", "L", "D")),
        Raekke("civilstandsdato", "HAENSTART-CIVILSTAND", "usikker_tid", "HAENSTART_UMRK-CIVILSTAND"),
    ),
)
STATSBORGERSKAB = Tabel(
    "persondata/statsborgerskab",
    "010",
    (
        Raekke("landekode", "LANDEKOD", "heltal"),
        Raekke("statsborgerskabDato", "HAENSTART-STATSBORGERSKAB", "usikker_tid", "HAENSTART_UMRK-STATSBORGERSKAB"),
    ),
)
VAERGEMAAL = Tabel(
    "persondata/umyndiggoerelse",
    "052",
    (
        Raekke("umyndiggorelseRelationType", "UMYN_RELTYP", "heltal", koder=("0", "1", "2")),
        Raekke("relationPersonnummer", "RELPNR", "pnr"),
        Raekke("relationStartdato", "START_DT-RELPNR_PNR", "zonedag"),
        Raekke("relationVaergenavn", "RELADRSAT_RELPNR_TXT", "tekst"),
        Raekke("relationVaergeadresseStartdato", "START_DT-RELPNR_TXT", "zonedag"),
    ),
)
"""Record 017 has the same fields in the same places."""
VAERGEMAAL_START = Tabel(
    "persondata/umyndiggoerelse",
    "052",
    (Raekke("umyndiggoerelseStartdato", "START_DT-UMYNDIG", "usikker_dag", "START_DT_UMRK-UMYNDIG"),),
)
VAERGEMAAL_SLUT = Tabel(
    "persondata/umyndiggoerelse",
    "052",
    (
        Raekke("umyndiggoerelseSlettedato", "SLET_DT-UMYNDIG", "zonedag"),
        Raekke("umyndiggjort", "PNR", "findes"),
        *(Raekke(f"relationtekst{nr}", f"RELTXT{nr}", "tekst") for nr in range(1, 6)),
    ),
)
FORSVUNDET = Tabel("persondata", "007", (Raekke("forsvindingsdato", "FORSVINDDTO", "usikker_tid", "FORSVINDDTO_UMRK"),))
BESKYTTELSE = Tabel(
    "persondata/adressebeskyttelse, vejviserbeskyttelse, markedsfoeringsbeskyttelse",
    "004",
    (
        Raekke("startdato", "START_DT-BESKYTTELSE", "zonedag"),
        Raekke("slutdato", "SLET_DT-BESKYTTELSE", "zonedag"),
        Raekke("beskyttet", "PNR", "findes"),
    ),
)
ADRESSE_KODER = Tabel(
    "adresse/aktuelAdresse",
    "002",
    (
        Raekke("kommunekode", "KOMKOD", "heltal"),
        Raekke("vejkode", "VEJKOD", "heltal"),
        Raekke("husnummer", "HUSNR", "tekst"),
        Raekke("etage", "ETAGE", "tekst"),
        Raekke("sidedoer", "SIDEDOER", "tekst"),
        Raekke("bygningsnummer", "BNR", "tekst"),
        Raekke("conavn", "CONVN", "tekst"),
    ),
)
ADRESSE_TEKST = Tabel(
    "adresse/aktuelAdresse",
    "003",
    (
        Raekke("lokalitet", "LOKALITET", "tekst"),
        Raekke("bynavn", "BYNVN", "tekst"),
        Raekke("postnummer", "POSTNR", "tekst"),
        Raekke("postdistrikt", "POSTDISTTXT", "tekst"),
        Raekke("standardadresse", "STANDARDADR", "tekst"),
        Raekke("adresseringsnavn", "ADRNVN", "tekst"),
        Raekke("vejadresseringsnavn", "VEJADRNVN", "tekst"),
    ),
)
ADRESSE_TIDER = Tabel(
    "adresse/aktuelAdresse",
    "002",
    (
        Raekke("tilflytningsdato", "TILFLYDTO", "usikker_tid", "TILFLYDT_UMRK"),
        *(Raekke(f"adr{nr}-supladr", f"ADR{nr}-SUPLADR", "tekst") for nr in range(1, 6)),
    ),
)
UDREJSE = Tabel(
    "adresse/udrejseoplysninger",
    "005",
    (
        Raekke("udrejselandekode", "UDR_LANDEKOD", "heltal"),
        Raekke("udrejsedato", "UDRDTO", "usikker_tid", "UDRDTO_UMRK"),
        *(Raekke(f"udlandsadresse{nr}", f"UDLANDADR{nr}", "tekst") for nr in range(1, 6)),
    ),
)
KONTAKTADRESSE = Tabel(
    "adresse/kontaktAdresse",
    "006",
    (
        *(Raekke(f"kontaktAdr{nr}", f"ADR{nr}-KONTAKTADR", "tekst") for nr in range(1, 6)),
        Raekke("startdato", "START_DT-ADRTXT", "zonedag"),
        Raekke("slettedato", "SLET_DT-ADRTXT", "zonedag"),
    ),
)
ADRESSEHISTORIK = Tabel(
    "adresse/adresseHistorik",
    "023",
    (
        Raekke("kommunekode", "KOMKOD", "heltal"),
        Raekke("vejkode", "VEJKOD", "heltal"),
        Raekke("husnummer", "HUSNR", "tekst"),
        Raekke("etage", "ETAGE", "tekst"),
        Raekke("sidedoer", "SIDEDOER", "tekst"),
        Raekke("bygningsnummer", "BNR", "tekst"),
        Raekke("conavn", "CONVN", "tekst"),
        Raekke("retFortrydMarkering", "ANNKOR", "tekst"),
        Raekke("tilflytningsdato", "TILFLYDTO", "usikker_tid", "TILFLYDT_UMRK"),
        Raekke("fraflytningsdato", "FRAFLYDTO", "usikker_tid", "FRAFLYDTO_UMRK"),
    ),
)
AEGTEFAELLE = Tabel("relationer/aegtefaelle", "012", (Raekke("personnummer", "AEGTEPNR", "pnr"),))
AEGTEFAELLE_UDEN_NUMMER = Tabel(
    "relationer/aegtefaelle",
    "012",
    (
        Raekke("foedselsdato", "AEGTEFOED_DT", "usikker_dag", "AEGTEFOEDDT_UMRK"),
        Raekke("navn", "AEGTENVN", "tekst"),
    ),
)
BARN = Tabel("relationer/barn", "014", (Raekke("personnummer", "PNRBARN", "pnr"),))
MOR = Tabel("relationer/mor", "015", (Raekke("personnummer", "PNRMOR", "pnr"),))
MOR_UDEN_NUMMER = Tabel(
    "relationer/mor",
    "015",
    (
        Raekke("foedselsdato", "MOR_FOED_DT", "usikker_dag", "MOR_FOED_DT_UMRK"),
        Raekke("navn", "MORNVN", "tekst"),
    ),
)
FAR = Tabel("relationer/far", "015", (Raekke("personnummer", "PNRFAR", "pnr"),))
FAR_UDEN_NUMMER = Tabel(
    "relationer/far",
    "015",
    (
        Raekke("foedselsdato", "FAR_FOED_DT", "usikker_dag", "FAR_FOED_DT_UMRK"),
        Raekke("navn", "FARNVN", "tekst"),
    ),
)
MYNDIGHEDSTYPE = Tabel(
    "relationer/foraeldremyndighed",
    "016",
    (Raekke("foraeldremyndighedtype", "RELTYP-FORÆLDREMYN", "heltal", koder=("3", "4", "5", "6")),),
)
FORAELDREMYNDIGHED = Tabel(
    "relationer/foraeldremyndighed",
    "016",
    (
        Raekke("foraeldremyndighedStartdato", "START_DT-FORÆLDREMYN", "usikker_dag", "START_DT_UMRK-FORÆLDREMYN"),
        Raekke("foraeldremyndighedSletdato", "SLET_DT-FORÆLDREMYN", "zonedag"),
        Raekke("relationPersonnummer", "RELPNR", "pnr"),
        Raekke("relationStartdato", "START_DT-RELPNR_PNR", "zonedag"),
    ),
)
NOTAT = Tabel(
    "notater",
    "019",
    (
        Raekke("notanr", "NOTATNR", "heltal"),
        Raekke("notatlinie", "NOTATLINIE", "tekst"),
        Raekke("notatstartdato", "START_DT-NOTAT", "zonedag"),
        Raekke("notatslettedato", "SLET_DT-NOTAT", "zonedag"),
    ),
)

TABELLER: tuple[Tabel, ...] = (
    NUMRE,
    NAVN,
    NAVN_AF_ADRESSE,
    FOEDT,
    FOEDESTED,
    PERIODE,
    KOEN,
    STATUS,
    SEPARATION,
    CIVILSTAND,
    STATSBORGERSKAB,
    VAERGEMAAL,
    VAERGEMAAL_START,
    VAERGEMAAL_SLUT,
    FORSVUNDET,
    BESKYTTELSE,
    ADRESSE_KODER,
    ADRESSE_TEKST,
    ADRESSE_TIDER,
    UDREJSE,
    KONTAKTADRESSE,
    ADRESSEHISTORIK,
    AEGTEFAELLE,
    AEGTEFAELLE_UDEN_NUMMER,
    BARN,
    MOR,
    MOR_UDEN_NUMMER,
    FAR,
    FAR_UDEN_NUMMER,
    MYNDIGHEDSTYPE,
    FORAELDREMYNDIGHED,
    NOTAT,
)
"""All of them, in the order of the elements."""
