"""Schemas to validate messages against: our own, and the official ones where they lie beside the project."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

XS = "{http://www.w3.org/2001/XMLSchema}"
PNR_NAVNERUM = "http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/"


@pytest.fixture(scope="session")
def egne_skemaer() -> dict[str, etree.XMLSchema]:
    """Our own schemas by their namespace."""
    folder = files("cpr_haendelser.beskeder") / "skemaer"
    trees = [etree.fromstring(skema.read_bytes()) for skema in folder.iterdir() if skema.name.endswith(".xsd")]
    return {tree.get("targetNamespace", ""): etree.XMLSchema(tree) for tree in trees}


@pytest.fixture(scope="session")
def kuvertskema(contracts: Path) -> etree.XMLSchema:
    """The official schema of Haendelsesbesked."""
    return etree.XMLSchema(etree.parse(contracts / "beskedfordeler" / "xsd" / "Beskedkuvert.xsd"))


@pytest.fixture(scope="session")
def personlookupskema(contracts: Path) -> etree.XMLSchema:
    """The official schema of PersonLookupResponse: its types file lacks an import that a strict validator wants."""
    folder = contracts / "cpr-replika" / "person-base-data-extended"
    types = etree.parse(folder / "xsd" / "PersonBaseDataExtendedServiceTypes.xsd").getroot()
    place = (folder / "sp" / "PNR_1.xsd").as_uri()
    types.insert(0, etree.Element(f"{XS}import", namespace=PNR_NAVNERUM, schemaLocation=place))
    messages = etree.parse(folder / "PersonBaseDataExtendedServiceMsg.xsd").getroot()
    types.extend([element for element in messages if element.get("name", "").startswith("PersonLookupResponse")])
    return etree.XMLSchema(types)
