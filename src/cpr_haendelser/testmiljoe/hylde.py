"""Templates put aside: filled bestillingstemplates, and persons to be made again, by name and version.

An organisation's own: nobody else sees them, and to anybody else a name is as one that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.ordre import Gemtskabelon, Gemtslags, Ordreart
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.bestiller import Bestiller
from cpr_haendelser.testmiljoe.ejerskab import may_see, unknown
from cpr_haendelser.testmiljoe.gemte import Henvisning, find_gemt, write_dokumenter
from cpr_haendelser.udlevering.kalder import Kalder

FLEST_PERSONER, FLEST_VERSIONER = 1000, 1000
"""So many persons of one template, and so many versions."""
_NAVN = re.compile(r"[^\W_][\w .+-]{0,59}")


class Hylde:
    """Templates put aside, cut to what a caller may do."""

    def __init__(
        self,
        bestiller: Bestiller,
        lager: Lager,
        ordrelager: Ordrelager,
        vagt: Nummervagt,
        nu: Callable[[], datetime],
    ) -> None:
        self._bestiller, self._lager, self._ordrelager = bestiller, lager, ordrelager
        self._vagt, self._nu = vagt, nu

    def save_order(
        self, kalder: Kalder, navn: str, art: Ordreart, skabelon: bytes, organisation: str = ""
    ) -> Gemtskabelon:
        """Puts a filled template aside, read and checked as that of an order; Skabelonfejl with every mistake."""
        ejer = self._bestiller.organisation(kalder, organisation)
        linjer, beholdes = self._bestiller.read(art, skabelon)
        return self._save(kalder, ejer, navn, (Gemtslags.ORDRE, art, len(linjer)), beholdes)

    def save_persons(self, kalder: Kalder, navn: str, pnrs: Sequence[int], organisation: str = "") -> Gemtskabelon:
        """Puts persons aside as they are now. TST-001 where one is unknown, or is not the organisation's to know."""
        ejer = self._bestiller.organisation(kalder, organisation)
        numre = list(dict.fromkeys(pnrs))
        if not 0 < len(numre) <= FLEST_PERSONER:
            raise Brugsfejl("TST-092", f"en skabelon er af mindst én person og højst {FLEST_PERSONER}.")
        kendte, billeder = self._ordrelager.personer(numre), self._lager.billeder(numre)
        if any(pnr not in billeder or not may_see(ejer, kendte.get(pnr)) for pnr in numre):
            raise unknown()
        indhold = write_dokumenter({f"{pnr:010d}": billeder[pnr].dokument for pnr in numre})
        return self._save(kalder, ejer, navn, (Gemtslags.PERSONER, Ordreart.REPLIKA, len(numre)), indhold, numre)

    def list_skabeloner(self, kalder: Kalder, organisation: str = "") -> list[Gemtskabelon]:
        """The newest version of each; the operator sees everybody's, or an organisation's."""
        ejer = organisation if kalder.er_operatoer else self._bestiller.organisation(kalder, organisation)
        return self._ordrelager.gemte_skabeloner(ejer=ejer)

    def take_order(self, kalder: Kalder, henvisning: str, organisation: str = "") -> tuple[Ordreart, bytes]:
        """The kind of order and the filled template of one put aside; TST-090 where there is none."""
        ejer = self._bestiller.organisation(kalder, organisation)
        skabelon, indhold = find_gemt(self._ordrelager, ejer, henvisning, Gemtslags.ORDRE)
        return skabelon.art, indhold

    def show_order(self, kalder: Kalder, henvisning: str, organisation: str = "") -> tuple[Ordreart, bytes]:
        """The same for somebody who reads it: whom it is about is noted."""
        art, indhold = self.take_order(kalder, henvisning, organisation)
        self._bestiller.note_template_shown(kalder, self._bestiller.organisation(kalder, organisation), art, indhold)
        return art, indhold

    def forget(self, kalder: Kalder, navn: str, organisation: str = "") -> None:
        """Removes a template, every version of it; TST-090 where there is none."""
        ejer = self._bestiller.organisation(kalder, organisation)
        if not self._ordrelager.glem_skabelon(ejer, Henvisning.read(navn).navn):
            raise Brugsfejl(
                "TST-090", "organisationen har ingen gemt skabelon af det navn; `haendelser gemt` viser dem."
            )
        self._bestiller.note_template(kalder, "glem", ejer, ())

    def _save(  # noqa: PLR0913 - what a template is
        self,
        kalder: Kalder,
        ejer: str,
        navn: str,
        hvad: tuple[Gemtslags, Ordreart, int],
        indhold: bytes,
        numre: Iterable[int] = (),
    ) -> Gemtskabelon:
        kort = " ".join(navn.split())
        self._vagt.check_tekst("navnet", navn, kort)
        if not _NAVN.fullmatch(kort):
            raise Brugsfejl(
                "TST-091", "et navn er højst 60 bogstaver, tal, mellemrum og . + -, og begynder med et af dem."
            )
        gammel = self._ordrelager.gemt_skabelon(ejer, kort)
        if gammel is not None and gammel[0].version >= FLEST_VERSIONER:
            raise Brugsfejl("TST-093", f"skabelonen har {FLEST_VERSIONER} versioner; gem den under et andet navn.")
        hvem = self._bestiller.name(kalder)
        ny = self._ordrelager.gem_skabelon(Gemtskabelon(ejer, kort, 0, *hvad, hvem, stamp(self._nu())), indhold)
        self._bestiller.note_template(kalder, "gem", ejer, numre)
        return ny
