"""The chain: each link's hash is taken of the link before it and of all that the link says.

SHA-256 of: the hash before it (32 bytes); its number, time, kind and number of posts, each ended by a line feed, as
text in UTF-8; and its canonical bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from cpr_haendelser.revision.kanonisk import Gruppe, write
from cpr_haendelser.revision.post import TOM, Hoved, Led, Revisionspost, Slags


def compute_hash(led: Led) -> bytes:
    """What the link's hash must be."""
    hoved = f"{led.nr}\n{led.tidspunkt}\n{led.slags}\n{led.antal}\n".encode()
    return sha256(b"".join((led.forrige, hoved, led.indhold))).digest()


def forge(hoved: Hoved, slags: Slags, grupper: Sequence[Gruppe], nu: str) -> Led:
    """The link that follows a head. Its time is now, or the head's where a clock has gone back."""
    tidspunkt = max(hoved.tidspunkt, nu)
    indhold = write(grupper, nu if nu != tidspunkt else "")
    antal = sum(gruppe.antal for gruppe in grupper)
    led = Led(hoved.nr + 1, tidspunkt, slags, antal, indhold, hoved.hash, b"")
    return led._replace(hash=compute_hash(led))


def begin(kaede: str, foer: int, nu: str) -> Led:
    """The first link: which chain it is (UUID), and how many deliveries were recorded before there was one."""
    detaljer = (("kaede", kaede), ("leveringer_foer", str(foer)))
    return forge(
        TOM, Slags.BEGYNDELSE, [Gruppe(Revisionspost(Slags.BEGYNDELSE, "revision.begynd", detaljer=detaljer), ())], nu
    )
