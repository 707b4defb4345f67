"""The group `beskeder` is the composing settings, name by name."""

from __future__ import annotations

from dataclasses import fields

from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.settings import Beskedindstillinger, Settings

FROM_ELSEWHERE = {"samlekode", "kommuner"}
"""What a set also holds, given by other settings."""


def test_every_composing_setting_can_be_set_and_no_other() -> None:
    assert set(Beskedindstillinger.model_fields) == {field.name for field in fields(Saet)} - FROM_ELSEWHERE


def test_the_defaults_of_the_settings_are_those_of_the_set() -> None:
    settings = Settings()
    assert Saet.from_mapping({**settings.beskeder.model_dump(), "samlekode": settings.samlekode}) == Saet()
