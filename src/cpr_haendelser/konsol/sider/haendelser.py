"""The numbered log, and one hændelse with its message: kuvert and beskeddata side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree
from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.beskeder.laesning import parse
from cpr_haendelser.cpr.tider import read_tid
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.haendelser.visning import cause_name, code_name
from cpr_haendelser.konsol.side import Besoeg, Side, draw, mask_pnr, read_number, read_path_number
from cpr_haendelser.udlevering.spor import BESKED

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_SIDE = 50
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


class Led(NamedTuple):
    """One element of a message: how deep, its name without namespace, and its text."""

    dybde: int
    navn: str
    tekst: str


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list and the single one."""
    lager, feed = installation.lager, installation.feed

    def show_list(besoeg: Besoeg) -> Response:
        kalder = besoeg.kald.known
        sidste = lager.sidste_loebenummer()
        side = feed.read_back(kalder, til=min(read_number(besoeg, "til", sidste), sidste), antal=_SIDE)
        linjer = [_linje(besoeg, each) for each in reversed(side.haendelser)]
        return draw(besoeg.kald, "haendelser", linjer=linjer, tidligere=side.naeste, sidste=sidste)

    def show_one(besoeg: Besoeg) -> Response:
        kald = besoeg.kald
        haendelse = feed.read_one(kald.known, read_path_number(besoeg, "nr"), BESKED)
        besked = installation.beskedskriver.write(haendelse)
        kuvert, data = split(besked)
        maskeret = kald.known.maskeret
        return draw(
            kald, "haendelse",
            linje=_linje(besoeg, haendelse),
            haendelse=haendelse,
            kuvert=[] if maskeret else kuvert,
            beskeddata=[] if maskeret else data,
            xml="" if maskeret else besked.decode(),
        )  # fmt: skip

    return tuple(
        Side(metode, sti, Handling.LOG_LAES, vis)
        for sti, vis in (("/haendelser", show_list), ("/haendelser/{nr}", show_one))
        for metode in ("GET", "POST")
    )


def _linje(besoeg: Besoeg, haendelse: Haendelse) -> Linje:
    b = haendelse.beslutning
    fra = read_tid(b.gyldig_fra, "*" if b.usikker else "")
    return Linje(
        haendelse.loebenummer,
        b.kode,
        code_name(b.kode, b.regel),
        b.art.value,
        mask_pnr(besoeg.kald, b.pnr),
        str(fra.bedste) if fra.bedste is not None else b.gyldig_fra,
        haendelse.modtager_cvr,
        cause_name(haendelse),
        haendelse.dannet,
    )


def split(besked: bytes) -> tuple[list[Led], list[Led]]:
    """The elements of a message: those of the kuvert, and those of its beskeddata."""
    rod = parse(besked)
    data = [led for del_ in rod.iter(_BESKEDDATA) for barn in del_ for led in _walk(barn, 0)]
    return list(_walk(rod, 0)), data


def _walk(element: etree._Element, dybde: int) -> Iterator[Led]:
    yield Led(dybde, etree.QName(element).localname, (element.text or "").strip())
    for barn in element:
        if barn.tag != _BESKEDDATA:
            yield from _walk(barn, dybde + 1)
