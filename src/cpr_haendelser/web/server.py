"""Serving the feed until stopped, on the first free port from the wished one."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

import uvicorn

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.web.feed import create_app

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_TRIES = 50
_HIGHEST = 65535
_TAKEN = {errno.EADDRINUSE, errno.EACCES}
"""Windows says EACCES where another program has the port for itself alone."""
LOOPBACK = ("127.", "::1", "localhost")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    return host.startswith(LOOPBACK)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket on the wished port (0: any), or the next free one. Opsaetningsfejl WEB-001 or WEB-002."""
    candidates = range(port, min(port + _TRIES, _HIGHEST + 1)) if port else (0,)
    for candidate in candidates:
        try:
            return _listen(host, candidate)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise Opsaetningsfejl(
                    "WEB-002",
                    f"der kan ikke lyttes på adressen i indstillingen host ({error.strerror}). Den skal være en af "
                    "maskinens egne; 127.0.0.1 er der altid.",
                ) from error
    raise Opsaetningsfejl(
        "WEB-001",
        f"ingen port fra {candidates[0]} til {candidates[-1]} er ledig. Vælg en anden i indstillingen port.",
    )


def _listen(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where SO_REUSEADDR would share the port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen()
    except BaseException:
        sock.close()
        raise
    return sock


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
