"""The bytes of a link: what is hashed, kept and exported, so that anybody can verify it with a few lines of code.

UTF-8, one JSON value a line, each line ended by a line feed. An object says what one or more posts have in common;
fields that are empty are left out, and names stand in order. The arrays below it are its posts, one person each:
`["6101900001"]`, `["6101900001",løbenummer]` or `["6101900001",løbenummer,forsøg]`. An object without arrays is one
post that is about no person. `tid` stands in the object where the posts' time is not the link's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from cpr_haendelser.revision.post import Revisionspost, Slags

FAELLES = Revisionspost._fields.index("pnr")
"""So many fields of a post are those that it has in common with others."""

_NAVNE = Revisionspost._fields[1:FAELLES]
_FORMER = (b'["%010d"]\n', b'["%010d",%d]\n', b'["%010d",%d,%d]\n')
_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder().decode

Linje = tuple[int, int, int]
"""Personnummer, løbenummer, attempt."""


class Gruppe(NamedTuple):
    """Posts of a link that have all but person, løbenummer and attempt in common."""

    faelles: Revisionspost
    """With pnr 0."""
    linjer: Sequence[Linje]
    """Empty: one post that is about no person."""

    @property
    def antal(self) -> int:
        """How many posts."""
        return len(self.linjer) or 1


def group(poster: Iterable[Revisionspost]) -> list[Gruppe]:
    """Posts of one kind of link as they are written: consecutive ones that have as much in common together."""
    grupper = []
    for faelles, deres in groupby(poster, key=_common):
        linjer = [(post.pnr, post.loebenummer, post.forsoeg) for post in deres]
        ens = faelles._replace(pnr=0)
        grupper += [Gruppe(ens, linjer)] if faelles.pnr else [Gruppe(ens, ())] * len(linjer)
    return grupper


def write(grupper: Iterable[Gruppe], tid: str = "") -> bytes:
    """The canonical bytes. `tid`: the posts' time where it is not the link's."""
    dele = []
    for faelles, linjer in grupper:
        vist: dict[str, Any] = {navn: value for navn, value in zip(_NAVNE, faelles[1:FAELLES], strict=True) if value}
        if faelles.detaljer:
            vist["detaljer"] = dict(faelles.detaljer)
        if tid:
            vist["tid"] = tid
        dele.append(_encode(vist) + b"\n")
        dele += [_line(linje) for linje in linjer]
    return b"".join(dele)


def read(slags: Slags, indhold: bytes) -> Iterator[tuple[str, Gruppe]]:
    """The groups of a link's bytes, each with the time where it is not the link's.

    ValueError where they are not as `write` writes them.
    """
    faelles: dict[str, Any] | None = None
    linjer: list[Linje] = []
    for line in indhold.splitlines():
        value = _decode(line)
        if isinstance(value, dict):
            if faelles is not None:
                yield _to_gruppe(slags, faelles, linjer)
            faelles, linjer = value, []
        elif faelles is None:
            raise ValueError("a line of a person stands before what it has in common with others")
        else:
            pnr, loebenummer, forsoeg = (*value, 0, 0)[:3]
            linjer.append((int(pnr), loebenummer, forsoeg))
    if faelles is not None:
        yield _to_gruppe(slags, faelles, linjer)


def read_poster(slags: Slags, indhold: bytes) -> Iterator[tuple[str, Revisionspost]]:
    """The posts of a link's bytes one by one, each with its time where that is not the link's."""
    for tid, (faelles, linjer) in read(slags, indhold):
        if not linjer:
            yield tid, faelles
        for pnr, loebenummer, forsoeg in linjer:
            yield tid, faelles._replace(pnr=pnr, loebenummer=loebenummer, forsoeg=forsoeg)


def read_person(slags: Slags, indhold: bytes, pnr: int) -> Iterator[tuple[str, Revisionspost]]:
    """The same posts, but only those about one person; the others are hardly looked at."""
    hans, objekt = b'["%010d"' % pnr, b""
    for line in indhold.splitlines():
        if line.startswith(b"{"):
            objekt = line
        elif line.startswith(hans):
            yield from read_poster(slags, objekt + b"\n" + line)


def _common(post: Revisionspost) -> Revisionspost:
    """The post without what it has alone; `pnr` says only whether it is about a person."""
    return post._replace(pnr=min(post.pnr, 1), loebenummer=0, forsoeg=0)


def _line(linje: Linje) -> bytes:
    form = 2 if linje[2] else 1 if linje[1] else 0
    return _FORMER[form] % linje[: form + 1]


def _to_gruppe(slags: Slags, faelles: dict[str, Any], linjer: list[Linje]) -> tuple[str, Gruppe]:
    tid = faelles.pop("tid", "")
    if "felter" in faelles:
        faelles["felter"] = tuple(faelles["felter"])
    if "detaljer" in faelles:
        faelles["detaljer"] = tuple(faelles["detaljer"].items())
    return tid, Gruppe(Revisionspost(slags, **faelles), linjer)
