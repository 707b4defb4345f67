"""What each AMQP method on an open channel does: a table from method to function, the rest is not offered (540)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from pamqp import commands
from pamqp.base import Frame

from cpr_haendelser.fordeling.amqp.kanal import (
    Forbrug,
    Forbruger,
    Handling,
    Hent,
    Kanal,
    Maal,
    Opgivet,
    Plads,
    Svaret,
)
from cpr_haendelser.fordeling.brev import Brev
from cpr_haendelser.storage.forsendelse import Udfald

if TYPE_CHECKING:
    from cpr_haendelser.fordeling.amqp.protocol import Protokol

NACK, REQUEUE = "nack", "requeue"
"""Codes of fordeling.grunde."""
_NOT_FOUND, _PRECONDITION_FAILED, _NOT_ALLOWED, _NOT_IMPLEMENTED = 404, 406, 530, 540


def dispatch(protokol: Protokol, kanal: Kanal, metode: Frame) -> Iterator[Handling]:
    """Does a method on an open channel."""
    doer = _METODER.get(type(metode))
    if doer is not None:
        yield from doer(protokol, kanal, metode)
    else:
        yield from _error(protokol, kanal, _NOT_IMPLEMENTED, f"{metode.name} findes ikke i BeskedHent.", metode)


def _error(protokol: Protokol, kanal: Kanal, kode: int, tekst: str, metode: Frame) -> Iterator[Handling]:
    yield Opgivet(protokol.channel_error(kanal, kode, tekst, metode))


def _qos(protokol: Protokol, kanal: Kanal, metode: commands.Basic.Qos) -> Iterator[Handling]:
    if metode.prefetch_size:
        tekst = "prefetch_size findes ikke i BeskedHent; brug prefetch_count."
        yield from _error(protokol, kanal, _NOT_IMPLEMENTED, tekst, metode)
        return
    if metode.global_:
        kanal.prefetch_faelles = metode.prefetch_count
        kanal.prefetch = 0
    else:
        kanal.prefetch = metode.prefetch_count
    protokol.send(kanal.nummer, commands.Basic.QosOk())
    yield Plads()


def _consume(protokol: Protokol, kanal: Kanal, metode: commands.Basic.Consume) -> Iterator[Handling]:
    dueslag = _dueslag(metode.queue)
    protokol.forbrugere_taget += 1
    tag = metode.consumer_tag or f"bf-{protokol.forbrugere_taget}"
    if dueslag is None:
        yield from _error(protokol, kanal, _NOT_FOUND, _NO_QUEUE, metode)
    elif tag in kanal.forbrugere:
        yield from _error(protokol, kanal, _NOT_ALLOWED, "forbrugerens navn (consumer_tag) er i brug.", metode)
    elif sum(len(each.forbrugere) for each in protokol.kanaler.values()) >= protokol.graenser.forbrugere:
        tekst = f"der er højst {protokol.graenser.forbrugere} forbrugere på en forbindelse."
        yield from _error(protokol, kanal, _NOT_ALLOWED, tekst, metode)
    else:
        forbruger = Forbruger(tag, kanal, dueslag, metode.no_ack, kanal.prefetch)
        kanal.forbrugere[tag] = forbruger
        yield Forbrug(forbruger, metode.nowait)


def _cancel(protokol: Protokol, kanal: Kanal, metode: commands.Basic.Cancel) -> Iterator[Handling]:
    forbruger = kanal.forbrugere.get(metode.consumer_tag or "")
    if forbruger is not None:
        protokol.remove(forbruger)
    if not metode.nowait:
        protokol.send(kanal.nummer, commands.Basic.CancelOk(metode.consumer_tag))
    yield Plads()


def _nothing(protokol: Protokol, kanal: Kanal, metode: Frame) -> Iterator[Handling]:
    """Answers that ask for nothing: cancel-ok, flow-ok."""
    del protokol, kanal, metode
    yield from ()


def _get(protokol: Protokol, kanal: Kanal, metode: commands.Basic.Get) -> Iterator[Handling]:
    dueslag = _dueslag(metode.queue)
    if dueslag is None:
        yield from _error(protokol, kanal, _NOT_FOUND, _NO_QUEUE, metode)
    elif len(kanal.ude) >= protokol.graenser.ude:
        tekst = f"der er {len(kanal.ude)} beskeder ude uden kvittering på kanalen; kvittér, før flere hentes."
        yield from _error(protokol, kanal, _PRECONDITION_FAILED, tekst, metode)
    else:
        yield Hent(kanal, dueslag, metode.no_ack)


def _declare(protokol: Protokol, kanal: Kanal, metode: commands.Queue.Declare) -> Iterator[Handling]:
    dueslag = _dueslag(metode.queue)
    if not metode.passive:
        tekst = "dueslag oprettes ikke over AMQP; spørg med passive."
        yield from _error(protokol, kanal, _NOT_IMPLEMENTED, tekst, metode)
    elif dueslag is None:
        yield from _error(protokol, kanal, _NOT_FOUND, _NO_QUEUE, metode)
    else:
        yield Maal(kanal, dueslag, metode.nowait)


def _ack(protokol: Protokol, kanal: Kanal, metode: commands.Basic.Ack) -> Iterator[Handling]:
    yield from _settle(protokol, kanal, metode, Udfald.LEVERET, multiple=metode.multiple)


def _nack(protokol: Protokol, kanal: Kanal, metode: commands.Basic.Nack) -> Iterator[Handling]:
    yield from _settle(protokol, kanal, metode, _refused(metode), multiple=metode.multiple)


def _reject(protokol: Protokol, kanal: Kanal, metode: commands.Basic.Reject) -> Iterator[Handling]:
    yield from _settle(protokol, kanal, metode, _refused(metode), multiple=False)


def _refused(metode: commands.Basic.Nack | commands.Basic.Reject) -> Udfald:
    return Udfald.IGEN if metode.requeue else Udfald.AFVIST


def _settle(
    protokol: Protokol,
    kanal: Kanal,
    metode: commands.Basic.Ack | commands.Basic.Nack | commands.Basic.Reject,
    udfald: Udfald,
    *,
    multiple: bool,
) -> Iterator[Handling]:
    tag = metode.delivery_tag or 0
    try:
        breve = kanal.settle(tag, multiple=multiple)
    except KeyError:
        tekst = f"kanalen har ingen besked ude med delivery tag {tag}."
        yield from _error(protokol, kanal, _PRECONDITION_FAILED, tekst, metode)
    else:
        yield Svaret(breve, udfald, _GRUND[udfald])


def _recover(
    protokol: Protokol, kanal: Kanal, metode: commands.Basic.Recover | commands.Basic.RecoverAsync
) -> Iterator[Handling]:
    if not metode.requeue:
        yield from _error(protokol, kanal, _NOT_IMPLEMENTED, "basic.recover findes kun med requeue.", metode)
        return
    breve: list[Brev] = kanal.settle_all()
    if isinstance(metode, commands.Basic.Recover):
        protokol.send(kanal.nummer, commands.Basic.RecoverOk())
    yield Svaret(breve, Udfald.IGEN, REQUEUE)


def _flow(protokol: Protokol, kanal: Kanal, metode: commands.Channel.Flow) -> Iterator[Handling]:
    kanal.aktiv = bool(metode.active)
    protokol.send(kanal.nummer, commands.Channel.FlowOk(kanal.aktiv))
    yield Plads()


def _confirm(protokol: Protokol, kanal: Kanal, metode: commands.Confirm.Select) -> Iterator[Handling]:
    """Granted and never used: a publish closes the channel."""
    if not metode.nowait:
        protokol.send(kanal.nummer, commands.Confirm.SelectOk())
    yield from ()


def _dueslag(name: str) -> str | None:
    """The dueslag's UUID in lower case; None where the name is none."""
    try:
        return str(uuid.UUID(name))
    except ValueError:
        return None


_NO_QUEUE = "køens navn skal være et dueslags UUID, som det står i opsætningen."
_GRUND = {Udfald.LEVERET: "", Udfald.AFVIST: NACK, Udfald.IGEN: REQUEUE}
_METODER: dict[type[Frame], Callable[[Protokol, Kanal, Any], Iterator[Handling]]] = {
    commands.Basic.Qos: _qos,
    commands.Basic.Consume: _consume,
    commands.Basic.Cancel: _cancel,
    commands.Basic.CancelOk: _nothing,
    commands.Basic.Get: _get,
    commands.Basic.Ack: _ack,
    commands.Basic.Nack: _nack,
    commands.Basic.Reject: _reject,
    commands.Basic.Recover: _recover,
    commands.Basic.RecoverAsync: _recover,
    commands.Queue.Declare: _declare,
    commands.Channel.Flow: _flow,
    commands.Channel.FlowOk: _nothing,
    commands.Confirm.Select: _confirm,
}
