"""Value lists on the command line: made, imported, shown, changed, closed; and what they let through."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.fordeling.fordel import Fordeler
from tests.cli.conftest import Svar
from tests.opslag.korsbaek import settings_in
from tests.udlevering.opsat import DUESLAG_A, A, dueslag, set_up

Haendelser = Callable[..., Svar]
NUMRE = [f"610190{nummer:04d}" for nummer in range(1, 21)]
ALMINDELIGT = "010190" + "1234"


@pytest.fixture
def liste(haendelser: Haendelser, korsbaek: Path, tmp_path: Path) -> str:
    """An empty list; its UUID."""
    assert korsbaek.exists()
    installation = Installation.open(settings_in(tmp_path))
    set_up(installation.postrum)
    installation.close()
    svar = haendelser("vaerdiliste", "create", "Skolebørn", "--system", "Anders")
    fundet = re.search(r"IN VÆRDILISTE\('([0-9a-f-]{36})'\)", svar.ud)
    assert fundet is not None
    return fundet[1]


def write(tmp_path: Path, *linjer: str) -> Path:
    fil = tmp_path / "numre.txt"
    fil.write_text("\n".join(linjer) + "\n", "utf-8")
    return fil


@pytest.mark.usefixtures("tom")
def test_where_there_are_none_it_is_said(haendelser: Haendelser) -> None:
    assert haendelser("vaerdiliste").ud == "Der er ingen værdilister; `haendelser vaerdiliste create` opretter en.\n"


def test_a_list_is_made_filled_shown_and_listed(haendelser: Haendelser, liste: str, tmp_path: Path) -> None:
    fil = write(tmp_path, "# skolebørn", *reversed(NUMRE), "", f"{NUMRE[0][:6]}-{NUMRE[0][6:]}")
    svar = haendelser("vaerdiliste", "import", "skolebørn", fil)
    assert svar == (0, "20 er kommet til, 0 er fjernet; listen har nu 20 værdier (version 1).\n", "")
    assert haendelser("vaerdiliste", "show", liste).ud.split() == NUMRE
    assert haendelser("vaerdiliste", "show", liste, "--spring", "3", "--antal", "2").ud.split() == NUMRE[3:5]
    (linje,) = [line for line in haendelser("vaerdiliste").ud.splitlines() if liste in line]
    assert linje.split() == ["Skolebørn", liste, "Anders", "20", "1"]
    assert liste not in haendelser("vaerdiliste", "--som", "Bodil").ud
    assert haendelser("vaerdiliste", "show", liste, "--som", "Bodil").fejl.startswith("ABO-013")


def test_values_are_added_and_removed_from_standard_input_or_a_file(
    haendelser: Haendelser, liste: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(NUMRE[:5])))
    assert haendelser("vaerdiliste", "add", liste).ud.startswith("5 er kommet til, 0 er fjernet; listen har nu 5")
    fjern = haendelser("vaerdiliste", "remove", liste, write(tmp_path, NUMRE[0], NUMRE[9]))
    assert fjern.ud.startswith("0 er kommet til, 1 er fjernet; listen har nu 4")
    importeret = haendelser("vaerdiliste", "import", liste, write(tmp_path, *NUMRE[3:7]))
    assert importeret.ud.startswith("2 er kommet til, 2 er fjernet; listen har nu 4")
    assert haendelser("vaerdiliste", "show", liste).ud.split() == NUMRE[3:7]


def test_other_values_than_personnumre_say_so(haendelser: Haendelser, liste: str, tmp_path: Path) -> None:
    fil = write(tmp_path, "0999", "0999:0123:017A")
    assert haendelser("vaerdiliste", "import", liste, fil).fejl.startswith(
        "ABO-010: linje 1, 2 er ikke et personnummer"
    )
    assert haendelser("vaerdiliste", "import", liste, fil, "--tekst").status == 0
    assert haendelser("vaerdiliste", "show", liste).ud.split() == ["0999", "0999:0123:017a"]


def test_one_wrong_line_and_nothing_is_changed(haendelser: Haendelser, liste: str, tmp_path: Path) -> None:
    haendelser("vaerdiliste", "import", liste, write(tmp_path, *NUMRE[:3]))
    for linje, kode in (("61019012", "ABO-010"), (ALMINDELIGT, "ABO-011")):
        svar = haendelser("vaerdiliste", "import", liste, write(tmp_path, *NUMRE, linje))
        assert (svar.status, svar.ud, svar.fejl[:7]) == (1, "", kode)
        assert "linje 21" in svar.fejl
        assert linje not in svar.fejl
    assert haendelser("vaerdiliste", "show", liste).ud.split() == NUMRE[:3]


def test_a_file_that_is_no_text_is_told(haendelser: Haendelser, liste: str, tmp_path: Path) -> None:
    fil = tmp_path / "numre.txt"
    fil.write_bytes("Æ\n".encode("latin-1"))
    assert haendelser("vaerdiliste", "add", liste, fil) == (
        2,
        "",
        "Værdierne skal være tekst i UTF-8. Se haendelser vaerdiliste add --help.\n",
    )


def test_a_list_is_closed_and_opened(haendelser: Haendelser, liste: str, tmp_path: Path) -> None:
    assert haendelser("vaerdiliste", "close", liste).ud == "Værdilisten er lukket.\n"
    assert haendelser("vaerdiliste").ud.splitlines()[-1].endswith("lukket")
    assert haendelser("vaerdiliste", "add", liste, write(tmp_path, *NUMRE)).fejl.startswith("ABO-018")
    assert haendelser("vaerdiliste", "open", liste).ud == "Værdilisten er åben.\n"
    assert haendelser("vaerdiliste", "add", liste, write(tmp_path, *NUMRE)).status == 0


def test_what_is_asked_wrongly_is_told_without_the_value(haendelser: Haendelser, liste: str) -> None:
    for line, status, told in (
        ("create Skolebørn --system Anders", 1, "ABO-017"),
        ("create Nye --system nix", 1, "UDL-002"),
        ("create Nye", 2, "Der mangler --system."),
        ("import x 6101901234", 2, "FIL kan ikke læses. Der ventes en fil, der findes og må læses."),
        ("add x 6101901234", 2, "FIL kan ikke læses."),
        (f"close {liste} b", 2, "Der er mere på linjen"),
        ("show nix", 1, "ABO-013"),
    ):
        svar = haendelser("vaerdiliste", *line.split())
        assert (svar.status, svar.ud) == (status, "")
        assert told in svar.fejl
        assert "1901234" not in svar.fejl


def test_a_list_counts_in_a_filter_from_the_next_haendelse(haendelser: Haendelser, liste: str, tmp_path: Path) -> None:
    """From the file to the dueslag: only the persons of the list."""
    installation = Installation.open(settings_in(tmp_path))
    try:
        foerste, _, tredje, *_ = installation.lager.haendelser(cvr=["11111111"])
        fil = write(tmp_path, foerste.beslutning.pnr, tredje.beslutning.pnr)
        assert haendelser("vaerdiliste", "import", liste, fil).status == 0
        filter_ = f"personnummer IN VÆRDILISTE('{liste}')"
        installation.postrum.gem(dueslag=[dueslag(DUESLAG_A, A, filter=filter_)], tidspunkt="", hvem="")
        Fordeler(installation.lager, installation.postrum, installation.bord.match, lambda: "2026").drain()
        numre = {post.loebenummer for post in installation.postrum.forsendelser(DUESLAG_A)}
        assert {foerste.loebenummer, tredje.loebenummer} <= numre
        assert {post.pnr for post in installation.postrum.forsendelser(DUESLAG_A)} == {
            int(foerste.beslutning.pnr),
            int(tredje.beslutning.pnr),
        }
    finally:
        installation.close()
