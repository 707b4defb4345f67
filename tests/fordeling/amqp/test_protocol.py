"""The state machine alone: bytes in, bytes and requests out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pamqp import commands, frame
from pamqp.frame import FrameTypes

from cpr_haendelser.fordeling.amqp.kanal import Forbrug, Handling, Kanal, LogInd, Opgivet, Svaret
from cpr_haendelser.fordeling.amqp.protocol import Graenser, Protokol, Trin
from cpr_haendelser.fordeling.amqp.rammer import FOER_TUNE, HILSEN
from cpr_haendelser.fordeling.brev import Brev
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand, Udfald
from tests.fordeling.amqp.vaert import DUESLAG

SHAKEN = (
    commands.Connection.StartOk({"capabilities": {}}, "PLAIN", "\0navn\0hemmelighed", "en_US"),
    commands.Connection.TuneOk(2, 4096, 0),
    commands.Connection.Open("BF"),
)


def feed(protokol: Protokol, *rammer: FrameTypes, channel: int = 0) -> list[Handling]:
    """What the frames ask for; logins are welcomed, consumers let in."""
    done: list[Handling] = []
    for handling in protokol.receive(b"".join(frame.marshal(ramme, channel) for ramme in rammer)):
        done.append(handling)
        if isinstance(handling, LogInd):
            protokol.welcome()
        elif isinstance(handling, Forbrug):
            protokol.consume_ok(handling.forbruger, uden_svar=handling.uden_svar)
    return done


def sent(protokol: Protokol) -> list[tuple[int, FrameTypes]]:
    """The frames that have been queued."""
    data, frames = protokol.take(), []
    while data:
        size, channel, ramme = frame.unmarshal(data)
        data = data[size:]
        frames.append((channel, ramme))
    return frames


def opened(**graenser: int) -> Protokol:
    """A connection with channel 1 open."""
    protokol = Protokol(Graenser(**graenser), "PLAIN")
    list(protokol.receive(HILSEN))
    feed(protokol, *SHAKEN)
    feed(protokol, commands.Channel.Open(), channel=1)
    assert protokol.trin is Trin.AABEN
    protokol.take()
    return protokol


def letter(loebenummer: int, body: bytes = b"<x/>", forsoeg: int = 1) -> Brev:
    ude = Forsendelsestilstand.UDE
    return Brev(Forsendelse(DUESLAG, loebenummer, 0, "12345678", ude, forsoeg, 0, "", "", False, "t", ""), body, "t")  # noqa: FBT003


def consuming(protokol: Protokol, breve: Sequence[Brev]) -> None:
    """A consumer on channel 1 that has been handed the letters."""
    feed(protokol, commands.Basic.Qos(0, 100), commands.Basic.Consume(0, DUESLAG, "mig"), channel=1)
    for brev in breve:
        protokol.deliver(protokol.kanaler[1].forbrugere["mig"], brev)


def test_a_peer_that_speaks_something_else_is_answered_with_our_version() -> None:
    protokol = Protokol(Graenser(), "PLAIN")
    assert not list(protokol.receive(b"GET / HTTP/1.1\r\n"))
    assert protokol.take() == HILSEN
    assert protokol.trin is Trin.LUKKET


@pytest.mark.parametrize("size", [9_000, FOER_TUNE - 200])
def test_a_token_fits_in_the_first_frames(size: int) -> None:
    protokol = Protokol(Graenser(), "EXTERNAL PLAIN")
    list(protokol.receive(HILSEN))
    token = "<Assertion>" + "x" * size
    (login,) = feed(protokol, commands.Connection.StartOk({}, "EXTERNAL", token, "en_US"))
    assert isinstance(login, LogInd)
    assert login == ("EXTERNAL", token.encode())


def test_a_first_frame_beyond_that_is_refused() -> None:
    protokol = Protokol(Graenser(), "EXTERNAL PLAIN")
    list(protokol.receive(HILSEN))
    protokol.take()
    feed(protokol, commands.Connection.StartOk({}, "EXTERNAL", "x" * FOER_TUNE, "en_US"))
    ((_, close),) = sent(protokol)
    assert isinstance(close, commands.Connection.Close)
    assert close.reply_code == 501


def test_bytes_one_at_a_time_are_the_same_as_all_at_once() -> None:
    protokol = Protokol(Graenser(), "PLAIN")
    whole = HILSEN + b"".join(frame.marshal(ramme, 0) for ramme in SHAKEN)
    for byte in whole:
        for handling in protokol.receive(bytes([byte])):
            assert isinstance(handling, LogInd)
            protokol.welcome()
    assert protokol.trin is Trin.AABEN


def test_a_large_body_is_split_to_the_agreed_frame() -> None:
    protokol = opened()
    consuming(protokol, [letter(1, b"x" * 10_000)])
    data = protokol.take()
    sizes = []
    while data:
        size, _, _ = frame.unmarshal(data)
        sizes.append(size)
        data = data[size:]
    assert max(sizes) == 4096
    assert len(sizes) == 7  # qos-ok, consume-ok, deliver, header and three pieces


def test_one_ack_may_stand_for_many() -> None:
    protokol = opened()
    breve = [letter(n) for n in range(1, 6)]
    consuming(protokol, breve)
    assert feed(protokol, commands.Basic.Ack(2), channel=1) == [Svaret([breve[1]], Udfald.LEVERET, "")]
    done = feed(protokol, commands.Basic.Ack(4, multiple=True), channel=1)
    assert done == [Svaret([breve[0], breve[2], breve[3]], Udfald.LEVERET, "")]
    done = feed(protokol, commands.Basic.Nack(0, multiple=True, requeue=True), channel=1)
    assert done == [Svaret([breve[4]], Udfald.IGEN, "requeue")]


def test_redelivered_says_whether_it_has_left_before() -> None:
    protokol = opened()
    consuming(protokol, [letter(1), letter(2, forsoeg=2)])
    told = [ramme.redelivered for _, ramme in sent(protokol) if isinstance(ramme, commands.Basic.Deliver)]
    assert told == [False, True]


def test_closing_a_channel_gives_back_what_is_outstanding_on_it() -> None:
    protokol = opened()
    breve = [letter(1), letter(2)]
    consuming(protokol, breve)
    done = feed(protokol, commands.Channel.Close(200, "", 0, 0), channel=1)
    assert done == [Opgivet(breve)]
    assert not protokol.outstanding()


def test_after_a_channel_error_the_channel_is_deaf_until_the_client_has_answered() -> None:
    protokol = opened()
    feed(protokol, commands.Basic.Ack(7), channel=1)
    assert not feed(protokol, commands.Basic.Get(0, DUESLAG), channel=1)
    (_, close), *rest = sent(protokol)
    assert isinstance(close, commands.Channel.Close)
    assert (close.reply_code, rest) == (406, [])
    feed(protokol, commands.Channel.CloseOk(), commands.Channel.Open(), channel=1)
    assert [ramme.name for _, ramme in sent(protokol)] == ["Channel.OpenOk"]


def test_a_client_that_does_not_know_a_cancel_from_us_has_its_channel_closed_instead() -> None:
    protokol = opened()
    breve = [letter(1)]
    consuming(protokol, breve)
    sent(protokol)
    forbruger = protokol.kanaler[1].forbrugere["mig"]
    assert protokol.cancel(forbruger, "dueslaget har ingen godkendt serviceaftale.") == breve
    ((_, close),) = sent(protokol)
    assert isinstance(close, commands.Channel.Close)
    assert (close.reply_code, forbruger.lukket) == (403, True)


def test_flow_stops_and_starts_a_channel() -> None:
    protokol = opened()
    consuming(protokol, [])
    kanal = protokol.kanaler[1]
    forbruger = kanal.forbrugere["mig"]
    assert kanal.room(forbruger, 2000) == 100
    feed(protokol, commands.Channel.Flow(active=False), channel=1)
    assert kanal.room(forbruger, 2000) == 0
    feed(protokol, commands.Channel.Flow(active=True), channel=1)
    assert kanal.room(forbruger, 2000) == 100


def test_a_shared_qos_counts_all_the_consumers_of_the_channel() -> None:
    protokol = opened()
    feed(protokol, commands.Basic.Qos(0, 3, global_=True), channel=1)
    feed(protokol, commands.Basic.Consume(0, DUESLAG, "a"), commands.Basic.Consume(0, DUESLAG, "b"), channel=1)
    kanal = protokol.kanaler[1]
    protokol.deliver(kanal.forbrugere["a"], letter(1))
    protokol.deliver(kanal.forbrugere["a"], letter(2))
    assert kanal.room(kanal.forbrugere["b"], 2000) == 1


def test_a_frame_on_a_channel_that_is_not_open_ends_the_connection() -> None:
    protokol = opened()
    feed(protokol, commands.Basic.Get(0, DUESLAG), channel=9)
    ((_, close),) = sent(protokol)
    assert isinstance(close, commands.Connection.Close)
    assert close.reply_code == 504


@pytest.mark.parametrize("nummer", [1, 3])
def test_a_channel_twice_or_beyond_the_limit_ends_the_connection(nummer: int) -> None:
    protokol = opened(kanaler=2)
    feed(protokol, commands.Channel.Open(), channel=nummer)
    assert protokol.trin is Trin.LUKKER


KANAL_RAMMER = st.one_of(
    st.builds(commands.Basic.Ack, st.integers(0, 9), st.booleans()),
    st.builds(commands.Basic.Nack, st.integers(0, 9), st.booleans(), st.booleans()),
    st.builds(commands.Basic.Reject, st.integers(0, 9), st.booleans()),
    st.builds(commands.Basic.Recover, st.booleans()),
    st.builds(commands.Basic.Cancel, st.just("mig")),
    st.builds(commands.Channel.Open),
    st.builds(commands.Channel.Close, st.just(200), st.just(""), st.just(0), st.just(0)),
    st.builds(commands.Channel.CloseOk),
)


@given(st.lists(st.tuples(KANAL_RAMMER, st.booleans()), max_size=20))
def test_every_message_comes_back_exactly_once_whatever_the_client_says(
    steps: list[tuple[FrameTypes, bool]],
) -> None:
    protokol = opened()
    handed, back, number = [], [], 0
    consuming(protokol, [])
    for ramme, hand_over in steps:
        kanal = protokol.kanaler.get(1, Kanal(1, 1))
        if hand_over and "mig" in kanal.forbrugere:
            number += 1
            handed.append(letter(number))
            protokol.deliver(kanal.forbrugere["mig"], handed[-1])
        for handling in feed(protokol, ramme, channel=1):
            if isinstance(handling, Svaret | Opgivet):
                back += handling.breve
        protokol.take()
    back += protokol.outstanding()
    assert sorted(brev.forsendelse.loebenummer for brev in back) == [brev.forsendelse.loebenummer for brev in handed]


@given(st.binary(max_size=300))
@example(b"\x01\x00\x00\x00\x00\x00\x00\xce")
@example(b"\x08\x00\x00\x00\x00\x00\x00\x00")
@example(b"\x01\x00\x01\x00\x00\x00\x04\xff\xff\xff\xff\xce")
@example(b"\x01\x00\x00\xff\xff\xff\xff")
@example(b"AMQP\x00\x00\x09\x01")
def test_garbage_ends_the_connection_and_nothing_else(garbage: bytes) -> None:
    for protokol in (Protokol(Graenser(), "PLAIN"), opened()):
        for handling in protokol.receive(garbage):
            assert not isinstance(handling, Svaret)
        assert len(protokol.rammer) <= len(garbage)


@given(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.binary(max_size=60))
def test_any_method_with_any_arguments_is_done_or_refused(klasse: int, metode: int, arguments: bytes) -> None:
    payload = (klasse % 100).to_bytes(2) + (metode % 130).to_bytes(2) + arguments
    protokol = opened()
    raw = b"\x01\x00\x01" + len(payload).to_bytes(4) + payload + b"\xce"
    for handling in protokol.receive(raw):
        if isinstance(handling, Forbrug):
            protokol.consume_ok(handling.forbruger, uden_svar=handling.uden_svar)
    sent(protokol)
