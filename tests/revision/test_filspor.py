"""A received file is in the audit, at the latest with the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpr_haendelser.app import Installation
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.modtagelse.modtag import Oenske
from tests.opslag.korsbaek import OPGAVE, settings_in, write_korsbaek

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def in_the_audit(installation: Installation) -> list[bool]:
    return [bool(installation.postrum.tael_revision(f"fil:{nummer}").led) for nummer in (1, 2, 3)]


def test_a_file_is_received_where_the_audit_has_no_room_and_comes_into_it_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Opsaetningsfejl("LAG-012", "disken er fuld.")

    filer = write_korsbaek(tmp_path / "filer")
    installation = Installation.open(settings_in(tmp_path))
    try:
        installation.receive(Oenske(filer[0], (OPGAVE,), etablering=True))
        with monkeypatch.context() as fuld:
            fuld.setattr(installation.postrum, "skriv_revision", full)
            assert installation.receive(Oenske(filer[1])).leverance.fil == 2
        assert in_the_audit(installation) == [True, False, False]
        installation.receive(Oenske(filer[2]))
        assert in_the_audit(installation) == [True, True, True]
    finally:
        installation.close()
