"""Ports for programs that the tests start."""

from __future__ import annotations

import itertools
import random
import socket

_FOERSTE, _ANTAL = 20_000, 12_000
"""Below those that the system gives to connections: none of these is taken by somebody's call before it is used."""
_NAESTE = itertools.count(random.SystemRandom().randrange(_ANTAL))


def free_port() -> int:
    """A port of this machine that nobody has, and that this process has not been given before."""
    for nummer in itertools.islice(_NAESTE, _ANTAL):
        port = _FOERSTE + nummer % _ANTAL
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise OSError("every port is taken")
