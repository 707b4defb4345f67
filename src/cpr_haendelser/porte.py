"""Listening sockets: the wished port, or the next free one."""

from __future__ import annotations

import errno
import socket

from cpr_haendelser.fejl import Opsaetningsfejl

FORSOEG = 50
_HIGHEST = 65535
_TAKEN = {errno.EADDRINUSE, errno.EACCES}
"""Windows says EACCES where another program has the port for itself alone."""


def bind(host: str, port: int, *, forsoeg: int = FORSOEG, indstilling: str = "") -> socket.socket:
    """A bound socket on the wished port (0: any), or the next free one of `forsoeg`.

    Opsaetningsfejl WEB-001 where none is free, WEB-002 where the address is not the machine's own. `indstilling` is the
    group of settings that the port and host stand in, for the error.
    """
    candidates = range(port, min(port + forsoeg, _HIGHEST + 1)) if port else (0,)
    navn = f"{indstilling}." if indstilling else ""
    for candidate in candidates:
        try:
            return _listen(host, candidate)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise Opsaetningsfejl(
                    "WEB-002",
                    f"der kan ikke lyttes på adressen i indstillingen {navn}host ({error.strerror}). Den skal være en"
                    " af maskinens egne; 127.0.0.1 er der altid.",
                ) from error
    hvilke = f"port {candidates[0]}" if len(candidates) == 1 else f"ingen port fra {candidates[0]} til {candidates[-1]}"
    raise Opsaetningsfejl(
        "WEB-001",
        f"{hvilke} er {'optaget' if len(candidates) == 1 else 'ledig'}. Vælg en anden i indstillingen {navn}port.",
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
