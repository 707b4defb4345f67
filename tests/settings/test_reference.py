"""The page of settings is the settings."""

from __future__ import annotations

import tomllib
from pathlib import Path

from cpr_haendelser.settings import load
from cpr_haendelser.settings.reference import EXAMPLE, render

PAGE = Path(__file__).parents[2] / "docs" / "indstillinger.md"


def test_the_page_in_docs_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "make docs"


def test_the_page_shows_no_secret_default() -> None:
    assert "PydanticUndefined" not in render()


def test_the_example_of_the_page_is_a_valid_file(tmp_path: Path) -> None:
    content = EXAMPLE.split("```")[1].removeprefix("toml")
    (tmp_path / "haendelser.toml").write_text(content, encoding="utf-8")
    settings = load({}, folder=tmp_path)
    assert settings.model_fields_set == set(tomllib.loads(content))
