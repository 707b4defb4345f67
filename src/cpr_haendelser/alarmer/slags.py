"""The kinds of alarms: a closed list, printed in docs/drift.md."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Graenser(NamedTuple):
    """What an installation may set: from which value on each step stands."""

    aeldste_timer: tuple[float, ...] = (1, 6, 24)
    ingen_fil_hverdage: int = 0
    """0: never."""
    afviste: int = 20
    certifikat_dage: tuple[int, ...] = (30, 7, 1)
    systemcertifikat_dage: tuple[int, ...] = (60, 30, 7)


class Slags(NamedTuple):
    """One kind of alarm."""

    navn: str
    rejst: str
    """What is told; in braces what was measured."""
    ophoert: str
    """What is told when it is over."""
    naar: str
    goer: str


SLAGS: tuple[Slags, ...] = (
    Slags(
        "gendannet",
        "Installationen er gendannet fra en backup, taget {taget}, og er ikke set efter: intet sendes, og ingen kommer"
        " ind.",
        "Gendannelsen er set efter og frigivet.",
        "Efter `haendelser restore`. Det, der er lukket, spærret eller opsagt siden backuppen, er åbent igen; indtil en"
        " operatør har set det efter, sendes intet, og kun driftsoperatøren kan logge ind. Filer modtages.",
        "Se efter med `haendelser gendannelse`, luk det igen, der var lukket, og frigiv med `haendelser gendannelse"
        " release`.",
    ),
    Slags(
        "dueslag-stoppet",
        "Dueslaget {navn} er stoppet: {grund}",
        "Dueslaget {navn} er i gang igen.",
        "Modtagerens svar bad os holde op (StatusKode 51, 53, 55 eller HTTP 410), eller en operatør stoppede det."
        " Intet er tabt; beskederne venter.",
        "Find grunden sammen med modtageren, og start dueslaget igen: `haendelser dueslag start`.",
    ),
    Slags(
        "aeldste",
        "Den ældste besked i dueslaget {navn} har ventet {timer} timer; {venter} venter.",
        "Dueslaget {navn} er ikke bagud mere.",
        "Den ældste besked, der venter eller er ude, er blevet så gammel, som indstillingen `alarmer.aeldste_timer`"
        " siger; igen ved hvert trin.",
        "Se `haendelser status`: henter modtageren ikke, afviser den, eller venter dueslaget på den? Tal med"
        " modtageren.",
    ),
    Slags(
        "parkeret-af-os",
        "I dueslaget {navn} er {antal} beskeder parkeret af os, og de personers senere beskeder venter.",
        "I dueslaget {navn} er ingen beskeder parkeret af os mere.",
        "En besked blev afvist gennem hele tabellen over genforsøg, eller forbindelsen gik tabt tre gange, mens den var"
        " ude. Igen ved 10, 100 og 1.000.",
        "Se dem med `haendelser dueslag show`; ret årsagen, og frigiv dem (`release`), eller flyt dem væk (`fejlkoe`).",
    ),
    Slags(
        "parkeret-af-modtager",
        "I dueslaget {navn} har modtageren afvist {antal} beskeder for bestandig.",
        "I dueslaget {navn} er ingen afviste beskeder mere.",
        "Modtageren svarede nack eller reject uden requeue. Personernes senere beskeder går videre. Igen ved 10, 100 og"
        " 1.000.",
        "Spørg modtageren hvorfor; frigiv beskederne, når den er klar, eller flyt dem til fejlkøen.",
    ),
    Slags(
        "stor-fil",
        "I dueslaget {navn} afventer {antal} beskeder fra en stor fil, at en operatør frigiver eller parkerer dem.",
        "I dueslaget {navn} afventer ingen beskeder operatøren mere.",
        "En modtaget fil har flere hændelser, end indstillingen `levering.stor_fil` siger. Den er modtaget, og loggen"
        " er som altid; fødsler og dødsfald er sendt. Personernes senere beskeder venter med.",
        "Se med `haendelser storfil` og `haendelser files`, om filen er, som den skal være; frigiv den med `haendelser"
        " storfil release`, eller parkér den med `storfil park`.",
    ),
    Slags(
        "fordeling-staar-stille",
        "Fordelingen har stået stille i {minutter} minutter; {antal} hændelser er ikke fordelt.",
        "Fordelingen er i gang igen.",
        "Der er hændelser i loggen, som ikke bliver til forsendelser: efter 5 minutter, og igen efter en time.",
        "Se loggen efter `fordeling.mislykket`: disk og rettigheder.",
    ),
    Slags(
        "afviste",
        "{antal} logins og TLS-håndtryk er afvist den sidste time.",
        "Der afvises ikke mere usædvanligt mange logins og TLS-håndtryk.",
        "Så mange, som indstillingen `alarmer.afviste` siger, på en time; igen ved ti og hundrede gange så mange. Hver"
        " proces tæller for sig.",
        "Se loggen efter `tls.haandtryk-afvist`, `hent.login-afvist` og `web.noegle-afvist`. En modtager med udløbet"
        " certifikat prøver igen og igen; kender I ikke den, der prøver, så luk for den i firewallen.",
    ),
    Slags(
        "ingen-fil",
        "Der er ikke modtaget nogen fil af opgave {emne} i {antal} hverdage.",
        "Der er modtaget en fil af opgave {emne} igen.",
        "Så mange hele hverdage, som indstillingen `alarmer.ingen_fil_hverdage` siger, er gået siden den sidste fil."
        " Mandag til fredag tælles; helligdage kendes ikke.",
        "Se i den overvågede mappe, om filen er afvist eller venter på en tidligere; ellers spørg CPR-kontoret.",
    ),
    Slags(
        "certifikat",
        "Vores certifikat ({emne}) {udloeb}.",
        "Vores certifikat ({emne}) er skiftet.",
        "Så mange dage før certifikatet udløber, som indstillingen `alarmer.certifikat_dage` siger, ved hvert trin;"
        " også når filen ikke kan læses.",
        "Læg det nye certifikat og dets nøgle, hvor indstillingerne under `tls` siger; programmet tager dem selv i"
        " brug.",
    ),
    Slags(
        "systemcertifikat",
        "It-systemet {navn}s certifikat {udloeb}.",
        "It-systemet {navn} har fået et nyt certifikat.",
        "Så mange dage før det sidste af it-systemets certifikater udløber, som indstillingen"
        " `alarmer.systemcertifikat_dage` siger, ved hvert trin; systemets kontakt får også et brev."
        " Kun certifikater, der er uploadet, kendes.",
        "Leverandøren uploader et nyt (`haendelser certifikat add`); det gamle virker, til det udløber.",
    ),
)
"""In the order of the page."""

TABEL: Mapping[str, Slags] = MappingProxyType({slags.navn: slags for slags in SLAGS})

_PARKEREDE = (1.0, 10.0, 100.0, 1000.0)


def steps(slags: str, graenser: Graenser) -> tuple[float, ...]:
    """From which value on each step of a kind stands, the mildest first; none: the kind is never told."""
    trin: dict[str, tuple[float, ...]] = {
        "gendannet": (1.0,),
        "dueslag-stoppet": (1.0,),
        "aeldste": tuple(sorted(graenser.aeldste_timer)),
        "parkeret-af-os": _PARKEREDE,
        "parkeret-af-modtager": _PARKEREDE,
        "stor-fil": (1.0,),
        "fordeling-staar-stille": (5.0, 60.0),
        "afviste": tuple(graenser.afviste * gange for gange in (1.0, 10.0, 100.0)),
        "ingen-fil": (float(graenser.ingen_fil_hverdage),) if graenser.ingen_fil_hverdage else (),
        "certifikat": tuple(sorted(-float(dage) for dage in graenser.certifikat_dage)),
        "systemcertifikat": tuple(sorted(-float(dage) for dage in graenser.systemcertifikat_dage)),
    }
    return trin[slags]
