"""Every line that the program writes into its log: the table that docs/logning.md prints. No other line is written."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

FELTER: Mapping[str, str] = MappingProxyType(
    {
        "adresse": "den IP-adresse, der blev kaldt fra",
        "antal": "hvor mange",
        "dueslag": "dueslagets UUID",
        "emne": "hvad en alarm handler om: et dueslags UUID, en opgave, en proces eller vores certifikat; tom for hele"
        " installationen",
        "forbindelse": "forbindelsens nummer hos BeskedHent, fra programmets start",
        "forklaring": "grunden i ord",
        "grund": "en kode fra listen over grunde (docs/drift.md)",
        "hvad": "slags fejl og sted i programmet",
        "indstilling": "indstillingens navn, som det skrives i filen",
        "led": "leddets nummer i revisionssporet",
        "kanal": "vejen ud: `hent`, `tilsend`, `mail`, `webhook` eller `fil`",
        "kilde": "biblioteket",
        "loebenummer": "hændelsens nummer i loggen over hændelser",
        "mekanisme": "hvordan der blev logget ind: `EXTERNAL` eller `PLAIN`",
        "miljoe": "`exttest` eller `produktion`",
        "myndighed": "CVR-nummeret på den myndighed, som serviceaftalen er med",
        "oenskede": "linjer i ordren, hvor en forskel mellem kuvert og beskeddata er ønsket",
        "ordre": "ordrens UUID",
        "system": "it-systemets UUID; tomt, hvor det ikke vides",
        "slags": "alarmens slags (docs/drift.md)",
        "tilstand": "hvor ordren står",
        "trin": "alarmens alvor; 1 er det mildeste trin",
        "udfoert": "hvor mange der blev udført",
        "version": "programmets version",
    }
)
"""What a line may tell beside its text. There is no field for a person."""

INFO, WARNING, ERROR = logging.INFO, logging.WARNING, logging.ERROR


class Linje(NamedTuple):
    """One line of the list."""

    kode: str
    niveau: int
    tekst: str
    """What happened, in Danish; always the same words."""
    felter: tuple[str, ...]
    naar: str
    goer: str
    """What the operator does about it."""
    spor: bool = False
    """The exception that led to it is told with it, with its trace."""


_INTET = "Intet."
_IGEN = "Programmet prøver selv igen; intet er tabt. Bliver det ved: se sporet, disken og databasen."
_SPOR = "Sporet siger, hvad der gik galt; meld det, det er en fejl i programmet."

LINJER: tuple[Linje, ...] = (
    Linje(
        "program.startet",
        INFO,
        "Postrummet er begyndt at fordele og levere.",
        ("version", "miljoe"),
        "Når `haendelser serve` er klar.",
        _INTET,
    ),
    Linje(
        "indstilling.valgt",
        INFO,
        "En indstilling er valgt, mens der køres, og går forud for variabel og fil.",
        ("indstilling",),
        "Når den vælges, og for hver, når `haendelser serve` starter.",
        "Intet; `haendelser indstilling` viser, hvad den er, og hvem der valgte den.",
    ),
    Linje(
        "indstilling.fulgt",
        INFO,
        "En indstilling er igen, som variabel, fil eller program siger.",
        ("indstilling",),
        "Når et valg tages tilbage.",
        _INTET,
    ),
    Linje(
        "program.gendannet",
        WARNING,
        "Installationen er gendannet fra en backup og ikke set efter: intet sendes, og ingen kommer ind.",
        (),
        "Når `haendelser serve` er klar, og en gendannelse ikke er frigivet.",
        "Se efter, hvad der er lukket eller ændret siden backuppen: `haendelser gendannelse`.",
    ),
    Linje("program.stoppet", INFO, "Postrummet er holdt op.", (), "Når `haendelser serve` stoppes.", _INTET),
    Linje(
        "bibliotek",
        INFO,
        "(bibliotekets egen tekst)",
        ("kilde",),
        "Når et bibliotek, som programmet bruger, selv logger; niveauet er bibliotekets, og `kilde` nævner det.",
        "Som teksten siger.",
    ),
    # Distributing
    Linje(
        "fordeling.mislykket",
        ERROR,
        "Nye hændelser kunne ikke fordeles; der prøves igen.",
        (),
        "Når registeret eller postrummet ikke kan læses eller skrives.",
        _IGEN,
        spor=True,
    ),
    Linje(
        "fordeling.filter-ulaeseligt",
        ERROR,
        "Et dueslags gemte filter kan ikke læses; dueslaget får intet, før det er rettet, og de andre går videre.",
        ("dueslag",),
        "Når et filter, der er gemt af en anden udgave, ikke kan læses af denne.",
        "Ret filteret med `haendelser setup`, eller luk dueslaget (aktiv = false). Intet er tabt: dueslaget får så alt,"
        " hvad der er dets, fra hvor det var nået til.",
    ),
    Linje(
        "arbejde.mislykket",
        ERROR,
        "Et langt arbejde fra konsollen gik i stå; det, det nåede, gælder.",
        (),
        "Når fx en afspilning eller en kontrol af revisionssporet ikke kunne gøres færdig.",
        _SPOR,
        spor=True,
    ),
    Linje(
        "arbejde.uden-ret",
        WARNING,
        "Et langt arbejde fra konsollen er standset: den, der begyndte det, må det ikke mere; det, det nåede, gælder.",
        (),
        "Når en bruger lukkes eller får andre rettigheder, mens fx en afspilning, som brugeren begyndte, er i gang.",
        "Se i revisionssporet, hvad der nåede at ske; begynd igen, hvis resten skal gøres.",
    ),
    Linje(
        "ordrer.mislykket",
        ERROR,
        "Ordrer i testmiljøet kunne ikke udføres; der prøves igen.",
        (),
        "Når registeret eller ordrernes lager ikke kan læses eller skrives.",
        _IGEN,
        spor=True,
    ),
    Linje(
        "ordrer.afsluttet",
        INFO,
        "En ordre i testmiljøet er færdig.",
        ("ordre", "tilstand", "udfoert", "antal", "oenskede"),
        "Når intet mere af den venter.",
        _INTET,
    ),
    Linje(
        "fordeling.tilsyn-mislykket",
        ERROR,
        "Tilsynet med aftaler og processer mislykkedes; der prøves igen.",
        (),
        "Når postrummet eller et certifikat ikke kan læses.",
        _IGEN,
        spor=True,
    ),
    Linje(
        "fordeling.standset",
        ERROR,
        "Leveringen er standset af en fejl.",
        (),
        "Når postrummets tråd dør. Feedet svarer stadig, men `/klar` siger nej.",
        "Start programmet igen. " + _SPOR,
        spor=True,
    ),
    Linje(
        "fordeling.tilbageholdt",
        WARNING,
        "Ventende beskeder er holdt tilbage: ingen godkendt serviceaftale tillader dem mere.",
        ("dueslag", "myndighed", "antal", "grund"),
        "Når en aftale eller et it-system er afsluttet, dets organisation er lukket, eller aftalens sidste dag er gået;"
        " `grund` siger hvilket (docs/genforsoeg.md).",
        "Intet, hvis det er meningen. Intet er tabt; godkendes en aftale igen, går de videre af sig selv.",
    ),
    Linje(
        "fordeling.genoptaget",
        INFO,
        "Beskeder, der var holdt tilbage, er på vej igen.",
        ("dueslag", "myndighed", "antal"),
        "Når der er en godkendt serviceaftale igen.",
        _INTET,
    ),
    # Delivering
    Linje(
        "levering.parkeret",
        WARNING,
        "En besked er parkeret.",
        ("dueslag", "loebenummer", "grund"),
        "Når modtageren har afvist beskeden for bestandig, eller vi har opgivet den; se docs/genforsoeg.md.",
        "Find årsagen hos modtageren; frigiv beskeden, eller flyt den til fejlkøen (`haendelser dueslag`).",
    ),
    Linje(
        "levering.dueslag-stoppet",
        WARNING,
        "Et dueslag er stoppet.",
        ("dueslag", "loebenummer", "grund"),
        "Når modtagerens svar på denne hændelse beder os holde op: StatusKode 51, 53 eller 55, eller HTTP 410.",
        "Tal med modtageren, og start dueslaget igen (`haendelser dueslag`).",
    ),
    Linje(
        "levering.kan-ikke-skrives",
        ERROR,
        "En besked kunne ikke dannes; den prøves igen som en afvist besked.",
        ("dueslag", "loebenummer", "kanal"),
        "Når hændelsens data i registeret ikke kan blive til en besked.",
        _SPOR,
        spor=True,
    ),
    Linje(
        "levering.tilbageholdt",
        INFO,
        "En besked er holdt tilbage, da den skulle afsted.",
        ("dueslag", "loebenummer", "grund"),
        "Når ingen godkendt serviceaftale tillader netop den mere. Personens øvrige venter med den.",
        "Intet, hvis det er meningen; godkendes en aftale igen, går den videre af sig selv.",
    ),
    # BeskedHent
    Linje(
        "hent.login-ophoert",
        WARNING,
        "En forbindelse til BeskedHent er afsluttet: det, den loggede ind med, gælder ikke mere.",
        ("forbindelse",),
        "Når certifikatet er fjernet eller spærret, eller it-systemet eller dets organisation er lukket, mens det er"
        " forbundet.",
        "Intet, hvis det er meningen. Det, der var ude, er givet tilbage.",
    ),
    Linje(
        "hent.login-afvist",
        WARNING,
        "Et login er afvist.",
        ("mekanisme", "adresse", "system", "forklaring"),
        "Når certifikat eller hemmelighed ikke hører til et aktivt it-system. Efter ti forkerte hemmeligheder fra samme"
        " adresse til samme navn ses der kun på ti mere i minuttet.",
        "Er det en kendt modtager: kør `haendelser linjetest` hos den, og se opsætningen efter.",
    ),
    Linje(
        "hent.dueslag-afvist",
        WARNING,
        "Et it-system, der er logget ind, må ikke hente fra et dueslag.",
        ("system", "dueslag", "forklaring"),
        "Når dueslaget ikke findes, er et andet systems eller er lukket, eller der ingen godkendt serviceaftale er.",
        "Er det en kendt modtager: `haendelser aftale` viser dens aftaler, og `haendelser dueslag show` dueslaget.",
    ),
    Linje(
        "hent.forbindelse-brudt",
        WARNING,
        "En forbindelse sluttede ikke, som den skulle.",
        ("forbindelse", "forklaring"),
        "Når modtageren bryder protokollen, tier for længe eller ikke læser.",
        "Intet, medmindre det bliver ved; så er det modtagerens program.",
    ),
    Linje(
        "hent.intern-fejl",
        ERROR,
        "En forbindelse er afbrudt af en fejl hos os.",
        ("forbindelse",),
        "Når BeskedHent selv går i stykker på en forbindelse; de andre går videre.",
        _SPOR,
        spor=True,
    ),
    Linje(
        "hent.ikke-modtaget",
        WARNING,
        "En forbindelse kunne ikke modtages.",
        (),
        "Når maskinen ikke har flere åbne filer, eller modparten er gået.",
        "Hæv grænsen for åbne filer, hvis det bliver ved.",
        spor=True,
    ),
    Linje(
        "hent.fuldt",
        WARNING,
        "En forbindelse er lukket med det samme: der er for mange.",
        ("antal",),
        "Når flere modtagere er forbundet, end der er plads til.",
        "Find modtageren, der åbner forbindelser uden at lukke dem.",
    ),
    Linje(
        "hent.opkobling-mislykket",
        WARNING,
        "En opkobling blev ikke til noget.",
        ("forklaring",),
        "Når modparten går, tier eller ikke taler TLS, før den er logget ind.",
        "Intet, medmindre en modtager savner sine beskeder.",
    ),
    Linje(
        "hent.postrum-svarer-ikke",
        ERROR,
        "Postrummet kan ikke spørges; der prøves igen.",
        ("dueslag",),
        "Når BeskedHent ikke kan hente; `dueslag` er tomt, hvor det gælder dem alle.",
        _IGEN,
        spor=True,
    ),
    Linje(
        "hent.svar-ikke-gemt",
        ERROR,
        "Modtageres svar kan ikke gemmes; der prøves igen.",
        ("antal",),
        "Når postrummet ikke kan skrives. Standser programmet først, kommer beskederne igen.",
        _IGEN,
        spor=True,
    ),
    # BeskedFåTilsendt
    Linje(
        "tilsend.postrum-svarer-ikke",
        ERROR,
        "Postrummet kan ikke spørges; der prøves igen.",
        ("dueslag",),
        "Når der ikke kan hentes, hvad der skal sendes; `dueslag` er tomt, hvor det gælder dem alle.",
        _IGEN,
        spor=True,
    ),
    Linje(
        "tilsend.intern-fejl",
        ERROR,
        "En afsendelse er gået i stykker hos os; dueslaget venter og prøver igen.",
        ("dueslag", "loebenummer", "hvad"),
        "Når noget, vi ikke har set før, sker under en afsendelse.",
        "`hvad` siger hvilken slags fejl og hvor i programmet; meld det, det er en fejl i programmet.",
    ),
    Linje(
        "tilsend.bud-standset",
        ERROR,
        "Processen, der sender beskeder ud, er standset; en ny startes.",
        (),
        "Når den er slået ihjel eller ikke kunne starte. Det, den havde, sendes igen.",
        "Kommer den tit: se efter hukommelse, og om certifikatfilerne kan læses.",
    ),
    # The HTTP doors
    Linje(
        "web.noegle-afvist",
        WARNING,
        "Et kald med en ukendt nøgle er afvist.",
        (),
        "Når nøglen hverken er operatørens eller et aktivt it-systems. Højst 20 hvert tiende sekund.",
        "Er det en kendt modtager: giv den nøglen igen (`haendelser setup --new-secret`).",
    ),
    Linje(
        "web.certifikat-afvist",
        WARNING,
        "Et kald på maskindøren er afvist: certifikatet er ikke et aktivt it-systems.",
        ("forklaring",),
        "Når certifikatet er fra en CA, vi stoler på, men ikke er i opsætningen. `forklaring` er begyndelsen på dets"
        " SHA-256.",
        "Er det en kendt modtager: skriv dens nye certifikat i opsætningen.",
    ),
    Linje(
        "system.lukket",
        WARNING,
        "Et it-system viste noget, der passer, men det eller dets organisation er lukket; det kom ikke ind.",
        ("system",),
        "Når et system, der er lukket, kommer med sit certifikat, sin hemmelighed eller sin nøgle. Det, der er til det,"
        " ligger, til det åbnes igen.",
        "Intet, hvis det er meningen; ellers `haendelser system change` eller `haendelser organisation change --aabn`.",
    ),
    Linje(
        "konto.login-afvist",
        WARNING,
        "Et login er afvist.",
        ("forklaring",),
        "Når brugernavn, adgangskode eller kode er forkert, eller der er forsøgt for mange gange; `forklaring` siger"
        " hvilket. Hvem der blev forsøgt med, står ingen steder.",
        "Enkelte er fejl i fingrene. Mange: nogen gætter; login er dæmpet, og ingen låses ude. Se efter, hvorfra der"
        " kan logges ind.",
    ),
    # Alarms
    Linje(
        "brev.sendt",
        INFO,
        "Et brev om en serviceaftale eller et certifikat er sendt.",
        (),
        "Når nogen skal tage stilling til en aftale, eller skal vide, hvad der er sket.",
        _INTET,
    ),
    Linje(
        "brev.ikke-sendt",
        WARNING,
        "Et brev kunne ikke sendes; der prøves igen.",
        ("forklaring", "antal"),
        "Når mailserveren eller filen siger fra; `antal` er forsøg indtil nu.",
        "Ret indstillingerne under `mail`; intet brev er tabt.",
    ),
    Linje(
        "alarm.rejst",
        WARNING,
        "En alarm er rejst.",
        ("slags", "emne", "trin"),
        "Når noget i tabellen over alarmer (docs/drift.md) begynder.",
        "Som tabellen siger om alarmens slags.",
    ),
    Linje(
        "alarm.forvaerret",
        WARNING,
        "En alarm er blevet værre.",
        ("slags", "emne", "trin"),
        "Når det når næste trin.",
        "Som tabellen siger om alarmens slags.",
    ),
    Linje(
        "alarm.ophoert", INFO, "En alarm er ovre.", ("slags", "emne"), "Når det er, som det skal være, igen.", _INTET
    ),
    Linje(
        "alarm.sendt",
        INFO,
        "En besked om en alarm er sendt.",
        ("kanal",),
        "Når mail, webhook eller fil har den.",
        _INTET,
    ),
    Linje(
        "alarm.ikke-sendt",
        WARNING,
        "En besked om en alarm kunne ikke sendes; der prøves igen.",
        ("kanal", "forklaring", "antal"),
        "Når mailserveren, webhooken eller filen ikke vil. `antal` er forsøgets nummer; pausen vokser til en time.",
        "Se indstillingerne under `alarmer`, `mail` og `webhook` efter; prøv med `haendelser alarmtest`.",
    ),
    Linje(
        "alarm.modtager-afvist",
        WARNING,
        "Mailserveren afviste nogle af modtagerne.",
        ("kanal", "antal"),
        "Når mailen nåede nogle, men ikke alle.",
        "Ret adresserne i indstillingen `mail.til`.",
    ),
    Linje(
        "alarm.opgivet",
        WARNING,
        "En besked om en alarm er opgivet: vejen findes ikke mere.",
        ("kanal",),
        "Når indstillingerne ikke længere har den vej, som beskeden ventede på.",
        "Se `haendelser status`: alarmen står der, til den er ovre.",
    ),
    Linje(
        "alarm.fuldt",
        WARNING,
        "En alarm sendes ikke: for mange venter allerede på at blive sendt.",
        ("slags", "emne"),
        "Når 1.000 beskeder om alarmer venter, fordi en vej har været nede længe.",
        "Få vejen i gang (`alarm.ikke-sendt`); se `haendelser status`.",
    ),
    Linje(
        "alarm.mislykket",
        ERROR,
        "Alarmvagten kunne ikke se efter; der prøves igen.",
        (),
        "Når registeret eller postrummet ikke kan læses eller skrives. Så kommer der ingen alarmer.",
        _IGEN,
        spor=True,
    ),
    # TLS
    Linje(
        "tls.haandtryk-afvist",
        WARNING,
        "Et TLS-håndtryk er afvist.",
        ("forklaring",),
        "Når en modpart viser et certifikat, vi ikke stoler på, intet certifikat, eller ikke kan enes med os.",
        "Er det en kendt modtager: kør `haendelser linjetest` hos den. `forklaring` er OpenSSL's ord.",
    ),
    Linje(
        "revision.hoved-underskrevet",
        INFO,
        "Revisionssporets hoved er underskrevet og sendt.",
        ("led",),
        "Én gang i døgnet, hvor `revision.noegle` er sat, og når `haendelser revision hoved --send` kaldes.",
        _INTET,
    ),
    Linje(
        "revision.fil-venter",
        ERROR,
        "En modtaget fil kunne ikke skrives i revisionssporet.",
        (),
        "Når postrummet ikke kan skrives, fx fordi disken er fuld. Filen er modtaget; sporet følger med den næste fil.",
        "Se efter plads og rettigheder.",
        spor=True,
    ),
    Linje(
        "revision.hovedfil-kan-ikke-skrives",
        WARNING,
        "Revisionssporets hoved kunne ikke skrives i `revision.hovedfil`.",
        ("forklaring",),
        "Når mappen mangler, er fuld eller ikke må skrives i. Hovedet står i sporet selv og er sendt ad de andre veje.",
        "Se efter mappe, plads og rettigheder; `haendelser revision hoved --send` prøver igen.",
    ),
    Linje(
        "tls.certifikat-skiftet",
        INFO,
        "Et nyt servercertifikat er taget i brug.",
        (),
        "Når certifikatfilen er en anden end før; ingen forbindelse afbrydes.",
        _INTET,
    ),
)
"""In the order of the page."""

TABEL: Mapping[str, Linje] = MappingProxyType({linje.kode: linje for linje in LINJER})
BIBLIOTEK = "bibliotek"
"""The code of what libraries log by themselves."""

AFVISNINGER = frozenset(
    {"hent.login-afvist", "hent.dueslag-afvist", "tls.haandtryk-afvist", "web.certifikat-afvist", "web.noegle-afvist"}
)
"""The lines that tell of a machine that was not let in: the newest are remembered, to be explained to whom they hit."""
