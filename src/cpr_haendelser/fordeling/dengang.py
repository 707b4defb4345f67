"""How it was when a hændelse was distributed: what it was matched with, so that it can be explained later."""

from __future__ import annotations

import json
from typing import NamedTuple

from cpr_haendelser.abonnementer.match import Begrundelse


class Versioner(NamedTuple):
    """What a batch was matched with."""

    opsaetning: int
    """The version of the set-up."""
    lister: int
    """The state of the value lists (Postrum.listestand)."""
    dag: str

    def to_json(self) -> str:
        """As the post room keeps it."""
        return json.dumps(self._asdict(), sort_keys=True)

    @classmethod
    def from_json(cls, tekst: str) -> Versioner:
        """As it was kept."""
        return cls(**json.loads(tekst))


class Dengang(NamedTuple):
    """How it was when a hændelse was distributed."""

    tidspunkt: str
    versioner: Versioner
    begrundelse: Begrundelse | None
    """None: the dueslag was not there."""
