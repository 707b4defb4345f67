"""The program (`haendelser serve`, processes of their own) killed again and again while it distributes and delivers.

Files come in from another process. Alone: after each kill a copy of the post room as it was left is read: what a
receiver had confirmed and it does not know of will come again, and nothing else may. The files themselves are left to
the next life. Side by side: one is killed while the other goes on; what was confirmed and yet delivered by a later
attempt had its confirmation lost.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.forsendelse import Forsendelse
from tests.levering.besked import Besked
from tests.levering.bog import Bog, Tal, parked, reckon
from tests.levering.certifikater import Certifikater
from tests.levering.henter import Gestus, Henter
from tests.levering.program import wait_for
from tests.levering.push_modtager import MODTAGET, Svar
from tests.levering.scene import JOURNAL, OMSORG, Vilkaar, push_receiver
from tests.levering.verden import dueslag, verden
from tests.modtagelse.byg import NAMESPACE, environment
from tests.porte import free_port

KORT, LANG = 3, 100
"""Kills of the one."""
KORT_AF_TO, LANG_AF_TO = 2, 30
"""Kills of one of two."""
_PERSONER = 40
_DATABASE = "h.db"
_TAALMODIG = 180.0
"""Seconds that a start, or the end of it all, may take."""


class Hus:
    """The folder of the installation, its receivers, and the programs while they live."""

    def __init__(self, vilkaar: Vilkaar, stak: ExitStack, programmer: int = 1) -> None:
        self.folder, self.certifikater = vilkaar.folder, vilkaar.certifikater
        self.tilfaeldig = random.Random(vilkaar.froe)  # noqa: S311 - a repeatable run, nothing secret
        self.numre: dict[str, int] = {}
        self.bog = Bog(self.numre, vilkaar.godkend)
        self.dage = 0
        self.push = stak.enter_context(push_receiver(self.certifikater, self._push))
        porte = [free_port() for _ in range(programmer)]
        self.dueslag = (dueslag(1, OMSORG), dueslag(2, OMSORG, callback=self.push.url), dueslag(3, JOURNAL))
        with verden(self.folder) as denne:
            denne.callbacks[OMSORG] = (self.push.url,)
            denne.set_up(self.dueslag)
            denne.settle(_PERSONER)
        self.pladser = [self._place(nummer, port) for nummer, port in enumerate(porte)]
        self.hentere = [
            stak.enter_context(Henter(port, self.certifikater, dueslag(nummer, "").uuid, system, self._fetch))
            for port in porte
            for nummer, system in ((1, OMSORG), (1, OMSORG), (3, JOURNAL))
        ]

    def _place(self, nummer: int, port: int) -> Path:
        plads = self.folder / f"plads-{nummer}"
        plads.mkdir()
        write_settings(plads, self.folder, self.certifikater, port)
        return plads

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
        with _put_down(self.start(0)) as proces:
            yield proces

    def start(self, plads: int) -> subprocess.Popen[bytes]:
        """Starts the program in its place."""
        with (self.pladser[plads] / "program.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "cpr_haendelser", "serve"],
                cwd=self.pladser[plads],
                env=environment(self.folder),
                stdout=log,
                stderr=log,
            )

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
            return ask_to_end(proces)

    def two_lives(self, gange: int) -> bool:
        """One of two is killed so many times; whether both ended in good order when all was delivered."""
        with ExitStack() as stak:
            programmer = [stak.enter_context(_put_down(self.start(plads))) for plads in range(2)]
            for _ in range(gange):
                self.move()
                foer = len(self.bog.modtaget)
                doer = self.tilfaeldig.randrange(2)
                self._await(programmer[doer], lambda foer=foer: len(self.bog.modtaget) > foer)  # type: ignore[misc]
                time.sleep(self.tilfaeldig.uniform(0.0, 0.4))
                programmer[doer].kill()
                programmer[doer].wait()
                programmer[doer] = stak.enter_context(_put_down(self.start(doer)))
            self._await(programmer[0], self.has_everything)
            for plads, proces in enumerate(programmer):  # one that is still starting is broken off instead
                self._await(proces, lambda plads=plads: "Ctrl-C" in self._said(plads))  # type: ignore[misc]
            return [ask_to_end(proces) for proces in programmer] == [True, True]

    def _await(self, proces: subprocess.Popen[bytes], true: Callable[[], bool]) -> None:
        """Waits until something is so, or the program has ended; where it takes too long, with what it has said."""
        frist = time.monotonic() + _TAALMODIG
        while not true() and proces.poll() is None:
            if time.monotonic() > frist:
                raise AssertionError(f"life {self.bog.liv}: it never came. {self._tell()}")
            time.sleep(0.02)

    def _tell(self) -> str:
        """What has come, where the rest is, and the program's last words."""
        postrum = open_postrum(f"sqlite:///{(self.folder / _DATABASE).as_posix()}")
        try:
            stande, ude = postrum.tilstande(), postrum.ude_hos()
            rest = [
                each for one in self.dueslag for each in postrum.forsendelser(one.uuid) if each.tilstand != "leveret"
            ]
        finally:
            postrum.close()
        antal = {one.navn: len(self.bog.kept(one.uuid)) for one in self.dueslag}
        forbundet = [henter.forbundet for henter in self.hentere]
        sagt = "\n".join(self._said(plads)[-2000:] for plads in range(len(self.pladser)))
        return f"{antal} of {len(self.numre)}\n{stande}\n{ude}\n{forbundet}\n{rest[:3]}\n{sagt}"

    def _said(self, plads: int) -> str:
        """What the newest program in a place has said."""
        return (self.pladser[plads] / "program.log").read_text(encoding="utf-8")

    def has_everything(self) -> bool:
        """Whether the receivers have."""
        return all(self.bog.has_kept(each.uuid) == len(self.numre) for each in self.dueslag)

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


@contextmanager
def _put_down(proces: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield proces
    finally:
        proces.kill()
        proces.wait()


def ask_to_end(proces: subprocess.Popen[bytes]) -> bool:
    """As Ctrl-C does; whether it ended in good order."""
    proces.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        proces.wait(20)
    return proces.returncode == 0


def side_by_side(vilkaar: Vilkaar) -> Tal:
    """Kills one of two, again and again."""
    with ExitStack() as stak:
        hus = Hus(vilkaar, stak, programmer=2)
        i_orden = hus.two_lives(LANG_AF_TO if vilkaar.lang else KORT_AF_TO)
    forsendelser = hus.left_behind()
    hus.bog.prove_by_attempt(forsendelser)
    return reckon(
        hus.bog,
        {each.uuid: set(hus.numre.values()) for each in hus.dueslag},
        forsendelser,
        {
            "nothing was parked": not parked(forsendelser),
            "both ended in good order": i_orden,
        },
    )


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
            "nothing was parked": not parked(forsendelser),
            "the last one ended in good order": i_orden,
        },
    )


def write_settings(plads: Path, folder: Path, certifikater: Certifikater, port: int) -> None:
    """haendelser.toml in the program's place, for the installation in the folder."""
    doer, ud, ca = certifikater.doer, certifikater.ud, certifikater.ca
    (plads / "haendelser.toml").write_text(
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
