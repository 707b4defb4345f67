"""Persons of the shared population let in: as a file of an orders' task, received as any file is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cpr_haendelser.modtagelse.oenske import Oenske, confine_nobody
from cpr_haendelser.storage.lager import Kvittering
from cpr_haendelser.testmiljoe.dele import Dele
from cpr_haendelser.testmiljoe.ordrefil import choose_plads, write_ordrefil


def living_task(opgaver: Sequence[int]) -> Sequence[int]:
    """The task of the living register: the last one, which orders, that begin with the first, come to last."""
    return opgaver[-1:]


def shared_tasks(opgaver: Sequence[int]) -> Sequence[int]:
    """The tasks of basis and archetypes: those before it, from behind."""
    return opgaver[-2::-1] or opgaver


def let_in(
    dele: Dele, blokke: Iterable[bytes], ordre: str, *, etablering: bool, pnrs: Sequence[int] = ()
) -> Kvittering:
    """One file, of the first of the tasks that has none today.

    `pnrs` are persons whose images it may not be older than. With `etablering` it gives images and no hændelser.
    `ordre` says what the file came of. It is gone afterwards.
    """
    plads = choose_plads(dele.lager, dele.opgaver, pnrs, f"{dele.nu():%Y%m%d}")
    fil = write_ordrefil(dele.mappe, plads, blokke)
    try:
        return dele.receive(Oenske(fil.sti, (plads.opgave,), etablering=etablering, ordre=ordre), confine_nobody)
    finally:
        fil.sti.unlink(missing_ok=True)
