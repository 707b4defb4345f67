"""What filters are told of a hændelse's present address is what its kuvert says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpr_haendelser.beskeder.adresser import kuvert_adresse, present_adresse
from cpr_haendelser.beskeder.grundlag import to_person
from cpr_haendelser.fordeling.kilder import Logkilder
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.opslag.grundlag import gather
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from tests.opslag.korsbaek import opened

if TYPE_CHECKING:
    from pathlib import Path


def test_filters_are_told_the_present_address_of_the_kuvert(tmp_path: Path) -> None:
    with opened(tmp_path) as installation:
        kilder = Logkilder(installation.lager, HukommelsePostrum()).at(0)
        annullerede = 0
        for haendelse in iterate(installation.lager, Udsnit()):
            person = to_person(gather(installation.lager, haendelse).dokument, {}, haendelse.proddto)
            nuvaerende = kuvert_adresse(haendelse, present_adresse(haendelse.beslutning, person))
            assert kilder.efter(haendelse) == nuvaerende
            annullerede += haendelse.beslutning.art is Art.ANNULLERING
    assert annullerede > 0, "nothing was annulled: the test shows less than it says"
