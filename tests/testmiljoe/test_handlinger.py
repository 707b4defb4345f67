"""The tables of handlinger and columns, and what each handling may stand in."""

from __future__ import annotations

from importlib.resources import files

import pytest

from cpr_haendelser.cpr.kommuner import Kommunetabel
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.handlinger import UDEN_SPOR, read_handlinger
from cpr_haendelser.testmiljoe.skabelon.betydning import read_raekker
from cpr_haendelser.testmiljoe.skabelon.kolonner import read_kolonner

VAGT = Nummervagt(Miljoe.EXTTEST)
KENDER = Kommunetabel().knows
UDEN = [handling for handling in read_handlinger().values() if handling.uden_spor]


@pytest.mark.parametrize("tabel", ["handlinger.csv", "kolonner.csv"])
def test_every_row_has_as_many_cells_as_there_are_headings(tabel: str) -> None:
    linjer = (files("cpr_haendelser.testmiljoe") / "data" / tabel).read_text("utf-8").splitlines()
    assert len({linje.count(";") for linje in linjer}) == 1


def test_every_column_of_a_handling_is_one_of_the_template() -> None:
    naevnte = {navn for en in read_handlinger().values() for navn in (*en.skal, *en.kan)}
    assert naevnte <= read_kolonner().keys()


def test_what_changes_no_person_is_in_no_replika_ordre() -> None:
    assert {kode for handling in UDEN for kode in handling.koder} == UDEN_SPOR
    for handling in UDEN:
        raekker = [(2, {"personnummer": "6101901234", "handling": handling.noegle})]
        [fejl] = read_raekker(raekker, Ordreart.REPLIKA, VAGT, KENDER).fejl
        assert (fejl.kolonne, fejl.tilladt) == ("handling", "ikke i en replika-ordre")
        assert read_raekker(raekker, Ordreart.SAMMENHAENGENDE, VAGT, KENDER).fejl == []
        with pytest.raises(Brugsfejl, match="TST-009"):
            handling.check_kind(Ordreart.REPLIKA)
