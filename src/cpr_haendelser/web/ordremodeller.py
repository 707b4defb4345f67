"""The shapes of orders and test persons in JSON, as they are answered."""

from __future__ import annotations

from collections.abc import Collection

from cpr_haendelser.storage import ordre as gemt
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Ordretilstand, Personslags, Udfoerelsestilstand
from cpr_haendelser.testmiljoe import bestilling, forudsaetninger, modtagere, sendt
from cpr_haendelser.testmiljoe.divergens import FORSLAG, Divergens
from cpr_haendelser.testmiljoe.forhaandsvisning import Forhaandsvisning, Vist
from cpr_haendelser.testmiljoe.handlinger import Handling
from cpr_haendelser.web.modeller import Svar


class Ordre(Svar):
    """En ordre."""

    uuid: str
    nr: int
    art: Ordreart
    titel: str
    organisation: str
    system: str
    myndighed: str
    kreds: Kreds
    tilstand: Ordretilstand
    linjer: int
    oprettet: str
    aendret: str
    grund: str


class Ordrer(Svar):
    """Ordrer, de nyeste først."""

    ordrer: list[Ordre]


class Forudsaetning(Svar):
    """Noget, der skal være opfyldt, før ordren kan indsendes."""

    navn: str
    opfyldt: bool
    tekst: str


class Ordrestatus(Svar):
    """En ordre, hvor langt den er, og hvad der skal være opfyldt.

    I `oenskede` af dens linjer er en forskel mellem kuvert og beskeddata ønsket.
    """

    ordre: Ordre
    oenskede: int
    venter: int
    udfoert: int
    fejlet: int
    sprunget: int
    forudsaetninger: list[Forudsaetning]


class Udfoerelse(Svar):
    """Én person, ét trin, én gentagelse: hvornår, og hvad der kom af det."""

    nr: int
    linje: int
    trin: int
    gentagelse: int
    personnummer: str
    tidspunkt: str
    tilstand: Udfoerelsestilstand
    loebenumre: list[int]
    udfoert: str
    fejl: str


class Udfoerelser(Svar):
    """En side af, hvad en ordre planlagde."""

    udfoerelser: list[Udfoerelse]


class Forskel(Svar):
    """Et felt, hvor hændelsen (kuverten) og personen (replikaen) er uenige."""

    felt: str
    haendelsen: str
    personen: str


class Sted(Svar):
    """Hvor i ordren, og hvad der ikke kan lade sig gøre."""

    linje: int
    trin: int | None
    kode: str
    tekst: str


class Modtagerdueslag(Svar):
    """Et af organisationens egne dueslag, og hvor langt beskeden er der."""

    navn: str
    tilstand: Forsendelsestilstand


class Modtagerorganisation(Svar):
    """En anden organisation, som personen er delt med, og hvor mange af dens dueslag der har fået beskeden."""

    organisation: str
    antal: int


class Modtagere(Svar):
    """Hvem en besked gik til: egne dueslag, dem, personen er delt med, og antallet af andres dueslag."""

    egne: list[Modtagerdueslag]
    delere: list[Modtagerorganisation]
    andre: int


class Besked(Svar):
    """En besked, som den ville se ud, eller som den blev sendt. `oensket`: ordrens linje siger, at forskelle ønskes.

    `dueslag` er dem, der ville få den; `modtagere` er dem, der har den, og findes kun, hvor den er sendt.
    """

    linje: int
    trin: int
    gentagelse: int
    kode: str
    art: str
    modtager: str
    loebenummer: int | None
    dueslag: list[str] | None
    modtagere: Modtagere | None
    besked: str | None
    forskelle: list[Forskel]
    oensket: bool


class Udenfor(Svar):
    """Et af organisationens dueslag, som ikke ville få alle beskeder; hvor mange, ved hvilket trin."""

    dueslag: str
    navn: str
    hvorfor: dict[str, int]


class Visning(Svar):
    """Hvad en ordre ville give. `udeladt` udførelser ud over dem, der vises.

    `afviste` er de første 1.000 af `antal_afviste` linjer, der ikke kan bestilles. I `uenige` af beskederne siger
    kuvert og beskeddata forskelligt, uden at det er ønsket; det skal bekræftes, når ordren indsendes.
    """

    antal_afviste: int
    afviste: list[Sted]
    fejlede: list[Sted]
    beskeder: list[Besked]
    udenfor: list[Udenfor]
    udeladt: int
    uenige: int
    forslag: list[str]


class Sendte(Svar):
    """Hvad en ordre har sendt, hvem der fik det, og hvad kuvert og beskeddata er uenige om.

    `naeste` er den sidste plads i ordrens plan, der er set på; der spørges efter den næste gang. Er den den, der blev
    spurgt efter, er der ikke mere.
    """

    beskeder: list[Besked]
    naeste: int


class Indlaeg(Svar):
    """En besked i tråden."""

    tidspunkt: str
    hvem: str
    tekst: str


class Traad(Svar):
    """Ordrens tråd, det ældste først."""

    indlaeg: list[Indlaeg]


class Handlingsvalg(Svar):
    """Noget, der kan bestilles i den slags ordre."""

    handling: str
    navn: str
    koder: list[str]
    arter: list[str]
    skal: list[str]
    kan: list[str]
    forklaring: str


class Handlinger(Svar):
    """Alt, der kan bestilles."""

    handlinger: list[Handlingsvalg]


class Person(Svar):
    """En testperson. `i_replika`: om den er der endnu; den, der er bestilt, har sit nummer først."""

    personnummer: str
    i_replika: bool
    slags: Personslags
    ejer: str
    delt_med: list[str]
    gruppe: str


class Personer(Svar):
    """Testpersoner efter personnummer."""

    personer: list[Person]


class Accepteret(Svar):
    """Vilkårenes version."""

    version: str


class Cellefejl(Svar):
    """En fejl i en skabelon; i et regneark med arkets navn og cellen."""

    raekke: int
    kolonne: str
    fandt: str
    tilladt: str
    ark: str
    celle: str


class Fejlslags(Svar):
    """Hvor mange fejl der er af én slags, og hvor den første er."""

    kolonne: str
    tilladt: str
    antal: int
    foerste_raekke: int


class Skabelonfejl(Svar):
    """Fejlene i en skabelon; intet er bestilt. `celler` er de første 1.000 af `antal`, `slags` tæller dem alle."""

    kode: str
    fejl: str
    antal: int
    celler: list[Cellefejl]
    slags: list[Fejlslags]


def to_ordre(ordre: gemt.Ordre) -> Ordre:
    """The answer for an order."""
    return Ordre(organisation=ordre.ejer, **{k: v for k, v in ordre._asdict().items() if k != "ejer"})


def to_forudsaetning(each: forudsaetninger.Forudsaetning) -> Forudsaetning:
    """The answer for a prerequisite."""
    return Forudsaetning(**each._asdict())


def to_udfoerelse(each: gemt.Udfoerelse) -> Udfoerelse:
    """The answer for a udførelse."""
    felter = {navn: vaerdi for navn, vaerdi in each._asdict().items() if navn in Udfoerelse.model_fields}
    return Udfoerelse(**felter | {"loebenumre": list(each.loebenumre)}, personnummer=f"{each.pnr:010d}")


def to_person(person: gemt.Testperson, i_replika: Collection[int]) -> Person:
    """The answer for a test person."""
    return Person(
        personnummer=f"{person.pnr:010d}", i_replika=person.pnr in i_replika, slags=person.slags, ejer=person.ejer,
        delt_med=list(person.delt_med), gruppe=person.gruppe,
    )  # fmt: skip


def to_skabelonfejl(fejl: bestilling.Skabelonfejl) -> Skabelonfejl:
    """The answer for a template with mistakes."""
    return Skabelonfejl(
        kode=fejl.kode, fejl=fejl.tekst, antal=fejl.antal,
        celler=[Cellefejl(**each._asdict()) for each in fejl.celler],
        slags=[Fejlslags(**each._asdict()) for each in fejl.slags],
    )  # fmt: skip


def to_handling(handling: Handling, arter: tuple[str, ...]) -> Handlingsvalg:
    """The answer for something that may be ordered."""
    return Handlingsvalg(
        handling=handling.noegle, navn=handling.navn, koder=list(handling.koder), arter=list(arter),
        skal=list(handling.skal), kan=list(handling.kan), forklaring=handling.forklaring,
    )  # fmt: skip


def to_visning(syn: bestilling.Syn) -> Visning:
    """The answer for a preview."""
    visning: Forhaandsvisning = syn.visning
    forskellige = any(vist.divergenser for vist in visning.viste)
    return Visning(
        antal_afviste=len(syn.afviste),
        afviste=[
            Sted(linje=each.linje, trin=None, kode=each.kode, tekst=each.tekst)
            for each in syn.afviste[: bestilling.FLEST_FEJL]
        ],
        fejlede=[
            Sted(linje=each.udfoerelse.linje, trin=each.udfoerelse.trin, kode=each.kode, tekst=each.tekst)
            for each in visning.fejlede
        ],
        beskeder=[_vist(each) for each in visning.viste],
        udenfor=[Udenfor(dueslag=each.dueslag, navn=each.navn, hvorfor=each.hvorfor) for each in visning.ikke],
        udeladt=visning.udeladt,
        uenige=visning.uenige,
        forslag=list(FORSLAG) if forskellige else [],
    )


def _vist(vist: Vist) -> Besked:
    b, sted = vist.haendelse.beslutning, vist.udfoerelse
    return Besked(
        linje=sted.linje, trin=sted.trin, gentagelse=sted.gentagelse, kode=b.kode, art=b.art,
        modtager=vist.haendelse.modtager_cvr, loebenummer=None, dueslag=list(vist.dueslag), modtagere=None,
        besked=vist.besked.decode(), forskelle=_forskelle(vist.divergenser), oensket=vist.oensket,
    )  # fmt: skip


def to_sendt(each: sendt.Sendt, hvem: modtagere.Modtagere) -> Besked:
    """The answer for something that was sent, and to whom; its message is read by its løbenummer."""
    b, sted = each.haendelse.beslutning, each.udfoerelse
    return Besked(
        linje=sted.linje, trin=sted.trin, gentagelse=sted.gentagelse, kode=b.kode, art=b.art,
        modtager=each.haendelse.modtager_cvr, loebenummer=each.haendelse.loebenummer, dueslag=None,
        modtagere=_modtagere(hvem), besked=None, forskelle=_forskelle(each.divergenser), oensket=each.oensket,
    )  # fmt: skip


def _modtagere(hvem: modtagere.Modtagere) -> Modtagere:
    return Modtagere(
        egne=[Modtagerdueslag(**each._asdict()) for each in hvem.egne],
        delere=[Modtagerorganisation(**each._asdict()) for each in hvem.delere],
        andre=hvem.andre,
    )


def _forskelle(divergenser: tuple[Divergens, ...]) -> list[Forskel]:
    return [Forskel(**each._asdict()) for each in divergenser]
