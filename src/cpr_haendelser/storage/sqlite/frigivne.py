"""What is left in a database file of rows that are gone: pages set free, and pages in its write-ahead log.

The file formats: https://www.sqlite.org/fileformat2.html, sections 1.3 to 1.6, 2.1 and 4. What was freed inside a page
that is still in use is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from struct import error as BrokenRecord  # noqa: N812 - what it means here
from struct import unpack, unpack_from
from typing import NamedTuple

from cpr_haendelser.storage.vaerdier import Vaerdi

_TABEL, _INDEKS, _INDEKS_INDRE, _TABEL_INDRE = 0x0D, 0x0A, 0x02, 0x05
_BLADHOVED, _INDRE_HOVED = 8, 12
_WAL, _RAMME = 32, 24
_HELTAL = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_KOMMATAL, _FOERSTE_BLOB = 7, 12
_STOERSTE_SIDE = 65536
_Hent = Callable[[int], bytes]
"""A page by its number; empty where the file has none."""


class _Form(NamedTuple):
    """The size of a page, and how much of it holds data."""

    side: int
    brugbar: int


def iterate_freed(path: Path) -> Iterator[Vaerdi]:
    """The values of rows in pages that a database file has set free, and in those of its write-ahead log.

    A page whose rows cannot be told apart any more comes as it is. Rows are numbered by page.
    """
    with path.open("rb") as fil:
        hoved = fil.read(100)
        side = unpack(">H", hoved[16:18])[0]
        form = _Form(_STOERSTE_SIDE if side == 1 else side, (_STOERSTE_SIDE if side == 1 else side) - hoved[20])

        def fetch(nummer: int) -> bytes:
            fil.seek((nummer - 1) * form.side)
            return fil.read(form.side)

        for nummer, indhold in _freed(fetch, unpack(">I", hoved[32:36])[0]):
            yield from _values(f"{path.name}: frigivet side", nummer, indhold, form, fetch)
        wal = path.with_name(f"{path.name}-wal")
        for nummer, indhold in _logged(wal, form):
            yield from _values(f"{wal.name}: side", nummer, indhold, form, fetch)


def _freed(fetch: _Hent, stamme: int) -> Iterator[tuple[int, bytes]]:
    """The pages of the list of free ones; of those that hold the list itself what is left of them."""
    set_foer: set[int] = set()
    while stamme and stamme not in set_foer:
        set_foer.add(stamme)
        indhold = fetch(stamme)
        if len(indhold) < _BLADHOVED:
            return
        stamme_naeste, antal = unpack_from(">II", indhold)
        yield stamme, indhold[8 + 4 * antal :]
        for plads in range(min(antal, (len(indhold) - 8) // 4)):
            nummer = unpack_from(">I", indhold, 8 + 4 * plads)[0]
            yield nummer, fetch(nummer)
        stamme = stamme_naeste


def _logged(wal: Path, form: _Form) -> Iterator[tuple[int, bytes]]:
    if not wal.exists():
        return
    with wal.open("rb") as fil:
        fil.seek(_WAL)
        while len(ramme := fil.read(_RAMME + form.side)) == _RAMME + form.side:
            yield unpack(">I", ramme[:4])[0], ramme[_RAMME:]


def _values(sted: str, nummer: int, indhold: bytes, form: _Form, fetch: _Hent) -> Iterator[Vaerdi]:
    try:
        laest = list(_rows(indhold[100:] if indhold.startswith(b"SQLite format 3\0") else indhold, form, fetch))
    except (BrokenRecord, IndexError):
        laest = [indhold]
    for vaerdi in laest:
        yield Vaerdi(sted, nummer, vaerdi)


def _rows(side: bytes, form: _Form, fetch: _Hent) -> Iterator[int | str | bytes]:
    """Keys and values of a page of a table or an index; one of neither kind as it is."""
    slags = side[0] if side else 0
    if slags == _TABEL_INDRE:
        return
    if slags not in {_TABEL, _INDEKS, _INDEKS_INDRE}:
        yield side
        return
    forskudt = form.side - len(side)
    antal = unpack_from(">H", side, 3)[0]
    foerste = _INDRE_HOVED if slags == _INDEKS_INDRE else _BLADHOVED
    for celle in unpack_from(f">{antal}H", side, foerste):
        sted = celle - forskudt + (4 if slags == _INDEKS_INDRE else 0)
        laengde, sted = _varint(side, sted)
        if slags == _TABEL:
            noegle, sted = _varint(side, sted)
            yield noegle
        yield from _record(_payload(side, sted, laengde, slags, form, fetch))


def _payload(  # noqa: PLR0913 - what it is found by
    side: bytes, sted: int, laengde: int, slags: int, form: _Form, fetch: _Hent
) -> bytes:
    """The whole of a row, with what did not fit into its page, as far as that is still there."""
    u = form.brugbar
    mest = u - 35 if slags == _TABEL else (u - 12) * 64 // 255 - 23
    if laengde <= mest:
        return side[sted : sted + laengde]
    mindst = (u - 12) * 32 // 255 - 23
    her = mindst + (laengde - mindst) % (u - 4)
    her = her if her <= mest else mindst
    fundet, naeste = side[sted : sted + her], unpack_from(">I", side, sted + her)[0]
    while naeste and len(fundet) < laengde and (mere := fetch(naeste)):
        fundet += mere[4:u]
        naeste = unpack_from(">I", mere)[0]
    return fundet[:laengde]


def _record(post: bytes) -> Iterator[int | str | bytes]:
    hoved, sted = _varint(post, 0)
    plads = hoved
    while sted < hoved:
        slags, sted = _varint(post, sted)
        if slags in _HELTAL:
            yield int.from_bytes(post[plads : plads + _HELTAL[slags]], "big", signed=True)
            plads += _HELTAL[slags]
        elif slags == _KOMMATAL:
            plads += 8
        elif slags >= _FOERSTE_BLOB:
            vaerdi = post[plads : plads + (slags - _FOERSTE_BLOB) // 2]
            yield vaerdi.decode("utf-8", "replace") if slags % 2 else vaerdi
            plads += (slags - _FOERSTE_BLOB) // 2


def _varint(data: bytes, sted: int) -> tuple[int, int]:
    """A whole number of one to nine bytes, and where it ends."""
    vaerdi = 0
    for nr in range(8):
        byte = data[sted + nr]
        vaerdi = vaerdi << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the last byte has its highest bit clear
            return vaerdi, sted + nr + 1
    return vaerdi << 8 | data[sted + 8], sted + 9
