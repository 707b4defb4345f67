"""The way of an authority: from being asked for an agreement to its first message passed on. Pure."""

from __future__ import annotations

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.hold import bare_cvr, is_in_force
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem, Serviceaftale
from cpr_haendelser.vejledning.leverandoer import ways_in
from cpr_haendelser.vejledning.trin import Forhold, Fund, Trin


def _organisation(forhold: Forhold) -> Fund:
    fundet = forhold.organisation
    if fundet is None or not fundet.myndighed:
        return Fund(gjort=False, raad="Bed driftsoperatøren oprette jer som myndighed, med jeres CVR-nummer.")
    return Fund(gjort=True, detaljer=(f"{fundet.navn} ({fundet.cvr})",))


def _bruger(forhold: Forhold) -> Fund:
    rolle = Rolle.AFTALEADMINISTRATOR
    fundne = [
        each.navn for each in forhold.opsat.brugere if each.aktiv and each.cvr == forhold.cvr and rolle in each.roller
    ]
    if fundne:
        return Fund(gjort=True, detaljer=tuple(fundne))
    return Fund(gjort=False, raad="Bed driftsoperatøren give en af jer rollen aftaleadministrator.")


def _aftaler(forhold: Forhold) -> list[Serviceaftale]:
    cvr = forhold.cvr  # its end is looked at first: of ten thousand agreements few are this authority's
    return [each for each in forhold.opsat.aftaler if each.myndighed.endswith(cvr) and bare_cvr(each.myndighed) == cvr]


def _name(forhold: Forhold, aftale: Serviceaftale) -> str:
    """The it-system of an agreement, by its name where it is known."""
    uuid = aftale.system.lower()
    return next((each.navn for each in forhold.opsat.systemer if each.uuid.lower() == uuid), aftale.id)


def _anmodet(forhold: Forhold) -> Fund:
    aftaler = _aftaler(forhold)
    if aftaler:
        return Fund(
            gjort=True, detaljer=tuple(f"{_name(forhold, each)}: {each.tilstand.value}" for each in aftaler[:5])
        )
    return Fund(gjort=False, raad="Ingen har anmodet jer om en aftale endnu. I får et brev, når en leverandør gør det.")


def _laest(forhold: Forhold) -> Fund:
    venter = [each for each in _aftaler(forhold) if each.tilstand is Aftaletilstand.ANMODET]
    gaelder = _gaeldende(forhold)
    if venter:
        return Fund(
            gjort=False,
            raad="Læs aftalen i almindelige ord, se eksemplet på en besked, og godkend den, eller afvis med en grund.",
            detaljer=tuple(_name(forhold, each) for each in venter),
            stier=(f"/aftaler/{venter[0].id}",) if len(venter) == 1 else (),
        )
    if gaelder:
        return Fund(gjort=True, detaljer=tuple(_name(forhold, each) for each in gaelder))
    return Fund(gjort=False, raad="Når der er en anmodning, læses og afgøres den her.")


def _gaeldende(forhold: Forhold) -> list[Serviceaftale]:
    return [each for each in _aftaler(forhold) if is_in_force(each, forhold.dag)]


def _modtagere(forhold: Forhold) -> list[ItSystem]:
    """The it-systems that may receive, or that it is asked for: they are made ready while the authority decides."""
    anmodet = (each for each in _aftaler(forhold) if each.tilstand is Aftaletilstand.ANMODET)
    egne = {each.system.lower() for each in (*_gaeldende(forhold), *anmodet)}
    return [each for each in forhold.opsat.systemer if each.uuid.lower() in egne and each.aktiv]


def _system(forhold: Forhold) -> Fund:
    systemer = _modtagere(forhold)
    klar = [each for each in systemer if ways_in(forhold, each)]
    if klar:
        return Fund(gjort=True, detaljer=tuple(each.navn for each in klar))
    return Fund(
        gjort=False,
        raad="Leverandøren skal uploade it-systemets certifikat eller lave en nøgle, før det kan logge ind.",
    )


def _dueslag(forhold: Forhold) -> Fund:
    egne = {each.uuid.lower() for each in _modtagere(forhold)}
    dueslag = [each for each in forhold.opsat.dueslag if each.aktiv and each.system.lower() in egne]
    if dueslag:
        return Fund(gjort=True, detaljer=tuple(each.navn for each in dueslag[:5]))
    return Fund(gjort=False, raad="Leverandøren skal oprette et dueslag til it-systemet.")


def _besked(forhold: Forhold) -> Fund:
    if {each.id for each in _aftaler(forhold)} & forhold.brugt:
        return Fund(gjort=True)
    return Fund(
        gjort=False,
        raad="Intet er videregivet endnu. Det sker, når der kommer hændelser om jeres borgere, og leverandøren henter.",
    )


MYNDIGHED = (
    Trin(
        "organisation", "Jeres myndighed er oprettet",
        "Kommunerne kan oprettes på én gang. Hændelser om en borger er til den myndighed, borgeren hører til.",
        "/organisationer/ny", "haendelser organisation kommuner", _organisation,
    ),
    Trin(
        "bruger", "En af jer er aftaleadministrator",
        "Aftaleadministratoren læser, godkender, afviser og opsiger serviceaftaler på myndighedens vegne.",
        "/brugere/ny", "haendelser bruger create", _bruger,
    ),
    Trin(
        "anmodet", "En leverandør har anmodet om en aftale",
        "Leverandøren anmoder; I bliver skrevet til. Aftalen siger, hvilke hændelser, hvilket system og hvorfor.",
        "/aftaler", "haendelser aftale", _anmodet,
    ),
    Trin(
        "godkendt", "I har afgjort anmodningen",
        "I er dataansvarlige, og aftalen er jeres instruks. Godkend ikke mere, end leverandøren skal bruge.",
        "/aftaler", "haendelser aftale show", _laest,
    ),
    Trin(
        "system", "Leverandørens it-system kan logge ind",
        "Det er leverandørens opgave; her ser I, om den er løst.",
        "/systemer", "haendelser system", _system,
    ),
    Trin(
        "dueslag", "Leverandøren har et dueslag",
        "Dueslaget er den postkasse, som beskederne om jeres borgere lægges i.",
        "/dueslag", "haendelser dueslag", _dueslag,
    ),
    Trin(
        "besked", "Den første besked er videregivet",
        "Hver videregivelse står i revisionssporet: hvem der fik hvad om hvem, og på hvilken aftale.",
        "/revision", "haendelser revision", _besked,
    ),
)  # fmt: skip
"""The steps, in the order that they are walked."""
