"""A person in the replica: what it is now, its versions side by side, who it belongs with, and its hændelser.

The number is written in a form and travels in its body, never in an address.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.cpr.layouts import posttyper, read_post
from cpr_haendelser.cpr.personnummer import Personnummer
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol.side import Besoeg, Side, draw, mask_pnr, to_number
from cpr_haendelser.replika.billede import RELATIONSARTER, to_linjer
from cpr_haendelser.replika.visning import Visning
from cpr_haendelser.storage.lager import Billede

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_HAENDELSER = 50


class Felt(NamedTuple):
    """One field of a record in two versions."""

    post: str
    """Empty where it is that of the row before."""
    navn: str
    foer: str
    nu: str

    @property
    def aendret(self) -> bool:
        """Whether they differ."""
        return self.foer != self.nu


def pages(installation: Installation) -> tuple[Side, ...]:
    """The question and the person."""
    personer = _Personer(installation)
    return (
        Side("GET", "/personer", Handling.STATUS_LAES, personer.ask),
        Side("POST", "/personer", Handling.PERSON_AABN, personer.show),
    )


class _Personer:
    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def ask(self, besoeg: Besoeg) -> Response:
        return draw(besoeg.kald, "personer", fejl=None, skal_grund=besoeg.kald.miljoe == "produktion")

    def show(self, besoeg: Besoeg) -> Response:
        kalder, lager = besoeg.kald.known, self._installation.lager
        ciffre = Personnummer.parse(besoeg.felter.get("personnummer", "")).ciffre
        self._installation.vagt.check_tekst("opslaget", ciffre)
        pnr = int(ciffre)
        fil = to_number(besoeg.felter.get("fil", ""), 0)
        billede = self._installation.personer.find(kalder, pnr)
        if billede is None:
            raise Brugsfejl("OPS-002", "replikaen kender ikke den person.")
        versioner = lager.versioner(pnr)
        foer = self._earlier(versioner, billede, fil)
        side = self._installation.feed.read_persons_side(kalder, pnr, efter=0, antal=_HAENDELSER)
        visning = Visning(billede.dokument)
        return draw(
            besoeg.kald, "person",
            pnr=mask_pnr(besoeg.kald, ciffre),
            nummer=ciffre,
            navn=visning.navn,
            adresse=visning.adresse,
            billede=billede,
            foer=foer,
            versioner=[each for each in versioner if each.fil != billede.fil],
            felter=[] if kalder.maskeret else compare(foer, billede),
            relationer=sorted(Counter(RELATIONSARTER[art] for art, _ in lager.relationer_til(pnr)).items()),
            haendelser=[
                (each.loebenummer, each.beslutning.kode, code_name(each.beslutning.kode, each.beslutning.regel),
                 each.dannet)
                for each in side.haendelser
            ],
        )  # fmt: skip

    @staticmethod
    def _earlier(versioner: list[Billede], billede: Billede, fil: int) -> Billede | None:
        """The version beside: the one that was asked for, else the one before."""
        andre = [each for each in versioner if each.fil != billede.fil]
        return next((each for each in andre if each.fil == fil), andre[-1] if andre else None)


def compare(foer: Billede | None, nu: Billede) -> list[Felt]:
    """The fields of two versions, record by record; empty ones are left out."""
    gamle, nye = _fields(foer) if foer is not None else {}, _fields(nu)
    rows: list[Felt] = []
    forrige = ""
    for noegle in sorted(gamle.keys() | nye.keys()):
        post, _, felt = noegle
        navn = f"{post} {posttyper()[post].navn}"
        rows.append(Felt("" if navn == forrige else navn, felt, gamle.get(noegle, ""), nye.get(noegle, "")))
        forrige = navn
    return rows


def _fields(billede: Billede) -> dict[tuple[str, int, str], str]:
    """The fields that have something, by record type, the record's number among its kind, and name."""
    fundne: dict[tuple[str, int, str], str] = {}
    antal: Counter[str] = Counter()
    for linje in to_linjer(billede.dokument):
        post = read_post(linje)
        antal[post.posttype] += 1
        for felt, vaerdi in list(post.felter.items())[2:]:
            if vaerdi.strip("0 "):
                fundne[post.posttype, antal[post.posttype], felt] = vaerdi
    return fundne
