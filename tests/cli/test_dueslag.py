"""Dueslag on the command line: seen, explained, released, moved, sent again, stopped and started."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cpr_haendelser.aftaler.model import Aftaletilstand
from cpr_haendelser.app import Installation
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from tests.cli.conftest import Svar
from tests.opslag.korsbaek import settings_in
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, KORSBAEK, A, aftale, dueslag, set_up

Haendelser = Callable[..., Svar]
NU = "2026-11-24T07:30:00.000+00:00"
LEVERET, PARKERET = Forsendelsestilstand.LEVERET, Forsendelsestilstand.PARKERET


@pytest.fixture(scope="session")
def fordelt(fyldt: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose log has been distributed: of A's the first 30 are delivered, the next 5 parked."""
    folder = tmp_path_factory.mktemp("fordelt")
    shutil.copy(fyldt / "h.db", folder / "h.db")
    installation = Installation.open(settings_in(folder))
    postrum = installation.postrum
    set_up(postrum)
    Fordeler(installation.lager, postrum, installation.bord.match, lambda: NU).drain()
    for antal, tilstand in ((30, LEVERET), (5, PARKERET)):
        while antal:
            tagne = postrum.tag(DUESLAG_A, antal, nu=NU, hvem="p/1")
            assert tagne
            vej = Videregivelse(A, "a", "hent") if tilstand is LEVERET else None
            grund = "" if vej else "statuskode-41"
            svar = [Afslutning(*post[:2], post.forsoeg, tilstand, "", grund, videregivelse=vej) for post in tagne]
            antal -= postrum.svar(svar, nu=NU)  # noqa: PLW2901 - counts down
    installation.close()
    return folder


@pytest.fixture
def log(fordelt: Path, tmp_path: Path) -> list[Haendelse]:
    """The log of a database of one's own; its distribution is done."""
    for fil in fordelt.glob("h.*db*"):
        shutil.copy(fil, tmp_path / fil.name)
    installation = Installation.open(settings_in(tmp_path))
    try:
        return list(iterate(installation.lager, Udsnit()))
    finally:
        installation.close()


def gem(folder: Path, **ting: object) -> None:
    """Changes one thing of the set-up."""
    installation = Installation.open(settings_in(folder))
    en: dict[str, Any] = {slags: [den] for slags, den in ting.items()}
    installation.postrum.gem(**en, tidspunkt=NU, hvem="prøve")
    installation.close()


def to_korsbaek(log: list[Haendelse]) -> list[Haendelse]:
    return [haendelse for haendelse in log if haendelse.modtager_cvr == KORSBAEK]


def rows(text: str) -> list[list[str]]:
    """The cells of the rows that begin with a løbenummer and a code."""
    return [row for line in text.splitlines() if (row := line.split())[1:] and row[0].isdigit() and row[1].isdigit()]


def test_every_dueslag_is_listed_with_how_it_goes(haendelser: Haendelser, log: list[Haendelse]) -> None:
    ud = haendelser("dueslag").ud
    ialt = len(to_korsbaek(log))
    (anders,) = [line for line in ud.splitlines() if DUESLAG_A in line]
    assert anders.split()[:10] == ["Til", "a", DUESLAG_A, "Anders", "hent", str(ialt - 35), "0", "5", "0", "0"]
    assert "30  2026-11-24 08:30:00" in anders
    assert DUESLAG_B in ud
    assert DUESLAG_A not in haendelser("dueslag", "--som", "Bodil").ud


@pytest.mark.usefixtures("tom")
def test_where_there_are_none_it_is_said(haendelser: Haendelser) -> None:
    assert haendelser("dueslag") == (0, "Der er ingen dueslag; `haendelser setup` opretter dem.\n", "")


def test_a_dueslag_is_shown_with_reasons_in_words_a_page_at_a_time(
    haendelser: Haendelser, log: list[Haendelse]
) -> None:
    svar = haendelser("dueslag", "show", "Til a", "--tilstand", "parkeret")
    assert f"{len(to_korsbaek(log)) - 35} venter, 0 ude, 5 parkeret" in svar.ud
    parkerede = rows(svar.ud)
    assert len(parkerede) == 5
    assert svar.ud.count("Modtageren svarede med StatusKode 41.") == 6
    assert "Der kan være flere" not in svar.ud
    side = haendelser("dueslag", "show", "Til a", "--antal", "3", "--efter", parkerede[0][0])
    numre = [int(row[0]) for row in rows(side.ud)]
    assert len(numre) == 3
    assert numre[0] > int(parkerede[0][0])
    assert side.ud.endswith(f"Der kan være flere: --efter {numre[-1]}\n")
    assert all(haendelse.beslutning.pnr not in svar.ud + side.ud for haendelse in log)


def test_what_was_delivered_is_shown_with_time_agreement_and_way(haendelser: Haendelser, log: list[Haendelse]) -> None:
    assert log
    leverede = [
        line for line in haendelser("dueslag", "show", DUESLAG_A, "--tilstand", "leveret").ud.splitlines()
        if "2026-11-24 08:30:00" in line and line.split()[-2:] == ["a", "hent"]
    ]  # fmt: skip
    assert len(leverede) == 30


def test_why_a_haendelse_is_for_a_dueslag_is_explained_step_by_step(
    haendelser: Haendelser, log: list[Haendelse]
) -> None:
    haendelse = to_korsbaek(log)[0]
    ud = haendelser("dueslag", "explain", DUESLAG_A, haendelse.loebenummer).ud
    assert "Da den blev fordelt 2026-11-24 08:30:00 (opsætning 1), og nu: den er til dueslaget." in ud
    ud = haendelser("dueslag", "explain", DUESLAG_B, haendelse.loebenummer).ud
    assert "nej, det stopper ved aftale." in ud
    assert "    b:\n      ja  tilstand\n" in ud
    assert "      nej myndighed\n" in ud
    assert ud.endswith("Forsendelsen: der er ingen.\n")


def test_an_explanation_shows_then_and_now_and_the_filter_as_a_tree(
    haendelser: Haendelser, log: list[Haendelse], tmp_path: Path
) -> None:
    gem(tmp_path, dueslag=dueslag(DUESLAG_A, A, filter="personhaendelse = '999' OR NOT kommune = '0999'"))
    haendelse = to_korsbaek(log)[0]
    kode = haendelse.beslutning.kode.replace("samle", "000")
    ud = haendelser("dueslag", "explain", DUESLAG_A, haendelse.loebenummer).ud
    assert "(opsætning 1): den er til dueslaget." in ud
    assert "Nu: " in ud
    assert "    sand   OR\n" in ud
    assert f"      falsk  personhaendelse = '999'   (beskeden har {kode})\n" in ud
    assert "      sand   NOT\n        falsk  kommune = '0999'   (beskeden har 0998" in ud


def test_a_haendelse_or_dueslag_that_is_not_there_is_told(haendelser: Haendelser, log: list[Haendelse]) -> None:
    ukendt = haendelser("dueslag", "explain", DUESLAG_A, len(log) + 1)
    assert (ukendt.status, ukendt.fejl[:7]) == (1, "LOG-001")
    for kommando in (("show", "nix"), ("explain", "nix", "1"), ("stop", "nix"), ("replay", "nix", "--alt")):
        assert haendelser("dueslag", *kommando).fejl.startswith("FOR-002: der er intet dueslag med det UUID eller navn")


def test_what_is_parked_is_released_or_moved_by_number_interval_and_reason(
    haendelser: Haendelser, log: list[Haendelse]
) -> None:
    assert log
    foerste, *_, sidste = [
        row[0] for row in rows(haendelser("dueslag", "show", DUESLAG_A, "--tilstand", "parkeret").ud)
    ]
    assert haendelser("dueslag", "release", DUESLAG_A, foerste).ud == "1 frigivet.\n"
    assert haendelser("dueslag", "release", DUESLAG_A, foerste).ud == (
        "Ingen af dem er i den tilstand; intet er ændret.\n"
    )
    flyt = haendelser("dueslag", "fejlkoe", DUESLAG_A, sidste, "--tilstand", "parkeret")
    assert flyt.ud == "1 flyttet til fejlkøen.\n"
    assert "fejlkø" in haendelser("dueslag", "show", DUESLAG_A, "--tilstand", "fejlkoe").ud
    assert haendelser("dueslag", "release", DUESLAG_A, "--alle", "--grund", "statuskode-41").ud == "3 frigivet.\n"
    assert haendelser("dueslag", "release", DUESLAG_A, f"1-{len(log)}").ud == "1 frigivet.\n"


def test_what_is_delivered_is_sent_again_and_what_is_left_out_is_said(
    haendelser: Haendelser, log: list[Haendelse]
) -> None:
    ialt = to_korsbaek(log)
    svar = haendelser("dueslag", "replay", DUESLAG_A, "--alt", "--dry-run").ud
    assert svar == f"35 ville blive sendt igen.\n{len(ialt) - 35} er allerede undervejs eller tilbageholdt.\n"
    svar = haendelser("dueslag", "replay", DUESLAG_A, "--leveret-fra", "2026-11-24T08:30", "--kode", "034").ud
    antal = int(svar.split()[0])
    assert 0 < antal < 30
    assert haendelser("dueslag", "replay", DUESLAG_A, "--leveret-fra", "2026-11-24").ud == (
        f"{30 - antal} sendes igen.\n{antal} er allerede undervejs eller tilbageholdt.\n"
    )
    assert haendelser("dueslag", "replay", DUESLAG_A, "--leveret-til", "2026-11-24T08:30").ud == "0 sendes igen.\n"
    fremmed = next(h.loebenummer for h in log if h.modtager_cvr != KORSBAEK)
    assert haendelser("dueslag", "replay", DUESLAG_A, fremmed).ud == (
        "0 sendes igen.\n1 er udeladt: ingen serviceaftale tillader dem i dag.\n"
    )


def test_one_persons_haendelser_are_sent_again_and_the_number_is_never_an_argument(
    haendelser: Haendelser, log: list[Haendelse], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = to_korsbaek(log)[0].beslutning.pnr
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{person[:6]}-{person[6:]}\n"))
    svar = haendelser("dueslag", "replay", DUESLAG_A, "--person")
    hans = [haendelse for haendelse in to_korsbaek(log) if haendelse.beslutning.pnr == person]
    assert sum(int(line.split()[0]) for line in svar.ud.splitlines()) == len(hans)
    assert person not in svar.ud + svar.fejl
    for tastet in ("6101901234", "610190-1234"):
        svar = haendelser("dueslag", "replay", DUESLAG_A, "--person", tastet)
        assert "901234" not in svar.ud + svar.fejl
        assert "1234" not in svar.fejl


def test_a_dueslag_is_stopped_and_started(haendelser: Haendelser, log: list[Haendelse]) -> None:
    assert log
    assert haendelser("dueslag", "stop", "Til a").ud == "Dueslaget er standset.\n"
    assert "stoppet: En operatør har gjort det." in haendelser("dueslag").ud
    assert haendelser("dueslag", "start", "Til a", "--som", "anders").ud == "Dueslaget er startet.\n"
    assert "stoppet" not in haendelser("dueslag").ud
    assert haendelser("dueslag", "stop", "Til a", "--som", "Bodil").fejl.startswith("FOR-002")


def test_what_was_done_by_hand_is_shown(haendelser: Haendelser, log: list[Haendelse]) -> None:
    assert log
    assert haendelser("dueslag", "indgreb").ud == "Intet er gjort.\n"
    haendelser("dueslag", "release", DUESLAG_A, "--alle")
    haendelser("dueslag", "stop", DUESLAG_A, "--som", "Anders")
    ud = haendelser("dueslag", "indgreb").ud
    frigiv, stop = (line.split() for line in ud.splitlines()[-2:])
    assert (frigiv[0], frigiv[3:]) == ("1", ["operatoer", "Til", "a", "frigiv", "5"])
    assert (stop[0], stop[3:8]) == ("2", ["operatoer", "Til", "a", "stop", "0"])
    assert haendelser("dueslag", "indgreb", "--som", "Bodil").ud == "Intet er gjort.\n"
    assert haendelser("dueslag", "indgreb", "--antal", "1").ud.endswith("Der kan være flere: --efter 1\n")
    assert "frigiv" not in haendelser("dueslag", "indgreb", "--efter", "1").ud


def test_a_personnummer_of_a_filter_is_not_shown(haendelser: Haendelser, log: list[Haendelse], tmp_path: Path) -> None:
    assert log
    gem(tmp_path, dueslag=dueslag(DUESLAG_A, A, filter="personnummer IN ('6101901234', '610190-1234')"))
    assert "personnummer IN ('XXXXXX-XXXX', 'XXXXXX-XXXX')" in haendelser("dueslag", "show", DUESLAG_A).ud


def test_without_an_agreement_nothing_is_sent_again(
    haendelser: Haendelser, log: list[Haendelse], tmp_path: Path
) -> None:
    assert log
    gem(tmp_path, aftaler=aftale("a", A, KORSBAEK, tilstand=Aftaletilstand.OPSAGT))
    svar = haendelser("dueslag", "replay", DUESLAG_A, "--alt")
    assert (svar.status, svar.fejl[:7]) == (1, "FOR-005")


@pytest.mark.usefixtures("tom")
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("release x", "Angiv enten løbenumre eller --alle."),
        ("release x 1 --alle", "Angiv enten løbenumre eller --alle."),
        ("release x 9-1", "LØBENUMRE kan ikke læses. Der ventes et løbenummer som 17 eller flere som 20-35."),
        ("release x 610190-1234", "LØBENUMRE kan ikke læses."),
        ("release x 0", "LØBENUMRE kan ikke læses."),
        ("release x --alle --tilstand venter", "--tilstand kan ikke læses. Der ventes en af de nævnte muligheder."),
        ("fejlkoe x --alle --tilstand fejlkoe", "--tilstand kan ikke læses."),
        ("replay x", "Angiv løbenumre, --kode, --person, --leveret-fra eller --leveret-til; eller --alt alene."),
        ("replay x 1 --alt", "Angiv løbenumre"),
        ("replay x --kode 34", "--kode tager en hændelseskode på tre cifre, fx 034."),
        ("replay x --leveret-fra igår", "--leveret-fra kan ikke læses. Der ventes en dag eller et tidspunkt i Danmark"),
        ("replay x --person", "Der kom intet personnummer på standard input."),
        ("explain x 6101901234x", "LØBENUMMER kan ikke læses. Der ventes et helt tal"),
        ("show x --tilstand leveret --tilstand ude", "leveret vises for sig."),
    ],
)
def test_what_is_asked_wrongly_is_told(
    haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch, line: str, told: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    status, ud, fejl = haendelser("dueslag", *line.split())
    assert (status, ud) == (2, "")
    assert told in " ".join(fejl.split())
    assert "1234" not in fejl


def test_a_summer_time_is_read_as_danes_read_it(haendelser: Haendelser, log: list[Haendelse]) -> None:
    """An offset that is written counts."""
    assert log
    for tid, antal in (("2026-11-24T07:29:59Z", 30), ("2026-11-24T08:30:01+01:00", 0)):
        svar = haendelser("dueslag", "replay", DUESLAG_A, "--leveret-fra", tid, "--dry-run").ud
        assert json.loads(svar.split()[0]) == antal


def test_a_filter_is_tried_and_one_with_numbers_comes_from_standard_input(
    log: list[Haendelse], haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch
) -> None:
    svar = haendelser("dueslag", "try", DUESLAG_A, "--filter", "personhaendelse = '034'")
    assert svar.status == 0, svar.fejl
    assert "til dueslaget; til" in svar.ud
    assert svar.ud.count("034") > 1
    pnr = log[0].beslutning.pnr
    tekst = f"personnummer = '{pnr}'"
    assert haendelser("dueslag", "try", DUESLAG_A, "--filter", tekst).status == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO(tekst))
    svar = haendelser("dueslag", "try", DUESLAG_A)
    assert (svar.status, pnr in svar.ud) == (0, True)
