"""The way of a supplier: from an organisation to the first message. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from shlex import quote

from cpr_haendelser.abonnementer.model import Leveringsmaade
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.hold import bare_cvr, is_in_force
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem, Serviceaftale, Systemcertifikat
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.vejledning.trin import Forhold, Fund, Trin

_VIST = 5
"""So many agreements are named."""


def _organisation(forhold: Forhold) -> Fund:
    fundet = forhold.organisation
    if fundet is None:
        return Fund(gjort=False, raad="Bed driftsoperatøren oprette jer som leverandør, med jeres CVR-nummer.")
    if not fundet.leverandoer:
        return Fund(
            gjort=False,
            raad="I er oprettet, men ikke som leverandør. Bed driftsoperatøren rette det.",
            detaljer=(f"{fundet.navn} ({fundet.cvr})",),
            fejl=True,
            stier=(f"/organisationer/{fundet.cvr}",),
        )
    return Fund(gjort=True, detaljer=(f"{fundet.navn} ({fundet.cvr})",))


def _bruger(forhold: Forhold) -> Fund:
    rolle = Rolle.LEVERANDOERADMINISTRATOR
    fundne = [
        each.navn for each in forhold.opsat.brugere if each.aktiv and each.cvr == forhold.cvr and rolle in each.roller
    ]
    if fundne:
        return Fund(gjort=True, detaljer=tuple(fundne))
    return Fund(gjort=False, raad="Bed driftsoperatøren give en af jer rollen leverandøradministrator.")


def _system(forhold: Forhold) -> Fund:
    if forhold.systemer:
        return Fund(gjort=True, detaljer=tuple(f"{each.navn} ({each.uuid})" for each in forhold.systemer))
    return Fund(gjort=False, raad="Opret it-systemet med et navn, og gerne en mailadresse, som der kan skrives til.")


def _certifikat(forhold: Forhold) -> Fund:
    systemer = forhold.systemer
    gyldige = [(each, kan) for each in systemer if (kan := ways_in(forhold, each))]
    if gyldige:
        return Fund(gjort=True, detaljer=tuple(f"{each.navn}: {vej}" for each, kan in gyldige for vej in kan))
    egne = {each.uuid.lower() for each in systemer}
    udloebne = [each for each in _in_use(forhold.opsat) if each.system.lower() in egne]
    if udloebne:
        return Fund(
            gjort=False,
            raad="Certifikatet er udløbet. Bestil et nyt, og upload det; så logger systemet ind igen.",
            detaljer=tuple(f"{each.navn}, {each.gyldig_til[:10]}" for each in udloebne),
            fejl=True,
            stier=tuple(f"/systemer/{each.system}/certifikater" for each in udloebne[:1]),
        )
    stier = tuple(
        sti
        for each in systemer[:1]
        for sti in (
            f"/systemer/{each.uuid}/certifikater",
            f"/systemer/{each.uuid}/noegler/ny?navn=Feed&omfang.log.laes=ja",
            "/kom-godt-i-gang/certifikater",
        )
    )
    if systemer and forhold.doere.aabne and not forhold.doere.produktion:
        return Fund(
            gjort=False,
            raad="Et testcertifikat udstedes med denne kommando, på den maskine og i den mappe, hvor programmet kører;"
            " det registreres med det samme. Har I et i forvejen, så upload det. Til feedet alene er en nøgle nok.",
            kode=(f"haendelser ca issue client --system {quote(systemer[0].navn)}",),
            stier=stier,
        )
    return Fund(
        gjort=False,
        raad="Upload systemets certifikat; siden om certifikater viser, hvordan det fås. Til feedet alene er en nøgle"
        " nok, og den laves på et øjeblik.",
        stier=stier,
    )


def _anmodet(forhold: Forhold) -> Fund:
    aftaler = forhold.aftaler()
    if aftaler:
        return Fund(
            gjort=True, detaljer=tuple(f"{_name(forhold, each)}: {each.tilstand.value}" for each in aftaler[:_VIST])
        )
    return Fund(
        gjort=False,
        raad="Anmod hver myndighed om en aftale, og skriv, hvad oplysningerne skal bruges til, og med hvilken hjemmel.",
    )


def _godkendt(forhold: Forhold) -> Fund:
    aftaler = forhold.aftaler()
    gaelder = list(islice((each for each in aftaler if is_in_force(each, forhold.dag)), _VIST))
    if gaelder:
        detaljer = (_name(forhold, each) + (f": {each.gyldig_til}" if each.gyldig_til else "") for each in gaelder)
        return Fund(gjort=True, detaljer=tuple(detaljer))
    if (endnu := _not_now(forhold, aftaler)) is not None:
        return endnu
    if not aftaler:
        return Fund(gjort=False, raad="Når I har anmodet, skal myndighedens aftaleadministrator godkende.")
    tilstande = {each.tilstand for each in aftaler}
    if Aftaletilstand.ANMODET in tilstande:
        return Fund(
            gjort=False,
            raad="Myndighedens aftaleadministrator skal godkende, under Kom godt i gang som myndighed. Den har fået et"
            " brev om det.",
        )
    if tilstande == {Aftaletilstand.AFVIST}:
        return Fund(
            gjort=False,
            raad="Myndigheden har afvist; grunden står i aftalens tråd. Ret det, og anmod igen.",
            fejl=True,
        )
    return Fund(
        gjort=False, raad="Den sidste aftale er opsagt eller udløbet, og intet leveres. Anmod om en ny.", fejl=True
    )


def _not_now(forhold: Forhold, aftaler: Sequence[Serviceaftale]) -> Fund | None:
    """Approved, but not in force: it begins later, or its authority is closed. None: it is something else."""
    godkendte = [each for each in aftaler if each.tilstand is Aftaletilstand.GODKENDT]
    senere = [each for each in godkendte if each.gyldig_fra > forhold.dag]
    if senere:
        return Fund(
            gjort=False,
            raad="Aftalen er godkendt, men gælder først fra den dag, der står her.",
            detaljer=tuple(f"{_name(forhold, each)}: {each.gyldig_fra}" for each in senere[:_VIST]),
        )
    lukkede = [each for each in godkendte if each.lukket]
    if lukkede:
        return Fund(
            gjort=False,
            raad="Aftalen er godkendt, men myndigheden er lukket her. Intet leveres, før driftsoperatøren åbner den.",
            detaljer=tuple(_name(forhold, each) for each in lukkede[:_VIST]),
            fejl=True,
        )
    return None


def _dueslag(forhold: Forhold) -> Fund:
    dueslag = forhold.dueslag()
    if not dueslag:
        return Fund(
            gjort=False,
            raad="Opret et dueslag, og vælg, om beskederne skal hentes (BeskedHent) eller sendes (BeskedFåTilsendt).",
        )
    stoppet = [each for each in dueslag if (t := forhold.tilstande.get(each.uuid.lower())) and t.stoppet]
    if stoppet:
        return Fund(
            gjort=False,
            raad="Dueslaget er stoppet, og intet går tabt. Grunden står på dets side; start det, når den er rettet.",
            detaljer=tuple(each.navn for each in stoppet),
            fejl=True,
        )
    return Fund(gjort=True, detaljer=tuple(f"{each.navn} ({each.uuid})" for each in dueslag))


def _kald(forhold: Forhold) -> Fund:
    egne = {each.uuid.lower() for each in forhold.systemer}
    if egne & (forhold.kaldt | forhold.faaet):
        return Fund(gjort=True)
    tilsend = any(each.leveringsmaade is Leveringsmaade.TILSEND for each in forhold.dueslag())
    if tilsend:
        return Fund(
            gjort=False,
            raad="Start jeres modtager; den første besked, vi sender, er det første kald. Eksemplerne viser hvordan.",
        )
    return Fund(gjort=False, raad="Prøv linjen, og kør derefter et af eksemplerne; de står med jeres egne numre.")


def _besked(forhold: Forhold) -> Fund:
    egne = {each.uuid.lower() for each in forhold.systemer}
    dueslag = forhold.dueslag()
    tilstande = [t for each in dueslag if (t := forhold.tilstande.get(each.uuid.lower())) is not None]
    if egne & forhold.faaet or any(each.leveret for each in tilstande):
        return Fund(gjort=True)
    if any(each.tilbageholdt for each in tilstande):
        return Fund(
            gjort=False,
            raad="Beskeder holdes tilbage, til en aftale er godkendt, eller myndigheden er åbnet. Intet går tabt.",
            fejl=True,
        )
    if any(each.parkeret for each in tilstande):
        return Fund(
            gjort=False,
            raad="Modtageren har afvist beskeder, og de er parkeret. Grunden står på dueslagets side; frigiv dem der.",
            fejl=True,
        )
    if any(each.venter or each.ude for each in tilstande):
        return Fund(
            gjort=False,
            raad="Der ligger beskeder i dueslaget og venter på, at I henter dem. Kør eksemplet.",
            stier=("/kom-godt-i-gang/eksempler",),
        )
    return _bestil(forhold)


def _bestil(forhold: Forhold) -> Fund:
    """How the first message comes about where there is none."""
    if forhold.doere.produktion:
        return Fund(gjort=False, raad="Der er ingen beskeder endnu. De kommer, når der sker noget med borgerne.")
    if not forhold.personer:
        return Fund(
            gjort=False,
            raad="Der er ingen beskeder endnu: de bestilles. Begynd med at bestille en familie; den er i replikaen"
            " efter et øjeblik. Bestil så en flytning for en af dem.",
            stier=("/testpersoner/familie", "/ordrer/ny"),
        )
    return Fund(
        gjort=False,
        raad="Vælg en af jeres testpersoner, og bestil en flytning for den. Så ligger der en besked i dueslaget.",
        stier=("/testpersoner", "/ordrer/ny"),
    )


def _name(forhold: Forhold, aftale: Serviceaftale) -> str:
    """The authority of an agreement, by its name where it is known."""
    cvr = bare_cvr(aftale.myndighed)
    return next((each.navn for each in forhold.opsat.organisationer if each.cvr == cvr), cvr)


LEVERANDOER = (
    Trin(
        "organisation", "Jeres organisation er oprettet",
        "Installationen kender leverandører og myndigheder på deres CVR-nummer. Driftsoperatøren opretter dem.",
        "/organisationer/ny", "haendelser organisation create", _organisation,
    ),
    Trin(
        "bruger", "En af jer er leverandøradministrator",
        "Leverandøradministratoren opretter it-systemer, uploader certifikater og anmoder om serviceaftaler.",
        "/brugere/ny", "haendelser bruger create", _bruger,
    ),
    Trin(
        "system", "It-systemet er oprettet",
        "Et it-system er det, der logger ind og får beskederne. Det har sit eget UUID, som bruges i alle kald.",
        "/systemer/ny", "haendelser system create", _system,
    ),
    Trin(
        "certifikat", "It-systemet kan logge ind",
        "Systemet kendes på sit certifikat, hvis offentlige del uploades, eller på en nøgle til feedet og REST.",
        "/kom-godt-i-gang/certifikater", "haendelser certifikat add", _certifikat,
    ),
    Trin(
        "anmodet", "Serviceaftalen er anmodet",
        "Serviceaftalen er myndighedens instruks om, hvad der må videregives til jeres system. I anmoder om den.",
        "/aftaler/ny", "haendelser aftale request", _anmodet,
    ),
    Trin(
        "godkendt", "Myndigheden har godkendt",
        "Uden en godkendt aftale leveres intet, vises intet og slås intet op. I får et brev om myndighedens svar.",
        "/aftaler", "haendelser aftale", _godkendt,
    ),
    Trin(
        "dueslag", "Dueslaget er oprettet",
        "Et dueslag er jeres postkasse: beskeder til ét system, med et filter, hvis I kun vil have noget af det.",
        "/dueslag/nyt", "haendelser system add-dueslag", _dueslag,
    ),
    Trin(
        "kald", "Det første kald",
        "Linjetesten siger i ord, hvad der er galt med navn, port, certifikat eller tillid, før I skriver kode.",
        "/kom-godt-i-gang/eksempler", "haendelser linjetest", _kald,
    ),
    Trin(
        "besked", "Den første besked",
        "En besked er leveret, når modtageren har kvitteret for den. Gem den, før I kvitterer.",
        "/ordrer/ny", "haendelser ordre create", _besked,
    ),
)  # fmt: skip
"""The steps, in the order that they are walked."""


def ways_in(forhold: Forhold, system: ItSystem) -> list[str]:
    """How an it-system can log in now: its certificates that hold, its secret, its keys; in few words."""
    kendte = {each.fingeraftryk: each for each in forhold.opsat.certifikater}
    veje = []
    for fingeraftryk in system.fingeraftryk:
        kendt = kendte.get(fingeraftryk)
        if kendt is None or not kendt.gyldig_til:
            veje.append(f"SHA-256 {fingeraftryk[:12]}…")
        elif kendt.gyldig_til > forhold.nu:
            veje.append(f"SHA-256 {fingeraftryk[:12]}…, {kendt.gyldig_til[:10]}")
    if system.hemmelighed:
        veje.append("PLAIN")
    if system.noegle or system.uuid.lower() in forhold.noegler:
        veje.append("API")
    return veje


def _in_use(opsat: Opsaetning) -> list[Systemcertifikat]:
    brugte = {fingeraftryk for system in opsat.systemer for fingeraftryk in system.fingeraftryk}
    return [each for each in opsat.certifikater if each.fingeraftryk in brugte]
