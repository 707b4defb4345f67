"""Listening: the wished port, or the next free one; and a real call over a real socket."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from typing import TYPE_CHECKING

import pytest
import uvicorn

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.porte import bind
from cpr_haendelser.web.doer import create_app
from cpr_haendelser.web.server import is_loopback

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

HOST = "127.0.0.1"


def test_a_taken_port_gives_the_next_free_one() -> None:
    with bind(HOST, 0) as first:
        port = first.getsockname()[1]
        with bind(HOST, port) as second:
            assert port < second.getsockname()[1] < port + 50


def test_a_port_let_go_can_be_had_again_at_once() -> None:
    with bind(HOST, 0) as first:
        port = first.getsockname()[1]
        with socket.create_connection((HOST, port)) as caller:
            answering, _ = first.accept()
            answering.close()
            caller.recv(1)
    with bind(HOST, port) as again:
        assert again.getsockname()[1] == port


def test_the_last_port_has_no_next() -> None:
    with bind(HOST, 0) as any_port:
        assert any_port.getsockname()[1] > 0
    try:
        last = bind(HOST, 65535)
    except Opsaetningsfejl:
        pytest.skip("someone else listens on the last port")
    with last, pytest.raises(Opsaetningsfejl, match=r"WEB-001: port 65535 er optaget"):
        bind(HOST, 65535)


@pytest.mark.parametrize("host", ["192.0.2.1", "nix.invalid"])
def test_an_address_that_is_not_ours_is_refused_at_once(host: str) -> None:
    with pytest.raises(Opsaetningsfejl, match="WEB-002"):
        bind(host, 8320)


@pytest.mark.parametrize(("host", "alone"), [(HOST, True), ("localhost", True), ("::1", True), ("0.0.0.0", False)])  # noqa: S104
def test_loopback_is_known(host: str, alone: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is alone


def test_a_call_over_a_socket_is_answered(installation: Installation) -> None:
    noegle = "kun-til-afproevning"
    config = uvicorn.Config(create_app(installation, noegle), log_config=None, lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    with bind(HOST, 0) as sock:
        port = sock.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        connection.request("GET", "/haendelser?antal=1", headers={"Authorization": f"Bearer {noegle}"})
        answer = connection.getresponse()
        assert json.load(answer)["naeste"] == 1
        assert answer.getheader("Server") is None
        connection.request("HEAD", "/status", headers={"Authorization": "Bearer x"})
        refused = connection.getresponse()
        assert (refused.status, refused.read()) == (401, b"")
        connection.close()
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()
