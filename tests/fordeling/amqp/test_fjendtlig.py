"""Peers that mean us no good, or are broken: each is let go, and nobody else notices."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pamqp import commands, frame
from pamqp.frame import FrameTypes

from cpr_haendelser.fordeling.amqp.rammer import HILSEN
from tests.fordeling.amqp.conftest import channel, wait_for
from tests.fordeling.amqp.vaert import DUESLAG, HEMMELIGHED, SYSTEM, Vaert, skriv, vaert

LOGIN = commands.Connection.StartOk({}, "PLAIN", f"\0{SYSTEM}\0{HEMMELIGHED}", "en_US")


@contextmanager
def raw(vaert: Vaert) -> Iterator[socket.socket]:
    """A bare socket to the listener."""
    with socket.create_connection(("127.0.0.1", vaert.port), timeout=5) as sock:
        yield sock


def say(sock: socket.socket, *rammer: FrameTypes, channel: int = 0) -> None:
    sock.sendall(b"".join(frame.marshal(ramme, channel) for ramme in rammer))


def hear(sock: socket.socket, name: str) -> FrameTypes:
    """Reads until a frame of that name comes."""
    data = b""
    while True:
        got = sock.recv(65536)
        assert got, f"closed before {name}"
        data += got
        while len(data) >= 7 and len(data) >= 8 + int.from_bytes(data[3:7]):
            size, _, ramme = frame.unmarshal(data)
            data = data[size:]
            if ramme.name == name:
                return ramme


def enter(sock: socket.socket) -> None:
    """Everything up to an open channel 1."""
    sock.sendall(HILSEN)
    say(sock, LOGIN)
    hear(sock, "Connection.Tune")
    say(sock, commands.Connection.TuneOk(8, 131072, 0), commands.Connection.Open("BF"))
    hear(sock, "Connection.OpenOk")
    say(sock, commands.Channel.Open(), channel=1)
    hear(sock, "Channel.OpenOk")


def is_closed(sock: socket.socket, within: float) -> bool:
    """Whether the other side closes."""
    sock.settimeout(within)
    try:
        while sock.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def test_one_that_says_nothing_is_let_go(vaert: Vaert) -> None:
    with raw(vaert) as sock:
        assert is_closed(sock, 10)


def test_one_that_shakes_hands_a_byte_at_a_time_is_let_go(vaert: Vaert) -> None:
    with raw(vaert) as sock:
        begun = time.monotonic()
        try:
            for byte in HILSEN + frame.marshal(LOGIN, 0) * 20:
                sock.sendall(bytes([byte]))
                time.sleep(0.1)
        except OSError:
            pass
        assert time.monotonic() - begun < 10


def test_one_that_never_ends_its_frame_is_let_go(vaert: Vaert) -> None:
    with raw(vaert) as sock:
        enter(sock)
        sock.sendall(b"\x01\x00\x01\x00\x00\x10\x00")
        assert is_closed(sock, 10)


def test_noise_is_let_go_and_others_go_on(vaert: Vaert) -> None:
    vaert.fill([1])
    with channel(vaert) as kanal:
        for _ in range(20):
            with raw(vaert) as sock:
                sock.sendall(HILSEN + os.urandom(2000))
        with raw(vaert) as sock:
            sock.sendall(os.urandom(200_000))
            assert is_closed(sock, 10)
        assert kanal.basic_get(DUESLAG)[0] is not None


def test_a_frame_larger_than_agreed_is_told_and_let_go(vaert: Vaert) -> None:
    with raw(vaert) as sock:
        enter(sock)
        sock.sendall(b"\x01\x00\x01\x7f\xff\xff\xff")
        close = hear(sock, "Connection.Close")
        assert isinstance(close, commands.Connection.Close)
        assert close.reply_code == 501
        assert is_closed(sock, 10)


def test_a_token_is_refused_with_an_explanation(vaert: Vaert) -> None:
    with raw(vaert) as sock:
        sock.sendall(HILSEN)
        say(sock, commands.Connection.StartOk({}, "EXTERNAL", "<saml:Assertion>" + "x" * 9000, "en_US"))
        close = hear(sock, "Connection.Close")
        assert isinstance(close, commands.Connection.Close)
        assert close.reply_code == 403
        assert "token kommer senere" in close.reply_text


def test_one_that_never_reads_gets_no_more_than_its_window_and_its_buffer() -> None:
    with vaert(skriv=lambda forsendelse: skriv(forsendelse)._replace(krop=b"x" * 100_000)) as denne:
        denne.fill(range(900))
        with raw(denne) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            enter(sock)
            say(sock, commands.Basic.Consume(0, DUESLAG, "stum", no_ack=True), channel=1)
            time.sleep(1)
            assert list(denne.states().values()).count("ude") <= 500
            assert "leveret" not in denne.states().values()
            with channel(denne) as kanal:
                assert kanal.basic_get(DUESLAG)[0] is not None
        wait_for(lambda: "ude" not in denne.states().values())
        assert "leveret" not in denne.states().values()


def test_one_that_asks_without_reading_the_answers_is_let_go(vaert: Vaert) -> None:
    with raw(vaert) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        enter(sock)
        ask = frame.marshal(commands.Basic.Cancel("x" * 250), 1) * 500
        sock.settimeout(0.2)
        with suppress(OSError):  # nobody takes more, or it is over already
            while True:
                sock.sendall(ask)
        # The host's own word, not the socket's: a kernel whose peer's window is full may tell of the end much later.
        wait_for(lambda: vaert.hent.forbindelser == 0)


def test_more_connections_than_allowed_are_closed_at_once() -> None:
    with vaert(forbindelser=2) as denne, raw(denne) as a, raw(denne) as b:
        a.sendall(HILSEN)
        b.sendall(HILSEN)
        hear(a, "Connection.Start")
        hear(b, "Connection.Start")
        with raw(denne) as c:
            assert is_closed(c, 0.5)
