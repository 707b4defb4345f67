"""Another ExtTest installation with the same images, that receives an order's files from outside, as they come."""

from __future__ import annotations

import shutil
from pathlib import Path

from pydantic import Secret

from cpr_haendelser.app import Installation
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.modtagelse.oenske import KredsFor, Oenske
from cpr_haendelser.settings.exttest import Exttestindstillinger
from cpr_haendelser.storage.lager import Kvittering
from cpr_haendelser.testmiljoe.gennemfoer import Gennemfoerer
from tests.opslag.korsbaek import OPGAVE, settings_in
from tests.testmiljoe.hus import Hus


class Spejl:
    """It keeps each file of the house's orders before the house takes it in, and receives it with --new-task."""

    def __init__(self, hus: Hus, mappe: Path) -> None:
        self._mappe, self.filer = mappe, list[Path]()
        egne = {
            "exttest": Exttestindstillinger(ordreopgaver="800000-800099"),
            "id_namespace": Secret(hus.installation.namespace),
        }
        self.installation = Installation.open(settings_in(mappe).model_copy(update=egne))
        [fil] = hus.etablering
        self.installation.receive(Oenske(fil, (OPGAVE,), etablering=True))
        dele = hus.miljoe.dele()
        self._modtag = dele.receive
        hus.gennemfoerer = Gennemfoerer(dele._replace(nu=lambda: hus.nu, receive=self._receive))

    def _receive(self, oenske: Oenske, kreds_for: KredsFor) -> Kvittering:
        kopi = self._mappe / f"{len(self.filer)}" / oenske.path.name
        kopi.parent.mkdir()
        shutil.copyfile(oenske.path, kopi)
        self.filer.append(kopi)
        kvittering = self._modtag(oenske, kreds_for)
        self.installation.receive(Oenske(kopi, (kvittering.leverance.opgave,)))
        return kvittering

    def log(self) -> list[Haendelse]:
        """What came of the files."""
        return self.installation.lager.haendelser(antal=100_000)

    def close(self) -> None:
        """Closes the installation."""
        self.installation.close()
