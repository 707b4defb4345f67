"""The generated documents say what the program does, and leave nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cpr_haendelser.cli import haendelser
from cpr_haendelser.cpr.koder import koder, tabeller
from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.dokumentation import SIDER, check, sider, write
from cpr_haendelser.dokumentation.eksempler import fill
from cpr_haendelser.dokumentation.fejlkoder import OMRAADER, SAMMENSAT, find
from cpr_haendelser.dokumentation.loefte import fill as fill_loefte
from cpr_haendelser.dokumentation.regler import BETINGELSER, UDEN_FORLOEB
from cpr_haendelser.fordeling.grunde import is_known
from cpr_haendelser.haendelser.koder099 import koder099
from cpr_haendelser.haendelser.regler import ALLE
from cpr_haendelser.settings import Settings
from cpr_haendelser.settings.model import groups

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "cpr_haendelser"
KODE = re.compile(r'"([A-Z]{3,5}-[0-9]{3})"')


@pytest.mark.parametrize("name", list(SIDER))
def test_a_generated_document_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == SIDER[name](), "make docs"


def test_the_readme_shows_what_the_demonstration_shows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Det blev til" in readme
    assert fill(readme) == readme, "make docs"


def test_the_promise_of_delivery_shows_the_table_of_retries() -> None:
    side = (DOCS / "leveringsloefte.md").read_text(encoding="utf-8")
    assert "13 gange 12 t | parkeret efter 22 forsøg" in side
    assert fill_loefte(side) == side, "make docs"


def test_the_promise_of_delivery_names_reasons_that_there_are() -> None:
    side = (DOCS / "leveringsloefte.md").read_text(encoding="utf-8")
    grunde = re.findall(r"`([a-z0-9-]+)`", side.split("| stand | grund |")[1].split("\n\n")[0])
    assert len(grunde) > 10
    hele = [grund.replace("N", "1") for grund in grunde if not grund.startswith("-")]
    assert [grund for grund in hele if not is_known(grund)] == []


def test_what_is_not_up_to_date_is_found_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faa = {name: SIDER[name] for name in ("koder.md", "filtre.md")}
    monkeypatch.setattr(sider, "SIDER", faa)
    docs = tmp_path / "docs"
    docs.mkdir()
    assert write(docs) == list(faa)
    assert check(docs) == []
    (docs / "koder.md").write_text("gammelt", encoding="utf-8")
    assert check(docs) == ["koder.md"]
    assert write(docs) == ["koder.md"]
    assert check(docs) == []


def test_every_command_and_option_is_documented() -> None:
    page = (DOCS / "kommandolinje.md").read_text(encoding="utf-8")
    for name, command in haendelser.commands.items():
        assert f"\n## {name}\n" in page
        section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert [o for param in command.params for o in param.opts if o.startswith("--") and o not in section] == []


def test_every_error_code_of_the_source_is_documented_with_a_text() -> None:
    raised = {code for path in SOURCE.rglob("*.py") for code in KODE.findall(path.read_text(encoding="utf-8"))}
    texts = {fejl.kode: SAMMENSAT.get(fejl.kode, fejl.tekst) for fejl in find()}
    page = (DOCS / "fejlkoder.md").read_text(encoding="utf-8")
    assert len(raised) > 60
    assert sorted(raised - texts.keys()) == []
    assert [kode for kode, tekst in texts.items() if not re.search(r"\w{3}", tekst)] == []
    assert [kode for kode in raised if f"**{kode}**" not in page] == []


def test_no_error_text_is_summed_up_that_is_not_raised() -> None:
    kendte = {fejl.kode for fejl in find()}
    assert SAMMENSAT.keys() <= kendte
    assert {kode.split("-")[0] for kode in kendte} <= set(OMRAADER), "name the area in dokumentation/fejlkoder.py"


def test_every_setting_is_documented() -> None:
    page = (DOCS / "indstillinger.md").read_text(encoding="utf-8")
    inner = groups(Settings)
    names = {*Settings.model_fields, *(name for model in inner.values() for name in model.model_fields)} - {*inner}
    assert len(names) > 30
    assert [name for name in names if name not in page] == []


def test_every_rule_is_explained_in_words() -> None:
    assert {regel.betingelse for regel in ALLE} == BETINGELSER.keys()
    assert UDEN_FORLOEB.keys() <= {regel.navn for regel in ALLE}
    page = (DOCS / "regler.md").read_text(encoding="utf-8")
    assert [regel.navn for regel in ALLE if f"`{regel.navn}`" not in page] == []
    assert [kode for kode in koder099() if f"\n| {kode} |" not in page] == []


def test_every_record_type_field_and_code_is_documented() -> None:
    poster = (DOCS / "poster.md").read_text(encoding="utf-8")
    for nummer, posttype in posttyper().items():
        section = poster.split(f"\n## {nummer} ")[1].split("\n## ")[0]
        assert [felt.felt for felt in posttype.felter if f"`{felt.felt}`" not in section] == []
    page = (DOCS / "koder.md").read_text(encoding="utf-8")
    for tabel in tabeller():
        section = page.split(f"\n## {tabel}\n")[1].split("\n## ")[0]
        assert section.count("\n| ") == len(koder(tabel)) + 2


def test_every_link_between_the_documents_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")]
    broken = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert broken == []


def test_every_document_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    names = [
        path.relative_to(DOCS).as_posix()
        for path in DOCS.rglob("*")
        if path.is_file() and path.name != "README.md" and path.suffix != ".png"
    ]
    assert [name for name in names if f"({name})" not in index] == []
