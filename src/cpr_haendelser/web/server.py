"""Serving the feed until stopped."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from cpr_haendelser.web.feed import create_app

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

LOOPBACK = ("127.", "::1", "localhost")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    return host.startswith(LOOPBACK)


def serve(installation: Installation, noegle: str, sock: socket.socket) -> None:
    """Serves until interrupted. Requests are not logged: what is asked for is nobody's business."""
    config = uvicorn.Config(
        create_app(installation, noegle),
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[sock])
