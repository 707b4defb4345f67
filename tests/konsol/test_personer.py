"""A person on a page: looked up by a form, audited, its versions side by side."""

from __future__ import annotations

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.sider.personer import compare
from tests.konsol.conftest import Browser, logged_in

SIDE = f"{ROD}/personer"


def changed_person(installation: Installation) -> str:
    """One about whom something is in the log."""
    return installation.lager.haendelser(antal=1)[0].beslutning.pnr


def test_a_person_is_shown_with_what_was_before_and_its_haendelser(installation: Installation, drift: Browser) -> None:
    pnr = changed_person(installation)
    tekst = drift.fill_in(SIDE, personnummer=pnr)
    assert f"{pnr[:6]}-{pnr[6:]}" in tekst
    assert 'class="aendret"' in tekst
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
