"""The set-up file on the command line: begun from the example, planned, applied, changed, written out, ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cpr_haendelser.aftaler.hemmeligheder import verify
from cpr_haendelser.app import Installation
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.storage.postrum import Opsaetning
from tests.cli.conftest import Svar
from tests.opslag.korsbaek import settings_in

Haendelser = Callable[..., Svar]
NU = "2026-11-25T06:00:00.000+00:00"
KAN_IKKE_HENTE = (
    "Bemærk: systemet Korsbæks fagsystem kan ikke hente, for det har hverken certifikat eller hemmelighed.\n"
)
_DUESLAG = """[[dueslag]]
system = "{0}"
beskedtype = "{1}"
uuid = "{2}"
navn = "Nyt"
{3}
"""


@pytest.fixture
def fil(haendelser: Haendelser, tmp_path: Path) -> Path:
    """The example, as a user gets it."""
    fil = tmp_path / "opsaetning.toml"
    fil.write_text(haendelser("setup", "--example").ud, "utf-8")
    return fil


def kept(tmp_path: Path) -> Opsaetning:
    installation = Installation.open(settings_in(tmp_path))
    try:
        return installation.postrum.opsaetning()
    finally:
        installation.close()


def change(fil: Path, foer: str, efter: str) -> None:
    tekst = fil.read_text("utf-8")
    assert foer in tekst
    fil.write_text(tekst.replace(foer, efter, 1), "utf-8")


def test_the_example_is_planned_applied_and_then_nothing_differs(
    haendelser: Haendelser, fil: Path, tmp_path: Path
) -> None:
    plan = haendelser("setup", fil, "--dry-run")
    assert plan.ud.count("oprettes") == 5
    assert plan.ud.endswith(f"{KAN_IKKE_HENTE}Intet er ændret.\n")
    assert kept(tmp_path).version == 0
    assert haendelser("setup", fil).ud.endswith("Opsætningen har nu version 1.\n")
    assert haendelser("setup", fil).ud == f"Opsætningen er allerede, som filen siger.\n{KAN_IKKE_HENTE}"
    assert kept(tmp_path).version == 1
    assert haendelser("setup", "--example").ud != fil.read_text("utf-8")


def test_what_a_file_changes_stands_in_the_audit_with_the_time_that_everything_else_has_there(
    haendelser: Haendelser, fil: Path, tmp_path: Path
) -> None:
    haendelser("setup", str(fil))
    installation = Installation.open(settings_in(tmp_path))
    try:
        tider = [led.tidspunkt for led in installation.postrum.revisionsled()]
    finally:
        installation.close()
    assert tider
    assert [tid for tid in tider if not tid.endswith("+00:00")] == []


def test_a_new_secret_is_shown_once_and_its_hash_lets_it_in(haendelser: Haendelser, fil: Path, tmp_path: Path) -> None:
    svar = haendelser("setup", "--new-secret")
    hemmelighed, linje = svar.ud.splitlines()
    assert svar.fejl.startswith("Den vises kun nu.")
    change(fil, '# hemmelighed = "scrypt$…"', f"{linje} #")
    applied = haendelser("setup", fil)
    assert applied.ud.endswith("Opsætningen har nu version 1.\n")
    assert "Bemærk" not in applied.ud
    assert verify(hemmelighed, kept(tmp_path).systemer[0].hemmelighed)
    assert haendelser("setup", "--new-secret").ud.splitlines()[0] != hemmelighed


def test_a_secret_may_come_from_the_environment(
    haendelser: Haendelser, fil: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    change(fil, '# hemmelighed = "env:', 'hemmelighed = "env:')
    svar = haendelser("setup", fil)
    assert (svar.status, svar.ud, svar.fejl[:7]) == (1, "", "AFT-012")
    monkeypatch.setenv("FAGSYSTEM_KODE", "en lang nok hemmelighed")
    assert haendelser("setup", fil).status == 0
    assert verify("en lang nok hemmelighed", kept(tmp_path).systemer[0].hemmelighed)
    monkeypatch.setenv("FAGSYSTEM_KODE", "en anden lang hemmelighed")
    svar = haendelser("setup", fil)
    assert "hemmelighed: ny" in svar.ud
    assert "lang" not in svar.ud
    assert "lang nok" not in haendelser("setup", "--export").ud


def test_what_is_changed_is_shown_as_it_was_and_as_it_becomes(haendelser: Haendelser, fil: Path) -> None:
    haendelser("setup", fil)
    change(fil, 'koder = ["*"]', 'koder = ["034", "035"]')
    change(fil, "personhaendelse = '034' AND NOT", f"personhaendelse IN ({', '.join(100 * [repr('034')])}) AND NOT")
    ud = haendelser("setup", fil).ud
    assert "koder: * → 034, 035" in ud
    assert "filter: personhaendelse = '034' AND NOT kommune IN ('0101', '0147') → personhaendelse IN ('034'," in ud
    assert ud.count("034") < 20


def test_what_the_file_no_longer_names_is_ended_only_when_asked(
    haendelser: Haendelser, fil: Path, tmp_path: Path
) -> None:
    haendelser("setup", fil)
    tekst = fil.read_text("utf-8")
    fil.write_text(tekst[: tekst.index("[[serviceaftale]]")], "utf-8")
    assert haendelser("setup", fil).ud.startswith("Opsætningen er allerede, som filen siger.\n")
    plan = haendelser("setup", fil, "--end-missing", "--dry-run")
    assert plan.ud.count("afsluttes") == 3
    assert "tilstand: godkendt → opsagt" in plan.ud
    assert kept(tmp_path).version == 1
    assert haendelser("setup", fil, "--end-missing").ud.endswith("Opsætningen har nu version 2.\n")
    assert [dueslag.aktiv for dueslag in kept(tmp_path).dueslag] == [False, False]
    fil.write_text(tekst, "utf-8")
    assert "aktiv: false → true" in haendelser("setup", fil).ud


def test_what_is_written_out_changes_nothing_when_it_is_read(haendelser: Haendelser, fil: Path, tmp_path: Path) -> None:
    haendelser("setup", fil)
    ud = tmp_path / "ud.toml"
    ud.write_text("\ufeff" + haendelser("setup", "--export").ud, "utf-8")
    assert haendelser("setup", ud, "--end-missing").ud.startswith("Opsætningen er allerede, som filen siger.\n")


def test_every_fault_is_told_with_its_line_and_nothing_is_changed(
    haendelser: Haendelser, fil: Path, tmp_path: Path
) -> None:
    change(fil, 'cvr = "11111111"', "cvr = 11111111")
    change(fil, "personhaendelse = '034' AND", "personhaendelse = '034' OG OG")
    svar = haendelser("setup", fil)
    assert (svar.status, svar.ud) == (1, "")
    foerste, anden = svar.fejl.splitlines()
    assert foerste == "AFT-004: opsætningsfilens linje 6, [[organisation]] cvr: ventede en tekst i anførselstegn."
    assert anden.startswith(
        "AFT-013: opsætningsfilens linje 55, [[dueslag]] filter: filterets linje 1, tegn 28: det kan ikke læses"
    )
    assert kept(tmp_path).version == 0


def test_a_new_dueslag_begins_at_its_number_though_the_log_is_distributed(
    haendelser: Haendelser, korsbaek: Path, fil: Path, tmp_path: Path
) -> None:
    """From the file to the forsendelser, through the command line."""
    assert korsbaek.exists()
    change(fil, "personhaendelse = '034' AND NOT kommune IN ('0101', '0147')", "")
    haendelser("setup", fil)
    installation = Installation.open(settings_in(tmp_path))
    try:
        postrum = installation.postrum
        fordeler = Fordeler(installation.lager, postrum, installation.bord.match, lambda: NU)
        fordeler.drain()
        alle, _ = (dueslag.uuid for dueslag in postrum.opsaetning().dueslag)
        numre = [post.loebenummer for post in postrum.forsendelser(alle)]
        nye = [f"{alle[:-2]}{(int(alle[-2:], 16) + nummer) % 256:02x}" for nummer in (1, 2, 3)]  # none that there is
        linjer = ("fra = 0", f"fra = {numre[9]}", "")
        hvis = postrum.opsaetning().dueslag[0][2:4]
        fil.write_text("".join(_DUESLAG.format(*hvis, *to) for to in zip(nye, linjer, strict=True)), "utf-8")
        svar = haendelser("setup", fil)
        assert svar.status == 0, svar.fejl
        assert "indhenter fra nr. 0" in haendelser("dueslag").ud
        fordeler.drain()
        assert [[post.loebenummer for post in postrum.forsendelser(uuid)] for uuid in nye] == [numre, numre[10:], []]
        assert "indhenter" not in haendelser("dueslag").ud
    finally:
        installation.close()


@pytest.mark.parametrize(
    "line", ["", "--export --example", "--new-secret --dry-run", "--example --end-missing", "x.toml --export"]
)
def test_what_is_asked_wrongly_is_told(haendelser: Haendelser, tmp_path: Path, line: str) -> None:
    (tmp_path / "x.toml").touch()
    status, ud, fejl = haendelser("setup", *line.split())
    assert (status, ud) == (2, "")
    assert fejl.startswith(
        ("Angiv en opsætningsfil eller én af", "--end-missing og --dry-run er til en opsætningsfil.")
    )


def test_a_file_that_is_no_text_is_told(haendelser: Haendelser, tmp_path: Path) -> None:
    fil = tmp_path / "x.toml"
    fil.write_bytes("# Æ".encode("latin-1"))
    assert haendelser("setup", fil).fejl.startswith("Opsætningsfilen skal være i UTF-8.")


def test_a_set_up_with_a_number_of_ordinary_shape_is_refused(haendelser: Callable[..., Svar]) -> None:
    eksempel = haendelser("setup", "--example").ud
    nummer = "010190" + "1234"
    for sted, med in (
        ("Korsbæk Kommune", f"Korsbæk {nummer}"),
        ("personhaendelse = '034'", f"personnummer = '{nummer}'"),
    ):
        assert sted in eksempel
        Path("o.toml").write_text(eksempel.replace(sted, med), encoding="utf-8")
        svar = haendelser("setup", "o.toml")
        assert svar.fejl.startswith(("VAGT-003", "AFT-036"))
        assert nummer not in svar.fejl + svar.ud
    assert haendelser("setup", "--export").ud.count("[[") == 0


def test_with_four_eyes_a_file_of_exttest_asks_and_does_not_approve(
    haendelser: Haendelser, fil: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAENDELSER_ADGANG__FIRE_OEJNE", "true")
    assert haendelser("setup", fil).status == 0
    vist = haendelser("aftale").ud
    assert "anmodet" in vist
    assert "godkendt" not in vist


@pytest.fixture
def produktion(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """From here on commands are about a database of Produktion beside that of ExtTest."""
    folder = tmp_path / "produktion"
    folder.mkdir()
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "produktion")
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", f"sqlite:///{folder / 'h.db'}")
    return folder


@pytest.mark.usefixtures("produktion")
def test_in_produktion_the_file_asks_the_authority_and_never_approves(
    haendelser: Haendelser, fil: Path, produktion: Path
) -> None:
    svar = haendelser("setup", fil)
    assert svar.status == 0
    assert (
        "Bemærk: aftalen korsbaek-cpr-haendelser er anmodet; den gælder, når myndigheden har godkendt den." in svar.ud
    )
    assert "anmodet" in haendelser("aftale").ud
    assert "operatøren: anmodet: ved opsætningsfil" in haendelser("aftale", "show", "korsbaek-cpr-haendelser").ud
    breve = (produktion / "breve.txt").read_text("utf-8")
    assert "Korsbæk Kommune skal tage stilling til en serviceaftale for »Korsbæks fagsystem«" in breve
    igen = haendelser("setup", fil)
    assert igen.ud.startswith("Opsætningen er allerede, som filen siger.\n")
    assert "venter på myndighedens svar" in igen.ud
    assert (produktion / "breve.txt").read_text("utf-8") == breve
    svar = haendelser("aftale", "approve", "korsbaek-cpr-haendelser")
    assert svar.status == 1
    assert "anmodet" in haendelser("aftale").ud


def test_exttest_is_carried_over_to_produktion_without_what_lets_in(
    haendelser: Haendelser, fil: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fingeraftryk = "ab" * 32
    change(fil, '# certifikater = ["fagsystem.pem"]', f'certifikater = ["{fingeraftryk}"] #')
    change(fil, '# noegle = "env:', 'noegle = "env:')
    monkeypatch.setenv("FAGSYSTEM_NOEGLE", "en lang nok hemmelighed")
    assert haendelser("setup", fil).status == 0
    ud = haendelser("setup", "--export", "--for-production").ud
    assert "scrypt" not in ud
    assert ud.count(fingeraftryk) == 1
    assert "tilstand" not in ud
    assert "\nfra = " not in ud
    over = tmp_path / "produktion.toml"
    over.write_text(ud, "utf-8")
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "produktion")
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", f"sqlite:///{tmp_path / 'p.db'}")
    assert haendelser("setup", over).status == 0
    assert "anmodet" in haendelser("aftale").ud
    change(over, "callbacks", f'certifikater = ["{fingeraftryk}"]\ncallbacks')
    svar = haendelser("setup", over)
    assert svar.fejl.startswith("CRT-018")
    assert haendelser("setup", "--export", "--for-production").status == 2
    tilbage = tmp_path / "tilbage.toml"
    tilbage.write_text(haendelser("setup", "--export").ud, "utf-8")
    assert haendelser("setup", tilbage, "--end-missing").ud.startswith("Opsætningen er allerede, som filen siger.\n")


def test_what_is_carried_over_is_asked_for_with_export_alone(haendelser: Haendelser, fil: Path) -> None:
    assert haendelser("setup", fil, "--for-production").status == 2


def test_a_user_of_the_file_gets_a_first_password_of_its_own_and_is_closed_by_the_file(
    haendelser: Haendelser, fil: Path
) -> None:
    bruger = """
[[bruger]]
brugernavn = "lis.lund"
navn = "Lis Lund"
organisation = "11111111"
roller = ["aftaleadministrator"]
"""
    uden = fil.read_text("utf-8")
    fil.write_text(uden + bruger, "utf-8")
    svar = haendelser("setup", fil)
    assert "Nye brugere: lis.lund. `haendelser bruger reset BRUGER` laver en førstegangskode til hver." in svar.ud
    assert "Førstegangskode" in haendelser("bruger", "reset", "lis.lund").ud
    assert haendelser("setup", fil).ud.startswith("Opsætningen er allerede")
    assert 'brugernavn = "lis.lund"' in haendelser("setup", "--export").ud
    assert "lis.lund" not in haendelser("setup", "--export", "--for-production").ud
    fil.write_text(uden + bruger.replace("lis.lund", "ole"), "utf-8")
    assert haendelser("setup", fil, "--end-missing").status == 0
    assert (
        "lis.lund (Lis Lund, CVR 11111111): aftaleadministrator, lukket"
        in haendelser("bruger", "change", "lis.lund").ud
    )
