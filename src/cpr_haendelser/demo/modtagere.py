"""The two receivers of the demonstration, and what they may and want."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from cpr_haendelser.abonnementer.opsaetning import apply, plan
from cpr_haendelser.abonnementer.opsaetningsfil import Omgivelser, read
from cpr_haendelser.abonnementer.opsaetningsformer import Certifikatkrav
from cpr_haendelser.aftaler.model import Aftaletilstand
from cpr_haendelser.app import Installation
from cpr_haendelser.app.installation import stamp_now
from cpr_haendelser.app.levering import Lytter, delivering
from cpr_haendelser.demo.certifikater import CVR, FAGSYSTEM, Certifikater
from cpr_haendelser.demo.hentemodtager import Hentemodtager
from cpr_haendelser.demo.tilsendmodtager import Tilsendmodtager
from cpr_haendelser.tls.kontekster import Klientcertifikat, client_context, server_context
from cpr_haendelser.tls.udloeb import read_tillid

SYSTEM, HENT, TILSEND = (f"0de30000-0000-4000-8000-00000000000{nummer}" for nummer in (1, 2, 3))
"""The it-system and its two dueslag."""
OPSAETNING = "opsaetning.toml"
_FRIST, _KIG = 60.0, 0.02
FLYTNINGER = "personhaendelse IN ('034', '035', '036', '037')"
_OPSAETNING = f"""# Hvem der må få hvad (serviceaftalen), og hvad de vil have (dueslagene).

[[organisation]]
cvr = "{CVR}"
navn = "Korsbæk Kommune"
uuid = "0de30000-0000-4000-8000-000000000000"
myndighed = true
leverandoer = true

[[system]]
uuid = "{SYSTEM}"
navn = "Korsbæks fagsystem"
cvr = "{CVR}"
certifikater = ["ca/{FAGSYSTEM}.pem"]
callbacks = ["{{callback}}"]

[[serviceaftale]]
id = "korsbaek-cpr-haendelser"
system = "{SYSTEM}"
myndighed = "{CVR}"
beskedtyper = ["{{beskedtype}}"]
koder = ["*"]
foelsomhed = ["*"]
forvaltningsomraader = ["*"]
afsendere = ["{CVR}"]

[[serviceaftale]]
id = "korsbaek-cpr-opslag"
system = "{SYSTEM}"
myndighed = "{CVR}"
service = "CPR-replika opslag"

[[dueslag]]
uuid = "{HENT}"
navn = "Alle hændelser"
system = "{SYSTEM}"
beskedtype = "{{beskedtype}}"

[[dueslag]]
uuid = "{TILSEND}"
navn = "Flytninger"
system = "{SYSTEM}"
beskedtype = "{{beskedtype}}"
leveringsmaade = "tilsend"
callback = "{{callback}}"
filter = "{FLYTNINGER}"
"""


@dataclass
class Postkasse:
    """What a receiver has got, counted."""

    antal: int = 0
    _laas: Lock = field(default_factory=Lock)

    def keep(self, besked: bytes) -> None:
        """Takes a message."""
        del besked
        with self._laas:
            self.antal += 1


class Modtagere(NamedTuple):
    """The receivers at work."""

    lytter: Lytter
    callback: str
    hentet: Postkasse
    tilsendt: Postkasse
    opsaetning: Path
    """The set-up file."""
    installation: Installation

    def await_all(self, trin: Callable[[str, int, int], None]) -> bool:
        """Waits until everything is delivered, telling how far it is; False where that takes more than a minute."""
        lager, postrum = self.installation.lager, self.installation.postrum
        frist = time.monotonic() + _FRIST
        while time.monotonic() < frist:
            tilstande = postrum.tilstande()
            rest = sum(each.venter + each.ude for each in tilstande)
            if not rest and postrum.position() >= lager.sidste_loebenummer():
                return True
            leveret = sum(each.leveret for each in tilstande)
            trin("leverer", leveret, leveret + rest)
            time.sleep(_KIG)
        return False


@contextmanager
def receiving(installation: Installation, certifikater: Certifikater, mappe: Path) -> Iterator[Modtagere]:
    """The set-up applied, delivery at work, and both receivers connected."""
    hentet, tilsendt = Postkasse(), Postkasse()
    tilsend = Tilsendmodtager(server_context(certifikater.modtager, Klientcertifikat.PAAKRAEVET), tilsendt.keep)
    try:
        fil = mappe / OPSAETNING
        _set_up(installation, fil, tilsend.url)
        with delivering(installation, forsoeg=50) as levering:
            if levering.lytter is None:
                raise AssertionError("the demonstration's BeskedHent is open")
            tls = client_context(certifikater.fagsystem)
            hent = Hentemodtager(levering.lytter.port, tls, HENT, hentet.keep)
            try:
                yield Modtagere(levering.lytter, tilsend.url, hentet, tilsendt, fil, installation)
            finally:
                hent.stop()
    finally:
        tilsend.stop()


def _set_up(installation: Installation, fil: Path, callback: str) -> None:
    """Writes the set-up file, and applies it."""
    tekst = _OPSAETNING.format(callback=callback, beskedtype=installation.settings.beskeder.beskedtype)
    fil.write_text(tekst, "utf-8")
    nu = installation.postrum.opsaetning()
    settings = installation.settings
    krav = Certifikatkrav(
        datetime.now(UTC), settings.environment, produktion=False, tillid=read_tillid(settings.tls.tillid)
    )
    oensket = read(tekst, nu, Omgivelser(fil.parent, {}, Aftaletilstand.GODKENDT, krav=krav))
    apply(plan(nu, oensket, end_missing=False), installation.postrum.gem, tidspunkt=stamp_now(), hvem="demonstrationen")
