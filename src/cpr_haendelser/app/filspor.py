"""Received files in the audit: the register and the post room are two files, so it follows the ledger of files."""

from __future__ import annotations

from collections.abc import Iterator

from cpr_haendelser.fejl import Fejl
from cpr_haendelser.logning import log_line
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.lager import Lager, Leverance
from cpr_haendelser.storage.postrum import Postrum


def note_files(lager: Lager, postrum: Postrum, revision: Revision, sidste: int, hvem: str) -> None:
    """Into the audit: the received file with that number, by whom, and those before it that are not there yet.

    So a program that was killed between the ledger and the audit leaves nothing out. A file is received once the
    register has it: where the post room cannot be written, the log tells, and the audit follows with the next.
    """
    try:
        efter = sidste - 1
        while efter and not postrum.tael_revision(_sag(efter), slags=[Slags.AENDRING]).led:
            efter -= 1
        revision.skriv([_post(fil, hvem if fil.fil == sidste else "") for fil in _files(lager, efter, sidste)])
    except Fejl:
        log_line("revision.fil-venter")


def _files(lager: Lager, efter: int, sidste: int) -> Iterator[Leverance]:
    while efter < sidste and (fundne := lager.leverancer(efter=efter)):
        yield from (fil for fil in fundne if fil.fil <= sidste)
        efter = fundne[-1].fil


def _post(fil: Leverance, hvem: str) -> Revisionspost:
    detaljer = {
        "art": fil.art.value,
        "filnavn": fil.filnavn,
        "grund": fil.grund,
        "haendelser": str(fil.haendelser),
        "modtaget": fil.modtaget,
        "opgave": fil.opgave,
        "personer": str(fil.personer),
        "proddto": fil.proddto,
    }
    vist = tuple((navn, value) for navn, value in sorted(detaljer.items()) if value)
    return Revisionspost(Slags.AENDRING, "fil.modtag", hvem=hvem, sag=_sag(fil.fil), detaljer=vist)


def _sag(fil: int) -> str:
    return f"fil:{fil}"
