"""The official schemas, where the folder with them lies beside the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lxml import etree

from tests.conftest import SHARED

Godkend = Callable[[bytes], bool]
"""Whether a document follows its schema."""


def read_skema(contracts: Path) -> Godkend:
    """Checks Haendelsesbesked, ModtagBeskedInput and ModtagBeskedOutput."""
    skema = etree.XMLSchema(etree.parse(contracts / "beskedfordeler" / "xsd" / "AnvendersystemOperationer.xsd"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return lambda xml: skema.validate(etree.fromstring(xml, parser))


def find_skema() -> Godkend | None:
    """The same, where the folder is there."""
    return read_skema(SHARED / "contracts") if SHARED.is_dir() else None
