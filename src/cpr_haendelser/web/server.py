"""Serving the feed until stopped, on the first free port from the wished one."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.web.feed import create_app

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_TRIES = 50


def bind(host: str, port: int) -> socket.socket:
    """A listening socket on the wished port, or the next free one. Opsaetningsfejl where none of fifty is free."""
    for candidate in range(port, port + _TRIES):
        sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        try:
            sock.bind((host, candidate))
        except OSError:
            sock.close()
            if not port:
                break
            continue
        return sock
    raise Opsaetningsfejl(
        "WEB-001", f"der kan ikke lyttes på {host}: ingen ledig port fra {port} til {port + _TRIES - 1}."
    )


def serve(installation: Installation, noegle: str, sock: socket.socket) -> None:
    """Serves until interrupted. Requests are not logged: what is asked for is nobody's business."""
    config = uvicorn.Config(
        create_app(installation, noegle), log_config=None, access_log=False, lifespan="off", server_header=False
    )
    uvicorn.Server(config).run(sockets=[sock])
