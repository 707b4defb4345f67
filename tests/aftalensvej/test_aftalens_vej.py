"""An agreement requested, approved, used, ended while messages wait, and approved again: seen on every way out.

By the real program: its commands in processes of their own, `haendelser serve` in another, a consumer of BeskedHent
that stays connected through all of it, and a receiver of BeskedFåTilsendt.
"""

from __future__ import annotations

import json
import re
import ssl
import time
from typing import TYPE_CHECKING

import pytest

from tests.aftalensvej.vejen import (
    BESKED_ID,
    BESKEDTYPE,
    HENT,
    KOMMUNE,
    NAVN,
    OPSAETNING,
    TILSEND,
    Henter,
    Installation,
    Modtager,
    Port,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RO = 1.0
"""Seconds in which nothing may come."""
FOERST = 5
"""So many messages pass before the gates are shut."""


class Vej:
    """What one walk has at hand."""

    def __init__(self, folder: Path) -> None:
        self.her = Installation(folder)
        self.ca = folder / "ca"
        self.hent, self.tilsend = Port(FOERST), Port(FOERST)
        self.modtager = Modtager(self.tilsend)
        self.system = self.pnr = ""
        self.filer: list[str] = []

    def prepare(self) -> None:
        """Certificates, two files received of three, an it-system with two dueslag, and no agreement."""
        run = self.her.run
        run("ca", "init", "ca")
        for brug, navn in (("server", "server"), ("client", "udgang"), ("server", "modtager")):
            run("ca", "issue", brug, "--navn", navn, "--cvr", KOMMUNE)
        ud = run("population", "filer", "--personer", "2000", "--dage", "2", "--start", "2026-11-23")
        self.filer = sorted(re.findall(r"filer/\S+?(?=:)", ud), key=lambda fil: fil[-8:])
        opgave = re.search(r"--new-task (\d+)", ud)
        assert opgave is not None
        run("receive", "--initial", "--new-task", opgave[1], self.filer[0])
        run("receive", self.filer[1])
        self.modtager.secure(self.ca)
        (self.her.folder / "org.toml").write_text(OPSAETNING[: OPSAETNING.index("[[system]]")], "utf-8")
        run("setup", "org.toml")
        ny = run("system", "create", NAVN, "--cvr", KOMMUNE, "--callback", self.modtager.url)
        self.system = ny.strip().rpartition(" ")[2]
        run("ca", "issue", "client", "--system", NAVN)
        certifikat = re.search(r"[0-9a-f]{64}", run("setup", "--export"))
        assert certifikat is not None
        (self.her.folder / "alt.toml").write_text(
            OPSAETNING.format(
                system=self.system, certifikat=certifikat[0], callback=self.modtager.url, hent=HENT, tilsend=TILSEND,
                beskedtype=BESKEDTYPE,
            ),
            "utf-8",
        )  # fmt: skip
        run("setup", "alt.toml")

    def tls(self) -> ssl.SSLContext:
        """As the it-system connects, with what `ca issue` gave it."""
        kontekst = ssl.create_default_context(cafile=str(self.ca / "ca.pem"))
        kontekst.load_cert_chain(self.ca / "fagsystem.pem", self.ca / "fagsystem.key")
        return kontekst

    def request(self) -> str:
        ud = self.her.run(
            "aftale", "request", "--system", NAVN, "--myndighed", KOMMUNE, "--formaal", "Sagsbehandling", "--hjemmel",
            "CPR-loven § 10", "--snapshot",
        )  # fmt: skip
        return ud.split(":", 1)[0]

    def expected(self, fil: int) -> dict[int, str]:
        """BeskedId by løbenummer of what a file has for the authority, as the operator sees the log."""
        linjer = (json.loads(linje) for linje in self.her.run("feed").splitlines())
        egne = [each for each in linjer if each["modtager"]["cvr"] == KOMMUNE and each["fil"]["nummer"] == fil]
        return {each["loebenummer"]: each["besked_id"] for each in egne}

    def seen(self) -> dict[str, int]:
        """How many hændelser the it-system sees by each way out that it asks by itself."""
        feed = self.her.ask_json("/haendelser?efter=0&antal=1000")["haendelser"]
        beskeder = self.her.ask("/beskeder?efter=0&antal=1000")[1]
        return {
            "feed": len(feed),
            "beskeder": len(BESKED_ID.findall(beskeder)),
            "soegning": len(self.her.ask_json("/haendelser/soegning", {"personnummer": self.pnr})["haendelser"]),
            "kommandolinje": len(self.her.run("feed", "--som", NAVN).splitlines()),
            "snapshot": self.her.ask(f"/snapshot?dueslag={HENT}&antal=10")[1].count(b"personnummer>") // 2,
            "afspilning": self.replayable(),
        }

    def replayable(self) -> int:
        """How many would be sent again to the dueslag that is fetched from."""
        svar = self.her.attempt("dueslag", "replay", "Hentes", "--alt", "--dry-run", "--som", NAVN)
        if svar.returncode:
            assert svar.stderr.startswith("FOR-005")
            return 0
        fundet = re.search(r"\d+", svar.stdout.replace(".", ""))
        assert fundet is not None
        return int(fundet[0])


@pytest.fixture
def vej(tmp_path: Path) -> Iterator[Vej]:
    vej = Vej(tmp_path)
    try:
        yield vej
    finally:
        vej.hent.open()
        vej.tilsend.open()
        vej.her.stop()
        vej.modtager.stop()


def test_an_agreement_is_seen_on_every_way_out_all_its_life(vej: Vej) -> None:  # noqa: PLR0915 - one walk
    vej.prepare()
    vej.her.serve()
    dag_1 = vej.expected(2)
    assert len(dag_1) > 4 * FOERST
    vej.pnr = pnr_of(vej, min(dag_1))

    # Nobody has approved anything: nothing is there, on any way out, and fetching is refused.
    ingen = {"feed": 0, "beskeder": 0, "soegning": 0, "kommandolinje": 0, "snapshot": 0, "afspilning": 0}
    assert vej.seen() == ingen
    henter = Henter(vej.her.amqp, vej.tls(), vej.hent)
    wait_for(lambda: henter.afvist > 0, "the refusal")
    aftale = vej.request()
    assert vej.seen() == ingen
    assert not henter.forbruger

    # Approved: used by every way out. The consumer gets its messages, and both receivers stop after a few.
    vej.her.run("aftale", "approve", aftale)
    wait_for(lambda: henter.forbruger, "the consumer")
    wait_for(lambda: vej.her.ask_json("/haendelser?efter=0")["haendelser"] != [], "the feed")
    alt = vej.seen()
    assert (alt["feed"], alt["beskeder"], alt["kommandolinje"]) == (len(dag_1),) * 3
    assert min(alt["soegning"], alt["snapshot"], alt["afspilning"]) > 0
    vej.her.run("dueslag", "replay", "Hentes", "--alt")
    vej.her.run("dueslag", "replay", "Tilsendes", "--alt")
    wait_for(lambda: bool(vej.hent.holdt and vej.tilsend.holdt), "a message behind each gate")

    # Ended while messages wait: what is out is heard, what waits stays; the consumer is told, and not hung up on.
    vej.her.run("aftale", "end", aftale, "--grund", "Prøven er slut")
    wait_for(lambda: {vej.her.counts(navn)["venter"] for navn in ("Hentes", "Tilsendes")} == {0}, "the end")
    tilbageholdt = vej.her.counts("Hentes")["tilbageholdt"]
    assert tilbageholdt > 0
    vej.hent.open()
    vej.tilsend.open()
    wait_for(lambda: vej.hent.holdt == vej.tilsend.holdt == 0, "what was out")
    time.sleep(RO)
    fik = (len(vej.hent.fik), len(vej.tilsend.fik))
    assert max(fik) < len(dag_1)
    vej.her.run("receive", vej.filer[2])
    time.sleep(RO)
    assert (len(vej.hent.fik), len(vej.tilsend.fik)) == fik
    assert henter.is_connected
    assert (henter.forbruger, henter.afmeldt) == (False, 1)
    assert vej.seen() == ingen
    assert vej.her.ask(f"/snapshot?dueslag={HENT}")[0] == 403
    assert vej.her.attempt("aftale", "approve", aftale).returncode == 1

    # Approved again, by a new agreement: the same consumer gets the rest, each once; nothing is lost.
    ny = vej.request()
    time.sleep(RO)
    assert (len(vej.hent.fik), len(vej.tilsend.fik)) == fik
    vej.her.run("aftale", "approve", ny)
    wait_for(lambda: len(vej.hent.fik) >= len(dag_1) and len(vej.tilsend.fik) >= len(dag_1), "the rest")
    time.sleep(RO)
    for gate in (vej.hent, vej.tilsend):
        assert sorted(gate.fik) == sorted(dag_1.values())
    assert henter.is_connected

    # What came while there was no agreement was nobody's then; it is seen now, and sent when it is asked for.
    dag_2 = vej.expected(3)
    assert vej.seen()["feed"] == len(dag_1) + len(dag_2)
    numre = [str(nr) for nr in dag_2]
    vej.her.run("dueslag", "replay", "Hentes", *numre)
    wait_for(lambda: len(vej.hent.fik) >= len(dag_1) + len(dag_2), "the second day")
    assert sorted(vej.hent.fik) == sorted([*dag_1.values(), *dag_2.values()])
    assert henter.is_connected
    henter.stop()
    assert henter.fejl is None
    traad = vej.her.run("aftale", "show", aftale)
    for led in ("operatøren: anmodet", "operatøren: godkendt", "operatøren: opsagt: Prøven er slut"):
        assert led in traad
    assert vej.pnr not in (vej.her.folder / "log.txt").read_text("utf-8")
    assert vej.pnr not in (vej.her.folder / "breve.txt").read_text("utf-8")


def pnr_of(vej: Vej, loebenummer: int) -> str:
    [linje] = vej.her.run("feed", "--efter", str(loebenummer - 1), "--antal", "1").splitlines()
    return str(json.loads(linje)["personnummer"])
