from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import (
    AMQPConnectionError,
    ChannelClosedByBroker,
    NoFreeChannels,
    ProbableAccessDeniedError,
    ProbableAuthenticationError,
)

from cpr_haendelser.fordeling.amqp.server import FORSOEG
from cpr_haendelser.fordeling.brev import Brev, Skriv
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand
from tests.fordeling.amqp.conftest import channel, crash, parameters, wait_for
from tests.fordeling.amqp.vaert import ANDET, DUESLAG, HEMMELIGHED, SYSTEM, Graenser, Vaert, krop, skriv, vaert

UKENDT = "0b4d4c43-7b24-4b0c-9c5e-0d4d1c2f9aff"
ASK: dict[str, Callable[[BlockingChannel, str], object]] = {
    "consume": lambda kanal, koe: kanal.basic_consume(koe, lambda *_: None),
    "get": lambda kanal, koe: kanal.basic_get(koe),
    "declare": lambda kanal, koe: kanal.queue_declare(koe, passive=True),
}
NOT_OFFERED: tuple[Callable[[BlockingChannel], object], ...] = (
    lambda kanal: kanal.queue_declare("ny"),
    lambda kanal: kanal.queue_purge(DUESLAG),
    lambda kanal: kanal.queue_delete(DUESLAG),
    lambda kanal: kanal.queue_bind(DUESLAG, "amq.topic", "x"),
    lambda kanal: kanal.exchange_declare("x"),
    lambda kanal: kanal.tx_select(),
    lambda kanal: kanal.basic_qos(prefetch_size=1),
)


def test_consumed_messages_are_delivered_when_acknowledged(vaert: Vaert) -> None:
    vaert.fill(range(20))
    with channel(vaert) as kanal:
        kanal.basic_qos(prefetch_count=500)
        seen = []
        for metode, egenskaber, body in kanal.consume(DUESLAG.upper(), inactivity_timeout=5):
            assert metode is not None
            assert (egenskaber.content_type, egenskaber.delivery_mode) == ("application/xml", 2)
            assert egenskaber.message_id
            assert not metode.redelivered
            seen.append(body)
            kanal.basic_ack(metode.delivery_tag)
            if len(seen) == 20:
                break
    assert seen == [krop(n) for n in range(1, 21)]
    wait_for(lambda: set(vaert.states().values()) == {"leveret"})
    assert len(vaert.postrum.leveringer(6101900003)) == 1


def test_a_message_is_got_one_at_a_time_until_there_are_none(vaert: Vaert) -> None:
    vaert.fill([1, 2])
    with channel(vaert) as kanal:
        metode, egenskaber, body = kanal.basic_get(DUESLAG)
        assert (body, egenskaber.content_type) == (krop(1), "application/xml")
        kanal.basic_ack(metode.delivery_tag)
        metode, _, body = kanal.basic_get(DUESLAG, auto_ack=True)
        assert body == krop(2)
        assert kanal.basic_get(DUESLAG) == (None, None, None)
    wait_for(lambda: vaert.states() == {1: "leveret", 2: "leveret"})


def test_without_qos_a_consumer_has_one_message_at_a_time(vaert: Vaert) -> None:
    vaert.fill([1, 2, 3])
    with channel(vaert) as kanal:
        tags: list[int] = []
        kanal.basic_consume(DUESLAG, lambda _, metode, __, ___: tags.append(metode.delivery_tag))
        kanal.connection.process_data_events(0.5)
        assert tags == [1]
        kanal.basic_ack(1)
        kanal.connection.process_data_events(0.5)
        assert tags == [1, 2]


def test_with_prefetch_several_leave_but_never_two_about_a_person(vaert: Vaert) -> None:
    vaert.fill([1, 1, 2, 2, 3])
    with channel(vaert) as kanal:
        kanal.basic_qos(prefetch_count=500)
        bodies: list[bytes] = []
        kanal.basic_consume(DUESLAG, lambda _, __, ___, body: bodies.append(body))
        kanal.connection.process_data_events(0.5)
        assert bodies == [krop(1), krop(3), krop(5)]
        kanal.basic_ack(0, multiple=True)
        kanal.connection.process_data_events(0.5)
        assert bodies[3:] == [krop(2), krop(4)]


@pytest.mark.parametrize("by", ["nack", "reject"])
def test_a_refused_message_is_parked_and_the_persons_next_one_comes(vaert: Vaert, by: str) -> None:
    vaert.fill([1, 1])
    with channel(vaert) as kanal:
        metode, _, _ = kanal.basic_get(DUESLAG)
        getattr(kanal, f"basic_{by}")(metode.delivery_tag, requeue=False)
        wait_for(lambda: vaert.states()[1] == "parkeret")
        assert kanal.basic_get(DUESLAG)[2] == krop(2)


@pytest.mark.parametrize("by", ["nack", "reject", "recover"])
def test_a_requeued_message_comes_first_for_its_person_marked_as_redelivered(vaert: Vaert, by: str) -> None:
    vaert.fill([1, 1])
    with channel(vaert) as kanal:
        metode, _, body = kanal.basic_get(DUESLAG)
        if by == "recover":
            kanal.basic_recover(requeue=True)
        else:
            getattr(kanal, f"basic_{by}")(metode.delivery_tag, requeue=True)
        wait_for(lambda: vaert.states()[1] == "venter")
        time.sleep(0.05)
        igen, _, samme = kanal.basic_get(DUESLAG)
        assert samme == body == krop(1)
        assert igen.redelivered


def test_what_was_outstanding_at_a_crash_comes_first_for_its_person(vaert: Vaert) -> None:
    vaert.fill([1, 1, 2])
    with channel(vaert) as kanal:
        assert kanal.basic_get(DUESLAG)[2] == krop(1)
        crash(kanal)
    wait_for(lambda: vaert.states()[1] == "venter")
    time.sleep(0.05)
    with channel(vaert) as kanal:
        metode, _, body = kanal.basic_get(DUESLAG)
        assert (body, metode.redelivered) == (krop(1), True)
    assert vaert.postrum.forsendelser(DUESLAG)[0].tabt == 1


def test_what_crashes_its_receiver_three_times_is_parked_and_holds_its_person(vaert: Vaert) -> None:
    vaert.fill([1, 1, 2])
    for _ in range(3):
        wait_for(lambda: vaert.states()[1] == "venter")
        time.sleep(0.05)
        with channel(vaert) as kanal:
            assert kanal.basic_get(DUESLAG)[2] == krop(1)
            crash(kanal)
        wait_for(lambda: vaert.states()[1] != "ude")
    assert vaert.states()[1] == "parkeret"
    with channel(vaert) as kanal:
        assert kanal.basic_get(DUESLAG)[2] == krop(3)
        assert kanal.basic_get(DUESLAG)[2] is None


def test_of_what_was_out_at_three_crashes_only_what_the_receiver_dies_of_is_parked(vaert: Vaert) -> None:
    vaert.fill(range(40))
    doede = 0
    while set(vaert.states().values()) != {"leveret", "parkeret"}:
        with channel(vaert) as kanal:
            kanal.basic_qos(prefetch_count=40)
            for metode, _, body in kanal.consume(DUESLAG, inactivity_timeout=0.3):
                if metode is None:
                    break
                if body == krop(7):
                    doede += 1
                    crash(kanal)
                    break
                kanal.basic_ack(metode.delivery_tag)
    assert doede == 3
    assert [number for number, state in vaert.states().items() if state == "parkeret"] == [7]


def test_a_peer_that_answers_nothing_does_not_hold_up_what_is_on_its_last_chance(vaert: Vaert) -> None:
    vaert.fill([1])
    for _ in range(2):
        with channel(vaert) as kanal:
            wait_for(lambda kanal=kanal: kanal.basic_get(DUESLAG)[0] is not None)  # type: ignore[misc]
            crash(kanal)
    vaert.fill([2, 3])
    with channel(vaert) as kanal:
        kanal.basic_qos(prefetch_count=10)
        fundne = [body for _, _, body in itertools.islice(kanal.consume(DUESLAG, inactivity_timeout=5), 3)]
    assert set(fundne) == {krop(1), krop(2), krop(3)}


def test_an_orderly_goodbye_gives_back_without_blame(vaert: Vaert) -> None:
    vaert.fill(range(5))
    with channel(vaert) as kanal:
        kanal.basic_qos(prefetch_count=5)
        seen: list[bytes] = []
        tag = kanal.basic_consume(DUESLAG, lambda _, __, ___, body: seen.append(body))
        kanal.connection.process_data_events(0.3)
        assert len(seen) == 5
        kanal.basic_cancel(tag)
        assert set(vaert.states().values()) == {"ude"}
        kanal.basic_ack(1)
    wait_for(lambda: Counter(vaert.states().values()) == {"venter": 4, "leveret": 1})
    assert {each.tabt for each in vaert.postrum.forsendelser(DUESLAG)} == {0}


def test_without_acknowledgement_a_message_is_delivered_when_written(vaert: Vaert) -> None:
    vaert.fill([1, 1, 2])
    with channel(vaert) as kanal:
        seen: list[bytes] = []
        kanal.basic_consume(DUESLAG, lambda _, __, ___, body: seen.append(body), auto_ack=True)
        end = time.monotonic() + 5
        while len(seen) < 3 and time.monotonic() < end:
            kanal.connection.process_data_events(0.1)
    assert sorted(seen) == [krop(n) for n in (1, 2, 3)]
    assert set(vaert.states().values()) == {"leveret"}


def test_a_message_that_comes_while_a_receiver_waits_is_there_at_once(vaert: Vaert) -> None:
    with channel(vaert) as kanal:
        kom: list[float] = []
        kanal.basic_consume(DUESLAG, lambda _, __, ___, ____: kom.append(time.monotonic()))
        kanal.connection.process_data_events(0.1)
        begyndt = time.monotonic()
        vaert.fill([1])
        while not kom and time.monotonic() < begyndt + 5:
            kanal.connection.process_data_events(0.05)
        assert kom[0] - begyndt < 1


def test_the_number_of_waiting_messages_is_told_by_a_passive_declare(vaert: Vaert) -> None:
    vaert.fill(range(7))
    with channel(vaert) as kanal:
        svar = kanal.queue_declare(DUESLAG, passive=True)
        assert (svar.method.message_count, svar.method.consumer_count) == (7, 0)


@pytest.mark.parametrize(
    ("koe", "kode"),
    [(ANDET, 403), (UKENDT, 404), ("haendelser", 404)],
)
@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
def test_a_dueslag_that_is_not_the_systems_own_closes_the_channel_alone(
    vaert: Vaert, koe: str, kode: int, ask: Callable[[BlockingChannel, str], object]
) -> None:
    with channel(vaert) as kanal:
        with pytest.raises(ChannelClosedByBroker) as told:
            ask(kanal, koe)
        assert told.value.reply_code == kode
        assert kanal.connection.is_open
        assert kanal.connection.channel().is_open


def test_what_is_not_offered_closes_the_channel_with_540(vaert: Vaert) -> None:
    with channel(vaert) as foerste:
        forbindelse = foerste.connection
        for each in NOT_OFFERED:
            with pytest.raises(ChannelClosedByBroker) as told:
                each(forbindelse.channel())
            assert told.value.reply_code == 540
        kanal = forbindelse.channel()
        kanal.basic_publish("", DUESLAG, b"x" * 300_000)
        with pytest.raises(ChannelClosedByBroker) as told:
            kanal.queue_declare(DUESLAG, passive=True)
        assert told.value.reply_code == 540
        assert forbindelse.is_open


def test_an_unknown_delivery_tag_closes_the_channel_with_406(vaert: Vaert) -> None:
    with channel(vaert) as kanal:
        kanal.basic_ack(99)
        with pytest.raises(ChannelClosedByBroker) as told:
            kanal.queue_declare(DUESLAG, passive=True)
        assert told.value.reply_code == 406


def test_a_dueslag_that_may_not_be_had_is_one_line_a_connection_however_often_it_is_tried(
    vaert: Vaert, caplog: pytest.LogCaptureFixture
) -> None:
    vaert.adgang.aftale_ophoert = True
    forbindelse = pika.BlockingConnection(parameters(vaert))
    ukendt = "0d000000-0000-4000-8000-0000000000ff"
    for navn in (DUESLAG, DUESLAG, ukendt):
        with pytest.raises(ChannelClosedByBroker):
            forbindelse.channel().queue_declare(navn, passive=True)
    forbindelse.close()
    linjer = [vars(record)["felter"] for record in caplog.records if vars(record).get("kode") == "hent.dueslag-afvist"]
    assert [(linje["system"], linje["dueslag"]) for linje in linjer] == [(SYSTEM, DUESLAG), (SYSTEM, ukendt)]
    assert "ingen godkendt serviceaftale" in linjer[0]["forklaring"]


def test_a_wrong_secret_is_refused_with_the_reason(vaert: Vaert) -> None:
    with pytest.raises((ProbableAuthenticationError, AMQPConnectionError)) as told:
        pika.BlockingConnection(parameters(vaert, credentials=pika.PlainCredentials("ØDIS", "forkert")))
    assert "hemmeligheden er forkert" in repr(told.value)


def test_whoever_guesses_a_secret_is_soon_looked_at_no_more_and_each_guess_is_one_line(
    vaert: Vaert, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(FORSOEG):
        with pytest.raises(AMQPConnectionError):
            pika.BlockingConnection(parameters(vaert, credentials=pika.PlainCredentials("ØDIS", "forkert")))
    with pytest.raises(AMQPConnectionError) as told:
        pika.BlockingConnection(parameters(vaert, credentials=pika.PlainCredentials("ØDIS", HEMMELIGHED)))
    assert "vent et minut" in repr(told.value)
    with channel(vaert, credentials=pika.PlainCredentials(SYSTEM, HEMMELIGHED)) as kanal:
        assert kanal.is_open, "another name from the same address is let in"
    linjer = [vars(record) for record in caplog.records if record.name == "cpr_haendelser"]
    assert [linje["kode"] for linje in linjer] == ["hent.login-afvist"] * (FORSOEG + 1)
    assert {linje["felter"]["adresse"] for linje in linjer} == {"127.0.0.1"}


def test_however_many_right_logins_come_at_once_all_are_let_in(vaert: Vaert) -> None:
    with ThreadPoolExecutor(3 * FORSOEG) as pulje:
        alle = list(pulje.map(lambda _: pika.BlockingConnection(parameters(vaert)), range(3 * FORSOEG)))
    assert all(each.is_open for each in alle)
    for each in alle:
        each.close()


def test_a_system_logs_in_by_name_too(vaert: Vaert) -> None:
    with channel(vaert, credentials=pika.PlainCredentials("ØDIS", HEMMELIGHED)) as kanal:
        assert kanal.is_open


def test_another_virtual_host_is_refused_with_the_reason(vaert: Vaert) -> None:
    with pytest.raises(ProbableAccessDeniedError) as told:
        pika.BlockingConnection(parameters(vaert, virtual_host="/"))
    assert "(530)" in repr(told.value)
    assert "BF" in repr(told.value)


def test_a_body_larger_than_a_frame_arrives_whole() -> None:
    big = bytes(range(256)) * 1500
    with vaert(skriv=lambda forsendelse: skriv(forsendelse)._replace(krop=big)) as denne:
        denne.fill([1])
        with channel(denne, frame_max=4096) as kanal:
            assert kanal.basic_get(DUESLAG)[2] == big


def test_a_connection_lives_on_heartbeats(vaert: Vaert) -> None:
    with channel(vaert, heartbeat=1) as kanal:
        kanal.connection.process_data_events(4)
        assert kanal.connection.is_open
        assert kanal.queue_declare(DUESLAG, passive=True)


def test_a_client_that_stops_beating_is_let_go_and_its_messages_come_back(vaert: Vaert) -> None:
    vaert.fill([1])
    with channel(vaert, heartbeat=1) as kanal:
        kanal.basic_get(DUESLAG)
        wait_for(lambda: vaert.states()[1] != "ude")
        with pytest.raises(AMQPConnectionError):
            kanal.connection.process_data_events(1)


def test_a_consumer_is_ended_when_its_agreement_is(vaert: Vaert) -> None:
    ended: list[object] = []
    with channel(vaert) as kanal:
        kanal.add_on_cancel_callback(ended.append)
        kanal.basic_consume(DUESLAG, lambda *_: None)
        kanal.connection.process_data_events(0.1)
        vaert.adgang.aftale_ophoert = True
        end = time.monotonic() + 6
        while not ended and time.monotonic() < end:
            kanal.connection.process_data_events(0.2)
        assert ended
        assert kanal.is_open
        with pytest.raises(ChannelClosedByBroker) as told:
            kanal.basic_get(DUESLAG)
        assert told.value.reply_code == 403
        assert "serviceaftale" in told.value.reply_text


def test_a_message_that_cannot_be_written_is_parked_and_the_others_go_on() -> None:
    def broken(forsendelse: Forsendelse) -> Brev:
        if forsendelse.loebenummer == 1:
            raise ValueError
        return skriv(forsendelse)

    with vaert(skriv=broken) as denne:
        denne.fill([1, 1, 2])
        with channel(denne) as kanal:
            kanal.basic_qos(prefetch_count=10)
            seen: list[bytes] = []
            kanal.basic_consume(DUESLAG, lambda _, __, ___, body: seen.append(body))
            kanal.connection.process_data_events(0.5)
        assert seen == [krop(3)]
        assert denne.states()[1] == "parkeret"


def test_where_nothing_can_be_written_for_a_moment_everything_is_given_back_and_comes_later() -> None:
    mislykkede: list[int] = []

    def fails_once(tagne: Sequence[Forsendelse]) -> Skriv:
        if not mislykkede:
            mislykkede.append(len(tagne))
            raise OSError
        return skriv

    with vaert(skriver=fails_once) as denne, channel(denne) as kanal:
        denne.fill([1, 2])
        kanal.basic_qos(prefetch_count=10)
        seen: list[bytes] = []
        kanal.basic_consume(DUESLAG, lambda _, __, ___, body: seen.append(body))
        wait_for(lambda: kanal.connection.process_data_events(0.1) or len(seen) == 2)
    assert mislykkede == [2]
    assert seen == [krop(1), krop(2)]


def test_what_may_not_leave_any_more_is_withheld_and_never_sent() -> None:
    def withheld(forsendelse: Forsendelse) -> Brev | Afslutning:
        if forsendelse.pnr % 10 == 1:
            dueslag, loebenummer, forsoeg = forsendelse.dueslag, forsendelse.loebenummer, forsendelse.forsoeg
            return Afslutning(dueslag, loebenummer, forsoeg, Forsendelsestilstand.TILBAGEHOLDT, grund="aftale")
        return skriv(forsendelse)

    with vaert(skriv=withheld) as denne:
        denne.fill([1, 2, 1])
        with channel(denne) as kanal:
            kanal.basic_qos(prefetch_count=10)
            seen: list[bytes] = []
            kanal.basic_consume(DUESLAG, lambda _, __, ___, body: seen.append(body))
            kanal.connection.process_data_events(0.5)
        assert seen == [krop(2)]
        assert denne.states()[1] == denne.states()[3] == "tilbageholdt"


def test_too_many_channels_are_refused() -> None:
    with vaert(graenser=Graenser(kanaler=2)) as denne, channel(denne) as kanal:
        kanal.connection.channel()
        with pytest.raises(NoFreeChannels):
            kanal.connection.channel()


def test_the_listener_says_goodbye_when_it_stops_and_blames_nobody() -> None:
    denne = Vaert()
    denne.start()
    denne.fill([1, 2])
    forbindelse = pika.BlockingConnection(parameters(denne))
    kanal = forbindelse.channel()
    assert kanal.basic_get(DUESLAG)[2] == krop(1)
    denne.stop()
    with pytest.raises(AMQPConnectionError):
        forbindelse.process_data_events(1)
    assert denne.states() == {1: "venter", 2: "venter"}
    assert denne.postrum.forsendelser(DUESLAG)[0].tabt == 0
