"""Small things to put into a post room, and everything that it says, for comparing two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from cpr_haendelser.storage.forsendelsesbog import Ny

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpr_haendelser.storage.forsendelse import Forsendelse
    from cpr_haendelser.storage.postrum import Postrum

ET, TO, TRE = (f"0b5b8a5e-0000-4000-8000-00000000000{nummer}" for nummer in (1, 2, 3))
ANNA, BENT, CARL, DORTE = 6101900001, 6101900002, 6101900003, 6101900004
AARHUS, ODENSE = "55133018", "35209115"
VEJ = Videregivelse("system-1", "aftale-1", "hent")
Tilstand = Forsendelsestilstand


def tid(minut: int) -> str:
    """A time that many minutes after midnight."""
    return f"2026-01-02T{minut // 60:02}:{minut % 60:02}:00Z"


def dueslag(uuid: str = ET, navn: str = "Flytninger") -> Dueslag:
    return Dueslag(uuid, navn, "system-1", "cpr-haendelse", Leveringsmaade.HENT, "", "", 0)


def fill(postrum: Postrum, *pnrs: int, uuid: str = ET, myndighed: str = AARHUS, minut: int = 0) -> list[int]:
    """One forsendelse for each person, numbered on from the position."""
    foerste = postrum.position() + 1
    nye = [Ny(uuid, nr, pnr, myndighed) for nr, pnr in enumerate(pnrs, start=foerste)]
    postrum.fordel(nye, til=foerste + len(pnrs) - 1, tidspunkt=tid(minut), versioner="{}")
    return [ny.loebenummer for ny in nye]


def take(postrum: Postrum, antal: int = 100, *, uuid: str = ET, minut: int = 1, hvem: str = "p/1") -> list[int]:
    """The numbers of what may leave."""
    return [post.loebenummer for post in postrum.tag(uuid, antal, nu=tid(minut), hvem=hvem)]


def answer(postrum: Postrum, post: Forsendelse, tilstand: Tilstand, minut: int = 2, **mere: object) -> int:
    """The end of one attempt."""
    vej = VEJ if tilstand is Tilstand.LEVERET else None
    svar = Afslutning(post.dueslag, post.loebenummer, post.forsoeg, tilstand, videregivelse=vej)
    return postrum.svar([svar._replace(**mere)], nu=tid(minut))  # type: ignore[arg-type]


def deliver(postrum: Postrum, numre: Iterable[int], minut: int = 2, uuid: str = ET) -> int:
    """Delivers what is out."""
    ude = {post.loebenummer: post for post in postrum.forsendelser(uuid, tilstand=Tilstand.UDE, antal=10_000)}
    svar = [Afslutning(uuid, nr, ude[nr].forsoeg, Tilstand.LEVERET, videregivelse=VEJ) for nr in numre]
    return postrum.svar(svar, nu=tid(minut))


def state(postrum: Postrum, nummer: int, uuid: str = ET) -> Forsendelse:
    """One forsendelse."""
    (post,) = postrum.forsendelser(uuid, efter=nummer - 1, antal=1)
    assert post.loebenummer == nummer
    return post


def everything(
    postrum: Postrum, uuids: Iterable[str] = (ET, TO, TRE), pnrs: Iterable[int] = (ANNA, BENT, CARL, DORTE)
) -> object:
    """All that it says of forsendelser, their TransaktionsId set aside: each post room has its own."""
    uuids = (ET, TO, TRE)
    return (
        postrum.position(),
        postrum.bagud(),
        postrum.forud(),
        [[postrum.fordeling(uuid, nummer) for nummer in range(1, 40, 3)] for uuid in uuids],
        [postrum.leverede(uuid, fra=fra) for uuid in uuids for fra in ("", tid(20))],
        [
            [post._replace(transaktion="") for post in postrum.forsendelser(uuid, tilstand=tilstand, antal=10_000)]
            for uuid in uuids
            for tilstand in (None, *Tilstand)
        ],
        [postrum.leveringer(pnr) for pnr in pnrs],
        postrum.tilstande(),
        [postrum.tilstand(each.dueslag) for each in postrum.tilstande()] == postrum.tilstande(),
        postrum.tilstand("findes-ikke"),
        [
            postrum.stilstand(each.dueslag) == (each.stoppet, each.venter_til, each.sidste_fejl)
            for each in postrum.tilstande()
        ],
        postrum.stilstand("findes-ikke"),
        postrum.tilbageholdte(),
        postrum.afventende(),
        postrum.ude_hos(),
        postrum.indgreb(),
        audit(postrum),
        [postrum.klare(nu=tid(minut)) for minut in range(0, 1000, 50)],
    )


def audit(postrum: Postrum) -> object:
    """Everything in the audit but for the name of its chain, and the hashes that follow from it."""
    return [
        (led.nr, led.slags, led.antal, led.tidspunkt, sorted(read_poster(led.slags, led.indhold)))
        for led in postrum.revisionsled(efter=1)
    ]
