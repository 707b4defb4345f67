"""Reading a population's files in tests, with nothing but the layouts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from cpr_haendelser.cpr.layouts import Post, read_post
from cpr_haendelser.population import Oversigt

UDEN_FOR_BILLEDET = ("000", "099", "910", "997", "999")
Billede = dict[str, list[Post]]
"""A person's records by record type."""


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1]


def posts(path: Path) -> list[Post]:
    return [read_post(line) for line in lines(path)]


def persons(path: Path) -> dict[str, Billede]:
    """The images in a file by personnummer, in file order."""
    found: dict[str, Billede] = {}
    for post in posts(path):
        if post.posttype not in UDEN_FOR_BILLEDET:
            found.setdefault(post.pnr, defaultdict(list))[post.posttype].append(post)
    return found


def days(oversigt: Oversigt) -> Iterator[tuple[str, dict[str, Billede]]]:
    """Each file's name and images, the first load first."""
    for fil in oversigt.filer:
        yield fil.fil, persons(oversigt.mappe / fil.fil)


def register(oversigt: Oversigt, filer: int | None = None) -> dict[str, Billede]:
    """What a customer holds after so many files (all of them): a delivery replaces the person."""
    held: dict[str, Billede] = {}
    for fil in oversigt.filer[:filer]:
        held.update(persons(oversigt.mappe / fil.fil))
    return held


def one(billede: Billede, posttype: str) -> dict[str, str]:
    """The fields of the one record of that type; none where the person has no such record."""
    found = billede.get(posttype) or []
    return found[0].felter if found else {}
