"""A person on a page: looked up by a form, audited, its versions side by side."""

from __future__ import annotations

import re

import pytest

from cpr_haendelser.abonnementer.vurdering import Forklaring, Sandhed
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.sider.forklaring import flatten
from cpr_haendelser.konsol.sider.personer import compare
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from tests.konsol.conftest import Browser, logged_in
from tests.udlevering.opsat import DUESLAG_A, A

SIDE = f"{ROD}/personer"


def changed_person(installation: Installation) -> str:
    """One about whom something is in the log."""
    return installation.lager.haendelser(antal=1)[0].beslutning.pnr


def test_a_person_is_shown_with_what_was_before_and_its_haendelser(installation: Installation, drift: Browser) -> None:
    pnr = changed_person(installation)
    tekst = drift.fill_in(SIDE, personnummer=pnr)
    assert f"{pnr[:6]}-{pnr[6:]}" in tekst
    assert 'class="aendret"' in tekst
    assert "<svg" not in tekst.partition("Hører sammen med")[0]
    assert f'href="{ROD}/haendelser/1"' in tekst


def test_the_lookup_stands_in_the_audit_and_the_number_in_no_address(
    installation: Installation, drift: Browser
) -> None:
    foer = installation.postrum.revisionshoved().nr
    svar = drift.fill_in(SIDE, personnummer=changed_person(installation))
    assert installation.postrum.revisionshoved().nr > foer
    assert changed_person(installation) not in "".join(part for part in svar.split('"') if part.startswith("/"))


def test_an_unknown_person_and_no_number_are_told(drift: Browser) -> None:
    assert "OPS-002" in drift.fill_in(SIDE, personnummer="6101010099")
    assert 'role="alert"' in drift.fill_in(SIDE, personnummer="x")
    assert "VAGT-" in drift.fill_in(SIDE, personnummer="01" * 2 + "701234")  # of ordinary shape, made up here


def test_who_may_not_open_persons_is_refused_before_anything_is_read(installation: Installation) -> None:
    denne = logged_in(installation, Rolle.AFTALEADMINISTRATOR)
    foer = installation.postrum.revisionshoved().nr
    assert "ADG-001" in denne.fill_in(SIDE, personnummer=changed_person(installation))
    assert installation.postrum.revisionshoved().nr == foer


def test_a_version_compared_with_itself_has_no_difference(installation: Installation) -> None:
    billede = installation.lager.billeder([int(changed_person(installation))])[int(changed_person(installation))]
    felter = compare(billede, billede)
    assert felter
    assert not any(felt.aendret for felt in felter)
    assert all(felt.aendret for felt in compare(None, billede))


def families(installation: Installation) -> tuple[str, int]:
    """A person of several relations, and how many others name it."""
    lager = installation.lager
    linjer = lager.haendelser(antal=300)
    numre = {int(each.beslutning.pnr) for each in linjer}
    pnr = max(numre, key=lambda each: len(lager.relationer_til(each)))
    return f"{pnr:010}", len(lager.relationer_til(pnr))


def test_who_the_person_belongs_with_is_drawn_and_said_in_words(installation: Installation, drift: Browser) -> None:
    pnr, andre = families(installation)
    tekst = drift.fill_in(SIDE, personnummer=pnr)
    assert andre > 0
    assert tekst.count("<rect") == tekst.count("<line") + 1 > 1
    assert 'role="img"' in tekst
    assert "<desc" in tekst
    haandtag = re.findall(r'name="person" value="([^"]+)"', tekst)
    videre = drift.fill_in(SIDE, person=haandtag[-1])
    assert f"{pnr[:6]}-{pnr[6:]}" not in videre.partition("<h2>")[0], "a relative is another person"


def test_what_stands_for_a_person_holds_for_one_login(installation: Installation, drift: Browser) -> None:
    tekst = drift.fill_in(SIDE, personnummer=changed_person(installation))
    haandtag = re.findall(r'name="person" value="([^"]+)"', tekst)
    anden = logged_in(installation, Rolle.DRIFTSOPERATOER)
    assert "KON-006" in anden.fill_in(SIDE, person=haandtag[0])
    for forkert in ("x", haandtag[0][:-12] + "AAAAAAAAAAA=", "9" * 5000):
        assert "KON-006" in drift.fill_in(SIDE, person=forkert)


def test_who_got_a_persons_haendelser_stands_beside_them(installation: Installation, drift: Browser) -> None:
    postrum = installation.postrum
    nu = "2026-11-25T06:00:00.000+00:00"
    Fordeler(installation.lager, postrum, installation.bord.match, lambda: nu).drain()
    leveret = Forsendelsestilstand.LEVERET
    (foerste,) = postrum.tag(DUESLAG_A, 1, nu=nu, hvem="proeve")
    svar = Afslutning(
        DUESLAG_A, foerste.loebenummer, foerste.forsoeg, leveret, videregivelse=Videregivelse(A, "a", "hent")
    )
    postrum.svar([svar], nu=nu)
    tekst = drift.fill_in(SIDE, personnummer=f"{foerste.pnr:010}")
    assert "Til a, 25. nov. 2026 07.00" in tekst


# --- Produktion: numbers are masked until they are asked for ----------------------------------------------------------


def test_in_production_a_number_is_masked_until_it_is_asked_for_with_a_reason(produktion: Installation) -> None:
    pnr = changed_person(produktion)
    drift = logged_in(produktion, Rolle.DRIFTSOPERATOER)
    assert "Hvorfor skal du se det?" in drift.fill_in(SIDE, personnummer=pnr)
    tekst = drift.fill_in(SIDE, personnummer=pnr, grund="fejlmelding 17 fra skolen")
    assert f"{pnr[:6]}-****" in tekst
    assert not ORDINARY.search(without_marks(tekst)), "neither the person's number nor a relative's"
    haandtag = re.findall(r'name="person" value="([^"]+)"', tekst)[0]
    assert "Hvorfor skal du se det?" in drift.fill_in(SIDE, person=haandtag, vis="ja")
    foer = produktion.postrum.revisionshoved().nr
    vist = drift.fill_in(SIDE, person=haandtag, vis="ja", grund="borgeren ringer op nu")
    assert f"{pnr[:6]}-{pnr[6:]}" in vist
    led = str([each.indhold for each in produktion.postrum.revisionsled(efter=foer)])
    assert "borgeren ringer op nu" in led
    assert "personnummer" in led


ORDINARY = re.compile(r"(?<![0-9A-Fa-f-])[0-9]{6}[- ]?[0-9]{4}(?![0-9A-Fa-f-])")


def without_marks(tekst: str) -> str:
    """A page without what is sealed in it."""
    return re.sub(r'value="[^"]{60,}"', "", tekst)


def test_in_production_no_page_about_a_haendelse_or_a_dueslag_has_a_number(produktion: Installation) -> None:
    drift = logged_in(produktion, Rolle.DRIFTSOPERATOER)
    grund = "fejlmelding 17 fra skolen"
    for sti in ("/haendelser", "/haendelser/1", "/filer/2/linjer", f"/dueslag/{DUESLAG_A}/forklar?nr=1"):
        tekst = drift.fill_in(ROD + sti, grund=grund)
        assert 'role="alert"' not in tekst, sti
        assert not ORDINARY.search(without_marks(tekst)), sti


def test_the_numbers_of_a_filter_are_kept_when_it_is_changed_by_one_who_does_not_see_them(
    produktion: Installation,
) -> None:
    drift, ret = logged_in(produktion, Rolle.DRIFTSOPERATOER), f"{ROD}/dueslag/{DUESLAG_A}/ret"
    foer = produktion.bord.dueslag(DUESLAG_A)
    gemt = "personnummer IN ('6101901234', '620292-1111') AND kommune = '0999'"
    produktion.postrum.gem(dueslag=[foer._replace(filter=gemt)], tidspunkt="", hvem="prøve")
    tekst = drift.get(ret).text
    assert "&lt;nummer 1&gt;" in tekst
    assert "6101901234" not in tekst
    udgave = re.search(r'name="udgave" value="([0-9a-f]{64})"', tekst)
    assert udgave
    nyt = "personnummer = '<nummer 2>' AND kommune = '0998'"
    felter = {"navn": "Til a", "udgave": udgave[1], "aktiv": "ja"}
    assert "KON-008" in drift.fill_in(ret, goer="gem", filter="personnummer = '<nummer 3>'", **felter)
    assert "Ændringen er gemt" in drift.fill_in(ret, goer="gem", filter=nyt, **felter)
    assert produktion.bord.dueslag(DUESLAG_A).filter == "personnummer = '620292-1111' AND kommune = '0998'"
    produktion.postrum.gem(dueslag=[foer], tidspunkt="", hvem="prøve")


@pytest.mark.parametrize("foran", range(14))
def test_in_production_no_number_is_cut_in_two_and_half_of_it_shown(foran: int) -> None:
    numre = ", ".join(f"'{6101900000 + nr}'" for nr in range(40))
    led = Forklaring(f"{'x' * foran} personnummer IN ({numre})", Sandhed.FALSK)
    [vist] = flatten(Kald(Miljoe.PRODUKTION), led, 0)
    assert vist.tekst.endswith("…")
    assert re.search("[0-9]{7}", vist.tekst) is None


def test_in_production_what_is_done_with_a_dueslag_needs_a_reason(produktion: Installation) -> None:
    drift, sti = logged_in(produktion, Rolle.DRIFTSOPERATOER), f"{ROD}/dueslag/{DUESLAG_A}"
    assert "ADG-004" in drift.fill_in(f"{sti}/stop")
    assert "Start dueslaget" in drift.fill_in(f"{sti}/stop", grund="modtageren bad om det")
    assert "Stop dueslaget" in drift.fill_in(f"{sti}/start", grund="modtageren er klar")
    assert "ADG-004" in drift.fill_in(f"{sti}/afspil", goer="afspil", alt="ja")
    tekst = drift.fill_in(f"{sti}/ret", goer="proev", navn="Til a", filter="kommune = '0999'")
    assert "ADG-004" in tekst
    assert "kommune = &#39;0999&#39;" in tekst, "what was written is kept"
