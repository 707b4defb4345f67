"""The program (`haendelser serve`, a process of its own) killed again and again while it distributes and delivers.

Files come in from another process. After each kill a copy of the post room as it was left is read: what a receiver had
confirmed and it does not know of will come again, and nothing else may. The files themselves are left to the next life.
"""

from __future__ import annotations

import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand
from tests.levering.besked import Besked
from tests.levering.bog import Bog, Tal, reckon
from tests.levering.certifikater import Certifikater
from tests.levering.henter import Gestus, Henter
from tests.levering.program import wait_for
from tests.levering.push_modtager import MODTAGET, Svar
from tests.levering.scene import JOURNAL, OMSORG, Vilkaar, push_receiver
from tests.levering.verden import dueslag, verden
from tests.modtagelse.byg import NAMESPACE, environment

KORT, LANG = 3, 100
"""Kills."""
_PERSONER = 40
_DATABASE = "h.db"
_TAALMODIG = 60.0
"""Seconds that a start, or the end of it all, may take."""


class Hus:
    """The folder of the installation, its receivers, and the program while it lives."""

    def __init__(self, vilkaar: Vilkaar, stak: ExitStack) -> None:
        self.folder, self.certifikater = vilkaar.folder, vilkaar.certifikater
        self.tilfaeldig = random.Random(vilkaar.froe)  # noqa: S311 - a repeatable run, nothing secret
        self.numre: dict[str, int] = {}
        self.bog = Bog(self.numre, vilkaar.godkend)
        self.dage = 0
        self.push = stak.enter_context(push_receiver(self.certifikater, self._push))
        with socket.create_server(("127.0.0.1", 0)) as ledig:
            port = int(ledig.getsockname()[1])
        self.dueslag = (dueslag(1, OMSORG), dueslag(2, OMSORG, callback=self.push.url), dueslag(3, JOURNAL))
        with verden(self.folder) as denne:
            denne.callbacks[OMSORG] = (self.push.url,)
            denne.set_up(self.dueslag)
            denne.settle(_PERSONER)
        write_settings(self.folder, self.certifikater, port)
        hentere = ((1, OMSORG), (1, OMSORG), (3, JOURNAL))
        self.hentere = [
            stak.enter_context(Henter(port, self.certifikater, dueslag(nummer, "").uuid, system, self._fetch))
            for nummer, system in hentere
        ]

    def _push(self, besked: Besked) -> Svar:
        self.bog.note(besked, gemt=True, kvitteret=True)
        return MODTAGET

    def _fetch(self, besked: Besked) -> Gestus:
        self.bog.note(besked, gemt=True, kvitteret=True)
        return Gestus.ACK

    def move(self) -> None:
        """A file comes in, by another process than the program."""
        self.dage += 1
        with verden(self.folder) as denne:
            denne.dage = self.dage - 1
            denne.move(_PERSONER)
            self.numre.update(denne.expected())

    @contextmanager
    def living(self) -> Iterator[subprocess.Popen[bytes]]:
        """The program from its start; killed at the end, if it has not ended."""
        with (self.folder / "program.log").open("ab") as log:
            proces = subprocess.Popen(
                [sys.executable, "-m", "cpr_haendelser", "serve"],
                cwd=self.folder,
                env=environment(self.folder),
                stdout=log,
                stderr=log,
            )
        try:
            yield proces
        finally:
            proces.kill()
            proces.wait()

    def life(self) -> bool:
        """Killed a moment after its first delivery, or somewhere on its way there; whether it lived till then."""
        foer = len(self.bog.modtaget)
        with self.living() as proces:
            self.move()
            if self.tilfaeldig.random() < 0.2:
                time.sleep(self.tilfaeldig.uniform(0.0, 1.5))
            else:
                self._await(proces, lambda: len(self.bog.modtaget) > foer)
                time.sleep(self.tilfaeldig.uniform(0.0, 0.4))
            levede = proces.poll() is None
        wait_for(lambda: not self.push.i_tale and not any(henter.forbundet for henter in self.hentere))
        self.bog.prove_lost(self.left_behind())
        self.bog.liv += 1
        return levede

    def last_life(self) -> bool:
        """Lives until everything is delivered, and is asked to end; whether it did so in good order."""
        with self.living() as proces:
            self._await(proces, self.has_everything)
            proces.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                proces.wait(20)
            return proces.returncode == 0

    def _await(self, proces: subprocess.Popen[bytes], true: Callable[[], bool]) -> None:
        """Waits until something is so, or the program has ended; where it takes too long, with what it has said."""
        frist = time.monotonic() + _TAALMODIG
        while not true() and proces.poll() is None:
            if time.monotonic() > frist:
                sagt = (self.folder / "program.log").read_text(encoding="utf-8")[-2000:]
                raise AssertionError(f"life {self.bog.liv}: it never came; the program's last words were:\n{sagt}")
            time.sleep(0.02)

    def has_everything(self) -> bool:
        """Whether the receivers have."""
        return all(self.bog.kept(each.uuid) == self.numre.keys() for each in self.dueslag)

    def left_behind(self) -> list[Forsendelse]:
        """What the post room holds, read from a copy."""
        kopi = self.folder / "kopi"
        kopi.mkdir()
        try:
            for fil in self.folder.glob("h.post.db*"):
                if not fil.name.endswith("-shm"):
                    shutil.copy(fil, kopi)
            postrum = open_postrum(f"sqlite:///{(kopi / _DATABASE).as_posix()}")
            try:
                return [each for one in self.dueslag for each in postrum.forsendelser(one.uuid, antal=1_000_000)]
            finally:
                postrum.close()
        finally:
            shutil.rmtree(kopi)


def killed(vilkaar: Vilkaar) -> Tal:
    """Kills it, and lets a last life finish."""
    gange = LANG if vilkaar.lang else KORT
    with ExitStack() as stak:
        hus = Hus(vilkaar, stak)
        levede = [hus.life() for _ in range(gange)]
        i_orden = hus.last_life()
    forsendelser = hus.left_behind()
    alle = set(hus.numre.values())
    return reckon(
        hus.bog,
        {each.uuid: alle for each in hus.dueslag},
        forsendelser,
        {
            "it lived until it was killed": all(levede),
            "nothing was parked": not any(each.tilstand is Forsendelsestilstand.PARKERET for each in forsendelser),
            "the last one ended in good order": i_orden,
        },
    )


def write_settings(folder: Path, certifikater: Certifikater, port: int) -> None:
    """haendelser.toml in the folder."""
    doer, ud, ca = certifikater.doer, certifikater.ud, certifikater.ca
    (folder / "haendelser.toml").write_text(
        f"""
database_url = "sqlite:///{(folder / _DATABASE).as_posix()}"
spool_folder = "{(folder / "spool").as_posix()}"
id_namespace = "{NAMESPACE}"
port = 0

[hent]
port = {port}

[maskindoer]
aktiv = false

[tilsend]
private_adresser = true

[tls]
certifikat = "{doer.certifikat.as_posix()}"
noegle = "{doer.noegle.as_posix()}"
tillid = "{ca.as_posix()}"
klient_certifikat = "{ud.certifikat.as_posix()}"
klient_noegle = "{ud.noegle.as_posix()}"
klient_tillid = "{ca.as_posix()}"
""",
        encoding="utf-8",
    )
