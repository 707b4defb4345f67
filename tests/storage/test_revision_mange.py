"""A hundred thousand messages by two programs, whatever comes of attempts: the audit says what was delivered."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.kontrol import check
from cpr_haendelser.revision.post import Slags
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.forsendelse import Afslutning, Videregivelse
from cpr_haendelser.storage.forsendelsesbog import Ny
from tests.storage.postrumsmodel import AARHUS, ET, ODENSE, TO, TRE, Tilstand, tid

if TYPE_CHECKING:
    from pathlib import Path

    from cpr_haendelser.storage.forsendelse import Forsendelse

ANTAL, PERSONER = 100_000, 20_000
UUIDER = (ET, TO, TRE)
ENDER = [Tilstand.LEVERET] * 17 + [Tilstand.VENTER, Tilstand.PARKERET, Tilstand.FEJLKOE]
VEJE = [Videregivelse(f"system-{nr}", f"aftale-{nr}", kanal) for nr, kanal in enumerate(("hent", "tilsend", "hent"))]


def end(post: Forsendelse, tilfaeldig: Random) -> Afslutning:
    tilstand = tilfaeldig.choice(ENDER)
    vej = VEJE[UUIDER.index(post.dueslag)] if tilstand is Tilstand.LEVERET else None
    return Afslutning(post.dueslag, post.loebenummer, post.forsoeg, tilstand, "", "nack", videregivelse=vej)


def work(url: str, nummer: int) -> int:
    """Takes and ends attempts until there is nothing more; what was put aside is released, some deliveries repeated."""
    tilfaeldig, leveret, igen = Random(nummer), 0, 30  # noqa: S311 - the same in every run
    with closing(open_postrum(url)) as postrum:
        while True:
            uuid = tilfaeldig.choice(UUIDER)
            tagne = postrum.tag(uuid, tilfaeldig.choice([1, 20, 500]), nu=tid(5), hvem=f"p/{nummer}")
            ender = [end(post, tilfaeldig) for post in tagne]
            assert postrum.svar([*ender, *ender[:3]], nu=tid(6 + nummer)) == len(ender)
            leveret += sum(en.videregivelse is not None for en in ender)
            if tagne and igen and tilfaeldig.random() < 0.2:
                igen -= 1
                postrum.afspil(
                    uuid, [(post.loebenummer, post.pnr, post.myndighed) for post in tagne], nu=tid(7), hvem="x"
                )
            if not tagne:
                liggende = [
                    post.loebenummer
                    for tilstand in (Tilstand.PARKERET, Tilstand.FEJLKOE)
                    for post in postrum.forsendelser(uuid, tilstand=tilstand, antal=ANTAL)
                ]
                postrum.frigiv(uuid, liggende, nu=tid(8), hvem="x")
                if not postrum.klare(nu=tid(9)):
                    return leveret


def test_the_audit_has_as_many_rows_of_deliveries_as_there_were_deliveries(tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'h.db').as_posix()}"
    with closing(open_postrum(url)) as postrum:
        nye = [
            Ny(UUIDER[nr % 3], nr, 6101900000 + nr % PERSONER, AARHUS if nr % 5 else ODENSE)
            for nr in range(1, ANTAL + 1)
        ]
        postrum.fordel(nye, til=ANTAL, tidspunkt=tid(0), versioner="{}")
        with ThreadPoolExecutor(2) as traade:
            leveret = sum(traade.map(lambda nummer: work(url, nummer), (1, 2)))
        # What one let wait while the other had ended.
        leveret += work(url, 3)
        kontrol = check(postrum)
        poster = [
            (post.sag, post.loebenummer, post.forsoeg, post.pnr, post.myndighed, post.aftale)
            for led in postrum.revisionsled()
            if led.slags is Slags.LEVERING
            for _, post in read_poster(led.slags, led.indhold)
        ]
        assert sum(tilstand.leveret for tilstand in postrum.tilstande()) == leveret
    with closing(sqlite3.connect(tmp_path / "h.post.db")) as forbindelse:
        leveringer = forbindelse.execute(
            "SELECT 'dueslag:' || d.uuid, loebenummer, forsoeg, pnr, cvr, aftale FROM levering l"
            " JOIN dueslag d ON d.nr = l.dueslag JOIN myndighed m ON m.nr = l.myndighed"
            " JOIN videregivelse v ON v.nr = l.videregivelse"
        ).fetchall()
    assert leveret >= ANTAL
    assert len(poster) == len(leveringer) == leveret
    assert sorted(poster) == sorted(leveringer)
    assert kontrol.fund == ()
