"""What a caller may do with orders: every question of who asks is answered here, for every door."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor
from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.ordre import (
    Indlaeg,
    Ordre,
    Ordreart,
    Ordrelinje,
    Ordretilstand,
    Side,
    Udfoerelse,
    Udfoerelsestilstand,
)
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.bestilling import FLEST_UDFOERELSER, Bestilling, Laest, Skabelonfejl, Syn
from cpr_haendelser.testmiljoe.ekspedition import Ekspedition, Udkast, overtaken
from cpr_haendelser.testmiljoe.forhaandsvisning import Forhaandsvisning
from cpr_haendelser.testmiljoe.forudsaetninger import Forudsaetning
from cpr_haendelser.testmiljoe.indlaesning import take_in
from cpr_haendelser.testmiljoe.ordreskridt import SKRIDT
from cpr_haendelser.testmiljoe.personbord import Personbord
from cpr_haendelser.testmiljoe.personoversigt import Kendt
from cpr_haendelser.testmiljoe.skabelon.betydning import read_raekker
from cpr_haendelser.testmiljoe.skabelon.tabel import read_tabel
from cpr_haendelser.udlevering.kalder import Kalder, may_use
from cpr_haendelser.udlevering.spor import BESKED, BESTILLING, PERSONDATA, changed, shown

_CELLER = re.compile(r'[;,"\t\r\n]+')
"""What stands between the cells of a template as text."""
FLEST_NAVNE = 100
"""Of so many persons an order is shown with names."""
Preview = Callable[[Ordre, Sequence[Ordrelinje]], Forhaandsvisning]


class Bestiller(Personbord):
    """Orders and test persons, cut to what a caller may do."""

    def __init__(  # noqa: PLR0913 - what it leans on
        self,
        ekspedition: Ekspedition,
        ordrelager: Ordrelager,
        bord: Bord,
        vagt: Nummervagt,
        preview: Preview,
        nu: Callable[[], datetime],
        kender: Callable[[str], bool],
        revision: Revision,
    ) -> None:
        """`kender`: whether a municipality code is known."""
        super().__init__(ekspedition, ordrelager, bord, vagt, nu, revision)
        self._preview, self._kender = preview, kender

    # --- orders -------------------------------------------------------------------------------------------------------

    def read(self, art: Ordreart, skabelon: bytes) -> Laest:
        """The lines of a filled template, and what is kept of it.

        Skabelonfejl (TST-054) with every mistake, TST-050 to TST-053, TST-100 to TST-104, VAGT-003.
        """
        indlaest = take_in(skabelon, self._vagt)
        if anden := indlaest.refuse_other(art):
            # What it orders is judged by its own kind alone.
            raise Skabelonfejl(anden)
        laest = read_raekker(indlaest.raekker, art, self._vagt, self._kender)
        if fejl := indlaest.locate(laest.fejl):
            raise Skabelonfejl(fejl)
        if sum(len(linje.personer) * len(linje.trin) * linje.gentag for linje in laest.linjer) > FLEST_UDFOERELSER:
            raise Brugsfejl(
                "TST-050",
                "ordren bliver til for meget: personer gange trin gange gentagelser må højst give "
                f"{FLEST_UDFOERELSER}. Del den i flere ordrer.",
            )
        # Cell by cell: numbers of neighbouring columns are none together.
        self._check_text(*_CELLER.split(indlaest.tekst))
        return Laest(laest.linjer, indlaest.beholdes)

    def create(self, kalder: Kalder, bestilling: Bestilling) -> Ordre:
        """A new kladde of what is handed in, or nothing."""
        organisation = self.organisation(kalder, bestilling.organisation)
        linjer, skabelon = self.read(bestilling.art, bestilling.skabelon)
        udkast = Udkast(
            bestilling.art,
            self._check_title(bestilling.titel),
            organisation,
            kalder.system,
            bestilling.myndighed or organisation,
            bestilling.kreds,
        )
        ny = self._desk.create(udkast, linjer, skabelon)
        self._changed(kalder, "bestil", ny)
        return ny

    def change(self, kalder: Kalder, uuid: str, bestilling: Bestilling, pr: str = "") -> Ordre:
        """Other content of a kladde; TST-032 where it is none any more.

        `pr`: when it had last been changed as it was looked at (empty: no matter); TST-034 where that is not so now.
        """
        ordre = self.find(kalder, uuid)
        if pr not in {"", ordre.aendret}:
            raise overtaken()
        linjer, skabelon = self.read(bestilling.art, bestilling.skabelon)
        ny = ordre._replace(
            art=bestilling.art,
            titel=self._check_title(bestilling.titel),
            myndighed=bestilling.myndighed or ordre.ejer,
            kreds=bestilling.kreds,
            linjer=len(linjer),
            aendret=_time_after(ordre.aendret, self._nu()),
        )
        if not self._ordrelager.ret(ny, linjer, skabelon, pr=pr):
            if self.find(kalder, uuid).tilstand is Ordretilstand.KLADDE:
                raise overtaken()
            raise Brugsfejl("TST-032", "ordren er ikke en kladde mere, og så kan den ikke rettes; bestil igen.")
        rettet = self.find(kalder, uuid)
        self._changed(kalder, "ret", rettet)
        return rettet

    def find(self, kalder: Kalder, uuid: str) -> Ordre:
        """An order; ORD-002 where there is none that the caller may see."""
        return self._desk.find(uuid.lower(), "" if kalder.er_operatoer else self._own(kalder))

    def list_ordrer(self, kalder: Kalder, *, foer: int = 0, antal: int = 100) -> list[Ordre]:
        """Orders, the newest first, numbered below `foer` (0: all)."""
        return self._ordrelager.ordrer(ejer="" if kalder.er_operatoer else self._own(kalder), foer=foer, antal=antal)

    def lines(self, kalder: Kalder, uuid: str, *, efter: int = 0, antal: int = 1000) -> list[Ordrelinje]:
        """An order's lines by number."""
        ordre = self.find(kalder, uuid)
        linjer = self._ordrelager.linjer(ordre.uuid, efter=efter, antal=antal)
        self.note(kalder, ordre, BESTILLING, ((pnr, 0) for pnr in _persons_of(linjer)))
        return linjer

    def all_lines(self, kalder: Kalder, uuid: str) -> list[Ordrelinje]:
        """All of an order's lines."""
        ordre = self.find(kalder, uuid)
        linjer = self._desk.lines(ordre.uuid)
        self.note(kalder, ordre, BESTILLING, ((pnr, 0) for pnr in _persons_of(linjer)))
        return linjer

    def template(self, kalder: Kalder, uuid: str) -> bytes:
        """The filled template as it was handed in."""
        ordre = self.find(kalder, uuid)
        self.note(kalder, ordre, BESTILLING, ((pnr, 0) for pnr in _persons_of(self._desk.lines(ordre.uuid))))
        return self._ordrelager.skabelon(ordre.uuid)

    def status(self, kalder: Kalder, uuid: str) -> Mapping[Udfoerelsestilstand, int]:
        """How many of what an order planned stand where."""
        return self._ordrelager.optaelling(self.find(kalder, uuid).uuid)

    def wanted(self, kalder: Kalder, uuid: str) -> int:
        """How many of an order's lines say that it is wanted where kuvert and beskeddata disagree."""
        return self._ordrelager.antal_oenskede(self.find(kalder, uuid).uuid)

    def executions(self, kalder: Kalder, uuid: str, *, efter: int = 0, antal: int = 1000) -> list[Udfoerelse]:
        """What an order planned, and what came of it."""
        ordre = self.find(kalder, uuid)
        fundne = self._ordrelager.udfoerelser(ordre.uuid, efter=efter, antal=antal)
        self.note(kalder, ordre, BESTILLING, ((each.pnr, 0) for each in fundne))
        return fundne

    def describe(self, kalder: Kalder, ordre: Ordre, pnrs: Collection[int]) -> list[Kendt]:
        """The persons that an order made, and those of the numbers, with what the replica says of them.

        No more than `FLEST_NAVNE` of either, and none that the caller may not learn of.
        """
        fundne = self._ordrelager.find_personer(gruppe=f"{ordre.uuid}/", antal=FLEST_NAVNE)
        fundne += self._ordrelager.personer(list(islice(pnrs, FLEST_NAVNE))).values()
        maa = self._seen(kalder, fundne)
        self.note(kalder, ordre, PERSONDATA, ((each.pnr, 0) for each in maa))
        return self._desk.describe(maa)

    def prerequisites(self, kalder: Kalder, uuid: str) -> list[Forudsaetning]:
        """What must hold before it can be submitted."""
        return self._desk.prerequisites(self.find(kalder, uuid))

    def look(self, kalder: Kalder, uuid: str) -> Syn:
        """What an order would come to; lines that cannot be ordered are left out, and told."""
        ordre = self.find(kalder, uuid)
        linjer = self._desk.lines(ordre.uuid)
        afviste = self._desk.check_lines(ordre, linjer)
        uden = {each.linje for each in afviste}
        visning = self._preview(ordre, [linje for linje in linjer if linje.nr not in uden])
        self.note(kalder, ordre, BESKED, ((int(each.haendelse.beslutning.pnr), 0) for each in visning.viste))
        return Syn(afviste, visning)

    def note(self, kalder: Kalder, ordre: Ordre, felter: tuple[str, ...], viste: Iterable[tuple[int, int]]) -> None:
        """Into the audit, before an order shows them: persons, each with a løbenummer or 0."""
        faelles = shown(kalder, "ordre.laes", felter, f"ordre:{ordre.uuid}")
        self._revision.skriv([faelles._replace(pnr=pnr, loebenummer=nummer) for pnr, nummer in viste if pnr])

    def _changed(self, kalder: Kalder, hvad: str, ordre: Ordre, **detaljer: str) -> None:
        post = changed(
            kalder, f"ordre.{hvad}", f"ordre:{ordre.uuid}", tilstand=ordre.tilstand, ejer=ordre.ejer, **detaljer
        )
        self._revision.skriv([post])

    def note_template(self, kalder: Kalder, hvad: str, ejer: str, pnrs: Iterable[int]) -> None:
        """Into the audit: a template was put aside or removed, with the persons whose records it holds."""
        post = changed(kalder, f"skabelon.{hvad}", f"organisation:{ejer}")
        self._revision.skriv([post, *(post._replace(pnr=pnr) for pnr in pnrs)])

    def note_template_shown(self, kalder: Kalder, ejer: str, art: Ordreart, skabelon: bytes) -> None:
        """Into the audit, before a template is shown: the persons that stand in it."""
        post = shown(kalder, "skabelon.laes", BESTILLING, f"organisation:{ejer}")
        linjer = read_raekker(read_tabel(skabelon), art, self._vagt, self._kender).linjer
        self._revision.skriv([post._replace(pnr=pnr) for pnr in sorted(set(_persons_of(linjer))) if pnr])

    # --- an order's way -----------------------------------------------------------------------------------------------

    def take(self, kalder: Kalder, uuid: str, skridt: str, grund: str = "", *, bekraeftet: bool = False) -> Ordre:
        """Takes a step of an order's way, named as in SKRIDT.

        `bekraeftet`: that messages shall be sent in which kuvert and beskeddata disagree without it being wanted.
        TST-062 where it is the operator's alone, ADG-003 where a key was not made for that, TST-063 where a reason is
        missing, TST-033 where there are such messages and it was not confirmed.
        """
        ordre, hvad = self.find(kalder, uuid), SKRIDT[skridt]
        if hvad.operatoer and not kalder.er_operatoer:
            raise Brugsfejl("TST-062", "det gør operatøren; skriv i ordrens tråd, hvis det haster.")
        if hvad.grund and not grund.strip():
            raise Brugsfejl("TST-063", "skriv hvorfor; det står i ordrens tråd.")
        if hvad.operatoer and not may_use(kalder, Handling.ORDRE_AFGOER):
            raise refuse(Handling.ORDRE_AFGOER, Hvorfor.NOEGLE)
        self._check_title(grund)
        if hvad.bekraeftes and not bekraeftet:
            self._check_agreement(ordre)
        efter = hvad.gaa(self._desk.by(_side(kalder)), ordre, self.name(kalder), grund)
        forskelle = {"forskelle": "bekræftet"} if hvad.bekraeftes and bekraeftet else {}
        self._changed(kalder, skridt, efter, fra=ordre.tilstand, grund=grund, **forskelle)
        return efter

    def _check_agreement(self, ordre: Ordre) -> None:
        """TST-033 where messages, as far as a preview goes, would disagree with themselves without it being wanted.

        Only a hændelses-ordre says one thing in the kuvert while the replica says another. What hinders the order
        otherwise is told first, by the desk.
        """
        if ordre.art is not Ordreart.HAENDELSE or ordre.tilstand is not Ordretilstand.KLADDE:
            return
        if self._ordrelager.antal_oenskede(ordre.uuid) == ordre.linjer:
            return
        if not all(each.opfyldt for each in self._desk.prerequisites(ordre)):
            return
        if uenige := self._preview(ordre, self._desk.lines(ordre.uuid)).uenige:
            raise Brugsfejl(
                "TST-033",
                f"kuvert og beskeddata ville sige forskelligt i {uenige} af ordrens beskeder, uden at det er ønsket."
                " Se forskellene i forhåndsvisningen, og ret ordren, eller bekræft dem, når du indsender den (på siden,"
                " med --bekraeft-forskelle eller med bekraeft_forskelle over HTTP). Intet er sendt.",
            )

    def say(self, kalder: Kalder, uuid: str, tekst: str) -> None:
        """A word in an order's thread."""
        if not tekst.strip():
            raise Brugsfejl("TST-064", "der står intet i beskeden.")
        ordre = self.find(kalder, uuid)
        ord_ = self._check_title(tekst)
        self._desk.by(_side(kalder)).say(ordre, hvem=self.name(kalder), tekst=ord_)
        self._changed(kalder, "skriv", ordre)

    def thread(self, kalder: Kalder, uuid: str) -> list[Indlaeg]:
        """An order's thread, the oldest first."""
        return self._ordrelager.traad(self.find(kalder, uuid).uuid)


def _time_after(foer: str, nu: datetime) -> str:
    """When a change is said to be made: now, but always later than the one before, whatever the clock says."""
    naeste = datetime.fromisoformat(foer) + timedelta(milliseconds=1)
    return max(stamp(nu), stamp(naeste))


def _side(kalder: Kalder) -> Side:
    return Side.OPERATOER if kalder.er_operatoer else Side.BESTILLER


def _persons_of(linjer: Iterable[Ordrelinje]) -> Iterable[int]:
    """The persons that lines are about; those that are still to be made have no number."""
    return {int(pnr): None for linje in linjer for pnr in linje.personer if pnr.isdigit()}
