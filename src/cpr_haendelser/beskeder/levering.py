"""The places in a composed message where something is added or cut as it leaves; all other bytes stay as composed.

The stored message has neither TransaktionsId, Kildesystem (with address and credentials) nor Leveranceruter, and names
every municipality that may receive it. What is put in here must be whole elements of the official schema in its order.
"""

from __future__ import annotations

from typing import NamedTuple

_RELATERET, _REGISTRERING = b"<ns2:RelateretObjekt>", b"<ns2:ObjektRegistrering>"
_MODTAGER = b"<ns2:TilladtModtager>"
_DANNET = b"</ns2:Dannelsestidspunkt>"
_SLUT = b"</ns2:Leveranceinformation>"


class Snit(NamedTuple):
    """Byte positions in one composed message."""

    modtagere: slice
    """All TilladtModtager; empty, where they would stand, when there are none."""
    transaktion: int
    """Where TransaktionsId, Kildesystem, KildesystemIPAdresse and KildesystemAkkreditiver belong."""
    ruter: int
    """Where Leveranceruter and LeveranceinformationLokalUdvidelse belong."""


def find_snit(besked: bytes) -> Snit:
    """The places in a message that `compose` made; ValueError where it did not.

    Values cannot be taken for markup: in them `<` is always escaped.
    """
    registrering = besked.index(_REGISTRERING)
    relateret = besked.find(_RELATERET, 0, registrering)
    slut = relateret if relateret >= 0 else registrering
    modtager = besked.find(_MODTAGER, 0, slut)
    return Snit(
        modtagere=slice(modtager if modtager >= 0 else slut, slut),
        transaktion=besked.index(_DANNET, registrering) + len(_DANNET),
        ruter=besked.index(_SLUT, registrering),
    )


def deliver(besked: bytes, *, modtagere: bytes | None = None, transaktion: bytes = b"", ruter: bytes = b"") -> bytes:
    """The message as it leaves: `modtagere` instead of its TilladtModtager (None: as composed), the rest put in."""
    snit = find_snit(besked)
    return b"".join(
        (
            besked[: snit.modtagere.start],
            besked[snit.modtagere] if modtagere is None else modtagere,
            besked[snit.modtagere.stop : snit.transaktion],
            transaktion,
            besked[snit.transaktion : snit.ruter],
            ruter,
            besked[snit.ruter :],
        )
    )
