"""docs/drift.md: what an operator looks after, each alarm and what to do, each metric, each reason.

The words are in `tekster/drift.md`; where it says <<name>> a part is put in that is written from the program itself.
"""

from __future__ import annotations

import json
from importlib.resources import files

from cpr_haendelser.alarmer.maaling import Maalt
from cpr_haendelser.alarmer.melding import Melding, tell, to_json
from cpr_haendelser.alarmer.slags import SLAGS, TABEL
from cpr_haendelser.dokumentation.markdown import SKREVET, table
from cpr_haendelser.fordeling.grunde import GRUNDE
from cpr_haendelser.overblik.metrikker import METRIKKER, Metrik
from cpr_haendelser.storage.kontrol import KONTROLLER

_TEKST = "tekster/drift.md"


def render() -> str:
    """The page."""
    page = (files(__package__) / _TEKST).read_text("utf-8")
    for navn, part in _parts().items():
        page = page.replace(f"<<{navn}>>\n", part)
    return page


def _parts() -> dict[str, str]:
    return {
        "skrevet": f"{SKREVET} Ordene står i `src/cpr_haendelser/dokumentation/{_TEKST}`.\n",
        "alarmer": table(
            ("Slags", "Hvornår", "Hvad man gør"), ((f"**{each.navn}**", each.naar, each.goer) for each in SLAGS)
        ),
        "kontroller": table(("Eftersyn", "Hvad der ses efter"), ((f"**{n}**", t) for n, t in KONTROLLER.items())),
        "webhook": f"```json\n{_example()}\n```\n",
        "maalinger": table(("Måling", "Art", "Mærker", "Hvad"), (_row(metrik) for metrik in METRIKKER)),
        "grunde": table(("Grund", "Hvad den betyder"), ((f"`{kode}`", tekst) for kode, tekst in GRUNDE.items())),
    }


def _row(metrik: Metrik) -> tuple[str, ...]:
    return f"`{metrik.navn}`", metrik.art, ", ".join(f"`{maerke}`" for maerke in metrik.maerker), metrik.tekst


def _example() -> str:
    slags, emne = TABEL["aeldste"], "0b4d4c43-7b24-4b0c-9c5e-0d4d1c2f9a01"
    maalt = Maalt(slags.navn, emne, 6.2, {"navn": "»Flytninger«", "timer": 6, "venter": 214})
    melding = Melding(
        id="8e6f1c0a-4f0e-4f3b-9a53-2d0c6c1f7b11",
        version=1,
        installation="Korsbæk",
        miljoe="produktion",
        art="forvaerret",
        slags=slags.navn,
        emne=emne,
        trin=2,
        trin_hoejst=3,
        tekst=tell(maalt, slags.rejst),
        goer=slags.goer,
        siden="2026-11-25T08:10:00+01:00",
        tidspunkt="2026-11-25T13:10:02+01:00",
    )
    return json.dumps(json.loads(to_json(melding)), ensure_ascii=False, indent=1)
