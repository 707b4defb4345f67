"""Messages that have left are in the audit, also those that nobody acknowledged."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pika.exceptions import AMQPError

from cpr_haendelser.revision.kanonisk import read_poster
from tests.fordeling.amqp.conftest import channel, crash, wait_for
from tests.fordeling.amqp.vaert import DUESLAG, SYSTEM, krop

if TYPE_CHECKING:
    from tests.fordeling.amqp.vaert import Vaert

PERSON = 6101900001


def told(vaert: Vaert) -> list[tuple[str, int, int]]:
    """Handling, løbenummer and attempt of everything about the person."""
    led = vaert.postrum.revisionsled_om(PERSON)
    poster = [post for each in led for _, post in read_poster(each.slags, each.indhold)]
    assert {(post.pnr, post.system, post.aftale, post.sag) for post in poster} <= {
        (PERSON, SYSTEM, "aftale-1", f"dueslag:{DUESLAG}")
    }
    return [(post.handling, post.loebenummer, post.forsoeg) for post in poster]


def test_a_get_without_acknowledgement_is_told_of_before_the_message_leaves(vaert: Vaert) -> None:
    vaert.fill([1])
    with channel(vaert) as kanal:
        _, _, body = kanal.basic_get(DUESLAG, auto_ack=True)
        assert body == krop(1)
        assert told(vaert)[0] == ("besked.uden_kvittering", 1, 1)
    wait_for(lambda: told(vaert) == [("besked.uden_kvittering", 1, 1), ("besked.levering", 1, 1)])


def test_what_cannot_be_told_of_does_not_leave_without_acknowledgement(vaert: Vaert) -> None:
    vaert.fill([1])
    skriv = vaert.postrum.skriv_revision
    vaert.postrum.skriv_revision = lambda *_, **__: 1 / 0  # type: ignore[assignment,method-assign]
    with channel(vaert) as kanal:
        assert kanal.basic_get(DUESLAG, auto_ack=True) == (None, None, None)
        assert vaert.postrum.leveringer(PERSON) == []
        vaert.postrum.skriv_revision = skriv  # type: ignore[method-assign]
        wait_for(lambda: vaert.states() == {1: "venter"})
        assert kanal.basic_get(DUESLAG, auto_ack=True)[2] == krop(1)


def test_a_refused_message_has_been_shown(vaert: Vaert) -> None:
    vaert.fill([1])
    with channel(vaert) as kanal:
        metode, _, _ = kanal.basic_get(DUESLAG)
        kanal.basic_nack(metode.delivery_tag, requeue=False)
        wait_for(lambda: vaert.states() == {1: "parkeret"})
    assert told(vaert) == [("besked.forsoeg", 1, 1)]


def test_a_message_that_was_out_when_the_connection_was_closed_may_have_been_read(vaert: Vaert) -> None:
    vaert.fill([1])
    with channel(vaert) as kanal:
        kanal.basic_get(DUESLAG)
    wait_for(lambda: vaert.states() == {1: "venter"})
    assert told(vaert) == [("besked.forsoeg", 1, 1)]


def test_a_message_that_was_out_when_the_connection_was_lost_may_have_been_read(vaert: Vaert) -> None:
    vaert.fill([1])
    with suppress(AMQPError), channel(vaert) as kanal:
        kanal.basic_get(DUESLAG)
        crash(kanal)
    wait_for(lambda: vaert.states() == {1: "venter"})
    assert told(vaert) == [("besked.forsoeg", 1, 1)]
