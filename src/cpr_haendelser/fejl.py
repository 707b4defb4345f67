"""The errors a user may meet, drawn as one tree.

Fejl
├── Filfejl          a CPR file that is refused, with line, record type, field and position
├── Miljoefejl       the environment forbids it
├── Opsaetningsfejl  settings or database do not fit
└── Brugsfejl        the call asks for something that is not there or not allowed
"""

from __future__ import annotations


class Fejl(Exception):
    """What went wrong, in words for the user (Danish), with a stable code such as FIL-003.

    The text never holds a personnummer.
    """

    def __init__(self, kode: str, tekst: str) -> None:
        super().__init__(f"{kode}: {tekst}")
        self.kode = kode
        self.tekst = tekst


class Filfejl(Fejl):
    """A CPR file that is refused whole; nothing is changed."""

    def __init__(  # noqa: PLR0913 - each part of the place is named by the caller
        self,
        kode: str,
        tekst: str,
        *,
        fil: str = "",
        linje: int = 0,
        posttype: str = "",
        felt: str = "",
        position: int = 0,
    ) -> None:
        sted = ", ".join(
            part
            for part in (
                fil,
                f"linje {linje}" if linje else "",
                f"post {posttype}" if posttype else "",
                f"felt {felt}" if felt else "",
                f"position {position}" if position else "",
            )
            if part
        )
        super().__init__(kode, f"{sted}: {tekst}" if sted else tekst)
        self.fil, self.linje, self.posttype, self.felt, self.position = fil, linje, posttype, felt, position


class Miljoefejl(Fejl):
    """What the environment (ExtTest or Produktion) forbids."""


class Opsaetningsfejl(Fejl):
    """Settings or a database that do not fit."""


class Brugsfejl(Fejl):
    """A call for something that is not there or not allowed."""
