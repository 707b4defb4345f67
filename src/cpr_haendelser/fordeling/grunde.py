"""Why a forsendelse waits, is parked or withheld, and why a dueslag waits or stands still: a closed list of codes.

The codes stand in forsendelser, log, metrics and alerts; the Danish texts are what an operator sees. Two kinds carry
the receiver's own number: statuskode-N and http-N; one carries ours of a file: stor-fil-N.
"""

from __future__ import annotations

import re

STATUSKODE, HTTP, STOR_FIL = "statuskode-", "http-", "stor-fil-"
_NUMMER = re.compile(r"-?\d{1,9}")

GRUNDE = {
    "ingen-forbindelse": "Der kunne ikke oprettes forbindelse til modtageren.",
    "dns": "Modtagerens navn kunne ikke slås op.",
    "tls": "TLS-forbindelsen til modtageren kunne ikke aftales; måske blev vores klientcertifikat afvist.",
    "certifikat": "Modtagerens certifikat blev ikke godkendt: forkert navn, udløbet eller ukendt udsteder.",
    "adresse-afvist": "Modtagerens adresse må der ikke sendes til: den er ikke registreret, eller den er lokal.",
    "forbindelse-afbrudt": "Modtageren afbrød forbindelsen uden at svare.",
    "intet-svar": "Modtageren svarede ikke færdigt inden for tiden.",
    "svar-ugyldigt": "Modtagerens svar er ikke gyldig HTTP.",
    "svar-ulaeseligt": "Modtageren svarede 200, men svaret er ikke en læselig ModtagBeskedOutput.",
    "kan-ikke-skrives": "Beskeden kunne ikke dannes; se loggen.",
    "intern-fejl": "Noget gik galt hos os selv under udsendelsen; se loggen.",
    "nack": "Modtageren afviste beskeden for bestandig.",
    "requeue": "Modtageren gav beskeden tilbage for at få den igen.",
    "forbindelse-tabt": "Forbindelsen gik tabt, før modtageren havde kvitteret.",
    "tabt-tre-gange": "Forbindelsen gik tabt tre gange, mens beskeden var ude; den er parkeret af os.",
    "aftale": "Der er ingen godkendt serviceaftale, som tillader beskeden.",
    "lukket": "It-systemet, dets organisation, myndigheden eller dueslaget er lukket.",
    "operatoer": "En operatør har gjort det.",
    "flyttet": "En operatør eller modtageren har flyttet den til fejlkøen.",
}
"""Code and text; the order is that of the documentation."""

MED_NUMMER = {
    STATUSKODE: "Modtageren svarede med StatusKode {}.",
    HTTP: "Modtageren svarede med HTTP-status {}.",
    STOR_FIL: "Filen (nr. {}) har så mange hændelser, at en operatør først skal sige, om de skal sendes.",
}
"""The same of those that carry a number, by their beginning."""


def tekst(grund: str) -> str:
    """The Danish text of a code; KeyError for a code that is not on the list."""
    for praefiks, skabelon in MED_NUMMER.items():
        if grund.startswith(praefiks) and _NUMMER.fullmatch(grund.removeprefix(praefiks)):
            return skabelon.format(grund.removeprefix(praefiks))
    return GRUNDE[grund]


def to_words(grund: str) -> str:
    """The Danish text of a code; what is not on the list (what somebody wrote, or nothing) as it is."""
    return tekst(grund) if is_known(grund) else grund


def is_known(grund: str) -> bool:
    """Whether the code is on the list."""
    try:
        return bool(tekst(grund))
    except KeyError:
        return False
