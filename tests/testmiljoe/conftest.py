"""The schemas that messages are validated against: the official ones and ours."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from lxml import etree

from cpr_haendelser.beskeder.laesning import read_besked
from tests.beskeder.conftest import egne_skemaer, kuvertskema, personlookupskema

__all__ = ["egne_skemaer", "kuvertskema", "personlookupskema"]


class Skemaer(NamedTuple):
    """Those of the kuvert, of our own documents and of the person."""

    kuvert: etree.XMLSchema
    egne: dict[str, etree.XMLSchema]
    person: etree.XMLSchema

    def check(self, besked: bytes) -> None:
        """Kuvert and both documents follow their schemas."""
        self.kuvert.assertValid(etree.fromstring(besked))
        haendelse, person = (etree.fromstring(etree.tostring(each)) for each in read_besked(besked).dokumenter)
        self.egne[str(etree.QName(haendelse).namespace)].assertValid(haendelse)
        self.person.assertValid(person)


@pytest.fixture(scope="session")
def skemaer(
    kuvertskema: etree.XMLSchema, egne_skemaer: dict[str, etree.XMLSchema], personlookupskema: etree.XMLSchema
) -> Skemaer:
    """All of them."""
    return Skemaer(kuvertskema, egne_skemaer, personlookupskema)
