"""Roads that can be ordered to without being looked up: those of the made-up municipalities. Pure."""

from __future__ import annotations

from cpr_haendelser.population.steder import veje, vejnavn


def kendte_veje(kommune: str) -> list[tuple[str, str]]:
    """Codes and names of roads of a municipality (four digits); none where no test person lives on a known one."""
    return [(kode, vejnavn(kommune, kode)) for kode in veje(kommune)]
