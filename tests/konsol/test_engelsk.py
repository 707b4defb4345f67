"""Nothing of ours on a page in English is Danish: a browser goes wherever the pages lead, and every text is weighed.

A word is Danish that the catalogues have in what we say in Danish and never in what we say in English, or that is one
of the language's commonest. What is not ours (what people wrote, words of the records) carries lang="da", and is read
so too; names and values of this installation are neither.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.cpr.kommuner import kommuner
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.fejlsprog import refusals
from cpr_haendelser.konsol.samling import pages
from cpr_haendelser.konsol.side import Side
from cpr_haendelser.konsol.sprog import ENGELSK, katalog, kodeord
from cpr_haendelser.logning import skrivning
from tests.aftaler.certifikater import Udsteder, to_pem
from tests.konsol.conftest import Browser, logged_in, make_organisation, make_user
from tests.konsol.fuldt import EGET, overfull
from tests.konsol.skranken import Skranke
from tests.testmiljoe.hus import A, Hus
from tests.testmiljoe.test_sammenhaengende import single
from tests.udlevering.opsat import DUESLAG_A

UDEN = {"script", "style", "code", "pre", "textarea"}
"""What is no text of ours: programs, values of the wire, and what people wrote."""
LAESES_OP = ("aria-label", "alt", "title", "placeholder")
TOMME = {"meta", "link", "input", "img", "br", "rect", "path", "line", "circle", "col", "hr", "use", "wbr"}
PR_SIDE = 3
"""So many addresses of each page are looked at."""
ORD = re.compile(r"(?<![\w.:/@«[({-])[A-Za-zÆØÅæøåéöü]{2,}(?![\w.:/@»-]*[.:/@_=-]\w)")
"""A word that stands by itself: no part of an address, a name of the wire or a value."""
CITERET = re.compile(r"“[^”]*”|\b(?:[0-9a-f]{4} ){3,}[0-9a-f]{4}\b")
"""What is quoted, and what is no words at all."""
ALMINDELIGE = frozenset(
    re.findall(
        r"\w+",
        """
    og eller ikke er af til med den det som har kan skal på fra en et de vi du jeg sig når hvis hvor hvem hvad
    hvorfor om efter før mellem uden blev bliver være været vil ville må kun noget nogen flere ingen intet denne
    dette jeres vores deres dit første sidste næste ved også alle
    """,
    )
)
"""The words that hardly any Danish sentence does without."""
OCES = Udsteder()
SER = ("driftsoperatoer", "ida", "aage", "testansvarlig", "revisor")
"""Who looks."""
NAVNEORD = frozenset(
    re.findall(
        r"\w+",
        """
    hændelse hændelser hændelses haendelse haendelser løbenummer løbenumre dueslag kuvert beskeddata replika
    personnummer personnumre driftsoperatør personhændelse personhændelser fejlkø beskedfåtilsendt opslag
    leverandøradministrator
    """,
    )
)
"""Nouns of law, wire and the official screens: they are called that in English too."""


class Skema(NamedTuple):
    """A form of a page."""

    sti: str
    felter: dict[str, str]
    """What it sends as it is shown."""
    skrives: set[str]
    """The fields that somebody writes in."""

    def add(self, tag: str, her: Mapping[str, str | None]) -> None:
        navn, vaerdi = her["name"] or "", her.get("value") or ""
        if tag == "textarea" or (tag == "input" and her.get("type", "text") in {"text", "email", "password", "number"}):
            self.skrives.add(navn)
        if tag != "input" or her.get("type") not in {"checkbox", "radio", "file"} or "checked" in her:
            self.felter.setdefault(navn, vaerdi)


class Tekster(HTMLParser):
    """The texts that a page shows or has read out, without those in another language; and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.tekster: list[str] = []
        self.veje: list[str] = []
        self.skemaer: list[Skema] = []
        self._skema: Skema | None = None
        self._uden: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        her = dict(attrs)
        dansk = her.get("lang") not in {None, ENGELSK} and tag != "html"
        uden = (bool(self._uden) and self._uden[-1]) or dansk
        if not uden:
            self.tekster += [her[navn] or "" for navn in LAESES_OP if navn in her]
        if tag == "a" and her.get("href"):
            self.veje.append(her["href"] or "")
        if tag == "form" and her.get("method") == "post":
            self._skema = Skema(her["action"] or "", {}, set())
            self.skemaer.append(self._skema)
        elif self._skema and her.get("name") and tag in {"input", "select", "textarea", "button"}:
            self._skema.add(tag, her)
        if tag not in TOMME:
            self._uden.append(uden or tag in UDEN)

    def handle_endtag(self, tag: str) -> None:
        self._skema = None if tag == "form" else self._skema
        if tag not in TOMME and self._uden:
            self._uden.pop()

    def handle_data(self, data: str) -> None:
        if not (self._uden and self._uden[-1]) and data.strip():
            self.tekster.append(" ".join(data.split()))


def read(side: str) -> Tekster:
    laest = Tekster()
    laest.feed(side)
    return laest


def words(tekster: Iterator[str] | list[str] | set[str]) -> set[str]:
    return {ord_.lower() for tekst in tekster for ord_ in ORD.findall(tekst)}


def danish_words() -> frozenset[str]:
    """What is said in Danish and never in English."""
    alle = {**kodeord(), **katalog(), **refusals()}
    return frozenset((words(set(alle)) | ALMINDELIGE) - words(set(alle.values()) - set(alle)) - NAVNEORD)


DANSKE = danish_words()


def danish_in(tekster: list[str], navne: re.Pattern[str]) -> list[str]:
    """The texts with a Danish word in them, without names."""
    fundne = []
    for tekst in dict.fromkeys(tekster):
        rest = navne.sub("", CITERET.sub("", tekst))
        if words([rest]) & DANSKE or re.search("[æøåÆØÅ]", " ".join(words([rest]) - NAVNEORD)):
            fundne.append(tekst)
    return fundne


def walk(bruger: Browser, sider: tuple[Side, ...]) -> Iterator[tuple[str, Tekster]]:
    """Every page that can be reached, each in a few of its addresses, with what it says."""
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
        here = svar.url.path
        koe += [f"{here}{each}" if each.startswith("?") else each for each in side.veje if each[:1] in {"?", "/"}]
        yield vej, side


@pytest.fixture(scope="module", autouse=True)
def own_refusals() -> Iterator[None]:
    """What other tests of the same process were refused, by doors of their own words, is not told here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(skrivning, "_afvisninger", deque(maxlen=skrivning.HUSKET))
        yield


@pytest.fixture(scope="module")
def fuldt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with overfull(tmp_path_factory.mktemp("fuldt")) as installation:
        yield installation


def names_in(installation: Installation) -> re.Pattern[str]:
    """What things and people are called here."""
    opsat, ordrer = installation.bord.opsaetning(), installation.ordrelager.ordrer(antal=50)
    navne = {each.navn for each in opsat.organisationer} | {each.navn for each in opsat.systemer}
    navne |= {each.navn for each in opsat.dueslag}
    navne |= {navn for each in opsat.brugere for navn in (each.navn, each.brugernavn)}
    navne |= {each.navn for each in kommuner().values()}
    navne |= {each.titel for each in ordrer} | {each.id for each in opsat.aftaler}
    navne |= {"Skolebørn", "Gemt", "Natlig", "Korsbæk", "prøve"}
    return re.compile("|".join(rf"\b{re.escape(each)}\b" for each in sorted(navne - {""}, key=len, reverse=True)))


@pytest.fixture(scope="module")
def set_af(fuldt: Installation) -> dict[str, dict[str, Tekster]]:
    """What each of them sees in English, page by page."""
    return {hvem: dict(walk(_in_english(fuldt, hvem), pages(fuldt))) for hvem in SER}


def _in_english(installation: Installation, hvem: str) -> Browser:
    bruger = logged_in(installation, hvem)
    bruger.get(f"{ROD}/sprog/{ENGELSK}")
    return bruger


@pytest.mark.parametrize("hvem", SER)
def test_no_page_in_english_has_danish_words_of_ours(
    fuldt: Installation, set_af: dict[str, dict[str, Tekster]], hvem: str
) -> None:
    assert len(set_af[hvem]) > 20
    navne = names_in(fuldt)
    danske = {vej: danish_in(side.tekster, navne) for vej, side in set_af[hvem].items()}
    assert {vej: tekster for vej, tekster in danske.items() if tekster} == {}


def test_an_empty_installation_speaks_english_too(tom: Installation) -> None:
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    danske = {vej: danish_in(side.tekster, names_in(tom)) for vej, side in walk(_in_english(tom, "drift"), pages(tom))}
    assert len(danske) > 40
    assert {vej: tekster for vej, tekster in danske.items() if tekster} == {}


def test_produktion_speaks_english_too(tmp_path: Path) -> None:
    skranke = Skranke(tmp_path, "produktion")
    skranke.request()
    with closing(skranke.installation) as installation:
        navne, side = names_in(installation), pages(installation)
        for hvem in ("drift", "lone", "anna"):
            sete = walk(_in_english(installation, hvem), side)
            danske = {vej: danish_in(each.tekster, navne) for vej, each in sete}
            assert len(danske) > 15
            assert {vej: tekster for vej, tekster in danske.items() if tekster} == {}


def test_what_right_forms_lead_to_is_said_in_english_too(fuldt: Installation) -> None:
    drift, navne = _in_english(fuldt, "driftsoperatoer"), names_in(fuldt)
    pnr = fuldt.lager.haendelser(antal=1)[0].beslutning.pnr
    spurgt = {"person": pnr, "system": EGET, "aftale": "a", "hvem": "operatoer", "sag": f"dueslag:{DUESLAG_A}"}
    ret, felter = f"/dueslag/{DUESLAG_A}/ret", {"navn": "Til a", "udgave": "0"}
    sider = {
        "a person": drift.submit("/personer", personnummer=pnr),
        **{om: drift.submit("/revision/svar", om=om, **{om: hvad, "personnummer": pnr}) for om, hvad in spurgt.items()},
        "the check": drift.submit("/revision/kontrol"),
        "a filter": drift.submit(ret, **felter, filter="hændelse = '034' OR NOT kommune = '0101'", goer="proev"),
        "another": drift.submit(ret, **felter, filter="kode = '034'", goer="tjek"),
        "counted": drift.submit(f"/dueslag/{DUESLAG_A}/afspil", alt="ja", goer="tael", grund="Fejl hos os"),
        "a key": drift.submit(f"/systemer/{EGET}/noegler/ny", navn="Feed", dage="9", **{"omfang.log.laes": "ja"}),
        "a certificate": drift.submit(f"/systemer/{EGET}/certifikater", certifikat=to_pem(OCES.certifikat).decode()),
    }
    assert [navn for navn, svar in sider.items() if svar.status_code != 200] == ["a certificate"]
    danske = {navn: danish_in(read(svar.text).tekster, navne) for navn, svar in sider.items()}
    assert {navn: tekster for navn, tekster in danske.items() if tekster} == {}


def test_the_catalogues_in_english_have_no_danish_words() -> None:
    felter, steder = {"fra", "til"}, {"korsbæk", "christiansø", "værdiliste", "nøgle", "nøglen"}
    engelske = {en for kilde in (katalog(), refusals(), kodeord()) for da, en in kilde.items() if ":" not in da[:6]}
    for tekst in engelske:
        ord_ = words([re.sub("`[^`]*`", "", tekst)])
        assert not ord_ & ALMINDELIGE - felter, tekst
        assert not {each for each in ord_ if re.search("[æøå]", each)} - NAVNEORD - steder, tekst


@pytest.mark.parametrize(("hvem", "skrevet"), [("ida", ""), ("driftsoperatoer", "x")])
def test_no_form_that_is_sent_with_nothing_or_nonsense_is_answered_in_danish(
    fuldt: Installation, set_af: dict[str, dict[str, Tekster]], hvem: str, skrevet: str
) -> None:
    navne, danske, bruger = names_in(fuldt), dict[str, list[str]](), _in_english(fuldt, hvem)
    modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', bruger.get(f"{ROD}/adgangskode").text)
    assert modtegn
    for skema in (each for side in set_af[hvem].values() for each in side.skemaer if each.skrives):
        form = re.sub("[0-9a-f-]{36}", "", skema.sti)
        if form not in danske:
            felter = skema.felter | dict.fromkeys(skema.skrives, skrevet) | {"modtegn": modtegn[1]}
            svar = bruger.post(skema.sti, data=felter)
            assert svar.status_code < 500, skema.sti
            assert not re.search("KON-00[12]", svar.text), skema.sti
            danske[form] = danish_in(read(svar.text).tekster, navne)
    assert len(danske) > 15
    assert {vej: tekster for vej, tekster in danske.items() if tekster} == {}


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
    assert "the four digits of a known municipality, as 0101" in sider["a field"]
    assert "would disagree in 2 of the order" in html.unescape(sider["unconfirmed"])
    assert "a template for a replika-ordre" in sider["another kind"]
    navne = names_in(ordrehus.installation)
    linjer = {navn: danish_in(read(side).tekster, navne) for navn, side in sider.items()}
    assert {navn: danske for navn, danske in linjer.items() if danske} == {}


@pytest.fixture(scope="module")
def ordrehus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    make_user(dette.installation, "tester.a", Rolle.TESTANSVARLIG, cvr=A)
    yield dette
    dette.close()
