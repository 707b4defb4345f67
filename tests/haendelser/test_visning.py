"""A hændelse as plain values says truly what caused it, and never for whom it is kept."""

from __future__ import annotations

import json

from cpr_haendelser.haendelser.model import Haendelse, Ordrested
from cpr_haendelser.haendelser.visning import cause_name, to_plain
from cpr_haendelser.web.modeller import Haendelse as Haendelsesform
from tests.beskeder.eksempler import HAENDELSE, ordered

STED = Ordrested("0d9f0000-0000-4000-8000-000000000001", 3, 2, 1)
ORDRET = ordered(HAENDELSE, STED)


def shown(haendelse: Haendelse) -> Haendelsesform:
    return Haendelsesform.model_validate(to_plain(haendelse, "000"))


def test_a_file_is_told_with_its_lines_and_an_order_with_its_place() -> None:
    fra_fil, ordret = shown(HAENDELSE), shown(ORDRET)
    assert fra_fil.ordre is None
    assert fra_fil.fil is not None
    assert (fra_fil.fil.navn, fra_fil.fil.linjer) == ("D261102.L999901", [12])
    assert ordret.fil is None
    assert ordret.ordre is not None
    assert [*ordret.ordre.model_dump().values()] == [*STED, "20261103", 3, False]


def test_the_cause_has_a_name() -> None:
    assert cause_name(HAENDELSE) == "D261102.L999901"
    assert cause_name(ORDRET) == f"ordre {STED.uuid}, linje 3"


def test_the_circle_of_organisations_is_told_to_nobody() -> None:
    assert "87654321" not in json.dumps(to_plain(ORDRET._replace(kreds=("87654321",)), "000"))


def test_a_correction_by_number_alone_is_told_too() -> None:
    rettet = shown(ORDRET._replace(retter_loebenummer=5, retter_id=HAENDELSE.registrering_id)).retter
    assert rettet is not None
    assert (rettet.loebenummer, rettet.registrering_id) == (5, str(HAENDELSE.registrering_id))
