"""A witness between the program and what it keeps: it hands every question on, and remembers that it was asked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Vidne:
    """Stands before a store; `set_` is what has been asked of it."""

    def __init__(self, lager: Any) -> None:
        self.__dict__.update(_lager=lager, set_=[])

    def __getattr__(self, navn: str) -> Any:
        fundet = getattr(self._lager, navn)
        if not callable(fundet):
            return fundet

        def asked(*args: Any, **kwargs: Any) -> Any:
            self.set_.append(navn)
            return fundet(*args, **kwargs)

        return asked

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """What is asked within the block."""
        self.set_.clear()
        yield self.set_
