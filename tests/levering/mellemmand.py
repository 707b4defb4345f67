"""Somebody in the middle of a connection who lets through, drips, swallows or breaks off; bytes alone, no content."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from enum import Enum
from typing import Self


class Vej(Enum):
    """What becomes of the bytes in one direction."""

    FRI = "fri"
    DRYP = "dryp"
    """A byte a second."""
    SLUG = "slug"
    """They vanish."""


class Mellemmand:
    """Listens on a port of its own, and connects every caller to the port that it stands before."""

    def __init__(self, maal: int) -> None:
        self._maal = maal
        self.frem, self.tilbage = Vej.FRI, Vej.FRI
        """From the caller to the target, and back."""
        self.slugt = threading.Event()
        """Something has been swallowed."""
        self._slut = threading.Event()
        self._par: list[socket.socket] = []
        self._traade: list[threading.Thread] = []
        self._lytter = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._lytter.getsockname()[1])

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._slut.set()
        with suppress(OSError):
            self._lytter.shutdown(socket.SHUT_RDWR)
        self._lytter.close()
        self.break_off()
        for traad in self._traade:
            traad.join(5)
        for each in self._par:
            each.close()

    def break_off(self) -> None:
        """Breaks off every connection, and lets new ones through freely."""
        for each in list(self._par):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.frem = self.tilbage = Vej.FRI
        self.slugt.clear()

    def _accept(self) -> None:
        while not self._slut.is_set():
            try:
                kalder, _ = self._lytter.accept()
            except OSError:
                return
            try:
                maal = socket.create_connection(("127.0.0.1", self._maal))
            except OSError:
                kalder.close()
                continue
            self._par += [kalder, maal]
            self._start(lambda fra=kalder, til=maal: self._pump(fra, til, frem=True))
            self._start(lambda fra=maal, til=kalder: self._pump(fra, til, frem=False))

    def _pump(self, fra: socket.socket, til: socket.socket, *, frem: bool) -> None:
        with suppress(OSError):
            while data := fra.recv(65536):
                self._pass_on(data, til, frem=frem)
        for each in (fra, til):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _pass_on(self, data: bytes, til: socket.socket, *, frem: bool) -> None:
        while data and not self._slut.is_set():
            vej = self.frem if frem else self.tilbage
            if vej is Vej.SLUG:
                self.slugt.set()
                return
            if vej is Vej.FRI:
                til.sendall(data)
                return
            til.sendall(data[:1])
            data = data[1:]
            self._slut.wait(1.0)

    def _start(self, what: object) -> None:
        traad = threading.Thread(target=what, daemon=True)  # type: ignore[arg-type] # a function without arguments
        self._traade.append(traad)
        traad.start()
