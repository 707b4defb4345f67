"""The official schemas, where the folder with them lies beside the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lxml import etree

Godkend = Callable[[bytes], None]
"""Raises where a document does not follow its schema."""


def read_skema(contracts: Path) -> Godkend:
    """Checks Haendelsesbesked, ModtagBeskedInput and ModtagBeskedOutput."""
    skema = etree.XMLSchema(etree.parse(contracts / "beskedfordeler" / "xsd" / "AnvendersystemOperationer.xsd"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return lambda xml: skema.assertValid(etree.fromstring(xml, parser))
