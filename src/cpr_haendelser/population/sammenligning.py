"""Facit against log: which hændelser are missing, and which are there that should not be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

SAMLE, INGEN = "samle", "ingen"
MANGLER, FOR_MEGET = "mangler", "for meget"


class Noegle(NamedTuple):
    """What two lines agree on when they tell of the same hændelse."""

    dag: str
    pnr: str
    kode: str
    art: str
    kommune: str
    gyldig_fra: str
    grupper: tuple[str, ...]
    retter: str
    """The effective time of what is corrected or annulled; empty where nothing is."""


class Afvigelse(NamedTuple):
    """One difference; shown with the personnummer masked."""

    slags: str
    """mangler (in the facit alone) or for meget (in the log alone)."""
    noegle: Noegle
    antal: int

    def __str__(self) -> str:
        """The difference in one line."""
        n = self.noegle
        parts = (
            f"{self.slags}: {n.dag} {n.pnr[:4]}XX-XXXX {n.kode} {n.art}",
            f"kommune {n.kommune or 'ingen'}",
            f"fra {n.gyldig_fra}" if n.gyldig_fra else "",
            f"grupper {' '.join(n.grupper)}" if n.grupper else "",
            f"retter {n.retter}" if n.retter else "",
            f"{self.antal} gange" if self.antal > 1 else "",
        )
        return ", ".join(part for part in parts if part)

    def __repr__(self) -> str:
        """The same: a personnummer is never shown."""
        return str(self)


def compare(
    facit_lines: Iterable[Mapping[str, Any]], haendelse_lines: Iterable[Mapping[str, Any]], *, without_099: bool
) -> list[Afvigelse]:
    """The differences between the facit and a log, as multisets, catch-alls of one person, day and art united.

    Both sides are plain mappings with dag, pnr, kode (`samle` for a catch-all), art, kommune, gyldig_fra, grupper and
    retter (None, or a mapping with gyldig_fra); the facit's lines have uden_099 besides. `without_099`
    compares with what the facit says the records alone would show.
    """
    expected = _keys(_shown_without_099(line) if without_099 else line for line in facit_lines)
    found = _keys(haendelse_lines)
    missing, surplus = expected - found, found - expected
    return sorted(
        [Afvigelse(MANGLER, noegle, antal) for noegle, antal in missing.items()]
        + [Afvigelse(FOR_MEGET, noegle, antal) for noegle, antal in surplus.items()],
        key=lambda afvigelse: (afvigelse.noegle, afvigelse.slags),
    )


def _shown_without_099(line: Mapping[str, Any]) -> Mapping[str, Any]:
    uden = line["uden_099"]
    if uden["udfald"] == "samme":
        return line
    return {
        **line, "kode": uden["kode"] or INGEN, "art": uden["art"], "grupper": uden["grupper"], "gyldig_fra": "",
        "retter": None, "kommune": uden.get("kommune", ""),
    }  # fmt: skip


def _keys(lines: Iterable[Mapping[str, Any]]) -> Counter[Noegle]:
    counted: Counter[Noegle] = Counter()
    samlet: defaultdict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for line in lines:
        if line["kode"] == INGEN:
            continue
        if line["kode"] == SAMLE:
            samlet[line["dag"], line["pnr"], line["art"], line["kommune"]].update(line["grupper"])
            continue
        retter = line["retter"]
        counted[
            Noegle(
                line["dag"], line["pnr"], line["kode"], line["art"], line["kommune"], line["gyldig_fra"], (),
                retter["gyldig_fra"] if retter else "",
            )
        ] += 1  # fmt: skip
    for (dag, pnr, art, kommune), grupper in samlet.items():
        counted[Noegle(dag, pnr, SAMLE, art, kommune, "", tuple(sorted(grupper)), "")] += 1
    return counted
