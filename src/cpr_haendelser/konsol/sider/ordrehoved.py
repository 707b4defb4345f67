"""The fields about a whole order: whom it is for, and the authority whose agreement its messages go by."""

from __future__ import annotations

from typing import Any

from cpr_haendelser.app.installation import today
from cpr_haendelser.konsol.side import Besoeg
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.testmiljoe.forudsaetninger import agreed_myndigheder


def head(besoeg: Besoeg, opsat: Opsaetning) -> dict[str, Any]:
    """What the fields are drawn with: what was written, and otherwise what the order can be submitted with.

    The organisation is the user's own until another is chosen. The authorities with which its systems have an approved
    agreement stand first, and one of them is chosen where the organisation itself is none of them.
    """
    felter = besoeg.felter
    aktive = sorted((each for each in opsat.organisationer if each.aktiv), key=lambda en: en.navn.casefold())
    organisation = felter.get("organisation") or besoeg.kald.known_actor.organisation
    aftalte = agreed_myndigheder(opsat, organisation, today())
    myndigheder = sorted((each for each in aktive if each.myndighed), key=lambda en: en.cvr not in aftalte)
    foerste = "" if organisation in aftalte else next((each.cvr for each in myndigheder if each.cvr in aftalte), "")
    return {
        "organisationer": aktive if besoeg.kald.known.er_operatoer else [],
        "organisation": organisation,
        "myndigheder": myndigheder,
        "myndighed": felter.get("myndighed", foerste),
    }
