"""A person in the replica: image, versions side by side, who it belongs with, hændelser and who got them.

The number is written in a form and travels in its body, never in an address; from then on a sealed mark stands for the
person (konsol.haandtag). Where numbers are masked, asking for one is an action of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.cpr.koder import lookup
from cpr_haendelser.cpr.layouts import posttyper, read_post
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol.haandtag import Haandtag
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import Besoeg, Side, draw, is_masked, mask_numbers_in, mask_pnr, to_number, wire_code
from cpr_haendelser.konsol.slaegtsbillede import join, place
from cpr_haendelser.replika.billede import RELATIONSARTER, read_relationer, to_linjer, to_tekster
from cpr_haendelser.replika.visning import Visning
from cpr_haendelser.storage.lager import STOERSTE, Billede
from cpr_haendelser.udlevering.kalder import Kalder, owns
from cpr_haendelser.udlevering.spor import PERSON, PERSONNUMMER

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_HAENDELSER, _VERSIONER = 50, 24
_MODTAGERE = 5
"""Receivers of a hændelse that are named in the list; the hændelse's own page names all."""


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


class Paaroerende(NamedTuple):
    """Somebody that the person belongs with, on the page."""

    rolle: str
    nummer: str
    """Masked where numbers are."""
    haandtag: str


class Modtaget(NamedTuple):
    """That somebody got a hændelse."""

    dueslag: str
    navn: str
    """Empty where the set-up does not know it any more."""
    tidspunkt: str
    aftale: str
    kanal: str


class Haendelseslinje(NamedTuple):
    """A hændelse of the person, and who got it."""

    loebenummer: int
    kode: str
    navn: str
    art: str
    dannet: str
    modtagere: tuple[Modtaget, ...]
    flere: int


def pages(installation: Installation) -> tuple[Side, ...]:
    """The question and the person."""
    personer = _Personer(installation)
    return (
        Side("GET", "/personer", Handling.STATUS_LAES, personer.ask),
        Side("POST", "/personer", Handling.PERSON_AABN, personer.show),
    )


class _Personer:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._haandtag = installation, Haandtag(installation)

    def ask(self, besoeg: Besoeg) -> Response:
        return self._ask(besoeg.kald, None, 200)

    def _ask(self, kald: Kald, fejl: Fejl | None, status: int) -> Response:
        """The form; the number that was refused is not written in it again."""
        skal_grund = kald.may(Handling.PERSON_AABN) and kald.needs_reason(Handling.PERSON_AABN)
        personer = self._installation.lager.stade().fil
        return draw(kald, "personer", status, fejl=fejl, skal_grund=skal_grund, tom=not personer)

    def show(self, besoeg: Besoeg) -> Response:
        """The person, or the form again with why not."""
        try:
            return self._show(besoeg)
        except Fejl as fejl:
            if besoeg.felter.get("person"):
                raise
            return self._ask(besoeg.kald, fejl, 404 if fejl.kode == "OPS-002" else 400)

    def _show(self, besoeg: Besoeg) -> Response:
        kald, lager = besoeg.kald, self._installation.lager
        kalder, pnr = kald.known, self._haandtag.read(kald, besoeg.felter)
        maskeret = is_masked(kald)
        vist = maskeret and not kalder.maskeret and besoeg.felter.get("vis") == "ja"
        billede = self._installation.personer.find(kalder, pnr, felter=(*PERSON, *PERSONNUMMER) if vist else PERSON)
        if billede is None:
            raise Brugsfejl("OPS-002", "replikaen kender ikke den person.")
        versioner = lager.versioner(pnr)
        foer = _earlier(versioner, billede, to_number(besoeg.felter.get("fil", ""), 0))
        felter = [] if kalder.maskeret else compare(foer, billede)
        slaegt = join(
            ((RELATIONSARTER[art], anden) for art, anden in sorted(read_relationer(to_tekster(billede.dokument)))),
            ((RELATIONSARTER[art], anden) for art, anden in lager.relationer_til(pnr)),
        )
        tekst = f"{pnr:010}"
        return draw(
            kald, "person",
            pnr=f"{tekst[:6]}-{tekst[6:]}" if vist else mask_pnr(kald, tekst),
            maskeret_pnr=mask_pnr(kald, tekst),
            kan_vises=maskeret and not vist and not kalder.maskeret,
            skal_grund=kald.needs_reason(Handling.PERSON_AABN),
            person=self._haandtag.close(kald, pnr),
            om=_facts(Visning(billede.dokument)),
            billede=billede,
            foer=foer,
            versioner=[each for each in versioner if each.fil != billede.fil][-_VERSIONER:],
            felter=[_masked(each) for each in felter] if maskeret and not vist else felter,
            slaegt=[
                Paaroerende(each.rolle, mask_pnr(kald, f"{each.pnr:010}"), self._haandtag.close(kald, each.pnr))
                for each in slaegt
            ],
            tegning=place(slaegt),
            haendelser=self._haendelser(kalder, pnr),
            haendelser_hoejst=_HAENDELSER,
        )  # fmt: skip

    def _haendelser(self, kalder: Kalder, pnr: int) -> list[Haendelseslinje]:
        """The newest first, each with those who got it, so far as they are the caller's to know of."""
        numre = sorted(nr for _, nr in self._installation.lager.numre_om([pnr], efter=0, til=STOERSTE))
        efter = numre[-_HAENDELSER - 1] if len(numre) > _HAENDELSER else 0
        side = self._installation.feed.read_persons_side(kalder, pnr, efter=efter, antal=_HAENDELSER)
        modtagne = find_receivers(self._installation, kalder, pnr)
        samlekode = self._installation.settings.samlekode
        return [
            Haendelseslinje(
                each.loebenummer,
                wire_code(each.beslutning.kode, samlekode),
                code_name(each.beslutning.kode, each.beslutning.regel),
                each.beslutning.art.value,
                each.dannet,
                tuple(modtagne.get(each.loebenummer, ())[:_MODTAGERE]),
                max(0, len(modtagne.get(each.loebenummer, ())) - _MODTAGERE),
            )
            for each in reversed(side.haendelser)
        ]


def find_receivers(installation: Installation, kalder: Kalder, pnr: int) -> dict[int, list[Modtaget]]:
    """Who got the hændelser about a person, by løbenummer: to the caller's own dueslag, or any."""
    gaeldende = installation.bord.gaeldende()
    fundne: dict[int, list[Modtaget]] = {}
    for levering in installation.postrum.leveringer(pnr):
        if owns(kalder, gaeldende, levering.videregivelse.system):
            dueslag = gaeldende.dueslag.get(levering.dueslag.lower())
            fundne.setdefault(levering.loebenummer, []).append(
                Modtaget(
                    levering.dueslag,
                    dueslag.navn if dueslag else "",
                    levering.tidspunkt,
                    levering.videregivelse.aftale,
                    levering.videregivelse.kanal,
                )
            )
    return fundne


def _earlier(versioner: list[Billede], billede: Billede, fil: int) -> Billede | None:
    """The version beside: the one that was asked for, else the one before."""
    andre = [each for each in versioner if each.fil != billede.fil]
    return next((each for each in andre if each.fil == fil), andre[-1] if andre else None)


def _facts(visning: Visning) -> dict[str, str]:
    """What is said of the person at the top, where the image has it."""
    navn, adresse, klar, civil = visning.navn, visning.adresse, visning.klarskriftadresse, visning.civilstand
    foedt = visning.foedselsdato
    linjer = (klar.standardadresse, klar.bynavn, f"{klar.postnr} {klar.postdistrikt}".strip()) if klar else ()
    return {
        "navn": " ".join(filter(None, (navn.fornavn, navn.mellemnavn, navn.efternavn))) if navn else "",
        "foedt": str(foedt.bedste) if foedt is not None and foedt.bedste else "",
        "status": _code("status", visning.status.kode) if visning.status else "",
        "civilstand": _code("civilstand", civil.kode) if civil else "",
        "adresse": ", ".join(filter(None, linjer)),
        "kommune": adresse.kommunekode if adresse else "",
    }


def _code(tabel: str, kode: str) -> str:
    kendt = lookup(tabel, kode)
    return f"{kode} {kendt.dansk}" if kendt else kode


def _masked(felt: Felt) -> Felt:
    return felt._replace(foer=mask_numbers_in(felt.foer), nu=mask_numbers_in(felt.nu))


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
