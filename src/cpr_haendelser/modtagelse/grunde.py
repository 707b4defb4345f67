"""Why a 099 line caused no hændelse."""

from __future__ import annotations

GRUNDE = {
    "levering": "kunden bad om personen; intet er sket",
    "annulleret_i_levering": "registreret og fortrudt i samme levering",
    "ingen_forskel": "ingen forskel i posterne",
    "indgaar_i_anden": "indgår i en anden hændelse",
    "aeldre_end_billedet": "ældre end personens billede fra en anden opgave",
    "etablering": "etablering: giver ingen hændelser",
}
"""In words, by what is kept of the line."""
