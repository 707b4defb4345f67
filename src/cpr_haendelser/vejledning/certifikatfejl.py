"""The usual mistakes with certificates: what is seen, and what it is. The page of the console and docs print them."""

from __future__ import annotations

from typing import NamedTuple


class Certifikatfejl(NamedTuple):
    """One of them."""

    ses: str
    er: str


CERTIFIKATFEJL = (
    Certifikatfejl(
        "certifikatet er ikke registreret på noget aktivt it-system",
        "Et andet certifikat end det uploadede, eller systemet er lukket. Sammenlign fingeraftryk.",
    ),
    Certifikatfejl(
        "håndtrykket afvises (klient-ukendt i linjetest)",
        "Udstederen er ikke en, miljøet har tillid til, eller klienten sender ikke mellemudstederen med.",
    ),
    Certifikatfejl(
        "fingeraftrykket ser rigtigt ud, men kendes ikke",
        "Et usynligt tegn er kommet med, da det blev kopieret. Skriv det af, eller hent det fra filen.",
    ),
    Certifikatfejl(
        "nøglen passer ikke til certifikatet",
        "De er fra hver sin bestilling, eller adgangskoden til nøglelageret er en anden end nøglens.",
    ),
    Certifikatfejl(
        "openssl siger »unsupported« om en .p12-fil",
        "Filen er skrevet med en gammel algoritme. Tilføj -legacy til kommandoen.",
    ),
    Certifikatfejl(
        "certifikatet er til et andet navn (server-navn i linjetest)",
        "Kald værten ved det navn, der står i dens certifikat, og ikke ved dens IP-adresse.",
    ),
    Certifikatfejl(
        "det virkede i ExtTest og ikke i Produktion",
        "Miljøerne har hver sit certifikat, også selv om systemet er det samme.",
    ),
)
