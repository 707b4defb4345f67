"""Settings of retention: how long each kind of thing is kept before `oprydning` removes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cpr_haendelser.settings.kinds import Gruppe, Om

_FORVENTET = "et helt tal 1-36.500 (skrives uden tusindpunktum)"
_Dage = Annotated[int | None, Field(ge=1, le=36500)]


class Opbevaringsindstillinger(Gruppe):
    """Days that things are kept. Without a value a kind is kept for ever; nothing is removed but by `oprydning`."""

    filer: Annotated[
        _Dage, Om("Dage, som modtagne og afviste CPR-filer bliver liggende i den overvågede mappe.", _FORVENTET)
    ] = None
    log: Annotated[
        _Dage,
        Om(
            "Dage, som hændelser og deres beskeder er i loggen. Det, som noget på vej, en levering i revisionssporet"
            " eller en senere rettelse peger på, bliver længere.",
            _FORVENTET,
        ),
    ] = None
    versioner: Annotated[
        _Dage,
        Om(
            "Dage, som en persons tidligere versioner bliver, efter at en nyere kom; aldrig dem, som loggen peger på.",
            _FORVENTET,
        ),
    ] = None
    fejlkoe: Annotated[_Dage, Om("Dage, som beskeder i fejlkøen bliver der.", _FORVENTET, levende=True)] = None
    revision: Annotated[
        _Dage,
        Om("Dage, som revisionssporet og leveringerne i det bliver. Kræver `revision.noegle`.", _FORVENTET),
    ] = None
    ordrer: Annotated[
        _Dage,
        Om(
            "Dage, som afsluttede ordrer bliver, med linjer og tråd; testpersoners numre huskes altid.",
            _FORVENTET,
            levende=True,
        ),
    ] = None
    sessioner: Annotated[_Dage, Om("Dage, som udløbne sessioner bliver.", _FORVENTET)] = 30
