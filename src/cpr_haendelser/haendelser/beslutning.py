"""Turning a finding into a decision: its receiver, whom it names, what it hangs on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.haendelser.fund import Fund, last_address, to_adresse
from cpr_haendelser.haendelser.koder099 import Linje
from cpr_haendelser.haendelser.model import Adresse, Beslutning, Hoved, Rolle
from cpr_haendelser.haendelser.regler import Regel
from cpr_haendelser.haendelser.sammenligning import Sammenligning, read_pnr
from cpr_haendelser.replika.billede import RELATIONSARTER, read_relationer
from cpr_haendelser.replika.forloeb import ADRESSE, BOPAEL


class Nuvaerende(NamedTuple):
    """Where the person lives now, or last lived."""

    rolle: Rolle
    adresse: Adresse | None

    @classmethod
    def read(cls, alt: Sammenligning) -> Nuvaerende:
        """The person's place, and the role of a receiver that is there."""
        segmenter = alt.efter_bopael
        adresse = to_adresse(last_address(segmenter) or last_address(alt.foer_bopael))
        bor = bool(segmenter) and segmenter[-1].art == ADRESSE
        return cls(Rolle.NY if bor else Rolle.SENESTE, adresse)


def decide(  # noqa: PLR0913 - one call, each part named
    pnr: str, alt: Sammenligning, fundet: Fund, linjer: list[Linje], nuvaerende: Nuvaerende, ordinal: int
) -> Beslutning:
    """The finding for its receiver (docs/afledning.md section 4); `ordinal` tells equals apart."""
    regel = fundet.regel
    efter = fundet.efter or (nuvaerende.adresse if fundet.foer is None else None)
    kommune, rolle = fundet.kommune, regel.rolle
    if regel.kilde != BOPAEL:
        kommune = nuvaerende.adresse.kommunekode if nuvaerende.adresse else ""
        rolle = nuvaerende.rolle
    relaterede = _relaterede(regel, alt, fundet.om)
    if not kommune:
        relaterede = relaterede or _fallback_relaterede(alt)
        rolle = Rolle.RELATERET if relaterede else rolle
    aarsag = linjer[0] if linjer else None
    return Beslutning(
        pnr=pnr,
        kode=regel.kode,
        art=fundet.art,
        regel=regel.navn,
        rolle=rolle,
        kommune=kommune,
        gyldig_fra=fundet.gyldig_fra,
        usikker=fundet.usikker,
        registreret=aarsag.tid if aarsag else "",
        om=f"{fundet.om}#{ordinal}" if ordinal > 1 else fundet.om,
        grupper=tuple(fundet.gruppe.split()),
        foer=fundet.foer,
        efter=efter,
        relaterede=relaterede,
        retter=fundet.retter,
        hoved=_hoved(alt, aarsag, fundet.om) if aarsag and aarsag.maerke else None,
        linjer=tuple([linje.nr for linje in linjer]),
        poster=alt.poster,
    )


def _relaterede(regel: Regel, alt: Sammenligning, om: str) -> tuple[tuple[str, str], ...]:
    if om:
        return ((om, "barn"),)
    found = []
    for posttype, felt, ord_ in regel.relationer:
        for linje in alt.efter.get(posttype, ()):
            pnr = read_pnr(linje[_place(posttype, felt)])
            if pnr:
                found.append((pnr, ord_))
    return tuple(found)


@cache
def _place(posttype: str, felt: str) -> slice:
    return posttyper()[posttype].field(felt).slice


_FALLBACK = ("mor", "far", "aegtefaelle", "gaeldende_pnr", "tidligere_pnr")


def _fallback_relaterede(alt: Sammenligning) -> tuple[tuple[str, str], ...]:
    """Related persons in whose municipality a person without one is looked for."""
    slaegt = sorted(_relationer(alt))
    return tuple((pnr, ord_) for ord_ in _FALLBACK for art, pnr in slaegt if RELATIONSARTER[art] == ord_)


def _relationer(alt: Sammenligning) -> Iterable[tuple[int, str]]:
    linjer = (linje for poster in alt.efter.values() for linje in poster)
    return ((art, f"{pnr:010d}") for art, pnr in read_relationer(linjer))


def _hoved(alt: Sammenligning, aarsag: Linje, om: str) -> Hoved | None:
    """Where the main person's hændelse is looked for: the one it is about, else any relative, former ones too."""
    slaegt = (om,) if om else tuple(sorted({*_all_relatives(alt)}))
    return Hoved(slaegt, aarsag.kode, aarsag.tid) if slaegt and aarsag.tid else None


def _all_relatives(alt: Sammenligning) -> Iterable[str]:
    yield from (pnr for _, pnr in _relationer(alt))
    yield from (f"{pnr:010d}" for _, pnr in read_relationer(alt.vaek))
    yield from filter(None, (read_pnr(linje[_place("029", "AEGTEPNR")]) for linje in alt.efter.get("029", ())))
