"""What a check of the stores may find."""

from __future__ import annotations

from typing import NamedTuple


class Fund(NamedTuple):
    """Something that is not as it must be; no person is named in it."""

    kontrol: str
    """Which of the checks: a name of KONTROLLER."""
    sted: str
    tekst: str


KONTROLLER: dict[str, str] = {
    "hel": "Hver database kan læses helt, og sider og indekser passer sammen (--grundig: også rækker med indekser).",
    "skema": "Hver database har den udgave af skemaet, som programmet bruger, og intet andet (ingen triggere).",
    "henvisninger": "Det, der henvises til, er der: filer, sæt, frigivne hændelser, ordrers linjer.",
    "personer": "Hver person har sin nyeste version, og den er om personen.",
    "log": "Loggens numre er uden huller, bortset fra dem, som en gendannelse sprang over.",
    "versioner": "Hver version, som loggen peger på, er der endnu (kun med --grundig).",
    "positioner": "Postrummet er ikke længere fremme end loggen, og loggen har alt, der er på vej eller leveret.",
    "koeer": "Af hver person er det den første, der må sendes, og aldrig to på én gang.",
    "vaerdilister": "Værdilister rummer så mange værdier, som de siger, og filtre ser de samme.",
    "adgang": "API-nøgler og logins kan læses, som programmet skrev dem.",
    "gendannelse": "Det, som en gendannet backup bragte tilbage, er set efter og frigivet.",
    "ordrer": "Det, som ordrer siger de gav, står i loggen.",
    "revision": "Revisionssporets kæde er hel (`haendelser revision check` siger mere).",
    "rettigheder": "Kun ejeren må læse databaser, mellemlager og nøgler.",
    "plads": "Der er plads på disken til en kopi mere af databaserne.",
}
"""Each check and what it holds, in the order that they are made."""
