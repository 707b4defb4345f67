"""The way of the operator: from the first login to doors with TLS, and the parties let in. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.vejledning.trin import Doere, Forhold, Fund, Trin

MAPPE = "ca"
"""The folder of the test CA, as the commands have it."""
SERVER = "server"
"""The stem of the server certificate's files."""
_KORSBAEK = {"cvr": "11111111", "navn": "Korsbæk Kommune", "myndighed": "ja"}
"""The made-up municipality of the table (cpr.kommuner)."""
_EGNE = ("localhost", "127.0.0.1", "::1")
"""What a server certificate holds for where nothing else is said."""
_VAERT = re.compile(r"[A-Za-z0-9.:-]{1,253}")


def _operatoer(forhold: Forhold) -> Fund:
    fundne = _with_role(forhold, Rolle.DRIFTSOPERATOER)
    if fundne:
        return Fund(gjort=True, detaljer=tuple(fundne))
    return Fund(
        gjort=False,
        raad="Opret jeres organisation og den første driftsoperatør; kommandoen viser en førstegangskode.",
        kode=('haendelser begin 12345674 "Min organisation"',),
    )


def _udstedere(forhold: Forhold) -> Fund:
    doere = forhold.doere
    if doere.udstedere:
        return Fund(gjort=True, detaljer=(doere.udstedere,))
    if doere.produktion:
        return Fund(
            gjort=False,
            raad="Hent OCES3's rod og mellemudstedere, og læg dem i én PEM-fil på maskinen.",
        )
    return Fund(
        gjort=False,
        raad="Lav testmiljøets egen CA. Skriv på den maskine og i den mappe, hvor programmet kører:",
        kode=(f"haendelser ca init {MAPPE}",),
    )


def _server(forhold: Forhold) -> Fund:
    doere = forhold.doere
    if doere.server:
        return Fund(gjort=True, detaljer=(doere.server, *doere.navne))
    if doere.produktion:
        return Fund(
            gjort=False,
            raad="Bring jeres eget servercertifikat til det værtsnavn, som modtagerne kalder: certifikat med kæde og"
            " nøgle uden adgangskode, som PEM.",
        )
    return Fund(
        gjort=False,
        raad="Udsted et servercertifikat af CA'en. Det gælder for de værtsnavne, som modtagerne kalder maskinen ved:",
        kode=(f"haendelser ca issue server --navn {SERVER} --cvr {forhold.cvr or 'CVR'}{_hosts(doere.vaert)}",),
    )


def _hosts(vaert: str) -> str:
    """The option for each host, where the usual ones are not enough; what is no host's name is not repeated."""
    if vaert in _EGNE or not _VAERT.fullmatch(vaert):
        return ""
    return "".join(f" --vaert {each}" for each in (vaert, *_EGNE))


def _indstillinger(forhold: Forhold) -> Fund:
    doere = forhold.doere
    if doere.skrevet:
        return Fund(gjort=True, detaljer=(doere.fil,))
    if doere.fejl:
        return Fund(
            gjort=False,
            raad="Indstillingerne, som de er skrevet nu, kan ikke bruges. Ret dem, før programmet startes igen.",
            detaljer=(doere.fejl,),
            fejl=True,
        )
    return Fund(
        gjort=False,
        raad="Skriv i filen med indstillinger, som ligger i den mappe, hvor programmet startes; er den der ikke, så lav"
        " den. Er der en linje [tls] i forvejen, så skriv de tre linjer under den.",
        detaljer=(doere.fil,),
        kode=tuple(_settings(doere)),
    )


def _settings(doere: Doere) -> list[str]:
    """The lines for the file of the settings."""
    mappe = "" if doere.produktion else f"{MAPPE}/"
    linjer = [
        "[tls]",
        f'certifikat = "{mappe}{SERVER}.pem"',
        f'noegle = "{mappe}{SERVER}.key"',
        f'tillid = "{doere.udstedere or f"{mappe}ca.pem"}"',
    ]
    if doere.vaert not in _EGNE:
        linjer += ["", "[hent]", 'host = "0.0.0.0"', "", "[maskindoer]", 'host = "0.0.0.0"']
    return linjer


def _aabne(forhold: Forhold) -> Fund:
    if forhold.doere.aabne:
        return Fund(gjort=True)
    return Fund(
        gjort=False,
        raad="Stop programmet med Ctrl-C, og start det igen; så læses indstillingerne, og dørene åbner med TLS.",
        kode=("haendelser serve",),
    )


def _parter(forhold: Forhold) -> Fund:
    organisationer = [each for each in forhold.opsat.organisationer if each.aktiv]
    leverandoerer = [each.navn for each in organisationer if each.leverandoer]
    myndigheder = [each.navn for each in organisationer if each.myndighed]
    if not leverandoerer:
        return Fund(
            gjort=False,
            raad="Opret leverandøren, hvis it-system skal modtage; én organisation kan også være begge dele.",
            stier=("/organisationer/ny?leverandoer=ja",),
        )
    if myndigheder:
        return Fund(gjort=True, detaljer=(leverandoerer[0], myndigheder[0]))
    if forhold.doere.produktion:
        return Fund(
            gjort=False, raad="Opret kommunerne på siden Organisationer, på én gang.", stier=("/organisationer",)
        )
    return Fund(
        gjort=False,
        raad="Opret myndigheden, hvis borgere det handler om. Nemmest er den opdigtede Korsbæk Kommune, kommunekode"
        " 0998; felterne er udfyldt. De rigtige kommuner oprettes på én gang på siden Organisationer.",
        stier=(f"/organisationer/ny?{urlencode(_KORSBAEK)}", "/organisationer"),
    )


def _brugere(forhold: Forhold) -> Fund:
    leverandoer = _with_role(forhold, Rolle.LEVERANDOERADMINISTRATOR)
    myndighed = _with_role(forhold, Rolle.AFTALEADMINISTRATOR)
    if leverandoer and myndighed:
        return Fund(gjort=True, detaljer=(leverandoer[0], myndighed[0]))
    if leverandoer:
        return Fund(
            gjort=False,
            raad="Opret en bruger for myndigheden med rollen aftaleadministrator, som godkender aftalen.",
            stier=(_new_user(forhold, Rolle.AFTALEADMINISTRATOR),),
        )
    roller = (Rolle.LEVERANDOERADMINISTRATOR, *(() if forhold.doere.produktion else (Rolle.TESTANSVARLIG,)))
    return Fund(
        gjort=False,
        raad="Opret en bruger for leverandøren, som opretter it-systemet og anmoder om aftalen, og i ExtTest bestiller."
        " Førstegangskoden vises, når brugeren er oprettet; giv den videre.",
        stier=(_new_user(forhold, *roller),),
    )


def _new_user(forhold: Forhold, *roller: Rolle) -> str:
    """The page of a new user, with what is proposed: roles, and an organisation, one that is nothing else first."""
    myndighed = Rolle.AFTALEADMINISTRATOR in roller
    mulige = [each for each in forhold.opsat.organisationer if each.aktiv]
    passer = [each for each in mulige if (each.myndighed if myndighed else each.leverandoer)]
    valgt = min(passer, key=lambda each: each.myndighed and each.leverandoer, default=None)
    return (
        f"/brugere/ny?{urlencode({'cvr': valgt.cvr if valgt else '', **{f'rolle.{rolle}': 'ja' for rolle in roller}})}"
    )


def _with_role(forhold: Forhold, rolle: Rolle) -> list[str]:
    return [f"{each.navn} ({each.brugernavn})" for each in forhold.opsat.brugere if each.aktiv and rolle in each.roller]


TLS = (
    Trin(
        "udstedere", "Udstederne af certifikater er kendt",
        "Modtagernes certifikater skal være fra en udsteder (CA), som miljøet har tillid til.",
        "", "haendelser ca init", _udstedere,
    ),
    Trin(
        "server", "Dørene har et servercertifikat",
        "Det er det, som modtagerne ser, når de kalder; de skal have tillid til dets udsteder.",
        "", "haendelser ca issue", _server,
    ),
    Trin(
        "indstillinger", "Indstillingerne nævner dem",
        "Uden dem er maskindøren lukket, og BeskedHent taler klar tekst på maskinen selv.",
        "", "", _indstillinger,
    ),
    Trin(
        "aabne", "Dørene er åbne med TLS",
        "BeskedHent og maskindøren tager imod it-systemer, der viser et certifikat.",
        "", "haendelser serve", _aabne,
    ),
)  # fmt: skip
"""What takes the doors for machines from clear text to TLS."""

DRIFT = (
    Trin(
        "operatoer", "Driftsoperatøren kan logge ind",
        "Driftsoperatøren opretter organisationer og brugere og holder programmet i gang.",
        "/brugere", "haendelser begin", _operatoer,
    ),
    *TLS,
    Trin(
        "parter", "En leverandør og en myndighed er oprettet",
        "Leverandøren har it-systemet, der modtager; myndigheden har borgerne og godkender aftalen.",
        "/organisationer/ny", "haendelser organisation create", _parter,
    ),
    Trin(
        "brugere", "De har hver en bruger",
        "Herefter kan de selv: leverandøren og myndigheden har hver sin vej her.",
        "/brugere/ny", "haendelser bruger create", _brugere,
    ),
)  # fmt: skip
"""The steps, in the order that they are walked."""
