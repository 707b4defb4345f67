"""The short way: whoever is alone with an empty ExtTest, to a first hændelse without TLS and other users. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.hold import bare_cvr, is_in_force
from cpr_haendelser.aftaler.model import Aftaletilstand, Serviceaftale
from cpr_haendelser.vejledning.leverandoer import ways_in
from cpr_haendelser.vejledning.trin import Forhold, Fund, Trin

MYNDIGHED = "11111111"
"""The made-up municipality of the table (cpr.kommuner), whose persons are ordered."""
_KORSBAEK = {"cvr": MYNDIGHED, "navn": "Korsbæk Kommune", "myndighed": "ja"}
_KOMMUNE = "0998"
FORMAAL = "Prøve med opdigtede personer"
HJEMMEL = "Ikke nødvendig: personerne i ExtTest er opdigtede"
"""What the request for the agreement says, in Danish; a page proposes it in its language."""
_TIL = {"kommunekode": _KOMMUNE, "vejkode": "0034", "husnr": "12"}
"""Where the person moves: a road of the made-up municipality, wherever the person lives: that is what is agreed on."""
_ANDRE = frozenset({Rolle.LEVERANDOERADMINISTRATOR, Rolle.AFTALEADMINISTRATOR, Rolle.TESTANSVARLIG})


def _address(sti: str, **felter: str) -> str:
    """A page whose form is filled in, and leads back to the guide when it has been sent."""
    return f"{sti}?{urlencode({**felter, 'vej': 'kort'})}"


def _myndighed(forhold: Forhold) -> Fund:
    fundet = next((each for each in forhold.opsat.organisationer if each.cvr == MYNDIGHED), None)
    if fundet is None:
        return Fund(gjort=False, stier=(_address("/organisationer/ny", **_KORSBAEK),))
    if fundet.aktiv and fundet.myndighed:
        return Fund(gjort=True, detaljer=(f"{fundet.navn} ({fundet.cvr})",))
    return Fund(
        gjort=False,
        raad="Den er her, men er lukket eller ikke en myndighed. Ret det på dens side.",
        fejl=True,
        stier=(f"/organisationer/{MYNDIGHED}",),
    )


def _system(forhold: Forhold) -> Fund:
    if forhold.systemer:
        return Fund(gjort=True, detaljer=(forhold.systemer[0].navn,))
    return Fund(gjort=False, stier=(_address("/systemer/ny", navn="Prøvesystem", cvr=forhold.cvr),))


def _aftaler(forhold: Forhold) -> list[Serviceaftale]:
    """The agreements of the organisation's it-systems with the made-up municipality that stand or may come to."""
    levende = {Aftaletilstand.ANMODET, Aftaletilstand.GODKENDT}
    return [each for each in forhold.aftaler() if bare_cvr(each.myndighed) == MYNDIGHED and each.tilstand in levende]


def _anmodet(forhold: Forhold) -> Fund:
    if _aftaler(forhold):
        return Fund(gjort=True)
    felter = {
        "system": forhold.systemer[0].uuid if forhold.systemer else "",
        f"myndighed.{MYNDIGHED}": "ja",
        "hvilke": "*",
        "formaal": FORMAAL,
        "hjemmel": HJEMMEL,
    }
    return Fund(gjort=False, stier=(_address("/aftaler/ny", **felter),))


def _godkendt(forhold: Forhold) -> Fund:
    aftaler = _aftaler(forhold)
    if any(is_in_force(each, forhold.dag) for each in aftaler):
        return Fund(gjort=True)
    return Fund(
        gjort=False, stier=tuple(_address(f"/aftaler/{quote(each.id)}") for each in aftaler[:1]) or ("/aftaler",)
    )


def _dueslag(forhold: Forhold) -> Fund:
    if forhold.dueslag():
        return Fund(gjort=True, detaljer=(forhold.dueslag()[0].navn,))
    system = forhold.systemer[0].uuid if forhold.systemer else ""
    return Fund(gjort=False, stier=(_address("/dueslag/nyt", navn="Alt", system=system, fra="start"),))


def _familie(forhold: Forhold) -> Fund:
    if forhold.personer:
        return Fund(gjort=True)
    felter = {"voksne": "2", "boern": "1", "kommunekode": _KOMMUNE}
    return Fund(gjort=False, stier=(_address("/testpersoner/familie", **felter),))


def _flytning(forhold: Forhold) -> Fund:
    tilstande = [t for each in forhold.dueslag() if (t := forhold.tilstande.get(each.uuid.lower())) is not None]
    if _has_got(forhold) or any(each.venter or each.ude or each.leveret or each.parkeret for each in tilstande):
        return Fund(gjort=True)
    if forhold.kladde:
        return Fund(
            gjort=False,
            raad="Ordren er skrevet, men ikke sendt. Se efter, og indsend den.",
            stier=(_address(f"/ordrer/{quote(forhold.kladde)}/visning"),),
        )
    felter = {
        "ordreart": "sammenhaengende",
        "handling": "flytning",
        "vaelg": "foerste",
        **_TIL,
    }
    return Fund(gjort=False, stier=(_address("/ordrer/ny/linje", **felter),))


def _hent(forhold: Forhold) -> Fund:
    if _has_got(forhold):
        return Fund(gjort=True)
    systemer = forhold.systemer
    ny = (
        _address(f"/systemer/{systemer[0].uuid}/noegler/ny", navn="Feed", **{"omfang.log.laes": "ja"})
        if systemer
        else ""
    )
    if any("API" in ways_in(forhold, each) for each in systemer):
        return Fund(
            gjort=False,
            raad="Nøglen er lavet. Kør den nu: sæt linjen ind i en terminal, og skriv nøglen, hvor der står NØGLEN."
            " Har du ikke nøglen mere, så lav en ny.",
            kode=(f'curl --header "Authorization: Bearer NØGLEN" "{forhold.adresse}/haendelser?efter=0&antal=10"',),
            stier=(ny,),
            koeres=True,
        )
    return Fund(gjort=False, stier=(ny,) if ny else ())


def _has_got(forhold: Forhold) -> bool:
    """Whether anything has been passed on to one of the organisation's it-systems."""
    return not forhold.faaet.isdisjoint(each.uuid.lower() for each in forhold.systemer)


KORT = (
    Trin(
        "myndighed", "En opdigtet kommune", "Korsbæk, hvor personerne bor.",
        "/organisationer/ny", "", _myndighed,
    ),
    Trin(
        "system", "Et it-system", "Det, der får hændelserne.",
        "/systemer/ny", "", _system,
    ),
    Trin(
        "anmodet", "En serviceaftale", "Hvad systemet må få.",
        "/aftaler/ny", "", _anmodet,
    ),
    Trin(
        "godkendt", "En godkendelse", "I ExtTest godkender du selv for kommunen.",
        "/aftaler", "", _godkendt,
    ),
    Trin(
        "dueslag", "Et dueslag", "Systemets postkasse.",
        "/dueslag/nyt", "", _dueslag,
    ),
    Trin(
        "familie", "En familie", "Dine egne testpersoner.",
        "/testpersoner/familie", "", _familie,
    ),
    Trin(
        "flytning", "En flytning", "En af dem flytter; det giver hændelsen.",
        "/ordrer/ny", "", _flytning,
    ),
    Trin(
        "hent", "Hent hændelsen", "Lav en nøgle; dens side har den linje, der henter. Kør den i en terminal.",
        "/systemer", "", _hent,
    ),
)  # fmt: skip
"""The steps, in the order that they are walked; the form that each leads to is filled in."""


def is_walking(forhold: Forhold) -> bool:
    """Whether the operator is on the short way: alone in an ExtTest, without TLS, and begun; also when it is walked."""
    doere = forhold.doere
    alene = not any(each.aktiv and not _ANDRE.isdisjoint(each.roller) for each in forhold.opsat.brugere)
    if doere.produktion or doere.udstedere or doere.server or not alene:
        return False
    # A municipality that is alone with its own installation has not begun by being there.
    return bool(forhold.systemer) or (forhold.cvr != MYNDIGHED and _myndighed(forhold).gjort)
