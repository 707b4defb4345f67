"""The audit as a file that can be verified alone: JSON lines, the links with their bytes and the signed head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

import msgspec

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.revision.bog import Revisionsbog
from cpr_haendelser.revision.kontrol import Fund, check_kaede
from cpr_haendelser.revision.post import TOM, Hoved, Led, Slags
from cpr_haendelser.revision.segl import Segl, Seglfelter, holds, to_felter, to_segl
from cpr_haendelser.revision.tegn import from_hex, to_hex
from cpr_haendelser.revision.underskrift import find_kaede

FORM = "cpr-haendelser revisionsspor 1"


class _Led(msgspec.Struct, forbid_unknown_fields=True):
    """One line: a link."""

    nr: int
    tidspunkt: str
    slags: str
    antal: int
    forrige: str
    hash: str
    indhold: str
    """The canonical bytes as text."""


class _Start(msgspec.Struct, forbid_unknown_fields=True):
    """The first line."""

    form: str
    kaede: str
    miljoe: str
    fra: int
    """The number before the first link."""
    forrige: str
    """The hash that the first link follows."""


class _Slut(msgspec.Struct, forbid_unknown_fields=True):
    """The last line."""

    ialt: int
    """So many links."""
    segl: Seglfelter | None
    """The head of the last link, signed; null: there was no key."""


class Udsnit(NamedTuple):
    """Which part of a chain is written."""

    kaede: str
    miljoe: str
    fra: Hoved
    """What the first link follows."""
    til: Hoved
    """The last link's; nr 0: there is none."""


def choose(bog: Revisionsbog, miljoe: str, fra: str, til: str) -> Udsnit:
    """The part from one time until before another; empty: from the beginning, until now."""
    foer = bog.revision_foer(fra)[0] if fra else TOM
    slut = bog.revision_foer(til)[0] if til else bog.revisionshoved()
    return Udsnit(find_kaede(bog), miljoe, foer if foer.nr else bog.revisionsbegyndelse().hoved, slut)


def write_lines(udsnit: Udsnit, alle: Iterable[Led], segl: Segl | None) -> Iterator[bytes]:
    """The lines of the file; `segl`: the signed head of the last link."""
    yield _line(_Start(FORM, udsnit.kaede, udsnit.miljoe, udsnit.fra.nr, to_hex(udsnit.fra.hash)))
    antal = 0
    for led in alle:
        antal += 1
        yield _line(
            _Led(
                led.nr,
                led.tidspunkt,
                str(led.slags),
                led.antal,
                to_hex(led.forrige),
                to_hex(led.hash),
                led.indhold.decode("utf-8", "replace"),
            )
        )
    yield _line(_Slut(antal, to_felter(segl) if segl else None))


class Efterset(NamedTuple):
    """What came of verifying a file."""

    kaede: str
    foerste: int
    sidste: int
    poster: int
    underskrevet: bool
    """Whether its last line has a signed head that holds."""
    fund: tuple[Fund, ...]


def verify(lines: Iterable[bytes], noegle: bytes | None) -> Efterset:
    """Verifies a file by itself. `noegle`: the public key; None: what is signed is not checked.

    Brugsfejl REV-007 where it is no such file, or not whole.
    """
    alle = iter(lines)
    start, slut = _read(next(alle, b""), _Start), [b""]
    fra = Hoved(start.fra, "", _hex(start.forrige))
    naaet, antal, poster, fund = fra, 0, 0, list[Fund]()
    for led, fejl in check_kaede(_links(alle, slut), fra):
        naaet, antal, poster = led.hoved, antal + 1, poster + led.antal
        fund += fejl
    sidste = _read(slut[0], _Slut)
    if start.form != FORM or sidste.ialt != antal:
        raise _no_file()
    if sidste.segl is not None:
        _hex(sidste.segl.hash)
        fund += _check_segl(to_segl(sidste.segl), start.kaede, naaet, noegle)
    holder = sidste.segl is not None and noegle is not None and not fund
    return Efterset(start.kaede, fra.nr + 1, naaet.nr, poster, holder, tuple(fund))


def _links(lines: Iterator[bytes], slut: list[bytes]) -> Iterator[Led]:
    """The links of all lines but the last, which is put into `slut`."""
    foer = next(lines, b"")
    for line in lines:
        yield _to_led(_read(foer, _Led))
        foer = line
    slut[0] = foer


def _check_segl(segl: Segl, kaede: str, sidste: Hoved, noegle: bytes | None) -> Iterator[Fund]:
    if noegle is not None and not holds(segl, noegle):
        yield Fund(segl.nr, "underskrift", "filens hoved er ikke underskrevet med den nøgle.")
    if (segl.kaede, segl.nr, segl.hoved.hash) != (kaede, sidste.nr, sidste.hash):
        yield Fund(segl.nr, "hoved", "filens hoved er ikke det sidste led i filen.")


def _to_led(led: _Led) -> Led:
    return Led(
        led.nr,
        led.tidspunkt,
        _slags(led.slags),
        led.antal,
        led.indhold.encode(),
        _hex(led.forrige),
        _hex(led.hash),
    )


def _slags(tekst: str) -> Slags:
    try:
        return Slags(tekst)
    except ValueError:
        raise _no_file() from None


def _hex(tekst: str) -> bytes:
    try:
        return from_hex(tekst)
    except ValueError:
        raise _no_file() from None


def _line(value: msgspec.Struct) -> bytes:
    return msgspec.json.encode(value) + b"\n"


_T = TypeVar("_T")


def _read(line: bytes, slags: type[_T]) -> _T:
    try:
        return msgspec.json.decode(line, type=slags)
    except msgspec.DecodeError:
        raise _no_file() from None


def _no_file() -> Brugsfejl:
    return Brugsfejl(
        "REV-007", "filen er ikke et revisionsspor, eller den er ikke hel. Der ventes det, som `haendelser revision"
        " export` skriver."
    )  # fmt: skip
