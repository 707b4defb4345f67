"""Every page in English says nothing that the catalogue has in Danish: a browser goes wherever the pages lead."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.samling import pages
from cpr_haendelser.konsol.side import Side
from cpr_haendelser.konsol.sprog import ENGELSK, katalog
from tests.konsol.conftest import Browser, logged_in, make_user
from tests.testmiljoe.hus import A, Hus
from tests.testmiljoe.test_sammenhaengende import single

UDEN = {"script", "style", "code", "pre", "textarea"}
"""What is no text of ours: programs, values of the wire, and what people wrote."""
LAESES_OP = ("aria-label", "alt", "title", "placeholder")
TOMME = {"meta", "link", "input", "img", "br", "rect", "path", "line", "circle", "col", "hr", "use"}
PR_SIDE = 2
"""So many addresses of each page are looked at."""
DANSKE = {dansk for dansk, engelsk in katalog().items() if dansk != engelsk}
SAETNINGER = sorted(dansk for dansk in DANSKE if dansk.count(" ") > 2)
FOLK = {rolle.value.title() for rolle in Rolle}
"""Names of people in the fixture."""


class Tekster(HTMLParser):
    """The texts that a page shows or has read out, without those in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.tekster: list[str] = []
        self.veje: list[str] = []
        self._uden: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        her = dict(attrs)
        self.tekster += [her[navn] or "" for navn in LAESES_OP if navn in her]
        if tag == "a" and her.get("href"):
            self.veje.append(her["href"] or "")
        if tag not in TOMME:
            dansk = her.get("lang") not in {None, ENGELSK} and tag != "html"
            self._uden.append((bool(self._uden) and self._uden[-1]) or tag in UDEN or dansk)

    def handle_endtag(self, tag: str) -> None:
        if tag not in TOMME and self._uden:
            self._uden.pop()

    def handle_data(self, data: str) -> None:
        if not (self._uden and self._uden[-1]) and data.strip():
            self.tekster.append(" ".join(data.split()))


def read(side: str) -> Tekster:
    laest = Tekster()
    laest.feed(side)
    return laest


def danish_in(tekster: list[str]) -> set[str]:
    """Those that the catalogue has in English too."""
    hele = {tekst for tekst in tekster if tekst.strip(" :.,;()") in DANSKE - FOLK}
    return hele | {s for tekst in tekster for s in SAETNINGER if s in tekst}


def walk(bruger: Browser, sider: tuple[Side, ...]) -> Iterator[tuple[str, set[str]]]:
    """Every page that can be reached, each in a few of its addresses, with what is Danish on it."""
    former = [
        (side.sti, re.compile(ROD + re.sub(r"\{[^}]+\}", "[^/?]+", side.sti))) for side in sider if side.metode == "GET"
    ]
    koe, sete, antal = [f"{ROD}{sti}" for sti, _ in former if "{" not in sti], set(), dict[str, int]()
    while koe:
        vej = koe.pop(0).partition("#")[0]
        form = next((sti for sti, form in former if form.fullmatch(vej.partition("?")[0])), "")
        if vej in sete or not form or antal.get(form, 0) >= PR_SIDE or "logout" in vej or "/sprog/" in vej:
            continue
        sete.add(vej)
        antal[form] = antal.get(form, 0) + 1
        svar = bruger.get(vej)
        if not svar.headers.get("content-type", "").startswith("text/html"):
            continue
        side = read(svar.text)
        koe += [each for each in side.veje if each.startswith(ROD)]
        yield vej, danish_in(side.tekster)


@pytest.mark.parametrize("rolle", [Rolle.DRIFTSOPERATOER, Rolle.LEVERANDOERADMINISTRATOR])
def test_no_page_in_english_says_what_the_catalogue_has_in_danish(installation: Installation, rolle: Rolle) -> None:
    bruger = logged_in(installation, rolle.value)
    bruger.get(f"{ROD}/sprog/{ENGELSK}")
    fundne = dict(walk(bruger, pages(installation)))
    assert len(fundne) > 20
    linjer = [f"{vej}: {', '.join(sorted(danske))}" for vej, danske in fundne.items() if danske]
    assert not linjer, "\n".join(linjer)


def test_an_order_on_its_way_and_what_is_refused_are_said_in_english_too(ordrehus: Hus) -> None:
    a = logged_in(ordrehus.installation, "tester.a")
    a.get(f"{ROD}/sprog/{ENGELSK}")
    pnr = ordrehus.find(single, A)
    flyt = {"handling": "flytning", "personnummer": pnr, "vejkode": "123", "husnr": "4A", "goer": "gem"}
    linje = f"{ROD}/ordrer/ny/linje"
    skaev = a.fill_in(linje, ordreart="haendelse", **flyt, kommunekode="9999")
    kladde = a.fill_in(linje, ordreart="haendelse", **flyt, kommunekode="0461", sendes="2099-01-01T08:00")
    sti = re.search(rf'action="({ROD}/ordrer/[0-9a-f-]{{36}})/', kladde)
    assert sti, kladde
    til_replika = "# art=replika\npersonnummer;handling\n"
    sider = {
        "a field": skaev,
        "the kladde": kladde,
        "what it would send": a.get(f"{sti[1]}/visning").text,
        "unconfirmed": a.fill_in(f"{sti[1]}/skridt", skridt="submit"),
        "submitted": a.fill_in(f"{sti[1]}/skridt", skridt="submit", forskelle="ja"),
        "no reason": a.fill_in(f"{sti[1]}/skridt", skridt="stop", hvorfor=" "),
        "stopped": a.fill_in(f"{sti[1]}/skridt", skridt="stop", hvorfor="Enough"),
        "what it sent": a.get(f"{sti[1]}/sendt").text,
        "no page": a.get(f"{ROD}/intet").text,
        "another kind": a.fill_in(f"{ROD}/ordrer/ny", art="haendelse", skabelon=til_replika),
    }  # fmt: skip
    assert "a municipality code, as 0101" in sider["a field"]
    assert "would disagree in 2 of the order" in html.unescape(sider["unconfirmed"])
    assert "a template for a replika-ordre" in sider["another kind"]
    linjer = {navn: danish_in(read(side).tekster) for navn, side in sider.items()}
    assert {navn: danske for navn, danske in linjer.items() if danske} == {}


@pytest.fixture(scope="module")
def ordrehus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    make_user(dette.installation, "tester.a", Rolle.TESTANSVARLIG, cvr=A)
    yield dette
    dette.close()
