"""A snapshot and then the feed from its number is the truth, whatever comes in while it is read."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.app import Installation
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.web.doer import create_app
from tests.opslag.korsbaek import OPGAVE, settings_in, write_korsbaek
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, KORSBAEK, NOEGLER, A, B, aftale, dueslag, set_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LISTE = "0e000000-0000-4000-8000-000000000001"
NOEGLE = "kun-til-afproevning"
SNAPSHOT = aftale("a", A, KORSBAEK, snapshot=True)
BESKEDER = "{urn:cpr-haendelser:beskeder:1.0}"
_NS = {"p": "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/4/"}


class Sted:
    """An installation that has its first load and one day; the days after are waiting."""

    def __init__(self, installation: Installation, filer: list[Path]) -> None:
        self.installation, self.filer = installation, filer
        self.app = create_app(installation, NOEGLE)
        self.koder = installation.kommunetabel.codes(KORSBAEK)

    def client(self, noegle: str = NOEGLER[A]) -> TestClient:
        return TestClient(self.app, headers={"Authorization": f"Bearer {noegle}"})

    def receive(self) -> None:
        """The next day, if there is one more."""
        if self.filer:
            self.installation.receive(Oenske(self.filer.pop(0), (OPGAVE,)))

    def read(self, between: Callable[[], None] = lambda: None, antal: int = 1000) -> tuple[int, dict[str, bytes]]:
        """A whole snapshot: its number, and each person's element by personnummer."""
        personer: dict[str, bytes] = {}
        loebenumre = set()
        spurgt = {"antal": str(antal)}
        while True:
            svar = self.client().get("/snapshot", params=spurgt)
            assert svar.status_code == 200, svar.text
            side = etree.fromstring(svar.content)
            loebenumre.add(int(side.attrib["loebenummer"]))
            nye = dict(map(to_person, side))
            assert not nye.keys() & personer.keys()
            assert not any(nummer in svar.url.query.decode() for nummer in personer)
            personer |= nye
            between()
            if "fortsaet" not in side.attrib:
                (loebenummer,) = loebenumre
                return loebenummer, personer
            spurgt = {"antal": str(antal), "fortsaet": str(side.attrib["fortsaet"])}

    def follow(self, personer: dict[str, bytes], efter: int) -> None:
        """What a receiver does that follows the feed: it keeps those who live in the municipality."""
        klient = self.client()
        while True:
            bundt = etree.fromstring(klient.get("/beskeder", params={"efter": efter}).content)
            for besked in bundt:
                (fundet,) = besked.iterfind(".//p:PersonLookupResponse", _NS)
                kommune = fundet.findtext("p:adresse/p:aktuelAdresse/p:kommunekode", "", _NS).zfill(4)
                nummer, element = to_person(fundet)
                if kommune in self.koder:
                    personer[nummer] = element
                else:
                    personer.pop(nummer, None)
            if int(bundt.attrib["naeste"]) == efter:
                return
            efter = int(bundt.attrib["naeste"])


def to_person(element: etree._Element) -> tuple[str, bytes]:
    """Number, and the element without what goes by the day that it was written."""
    for navn in ("alder", "antalBoernUnder18"):
        for fundet in element.findall(f"p:persondata/p:{navn}", _NS):
            element.find("p:persondata", _NS).remove(fundet)  # type: ignore[union-attr]
    nummer = element.findtext("p:persondata/p:personnummer", "", _NS)
    return nummer, etree.tostring(element, method="c14n", exclusive=True)


@pytest.fixture(scope="module")
def begyndt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """A folder with the databases, and the files of the days after."""
    mappe = tmp_path_factory.mktemp("korsbaek")
    foerste, naeste, *resten = write_korsbaek(mappe / "filer")
    with closing(Installation.open(settings_in(mappe))) as installation:
        set_up(installation.postrum)
        installation.postrum.gem(aftaler=[SNAPSHOT], tidspunkt="", hvem="")
        installation.receive(Oenske(foerste, (OPGAVE,), etablering=True))
        installation.receive(Oenske(naeste, (OPGAVE,)))
    return mappe, resten


@pytest.fixture
def sted(begyndt: tuple[Path, list[Path]], tmp_path: Path) -> Iterator[Sted]:
    mappe, resten = begyndt
    for database in mappe.glob("*.db"):
        shutil.copy(database, tmp_path)
    with closing(Installation.open(settings_in(tmp_path))) as installation:
        yield Sted(installation, list(resten))


def test_the_snapshot_and_the_feed_from_its_number_is_what_a_snapshot_now_says(sted: Sted) -> None:
    foer = sted.installation.lager.sidste_loebenummer()
    loebenummer, personer = sted.read(sted.receive, antal=700)
    assert (loebenummer, sted.filer) == (foer, [])
    assert len(personer) > 2000
    begyndt = dict(personer)
    sted.follow(personer, loebenummer)
    slut, nu = sted.read()
    assert slut > loebenummer
    assert personer == nu != begyndt
    assert personer.keys() - begyndt.keys()
    assert begyndt.keys() - personer.keys()


def test_pages_of_any_size_are_the_same_snapshot(sted: Sted) -> None:
    assert sted.read(antal=333) == sted.read()


def test_a_dueslag_gets_those_of_whom_its_filter_can_be_true(sted: Sted) -> None:
    alle = sted.read()[1]
    valgt = sorted(alle)[5]
    uden = {"kommune": "0998", "personhaendelse": "034"}
    filtre = {
        f"personnummer = '{valgt}' AND personhaendelse = '034'": {valgt},
        f"NOT personnummer = '{valgt}'": alle.keys() - {valgt},
        " AND ".join(f"{felt} = '{vaerdi}'" for felt, vaerdi in uden.items()): alle.keys(),
        "kommune = '0101'": set(),
    }
    for filter_, ventet in filtre.items():
        sted.installation.postrum.gem(dueslag=[dueslag(DUESLAG_A, A, filter=filter_)], tidspunkt="", hvem="")
        for noegle in (NOEGLER[A], NOEGLE):
            fundne: set[str] = set()
            svar = sted.client(noegle).get("/snapshot", params={"dueslag": DUESLAG_A, "antal": 1000})
            while True:
                side = etree.fromstring(svar.content)
                fundne |= dict(map(to_person, side)).keys()
                if "fortsaet" not in side.attrib:
                    break
                svar = sted.client(noegle).get("/snapshot", params={"fortsaet": side.attrib["fortsaet"], "antal": 1000})
            assert fundne == ventet


def test_a_value_list_counts_as_it_was_when_the_snapshot_began(sted: Sted) -> None:
    alle, postrum = sorted(sted.read()[1]), sted.installation.postrum
    postrum.opret_vaerdiliste(Vaerdiliste(LISTE, "Vores", A, 0, 0), nu="2026-11-25T00:00:00Z", hvem="operatoer")
    postrum.ret_vaerdiliste(LISTE, til=[int(alle[0]), int(alle[-1])], nu="2026-11-25T00:00:00Z", hvem="operatoer")
    filter_ = f"personnummer IN VÆRDILISTE('{LISTE}')"
    postrum.gem(dueslag=[dueslag(DUESLAG_A, A, filter=filter_)], tidspunkt="", hvem="")
    side = etree.fromstring(sted.client().get("/snapshot", params={"dueslag": DUESLAG_A, "antal": 500}).content)
    fundne = list(dict(map(to_person, side)))
    postrum.ret_vaerdiliste(
        LISTE, til=[int(alle[-2])], fra=[int(alle[-1])], nu="2026-11-25T00:00:00Z", hvem="operatoer"
    )
    while "fortsaet" in side.attrib:
        videre = {"fortsaet": side.attrib["fortsaet"], "antal": 500}
        side = etree.fromstring(sted.client().get("/snapshot", params=videre).content)
        fundne += dict(map(to_person, side))
    assert fundne == [alle[0], alle[-1]]


def test_who_may_not_is_refused(sted: Sted) -> None:
    svar = {
        navn: sted.client(noegle).get("/snapshot", params=spurgt)
        for navn, noegle, spurgt in (
            ("no agreement about it", NOEGLER[B], {}),
            ("own dueslag, no agreement", NOEGLER[B], {"dueslag": DUESLAG_B}),
            ("another's dueslag", NOEGLER[B], {"dueslag": DUESLAG_A}),
            ("no such dueslag", NOEGLER[A], {"dueslag": "0d000000-0000-4000-8000-0000000000ff"}),
            ("the operator says not whose", NOEGLE, {}),
            ("no mark of ours", NOEGLER[A], {"fortsaet": "gAAAAAB"}),
            ("not read", NOEGLER[A], {"dueslag": "x"}),
        )
    }
    assert {navn: (each.status_code, each.json()["kode"]) for navn, each in svar.items()} == {
        "no agreement about it": (403, "UDL-013"),
        "own dueslag, no agreement": (403, "UDL-013"),
        "another's dueslag": (404, "UDL-011"),
        "no such dueslag": (404, "UDL-011"),
        "the operator says not whose": (400, "UDL-012"),
        "no mark of ours": (400, "UDL-010"),
        "not read": (422, "WEB-422"),
    }
    assert svar["another's dueslag"].content == svar["no such dueslag"].content


@pytest.mark.parametrize(
    ("slags", "ny", "kode"),
    [
        ("aftaler", SNAPSHOT._replace(gyldig_til="2026-01-31"), "UDL-013"),
        ("aftaler", SNAPSHOT._replace(snapshot=False), "UDL-013"),
        ("aftaler", aftale("a2", A, "35209115", snapshot=True), "UDL-014"),
        ("dueslag", dueslag(DUESLAG_A, A, filter="kommune = '0998'"), "UDL-014"),
        ("dueslag", dueslag(DUESLAG_A, A, aktiv=False), "UDL-011"),
    ],
)
def test_the_agreements_are_asked_at_every_page(sted: Sted, slags: str, ny: object, kode: str) -> None:
    side = etree.fromstring(sted.client().get("/snapshot", params={"dueslag": DUESLAG_A}).content)
    videre = {"fortsaet": side.attrib["fortsaet"]}
    assert sted.client().get("/snapshot", params=videre).status_code == 200
    sted.installation.postrum.gem(**{slags: [ny]}, tidspunkt="", hvem="")  # type: ignore[arg-type]
    assert sted.client().get("/snapshot", params=videre).json()["kode"] == kode


def test_a_mark_can_be_used_by_whom_it_was_given_to_alone(sted: Sted) -> None:
    sted.installation.postrum.gem(aftaler=[aftale("b", B, KORSBAEK, snapshot=True)], tidspunkt="", hvem="")
    videre = {"fortsaet": etree.fromstring(sted.client().get("/snapshot").content).attrib["fortsaet"]}
    for noegle in (NOEGLER[B], NOEGLE):
        svar = sted.client(noegle).get("/snapshot", params=videre)
        assert (svar.status_code, svar.json()["kode"]) == (400, "UDL-010")
