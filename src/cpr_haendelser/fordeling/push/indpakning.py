"""ModtagBeskedInput around one Haendelsesbesked (AnvendersystemOperationer.xsd), spliced as bytes."""

from __future__ import annotations

NAVNERUM = "urn:oio:sts:1.0.0"
INDHOLDSTYPE = "application/xml"

_FOER = f'<?xml version="1.0" encoding="UTF-8"?>\n<sts:ModtagBeskedInput xmlns:sts="{NAVNERUM}">'.encode()
_EFTER = b"</sts:ModtagBeskedInput>"


def wrap(besked: bytes) -> bytes:
    """The body of a push: the message (UTF-8 XML, its namespaces declared on its own root) inside ModtagBeskedInput."""
    return b"".join((_FOER, _without_declaration(besked), _EFTER))


def _without_declaration(besked: bytes) -> bytes:
    return besked[besked.index(b"?>") + 2 :].lstrip() if besked.startswith(b"<?xml") else besked
