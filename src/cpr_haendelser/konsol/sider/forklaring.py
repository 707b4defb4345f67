"""Why a hændelse is or is not for a dueslag: agreement and filter step by step, as it was distributed and now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from cpr_haendelser.abonnementer.match import Begrundelse
from cpr_haendelser.abonnementer.vurdering import Forklaring as Filterforklaring
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.aftaler.hold import Trin
from cpr_haendelser.fordeling.grunde import to_words
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import Besoeg, Side, draw, is_masked, mask_numbers_in, mask_pnr, read_number, wire_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpr_haendelser.app import Installation

_MYNDIGHED = "myndighed"
"""The step of an agreement that says whether it is with the authority."""
_LAENGST, _LED, _MOEDT = 300, 300, 10
"""Characters of a part, parts of a filter, and values of a message that are shown."""


class Filterled(NamedTuple):
    """A part of a filter, what it came to, and the values that it met."""

    dybde: int
    tekst: str
    sandhed: str
    moedt: tuple[str, ...]
    sammenligning: bool


class Svar(NamedTuple):
    """The explanation for one time."""

    matcher: bool
    stoppet_ved: str
    trin: tuple[tuple[str, bool], ...]
    aftaler: tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]
    """Those with the authority that the hændelse is to, each with its steps."""
    andre_aftaler: int
    """So many are with other authorities."""
    led: tuple[Filterled, ...]
    flere_led: int


def pages(installation: Installation) -> tuple[Side, ...]:
    """The question and the answer are one page."""

    def show(besoeg: Besoeg) -> Response:
        kald, uuid = besoeg.kald, besoeg.request.path_params["uuid"]
        dueslag = installation.betjening.find(kald.known, uuid)
        nummer = read_number(besoeg, "nr", 0)
        if not nummer:
            return draw(kald, "dueslag_forklar", dueslag=dueslag, nummer="", forklaring=None)
        forklaring = installation.betjening.explain(kald.known, uuid, nummer)
        b, dengang, forsendelse = forklaring.haendelse.beslutning, forklaring.dengang, forklaring.forsendelse
        nu = _to_svar(kald, forklaring.nu)
        da = _to_svar(kald, dengang.begrundelse) if dengang and dengang.begrundelse else None
        return draw(
            kald, "dueslag_forklar",
            dueslag=dueslag,
            nummer=nummer,
            forklaring=forklaring,
            kode=wire_code(b.kode, installation.settings.samlekode),
            navn=code_name(b.kode, b.regel),
            pnr=mask_pnr(kald, b.pnr),
            dengang=dengang,
            da=da,
            nu=nu,
            ens=dengang is not None and dengang.begrundelse == forklaring.nu,
            forsendelse=forsendelse,
            grund=to_words(forsendelse.grund) if forsendelse else "",
        )  # fmt: skip

    return tuple(Side(metode, "/dueslag/{uuid}/forklar", Handling.DUESLAG_FORKLAR, show) for metode in ("GET", "POST"))


def _to_svar(kald: Kald, begrundelse: Begrundelse) -> Svar:
    led = list(flatten(kald, begrundelse.filter, 0)) if begrundelse.filter else []
    med = [each for each in begrundelse.aftaler if Trin(_MYNDIGHED, holder=True) in each.trin]
    return Svar(
        begrundelse.matcher,
        begrundelse.stoppet_ved,
        tuple((trin.navn, trin.holder) for trin in begrundelse.trin),
        tuple((each.aftale.id, tuple((trin.navn, trin.holder) for trin in each.trin)) for each in med),
        len(begrundelse.aftaler) - len(med),
        tuple(led[:_LED]),
        max(0, len(led) - _LED),
    )


def flatten(kald: Kald, forklaring: Filterforklaring, dybde: int) -> Iterator[Filterled]:
    """The parts of a filter's explanation as the caller may see them."""
    tekst = _shown(kald, forklaring.tekst)
    kort = tekst if len(tekst) <= _LAENGST else f"{tekst[:_LAENGST]}…"
    moedt = tuple(_shown(kald, vaerdi) for vaerdi in forklaring.moedt[:_MOEDT])
    yield Filterled(dybde, kort, forklaring.sandhed.value, moedt, not forklaring.led)
    for led in forklaring.led:
        yield from flatten(kald, led, dybde + 1)


def _shown(kald: Kald, tekst: str) -> str:
    """Where personnumre are masked, without them: a text is whole here, for half a number would not be known as one."""
    return mask_numbers_in(tekst) if is_masked(kald) else tekst
