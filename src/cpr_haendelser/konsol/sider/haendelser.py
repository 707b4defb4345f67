"""The numbered log, and one hændelse: its cause down to the record, its message, who got it.

Where numbers are masked the message is shown without them until they are asked for, which stands in the audit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree
from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.beskeder.laesning import parse
from cpr_haendelser.cpr.tider import read_tid
from cpr_haendelser.haendelser.model import Haendelse, Ordrested
from cpr_haendelser.haendelser.visning import cause_name, code_name
from cpr_haendelser.konsol.haandtag import Haandtag
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import (
    Besoeg,
    Side,
    draw,
    is_masked,
    mask_numbers_in,
    mask_pnr,
    read_number,
    read_path_number,
    wire_code,
)
from cpr_haendelser.konsol.sider.personer import Felt, compare, find_receivers
from cpr_haendelser.storage.lager import STOERSTE, Linje099
from cpr_haendelser.testmiljoe.divergens import Divergens
from cpr_haendelser.testmiljoe.sendt import find_divergens
from cpr_haendelser.udlevering.kalder import Kalder, find_ret
from cpr_haendelser.udlevering.spor import BESKED, PERSONNUMMER

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_SIDE = 50
_SENERE = 200
"""Later hændelser of the person that are looked through for what corrects one."""
_BESKEDDATA = "{urn:oio:besked:kuvert:1.0}Beskeddata"


class Linje(NamedTuple):
    """A hændelse in the list."""

    loebenummer: int
    kode: str
    navn: str
    art: str
    pnr: str
    gyldig_fra: str
    modtager: str
    aarsag: str
    dannet: str
    ordre: str
    """Number and title of the order that it comes of, where the caller may see orders; empty: a file did it."""


class Led(NamedTuple):
    """One element of a message: how deep, its name without namespace, and its text."""

    dybde: int
    navn: str
    tekst: str


class Aarsag(NamedTuple):
    """What a hændelse comes of."""

    fil: int
    """0: an order did it."""
    navn: str
    ordre: str
    """UUID; empty: a file did it."""
    linjer: tuple[Linje099, ...]
    """The 099 lines that say so."""
    poster: tuple[Felt, ...]
    """The fields of the changed records that differ, before and after the file."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list and the single one."""
    haendelser = _Haendelser(installation)
    return tuple(
        Side(metode, sti, Handling.LOG_LAES, vis)
        for sti, vis in (("/haendelser", haendelser.show_list), ("/haendelser/{nr}", haendelser.show_one))
        for metode in ("GET", "POST")
    )


class _Haendelser:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._haandtag = installation, Haandtag(installation)

    # --- the list -----------------------------------------------------------------------------------------------------

    def show_list(self, besoeg: Besoeg) -> Response:
        kalder, lager = besoeg.kald.known, self._installation.lager
        sidste = lager.sidste_loebenummer()
        uden = besoeg.request.query_params.get("uden") == "ja" and kalder.er_operatoer
        if uden:
            fundne, efter = self._without_receiver(besoeg)
            tidligere = 0
        else:
            til = min(read_number(besoeg, "til", sidste), sidste)
            side = self._installation.feed.read_back(kalder, til=til, antal=_SIDE)
            fundne, tidligere, efter = side.haendelser[::-1], side.naeste, 0
        ordrer = self._orders(besoeg.kald, fundne)
        linjer = [self._linje(besoeg, each)._replace(ordre=ordrer.get(each.loebenummer, "")) for each in fundne]
        return draw(
            besoeg.kald, "haendelser",
            linjer=linjer, tidligere=tidligere, flere=efter, sidste=sidste, uden=uden,
            kan_uden=kalder.er_operatoer,
        )  # fmt: skip

    def _without_receiver(self, besoeg: Besoeg) -> tuple[list[Haendelse], int]:
        """Those without receiver above a number, and where the next page begins (0: there is none)."""
        efter = read_number(besoeg, "efter", 0)
        fundne = self._installation.feed.read_without_receiver(besoeg.kald.known, efter=efter, antal=_SIDE)
        return fundne, fundne[-1].loebenummer if len(fundne) == _SIDE else 0

    def _linje(self, besoeg: Besoeg, haendelse: Haendelse) -> Linje:
        b = haendelse.beslutning
        fra = read_tid(b.gyldig_fra, "*" if b.usikker else "")
        return Linje(
            haendelse.loebenummer,
            wire_code(b.kode, self._installation.settings.samlekode),
            code_name(b.kode, b.regel),
            b.art.value,
            mask_pnr(besoeg.kald, b.pnr),
            str(fra.bedste) if fra.bedste is not None else b.gyldig_fra,
            haendelse.modtager_cvr,
            cause_name(haendelse),
            haendelse.dannet,
            "",
        )

    def _orders(self, kald: Kald, haendelser: list[Haendelse]) -> dict[int, str]:
        """By løbenummer, the orders that some hændelser come of, as far as the caller may know of orders."""
        if not kald.may(Handling.ORDRE_LAES):
            return {}
        uuider = {each.loebenummer: Ordrested.read(each.ordre).uuid for each in haendelser if each.ordre}
        fundne = {uuid: self._installation.ordrelager.ordre(uuid) for uuid in set(uuider.values())}
        return {
            nummer: f"{ordre.nr}{f': {ordre.titel}' if ordre.titel else ''}"
            for nummer, uuid in uuider.items()
            if (ordre := fundne[uuid]) is not None
        }

    # --- one ----------------------------------------------------------------------------------------------------------

    def show_one(self, besoeg: Besoeg) -> Response:
        kald, kalder = besoeg.kald, besoeg.kald.known
        masker = is_masked(kald)
        vist = masker and not kalder.maskeret and besoeg.felter.get("vis") == "ja"
        felter = (*BESKED, *PERSONNUMMER) if vist else BESKED
        haendelse = self._installation.feed.read_one(kalder, read_path_number(besoeg, "nr"), felter)
        besked = self._installation.beskedskriver.write(haendelse)
        kuvert, data = split(besked)
        xml = pretty(besked)
        if masker and not vist:
            kuvert, data, xml = _mask(kuvert), _mask(data), mask_numbers_in(xml)
        pnr = int(haendelse.beslutning.pnr)
        return draw(
            kald, "haendelse",
            linje=self._linje(besoeg, haendelse),
            haendelse=haendelse,
            aarsag=self._cause(haendelse, masked=masker and not vist),
            rettet_af=self._corrected_by(kalder, haendelse),
            divergenser=[] if kalder.maskeret else self._divergences(haendelse, masked=masker and not vist),
            kuvert=[] if kalder.maskeret else kuvert,
            beskeddata=[] if kalder.maskeret else data,
            xml="" if kalder.maskeret else xml,
            modtagere=find_receivers(self._installation, kalder, pnr).get(haendelse.loebenummer, []),
            person=self._haandtag.close(kald, pnr) if kald.may(Handling.PERSON_AABN) else "",
            kan_vises=masker and not vist and not kalder.maskeret,
            skal_grund=kald.needs_reason(Handling.LOG_LAES),
        )  # fmt: skip

    def _cause(self, haendelse: Haendelse, *, masked: bool) -> Aarsag:
        if haendelse.ordre:
            return Aarsag(0, cause_name(haendelse), Ordrested.read(haendelse.ordre).uuid, (), ())
        lager, b = self._installation.lager, haendelse.beslutning
        linjer = tuple(
            linje
            for nummer in b.linjer
            for linje in lager.linjer099(haendelse.fil, efter=nummer - 1, antal=1)
            if linje.linje == nummer
        )
        return Aarsag(haendelse.fil, haendelse.filnavn, "", linjer, tuple(self._records(haendelse, masked=masked)))

    def _records(self, haendelse: Haendelse, *, masked: bool) -> Iterator[Felt]:
        """The fields that differ in the records that the rule was about."""
        lager, pnr = self._installation.lager, int(haendelse.beslutning.pnr)
        nu = lager.billede_pr_fil(pnr, haendelse.fil)
        if nu is None:
            return
        poster, forrige, hvilken = {each[:3] for each in haendelse.beslutning.poster}, "", ""
        for felt in compare(lager.billede_pr_fil(pnr, haendelse.fil - 1), nu):
            hvilken = felt.post or hvilken
            if hvilken[:3] in poster and felt.aendret:
                vist = felt._replace(post="" if hvilken == forrige else hvilken)
                forrige = hvilken
                if masked:
                    vist = vist._replace(foer=mask_numbers_in(vist.foer), nu=mask_numbers_in(vist.nu))
                yield vist

    def _divergences(self, haendelse: Haendelse, *, masked: bool) -> list[Divergens]:
        """Of an ordered one: what comes of a file says one thing."""
        if not haendelse.ordre:
            return []
        fundne = find_divergens(self._installation.lager, haendelse)
        if not masked:
            return fundne
        return [
            Divergens(each.felt, mask_numbers_in(each.haendelsen), mask_numbers_in(each.personen)) for each in fundne
        ]

    def _corrected_by(self, kalder: Kalder, haendelse: Haendelse) -> list[tuple[int, str]]:
        """What corrects or annuls it later, so far as the caller may see that: number and art."""
        lager, bord = self._installation.lager, self._installation.bord
        om = lager.numre_om([int(haendelse.beslutning.pnr)], efter=haendelse.loebenummer, til=STOERSTE)
        senere = lager.haendelser_med(sorted(nr for _, nr in om)[:_SENERE])
        ret = None if kalder.er_operatoer else find_ret(kalder, bord.gaeldende())
        return [
            (each.loebenummer, each.beslutning.art.value)
            for each in senere
            if each.retter_loebenummer == haendelse.loebenummer and (ret is None or ret.allows(bord.besked(each)))
        ]


def split(besked: bytes) -> tuple[list[Led], list[Led]]:
    """The elements of a message: those of the kuvert, and those of its beskeddata."""
    rod = parse(besked)
    data = [led for del_ in rod.iter(_BESKEDDATA) for barn in del_ for led in _walk(barn, 0)]
    return list(_walk(rod, 0)), data


def pretty(besked: bytes) -> str:
    """The message as text with its elements below each other; as it is sent it has no blanks between them."""
    rod = parse(besked)
    etree.indent(rod, "  ")
    return str(etree.tostring(rod, encoding="unicode"))


def _walk(element: etree._Element, dybde: int) -> Iterator[Led]:
    yield Led(dybde, etree.QName(element).localname, (element.text or "").strip())
    for barn in element:
        if barn.tag != _BESKEDDATA:
            yield from _walk(barn, dybde + 1)


def _mask(led: list[Led]) -> list[Led]:
    return [each._replace(tekst=mask_numbers_in(each.tekst)) for each in led]
