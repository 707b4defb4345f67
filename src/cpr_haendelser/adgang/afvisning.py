"""What is said to who may not, in Danish: what was asked, why not, and what to do."""

from __future__ import annotations

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import FORSKELLIGE, KORTESTE_GRUND, Hvorfor
from cpr_haendelser.adgang.matrix import rettigheder
from cpr_haendelser.fejl import Brugsfejl


def refuse(handling: Handling, hvorfor: Hvorfor) -> Brugsfejl:
    """The refusal, to be raised; its code says why not.

    ADG-001 role, ADG-002 organisation, ADG-003 key, ADG-004 reason, ADG-005 environment, ADG-006 unfinished login,
    ADG-008 restored and not looked through yet.
    Nothing has been read when it is given.
    """
    navn = rettigheder()[handling].navn
    hvad = navn[:1].lower() + navn[1:]
    match hvorfor:
        case Hvorfor.ROLLE:
            return Brugsfejl(
                "ADG-001", f"ingen af dine roller giver lov til at {hvad} ({handling}) her; docs/roller.md siger hvem."
            )
        case Hvorfor.MILJOE:
            return Brugsfejl(
                "ADG-005", f"at {hvad} ({handling}) er ikke for dig i dette miljø; docs/roller.md siger i hvilket."
            )
        case Hvorfor.ORGANISATION:
            return Brugsfejl("ADG-002", f"det er en anden organisations; du må kun {hvad} ({handling}) for din egen.")
        case Hvorfor.NOEGLE:
            return Brugsfejl(
                "ADG-003",
                f"nøglen er ikke lavet til at {hvad} ({handling}); docs/roller.md siger, hvad den kan laves til.",
            )
        case Hvorfor.UFAERDIG | Hvorfor.GENDANNET:
            return _not_yet(f"{hvad} ({handling})", hvorfor)
        case Hvorfor.GRUND:
            return Brugsfejl(
                "ADG-004",
                f"at {hvad} ({handling}) kræver i produktion en skreven grund med mindst {KORTESTE_GRUND} bogstaver og"
                f" cifre, {FORSKELLIGE} af dem forskellige, på én linje; den står i revisionssporet. Over HTTP i"
                " headeren X-Grund (procentkodet UTF-8), på kommandolinjen `haendelser --grund 'GRUND' KOMMANDO`.",
            )


def _not_yet(hvad: str, hvorfor: Hvorfor) -> Brugsfejl:
    """What passes when something is done first."""
    if hvorfor is Hvorfor.UFAERDIG:
        return Brugsfejl(
            "ADG-006",
            "login er ikke færdigt: vælg først en ny adgangskode (POST /mig/adgangskode), eller sæt en"
            " godkendelsesapp op (POST /mig/tofaktor); `mangler` i GET /mig siger hvilken.",
        )
    return Brugsfejl(
        "ADG-008",
        f"installationen er gendannet fra en backup, og ingen har set efter endnu, hvad den bragte tilbage."
        f" Derfor kan ingen {hvad}, og intet sendes; intet er tabt. Driftsoperatøren ser efter og"
        " frigiver på kommandolinjen (`haendelser gendannelse`). Prøv igen senere.",
    )
