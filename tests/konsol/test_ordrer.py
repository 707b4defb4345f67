"""Ordering by the pages: from an empty form to what was sent, with mistakes at their cells and nothing of another's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.app.testmiljoe import carry_out_due
from cpr_haendelser.konsol import ROD
from cpr_haendelser.testmiljoe.ordreskridt import SKRIDT
from tests.konsol.conftest import Browser, logged_in, make_user
from tests.testmiljoe.hus import A, B, Hus
from tests.testmiljoe.test_sammenhaengende import single

NY = f"{ROD}/ordrer/ny"


@pytest.fixture(scope="module")
def hus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    make_user(dette.installation, "tester.a", Rolle.TESTANSVARLIG, cvr=A)
    make_user(dette.installation, "tester.b", Rolle.TESTANSVARLIG, cvr=B)
    yield dette
    dette.close()


@pytest.fixture
def a(hus: Hus) -> Browser:
    return logged_in(hus.installation, "tester.a")


@pytest.fixture
def b(hus: Hus) -> Browser:
    return logged_in(hus.installation, "tester.b")


def template(a: Browser, **celler: str) -> str:
    """The template that the page gives, with one line filled in."""
    tom = a.get(f"{ROD}/ordrer/skabelon/sammenhaengende").text.lstrip("\ufeff")
    hoved = next(line for line in csv.reader(io.StringIO(tom), delimiter=";") if "personnummer" in line)
    ud = io.StringIO()
    skriver = csv.writer(ud, delimiter=";")
    skriver.writerows([hoved, [celler.get(navn, "") for navn in hoved]])
    return ud.getvalue()


def move(hus: Hus, a: Browser, **andet: str) -> str:
    pnr = hus.find(single, A)
    celler = {"personnummer": pnr, "handling": "flytning", "kommunekode": "0101", "vejkode": "123", "husnr": "4A"}
    return template(a, **{**celler, **andet})


def order(hus: Hus, a: Browser, **andet: str) -> str:
    """A kladde by the form; its address."""
    side = a.fill_in(NY, art="sammenhaengende", titel="Ud af byen", skabelon=move(hus, a, **andet))
    fundet = re.search(rf'action="({ROD}/ordrer/[0-9a-f-]{{36}})/skridt"', side)
    assert fundet, side
    return fundet[1]


def test_an_order_goes_from_the_form_to_its_messages(hus: Hus, a: Browser) -> None:
    sti = order(hus, a)
    uuid = sti.rpartition("/")[2]
    a.fill_in(f"{ROD}/ordrer/vilkaar", ordre=uuid)
    visning = a.get(f"{sti}/visning").text
    assert visning.count(">ens</span>") == 2, "a move is two messages, and nothing disagrees"
    assert "TST-062" in a.fill_in(f"{sti}/skridt", skridt="approve"), "that is the operator's"
    assert "Stop ordren" in a.fill_in(f"{sti}/skridt", skridt="submit")
    carry_out_due(Miljoe(hus.installation))
    side = a.get(sti).text
    assert '<span class="tegn god">udført</span>' in side
    sendt = a.get(f"{sti}/sendt").text
    assert sendt.count(">ens</span>") == 2
    assert sendt.count("PersonLookupResponse&gt;") == 2, "who ordered them sees both of the messages"
    numre = re.findall(rf"{ROD}/haendelser/(\d+)", sendt)
    assert numre == re.findall(rf"{ROD}/haendelser/(\d+)", side)
    assert len(numre) == 1, "the other one is to an authority that has no agreement with them"
    assert "PersonLookupResponse" in a.get(f"{ROD}/haendelser/{numre[0]}").text


def test_every_mistake_is_shown_at_its_cell_and_the_text_stays_in_the_form(hus: Hus, a: Browser) -> None:
    skabelon = move(hus, a, kommunekode="9999", handling="flyttning")
    side = a.fill_in(NY, art="sammenhaengende", titel="Skæv", skabelon=skabelon)
    assert "TST-054" in side
    assert '<td>handling</td><td class="bred">flyttning</td>' in side
    assert "flyttning;" in side
    assert "Skæv" not in a.get(f"{ROD}/ordrer").text


def test_another_organisation_neither_sees_nor_does_anything_with_an_order(hus: Hus, a: Browser, b: Browser) -> None:
    sti = order(hus, a)
    assert sti not in b.get(f"{ROD}/ordrer").text
    ukendt = f"{ROD}/ordrer/0d000000-0000-4000-8000-000000000000"
    for fra, hvad in ((sti, ""), (sti, "/visning"), (sti, "/sendt")):
        svar, andet = b.get(fra + hvad), b.get(ukendt + hvad)
        assert svar.status_code == andet.status_code == 404
        assert "ORD-002" in svar.text
    assert "ORD-002" in b.fill_in(f"{sti}/skridt", skridt="submit")
    assert "ORD-002" in b.fill_in(f"{sti}/traad", tekst="Hej")


def test_what_is_written_in_the_thread_is_read_there_as_it_was_written(hus: Hus, a: Browser) -> None:
    sti = order(hus, a)
    assert "Hvorn&#229;r &lt;b&gt;kommer&lt;/b&gt; det?" in a.fill_in(
        f"{sti}/traad", tekst="Hvornår <b>kommer</b> det?"
    ).replace("å", "&#229;")


def test_an_ordinary_number_is_refused_wherever_it_is_written(hus: Hus, a: Browser) -> None:
    ordinaer = "010190" + "1234"
    assert "VAGT-003" in a.fill_in(NY, art="sammenhaengende", titel=ordinaer, skabelon=move(hus, a))
    side = a.fill_in(NY, art="sammenhaengende", titel="x", skabelon=move(hus, a, personnummer=ordinaer))
    assert 'role="alert"' in side
    sti = order(hus, a)
    assert "VAGT-003" in a.fill_in(f"{sti}/traad", tekst=f"om {ordinaer}")
    assert ordinaer not in a.get(sti).text


def test_an_order_that_has_ended_can_be_run_again(hus: Hus, a: Browser) -> None:
    sti = order(hus, a)
    assert "annulleret" in a.fill_in(f"{sti}/skridt", skridt="cancel")
    ny = a.fill_in(f"{sti}/skridt", skridt="again")
    assert "kladde" in ny
    assert sti not in re.findall(rf'action="({ROD}/ordrer/[0-9a-f-]+)/skridt"', ny)


def test_a_step_that_there_is_not_is_refused(hus: Hus, a: Browser) -> None:
    assert "WEB-404" in a.fill_in(f"{order(hus, a)}/skridt", skridt="spring")


def test_what_is_offered_is_what_may_be_done(hus: Hus, a: Browser) -> None:
    sti = order(hus, a)
    tilbudt = set(re.findall(r'name="skridt" value="(\w+)"', a.get(sti).text))
    assert tilbudt == {"cancel", "again"}, "it is submitted from the page that shows its messages"
    assert 'name="skridt" value="submit"' in a.get(f"{sti}/visning").text
    for skridt in SKRIDT.keys() - tilbudt - {"submit", "approve", "refuse"}:
        assert "TST-032" in a.fill_in(f"{sti}/skridt", skridt=skridt, hvorfor="prøve"), skridt
